"""The mass of de Vaucouleurs' profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.mass.sersic import SersicOfIndex, SersicSphOfIndex


class DevVaucouleurs(SersicOfIndex):
    r"""The mass of an elliptical de Vaucouleurs profile, of early-type galaxies: the Sersic profile of index 4.

    .. math:: \kappa(r) = \Upsilon I_e \exp\left\{-b_4 \left[\left(\frac{r}{r_e}\right)^{1/4} - 1\right]\right\}.

    Parameters are those of `Sersic` without `sersic_index`.

    Notes
    -----
    Accuracy as for `Sersic`.
    """

    _index = 4.0


class DevVaucouleursSph(SersicSphOfIndex):
    """The mass of a spherical de Vaucouleurs profile: `DevVaucouleurs` without `ell_comps`."""

    _index = 4.0
