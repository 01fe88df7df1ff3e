"""The set-up of W = P^T N^-1 P of an image, on the host."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.structures import TILE, TILE_PIXELS, Psf, WPsf

TABLE_LIMIT = 1e9  # bytes
_PIXELS_AT_ONCE = 256


def w_psf_from(psf: Psf, inverse_variance: np.ndarray) -> WPsf:
    """Build W on the host, with its table where that is not larger than `TABLE_LIMIT`.

    W_ab for the offset d = b - a is sum_u n(a + u) Q_d(u) with Q_d(u) = P(u) P(u - d): for blocks of pixels a matrix
    product of the patches of the inverse variance n with Q, for half of the offsets, as W is symmetric.
    """
    code = _along_curve(psf.rows, psf.cols)
    place = code % TILE_PIXELS
    found, tile_of = np.unique(code // TILE_PIXELS, return_inverse=True)
    tiles = np.full((found.size, TILE_PIXELS), -1)
    tiles[tile_of, place] = np.arange(psf.rows.size)
    grid = np.full((psf.rows.max() // TILE + 1, psf.cols.max() // TILE + 1), -1)
    grid[psf.rows // TILE, psf.cols // TILE] = tile_of
    ky, kx = psf.kernel.shape
    reach = (ky + TILE - 2) // TILE, (kx + TILE - 2) // TILE  # tiles with pixels at most twice half the PSF apart
    pairs, numbers = _pairs_of(grid, tiles.shape[0], reach)
    if 8.0 * pairs.shape[0] * TILE_PIXELS**2 > TABLE_LIMIT:
        return without_table(psf, inverse_variance)
    table = _aligned_zeros(pairs.shape[0] * TILE_PIXELS**2)
    slim = np.full((psf.rows.max() + ky, psf.cols.max() + 2 * kx), -1)
    slim[psf.rows, psf.cols + kx] = np.arange(psf.rows.size)
    offsets = np.mgrid[:ky, 1 - kx : kx]
    for start, values in _half_rows(psf, inverse_variance):
        a = np.arange(start, start + values.shape[0])[:, None, None]
        b = slim[psf.rows[a] + offsets[0], psf.cols[a] + offsets[1] + kx]
        after = (b >= a) & (b >= 0)
        a, b, values = np.broadcast_to(a, b.shape)[after], b[after], values[after]
        swapped = tile_of[a] > tile_of[b]
        a, b = np.where(swapped, b, a), np.where(swapped, a, b)
        first, second = tile_of[a], tile_of[b]
        dy = psf.rows[b] // TILE - psf.rows[a] // TILE + reach[0]
        dx = psf.cols[b] // TILE - psf.cols[a] // TILE + reach[1]
        block = numbers[first, dy, dx] * TILE_PIXELS**2
        within = first == second
        values = np.where(within, 0.5 * values, values)
        table[block + place[b] * TILE_PIXELS + place[a]] = values
        table[(block + place[a] * TILE_PIXELS + place[b])[within]] = values[within]
    return WPsf(psf, inverse_variance, table.reshape(-1, TILE_PIXELS**2), pairs, tiles)


def without_table(psf: Psf, inverse_variance: np.ndarray) -> WPsf:
    """Return W for the algorithms that take no table."""
    return WPsf(
        psf, inverse_variance, np.zeros((0, TILE_PIXELS**2)), np.zeros((0, 2), int), np.zeros((0, TILE_PIXELS), int)
    )


def _along_curve(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Positions along a Z-shaped curve, on which pixels near in the image are near."""
    code = np.zeros(rows.size, np.int64)
    for bit in range(20):
        code |= (cols >> bit & 1) << 2 * bit | (rows >> bit & 1) << (2 * bit + 1)
    return code


def _pairs_of(grid: np.ndarray, tiles: int, reach: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of tiles within reach, the lower one first; their numbers by the first and the offset, -1 for none."""
    around = np.pad(grid, ((reach[0],) * 2, (reach[1],) * 2), constant_values=-1)
    windows = np.lib.stride_tricks.sliding_window_view(around, (2 * reach[0] + 1, 2 * reach[1] + 1))
    present = grid >= 0
    second = np.empty((tiles, *windows.shape[2:]), np.int64)
    second[grid[present]] = windows[present]
    ordered = second >= np.arange(tiles)[:, None, None]
    numbers = np.where(ordered, np.cumsum(ordered).reshape(ordered.shape) - 1, -1)
    return np.stack([np.nonzero(ordered)[0], second[ordered]], 1), numbers


def _half_rows(psf: Psf, inverse_variance: np.ndarray):
    """Pixels in turn: the first, and (n, ky, 2 kx - 1) W to the pixels at or after theirs."""
    kernel = psf.kernel
    ky, kx = kernel.shape
    frame = np.zeros((psf.spectrum.shape[0] + 1, 2 * psf.spectrum.shape[1] + 1))  # at least half a PSF around
    frame[psf.rows, psf.cols] = inverse_variance
    patches = np.lib.stride_tricks.sliding_window_view(frame, (ky, kx))
    products = np.zeros((ky, ky, kx, 2 * kx - 1))  # Q by the rows of d and u, then the columns of u and d
    for dy in range(ky):
        for dx in range(1 - kx, kx):
            u = slice(max(0, dx), kx + min(0, dx))
            shifted = slice(max(0, -dx), kx - max(0, dx))
            products[dy, dy:, u, dx + kx - 1] = kernel[dy:, u] * kernel[: ky - dy, shifted]
    for start in range(0, psf.rows.size, _PIXELS_AT_ONCE):
        part = slice(start, start + _PIXELS_AT_ONCE)
        patch = patches[psf.rows[part] - ky // 2, psf.cols[part] - kx // 2].reshape(-1, ky * kx)
        rows = [patch[:, dy * kx :] @ products[dy, dy:].reshape(-1, 2 * kx - 1) for dy in range(ky)]
        yield start, np.stack(rows, 1)


def _aligned_zeros(size: int) -> np.ndarray:
    """Zeros that start where a cache line does: vectors of eight that straddle two lines take twice as long."""
    buffer = np.zeros(size + 8)
    skipped = -(buffer.ctypes.data // 8) % 8
    return buffer[skipped : skipped + size]
