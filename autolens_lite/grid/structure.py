"""What arrays on a mask have in common: slim and native forms, arithmetic, NumPy's functions."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid.mask_2d import Mask2D

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend

# Sizes of pixels, and places in units of them, that differ by less are the same.
_NEAR = 1.0e-3

# NumPy's functions whose arguments are in one unit.
_OF_ONE_UNIT = (np.add, np.subtract, np.maximum, np.minimum, np.hypot)


class Structure(metaclass=check.NamedArguments):
    """Values on the unmasked pixels of a mask; abstract: each kind says which shape a pixel's value has.

    Arithmetic acts on the slim values in the structure's own backend. NumPy's functions see them as a NumPy array.
    """

    value_shape: tuple[int, ...] = ()
    slim: Any
    """The values of the M unmasked pixels, (M, ...) of the backend."""

    def __init__(self, values: Any, mask: Mask2D, backend: str | ModuleType | None = None) -> None:
        self.backend = backends.name_of(backend)
        if not isinstance(mask, Mask2D):
            raise exc.DataError(
                f"mask is a {type(mask).__name__}. Pass a Mask2D, such as al.Mask2D(mask, pixel_scales)."
            )
        self.mask = mask
        if isinstance(values, Structure):
            values = values.xp.to_numpy(slim_on(mask, values, "values"))
        kind = getattr(getattr(values, "dtype", None), "kind", "")
        if kind == "c":
            raise exc.DataError("values are complex, but a map is real. Pass values.real, if that is what is meant.")
        if kind not in ("i", "u", "f") and not check.is_traced(values):
            values = numbers_from("values", values)
        array = self.xp.as_float(values)
        native_shape = (*mask.shape_native, *self.value_shape)
        slim_shape = (mask.pixels_in_mask, *self.value_shape)
        if array.shape == native_shape:
            rows, columns = mask.native_for_slim.T
            array = array[rows, columns]
        elif array.shape != slim_shape:
            raise exc.DataError(
                f"values has shape {array.shape}, but the mask asks for {slim_shape} (slim) or {native_shape} (native)."
            )
        elif isinstance(array, np.ndarray):
            array = array.copy()  # the user's own may yet change
        self.slim = array

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def native(self) -> Any:
        """The values as (Ny, Nx, ...) of the backend, zero where masked."""
        rows, columns = self.mask.native_for_slim.T
        return self.xp.index_add(
            self.xp.zeros((*self.mask.shape_native, *self.value_shape)), (rows, columns), self.slim
        )

    @property
    def shape_native(self) -> tuple[int, int]:
        """(Ny, Nx) of the mask."""
        return self.mask.shape_native

    @property
    def shape_slim(self) -> int:
        """The number M of unmasked pixels."""
        return self.mask.pixels_in_mask

    @property
    def pixel_scales(self) -> tuple[float, float]:
        """The size (dy, dx) of a pixel in arcsec."""
        return self.mask.pixel_scales

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the slim values."""
        return self.slim.shape

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same values on another backend."""
        return type(self)(self.xp.to_numpy(self.slim), self.mask, backend)

    def _apply(self, operation: Callable[..., Any], *operands: Any) -> Self:
        """Return `operation` on the slim values of structures and on plain operands as they are."""
        operands = tuple(units.plain("an operand", other) for other in operands)
        for other in operands:
            self._require_same_mask(other)
        if operation in (operator.add, operator.sub):
            require_same_unit(*operands)
        return type(self)(operation(*map(_plain, operands)), self.mask, self.backend)

    def _compared(self, comparison: Callable[..., Any], other: Any) -> Any:
        """Return (M, ...) of the backend: whether the slim values compare so with another's or with a number."""
        other = units.plain("an operand", other)
        self._require_same_mask(other)
        require_same_unit(self, other)
        return comparison(self.slim, _plain(other))

    def _require_same_mask(self, other: Any) -> None:
        if isinstance(other, Structure):
            backends.common_name(self, other)
            if not self.mask.same_as(other.mask):
                raise exc.DataError(f"Two arrays have different masks: {self.mask} and {other.mask}.")

    def __add__(self, other: Any) -> Self:
        return self._apply(operator.add, self, other)

    def __radd__(self, other: Any) -> Self:
        return self._apply(operator.add, other, self)

    def __sub__(self, other: Any) -> Self:
        return self._apply(operator.sub, self, other)

    def __rsub__(self, other: Any) -> Self:
        return self._apply(operator.sub, other, self)

    def __mul__(self, other: Any) -> Self:
        return self._apply(operator.mul, self, other)

    def __rmul__(self, other: Any) -> Self:
        return self._apply(operator.mul, other, self)

    def __truediv__(self, other: Any) -> Self:
        return self._apply(operator.truediv, self, other)

    def __rtruediv__(self, other: Any) -> Self:
        return self._apply(operator.truediv, other, self)

    def __pow__(self, other: Any) -> Self:
        return self._apply(operator.pow, self, other)

    def __neg__(self) -> Self:
        return self._apply(operator.neg, self)

    def __abs__(self) -> Self:
        return self._apply(operator.abs, self)

    # As of NumPy's arrays, `==` too is of each element; and like these, structures cannot be keys.
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: Any) -> Any:
        return self._compared(operator.eq, other)

    def __ne__(self, other: Any) -> Any:
        return self._compared(operator.ne, other)

    def __lt__(self, other: Any) -> Any:
        return self._compared(operator.lt, other)

    def __le__(self, other: Any) -> Any:
        return self._compared(operator.le, other)

    def __gt__(self, other: Any) -> Any:
        return self._compared(operator.gt, other)

    def __ge__(self, other: Any) -> Any:
        return self._compared(operator.ge, other)

    def __len__(self) -> int:
        return self.shape_slim

    def __getitem__(self, item: Any) -> Any:
        return self.slim[item]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.slim)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        values = self.xp.to_numpy(self.slim)
        return np.array(values, dtype=dtype) if copy else np.asarray(values, dtype=dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        inputs = tuple(units.plain("an operand", value) for value in inputs)
        for value in inputs:
            self._require_same_mask(value)
        if ufunc in _OF_ONE_UNIT:
            require_same_unit(*inputs)
        plain = [np.asarray(value) if isinstance(value, Structure) else value for value in inputs]
        result = getattr(ufunc, method)(*plain, **kwargs)
        same_shape = np.shape(result) == self.slim.shape and np.asarray(result).dtype.kind == "f"
        return type(self)(result, self.mask, self.backend) if method == "__call__" and same_shape else result

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.mask!r}, backend='{self.backend}')"

    def __getstate__(self) -> dict[str, Any]:
        return {"backend": self.backend, "mask": self.mask, "values": self.xp.to_numpy(self.slim)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.backend = state["backend"]
        self.mask = state["mask"]
        self.slim = self.xp.as_float(state["values"])


def require_same_unit(*values: Any) -> None:
    """Raise a DataError if two of the values name different units; one that names none goes with any."""
    named = {unit for value in values if isinstance(value, Structure) and (unit := getattr(value, "unit", None))}
    if len(named) > 1:
        raise exc.DataError(f"Arrays in {' and '.join(sorted(named))} are not in one unit. Convert one of them first.")


def _plain(value: Any) -> Any:
    """The slim values of a structure; anything else as it is."""
    return value.slim if isinstance(value, Structure) else value


def slim_on(mask: Mask2D, values: Any, name: str) -> Any:
    """Return the values of a structure at the unmasked pixels of a mask, (M, ...) of its backend; all else as it is.

    Raises
    ------
    DataError
        If the structure is on other pixels (another shape, size or origin), or has none of the values.
    """
    if not isinstance(values, Structure) or values.mask.same_as(mask):
        return _plain(values)
    own = values.mask
    if own.shape_native != mask.shape_native or not _are_near(own, mask):
        raise exc.DataError(
            f"{name} is on other pixels ({own}) than those it is for ({mask}). Pass the values of these pixels, on "
            "their mask or as a plain array."
        )
    place = np.full(mask.shape_native, -1)
    place[tuple(own.native_for_slim.T)] = np.arange(own.pixels_in_mask)
    place = place[tuple(mask.native_for_slim.T)]
    missing = int(np.count_nonzero(place < 0))
    if missing:
        raise exc.DataError(
            f"{name} is masked in {missing} of the {place.size} pixels that it is needed in. Pass one that is not "
            "masked there."
        )
    return values.slim[values.xp.asarray(place)]


def _are_near(first: Mask2D, second: Mask2D) -> bool:
    """Whether pixels lie in one place, but for the rounding of what headers say."""
    off = np.subtract(first.origin, second.origin)
    return bool(
        np.allclose(first.pixel_scales, second.pixel_scales, rtol=_NEAR, atol=0.0)
        and (np.abs(off) <= _NEAR * np.min(first.pixel_scales)).all()
    )
