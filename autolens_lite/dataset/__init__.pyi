"""What was observed: images and visibilities, their readers and simulators."""

from autolens_lite.dataset.abstract import Dataset as Dataset
from autolens_lite.dataset.dataset_model import DatasetModel as DatasetModel
from autolens_lite.dataset.imaging import Imaging as Imaging
from autolens_lite.dataset.interferometer import Interferometer as Interferometer
from autolens_lite.dataset.primary_beam import primary_beam_gaussian_from as primary_beam_gaussian_from
from autolens_lite.dataset.simulator import Simulator as Simulator
from autolens_lite.dataset.simulator_imaging import SimulatorImaging as SimulatorImaging
from autolens_lite.dataset.simulator_interferometer import SimulatorInterferometer as SimulatorInterferometer
from autolens_lite.dataset.transformers import TransformerDFT as TransformerDFT
from autolens_lite.dataset.transformers import TransformerNUFFT as TransformerNUFFT
from autolens_lite.dataset.uv_track import alma_like_antenna_positions as alma_like_antenna_positions
from autolens_lite.dataset.uv_track import uv_wavelengths_from as uv_wavelengths_from
from autolens_lite.dataset.weak import SimulatorShearYX as SimulatorShearYX
from autolens_lite.dataset.weak import WeakDataset as WeakDataset
