import numpy as np
import pytest
from astropy.io import fits as astropy_fits

import autolens_lite as al
from autolens_lite import exc

SCALE = 0.05


@pytest.fixture
def dataset():
    generator = np.random.default_rng(3)
    psf = al.Convolver.from_gaussian((3, 5), SCALE, sigma=0.05, axis_ratio=0.7, angle=20.0)
    return al.Imaging(generator.normal(size=(9, 11)), 1.0 + generator.random((9, 11)), psf, pixel_scales=SCALE)


def paths_in(folder):
    return {f"{name}_path": folder / f"{name}.fits" for name in ("data", "noise_map", "psf")}


def test_fits_come_back(dataset, tmp_path, backend):
    dataset.output_to_fits(**paths_in(tmp_path / "new"))
    again = al.Imaging.from_fits(**paths_in(tmp_path / "new"), backend=backend)
    assert (again.hash, again.backend) == (dataset.hash, backend)
    # On disk the bottom row is the first.
    on_disk = astropy_fits.getdata(tmp_path / "new" / "data.fits")
    np.testing.assert_array_equal(on_disk[0], np.asarray(dataset.data.native)[-1])
    with pytest.warns(exc.AutoLensWarning, match=r"0\.2.*has pixels of \(0\.05, 0\.05\).*|psf has pixel_scales"):
        given = al.Imaging.from_fits(**paths_in(tmp_path / "new"), pixel_scales=0.2)
    assert given.pixel_scales == (0.2, 0.2)


def test_masked_dataset_comes_back(dataset, tmp_path):
    mask = al.Mask2D.circular((9, 11), 0.15, SCALE)
    masked = dataset.apply_mask(mask)
    masked.output_to_fits(**paths_in(tmp_path), mask_path=tmp_path / "mask.fits")
    stored = al.Mask2D.from_fits(tmp_path / "mask.fits")
    assert al.Imaging.from_fits(**paths_in(tmp_path), mask=stored).hash == masked.hash


def test_one_file_with_named_hdus(dataset, tmp_path):
    data, noise_map = (np.flipud(np.asarray(array.native)) for array in (dataset.data, dataset.noise_map))
    hdus = [
        astropy_fits.PrimaryHDU(),
        astropy_fits.ImageHDU(data.astype(">f4"), name="SCI"),
        astropy_fits.ImageHDU(noise_map.astype(">f4"), name="ERR"),
        astropy_fits.ImageHDU(np.flipud(dataset.psf.kernel), name="PSF"),
    ]
    path = tmp_path / "all.fits"
    astropy_fits.HDUList(hdus).writeto(path)
    by_name = al.Imaging.from_fits(path, path, path, SCALE, data_hdu="SCI", noise_map_hdu="err", psf_hdu="PSF")
    by_number = al.Imaging.from_fits(path, path, path, SCALE, data_hdu=1, noise_map_hdu=2, psf_hdu=3)
    assert by_name.hash == by_number.hash
    np.testing.assert_allclose(np.asarray(by_name.data), np.asarray(dataset.data), rtol=1e-6)
    np.testing.assert_allclose(by_name.psf.kernel, dataset.psf.kernel, rtol=1e-14)
    with pytest.raises(exc.DataError, match=r"HDU 0 of .* holds no array"):
        al.Imaging.from_fits(path, path, pixel_scales=SCALE)


def test_wcs_of_the_sky_is_kept(dataset, tmp_path):
    cards = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 150.0, "CRVAL2": 2.0, "CRPIX1": 4.0, "CRPIX2": 7.5}
    cards |= {"CD1_1": -SCALE / 3600, "CD1_2": 0.0, "CD2_1": 0.0, "CD2_2": SCALE / 3600}
    for name, array in (("data", dataset.data), ("noise_map", dataset.noise_map)):
        array.output_to_fits(tmp_path / f"{name}.fits", cards=cards)
    read = al.Imaging.from_fits(tmp_path / "data.fits", tmp_path / "noise_map.fits")
    assert read.pixel_scales == pytest.approx((SCALE, SCALE), rel=1e-12)
    for changed in (read, read.apply_mask(al.Mask2D.circular((9, 11), 0.15, read.pixel_scales))):
        changed.output_to_fits(tmp_path / "copy.fits", overwrite=True)
        header = astropy_fits.getheader(tmp_path / "copy.fits")
        assert (header["CTYPE1"], header["CTYPE2"]) == ("RA---TAN", "DEC--TAN")
        # A card has room for 13 digits of a number with an exponent.
        numbers = {name: card for name, card in cards.items() if not isinstance(card, str)}
        assert {name: header[name] for name in numbers} == pytest.approx(numbers, rel=1e-12)
    assert dataset.wcs_cards == dataset.mask.wcs_cards


