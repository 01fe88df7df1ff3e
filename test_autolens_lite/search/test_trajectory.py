"""The transition leaves a density as it is, its integrator turns back exactly, and the warm-up finds widths."""

import math

import numpy as np
import pytest

from autolens_lite.search.mcmc.convergence import bulk_size_of, r_hat_of
from autolens_lite.search.mcmc.trajectory import Point, Transition
from autolens_lite.search.mcmc.warm_up import StepSize, factor_from, windows_of


def normal(z):
    return -0.5 * float(z @ z), -z


def skewed(z):
    """exp(z - e^z): mean minus Euler's constant, variance pi^2 / 6."""
    return float(np.sum(z - np.exp(z))), 1.0 - np.exp(z)


def walk(log_density, size, count, step_size=0.5, factor=None, doublings=8, seed=0):
    z = np.zeros(size)
    value, gradient = log_density(z)
    draws, moves = np.empty((count, size)), []
    for i in range(count):
        factor_now = np.eye(size) if factor is None else factor
        move = Transition(log_density, factor_now, step_size, doublings, np.random.default_rng([seed, i]))
        point, energy, doubled = move(z, value, gradient)
        z, value, gradient = point.z, point.value, point.gradient
        draws[i] = z
        moves.append((move.tally, energy, doubled))
    return draws, moves


@pytest.mark.parametrize(
    ("log_density", "mean", "variance"),
    [(normal, 0.0, 1.0), (skewed, -np.euler_gamma, np.pi**2 / 6.0)],
    ids=["normal", "skewed"],
)
@pytest.mark.parametrize("step_size", [0.3, 1.1])
def test_a_density_is_sampled(log_density, mean, variance, step_size):
    draws, _ = walk(log_density, 3, 3000, step_size)
    sizes = bulk_size_of(draws[None])
    assert np.all(sizes > 500)
    assert np.all(np.abs(draws.mean(axis=0) - mean) < 5.0 * np.sqrt(variance / sizes))
    assert np.all(np.abs(draws.var(axis=0) / variance - 1.0) < 5.0 * np.sqrt(3.0 / sizes))
    quantiles = np.mean(draws**2 if log_density is normal else np.exp(draws), axis=0)
    # the mean of z^2 is 1, that of e^z too
    assert np.all(np.abs(quantiles - 1.0) < 5.0 * np.sqrt(2.0 / sizes))


def test_the_integrator_turns_back():
    move = Transition(skewed, np.diag([1.0, 2.0]), 0.4, 5, np.random.default_rng(0))
    move._energy = 0.0
    z = np.array([0.3, -1.0])
    start = Point(z, *skewed(z), np.array([0.7, -0.2]))
    forth = start
    for _ in range(6):
        forth = move._step(forth, 1.0).last
    back = forth
    for _ in range(6):
        back = move._step(back, -1.0).last
    assert np.allclose(back.z, start.z, atol=1e-12) and np.allclose(back.momentum, start.momentum, atol=1e-12)
    assert abs(forth.energy - start.energy) < 0.1


def test_a_metric_makes_narrow_and_tilted_densities_easy():
    covariance = np.array([[1e-4, 0.9e-2], [0.9e-2, 1.0]])
    inverse = np.linalg.inv(covariance)
    draws, moves = walk(lambda z: (-0.5 * z @ inverse @ z, -inverse @ z), 2, 1500, 0.9, np.linalg.cholesky(covariance))
    assert np.allclose(np.cov(draws.T) / covariance, 1.0, rtol=0.25)
    assert np.mean([tally.gradients for tally, _, _ in moves]) < 8


def test_trajectories_go_as_far_as_they_help_and_no_further():
    _, moves = walk(normal, 5, 200, 0.1)
    # half a turn of an oscillator takes pi / 0.1 steps
    gradients = np.array([tally.gradients for tally, _, _ in moves])
    assert 10 < np.median(gradients) <= 63
    _, short = walk(normal, 5, 50, 0.01, doublings=3)
    assert {doubled for _, _, doubled in short} == {3} and {tally.gradients for tally, _, _ in short} == {7}


def test_steps_that_are_too_long_diverge_and_stay():
    draws, moves = walk(lambda z: (-0.5e8 * float(z @ z), -1e8 * z), 2, 20, 0.5)
    assert all(tally.diverged for tally, _, _ in moves)
    assert np.all(draws == 0.0)


def test_where_there_is_no_density_no_chain_goes():
    def half(z):
        return (-0.5 * float(z @ z), -z) if z[0] < 1.0 else (-math.inf, np.zeros(1))

    draws, moves = walk(half, 1, 400, 0.4)
    assert draws.max() < 1.0 and any(tally.diverged for tally, _, _ in moves)


def test_the_step_size_reaches_its_target():
    step, z = StepSize.starting(0.05), np.zeros(4)
    value, gradient = normal(z)
    accepted = []
    for i in range(400):
        move = Transition(normal, np.eye(4), math.exp(step.log_step), 8, np.random.default_rng(i))
        point, _, _ = move(z, value, gradient)
        z, value, gradient = point.z, point.value, point.gradient
        accepted.append(move.tally.acceptance / move.tally.gradients)
        step.learn(accepted[-1], 0.8)
        step = StepSize(step.numbers)
    assert np.mean(accepted[200:]) == pytest.approx(0.8, abs=0.05)
    step.settle()
    assert 0.6 < math.exp(step.log_step) < 1.6


def test_windows_double_and_leave_room():
    assert windows_of(10) == [10]
    for steps in (20, 30, 100, 150, 1000):
        ends = windows_of(steps)
        assert ends[0] == int(0.15 * steps) and ends[-1] == steps - int(0.15 * steps)
        lengths = np.diff(ends)
        assert np.all(lengths > 0) and np.all(lengths[1:-1] == 2 * lengths[:-2])


def test_the_metric_of_draws():
    factor = np.array([[2.0, 0.0], [1.0, 0.5]])
    rng = np.random.default_rng(2)
    whitened = rng.standard_normal((4000, 2)) @ np.array([[1.0, 0.6], [0.0, 2.0]])
    expected = factor @ np.array([[1.0, 0.6], [0.6, 4.36]]) @ factor.T
    dense = factor_from(factor, whitened, dense=True)
    assert np.allclose(dense @ dense.T, expected, rtol=0.1)
    widths = factor_from(factor, whitened, dense=False)
    assert np.allclose(widths @ widths.T, factor @ np.diag([1.0, 4.36]) @ factor.T, rtol=0.1)
    kept = factor_from(factor, whitened, dense=True, shrinkage=1.0)
    assert np.allclose(kept, factor, atol=1e-12)
    few = factor_from(factor, whitened[:2], dense=True)
    assert np.all(np.linalg.eigvalsh(few @ few.T) > 0.0)


def test_chains_from_afar_agree():
    chains = np.array([walk(normal, 2, 400, 0.8, seed=seed)[0] for seed in range(4)])
    assert np.all(r_hat_of(chains) < 1.02)
