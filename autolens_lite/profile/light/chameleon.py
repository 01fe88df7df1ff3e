"""The Chameleon profile, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite.profile import geometry
from autolens_lite.profile.light.abstract import EllLight, SphLight
from autolens_lite.xp.backend import Backend


class Chameleon(EllLight):
    r"""The elliptical Chameleon: the difference of two cored isothermal ellipsoids, near to a Sersic profile.

    .. math:: I(r) = \frac{I_0}{1 + q} \left[\frac{1}{\sqrt{r^2 + 4 c_0^2 / (1 + q)^2}}
                     - \frac{1}{\sqrt{r^2 + 4 c_1^2 / (1 + q)^2}}\right], \qquad r^2 = x^2 + y^2 / q^2,

    with x along the major axis. As a mass it has closed deflections, which the Sersic profile has not.

    Notes
    -----
    The radius is that of the major axis, as in PyAutoLens, and not the circularised one of most light profiles. The
    profile depends on |ell_comps| itself, so that it has a kink at ell_comps = (0, 0); the gradient there is the mean
    over directions. PyAutoLens takes 0.99999 for the axis ratio of a round profile, 1.5e-5 off; here it is 1. The
    difference is taken in closed form, without cancellation in the wings.

    References
    ----------
    Maller et al. (2000), ApJ 533, 194; Dutton et al. (2011), MNRAS 417, 1621, appendix A.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, in image units per pixel times arcsec.
    core_radius_0, core_radius_1
        c_0 and c_1, the smaller and the larger core radius, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        check.positive("core_radius_0", core_radius_0)
        check.positive("core_radius_1", core_radius_1)
        self.core_radius_0 = core_radius_0
        self.core_radius_1 = core_radius_1

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        modulus = geometry.modulus_from(self.ell_comps, xp)
        # 2 / (1 + q) = 1 + f, and r^2 is the circularised one over q
        stretch = 1.0 + modulus
        squared = squared * (stretch / (1.0 - modulus))
        cores = stretch * self.core_radius_0, stretch * self.core_radius_1
        return chameleon_image_from(squared, 0.5 * stretch * self.intensity, *cores, xp)

    def total_flux(self) -> float:
        q = self.axis_ratio
        return 4.0 * math.pi * q / (1.0 + q) ** 2 * self.intensity * (self.core_radius_1 - self.core_radius_0)


class ChameleonSph(SphLight):
    """The spherical Chameleon: `Chameleon` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None:
        super().__init__(centre, intensity)
        check.positive("core_radius_0", core_radius_0)
        check.positive("core_radius_1", core_radius_1)
        self.core_radius_0 = core_radius_0
        self.core_radius_1 = core_radius_1

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        return chameleon_image_from(squared, 0.5 * self.intensity, self.core_radius_0, self.core_radius_1, xp)

    def total_flux(self) -> float:
        return math.pi * self.intensity * (self.core_radius_1 - self.core_radius_0)


def chameleon_image_from(squared: Any, amplitude: Any, core_0: Any, core_1: Any, xp: Backend) -> Any:
    """Return amplitude (1 / A - 1 / B), A^2 = r^2 + core_0^2 and B^2 = r^2 + core_1^2, without cancellation."""
    inner, outer = xp.sqrt(squared + core_0 * core_0), xp.sqrt(squared + core_1 * core_1)
    return (amplitude * (core_1 * core_1 - core_0 * core_0)) / (inner * outer * (inner + outer))
