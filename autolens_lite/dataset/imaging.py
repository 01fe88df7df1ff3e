"""A CCD image, and what a fit needs of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from autolens_lite import arguments, check, exc, units
from autolens_lite import xp as backends
from autolens_lite.dataset import imaging_checks as checks
from autolens_lite.dataset.abstract import Dataset
from autolens_lite.dataset.blurring import Blurring
from autolens_lite.dataset.host_arrays import read_only
from autolens_lite.dataset.noise_warnings import warn_of_data_as_noise, warn_of_names
from autolens_lite.grid import Array2D, Convolver, Grid2D, Mask2D, fits, fits_unit, kernel_header
from autolens_lite.grid.mask_2d import pixel_scales_from

if TYPE_CHECKING:
    from autolens_lite.dataset.imaging_operators import ImagingOperators

_SCALED_NOISE = 1.0e8  # a sigma with which pixels have no weight


class Imaging(Dataset["ImagingOperators"]):
    r"""An image, its noise and PSF, and the pixels of it that are fitted.

    The model of a pixel is the light of its sub-pixels, averaged, and convolved with the PSF. Light reaches the
    unmasked pixels also from the blurring region, masked pixels (and pixels beyond the image) that the PSF reaches:
    light profiles are evaluated there too, at pixel centres; pixelized sources are dark there.

    Methods named `apply_...` and `with_...` return new datasets. Set-up work (the noise-weighted correlation of the
    PSF) is done once, when `operators` is first used.

    Parameters
    ----------
    data
        The image: an `Array2D`, an array (Ny, Nx) with `pixel_scales` or `mask`, or slim (M,) with `mask`. Row 0 is at
        the top. Elements that a NumPy masked array masks, and pixels that an `Array2D` masks, are masked. Of an astropy
        Quantity the numbers are kept; the noise then needs a unit too, and is converted to that of the data.
    noise_map
        Standard deviations sigma, likewise; None for those of `noise_covariance_matrix`.
    psf
        A `Convolver`, an array (ky, kx) of odd sides, or None for no blurring.
    noise_covariance_matrix
        Covariance of the noise, (M, M) over unmasked pixels; chi^2 is then r^T C^-1 r, and `noise_map` is for maps.
    over_sample_size_lp, over_sample_size_pixelization
        Sub-pixels a side at which light profiles and the pixelization are evaluated: one number, or one per pixel (see
        `al.over_sample_size_via_radial_bins_from`). For a PSF that is sampled s times finer than the image, those of
        light profiles are multiples of s. Pixelized sources see such a PSF averaged over pixels.
    integrate_cusps
        Whether the pixels about the centre of an unlensed light profile with a cusp (Sersic's, and those that derive
        from it) hold its integral, to 1e-4, instead of the mean over sub-pixels. The likelihood is then smooth where a
        centre passes a sub-pixel's, at which it otherwise jumps: with 4 x 4 sub-pixels by up to tens for a bright lens.
    use_normalized_psf
        Whether to divide the PSF by its sum.
    mask
        Pixels that are masked besides those that the arrays themselves mask; values there may be anything.
    pixel_scales
        Size of a pixel in arcsec, one number or (dy, dx), where neither `data` nor `mask` has it.
    backend
        Name of the array backend; None for the configured default.

    Raises
    ------
    DataError
        If shapes differ, unmasked values are not finite, a noise is not positive, or the PSF is larger than the image.

    Warns
    -----
    AutoLensWarning
        If more than 95 % of the image is masked, the data are zero or equal to the noise, `pixel_scales` seems to be in
        degrees, or the PSF is off its centre, negative, not normalised or on other pixels.
    """

    observed = ("_data", "_noise_map", "_covariance")
    parts = (*Dataset.parts, "_blurring")
    datum = "pixel"
    fits_images: ClassVar[Mapping[str, str]] = {"data": "{}", "noise_map": "{}", "signal_to_noise_map": ""}

    def __init__(
        self,
        data: Any,
        noise_map: Any = None,
        psf: Any = None,
        noise_covariance_matrix: Any = None,
        over_sample_size_lp: Any = 4,
        over_sample_size_pixelization: Any = 4,
        use_normalized_psf: bool = True,
        mask: Mask2D | None = None,
        pixel_scales: float | tuple[float, float] | None = None,
        backend: str | ModuleType | None = None,
        integrate_cusps: bool = False,
    ) -> None:
        self.backend = backends.name_of(backend)
        if mask is not None:
            checks.require_mask("mask", mask)
        image = checks.image_from("data", data, mask)
        noise = None if noise_map is None else checks.image_from("noise_map", noise_map, mask)
        self.mask = checks.mask_from(image, noise, mask, pixel_scales)
        self._data = checks.data_from(image, self.mask)
        self._covariance = checks.covariance_from(noise_covariance_matrix, self.mask, image.hidden)
        self._noise_map = checks.noise_map_from(noise, self._covariance, self.mask, image.unit)
        warn_of_data_as_noise(self._data, self._noise_map)
        self._unit = image.unit
        self.psf = checks.psf_from(psf, self.mask, use_normalized_psf)
        self.integrate_cusps = self._cusps_from(integrate_cusps)
        self._set_grids(over_sample_size_lp, over_sample_size_pixelization)
        self._blurring = Blurring(self.psf, self.mask, self.backend)

    @classmethod
    def from_fits(
        cls,
        data_path: str | Path,
        noise_map_path: str | Path,
        psf_path: str | Path | None = None,
        pixel_scales: float | tuple[float, float] | None = None,
        data_hdu: fits.Hdu = 0,
        noise_map_hdu: fits.Hdu = 0,
        psf_hdu: fits.Hdu = 0,
        convolve_over_sample_size: int = 1,
        recentre_psf: bool = False,
        first_row: str | None = None,
        **kwargs: Any,
    ) -> Imaging:
        """Return a dataset from FITS images, whose bottom row is the first on disk.

        Parameters
        ----------
        data_path, noise_map_path, psf_path
            Files, which may be the same with different HDUs.
        pixel_scales
            In arcsec; None for those of the data's header: of its WCS, or its PIXELSCL or PIXSCALE.
        data_hdu, noise_map_hdu, psf_hdu
            Number or name (EXTNAME) of each HDU, or (name, EXTVER) where several have one name.
        convolve_over_sample_size, recentre_psf
            How many times finer than the image the PSF is sampled, and whether its peak is to be moved onto its middle
            pixel (see `Convolver`).
        first_row
            The row of the images that the files begin with: "bottom", as the standard has it, or "top", as files of
            PyAutoLens do. None for what their headers (ROWORDER) say, or else `fits_first_row` in
            `config/general.yaml`. What is written again is in the same order.

        Further keywords go to the constructor. PyAutoLens' `convolve_over_sample_size_lp` and
        `convolve_over_sample_size_pixelization` are `convolve_over_sample_size`: all light is convolved with one PSF.

        Warns
        -----
        AutoLensWarning
            If headers contradict each other or an argument: `pixel_scales`, those of the PSF, places of pixels (WCS) or
            the unit (BUNIT) of the noise map, which is converted where it can be; if only one of data and noise map
            names a unit; if pixels are not rectangles; or if the noise map is read from what is named as variances,
            weights or masks are.
        """
        for light in ("lp", "pixelization"):
            finer = kwargs.pop(f"convolve_over_sample_size_{light}", 1)
            convolve_over_sample_size = convolve_over_sample_size if finer == 1 else finer
        # All three, before one of them is read.
        fits.existing(data_path, "data_path")
        fits.existing(noise_map_path, "noise_map_path")
        if psf_path is not None:
            fits.existing(psf_path, "psf_path")
        data = fits.image_from(data_path, data_hdu, "data_hdu", first_row)
        noise_map = fits.image_from(noise_map_path, noise_map_hdu, "noise_map_hdu", first_row)
        warn_of_names(noise_map.header, noise_map_path)
        fits_unit.doubt_one_unit("noise_map", noise_map.unit, data.unit)
        psf = None
        if psf_path is not None:
            normalize = kwargs.get("use_normalized_psf", True)
            kernel = fits.image_from(psf_path, psf_hdu, "psf_hdu", first_row)
            psf = Convolver.from_fits(
                psf_path, psf_hdu, None, normalize, convolve_over_sample_size, recentre_psf, first_row
            )
            kernel_header.warn_of_rotation(kernel, data)
        scales = data.scales_from(None if pixel_scales is None else pixel_scales_from(pixel_scales))
        return cls(data, noise_map, psf, pixel_scales=scales, **kwargs)

    def output_to_fits(
        self,
        data_path: str | Path,
        psf_path: str | Path | None = None,
        noise_map_path: str | Path | None = None,
        mask_path: str | Path | None = None,
        overwrite: bool = False,
    ) -> None:
        """Write data, and what else has a path, as FITS images with WCS, bottom row first; zero where masked.

        Raises
        ------
        DataError
            If a file exists and `overwrite` is not set, two paths are the same, or there is no PSF to write.
        """
        if psf_path is not None and self.psf is None:
            raise exc.DataError(f"psf_path = '{psf_path}', but the dataset has no PSF. Leave it out.")
        if data_path is None:
            raise exc.ParameterError("data_path = None is not a path. Pass the name of the file for the data.")
        paths = [path for path in (data_path, psf_path, noise_map_path, mask_path) if path is not None]
        absolute = [fits.writable(path, overwrite).absolute() for path in paths]
        if len(set(absolute)) != len(paths):
            raise exc.DataError(f"The paths {[str(path) for path in paths]} are not all different. Pass one per array.")
        for name, path, slim in (("data", data_path, self._data), ("noise_map", noise_map_path, self._noise_map)):
            if path is not None:
                values = self.mask.native_from(slim)
                fits.write_images(path, {name: values}, overwrite, self.wcs_cards, units={name: self.unit})
        if mask_path is not None:
            fits.write_images(mask_path, {"mask": self.mask.mask.astype(np.uint8)}, overwrite, self.wcs_cards)
        if psf_path is not None and self.psf is not None:
            self.psf.output_to_fits(psf_path, overwrite)

    @property
    def data(self) -> Array2D:
        """The image on the mask."""
        return self._map(self._data, self.unit)

    @property
    def noise_map(self) -> Array2D:
        """The standard deviations on the mask."""
        return self._map(self._noise_map, self.unit)

    @property
    def signal_to_noise_map(self) -> Array2D:
        """Data over noise, zero where negative."""
        return self._map(np.maximum(self._data / self._noise_map, 0.0))

    @property
    def noise_covariance_matrix(self) -> np.ndarray | None:
        """The covariance of the noise, (M, M) on the host; None where pixels are independent."""
        return self._covariance

    @property
    def blurring_grid(self) -> Grid2D | None:
        """The pixels outside the mask whose light the PSF carries in; None where there are none."""
        return self._blurring.grid

    @property
    def wcs_cards(self) -> dict[str, Any]:
        """Header cards of the image's WCS: those on the sky of the file it was read from, or linear ones in arcsec."""
        return self.mask.wcs_cards

    def blurred_from(self, sub_image: Any, sub_blurring_image: Any = None) -> Any:
        """Return the image that the data would show of light.

        Parameters
        ----------
        sub_image
            Surface brightness at the sub-pixels of `grid`, (..., sub-pixels) of the backend.
        sub_blurring_image
            The same at those of `blurring_grid`; None for darkness there.

        Returns
        -------
        Array (..., M), averaged over sub-pixels and convolved with the PSF: where that is sampled finer than the image,
        before the average.
        """
        return self._blurring.blurred_from(self.operators, self.grid, sub_image, sub_blurring_image)

    def pixels_blurred_from(self, image: Any, sub_blurring_image: Any = None) -> Any:
        """Return the image (M,) that the data would show of light whose means over pixels, (M,), are known.

        `sub_blurring_image` is as in `blurred_from`; of a PSF that is sampled as the image is.
        """
        return self._blurring.pixels_blurred_from(self.operators, image, sub_blurring_image)

    def apply_over_sampling(
        self,
        over_sample_size_lp: Any = None,
        over_sample_size_pixelization: Any = None,
        integrate_cusps: bool | None = None,
    ) -> Self:
        """Return the same dataset with other numbers of sub-pixels a side, and cusps integrated or not.

        None keeps what is at present. See the constructor.
        """
        new = super().apply_over_sampling(over_sample_size_lp, over_sample_size_pixelization)
        if integrate_cusps is not None:
            vars(new)["integrate_cusps"] = self._cusps_from(integrate_cusps)
        return new

    def _cusps_from(self, integrate_cusps: Any) -> bool:
        chosen = arguments.flag("integrate_cusps", integrate_cusps)
        if chosen and self.psf is not None and self.psf.convolve_over_sample_size > 1:
            raise exc.DataError(
                f"integrate_cusps = True, but the PSF has convolve_over_sample_size = "
                f"{self.psf.convolve_over_sample_size}: light in parts of pixels is not integrated. Leave it out, and "
                "pass a larger over_sample_size_lp."
            )
        return chosen

    def apply_mask(self, mask: Mask2D) -> Imaging:
        """Return the dataset with further pixels masked; those that are masked already stay so.

        Raises
        ------
        DataError
            If the mask has another shape or pixel scale than the image, or leaves no pixel.

        Warns
        -----
        AutoLensWarning
            If more than 95 % of the image is masked, as it is where the mask is inverted.
        """
        checks.require_mask("mask", mask)
        checks.require_same_frame("mask", mask, self.shape_native, *self._frame)
        mask.warn_if_nearly_all_masked("mask")
        hidden = self.mask.mask | mask.mask
        if hidden.all():
            raise exc.DataError("mask leaves none of the dataset's unmasked pixels. Apply one mask that does.")
        new = self._other()
        vars(new)["mask"] = self.mask.with_mask(hidden)
        kept = ~hidden[~self.mask.mask]
        new._data, new._noise_map = read_only(self._data[kept]), read_only(self._noise_map[kept])
        new._covariance = None if self._covariance is None else read_only(self._covariance[np.ix_(kept, kept)])
        sizes = [g.over_sample_size for g in (self.grid, self.grid_pixelization)]
        lp, pixelization = (size if isinstance(size, int) else size[kept] for size in sizes)
        new._set_grids(lp, pixelization)
        new._blurring = Blurring(new.psf, new.mask, new.backend)
        return new

    @units.taken
    def apply_noise_scaling(
        self,
        mask: Mask2D,
        noise_value: float = _SCALED_NOISE,
        signal_to_noise_value: float | None = None,
        should_zero_data: bool = True,
    ) -> Imaging:
        """Return the dataset with pixels, such as those of a neighbour, that stay in the fit and carry no weight.

        Parameters
        ----------
        mask
            *Unmasked* there are the pixels to scale.
        noise_value
            Their sigma.
        signal_to_noise_value
            Instead of `noise_value`: raise sigma to where the pixel has at most this signal to noise.
        should_zero_data
            Whether to set their data to zero.

        Raises
        ------
        DataError
            If the mask does not fit the image, or every pixel would be scaled.
        ParameterError
            If both values are given, or one is out of its range.
        """
        checks.require_mask("mask", mask)
        checks.require_same_frame("mask", mask, self.shape_native, *self._frame)
        scaled = ~mask.mask[~self.mask.mask]
        check.within("noise_value", noise_value, *checks.SIGMAS)
        if signal_to_noise_value is not None and noise_value != _SCALED_NOISE:
            raise exc.ParameterError(
                f"noise_value = {noise_value} and signal_to_noise_value = {signal_to_noise_value} exclude each other. "
                "Pass one of the two."
            )
        if scaled.all():
            raise exc.DataError(
                "mask would scale the noise of every pixel: unmasked there are those to scale. Pass invert=True to it?"
            )
        if signal_to_noise_value is None:
            sigma = np.full(scaled.sum(), float(noise_value))
        else:
            check.positive("signal_to_noise_value", signal_to_noise_value)
            sigma = np.maximum(self._noise_map[scaled], np.abs(self._data[scaled]) / signal_to_noise_value)
        new = self._other()
        data, noise_map = self._data.copy(), self._noise_map.copy()
        noise_map[scaled] = sigma
        if should_zero_data:
            data[scaled] = 0.0
        new._data, new._noise_map = read_only(data), read_only(noise_map)
        if self._covariance is not None:
            covariance = self._covariance.copy()
            covariance[scaled, :] = covariance[:, scaled] = 0.0
            covariance[scaled, scaled] = sigma**2
            new._covariance = read_only(covariance)
        return new

    @check.known_keywords
    def with_values(self, data: Any = None, noise_map: Any = None, psf: Any = None) -> Imaging:
        """Return a dataset with other values on the same pixels: a likelihood of one is compiled for the other too.

        The mask, the grids and their sub-pixels are the same objects. It takes milliseconds.

        Parameters
        ----------
        data, noise_map
            As for the constructor, most easily slim (M,) over the unmasked pixels, in the unit of the present ones;
            None keeps these.
        psf
            A PSF of the same shape, sampled as finely; it is used as it is, not normalised.

        Raises
        ------
        DataError
            If nothing is given, arrays are not on these pixels, values are not finite, a sigma is not positive, the PSF
            has another shape, a Quantity is not in the dataset's `unit`, or there is a noise covariance, beside which a
            noise map changes nothing.

        Warns
        -----
        AutoLensWarning
            If values are converted to the dataset's `unit`, the noise is equal to the data, or the PSF is on other
            pixels or does not sum to 1.
        """
        if data is None and noise_map is None and psf is None:
            raise exc.DataError("with_values was given nothing. Pass data, noise_map or psf.")
        new = self._other()
        if data is not None:
            new._data = checks.data_from(self._on_these_pixels("data", data), self.mask)
        if noise_map is not None:
            if self._covariance is not None:
                raise exc.DataError("noise_map changes nothing beside noise_covariance_matrix. Make a new al.Imaging.")
            new._noise_map = checks.noise_map_from(self._on_these_pixels("noise_map", noise_map), None, self.mask)
        warn_of_data_as_noise(new._data, new._noise_map)
        if psf is not None:
            kernel = checks.psf_like("psf", psf, self.psf, self.mask)
            vars(new)["psf"] = kernel
            new._blurring = self._blurring.with_psf(kernel)
        return new

    def _on_these_pixels(self, name: str, values: Any) -> checks.Image:
        values = units.plain(name, values, self.unit or "", maskable=True)
        image = checks.image_from(name, values, self.mask)
        factor = fits_unit.factor_from(f"{name} of with_values", image.unit, self.unit)
        image = dataclasses.replace(image, values=factor * image.values, unit=None)
        if image.pixel_scales is None:
            checks.require_shape(name, image.values.shape, self.shape_native, self.mask.pixels_in_mask)
        else:
            own = Mask2D(image.hidden, image.pixel_scales, image.origin)
            checks.require_same_frame(name, own, self.shape_native, *self._frame)
        missing = int(np.count_nonzero(image.hidden & ~self.mask.mask))
        if missing:
            raise exc.DataError(f"{name} is masked in {missing} of the dataset's unmasked pixels. Pass all of them.")
        return image

    @property
    def _hashed(self) -> Iterable[Any]:
        psf = () if self.psf is None else (self.psf.kernel, self.psf.convolve_over_sample_size)
        covariance = () if self._covariance is None else (self._covariance,)
        sizes = (self.grid.over_sample_size, self.grid_pixelization.over_sample_size)
        mask = (self.mask.mask, self.mask.pixel_scales, self.mask.origin)
        for group in ((self._data, self._noise_map), psf, covariance, sizes, mask):
            yield f"|{len(group)}".encode()
            yield from group
        if self.integrate_cusps:
            yield b"|integrate_cusps"

    def _make_operators(self) -> ImagingOperators:
        from autolens_lite.dataset.imaging_operators import ImagingOperators

        frame, around = self._blurring.frames
        arrays = self._data, self._noise_map, frame, self._blurring.kernel, around
        return ImagingOperators(*arrays, self.backend, self._covariance)

    def __repr__(self) -> str:
        return f"Imaging({self.mask!r}, psf={self.psf!r}, backend='{self.backend}')"

    @property
    def _frame(self) -> tuple[Any, ...]:
        return self.pixel_scales, self.mask.origin, self.mask.sky_cards

    def _grid_from(self, over_sample_size: Any) -> Grid2D:
        grid = super()._grid_from(over_sample_size)
        size = 1 if self.psf is None else self.psf.convolve_over_sample_size
        if (np.asarray(grid.over_sample_size) % size).any():
            raise exc.DataError(
                f"over_sample_size_lp = {grid.over_sample_size} is not a multiple of the PSF's "
                f"convolve_over_sample_size = {size}. Pass over_sample_size_lp={size}, or a multiple."
            )
        return grid

    def _map(self, slim: np.ndarray, unit: str | None = None) -> Array2D:
        array = Array2D(slim, self.mask, self.backend)
        array.unit = unit
        return array.fixed()
