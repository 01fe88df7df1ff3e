"""NumPy's arrays on the host that also answer to what arrays on pixels do: kernels, visibilities, values at points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular
    from autolens_lite.grid.mask_2d import Mask2D


class View(np.ndarray):
    """An array of NumPy that is its own `native` form, with the mask of its pixels where it has some."""

    mask: Mask2D | None = None

    @classmethod
    def of(cls, values: np.ndarray, mask: Mask2D | None = None) -> Self:
        """Return a view of an array, which shares its memory, and may as little be written into."""
        new = values.view(cls)
        new.mask = mask
        return new

    def __array_finalize__(self, other: Any) -> None:
        mask = getattr(other, "mask", None)
        if mask is not None and isinstance(other, View) and self.shape == other.shape:
            self.mask = mask

    @property
    def pixel_scales(self) -> tuple[float, float] | None:
        """The size (dy, dx) of a pixel in arcsec, where there are pixels."""
        return None if self.mask is None else self.mask.pixel_scales

    @property
    def array(self) -> np.ndarray:
        """The values as a plain array of NumPy."""
        return self.view(np.ndarray)

    @property
    def values(self) -> np.ndarray:
        """Another name of `array`."""
        return self.array

    @property
    def native(self) -> Self:
        """The array itself."""
        return self

    @property
    def shape_native(self) -> tuple[int, ...]:
        """The shape of the array, as of `native`."""
        return self.shape

    @property
    def slim(self) -> Self:
        """The values in one row."""
        return self.reshape(-1)  # type: ignore[return-value]


class Vectors(View):
    """Vectors (y, x) at points, (N, 2)."""

    @property
    def magnitudes(self) -> np.ndarray:
        """The lengths of the vectors, (N,)."""
        return np.hypot(self.array[..., 0], self.array[..., 1])


class Visibilities(View):
    """Complex visibilities (K,), or their noise: sigma_re + i sigma_im."""

    @property
    def in_array(self) -> np.ndarray:
        """Real and imaginary parts, (K, 2)."""
        return np.stack([self.array.real, self.array.imag], axis=-1)

    @property
    def in_grid(self) -> Grid2DIrregular:
        """Real and imaginary parts as points, to be drawn."""
        from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular

        return Grid2DIrregular(self.in_array, "numba")

    @property
    def amplitudes(self) -> np.ndarray:
        """The absolute values, (K,)."""
        return np.abs(self.array)

    @property
    def phases(self) -> np.ndarray:
        """The phases in radians, (K,)."""
        return np.angle(self.array)
