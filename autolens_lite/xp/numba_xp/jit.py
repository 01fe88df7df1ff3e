"""How every Numba kernel is compiled: cached on disk where there is a place, no Python lock, IEEE results."""

from __future__ import annotations

import functools
import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite
import numba
import numpy as np
from llvmlite import binding, ir
from numba.extending import register_jitable

from autolens_lite import exc
from autolens_lite.xp.numba_xp import disk

if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
    raise exc.BackendError(
        "NUMBA_DISABLE_JIT is set, but the kernels call LAPACK and each other by address, and so run only compiled. "
        "Unset it."
    )

# Contraction (a*b + c rounded once) is the only liberty taken: it changes rounding, and for the better.
# All is said, nothing left out: a kernel that is first compiled for another would take over what that one has.
STRICT: dict[str, Any] = {"nogil": True, "error_model": "numpy", "forceinline": False, "fastmath": False}
OPTIONS: dict[str, Any] = STRICT | {"fastmath": {"contract"}}

# Without the two ways in, from C and from Python, which are functions of their own to compile.
_PART: dict[str, Any] = OPTIONS | {"forceinline": True, "no_cfunc_wrapper": True, "no_cpython_wrapper": True}


# What makes compiled kernels stale: a change of any kernel, or of the numbers in files beside this folder.
CONSTANTS = ("constants.py", "faddeeva_coefficients.py", "gaussian.py", "nfw_radial.py")
_FOLDER = Path(__file__).parent
SOURCES = sorted([*_FOLDER.rglob("*.py"), *(_FOLDER.parent / name for name in CONSTANTS)])

before_reading: list[Callable[[Any], None]] = []  # called with a kernel that may be read from disk


def _stamp() -> str:
    """A hash of all kernels' sources, of the numbers that they share with others, and of what compiles them."""
    digest = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__}".encode())
    for path in SOURCES:
        digest.update(path.read_bytes())
    return digest.hexdigest()


_STAMP = _stamp()


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile with Numba at the first call."""
    return _cached(function, OPTIONS)


def compiled_strictly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile without contraction: every operation rounds once, as algorithms that recover rounding errors assume."""
    return _cached(function, STRICT)


def standalone(function: Callable[..., Any], python: bool = True) -> Any:
    """Compile, like `compiled`, a kernel that no other has copied into itself: it is called by address or by name.

    On disk is its machine code alone. Numba keeps beside it what others would copy, and takes that apart whenever it
    reads a kernel: with those of one likelihood that costs 40 MB.

    Parameters
    ----------
    function
        The kernel.
    python
        Whether Python calls it too.
    """
    result = _cached(function, OPTIONS if python else OPTIONS | {"no_cpython_wrapper": True})

    def refuse(*arguments: Any) -> Any:
        raise TypeError(f"{function.__name__} is standalone: no kernel can copy it into itself")

    result.get_call_template = refuse
    implementation: Any = getattr(result._cache, "_impl", None)
    if implementation is not None:
        reduce = implementation.reduce
        implementation.reduce = lambda compiled_result: _without_body(reduce(compiled_result))
    return result


def handler(function: Callable[..., Any]) -> Any:
    """Compile a function of plain numbers for C to call, see `callback_address`."""
    return standalone(function, python=False)


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


def plain(array: np.ndarray) -> np.ndarray:
    """Return an array as kernels want all of theirs: in rows, and with leave to write, which they make no use of.

    For any other kind of array Numba compiles a kernel anew.
    """
    if not array.flags.c_contiguous:
        return np.ascontiguousarray(array)
    return array if array.flags.writeable else np.asarray(_Writeable(array))


class _Writeable:
    """An array without its protection: the same memory, not a copy."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        description = array.__array_interface__
        self.__array_interface__ = description | {"data": (description["data"][0], False)}


def _cached(function: Callable[..., Any], options: dict[str, Any]) -> Any:
    """Compile with a cache that a change of any kernel makes stale, or with none.

    Numba looks at the kernel's own file alone; a kernel that calls one of another file would keep the old code of that
    one, and give its numbers.
    """
    try:
        result = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # "no locator available"
        disk.complain_of_no_place(Path(__file__).parent)
        return numba.njit(**options)(function)
    files: Any = getattr(result._cache, "_cache_file", None)
    if not hasattr(files, "_source_stamp"):
        return numba.njit(**options)(function)
    cache: Any = result._cache
    cache._cache_file = disk.CheckedFiles(files, _STAMP)
    disk.keep(cache)
    read_after_refresh = cache.load_overload

    def load_overload(signature: Any, context: Any) -> Any:
        for prepare in before_reading:
            prepare(function)
        if not _introduce_allocator():
            return read_after_refresh(signature, context)
        with cache._guard_against_spurious_io_errors():
            return cache._load_overload(signature, context)
        return None

    cache.load_overload = load_overload
    return result


@functools.cache
def _introduce_allocator() -> bool:
    """Give machine code read from disk the functions that arrays are made with, or return False.

    Before it reads a kernel Numba loads all that it would compile one with: 40 MB and a third of a second. Machine code
    asks for these functions alone.
    """
    try:
        addresses = importlib.import_module("numba.core.runtime._nrt_python").c_helpers
    except (ImportError, AttributeError):
        return False
    for name, address in addresses.items():
        binding.add_symbol(name if name.startswith("_") else f"NRT_{name}", address)
    return True


def _without_body(reduced: tuple[Any, ...]) -> tuple[Any, ...]:
    """Put the names of what a compiled kernel defines in place of its LLVM code, in what Numba writes to disk."""
    (name, kind, data), *rest = reduced
    if kind != "object":
        return reduced
    code, bitcode = data
    module = binding.parse_bitcode(bitcode)
    names = ir.Module(name)
    names.triple, names.data_layout = module.triple, module.data_layout
    for function in module.functions:
        if not function.is_declaration:
            stub = ir.Function(names, ir.FunctionType(ir.VoidType(), ()), function.name)
            ir.IRBuilder(stub.append_basic_block()).unreachable()
    for variable in module.global_variables:
        if not variable.is_declaration:
            ir.GlobalVariable(names, ir.IntType(8), variable.name).initializer = ir.Constant(ir.IntType(8), 0)
    return (name, kind, (code, binding.parse_assembly(str(names)).as_bitcode())), *rest


@compiled
def copy_to(out, values):
    """Copy one row of numbers: `out[:] = values` takes half a second longer to compile, for errors that cannot be."""
    for i in range(out.size):
        out[i] = values[i]
