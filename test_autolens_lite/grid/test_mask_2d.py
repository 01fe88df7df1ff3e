import pickle

import numpy as np
import pytest
from astropy.io import fits

from autolens_lite import exc
from autolens_lite.grid import Mask2D


def test_pixel_zero_is_top_left():
    mask = Mask2D.all_false((2, 3), pixel_scales=(1.0, 2.0), origin=(10.0, 20.0))
    assert mask.y_axis.tolist() == [10.5, 9.5]
    assert mask.x_axis.tolist() == [18.0, 20.0, 22.0]
    assert mask.extent == (17.0, 23.0, 9.0, 11.0)


def test_slim_runs_row_by_row_over_unmasked_pixels():
    mask = Mask2D([[True, False, False], [False, True, True]], pixel_scales=1.0)
    assert mask.pixels_in_mask == 3
    assert mask.native_for_slim.tolist() == [[0, 1], [0, 2], [1, 0]]
    assert mask.native_for_slim.dtype == np.int64


def test_slim_and_native_are_inverse():
    mask = Mask2D.circular((7, 9), radius=2.0, pixel_scales=0.7)
    slim = np.random.default_rng(1).normal(size=(mask.pixels_in_mask, 2))
    native = mask.native_from(slim)
    assert native.shape == (7, 9, 2)
    assert not native[mask.mask].any()
    np.testing.assert_array_equal(mask.slim_from(native), slim)


def test_circular_by_hand():
    # Pixel centres at -1, 0, 1: the four corners are sqrt(2) away.
    mask = Mask2D.circular((3, 3), radius=1.2, pixel_scales=1.0)
    assert (~mask.mask).astype(int).tolist() == [[0, 1, 0], [1, 1, 1], [0, 1, 0]]


def test_circle_follows_its_centre_on_the_sky():
    mask = Mask2D.circular((5, 5), radius=0.1, pixel_scales=1.0, origin=(1.0, -1.0), centre=(2.0, -3.0))
    rows, columns = np.nonzero(~mask.mask)
    assert (mask.y_axis[rows].tolist(), mask.x_axis[columns].tolist()) == ([2.0], [-3.0])


@pytest.mark.parametrize("scale", [0.1, 0.05, 0.3, 1.0 / 3.0])
@pytest.mark.parametrize("cells", [5.0, 10.0, 13.0])
def test_pixels_on_the_outline_are_treated_alike(scale, cells):
    """5^2 = 3^2 + 4^2, and so on: rounding must not make the mask lopsided."""
    mask = Mask2D.circular((41, 41), radius=cells * scale, pixel_scales=scale).mask
    for other in (mask[::-1], mask[:, ::-1], mask.T):
        np.testing.assert_array_equal(mask, other)
    assert not mask[20, 20 + int(cells)]


def test_annulus_is_a_circle_less_a_circle():
    shape = {"shape_native": (40, 40), "pixel_scales": 0.1, "centre": (0.2, -0.3)}
    annulus = Mask2D.circular_annular(inner_radius=0.51, outer_radius=1.33, **shape)
    inner, outer = (Mask2D.circular(radius=radius, **shape) for radius in (0.51, 1.33))
    np.testing.assert_array_equal(annulus.mask, outer.mask | ~inner.mask)


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 210.0])
def test_ellipse_by_its_two_foci(angle):
    """Points whose distances to the foci sum to less than twice the semi-major axis."""
    major, ratio, centre = 1.5, 0.6, np.array([0.1, -0.2])
    mask = Mask2D.elliptical((50, 50), major, ratio, angle, pixel_scales=0.083, centre=tuple(centre))
    y, x = np.meshgrid(mask.y_axis, mask.x_axis, indexing="ij")
    focus = major * np.sqrt(1.0 - ratio**2) * np.array([np.sin(np.deg2rad(angle)), np.cos(np.deg2rad(angle))])
    distances = sum(np.hypot(y - fy, x - fx) for fy, fx in (centre + focus, centre - focus))
    np.testing.assert_array_equal(~mask.mask, distances <= 2.0 * major)