def test_files_are_not_replaced_by_accident(dataset, tmp_path):
    paths = paths_in(tmp_path)
    dataset.output_to_fits(data_path=paths["noise_map_path"])
    before = paths["noise_map_path"].read_bytes()
    with pytest.raises(exc.DataError, match="overwrite=True"):
        dataset.output_to_fits(**paths)
    assert paths["noise_map_path"].read_bytes() == before
    # Nothing is written where not everything can be.
    assert not paths["data_path"].exists()
    dataset.output_to_fits(**paths, overwrite=True)
    assert al.Imaging.from_fits(**paths).hash == dataset.hash


def test_output_refuses(dataset, tmp_path):
    with pytest.raises(exc.DataError, match="not all different"):
        dataset.output_to_fits(tmp_path / "one.fits", noise_map_path=tmp_path / "one.fits")
    bare = al.Imaging(np.ones((2, 2)), np.ones((2, 2)), pixel_scales=SCALE)
    with pytest.raises(exc.DataError, match="has no PSF"):
        bare.output_to_fits(tmp_path / "one.fits", tmp_path / "psf.fits")
    assert list(tmp_path.iterdir()) == []


def test_psf_of_even_size_is_recentred(dataset, tmp_path):
    paths = paths_in(tmp_path)
    dataset.output_to_fits(**paths)
    astropy_fits.writeto(paths["psf_path"], np.pad(np.flipud(dataset.psf.kernel), ((0, 1), (1, 0))), overwrite=True)
    with pytest.raises(exc.DataError, match="recentre_psf=True"):
        al.Imaging.from_fits(**paths)
    read = al.Imaging.from_fits(**paths, recentre_psf=True)
    np.testing.assert_allclose(read.psf.kernel, dataset.psf.kernel, rtol=1e-12, atol=1e-14)


def test_finer_psf(dataset, tmp_path):
    paths = paths_in(tmp_path)
    dataset.output_to_fits(**paths)
    al.Convolver(dataset.psf.kernel, SCALE / 2).output_to_fits(paths["psf_path"], overwrite=True)
    read = al.Imaging.from_fits(**paths, convolve_over_sample_size=2)
    assert read.psf.convolve_over_sample_size == 2


@pytest.mark.parametrize(
    ("file", "extension", "words"),
    [
        ("all", "WHT", "HDU is named 'WHT', as those are that hold weights"),
        ("all", "var_poisson", "HDU is named 'VAR_POISSON', as those are that hold variances"),
        ("all", "DQ", "HDU is named 'DQ', as those are that hold no noise"),
        ("f160w_drz_wht", "", "file is named 'wht', as those are that hold weights"),
        ("f160w_drz_wht", "ERR", None),
        ("all", "", None),
        ("wht_rms", "", None),
    ],
)
def test_noise_maps_that_are_named_otherwise_are_said(dataset, tmp_path, file, extension, words, recwarn):
    values = np.ones(dataset.shape_native)
    path = tmp_path / f"{file}.fits"
    hdus = [astropy_fits.PrimaryHDU(values), astropy_fits.ImageHDU(values, name=extension)]
    astropy_fits.HDUList(hdus).writeto(path)
    al.Imaging.from_fits(path, path, noise_map_hdu=1, pixel_scales=SCALE)
    said = [str(warning.message) for warning in recwarn if "noise_map" in str(warning.message)]
    assert [words in text for text in said] == ([] if words is None else [True])


def test_files_are_packed_as_their_names_say(dataset, tmp_path):
    paths = {f"{name}_path": tmp_path / f"{name}.fits.gz" for name in ("data", "noise_map", "psf")}
    dataset.output_to_fits(**paths)
    assert all(path.read_bytes()[:2] == b"\x1f\x8b" for path in paths.values())
    assert al.Imaging.from_fits(**paths).hash == dataset.hash
    with pytest.raises(exc.DataError, match="would not be packed as its suffix says"):
        dataset.output_to_fits(tmp_path / "data.fits.bz2")
