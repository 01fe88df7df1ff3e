"""What a fit writes as FITS reads back as its maps, where its pixels are."""

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

import autolens_lite as al
from autolens_lite.fit.source_plane import brightness_at, sources_of
from autolens_lite.grid import Coordinates
from test_autolens_lite.plot import images


def read(path):
    """Images by name, rows from the top, and the header of the first."""
    with fits.open(path) as hdus:
        return {hdu.name.lower(): np.flipud(hdu.data) for hdu in hdus if hdu.is_image}, hdus[0].header


def slim(fit, native):
    mask = fit.dataset.mask.mask
    assert np.all(native[mask] == 0.0)
    return native[~mask]


def test_maps():
    fit = images.parametric()
    paths = fit.output_to_fits("out")
    assert [path.name for path in paths] == [
        "dataset.fits",
        "fit.fits",
        "galaxies.fits",
        "tracer.fits",
        "source_0.fits",
        "psf.fits",
    ]
    dataset, header = read("out/dataset.fits")
    assert np.array_equal(slim(fit, dataset["data"]), np.asarray(fit.dataset.data))
    assert np.array_equal(slim(fit, dataset["noise_map"]), np.asarray(fit.dataset.noise_map))
    assert np.array_equal(dataset["mask"], fit.dataset.mask.mask)
    maps, _ = read("out/fit.fits")
    for name in ("data", "model_data", "residual_map", "normalized_residual_map", "chi_squared_map"):
        assert np.array_equal(slim(fit, maps[name]), np.asarray(getattr(fit, name))), name
    of_lens, of_source = (np.asarray(image) for image in fit.model_images_of_galaxies_dict.values())
    assert np.allclose(slim(fit, maps["lens_subtracted_image"]), np.asarray(fit.data) - of_lens, atol=1e-12)
    assert np.allclose(slim(fit, maps["lensed_source_image"]), of_source, rtol=1e-12)
    galaxies, _ = read("out/galaxies.fits")
    assert np.array_equal(slim(fit, galaxies["model_1"]), of_source)
    assert np.allclose(slim(fit, galaxies["subtracted_0"]), np.asarray(fit.data) - of_source, atol=1e-12)
    # where the first pixel on disk, the lower left one, is
    x, y = WCS(header).pixel_to_world_values(0, 0)
    assert (y, x) == pytest.approx((0.1 - 2.25, -0.05 - 2.15), abs=1e-12)


def test_a_lens_is_written_as_seen_by_a_displaced_image():
    fit = images.two_planes()
    fit.output_to_fits("out")
    found, _ = read("out/tracer.fits")
    points = fit.dataset_model.moved(fit.dataset.grid.coordinates)
    grid = al.Grid2DIrregular(np.asarray(points.array))
    deflections = np.asarray(fit.tracer.deflections_yx_2d_from(grid=grid))
    expected = {
        "convergence": fit.tracer.convergence_2d_from(grid=grid),
        "potential": fit.tracer.potential_2d_from(grid=grid),
        "magnification": fit.tracer.magnification_2d_from(grid=grid),
        "deflections_y": deflections[:, 0],
        "deflections_x": deflections[:, 1],
    }
    for name, values in expected.items():
        assert np.allclose(slim(fit, found[name]), np.asarray(values), rtol=1e-12), name
    unmoved = np.asarray(fit.tracer.convergence_2d_from(grid=fit.dataset.grid))
    assert not np.allclose(slim(fit, found["convergence"]), unmoved, rtol=1e-3)


@pytest.mark.parametrize("mesh", [None, "rectangular", "delaunay"])
def test_a_source_is_written_where_it_is(mesh):
    fit = images.parametric() if mesh is None else images.pixelized(mesh)
    fit.output_to_fits("out")
    with fits.open("out/source_0.fits") as hdus:
        values, header = hdus["source"].data, hdus["source"].header
        table = None if mesh is None else hdus["mesh"].data
        rows, columns = (part.ravel() for part in np.mgrid[0:401:25, 0:401:25])
        x, y = WCS(header).pixel_to_world_values(columns, rows)
        expected = brightness_at(fit, sources_of(fit)[0], Coordinates(y, x, fit.xp))
        assert np.allclose(values[rows, columns], np.asarray(expected) / images.AREA, rtol=1e-9)
        assert values.max() == pytest.approx(20.0 / images.AREA, rel=1e-3 if mesh is None else 0.3)
        if table is not None:
            inversion = fit.inversion
            assert np.array_equal(table["y"], np.asarray(inversion.mapper.mesh_grid.y))
            assert np.array_equal(table["x"], np.asarray(inversion.mapper.mesh_grid.x))
            assert np.allclose(table["value"], np.asarray(inversion.reconstruction) / images.AREA, rtol=1e-14)
            assert np.allclose(table["area"], np.asarray(inversion.mapper.interpolation.areas), rtol=1e-14)
            # the errors are those of the solution without the constraint; pixels left out have none
            inverse = np.linalg.inv(np.asarray(inversion.curvature_reg_matrix))
            errors = np.zeros(inversion.total_pixels)
            errors[inversion.kept] = np.sqrt(np.diag(inverse)) / images.AREA
            assert np.allclose(table["error"], errors, rtol=1e-6)


