"""The profile of Elson, Fall and Freeman, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite.profile.light.abstract import EllLight, RadialLight, SphLight
from autolens_lite.profile.light.moffat import moffat_area_from
from autolens_lite.xp.backend import Backend


class _ElsonFreeFall(RadialLight):
    """What elliptical and spherical profiles of Elson, Fall and Freeman have in common."""

    intensity: float
    effective_radius: float
    eta: float

    @property
    def half_light_radius(self) -> float:
        """The circularised radius that holds half the light, in arcsec; infinite for eta <= 1."""
        return half_light_radius_from(self.effective_radius, self.eta)

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        return self.intensity * xp.exp(-self.eta * xp.log1p(squared * (1.0 / self.effective_radius**2)))

    def total_flux(self) -> float:
        return self.intensity * moffat_area_from(self.effective_radius, self.eta)


class ElsonFreeFall(_ElsonFreeFall, EllLight):
    r"""The elliptical profile of Elson, Fall and Freeman (EFF), of star clusters and clumps of Lyman-alpha emission.

    .. math:: I(r) = I_0 \left[1 + \frac{r^2}{r_e^2}\right]^{-\eta},

    with r the circularised radius: the form of `Moffat`, with another radius.

    References
    ----------
    Elson, Fall & Freeman (1987), ApJ 323, 54.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_0, the surface brightness at the centre, in image units per pixel.
    effective_radius
        r_e, the scale radius, in arcsec. It does not hold half the light: see `half_light_radius`.
    eta
        Half the logarithmic slope of the wings. The total flux is infinite for eta <= 1.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        check.positive("effective_radius", effective_radius)
        check.positive("eta", eta)
        self.effective_radius = effective_radius
        self.eta = eta


class ElsonFreeFallSph(_ElsonFreeFall, SphLight):
    """The spherical profile of Elson, Fall and Freeman: `ElsonFreeFall` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None:
        super().__init__(centre, intensity)
        check.positive("effective_radius", effective_radius)
        check.positive("eta", eta)
        self.effective_radius = effective_radius
        self.eta = eta


def half_light_radius_from(scale: float, eta: float) -> float:
    """Return the radius within which [1 + (r / scale)^2]^-eta holds half its integral."""
    return scale * math.sqrt(2.0 ** (1.0 / (eta - 1.0)) - 1.0) if eta > 1.0 else math.inf
