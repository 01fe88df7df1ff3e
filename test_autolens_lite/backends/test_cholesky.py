"""The Cholesky factor in panels: of any size, within its envelope, and what is computed from it."""

from __future__ import annotations

import numpy as np
import pytest

from autolens_lite.xp.numba_xp.solve import cholesky

SIZES = (1, 7, 8, 9, 64, 131, 202)


def _matrix(size: int, reach: int) -> np.ndarray:
    """Positive definite, with zeros at columns further apart than `reach`."""
    rng = np.random.default_rng(size)
    root = np.where(np.abs(np.subtract.outer(np.arange(size), np.arange(size))) <= reach // 2, 1.0, 0.0)
    root *= rng.normal(size=(size, size))
    return root @ root.T + np.eye(size)


def _factor(matrix: np.ndarray) -> cholesky.Factor:
    size = matrix.shape[0]
    factor = cholesky.factor_in(np.full(cholesky.length(size), np.nan), size)
    assert cholesky.factorize.from_python(matrix, factor)
    return factor


def _dense(factor: cholesky.Factor, size: int) -> np.ndarray:
    lower = np.zeros((8 * factor.first.size, 8 * factor.first.size))
    for p in range(factor.first.size):
        start, width = cholesky.offset(p), 8 * p + 8
        lower[8 * p : 8 * p + 8, :width] = factor.lower[start : start + 8 * width].reshape(width, 8).T
    return np.tril(lower)[:size, :size]


@pytest.mark.parametrize("reach", [10, 1000])
@pytest.mark.parametrize("size", SIZES)
def test_factor_is_lapacks(size: int, reach: int) -> None:
    matrix = _matrix(size, reach)
    factor = _factor(matrix)
    expected = np.linalg.cholesky(matrix)
    np.testing.assert_allclose(_dense(factor, size), expected, atol=1e-13 * np.abs(expected).max())
    assert cholesky.log_det(factor, size) == pytest.approx(np.linalg.slogdet(matrix)[1], rel=1e-12)
    again = cholesky.factor_from(factor.lower, size)
    np.testing.assert_array_equal(again.first, factor.first)
    np.testing.assert_allclose(again.inverse, factor.inverse, rtol=1e-15)


def test_envelope_leaves_out_what_is_zero() -> None:
    factor = _factor(_matrix(202, 10))
    np.testing.assert_array_equal(factor.first, np.maximum(np.arange(26) - 2, 0))


@pytest.mark.parametrize("size", SIZES)
def test_solves_undo_products(size: int) -> None:
    matrix = _matrix(size, 30)
    factor = _factor(matrix)
    lower, vector = _dense(factor, size), np.random.default_rng(1).normal(size=size)
    solved = vector.copy()
    cholesky.solve_vector.from_python(factor, solved)
    np.testing.assert_allclose(lower @ solved, vector, atol=1e-12)
    solved = vector.copy()
    cholesky.solve_vector_transposed.from_python(factor, solved)
    np.testing.assert_allclose(lower.T @ solved, vector, atol=1e-12)


@pytest.mark.parametrize("leading", [0.4, 1.0])
@pytest.mark.parametrize("size", SIZES)
def test_inverse(size: int, leading: float) -> None:
    matrix = _matrix(size, 30)
    part = max(1, int(leading * size))
    inverse = np.full((part, part), np.nan)
    cholesky.fill_inverse.from_python(_factor(matrix), 2.0, inverse)
    expected = 2.0 * np.linalg.inv(matrix[:part, :part])
    np.testing.assert_allclose(inverse, expected, atol=1e-12 * np.abs(expected).max())
    np.testing.assert_array_equal(inverse, inverse.T)


@pytest.mark.parametrize("size", SIZES)
def test_block(size: int) -> None:
    matrix = _matrix(size, 30)
    index = np.flatnonzero(np.random.default_rng(2).random(size) < 0.6)
    if index.size == 0:
        index = np.array([0])
    factor, definite = cholesky.block_factor.from_python(matrix, index)
    assert definite
    expected = np.linalg.cholesky(matrix[np.ix_(index, index)])
    np.testing.assert_allclose(_dense(factor, index.size), expected, atol=1e-13 * np.abs(expected).max())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_matrix_that_is_not_positive_definite_is_refused(size: int, bad: float) -> None:
    matrix = _matrix(size, 30)
    matrix[size // 2, size // 2] = bad
    factor = cholesky.factor_in(np.empty(cholesky.length(size)), size)
    assert not cholesky.factorize.from_python(matrix, factor)
