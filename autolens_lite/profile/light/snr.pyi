"""Light profiles normalised by signal to noise, `al.lp_snr`, for simulations of imaging.

They are those of `al.lp` with `signal_to_noise_ratio` as their first argument in the place of `intensity`, which
`set_intensity_from` finds; until then it is 0, and the profile refuses to shine.
"""

from autolens_lite.profile import light
from autolens_lite.profile.light.families import LightProfileSNR as LightProfileSNR

__all__ = [
    "LightProfileSNR",
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

class Chameleon(LightProfileSNR, light.Chameleon):
    """`al.lp.Chameleon` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class ChameleonSph(LightProfileSNR, light.ChameleonSph):
    """`al.lp.ChameleonSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        core_radius_0: float = 0.01,
        core_radius_1: float = 0.05,
    ) -> None: ...

class DevVaucouleurs(LightProfileSNR, light.DevVaucouleurs):
    """`al.lp.DevVaucouleurs` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class DevVaucouleursSph(LightProfileSNR, light.DevVaucouleursSph):
    """`al.lp.DevVaucouleursSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class ElsonFreeFall(LightProfileSNR, light.ElsonFreeFall):
    """`al.lp.ElsonFreeFall` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None: ...

class ElsonFreeFallSph(LightProfileSNR, light.ElsonFreeFallSph):
    """`al.lp.ElsonFreeFallSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        eta: float = 1.5,
    ) -> None: ...

class Exponential(LightProfileSNR, light.Exponential):
    """`al.lp.Exponential` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class ExponentialCore(LightProfileSNR, light.ExponentialCore):
    """`al.lp.ExponentialCore` of a given signal to noise; the default `radius_break` is 0.01."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialCoreSph(LightProfileSNR, light.ExponentialCoreSph):
    """`al.lp.ExponentialCoreSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class ExponentialSph(LightProfileSNR, light.ExponentialSph):
    """`al.lp.ExponentialSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
    ) -> None: ...

class Gaussian(LightProfileSNR, light.Gaussian):
    """`al.lp.Gaussian` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        sigma: float = 1.0,
    ) -> None: ...

class GaussianMultipole(LightProfileSNR, light.GaussianMultipole):
    """`al.lp.GaussianMultipole` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        sigma: float = 1.0,
        multipole_3_comps: tuple[float, float] = (0.0, 0.0),
        multipole_4_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None: ...

class GaussianSph(LightProfileSNR, light.GaussianSph):
    """`al.lp.GaussianSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        sigma: float = 1.0,
    ) -> None: ...

class Moffat(LightProfileSNR, light.Moffat):
    """`al.lp.Moffat` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        alpha: float = 0.5,
        beta: float = 2.0,
    ) -> None: ...

class MoffatSph(LightProfileSNR, light.MoffatSph):
    """`al.lp.MoffatSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        alpha: float = 0.5,
        beta: float = 2.0,
    ) -> None: ...

class Sersic(LightProfileSNR, light.Sersic):
    """`al.lp.Sersic` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class SersicCore(LightProfileSNR, light.SersicCore):
    """`al.lp.SersicCore` of a given signal to noise; the default `radius_break` is 0.01."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicCoreSph(LightProfileSNR, light.SersicCoreSph):
    """`al.lp.SersicCoreSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        radius_break: float = 0.01,
        gamma: float = 0.25,
        alpha: float = 3.0,
    ) -> None: ...

class SersicMultipole(LightProfileSNR, light.SersicMultipole):
    """`al.lp.SersicMultipole` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        multipole_3_comps: tuple[float, float] = (0.0, 0.0),
        multipole_4_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None: ...

class SersicSph(LightProfileSNR, light.SersicSph):
    """`al.lp.SersicSph` of a given signal to noise."""

    def __init__(
        self,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
    ) -> None: ...

class ShapeletCartesian(LightProfileSNR, light.ShapeletCartesian):
    """`al.lp.ShapeletCartesian` of a given signal to noise."""

    def __init__(
        self,
        n_y: int,
        n_x: int,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletCartesianSph(LightProfileSNR, light.ShapeletCartesianSph):
    """`al.lp.ShapeletCartesianSph` of a given signal to noise."""

    def __init__(
        self,
        n_y: int,
        n_x: int,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletExponential(LightProfileSNR, light.ShapeletExponential):
    """`al.lp.ShapeletExponential` of a given signal to noise."""

    def __init__(
        self,
        n: int,
        m: int,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletExponentialSph(LightProfileSNR, light.ShapeletExponentialSph):
    """`al.lp.ShapeletExponentialSph` of a given signal to noise."""

    def __init__(
        self,
        n: int,
        m: int,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletPolar(LightProfileSNR, light.ShapeletPolar):
    """`al.lp.ShapeletPolar` of a given signal to noise."""

    def __init__(
        self,
        n: int,
        m: int,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...

class ShapeletPolarSph(LightProfileSNR, light.ShapeletPolarSph):
    """`al.lp.ShapeletPolarSph` of a given signal to noise."""

    def __init__(
        self,
        n: int,
        m: int,
        signal_to_noise_ratio: float = 10.0,
        centre: tuple[float, float] = (0.0, 0.0),
        beta: float = 1.0,
    ) -> None: ...
