import copy
import pickle

import numpy as np
import pytest
from astropy.io import fits

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.grid import Array2D, Grid2D, Mask2D, VectorYX2D

MASK = Mask2D([[False, True, False], [False, False, True]], pixel_scales=(0.5, 0.25), origin=(1.0, 2.0))
SLIM = np.array([1.0, 2.0, 3.0, 4.0])
NATIVE = np.array([[1.0, 0.0, 2.0], [3.0, 4.0, 0.0]])


@pytest.mark.parametrize("values", [SLIM, NATIVE, NATIVE + 9.0 * MASK.mask, SLIM.astype(">f8"), SLIM.tolist()])
def test_slim_and_native(backend, values):
    array = Array2D(values, MASK, backend)
    np.testing.assert_array_equal(array.slim, SLIM)
    np.testing.assert_array_equal(array.native, NATIVE)
    np.testing.assert_array_equal(np.asarray(array), SLIM)
    assert isinstance(array.slim, array.xp.ndarray)
    assert (array.shape_native, array.shape_slim, array.shape, len(array)) == ((2, 3), 4, (4,), 4)
    assert array.pixel_scales == (0.5, 0.25)


def test_vectors(backend):
    values = np.array([[3.0, 4.0], [0.0, 0.0], [1.0, 0.0], [-6.0, 8.0]])
    vectors = VectorYX2D(values, MASK, backend)
    assert np.asarray(vectors.y).tolist() == [3.0, 0.0, 1.0, -6.0]
    assert np.asarray(vectors.x).tolist() == [4.0, 0.0, 0.0, 8.0]
    assert np.asarray(vectors.magnitudes).tolist() == [5.0, 0.0, 1.0, 10.0]
    assert vectors.native.shape == (2, 3, 2)
    np.testing.assert_array_equal(VectorYX2D(vectors.native, MASK, backend).slim, values)
    np.testing.assert_array_equal((2.0 * vectors).slim, 2.0 * values)


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a * b,
        lambda a, b: a / b,
        lambda a, b: a**2 + 0 * b,
        lambda a, b: 2.0 + a,
        lambda a, b: 2.0 - a,
        lambda a, b: 2.0 * a,
        lambda a, b: 2.0 / b,
        lambda a, b: a - SLIM,
        lambda a, b: SLIM - a,
        lambda a, b: np.float64(3.0) * b,
        lambda a, b: abs(-a),
        lambda a, b: np.exp(a),
        lambda a, b: np.hypot(a, b),
    ],
)
def test_arithmetic_is_that_of_slim_values(backend, operation):
    first, second = SLIM - 2.5, SLIM[::-1] * 0.3
    result = operation(Array2D(first, MASK, backend), Array2D(second, MASK, backend))
    assert isinstance(result, Array2D)
    assert (result.backend, result.mask) == (backend, MASK)
    np.testing.assert_allclose(result.slim, operation(first, second), rtol=1e-15)


def test_numpy_functions(backend):
    array = Array2D(SLIM, MASK, backend)
    assert (np.sum(array), np.max(array), np.mean(array), np.add.reduce(array)) == (10.0, 4.0, 2.5, 10.0)
    np.testing.assert_array_equal(np.isfinite(array), True)
    assert np.asarray(array > 2.0).tolist() == [False, False, True, True]
    assert np.asarray(array <= array).all()
    np.testing.assert_allclose(array, SLIM)
    assert list(array) == SLIM.tolist()
    assert array[2] == 3.0


def test_arithmetic_inside_a_compiled_function():
    import jax

    def double(values):
        array = Array2D(values, MASK, "jax")
        return (array + array).native

    np.testing.assert_array_equal(jax.jit(double)(SLIM), 2.0 * NATIVE)


def test_copies(backend):
    array = Array2D(SLIM, MASK, backend)
    for other in (copy.deepcopy(array), pickle.loads(pickle.dumps(array)), Array2D(array, MASK, backend)):
        assert other.backend == backend
        assert isinstance(other.slim, array.xp.ndarray)
        np.testing.assert_array_equal(other.slim, SLIM)
    for name in ("numba", "jax"):
        assert isinstance(array.with_backend(name).slim, array.with_backend(name).xp.ndarray)


def test_refusals():
    array = Array2D(SLIM, MASK, "numba")
    with pytest.raises(exc.BackendError, match=r"'numba'.*'jax'"):
        array + array.with_backend("jax")
    with pytest.raises(exc.DataError, match="different masks"):
        array + Array2D(SLIM, Mask2D(MASK.mask, 1.0), "numba")
    with pytest.raises(exc.DataError, match=r"values has shape \(5,\).*\(4,\) \(slim\) or \(2, 3\) \(native\)"):
        Array2D(np.ones(5), MASK)
    with pytest.raises(exc.DataError, match=r"\(4, 2\) \(slim\)"):
        VectorYX2D(SLIM, MASK)
    with pytest.raises(exc.ParameterError, match="Did you mean 'mask'"):
        Array2D(SLIM, msk=MASK)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Array2D.no_mask(np.ma.masked_array(NATIVE, mask=~MASK.mask), 1.0), "values has 4 masked"),
        (lambda: Array2D.no_mask(NATIVE * 1j, 1.0), r"values are complex.*values\.real"),
        (lambda: Array2D.no_mask((NATIVE * 1j).tolist(), 1.0), "values has dtype"),
        (lambda: Array2D.no_mask(np.full((2, 3), "a"), 1.0), "values has dtype"),
        (lambda: Array2D.no_mask([[1.0], [1.0, 2.0]], 1.0), "values is not a regular array"),
        (lambda: Array2D.no_mask(np.ones(6), 1.0), r"values has shape \(6,\)"),
        (lambda: Array2D.no_mask(np.ones((1, 2, 3)), 1.0), r"values has shape \(1, 2, 3\).*values\[0\]"),
        (lambda: Array2D(NATIVE, MASK.mask), "mask is a ndarray. Pass a Mask2D"),
    ],
)
def test_what_is_no_map(make, text):
    with pytest.raises(exc.DataError, match=text):
        make()


