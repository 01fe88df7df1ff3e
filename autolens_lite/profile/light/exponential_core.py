"""The cored exponential profile, elliptical and spherical."""

from __future__ import annotations

from autolens_lite.profile.light.sersic_core import SersicCore, SersicCoreSph


class ExponentialCore(SersicCore):
    """The elliptical cored exponential profile: `SersicCore` of index 1, with its definition and accuracy.

    Parameters are those of `SersicCore` without `sersic_index`.
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
    """The spherical cored exponential profile: `ExponentialCore` without `ell_comps`."""

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
