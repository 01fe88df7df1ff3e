"""Visibilities of an interferometer, and what a fit needs of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.dataset import interferometer_checks as checks
from autolens_lite.dataset import primary_beam as beams
from autolens_lite.dataset import transformers, uvfits, visibilities_fits, visibilities_npz
from autolens_lite.dataset.abstract import Dataset
from autolens_lite.dataset.noise_warnings import warn_of_data_as_noise, warn_of_names
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Array2D, Mask2D, fits, fits_unit
from autolens_lite.grid.views import Visibilities

if TYPE_CHECKING:
    from autolens_lite.dataset.interferometer_operators import InterferometerOperators


class Interferometer(Dataset["InterferometerOperators"]):
    r"""Visibilities, their noise and baselines, and the pixels on the sky in which they are modelled.

    A visibility is :math:`V(u, v) = \sum_j I_j \exp[-2 \pi i (x_j u + y_j v)]` with x, y in radians, I_j the flux in
    pixel j and u, v in wavelengths. Arrays grow to the right in x and upwards in y. Data whose u axis points East
    (all standard formats) therefore have x = l, the offset to the *East*: images show East on the right. For the usual
    East-left view, flip the image or pass -u (with x then the offset to the West).

    Set-up work (tables of the noise-weighted response) is done once, when `operators` is first used.

    Parameters
    ----------
    data
        Visibilities, complex, shape (K,), in Jy or any unit of flux. Of an astropy Quantity the numbers are kept; the
        noise map then needs a unit too, and is converted to that of the data.
    noise_map
        Standard deviations, complex (K,): of the real part in the real part, of the imaginary in the imaginary.
        A real array (K,) holds for both parts.
    uv_wavelengths
        Baselines (u, v) in wavelengths, shape (K, 2). A visibility that a NumPy masked array masks in any of the three
        arrays is left out of the dataset.
    real_space_mask
        The pixels of the image, those that hold flux unmasked.
    primary_beam
        The full width at half maximum, in arcsec, of a Gaussian beam centred on (0, 0); or the beam on the pixels
        (an `Array2D`, see `primary_beam_gaussian_from`); None for none.
    over_sample_size_lp, over_sample_size_pixelization
        Sub-pixels a side at which light profiles and the pixelization are evaluated (see `Grid2D`).
    backend
        Name of the array backend; None for the configured default.
    operators
        Operators stored from an equal dataset, which are then not computed.
    transformer_class
        `al.TransformerNUFFT`, which is what runs, or `al.TransformerDFT`, whose numbers it has; or None.

    Raises
    ------
    DataError
        If arrays are empty, not finite, of unequal length or the wrong kind, a noise is not positive, or operators are
        of other data or another mask.

    Warns
    -----
    AutoLensWarning
        If baselines are plainly not in wavelengths, or pixels or field of view cannot represent them.
    """

    observed = ("_data", "_noise_map", "_uv_wavelengths")
    parts = (*Dataset.parts, "_primary_beam")
    datum = "part of a visibility"
    fits_images: ClassVar[Mapping[str, str]] = {"dirty_image": "{}/beam"}

    def __init__(
        self,
        data: Any,
        noise_map: Any,
        uv_wavelengths: Any,
        real_space_mask: Mask2D,
        primary_beam: Any = None,
        over_sample_size_lp: Any = 1,
        over_sample_size_pixelization: Any = 1,
        backend: str | ModuleType | None = None,
        operators: Any = None,
        transformer_class: Any = None,
    ) -> None:
        transformers.check_class(transformer_class)
        self.backend = backends.name_of(backend)
        self.mask = checks.mask_from(real_space_mask)
        data, noise_map, uv_wavelengths = checks.unflagged_from(
            data=data, noise_map=noise_map, uv_wavelengths=uv_wavelengths
        )
        self._data: np.ndarray | None = Visibilities.of(checks.data_from(data))
        noise = checks.noise_map_from(noise_map, self.data.size)
        self._noise_map: np.ndarray | None = Visibilities.of(noise)
        self._uv_wavelengths: np.ndarray | None = checks.uv_wavelengths_from(uv_wavelengths, self.data.size)
        warn_of_data_as_noise(self.data, self.noise_map)
        checks.warn_of_copies(self.data, self.uv_wavelengths)
        checks.warn_of_scales(self.uv_wavelengths, self.mask)
        self._primary_beam = beams.PrimaryBeam(beams.slim_from(primary_beam, self.mask), self.backend)
        self._set_grids(over_sample_size_lp, over_sample_size_pixelization)
        if operators is not None:
            self._operators = self._checked(operators)

    @classmethod
    def from_fits(
        cls,
        data_path: str | Path,
        noise_map_path: str | Path,
        uv_wavelengths_path: str | Path,
        real_space_mask: Mask2D,
        visibilities_hdu: fits.Hdu = 0,
        noise_map_hdu: fits.Hdu = 0,
        uv_wavelengths_hdu: fits.Hdu = 0,
        **kwargs: Any,
    ) -> Interferometer:
        """Return a dataset from three FITS arrays (K, 2): real and imaginary parts, their noises, and (u, v).

        Further keywords go to the constructor. The files may be the same with different HDUs: each is a number, a name
        or (name, version). Baselines are in wavelengths, and so must be a unit (BUNIT) that their file names.

        Warns
        -----
        AutoLensWarning
            If the noise map has another unit (BUNIT) than the data, and is converted where it can be; if only one of
            them names a unit; or if it is read from what is named as variances or weights are.
        """
        data = visibilities_fits.pairs_from(data_path, visibilities_hdu, "visibilities_hdu")
        noise_map = visibilities_fits.pairs_from(noise_map_path, noise_map_hdu, "noise_map_hdu")
        warn_of_names(noise_map.header, noise_map_path)
        baselines = visibilities_fits.pairs_from(uv_wavelengths_path, uv_wavelengths_hdu, "uv_wavelengths_hdu")
        fits_unit.require_wavelengths(baselines.unit, f"HDU {uv_wavelengths_hdu} of '{uv_wavelengths_path}'")
        fits_unit.doubt_one_unit("noise_map", noise_map.unit, data.unit)
        factor = fits_unit.factor_from("noise_map", noise_map.unit, data.unit)
        new = cls(data.as_complex, factor * noise_map.as_complex, baselines.values, real_space_mask, **kwargs)
        new._unit = data.unit
        return new

    @classmethod
    def from_uvfits(
        cls, file_path: str | Path, real_space_mask: Mask2D, conjugate: bool = True, **kwargs: Any
    ) -> Interferometer:
        """Return a dataset from a UVFITS file of one source; see `dataset.uvfits.read` for what is understood.

        Parameters
        ----------
        conjugate
            Whether to conjugate what is in the file. UVFITS of CASA and AIPS follow exp(+2 pi i (ul + vm)), the
            opposite of ours, hence the default. If the image comes out rotated by 180 degrees, the file is of the other
            kind: pass False.

        Further keywords go to the constructor.
        """
        new = cls(*uvfits.read(file_path, conjugate), real_space_mask, **kwargs)
        new._unit = uvfits.unit_of(file_path)
        return new

    @classmethod
    def from_npz(cls, file_path: str | Path, real_space_mask: Mask2D | None = None, **kwargs: Any) -> Interferometer:
        """Return a dataset from a NumPy archive; see `dataset.visibilities_npz.read` for the names of its arrays.

        Mask and primary beam in the file are used where none is passed. Further keywords go to the constructor.
        """
        contents = visibilities_npz.read(file_path)
        mask = contents.mask if real_space_mask is None else real_space_mask
        if mask is None:
            raise exc.DataError(f"real_space_mask is not given and '{file_path}' stores none. Pass a Mask2D.")
        if contents.primary_beam is not None and "primary_beam" not in kwargs:
            if np.ndim(contents.primary_beam) > 0 and not (contents.mask and mask.same_as(contents.mask)):
                raise exc.DataError(
                    f"'{file_path}' stores a primary beam on the pixels of another mask. Pass primary_beam= (or None), "
                    "or leave out real_space_mask to use the stored one."
                )
            kwargs["primary_beam"] = contents.primary_beam
        new = cls(contents.data, contents.noise_map, contents.uv_wavelengths, mask, **kwargs)
        new._unit = contents.unit
        return new

    def output_to_npz(self, file_path: str | Path, overwrite: bool = False) -> None:
        """Write the dataset (mask and primary beam too) as an archive that `from_npz` reads."""
        arrays = self.data, self.noise_map, self.uv_wavelengths
        contents = visibilities_npz.Contents(*arrays, self.mask, self._primary_beam.values, self.unit)
        visibilities_npz.write(file_path, contents, overwrite)

    def output_to_fits(
        self,
        data_path: str | Path,
        noise_map_path: str | Path,
        uv_wavelengths_path: str | Path,
        overwrite: bool = False,
    ) -> None:
        """Write visibilities, noise map and baselines as three FITS arrays (K, 2) that `from_fits` reads."""
        paths = (data_path, noise_map_path, uv_wavelengths_path)
        data, noise_map = map(visibilities_fits.parts_of, (self.data, self.noise_map))
        values = data, noise_map, self.uv_wavelengths
        visibilities_fits.write_all(paths, values, (self.unit, self.unit, None), overwrite)

    @property
    def real_space_mask(self) -> Mask2D:
        """The pixels of the image: another name of `mask`."""
        return self.mask

    @property
    def data(self) -> np.ndarray:
        """Visibilities, complex128 (K,), on the host, read-only."""
        return self._present(self._data)

    @property
    def noise_map(self) -> np.ndarray:
        """sigma_re + i sigma_im, complex128 (K,), on the host, read-only."""
        return self._present(self._noise_map)

    @property
    def uv_wavelengths(self) -> np.ndarray:
        """Baselines (u, v) in wavelengths, float64 (K, 2), on the host, read-only."""
        return self._present(self._uv_wavelengths)

    @property
    def uv_distances(self) -> np.ndarray:
        """Lengths of the baselines in wavelengths, (K,)."""
        return np.hypot(self.uv_wavelengths[:, 0], self.uv_wavelengths[:, 1])

    @property
    def primary_beam_slim(self) -> Any:
        """The primary beam at the M unmasked pixels, an array of the backend; None where there is none."""
        return self._primary_beam.slim

    @property
    def _hashed(self) -> Iterable[Any]:
        sizes = (self.grid.over_sample_size, self.grid_pixelization.over_sample_size)
        beam = () if self._primary_beam.values is None else (self._primary_beam.values,)
        return (self._operators_key.encode(), *sizes, *beam)

    def _make_operators(self) -> InterferometerOperators:
        from autolens_lite.dataset.interferometer_operators import InterferometerOperators

        arrays = self.data, self.noise_map, self.uv_wavelengths
        return InterferometerOperators.from_visibilities(*arrays, self.mask, self.backend)

    @cached_property
    def _operators_key(self) -> str:
        from autolens_lite.dataset.interferometer_operators import key_of

        if self._operators is not None and self._operators.key:
            return self._operators.key
        return key_of(self.data, self.noise_map, self.uv_wavelengths, self.mask)

    def output_operators(self, file_path: str | Path, overwrite: bool = False) -> None:
        """Write the operators (computing them if need be) to a .npz file, for `with_operators_from` of another run."""
        self.operators.save(fits.writable(file_path, overwrite), self._operators_key)

    def with_operators_from(self, file_path: str | Path) -> Interferometer:
        """Return the same dataset with operators that `output_operators` wrote.

        Raises
        ------
        DataError
            If they were made from other visibilities or another mask.
        """
        from autolens_lite.dataset.interferometer_operators import InterferometerOperators

        new = self._copy()
        path, mask = fits.existing(file_path), self.mask
        new._operators = InterferometerOperators.load(path, self.backend, self._operators_key, mask)
        return new

    @property
    def dirty_image(self) -> Array2D:
        """The naturally weighted image of the data on all pixels; see `dirty_image_of`."""
        return self.dirty_image_of(self.data)

    def dirty_image_of(self, visibilities: Any) -> Array2D:
        """Return the naturally weighted image of visibilities (K,), per beam: a point source of flux 1 peaks at 1.

        Parts with different noise are weighted each by its own; the peak is then 1 on average over positions. They are
        in the unit of the data: those in another are converted where the data's is known (`unit`), else refused.

        Raises
        ------
        DataError
            If there is not one number for each visibility, or one is masked or not finite.
        """
        visibilities = checks.visibilities_from("visibilities", visibilities, self.data.size, self.unit)
        weights = visibilities.real / self.noise_map.real**2 + 1.0j * visibilities.imag / self.noise_map.imag**2
        return self._image_of(weights, self.mask.origin)

    @property
    def dirty_beam(self) -> Array2D:
        """The response to a point source of flux 1, which lies on pixel [Ny // 2, Nx // 2]."""
        (rows, columns), (dy, dx) = self.shape_native, self.pixel_scales
        origin = ((rows // 2 - 0.5 * (rows - 1)) * dy, (0.5 * (columns - 1) - columns // 2) * dx)
        return self._image_of(self._natural_weights.astype(np.complex128), origin)

    @property
    def dirty_noise(self) -> float:
        """The standard deviation of noise in `dirty_image`, in the data's unit per beam."""
        return float(1.0 / np.sqrt(self._natural_weights.sum()))

    @property
    def dirty_signal_to_noise_map(self) -> Array2D:
        """`dirty_image` in units of its noise."""
        return self.dirty_image / self.dirty_noise

    def for_workers(self) -> Interferometer:
        """Return what is sent to other processes: see `without_visibilities`."""
        return self.without_visibilities()

    def without_visibilities(self) -> Interferometer:
        """Return a copy that has the operators but not the K visibilities: enough for a likelihood, small to send."""
        new = self._copy()
        new._operators = self.operators
        vars(new)["hash"], new._operators_key = self.hash, self._operators_key
        new._data = new._noise_map = new._uv_wavelengths = None
        return new

    def __repr__(self) -> str:
        total = "no" if self._data is None else str(self._data.size)
        return f"Interferometer({total} visibilities, {self.mask!r}, backend='{self.backend}')"

    def _checked(self, operators: Any) -> Any:
        """The operators on this dataset's backend, refusing those of other data or another mask."""
        if not check.has(operators, "key"):
            raise exc.DataError(
                f"operators is a {type(operators).__name__}. Pass dataset.operators of an equal dataset."
            )
        if operators.key != self._operators_key:
            raise exc.DataError(
                "operators were made from other visibilities, noise, baselines or another real_space_mask: they belong "
                "to another dataset. Leave them out."
            )
        return operators.with_backend(self.backend)

    def _present(self, array: np.ndarray | None) -> np.ndarray:
        if array is None:
            raise exc.DataError("This copy of the dataset was made without its visibilities. Use the original dataset.")
        return array

    @property
    def _natural_weights(self) -> np.ndarray:
        return 0.5 * (1.0 / self.noise_map.real**2 + 1.0 / self.noise_map.imag**2)

    def _image_of(self, weights: np.ndarray, origin: tuple[float, float]) -> Array2D:
        from autolens_lite.dataset.fourier_transform import image_from

        image = image_from(weights, self.uv_wavelengths, self.shape_native, self.pixel_scales, origin)
        return Array2D.no_mask(image / self._natural_weights.sum(), self.pixel_scales, origin, self.backend)
