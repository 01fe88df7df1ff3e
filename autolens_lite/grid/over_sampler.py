"""How the pixels of a grid are divided, by PyAutoLens' names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from autolens_lite.grid.mask_2d import Mask2D


class OverSampler(NamedTuple):
    """The sub-pixels of a grid, `grid.over_sampler`.

    Attributes
    ----------
    mask : Mask2D
        The mask of the grid.
    sub_size : (M,) int
        Sub-pixels a side of each pixel.
    slim_for_sub_slim : (N,) int
        The pixel of each sub-pixel.
    """

    mask: Mask2D
    sub_size: np.ndarray
    slim_for_sub_slim: np.ndarray

    @property
    def sub_fraction(self) -> np.ndarray:
        """The share of each pixel's sub-pixels in it, (M,)."""
        return 1.0 / self.sub_size**2
