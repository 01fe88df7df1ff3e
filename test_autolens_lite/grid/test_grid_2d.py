import copy
import pickle

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.grid import Coordinates, Grid2D, Mask2D

MASK = Mask2D.circular((12, 10), radius=0.9, pixel_scales=(0.2, 0.25), origin=(0.3, -0.1), centre=(0.3, -0.1))
UNEQUAL = np.arange(MASK.pixels_in_mask) % 3 + 1


def test_centres_by_hand(backend):
    grid = Grid2D.uniform((2, 2), pixel_scales=(1.0, 2.0), origin=(5.0, 7.0), backend=backend)
    assert np.asarray(grid.slim).tolist() == [[5.5, 6.0], [5.5, 8.0], [4.5, 6.0], [4.5, 8.0]]
    assert np.asarray(grid.native).tolist() == [[[5.5, 6.0], [5.5, 8.0]], [[4.5, 6.0], [4.5, 8.0]]]
    assert grid.y.dtype == grid.x.dtype == np.float64
    assert isinstance(grid.y, grid.xp.ndarray)


def test_only_unmasked_pixels(backend):
    grid = Grid2D.from_mask(MASK, backend=backend)
    rows, columns = MASK.native_for_slim.T
    np.testing.assert_array_equal(np.asarray(grid.y), MASK.y_axis[rows])
    np.testing.assert_array_equal(np.asarray(grid.x), MASK.x_axis[columns])
    assert not np.asarray(grid.native)[MASK.mask].any()
    assert len(grid) == grid.shape_slim == MASK.pixels_in_mask


def test_not_over_sampled_is_the_same_object(backend):
    grid = Grid2D(MASK, backend=backend)
    assert grid.over_sampled is grid.coordinates
    values = grid.y
    assert grid.binned_from(values) is values


def test_sub_pixels_by_hand(backend):
    grid = Grid2D.uniform((1, 2), pixel_scales=(2.0, 4.0), over_sample_size=2, backend=backend)
    assert np.asarray(grid.over_sampled.y).tolist() == [0.5, 0.5, -0.5, -0.5] * 2
    assert np.asarray(grid.over_sampled.x).tolist() == [-3.0, -1.0, -3.0, -1.0, 1.0, 3.0, 1.0, 3.0]
    assert grid.sub_index.tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_unequal_sub_pixels_by_hand(backend):
    grid = Grid2D.uniform((1, 3), pixel_scales=6.0, over_sample_size=[2, 1, 3], backend=backend)
    assert np.asarray(grid.over_sampled.x).tolist() == [-7.5, -4.5, -7.5, -4.5, 0.0, 4, 6, 8, 4, 6, 8, 4, 6, 8]
    assert np.asarray(grid.over_sampled.y).tolist() == [1.5, 1.5, -1.5, -1.5, 0, 2, 2, 2, 0, 0, 0, -2, -2, -2]
    assert grid.sub_index.tolist() == [0] * 4 + [1] + [2] * 9
    binned = grid.binned_from(grid.xp.as_float([1, 2, 3, 4, 10, *range(9)]))
    assert np.asarray(binned).tolist() == [2.5, 10.0, 4.0]


@pytest.mark.parametrize("size", [2, 3, UNEQUAL, MASK.native_from(UNEQUAL)], ids=["2", "3", "slim", "native"])
def test_means_of_sub_pixels(backend, size):
    """Of a linear function: its value at the centre. Of a square: that, plus the variance of the offsets."""
    grid = Grid2D(MASK, over_sample_size=size, backend=backend)
    sub = grid.over_sampled
    linear = grid.binned_from(1.0 + 2.0 * sub.y - 3.0 * sub.x)
    np.testing.assert_allclose(linear, 1.0 + 2.0 * grid.y - 3.0 * grid.x, rtol=0.0, atol=1e-14)
    sizes = MASK.slim_from(size) if np.ndim(size) == 2 else np.asarray(size)
    variance = MASK.pixel_scales[1] ** 2 / 12.0 * (1.0 - 1.0 / sizes**2)
    np.testing.assert_allclose(grid.binned_from(sub.x**2), grid.x**2 + variance, rtol=0.0, atol=1e-15)


@pytest.mark.parametrize("size", [1, 2, UNEQUAL], ids=["1", "2", "unequal"])
def test_binning_keeps_leading_axes(backend, size):
    grid = Grid2D(MASK, over_sample_size=size, backend=backend)
    values = np.random.default_rng(0).normal(size=(2, 3, grid.sub_index.size))
    binned = np.asarray(grid.binned_from(grid.xp.as_float(values)))
    assert binned.shape == (2, 3, MASK.pixels_in_mask)
    for i, j in np.ndindex(2, 3):
        sums = np.bincount(grid.sub_index, weights=values[i, j])
        np.testing.assert_allclose(binned[i, j], sums / np.bincount(grid.sub_index), rtol=0.0, atol=1e-15)


def test_equal_sizes_are_one_size():
    assert Grid2D(MASK, np.full(MASK.pixels_in_mask, 2.0)).over_sample_size == 2


