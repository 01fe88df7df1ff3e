r"""Centres and ellipses, without a rotation by an angle.

A profile's ellipse is the complex number :math:`\epsilon = e_1 + i e_0`, from `ell_comps` = (e0, e1), with modulus
:math:`f = (1 - q) / (1 + q)` and argument twice the position angle of the major axis. A point
:math:`\zeta = x + i y` relative to the centre has the elliptical coordinate

.. math:: Z = \zeta - \epsilon \bar\zeta, \qquad |Z| = (1 - f) \sqrt{x'^2 + y'^2 / q^2},

with x' along the major axis. Unlike a rotation, which needs the angle of `ell_comps`, this is smooth at
`ell_comps` = (0, 0), where samplers and gradient methods start.
"""

from __future__ import annotations

import inspect
import math
from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates, coordinates
from autolens_lite.profile import ellipse, evaluate
from autolens_lite.xp.backend import Backend
from autolens_lite.xp.constants import CENTRE_SQUARED

# What profiles implement, of coordinates.
_HOOKS = ("image_from", "deflections_from", "convergence_from", "potential_from")


class Profile(metaclass=check.SampledArguments):
    """Base of all profiles: an object with parameters, which its constructor's arguments name."""

    _refuse_samples_in: tuple[str, ...] = (*_HOOKS, "total_flux")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in _HOOKS:
            if name in vars(cls):
                setattr(cls, name, coordinates.given(vars(cls)[name]))

    def __repr__(self) -> str:
        names = [name for name in inspect.signature(type(self).__init__).parameters if name in self.__dict__]
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


class Measure(float):
    """A number that may be called too, for PyAutoLens' ellipses have `profile.angle()` and `profile.axis_ratio()`."""

    def __call__(self, xp: Any = None) -> float:
        """Return the number, whatever the backend."""
        del xp
        return float(self)

    @classmethod
    def of(cls, value: Any) -> Any:
        """Return a float as a measure; arrays of samples, and what a backend traces, as they are."""
        return cls(value) if type(value) is float else value


class SphProfile(Profile):
    """A circularly symmetric profile.

    Parameters
    ----------
    centre
        The (y, x) of its centre, in arcsec.
    """

    def __init__(self, centre: tuple[float, float]) -> None:
        self.centre = check.pair("centre", centre)

    def radial_grid_from(self, grid: evaluate.GridLike) -> Any:
        """Return the distance, arcsec, of points from the origin: an Array2D for a Grid2D, else an array (N,).

        They are in the frame of the profile where `transformed_to_reference_frame_grid_from` has put them there.
        """
        return evaluate.scalar_on(grid, lambda points: points.xp.hypot(points.y, points.x))

    def transformed_to_reference_frame_grid_from(self, grid: evaluate.GridLike) -> Any:
        """Return points relative to the centre: a grid of the same kind."""
        points = evaluate.grid_from(grid)
        return points.with_new_array(self._framed(points.coordinates))

    def _framed(self, points: Coordinates) -> Any:
        """The points (y, x) in the frame of the profile, (N, 2)."""
        return points.shifted(self.centre).array

    def _relative(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return (y, x) relative to the centre."""
        return coordinates.y - self.centre[0], coordinates.x - self.centre[1]


class EllProfile(SphProfile):
    """A profile with elliptical symmetry.

    Parameters
    ----------
    centre
        The (y, x) of its centre, in arcsec.
    ell_comps
        ((1-q)/(1+q) sin 2 phi, (1-q)/(1+q) cos 2 phi) for axis ratio q and position angle phi.

    Raises
    ------
    ParameterError
        If `ell_comps` has a modulus of 1 or more.
    """

    def __init__(self, centre: tuple[float, float] = (0.0, 0.0), ell_comps: tuple[float, float] = (0.0, 0.0)) -> None:
        super().__init__(centre)
        self.ell_comps = check.pair("ell_comps", ell_comps)
        e0, e1 = self.ell_comps
        if not check.holds(e0 * e0 + e1 * e1 < 1.0):
            raise exc.ParameterError(
                f"ell_comps = ({e0}, {e1}) has modulus {math.hypot(e0, e1):.6g}. Pass a pair with a modulus below 1: "
                f"it is (1 - q) / (1 + q) for an axis ratio q."
            )

    @property
    def axis_ratio(self) -> float:
        """Minor over major axis, q."""
        return Measure.of(ellipse.axis_ratio_from(self.ell_comps))

    @property
    def angle(self) -> float:
        """Position angle of the major axis, degrees counter-clockwise from the positive x-axis."""
        return Measure.of(ellipse.angle_from(self.ell_comps))

    def transformed_to_reference_frame_grid_from(self, grid: evaluate.GridLike) -> Any:
        """Return points relative to the centre, turned so that the major axis is along x: a grid of the same kind."""
        return super().transformed_to_reference_frame_grid_from(grid)

    def elliptical_radii_grid_from(self, grid: evaluate.GridLike) -> Any:
        """Return sqrt(x^2 + y^2 / q^2) of points in the frame of the profile, as `radial_grid_from` does."""
        q = self.axis_ratio
        return evaluate.scalar_on(grid, lambda points: points.xp.hypot(points.x, points.y / q))

    def eccentric_radii_grid_from(self, grid: evaluate.GridLike) -> Any:
        """Return sqrt(q) sqrt(x^2 + y^2 / q^2), the circularised radius, as `elliptical_radii_grid_from` does."""
        root = math.sqrt(self.axis_ratio)
        return evaluate.scalar_on(grid, lambda points: root * points.xp.hypot(points.x, points.y / root**2))

    def _framed(self, points: Coordinates) -> Any:
        turned = math.radians(self.angle)
        cosine, sine = math.cos(turned), math.sin(turned)
        y, x = self._relative(points)
        return points.xp.stack([cosine * y - sine * x, cosine * x + sine * y], axis=-1)

    def _elliptical(self, y: Any, x: Any) -> tuple[Any, Any]:
        """Return the imaginary and real part (Z_y, Z_x) of the elliptical coordinate of points about the centre."""
        return elliptical_from(y, x, self.ell_comps)


def elliptical_from(y: Any, x: Any, ell_comps: tuple[Any, Any]) -> tuple[Any, Any]:
    """Return the imaginary and real part (Z_y, Z_x) of the elliptical coordinate of points about the centre."""
    e0, e1 = ell_comps
    return (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y


def modulus_from(ell_comps: tuple[Any, Any], xp: Backend) -> Any:
    """Return f = |ell_comps|, with the gradient at (0, 0) that is the mean over directions: zero."""
    squared = ell_comps[0] ** 2 + ell_comps[1] ** 2
    if isinstance(squared, float):  # NumPy takes ten times as long over a single number
        return math.sqrt(squared)
    zero = squared == 0.0
    return xp.where(zero, 0.0, xp.sqrt(xp.where(zero, 1.0, squared)))


def off_centre_from(y: Any, x: Any, xp: Backend) -> tuple[Any, Any, Any]:
    """Return (y, x, y^2 + x^2) for use in a singular profile.

    At the centre itself they are (0, 0, 1), constant under differentiation: an odd function of (y, x) then gives zero
    there, its mean over directions, with zero gradient.
    """
    squared = y * y + x * x
    central = squared <= CENTRE_SQUARED  # not the reverse: NaN must stay NaN
    return xp.where(central, 0.0, y), xp.where(central, 0.0, x), xp.where(central, 1.0, squared)


def cut_off_from(squared: Any, xp: Backend) -> Any:
    """Return a squared radius, no smaller than that which counts as the centre."""
    return xp.maximum(squared, CENTRE_SQUARED)
