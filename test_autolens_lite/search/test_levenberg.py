"""Climbs of sums of squares whose minima are known in closed form, or by the conditions that a minimum fulfils."""

import dataclasses

import numpy as np
import pytest

from autolens_lite.search.gradient.levenberg import climb


class Squares:
    """Half the squares of residuals (a function with its Jacobian), in bounds; counts what it is asked for."""

    def __init__(self, function, size, limit=np.inf, reach=np.inf):
        self.function = function
        self.lower, self.upper = np.full(size, -limit), np.full(size, limit)
        self.reach = np.full(size, reach)
        self.points, self.jacobians = [], 0

    def cost(self, x):
        self.points.append(x)
        return 0.5 * float(np.sum(self.function(x)[0] ** 2))

    def slope_and_hessian(self, x):
        self.jacobians += 1
        residuals, jacobian = self.function(x)
        return -jacobian.T @ residuals, jacobian.T @ jacobian


def linear(seed=0, size=4, rows=9):
    """Residuals A x - b, of columns that differ by six orders of magnitude; also A and b."""
    rng = np.random.default_rng(seed)
    matrix, data = rng.normal(size=(rows, size)) * np.geomspace(1e-3, 1e3, size), rng.normal(size=rows)
    return (lambda x: (matrix @ x - data, matrix)), matrix, data


def banana(x):
    """Rosenbrock's, with its minimum, zero, at (1, 1)."""
    return np.array([10.0 * (x[1] - x[0] ** 2), 1.0 - x[0]]), np.array([[-20.0 * x[0], 10.0], [-1.0, 0.0]])


def test_linear_residuals_are_solved():
    function, matrix, data = linear()
    problem = Squares(function, 4)
    found = climb(problem, np.zeros(4), 50, 1e-12)
    expected = np.linalg.lstsq(matrix, data, rcond=None)[0]
    assert found.arrived and found.steps < 15
    np.testing.assert_allclose(found.point, expected, rtol=1e-6)
    np.testing.assert_allclose(found.hessian, matrix.T @ matrix)
    assert found.cost == pytest.approx(0.5 * np.sum((matrix @ expected - data) ** 2), rel=1e-12)
    assert (found.values, found.jacobians) == (len(problem.points), problem.jacobians)


@pytest.mark.parametrize("seed", range(5))
def test_bounds_hold_what_presses_against_them(seed):
    """The conditions of Karush, Kuhn and Tucker: no slope of what is free, and none inwards at a bound."""
    function, *_ = linear(seed)
    found = climb(Squares(function, 4, limit=1e-3), np.zeros(4), 200, 1e-13)
    held = np.abs(found.point) == 1e-3
    assert held.any() and np.abs(found.point).max() == 1e-3
    size = np.sqrt(np.diag(found.hessian))
    assert np.abs(found.ascent / size)[~held].max(initial=0.0) < 1e-5
    assert np.all(found.ascent[held] * np.sign(found.point[held]) > 0.0)


def test_a_curved_valley_is_followed():
    found = climb(Squares(banana, 2), np.array([-1.2, 1.0]), 100, 1e-12)
    np.testing.assert_allclose(found.point, [1.0, 1.0], atol=1e-5)
    assert found.jacobians < 40


def test_no_step_is_longer_than_its_reach():
    function, *_ = linear()
    problem = Squares(function, 4, reach=0.7)
    climb(problem, np.full(4, 3.0), 5, 1e-9)
    steps = np.abs(np.diff(problem.points, axis=0)).max(axis=1)
    assert steps.max() == pytest.approx(0.7)


def test_a_climb_goes_on_where_it_was_left():
    whole, part = (climb(Squares(banana, 2), np.array([-1.2, 1.0]), most, 1e-9) for most in (60, 7))
    assert part.steps == 7 and not part.arrived and whole.arrived
    again = climb(Squares(banana, 2), part, 53, 1e-9)
    for name, value in dataclasses.asdict(whole).items():
        assert np.array_equal(getattr(again, name), value), name
    assert climb(Squares(banana, 2), whole, 5, 1e-9).values == whole.values


def test_steps_that_gain_next_to_nothing_are_the_last_whatever_they_promise():
    problem = Squares(banana, 2)
    cost = problem.cost
    problem.cost = lambda x: 1e-6 * cost(x)
    found = climb(problem, np.array([-1.2, 1.0]), 50, 1e-3)
    assert found.arrived and found.steps == 2


def test_where_there_is_no_posterior_the_step_is_made_shorter():
    function, matrix, data = linear()
    expected = np.linalg.lstsq(matrix, data, rcond=None)[0]
    problem = Squares(function, 4)
    cost = problem.cost
    problem.cost = lambda x: np.inf if np.abs(x - expected).max() > 1.1 * np.abs(expected).max() else cost(x)
    found = climb(problem, np.zeros(4), 100, 1e-12)
    np.testing.assert_allclose(found.point, expected, rtol=1e-5)
    nowhere = climb(problem, np.full(4, 1e6), 10, 1e-9)
    assert nowhere.cost == np.inf and nowhere.arrived and nowhere.jacobians == 0


def test_what_has_no_derivative_is_where_a_climb_ends():
    problem = Squares(banana, 2)
    problem.slope_and_hessian = lambda x: (np.full(2, np.nan), np.eye(2))
    found = climb(problem, np.array([-1.2, 1.0]), 10, 1e-9)
    assert found.arrived and found.steps == 0 and np.array_equal(found.point, [-1.2, 1.0])


def test_a_parameter_without_influence_stays():
    function, matrix, _ = linear(size=3)
    wide = np.column_stack([matrix, np.zeros(len(matrix))])
    found = climb(Squares(lambda x: (function(x[:3])[0], wide), 4), np.array([0.0, 0.0, 0.0, 2.5]), 50, 1e-9)
    assert found.point[3] == 2.5 and found.arrived
