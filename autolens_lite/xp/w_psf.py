"""The set-up of W = P^T N^-1 P of an image, on the host."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autolens_lite.xp.constants import TILE, TILE_PIXELS
from autolens_lite.xp.structures import Psf, WPsf

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
    pairs, as_first, as_second = _pairs_of(grid, tiles.shape[0], reach)
    if 8.0 * pairs.shape[0] * TILE_PIXELS**2 > TABLE_LIMIT:
        return without_table(psf, inverse_variance)
    table = _aligned_zeros(pairs.shape[0] * TILE_PIXELS**2)
    present = np.zeros((psf.rows.max() + ky, psf.cols.max() + 2 * kx), bool)
    present[psf.rows, psf.cols + kx] = True
    dy, dx = np.mgrid[:ky, 1 - kx : kx]
    after = (dy > 0) | (dx >= 0)
    for a, values in _half_rows(psf, inverse_variance, place):
        y, x = psf.rows[a[0]] % TILE + dy, psf.cols[a[0]] % TILE + dx  # from the corner of a's tile
        there, here = _along_curve(y % TILE, x % TILE), place[a[0]]
        y, x = y // TILE + reach[0], x // TILE + reach[1]
        values *= np.where((y == reach[0]) & (x == reach[1]), 0.5, 1.0)
        inside = present[psf.rows[a][:, None, None] + dy, psf.cols[a][:, None, None] + dx + kx] & after
        for numbers, within in ((as_first, there * TILE_PIXELS + here), (as_second, here * TILE_PIXELS + there)):
            block = numbers[tile_of[a][:, None, None], y, x]
            met = inside & (block >= 0)
            table[(block * TILE_PIXELS**2 + within)[met]] = values[met]
    return WPsf(psf, inverse_variance, table.reshape(-1, TILE_PIXELS**2), pairs, tiles)


def without_table(psf: Psf, inverse_variance: np.ndarray) -> WPsf:
    """Return W for the algorithms that take no table."""
    return WPsf(
        psf, inverse_variance, np.zeros((0, TILE_PIXELS**2)), np.zeros((0, 2), int), np.zeros((0, TILE_PIXELS), int)
    )


def _along_curve(rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Positions along a Z-shaped curve, on which pixels near in the image are near."""
    code = np.zeros(rows.shape, np.int64)
    for bit in range(20):
        code |= (cols >> bit & 1) << 2 * bit | (rows >> bit & 1) << (2 * bit + 1)
    return code


def _pairs_of(grid: np.ndarray, tiles: int, reach: tuple[int, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The pairs of tiles within reach, the lower one first; the number of the pair of a tile and that at an offset.

    The numbers are those of the pairs in which the tile is the first, and in which it is the second; -1 for none.
    """
    around = np.pad(grid, ((reach[0],) * 2, (reach[1],) * 2), constant_values=-1)
    windows = np.lib.stride_tricks.sliding_window_view(around, (2 * reach[0] + 1, 2 * reach[1] + 1))
    present = grid >= 0
    second = np.empty((tiles, *windows.shape[2:]), np.int64)
    second[grid[present]] = windows[present]
    ordered = second >= np.arange(tiles)[:, None, None]
    numbers = np.where(ordered, np.cumsum(ordered).reshape(ordered.shape) - 1, -1)
    first, y, x = np.nonzero(ordered)
    mirrored = np.full(numbers.shape, -1)
    mirrored[second[ordered], 2 * reach[0] - y, 2 * reach[1] - x] = np.arange(first.size)
    return np.stack([first, second[ordered]], 1), numbers, mirrored


def _half_rows(psf: Psf, inverse_variance: np.ndarray, place: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pixels of the same place in their tiles, and W to the pixels at or after theirs: (n,), (n, ky, 2 kx - 1)."""
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
    for group in range(TILE_PIXELS):
        found = np.flatnonzero(place == group)
        for start in range(0, found.size, _PIXELS_AT_ONCE):
            pixels = found[start : start + _PIXELS_AT_ONCE]
            patch = patches[psf.rows[pixels] - ky // 2, psf.cols[pixels] - kx // 2].reshape(-1, ky * kx)
            rows = [patch[:, dy * kx :] @ products[dy, dy:].reshape(-1, 2 * kx - 1) for dy in range(ky)]
            yield pixels, np.stack(rows, 1)


def _aligned_zeros(size: int) -> np.ndarray:
    """Zeros that start where a cache line does: vectors of eight that straddle two lines take twice as long."""
    buffer = np.zeros(size + 8)
    skipped = -(buffer.ctypes.data // 8) % 8
    return buffer[skipped : skipped + size]
