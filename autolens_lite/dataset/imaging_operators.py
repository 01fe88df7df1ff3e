"""What a likelihood needs of an image, computed once: the PSF, the noise's inverse, and W, which pixelizations use."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Self

import numpy as np

from autolens_lite import exc
from autolens_lite import xp as backends
from autolens_lite.dataset.operators import Operators
from autolens_lite.dataset.reference_image import LARGE
from autolens_lite.fixed import cached_property
from autolens_lite.xp.structures import Psf, WDense, psf_from


class ImagingOperators(Operators):
    r"""The precomputed quantities of an image d with noise covariance N and PSF matrix P, as arrays of one backend.

    Of source pixels with the mapping T, F = T^T W T and D = T^T `dirty_image`. W is built when it is first asked for:
    fits of light profiles alone never need it.

    Raises DataError if the noise covariance has another shape or is not positive definite.

    Parameters
    ----------
    data, noise_map
        The unmasked pixels, (M,).
    mask
        (Ny, Nx) bool, True where masked.
    kernel
        The PSF, (ky, kx), both odd; None for no blurring.
    blurring_mask
        (Ny, Nx) bool, False at the pixels outside the mask whose light the PSF carries into it; None for none.
    backend
        Of the arrays.
    noise_covariance
        N, (M, M), in place of the noise map's squares on a diagonal.

    Attributes
    ----------
    data : (M,) float
    inverse_variance : (M,) float, or (M, M) with a noise covariance
        N^-1.
    psf : Psf
        With a kernel of one pixel where there is no PSF.
    dirty_image : (M,) float
        P^T N^-1 d.
    data_term : () float
        d^T N^-1 d.
    noise_normalization : () float
        ln det(2 pi N).
    is_large : bool
        Whether chi^2 would lose digits as a difference from `data_term` (see `reference_image`).
    """

    array_names = ("data", "inverse_variance", "dirty_image", "data_term", "noise_normalization", "psf")

    data: Any
    inverse_variance: Any
    dirty_image: Any
    data_term: Any
    psf: Psf

    def __init__(
        self,
        data: np.ndarray,
        noise_map: np.ndarray,
        mask: np.ndarray,
        kernel: np.ndarray | None = None,
        blurring_mask: np.ndarray | None = None,
        backend: str | ModuleType | None = None,
        noise_covariance: np.ndarray | None = None,
    ) -> None:
        self.is_blurred = kernel is not None
        data = np.asarray(data, float)
        psf = psf_from(np.ones((1, 1)) if kernel is None else kernel, np.asarray(mask, bool), blurring_mask)
        if noise_covariance is None:
            inverse = np.asarray(noise_map, float) ** -2.0
            weighted = inverse * data
            log_det = -np.sum(np.log(inverse))
        else:
            inverse, log_det = _inverse_of(np.asarray(noise_covariance, float), data.size)
            weighted = inverse @ data
        self._host_psf = psf
        self._host_inverse = inverse
        self._w: Any = None
        dirty = backends.get("numba").convolved_transposed(weighted, psf) if self.is_blurred else weighted
        normalization = log_det + data.size * np.log(2.0 * np.pi)
        self.is_large = bool(data @ weighted > LARGE)
        terms = np.float64(data @ weighted), np.float64(normalization)
        super().__init__(backend, data, inverse, dirty, *terms, psf)

    @property
    def w(self) -> Any:
        """W = P^T N^-1 P on the unmasked pixels: a `WPsf`, or with a noise covariance a `WDense`."""
        if self._w is None:
            if self._host_inverse.ndim == 2:
                host = backends.get("numba")
                half = host.convolved_transposed(self._host_inverse, self._host_psf)
                dense = host.convolved_transposed(np.ascontiguousarray(half.T), self._host_psf)
                self._w = WDense(self.xp.constant(0.5 * (dense + dense.T)))
            else:
                self._w = self.xp.w_psf(self._host_psf, self._host_inverse)
        return self._w

    def weighted(self, images: Any) -> Any:
        """Return N^-1 times images (..., M)."""
        if self._host_inverse.ndim == 2:
            return images @ self.inverse_variance
        return images * self.inverse_variance

    @cached_property
    def root(self) -> tuple[np.ndarray, ...]:
        """With a noise covariance L, (M, M), on the host, with N^-1 = L L^T; else nothing."""
        return () if self._host_inverse.ndim == 1 else (np.linalg.cholesky(self._host_inverse),)

    def whitened(self, residual: Any, root: tuple[Any, ...]) -> Any:
        """Return numbers (M,) whose squares sum up to r^T N^-1 r for r, (M,); `root` is that of these operators."""
        return residual @ root[0] if root else residual * self.xp.sqrt(self.inverse_variance)

    def convolved(self, images: Any, blurring_images: Any = None) -> Any:
        """Return P times images (..., M), and with them the light of the blurring region (..., Mb)."""
        return self.xp.convolved(images, blurring_images, self.psf) if self.is_blurred else images

    def convolved_transposed(self, images: Any) -> Any:
        """Return P^T times images (..., M)."""
        return self.xp.convolved_transposed(images, self.psf) if self.is_blurred else images

    @property
    def leaves(self) -> tuple[Any, ...]:
        """Every array of the backend; W is among them once it was asked for."""
        return (*super().leaves, self._w)

    def with_leaves(self, leaves: tuple[Any, ...]) -> Self:
        new = super().with_leaves(leaves[:-1])
        new._w = leaves[-1]
        return new

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same operators as arrays of another backend; W is built anew when it is asked for."""
        new = super().with_backend(backend)
        if new is not self:
            new._w = None
        return new

    def __getstate__(self) -> dict[str, Any]:
        # W may be a hundred megabytes, and takes less time to build than to read.
        return super().__getstate__() | {"_w": None}


def _inverse_of(covariance: np.ndarray, pixels: int) -> tuple[np.ndarray, float]:
    """The inverse of the noise covariance and ln of its determinant."""
    if covariance.shape != (pixels, pixels):
        raise exc.DataError(
            f"noise_covariance_matrix has shape {covariance.shape}, but there are {pixels} unmasked pixels. Pass one "
            "row and one column for each of them."
        )
    try:
        factor = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError as error:
        raise exc.DataError(
            "noise_covariance_matrix is not positive definite. Check that it is symmetric and that no pixel's noise is "
            "a combination of others'."
        ) from error
    root = np.linalg.inv(factor)
    return root.T @ root, 2.0 * float(np.sum(np.log(np.diagonal(factor))))
