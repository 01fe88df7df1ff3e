"""Non-uniform Fourier sums (finufft on the host) and the table of W, by three algorithms."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
import numpy as np

from autolens_lite.xp.numba_xp import fourier as host


@functools.partial(jax.custom_vjp, nondiff_argnums=(2,))
def nufft_adjoint(phases, coefficients, shape):
    """See `contract.nufft_adjoint`."""
    result = jax.ShapeDtypeStruct(shape, "complex128")
    return jax.pure_callback(
        lambda p, c: host.nufft_adjoint(np.asarray(p), np.asarray(c), shape),
        result,
        phases,
        coefficients,
        vmap_method="sequential",
    )


@jax.custom_vjp
def nufft_forward(phases, image):
    """See `contract.nufft_forward`."""
    result = jax.ShapeDtypeStruct((phases.shape[0],), "complex128")
    return jax.pure_callback(
        lambda p, i: host.nufft_forward(np.asarray(p), np.asarray(i)), result, phases, image, vmap_method="sequential"
    )


def _adjoint_forward(phases, coefficients, shape):
    return nufft_adjoint(phases, coefficients, shape), phases


def _adjoint_backward(shape, phases, sensitivity):
    # jax's transpose does not conjugate: the transpose of sum_k c_k exp(+i ...) has the sign of the adjoint.
    return None, jnp.conj(nufft_forward(phases, jnp.conj(sensitivity)))


def _forward_forward(phases, image):
    return nufft_forward(phases, image), (phases, image)


def _forward_backward(saved, sensitivity):
    phases, image = saved
    transposed = jnp.conj(nufft_adjoint(phases, jnp.conj(sensitivity), image.shape))
    return None, transposed.astype(image.dtype) if jnp.iscomplexobj(image) else transposed.real


nufft_adjoint.defvjp(_adjoint_forward, _adjoint_backward)
nufft_forward.defvjp(_forward_forward, _forward_backward)


def w_compact(phases, weights, shape, method="nufft"):
    """See `contract.w_compact`."""
    if method == "nufft":
        ny, nx = shape
        shifted = weights * jnp.exp(-1j * (nx - 1) * phases[:, 1])
        return nufft_adjoint(phases, shifted, (ny, 2 * nx - 1)).real
    return _w_compact_sum(phases, weights, tuple(shape), method)


@functools.partial(jax.jit, static_argnums=(2, 3))
def _w_compact_sum(phases, weights, shape, method):
    ny, nx = shape
    if method == "gemm":
        row = jnp.exp(1j * jnp.outer(jnp.arange(ny), phases[:, 0])) * weights
        column = jnp.exp(1j * jnp.outer(jnp.arange(1 - nx, nx), phases[:, 1]))
        return row.real @ column.real.T - row.imag @ column.imag.T
    columns = jnp.arange(1 - nx, nx)

    def row_of_table(i):
        angles = i * phases[:, 0] + columns[:, None] * phases[:, 1]
        return jnp.cos(angles) @ weights

    return jax.lax.map(row_of_table, jnp.arange(ny))


@jax.jit
def w_tilde(phases, weights, rows, cols):
    """See `contract.w_tilde`."""

    def row_of_matrix(pixel):
        row, col = pixel
        angles = (row - rows)[:, None] * phases[:, 0] + (col - cols)[:, None] * phases[:, 1]
        return jnp.cos(angles) @ weights

    return jax.lax.map(row_of_matrix, (rows, cols))
