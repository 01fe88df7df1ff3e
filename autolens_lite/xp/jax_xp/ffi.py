"""Calls from XLA on a CPU into the Numba kernels (`numba_xp/ffi.py`), registered at first use."""

from __future__ import annotations

import ctypes
import functools
from typing import Any

import jax


@functools.cache
def _register(name: str) -> str:
    """Register a handler; return the name under which XLA knows it."""
    from autolens_lite.xp.numba_xp import ffi

    new_capsule = ctypes.pythonapi.PyCapsule_New
    new_capsule.restype = ctypes.py_object
    new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    target = f"autolens_lite_{name}"
    jax.ffi.register_ffi_target(target, new_capsule(ffi.address(name), None, None), platform="cpu")
    return target


def call(name: str, shapes: Any, *arguments: Any) -> Any:
    """Call the handler `name`; `shapes` is one result's shape, or a list of them (float64 unless from `integers`)."""
    many = isinstance(shapes, list)
    results = [
        shape if isinstance(shape, jax.ShapeDtypeStruct) else jax.ShapeDtypeStruct(shape, "float64")
        for shape in (shapes if many else [shapes])
    ]
    return jax.ffi.ffi_call(_register(name), results if many else results[0], vmap_method="sequential")(*arguments)


def integers(*shape: int) -> jax.ShapeDtypeStruct:
    """The shape of a result of int64, for `call`."""
    return jax.ShapeDtypeStruct(shape, "int64")
