"""The pickled state of a sampler, read without trust: what it may name is listed, and nothing listed does harm.

A pickle is a program: it names functions and classes, which are imported and called with arguments of its own. Here
only the names below are known. A class among them is met as a stand-in, which can be filled with a state and then
becomes the real one, but whose constructor (which may open files) cannot be called; a function is one that rebuilds an
array, a number or a random generator.
"""

from __future__ import annotations

import importlib
import pickle
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

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
# Called, with what was pickled; both places of NumPy's functions are those of its versions 1 and 2.
_CALLED = {
    "dynesty.dynamicsampler": ("DynamicSamplerStatesEnum",),
    "numpy._core.multiarray": ("_reconstruct", "scalar"),
    "numpy._core.numeric": ("_frombuffer",),
    "numpy.core.multiarray": ("_reconstruct", "scalar"),
    "numpy.core.numeric": ("_frombuffer",),
    "numpy.random._pickle": ("__bit_generator_ctor", "__generator_ctor"),
    "numpy.random.bit_generator": ("__pyx_unpickle_SeedSequence",),
}
# Types of NumPy, which hold numbers alone and cannot be changed.
_TYPES = {
    "numpy": ("dtype", "ndarray"),
    "numpy.random._pcg64": ("PCG64",),
    "numpy.random.bit_generator": ("SeedSequence",),
}

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

        Raises
        ------
        UnpicklingError
            If it may not.
        """
        key = (module, name)
        if key not in self._known:
            self._known[key] = _known(module, name)
        return self._known[key]


def _known(module: str, name: str) -> Any:
    for table, as_met in ((_HOLDERS, _holder), (_TUPLES, _tuple), (_CALLED, _called), (_TYPES, _itself)):
        if name in table.get(module, ()):
            return as_met(getattr(importlib.import_module(module), name))
    raise pickle.UnpicklingError(f"it names {module}.{name}, which no state of a sampler holds")


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


def _itself(cls: type) -> type:
    return cls
