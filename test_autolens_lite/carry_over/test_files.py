"""Objects as JSON and arrays as FITS, by the field's functions."""

import json

import numpy as np
import pytest
from astropy import units
from astropy.io import fits

import autolens_lite as al
from autolens_lite import exc

MASK = al.Mask2D.circular((9, 8), radius=0.35, pixel_scales=0.1)
LENS = al.Galaxy(0.5, mass=al.mp.Isothermal(einstein_radius=1.2, ell_comps=(0.1, 0.0)), bulge=al.lp_linear.Sersic())
IMAGE = al.Imaging(np.ones((9, 8)), np.full((9, 8), 0.5), psf=np.ones((3, 3)), mask=MASK, pixel_scales=0.1)
OBJECTS = {
    "tracer": al.Tracer([LENS, al.Galaxy(1.0, bulge=al.lp.Exponential())], cosmology=al.cosmo.Planck15()),
    "profile": al.mp.NFWSph(centre=(0.1, 0.2), kappa_s=0.3),
    "positions": al.Grid2DIrregular([(0.1, 0.2), (np.pi, -1.0)]),
    "mask": MASK,
    "grid": al.Grid2D(MASK, over_sample_size=3),
    "array": al.Array2D(np.arange(MASK.pixels_in_mask) / 3.0, MASK),
    "vector": al.VectorYX2D(np.ones((MASK.pixels_in_mask, 2)), MASK),
    "fluxes": al.ArrayIrregular([1.0, 2.0]),
    "psf": al.Convolver.from_gaussian((3, 3), 0.1, 0.1),
    "pixelization": al.Pixelization(al.mesh.RectangularUniform((4, 4)), al.reg.Constant(2.0)),
    "cosmology": al.cosmo.FlatLambdaCDM(H0=70.0),
    "settings": al.Settings(use_positive_only_solver=False),
    "numbers": {"a": [1, 2.5, None], "b": (True, "text"), "c": float("inf")},
}


@pytest.mark.parametrize("name", OBJECTS)
def test_what_is_written_is_read_again(name, tmp_path):
    obj = OBJECTS[name]
    al.output_to_json(obj=obj, file_path=tmp_path / "folder" / "object.json")
    again = al.from_json(file_path=tmp_path / "folder" / "object.json")
    assert type(again) is type(obj)
    assert al.to_dict(again) == al.to_dict(obj) == al.to_dict(al.from_dict(al.to_dict(obj)))


def test_numbers_are_the_same_to_the_last_digit(tmp_path):
    al.output_to_json(OBJECTS["tracer"], tmp_path / "tracer.json")
    again, grid = al.from_json(tmp_path / "tracer.json"), OBJECTS["grid"]
    expected = OBJECTS["tracer"].deflections_yx_2d_from(grid)
    np.testing.assert_array_equal(again.deflections_yx_2d_from(grid), expected)
    al.output_to_json(IMAGE, tmp_path / "image.json")
    assert al.from_json(tmp_path / "image.json").hash == IMAGE.hash


def test_models_and_priors_too(tmp_path):
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
    al.output_to_json(model, tmp_path / "model.json")
    assert al.from_json(tmp_path / "model.json").info == model.info
    prior = al.from_dict(al.to_dict(al.UniformPrior(0.0, 2.0)))
    assert (prior.lower_limit, prior.upper_limit) == (0.0, 2.0)


def test_a_missing_file_is_a_file_not_found(tmp_path):
    for read in (al.from_json, al.ndarray_via_fits_from, al.header_obj_from, al.Array2D.from_fits):
        with pytest.raises(FileNotFoundError, match="Check the path") as caught:
            read(tmp_path / "none")
        assert isinstance(caught.value, exc.DataError)


def test_a_file_chooses_no_class(tmp_path):
    stored = al.to_dict(OBJECTS["profile"])
    stored["object"]["class"] = "subprocess:Popen"
    (tmp_path / "evil.json").write_text(json.dumps(stored))
    with pytest.raises(exc.ModelError, match="may not choose what is run"):
        al.from_json(tmp_path / "evil.json")
    with pytest.raises(exc.ModelError, match=r"the class subprocess\.Popen of PyAutoLens, which has no"):
        al.from_dict({"type": "instance", "class_path": "subprocess.Popen", "arguments": {"args": ["true"]}})
    for damaged in ({}, {"format": 1, "object": {}}, {"format": 9, "object": 1, "priors": []}, 3):
        with pytest.raises(exc.ModelError):
            al.from_dict(damaged)


