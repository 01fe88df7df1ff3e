"""What every image mesh does, and those that draw more points where a galaxy is bright."""

from __future__ import annotations

import abc
import hashlib
from collections import OrderedDict
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import Grid2DIrregular, Mask2D
from autolens_lite.grid.structure import slim_on
from autolens_lite.pixelization.mesh.abstract import check_pixels

_KEPT = 16
_cache: OrderedDict[tuple[Any, ...], np.ndarray] = OrderedDict()


class ImageMesh(metaclass=check.NamedAbstract):
    """A choice of points in the image plane; abstract.

    The same points are returned whenever mask, image and parameters are the same; the last few are kept.
    """

    uses_adapt_images = False

    def image_plane_mesh_grid_from(self, mask: Mask2D, adapt_data: Any = None) -> Grid2DIrregular:
        """Return the points (y, x), (S, 2), in arcsec, on the host.

        Parameters
        ----------
        mask
            The mask of the data.
        adapt_data
            The galaxy's image, slim (M,) or native or an `Array2D`; used where `uses_adapt_images`.

        Raises
        ------
        ModelError
            If an image is needed and there is none.
        DataError
            If the image is not on the mask, or not finite.
        """
        check.kind("mask", mask, Mask2D, "Pass a Mask2D, such as dataset.mask.", exc.DataError)
        weights = self._weights_from(mask, adapt_data) if self.uses_adapt_images else np.zeros(0)
        key = (type(self), *sorted(self.__dict__.items()), _digest(mask.mask), mask.pixel_scales, mask.origin)
        key = (*key, _digest(weights))
        if key not in _cache:
            _cache[key] = self._points_from(mask, weights)
            while len(_cache) > _KEPT:
                _cache.popitem(last=False)
        return Grid2DIrregular(_cache[key], backend="numba")

    @abc.abstractmethod
    def _points_from(self, mask: Mask2D, weights: np.ndarray) -> np.ndarray:
        """The points (S, 2); `weights` (M,) where `uses_adapt_images`."""

    def _weights_from(self, mask: Mask2D, adapt_data: Any) -> np.ndarray:
        return np.zeros(0)


class WeightedImageMesh(ImageMesh):
    r"""Points that crowd where the galaxy's image is bright; abstract.

    The weight of a pixel of brightness a is :math:`\max[(|a| / \max a)^{\rm weight\_power}, {\rm weight\_floor}]`.

    Parameters
    ----------
    pixels
        The number of points.
    weight_floor
        The least weight, in [0, 1].
    weight_power
        How strongly points follow brightness; at 0 all pixels weigh the same.

    Raises
    ------
    ParameterError
        If a number is out of range.
    """

    uses_adapt_images = True

    def __init__(self, pixels: float = 10.0, weight_floor: float = 0.0, weight_power: float = 0.0) -> None:
        check.within("pixels", pixels, 1.0)
        if check.is_concrete(pixels):
            check_pixels("pixels", pixels, int(pixels))
        check.within("weight_floor", weight_floor, 0.0, 1.0)
        check.non_negative("weight_power", weight_power)
        self.pixels = pixels
        self.weight_floor = weight_floor
        self.weight_power = weight_power

    def weight_map_from(self, adapt_data: np.ndarray) -> np.ndarray:
        """Return the weight of each pixel, like `adapt_data`.

        Raises
        ------
        DataError
            If no pixel is above zero, unless all weigh the same.
        """
        adapt_data = numbers_from("adapt_data", units.plain("adapt_data", adapt_data), kinds="iufb").astype(np.float64)
        if not np.isfinite(adapt_data).all():
            raise exc.DataError("adapt_data holds values that are not finite. Put 0 where the image has no value.")
        if self.weight_power == 0.0:
            return np.ones(np.shape(adapt_data))
        brightest = np.max(adapt_data)
        if not brightest > 0.0:
            raise exc.DataError(
                f"adapt_data has no value above 0 on the {np.size(adapt_data)} unmasked pixels (the greatest is "
                f"{brightest}), so {type(self).__name__} has nothing to adapt to. Pass an image of the galaxy's light, "
                "or weight_power=0.0 to weigh all pixels alike."
            )
        return np.maximum((np.abs(adapt_data) / brightest) ** self.weight_power, self.weight_floor)

    def _weights_from(self, mask: Mask2D, adapt_data: Any) -> np.ndarray:
        if adapt_data is None:
            raise exc.ModelError(
                f"{type(self).__name__} adapts to an image of the galaxy, and there is none. Pass "
                "adapt_images=al.AdaptImages(galaxy_image_dict={galaxy: image}) to the fit or the analysis."
            )
        plain = units.plain("adapt_data", slim_on(mask, adapt_data, "adapt_data"))
        values = numbers_from("adapt_data", plain, kinds="iufb").astype(np.float64)
        if values.shape == mask.shape_native:
            values = mask.slim_from(values)
        if values.shape != (mask.pixels_in_mask,):
            raise exc.DataError(
                f"adapt_data has shape {values.shape}. Pass a finite value for each unmasked pixel: shape "
                f"({mask.pixels_in_mask},) or {mask.shape_native}."
            )
        bad = np.flatnonzero(~np.isfinite(values))
        if bad.size:
            raise exc.DataError(
                f"adapt_data is {values[bad[0]]} at the unmasked pixel {bad[0]}, the first of {bad.size} that are not "
                "finite. Put 0 where the image has no value."
            )
        return self.weight_map_from(values)

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}(pixels={self.pixels}, weight_floor={self.weight_floor}, "
            f"weight_power={self.weight_power})"
        )


def centres_of(mask: Mask2D) -> np.ndarray:
    """The (y, x) of the unmasked pixels, (M, 2)."""
    rows, columns = mask.native_for_slim.T
    return np.stack([mask.y_axis[rows], mask.x_axis[columns]], axis=1)


def _digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes() + str(np.shape(array)).encode()).hexdigest()
