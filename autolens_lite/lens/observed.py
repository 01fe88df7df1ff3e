"""Images of galaxies as a camera sees them: blurred, and beyond a mask."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import grid as grids  # whose names are imported when one asks for them
from autolens_lite.grid import Coordinates

if TYPE_CHECKING:
    from autolens_lite.grid import Array2D, Convolver, Grid2D

Light = Callable[[Coordinates, bool], Any]
"""The surface brightness at points, of light that is already convolved (True) or of the other."""


def blurred_from(light: Light, grid: Any, psf: Any) -> Array2D:
    """Return the image of light on a grid's pixels, blurred by a PSF that carries light in from around them."""
    from autolens_lite.dataset import simulator_imaging

    _require(grid, psf)
    image, _ = simulator_imaging.blurred_from(light, grid, psf, normalize_psf=False)
    return grids.Array2D(image, grid.mask, grid.backend)


def unmasked(grid: Any, margin: tuple[int, int] = (0, 0)) -> Grid2D:
    """Return the grid of the whole rectangle about a mask, and of a margin of (rows, columns) on each side."""
    _require(grid)
    grid.require_centres()
    mask = grid.mask
    shape = tuple(n + 2 * more for n, more in zip(mask.shape_native, margin, strict=True))
    size = grid.over_sample_size
    whole = grids.Mask2D.all_false(shape, mask.pixel_scales, mask.origin)
    return grids.Grid2D(whole, size if isinstance(size, int) else int(np.max(np.asarray(size))), grid.backend)


class ObservedLight:
    """What galaxies and tracers share: their light blurred by a PSF, and on pixels beyond a mask."""

    def image_from(self, coordinates: Coordinates, operated_only: bool | None = None) -> Any:
        raise NotImplementedError

    def image_2d_from(self, grid: Any) -> Any:
        raise NotImplementedError

    def blurred_image_2d_from(self, grid: Grid2D, psf: Convolver | None = None, blurring_grid: Any = None) -> Array2D:
        """Return the image on a grid's pixels, blurred.

        Parameters
        ----------
        grid
            The pixels.
        psf
            The PSF; None for none.
        blurring_grid
            Not needed: the region from which the PSF carries light in follows from the mask.

        Raises
        ------
        DataError
            If `grid` is not a Grid2D, or `psf` not a Convolver.
        """
        check.kind(
            "blurring_grid", blurring_grid, grids.Grid2D | None, "Pass a Grid2D, or leave it out.", exc.DataError
        )
        return blurred_from(lambda points, operated: self.image_from(points, operated_only=operated), grid, psf)

    def unmasked_blurred_image_2d_from(self, grid: Grid2D, psf: Convolver | None = None) -> Array2D:
        """Return the same on the whole rectangle about the grid's mask."""
        return self.blurred_image_2d_from(unmasked(grid), psf)

    def padded_image_2d_from(self, grid: Grid2D, psf_shape_2d: tuple[int, int]) -> Array2D:
        """Return the image, not blurred, on the whole rectangle and half of a PSF's shape around it.

        Raises
        ------
        DataError
            If `grid` is not a Grid2D, or `psf_shape_2d` not two numbers of pixels.
        """
        from autolens_lite.grid.mask_2d import shape_native_from

        shape = shape_native_from(psf_shape_2d, "psf_shape_2d")
        return self.image_2d_from(unmasked(grid, (shape[0] // 2, shape[1] // 2)))

    def extract_attribute(self, cls: type, attr_name: str) -> Any:
        """Return an attribute of all profiles of a class that have it, galaxy by galaxy.

        Returns
        -------
        An array (n,) of numbers, a Grid2DIrregular (n, 2) of pairs; None where there are none.

        Raises
        ------
        ParameterError
            If `cls` is not a class, or `attr_name` not text.
        """
        if not isinstance(cls, type):
            raise exc.ParameterError(f"cls = {cls!r} is not a class. Pass one, such as al.mp.MassProfile.")
        if not isinstance(attr_name, str):
            raise exc.ParameterError(f"attr_name = {attr_name!r} is not text. Pass a name, such as 'centre'.")
        owners: Any = getattr(self, "galaxies", [self])
        profiles = [
            profile for galaxy in owners for profile in galaxy.profile_dict.values() if isinstance(profile, cls)
        ]
        values = [value for profile in profiles if (value := getattr(profile, attr_name, None)) is not None]
        if not values:
            return None
        return grids.Grid2DIrregular(values) if isinstance(values[0], tuple) else np.array(values)

    def has(self, cls: type) -> bool:
        """Whether a galaxy has a profile, or a pixelization, of a class."""
        return bool(self.cls_list_from(cls))

    def cls_list_from(self, cls: type) -> list[Any]:
        """Return the profiles and pixelizations that are of a class, galaxy by galaxy.

        Raises ParameterError if `cls` is not a class.
        """
        if not isinstance(cls, type):
            raise exc.ParameterError(f"cls = {cls!r} is not a class. Pass one, such as al.LightProfile.")
        owners: Any = getattr(self, "galaxies", [self])
        parts = [[*galaxy.profile_dict.values(), galaxy.pixelization] for galaxy in owners]
        return [part for own in parts for part in own if isinstance(part, cls)]


def _require(grid: Any, psf: Any = None) -> None:
    check.kind("grid", grid, grids.Grid2D, "Pass a Grid2D, such as dataset.grid.", exc.DataError)
    if psf is not None and not hasattr(psf, "kernel_image_resolution"):
        raise exc.DataError(f"psf is a {type(psf).__name__}. Pass an al.Convolver, such as dataset.psf, or None.")
