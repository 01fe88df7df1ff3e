"""The exponential profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.light.sersic import SersicOfIndex, SersicSphOfIndex


class Exponential(SersicOfIndex):
    r"""The elliptical exponential profile, of discs: the Sersic profile of index 1.

    .. math:: I(r) = I_e \exp\left\{-b_1 \left[\frac{r}{r_e} - 1\right]\right\}.

    Parameters are those of `Sersic` without `sersic_index`.
    """

    _index = 1.0


class ExponentialSph(SersicSphOfIndex):
    """The spherical exponential profile: `Exponential` without `ell_comps`."""

    _index = 1.0
