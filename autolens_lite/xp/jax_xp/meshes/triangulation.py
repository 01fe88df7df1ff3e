"""The Delaunay triangulation: whole numbers, constant under derivatives."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import MAX_NEIGHBORS
from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.structures import Triangulation


def _shapes(size):
    return [
        ffi.integers(2 * size, 3),
        ffi.integers(2 * size, 3),
        ffi.integers(size + 1),
        ffi.integers(6 * size),
        ffi.integers(size, MAX_NEIGHBORS),
        ffi.integers(size),
    ]


def triangulation(y, x):
    """See `contract.triangulation`."""
    y, x = (jax.lax.stop_gradient(jnp.asarray(part, jnp.float64)) for part in (y, x))
    return ffi.by_platform(
        y,
        x,
        cpu=lambda y, x: Triangulation(*ffi.call("triangulation", _shapes(y.shape[0]), y, x)),
        default=triangulation_native,
    )


def triangulation_native(y, x):
    """The form for accelerators: whole numbers from the host."""

    def on_host(y, x):
        import numpy as np

        from autolens_lite.xp.numba_xp.meshes.triangulation import triangulation as on_numba

        return tuple(on_numba(np.asarray(y), np.asarray(x)))

    y, x = jax.lax.stop_gradient((y, x))
    return Triangulation(*ffi.on_host(on_host, tuple(_shapes(y.shape[0])), y, x))
