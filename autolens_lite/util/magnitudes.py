"""Fluxes of images as magnitudes and microjansky."""

from __future__ import annotations

import numpy as np

from autolens_lite import check
from autolens_lite.units import taken

_ZERO_POINT_MICROJANSKY = 23.9  # the AB magnitude of one microjansky, as PyAutoLens rounds it


@taken
def ab_mag_via_flux_from(flux: float, magzero: float) -> float:
    """Return the AB magnitude of a flux in the units of an image, one of which has the magnitude `magzero`."""
    check.positive("flux", flux)
    check.finite("magzero", magzero)
    return float(magzero - 2.5 * np.log10(flux))


@taken
def flux_mujy_via_ab_mag_from(ab_mag: float) -> float:
    """Return the flux in microjansky of an AB magnitude: 1 at 23.9."""
    check.finite("ab_mag", ab_mag)
    return float(10.0 ** (0.4 * (_ZERO_POINT_MICROJANSKY - ab_mag)))
