"""Numba kernels as custom calls of XLA: compiled code calls compiled code, no Python, no lock, no copy.

XLA hands a handler one pointer, to a call frame that lists the buffers (`call_frame`). A handler is a compiled
function of that pointer, which views the buffers as arrays and calls a kernel. Being found by name, not by address,
programs with such calls can live in jax's persistent compilation cache.

A kernel declares its custom call where it is defined, one word for each buffer:

    @custom_call("isothermal_field", "flat flat flat -> rows")
    @compiled
    def isothermal_values(y, x, parameters, out): ...

The kernel's arguments are the call's arguments and then its results, in this order: one for each buffer, so that some
kernels take up to thirteen; what they call takes tuples with names. A count or type that is not the kernel's is
refused here, and buffers of another kind where jax traces the call (`require_buffers`): read by a kernel, they would be
memory faults that nothing names. The handler's source is written from the declaration when the jax backend first asks
for its `address`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numba import types

from autolens_lite.xp.numba_xp.ffi import call_frame
from autolens_lite.xp.numba_xp.jit import callback_address, handler
from autolens_lite.xp.numba_xp.linked_kernels import LinkedKernel


class View(NamedTuple):
    """How a kernel sees a buffer: the view of it (Python, with `frame`, `table`, `position`), and what it must be.

    Attributes
    ----------
    source
        Of the view, a format of the table (ARGUMENTS or RESULTS) and the position in it.
    kind
        The kernel's argument, in Numba's words.
    dtype
        Of the buffer.
    dimensions
        How many the buffer has, at least and at most.
    """

    source: str
    kind: Any
    dtype: str = "float64"
    dimensions: tuple[int, int] = (1, 1)


_MANY = 32
_FLOATS, _WHOLE = types.float64, types.int64
VIEWS = {
    "vector": View("vector(frame, {}, {})", _FLOATS[::1]),
    "flat": View("flat(frame, {}, {})", _FLOATS[::1], dimensions=(0, _MANY)),
    "matrix": View("matrix(frame, {}, {})", _FLOATS[:, ::1], dimensions=(2, 2)),
    "rows": View("rows(frame, {}, {})", _FLOATS[:, ::1], dimensions=(1, _MANY)),
    "number": View("flat(frame, {}, {})[0]", _FLOATS, dimensions=(0, 1)),
    "integers": View("integers(frame, {}, {})", _WHOLE[::1], "int64"),
    "indices": View("indices(frame, {}, {})", _WHOLE[:, ::1], "int64", (2, 2)),
    "integer": View("integers(frame, {}, {})[0]", _WHOLE, "int64"),
}
CHANGED = "changed"  # a matrix that becomes the first result, in one memory: the kernel is given that alone
RETURNED = "returned"  # a result of one number, which the kernel returns


class CustomCall(NamedTuple):
    """What a kernel declares: its name for XLA, and a word of `VIEWS`, CHANGED or RETURNED for each buffer."""

    name: str
    kernel: Callable[..., Any]
    arguments: tuple[str, ...]
    results: tuple[str, ...]

    @property
    def passed(self) -> list[str]:
        """The source of what the kernel is called with."""
        both = ("ARGUMENTS", self.arguments), ("RESULTS", self.results)
        return [VIEWS[w].source.format(table, i) for table, ws in both for i, w in enumerate(ws) if w in VIEWS]

    @property
    def source(self) -> str:
        """The source of the handler."""
        called = f"kernel({', '.join(self.passed)})"
        if RETURNED in self.results:
            called = f"flat(frame, RESULTS, {self.results.index(RETURNED)})[0] = {called}"
        return f"def {self.name}_handler(frame):\n    if not is_query(frame):\n        {called}\n    return 0\n"


CALLS: dict[str, CustomCall] = {}
Declared = TypeVar("Declared")


def custom_call(name: str, buffers: str) -> Callable[[Declared], Declared]:
    """Declare the kernel below as a custom call with these buffers: "arguments -> results", as "4*vector -> matrix".

    Raises
    ------
    TypeError
        If the words are not those of `VIEWS`, or not what the kernel takes.
    """

    def declare(kernel: Any) -> Any:
        arguments, arrow, results = buffers.partition("->")
        call = CustomCall(name, kernel, _words(arguments), _words(results))
        if not arrow or not call.results:
            raise TypeError(f'custom call "{name}": "{buffers}" has no "-> results".')
        if name in CALLS:
            raise TypeError(f'custom call "{name}" is declared twice: {_title(CALLS[name].kernel)}, {_title(kernel)}.')
        _require_words(call)
        _require_fit(call)
        CALLS[name] = call
        return kernel

    return declare


def _words(text: str) -> tuple[str, ...]:
    """Return "2*vector matrix" as ("vector", "vector", "matrix")."""
    pairs = [part.rpartition("*") for part in text.split()]
    return tuple(word for count, _, word in pairs for _ in range(int(count or 1)))


def _require_words(call: CustomCall) -> None:
    allowed = {*VIEWS, CHANGED}, {*VIEWS, RETURNED} - {"number", "integer"}
    for words, known in zip((call.arguments, call.results), allowed, strict=True):
        unknown = [word for word in words if word not in known]
        if unknown:
            raise TypeError(f'custom call "{call.name}": {unknown} is not among {", ".join(sorted(known))}.')
    if call.results.count(RETURNED) > 1 or CHANGED in call.arguments[1:]:
        raise TypeError(f'custom call "{call.name}": one result is {RETURNED}, and the first argument {CHANGED}.')
    if CHANGED in call.arguments and call.results[0] != "matrix":
        raise TypeError(f'custom call "{call.name}": what is {CHANGED} is a matrix, the first result.')


def _require_fit(call: CustomCall) -> None:
    """Refuse another number of arguments than the kernel's, and other types than it declares (linked kernels do)."""
    code = _python_function(call.kernel).__code__
    names, given = code.co_varnames[: code.co_argcount], [w for w in call.arguments + call.results if w in VIEWS]
    if len(names) != len(given):
        raise TypeError(
            f'custom call "{call.name}" passes {len(given)} arguments, {given}, but {_title(call.kernel)} takes '
            f"{len(names)}: {', '.join(names)}."
        )
    linked = getattr(call.kernel, "from_python", None)
    for name, word, kind in zip(names, given, linked.arguments if linked else (), strict=bool(linked)):
        if VIEWS[word].kind != kind:
            raise TypeError(
                f'custom call "{call.name}": {name} is declared "{word}", but {_title(call.kernel)} takes {kind}.'
            )


