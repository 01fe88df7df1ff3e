"""What was observed: visibilities, their readers and simulators."""

from autolens_lite.dataset.interferometer import Interferometer
from autolens_lite.dataset.primary_beam import primary_beam_gaussian_from
from autolens_lite.dataset.simulator import SimulatorInterferometer
from autolens_lite.dataset.uv_track import alma_like_antenna_positions, uv_wavelengths_from

__all__ = [
    "Interferometer",
    "SimulatorInterferometer",
    "alma_like_antenna_positions",
    "primary_beam_gaussian_from",
    "uv_wavelengths_from",
]
