"""Where things are on the sky: masks, grids of coordinates, arrays of values."""

from autolens_lite.grid import over_sample as over_sample
from autolens_lite.grid import type as type
from autolens_lite.grid.array_2d import Array2D as Array2D
from autolens_lite.grid.array_2d import Array2DRGB as Array2DRGB
from autolens_lite.grid.array_irregular import ArrayIrregular as ArrayIrregular
from autolens_lite.grid.convolver import Convolver as Convolver
from autolens_lite.grid.coordinates import Coordinates as Coordinates
from autolens_lite.grid.fits_arrays import hdu_list_for_output_from as hdu_list_for_output_from
from autolens_lite.grid.fits_arrays import header_obj_from as header_obj_from
from autolens_lite.grid.fits_arrays import ndarray_via_fits_from as ndarray_via_fits_from
from autolens_lite.grid.fits_arrays import ndarray_via_hdu_from as ndarray_via_hdu_from
from autolens_lite.grid.fits_arrays import output_to_fits as output_to_fits
from autolens_lite.grid.grid_2d import Grid2D as Grid2D
from autolens_lite.grid.grid_2d_irregular import Grid2DIrregular as Grid2DIrregular
from autolens_lite.grid.mask_2d import Mask2D as Mask2D
from autolens_lite.grid.over_sample import over_sample_size_via_adapt_from as over_sample_size_via_adapt_from
from autolens_lite.grid.over_sample import (
    over_sample_size_via_radial_bins_from as over_sample_size_via_radial_bins_from,
)
from autolens_lite.grid.traced_grid_2d import TracedGrid2D as TracedGrid2D
from autolens_lite.grid.vector_yx_2d import VectorYX2D as VectorYX2D
