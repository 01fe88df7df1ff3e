"""The cored Sersic profile, elliptical and spherical."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from autolens_lite import check
from autolens_lite.profile import geometry
from autolens_lite.profile.light.abstract import EllLight, RadialLight, SphLight
from autolens_lite.profile.light.sersic import check_shape, sersic_constant_from
from autolens_lite.xp.backend import Backend


class _Core(RadialLight):
    """What elliptical and spherical cored Sersic profiles have in common."""

    intensity: float

    def _set_shape(self, effective_radius: Any, sersic_index: Any, radius_break: Any, gamma: Any, alpha: Any) -> None:
        check_core(effective_radius, sersic_index, radius_break, gamma, alpha)
        self.effective_radius = effective_radius
        self.sersic_index = sersic_index
        self.radius_break = radius_break
        self.gamma = gamma
        self.alpha = alpha

    @property
    def sersic_constant(self) -> float:
        """Sersic's b_n, with which half of the light is within the effective radius."""
        return sersic_constant_from(self.sersic_index)

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        return self.intensity * core_shape_from(squared, *self._shape, xp)

    def total_flux(self) -> float:
        return self.intensity * core_flux_from(*self._shape)

    @property
    def _shape(self) -> tuple[Any, Any, Any, Any, Any]:
        return self.effective_radius, self.sersic_index, self.radius_break, self.gamma, self.alpha


class SersicCore(_Core, EllLight):
    r"""The elliptical cored Sersic profile: a power law within the break radius, a Sersic profile outside it.

    .. math:: I(r) = I' \left[1 + \left(\frac{r_b}{r}\right)^\alpha\right]^{\gamma / \alpha}
                     \exp\left\{-b_n \left[\frac{r^\alpha + r_b^\alpha}{r_e^\alpha}\right]^{1 / (\alpha n)}\right\},
              \qquad I' = I_b\, 2^{-\gamma / \alpha} \exp\left[b_n \left(2^{1/\alpha} r_b / r_e\right)^{1/n}\right],

    with r the circularised radius, so that the surface brightness at the break radius is I_b.

    Notes
    -----
    With gamma above 0 the profile diverges at the centre; its image is cut off at 1e-8 arcsec, its flux is not. The
    flux is a trapezoidal sum in ln r, which converges exponentially: it is right to 1e-12.

    References
    ----------
    Graham et al. (2003), AJ 125, 2951; Trujillo et al. (2004), AJ 127, 1917, equation 5.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    effective_radius
        r_e, the circularised radius that holds half the light of the outer Sersic profile, in arcsec.
    sersic_index
        n of the outer profile, in (0, 10].
    radius_break
        r_b, where the inner power law meets the outer profile, in arcsec.
    intensity
        I_b, the surface brightness at the break radius, in image units per pixel.
    gamma
        Logarithmic slope of the inner power law, below 2; 0 for a flat core.
    alpha
        Sharpness of the transition, above 0.
    """

    defaults_without_intensity: ClassVar[Mapping[str, float]] = {"radius_break": 0.01}  # as in PyAutoLens

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.025,
        intensity: float = 0.05,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None:
        super().__init__(centre, ell_comps, intensity)
        self._set_shape(effective_radius, sersic_index, radius_break, gamma, alpha)


class SersicCoreSph(_Core, SphLight):
    """The spherical cored Sersic profile: `SersicCore` without `ell_comps`."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        intensity: float = 0.05,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None:
        super().__init__(centre, intensity)
        self._set_shape(effective_radius, sersic_index, radius_break, gamma, alpha)


def check_core(effective_radius: Any, sersic_index: Any, radius_break: Any, gamma: Any, alpha: Any) -> None:
    """Refuse impossible radii, indices and slopes."""
    check_shape(effective_radius, sersic_index)
    check.positive("radius_break", radius_break)
    check.within("gamma", gamma, upper=2.0, open_upper=True)
    check.positive("alpha", alpha)


def core_shape_from(
    squared: Any, effective_radius: Any, sersic_index: Any, radius_break: Any, gamma: Any, alpha: Any, xp: Backend
) -> Any:
    """Return the cored Sersic profile, 1 at the break radius, at squared radii."""
    radius = 0.5 * xp.log(geometry.cut_off_from(squared, xp))
    return core_shape_from_logarithm(radius, effective_radius, sersic_index, radius_break, gamma, alpha, xp)


def core_shape_from_logarithm(
    radius: Any, effective_radius: Any, sersic_index: Any, radius_break: Any, gamma: Any, alpha: Any, xp: Backend
) -> Any:
    """Return the cored Sersic profile, 1 at the break radius, at radii whose natural logarithm is `radius`.

    With R = (r^alpha + r_b^alpha)^(1 / alpha) it is (R / r)^gamma exp[-b (R / r_e)^(1 / n)], up to a factor. R / r is
    found from its logarithm, which overflows for no radius and no alpha.
    """
    b = sersic_constant_from(sersic_index)
    ratio = alpha * (xp.log(radius_break) - radius)
    # ln R / r; what is lost beside 1 in the second term is rounding in the exponentials below, and log1p takes long
    excess = (xp.maximum(ratio, 0.0) + xp.log(1.0 + xp.exp(-xp.abs(ratio)))) / alpha
    power = xp.exp((radius + excess - xp.log(effective_radius)) / sersic_index)
    at_break = xp.exp((math.log(2.0) / alpha + xp.log(radius_break) - xp.log(effective_radius)) / sersic_index)
    return xp.exp(gamma * (excess - math.log(2.0) / alpha) + b * (at_break - power))


def core_flux_from(
    effective_radius: float, sersic_index: float, radius_break: float, gamma: float, alpha: float
) -> float:
    """Return the integral over the plane of `core_shape_from`, to 1e-12.

    The trapezoidal rule in u = ln r: the integrand is analytic within pi / alpha of the real axis, grows no faster
    there, falls as exp((2 - gamma) u) to the left and as an exponential of an exponential to the right.
    """
    b = sersic_constant_from(sersic_index)
    step = min(0.05, 0.5 / alpha, 0.15 * sersic_index)
    left = math.log(min(radius_break, effective_radius)) - 40.0 / (2.0 - gamma)
    right = math.log(effective_radius) + sersic_index * math.log1p(800.0 / b)
    # squared radii below the cut-off of images count too: the tail is of an integrable cusp
    u = np.arange(left, max(right, math.log(radius_break)) + step, step)
    ratio = np.logaddexp(0.0, alpha * (math.log(radius_break) - u)) / alpha
    at_break = math.exp((math.log(2.0) / alpha + math.log(radius_break / effective_radius)) / sersic_index)
    power = np.exp((u + ratio - math.log(effective_radius)) / sersic_index)
    terms = np.exp(2.0 * u + gamma * (ratio - math.log(2.0) / alpha) + b * (at_break - power))
    return float(2.0 * math.pi * step * np.sum(terms))
