"""A penalty on lens models that trace the images of one source to different places."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates, Grid2DIrregular
from autolens_lite.lens import Tracer
from autolens_lite.xp.backend import Backend

# Of positions whose distances are found at once.
_PAIRS = 2**22


class PositionsLH(metaclass=check.NamedArguments):
    r"""Takes from the log likelihood where positions of multiple images do not meet in the source plane.

    With s the largest distance between any two of the positions, traced to the source's plane,

    .. math:: {\rm penalty} = {\rm factor} \times \max(0, s - {\rm threshold}).

    It keeps searches from demagnified solutions: lenses of too little or too much mass, whose source looks like the
    image itself. The threshold should be wide enough that it leaves the posterior density as it is.

    Parameters
    ----------
    positions
        The (y, x) of two or more images of one source, in arcsec.
    threshold
        The distance in arcsec, above zero, that is not penalised.
    log_likelihood_penalty_factor
        The slope of the penalty, per arcsec.
    plane_redshift
        The redshift of the source's plane, fixed in the model; None for the last plane.

    Raises
    ------
    DataError
        If there are fewer than two positions, or one is there twice.
    ParameterError
        If threshold or factor is not positive.
    """

    def __init__(
        self,
        positions: Any,
        threshold: float,
        log_likelihood_penalty_factor: float = 1e8,
        plane_redshift: float | None = None,
    ) -> None:
        with check.argument("positions"):
            self.positions = Grid2DIrregular(positions, backend="numba")
        if len(self.positions) < 2:
            raise exc.DataError(
                f"positions has {len(self.positions)} position. Pass two or more images of one source, whose distances "
                "in the source plane are compared."
            )
        points = np.stack([self.positions.y, self.positions.x], axis=-1)
        if len(np.unique(points, axis=0)) < len(points):
            first = next(i for i, point in enumerate(points) if (points[:i] == point).all(axis=1).any())
            raise exc.DataError(
                f"positions[{first}] = {tuple(points[first].tolist())} is there before. Pass each image of the source "
                "once."
            )
        check.positive("threshold", threshold)
        check.positive("log_likelihood_penalty_factor", log_likelihood_penalty_factor)
        if plane_redshift is not None:
            check.non_negative("plane_redshift", plane_redshift)
        self.threshold = float(threshold)
        self.log_likelihood_penalty_factor = float(log_likelihood_penalty_factor)
        self.plane_redshift = plane_redshift
        self._leaves: tuple[Any, ...] | None = None

    def leaves_on(self, xp: Backend) -> tuple[Any, ...]:
        """Return the positions' y and x, threshold and factor as arrays of a backend."""
        numbers = self.positions.y, self.positions.x, self.threshold, self.log_likelihood_penalty_factor
        return tuple(xp.as_float(number) for number in numbers)

    def with_leaves(self, leaves: tuple[Any, ...]) -> PositionsLH:
        """Return the same penalty that computes with `leaves`, as `leaves_on` orders them."""
        new = copy.copy(self)
        new._leaves = leaves
        return new

    def max_separation_from(self, tracer: Tracer) -> float:
        """Return the largest distance (arcsec) between any two of the positions, traced to the source's plane."""
        if not isinstance(tracer, Tracer):
            raise exc.ParameterError(f"tracer is a {type(tracer).__name__}. Pass an al.Tracer(galaxies=[...]).")
        return float(np.sqrt(self._square_of_separation(tracer, self.positions.xp)))

    def penalty_from(self, tracer: Tracer, xp: Backend) -> Any:
        """Return what is to be taken from the log likelihood: a number of the backend `xp`, 0 or more.

        It is 0 for a tracer without mass or with one plane, which has no source to trace to.

        Raises
        ------
        ModelError
            If the tracer has no plane of redshift `plane_redshift`.
        """
        one_plane = tracer.is_one_plane
        if one_plane is True or not any(galaxy.mass_profiles for galaxy in tracer.galaxies):
            return xp.as_float(0.0)
        *_, threshold, factor = self._leaves_for(xp)
        square = self._square_of_separation(tracer, xp)
        apart = square > threshold**2
        if one_plane is not False:
            apart = apart & ~one_plane
        # the root is kept from zero, where it has no derivative
        separation = xp.sqrt(xp.where(apart, square, threshold**2))
        return factor * xp.where(apart, separation - threshold, 0.0)

    def fingerprint(self) -> dict[str, Any]:
        """Return all that the penalty depends on, as numbers by name."""
        return {
            "positions": self.positions.slim.tolist(),
            "threshold": self.threshold,
            "log_likelihood_penalty_factor": self.log_likelihood_penalty_factor,
            "plane_redshift": self.plane_redshift,
        }

    def _leaves_for(self, xp: Backend) -> tuple[Any, ...]:
        return self.leaves_on(xp) if self._leaves is None else self._leaves

    def _square_of_separation(self, tracer: Tracer, xp: Backend) -> Any:
        y, x, *_ = self._leaves_for(xp)
        there = tracer.coordinates_in_plane_from(Coordinates(y, x, xp), self.plane_redshift)
        y, x = there.y, there.x
        step = max(1, _PAIRS // len(self.positions))
        blocks = (slice(first, first + step) for first in range(0, len(self.positions), step))
        squares = (xp.max((y[rows, None] - y) ** 2 + (x[rows, None] - x) ** 2) for rows in blocks)
        return functools.reduce(xp.maximum, squares)

    def __repr__(self) -> str:
        return f"PositionsLH({len(self.positions)} positions, threshold={self.threshold!r})"


def checked_list(positions_likelihood_list: Iterable[PositionsLH] | PositionsLH | None) -> list[PositionsLH]:
    """Return the argument of an analysis as a list: of one, of several (one for each source), or empty.

    Raises
    ------
    ParameterError
        If an element is not a `PositionsLH`.
    """
    if positions_likelihood_list is None:
        return []
    if isinstance(positions_likelihood_list, PositionsLH):
        return [positions_likelihood_list]
    if not check.are_many(positions_likelihood_list) or isinstance(positions_likelihood_list, Mapping):
        raise exc.ParameterError(
            f"positions_likelihood_list = {positions_likelihood_list!r} is not a list. Pass [al.PositionsLH(...)]."
        )
    found = list(positions_likelihood_list)
    for index, element in enumerate(found):
        if not isinstance(element, PositionsLH):
            raise exc.ParameterError(
                f"positions_likelihood_list[{index}] is a {type(element).__name__}. Pass al.PositionsLH(...)."
            )
    return found
