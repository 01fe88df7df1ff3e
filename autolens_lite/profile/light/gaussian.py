"""The Gaussian profile, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite.profile import geometry
from autolens_lite.profile.light.abstract import EllLight, SphLight
from autolens_lite.xp.backend import Backend


class Gaussian(EllLight):
    r"""The elliptical Gaussian profile.

    .. math:: I(x, y) = I_0 \exp\left(-\frac{q^2 x^2 + y^2}{2 \sigma^2}\right),

    with x along the major axis.

    Notes
    -----
    `sigma` is the standard deviation along the minor axis (sigma / q along the major axis), as in PyAutoLens, and not
    that of the circularised radius of the other profiles. The profile depends on |ell_comps| itself, so that it has a
    kink at ell_comps = (0, 0); the gradient there is the mean over directions.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, the surface brightness at the centre, in image units per pixel.
    sigma
        The standard deviation along the minor axis, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        sigma: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        check.positive("sigma", sigma)
        self.sigma = sigma

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        modulus = geometry.modulus_from(self.ell_comps, xp)
        # q times the squared circularised radius
        return xp.exponential(squared, self.intensity, -0.5 * (1.0 - modulus) / (1.0 + modulus) / self.sigma**2)

    def total_flux(self) -> float:
        return 2.0 * math.pi * self.intensity * self.sigma**2 / self.axis_ratio


class GaussianSph(SphLight):
    """The spherical Gaussian profile: `Gaussian` without `ell_comps`."""

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), intensity: float = 0.1, sigma: float = 1.0) -> None:
        super().__init__(centre, intensity)
        check.positive("sigma", sigma)
        self.sigma = sigma

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        return xp.exponential(squared, self.intensity, -0.5 / self.sigma**2)

    def total_flux(self) -> float:
        return 2.0 * math.pi * self.intensity * self.sigma**2
