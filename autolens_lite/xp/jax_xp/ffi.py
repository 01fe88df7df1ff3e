"""Calls from XLA on a CPU into the Numba kernels (`numba_xp/ffi/custom_calls.py`), registered at first use."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp.precision import require_double_of


@functools.cache
def _register(name: str) -> str:
    """Register a handler; return the name under which XLA knows it."""
    from autolens_lite.xp.numba_xp.ffi import custom_calls

    new_capsule = ctypes.pythonapi.PyCapsule_New
    new_capsule.restype = ctypes.py_object
    new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
    target = f"autolens_lite_{name}"
    jax.ffi.register_ffi_target(target, new_capsule(custom_calls.address(name), None, None), platform="cpu")
    return target


def by_platform(*arguments: Any, cpu: Callable[..., Any], default: Callable[..., Any]) -> Any:
    """Return `cpu(*arguments)` where it will run on a CPU, `default(*arguments)` on an accelerator.

    Where there are CPUs alone the other form is not traced at all: that would take half of the time of a first call
    with everything compiled.
    """
    if only_cpus():
        return cpu(*jax.tree.map(jnp.asarray, arguments))
    return jax.lax.platform_dependent(*arguments, cpu=cpu, default=default)


def only_cpus() -> bool:
    """Whether jax knows no accelerator."""
    return jax.default_backend() == "cpu"


def call(name: str, shapes: Any, *arguments: Any) -> Any:
    """Call a Numba kernel by the name of its custom call.

    Raises TypeError if the arrays or results are not of the number, type and dimensions that the kernel declares.

    Parameters
    ----------
    name
        See `numba_xp/ffi/custom_calls.py`: what the kernel declares is what it must be given.
    shapes
        One result's shape, or a list of them (float64 unless from `integers`).
    arguments
        The arrays.
    """
    arrays = jax.tree.map(jnp.asarray, arguments)
    require_double_of(name, arrays)
    many = isinstance(shapes, list)
    results = [
        shape if isinstance(shape, jax.ShapeDtypeStruct) else jax.ShapeDtypeStruct(shape, "float64")
        for shape in (shapes if many else [shapes])
    ]
    from autolens_lite.xp.numba_xp.ffi import custom_calls

    custom_calls.require_buffers(name, arrays, results)
    return jax.ffi.ffi_call(
        _register(name),
        results if many else results[0],
        vmap_method="sequential",
        # in the same memory, where nobody else needs the argument
        input_output_aliases={0: 0} if custom_calls.CHANGED in custom_calls.CALLS[name].arguments else None,
    )(*arrays)


def on_host(function: Callable[..., Any], shapes: Any, *arguments: Any) -> Any:
    """Call a Python function of NumPy arrays, which returns arrays of `shapes`."""
    require_double_of(function.__name__, arguments)
    return jax.pure_callback(function, shapes, *arguments, vmap_method="sequential")


def integers(*shape: int) -> jax.ShapeDtypeStruct:
    """The shape of a result of int64, for `call`."""
    return jax.ShapeDtypeStruct(shape, "int64")
