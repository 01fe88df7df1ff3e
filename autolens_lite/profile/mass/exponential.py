"""The mass of an exponential profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.mass.sersic import SersicOfIndex, SersicSphOfIndex


class Exponential(SersicOfIndex):
    r"""The mass of an elliptical exponential profile, of discs: the Sersic profile of index 1.

    .. math:: \kappa(r) = \Upsilon I_e \exp\left\{-b_1 \left[\frac{r}{r_e} - 1\right]\right\}.

    Notes
    -----
    Accuracy as for `Sersic`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        I_e, the surface brightness at the effective radius, in image units per pixel.
    effective_radius
        r_e, the circularised radius that holds half the light, in arcsec (1.678 scale lengths).
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    _index = 1.0


class ExponentialSph(SersicSphOfIndex):
    """The mass of a spherical exponential profile: `Exponential` without `ell_comps`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    intensity
        The surface brightness at the effective radius, in image units per pixel.
    effective_radius
        The radius that holds half the light, in arcsec.
    mass_to_light_ratio
        The convergence per surface brightness.
    """

    _index = 1.0
