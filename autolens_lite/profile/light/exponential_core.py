"""The cored exponential profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.light.sersic_core import SersicCore, SersicCoreSph


class ExponentialCore(SersicCore):
    """The elliptical cored exponential profile: `SersicCore` of index 1, with its definition and accuracy.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    effective_radius
        The circularised radius that holds half the light of the outer exponential, in arcsec.
    radius_break
        Where the inner power law meets the outer exponential, in arcsec.
    intensity
        The surface brightness at the break radius, in image units per pixel.
    gamma
        Logarithmic slope of the inner power law, below 2; 0 for a flat core.
    alpha
        Sharpness of the transition, above 0.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        intensity: float = 0.05,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None:
        super().__init__(centre, ell_comps, effective_radius, 1.0, radius_break, intensity, gamma, alpha)


class ExponentialCoreSph(SersicCoreSph):
    """The spherical cored exponential profile: `ExponentialCore` without `ell_comps`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    effective_radius
        The radius that holds half the light of the outer exponential, in arcsec.
    radius_break
        Where the inner power law meets the outer exponential, in arcsec.
    intensity
        The surface brightness at the break radius, in image units per pixel.
    gamma
        Logarithmic slope of the inner power law, below 2; 0 for a flat core.
    alpha
        Sharpness of the transition, above 0.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        intensity: float = 0.05,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None:
        super().__init__(centre, effective_radius, 1.0, radius_break, intensity, gamma, alpha)
