"""The linear solve for pixelized sources and linear light profiles, and its evidence."""

from autolens_lite.inversion.imaging import InversionImaging as InversionImaging
from autolens_lite.inversion.interferometer import InversionInterferometer as InversionInterferometer
from autolens_lite.inversion.inversion import Inversion as Inversion
from autolens_lite.inversion.settings import Settings as Settings
