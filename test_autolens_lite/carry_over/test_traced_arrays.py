"""What arrays, grids and vectors do as arguments of functions that jax compiles is what they do with NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import autolens_lite as al

MASK = al.Mask2D.circular((7, 8), radius=0.33, pixel_scales=0.1)
DRAW = np.random.default_rng(1)
VALUES = DRAW.uniform(0.5, 2.0, MASK.pixels_in_mask)
PAIRS = DRAW.uniform(0.5, 2.0, (MASK.pixels_in_mask, 2))

KINDS = {
    "array": lambda backend: al.Array2D(VALUES, MASK, backend),
    "vectors": lambda backend: al.VectorYX2D(PAIRS, MASK, backend),
    "grid": lambda backend: al.Grid2D.from_mask(MASK, backend=backend),
    "points": lambda backend: al.Grid2DIrregular(PAIRS, backend),
    "numbers": lambda backend: al.ArrayIrregular(VALUES, backend),
}
ALL = {
    "plus": lambda a: a + 1.5,
    "of two": lambda a: a * a - a / (a + 10.0),
    "reflected": lambda a: 2.0 - a,
    "power": lambda a: (a + 3.0) ** 2,
    "negative": lambda a: -a,
    "absolute": lambda a: abs(a),
    "compared": lambda a: (a > 1.0) & (a <= 1.8),
    "subscript": lambda a: a[3],
    "slice": lambda a: a[2:6],
    "list": lambda a: a[jnp.array([0, 4])],
    "max": lambda a: a.max(),
    "mean": lambda a: a.mean(axis=0),
    "sum": lambda a: jnp.sum(a.array),
    "copy": lambda a: a.copy() + 1.0,
    "astype": lambda a: a.astype("float64"),
    "reshape": lambda a: a.reshape(-1),
    "new array": lambda a: a.with_new_array(2.0 * a.array),
    "native": lambda a: a.native,
    "shape": lambda a: jnp.zeros(a.shape) + a.ndim,
    "iterated": lambda a: jnp.stack([jnp.sum(each) for each in a]),
    "where": lambda a: jnp.where(a.array > 1.0, a.array, 0.0),
}
SOME = {
    "array, masked": ("array", lambda a: a.apply_mask(MASK)),
    "array, resized": ("array", lambda a: a.resized_from((9, 9)).native),
    "array, trimmed": (
        "array",
        lambda a: a.padded_before_convolution_from((3, 3)).native,
    ),
    "vectors, lengths": ("vectors", lambda a: a.magnitudes),
    "vectors, y": ("vectors", lambda a: a.y),
    "grid, distances": ("grid", lambda a: a.distances_to_coordinate_from((0.1, 0.2))),
    "grid, moved": ("grid", lambda a: a.grid_2d_via_deflection_grid_from(PAIRS)),
    "points, squared": ("points", lambda a: a.squared_distances_to_coordinate_from((0.1, 0.2))),
    "points, moved": ("points", lambda a: a.grid_2d_via_deflection_grid_from(PAIRS)),
}
CASES = [(kind, name, what) for kind in KINDS for name, what in ALL.items()]
CASES += [(kind, name, what) for name, (kind, what) in SOME.items()]


@pytest.mark.parametrize(("kind", "name", "what"), CASES, ids=[f"{kind}-{name}" for kind, name, _ in CASES])
def test_a_compiled_function_answers_as_numpy_does(kind, name, what):
    expected = what(KINDS[kind]("numba"))
    for backend in ("numba", "jax"):
        found = jax.jit(what)(KINDS[kind](backend))
        np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=1e-14, atol=1e-15)
        if isinstance(expected, tuple(type(make("numba")) for make in KINDS.values())):
            assert type(found) is type(expected) and found.backend == "jax"


@pytest.mark.parametrize("kind", KINDS)
def test_derivatives_pass(kind):
    slope = jax.grad(lambda scale: jnp.sum((scale * KINDS[kind]("jax")).array ** 2))(1.5)
    assert float(slope) == pytest.approx(3.0 * float(np.sum(np.asarray(KINDS[kind]("numba")) ** 2)), rel=1e-13)


@pytest.mark.parametrize("kind", ["array", "numbers", "points"])
def test_values_are_assigned_within_a_compiled_function(kind):
    def assigned(array):
        new = array.copy()
        new[2] = 7.0
        return new

    found = np.asarray(jax.jit(assigned)(KINDS[kind]("jax")))
    expected = np.array(np.asarray(KINDS[kind]("numba")))
    expected[2] = 7.0
    np.testing.assert_array_equal(found, expected)
