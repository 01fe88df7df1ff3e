"""Compilation of all kernels before they are needed, in several processes: each kernel once, after those it calls.

What is compiled are the kernels called by name (`linked_kernels`) and the handlers that XLA calls (`ffi`), with all
that is copied into them. Numba keeps them on disk; what it compiles besides, when a kernel is first called from Python,
takes a second or two.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from pathlib import Path
from typing import Any

from autolens_lite.xp.numba_xp import jit
from autolens_lite.xp.numba_xp.ffi import custom_calls
from autolens_lite.xp.numba_xp.linked_kernels import KERNELS, called_by


def folder() -> Path | None:
    """Return the folder that compiled kernels are kept in, or one of several; None where they cannot be kept."""
    kernel: Any = jit.copy_to
    path = getattr(kernel._cache, "cache_path", None)
    return None if path is None else Path(path)


def number(backend: str) -> int:
    """Return how many kernels and handlers a backend needs."""
    return len(_functions(backend))


def compile_all(processes: int, backend: str) -> Iterator[str]:
    """Compile all that a backend needs and is not on disk, in so many processes; yield each name when it is done."""
    needed: dict[str, set[str]] = {}
    size: dict[str, int] = {}
    for name, function in _functions(backend).items():
        kernels, size[name] = called_by(function)
        needed[name] = {kernel.symbol for kernel in kernels}
    waiting = sorted(needed, key=lambda name: -size[name])
    done: set[str] = set()
    running: dict[Future[None], str] = {}
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        while waiting or running:
            for name in [name for name in waiting if needed[name] <= done][: processes - len(running)]:
                waiting.remove(name)
                running[pool.submit(_compile, name)] = name
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                future.result()
                name = running.pop(future)
                done.add(name)
                yield name


def _functions(backend: str) -> dict[str, Any]:
    """The Python functions of all kernels called by name, and for jax of all handlers, by name."""
    kernels: dict[str, Any] = {name: kernel.python_function for name, kernel in KERNELS.items()}
    if backend == "numba":
        return kernels
    return kernels | {name: handler.py_func for name, handler in custom_calls.handlers().items()}


def _compile(name: str) -> None:
    """Compile one, in a process of the pool."""
    if name in KERNELS:
        KERNELS[name].load()
    else:
        custom_calls.address(name)
