"""What all arrays of the library are: NumPy's, or jax's, with a mask and pixels beside the values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.xp import pytrees, traced

if TYPE_CHECKING:
    from autolens_lite import grid
    from autolens_lite.grid.derived import DeriveGrid2D, DeriveIndexes2D, DeriveMask2D, Geometry2D

# NumPy's functions whose arguments are in one unit.
_OF_ONE_UNIT = {
    *(np.add, np.subtract, np.maximum, np.minimum, np.hypot),
    *(np.equal, np.not_equal, np.less, np.less_equal, np.greater, np.greater_equal),
}
# What else an array has, as the backend's array of the values has it.
_METHODS = """T all any argmax argmin argsort clip cumsum dot flatten imag item max mean min nonzero prod ravel real
repeat reshape round size squeeze std sum swapaxes take tolist transpose var"""


class Derived:
    """Base of masks, and of arrays on them, with doors to what follows from the mask; abstract."""

    def _its_mask(self) -> grid.Mask2D:
        raise NotImplementedError

    def _of_mask(self, kind: str) -> Any:
        from autolens_lite.grid import derived

        return getattr(derived, kind)(self._its_mask(), getattr(self, "backend", None))

    @property
    def geometry(self) -> Geometry2D:
        """Where the pixels of the array lie."""
        return self._of_mask("Geometry2D")

    @property
    def derive_grid(self) -> DeriveGrid2D:
        """Grids of the mask: of all pixels, of the unmasked ones, of its edge and border."""
        return self._of_mask("DeriveGrid2D")

    @property
    def derive_mask(self) -> DeriveMask2D:
        """Masks that follow from the mask: of no pixel, of its edge, border and blurring region."""
        return self._of_mask("DeriveMask2D")

    @property
    def derive_indexes(self) -> DeriveIndexes2D:
        """Indices of the mask's pixels: slim and native, of its edge and border."""
        return self._of_mask("DeriveIndexes2D")


