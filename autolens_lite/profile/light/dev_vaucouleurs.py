"""De Vaucouleurs' profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.light.sersic import SersicOfIndex, SersicSphOfIndex


class DevVaucouleurs(SersicOfIndex):
    r"""The elliptical de Vaucouleurs profile, of early-type galaxies: the Sersic profile of index 4.

    .. math:: I(r) = I_e \exp\left\{-b_4 \left[\left(\frac{r}{r_e}\right)^{1/4} - 1\right]\right\}.

    Parameters are those of `Sersic` without `sersic_index`.

    References
    ----------
    de Vaucouleurs (1948), Annales d'Astrophysique 11, 247; b_4 as in `Sersic`.
    """

    _index = 4.0


class DevVaucouleursSph(SersicSphOfIndex):
    """The spherical de Vaucouleurs profile: `DevVaucouleurs` without `ell_comps`."""

    _index = 4.0
