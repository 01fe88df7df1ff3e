"""How every Numba kernel is compiled: cached on disk where there is a place, no Python lock, IEEE results."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.extending import register_jitable

# Contraction (a*b + c rounded once) is the only liberty taken: it changes rounding, and for the better.
STRICT: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
OPTIONS: dict[str, Any] = STRICT | {"fastmath": {"contract"}}

# Without the two ways in, from C and from Python, which are functions of their own to compile.
_PART: dict[str, Any] = OPTIONS | {"forceinline": True, "no_cfunc_wrapper": True, "no_cpython_wrapper": True}


before_reading: list[Callable[[Any], None]] = []  # called with a kernel that may be read from disk


def _stamp() -> str:
    """A hash of all kernels' sources."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


_STAMP = _stamp()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile with Numba at the first call."""
    return _cached(function, OPTIONS)


def compiled_strictly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile without contraction: every operation rounds once, as algorithms that recover rounding errors assume."""
    return _cached(function, STRICT)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile as a part of the kernels that call it: a call within a loop would keep it out of SIMD registers."""
    return numba.njit(**_PART)(function)


def shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile as a part of the kernels that call it, and once: the others are compiled for every constant passed."""
    return register_jitable(**STRICT)(function)


def callback_address(function: Any, signature: Any) -> int:
    """Return the address, for C, of a compiled function of plain numbers."""
    result = function.get_compile_result(signature)
    return result.library.get_pointer_to_function(result.fndesc.llvm_cfunc_wrapper_name)


def _cached(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Compile with a cache that a change of any kernel makes stale, or with none.

    Numba looks at the kernel's own file alone; a kernel that calls one of another file would keep the old code of that
    one, and give its numbers.
    """
    try:
        result = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # "no locator available": neither the package's folder nor the user's cache can be written
        return numba.njit(**options)(function)
    files: Any = getattr(result._cache, "_cache_file", None)
    if not hasattr(files, "_source_stamp"):
        return numba.njit(**options)(function)
    files._source_stamp = _STAMP
    read = result._cache.load_overload

    def load_overload(*arguments: Any) -> Any:
        for prepare in before_reading:
            prepare(function)
        return read(*arguments)

    result._cache.load_overload = load_overload
    return result


@compiled
def copy_to(out, values):
    """Copy one row of numbers: `out[:] = values` takes half a second longer to compile, for errors that cannot be."""
    for i in range(out.size):
        out[i] = values[i]
