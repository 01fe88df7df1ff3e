"""The operator W of an interferometer and F = T^T W T, by every algorithm, with derivatives in T's weights."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.jax_xp.curvature import blocks
from autolens_lite.xp.jax_xp.curvature.imaging import curvature_matrix_psf, w_psf_product
from autolens_lite.xp.jax_xp.curvature.mapping import mapping_matrix
from autolens_lite.xp.method import chosen
from autolens_lite.xp.structures import WDense, WPsf, WTilde


def w_tilde_product(image, w: WTilde | WPsf | WDense):
    """See `contract.w_tilde_product`."""
    if isinstance(w, WPsf):
        return w_psf_product(image, w)
    if isinstance(w, WDense):
        return image @ w.matrix
    n2 = 2 * (w.spectrum.shape[1] - 1)
    n1 = w.spectrum.shape[0]
    ny, nx = (w.table.shape[0] + 1) // 2, (w.table.shape[1] + 1) // 2
    native = jnp.zeros((*image.shape[:-1], ny, nx)).at[..., w.rows, w.cols].set(image)
    transform = jnp.fft.rfft2(native, s=(n1, n2))
    product = transform * w.spectrum
    if w.sum_spectrum.size:
        product = product + jnp.conj(transform) * w.sum_spectrum
    return jnp.fft.irfft2(product, s=(n1, n2))[..., w.rows, w.cols]


def w_tilde_dense(w: WTilde):
    """See `contract.w_tilde_dense`."""
    centre = (w.table.shape[0] // 2, w.table.shape[1] // 2)
    dense = w.table[w.rows[:, None] - w.rows + centre[0], w.cols[:, None] - w.cols + centre[1]]
    if w.sum_table.size:
        dense = dense + w.sum_table[w.rows[:, None] + w.rows, w.cols[:, None] + w.cols]
    return dense


def curvature_matrix(indices, weights, w: WTilde | WPsf | WDense, pixels, method="auto", dense=None):
    """See `contract.curvature_matrix`."""
    if isinstance(w, WPsf):
        return curvature_matrix_psf(indices, weights, w, pixels, method)
    if isinstance(w, WDense):
        matrix = mapping_matrix(indices, weights, pixels)
        return matrix.T @ (w.matrix @ matrix)
    points = w.spectrum.shape[0] * 2 * (w.spectrum.shape[1] - 1)
    name = chosen(method, indices.size, indices.shape[0], pixels, points)
    if method == "auto" and name == "direct":
        # On an accelerator there is no cache to be kind to: the FFT wins there whatever the sizes.
        return ffi.by_platform(
            indices,
            weights,
            w,
            cpu=lambda i, t, table: _curvature_direct(i, t, table, pixels),
            default=lambda i, t, table: _curvature_fft(i, t, table, pixels),
        )
    if name == "direct":
        return _curvature_direct(indices, weights, w, pixels)
    if name == "fft":
        return _curvature_fft(indices, weights, w, pixels)
    dense = w_tilde_dense(w) if dense is None else dense
    matrix = mapping_matrix(indices, weights, pixels)
    return matrix.T @ (dense @ matrix)


def _operands(w):
    return w.table, w.sum_table, w.rows, w.cols, w.runs


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def _curvature_direct(indices, weights, w, pixels):
    """The Numba kernel as a custom call: CPU only."""
    return ffi.call("curvature", (pixels, pixels), indices, weights, *_operands(w))


def _direct_forward(indices, weights, w, pixels):
    return _curvature_direct(indices, weights, w, pixels), (indices, weights, w)


def _direct_backward(pixels, saved, sensitivity):
    indices, weights, w = saved
    return None, ffi.call("curvature_derivative", indices.shape, indices, weights, *_operands(w), sensitivity), None


_curvature_direct.defvjp(_direct_forward, _direct_backward)


def _column_block(indices, weights, first, block):
    """Columns first ... first + block of T, shape (block, M)."""
    image_pixels = indices.shape[0]
    local = indices - first
    local = jnp.where((local >= 0) & (local < block) & (indices >= 0), local, block)
    rows = jnp.broadcast_to(jnp.arange(image_pixels)[:, None], indices.shape)
    return jnp.zeros((block, image_pixels)).at[local, rows].add(weights, mode="drop")


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def _curvature_fft(indices, weights, w, pixels):
    """W applied to blocks of columns by FFT, then T^T: the form for accelerators."""
    block = blocks.block_size(w.spectrum.size, pixels)
    segments = jnp.where(indices < 0, pixels, indices).ravel()

    def rows_of_curvature(number):
        product = w_tilde_product(_column_block(indices, weights, number * block, block), w)
        spread = (weights[:, :, None] * product.T[:, None, :]).reshape(-1, block)
        return jax.ops.segment_sum(spread, segments, num_segments=pixels)

    return blocks.matrix_from(rows_of_curvature, pixels, block)


def _fft_forward(indices, weights, w, pixels):
    return _curvature_fft(indices, weights, w, pixels), (indices, weights, w)


def _fft_backward(pixels, saved, sensitivity):
    indices, weights, w = saved
    kept = jnp.where(indices < 0, 0.0, weights)

    def product_from(columns):
        return w_tilde_product((kept[:, :, None] * columns[indices]).sum(1).T, w)

    block = blocks.block_size(w.spectrum.size, pixels)
    return None, blocks.weights_derivative(indices, sensitivity, block, product_from), None


_curvature_fft.defvjp(_fft_forward, _fft_backward)
