import copy
import pickle

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.grid import Grid2DIrregular

POINTS = [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]


@pytest.mark.parametrize(
    "values", [POINTS, np.array(POINTS), np.array(POINTS, dtype=">f4"), np.array(POINTS, dtype=int)]
)
def test_points(backend, values):
    grid = Grid2DIrregular(values, backend=backend)
    assert np.asarray(grid.y).tolist() == [1.0, 3.0, 5.0]
    assert np.asarray(grid.x).tolist() == [2.0, 4.0, 6.0]
    assert grid.slim.dtype == np.float64
    assert grid.in_list == POINTS
    assert len(grid) == 3
    np.testing.assert_array_equal(np.asarray(grid), POINTS)
    np.testing.assert_array_equal(grid.coordinates.array, POINTS)
    np.testing.assert_array_equal(grid.over_sampled.y, grid.y)
    assert grid.binned_from(grid.y[0]) == 1.0


def test_one_point(backend):
    assert Grid2DIrregular((1.0, 2.0), backend=backend).in_list == [(1.0, 2.0)]


def test_from_columns(backend):
    assert Grid2DIrregular.from_yx_1d([1.0, 3.0], [2.0, 4.0], backend=backend).in_list == POINTS[:2]
    with pytest.raises(exc.DataError, match=r"y has shape \(2,\) and x \(1,\)"):
        Grid2DIrregular.from_yx_1d([1.0, 3.0], [2.0])


def test_copies_and_backends(backend):
    grid = Grid2DIrregular(POINTS, backend=backend)
    for other in (copy.deepcopy(grid), pickle.loads(pickle.dumps(grid)), grid.with_leaves(grid.leaves)):
        assert (other.backend, other.in_list) == (backend, POINTS)
        assert isinstance(other.slim, grid.xp.ndarray)
    for name in ("numba", "jax"):
        other = grid.with_backend(name)
        assert (other.backend, other.in_list) == (name, POINTS)
        assert (Grid2DIrregular(grid, backend=name).in_list) == POINTS


def test_inside_a_compiled_function():
    import jax

    def from_array(values):
        return Grid2DIrregular(values, backend="jax").y

    def from_numbers(y, x):
        return Grid2DIrregular([(y, x), (x, y)], backend="jax").y

    np.testing.assert_array_equal(jax.jit(from_array)(np.array(POINTS)), [1.0, 3.0, 5.0])
    np.testing.assert_array_equal(jax.jit(from_numbers)(1.0, 2.0), [1.0, 2.0])


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([], "empty"),
        ([1.0, 2.0, 3.0], "shape (3,)"),
        (np.zeros((2, 3)), "shape (2, 3)"),
        ([(0.0, 1.0), (np.nan, 0.0)], "values[1] = [nan  0.] is not finite (1 such)"),
        (np.array([[np.inf, 0.0]]), "not finite"),
        ([(0.0, 1.0), (2.0,)], "not a regular array"),
        ([("a", "b")], "which is not a number"),
    ],
)
def test_bad_values(backend, values, text):
    with pytest.raises(exc.DataError) as caught:
        Grid2DIrregular(values, backend=backend)
    assert text in str(caught.value)
