"""Coordinates that do not lie on a regular grid: image positions, caustics, traced points."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid.array_irregular import ArrayIrregular, Irregular
from autolens_lite.grid.array_like import deflections_from
from autolens_lite.grid.coordinates import Coordinates

if TYPE_CHECKING:
    pass


class Grid2DIrregular(Irregular):
    """Points (y, x) in arcsec, in no order.

    Parameters
    ----------
    values
        Shape (N, 2), or one (y, x).
    backend
        Name of the array backend; None for the configured default.
    xp
        The same, as PyAutoLens calls it: `np` is numba, `jnp` is jax.

    Raises
    ------
    DataError
        If the shape is wrong or a coordinate is not finite.
    """

    def __init__(
        self, values: Any, backend: str | ModuleType | None = None, xp: str | ModuleType | None = None
    ) -> None:
        if isinstance(values, Grid2DIrregular):
            values = values.slim
        super().__init__(values if check.is_traced(values) else _checked(values), backend if xp is None else xp)
        if self.slim.ndim == 1 and self.slim.shape[0] == 2:
            self._put(self.slim[None, :])
        if self.slim.ndim != 2 or self.slim.shape[1] != 2:
            raise exc.DataError(f"values has shape {self.slim.shape}. Pass (N, 2): one (y, x) a row.")

    @classmethod
    def from_yx_1d(cls, y: Any, x: Any, backend: str | ModuleType | None = None) -> Grid2DIrregular:
        """Return the points whose coordinates are in two arrays (N,)."""
        y, x = (
            values if check.is_traced(values) else numbers_from(name, values, "(N,)")
            for name, values in (("y", y), ("x", x))
        )
        if np.shape(y) != np.shape(x) or np.ndim(y) != 1:
            raise exc.DataError(f"y has shape {np.shape(y)} and x {np.shape(x)}. Pass two arrays of equal length.")
        xp = backends.get(backend)
        return cls(xp.stack([xp.as_float(y), xp.as_float(x)], axis=-1), backend)

    @property
    def y(self) -> Any:
        """The y of the points, (N,) of the backend, in arcsec."""
        return self.slim[:, 0]

    @property
    def x(self) -> Any:
        """The x of the points, (N,) of the backend, in arcsec."""
        return self.slim[:, 1]

    @property
    def coordinates(self) -> Coordinates:
        """The points, with the backend that computes on them."""
        return Coordinates(self.y, self.x, self.xp)

    @property
    def over_sampled(self) -> Coordinates:
        """The points again: there are no pixels to divide."""
        return self.coordinates

    def binned_from(self, sub_values: Any) -> Any:
        """Return `sub_values` as they are."""
        return sub_values

    @property
    def in_list(self) -> list[tuple[float, float]]:
        """The points as a list of (y, x)."""
        return [(float(y), float(x)) for y, x in self.xp.to_numpy(self.slim)]

    @property
    def leaves(self) -> tuple[Any, ...]:
        """The backend's arrays, to be passed through a compiled function as arguments."""
        return (self.slim,)

    def with_leaves(self, leaves: tuple[Any, ...]) -> Grid2DIrregular:
        """Return a copy that holds `leaves` in place of its arrays."""
        return Grid2DIrregular(leaves[0], self.backend)

    def grid_2d_via_deflection_grid_from(self, deflection_grid: Any) -> Grid2DIrregular:
        """Return the points moved by minus deflections (N, 2), as the lens equation does."""
        return self - deflections_from(deflection_grid, self.shape)

    def squared_distances_to_coordinate_from(self, coordinate: tuple[float, float] = (0.0, 0.0)) -> ArrayIrregular:
        """Return the squared distance, arcsec^2, of each point from another (y, x)."""
        y, x = check.pair("coordinate", coordinate)
        return ArrayIrregular((self.y - y) ** 2 + (self.x - x) ** 2, self.backend)

    def distances_to_coordinate_from(self, coordinate: tuple[float, float] = (0.0, 0.0)) -> ArrayIrregular:
        """Return the distance, arcsec, of each point from another (y, x)."""
        y, x = check.pair("coordinate", coordinate)
        return ArrayIrregular(self.xp.hypot(self.y - y, self.x - x), self.backend)


def _checked(values: Any) -> np.ndarray:
    # a copy: the user's own may yet change
    array = numbers_from("values", values, "(N, 2), one (y, x) a row", labels=("y", "x")).astype(np.float64)
    if array.shape == (0, 2):  # an answer, such as the images of a point that has none
        return array
    if array.size == 0:
        raise exc.DataError("values is empty. Pass at least one (y, x).")
    if array.ndim == 0:
        raise exc.DataError(f"values = {values!r} is one number. Pass (N, 2): one (y, x) a row.")
    bad = np.flatnonzero(~np.isfinite(array).reshape(len(array), -1).all(axis=1))
    if bad.size:
        raise exc.DataError(f"values[{bad[0]}] = {array[bad[0]]} is not finite ({bad.size} such). Pass finite values.")
    return array
