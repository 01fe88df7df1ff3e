"""Which algorithm for F = T^T W T: a rule fitted to timings, the same for both backends' CPU forms.

Costs in units of one multiply-add of the direct product (measured with `scripts/benchmarks/interferometer.py`): the
direct product needs nnz(T) M / 2 of them, an FFT there and back about FFT_COST per point and binary logarithm of the
padded grid for each source pixel, a dense product DENSE_COST per (pixel, pixel, source pixel).
"""

from __future__ import annotations

import math

METHODS = ("direct", "fft", "dense", "sparse", "compact")
FFT_COST = 5.0
DENSE_COST = 0.45
DENSE_LIMIT = 4000  # unmasked pixels; beyond it the dense W alone takes over 128 MB


def chosen(method: str, entries: int, image_pixels: int, pixels: int, fft_points: int) -> str:
    """Return `method`, or for "auto" the cheapest of direct, fft and dense for a mapping of `entries` weights."""
    if method != "auto":
        return method
    costs = {
        "direct": 0.5 * entries * image_pixels,
        "fft": pixels * FFT_COST * fft_points * math.log2(fft_points),
    }
    if image_pixels <= DENSE_LIMIT:
        costs["dense"] = DENSE_COST * pixels * image_pixels * (image_pixels + pixels)
    return min(costs, key=costs.__getitem__)
