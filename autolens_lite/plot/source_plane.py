"""The source as a picture: a reconstruction on its mesh, or light profiles on a fine grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes

from autolens_lite.grid import Grid2D
from autolens_lite.plot import panel, units

_COARSE, _FINE = 201, 401
_FAINTEST = 0.1
_MARGIN = 0.15

Box = tuple[float, float, float, float]


class SourceImage(NamedTuple):
    """Surface brightness (rows, columns) on pixels between `edges_y` (rows + 1,) and `edges_x` (columns + 1,)."""

    values: np.ndarray
    edges_y: np.ndarray
    edges_x: np.ndarray


def source_of(fit: Any, caustics: Iterable[Any] = ()) -> SourceImage:
    """Return the source of a fit in flux per arcsec^2: its reconstruction where there is one, else its light profiles.

    Of several reconstructed galaxies it is the last, which is the most distant.
    """
    mask = fit.dataset.real_space_mask
    pixel_area = mask.pixel_scales[0] * mask.pixel_scales[1]
    if fit.inversion is None:
        found = light_of(fit.tracer, mask.extent, caustics)
    else:
        mapper = fit.inversion.mappers[-1]
        edges_y, edges_x = mapper.edges
        values = np.asarray(fit.inversion.reconstruction_of(mapper)).reshape(len(edges_y) - 1, len(edges_x) - 1)
        found = SourceImage(values, edges_y, edges_x)
    return found._replace(values=found.values / pixel_area)


def light_of(tracer: Any, extent: Sequence[float], caustics: Iterable[Any] = ()) -> SourceImage:
    """Return the light profiles of the last plane, unlensed, on a fine grid over what is bright and the caustics.

    A coarse image of the whole field finds where that is.
    """
    coarse = _light(tracer, (extent[0], extent[1], extent[2], extent[3]), _COARSE)
    return _light(tracer, box_of(coarse, caustics), _FINE)


def box_of(image: SourceImage, caustics: Iterable[Any] = ()) -> Box:
    """The square (left, right, bottom, top) that holds the caustics and all that is bright, with a margin."""
    y, x = [], []
    brightest = float(np.max(image.values))
    if brightest > 0.0:
        rows, columns = np.nonzero(image.values > _FAINTEST * brightest)
        y += [image.edges_y[rows.min()], image.edges_y[rows.max() + 1]]
        x += [image.edges_x[columns.min()], image.edges_x[columns.max() + 1]]
    for points in map(np.asarray, caustics):
        y += [points[:, 0].min(), points[:, 0].max()]
        x += [points[:, 1].min(), points[:, 1].max()]
    if not y:
        y, x = [image.edges_y[0], image.edges_y[-1]], [image.edges_x[0], image.edges_x[-1]]
    half = (0.5 + _MARGIN) * float(max(max(y) - min(y), max(x) - min(x)))
    centre_y, centre_x = 0.5 * float(max(y) + min(y)), 0.5 * float(max(x) + min(x))
    return centre_x - half, centre_x + half, centre_y - half, centre_y + half


def draw(axes: Axes, image: SourceImage, caustics: Sequence[Any], unit: str) -> None:
    """Show a source with its caustics."""
    factor, text = units.prefixed(image.values, unit)
    values = factor * image.values
    axes.set_facecolor(panel.MASKED_COLOUR)
    lower, upper = panel.limits_of(np.ma.asarray(values))
    # A positive source starts at black, so that faint light is not mistaken for none.
    shown = axes.pcolormesh(
        image.edges_x,
        image.edges_y,
        values,
        cmap=panel.colour_map("source"),
        vmin=min(lower, 0.0),
        vmax=upper,
        rasterized=True,
    )
    panel.sky(axes, box_of(image, caustics))
    panel.colour_bar(axes, shown, panel.brightness_label(text))
    panel.curves(axes, caustics)


def _light(tracer: Any, box: Box, pixels: int) -> SourceImage:
    left, right, bottom, top = box
    scales = ((top - bottom) / pixels, (right - left) / pixels)
    origin = (0.5 * (bottom + top), 0.5 * (left + right))
    grid = Grid2D.uniform((pixels, pixels), scales, origin, backend=tracer.backend)
    total = np.zeros((pixels, pixels))
    for galaxy in tracer.planes[-1]:
        total += np.asarray(galaxy.image_2d_from(grid=grid).native)
    return SourceImage(total, np.linspace(top, bottom, pixels + 1), np.linspace(left, right, pixels + 1))
