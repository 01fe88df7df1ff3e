"""An image near to visibilities of high signal to noise, from which chi^2 is measured.

chi^2 = I^T W I - 2 I^T dirty + data_term is a difference of numbers of the size of the last. Where that is 4e14 (20,000
visibilities at a signal to noise of 1e5), the table of W, good to 1e-14, leaves chi^2 uncertain by 3. About a reference
image I_0 with the residual visibilities r,

    chi^2 = (I - I_0)^T W (I - I_0) - 2 (I - I_0)^T dirty(r) + sum |r|^2 / sigma^2,

every term is near to chi^2 in size, and few digits are lost.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autolens_lite import xp as backends
from autolens_lite.xp.structures import WTilde

# Of a sum of squared data over sigma^2: above it, chi^2 is computed without differences of such numbers, which would
# be uncertain by some 1e-4 and more.
LARGE = 1e10

_ENOUGH = 1e6  # chi^2 of a reference that is as good as any
_ROUNDS = 6
_STEPS = 150
_FAINTEST = 1e-3  # of the largest element of W's spectrum: what the preconditioner takes all smaller ones for


def reference_from(
    w: WTilde, residual_of: Callable[[np.ndarray], tuple[np.ndarray, float]], dirty: np.ndarray, data_term: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return an image of low chi^2, (M,), the dirty image of its residuals, (M,), and its chi^2.

    By conjugate gradients on W I = dirty, a few times from the residuals of the visibilities themselves, for W is not
    exact.

    Parameters
    ----------
    w
        On the host.
    residual_of
        Gives the dirty image of an image's residual visibilities, (M,), and their sum of squares over sigma^2.
    dirty, data_term
        Those of the data.
    """
    image, residual, term = np.zeros_like(dirty), dirty, data_term
    for _ in range(_ROUNDS):
        tried = image + _conjugate_gradients(w, residual)
        residual_there, there = residual_of(tried)
        if not there < term:
            break
        enough = there < _ENOUGH or there > 0.5 * term
        image, residual, term = tried, residual_there, there
        if enough:
            break
    return image, residual, term


def _conjugate_gradients(w: WTilde, right: np.ndarray) -> np.ndarray:
    """Nearly solve W x = right, preconditioned by the inverse of W's spectrum, as if there were no mask."""
    product = backends.get("numba").w_tilde_product
    spectrum = np.maximum(w.spectrum, 0.0)
    inverse = w._replace(spectrum=1.0 / (spectrum + _FAINTEST * spectrum.max()), sum_spectrum=np.zeros((0, 0)))
    solution, residual = np.zeros_like(right), right
    direction = towards = product(residual, inverse)
    slope = float(residual @ towards)
    for _ in range(_STEPS):
        along = product(direction, w)
        curvature = float(direction @ along)
        if not (curvature > 0.0 and slope > 0.0):
            break
        step = slope / curvature
        solution = solution + step * direction
        residual = residual - step * along
        towards = product(residual, inverse)
        slope, before = float(residual @ towards), slope
        direction = towards + (slope / before) * direction
    return solution