def test_invert():
    shape = {"shape_native": (9, 9), "pixel_scales": 1.0}
    np.testing.assert_array_equal(
        Mask2D.circular(radius=3.0, invert=True, **shape).mask, ~Mask2D.circular(radius=3.0, **shape).mask
    )
    assert Mask2D.all_false(invert=True, **shape).mask.all()


def border_picture(mask):
    picture = np.full(mask.shape_native, ".")
    rows, columns = mask.native_for_slim[mask.border_slim].T
    picture[rows, columns] = "B"
    return ["".join(row) for row in picture]


def mask_of(*rows):
    return Mask2D([[letter == "#" for letter in row] for row in rows], pixel_scales=1.0)


def test_border_of_a_full_array_is_its_rim():
    assert border_picture(Mask2D.all_false((4, 5), 1.0)) == ["BBBBB", "B...B", "B...B", "BBBBB"]


def test_border_leaves_out_the_inner_edge():
    mask = mask_of("#######", "#     #", "#     #", "#  #  #", "#     #", "#     #", "#######")
    assert border_picture(mask) == [".......", ".BBBBB.", ".B...B.", ".B...B.", ".B...B.", ".BBBBB.", "......."]


def test_border_of_an_open_shape_is_followed_inwards():
    mask = mask_of("    ", "  ##", "    ")
    assert border_picture(mask) == ["BBBB", "BB..", "BBBB"]


def test_border_of_single_pixels():
    assert border_picture(mask_of("###", "# #", "###")) == ["...", ".B.", "..."]


def test_border_of_a_circle_is_its_outermost_ring():
    mask = Mask2D.circular((60, 60), radius=2.5, pixel_scales=0.1)
    rows, columns = mask.native_for_slim.T
    radii = np.hypot(mask.y_axis[rows], mask.x_axis[columns])
    border = np.zeros(radii.size, dtype=bool)
    border[mask.border_slim] = True
    # A pixel further in than one diagonal has all its neighbours inside; one on the rim has one outside.
    assert radii[border].min() > 2.5 - 0.1 * np.sqrt(2.0)
    assert border[radii > 2.5 - 0.1 / np.sqrt(2.0)].all()


def test_fits_is_flipped_and_comes_back(tmp_path):
    mask = Mask2D([[True, False], [False, False], [False, False]], pixel_scales=0.2, origin=(1.0, 2.0))
    mask.output_to_fits(tmp_path / "mask.fits")
    assert fits.getdata(tmp_path / "mask.fits").tolist() == [[0, 0], [0, 0], [1, 0]]
    assert Mask2D.from_fits(tmp_path / "mask.fits", pixel_scales=0.2, origin=(1.0, 2.0)).same_as(mask)
    inverse = Mask2D.from_fits(tmp_path / "mask.fits", pixel_scales=0.2, invert=True)
    np.testing.assert_array_equal(inverse.mask, ~mask.mask)


@pytest.mark.parametrize("dtype", [">i2", ">f4", ">f8", ">i4"])
def test_fits_of_any_number_type(tmp_path, dtype):
    fits.writeto(tmp_path / "mask.fits", np.array([[0, 1], [0, 0]], dtype=dtype))
    assert Mask2D.from_fits(tmp_path / "mask.fits", 1.0).mask.tolist() == [[False, False], [False, True]]


def test_fits_extension(tmp_path):
    hdus = [fits.PrimaryHDU(), fits.ImageHDU(np.eye(3))]
    fits.HDUList(hdus).writeto(tmp_path / "mask.fits")
    np.testing.assert_array_equal(Mask2D.from_fits(tmp_path / "mask.fits", 1.0, hdu=1).mask, np.eye(3)[::-1] == 1)
    with pytest.raises(exc.DataError, match=r"HDU 0 .* holds no array. HDUs with an array: \[1\]"):
        Mask2D.from_fits(tmp_path / "mask.fits", 1.0)
    with pytest.raises(exc.DataError, match=r"2 HDUs \(0 to 1\)"):
        Mask2D.from_fits(tmp_path / "mask.fits", 1.0, hdu=7)


