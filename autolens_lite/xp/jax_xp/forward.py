"""Derivatives of residuals, which are many, in parameters, which are few: forwards, through forms that allow it.

Kernels that Numba computes on a CPU have hand-written derivatives of one number in all that they take, backwards. Their
forms for accelerators are written in jax itself, and are differentiated in either direction. Inside `forward_mode` the
latter are traced.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
from collections.abc import Callable, Iterator
from typing import Any

from autolens_lite import exc

_forwards = contextvars.ContextVar("_forwards", default=False)


@contextlib.contextmanager
def forward_mode() -> Iterator[None]:
    """Trace, inside, what can be differentiated forwards."""
    token = _forwards.set(True)
    try:
        yield
    finally:
        _forwards.reset(token)


def either(kernel: Any, form: Callable[..., Any]) -> Any:
    """Return the kernel, with another `form` of it inside `forward_mode`."""

    @functools.wraps(kernel)
    def chosen(*arguments: Any, **named: Any) -> Any:
        return (form if is_forwards() else kernel)(*arguments, **named)

    return chosen


def refusal(message: str) -> Callable[..., Any]:
    """Return the form of a kernel that has no derivative forwards: to call it is refused with this message."""

    def refused(*_: Any, **__: Any) -> Any:
        raise exc.BackendError(message)

    return refused


def is_forwards() -> bool:
    """Whether this is inside `forward_mode`."""
    return _forwards.get()
