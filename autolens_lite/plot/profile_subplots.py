"""Figures of each light profile of a sum, by PyAutoLens' names; `drawing` are the keywords of `Drawing`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.grid import Grid2D
from autolens_lite.lens import Galaxy
from autolens_lite.plot import figure_output
from autolens_lite.plot.array_figures import show_array
from autolens_lite.plot.drawing import Drawing, drawn
from autolens_lite.profile.basis import Basis
from autolens_lite.units import taken

_COLUMNS = 4


@taken
def subplot_basis_image(basis: Basis, grid: Grid2D, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the image of each light profile of an `al.lp_basis.Basis`, into `basis_image.png`.

    Raises
    ------
    ParameterError
        If it is not one, or one of its profiles is linear: draw that of
        `fit.tracer_linear_light_profiles_to_light_profiles`.
    """
    check.kind("basis", basis, Basis, "Pass an al.lp_basis.Basis.")
    if basis.linear_light_profile_list:
        raise exc.ParameterError(
            "basis has linear light profiles, whose intensities only a fit knows. Pass that of "
            "fit.tracer_linear_light_profiles_to_light_profiles."
        )
    return _of("basis_image", basis.light_profile_list, grid, drawing)


@taken
def subplot_galaxy_light_profiles(galaxy: Galaxy, grid: Grid2D, **drawing: Unpack[Drawing]) -> Figure:
    """Draw the unlensed image of each light profile of a galaxy, into `image.png`."""
    check.kind("galaxy", galaxy, Galaxy, "Pass an al.Galaxy.")
    return _of("image", galaxy.light_profiles_with_intensity(), grid, drawing)


def _of(name: str, profiles: Sequence[Any], grid: Any, drawing: Any) -> Figure:
    check.kind("grid", grid, Grid2D, "Pass a Grid2D, such as al.Grid2D.uniform(...).")
    if not profiles:
        raise exc.ParameterError("There is no light profile to draw. Pass one with light whose intensity is known.")

    def draw(stretch: str | None) -> Figure:
        figure, panels = figure_output.grid_of(len(profiles), _COLUMNS)
        for number, (axes, profile) in enumerate(zip(panels, profiles, strict=True)):
            show_array(axes, profile.image_2d_from(grid), (None, None), False, "", stretch)
            axes.set_title(f"{number}: {type(profile).__name__}")
        return figure

    return drawn(name, draw, drawing)
