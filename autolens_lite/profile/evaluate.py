"""From a user's grid to a hook's coordinates, and from a hook's values to what the user gets back.

Hooks are elementwise: they may be handed a block of the points at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autolens_lite import check
from autolens_lite.grid import Array2D, Coordinates, Grid2D, Grid2DIrregular, TracedGrid2D, VectorYX2D, views
from autolens_lite.xp import traced

GridLike = Grid2D | Grid2DIrregular | ArrayLike
Hook = Callable[[Coordinates], Any]


def grid_from(grid: GridLike, backend: str | None = None) -> Grid2D | Grid2DIrregular:
    """Return `grid`, or the irregular grid of an array-like (N, 2) of (y, x) on `backend` (None for the default)."""
    if isinstance(grid, Grid2D | Grid2DIrregular):
        return grid
    with check.argument("grid"):
        return Grid2DIrregular(grid, backend)


def image_on(grid: GridLike, hook: Hook) -> Any:
    """Evaluate a hook at the sub-pixels and average it over each pixel, as light is collected.

    Returns
    -------
    Array2D for a Grid2D, an array (N,) of the backend for irregular points.
    """
    grid = grid_from(grid)
    return image_of(grid, grid.over_sampled.evaluated(hook))


def image_of(grid: Grid2D | Grid2DIrregular, values: Any) -> Any:
    """Return values at the sub-pixels as `image_on` does."""
    return _array(grid, grid.binned_from(values))


def scalar_on(grid: GridLike, hook: Hook) -> Any:
    """Evaluate a hook at the pixel centres; returned as by `image_on`."""
    grid = grid_from(grid)
    return _array(grid, grid.coordinates.evaluated(hook))


def vector_on(grid: GridLike, hook: Hook) -> Any:
    """Evaluate a hook that returns (y, x) components at the pixel centres.

    Returns
    -------
    VectorYX2D for a Grid2D, an array (N, 2) of the backend for irregular points.
    """
    grid = grid_from(grid)
    components = list(grid.coordinates.evaluated(hook))
    try:
        values = grid.xp.stack(components, axis=-1)
    except TypeError as error:
        if traced.is_of_tracing(error):
            raise traced.refusal("A parameter of the profile") from error
        raise
    return VectorYX2D(values, grid.mask, grid.backend) if isinstance(grid, Grid2D) else _viewed(values, views.Vectors)


def points_on(grid: GridLike, coordinates: Coordinates, sub_pixels: Callable[[], Coordinates]) -> Any:
    """Return traced points as the user's kind of result: a TracedGrid2D, or a Grid2DIrregular.

    `sub_pixels` returns where a grid's sub-pixels are traced to, and is called if they are asked for.
    """
    grid = grid_from(grid)
    if isinstance(grid, Grid2D):
        return TracedGrid2D(coordinates.array, grid, sub_pixels)
    return Grid2DIrregular(coordinates.array, grid.backend)


def total_of(hooks: Sequence[Hook], coordinates: Coordinates) -> Any:
    """Return the sum (N,) of scalar hooks, zero without any."""
    total = None
    for hook in hooks:
        values = hook(coordinates)
        total = values if total is None else total + values
    return coordinates.xp.zeros_like(coordinates.y) if total is None else total


def total_deflections_of(masses: Sequence[Any], coordinates: Coordinates) -> tuple[Any, Any]:
    """Return the sum (alpha_y, alpha_x) of the deflections of masses, each (N,), zero without any."""
    if not masses:
        zeros = coordinates.xp.zeros_like(coordinates.y)
        return zeros, zeros
    alpha_y, alpha_x = masses[0].deflections_from(coordinates)
    for mass in masses[1:]:
        other_y, other_x = mass.deflections_from(coordinates)
        alpha_y, alpha_x = alpha_y + other_y, alpha_x + other_x
    return alpha_y, alpha_x


def _array(grid: Grid2D | Grid2DIrregular, values: Any) -> Any:
    return Array2D(values, grid.mask, grid.backend) if isinstance(grid, Grid2D) else _viewed(values, views.View)


def _viewed(values: Any, kind: type[views.View]) -> Any:
    """Values at irregular points, those of NumPy with the attributes that scripts of PyAutoLens ask for."""
    return kind.of(values) if type(values) is np.ndarray else values
