"""The sparse map T between a mesh of the source plane and the pixels of the image."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from autolens_lite.grid import Coordinates, Grid2D
from autolens_lite.pixelization.border import relocated_from
from autolens_lite.pixelization.mesh import Mesh
from autolens_lite.pixelization.pixelization import Pixelization
from autolens_lite.pixelization.regularization import Regularization


class Mapper:
    """A pixelization laid over the traced sub-pixels of an image.

    Parameters
    ----------
    pixelization
        Mesh and regularization.
    grid
        The image plane's grid, whose sub-pixels were traced.
    source_coordinates
        Its sub-pixels in the source plane.
    use_border_relocator
        Whether points outside the source plane's border are moved onto it.
    response
        The image pixels' response (a primary beam), (M,), or None.
    """

    def __init__(
        self,
        pixelization: Pixelization,
        grid: Grid2D,
        source_coordinates: Coordinates,
        use_border_relocator: bool = False,
        response: Any = None,
    ) -> None:
        self.pixelization = pixelization
        self.grid = grid
        self.xp = source_coordinates.xp
        if use_border_relocator:
            index = grid.sub_border_index
            border = Coordinates(source_coordinates.y[index], source_coordinates.x[index], self.xp)
            source_coordinates = relocated_from(source_coordinates, border)
        self.source_coordinates = source_coordinates
        self.interpolation = pixelization.mesh.interpolation_from(source_coordinates)
        self._response = response

    @property
    def mesh(self) -> Mesh:
        """The mesh of the pixelization."""
        return self.pixelization.mesh

    @property
    def regularization(self) -> Regularization:
        """The regularization of the pixelization."""
        return self.pixelization.regularization

    @property
    def pixels(self) -> int:
        """The number S of source pixels."""
        return self.mesh.pixels

    @functools.cached_property
    def sparse(self) -> tuple[Any, Any]:
        """T as the source pixels (M, B) that light each image pixel, -1 for none, and their weights (M, B)."""
        xp = self.xp
        sub_indices, sub_weights = self.interpolation.indices, self.interpolation.weights
        size = self.grid.over_sample_size
        if isinstance(size, int):
            pixels = self.grid.shape_slim
            indices = sub_indices if size == 1 else xp.reshape(sub_indices, (pixels, -1))
            weights = sub_weights if size == 1 else xp.reshape(sub_weights, (pixels, -1)) / size**2
        else:
            slots = _slots(self.grid)
            present = xp.asarray(slots >= 0)[:, :, None]
            area = xp.asarray(np.asarray(size)[:, None, None] ** 2.0)
            shape = (self.grid.shape_slim, -1)
            indices = xp.reshape(xp.where(present, sub_indices[slots], -1), shape)
            weights = xp.reshape(xp.where(present, sub_weights[slots] / area, 0.0), shape)
        if self._response is not None:
            weights = weights * self._response[:, None]
        return indices, weights

    @property
    def mapping_matrix(self) -> Any:
        """T as a dense matrix (M, S)."""
        return self.xp.mapping_matrix(*self.sparse, self.pixels)

    @property
    def edges(self) -> tuple[np.ndarray, np.ndarray]:
        """The boundaries of rows (y, descending) and columns (x, ascending) of a rectangular mesh, in arcsec."""
        return tuple(self.xp.to_numpy(part) for part in (self.interpolation.edges_y, self.interpolation.edges_x))

    @property
    def mesh_grid(self) -> np.ndarray:
        """The middle (y, x) of each source pixel in arcsec, (S, 2)."""
        y, x = (0.5 * (part[1:] + part[:-1]) for part in self.edges)
        return np.stack([part.ravel() for part in np.meshgrid(y, x, indexing="ij")], axis=1)


def _slots(grid: Grid2D) -> np.ndarray:
    """For unequal sub-pixels: the sub-pixels of each pixel, (M, most), -1 where it has fewer."""
    counts = np.bincount(grid.sub_index, minlength=grid.shape_slim)
    slots = np.full((grid.shape_slim, counts.max()), -1)
    slots[np.arange(counts.max()) < counts[:, None]] = np.arange(grid.sub_index.size)
    return slots
