"""Which algorithm for F = T^T W T: a rule fitted to timings, the same for both backends' CPU forms.

Costs are in units of one multiply-add of the direct product, 0.04 to 0.12 ns on one core. The constants are fits to
both backends for N = 30 to 300 pixels a side, S = 36 to 1,444 source pixels and 4 to 64 weights a row, good to some
40 %; `al.xp.profile` measures on the machine and data at hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from autolens_lite import check, exc

METHODS = ("direct", "fft", "dense")
CONVOLUTION_METHODS = ("direct", "fft")
FOURIER_METHODS = ("nufft", "gemm", "direct")
SCATTER_COST = 7.0  # direct: T^T W T from W T, per entry of T and source pixel
FFT_COST = 12.0  # there and back, per point of the padded image, its binary logarithm, and source pixel
FFT_SCATTER_COST = 11.0  # fft: as SCATTER_COST
DENSE_COST = 0.45  # matrix products, per (pixel, pixel or source pixel, source pixel)
DENSE_FORM_COST = 60.0  # reading W from its table, per pair of pixels
DENSE_LIMIT = 4000  # unmasked pixels; beyond it the dense W alone takes over 128 MB
# The sub-pixels of an image pixel share source pixels, whose weights are added up before the product: 4 to 11 are left
# of up to 256 (meshes of 16 x 16 to 60 x 60 behind lenses of N = 30 to 300, 2 x 2 to 8 x 8 sub-pixels).
WIDEST_ROW = 7


def known(method: str, methods: Iterable[str]) -> str:
    """Return `method`, or refuse one that is not among the methods."""
    if method not in methods:
        suggestion = check.suggestion(str(method), methods)
        raise exc.ParameterError(f"method is {method!r}, which is not an algorithm of this kernel. {suggestion}")
    return method


def costs(entries: int, image_pixels: int, pixels: int, fft_points: int) -> dict[str, float]:
    """Return the cost of each algorithm among which "auto" chooses.

    Parameters
    ----------
    entries
        M B, the weights of T as it is stored.
    image_pixels, pixels
        M and S.
    fft_points
        Of the padded image.
    """
    entries = min(entries, WIDEST_ROW * image_pixels)
    found = {
        "direct": entries * (0.5 * image_pixels + SCATTER_COST * pixels),
        "fft": pixels * (FFT_COST * fft_points * math.log2(fft_points) + FFT_SCATTER_COST * entries),
    }
    if image_pixels <= DENSE_LIMIT:
        products = DENSE_COST * pixels * image_pixels * (image_pixels + pixels)
        found["dense"] = DENSE_FORM_COST * image_pixels**2 + products
    return found


def chosen(method: str, entries: int, image_pixels: int, pixels: int, fft_points: int) -> str:
    """Return `method`, or for "auto" the cheapest of direct, fft and dense for a mapping of `entries` weights."""
    if known(method, ("auto", *METHODS)) != "auto":
        return method
    found = costs(entries, image_pixels, pixels, fft_points)
    return min(found, key=found.__getitem__)


def chosen_for_image(method: str, table_size: int) -> str:
    """Return `method`, or for "auto" the cheapest of `METHODS` for F = T^T W T of an image.

    Without a table of W (of `table_size` numbers) there is no direct product: the FFT takes its place.

    With 15,380 pixels, a PSF of 21 x 21 and 1,500 source pixels the direct product takes 15 to 30 ms on one core, a
    product of the blurred mapping, held sparse, 0.3 to 0.8 s, and the others over a second: where the table of W was
    built it is always used.
    """
    if known(method, ("auto", *METHODS)) not in ("auto", "direct"):
        return method
    return "direct" if table_size else "fft"


# Numba's convolution by FFT, there and back, per number of the spectrum; the sum over the PSF, per pixel of both: ns.
# They are equal at a PSF of about 11 x 11. (XLA's sum is slower than its FFT from 5 x 5 on.)
CONVOLUTION_FFT_COST = 25.0
CONVOLUTION_DIRECT_COST = 0.13


def chosen_convolution(method: str, kernel_size: int, image_pixels: int, spectrum_size: int) -> str:
    """Return `method`, or for "auto" the cheaper of "direct" and "fft" for a PSF of `kernel_size` pixels."""
    if known(method, ("auto", *CONVOLUTION_METHODS)) != "auto":
        return method
    direct = CONVOLUTION_DIRECT_COST * kernel_size * image_pixels
    return "direct" if direct < CONVOLUTION_FFT_COST * spectrum_size else "fft"
