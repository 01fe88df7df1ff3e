"""Points around the mesh, whose pixels count as zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, units
from autolens_lite.grid import Grid2DIrregular
from autolens_lite.pixelization.mesh.abstract import check_pixels


@units.taken
def append_with_circle_edge_points(
    image_plane_mesh_grid: Any, centre: tuple[float, float], radius: float, n_points: int
) -> Grid2DIrregular:
    """Return points followed by `n_points` evenly spaced on a circle, counter-clockwise from +x.

    Parameters
    ----------
    image_plane_mesh_grid
        Points (y, x), (S, 2).
    centre, radius
        Of the circle, in arcsec.
    n_points
        How many; pass the same number as the mesh's `zeroed_pixels`.

    Raises
    ------
    ParameterError
        If the centre is not a pair of numbers, the radius not above zero, or the number not whole or below 0.
    """
    y, x = check.pair("centre", centre)
    check.positive("radius", radius)
    n_points = check.whole("n_points", n_points, 0)
    check_pixels("n_points", n_points, n_points)
    with check.argument("image_plane_mesh_grid"):
        points = np.asarray(Grid2DIrregular(image_plane_mesh_grid, backend="numba"))
    angles = 2.0 * np.pi * np.arange(n_points) / max(n_points, 1)
    circle = np.stack([y + radius * np.sin(angles), x + radius * np.cos(angles)], axis=1)
    return Grid2DIrregular(np.concatenate([points, circle]), backend="numba")
