"""What jax has been told to compute on, and whether it may compile, asked for before anything is computed."""

from __future__ import annotations

import jax

from autolens_lite import exc


def require_device() -> None:
    """Refuse to go on where jax has been told to use a device that is not there; untold, it finds one.

    Raises BackendError if it is not there.
    """
    platforms = jax.config.jax_platforms  # type: ignore[attr-defined]
    if not platforms:
        return
    try:
        jax.local_devices()
    except (RuntimeError, AssertionError) as error:  # which of the two is jax's choice
        reason = str(error) or "it finds no such device"
        raise exc.BackendError(
            f"jax has been told to compute on '{platforms}' (JAX_PLATFORMS), which it cannot: {reason}. "
            "Unset that, set it to 'cpu', or install what jax needs for the device."
        ) from error


def require_compiling() -> None:
    """Refuse to go on where jax has been told not to compile.

    Raises BackendError if it has.
    """
    if jax.config.jax_disable_jit:  # type: ignore[attr-defined]
        raise exc.BackendError(
            "jax has been told not to compile (JAX_DISABLE_JIT, jax_disable_jit or jax.disable_jit()), and likelihoods "
            "are compiled. Unset that; to look into a likelihood, use backend='numba', or analysis.fit_from(instance)."
        )
