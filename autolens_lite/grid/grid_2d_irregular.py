"""Coordinates that do not lie on a regular grid: image positions, caustics, traced points."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid.coordinates import Coordinates

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend


class Grid2DIrregular(metaclass=check.NamedArguments):
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

    slim: Any
    """The points (y, x), (N, 2) of the backend."""

    def __init__(
        self, values: Any, backend: str | ModuleType | None = None, xp: str | ModuleType | None = None
    ) -> None:
        self.backend = backends.name_of(backend if xp is None else xp)
        if isinstance(values, Grid2DIrregular):
            values = values.xp.to_numpy(values.slim)
        array = self.xp.as_float(values if check.is_traced(values) else _checked(values))
        if array.ndim == 1 and array.shape[0] == 2:
            array = array[None, :]
        if array.ndim != 2 or array.shape[1] != 2:
            raise exc.DataError(f"values has shape {array.shape}. Pass (N, 2): one (y, x) a row.")
        self.slim = array

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
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

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
        """The points."""
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

    def with_backend(self, backend: str | ModuleType | None) -> Grid2DIrregular:
        """Return the same points on another backend."""
        return Grid2DIrregular(self.xp.to_numpy(self.slim), backend)

    def __len__(self) -> int:
        return self.slim.shape[0]

    def __getitem__(self, item: Any) -> Any:
        return self.slim[item]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.xp.to_numpy(self.slim), dtype=dtype)

    def __repr__(self) -> str:
        return f"Grid2DIrregular({len(self)} points, backend='{self.backend}')"

    def __getstate__(self) -> dict[str, Any]:
        return {"backend": self.backend, "values": self.xp.to_numpy(self.slim)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.backend = state["backend"]
        self.slim = self.xp.as_float(state["values"])


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