def test_masked_array_of_which_nothing_is_masked():
    np.testing.assert_array_equal(Array2D.no_mask(np.ma.masked_array(NATIVE), 1.0).native, NATIVE)


def test_fits(tmp_path, backend):
    array = Array2D.no_mask(NATIVE, pixel_scales=0.5, origin=(1.0, 2.0), backend=backend)
    array.output_to_fits(tmp_path / "new" / "image.fits")
    np.testing.assert_array_equal(fits.getdata(tmp_path / "new" / "image.fits"), NATIVE[::-1])
    again = Array2D.from_fits(tmp_path / "new" / "image.fits", pixel_scales=0.5, origin=(1.0, 2.0), backend=backend)
    np.testing.assert_array_equal(again.native, NATIVE)
    assert again.mask.same_as(array.mask)
    with pytest.raises(exc.DataError, match="overwrite=True"):
        array.output_to_fits(tmp_path / "new" / "image.fits")
    (2.0 * array).output_to_fits(tmp_path / "new" / "image.fits", overwrite=True)
    np.testing.assert_array_equal(fits.getdata(tmp_path / "new" / "image.fits"), 2.0 * NATIVE[::-1])
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["image.fits"]


# Circles of as many pixels as each other.
CIRCLE = Mask2D.circular((12, 14), radius=0.3, pixel_scales=0.1)
ELSEWHERE = Mask2D.circular((12, 14), radius=0.3, pixel_scales=0.1, centre=(0.1, -0.2))
TAKERS = {
    "slim": lambda array, mask: mask.native_from(array),
    "deflections_x": lambda array, mask: al.mp.InputDeflections(np.ones(mask.pixels_in_mask), array, mask=mask),
    "lensing_potential": lambda array, mask: al.mp.InputPotential(array, mask=mask),
}


@pytest.mark.parametrize("name", TAKERS)
def test_values_of_other_pixels_are_refused(name):
    """Of as many pixels, they would be taken in their order for those of others."""
    numbers = np.arange(1.0, CIRCLE.pixels_in_mask + 1)
    assert CIRCLE.pixels_in_mask == ELSEWHERE.pixels_in_mask
    with pytest.raises(exc.DataError, match=f"{name} is (on other pixels|masked in)"):
        TAKERS[name](Array2D(numbers, ELSEWHERE), CIRCLE)
    TAKERS[name](Array2D(numbers, Mask2D(CIRCLE.mask, CIRCLE.pixel_scale * (1.0 + 1e-6))), CIRCLE)


def test_equality_is_that_of_elements(backend):
    array = Array2D(SLIM, MASK, backend)
    np.testing.assert_array_equal(np.asarray(array == 2.0), [False, True, False, False])
    np.testing.assert_array_equal(np.asarray(array != Array2D(SLIM[::-1], MASK, backend)), [True] * 4)
    np.testing.assert_array_equal(np.asarray(array[array == 2.0]), [2.0])
    with pytest.raises(TypeError, match="unhashable"):
        hash(array)


@pytest.mark.parametrize("compare", [np.add, np.less, lambda a, b: a < b, lambda a, b: a == b, lambda a, b: a >= b])
def test_arrays_of_other_pixels_are_not_compared(compare):
    with pytest.raises(exc.DataError, match="different masks"):
        compare(Array2D(np.ones(CIRCLE.pixels_in_mask), CIRCLE), Array2D(np.ones(CIRCLE.pixels_in_mask), ELSEWHERE))


@pytest.mark.parametrize(
    "place",
    [80, -81, [80], [0, 80], np.array([0, -81]), (80,), np.zeros(81, bool), 1.5],
    ids=lambda place: str(place)[:12],
)
def test_a_subscript_that_is_beyond_is_an_error(backend, place):
    """Arrays of jax give the nearest element, and assign to none."""
    mask = Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2)
    array = Array2D(np.arange(80.0), mask, backend)
    with pytest.raises(IndexError):
        array[place]
    with pytest.raises(IndexError):
        array[place] = 1.0
    np.testing.assert_array_equal(array, np.arange(80.0))
    with pytest.raises(IndexError):
        Grid2D(mask, backend=backend)[0, 2]
    np.testing.assert_array_equal(array[[3, -1]], [3.0, 79.0])


def test_operands_have_any_order_of_bytes(backend):
    mask = Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2)
    array, other = Array2D(np.arange(80.0), mask, backend), np.arange(80.0).astype(">f8")
    for found in (array + other, other + array, 2.0 * array):
        assert isinstance(found, Array2D)
        np.testing.assert_array_equal(found, 2.0 * np.arange(80.0))
    array[:3] = other[3:6]
    np.testing.assert_array_equal(array[:4], [3.0, 4.0, 5.0, 3.0])
    with pytest.raises(exc.DataError, match="complex"):
        array[0] = 1.0j