def test_arrays_as_fits(tmp_path):
    values, path = np.arange(12.0).reshape(3, 4), tmp_path / "folder" / "array.fits"
    al.output_to_fits(values=values, file_path=path, header_dict={"EXPTIME": 2.0}, ext_name="data")
    np.testing.assert_array_equal(al.ndarray_via_fits_from(file_path=path, hdu=0), values)
    np.testing.assert_array_equal(al.Array2D.from_fits(path, pixel_scales=0.1).native, values)
    header = al.header_obj_from(file_path=path, hdu=0)
    assert (header["EXPTIME"], header["EXTNAME"]) == (2.0, "DATA")
    with pytest.raises(exc.DataError, match="overwrite=True"):
        al.output_to_fits(values, path)
    pairs = np.arange(10.0).reshape(5, 2)
    al.output_to_fits(pairs, path, overwrite=True)
    np.testing.assert_array_equal(al.ndarray_via_fits_from(path), pairs)


CARDS_OF_STORAGE = {
    "SIMPLE": False,
    "BITPIX": -32,
    "NAXIS1": 5,
    "BSCALE": 2.0,
    "BZERO": 1.0,
    "BLANK": 3,
    "GROUPS": True,
}


@pytest.mark.parametrize("card", [*CARDS_OF_STORAGE.items(), ("EXTNAME", "SCI")])
def test_cards_of_another_header_change_no_number(card, tmp_path):
    values = np.arange(12.0).reshape(3, 4)
    al.output_to_fits(values, tmp_path / "array.fits", header_dict=dict([card]))
    np.testing.assert_array_equal(al.ndarray_via_fits_from(tmp_path / "array.fits"), values)
    expected = "SCI" if card[0] == "EXTNAME" else "PRIMARY"
    assert al.header_obj_from(tmp_path / "array.fits")["EXTNAME"] == expected


@pytest.mark.parametrize("card", [{"A": [1]}, {"A": np.nan}, {"A": "\n"}, {3: 1}, {"A=B": 1}, {"END": 1}])
def test_what_is_no_card_is_named(card, tmp_path):
    with pytest.raises(exc.DataError, match=r"header_dict\[.*cannot be a card of FITS"):
        al.output_to_fits(np.ones((3, 3)), tmp_path / "array.fits", header_dict=card)


def test_what_fits_cannot_hold_is_refused_before_it_is_written(tmp_path):
    path = tmp_path / "array.fits"
    for values in (np.ones((3, 3), np.longdouble), np.empty((0, 3))):
        with pytest.raises(exc.DataError, match="values has"):
            al.output_to_fits(values, path)
    with pytest.raises(exc.DataError, match="ext_name = 'é'"):
        al.output_to_fits(np.ones((3, 3)), path, ext_name="é")
    assert not path.exists()
    halves = np.arange(6, dtype=np.float16).reshape(2, 3) / 3
    al.output_to_fits(halves, path)
    np.testing.assert_array_equal(al.ndarray_via_fits_from(path), halves)


@pytest.mark.parametrize(
    "array", [np.array(1.5), np.empty((0, 3)), np.array([2**64 - 1], np.uint64), np.array([np.nan, -np.inf, -0.0])]
)
def test_arrays_of_any_shape_are_read_as_they_were(array, tmp_path):
    al.output_to_json(array, tmp_path / "array.json")
    again = al.from_json(tmp_path / "array.json")
    assert (again.shape, again.dtype, again.tobytes()) == (array.shape, array.dtype, array.tobytes())


def test_keys_and_comparisons_are_read_as_they_were():
    kept = {1: "a", "1": "b", None: "c", (1, 2): "d", "flag": np.bool_(True)}
    assert al.from_dict(al.to_dict(kept)) == kept
    prior = al.UniformPrior(0.0, 2.0)
    comparison = (prior > 0.5) & (prior * 2 < 3.0)
    again = al.from_dict(al.to_dict([prior, comparison]))
    for value in (0.2, 1.0, 1.8):
        assert again[1].holds({again[0]: value}) == comparison.holds({prior: value})


def cycle():
    held = []
    held.append(held)
    return held


@pytest.mark.parametrize(
    "obj",
    [
        cycle(),
        {"a": lambda: 1},
        al.Samples,
        al.PositionsLH([(0.9, 0.0), (-0.9, 0.0)], 0.1),
        al.Nautilus(name="fit"),
        al.DynestyStatic(name="fit"),
        {1},
        1j,
        np.ones(2, np.longdouble),
        np.ma.array([1.0, 2.0], mask=[0, 1]),
        3.0 * units.arcsec,
    ],
    ids=lambda obj: type(obj).__name__,
)
def test_what_could_not_be_read_again_is_not_written(obj, tmp_path):
    with pytest.raises(exc.AutoLensError, match="obj"):
        al.output_to_json(obj, tmp_path / "object.json")
    assert not (tmp_path / "object.json").exists()


