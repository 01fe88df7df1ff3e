"""Draws of linear parameters, against the normal density and integrals over the part of it that is positive."""

from types import SimpleNamespace

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.inversion.conditional import Conditional

COVARIANCE, MIDDLE = np.array([[1.0, 0.9], [0.9, 1.2]]), np.array([-0.5, 0.4])


def density(middle, covariance, positive, bounds=None):
    """Of an inversion whose solution without constraint is known."""
    matrix = np.linalg.inv(covariance)
    return Conditional(
        SimpleNamespace(
            reconstruction_reduced=np.maximum(middle, 0.0) if positive else middle,
            settings=SimpleNamespace(use_positive_only_solver=positive),
            curvature_reg_matrix=matrix,
            data_vector=matrix @ middle,
            bounds=bounds,
        )
    )


def chain(found, number, rng):
    points = []
    for _ in range(number):
        points.append(found.draw(rng, points[-1] if points else None))
    return np.array([point.values for point in points])


def test_without_constraint_draws_are_normal():
    scale = np.array([1e-6, 1e6])
    found = density(MIDDLE * scale, COVARIANCE * np.outer(scale, scale), False)
    points = chain(found, 4000, np.random.default_rng(1)) / scale
    assert np.cov(points.T) == pytest.approx(COVARIANCE, abs=0.08)
    assert points.mean(axis=0) == pytest.approx(MIDDLE, abs=0.06)


def test_positive_draws_have_the_moments_of_the_density_cut_at_zero():
    points = chain(density(MIDDLE, COVARIANCE, True), 2500, np.random.default_rng(1))
    axis = np.linspace(0.0, 8.0, 801) + 0.005
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1)
    away = grid - MIDDLE
    weights = np.exp(-0.5 * np.einsum("abi,ij,abj->ab", away, np.linalg.inv(COVARIANCE), away))
    weights /= weights.sum()
    mean = np.einsum("ab,abi->i", weights, grid)
    width = np.sqrt(np.einsum("ab,abi->i", weights, grid**2) - mean**2)
    assert np.all(points >= 0.0)
    assert points.mean(axis=0) == pytest.approx(mean, abs=0.03)
    assert points.std(axis=0) == pytest.approx(width, rel=0.04)


def test_nearly_equal_profiles_and_far_walls_are_no_obstacle():
    # two that add up to 1 +- 0.01, in which each is nearly free: uniform between 0 and 1
    rows = np.array([[1.0, 1.0], [1e-6, -1e-6]]) / 0.01
    covariance = np.linalg.inv(rows.T @ rows)
    points = chain(density(np.array([0.5, 0.5]), covariance, True), 700, np.random.default_rng(2))
    assert points.sum(axis=1).mean() == pytest.approx(1.0, abs=0.002)
    assert points[:, 0].mean() == pytest.approx(0.5, abs=0.04)
    assert points[:, 0].std() == pytest.approx(1.0 / np.sqrt(12.0), rel=0.07)
    # one far beyond zero has an exponential tail: mean 1 / 30 widths
    far = chain(density(np.array([-30.0]), np.eye(1), True), 700, np.random.default_rng(3))
    assert far.mean() == pytest.approx(1.0 / 30.0, rel=0.12)


def test_a_matrix_that_is_not_definite_is_refused():
    with pytest.raises(exc.DataError, match="not positive definite"):
        density(MIDDLE, np.diag([1.0, -1.0]), False)