def _python_function(kernel: Any) -> Any:
    linked = getattr(kernel, "from_python", None)
    return linked.python_function if isinstance(linked, LinkedKernel) else kernel.py_func


def _title(kernel: Any) -> str:
    function = _python_function(kernel)
    return f"{function.__module__}.{function.__name__}"


def require_buffers(name: str, arguments: Sequence[Any], results: Sequence[Any]) -> None:
    """Refuse other buffers than a custom call declares, each given by `shape` and `dtype`: a kernel would misread them.

    Raises
    ------
    TypeError
        If there are more or fewer, or if one has another type, or another number of dimensions.
    """
    if name not in CALLS:
        raise TypeError(f'no kernel declares the custom call "{name}". Those that are: {", ".join(sorted(CALLS))}.')
    call = CALLS[name]
    for role, words, given in (("argument", call.arguments, arguments), ("result", call.results, results)):
        if len(words) != len(given):
            raise TypeError(f'custom call "{name}" takes {len(words)} {role}s, {", ".join(words)}; got {len(given)}.')
        for position, (word, buffer) in enumerate(zip(words, given, strict=True)):
            view = VIEWS[{CHANGED: "matrix", RETURNED: "number"}.get(word, word)]
            least, most = view.dimensions
            if buffer.dtype != view.dtype or not least <= len(buffer.shape) <= most:
                raise TypeError(
                    f'custom call "{name}": {role} {position} is declared "{word}", but is of type {buffer.dtype} and '
                    f"shape {tuple(buffer.shape)}."
                )
            if word in ("number", "integer", RETURNED) and np.prod(buffer.shape) != 1:
                raise TypeError(f'custom call "{name}": {role} {position}, a "{word}", has shape {buffer.shape}.')


@functools.cache
def handler_of(name: str) -> Any:
    """Return the handler of a custom call, to be compiled; its source is kept under the file of its kernel.

    There Numba looks for the compiled code: beside a file that exists, and under a name that does not change.
    """
    call = CALLS[name]
    function = _python_function(call.kernel)
    scope: dict[str, Any] = vars(call_frame) | {"kernel": call.kernel, "__name__": function.__module__}
    exec(compile(call.source, function.__code__.co_filename, "exec"), scope)
    return handler(scope[f"{name}_handler"])


def handlers() -> dict[str, Any]:
    """Return the handlers of all custom calls, by name."""
    return {name: handler_of(name) for name in CALLS}


def address(name: str) -> int:
    """Return the address of a handler, compiled now unless it is on disk."""
    return callback_address(handler_of(name), types.int64(types.int64))
