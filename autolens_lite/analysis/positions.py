"""A penalty on lens models that trace the images of one source to different places."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates, Grid2DIrregular, Mask2D
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
        check.kind("tracer", tracer, Tracer, "Pass an al.Tracer(galaxies=[...]).")
        return float(np.sqrt(self._square_of_separation(tracer, self.positions.xp)))

    def penalty_from(self, tracer: Tracer, xp: Backend) -> Any:
        """Return what is to be taken from the log likelihood: a number of the backend `xp`, 0 or more.

        It is 0 for a tracer without mass or with one plane, which has no source to trace to.

        Raises
        ------
        ModelError
            If the tracer has no plane of redshift `plane_redshift`, or no mass in front of it.
        """
        one_plane = tracer.is_one_plane
        masses = [galaxy.redshift for galaxy in tracer.galaxies if galaxy.mass_profiles]
        if one_plane is True or not masses:
            return xp.as_float(0.0)
        if self.plane_redshift is not None and all(
            check.is_number(redshift) and redshift >= self.plane_redshift for redshift in masses
        ):
            raise exc.ModelError(
                f"plane_redshift = {self.plane_redshift} of positions is in front of all masses: images of a source "
                "there are where they are seen, and no model brings them together. Pass the source's redshift, or None."
            )
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


def warn_of_places(positions_likelihood_list: list[PositionsLH], mask: Mask2D) -> None:
    """Warn of positions farther from a mask's image than its size: of another lens, or in another unit."""
    left, right, bottom, top = mask.extent
    middle = np.array([0.5 * (bottom + top), 0.5 * (left + right)])
    size = np.array([top - bottom, right - left])
    for index, element in enumerate(positions_likelihood_list):
        points = np.stack([element.positions.y, element.positions.x], axis=-1)
        far = (np.abs(points - middle) > size).any(axis=-1)
        if far.any():
            first = int(np.argmax(far))
            check.warn(
                f"positions[{first}] = {tuple(points[first].tolist())} of positions_likelihood_list[{index}] is "
                f"far from the image, which is at {left:g} < x < {right:g}, {bottom:g} < y < {top:g} arcsec. Pass "
                "(y, x) in arcsec on it: not pixels, and not degrees on the sky."
            )


def checked_list(positions_likelihood_list: Iterable[PositionsLH] | PositionsLH | None) -> list[PositionsLH]:
    """Return the argument of an analysis as a list: of one, of several (one for each source), or empty.

    Raises ParameterError if an element is not a `PositionsLH`, or is there twice.
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
        if any(element.fingerprint() == other.fingerprint() for other in found[:index]):
            raise exc.ParameterError(
                f"positions_likelihood_list[{index}] is there before, and its penalty would count twice. Leave it out."
            )
    return found
