"""ln det of a sparse matrix in a narrow band, and its derivative, in memory that held other numbers."""

from __future__ import annotations

import numpy as np
import pytest

from autolens_lite.xp.numba_xp import band, cholesky

SIDE = 23


def _graph() -> np.ndarray:
    """The Laplacian of a square of pixels in random order, and a part of the identity."""
    rng = np.random.default_rng(4)
    index = rng.permutation(SIDE**2).reshape(SIDE, SIDE)
    matrix = 0.1 * np.eye(SIDE**2)
    for first, second in ((index[1:], index[:-1]), (index[:, 1:], index[:, :-1])):
        i, j = first.ravel(), second.ravel()
        weights = rng.uniform(0.5, 2.0, i.size)
        np.add.at(matrix, (i, i), weights)
        np.add.at(matrix, (j, j), weights)
        matrix[i, j] -= weights
        matrix[j, i] -= weights
    return matrix


def _leave_numbers_behind(size: int) -> None:
    for _ in range(4):
        np.full(cholesky.length(size), 1e30)


@pytest.mark.parametrize("method", [band.AUTO, band.DENSE, band.BANDED])
def test_log_det(method: int) -> None:
    matrix = _graph()
    expected = np.linalg.slogdet(matrix)[1]
    for _ in range(3):
        _leave_numbers_behind(matrix.shape[0])
        assert band.factored_log_det(matrix, method) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("method", [band.AUTO, band.DENSE, band.BANDED])
def test_derivative_is_the_inverse_where_the_matrix_is_not_zero(method: int) -> None:
    matrix = _graph()
    inverse = np.linalg.inv(matrix)
    for _ in range(3):
        _leave_numbers_behind(matrix.shape[0])
        result = np.full(matrix.shape, np.nan)
        band.log_det_derivative(matrix, method, 3.0, result)
        present = matrix != 0.0
        np.testing.assert_allclose(result[present], 3.0 * inverse[present], rtol=1e-11)


def test_matrix_that_is_not_positive_definite() -> None:
    matrix = _graph() - 1.0 * np.eye(SIDE**2)
    for method in (band.AUTO, band.DENSE, band.BANDED):
        assert np.isnan(band.factored_log_det(matrix, method))
