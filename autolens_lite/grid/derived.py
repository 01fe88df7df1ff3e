"""What follows from a mask: grids, masks and indices of its edge and border, and where its pixels lie."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, grid


class _Derived:
    """What is made of a mask; `backend` is that of the grids."""

    def __init__(self, mask: grid.Mask2D, backend: str | None = None) -> None:
        self.mask = mask
        self.backend = backend


class Geometry2D(_Derived):
    """Where the pixels of a mask's array lie, masked or not."""

    @property
    def shape_native(self) -> tuple[int, int]:
        """The shape (Ny, Nx) of the mask's array."""
        return self.mask.shape_native

    @property
    def pixel_scales(self) -> tuple[float, float]:
        """The size (dy, dx) of a pixel in arcsec."""
        return self.mask.pixel_scales

    @property
    def origin(self) -> tuple[float, float]:
        """The (y, x) of the centre of the array in arcsec."""
        return self.mask.origin

    @property
    def shape_native_scaled(self) -> tuple[float, float]:
        """The height and width of the array in arcsec."""
        left, right, bottom, top = self.extent
        return top - bottom, right - left

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The outer edges (x left, x right, y bottom, y top) in arcsec."""
        return self.mask.extent

    @property
    def scaled_minima(self) -> tuple[float, float]:
        """The (y, x) of the bottom left corner in arcsec."""
        return self.extent[2], self.extent[0]

    @property
    def scaled_maxima(self) -> tuple[float, float]:
        """The (y, x) of the top right corner in arcsec."""
        return self.extent[3], self.extent[1]

    @property
    def central_pixel_coordinates(self) -> tuple[float, float]:
        """The row and column of the centre: of an even number of pixels, between two of them."""
        rows, columns = self.shape_native
        return 0.5 * (rows - 1), 0.5 * (columns - 1)

    @property
    def central_scaled_coordinates(self) -> tuple[float, float]:
        """The (y, x) of the centre of the array in arcsec: `origin`."""
        return self.origin

    def pixel_coordinates_2d_from(self, scaled_coordinates_2d: tuple[float, float]) -> tuple[int, int]:
        """Return the row and column of the pixel that holds a point (y, x) in arcsec; beyond the array they go on."""
        row, column = self._place_of(scaled_coordinates_2d)
        return int(np.floor(row + 0.5)), int(np.floor(column + 0.5))

    def scaled_coordinates_2d_from(self, pixel_coordinates_2d: tuple[float, float]) -> tuple[float, float]:
        """Return the (y, x) in arcsec of a row and column, whole at the centres of pixels."""
        row, column = check.pair("pixel_coordinates_2d", pixel_coordinates_2d)
        (middle, centre), (dy, dx), (y, x) = self.central_pixel_coordinates, self.pixel_scales, self.origin
        return float(y + (middle - row) * dy), float(x + (column - centre) * dx)

    def scaled_coordinate_2d_to_scaled_at_pixel_centre_from(
        self, scaled_coordinate_2d: tuple[float, float]
    ) -> tuple[float, float]:
        """Return the (y, x) of the centre of the pixel that holds a point (y, x), in arcsec."""
        with check.argument("scaled_coordinate_2d"):
            return self.scaled_coordinates_2d_from(self.pixel_coordinates_2d_from(scaled_coordinate_2d))

    def _place_of(self, point: tuple[float, float]) -> tuple[float, float]:
        y, x = check.pair("scaled_coordinates_2d", point)
        (middle, centre), (dy, dx), origin = self.central_pixel_coordinates, self.pixel_scales, self.origin
        return middle - (y - origin[0]) / dy, centre + (x - origin[1]) / dx


class DeriveGrid2D(_Derived):
    """Grids of a mask, of pixel centres that are not divided; `apply_over_sampling` divides them."""

    @property
    def all_false(self) -> grid.Grid2D:
        """The grid of all pixels of the array."""
        return grid.Grid2D(self.mask.derive_mask.all_false, 1, self.backend)

    @property
    def unmasked(self) -> grid.Grid2D:
        """The grid of the unmasked pixels."""
        return grid.Grid2D(self.mask, 1, self.backend)

    @property
    def edge(self) -> grid.Grid2D:
        """The grid of the unmasked pixels beside which one is masked."""
        return grid.Grid2D(self.mask.derive_mask.edge, 1, self.backend)

    @property
    def border(self) -> grid.Grid2D:
        """The grid of the unmasked pixels on the outside: see `Mask2D.border_slim`."""
        return grid.Grid2D(self.mask.derive_mask.border, 1, self.backend)


class DeriveMask2D(_Derived):
    """Masks that follow from a mask."""

    @property
    def all_false(self) -> grid.Mask2D:
        """The mask that hides no pixel."""
        return self.mask.with_mask(np.zeros(self.mask.shape_native, dtype=bool))

    @property
    def edge(self) -> grid.Mask2D:
        """The mask that leaves the edge: the unmasked pixels beside which, or by whose corners, one is masked."""
        return self._of_slim(self.mask.derive_indexes.edge_slim)

    @property
    def border(self) -> grid.Mask2D:
        """The mask that leaves the border: see `Mask2D.border_slim`."""
        return self._of_slim(self.mask.border_slim)

    def blurring_from(self, kernel_shape_native: tuple[int, int]) -> grid.Mask2D:
        """Return the mask of the blurring region of a PSF: see `Mask2D.blurring_from`."""
        return self.mask.blurring_from(kernel_shape_native)

    def _of_slim(self, indices: np.ndarray) -> grid.Mask2D:
        hidden = np.ones(self.mask.shape_native, dtype=bool)
        hidden[tuple(self.mask.native_for_slim[indices].T)] = False
        return self.mask.with_mask(hidden)


class DeriveIndexes2D(_Derived):
    """Indices of a mask's pixels, int64: slim ones count the unmasked pixels, flat ones all."""

    @property
    def native_for_slim(self) -> np.ndarray:
        """The [row, column] of each unmasked pixel, (M, 2)."""
        return self.mask.native_for_slim

    @property
    def unmasked_slim(self) -> np.ndarray:
        """The flat index of each unmasked pixel, (M,)."""
        return np.flatnonzero(~self.mask.mask)

    @property
    def masked_slim(self) -> np.ndarray:
        """The flat index of each masked pixel."""
        return np.flatnonzero(self.mask.mask)

    @property
    def edge_slim(self) -> np.ndarray:
        """The slim index of each unmasked pixel beside which, or by whose corners, one is masked, or the array ends."""
        hidden = np.pad(self.mask.mask, 1, constant_values=True)
        windows: Any = np.lib.stride_tricks.sliding_window_view(hidden, (3, 3))
        return np.flatnonzero(windows.any(axis=(2, 3))[~self.mask.mask])

    @property
    def edge_native(self) -> np.ndarray:
        """The [row, column] of each pixel of `edge_slim`."""
        return self.mask.native_for_slim[self.edge_slim]

    @property
    def border_slim(self) -> np.ndarray:
        """The slim index of each pixel of the border: see `Mask2D.border_slim`."""
        return self.mask.border_slim

    @property
    def border_native(self) -> np.ndarray:
        """The [row, column] of each pixel of `border_slim`."""
        return self.mask.native_for_slim[self.border_slim]
