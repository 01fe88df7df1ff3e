import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc


@pytest.fixture
def mask():
    return al.Mask2D.circular((30, 32), 1.2, 0.1, centre=(0.05, -0.05))


def distances(mask, centre):
    rows, columns = mask.native_for_slim.T
    return np.hypot(mask.y_axis[rows] - centre[0], mask.x_axis[columns] - centre[1])


@pytest.mark.parametrize("sub_sizes", [[8, 4, 1], [8, 4]])
def test_radial_bins(mask, sub_sizes):
    sizes = al.over_sample_size_via_radial_bins_from(mask, sub_sizes, [0.3, 0.6], [(0.1, 0.2)])
    radii = distances(mask, (0.1, 0.2))
    for value, size in ((0.05, 8), (0.45, 4), (0.9, sub_sizes[-1])):
        near = np.abs(radii - value) < 0.05
        assert near.any() and (np.asarray(sizes)[near] == size).all()
    assert set(np.asarray(sizes)) == set(sub_sizes)
    assert sizes.mask is mask


def test_radius_is_inside():
    mask = al.Mask2D.all_false((1, 5), 0.5)
    sizes = al.over_sample_size_via_radial_bins_from(mask, [4, 2, 1], [0.5, 0.75])
    np.testing.assert_array_equal(np.asarray(sizes), [1, 4, 4, 4, 1])


def test_several_centres_take_the_largest(mask):
    centres = [(0.5, 0.5), (-0.5, -0.2)]
    both = al.over_sample_size_via_radial_bins_from(mask, [8, 1], [0.3], centres)
    each = [np.asarray(al.over_sample_size_via_radial_bins_from(mask, [8, 1], [0.3], [centre])) for centre in centres]
    np.testing.assert_array_equal(np.asarray(both), np.maximum(*each))
    assert not np.array_equal(*each)


def test_centre_of_the_mask_by_default(mask, backend):
    grid = al.Grid2D(mask, backend=backend)
    sizes = al.over_sample_size_via_radial_bins_from(grid, [4, 2], [0.4])
    expected = al.over_sample_size_via_radial_bins_from(mask, [4, 2], [0.4], [mask.mask_centre])
    np.testing.assert_array_equal(np.asarray(sizes), np.asarray(expected))
    assert mask.mask_centre == pytest.approx((0.05, -0.05), abs=1e-12)
    assert sizes.backend == backend
    assert (al.Grid2D(mask, sizes).over_sample_size == np.asarray(sizes)).all()


@pytest.mark.parametrize(
    "arguments, text",
    [
        (([8, 4, 2, 1], [0.3, 0.6]), "4 sizes for 2 radii"),
        (([8], [0.3, 0.6]), "1 sizes for 2 radii"),
        (([8, 4], [0.6, 0.3]), "does not ascend"),
        (([8, 4], [0.3, np.nan]), "does not ascend"),
        (([8, 0], [0.3, 0.6]), r"sub_size_list\[1\] = 0 is too low"),
        (([8, 2.5], [0.3, 0.6]), r"sub_size_list\[1\] = 2.5 is not an integer"),
    ],
)
def test_radial_bins_refuse(mask, arguments, text):
    with pytest.raises(exc.DataError, match=text):
        al.over_sample_size_via_radial_bins_from(mask, *arguments)


def test_adapt(mask, backend):
    data = al.Array2D(np.linspace(-3.0, 12.0, mask.pixels_in_mask), mask, backend)
    noise = al.Array2D(np.full(mask.pixels_in_mask, 0.5), mask, backend)
    sizes = al.over_sample_size_via_adapt_from(data, noise, signal_to_noise_cut=4.0, sub_size_lower=1, sub_size_upper=6)
    np.testing.assert_array_equal(np.asarray(sizes), np.where(np.asarray(data) > 2.0, 6, 1))
    assert sizes.backend == backend
    # Of faint data, those above half the maximum.
    faint = al.over_sample_size_via_adapt_from(data / 10.0, noise)
    np.testing.assert_array_equal(np.asarray(faint), np.where(np.asarray(data) > 6.0, 4, 2))


def test_adapt_refuses_two_masks(mask):
    data = al.Array2D(np.ones(mask.pixels_in_mask), mask)
    other = al.Array2D.no_mask(np.ones((30, 32)), 0.1)
    with pytest.raises(exc.DataError, match="on one mask"):
        al.over_sample_size_via_adapt_from(data, other)
    with pytest.raises(exc.DataError, match="on one mask"):
        al.over_sample_size_via_adapt_from(np.asarray(data), np.asarray(data))


def test_where_pyautolens_has_them():
    assert al.util.over_sample.over_sample_size_via_adapt_from is al.over_sample_size_via_adapt_from
    assert al.util.over_sample.over_sample_size_via_radial_bins_from is al.over_sample_size_via_radial_bins_from


@pytest.mark.parametrize("sizes", [6, "unequal"])
def test_partly_binned(mask, backend, sizes):
    """The mean over parts is the mean over the pixel, and each part is where its sub-pixels are."""
    if sizes == "unequal":
        sizes = np.where(np.arange(mask.pixels_in_mask) % 3 == 0, 4, np.where(np.arange(mask.pixels_in_mask) % 2, 2, 8))
    grid = al.Grid2D(mask, sizes, backend)
    points = grid.over_sampled
    values = grid.xp.stack([points.y, points.x])
    parts = grid.partly_binned_from(values, 2)
    assert parts.shape == (2, mask.pixels_in_mask, 4)
    expected = al.Grid2D(mask, 2, backend).over_sampled
    np.testing.assert_allclose(np.asarray(parts[0]).ravel(), np.asarray(expected.y), atol=1e-14)
    np.testing.assert_allclose(np.asarray(parts[1]).ravel(), np.asarray(expected.x), atol=1e-14)
    squares = grid.xp.mean(grid.partly_binned_from(points.x**2, 2), axis=-1)
    np.testing.assert_allclose(np.asarray(squares), np.asarray(grid.binned_from(points.x**2)), rtol=1e-13)


def test_partly_binned_refuses(mask):
    grid = al.Grid2D(mask, 4)
    with pytest.raises(exc.DataError, match="multiple of 3"):
        grid.partly_binned_from(grid.over_sampled.y, 3)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"grid": 3}, "grid is a int"),
        ({"sub_size_list": 4}, "sub_size_list = 4 is not a list"),
        ({"radial_list": 0.1}, "radial_list = 0.1 is not a list"),
        ({"sub_size_list": ["a", 1]}, r"sub_size_list\[0\] = 'a' is not"),
        ({"sub_size_list": [np.nan, 1]}, r"sub_size_list\[0\] = nan is not"),
        ({"radial_list": ["a", 0.2]}, "holds what is not a number"),
        ({"radial_list": [0.1, np.nan]}, "does not ascend"),
    ],
)
def test_rings_that_are_none(mask, arguments, text):
    with pytest.raises(exc.AutoLensError, match=text):
        al.over_sample_size_via_radial_bins_from(
            **({"grid": mask, "sub_size_list": [4, 2], "radial_list": [0.1, 0.2]} | arguments)
        )


def test_sizes_in_the_wrong_order(mask):
    image = al.Array2D(np.ones(mask.pixels_in_mask), mask)
    with pytest.raises(exc.DataError, match="sub_size_lower = 8 is above sub_size_upper = 2"):
        al.over_sample_size_via_adapt_from(image, image, sub_size_lower=8, sub_size_upper=2)
