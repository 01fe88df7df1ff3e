"""What functions of grids take, by PyAutoLens' names, to annotate your own with."""

import numpy as np

from autolens_lite.grid.grid_2d import Grid2D
from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular
from autolens_lite.grid.traced_grid_2d import TracedGrid2D

Grid2DLike = np.ndarray | Grid2D | Grid2DIrregular | TracedGrid2D