def test_of_two_meshes_each_has_its_own_errors():
    fit = images.two_planes()
    fit.output_to_fits("out")
    errors = []
    for number, pixels in ((0, 36), (1, 49)):
        with fits.open(f"out/source_{number}.fits") as hdus:
            assert len(hdus["mesh"].data) == pixels
            errors.append(np.array(hdus["mesh"].data["error"]))
    everything = np.asarray(fit.inversion.reconstruction_noise_map) / images.AREA
    assert np.allclose(np.concatenate(errors), everything, rtol=1e-12)


def test_files_are_replaced_only_where_that_is_asked_for(working_directory):
    fit = images.parametric()
    folder = working_directory / "out"
    folder.mkdir()
    (folder / "tracer.fits").write_text("mine")
    with pytest.raises(al.exc.DataError, match=r"tracer\.fits' exists"):
        fit.output_to_fits(folder)
    assert [path.name for path in folder.iterdir()] == ["tracer.fits"]
    assert (folder / "tracer.fits").read_text() == "mine"
    fit.output_to_fits(folder, overwrite=True)
    assert read(folder / "tracer.fits")[0]["convergence"].shape == (46, 44)


def test_the_wcs_is_that_of_the_file_that_the_data_came_from(working_directory):
    """The tangent projection of the sky, not the linear axes of a dataset made from arrays."""
    dataset = images.image()
    cards = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRPIX1": 22.5, "CRPIX2": 23.5, "CRVAL1": 150.0, "CRVAL2": 2.0}
    cards |= {"CDELT1": -0.1 / 3600.0, "CDELT2": 0.1 / 3600.0, "CUNIT1": "deg", "CUNIT2": "deg", "BUNIT": "Jy"}
    for name, values in (("data", dataset.data), ("noise", dataset.noise_map)):
        native = np.where(dataset.mask.mask, 1.0, np.asarray(values.native))
        fits.PrimaryHDU(np.flipud(native), fits.Header(cards)).writeto(f"{name}.fits")
    sky = al.Imaging.from_fits("data.fits", "noise.fits", over_sample_size_lp=1, over_sample_size_pixelization=1)
    al.FitImaging(sky, images.parametric().tracer).output_to_fits("out")
    _, header = read("out/fit.fits")
    ra, dec = WCS(header).pixel_to_world_values(21.5, 22.5)
    assert (float(ra), float(dec)) == pytest.approx((150.0, 2.0), abs=1e-10)
    units = {}
    for name in ("dataset", "fit", "galaxies", "tracer", "source_0"):
        with fits.open(f"out/{name}.fits") as hdus:
            units |= {hdu.name.lower(): hdu.header.get("BUNIT") for hdu in hdus}
    flux = {name for name, unit in units.items() if unit == "Jy"}
    assert flux >= {"data", "noise_map", "model_data", "residual_map", "model_1", "subtracted_0"}
    assert not {"mask", "chi_squared_map", "normalized_residual_map", "signal_to_noise_map", "convergence"} & flux
    assert (units["deflections_y"], units["source"]) == ("arcsec", "(Jy) arcsec-2")


def test_visibilities_write_their_maps_too(working_directory):
    rng = np.random.default_rng(1)
    simulator = al.SimulatorInterferometer(rng.normal(0.0, 1.0e5, (60, 2)), noise_sigma=0.1, noise_seed=2)
    grid = al.Grid2D.from_mask(al.Mask2D.circular((20, 20), radius=1.8, pixel_scales=0.2))
    fit = al.FitInterferometer(simulator.via_tracer_from(images.parametric().tracer, grid), images.parametric().tracer)
    names = [path.name for path in fit.output_to_fits("out")]
    assert names == ["dataset.fits", "fit.fits", "galaxies.fits", "tracer.fits", "source_0.fits"]
    found, _ = read("out/fit.fits")
    assert np.array_equal(found["model_image"], fit.model_image)
    assert np.array_equal(found["dirty_residual_map"], fit.dirty_residual_map)
