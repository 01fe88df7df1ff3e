"""The curves of a lens, for drawing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autolens_lite.grid import Grid2DIrregular
from autolens_lite.profile.critical import CriticalCurves

# The spacing of the search in arcsec, and the most points along a side: the fields of clusters are minutes wide.
_SPACING, _MOST_POINTS = 0.05, 1000


class Curves(NamedTuple):
    """Critical curves in the image plane and caustics in a source plane, each a list of (N, 2) of (y, x)."""

    critical: list[np.ndarray]
    caustics: list[np.ndarray]


def curves_of(tracer: Any, grid: Any, plane: int | None = None) -> Curves:
    """Return the curves of `tracer` within the array of `grid`; both lists are empty where no image is multiple.

    `plane` is the index of the sources' plane, the last by default.
    """
    last = tracer.total_planes - 1
    plane = last if plane is None else plane
    if plane == 0 < last:
        return Curves([], [])
    lens = tracer if plane == last else tracer.up_to_plane(tracer.plane_redshifts[plane])
    left, right, bottom, top = grid.mask.extent
    spacing = max(_SPACING, max(right - left, top - bottom) / _MOST_POINTS)
    # of both kinds by one search, which behind several planes finds them together
    search = CriticalCurves(lens.deflections_from, grid.mask.extent, spacing)
    found = [Grid2DIrregular(curve, grid.backend) for curve in (*search.tangential, *search.radial)]
    traced = [tracer.traced_grid_2d_list_from(grid=curve)[plane] for curve in found]
    return Curves([np.asarray(curve) for curve in found], [np.asarray(curve) for curve in traced])
