"""The Moffat profile, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite.profile import geometry
from autolens_lite.profile.light.abstract import EllLight, SphLight
from autolens_lite.xp.backend import Backend


class Moffat(EllLight):
    r"""The elliptical Moffat profile, of point spread functions.

    .. math:: I(x, y) = I_0 \left[1 + \frac{q^2 x^2 + y^2}{\alpha^2}\right]^{-\beta},

    with x along the major axis. It tends to a Gaussian as beta grows.

    Notes
    -----
    `alpha` is measured along the minor axis, as in PyAutoLens, and not along the circularised radius of most light
    profiles. The profile depends on |ell_comps| itself, so that it has a kink at ell_comps = (0, 0); the gradient
    there is the mean over directions.

    References
    ----------
    Moffat (1969), A&A 3, 455.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, the surface brightness at the centre, in image units per pixel.
    alpha
        The scale along the minor axis, in arcsec: half the FWHM is alpha sqrt(2^(1 / beta) - 1).
    beta
        Sets the wings, which fall as the radius to the power -2 beta. The total flux is infinite for beta <= 1.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        alpha: float = 0.5,
        beta: float = 2.0,
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        check.positive("alpha", alpha)
        check.positive("beta", beta)
        self.alpha = alpha
        self.beta = beta

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        modulus = geometry.modulus_from(self.ell_comps, xp)
        # q times the squared circularised radius
        scaled = squared * ((1.0 - modulus) / (1.0 + modulus) / self.alpha**2)
        return self.intensity * xp.exp(-self.beta * xp.log1p(scaled))

    def total_flux(self) -> float:
        return self.intensity * moffat_area_from(self.alpha, self.beta) / self.axis_ratio


class MoffatSph(SphLight):
    """The spherical Moffat profile: `Moffat` without `ell_comps`."""

    def __init__(
        self, centre: tuple[float, float] = (0.0, 0.0), intensity: float = 0.1, alpha: float = 0.5, beta: float = 2.0
    ) -> None:
        super().__init__(centre, intensity)
        check.positive("alpha", alpha)
        check.positive("beta", beta)
        self.alpha = alpha
        self.beta = beta

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        return self.intensity * xp.exp(-self.beta * xp.log1p(squared * (1.0 / self.alpha**2)))

    def total_flux(self) -> float:
        return self.intensity * moffat_area_from(self.alpha, self.beta)


def moffat_area_from(scale: float, exponent: float) -> float:
    """Return the integral over the plane of [1 + (r / scale)^2]^-exponent, infinite for an exponent of 1 or less."""
    return math.pi * scale**2 / (exponent - 1.0) if exponent > 1.0 else math.inf