class ArrayLike(NDArrayOperatorsMixin, metaclass=check.NamedAbstract):
    """Base of grids, masks and values: abstract. A kind says what its `array` is, and what is made of another one.

    Arithmetic, comparisons and NumPy's functions act on `array`, in its own backend. What has its shape is of its kind
    again, on the same mask; comparisons, and what has another shape, are arrays of the backend.
    """

    _is_fixed = False

    @property
    def array(self) -> Any:
        """The values as an array of the backend."""
        raise NotImplementedError

    def _with(self, array: Any) -> Self:
        """The same of other values."""
        raise NotImplementedError

    def with_new_array(self, array: Any) -> Self:
        """Return an object of this kind with other values, on the same pixels and backend."""
        with check.argument("array"):
            return self._with(array)

    def _put(self, values: Any) -> None:
        """Take an array in place of the present one."""
        raise NotImplementedError

    def _require_alike(self, other: Any) -> None:
        """Raise an error if arithmetic with something has no meaning: of another backend, or on other pixels."""
        raise NotImplementedError

    @property
    def values(self) -> Any:
        """The values: another name of `array`."""
        return self.array

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of `array`."""
        return self.array.shape

    @property
    def ndim(self) -> int:
        """The number of dimensions of `array`."""
        return self.array.ndim

    @property
    def dtype(self) -> Any:
        """The type of the values."""
        return self.array.dtype

    def copy(self) -> Self:
        """Return a copy, whose values can be assigned to; also of an array of a dataset, which protects its own."""
        new = self._with(self.array.copy())
        new._is_fixed = False
        return new

    def fixed(self) -> Self:
        """Return the array itself, whose values can from now on not be assigned to."""
        self._is_fixed = True
        return self

    def _to_tree(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values, and all else, for functions that jax compiles: see `pytrees`."""
        others = {name: value for name, value in vars(self).items() if name not in ("slim", "backend")}
        return {"slim": self.array}, others

    @classmethod
    def _from_tree(cls, leaves: dict[str, Any], others: dict[str, Any]) -> Self:
        new = object.__new__(cls)
        vars(new).update(others, backend="jax", slim=pytrees.on_jax(leaves["slim"]))
        return new

    def astype(self, dtype: Any) -> Any:
        """Return the values as numbers of another type: an array of the backend, or of this kind if it has the type."""
        try:
            wanted = np.dtype(dtype)
        except (TypeError, ValueError):
            wanted = None
        if dtype is None or wanted is None or wanted.kind not in "biuf":
            raise exc.DataError(f"dtype = {dtype!r} is not a type of numbers. Pass float, int or bool.")
        values = self.array.astype(wanted)
        return self._with(values) if values.dtype == self.dtype else values

    # Whoever checks types would take any name for one of these.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name not in _METHODS.split():
                raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
            return getattr(self.array, name)

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.array)

    def __getitem__(self, item: Any) -> Any:
        return self.array[_place(self.array, item)]

    def __setitem__(self, item: Any, value: Any) -> None:
        kind = type(self).__name__
        if self._is_fixed:
            raise exc.DataError(
                f"This {kind} is part of something that was made of its values, so they cannot be assigned to. Assign "
                "to a copy: array = array.copy()."
            )
        values, item, value = self.array, _place(self.array, item), _plain(units.plain("value", value))
        if not (traced.is_jax(value) or check.is_traced(value)):
            value = numbers_from("value", value, kinds="iufb")
        if isinstance(values, np.ndarray):
            values = values if values.flags.writeable else values.copy()
            values[item] = value
        else:
            values = values.at[item].set(_native(value))
        self._put(values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        values = backends.of(self.array).to_numpy(self.array)
        return np.array(values, dtype=dtype) if copy else np.asarray(values, dtype=dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        inputs = tuple(units.plain("an operand", value) for value in inputs)
        for value in inputs:
            self._require_alike(value)
        if ufunc in _OF_ONE_UNIT:
            require_same_unit(*inputs)
        if method == "__call__" and not kwargs:
            return self._of(ufunc, _called(ufunc, [_plain(value) for value in inputs]))
        outputs = kwargs.pop("out", ())
        plain = [np.asarray(value) if isinstance(value, ArrayLike) else value for value in inputs]
        if any(isinstance(value, ArrayLike) for value in outputs):
            result = getattr(ufunc, method)(*plain, **kwargs)
            outputs[0][...] = result
            return outputs[0]
        return getattr(ufunc, method)(*plain, **kwargs, **({"out": outputs} if outputs else {}))

    def _of(self, ufunc: np.ufunc, result: Any) -> Any:
        """The result of one of NumPy's functions, of this kind if it is of its shape and type."""
        same = getattr(result, "shape", None) == self.shape and result.dtype.kind == self.dtype.kind
        return self._with(result) if same and ufunc not in _COMPARISONS else result

    # New objects, so that what others hold stays as it is.
    __iadd__ = NDArrayOperatorsMixin.__add__
    __isub__ = NDArrayOperatorsMixin.__sub__
    __imul__ = NDArrayOperatorsMixin.__mul__
    __itruediv__ = NDArrayOperatorsMixin.__truediv__
    __ipow__ = NDArrayOperatorsMixin.__pow__
    __ior__ = NDArrayOperatorsMixin.__or__
    __iand__ = NDArrayOperatorsMixin.__and__


_COMPARISONS = _OF_ONE_UNIT - {np.add, np.subtract, np.maximum, np.minimum, np.hypot}


def require_same_unit(*values: Any) -> None:
    """Raise a DataError if two of the values name different units; one that names none goes with any."""
    named = {unit for value in values if isinstance(value, ArrayLike) and (unit := getattr(value, "unit", None))}
    if len(named) > 1:
        raise exc.DataError(f"Arrays in {' and '.join(sorted(named))} are not in one unit. Convert one of them first.")


def deflections_from(deflection_grid: Any, shape: tuple[int, ...]) -> Any:
    """Return the deflections (y, x) of points of a shape (N, 2) as arithmetic takes them.

    Raises DataError if they are not numbers, or not of that shape.
    """
    known = isinstance(deflection_grid, ArrayLike) or check.is_traced(deflection_grid)
    values = deflection_grid if known else numbers_from("deflection_grid", deflection_grid, "(N, 2)", labels=("y", "x"))
    if values.shape != shape:
        raise exc.DataError(f"deflection_grid has shape {values.shape}. Pass {shape}: one (y, x) for each point.")
    return values


def _plain(value: Any) -> Any:
    """The array of something of ours; anything else as it is."""
    return value.array if isinstance(value, ArrayLike) else value


def _native(value: Any) -> Any:
    """An array of NumPy in the order of bytes of this machine, as jax takes it; anything else as it is."""
    is_other = isinstance(value, np.ndarray) and not value.dtype.isnative
    return value.astype(value.dtype.newbyteorder("=")) if is_other else value


def _place(values: Any, item: Any) -> Any:
    """A subscript of an array; one that is beyond is NumPy's IndexError with jax too, which takes the nearest."""
    item = _plain(item)
    if isinstance(values, np.ndarray) or check.is_traced(item):
        return item
    listed = item if isinstance(item, tuple) else (item,)
    item = tuple(np.asarray(one) if isinstance(one, list) and one else one for one in listed)
    np.broadcast_to(np.False_, values.shape)[item]
    return item


def _called(ufunc: np.ufunc, operands: list[Any]) -> Any:
    """What NumPy's function returns, or that of the library whose arrays the operands are: they may be traced."""
    for value in operands:
        if not isinstance(value, np.ndarray | np.generic) and hasattr(value, "__array_namespace__"):
            space = value.__array_namespace__()
            operands = [space.asarray(one) if isinstance(one, list | tuple) else _native(one) for one in operands]
            return getattr(space, ufunc.__name__)(*operands)
    return ufunc(*operands)
