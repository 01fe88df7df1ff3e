"""Values at points that do not lie on a regular grid."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid.array_like import ArrayLike

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend


class Irregular(ArrayLike):
    """What has something for each of many points, in no order; abstract."""

    slim: Any
    """What the points have, (N, ...) of the backend."""

    def __init__(self, values: Any, backend: str | ModuleType | None = None) -> None:
        self.backend = backends.name_of(backend)
        vars(self)["slim"] = self.xp.as_float(values)  # not held: the user may write into it

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def array(self) -> Any:
        """What the points have, (N, ...) of the backend: another name of `slim`."""
        return self.slim

    @property
    def native(self) -> Self:
        """The very object, which lies on no pixels."""
        return self

    def _with(self, array: Any) -> Self:
        return type(self)(array, self.backend)

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same on another backend."""
        return type(self)(self.xp.to_numpy(self.slim), backend)

    def _put(self, values: Any) -> None:
        vars(self)["slim"] = values

    def _require_alike(self, other: Any) -> None:
        if isinstance(other, ArrayLike):
            backends.common_name(self, other)

    def __getitem__(self, item: Any) -> Any:
        return self._with(self.slim[item]) if isinstance(item, slice) else super().__getitem__(item)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} points, backend='{self.backend}')"

    def __getstate__(self) -> dict[str, Any]:
        return {"backend": self.backend, "values": self.xp.to_numpy(self.slim)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.backend = state["backend"]
        vars(self)["slim"] = self.xp.as_float(state["values"])


class ArrayIrregular(Irregular):
    """One number for each of many points, such as the fluxes of multiple images.

    Parameters
    ----------
    values
        Numbers (N,).
    backend
        Name of the array backend; None for the configured default.

    Raises
    ------
    DataError
        If the values are not numbers in one row.
    """

    def __init__(self, values: Any, backend: str | ModuleType | None = None) -> None:
        if not check.is_traced(values):
            values = numbers_from("values", values, "(N,)").copy()  # the user's own may yet change
        super().__init__(values, backend)
        if self.slim.ndim != 1:
            raise exc.DataError(f"values has shape {self.slim.shape}. Pass (N,): one number for each point.")

    @property
    def in_list(self) -> list[float]:
        """The values as a list of numbers."""
        return [float(value) for value in self.xp.to_numpy(self.slim)]
