"""Where things are on the sky: masks, grids of coordinates, arrays of values."""

from autolens_lite.grid import over_sample
from autolens_lite.grid.array_2d import Array2D, Array2DRGB
from autolens_lite.grid.array_irregular import ArrayIrregular
from autolens_lite.grid.convolver import Convolver
from autolens_lite.grid.coordinates import Coordinates
from autolens_lite.grid.fits_arrays import header_obj_from, ndarray_via_fits_from, output_to_fits
from autolens_lite.grid.grid_2d import Grid2D
from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular
from autolens_lite.grid.mask_2d import Mask2D
from autolens_lite.grid.over_sample import over_sample_size_via_adapt_from, over_sample_size_via_radial_bins_from
from autolens_lite.grid.vector_yx_2d import VectorYX2D

__all__ = [
    "Array2D",
    "Array2DRGB",
    "ArrayIrregular",
    "Convolver",
    "Coordinates",
    "Grid2D",
    "Grid2DIrregular",
    "Mask2D",
    "VectorYX2D",
    "header_obj_from",
    "ndarray_via_fits_from",
    "output_to_fits",
    "over_sample",
    "over_sample_size_via_adapt_from",
    "over_sample_size_via_radial_bins_from",
]