def test_inverted_fits_is_noticed(tmp_path):
    values = np.ones((10, 10))
    values[5, 5] = 0.0
    fits.writeto(tmp_path / "mask.fits", values)
    with pytest.warns(exc.AutoLensWarning, match="1 of 100 pixels unmasked.*invert=True"):
        Mask2D.from_fits(tmp_path / "mask.fits", 1.0)


def test_is_its_own_and_does_not_change():
    values = np.zeros((3, 3), dtype=bool)
    mask = Mask2D(values, pixel_scales=1.0)
    values[0, 0] = True
    assert mask.pixels_in_mask == 9
    with pytest.raises(ValueError, match="read-only"):
        mask.mask[0, 0] = True
    copied = pickle.loads(pickle.dumps(mask))
    assert copied.same_as(mask)
    assert not copied.mask.flags.writeable


def test_same_as_compares_everything():
    mask = Mask2D.circular((9, 9), 3.0, 1.0)
    assert mask.same_as(Mask2D.circular((9, 9), 3.0, 1.0))
    for other in (
        Mask2D.circular((9, 9), 2.0, 1.0),
        Mask2D(mask.mask, 0.9),
        Mask2D(mask.mask, 1.0, origin=(0.0, 0.1)),
    ):
        assert not mask.same_as(other)


BAD = {
    "one dimension": (lambda: Mask2D([True, False], 1.0), exc.DataError, "shape (2,)"),
    "empty": (lambda: Mask2D(np.zeros((0, 3)), 1.0), exc.DataError, "shape (0, 3)"),
    "values": (lambda: Mask2D([[0.0, 0.5]], 1.0), exc.DataError, "other than 0 and 1"),
    "NaN": (lambda: Mask2D([[0.0, np.nan]], 1.0), exc.DataError, "other than 0 and 1"),
    "words": (lambda: Mask2D([["a", "b"]], 1.0), exc.DataError, "dtype <U1"),
    "pixel scale zero": (lambda: Mask2D([[False]], 0.0), exc.ParameterError, "pixel_scales = 0.0"),
    "pixel scale three": (lambda: Mask2D([[False]], (1.0, 1.0, 1.0)), exc.ParameterError, "pixel_scales"),
    "origin": (lambda: Mask2D([[False]], 1.0, origin=(0.0, np.nan)), exc.ParameterError, "origin[1]"),
    "shape": (lambda: Mask2D.all_false((3.5, 3), 1.0), exc.DataError, "shape_native = (3.5, 3)"),
    "no rows": (lambda: Mask2D.all_false((0, 3), 1.0), exc.DataError, "shape_native = (0, 3)"),
    "radius": (lambda: Mask2D.circular((3, 3), -1.0, 1.0), exc.ParameterError, "radius = -1.0"),
    "radii": (lambda: Mask2D.circular_annular((3, 3), 2.0, 1.0, 1.0), exc.DataError, "inner_radius = 2.0"),
    "axis ratio": (lambda: Mask2D.elliptical((3, 3), 1.0, 1.5, 0.0, 1.0), exc.ParameterError, "axis_ratio = 1.5"),
    "keyword": (lambda: Mask2D([[False]], pixel_scale=1.0), exc.ParameterError, "Did you mean 'pixel_scales'?"),
    "slim": (lambda: Mask2D([[False]], 1.0).native_from(np.zeros(2)), exc.DataError, "1 unmasked"),
    "native": (lambda: Mask2D([[False]], 1.0).slim_from(np.zeros((2, 2))), exc.DataError, "shape (2, 2)"),
    "no file": (lambda: Mask2D.from_fits("none.fits", 1.0), exc.DataError, "none.fits"),
    "oblong": (lambda: Mask2D([[False]], (1.0, 2.0)).pixel_scale, exc.DataError, "(1.0, 2.0)"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(case):
    call, error, text = BAD[case]
    with pytest.raises(error) as caught:
        call()
    assert text in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"no fits at all", b"SIMPLE  =                    T" + b" " * 50])
def test_broken_fits(tmp_path, content):
    (tmp_path / "mask.fits").write_bytes(content)
    with pytest.raises(exc.DataError, match=r"mask\.fits"):
        Mask2D.from_fits(tmp_path / "mask.fits", 1.0)
