"""How a PSF blurs light on a mask: the region around from which it carries light in, and a PSF finer than the image."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite import xp as backends
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Convolver, Grid2D, Mask2D

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend


class Blurring:
    """A PSF on the pixels of a mask.

    With a PSF that is sampled s times finer, light at position a of the s^2 in a pixel is carried by P_a, and an image
    is the sum of P_a I_a. Light profiles are blurred so. Pixelized sources see the mean light of a pixel, carried by
    the sum of P_a: to see more, their W would have to couple positions, P_a^T N^-1 P_b, which is s^4 times as much.

    Parameters
    ----------
    psf
        The PSF, or None.
    mask
        The pixels that are fitted.
    backend
        Name of the array backend.
    """

    def __init__(self, psf: Convolver | None, mask: Mask2D, backend: str) -> None:
        self.psf = psf
        self.mask = mask
        self.backend = backend

    @cached_property
    def grid(self) -> Grid2D | None:
        """The pixels outside the mask, in the image and beyond it, whose light the PSF carries in; None for none.

        Sub-pixels are as fine as the PSF.
        """
        if self.psf is None or self.is_sharp:
            return None
        around = self.psf.blurring_mask_from(self.mask)
        return Grid2D(around, self.psf.convolve_over_sample_size, self.backend) if around.pixels_in_mask else None

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def is_sharp(self) -> bool:
        """Whether light stays in its own pixel, whole."""
        return self.psf is None or (self.psf.shape_native == (1, 1) and float(self.psf.kernel[0, 0]) == 1.0)

    @property
    def size(self) -> int:
        """How many times finer than the image the PSF is sampled, a side."""
        return 1 if self.psf is None else self.psf.convolve_over_sample_size

    @property
    def kernel(self) -> np.ndarray | None:
        """The PSF on the image's pixels, (ky, kx); None where nothing is blurred."""
        return None if self.psf is None or self.is_sharp else self.psf.kernel_image_resolution

    @property
    def frames(self) -> tuple[np.ndarray, np.ndarray | None]:
        """The mask, padded so that the PSF fits on every unmasked pixel, and the region around in that array."""
        if self.grid is None:
            return self.mask.mask, None
        around = self.grid.mask
        rows, columns = ((n - m) // 2 for n, m in zip(around.shape_native, self.mask.shape_native, strict=True))
        return self.mask.padded_from(rows, columns).mask, around.mask

    def with_psf(self, psf: Convolver) -> Blurring:
        """Return the blurring by another PSF of the same shape; the grid around is the same."""
        _ = self.grid
        new = copy.copy(self)
        new.__dict__.pop("phases", None)
        new.psf = psf
        return new

    @cached_property
    def phases(self) -> tuple[Any, ...]:
        """For a PSF that is sampled finer, a `Psf` for each position of a sub-pixel in its pixel; else none."""
        if self.psf is None or self.size == 1:
            return ()
        from autolens_lite.xp import structures

        kernels = self.psf.phase_kernels.reshape(-1, *self.psf.kernel_shape_image_resolution)
        psfs = [structures.psf_from(kernel, *self.frames) for kernel in kernels]
        return tuple(type(psf)(*map(self.xp.asarray, psf)) for psf in psfs)

    def pixels_blurred_from(self, operators: Any, image: Any, sub_blurring_image: Any = None) -> Any:
        """Return the blurred image (..., M) of means over pixels (..., M), by a PSF sampled as the image is."""
        if self.is_sharp:
            return image
        outside = None if self.grid is None or sub_blurring_image is None else self.grid.binned_from(sub_blurring_image)
        return operators.convolved(image, outside)

    def blurred_from(self, operators: Any, grid: Grid2D, sub_image: Any, sub_blurring_image: Any = None) -> Any:
        """Return the blurred image (..., M) of light at the sub-pixels of `grid` and of the region around.

        `operators` are the dataset's. A PSF that is sampled finer is applied before light is averaged over pixels.
        """
        if self.is_sharp or self.size == 1:
            return self.pixels_blurred_from(operators, grid.binned_from(sub_image), sub_blurring_image)
        outside = None if self.grid is None else sub_blurring_image
        parts = grid.partly_binned_from(sub_image, self.size)
        if outside is not None and self.grid is not None:
            outside = self.grid.partly_binned_from(outside, self.size)
        return sum(
            self.xp.convolved(parts[..., k], None if outside is None else outside[..., k], psf)
            for k, psf in enumerate(self.phases)
        )

    @property
    def leaves(self) -> tuple[Any, ...]:
        """The backend's arrays, to be passed through a compiled function as arguments."""
        return (() if self.grid is None else self.grid.leaves, self.phases)

    def with_leaves(self, leaves: tuple[Any, ...]) -> Blurring:
        """Return a shallow copy that holds `leaves` in place of its arrays."""
        new = copy.copy(self)
        new.__dict__["grid"] = None if self.grid is None else self.grid.with_leaves(leaves[0])
        new.__dict__["phases"] = leaves[1]
        return new

    def with_backend(self, backend: str) -> Blurring:
        """Return the same blurring on another backend."""
        return Blurring(self.psf, self.mask, backend)

    def __copy__(self) -> Blurring:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        return new

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "phases"}
