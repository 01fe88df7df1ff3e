"""The pickled state of a sampler, read without trust: what it may name is listed, and nothing listed does harm.

A pickle is a program: it names functions and classes, which are imported and called with arguments of its own. Here
only the names below are known. A class among them is met as a stand-in, which can be filled with a state and then
becomes the real one, but whose constructor (which may open files) cannot be called; a function is one that rebuilds an
array, a number or a random generator.

No class of NumPy is known, since their ways of being rebuilt believe what they are told: an array of objects over bytes
of the file, or a generator that was never set up, ends the process. So arrays and generators are pickled in forms of
their own, `array_from` and `generator_from`, and the type of a number is met as a stand-in for its name.
"""

from __future__ import annotations

import importlib
import pickle
import re
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

# Classes that are filled with a dictionary of their attributes.
_HOLDERS = {
    "dynesty.bounding": ("Ellipsoid", "MultiEllipsoid", "RadFriends", "SupFriends", "UnitCube"),
    "dynesty.dynesty": ("DynamicNestedSampler",),
    "dynesty.internal_samplers": (
        "RSliceSampler",
        "RWalkSampler",
        "SliceSampler",
        "UniformBoundSampler",
        "UnitCubeSampler",
    ),
    "dynesty.sampler": ("Sampler",),
    "dynesty.utils": ("LoglOutput", "RunRecord"),
}
# Named tuples, which have their fields alone.
_TUPLES = {"dynesty.internal_samplers": ("SamplerReturn",), "dynesty.utils": ("SamplerHistoryItem",)}
# Where pickles have the functions of this file: here, and where it was when unfinished runs were stored.
_PLACES = (__name__, "autolens_lite.search.unpickling")

# Types of numbers, and the orders of their bytes.
_NUMBER = re.compile(r"[<>|=]?[biuf][0-9]{1,2}")
_ORDERS = ("<", ">", "|", "=")

# What reading a pickle that was forged, or written by other versions, can raise.
ERRORS = (
    pickle.PickleError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    RuntimeError,
    SystemError,
    TypeError,
    ValueError,
    struct.error,
)


class StateUnpickler(pickle.Unpickler):
    """Reads the state of a sampler from a stream, putting `shared` objects where it refers to them by name."""

    def __init__(self, stream: BinaryIO, shared: Mapping[str, Any]) -> None:
        super().__init__(stream)
        self._shared = shared
        # Made for this reading alone: what a pickle does to them is forgotten with them.
        self._known: dict[tuple[str, str], Any] = {}

    def persistent_load(self, name: str) -> Any:
        """The shared object of a name."""
        return self._shared[name]

    def find_class(self, module: str, name: str) -> Any:
        """What a pickle may know by a name.

        Raises UnpicklingError if it may not.
        """
        key = (module, name)
        if key not in self._known:
            self._known[key] = _known(module, name)
        return self._known[key]


def _known(module: str, name: str) -> Any:
    for table, as_met in ((_HOLDERS, _holder), (_TUPLES, _tuple)):
        if name in table.get(module, ()):
            return as_met(getattr(importlib.import_module(module), name))
    if (module, name) in _MADE:
        return _called(_MADE[module, name])
    raise pickle.UnpicklingError(f"it names {module}.{name}, which no state of a sampler holds")


class _TypeOfNumbers:
    """What a pickle has in the place of a `numpy.dtype`, which could be given fields of objects."""

    def __init__(self, name: str, align: bool = False, copy: bool = True) -> None:
        self.dtype = _dtype(name)

    def __setstate__(self, state: Any) -> None:
        version, order, *rest = state
        if version != 3 or order not in _ORDERS or rest != [None, None, None, -1, -1, 0]:
            raise pickle.UnpicklingError("it holds numbers of an unknown type")
        self.dtype = self.dtype.newbyteorder(order)


def _dtype(name: Any) -> np.dtype:
    if not (isinstance(name, str) and _NUMBER.fullmatch(name)):
        raise pickle.UnpicklingError(f"it holds values of type {str(name)[:20]!r}, which are not numbers")
    return np.dtype(name)


def _number(kind: Any, content: Any) -> Any:
    """A number of NumPy."""
    if not isinstance(kind, _TypeOfNumbers):
        raise pickle.UnpicklingError("it holds a number of no type")
    (value,) = np.frombuffer(content, dtype=kind.dtype)
    return value


def array_from(content: Any, name: Any, shape: Any, order: Any) -> np.ndarray:
    """The array of numbers that `reduced_array` took apart.

    Raises UnpicklingError if it is of anything else than numbers.
    """
    return np.frombuffer(content, dtype=_dtype(name)).reshape(shape, order=order)


def reduced_array(array: np.ndarray) -> tuple[Any, ...]:
    """How an array of numbers is pickled: by its content, in the order in which that lies in memory.

    Raises PicklingError if it is of anything else than numbers.
    """
    if array.dtype.hasobject and array.shape == () and array[()] is None:
        return nothing, ()  # what dynesty makes of the blobs that there are not
    if array.dtype.kind not in "biuf":
        raise pickle.PicklingError(f"an array of {array.dtype} cannot be stored")
    order = "F" if array.flags.fnc else "C"
    return array_from, (bytearray(array.tobytes("A")), array.dtype.str, array.shape, order)


def nothing() -> np.ndarray:
    """An array that holds None."""
    return np.array(None)


def generator_from(state: Any) -> np.random.Generator:
    """The random generator of a state of PCG64."""
    bits = np.random.PCG64(0)
    bits.state = state
    return np.random.Generator(bits)


def reduced_generator(generator: np.random.Generator) -> tuple[Any, ...]:
    """How a random generator is pickled: by its state. Its seeds, of which others could be drawn, are left out."""
    return generator_from, (generator.bit_generator.state,)


# Both places of NumPy's functions are those of its versions 1 and 2. A member of an enumeration, which a pickle could
# change for the whole process, is met as its number.
_MADE = {
    ("dynesty.dynamicsampler", "DynamicSamplerStatesEnum"): int,
    ("numpy", "dtype"): _TypeOfNumbers,
    ("numpy._core.multiarray", "scalar"): _number,
    ("numpy.core.multiarray", "scalar"): _number,
    **{(place, made.__name__): made for place in _PLACES for made in (array_from, generator_from, nothing)},
}


def _holder(cls: type) -> type:
    def refuse(self: Any, *arguments: Any, **named: Any) -> None:
        raise pickle.UnpicklingError(f"it calls {cls.__name__}, which a state only fills")

    def fill(self: Any, state: Any) -> None:
        if not isinstance(state, dict) or not all(isinstance(attribute, str) for attribute in state):
            raise pickle.UnpicklingError(f"it fills {cls.__name__} with something else than attributes")
        self.__class__ = cls
        if hasattr(cls, "__setstate__"):
            self.__setstate__(state)
        else:
            vars(self).update(state)

    return type(cls.__name__, (cls,), {"__init__": refuse, "__setstate__": fill})


def _tuple(cls: Any) -> type:
    return type(cls.__name__, (cls,), {"__new__": lambda _, *fields: cls.__new__(cls, *fields)})


def _called(function: Any) -> Any:
    return lambda *arguments: function(*arguments)
