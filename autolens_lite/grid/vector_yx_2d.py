"""One vector per unmasked pixel: deflection angles."""

from __future__ import annotations

from autolens_lite.grid.array_2d import Array2D
from autolens_lite.grid.structure import Structure


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
