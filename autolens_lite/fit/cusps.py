"""Mean light of the pixels about a profile's cusp, integrated: sub-pixels that a cusp passes make a likelihood jump."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import evaluate

_REACH = 2  # pixels on each side of the one that holds the cusp
_SIDE = 2 * _REACH + 1
# Gauss-Legendre nodes along an edge and along a ray: a pixel is right to 1e-4 for axis ratios above 0.4, n below 6.
_ALONG, _RADIAL = 8, 6
# Rays are sampled at s = u^4, in which exp(-s^(1/n)) is smooth for the usual Sersic indices n.
_POWER = 4
_TINY = 1e-9  # of a pixel: the least distance of a cusp from the line of an edge
_WHOLE = 1.5  # pixels from the cusp, along each axis, within which the integral alone counts


class PixelsAbout:
    r"""The pixels about a point c, at which light has a cusp.

    With v the vector from c to a point of a pixel's boundary and :math:`G(v) = \int_0^1 I(c + s v)\, s\, ds`, the
    divergence of v G(v) is I, so that the light of a pixel is the flux of v G through its four edges. Along an edge at
    a distance d the variable is :math:`\tau = \mathrm{arsinh}(x / d)`. The integral goes over into the mean of
    sub-pixels between 1.5 and 2.5 pixels from c, so that light is a smooth function of c.

    Parameters
    ----------
    pixels
        Centres of the image's pixels.
    pixel_scales
        Their size (dy, dx) in arcsec.
    centre
        c, (y, x) in arcsec, in the image's frame.
    """

    def __init__(self, pixels: Coordinates, pixel_scales: tuple[float, float], centre: tuple[Any, Any]) -> None:
        self.xp = xp = pixels.xp
        sides, bounds, weights, places = [], [], [], []
        for at, all_of, scale in zip(centre, (pixels.y, pixels.x), pixel_scales, strict=True):
            nearest = all_of[0] + scale * xp.floor((at - all_of[0]) / scale + 0.5)
            steps = xp.as_float(np.arange(_SIDE) - _REACH)
            bounds.append(nearest - at + scale * xp.as_float(np.arange(_SIDE + 1) - _REACH - 0.5))
            weights.append(_faded(xp.abs(nearest - at + scale * steps) / scale, xp))
            places.append(xp.floor((all_of - nearest) / scale + (_REACH + 0.5)))
            sides.append(scale)
        (rows, columns), (self._y, self._x), self._centre = places, bounds, centre
        self._area = sides[0] * sides[1]
        self._weights = xp.ravel(weights[0][:, None] * weights[1])
        inside = (rows >= 0) & (rows < _SIDE) & (columns >= 0) & (columns < _SIDE)
        # the last of `_SIDE^2 + 1` numbers is that of all other pixels
        self._index = xp.where(inside, rows * _SIDE + columns, float(_SIDE**2)).astype(xp.int64)

    def refined(self, image: Any, light: Callable[[Coordinates], Any]) -> Any:
        """Return an image (M,), of means over sub-pixels, with the integral of the same light about the cusp.

        Parameters
        ----------
        image
            The means over sub-pixels.
        light
            From points in the image's frame to surface brightness (N,), of which `image` is made.
        """
        xp = self.xp
        zero = xp.zeros(1)
        weights = xp.concatenate([self._weights, zero])[self._index]
        means = xp.concatenate([xp.ravel(self._means_of(light)), zero])[self._index]
        return image + weights * (means - image)

    def _means_of(self, light: Callable[[Coordinates], Any]) -> Any:
        """The mean light of each pixel about the cusp, (rows, columns), with y and x ascending."""
        xp, (y, x) = self.xp, (self._y, self._x)
        across_y, along_x, widths_x = self._on_edges(y, x)
        across_x, along_y, widths_y = self._on_edges(x, y)
        count = across_y.size
        at_y = xp.concatenate([xp.ravel(across_y), xp.ravel(along_y)])
        at_x = xp.concatenate([xp.ravel(along_x), xp.ravel(across_x)])
        rays, parts = _rays()
        points = Coordinates(
            self._centre[0] + xp.ravel(at_y[:, None] * rays), self._centre[1] + xp.ravel(at_x[:, None] * rays), xp
        )
        g = xp.reshape(points.evaluated(light), (-1, _RADIAL)) @ parts
        through_y = y[:, None] * xp.sum(xp.reshape(g[:count], widths_x.shape) * widths_x, axis=-1)
        through_x = x[:, None] * xp.sum(xp.reshape(g[count:], widths_y.shape) * widths_y, axis=-1)
        return (through_y[1:] - through_y[:-1] + xp.transpose(through_x[1:] - through_x[:-1])) / self._area

    def _on_edges(self, lines: Any, bounds: Any) -> tuple[Any, Any, Any]:
        """Nodes on the edges along lines between bounds, both relative to the cusp: across, along, and weights."""
        xp = self.xp
        nodes, parts = _legendre(_ALONG)
        distance = xp.abs(lines)[:, None] + _TINY * self._area**0.5
        ends = xp.arcsinh(bounds / distance)
        middle, half = 0.5 * (ends[:, 1:] + ends[:, :-1]), 0.5 * (ends[:, 1:] - ends[:, :-1])
        tau = middle[..., None] + half[..., None] * nodes
        along = distance[..., None] * xp.sinh(tau)
        widths = distance[..., None] * xp.cosh(tau) * half[..., None] * parts
        return lines[:, None, None] + xp.zeros_like(along), along, widths


class RefinedLight:
    """Where an image of the first plane, which nothing lenses, is integrated about the cusps of its profiles.

    Parameters
    ----------
    pixels, pixel_scales
        Of the image: see `PixelsAbout`.
    moved
        From points of the image to points of the sky.
    returned
        From points of the sky to points of the image.
    """

    def __init__(
        self,
        pixels: Coordinates,
        pixel_scales: tuple[float, float],
        moved: Callable[[Coordinates], Coordinates],
        returned: Callable[[Coordinates], Coordinates],
    ) -> None:
        self._pixels = pixels
        self._scales = pixel_scales
        self._moved = moved
        self._returned = returned
        self._about: dict[Any, PixelsAbout] = {}

    def _pixels_about(self, centre: tuple[Any, Any]) -> PixelsAbout:
        key = _key_of(centre)
        if key not in self._about:
            xp = self._pixels.xp
            y, x = (xp.reshape(xp.as_float(value), (1,)) for value in centre)
            point = self._returned(Coordinates(y, x, xp))
            self._about[key] = PixelsAbout(self._pixels, self._scales, (point.y[0], point.x[0]))
        return self._about[key]

    def refined(self, image: Any, profiles: Sequence[Any]) -> Any:
        """Return the image (M,), of means over sub-pixels, of profiles with cusps at one centre, integrated there."""

        def light(points: Coordinates) -> Any:
            there = self._moved(points)
            return evaluate.total_of([profile.image_from for profile in profiles], there)

        return self._pixels_about(profiles[0].centre).refined(image, light)


def with_one_centre(profiles: Sequence[Any]) -> list[list[Any]]:
    """Return profiles in groups, each of one centre: a pair of equal numbers, or of the same ones under a trace."""
    groups: dict[Any, list[Any]] = {}
    for profile in profiles:
        groups.setdefault(_key_of(profile.centre), []).append(profile)
    return list(groups.values())


def _key_of(centre: tuple[Any, Any]) -> Any:
    return tuple(float(value) if check.is_concrete(value) else id(value) for value in centre)


def _faded(distance: Any, xp: Any) -> Any:
    """1 up to `_WHOLE`, 0 from where a pixel joins or leaves, with two continuous derivatives between."""
    t = xp.clip((distance - _WHOLE) / (_REACH + 0.5 - _WHOLE), 0.0, 1.0)
    return 1.0 - t * t * t * (10.0 + t * (6.0 * t - 15.0))


@functools.cache
def _legendre(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of Gauss and Legendre on -1 to 1."""
    return np.polynomial.legendre.leggauss(count)


@functools.cache
def _rays() -> tuple[np.ndarray, np.ndarray]:
    """Where a ray of length 1 is sampled, (R,), and the weights of the integral of I s ds."""
    nodes, parts = _legendre(_RADIAL)
    u = 0.5 * (nodes + 1.0)
    return u**_POWER, 0.5 * parts * _POWER * u ** (2 * _POWER - 1)
