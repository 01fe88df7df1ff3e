"""Newton's steps end at maxima that are known, with their second derivatives, and say where there is none."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.search.gradient.newton import maximum_from

NAMES = ["x", "y", "z"]


class Density:
    """A log density given with its gradient, within bounds, that counts its gradients."""

    def __init__(self, function, size, limit=100.0):
        self.function = function
        self.lower, self.upper = np.full(size, -limit), np.full(size, limit)
        self.calls = 0

    def value_and_grad(self, point):
        self.calls += 1
        value, gradient = self.function(point)
        return float(value), np.asarray(gradient, dtype=float)

    def values_and_grads(self, points):
        found = [self.value_and_grad(point) for point in points]
        return np.array([value for value, _ in found]), np.array([gradient for _, gradient in found])


MATRIX = np.array([[400.0, 90.0, 0.0], [90.0, 30.0, -1.0], [0.0, -1.0, 2.0]])


def parabola(point):
    centred = point - np.array([1.0, -2.0, 0.5])
    return 7.0 - 0.5 * centred @ MATRIX @ centred, -MATRIX @ centred


def banana(point):
    """Rosenbrock's: its maximum is at (1, 1), its second derivatives there are known."""
    x, y = point
    off = y - x * x
    return -50.0 * off**2 - 5.0 * (1.0 - x) ** 2, [200.0 * x * off + 10.0 * (1.0 - x), -100.0 * off]


def test_a_parabola_takes_one_step():
    density = Density(parabola, 3)
    found = maximum_from(density, np.zeros(3))
    assert np.allclose(found.point, [1.0, -2.0, 0.5], atol=1e-9)
    assert np.allclose(found.hessian, MATRIX, atol=1e-8)
    assert found.height == pytest.approx(7.0, abs=1e-12)
    assert found.is_proper and found.doubts(NAMES) == []
    # three passes for the first second derivatives, one for those at the end
    assert density.calls < 4 * 6 + 8


def test_a_curved_ridge_is_climbed():
    found = maximum_from(Density(banana, 2), np.array([-1.2, 1.0]), rounds=40)
    assert np.allclose(found.point, 1.0, atol=0.01)
    assert found.is_proper
    # differences of half a width see the ridge's bend: within a fifth of the derivatives at the maximum
    assert np.allclose(found.hessian, [[410.0, -200.0], [-200.0, 100.0]], rtol=0.2)


def test_it_leaves_a_saddle():
    found = maximum_from(Density(lambda p: (-9.0 * (p @ p - 1.0) ** 2, -36.0 * (p @ p - 1.0) * p), 1), np.array([0.05]))
    assert abs(found.point[0]) == pytest.approx(1.0, abs=0.03)
    assert found.is_proper


def test_a_direction_without_data_is_named():
    def function(point):
        total = point[0] + point[1]
        return -50.0 * total**2 - 8.0 * point[2] ** 2, [-100.0 * total, -100.0 * total, -16.0 * point[2]]

    found = maximum_from(Density(function, 3), np.array([0.1, 0.2, 0.3]))
    assert found.has_arrived and not found.held.any()
    (doubt,) = found.doubts(NAMES)
    assert doubt.endswith("along x, y")


def test_a_maximum_against_a_bound_is_said():
    density = Density(parabola, 3)
    density.upper[0] = 0.0
    found = maximum_from(density, np.array([-0.5, 0.0, 0.0]))
    assert found.held.tolist() == [True, False, False] and not found.is_proper
    inner = MATRIX[1:, 1:]
    expected = np.array([-2.0, 0.5]) - np.linalg.solve(inner, MATRIX[1:, 0] * (0.0 - 1.0))
    assert np.allclose(found.point, [0.0, *expected], atol=1e-6)
    assert found.is_definite
    assert "bound of x" in found.doubts(NAMES)[0]


def kinked(point):
    """A parabola of curvature 100 with a wedge turned upwards next to its maximum, at 0.12."""
    x = point[0] - 0.1
    return -50.0 * point[0] ** 2 + 12.0 * abs(x), [-100.0 * point[0] + 12.0 * np.sign(x)]


def test_at_a_kink_the_hessian_of_residuals_is_taken():
    point = np.array([0.12])
    exact = maximum_from(Density(kinked, 1), point, gauss_newton=lambda _: None)
    assert exact.curvature == "exact" and not exact.is_definite
    assert "rises on both sides along x" in exact.doubts(["x"])[0]
    found = maximum_from(Density(kinked, 1), point, gauss_newton=lambda _: np.array([[100.0]]))
    assert found.curvature == "gauss_newton" and found.hessian.tolist() == [[100.0]]
    assert found.point == exact.point == pytest.approx(0.12)
    assert found.is_proper and found.doubts(["x"]) == []
    smooth = maximum_from(Density(parabola, 3), np.zeros(3), gauss_newton=lambda _: np.eye(3))
    assert smooth.curvature == "exact"


def test_second_derivatives_that_are_not_finite_are_refused():
    with pytest.raises(exc.SearchError, match="second derivatives"):
        maximum_from(Density(lambda p: (-p @ p, np.full(2, np.nan if p[0] else 0.0)), 2), np.zeros(2))
    with pytest.raises(exc.SearchError, match="no likelihood where"):
        maximum_from(Density(lambda p: (-np.inf, np.zeros(2)), 2), np.zeros(2))
