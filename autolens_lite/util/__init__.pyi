"""Functions at the places at which PyAutoLens has them, `al.util`."""

from autolens_lite.dataset import simulated
from autolens_lite.grid import over_sample as over_sample
from autolens_lite.inversion import matrices
from autolens_lite.result import chaining as chaining

dataset = simulated
inversion = matrices
inversion_imaging = matrices
