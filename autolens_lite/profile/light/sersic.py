"""The Sersic profile, elliptical and spherical."""

from __future__ import annotations

import math
from typing import Any

from autolens_lite import check
from autolens_lite.profile.light.abstract import EllLight, RadialLight, SphLight
from autolens_lite.xp.backend import Backend

# Here the expansion of b_n is off by a tenth; below 0.15 it is negative, and light would grow outwards.
LEAST_INDEX = 0.2


class _Sersic(RadialLight):
    """What elliptical and spherical Sersic profiles have in common."""

    intensity: float
    effective_radius: float
    sersic_index: float

    @property
    def sersic_constant(self) -> float:
        """Sersic's b_n, with which half of the light is within the effective radius."""
        return sersic_constant_from(self.sersic_index)

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        return sersic_image_from(squared, self.intensity, self.effective_radius, self.sersic_index, xp)

    def total_flux(self) -> float:
        return sersic_flux_from(self.intensity, self.effective_radius, self.sersic_index)


class Sersic(_Sersic, EllLight):
    r"""The elliptical Sersic profile, of galaxies' bulges and discs.

    .. math:: I(r) = I_e \exp\left\{-b_n \left[\left(\frac{r}{r_e}\right)^{1/n} - 1\right]\right\}

    with r the circularised radius and b_n such that half the light is within the effective radius.

    References
    ----------
    Sersic (1963); b_n from the expansion of Ciotti & Bertin (1999), A&A 352, 447, equation 18.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_e, the surface brightness at the effective radius, in image units per pixel.
    effective_radius
        r_e, the circularised radius that holds half the light, in arcsec.
    sersic_index
        n, in (0, 10]: 1 is exponential, 4 de Vaucouleurs'.
    """

    has_cusp = True

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        check_shape(effective_radius, sersic_index)
        self.effective_radius = effective_radius
        self.sersic_index = sersic_index


class SersicSph(_Sersic, SphLight):
    """The spherical Sersic profile: `Sersic` without `ell_comps`."""

    has_cusp = True

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None:
        super().__init__(centre, intensity)
        check_shape(effective_radius, sersic_index)
        self.effective_radius = effective_radius
        self.sersic_index = sersic_index


class SersicOfIndex(Sersic):
    """A `Sersic` whose index its class says: base of those with a name of their own."""

    _index: float

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
    ) -> None:
        super().__init__(centre, ell_comps, intensity, effective_radius, self._index)


class SersicSphOfIndex(SersicSph):
    """A `SersicSph` whose index its class says."""

    _index: float

    def __init__(
        self, centre: tuple[float, float] = (0.0, 0.0), intensity: float = 0.1, effective_radius: float = 0.6
    ) -> None:
        super().__init__(centre, intensity, effective_radius, self._index)


def check_shape(effective_radius: Any, sersic_index: Any = 1.0) -> None:
    """Refuse impossible radii and indices."""
    check.positive("effective_radius", effective_radius)
    check.within("sersic_index", sersic_index, LEAST_INDEX, 10.0)


def sersic_constant_from(sersic_index: Any) -> Any:
    """Return b_n, by the published expansion in 1 / n: to 6e-5 / n^3 for n above 0.5, and to a tenth at `LEAST_INDEX`.

    Other codes have the same expansion, so that intensities and radii compare to rounding.
    """
    n = sersic_index
    terms = 4.0 / 405.0 / n + 46.0 / 25515.0 / n**2 + 131.0 / 1148175.0 / n**3 - 2194697.0 / 30690717750.0 / n**4
    return 2.0 * n - 1.0 / 3.0 + terms


def sersic_image_from(squared: Any, intensity: Any, effective_radius: Any, sersic_index: Any, xp: Backend) -> Any:
    """Return the Sersic profile at squared radii.

    At the centre itself, where the profile has a cusp, the value is exact and the gradient by position is 0, its mean
    over directions.
    """
    b = sersic_constant_from(sersic_index)
    central = squared <= 0.0
    # (r / r_e)^(1/n): exp and log run in vector registers, power does not
    logarithm = xp.log(xp.where(central, 1.0, squared)) - 2.0 * xp.log(effective_radius)
    power = xp.where(central, 0.0, xp.exp((0.5 / sersic_index) * logarithm))
    return intensity * xp.exp(b - b * power)


def sersic_flux_from(intensity: float, effective_radius: float, sersic_index: float) -> float:
    """Return the integral of the Sersic profile: 2 pi n r_e^2 I_e e^b b^(-2 n) Gamma(2 n)."""
    b = sersic_constant_from(sersic_index)
    logarithm = b - 2.0 * sersic_index * math.log(b) + math.lgamma(2.0 * sersic_index)
    return 2.0 * math.pi * sersic_index * effective_radius**2 * intensity * math.exp(logarithm)
