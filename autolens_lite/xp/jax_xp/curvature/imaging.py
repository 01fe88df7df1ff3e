"""The operator W of an image and F = T^T W T, by every algorithm, with derivatives in T's weights."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp
import numpy as np

from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.jax_xp.backend_functions import constant
from autolens_lite.xp.jax_xp.curvature import blocks
from autolens_lite.xp.jax_xp.curvature.mapping import mapping_matrix
from autolens_lite.xp.jax_xp.transforms.convolution import convolved, convolved_transposed
from autolens_lite.xp.method import chosen_for_image
from autolens_lite.xp.structures import Psf, WPsf
from autolens_lite.xp.w_psf import w_psf_from, without_table


def w_psf(psf, inverse_variance) -> WPsf:
    """Return W of a PSF and the inverse variance (M,), see `structures.WPsf`: set-up of a dataset.

    On an accelerator there is no table: the FFT is faster there.
    """
    build = w_psf_from if jax.default_backend() == "cpu" else without_table
    w = build(Psf(*map(np.asarray, psf)), np.asarray(inverse_variance))
    with jax.ensure_compile_time_eval():
        table = jax.device_put(w.table)  # 100 MB: not copied where it is aligned, and nobody else has it
    w = w._replace(table=np.zeros(0))
    return WPsf(Psf(*map(constant, psf)), *map(constant, w[1:]))._replace(table=table)


def w_psf_product(image, w: WPsf):
    """See `contract.w_psf_product`."""
    return convolved_transposed(w.inverse_variance * convolved(image, None, w.psf), w.psf)


def curvature_matrix_psf(indices, weights, w: WPsf, pixels, method="auto"):
    """See `contract.curvature_matrix_psf`."""
    name = chosen_for_image(method, w.table.size)
    if method == "auto" and name == "direct":
        return ffi.by_platform(
            indices,
            weights,
            w,
            cpu=lambda i, t, operator: _curvature_direct(i, t, operator, pixels),
            default=lambda i, t, operator: _curvature_fft(i, t, operator, pixels),
        )
    if name == "direct":
        return _curvature_direct(indices, weights, w, pixels)
    if name == "fft":
        return _curvature_fft(indices, weights, w, pixels)
    blurred = convolved(mapping_matrix(indices, weights, pixels).T, None, w.psf)
    return (blurred * w.inverse_variance) @ blurred.T


def curvature_matrix_psf_native(indices, weights, w: WPsf, pixels):
    """`curvature_matrix_psf` in its form for accelerators, wherever it runs."""
    return _curvature_fft(indices, weights, w, pixels)


def _operands(w: WPsf):
    return w.table, w.pairs, w.tiles


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def _curvature_direct(indices, weights, w, pixels):
    """The Numba kernel as a custom call: CPU only."""
    return ffi.call("curvature_imaging", (pixels, pixels), indices, weights, *_operands(w))


def _direct_forward(indices, weights, w, pixels):
    return _curvature_direct(indices, weights, w, pixels), (indices, weights, w)


def _direct_backward(pixels, saved, sensitivity):
    indices, weights, w = saved
    operands = (indices, weights, *_operands(w), sensitivity)
    return None, ffi.call("curvature_imaging_derivative", indices.shape, *operands), None


_curvature_direct.defvjp(_direct_forward, _direct_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def _curvature_fft(indices, weights, w, pixels):
    """W applied to blocks of columns of T by FFT, then T^T."""
    block = blocks.block_size(w.psf.spectrum.size, pixels)
    image_pixels = indices.shape[0]
    rows = jnp.broadcast_to(jnp.arange(image_pixels)[:, None], indices.shape)
    segments = jnp.where(indices < 0, pixels, indices)

    def block_rows(number):
        local = indices - number * block
        inside = (local >= 0) & (local < block) & (indices >= 0)
        columns = jnp.zeros((block + 1, image_pixels)).at[jnp.where(inside, local, block), rows].add(weights)
        product = w_psf_product(columns[:block], w).T

        def add(total, entry):  # one weight of each row at a time: nothing of shape (M, B, block) is made
            segment, weight = entry
            return total.at[segment].add(weight[:, None] * product, mode="drop"), None

        return jax.lax.scan(add, jnp.zeros((pixels, block)), (segments.T, weights.T))[0]

    return blocks.matrix_from(block_rows, pixels, block)


def _fft_forward(indices, weights, w, pixels):
    return _curvature_fft(indices, weights, w, pixels), (indices, weights, w)


def _fft_backward(pixels, saved, sensitivity):
    indices, weights, w = saved

    def product_from(columns):
        return w_psf_product(_mapped_columns(indices, weights, columns).T, w)

    block = blocks.block_size(w.psf.spectrum.size, pixels)
    return None, blocks.weights_derivative(indices, sensitivity, block, product_from), None


def _mapped_columns(indices, weights, columns):
    """T columns, (M, n), one weight of each row at a time."""

    def add(total, entry):
        index, weight = entry
        return total + jnp.where(index < 0, 0.0, weight)[:, None] * columns[index], None

    return jax.lax.scan(add, jnp.zeros((indices.shape[0], columns.shape[1])), (indices.T, weights.T))[0]


_curvature_fft.defvjp(_fft_forward, _fft_backward)
