"""Which row of an image a FITS file begins with: given, said by the file, or configured."""

import warnings

import numpy as np
import pytest
from astropy.io import fits

import autolens_lite as al
from autolens_lite import config, exc


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working directory with an image that is bright in the first row of its file."""
    monkeypatch.chdir(tmp_path)
    values = np.zeros((5, 4))
    values[0, 1] = 1.0
    fits.PrimaryHDU(values).writeto("image.fits")
    fits.PrimaryHDU(np.ones((5, 4))).writeto("noise.fits")
    header = fits.Header({"PIXSCAY": 0.1, "PIXSCAX": 0.1, "ORIGINY": 0.0, "ORIGINX": 0.0})
    fits.PrimaryHDU(values, header=header).writeto("peer.fits")
    return tmp_path


@pytest.fixture
def from_the_top(folder):
    (folder / "mine").mkdir()
    (folder / "mine" / "general.yaml").write_text("fits_first_row: top\n")
    config.use(folder / "mine")
    yield folder
    config.use(None)


def brightest(array):
    return np.unravel_index(np.argmax(np.asarray(array.native)), array.shape_native)


@pytest.mark.parametrize(("first_row", "row"), [(None, 4), ("bottom", 4), ("top", 0)])
def test_the_keyword_says_which_row_is_first(folder, first_row, row):
    image = al.Array2D.from_fits("image.fits", pixel_scales=0.1, first_row=first_row)
    assert brightest(image) == (row, 1)
    data = al.Imaging.from_fits("image.fits", "noise.fits", pixel_scales=0.1, first_row=first_row).data
    assert brightest(data) == (row, 1)
    mask = al.Mask2D.from_fits("image.fits", pixel_scales=0.1, first_row=first_row)
    assert mask[row, 1]


@pytest.mark.parametrize("first_row", ["bottom", "top"])
def test_what_is_written_again_is_in_the_same_order(folder, first_row):
    data = al.Imaging.from_fits("image.fits", "noise.fits", pixel_scales=0.1, first_row=first_row)
    hidden = np.zeros((5, 4), dtype=bool)
    hidden[2, 2] = True
    data.apply_mask(al.Mask2D(hidden, 0.1)).output_to_fits("again.fits", mask_path="mask.fits")
    with fits.open("again.fits") as hdus:
        np.testing.assert_array_equal(np.argwhere(hdus[0].data == 1.0), [[0, 1]])
        assert hdus[0].header.get("ROWORDER") == {"bottom": None, "top": "TOP-DOWN"}[first_row]
        assert hdus[0].header["CDELT2"] == {"bottom": 0.1, "top": -0.1}[first_row]
    assert brightest(al.Array2D.from_fits("again.fits", pixel_scales=0.1)) == brightest(data.data)


def test_the_configuration_says_what_no_file_says(from_the_top):
    image = al.Array2D.from_fits("image.fits", pixel_scales=0.1)
    assert brightest(image) == (0, 1)
    al.Array2D(np.asarray(image), image.mask.with_sky_cards({})).output_to_fits("made.fits")
    assert fits.getdata("made.fits")[0, 1] == 1.0
    assert fits.getheader("made.fits")["ROWORDER"] == "TOP-DOWN"
    usual = al.Array2D.from_fits("image.fits", pixel_scales=0.1, first_row="bottom")
    usual.output_to_fits("usual.fits")
    assert fits.getdata("usual.fits")[0, 1] == 1.0
    assert brightest(al.Array2D.from_fits("usual.fits", pixel_scales=0.1)) == (4, 1)


def test_a_file_of_pyautolens_that_is_read_from_the_bottom_warns(folder):
    with pytest.warns(exc.AutoLensWarning, match="begins files with the top row"):
        al.Array2D.from_fits("peer.fits", pixel_scales=0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert brightest(al.Array2D.from_fits("peer.fits", pixel_scales=0.1, first_row="top")) == (0, 1)


def test_what_a_file_says_of_itself_is_held_against_the_keyword(folder):
    al.Array2D.from_fits("image.fits", pixel_scales=0.1, first_row="top").output_to_fits("top.fits")
    with pytest.warns(exc.AutoLensWarning, match="first_row = 'bottom', but .* begins with its top row"):
        al.Array2D.from_fits("top.fits", pixel_scales=0.1, first_row="bottom")


def test_other_words_are_refused(folder):
    with pytest.raises(exc.DataError, match="first_row = 'left' is neither 'bottom' nor 'top'"):
        al.Array2D.from_fits("image.fits", pixel_scales=0.1, first_row="left")
    (folder / "mine").mkdir()
    (folder / "mine" / "general.yaml").write_text("fits_first_row: left\nfits:\n  flip_for_ds9: true\n")
    config.use(folder / "mine")
    try:
        with pytest.raises(exc.ConfigError, match="fits_first_row = 'left'"):
            al.Array2D.from_fits("image.fits", pixel_scales=0.1)
        (folder / "other").mkdir()
        (folder / "other" / "general.yaml").write_text("fits:\n  flip_for_ds9: true\n")
        config.use(folder / "other")
        with pytest.warns(exc.AutoLensWarning, match="flip_for_ds9 .* counts for nothing"):
            al.Array2D.from_fits("image.fits", pixel_scales=0.1)
    finally:
        config.use(None)


@pytest.mark.parametrize(
    "text", ['{\n    "type": "instance",\n    "class_path": "autolens.lens.tracer.Tracer"', "{}", None]
)
def test_json_of_pyautolens_beside_an_image_warns(folder, text):
    if text is not None:
        (folder / "tracer.json").write_text(text)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        al.Array2D.from_fits("image.fits", pixel_scales=0.1)
        al.Array2D.from_fits("image.fits", pixel_scales=0.1, first_row="top")
    said = [str(each.message) for each in found if "upside down" in str(each.message)]
    assert len(said) == (1 if text and "autolens" in text else 0)
    assert not said or "lies beside 'tracer.json' of PyAutoLens" in said[0]


def test_our_own_json_beside_an_image_is_silent(folder):
    al.output_to_json(al.Tracer([al.Galaxy(0.5, mass=al.mp.Isothermal()), al.Galaxy(1.0)]), "tracer.json")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        al.Array2D.from_fits("image.fits", pixel_scales=0.1)


@pytest.mark.parametrize("order", ["bottom", "top"])
def test_a_list_of_hdus_is_in_the_order_of_files(request, order):
    folder = request.getfixturevalue("from_the_top" if order == "top" else "folder")
    mask = al.Mask2D.circular((5, 4), radius=0.2, pixel_scales=0.1)
    values = np.arange(20.0).reshape(5, 4) * ~np.asarray(mask)
    data = al.Array2D(values, mask)
    hdus = al.hdu_list_for_output_from(
        values_list=[data.mask.astype("float"), data, np.ones((3, 2))],
        ext_name_list=["mask", "data", "uv"],
        header_dict=mask.header_dict,
    )
    hdus.writeto(folder / "list.fits")
    with fits.open(folder / "list.fits") as written:
        assert [hdu.name for hdu in written] == ["MASK", "DATA", "UV"]
    back = al.Array2D.from_fits("list.fits", pixel_scales=0.1, hdu="data")
    np.testing.assert_array_equal(np.asarray(back.native), values)
    np.testing.assert_array_equal(al.ndarray_via_hdu_from(hdus[1]), values)
    np.testing.assert_array_equal(al.ndarray_via_fits_from("list.fits", "mask"), np.asarray(mask.native, dtype=float))
    np.testing.assert_array_equal(al.ndarray_via_hdu_from(hdus[2]), np.ones((3, 2)))


def test_what_is_no_list_of_hdus_is_refused():
    with pytest.raises(exc.DataError, match="values_list = 'ab' is not a list"):
        al.hdu_list_for_output_from("ab")
    with pytest.raises(exc.DataError, match=r"values_list\[0\] has shape \(1, 1, 1, 1\)"):
        al.hdu_list_for_output_from([np.ones((1, 1, 1, 1))])
    with pytest.raises(exc.DataError, match="for 2 arrays"):
        al.hdu_list_for_output_from([np.ones(3), np.ones(3)], ext_name_list=["a", "A"])
    with pytest.raises(exc.DataError, match="holds no array"):
        al.ndarray_via_hdu_from(np.ones(3))


def test_arrays_in_one_file_keep_their_units_and_places(tmp_path):
    images = []
    for scale in (0.2, 0.3):
        mask = al.Mask2D.all_false((4, 5), scale)
        images.append(al.Array2D(np.arange(20.0).reshape(4, 5), mask))
        images[-1].unit = "mJy"
    hdus = al.hdu_list_for_output_from([*images, np.ones((3, 3))], ext_name_list=["a", "b", "kernel"])
    assert [hdu.header.get("BUNIT") for hdu in hdus] == ["mJy", "mJy", None]
    assert [hdu.header.get("CDELT1") for hdu in hdus] == [0.2, 0.3, None]
    hdus.writeto(tmp_path / "all.fits")
    for name, image in zip("ab", images, strict=True):
        read = al.Array2D.from_fits(tmp_path / "all.fits", image.pixel_scales, hdu=name)
        np.testing.assert_array_equal(read.native, image.native)
        assert read.unit == "mJy"


def test_no_card_says_that_an_image_is_compressed_and_no_two_names_are_one(tmp_path):
    values = np.arange(20.0).reshape(4, 5)
    al.hdu_list_for_output_from([values], header_dict={"ZIMAGE": True}).writeto(tmp_path / "z.fits")
    np.testing.assert_array_equal(al.ndarray_via_fits_from(tmp_path / "z.fits", hdu=0), values)
    with pytest.raises(al.exc.DataError, match="ext_name_list"):
        al.hdu_list_for_output_from([values, values], ext_name_list=["a ", "a"])
