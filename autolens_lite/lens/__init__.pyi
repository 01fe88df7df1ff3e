"""Galaxies in space: planes, rays, cosmology, and what follows from the lens mapping."""

from autolens_lite import cosmology as cosmology
from autolens_lite.lens import observed as observed
from autolens_lite.lens.galaxies import Galaxies as Galaxies
from autolens_lite.lens.galaxy import Galaxy as Galaxy
from autolens_lite.lens.galaxy import Redshift as Redshift
from autolens_lite.lens.mass_field import MassField as MassField
from autolens_lite.lens.operate import LensCalc as LensCalc
from autolens_lite.lens.point_solver import PointSolver as PointSolver
from autolens_lite.lens.tracer import Tracer as Tracer
