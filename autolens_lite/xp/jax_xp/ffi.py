"""Calls from XLA on a CPU into the Numba kernels (`numba_xp/ffi*.py`), each registered at first use."""

from __future__ import annotations

import ctypes
import functools
from typing import Any

import jax


@functools.cache
def _register(name: str) -> None:
    from autolens_lite.xp.numba_xp import ffi, ffi_fields, ffi_rings

    new_capsule = ctypes.pythonapi.PyCapsule_New
    new_capsule.restype = ctypes.py_object
    new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    address = ffi.address_of({**ffi.HANDLERS, **ffi_fields.HANDLERS, **ffi_rings.HANDLERS}[name])
    jax.ffi.register_ffi_target(f"autolens_lite_{name}", new_capsule(address, None, None), platform="cpu")


def call(name: str, shapes: Any, *arguments: Any) -> Any:
    """Call the handler `name`; `shapes` is one result's shape, or a list of them (float64)."""
    _register(name)
    many = isinstance(shapes, list)
    results = [jax.ShapeDtypeStruct(shape, "float64") for shape in (shapes if many else [shapes])]
    return jax.ffi.ffi_call(f"autolens_lite_{name}", results if many else results[0], vmap_method="sequential")(
        *arguments
    )
