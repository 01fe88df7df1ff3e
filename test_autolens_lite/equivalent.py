"""The same numbers in the forms that users have them in, and a digest of what is made of them."""

import copyreg
import enum
import functools
from pathlib import PurePath
from types import FunctionType, MethodType, ModuleType

import numpy as np

from autolens_lite import xp as backends


class Subclass(np.ndarray):
    """An array of a class of the user's own."""


def forms_of(values):
    """The same numbers as an array of float64 or complex128 in other forms, by name; each of its own memory.

    The numbers must be exact in single precision.
    """
    array = np.asarray(values)
    is_complex = array.dtype.kind == "c"
    single = np.complex64 if is_complex else np.float32
    wide = np.full((*array.shape[:-1], 2 * array.shape[-1]), 7.0, dtype=array.dtype)
    wide[..., ::2] = array
    locked = array.copy()
    locked.flags.writeable = False
    forms = {
        "a list": array.tolist(),
        "a tuple": _as_tuple(array.tolist()),
        "single precision": array.astype(single),
        "big-endian": array.astype(">c16" if is_complex else ">f8"),
        "Fortran order": np.array(array, order="F"),
        "every second of a wider array": wide[..., ::2],
        "backwards": np.array(array[::-1])[::-1],
        "read-only": locked,
        "a masked array without a mask": np.ma.array(array.copy()),
        "a masked array that masks nothing": np.ma.array(array.copy(), mask=np.zeros(array.shape, dtype=bool)),
        "a subclass": array.copy().view(Subclass),
        "an array of jax": backends.get("jax").constant(array),
    }
    if not is_complex and (np.rint(array) == array).all():
        forms |= {
            "int": array.astype(int),
            "int32": array.astype(np.int32),
            "a list of ints": array.astype(int).tolist(),
        }
        if (array >= 0).all():
            forms["unsigned"] = array.astype(np.uint16)
    return forms


def overwritten(form):
    """Write other numbers into an array or list, as its owner may at any time."""
    if isinstance(form, np.ndarray) and form.flags.writeable:
        form[...] = 77
    elif isinstance(form, list):
        for index, element in enumerate(form):
            if isinstance(element, list):
                overwritten(element)
            else:
                form[index] = 77.0


def _as_tuple(values):
    return tuple(map(_as_tuple, values)) if isinstance(values, list) else values


# What a model has been asked, and whose it is.
_OF_MODELS = {"_derived", "_sealed"}


def told(value, any_type=False):
    """All that a value holds, as nested tuples that are equal where it is equal to the bit.

    Plain numbers are equal where their values are; arrays also have one type, unless it may be any.
    """
    return _told(value, any_type, {})


def _told(value, any_type, seen):
    if isinstance(value, bool | str | bytes | None | np.dtype | enum.Enum):
        return (type(value).__name__, repr(value))
    if isinstance(value, PurePath):  # which keeps what it was asked
        return ("a path", str(value))
    if isinstance(value, int | float | complex):
        return ("a number", repr(complex(value)))
    if isinstance(value, type | FunctionType | MethodType | ModuleType | functools.partial):
        return getattr(value, "__name__", "")
    if id(value) in seen:
        return ("again", seen[id(value)][1])
    seen[id(value)] = (value, len(seen))  # the value too, so that no other has its id
    if hasattr(value, "dtype") and hasattr(value, "__array__"):
        return (type(value).__name__, *_told_array(np.asarray(value), any_type, seen))
    if isinstance(value, dict):
        return ("dict", tuple((_told(key, any_type, seen), _told(each, any_type, seen)) for key, each in value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        return (type(value).__name__, tuple(_told(each, any_type, seen) for each in value))
    held = {name: each for name, each in getattr(value, "__dict__", {}).items() if name not in _OF_MODELS}
    held |= {name: getattr(value, name) for name in copyreg._slotnames(type(value)) if hasattr(value, name)}
    return (type(value).__name__, tuple((name, _told(each, any_type, seen)) for name, each in held.items()))


def _told_array(array, any_type, seen):
    if array.dtype == object:
        return ("objects", array.shape, tuple(_told(each, any_type, seen) for each in array.ravel()))
    if any_type:
        array = array.astype(complex)
    return (array.dtype.str, array.shape, array.tobytes())
