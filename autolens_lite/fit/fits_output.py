"""A fit on disk as FITS images: its data, its maps, its galaxies, its lens and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autolens_lite.fit.source_image import Box, SourceImage, box_around, square_around, zoomed_image
from autolens_lite.fit.source_plane import Source, brightness_at, sources_of
from autolens_lite.grid import Array2D, Grid2DIrregular, Mask2D, fits
from autolens_lite.pixelization import Mapper

if TYPE_CHECKING:
    from autolens_lite.fit.abstract import Fit

# Of the peak, and of what is brighter.
_FAINTEST, _MARGIN = 0.01, 0.1


class Page(NamedTuple):
    """The content of one file: native images (Ny, Nx) by name, cards of their WCS, tables of columns, and units."""

    images: dict[str, np.ndarray]
    cards: dict[str, Any]
    tables: dict[str, dict[str, np.ndarray]]
    units: dict[str, str | None]


def write(fit: Fit, folder: str | Path, overwrite: bool = False) -> list[Path]:
    """Write all maps of a fit; see `Fit.output_to_fits`."""
    folder, dataset = Path(folder), fit.dataset
    mask = {"mask": dataset.mask.mask.astype(np.uint8)}
    pages = {
        "dataset": _page(fit, _images_of(dataset) | mask, _units_of(fit, dataset.fits_images)),
        "fit": _page(fit, _images_of(fit), _units_of(fit, fit.fits_images)),
        "galaxies": _galaxies(fit),
        "tracer": _tracer(fit),
    } | {f"source_{number}": _source(fit, source) for number, source in enumerate(sources_of(fit))}
    pages = {name: page for name, page in pages.items() if page.images}
    psf = dataset.psf
    names = [*pages, *([] if psf is None else ["psf"])]
    # All are refused before any is written.
    paths = {name: fits.writable(folder / f"{name}.fits", overwrite) for name in names}
    for name, page in pages.items():
        fits.write_images(paths[name], page.images, overwrite, page.cards, tables=page.tables, units=page.units)
    if psf is not None:
        psf.output_to_fits(paths["psf"], overwrite)
    return list(paths.values())


def _images_of(owner: Any) -> dict[str, Any]:
    return {name: getattr(owner, name) for name in owner.fits_images}


def _units_of(fit: Fit, patterns: Mapping[str, str]) -> dict[str, str | None]:
    """The units of images, from patterns around that of the data; none where that is not known."""
    unit = fit.dataset.unit
    return {name: None if unit is None else pattern.format(unit) or None for name, pattern in patterns.items()}


def _page(fit: Fit, images: Mapping[str, Any], units: dict[str, str | None]) -> Page:
    mask = fit.dataset.mask
    return Page({name: _native(mask, values) for name, values in images.items()}, fit.dataset.wcs_cards, {}, units)


def _native(mask: Mask2D, values: Any) -> np.ndarray:
    """An `Array2D`, or values (M,) or (Ny, Nx), as (Ny, Nx) on the host, zero where masked."""
    array = np.asarray(values.native if isinstance(values, Array2D) else values)
    return array if array.ndim == 2 else mask.native_from(array)


def _galaxies(fit: Fit) -> Page:
    models = fit.model_images_of_galaxies_dict
    subtracted = fit.subtracted_images_of_galaxies_dict if fit.data_are_an_image else {}
    images = {}
    for number, galaxy in enumerate(fit.tracer.galaxies):
        if galaxy.light_profiles or galaxy.has_pixelization:
            for name, values in (("model", models), ("subtracted", subtracted)):
                if galaxy in values:
                    images[f"{name}_{number}"] = values[galaxy]
    return _page(fit, images, dict.fromkeys(images, fit.dataset.unit))


def _tracer(fit: Fit) -> Page:
    tracer = fit.tracer
    grid = Grid2DIrregular(np.asarray(fit.sky_from(fit.dataset.grid.coordinates).array), fit.backend)
    deflections = np.asarray(tracer.deflections_yx_2d_from(grid=grid))
    images = {
        "convergence": tracer.convergence_2d_from(grid=grid),
        "potential": tracer.potential_2d_from(grid=grid),
        "deflections_y": deflections[:, 0],
        "deflections_x": deflections[:, 1],
        "magnification": tracer.magnification_2d_from(grid=grid),
    }
    angles = {"potential": "arcsec2", "deflections_y": "arcsec", "deflections_x": "arcsec"}
    return _page(fit, images, dict(angles))


def _source(fit: Fit, source: Source) -> Page:
    """The source on pixels of its plane in flux per arcsec^2, and the values on its mesh as a table."""
    mask = fit.dataset.mask
    area = mask.pixel_scales[0] * mask.pixel_scales[1]
    table, (left, right, bottom, top) = {}, mask.extent
    if source.mapper is not None:
        left, right, bottom, top = box_around(*(np.asarray(part) for part in source.mapper.mesh_grid.array.T))
        table = {"mesh": _mesh_table(fit, source.mapper, area)}
    field = square_around((left, right, bottom, top), margin=0.0)

    def zoom_of(bright: Box | None) -> Box:
        return field if bright is None else square_around(bright, _MARGIN)

    image = zoomed_image(lambda points: brightness_at(fit, source, points), fit.xp, field, zoom_of, _FAINTEST)
    unit = None if fit.dataset.unit is None else f"({fit.dataset.unit}) arcsec-2"
    return Page({"source": image.values / area}, _cards_of(image), table, {"source": unit})


def _cards_of(image: SourceImage) -> dict[str, Any]:
    """Cards of the WCS of a square."""
    left, right, bottom, top = image.box
    centre = 0.5 * (bottom + top), 0.5 * (left + right)
    return Mask2D.all_false(image.values.shape, (right - left) / len(image.values), centre).wcs_cards


def _mesh_table(fit: Fit, mapper: Mapper, area: float) -> dict[str, np.ndarray]:
    """Where each pixel of a mesh is, its value and its error (flux per arcsec^2), and its area."""
    inversion: Any = fit.inversion
    columns = {
        "y": mapper.mesh_grid.y,
        "x": mapper.mesh_grid.x,
        "value": inversion.values_of(mapper) / area,
        "error": inversion.values_noise_of(mapper) / area,
        "area": mapper.interpolation.areas,
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
