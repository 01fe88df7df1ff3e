"""The linear solve for pixelized sources and linear light profiles, and its evidence."""

from autolens_lite.inversion.imaging import InversionImaging
from autolens_lite.inversion.interferometer import InversionInterferometer
from autolens_lite.inversion.inversion import Inversion
from autolens_lite.inversion.settings import Settings

__all__ = ["Inversion", "InversionImaging", "InversionInterferometer", "Settings"]
