"""Figures of one mapper of an inversion, by PyAutoLens' names; `drawing` are the keywords of `Drawing`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.grid import Array2D
from autolens_lite.inversion import Inversion
from autolens_lite.pixelization import Mapper
from autolens_lite.pixelization.mappings import Mapping, clumps_of
from autolens_lite.plot import figure_output, panel_parts, source_pictures
from autolens_lite.plot.drawing import Drawing, drawn
from autolens_lite.units import taken

# Of an image pixel's light: one that gets as much of it from a clump is of that clump's image.
_SHARE = 0.5


@taken
def subplot_of_mapper(inversion: Inversion, mapper_index: int = 0, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the lensed image of a mapper's source, and the source on its mesh, into `inversion.png`."""
    mapper = _mapper_of(inversion, "mapper_index", mapper_index)
    return drawn("inversion", lambda stretch: _draw(inversion, mapper, None, stretch), drawing)


@taken
def subplot_mappings(
    inversion: Inversion, pixelization_index: int = 0, threshold: float = 0.5, **drawing: Unpack[Drawing]
) -> Figure:
    """Draw which parts of the image belong to which clump of a mapper's source, into `mappings.png`.

    A clump is a group of adjacent source pixels brighter than `threshold` of the brightest. Its pixels are marked in
    one colour, in which the pixels of the image are outlined that have at least half of their light from it.
    """
    mapper = _mapper_of(inversion, "pixelization_index", pixelization_index)
    check.within("threshold", threshold, 0.0, 1.0)
    return drawn("mappings", lambda stretch: _draw(inversion, mapper, threshold, stretch), drawing)


@taken
def subplot_image_and_mapper(
    mapper: Mapper,
    image: Any,
    regions: Sequence[Mapping] | None = None,
    mesh_grid: Any = None,
    **drawing: Unpack[Drawing],
) -> Figure:
    """Draw an image, and the mesh of a mapper, into `image_and_mapper.png`.

    `regions` are `mapper.mappings_from(...)`: source pixels and their images in one colour each. `mesh_grid` has no
    effect: the points of the mesh are drawn.
    """
    del mesh_grid
    check.kind("mapper", mapper, Mapper, "Pass al.Mapper(interpolator=...), or one of fit.inversion.mappers.")
    check.kind("image", image, Array2D, "Pass the data of the image, an al.Array2D.")
    for region in regions or []:
        check.kind("regions", region, Mapping, "Pass mapper.mappings_from(...).")

    def draw(stretch: str | None) -> Figure:
        figure, (sky, source) = figure_output.grid_of(2, columns=2)
        panel_parts.brightness(sky, image.xp.to_numpy(image.native), image.mask, "", stretch)
        sky.set_title("Image")
        y, x = np.asarray(mapper.source_plane_mesh_grid).T
        source.scatter(x, y, s=2.0, color="black", linewidths=0.0)
        source.set_aspect("equal")
        source.set_title("Source")
        for number, region in enumerate(regions or []):
            for axes, outlines in ((sky, region.image_contours), (source, region.source_contours)):
                for outline in outlines:
                    axes.fill(outline[:, 1], outline[:, 0], facecolor=f"C{number % 10}", edgecolor="none", alpha=0.6)
        return figure

    return drawn("image_and_mapper", draw, drawing)


def _draw(inversion: Inversion, mapper: Mapper, threshold: float | None, stretch: str | None) -> Figure:
    values, mask = mapper.xp.to_numpy(inversion.reconstruction_of(mapper)), mapper.grid.mask
    figure, (image, source) = figure_output.grid_of(2, columns=2)
    lensed = inversion.mapped_reconstructed_image_of(mapper)
    panel_parts.brightness(image, mapper.xp.to_numpy(lensed.native), mask, "", stretch)
    image.set_title("Lensed source")
    picture = source_pictures.reconstruction_of(mapper, values)
    source_pictures.draw(source, picture, [], "", stretch)
    source.set_title("Source")
    if threshold is not None:
        bright = mapper.xp.to_numpy(inversion.values_of(mapper))
        for number, clump in enumerate(clumps_of(mapper, bright, threshold)):
            _mark(image, source, mapper, clump, f"C{number % 10}")
    return figure


def _mark(image: Axes, source: Axes, mapper: Mapper, clump: np.ndarray, colour: str) -> None:
    y, x = np.asarray(mapper.source_plane_mesh_grid)[clump].T
    source.scatter(x, y, s=4.0, color=colour, linewidths=0.0)
    indices, weights = (mapper.xp.to_numpy(part) for part in mapper.sparse)
    share = np.where(np.isin(indices, clump), weights, 0.0).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-300)
    mask = mapper.grid.mask
    lit = mask.native_from((share >= _SHARE).astype(float))
    panel_parts.contours(image, lit, mask.extent, [0.5], colors=[colour])


def _mapper_of(inversion: Any, name: str, index: int) -> Mapper:
    check.kind("inversion", inversion, Inversion, "Pass fit.inversion.")
    mappers = inversion.mappers
    if check.whole(name, index, 0) >= len(mappers):
        raise exc.ParameterError(f"{name} = {index}, but the inversion has {len(mappers)} mappers, from 0.")
    return mappers[index]
