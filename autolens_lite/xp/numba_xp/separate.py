"""Kernels that others call without being compiled anew with each: by name, as they call LAPACK.

Numba copies a callee into each caller, and the two are optimised together. That is what small functions want. Large
ones that many others call, at several depths, are so compiled dozens of times, which takes most of the time of a first
call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import binding
from numba import types
from numba.core import cgutils
from numba.core.imputils import impl_ret_new_ref
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.jit import compiled

VECTOR, MATRIX = types.float64[::1], types.float64[:, ::1]
INTEGERS = types.int64[::1]


def separate(*arguments: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile now, for arguments of these types, and give it to other kernels by name.

    The result is for kernels alone; its attribute `python` can be called from Python.
    """

    def decorated(function: Callable[..., Any]) -> Any:
        dispatcher = compiled(function)
        dispatcher.compile(arguments)
        result = dispatcher.overloads[arguments]
        symbol = f"autolens_lite.{function.__module__.rpartition('.')[2]}.{function.__name__}"
        binding.add_symbol(symbol, result.library.get_pointer_to_function(result.fndesc.llvm_func_name))
        returned = result.signature.return_type

        def codegen(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            kind = context.call_conv.get_function_type(returned, arguments)
            callee = cgutils.get_or_insert_function(builder.module, kind, symbol)
            status, value = context.call_conv.call_function(builder, callee, returned, arguments, values)
            with cgutils.if_unlikely(builder, status.is_error):
                context.call_conv.return_status_propagate(builder, status)
            return impl_ret_new_ref(context, builder, returned, value)

        def by_name(typing_context, *values):
            return returned(*arguments), codegen

        called: Any = intrinsic(_with_count(by_name, len(arguments)))
        called.python = dispatcher
        return called

    return decorated


def _with_count(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    """A function of so many named arguments, which Numba wants to see, that passes them on."""
    names = ", ".join(f"value_{i}" for i in range(count))
    scope: dict[str, Any] = {"function": function}
    exec(f"def by_name(typing_context, {names}): return function(typing_context, {names})", scope)
    return scope["by_name"]
