"""Double precision, without which nothing here is right: asked for where kernels are called, not only once."""

from __future__ import annotations

from typing import Any

import jax

from autolens_lite import exc

_KINDS = ("float64", "int64")


def require_double() -> None:
    """Refuse to go on where somebody has switched jax's double precision off.

    It is a setting of the whole process, or of a block, that anybody may change after the backend has set it. Compiled
    functions are traced again where it differs, and then ask again.

    Raises BackendError if it is off.
    """
    if not jax.config.jax_enable_x64:  # type: ignore[attr-defined]
        raise exc.BackendError(
            "jax's double precision is off: something set jax_enable_x64 to False after autolens_lite had set it. Call "
            "jax.config.update('jax_enable_x64', True), and leave blocks of jax.enable_x64(False)."
        )


def require_double_of(name: str, arrays: tuple[Any, ...]) -> None:
    """Refuse arrays that a kernel, which reads float64 and int64 from memory, would misread.

    Raises BackendError if double precision is off, or an array is of another kind.
    """
    require_double()
    for array in arrays:
        if str(array.dtype) not in _KINDS:
            raise exc.BackendError(
                f"The kernel '{name}' was called with an array of {array.dtype}. Pass float64 to profiles, grids and "
                "models: array.astype('float64')."
            )
