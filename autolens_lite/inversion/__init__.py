"""The linear solve for pixelized sources, and its evidence."""

from autolens_lite.inversion.interferometer import InversionInterferometer
from autolens_lite.inversion.inversion import Inversion
from autolens_lite.inversion.settings import Settings

__all__ = ["Inversion", "InversionInterferometer", "Settings"]
