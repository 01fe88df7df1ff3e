"""The mass of de Vaucouleurs' profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.mass.sersic import SersicOfIndex, SersicSphOfIndex


class DevVaucouleurs(SersicOfIndex):
    r"""The mass of an elliptical de Vaucouleurs profile, of early-type galaxies: the Sersic profile of index 4.

    .. math:: \kappa(r) = \Upsilon I_e \exp\left\{-b_4 \left[\left(\frac{r}{r_e}\right)^{1/4} - 1\right]\right\}.

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
        r_e, the circularised radius that holds half the light, in arcsec.
    mass_to_light_ratio
        Upsilon, the convergence per surface brightness.
    """

    _index = 4.0


class DevVaucouleursSph(SersicSphOfIndex):
    """The mass of a spherical de Vaucouleurs profile: `DevVaucouleurs` without `ell_comps`.

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

    _index = 4.0
