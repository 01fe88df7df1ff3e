r"""Light on ellipses that are distorted by Fourier modes of order 3 and 4: `SersicMultipole`, `GaussianMultipole`.

The circularised radius r of the undistorted profile is multiplied by

.. math:: p(\theta) = 1 + c_3 \cos 3\theta + s_3 \sin 3\theta + c_4 \cos 4\theta + s_4 \sin 4\theta,

with theta the polar angle from the major axis. c_4 > 0 makes boxy isophotes, c_4 < 0 discy ones.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.light.abstract import EllLight
from autolens_lite.profile.light.axes import along_axes, power_of
from autolens_lite.profile.light.gaussian import Gaussian
from autolens_lite.profile.light.sersic import Sersic


class MultipoleLight(EllLight):
    """What both profiles add to the undistorted one: its place in the order of bases is before it."""

    multipole_3_comps: tuple[float, float]
    multipole_4_comps: tuple[float, float]

    def _set_multipoles(self, multipole_3_comps: tuple[float, float], multipole_4_comps: tuple[float, float]) -> None:
        self.multipole_3_comps = check.pair("multipole_3_comps", multipole_3_comps)
        self.multipole_4_comps = check.pair("multipole_4_comps", multipole_4_comps)
        total = sum((one * one + other * other) ** 0.5 for one, other in (multipole_3_comps, multipole_4_comps))
        if not check.holds(total < 1.0):
            raise exc.ParameterError(
                f"multipole_3_comps = {self.multipole_3_comps} and multipole_4_comps = {self.multipole_4_comps} "
                f"have moduli that add up to {total:.6g}, so that radii could vanish. Pass smaller ones: the sum "
                f"must stay below 1."
            )

    @property
    def radius_parameters(self) -> tuple[Any, ...]:
        return *super().radius_parameters, *self.multipole_3_comps, *self.multipole_4_comps

    def squared_radius_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        minor, major = along_axes(*self._relative(coordinates), self.ell_comps, xp)
        sine, cosine, squared = geometry.off_centre_from(minor, major, xp)
        scale = 1.0 / xp.sqrt(squared)
        factor = self._distortion(cosine * scale, sine * scale)
        return super().squared_radius_from(coordinates) * (factor * factor)

    def _distortion(self, cosine: Any, sine: Any) -> Any:
        """p at the angle from the major axis that has this cosine and sine."""
        cosine_3, sine_3 = power_of(cosine, sine, 3)
        cosine_4, sine_4 = cosine_3 * cosine - sine_3 * sine, cosine_3 * sine + sine_3 * cosine
        (c_3, s_3), (c_4, s_4) = self.multipole_3_comps, self.multipole_4_comps
        return 1.0 + (c_3 * cosine_3 + s_3 * sine_3) + (c_4 * cosine_4 + s_4 * sine_4)

    def total_flux(self) -> float:
        """Return the undistorted profile's flux times the mean of 1 / p^2 over the eccentric anomaly.

        The mean is a trapezoidal sum over the period, which converges exponentially; points are doubled until it
        changes by less than 1e-13.
        """
        mean, points = math.nan, 64
        while True:
            anomaly = 2.0 * math.pi / points * np.arange(points)
            cosine, sine = np.cos(anomaly), self.axis_ratio * np.sin(anomaly)
            radius = np.hypot(cosine, sine)
            previous, mean = mean, float(np.mean(self._distortion(cosine / radius, sine / radius) ** -2))
            if abs(mean - previous) <= 1e-13 * mean or points >= 2**22:
                return mean * super().total_flux()
            points *= 2


class SersicMultipole(MultipoleLight, Sersic):
    """The elliptical Sersic profile with isophotes distorted by multipoles; see this module for the definition.

    Notes
    -----
    An m = 3 distortion turns with the position angle, which has no value at ell_comps = (0, 0): there the profile is
    discontinuous, and its angles are counted from the x-axis.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        The surface brightness at the effective radius, in image units per pixel.
    effective_radius
        The circularised radius that holds half the light of the undistorted profile, in arcsec.
    sersic_index
        n, in (0, 10].
    multipole_3_comps
        (c_3, s_3), the cosine and sine components of order 3.
    multipole_4_comps
        (c_4, s_4), those of order 4.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        effective_radius: float = 0.6,
        sersic_index: float = 4.0,
        multipole_3_comps: tuple[float, float] = (0.0, 0.0),
        multipole_4_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        Sersic.__init__(self, centre, ell_comps, intensity, effective_radius, sersic_index)
        self._set_multipoles(multipole_3_comps, multipole_4_comps)


class GaussianMultipole(MultipoleLight, Gaussian):
    """The elliptical Gaussian with isophotes distorted by multipoles; see this module for the definition.

    Notes
    -----
    As for `SersicMultipole`; `sigma` is measured along the minor axis, as by `Gaussian`.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    intensity
        The surface brightness at the centre, in image units per pixel.
    sigma
        The standard deviation along the minor axis, in arcsec.
    multipole_3_comps
        (c_3, s_3), the cosine and sine components of order 3.
    multipole_4_comps
        (c_4, s_4), those of order 4.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        intensity: float = 0.1,
        sigma: float = 1.0,
        multipole_3_comps: tuple[float, float] = (0.0, 0.0),
        multipole_4_comps: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        Gaussian.__init__(self, centre, ell_comps, intensity, sigma)
        self._set_multipoles(multipole_3_comps, multipole_4_comps)
