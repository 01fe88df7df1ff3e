"""Plain tuples of arrays that kernels of both backends take (a NamedTuple is a pytree, so jit passes it as data)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class WTilde(NamedTuple):
    """The noise-weighted Fourier operator of an interferometer on the unmasked pixels of its real-space mask.

    W_ij = sum_k (w_re + w_im)/2 cos(a_ik - a_jk) + (w_re - w_im)/2 cos(a_ik + a_jk), with the weights w = 1 / sigma^2
    and a_ik the phase of pixel i in visibility k: a function of the pixels' offset plus, where the two sigmas differ,
    one of their sum. Both functions are tables.

    Attributes
    ----------
    table : (2 Ny - 1, 2 Nx - 1) float
        The first term at the offset (row, column) - (Ny - 1, Nx - 1).
    sum_table : (2 Ny - 1, 2 Nx - 1) or (0, 0) float
        The second term at the sum of rows and the sum of columns; empty where the sigmas are equal.
    spectrum : (n1, n2 // 2 + 1) float
        Real FFT of the circulant embedding of `table` (real because `table` is even); n2 is even.
    sum_spectrum : (n1, n2 // 2 + 1) or (0, 0) complex
        Real FFT of the zero-padded `sum_table`.
    rows, cols : (M,) int
        Native position of every unmasked pixel.
    runs : (R, 4) int
        Contiguous pixels of the slim order: row, first column, length, first slim index.
    """

    table: Any
    sum_table: Any
    spectrum: Any
    sum_spectrum: Any
    rows: Any
    cols: Any
    runs: Any


def w_tilde_from_tables(table: np.ndarray, sum_table: np.ndarray, mask: np.ndarray) -> WTilde:
    """Complete the tables of W with their spectra and the positions of the unmasked pixels."""
    from scipy import fft

    ny, nx = mask.shape
    n1 = fft.next_fast_len(2 * ny - 1, real=True)
    n2 = fft.next_fast_len(2 * nx - 1, real=True)
    n2 += n2 % 2
    circulant = np.zeros((n1, n2))
    circulant[np.ix_(np.arange(1 - ny, ny) % n1, np.arange(1 - nx, nx) % n2)] = table
    spectrum = np.ascontiguousarray(fft.rfft2(circulant).real)
    sum_spectrum = fft.rfft2(sum_table, s=(n1, n2)) if sum_table.size else np.zeros((0, 0), complex)
    rows, cols = np.nonzero(~mask)
    breaks = np.flatnonzero((np.diff(rows) != 0) | (np.diff(cols) != 1)) + 1
    starts = np.concatenate([[0], breaks])
    lengths = np.diff(np.concatenate([starts, [rows.size]]))
    runs = np.stack([rows[starts], cols[starts], lengths, starts], 1)
    return WTilde(table, sum_table, spectrum, sum_spectrum, rows, cols, runs)
