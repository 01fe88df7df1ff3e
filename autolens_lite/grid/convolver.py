"""The point spread function: how an image of the sky is blurred before a camera samples it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.fixed import cached_property
from autolens_lite.grid import fits, kernel_header, kernel_shape
from autolens_lite.grid.array_2d import Array2D
from autolens_lite.grid.mask_2d import Mask2D, pixel_scales_from, shape_native_from
from autolens_lite.grid.views import View

# A centre that is further from the middle pixel than this part of an image pixel shifts the whole model.
_OFF_CENTRE = 0.5

# Below this part of the peak, negative wings are the noise of a measured PSF.
_NEGATIVE = 1.0e-3

# Of memory that a pixel takes while a kernel is made by its formula, at least.
_BYTES = 48


class Convolver(metaclass=check.NamedArguments):
    r"""A point spread function, sampled on pixels: the blurred image is :math:`B_i = \sum_j K_{c + i - j} I_j`.

    c is the middle pixel of the kernel K, whose sides are therefore odd. With a kernel that is sampled s times finer
    than the image (`convolve_over_sample_size`), images are convolved on pixels divided into s x s, and then averaged
    over each pixel. That is a sum over the s^2 positions of a sub-pixel in its pixel, of convolutions on the image's
    own pixels with one kernel a position (`phase_kernels`).

    Parameters
    ----------
    kernel
        Values (ky, kx), or an `Array2D`; row 0 is at the top, as in images.
    pixel_scales
        Of the kernel, in arcsec: one number, or (dy, dx); None where they are those of the image it is used with.
    normalize
        Whether to divide by the sum.
    convolve_over_sample_size
        How many times finer than the image's pixels the kernel's are, a side.
    recentre
        Whether to shift the kernel, by interpolation, so that its peak lies on the middle pixel. A side that is even
        loses a row or column. By parts of a pixel this blunts a narrow PSF: see `kernel_shape.recentred`.

    Raises
    ------
    DataError
        If values are not finite, not two-dimensional, do not sum to a positive number, or a side is even.

    Warns
    -----
    AutoLensWarning
        If values are negative by more than noise, or the peak lies more than half an image pixel from the middle.
    """

    kernel: Any
    """The values, (ky, kx), read-only."""

    def __init__(
        self,
        kernel: Any,
        pixel_scales: float | tuple[float, float] | None = None,
        normalize: bool = True,
        convolve_over_sample_size: int = 1,
        recentre: bool = False,
    ) -> None:
        if isinstance(kernel, Array2D):
            pixel_scales = kernel.pixel_scales if pixel_scales is None else pixel_scales
            hidden = kernel.mask.mask.sum()
            if hidden:
                raise exc.DataError(
                    f"kernel is masked in {hidden} of {kernel.mask.mask.size} pixels, where its values are unknown. "
                    "Pass kernel.native, which is 0 there, if that is meant."
                )
            kernel = kernel.mask.native_from(np.asarray(kernel))
        values = kernel_shape.checked(kernel)
        self.convolve_over_sample_size = check.whole("convolve_over_sample_size", convolve_over_sample_size, 1)
        self._source = ""
        self.pixel_scales = None if pixel_scales is None else pixel_scales_from(pixel_scales)
        if recentre:
            values = kernel_shape.recentred(values)
        self._keep(kernel_shape.normalized(values) if normalize else values)
        self._check_shape()

    @classmethod
    def from_fits(
        cls,
        file_path: str | Path,
        hdu: fits.Hdu = 0,
        pixel_scales: float | tuple[float, float] | None = None,
        normalize: bool = True,
        convolve_over_sample_size: int = 1,
        recentre: bool = False,
        first_row: str | None = None,
    ) -> Convolver:
        """Return the PSF in an HDU, by number, name or (name, version), of a FITS file, its bottom row first on disk.

        `first_row` is "top" for files that begin with the top row; None for what the header (ROWORDER) or
        `fits_first_row` in `config/general.yaml` says.

        `pixel_scales` None reads the size of the kernel's pixels from the header: its WCS, or PIXELSCL or PIXSCALE, in
        arcsec, of STPSF (WebbPSF) and others; it stays unknown where there is neither.

        Warns
        -----
        AutoLensWarning
            If the header says another size than `pixel_scales`, or without a size another OVERSAMP or DET_SAMP than
            `convolve_over_sample_size`.
        """
        image = fits.image_from(file_path, hdu, first_row=first_row)
        given = None if pixel_scales is None else pixel_scales_from(pixel_scales)
        scales, named = kernel_header.scales_from(image, given, convolve_over_sample_size)
        new = cls(image.values, scales, normalize, convolve_over_sample_size, recentre)
        new._source = named
        return new

    @classmethod
    def from_gaussian(
        cls,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        sigma: float,
        centre: tuple[float, float] = (0.0, 0.0),
        axis_ratio: float = 1.0,
        angle: float = 0.0,
        normalize: bool = True,
        convolve_over_sample_size: int = 1,
    ) -> Convolver:
        r"""Return an elliptical Gaussian, :math:`\exp(-r^2 / 2 \sigma^2)` at the centres of the pixels.

        Parameters
        ----------
        shape_native
            Odd numbers (ky, kx) of pixels.
        pixel_scales
            Of the kernel, in arcsec.
        sigma
            Along the major axis, in arcsec; r^2 = x^2 + y^2 / axis_ratio^2 with x along that axis.
        centre
            The (y, x) of the peak in arcsec, from the middle of the kernel.
        axis_ratio
            Minor over major axis.
        angle
            Of the major axis, degrees counter-clockwise from the positive x-axis.
        normalize
            Whether to divide by the sum.
        convolve_over_sample_size
            How many times finer than the image's pixels the kernel's are, a side.
        """
        check.positive("sigma", sigma)
        radii = _elliptical_radii(shape_native, pixel_scales, centre, axis_ratio, angle)
        return cls(np.exp(-0.5 * (radii / sigma) ** 2), pixel_scales, normalize, convolve_over_sample_size)

    @classmethod
    def from_moffat(
        cls,
        shape_native: tuple[int, int],
        pixel_scales: float | tuple[float, float],
        alpha: float,
        beta: float,
        centre: tuple[float, float] = (0.0, 0.0),
        axis_ratio: float = 1.0,
        angle: float = 0.0,
        normalize: bool = True,
        convolve_over_sample_size: int = 1,
    ) -> Convolver:
        r"""Return an elliptical Moffat function, :math:`(1 + r^2 / \alpha^2)^{-\beta}` at the centres of the pixels.

        `alpha`, in arcsec, is along the major axis: the full width at half maximum there is
        :math:`2 \alpha \sqrt{2^{1 / \beta} - 1}`. For the others see `from_gaussian`.
        """
        check.positive("alpha", alpha)
        check.positive("beta", beta)
        radii = _elliptical_radii(shape_native, pixel_scales, centre, axis_ratio, angle)
        return cls((1.0 + (radii / alpha) ** 2) ** -beta, pixel_scales, normalize, convolve_over_sample_size)

    @classmethod
    def no_blur(cls, pixel_scales: float | tuple[float, float] | None = None) -> Convolver:
        """Return the kernel of one pixel, which leaves an image as it is."""
        return cls(np.ones((1, 1)), pixel_scales)

    @property
    def shape_native(self) -> tuple[int, int]:
        """(ky, kx) of the kernel's own pixels."""
        return self.kernel.shape

    @property
    def kernel_shape_image_resolution(self) -> tuple[int, int]:
        """(ky, kx), odd: the image's pixels that the kernel covers from anywhere in a pixel."""
        size = self.convolve_over_sample_size
        ky, kx = (2 * -(-(n // 2) // size) + 1 for n in self.shape_native)
        return ky, kx

    @cached_property
    def phase_kernels(self) -> np.ndarray:
        """For the sub-pixel in row a, column b of every pixel, the kernel [a, b] on the image's pixels: (s, s, ky, kx).

        The value at an offset of d pixels is the mean over the sub-pixels (c, e) of the receiving pixel of the fine
        kernel at s d + (c - a, e - b).
        """
        size = self.convolve_over_sample_size
        shape = self.kernel_shape_image_resolution
        phases = np.zeros((size, size, *shape))
        # The fine kernel in the middle of an array on which the pixel grid of each phase can be laid.
        margins = [size * (n // 2) - k // 2 + size - 1 for n, k in zip(shape, self.shape_native, strict=True)]
        padded = np.pad(self.kernel, [(margin, margin) for margin in margins])
        for a, b in np.ndindex(size, size):
            for c, e in np.ndindex(size, size):
                first_y, first_x = size - 1 + c - a, size - 1 + e - b
                phases[a, b] += padded[first_y::size, first_x::size][: shape[0], : shape[1]]
        return phases / size**2

    @cached_property
    def kernel_image_resolution(self) -> np.ndarray:
        """The kernel on the image's pixels, (ky, kx): the response to a pixel of even surface brightness."""
        return self.kernel if self.convolve_over_sample_size == 1 else self.phase_kernels.sum(axis=(0, 1))

    @property
    def source(self) -> str:
        """What in which file says how large the kernel's pixels are; empty where the user did."""
        return self._source

    @property
    def normalized(self) -> Convolver:
        """The same kernel with a sum of 1."""
        return self._like(kernel_shape.normalized(self.kernel))

    def trimmed(self, shape_native: tuple[int, int]) -> Convolver:
        """Return the middle (ky, kx), odd, of the kernel, with a sum of 1."""
        shape = shape_native_from(shape_native)
        margins = [(old - new) // 2 for old, new in zip(self.shape_native, shape, strict=True)]
        if min(margins) < 0 or any(n % 2 == 0 for n in shape):
            raise exc.DataError(f"shape_native = {shape} must be odd and at most {self.shape_native}.")
        middle = tuple(slice(margin, margin + n) for margin, n in zip(margins, shape, strict=True))
        return self._like(kernel_shape.normalized(self.kernel[middle]))

    def blurring_mask_from(self, mask: Mask2D) -> Mask2D:
        """Return the blurring region of a mask for this kernel; see `Mask2D.blurring_from`."""
        check.kind("mask", mask, Mask2D, "Pass a Mask2D.", exc.DataError)
        return mask.blurring_from(self.kernel_shape_image_resolution)

    def convolved_image_from(self, image: Array2D, blurring_image: Array2D | None = None) -> Array2D:
        """Return an image blurred by the kernel on the image's pixels.

        Parameters
        ----------
        image
            The image on a mask.
        blurring_image
            The light of the region around (on the mask that `blurring_mask_from` returns); None for darkness there.
        """
        check.kind("image", image, Array2D, "Pass an Array2D, which knows its mask.", exc.DataError)
        from autolens_lite.xp import structures

        kernel = self.kernel_image_resolution
        mask = image.mask.padded_for(kernel.shape)
        around, light = None, None
        if not isinstance(blurring_image, Array2D | None):
            raise exc.DataError(
                f"blurring_image is a {type(blurring_image).__name__}. Pass an Array2D on the mask of "
                "blurring_mask_from(image.mask), or None."
            )
        if blurring_image is not None:
            backends.common_name(image, blurring_image)
            around, light = blurring_image.mask, blurring_image.slim
            if not around.same_as(self.blurring_mask_from(image.mask)):
                raise exc.DataError("blurring_image is not on the mask that blurring_mask_from(image.mask) returns.")
        psf = structures.psf_from(kernel, mask.mask, None if around is None else around.mask)
        return Array2D(image.xp.convolved(image.slim, light, psf), image.mask, image.backend)

    def convolved_mapping_matrix_from(self, mapping_matrix: Any, mask: Mask2D) -> np.ndarray:
        """Return a dense matrix (M, S) with each column, an image on a mask, blurred; light beyond the mask is dark.

        Raises
        ------
        DataError
            If `mask` is not one, or `mapping_matrix` has not one row for each of its unmasked pixels.
        """
        check.kind("mask", mask, Mask2D, "Pass a Mask2D.", exc.DataError)
        matrix = numbers_from("mapping_matrix", mapping_matrix, "(M, S)").astype(float)
        if matrix.ndim != 2 or len(matrix) != mask.pixels_in_mask:
            raise exc.DataError(f"mapping_matrix has shape {matrix.shape}. Pass ({mask.pixels_in_mask}, S).")
        columns = [np.asarray(self.convolved_image_from(Array2D(column, mask, "numba"))) for column in matrix.T]
        return np.stack(columns, axis=1)

    def output_to_fits(self, file_path: str | Path, overwrite: bool = False) -> None:
        """Write the kernel as a FITS image, bottom row first, as `from_fits` reads it."""
        fits.write_images(file_path, {"psf": np.asarray(self.kernel)}, overwrite, self.wcs_cards)

    @property
    def wcs_cards(self) -> dict[str, Any]:
        """Header cards of linear axes in arcsec about the kernel's middle; empty where its pixels have no size."""
        if self.pixel_scales is None:
            return {}
        return Mask2D.all_false(self.shape_native, self.pixel_scales).wcs_cards

    def __repr__(self) -> str:
        size = self.convolve_over_sample_size
        return f"Convolver(shape_native={self.shape_native}, convolve_over_sample_size={size})"

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._keep(self.kernel)

    def _like(self, kernel: np.ndarray) -> Convolver:
        new = object.__new__(type(self))
        new.convolve_over_sample_size, new.pixel_scales = self.convolve_over_sample_size, self.pixel_scales
        new._source = self._source
        new._keep(kernel)
        return new

    def _keep(self, kernel: np.ndarray) -> None:
        mask = None if self.pixel_scales is None else Mask2D.all_false(kernel.shape, self.pixel_scales)
        kernel.flags.writeable = False
        vars(self)["kernel"] = View.of(kernel, mask)

    def _check_shape(self) -> None:
        if any(n % 2 == 0 for n in self.shape_native):
            raise exc.DataError(
                f"kernel has shape {self.shape_native}: a side that is even has no middle pixel. Pass recentre=True "
                "(Imaging.from_fits: recentre_psf=True), which moves the peak onto the middle pixel of an odd shape, "
                "or a kernel of odd sides."
            )
        lowest, highest = float(self.kernel.min()), float(self.kernel.max())
        if -lowest > _NEGATIVE * highest:
            check.warn(
                f"kernel has negative values, down to {lowest / highest:.3g} of its peak. A PSF has none: set them to "
                "zero with np.maximum(kernel, 0.0)?"
            )
        offsets = np.abs(kernel_shape.peak_offset(self.kernel)) / self.convolve_over_sample_size
        if offsets.max() > _OFF_CENTRE:
            check.warn(
                f"The peak of the kernel is {offsets[0]:.2f} rows and {offsets[1]:.2f} columns of the image from its "
                "middle pixel, so that everything modelled moves. Pass recentre=True (Imaging.from_fits: "
                "recentre_psf=True), if that is not meant."
            )


def _elliptical_radii(
    shape_native: tuple[int, int],
    pixel_scales: float | tuple[float, float],
    centre: tuple[float, float],
    axis_ratio: float,
    angle: float,
) -> np.ndarray:
    """The semi-major axis, (ky, kx) in arcsec, of the ellipse through each pixel centre."""
    check.within("axis_ratio", axis_ratio, 0.0, 1.0, open_lower=True)
    check.finite("angle", angle)
    frame = Mask2D.all_false(shape_native, pixel_scales)
    check.allocatable("shape_native", shape_native, _BYTES * math.prod(frame.shape_native), "Pass a smaller kernel.")
    y0, x0 = check.pair("centre", centre)
    y, x = np.meshgrid(frame.y_axis - y0, frame.x_axis - x0, indexing="ij")
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    return np.hypot(x * cos + y * sin, (y * cos - x * sin) / axis_ratio)
