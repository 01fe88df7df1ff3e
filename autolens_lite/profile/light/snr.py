"""Light profiles normalised by signal to noise, `al.lp_snr`, for simulations of imaging.

They are those of `al.lp` with `signal_to_noise_ratio` as their first argument in the place of `intensity`, which
`set_intensity_from` finds; until then it is 0, and the profile refuses to shine.
"""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import evaluate, light
from autolens_lite.profile.light.abstract import LightProfile
from autolens_lite.profile.light.derive import without_intensity

_RATIO = inspect.Parameter(
    "signal_to_noise_ratio", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=10.0, annotation=float
)


class LightProfileSNR(LightProfile):
    """A light profile whose brightest pixel is to have a given signal to noise."""

    signal_to_noise_ratio: float
    intensity: float

    def image_from(self, coordinates: Coordinates) -> Any:
        if isinstance(self.intensity, float) and self.intensity == 0.0:
            raise exc.ParameterError(
                f"{type(self).__name__} of al.lp_snr has no intensity yet, hence no light. Call its "
                "set_intensity_from(...), let al.SimulatorImaging find it, or pass the profile of al.lp."
            )
        return super().image_from(coordinates)

    def __init_subclass__(cls, **defaults: Any) -> None:
        """Put the ratio in the place of the intensity; `defaults` replace those of other arguments."""
        super().__init_subclass__()
        constructor = without_intensity(cls, 0.0, defaults, _RATIO)
        if constructor is not None:
            cls.__init__ = constructor  # type: ignore[method-assign]

    def set_intensity_from(
        self,
        grid: evaluate.GridLike,
        exposure_time: float,
        background_sky_level: float = 0.0,
        psf: Any = None,
    ) -> None:
        r"""Set `intensity` so that the brightest pixel has the signal to noise asked for.

        With S the source's and B the sky's counts in that pixel, S / sqrt(S + B) is the ratio s, so

        .. math:: S = \frac{s}{2} \left(s + \sqrt{s^2 + 4 B}\right).

        Parameters
        ----------
        grid
            The grid that the image is made on; for a lensed source the traced one, so that magnification counts.
        exposure_time
            In seconds; images are in counts per second.
        background_sky_level
            Of the sky, in counts per second per pixel.
        psf
            An object whose `convolved_image_from(image=..., blurring_image=None)` blurs an image, or None.

        Raises
        ------
        ParameterError
            If a number is out of its range, or the profile has no light on the grid.
        """
        check.positive("signal_to_noise_ratio", self.signal_to_noise_ratio)
        check.positive("exposure_time", exposure_time)
        check.non_negative("background_sky_level", background_sky_level)
        self.intensity = 1.0
        image = self.image_2d_from(grid)
        if psf is not None:
            image = psf.convolved_image_from(image=image, blurring_image=None)
        brightest = float(np.max(np.asarray(image)))
        if not brightest > 0.0:
            self.intensity = 0.0
            raise exc.ParameterError(
                f"The brightest pixel of {type(self).__name__} on this grid is {brightest}, so no intensity gives it a "
                f"signal. Pass a grid that covers the profile's centre, {getattr(self, 'centre', None)}."
            )
        ratio = self.signal_to_noise_ratio
        counts = 0.5 * ratio * (ratio + math.sqrt(ratio**2 + 4.0 * background_sky_level * exposure_time))
        self.intensity = counts / (brightest * exposure_time)


class Gaussian(LightProfileSNR, light.Gaussian):
    """`al.lp.Gaussian` of a given signal to noise."""


class GaussianSph(LightProfileSNR, light.GaussianSph):
    """`al.lp.GaussianSph` of a given signal to noise."""


class Moffat(LightProfileSNR, light.Moffat):
    """`al.lp.Moffat` of a given signal to noise."""


class MoffatSph(LightProfileSNR, light.MoffatSph):
    """`al.lp.MoffatSph` of a given signal to noise."""


class Sersic(LightProfileSNR, light.Sersic):
    """`al.lp.Sersic` of a given signal to noise."""


class SersicSph(LightProfileSNR, light.SersicSph):
    """`al.lp.SersicSph` of a given signal to noise."""


class SersicCore(LightProfileSNR, light.SersicCore, radius_break=0.01):
    """`al.lp.SersicCore` of a given signal to noise; the default `radius_break` is 0.01."""


class SersicCoreSph(LightProfileSNR, light.SersicCoreSph):
    """`al.lp.SersicCoreSph` of a given signal to noise."""


class Exponential(LightProfileSNR, light.Exponential):
    """`al.lp.Exponential` of a given signal to noise."""


class ExponentialSph(LightProfileSNR, light.ExponentialSph):
    """`al.lp.ExponentialSph` of a given signal to noise."""


class DevVaucouleurs(LightProfileSNR, light.DevVaucouleurs):
    """`al.lp.DevVaucouleurs` of a given signal to noise."""


class DevVaucouleursSph(LightProfileSNR, light.DevVaucouleursSph):
    """`al.lp.DevVaucouleursSph` of a given signal to noise."""


class Chameleon(LightProfileSNR, light.Chameleon):
    """`al.lp.Chameleon` of a given signal to noise."""


class ChameleonSph(LightProfileSNR, light.ChameleonSph):
    """`al.lp.ChameleonSph` of a given signal to noise."""


class ElsonFreeFall(LightProfileSNR, light.ElsonFreeFall):
    """`al.lp.ElsonFreeFall` of a given signal to noise."""


class ElsonFreeFallSph(LightProfileSNR, light.ElsonFreeFallSph):
    """`al.lp.ElsonFreeFallSph` of a given signal to noise."""
