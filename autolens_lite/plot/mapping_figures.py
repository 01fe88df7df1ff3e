"""Figures of parts of a source beside their images."""

from __future__ import annotations

from typing import Any, Unpack

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.fit import FitImaging
from autolens_lite.fit.mappings import mappings_from_fit
from autolens_lite.pixelization import Circle, Mapper
from autolens_lite.plot import figure_output, panel_parts, source_pictures
from autolens_lite.plot.drawing import Regions, draw_regions, drawn
from autolens_lite.units import taken


@taken
def plot_inversion_reconstruction(
    pixel_values: Any, mapper: Mapper, title: str = "Source", **drawing: Unpack[Regions]
) -> Figure:
    """Draw values of a mapper's source pixels on its mesh, into `reconstruction.png`.

    Parameters
    ----------
    pixel_values
        One for each source pixel, in flux per pixel of the image: `inversion.reconstruction_dict[mapper]`.
    mapper
        The mapper.
    title
        Above the panel.
    **drawing
        Where it is saved, and what is drawn over it, of which `regions` are in the source plane: see `Regions`.

    Raises
    ------
    DataError
        If there are not as many values as source pixels.
    ParameterError
        If a keyword is unknown, or the file cannot be written.
    """
    check.kind("mapper", mapper, Mapper, "Pass one of fit.inversion.mappers.")
    values = numbers_from("pixel_values", mapper.xp.to_numpy(mapper.xp.asarray(pixel_values)), "(S,)")
    if values.shape != (mapper.pixels,):
        raise exc.DataError(f"pixel_values has shape {values.shape}, and there are {mapper.pixels} source pixels.")

    def draw(stretch: str | None) -> Figure:
        figure, (axes,) = figure_output.grid_of(1, columns=1)
        source_pictures.draw(axes, source_pictures.reconstruction_of(mapper, values), [], "", stretch)
        axes.set_title(title)
        draw_regions(axes, drawing)
        return figure

    return drawn("reconstruction", draw, drawing)


@taken
def subplot_fit_imaging_mappings(
    fit: FitImaging,
    plane_index: int = -1,
    shape: Circle | None = None,
    pixel_scale_precision: float | None = None,
    magnification_threshold: float = 0.1,
    **drawing_and_clumps: Any,
) -> Figure:
    """Draw parts of a plane's source and their images, in one colour and with one number each, into `mappings.png`.

    Parameters
    ----------
    fit, plane_index, shape, pixel_scale_precision, magnification_threshold
        As of `al.mappings.mappings_from_fit`.
    **drawing_and_clumps
        Where it is saved, and what is drawn over it: see `Drawing`; `threshold`, `min_pixels`, `total_clumps`,
        `pix_indexes` and `weight_threshold` of a pixelized source, as of `fit.inversion.mappings_from`.

    Raises
    ------
    ParameterError
        As of `al.mappings.mappings_from_fit`, or if the file cannot be written.
    """
    names = ("threshold", "min_pixels", "total_clumps", "pix_indexes", "weight_threshold")
    clumps = {name: drawing_and_clumps.pop(name) for name in names if drawing_and_clumps.get(name) is not None}
    drawing = {name: value for name, value in drawing_and_clumps.items() if name not in names}
    found = mappings_from_fit(
        fit,
        plane_index,
        shape,
        pixel_scale_precision=pixel_scale_precision,
        magnification_threshold=magnification_threshold,
        **clumps,
    )
    labels = [str(number + 1) for number in range(len(found))]
    over: dict[str, Any] = {"region_labels": labels} | drawing

    def draw(stretch: str | None) -> Figure:
        figure, (sky, source) = figure_output.grid_of(2, columns=2)
        panel_parts.brightness(sky, fit.dataset.xp.to_numpy(fit.dataset.data.native), fit.dataset.mask, "", stretch)
        sky.set_title("Data")
        _draw_source(source, fit, plane_index, stretch)
        source.set_title("Source")
        draw_regions(source, over | {"regions": [mapping.source_contours for mapping in found]})
        return figure

    return drawn("mappings", draw, over | {"regions": [mapping.image_contours for mapping in found]})


def _draw_source(axes: Axes, fit: FitImaging, plane_index: int, stretch: str | None) -> None:
    plane = plane_index % fit.tracer.total_planes
    planes = [number for number, _ in fit.tracer.pixelized_galaxies]
    if plane in planes and fit.inversion is not None:
        mapper = fit.inversion.mappers[planes.index(plane)]
        values = mapper.xp.to_numpy(fit.inversion.reconstruction_of(mapper))
        picture = source_pictures.reconstruction_of(mapper, values)
    else:
        tracer = fit.tracer_linear_light_profiles_to_light_profiles
        picture = source_pictures.light_of(tracer, fit.dataset.grid, (), plane)
    source_pictures.draw(axes, picture, [], "", stretch)
