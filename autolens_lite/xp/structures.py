"""Plain tuples of arrays that kernels of both backends take (a NamedTuple is a pytree, so jit passes it as data)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autolens_lite import exc


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
    return WTilde(table, sum_table, spectrum, sum_spectrum, rows, cols, _runs_of(rows, cols))


def _runs_of(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Contiguous pixels: row, first column, length, first slim index, (R, 4)."""
    breaks = np.flatnonzero((np.diff(rows) != 0) | (np.diff(cols) != 1)) + 1
    starts = np.concatenate([[0], breaks])
    lengths = np.diff(np.concatenate([starts, [rows.size]]))
    return np.stack([rows[starts], cols[starts], lengths, starts], 1)


class Psf(NamedTuple):
    """What the convolution of the unmasked pixels' light with a point spread function takes.

    Pixels lie in a frame: the box of the unmasked pixels with a margin of half the PSF on each side, grown to a size
    that is kind to an FFT. There a circular convolution is a linear one at the unmasked pixels.

    Attributes
    ----------
    kernel : (ky, kx) float
        Odd sizes; light stays in its own pixel by `kernel[ky // 2, kx // 2]`.
    spectrum : (n1, n2 // 2 + 1) complex
        Real FFT of the kernel about the origin of the frame, which is (n1, n2) with n2 even.
    rows, cols : (M,) int
        Position in the frame of every unmasked pixel.
    blurring_rows, blurring_cols : (Mb,) int
        The same of the blurring region: masked pixels within reach of the PSF.
    runs : (R, 4) int
        Contiguous pixels of the slim order: row, first column, length, first slim index.
    """

    kernel: Any
    spectrum: Any
    rows: Any
    cols: Any
    blurring_rows: Any
    blurring_cols: Any
    runs: Any


def psf_from(kernel: np.ndarray, mask: np.ndarray, blurring_mask: np.ndarray | None = None) -> Psf:
    """Prepare the convolution of images on the pixels of a mask.

    Raises DataError if a pixel of the blurring region is out of the PSF's reach.

    Parameters
    ----------
    kernel
        The PSF, (ky, kx), both odd.
    mask
        (Ny, Nx), True where masked.
    blurring_mask
        (Ny, Nx), False at the pixels of a blurring image; None for no such pixels.
    """
    from scipy import fft

    kernel = np.ascontiguousarray(kernel, float)
    half = kernel.shape[0] // 2, kernel.shape[1] // 2
    rows, cols = np.nonzero(~mask)
    first = rows.min() - half[0], cols.min() - half[1]
    rows, cols = rows - first[0], cols - first[1]
    n1 = fft.next_fast_len(int(rows.max()) + half[0] + 1, real=True)
    n2 = fft.next_fast_len(int(cols.max()) + half[1] + 1, real=True)
    while n2 % 2:
        n2 = fft.next_fast_len(n2 + 1, real=True)
    centred = np.zeros((n1, n2))
    centred[: kernel.shape[0], : kernel.shape[1]] = kernel
    spectrum = fft.rfft2(np.roll(centred, (-half[0], -half[1]), (0, 1)))
    blurring_rows, blurring_cols = np.zeros((2, 0), int) if blurring_mask is None else np.nonzero(~blurring_mask)
    blurring_rows, blurring_cols = blurring_rows - first[0], blurring_cols - first[1]
    inside = (blurring_rows >= 0) & (blurring_rows < n1) & (blurring_cols >= 0) & (blurring_cols < n2)
    if not inside.all():
        raise exc.DataError(
            f"blurring_mask has {np.sum(~inside)} pixels out of the PSF's reach ({half[0]} rows and {half[1]} columns "
            "around the unmasked pixels). Mask them."
        )
    return Psf(kernel, spectrum, rows, cols, blurring_rows, blurring_cols, _runs_of(rows, cols))


class WPsf(NamedTuple):
    """The noise-weighted correlation of the PSF with itself on the unmasked pixels of an image.

    W = P^T N^-1 P, with P the convolution among unmasked pixels and N their noise covariance, diagonal here: W_ab =
    sum_c P_ca P_cb / sigma_c^2 couples pixels within twice the PSF's half width.

    Attributes
    ----------
    psf : Psf
    inverse_variance : (M,) float
        1 / sigma^2.
    table : (K, TILE_PIXELS ** 2) float
        W in blocks of TILE_PIXELS x TILE_PIXELS, a row for each of `pairs`: W_ab with b, a pixel of the second tile,
        as the row of the block. The blocks of a tile with itself are halved, so that W is the table plus its
        transpose. Where it would be too large, and on accelerators, there are no pairs.
    pairs : (K, 2) int
        Tiles with pixels within reach of each other; the first is at or before the second, and ascends.
    tiles : (A, TILE_PIXELS) int
        The slim pixels of squares of TILE x TILE pixels of the frame, -1 where masked: four quads of 2 x 2 pixels.
    """

    psf: Any
    inverse_variance: Any
    table: Any
    pairs: Any
    tiles: Any


class WDense(NamedTuple):
    """W of an image whose noise is correlated between pixels: `matrix`, (M, M)."""

    matrix: Any


class Triangulation(NamedTuple):
    """The Delaunay triangulation of the S vertices of a mesh.

    Vertices in the place of another, of lower index, are in no triangle. Where all vertices are collinear there is no
    triangle, and where one is not finite nothing at all.

    Attributes
    ----------
    triangles : (2 S, 3) int
        The vertices of each triangle, counter-clockwise from the lowest index; sorted; then rows of -1.
    adjacent : (2 S, 3) int
        The triangle beyond the edge that is opposite to each vertex, -1 beyond the hull.
    starts : (S + 1,) int
    links : (6 S,) int
        `links[starts[i] : starts[i + 1]]` are the vertices joined to vertex i by an edge, ascending; then -1. A vertex
        in the place of another is joined to that one alone; collinear vertices to the next along the line.
    neighbors : (S, MAX_NEIGHBORS) int
        The same as a table, -1 for none, which leaves out pairs for which there is no room.
    start : (S,) int
        A triangle with each vertex (or the one in its place), -1 for none.
    """

    triangles: Any
    adjacent: Any
    starts: Any
    links: Any
    neighbors: Any
    start: Any
