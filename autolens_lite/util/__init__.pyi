"""Functions at the places at which PyAutoLens has them, `al.util`."""

from autolens_lite.dataset import simulated
from autolens_lite.grid import over_sample as over_sample
from autolens_lite.inversion import matrices
from autolens_lite.result import chaining as chaining
from autolens_lite.util.magnitudes import ab_mag_via_flux_from as ab_mag_via_flux_from
from autolens_lite.util.magnitudes import flux_mujy_via_ab_mag_from as flux_mujy_via_ab_mag_from

dataset = simulated
inversion = matrices
inversion_imaging = matrices
mapper = matrices
regularization = matrices
