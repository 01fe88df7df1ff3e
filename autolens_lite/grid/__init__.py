"""Where things are on the sky: masks, grids of coordinates, arrays of values."""

from autolens_lite.grid.array_2d import Array2D
from autolens_lite.grid.coordinates import Coordinates
from autolens_lite.grid.grid_2d import Grid2D
from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular
from autolens_lite.grid.mask_2d import Mask2D
from autolens_lite.grid.vector_yx_2d import VectorYX2D

__all__ = ["Array2D", "Coordinates", "Grid2D", "Grid2DIrregular", "Mask2D", "VectorYX2D"]