def test_damaged_files_and_paths_are_named(tmp_path):
    path = tmp_path / "object.json"
    al.output_to_json(OBJECTS["tracer"], path)
    whole = path.read_text()
    for text in (whole[: len(whole) // 2], whole.replace('"object"', '"object": 3, "object"'), "[" * 9999):
        path.write_text(text)
        with pytest.raises(exc.DataError, match=r"Pass a file that al\.output_to_json wrote"):
            al.from_json(path)
    deep = 1.0
    for _ in range(250):
        deep = [deep]
    with pytest.raises(exc.DataError, match="nested"):
        al.output_to_json(deep, path)
    for name in ("", "a\0b"):
        with pytest.raises(exc.ParameterError, match="file_path"):
            al.output_to_json(1.0, name)


SKY = al.Mask2D.circular((9, 8), radius=0.35, pixel_scales=0.1).with_sky_cards(
    {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 150.25, "CRPIX1": 4.5, "EQUINOX": 2000.0}
)


def in_unit(values, mask, unit):
    array = al.Array2D(values, mask)
    array.unit = unit
    return array


def test_units_and_places_on_the_sky_are_read_as_they_were(tmp_path):
    values = np.arange(SKY.pixels_in_mask) + 1.0
    array = in_unit(values, SKY, "MJy/sr")
    image = al.Imaging(array, np.full(values.shape, 0.5), mask=SKY)
    for obj in (array, image, [{"of": array}]):
        al.output_to_json(obj, tmp_path / "object.json")
        again = al.from_json(tmp_path / "object.json")
        again = again[0]["of"] if isinstance(again, list) else again
        assert again.unit == "MJy/sr" and again.mask.sky_cards == SKY.sky_cards
    assert again.mask.wcs_cards == SKY.wcs_cards
    al.output_to_json(SKY, tmp_path / "object.json")
    assert al.from_json(tmp_path / "object.json").sky_cards == SKY.sky_cards
    image_again = al.from_dict(al.to_dict(image))
    assert image_again.data.unit == "MJy/sr" and image_again.hash == image.hash


@pytest.mark.parametrize(
    ("obj", "kept"),
    [
        (SKY, {"sky_cards": {"CRVAL1": [1.0]}}),
        (SKY, {"sky_cards": {"a long name": 1.0}}),
        (SKY, {"sky_cards": "CRVAL1"}),
        (SKY, {"mask": 1.0}),
        (OBJECTS["array"], {"unit": 3}),
        (OBJECTS["array"], {"backend": "jax"}),
    ],
)
def test_what_no_object_keeps_is_refused(obj, kept):
    stored = al.to_dict(obj)
    stored["object"]["kept"] = kept
    with pytest.raises(exc.ModelError, match="which none can have"):
        al.from_dict(stored)


LARGE = [2**53 + 1, 3, 4], [2**60 + 1, 2**61 + 1, 2**62 + 1], [2**62 + 1, 2**62 + 2, -(2**62) - 3], [2**63 - 1, 0, -7]


@pytest.mark.parametrize("numbers", [*LARGE, [2**30 + 1, 2**30 - 9, 2**29 + 3]])
@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint64])
@pytest.mark.parametrize("name", ["a.fits", "a.fits.gz"])
def test_large_integers_are_read_as_they_were(numbers, kind, name, tmp_path):
    """Those whose bits could be of floats too: what the file says of itself confirms them."""
    if min(numbers) < np.iinfo(kind).min or max(numbers) > np.iinfo(kind).max:
        return
    for values in (np.array(numbers, kind), np.array([numbers], kind)):
        al.output_to_fits(values, tmp_path / name, overwrite=True)
        again = al.ndarray_via_fits_from(tmp_path / name)
        assert again.dtype.kind == "i" and again.tolist() == values.tolist()
        content = (tmp_path / name).read_bytes()
        al.output_to_fits(values, tmp_path / name, overwrite=True)
        assert (tmp_path / name).read_bytes() == content


def test_integers_that_no_reader_has_exactly(tmp_path):
    with pytest.raises(exc.DataError, match=r"beyond the integers of FITS"):
        al.output_to_fits(np.array([2**63, 1], np.uint64), tmp_path / "a.fits")
    fits.PrimaryHDU(np.array([[2**60 + 1, 2, 3]], np.uint64)).writeto(tmp_path / "b.fits")
    with pytest.warns(exc.AutoLensWarning, match=r"integers beyond 2\^53, which are rounded"):
        al.ndarray_via_fits_from(tmp_path / "b.fits")
