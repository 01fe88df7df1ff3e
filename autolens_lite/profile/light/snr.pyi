"""Light profiles normalised by signal to noise, `al.lp_snr`, for simulations of imaging.

They are those of `al.lp` with `signal_to_noise_ratio` as their first argument in the place of `intensity`, which
`set_intensity_from` finds; until then it is 0, and the profile refuses to shine.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileSNR as LightProfileSNR

_Pair = tuple[float, float]

class Chameleon(LightProfileSNR, light.Chameleon):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class ChameleonSph(LightProfileSNR, light.ChameleonSph):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class DevVaucouleurs(LightProfileSNR, light.DevVaucouleurs):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class DevVaucouleursSph(LightProfileSNR, light.DevVaucouleursSph):
    def __init__(
        self, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), effective_radius: float = 0.6
    ) -> None: ...

class ElsonFreeFall(LightProfileSNR, light.ElsonFreeFall):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None: ...

class ElsonFreeFallSph(LightProfileSNR, light.ElsonFreeFallSph):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None: ...

class Exponential(LightProfileSNR, light.Exponential):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class ExponentialCore(LightProfileSNR, light.ExponentialCore):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialCoreSph(LightProfileSNR, light.ExponentialCoreSph):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialSph(LightProfileSNR, light.ExponentialSph):
    def __init__(
        self, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), effective_radius: float = 0.6
    ) -> None: ...

class Gaussian(LightProfileSNR, light.Gaussian):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        sigma: float = 1.0,
    ) -> None: ...

class GaussianMultipole(LightProfileSNR, light.GaussianMultipole):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        sigma: float = 1.0,
        multipole_3_comps: _Pair = (0.0, 0.0),
        multipole_4_comps: _Pair = (0.0, 0.0),
    ) -> None: ...

class GaussianSph(LightProfileSNR, light.GaussianSph):
    def __init__(self, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), sigma: float = 1.0) -> None: ...

class Moffat(LightProfileSNR, light.Moffat):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        alpha: float = 0.5,
        beta: float = 2.0,
    ) -> None: ...

class MoffatSph(LightProfileSNR, light.MoffatSph):
    def __init__(
        self, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), alpha: float = 0.5, beta: float = 2.0
    ) -> None: ...

class Sersic(LightProfileSNR, light.Sersic):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class SersicCore(LightProfileSNR, light.SersicCore):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicCoreSph(LightProfileSNR, light.SersicCoreSph):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicMultipole(LightProfileSNR, light.SersicMultipole):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        multipole_3_comps: _Pair = (0.0, 0.0),
        multipole_4_comps: _Pair = (0.0, 0.0),
    ) -> None: ...

class SersicSph(LightProfileSNR, light.SersicSph):
    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class ShapeletCartesian(LightProfileSNR, light.ShapeletCartesian):
    def __init__(
        self,
        n_y: int,
        n_x: int,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletCartesianSph(LightProfileSNR, light.ShapeletCartesianSph):
    def __init__(
        self, n_y: int, n_x: int, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), beta: float = 1.0
    ) -> None: ...

class ShapeletExponential(LightProfileSNR, light.ShapeletExponential):
    def __init__(
        self,
        n: int,
        m: int,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletExponentialSph(LightProfileSNR, light.ShapeletExponentialSph):
    def __init__(
        self, n: int, m: int, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), beta: float = 1.0
    ) -> None: ...

class ShapeletPolar(LightProfileSNR, light.ShapeletPolar):
    def __init__(
        self,
        n: int,
        m: int,
        signal_to_noise_ratio: float = 10.0,
        centre: _Pair = (0.0, 0.0),
        ell_comps: _Pair = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletPolarSph(LightProfileSNR, light.ShapeletPolarSph):
    def __init__(
        self, n: int, m: int, signal_to_noise_ratio: float = 10.0, centre: _Pair = (0.0, 0.0), beta: float = 1.0
    ) -> None: ...
