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
        return (form if _forwards.get() else kernel)(*arguments, **named)

    return chosen


def without(kernel: Any) -> Any:
    """Return the kernel, which inside `forward_mode` is refused."""

    def refused(*_: Any, **__: Any) -> Any:
        raise exc.BackendError(
            f"{kernel.__name__}, which natural-neighbour meshes take, has a gradient but no Jacobian. Use another "
            "mesh, such as al.mesh.Delaunay, or likelihood.value_and_grad and likelihood.hessian."
        )

    return either(kernel, refused)