@pytest.mark.parametrize("size", [1, 2, UNEQUAL], ids=["1", "2", "unequal"])
def test_leaves_replace_the_arrays(backend, size):
    grid = Grid2D(MASK, over_sample_size=size, backend=backend)
    moved = tuple(leaf + 1.0 if leaf.dtype == np.float64 else leaf for leaf in grid.leaves)
    other = grid.with_leaves(moved)
    np.testing.assert_array_equal(other.y, grid.y + 1.0)
    np.testing.assert_array_equal(other.over_sampled.x, grid.over_sampled.x + 1.0)
    np.testing.assert_allclose(other.binned_from(other.over_sampled.x), grid.x + 1.0, atol=1e-14)
    assert len(other.leaves) == len(grid.leaves)
    assert (other.over_sampled is other.coordinates) == (grid.over_sampled is grid.coordinates)
    # The original is as it was.
    np.testing.assert_array_equal(grid.y, Grid2D(MASK, size, backend=backend).y)


@pytest.mark.parametrize("size", [1, 2, UNEQUAL], ids=["1", "2", "unequal"])
def test_leaves_pass_through_a_compiled_function(size):
    import jax

    grid = Grid2D(MASK, over_sample_size=size, backend="jax")

    def mean_square(leaves):
        inside = grid.with_leaves(leaves)
        return inside.binned_from(inside.over_sampled.y**2 + inside.over_sampled.x**2)

    # Fused multiply-adds may differ in the last digit.
    np.testing.assert_allclose(jax.jit(mean_square)(grid.leaves), mean_square(grid.leaves), rtol=1e-14)


def test_made_inside_a_compiled_function():
    import jax

    def far(shift):
        grid = Grid2D.uniform((3, 3), 1.0, over_sample_size=2, backend="jax")
        return grid.binned_from(grid.over_sampled.shifted((shift, 0.0)).y)

    np.testing.assert_allclose(jax.jit(far)(2.0), np.repeat([-1.0, -2.0, -3.0], 3), atol=1e-15)


@pytest.mark.parametrize("duplicate", [copy.deepcopy, copy.copy, lambda grid: pickle.loads(pickle.dumps(grid))])
def test_copies(backend, duplicate):
    grid = Grid2D(MASK, over_sample_size=UNEQUAL, backend=backend)
    other = duplicate(grid)
    assert other.backend == backend
    for first, second in zip(grid.leaves, other.leaves, strict=True):
        np.testing.assert_array_equal(first, second)
        assert isinstance(second, grid.xp.ndarray)


def test_pickle_is_small():
    mask = Mask2D.all_false((200, 200), 0.1)
    assert len(pickle.dumps(Grid2D(mask, over_sample_size=4))) < 1.1 * len(pickle.dumps(mask)) + 1000


def test_with_backend():
    grid = Grid2D(MASK, over_sample_size=2, backend="numba")
    other = grid.with_backend("jax")
    assert (grid.backend, other.backend) == ("numba", "jax")
    assert isinstance(other.y, other.xp.ndarray)
    for first, second in zip(grid.leaves, other.leaves, strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "= 0 must"),
        (-1, "= -1 must"),
        (1.5, "= 1.5 must"),
        (np.nan, "= nan must"),
        ("2", "which is not a number"),
        ([1, 2], "shape (2,)"),
        (np.ones((3, 3)), "shape (3, 3)"),
    ],
)
def test_bad_sizes(size, text):
    with pytest.raises(exc.DataError) as caught:
        Grid2D(MASK, over_sample_size=size)
    assert text in str(caught.value)


def test_bad_masks():
    with pytest.raises(exc.DataError, match="no pixel unmasked"):
        Grid2D(Mask2D(np.ones((3, 3)), 1.0))
    with pytest.raises(exc.DataError, match="mask is a ndarray"):
        Grid2D(np.zeros((3, 3), dtype=bool))
    with pytest.raises(exc.ParameterError, match="Did you mean 'over_sample_size'"):
        Grid2D(MASK, over_sampling_size=2)
    with pytest.raises(exc.BackendError, match="numpy"):
        Grid2D(MASK, backend="numpy")


def test_coordinates(backend, xp):
    points = Coordinates(xp.as_float([1.0, 2.0]), xp.as_float([3.0, 5.0]), xp)
    assert (len(points), points.shape, points.backend) == (2, (2,), backend)
    assert np.asarray(points.array).tolist() == [[1.0, 3.0], [2.0, 5.0]]
    shifted = points.shifted((1.0, 2.0))
    assert (np.asarray(shifted.y).tolist(), np.asarray(shifted.x).tolist()) == ([0.0, 1.0], [1.0, 3.0])
    deflected = points.deflected((points.y, points.x), 0.5)
    assert (np.asarray(deflected.y).tolist(), np.asarray(deflected.x).tolist()) == ([0.5, 1.0], [1.5, 2.5])
    other = pickle.loads(pickle.dumps(points))
    assert other.xp is xp
    assert isinstance(other.y, xp.ndarray)
    np.testing.assert_array_equal(other.array, points.array)
