"""Natural-neighbour (Sibson) weights."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.constants import MAX_NATURAL
from autolens_lite.xp.jax_xp import ffi, forward


def natural_neighbor_weights(y, x, vertices_y, vertices_x, triangulation):
    """See `contract.natural_neighbor_weights`."""
    return _natural(y, x, vertices_y, vertices_x, triangulation)[:2]


def _called(y, x, vertices_y, vertices_x, t):
    size = y.shape[0]
    shapes = [ffi.integers(size, MAX_NATURAL), (size, MAX_NATURAL), ffi.integers(size)]
    arguments = (t.triangles, t.adjacent, t.starts, t.links)
    return tuple(ffi.call("natural", shapes, y, x, vertices_y, vertices_x, *arguments))


def _derivative_called(y, x, vertices_y, vertices_x, t, within, weights, sensitivity):
    shapes = [y.shape, y.shape, vertices_y.shape, vertices_y.shape]
    arguments = (t.triangles, t.adjacent, within, weights, sensitivity)
    return tuple(ffi.call("natural_derivative", shapes, y, x, vertices_y, vertices_x, *arguments))


@jax.custom_vjp
def _natural(y, x, vertices_y, vertices_x, triangulation):
    return ffi.by_platform(y, x, vertices_y, vertices_x, triangulation, cpu=_called, default=_on_host)


def _forward(y, x, vertices_y, vertices_x, triangulation):
    indices, weights, within = _natural(y, x, vertices_y, vertices_x, triangulation)
    return (indices, weights, within), (y, x, vertices_y, vertices_x, triangulation, within, weights)


def _backward(saved, sensitivities):
    bars = ffi.by_platform(*saved, sensitivities[1], cpu=_derivative_called, default=_derivative_on_host)
    return *bars, None


_natural.defvjp(_forward, _backward)


def natural_neighbor_weights_native(y, x, vertices_y, vertices_x, triangulation):
    """The form for accelerators: cavities are searched on the host."""
    return _on_host(y, x, vertices_y, vertices_x, triangulation)[:2]


def _on_host(y, x, vertices_y, vertices_x, t):
    def search(*arguments):
        import numpy as np

        from autolens_lite.xp.numba_xp.meshes.natural_neighbor import fill_natural

        size = arguments[0].shape[0]
        results = np.empty((size, MAX_NATURAL), np.int64), np.empty((size, MAX_NATURAL)), np.empty(size, np.int64)
        fill_natural.from_python(*map(np.asarray, arguments), *results)
        return results

    size = y.shape[0]
    shapes = (
        ffi.integers(size, MAX_NATURAL),
        jax.ShapeDtypeStruct((size, MAX_NATURAL), jnp.float64),
        ffi.integers(size),
    )
    arguments = (y, x, vertices_y, vertices_x, t.triangles, t.adjacent, t.starts, t.links)
    return ffi.on_host(search, shapes, *arguments)


def _derivative_on_host(y, x, vertices_y, vertices_x, t, within, weights, sensitivity):
    def derive(*arguments):
        import numpy as np

        from autolens_lite.xp.numba_xp.meshes.natural_neighbor_slopes import derive_natural

        arguments = tuple(map(np.asarray, arguments))
        results = tuple(np.empty(part.shape) for part in arguments[:4])
        derive_natural(*arguments, *results)
        return results

    shapes = tuple(jax.ShapeDtypeStruct(part.shape, jnp.float64) for part in (y, x, vertices_y, vertices_x))
    arguments = (y, x, vertices_y, vertices_x, t.triangles, t.adjacent, within, weights, sensitivity)
    return ffi.on_host(derive, shapes, *arguments)


natural_neighbor_weights_forwards = forward.refusal(
    "natural_neighbor_weights, which natural-neighbour meshes take, has a gradient but no Jacobian. Use another "
    "mesh, such as al.mesh.Delaunay, or likelihood.value_and_grad and likelihood.hessian."
)
