"""The largest and smallest element, and their derivatives however a compiler rounds."""

import functools

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization import border
from autolens_lite.profile.mass import ExternalShear, Isothermal

VALUES = np.array([[0.3, 2.0, -1.0], [2.0, -4.0, -4.0]])


@pytest.mark.parametrize("name", ["max", "min"])
def test_values(xp, name):
    assert getattr(xp, name)(xp.asarray(VALUES)) == getattr(np, name)(VALUES)
    assert np.isnan(getattr(xp, name)(xp.asarray([1.0, np.nan])))


@pytest.mark.parametrize(("name", "index"), [("max", 1), ("min", 4)])
def test_derivative_is_that_of_the_first_such_element(name, index):
    import jax

    gradient = jax.grad(getattr(autolens_lite.xp.get("jax"), name))(VALUES)
    assert np.asarray(gradient).ravel().tolist() == np.eye(6)[index].tolist()


def test_gradient_is_finite_where_elements_are_worked_out_twice():
    """Without optimisation XLA rounds the moved points in two loops differently; none then equals their largest."""
    import jax

    xp = autolens_lite.xp.get("jax")
    rng = np.random.default_rng(1)
    points = 3.0 * rng.normal(size=(2, 400))

    def traced(vector, y, x):
        grid = Coordinates(y, x, xp)
        mass = Isothermal((vector[0], vector[1]), (vector[2], -0.06), 0.8 + vector[3])
        shear = ExternalShear(0.04 + vector[4], -0.03)
        deflections = mass.deflections_from(grid), shear.deflections_from(grid)
        return Coordinates(y - deflections[0][0] - deflections[1][0], x - deflections[0][1] - deflections[1][1], xp)

    @functools.partial(jax.jit, compiler_options={"xla_backend_optimization_level": 0})
    @jax.grad
    def gradient(vector):
        moved = border.relocated_from(traced(vector, *points), traced(vector, *points[:, :60]))
        return xp.sum((moved.y - xp.min(moved.y)) / (xp.max(moved.y) - xp.min(moved.y)) * moved.x)

    assert all(np.isfinite(gradient(vector)).all() for vector in 0.02 * rng.normal(size=(100, 5)))
