"""What figures in the vocabulary of PyAutoLens are told: where to save them, in what colours, and what to draw over."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

import matplotlib
import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.grid import Mask2D
from autolens_lite.plot import figure_output, panel_parts
from autolens_lite.plot.stretch import checked

_OUTLINE = [patheffects.Stroke(linewidth=2.6, foreground="black"), patheffects.Normal()]


class Drawing(TypedDict, total=False):
    """The keywords of the functions that PyAutoLens has too. All are optional.

    Attributes
    ----------
    output_path
        The folder to save the figure in, made if there is none. Without one, it is returned, and shown in a notebook.
    output_filename
        The file's name without its suffix.
    output_format
        "png" (the default), "pdf" or "svg", or several of them; "show" saves nothing.
    colormap
        Matplotlib's name of the colours of images and sources; None and "default" are those of `config/plots.yaml`.
    use_log10
        Whether these are on a logarithmic scale.
    stretch
        "linear", "asinh" or "log"; None chooses, as in `al.plot.fit`.
    title_prefix
        What all titles begin with.
    positions, lines, image_plane_lines
        Points, and curves, drawn over every image: (N, 2) of (y, x) in arcsec, or a list of such.
    line_colors, image_plane_line_colors
        One colour for each curve.
    source_plane_lines, source_plane_line_colors
        Curves over every source plane, beside the caustics, and their colours.
    light_profile_centres, mass_profile_centres
        Points over every image, marked + and x.
    mask
        An `al.Mask2D` whose outline is drawn over every image.
    """

    output_path: str | os.PathLike[str] | None
    output_filename: str
    output_format: str | Sequence[str] | None
    colormap: str | None
    use_log10: bool
    stretch: str | None
    title_prefix: str | None
    positions: Any
    lines: Any
    line_colors: Any
    image_plane_lines: Any
    image_plane_line_colors: Any
    source_plane_lines: Any
    source_plane_line_colors: Any
    light_profile_centres: Any
    mass_profile_centres: Any
    mask: Mask2D | None


# How opaque regions are.
_OPACITY = 0.25


class Regions(Drawing, total=False):
    """What can be drawn over one array, too.

    Parameters
    ----------
    regions
        Areas that are filled, each a list of its outlines, (N, 2) of (y, x) in arcsec: `image_contours` of
        `al.mappings.source_mapping_from(...)` or, on a source, its `source_contours`.
    region_colors, region_labels
        The colour of each, and what is written in its middle.
    region_alpha
        How opaque they are, from 0 to 1; a quarter by default.
    """

    regions: Any
    region_colors: Any
    region_labels: Any
    region_alpha: float


_KNOWN = [*Regions.__annotations__, "grid"]


def drawn(name: str, draw: Callable[[str | None], Figure], given: Mapping[str, Any]) -> Figure:
    """Return a figure that `draw` makes of a stretch, with what else was given drawn over it; saved where that says.

    Parameters
    ----------
    name
        Its file is called so, unless a name was given.
    draw
        Makes the figure.
    given
        See `Drawing`.

    Raises
    ------
    ParameterError
        If a keyword is unknown, or the file cannot be written.
    DataError
        If points or curves are not coordinates.
    """
    for keyword in given:
        if keyword not in _KNOWN:
            raise exc.ParameterError(f"There is no argument '{keyword}'. {check.suggestion(keyword, _KNOWN)}")
    places = _places(given.get("output_path"), given.get("output_filename") or name, given.get("output_format"))
    stretch = checked(given.get("stretch"), bool(given.get("use_log10", False)))
    token = panel_parts.given_colour_map.set(_colour_map(given.get("colormap")))
    try:
        with figure_output.styled():
            figure = draw(stretch)
            draw_over(figure.axes, given)
    finally:
        panel_parts.given_colour_map.reset(token)
    for place in places:
        figure_output.finish(figure, place)
    if not places:
        show(figure)
    return figure


def draw_over(panels: Sequence[Axes], given: Mapping[str, Any]) -> None:
    """Draw points and curves over panels, and set their titles."""
    for axes in panels:
        if axes.get_label() == panel_parts.IMAGE_PLANE:
            _lines(axes, given, "lines", "line_colors")
            _lines(axes, given, "image_plane_lines", "image_plane_line_colors")
            for kind, marker in (("positions", "o"), ("light_profile_centres", "+"), ("mass_profile_centres", "x")):
                _points(axes, points_of(kind, given.get(kind)), marker)
            for points in points_of("grid", given.get("grid")):
                axes.scatter(points[:, 1], points[:, 0], s=1.0, color="white", linewidths=0.0)
            draw_regions(axes, given)
            if given.get("mask") is not None:
                panel_parts.mask_outline(axes, given["mask"])
        elif axes.get_label() == panel_parts.SOURCE_PLANE:
            _lines(axes, given, "source_plane_lines", "source_plane_line_colors")
        else:
            continue
        prefix = (given.get("title_prefix") or "").rstrip()
        axes.set_title(f"{prefix} {axes.get_title(loc='left')}".strip())


def show(figure: Figure) -> None:
    """Show a figure in a notebook; elsewhere it is only returned, for no window is opened."""
    shell = sys.modules.get("IPython")
    if shell is not None and shell.get_ipython() is not None and isinstance(figure, figure_output.Canvas):
        shell.display.display(figure)
        figure.is_shown = True


def points_of(name: str, value: Any) -> list[np.ndarray]:
    """Return points (N, 2) of (y, x), or a list of such, as a list of arrays.

    Raises DataError if they are not coordinates.
    """
    if value is None:
        return []
    if isinstance(value, list | tuple) and any(np.ndim(each) > 1 for each in map(_plain, value)):
        return [points for each in value for points in points_of(name, each)]
    points = np.atleast_2d(numbers_from(name, _plain(value), "(N, 2)", labels=("y", "x")))
    if points.size and (points.ndim != 2 or points.shape[-1] != 2):
        raise exc.DataError(f"{name} has shape {points.shape}. Pass (N, 2): one (y, x) in arcsec a row.")
    return [points.reshape(-1, 2)]


def _plain(value: Any) -> Any:
    """The points (y, x) of a grid."""
    return np.asarray(value.slim) if hasattr(value, "slim") else value


def _lines(axes: Axes, given: Mapping[str, Any], name: str, colours: str) -> None:
    found = points_of(name, given.get(name))
    chosen = given.get(colours) or []
    chosen = [chosen] * len(found) if isinstance(chosen, str) else list(chosen)
    for number, line in enumerate(found):
        panel_parts.curves(axes, [line], chosen[number] if number < len(chosen) else "white")


def draw_regions(axes: Axes, given: Mapping[str, Any]) -> None:
    """Fill areas of a panel: `regions` of `Drawing`."""
    opacity = given.get("region_alpha", _OPACITY)
    check.within("region_alpha", opacity, 0.0, 1.0)
    colours, labels = list(given.get("region_colors") or []), list(given.get("region_labels") or [])
    for number, region in enumerate(given.get("regions") or []):
        outlines = points_of("regions", list(region))
        colour = colours[number % len(colours)] if colours else f"C{number % 10}"
        for outline in outlines:
            axes.fill(outline[:, 1], outline[:, 0], facecolor=colour, edgecolor="none", alpha=opacity)
            axes.plot(outline[:, 1], outline[:, 0], color=colour, linewidth=1.0)
        if number < len(labels) and outlines:
            y, x = np.concatenate(outlines).mean(axis=0)
            axes.text(x, y, str(labels[number]), color="white", ha="center", va="center", path_effects=_OUTLINE)


def _points(axes: Axes, groups: list[np.ndarray], marker: str) -> None:
    for number, points in enumerate(groups):
        colour = "white" if len(groups) == 1 else f"C{number % 10}"
        style: dict[str, Any] = {"facecolors": "none", "edgecolors": colour} if marker == "o" else {"color": colour}
        axes.scatter(
            points[:, 1], points[:, 0], s=28.0, marker=marker, linewidths=1.1, path_effects=_OUTLINE, zorder=4, **style
        )


def _colour_map(name: str | None) -> str | None:
    if name is None or name == "default":
        return None
    if name not in matplotlib.colormaps:
        hint = check.suggestion(str(name), list(matplotlib.colormaps))
        raise exc.ParameterError(f"colormap = {name!r} is unknown to Matplotlib. {hint}")
    return name


def _places(folder: Any, name: str, formats: Any) -> list[Path]:
    """The files to write."""
    known = [suffix[1:] for suffix in figure_output.SUFFIXES]
    chosen = [formats or "png"] if isinstance(formats, str | None) else list(formats)
    chosen = [str(each).removeprefix(".").lower() for each in chosen if each != "show"]
    for each in chosen:
        if each not in known:
            raise exc.ParameterError(
                f"output_format = {each!r} is not one of {known}. {check.suggestion(each, known)} "
                "fits_array writes FITS."
            )
    if folder is None or folder == "":
        return []
    if not isinstance(folder, str | os.PathLike) or Path(folder).is_file():
        raise exc.ParameterError(f"output_path = {folder!r} is not a folder. Pass the folder to save the figure in.")
    if not name or Path(name).name != name:
        raise exc.ParameterError(f"output_filename = {name!r} is not the name of a file. Pass it without folders.")
    return [Path(folder) / f"{name}.{each}" for each in chosen]
