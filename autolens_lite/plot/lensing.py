"""The curves of a lens, for drawing."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Curves(NamedTuple):
    """Critical curves in the image plane and caustics in the last plane, each a list of (N, 2) of (y, x)."""

    critical: list[np.ndarray]
    caustics: list[np.ndarray]


def curves_of(tracer: Any, grid: Any) -> Curves:
    """Return the curves of `tracer` within the array of `grid`; both lists are empty where no image is multiple."""
    found = [*tracer.tangential_critical_curve_list_from(grid=grid), *tracer.radial_critical_curve_list_from(grid=grid)]
    traced = [tracer.traced_grid_2d_list_from(grid=curve)[-1] for curve in found]
    return Curves([np.asarray(curve) for curve in found], [np.asarray(curve) for curve in traced])
