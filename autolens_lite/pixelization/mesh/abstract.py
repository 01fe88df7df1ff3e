"""What every mesh does: give, for points of the source plane, the pixels and weights that interpolate there."""

from __future__ import annotations

import abc
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check
from autolens_lite.grid import Coordinates


class NamedAbstract(check.NamedArguments, abc.ABCMeta):
    """Metaclass of abstract classes whose unknown keywords are answered with the nearest known one."""


class Interpolation(NamedTuple):
    """A mesh laid over points of the source plane.

    Attributes
    ----------
    indices : (N, B) int
        Pixels between which each point lies.
    weights : (N, B) float
        Their weights, of sum 1.
    edges_y, edges_x : (rows + 1,), (columns + 1,) float
        Boundaries of the pixels in arcsec: y descending, x ascending.
    """

    indices: Any
    weights: Any
    edges_y: Any
    edges_x: Any


class Mesh(metaclass=NamedAbstract):
    """A way to divide the source plane into pixels."""

    @property
    @abc.abstractmethod
    def pixels(self) -> int:
        """The number S of pixels."""

    @property
    @abc.abstractmethod
    def neighbors(self) -> np.ndarray:
        """The neighbours of each pixel, (S, P) int, -1 for none."""

    @property
    @abc.abstractmethod
    def edge_pixels(self) -> np.ndarray:
        """The pixels on the outer edge of the mesh, ascending."""

    @abc.abstractmethod
    def interpolation_from(self, coordinates: Coordinates) -> Interpolation:
        """Lay the mesh over the points and return where they lie on it."""
