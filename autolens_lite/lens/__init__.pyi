"""Galaxies in space: planes, rays, cosmology, and what follows from the lens mapping."""

from autolens_lite import cosmology
from autolens_lite.lens import observed
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.lens.mass_field import MassField
from autolens_lite.lens.operate import LensCalc
from autolens_lite.lens.point_solver import PointSolver
from autolens_lite.lens.tracer import Tracer

__all__ = ["Galaxy", "LensCalc", "MassField", "PointSolver", "Tracer", "cosmology", "observed"]
