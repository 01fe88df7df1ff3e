"""What every light profile has in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates
from autolens_lite.profile import evaluate, geometry

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend


class LightProfile(geometry.Profile):
    """A distribution of light: base of all light profiles, which implement `image_from`.

    Attributes
    ----------
    is_radial : bool
        Whether its image is what `RadialLight` makes of the radius that it is a function of.
    has_cusp : bool
        Whether its image is not smooth at its centre, where pixels then need more than a few sub-pixels.
    """

    is_radial: ClassVar[bool] = False
    has_cusp: ClassVar[bool] = False
    # Arguments that have another default where the family has no intensity: `al.lp_linear`, `al.lp_snr`.
    defaults_without_intensity: ClassVar[Mapping[str, float]] = {}

    def image_from(self, coordinates: Coordinates) -> Any:
        """Return the surface brightness (N,), in image units per pixel, at points of the profile's plane."""
        raise NotImplementedError

    def image_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the image: surface brightness averaged over each pixel's sub-pixels.

        Parameters
        ----------
        grid
            Grid2D, Grid2DIrregular, or an array-like (N, 2) of (y, x) in arcsec.

        Returns
        -------
        Array2D for a Grid2D, else an array (N,).
        """
        return evaluate.image_on(grid, self.image_from)

    def total_flux(self) -> float:
        """Return the integral of the surface brightness over the plane, in image units per pixel times arcsec^2.

        Divide by the area of a pixel, in arcsec^2, for the sum over the pixels of a large and fine image.
        """
        raise NotImplementedError

    def luminosity_within_circle_from(self, radius: float) -> float:
        """Return the integral of the surface brightness over a circle, in image units per pixel times arcsec^2.

        Of an ellipse it is that within the ellipse whose circularised radius is `radius`; of infinity, all of it.

        Raises
        ------
        ParameterError
            If `radius`, in arcsec, is not above zero, or the light is not a function of one radius.
        """
        if is_everything(radius):
            return float(self.total_flux())
        if not self.is_radial:
            raise exc.ParameterError(
                f"radius: the light of {type(self).__name__} is not a function of a radius. Sum its image over the "
                "pixels within the circle."
            )
        from scipy.integrate import quad

        xp, own = backends.get("numba"), cast("RadialLight", self)
        at = lambda r: float(own.image_at_radius_from(np.array([r**2]), xp)[0])  # noqa: E731
        return float(quad(lambda r: 2.0 * np.pi * r * at(r), 0.0, radius, epsabs=0.0, epsrel=1e-10, limit=200)[0])


def is_everything(radius: float) -> bool:
    """Whether a radius is infinite; refuse one that is not above zero, and what is not a number."""
    infinite = isinstance(radius, float) and radius == np.inf
    if not infinite:
        check.positive("radius", radius)
    return infinite


class RadialLight(LightProfile):
    """A light profile that is a function of one radius: base of ellipses and circles alike."""

    is_radial = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.is_radial = cls.image_from is RadialLight.image_from

    def image_from(self, coordinates: Coordinates) -> Any:
        return self.image_at_radius_from(self.squared_radius_from(coordinates), coordinates.xp)

    @property
    def radius_parameters(self) -> tuple[Any, ...]:
        """The numbers that the radius of a point depends on: profiles that share them share their radii."""
        raise NotImplementedError

    def squared_radius_from(self, coordinates: Coordinates) -> Any:
        """Return the squared (circularised) radius (N,) of points, arcsec^2."""
        raise NotImplementedError

    def image_at_radius_from(self, squared: Any, xp: Backend) -> Any:
        """Return the surface brightness (N,) at squared (circularised) radii (N,), arcsec^2."""
        raise NotImplementedError


class EllLight(geometry.EllProfile, RadialLight):
    r"""Light on ellipses of the circularised radius :math:`\sqrt q \sqrt{x^2 + y^2 / q^2}`, x along the major axis.

    Its square is |Z|^2 / (1 - f^2) with the elliptical coordinate Z of `geometry`: a quadratic form in (y, x).
    """

    def __init__(self, centre: tuple[float, float], ell_comps: tuple[float, float], intensity: float) -> None:
        super().__init__(centre, ell_comps)
        check.finite("intensity", intensity)
        self.intensity = intensity

    @property
    def radius_parameters(self) -> tuple[Any, ...]:
        return *self.centre, *self.ell_comps

    def squared_radius_from(self, coordinates: Coordinates) -> Any:
        z_y, z_x = self._elliptical(*self._relative(coordinates))
        e0, e1 = self.ell_comps
        return (z_y * z_y + z_x * z_x) * (1.0 / (1.0 - e0 * e0 - e1 * e1))


class SphLight(geometry.SphProfile, RadialLight):
    """Light on circles."""

    def __init__(self, centre: tuple[float, float], intensity: float) -> None:
        super().__init__(centre)
        check.finite("intensity", intensity)
        self.intensity = intensity

    @property
    def radius_parameters(self) -> tuple[Any, ...]:
        return self.centre

    def squared_radius_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        return y * y + x * x
