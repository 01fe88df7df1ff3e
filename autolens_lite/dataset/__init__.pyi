"""What was observed: images and visibilities, their readers and simulators."""

from autolens_lite.dataset.abstract import Dataset
from autolens_lite.dataset.dataset_model import DatasetModel
from autolens_lite.dataset.imaging import Imaging
from autolens_lite.dataset.interferometer import Interferometer
from autolens_lite.dataset.primary_beam import primary_beam_gaussian_from
from autolens_lite.dataset.simulator import Simulator
from autolens_lite.dataset.simulator_imaging import SimulatorImaging
from autolens_lite.dataset.simulator_interferometer import SimulatorInterferometer
from autolens_lite.dataset.transformers import TransformerDFT, TransformerNUFFT
from autolens_lite.dataset.uv_track import alma_like_antenna_positions, uv_wavelengths_from
from autolens_lite.dataset.weak import SimulatorShearYX, WeakDataset

__all__ = [
    "Dataset",
    "DatasetModel",
    "Imaging",
    "Interferometer",
    "Simulator",
    "SimulatorImaging",
    "SimulatorInterferometer",
    "SimulatorShearYX",
    "TransformerDFT",
    "TransformerNUFFT",
    "WeakDataset",
    "alma_like_antenna_positions",
    "primary_beam_gaussian_from",
    "uv_wavelengths_from",
]
