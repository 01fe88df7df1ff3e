"""Functions at the places at which PyAutoLens has them, `al.util`."""

from autolens_lite.dataset import simulated as dataset
from autolens_lite.grid import over_sample
from autolens_lite.inversion import matrices as inversion
from autolens_lite.inversion import matrices as inversion_imaging
from autolens_lite.result import chaining

__all__ = ["chaining", "dataset", "inversion", "inversion_imaging", "over_sample"]
