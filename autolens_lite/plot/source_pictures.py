"""The sources of a fit as pictures: reconstructions on their meshes, light profiles on a fine grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.path import Path

from autolens_lite.fit import Fit
from autolens_lite.fit.source_image import Box, Brightness, image_within, zoomed_image
from autolens_lite.fit.source_plane import Source, brightness_at
from autolens_lite.grid import Coordinates, Grid2D
from autolens_lite.lens import Tracer
from autolens_lite.pixelization import Mapper
from autolens_lite.pixelization.mesh import CompactKernel, Voronoi
from autolens_lite.pixelization.mesh.rectangular import Rectangular
from autolens_lite.plot import panel_parts, readable_units
from autolens_lite.plot.brightness_pictures import FAINTEST, Picture, SourceCells, SourcePixels, box_of, square_with
from autolens_lite.plot.stretch import norm_for
from autolens_lite.xp.backend import Backend


def picture_of(fit: Fit, source: Source, caustics: Iterable[Any] = ()) -> Picture:
    """Return a source of a fit in flux per arcsec^2: its reconstruction where there is one, else its light profiles."""
    mask = fit.dataset.mask
    pixel_area = mask.pixel_scales[0] * mask.pixel_scales[1]

    def brightness(coordinates: Coordinates) -> Any:
        return brightness_at(fit, source, coordinates)

    if source.mapper is None:
        found: Picture = _profiles(brightness, fit.xp, mask.extent, caustics)
    else:
        values = np.asarray(fit.solved.reconstruction_of(source.mapper))
        found = _reconstruction(source.mapper, values, brightness, caustics)
    return found._replace(values=found.values / pixel_area)


def reconstruction_of(mapper: Mapper, values: np.ndarray) -> Picture:
    """Return the pixels (S,) of a mapper's source, in flux per pixel of the data, in flux per arcsec^2."""

    def brightness(coordinates: Coordinates) -> Any:
        return mapper.xp.mapped_image(*mapper.interpolation.at(coordinates), mapper.xp.asarray(values))

    found = _reconstruction(mapper, values, brightness, ())
    scales = mapper.grid.mask.pixel_scales
    return found._replace(values=found.values / (scales[0] * scales[1]))


def light_of(tracer: Tracer, grid: Grid2D, caustics: Iterable[Any] = (), plane: int = -1) -> SourcePixels:
    """Return the light profiles of a plane, by default the last, unlensed, over what is bright and the caustics."""

    def brightness(coordinates: Coordinates) -> Any:
        return sum(galaxy.image_from(coordinates) for galaxy in tracer.planes[plane])

    return _profiles(brightness, grid.xp, grid.mask.extent, caustics)


def title_of(fit: Fit, source: Source, of: Sequence[Source]) -> str:
    """The title of a source's panel, by redshift where there are several."""
    if len(of) == 1:
        return "Source and caustics" if source.plane else "Light of the model"
    redshift = f"at $z = {float(fit.tracer.plane_redshifts[source.plane]):.4g}$"
    together = [other for other in of if other.plane == source.plane]
    if len(together) == 1:
        return f"Source {redshift}"
    number = next(i for i, other in enumerate(together) if other is source)
    return f"Source {number + 1} of {len(together)} {redshift}"


def draw(axes: Axes, picture: Picture, caustics: Sequence[Any], unit: str, stretch: str | None = None) -> None:
    """Show a source with its caustics; its scale is linear unless a stretch is asked for."""
    factor, text = readable_units.scaled(picture.values, unit)
    values = np.ma.asarray(factor * picture.values)
    axes.set_facecolor(panel_parts.MASKED_COLOUR)
    axes.set_label(panel_parts.SOURCE_PLANE)
    lower, upper = panel_parts.limits_of(values)
    # A positive source starts at black, so that faint light is not mistaken for none.
    norm = norm_for([values], (min(lower, 0.0), upper), stretch or "linear")
    shown = picture.paint(axes, panel_parts.within(values, norm), cmap=panel_parts.colour_map("source"), norm=norm)
    panel_parts.sky(axes, box_of(picture, caustics))
    panel_parts.colour_bar(axes, shown, panel_parts.brightness_label(text))
    panel_parts.curves(axes, caustics)


def _profiles(brightness: Brightness, xp: Backend, field: Box, caustics: Iterable[Any]) -> SourcePixels:
    """Light on a fine grid over what is bright and the caustics."""
    found = zoomed_image(brightness, xp, field, lambda bright: square_with(bright, caustics, field), FAINTEST)
    return SourcePixels(found.values, *found.edges, box=found.box)


def _reconstruction(mapper: Mapper, values: np.ndarray, brightness: Brightness, caustics: Iterable[Any]) -> Picture:
    if isinstance(mapper.mesh, Rectangular):
        edges_y, edges_x = mapper.edges
        shape = len(edges_y) - 1, len(edges_x) - 1
        return SourcePixels(values.reshape(shape), edges_y, edges_x, _rows_and_columns(edges_y, edges_x))
    vertices, traced = (
        np.stack([mapper.xp.to_numpy(points.y), mapper.xp.to_numpy(points.x)], axis=1)
        for points in (mapper.mesh_grid, mapper.source_coordinates)
    )
    if isinstance(mapper.mesh, Voronoi):
        outline = _hull(np.concatenate([vertices, traced]))
        return SourceCells(values, vertices[:, 0], vertices[:, 1], outline)
    # Only the light is interpolated, so only where there are vertices around.
    outline = _hull(vertices)
    box = box_of(SourceCells(values, vertices[:, 0], vertices[:, 1], outline), caustics)
    found = image_within(box, brightness, mapper.xp)
    y, x = (0.5 * (edges[1:] + edges[:-1]) for edges in found.edges)
    points = np.stack(np.meshgrid(y, x, indexing="ij"), axis=-1).reshape(-1, 2)
    outside = ~Path(outline).contains_points(points).reshape(found.values.shape)
    lines = None if isinstance(mapper.mesh, CompactKernel) else _edges(mapper, vertices)
    return SourcePixels(np.ma.masked_where(outside, found.values), *found.edges, lines=lines, box=box)


def _hull(points: np.ndarray) -> np.ndarray:
    """The corners (n, 2) of the convex hull, closed."""
    from scipy.spatial import ConvexHull

    corners = ConvexHull(points).vertices
    return points[[*corners, corners[0]]]


def _rows_and_columns(edges_y: np.ndarray, edges_x: np.ndarray) -> np.ndarray:
    """The two ends (L, 2, 2) of every boundary of a rectangular mesh."""
    across = [[(y, edges_x[0]), (y, edges_x[-1])] for y in edges_y]
    down = [[(edges_y[0], x), (edges_y[-1], x)] for x in edges_x]
    return np.array(across + down)


def _edges(mapper: Mapper, points: np.ndarray) -> np.ndarray:
    """The two ends (L, 2, 2) of every edge between the vertices of a mesh, at points (S, 2)."""
    neighbors = mapper.xp.to_numpy(mapper.interpolation.neighbors)
    first, slot = np.nonzero(neighbors > np.arange(len(points))[:, None])
    return points[np.stack([first, neighbors[first, slot]], axis=1)]
