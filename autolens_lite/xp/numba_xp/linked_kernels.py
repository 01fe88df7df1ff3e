"""Kernels that others call without being compiled anew with each: by name, as they call LAPACK.

Numba copies a callee into each caller, and the two are optimised together. That is what small functions want. Large
ones that many others call, at several depths, are so compiled dozens of times, which takes most of the time of a first
call.

A kernel is compiled, or read from disk, when one that calls it is.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from llvmlite import binding
from numba import types
from numba.core import cgutils
from numba.core.imputils import impl_ret_new_ref
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp import jit

VECTOR, MATRIX = types.float64[::1], types.float64[:, ::1]
INTEGERS, INDICES, FLAGS = types.int64[::1], types.int64[:, ::1], types.boolean[::1]
INTEGER, NUMBER, FLAG = types.int64, types.float64, types.boolean

KERNELS: dict[str, LinkedKernel] = {}


class LinkedKernel:
    """A kernel that others call by name.

    Parameters
    ----------
    function
        The kernel.
    arguments
        The types of its arguments.
    """

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.symbol = f"{function.__module__}.{function.__name__}"
        self.arguments = arguments
        self._dispatcher: Any = jit.standalone(function)
        self._result: Any = None
        KERNELS[self.symbol] = self

    @property
    def python_function(self) -> FunctionType:
        """The function that is compiled."""
        return self._dispatcher.py_func

    def load(self) -> Any:
        """Compile the kernel, or read it from disk, and make its name known; return what Numba knows of it."""
        if self._result is None:
            self._dispatcher.compile(self.arguments)
            self._result = self._dispatcher.overloads[self.arguments]
            name = self._result.fndesc.llvm_func_name
            binding.add_symbol(self.symbol, self._result.library.get_pointer_to_function(name))
        return self._result

    def __call__(self, *arguments: Any) -> Any:
        """Call the kernel from Python."""
        self.load()
        return self._dispatcher(*(jit.plain(a) if isinstance(a, np.ndarray) else a for a in arguments))

    def signature(self) -> Any:
        """Return the types of the result and the arguments."""
        return self.load().signature.return_type(*self.arguments)

    def call(self, context: Any, builder: Any, signature: Any, values: Any) -> Any:
        """Emit a call."""
        returned, arguments = signature.return_type, self.arguments
        kind = context.call_conv.get_function_type(returned, arguments)
        callee = cgutils.get_or_insert_function(builder.module, kind, self.symbol)
        status, value = context.call_conv.call_function(builder, callee, returned, arguments, values)
        with cgutils.if_unlikely(builder, status.is_error):
            context.call_conv.return_status_propagate(builder, status)
        return impl_ret_new_ref(context, builder, returned, value)


def linked(*arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """Give a kernel, with arguments of these types, to others by name.

    The result is for kernels alone; its attribute `from_python` is the `LinkedKernel`, for Python.
    """

    def decorated(function: Callable[..., Any]) -> Any:
        kernel = LinkedKernel(function, arguments)
        # Numba wants to see as many names as there are arguments.
        names = ", ".join(f"value_{i}" for i in range(len(arguments)))
        scope: dict[str, Any] = {"kernel": kernel}
        exec(f"def by_name(typing_context, {names}): return kernel.signature(), kernel.call", scope)
        called: Any = intrinsic(scope["by_name"])
        called.from_python = kernel
        return called

    return decorated


def called_by(function: Callable[..., Any]) -> tuple[list[LinkedKernel], int]:
    """Return the kernels that a function calls by name, and how much bytecode is compiled with it."""
    seen: set[FunctionType] = set()
    kernels: dict[str, LinkedKernel] = {}
    stack: list[Any] = [function]
    while stack:
        current = stack.pop()
        if current in seen:
            continue
        seen.add(current)
        names, known = current.__code__.co_names, current.__globals__
        found = [known[name] for name in names if name in known]
        found += [vars(part).get(name) for part in found if isinstance(part, ModuleType) for name in names]
        for value in found:
            if isinstance(kernel := getattr(value, "from_python", None), LinkedKernel):
                kernels[kernel.symbol] = kernel
            elif isinstance(inner := getattr(value, "py_func", None), FunctionType):
                stack.append(inner)
    return list(kernels.values()), sum(len(one.__code__.co_code) for one in seen)


def _load_called(function: Callable[..., Any]) -> None:
    """Load the kernels that a function, now being read from disk, calls by name."""
    for kernel in called_by(function)[0]:
        kernel.load()


jit.before_reading.append(_load_called)
