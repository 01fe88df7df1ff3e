"""One vector per unmasked pixel: deflection angles."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from autolens_lite.arrays import numbers_from
from autolens_lite.grid.array_2d import Array2D
from autolens_lite.grid.mask_2d import Mask2D
from autolens_lite.grid.structure import Structure

if TYPE_CHECKING:
    from autolens_lite import grid as grids


class VectorYX2D(Structure):
    """Vectors (y, x) on the unmasked pixels of a mask.

    Parameters
    ----------
    values
        Slim (M, 2) or native (Ny, Nx, 2).
    mask
        The mask.
    backend
        Name of the array backend; None for the configured default.

    Raises
    ------
    DataError
        If `values` has neither shape.
    """

    value_shape = (2,)

    @classmethod
    def no_mask(
        cls,
        values: Any,
        pixel_scales: float | tuple[float, float],
        shape_native: tuple[int, int] | None = None,
        origin: tuple[float, float] = (0.0, 0.0),
        backend: str | ModuleType | None = None,
    ) -> VectorYX2D:
        """Return vectors (Ny, Nx, 2), or (N, 2) of an array of `shape_native`, of which no pixel is masked."""
        shape = (
            np.shape(numbers_from("values", values, labels=("y", "x")))[:2] if shape_native is None else shape_native
        )
        return cls(values, Mask2D.all_false(shape, pixel_scales, origin), backend)

    @property
    def grid(self) -> grids.Grid2D:
        """The centres of the pixels that the vectors belong to."""
        return self.derive_grid.unmasked

    @property
    def y(self) -> Array2D:
        """The y components."""
        return Array2D(self.slim[:, 0], self.mask, self.backend)

    @property
    def x(self) -> Array2D:
        """The x components."""
        return Array2D(self.slim[:, 1], self.mask, self.backend)

    @property
    def magnitudes(self) -> Array2D:
        """The lengths of the vectors."""
        return Array2D(self.xp.hypot(self.slim[:, 0], self.slim[:, 1]), self.mask, self.backend)
