"""A fit on disk as FITS images: its data, its maps, its galaxies, its lens and its sources."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autolens_lite.dataset import Imaging
from autolens_lite.fit.source_plane import Source, brightness_at, sources_of
from autolens_lite.grid import Array2D, Coordinates, Grid2DIrregular, Mask2D, fits

if TYPE_CHECKING:
    from autolens_lite.fit.abstract import Fit

# Pixels a side of an image of a source, at first of all of its plane, then of what is brighter than a part of the peak.
_COARSE, _FINE = 201, 401
_FAINTEST = 0.01
_MARGIN = 0.1


class Page(NamedTuple):
    """The content of one file: native images (Ny, Nx) by name, cards of their WCS, tables of columns, and units."""

    images: dict[str, np.ndarray]
    cards: dict[str, Any]
    tables: dict[str, dict[str, np.ndarray]]
    units: dict[str, str | None]


def write(fit: Fit, folder: str | Path, overwrite: bool = False) -> list[Path]:
    """Write all maps of a fit; see `Fit.output_to_fits`."""
    folder = Path(folder)
    pages = {
        "dataset": _dataset(fit),
        "fit": _maps(fit),
        "galaxies": _galaxies(fit),
        "tracer": _tracer(fit),
    } | {f"source_{number}": _source(fit, source) for number, source in enumerate(sources_of(fit))}
    pages = {name: page for name, page in pages.items() if page.images}
    psf = getattr(fit.dataset, "psf", None)
    names = [*pages, *([] if psf is None else ["psf"])]
    # All are refused before any is written.
    paths = {name: fits.writable(folder / f"{name}.fits", overwrite) for name in names}
    for name, page in pages.items():
        images = {key: np.flipud(values) for key, values in page.images.items()}
        fits.write(paths[name], images, overwrite, page.cards, page.tables, page.units)
    if psf is not None:
        psf.output_to_fits(paths["psf"], overwrite)
    return list(paths.values())


def _cards(fit: Fit) -> dict[str, Any]:
    # Images of visibilities have East on the right, whatever the file that a mask was read from.
    return getattr(fit.dataset, "wcs_cards", fit.dataset.grid.mask.linear_cards)


def _native(fit: Fit, values: Any) -> np.ndarray:
    """An `Array2D`, or values (M,) or (Ny, Nx), as (Ny, Nx) on the host, zero where masked."""
    mask: Mask2D = fit.dataset.grid.mask
    array = np.asarray(values.slim if isinstance(values, Array2D) else values)
    return array if array.ndim == 2 else mask.native_from(array)


def _page(fit: Fit, images: dict[str, Any], units: dict[str, str | None]) -> Page:
    return Page({name: _native(fit, values) for name, values in images.items()}, _cards(fit), {}, units)


def _flux(fit: Any, names: Iterable[str]) -> dict[str, str | None]:
    """The unit of images in that of the data: of dirty images per beam."""
    unit = fit.dataset.unit
    if unit is not None and not isinstance(fit.dataset, Imaging):
        return {name: f"{unit}/beam" if "dirty" in name else unit for name in names}
    return dict.fromkeys(names, unit)


def _dataset(fit: Any) -> Page:
    dataset, mask = fit.dataset, fit.dataset.grid.mask.mask.astype(np.uint8)
    if isinstance(dataset, Imaging):
        names = ("data", "noise_map", "signal_to_noise_map")
        return _page(fit, {name: getattr(dataset, name) for name in names} | {"mask": mask}, _flux(fit, names[:2]))
    return _page(fit, {"dirty_image": dataset.dirty_image.native, "mask": mask}, _flux(fit, ["dirty_image"]))


def _maps(fit: Any) -> Page:
    if isinstance(fit.dataset, Imaging):
        names = ["data", "model_data", "residual_map", "normalized_residual_map", "chi_squared_map"]
        names += ["lens_subtracted_image", "lensed_source_image"]
    else:
        names = ["model_image", "dirty_model_image", "dirty_residual_map", "dirty_normalized_residual_map"]
    without = ("normalized_residual_map", "chi_squared_map", "dirty_normalized_residual_map")
    return _page(fit, {name: getattr(fit, name) for name in names}, _flux(fit, [n for n in names if n not in without]))


def _galaxies(fit: Any) -> Page:
    models = fit.model_images_of_galaxies_dict
    subtracted = getattr(fit, "subtracted_images_of_galaxies_dict", {})
    images = {}
    for number, galaxy in enumerate(fit.tracer.galaxies):
        if galaxy.light_profiles or galaxy.has_pixelization:
            images[f"model_{number}"] = models[galaxy]
            if galaxy in subtracted:
                images[f"subtracted_{number}"] = subtracted[galaxy]
    return _page(fit, images, _flux(fit, images))


def _tracer(fit: Any) -> Page:
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


def _source(fit: Any, source: Source) -> Page:
    """The source on pixels of its plane in flux per arcsec^2, and the values on its mesh as a table."""
    mask = fit.dataset.grid.mask
    area = mask.pixel_scales[0] * mask.pixel_scales[1]
    if source.mapper is None:
        left, right, bottom, top = mask.extent
        table = {}
    else:
        points = np.stack([np.asarray(part) for part in (source.mapper.mesh_grid.y, source.mapper.mesh_grid.x)])
        (bottom, left), (top, right) = points.min(axis=1), points.max(axis=1)
        table = {"mesh": _mesh_table(fit, source.mapper, area)}
    coarse = _frame(left, right, bottom, top, _COARSE)
    values = _brightness(fit, source, coarse)
    rows, columns = np.nonzero(values > _FAINTEST * values.max())
    if rows.size and values.max() > 0.0:
        y, x = coarse.y_axis[rows], coarse.x_axis[columns]
        half = (0.5 + _MARGIN) * max(np.ptp(y), np.ptp(x), 10.0 * coarse.pixel_scales[0])
        centre_y, centre_x = 0.5 * (y.min() + y.max()), 0.5 * (x.min() + x.max())
        left, right, bottom, top = centre_x - half, centre_x + half, centre_y - half, centre_y + half
    fine = _frame(left, right, bottom, top, _FINE)
    unit = None if fit.dataset.unit is None else f"({fit.dataset.unit}) arcsec-2"
    return Page({"source": _brightness(fit, source, fine) / area}, fine.wcs_cards, table, {"source": unit})


def _frame(left: float, right: float, bottom: float, top: float, pixels: int) -> Mask2D:
    """A square of that many pixels a side around a rectangle."""
    scale = max(right - left, top - bottom) / pixels
    return Mask2D.all_false((pixels, pixels), float(scale), (float(0.5 * (bottom + top)), float(0.5 * (left + right))))


def _brightness(fit: Any, source: Source, frame: Mask2D) -> np.ndarray:
    y, x = (part.ravel() for part in np.meshgrid(frame.y_axis, frame.x_axis, indexing="ij"))
    xp = fit.xp
    return np.asarray(brightness_at(fit, source, Coordinates(xp.as_float(y), xp.as_float(x), xp))).reshape(
        frame.shape_native
    )


def _mesh_table(fit: Any, mapper: Any, area: float) -> dict[str, np.ndarray]:
    """Where each pixel of a mesh is, its value and its error (flux per arcsec^2), and its area."""
    inversion = fit.inversion
    first = sum(other.pixels for other in inversion.mappers[: inversion.mappers.index(mapper)])
    errors = inversion.reconstruction_noise_map[first : first + mapper.pixels]
    columns = {
        "y": mapper.mesh_grid.y,
        "x": mapper.mesh_grid.x,
        "value": inversion.reconstruction_of(mapper) / area,
        "error": errors / area,
        "area": mapper.interpolation.areas,
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
