"""What a likelihood needs of the visibilities, computed once: the table of W, the dirty image, two sums.

With weights w = 1 / sigma^2 of the real and imaginary parts, phases a_ik of pixel i in visibility k and image I,

    chi^2 = I^T W I - 2 I^T dirty + data_term,

so nothing after the set-up depends on the number of visibilities. At high signal to noise it is measured from a
reference image instead (`reference_image`), or it would be a small difference of large numbers.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autolens_lite import check, config, exc, storage, units
from autolens_lite import xp as backends
from autolens_lite.archive import DIGEST, Archive, check_seal, require, sealed
from autolens_lite.dataset import fourier_transform
from autolens_lite.dataset.host_arrays import sha256_of
from autolens_lite.dataset.operators import Operators
from autolens_lite.dataset.reference_image import LARGE, reference_from
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Mask2D
from autolens_lite.xp.structures import WTilde, w_tilde_from_tables

FINE = 1e-14  # tolerance of the table of W where chi^2 would be a small difference of large numbers
BLOCK_SIZE = 1_000_000  # visibilities transformed at once: about 200 MB


class InterferometerOperators(Operators):
    """The precomputed quantities of an interferometer dataset, as arrays of one backend.

    Attributes
    ----------
    w : WTilde
        The operator W = sum_k over visibilities of noise-weighted cosines, as tables.
    dirty_image : (M,) float
        The noise-weighted adjoint of the visibilities on the unmasked pixels: dirty_i = Re sum_k (w_re d_re + i w_im
        d_im) exp(+i a_ik).
    data_term : () float
        sum |d|^2 / sigma^2 over real and imaginary parts.
    noise_normalization : () float
        sum ln(2 pi sigma^2) over real and imaginary parts.
    reference : (M,) or (0,) float
        The image from which chi^2 is measured; of no pixels where it is measured from zero.
    residual_dirty_image : (M,) float
        The dirty image of the data less the reference's visibilities.
    residual_data_term : () float
        chi^2 of the reference.
    """

    array_names = (
        "w",
        "dirty_image",
        "data_term",
        "noise_normalization",
        "reference",
        "residual_dirty_image",
        "residual_data_term",
    )

    w: WTilde
    dirty_image: Any
    data_term: Any
    reference: Any
    residual_dirty_image: Any
    residual_data_term: Any

    def __init__(self, backend: str | ModuleType | None, *arrays: Any, key: str | Callable[[], str] = "") -> None:
        super().__init__(backend, *arrays)
        # Which data they were made of, or what tells.
        self._key = key

    @property
    def key(self) -> str:
        """The hash of the data and mask that these were made of (`key_of`); empty where that is not known."""
        if not isinstance(self._key, str):
            self._key = self._key()
        return self._key

    @property
    def has_reference(self) -> bool:
        """Whether chi^2 is measured from a reference image."""
        return self.reference.shape[0] > 0

    def beyond_reference(self, image: Any) -> Any:
        """Return an image (M,) less the reference."""
        return image - self.reference if self.has_reference else image

    @cached_property
    def root(self) -> tuple[np.ndarray, np.ndarray]:
        """L (M, M) and q (M,), on the host, that whiten residuals.

        Of an image x beyond the reference, chi^2 = |L^T x - q|^2 + `least_chi_squared`. W = L L^T but for what makes it
        positive definite, as small a part of its diagonal as that takes (1e-13 and more): W is singular where baselines
        are few, and known to 1e-12.

        Raises DataError if W takes more memory than `batch_memory` in general.yaml.
        """
        from scipy.linalg import solve_triangular

        host = backends.get("numba")
        pixels, limit = self.w.rows.shape[0], config.general("batch_memory")
        check.positive("batch_memory in general.yaml", limit)
        if 16e-9 * pixels**2 > limit:
            raise exc.DataError(
                f"the mask has {pixels} pixels, whose whitening takes {16e-9 * pixels**2:.1f} GB, above batch_memory = "
                f"{limit} in general.yaml. Use a smaller mask or larger pixels, or raise batch_memory; value_and_grad "
                "and hessian need no whitening."
            )
        w = host.w_tilde_dense(WTilde(*(np.asarray(part) for part in self.w)))
        factor = _factor_of(np.asarray(w))
        data = solve_triangular(factor, np.asarray(self.residual_dirty_image), lower=True)
        return factor, data

    @property
    def least_chi_squared(self) -> float:
        """chi^2 of the best of all images, which no model gets below."""
        return float(self.residual_data_term) - float(np.sum(self.root[1] ** 2))

    @classmethod
    def from_visibilities(
        cls,
        data: np.ndarray,
        noise_map: np.ndarray,
        uv_wavelengths: np.ndarray,
        mask: Mask2D,
        backend: str | ModuleType | None = None,
        block_size: int = BLOCK_SIZE,
        progress: bool = True,
    ) -> InterferometerOperators:
        """Compute the operators by NUFFT, a block of visibilities at a time.

        Parameters
        ----------
        data, noise_map
            Visibilities and their sigma (real + i imaginary), (K,) complex.
        uv_wavelengths
            Baselines (u, v), (K, 2), in wavelengths.
        mask
            The real-space mask.
        backend
            Of the arrays returned.
        block_size
            Visibilities transformed at once; memory does not grow with their number.
        progress
            Whether to show a progress bar where there is more than one block.
        """
        ny, nx = mask.shape_native
        equal = bool(np.array_equal(noise_map.real, noise_map.imag))
        half_table = np.zeros((ny, 2 * nx - 1))
        sum_table = np.zeros((0, 0) if equal else (2 * ny - 1, 2 * nx - 1))
        dirty = np.zeros((ny, nx))
        data_term = sum(_square_of(data[block], noise_map[block]) for block in _blocks(data.size, block_size, False))
        accuracy: dict[str, Any] = {"tolerance": FINE} if data_term > LARGE else {}
        noise_normalization = 0.0
        host = backends.get("numba")
        for block in _blocks(data.size, block_size, progress):
            d, sigma, uv = data[block], noise_map[block], uv_wavelengths[block]
            weight_real, weight_imag = sigma.real**-2, sigma.imag**-2
            phases = fourier_transform.phases_from(uv, mask.pixel_scales)
            first = np.exp(1j * fourier_transform.first_pixel_phases_from(uv, (ny, nx), mask.pixel_scales, mask.origin))
            half_table += host.w_compact(phases, 0.5 * (weight_real + weight_imag), (ny, nx), **accuracy)
            if not equal:
                coefficients = 0.5 * (weight_real - weight_imag) * first**2
                sum_table += host.nufft_adjoint(phases, coefficients, sum_table.shape, **accuracy).real
            weighted = weight_real * d.real + 1j * weight_imag * d.imag
            dirty += host.nufft_adjoint(phases, weighted * first, (ny, nx)).real
            noise_normalization += float(np.sum(np.log((2.0 * np.pi * sigma.real * sigma.imag) ** 2)))
        table = np.concatenate([half_table[:0:-1, ::-1], half_table])
        w = w_tilde_from_tables(table, sum_table, mask.mask)
        dirty = mask.slim_from(dirty)
        reference, residual, residual_term = np.zeros(0), dirty, data_term
        if data_term > LARGE:
            reference, residual, residual_term = reference_from(
                w,
                lambda image: _residual_of(image, data, noise_map, uv_wavelengths, mask, block_size),
                dirty,
                data_term,
            )
        terms = np.float64(data_term), np.float64(noise_normalization)
        arrays = w, dirty, *terms, reference, residual, np.float64(residual_term)
        # hashed when asked for: it is slow for many visibilities
        key = functools.partial(key_of, data, noise_map, uv_wavelengths, mask)
        return cls(backend, *arrays, key=key)

    def __getstate__(self) -> dict[str, Any]:
        return super().__getstate__() | {"_key": self.key}

    @units.taken
    def save(self, path: str | Path, key: str = "") -> None:
        """Write the operators to an .npz file; `key` (by default their own) is checked when they are read."""
        arrays: dict[str, Any] = {
            f"w_{name}": np.asarray(part) for name, part in zip(WTilde._fields, self.w, strict=True)
        }
        arrays |= {name: np.asarray(getattr(self, name)) for name in self.array_names[1:]}
        with storage.replacing(path) as stream:
            told = {"key": np.array(key or self.key), **{name: arrays[name] for name in _STORED}}
            np.savez(stream, **arrays | sealed(told))

    @classmethod
    @units.taken
    def load(
        cls,
        path: str | Path,
        backend: str | ModuleType | None = None,
        key: str = "",
        mask: Mask2D | None = None,
    ) -> InterferometerOperators:
        """Read operators that `save` wrote.

        Where kernels look is not read from the file, but worked out anew: a damaged one would lead them astray.

        Raises DataError if the file is missing or damaged, or was made from other data than those with the hash `key`,
        or for other pixels than those of `mask`.
        """
        try:
            with storage.reading(path) as file:
                stored = Archive(file)
                arrays = {name: stored[name] for name in ("key", *_STORED, DIGEST) if name != DIGEST or name in stored}
            arrays = check_seal(arrays, path)
            found = str(arrays.pop("key"))
            is_other = bool(key) and found != key
            w = _w_of(arrays, None if is_other else mask)
        except (OSError, LookupError, ValueError) as error:
            raise exc.DataError(f"'{path}' does not hold operators of an interferometer ({error}).") from error
        if is_other:
            raise exc.DataError(f"'{path}' was made from other visibilities, noise, baselines or mask. Compute anew.")
        return cls(backend, w, *(arrays[name] for name in cls.array_names[1:]), key=found)


# What is read of a file, and the shapes that are asked of it.
_STORED: dict[str, tuple[int | None, ...]] = {
    **dict.fromkeys(("w_table", "w_sum_table"), (None, None)),
    **dict.fromkeys(("w_rows", "w_cols", "dirty_image", "reference", "residual_dirty_image"), (None,)),
    **dict.fromkeys(("data_term", "noise_normalization", "residual_data_term"), ()),
}


def _w_of(arrays: dict[str, np.ndarray], mask: Mask2D | None) -> WTilde:
    """The operator W of stored tables, on the stored pixels, which are those of `mask` where it is given."""
    require(arrays, _STORED)
    table, sum_table, rows, cols = (arrays[f"w_{name}"] for name in ("table", "sum_table", "rows", "cols"))
    if any(length % 2 == 0 for length in table.shape) or sum_table.shape not in ((0, 0), table.shape):
        raise ValueError(f"its tables have the shapes {table.shape} and {sum_table.shape}")
    if any(not np.all(np.isfinite(array)) for array in arrays.values()):
        raise ValueError("it holds numbers that are not finite")
    shape = tuple((length + 1) // 2 for length in table.shape)
    if mask is not None and shape != mask.shape_native:
        raise ValueError(f"it is for a mask of shape {shape}")
    masked = np.ones(shape, dtype=bool)
    if rows.dtype.kind != "i" or cols.dtype.kind != "i" or min(rows.min(), cols.min()) < 0:
        raise ValueError("its pixels are not numbered from 0")
    masked[rows, cols] = False
    w = w_tilde_from_tables(table, sum_table, masked if mask is None else mask.mask)
    sizes = {arrays[name].size for name in ("dirty_image", "residual_dirty_image", "reference")} - {0}
    if not (np.array_equal(w.rows, rows) and np.array_equal(w.cols, cols) and sizes == {rows.size}):
        raise ValueError("its pixels are not those of the mask")
    return w


def _factor_of(w: np.ndarray) -> np.ndarray:
    """The Cholesky factor of W."""
    largest = np.max(np.diagonal(w))
    for part in 10.0 ** np.arange(-13, -5):
        with contextlib.suppress(np.linalg.LinAlgError):
            return np.linalg.cholesky(w + part * largest * np.eye(len(w)))
    raise exc.DataError("the noise-weighted response of the visibilities is not positive. Check noise_map and uv.")


def key_of(data: np.ndarray, noise_map: np.ndarray, uv_wavelengths: np.ndarray, mask: Mask2D) -> str:
    """Return the SHA-256, in hex, of what operators depend on: a primary beam or sub-pixels do not change them."""
    return sha256_of(data, noise_map, uv_wavelengths, mask.mask, mask.pixel_scales, mask.origin)


def _residual_of(
    image: np.ndarray,
    data: np.ndarray,
    noise_map: np.ndarray,
    uv_wavelengths: np.ndarray,
    mask: Mask2D,
    block_size: int,
) -> tuple[np.ndarray, float]:
    """The dirty image of what an image (M,) leaves of visibilities, (M,), and its sum of squares over sigma^2."""
    native, dirty, total = mask.native_from(image), np.zeros(mask.shape_native), 0.0
    for block in _blocks(data.size, block_size, False):
        sigma, uv = noise_map[block], uv_wavelengths[block]
        left = data[block] - fourier_transform.visibilities_from(native, uv, mask.pixel_scales, mask.origin)
        weighted = left.real / sigma.real**2 + 1j * left.imag / sigma.imag**2
        dirty += fourier_transform.image_from(weighted, uv, mask.shape_native, mask.pixel_scales, mask.origin)
        total += _square_of(left, sigma)
    return mask.slim_from(dirty), total


def _square_of(visibilities: np.ndarray, sigma: np.ndarray) -> float:
    """The sum of squares over sigma^2, of real and imaginary parts."""
    return float(np.sum((visibilities.real / sigma.real) ** 2) + np.sum((visibilities.imag / sigma.imag) ** 2))


def _blocks(total: int, size: int, progress: bool) -> Any:
    blocks = [slice(start, min(start + size, total)) for start in range(0, total, size)]
    if not progress or len(blocks) == 1:
        return blocks
    from tqdm import tqdm

    return tqdm(blocks, desc="Transforming visibilities", unit="block", disable=sys.stderr is None)
