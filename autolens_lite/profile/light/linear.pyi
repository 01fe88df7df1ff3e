"""Linear light profiles, `al.lp_linear`: those of `al.lp` without `intensity`, which a fit solves for.

Other arguments are those of the profile of the same name in `al.lp`. Until it is solved for the intensity is 1, and the
images of galaxies, tracers and bases leave the profile out.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileLinear as LightProfileLinear

__all__ = [
    "LightProfileLinear",
    "Chameleon",
    "ChameleonSph",
    "DevVaucouleurs",
    "DevVaucouleursSph",
    "ElsonFreeFall",
    "ElsonFreeFallSph",
    "Exponential",
    "ExponentialCore",
    "ExponentialCoreSph",
    "ExponentialSph",
    "Gaussian",
    "GaussianMultipole",
    "GaussianSph",
    "Moffat",
    "MoffatSph",
    "Sersic",
    "SersicCore",
    "SersicCoreSph",
    "SersicMultipole",
    "SersicSph",
    "ShapeletCartesian",
    "ShapeletCartesianSph",
    "ShapeletExponential",
    "ShapeletExponentialSph",
    "ShapeletPolar",
    "ShapeletPolarSph",
]

class Chameleon(LightProfileLinear, light.Chameleon):
    """`al.lp.Chameleon`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class ChameleonSph(LightProfileLinear, light.ChameleonSph):
    """`al.lp.ChameleonSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class DevVaucouleurs(LightProfileLinear, light.DevVaucouleurs):
    """`al.lp.DevVaucouleurs`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class DevVaucouleursSph(LightProfileLinear, light.DevVaucouleursSph):
    """`al.lp.DevVaucouleursSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class ElsonFreeFall(LightProfileLinear, light.ElsonFreeFall):
    """`al.lp.ElsonFreeFall`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None: ...

class ElsonFreeFallSph(LightProfileLinear, light.ElsonFreeFallSph):
    """`al.lp.ElsonFreeFallSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None: ...

class Exponential(LightProfileLinear, light.Exponential):
    """`al.lp.Exponential`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class ExponentialCore(LightProfileLinear, light.ExponentialCore):
    """`al.lp.ExponentialCore`, its intensity solved for; the default `radius_break` is 0.01."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialCoreSph(LightProfileLinear, light.ExponentialCoreSph):
    """`al.lp.ExponentialCoreSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialSph(LightProfileLinear, light.ExponentialSph):
    """`al.lp.ExponentialSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class Gaussian(LightProfileLinear, light.Gaussian):
    """`al.lp.Gaussian`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        sigma: float = 1.0,
    ) -> None: ...

class GaussianMultipole(LightProfileLinear, light.GaussianMultipole):
    """`al.lp.GaussianMultipole`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        sigma: float = 1.0,
        multipole_3_comps: tuple[float, float] = (0.0, 0.0),
        multipole_4_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None: ...

class GaussianSph(LightProfileLinear, light.GaussianSph):
    """`al.lp.GaussianSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        sigma: float = 1.0,
    ) -> None: ...

class Moffat(LightProfileLinear, light.Moffat):
    """`al.lp.Moffat`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        alpha: float = 0.5,
        beta: float = 2.0,
    ) -> None: ...

class MoffatSph(LightProfileLinear, light.MoffatSph):
    """`al.lp.MoffatSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        alpha: float = 0.5,
        beta: float = 2.0,
    ) -> None: ...

class Sersic(LightProfileLinear, light.Sersic):
    """`al.lp.Sersic`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class SersicCore(LightProfileLinear, light.SersicCore):
    """`al.lp.SersicCore`, its intensity solved for; the default `radius_break` is 0.01."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicCoreSph(LightProfileLinear, light.SersicCoreSph):
    """`al.lp.SersicCoreSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicMultipole(LightProfileLinear, light.SersicMultipole):
    """`al.lp.SersicMultipole`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        multipole_3_comps: tuple[float, float] = (0.0, 0.0),
        multipole_4_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None: ...

class SersicSph(LightProfileLinear, light.SersicSph):
    """`al.lp.SersicSph`, its intensity solved for."""

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class ShapeletCartesian(LightProfileLinear, light.ShapeletCartesian):
    """`al.lp.ShapeletCartesian`, its intensity solved for."""

    def __init__(
        self,
        n_y: int,
        n_x: int,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletCartesianSph(LightProfileLinear, light.ShapeletCartesianSph):
    """`al.lp.ShapeletCartesianSph`, its intensity solved for."""

    def __init__(
        self,
        n_y: int,
        n_x: int,
        centre: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletExponential(LightProfileLinear, light.ShapeletExponential):
    """`al.lp.ShapeletExponential`, its intensity solved for."""

    def __init__(
        self,
        n: int,
        m: int,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletExponentialSph(LightProfileLinear, light.ShapeletExponentialSph):
    """`al.lp.ShapeletExponentialSph`, its intensity solved for."""

    def __init__(
        self,
        n: int,
        m: int,
        centre: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletPolar(LightProfileLinear, light.ShapeletPolar):
    """`al.lp.ShapeletPolar`, its intensity solved for."""

    def __init__(
        self,
        n: int,
        m: int,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletPolarSph(LightProfileLinear, light.ShapeletPolarSph):
    """`al.lp.ShapeletPolarSph`, its intensity solved for."""

    def __init__(
        self,
        n: int,
        m: int,
        centre: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...
