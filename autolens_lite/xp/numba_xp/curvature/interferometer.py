"""The operator W of an interferometer and F = T^T W T, by every algorithm."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.method import chosen
from autolens_lite.xp.numba_xp.curvature.compressed_mapping import columns_of, rows_of
from autolens_lite.xp.numba_xp.curvature.imaging import curvature_matrix_psf, w_psf_product
from autolens_lite.xp.numba_xp.curvature.interferometer_direct import curvature_direct
from autolens_lite.xp.numba_xp.curvature.mapping import mapping_matrix
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.structures import WDense, WPsf, WTilde


def w_tilde_product(image, w: WTilde | WPsf | WDense):
    """See `contract.w_tilde_product`."""
    if isinstance(w, WPsf):
        return w_psf_product(image, w)
    if isinstance(w, WDense):
        return image @ w.matrix
    from scipy import fft

    n2 = 2 * (w.spectrum.shape[1] - 1)
    n1 = w.spectrum.shape[0]
    ny, nx = (w.table.shape[0] + 1) // 2, (w.table.shape[1] + 1) // 2
    native = np.zeros((*image.shape[:-1], ny, nx))
    native[..., w.rows, w.cols] = image
    transform = fft.rfft2(native, s=(n1, n2))
    product = transform * w.spectrum
    if w.sum_spectrum.size:
        product += np.conj(transform) * w.sum_spectrum
    return fft.irfft2(product, s=(n1, n2), overwrite_x=True)[..., w.rows, w.cols]


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
    name = chosen(method, indices.size, indices.shape[0], pixels, w.spectrum.shape[0] * 2 * (w.spectrum.shape[1] - 1))
    if name == "direct":
        result = np.empty((pixels, pixels))
        curvature_direct.from_python(indices, weights, w.table, w.sum_table, w.rows, w.cols, w.runs, result)
        return result
    if name == "fft":
        return _curvature_fft(indices, weights, w, pixels)
    dense = w_tilde_dense(w) if dense is None else dense
    matrix = mapping_matrix(indices, weights, pixels)
    return matrix.T @ (dense @ matrix)


def _curvature_fft(indices, weights, w: WTilde, pixels, block=16):
    """W applied to blocks of columns by FFT; a block is small, to stay in cache."""
    starts, entry_rows, entry_values = columns_of(indices, weights, pixels)
    rows = rows_of(starts, entry_rows, entry_values, indices.shape[0])
    result = np.empty((pixels, pixels))
    for first in range(0, pixels, block):
        last = min(first + block, pixels)
        product = w_tilde_product(_dense_columns(starts, entry_rows, entry_values, first, last, indices.shape[0]), w)
        _reduce_columns(product, *rows, result[first:last])
    return 0.5 * (result + result.T)


@compiled
def _dense_columns(starts, rows, values, first, last, image_pixels):
    columns = np.zeros((last - first, image_pixels))
    for s in range(first, last):
        for q in range(starts[s], starts[s + 1]):
            columns[s - first, rows[q]] = values[q]
    return columns


@compiled
def _reduce_columns(product, row_starts, columns, row_values, out):
    out[:] = 0.0
    for i in range(product.shape[0]):
        for m in range(product.shape[1]):
            for q in range(row_starts[m], row_starts[m + 1]):
                out[i, columns[q]] += row_values[q] * product[i, m]
