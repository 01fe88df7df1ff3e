"""F = T^T W T by the sparse product that published codes use, to compare the library's algorithms with.

"sparse" reads a dense W; "compact" looks W up, by the offset of two pixels, in its table.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numba
import numpy as np

from autolens_lite.xp.numba_xp.curvature.compressed_mapping import columns_of, rows_of

METHODS = ("sparse", "compact")


def curvature_of(method: str, backend: str) -> Callable[..., Any]:
    """The function of (indices, weights, w, pixels, dense W or None) that gives F, on that backend."""
    return {"numba": _on_numba, "jax": _on_jax}[backend][method]


def _numba_sparse(indices: Any, weights: Any, w: Any, pixels: int, dense: Any) -> Any:
    return _rows_summed(indices, weights, dense, pixels)


def _numba_compact(indices: Any, weights: Any, w: Any, pixels: int, dense: Any = None) -> Any:
    return _rows_looked_up(indices, weights, w.table, w.sum_table, w.rows, w.cols, pixels)


@numba.njit(error_model="numpy", fastmath={"contract"})
def _rows_summed(indices, weights, dense, pixels):  # type: ignore[no-untyped-def]
    """Rows of W summed for each source pixel, then T^T."""
    image_pixels = indices.shape[0]
    starts, rows, values = columns_of(indices, weights, pixels)
    row_starts, columns, row_values = rows_of(starts, rows, values, image_pixels)
    result = np.zeros((pixels, pixels))
    for s in range(pixels):
        g = np.zeros(image_pixels)
        for q in range(starts[s], starts[s + 1]):
            row = dense[rows[q]]
            v = values[q]
            for m in range(image_pixels):
                g[m] += v * row[m]
        for m in range(image_pixels):
            for q in range(row_starts[m], row_starts[m + 1]):
                result[s, columns[q]] += row_values[q] * g[m]
    return result


@numba.njit(error_model="numpy", fastmath={"contract"})
def _rows_looked_up(indices, weights, table, sum_table, rows, cols, pixels):  # type: ignore[no-untyped-def]
    """W T by looking the offset of every (entry, pixel) up, then T^T."""
    image_pixels = indices.shape[0]
    starts, entry_rows, entry_values = columns_of(indices, weights, pixels)
    row_starts, columns, row_values = rows_of(starts, entry_rows, entry_values, image_pixels)
    centre_row, centre_col = table.shape[0] // 2, table.shape[1] // 2
    result = np.zeros((pixels, pixels))
    g = np.empty(image_pixels)
    for s in range(pixels):
        g[:] = 0.0
        for q in range(starts[s], starts[s + 1]):
            row, col, v = rows[entry_rows[q]], cols[entry_rows[q]], entry_values[q]
            for m in range(image_pixels):
                g[m] += v * table[rows[m] - row + centre_row, cols[m] - col + centre_col]
            if sum_table.size > 0:
                for m in range(image_pixels):
                    g[m] += v * sum_table[rows[m] + row, cols[m] + col]
        for m in range(image_pixels):
            for q in range(row_starts[m], row_starts[m + 1]):
                result[s, columns[q]] += row_values[q] * g[m]
    return result


def _jax_sparse(indices: Any, weights: Any, w: Any, pixels: int, dense: Any) -> Any:
    """T^T applied from both sides by segmented sums."""
    segments = jnp.where(indices < 0, pixels, indices).ravel()

    def left(matrix: Any) -> Any:
        spread = (weights[:, :, None] * matrix[:, None, :]).reshape(-1, matrix.shape[1])
        return jax.ops.segment_sum(spread, segments, num_segments=pixels)

    return left(left(dense).T)


def _jax_compact(indices: Any, weights: Any, w: Any, pixels: int, dense: Any = None) -> Any:
    """A row of W at a time, looked up by offset."""
    segments = jnp.where(indices < 0, pixels, indices).ravel()
    centre = (w.table.shape[0] // 2, w.table.shape[1] // 2)

    def reduced_row(pixel: Any) -> Any:
        row, col = pixel
        values = w.table[row - w.rows + centre[0], col - w.cols + centre[1]]
        if w.sum_table.size:
            values = values + w.sum_table[row + w.rows, col + w.cols]
        return jax.ops.segment_sum((weights * values[:, None]).ravel(), segments, num_segments=pixels)

    half = jax.lax.map(reduced_row, (w.rows, w.cols))
    spread = (weights[:, :, None] * half[:, None, :]).reshape(-1, pixels)
    return jax.ops.segment_sum(spread, segments, num_segments=pixels)


_on_numba = {"sparse": _numba_sparse, "compact": _numba_compact}
_on_jax = {"sparse": _jax_sparse, "compact": _jax_compact}
