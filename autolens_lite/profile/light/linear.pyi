"""Linear light profiles, `al.lp_linear`: those of `al.lp` without `intensity`, which a fit solves for.

Other arguments are those of the profile of the same name in `al.lp`. Until it is solved for the intensity is 1, and the
images of galaxies, tracers and bases leave the profile out.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileLinear as LightProfileLinear

_Pair = tuple[float, float]

class Chameleon(LightProfileLinear, light.Chameleon):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class ChameleonSph(LightProfileLinear, light.ChameleonSph):
    def __init__(
        self, centre: _Pair = (0.0, 0.0), core_radius_0: float = 0.01, core_radius_1: float = 0.05
    ) -> None: ...

class DevVaucouleurs(LightProfileLinear, light.DevVaucouleurs):
    def __init__(
        self, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), effective_radius: float = 0.6
    ) -> None: ...

class DevVaucouleursSph(LightProfileLinear, light.DevVaucouleursSph):
    def __init__(self, centre: _Pair = (0.0, 0.0), effective_radius: float = 0.6) -> None: ...

class ElsonFreeFall(LightProfileLinear, light.ElsonFreeFall):
    def __init__(
        self, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), effective_radius: float = 0.6, eta: float = 1.5
    ) -> None: ...

class ElsonFreeFallSph(LightProfileLinear, light.ElsonFreeFallSph):
    def __init__(self, centre: _Pair = (0.0, 0.0), effective_radius: float = 0.6, eta: float = 1.5) -> None: ...

class Exponential(LightProfileLinear, light.Exponential):
    def __init__(
        self, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), effective_radius: float = 0.6
    ) -> None: ...

class ExponentialCore(LightProfileLinear, light.ExponentialCore):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialCoreSph(LightProfileLinear, light.ExponentialCoreSph):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialSph(LightProfileLinear, light.ExponentialSph):
    def __init__(self, centre: _Pair = (0.0, 0.0), effective_radius: float = 0.6) -> None: ...

class Gaussian(LightProfileLinear, light.Gaussian):
    def __init__(self, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), sigma: float = 1.0) -> None: ...

class GaussianMultipole(LightProfileLinear, light.GaussianMultipole):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        sigma: float = 1.0,
        multipole_3_comps: _Pair = (0.0, 0.0),
        multipole_4_comps: _Pair = (0.0, 0.0),
    ) -> None: ...

class GaussianSph(LightProfileLinear, light.GaussianSph):
    def __init__(self, centre: _Pair = (0.0, 0.0), sigma: float = 1.0) -> None: ...

class Moffat(LightProfileLinear, light.Moffat):
    def __init__(
        self, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), alpha: float = 0.5, beta: float = 2.0
    ) -> None: ...

class MoffatSph(LightProfileLinear, light.MoffatSph):
    def __init__(self, centre: _Pair = (0.0, 0.0), alpha: float = 0.5, beta: float = 2.0) -> None: ...

class Sersic(LightProfileLinear, light.Sersic):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class SersicCore(LightProfileLinear, light.SersicCore):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicCoreSph(LightProfileLinear, light.SersicCoreSph):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicMultipole(LightProfileLinear, light.SersicMultipole):
    def __init__(
        self,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        multipole_3_comps: _Pair = (0.0, 0.0),
        multipole_4_comps: _Pair = (0.0, 0.0),
    ) -> None: ...

class SersicSph(LightProfileLinear, light.SersicSph):
    def __init__(
        self, centre: _Pair = (0.0, 0.0), effective_radius: float = 0.6, sersic_index: float = 4.0
    ) -> None: ...

class ShapeletCartesian(LightProfileLinear, light.ShapeletCartesian):
    def __init__(
        self, n_y: int, n_x: int, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), beta: float = 1.0
    ) -> None: ...

class ShapeletCartesianSph(LightProfileLinear, light.ShapeletCartesianSph):
    def __init__(self, n_y: int, n_x: int, centre: _Pair = (0.0, 0.0), beta: float = 1.0) -> None: ...

class ShapeletExponential(LightProfileLinear, light.ShapeletExponential):
    def __init__(
        self, n: int, m: int, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), beta: float = 1.0
    ) -> None: ...

class ShapeletExponentialSph(LightProfileLinear, light.ShapeletExponentialSph):
    def __init__(self, n: int, m: int, centre: _Pair = (0.0, 0.0), beta: float = 1.0) -> None: ...

class ShapeletPolar(LightProfileLinear, light.ShapeletPolar):
    def __init__(
        self, n: int, m: int, centre: _Pair = (0.0, 0.0), ell_comps: _Pair = (0.0, 0.0), beta: float = 1.0
    ) -> None: ...

class ShapeletPolarSph(LightProfileLinear, light.ShapeletPolarSph):
    def __init__(self, n: int, m: int, centre: _Pair = (0.0, 0.0), beta: float = 1.0) -> None: ...
