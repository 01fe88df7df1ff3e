"""What files and objects leave unsaid, or say wrongly, is not taken to mean something."""

import warnings

import numpy as np
import pytest
from astropy.io import fits

import autolens_lite as al
from autolens_lite import exc
from test_autolens_lite.bad_input.test_every_argument import IMAGE, LENS, MASK, UV

POINTS = np.random.default_rng(1).uniform(-0.4, 0.4, size=(12, 2))
SKY = fits.Header({"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CDELT1": -0.1 / 3600, "CDELT2": 0.1 / 3600})


def test_a_masked_psf_has_unknown_pixels():
    mask = al.Mask2D.circular((5, 5), 0.25, 0.1)
    kernel = al.Array2D(np.ones((5, 5)), mask)
    with pytest.raises(exc.DataError, match=r"kernel is masked in 4 of 25 pixels.*kernel\.native"):
        al.Convolver(kernel)
    with pytest.raises(exc.DataError, match="psf"):
        al.Imaging(IMAGE.data, IMAGE.noise_map, kernel)
    assert al.Convolver(kernel.native).kernel.sum() == pytest.approx(1.0)


@pytest.mark.parametrize(("unit", "noise_unit"), [("Jy", None), (None, "Jy"), ("Jy", "Jy"), (None, None)])
def test_only_one_file_names_a_unit(unit, noise_unit):
    values = np.random.default_rng(1).normal(size=(5, 5))
    for name, array, said in (("data", values, unit), ("noise", np.ones((5, 5)), noise_unit)):
        header = SKY.copy()
        if said:
            header["BUNIT"] = said
        fits.PrimaryHDU(array, header).writeto(f"{name}.fits")
        fits.PrimaryHDU(np.ones((20, 2)) + (name == "data") * UV, header).writeto(f"{name}_pairs.fits")
    fits.PrimaryHDU(UV).writeto("uv.fits")
    for read in (
        lambda: al.Imaging.from_fits("data.fits", "noise.fits"),
        lambda: al.Interferometer.from_fits("data_pairs.fits", "noise_pairs.fits", "uv.fits", MASK),
    ):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            read()
        told = [str(each.message) for each in said if "names no unit" in str(each.message)]
        assert len(told) == (unit != noise_unit)
        if told:
            assert f"{'data' if unit else 'noise_map'} is in Jy (BUNIT)" in told[0]


@pytest.mark.parametrize("mesh", [al.mesh.RectangularUniform((5, 5)), None])
def test_points_of_a_mesh_that_is_made_of_none(mesh):
    pixelization = None if mesh is None else al.Pixelization(mesh, al.reg.Constant(1.0))
    source = al.Galaxy(1.0, pixelization, disk=al.lp.Sersic())
    images = al.AdaptImages(galaxy_image_plane_mesh_grid_dict={source: POINTS})
    with pytest.raises(exc.ModelError, match="adapt_images has points of a mesh for a galaxy at redshift"):
        al.FitImaging(IMAGE, al.Tracer([LENS, source]), adapt_images=images)
    named = al.AdaptImages(galaxy_name_image_plane_mesh_grid_dict={"galaxies.source": POINTS})
    model = al.Collection(galaxies=al.Collection(lens=LENS, source=source))
    with pytest.raises(exc.ModelError, match="adapt_images has points"):
        al.AnalysisImaging(IMAGE, adapt_images=named).log_likelihood_function(model.instance_from_vector([]))
    delaunay = al.Galaxy(1.0, al.Pixelization(al.mesh.Delaunay(), al.reg.Constant(1.0)))
    used = al.AdaptImages(galaxy_image_plane_mesh_grid_dict={delaunay: POINTS})
    al.FitImaging(IMAGE, al.Tracer([LENS, delaunay]), adapt_images=used)


@pytest.mark.parametrize("written", [np.float64, np.float32, np.int64, np.int32])
def test_numbers_of_another_kind_than_the_header_says(written):
    values = (100.0 * np.random.default_rng(1).normal(size=(30, 30))).astype(written)
    values[0] = 0
    fits.PrimaryHDU(values, SKY).writeto("image.fits")
    np.testing.assert_array_equal(al.Array2D.from_fits("image.fits").native, values[::-1])
    bits = fits.getheader("image.fits")["BITPIX"]
    with open("image.fits", "rb") as file:
        content = file.read()
    place = content.index(b"BITPIX  =")
    forged = f"BITPIX  = {-bits:20d}".encode()
    with open("forged.fits", "wb") as file:
        file.write(content[:place] + forged + content[place + len(forged) :])
    with pytest.raises(exc.DataError, match=f"BITPIX = {-bits}.*Correct the header: BITPIX = {bits}"):
        al.Array2D.from_fits("forged.fits")


@pytest.mark.parametrize(
    "values",
    [
        np.full((4, 4), 3e-38, dtype=np.float32),
        np.full((4, 4), 2**31 - 1, dtype=np.int32),
        np.arange(16, dtype=np.int32).reshape(4, 4) + 1_000_000_000,
        np.full((4, 4), 2**53, dtype=np.int64),
        np.zeros((4, 4)),
        np.full((4, 4), np.nan),
        np.full((4, 4), np.copysign(np.nan, -1.0)),
        np.array([[1.0, np.copysign(np.nan, -1.0)], [5e-324, 2.0]]),
        np.array([[1.0, np.copysign(np.nan, -1.0)], [1e-45, 2.0]], dtype=np.float32),
        np.arange(16, dtype=np.uint32).reshape(4, 4) + 3_000_000_000,
    ],
)
def test_unusual_numbers_are_read(values):
    fits.PrimaryHDU(values, SKY).writeto("image.fits")
    np.testing.assert_array_equal(al.Array2D.from_fits("image.fits").native, values[::-1])
