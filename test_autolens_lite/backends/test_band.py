"""ln det of a sparse penalty in a narrow band, and its derivative, in memory that held other numbers."""

from __future__ import annotations

import numpy as np
import pytest

from autolens_lite.xp import contract
from autolens_lite.xp.numba_xp.solve import band, cholesky

SIDE = 23
METHODS = [band.AUTO, band.DENSE, band.BANDED]

log_det = band.penalty_log_det.from_python
log_det_derivative = band.penalty_log_det_derivative.from_python


def _graph(floor: float = 0.1) -> tuple[np.ndarray, ...]:
    """Differences between the pixels of a square in random order, and a part of the identity."""
    rng = np.random.default_rng(4)
    index = rng.permutation(SIDE**2).reshape(SIDE, SIDE)
    indices = np.concatenate(
        [
            np.stack([first.ravel(), second.ravel()], axis=1)
            for first, second in ((index[1:], index[:-1]), (index[:, 1:], index[:, :-1]))
        ]
    )
    size = indices.shape[0]
    return indices, np.tile([1.0, -1.0], (size, 1)), rng.uniform(0.5, 2.0, size), np.full(SIDE**2, floor)


def _matrix(penalty: tuple[np.ndarray, ...]) -> np.ndarray:
    return contract.KERNELS["penalty_matrix"].oracle(*penalty)


def _leave_numbers_behind(size: int) -> None:
    for _ in range(4):
        np.full(cholesky.length(size), 1e30)


@pytest.mark.parametrize("method", METHODS)
def test_log_det(method: int) -> None:
    penalty = _graph()
    expected = np.linalg.slogdet(_matrix(penalty))[1]
    for _ in range(3):
        _leave_numbers_behind(SIDE**2)
        assert log_det(*penalty, method) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_derivative_by_the_inverse(method: int) -> None:
    """d ln det / d c_ra = 2 w_r (H^-1 c_r)_a, d ln det / d w_r = c_r H^-1 c_r, d ln det / d diagonal_i = (H^-1)_ii."""
    penalty = indices, coefficients, weights, diagonal = _graph()
    inverse = np.linalg.inv(_matrix(penalty))
    applied = np.einsum("rab,rb->ra", inverse[indices[:, :, None], indices[:, None, :]], coefficients)
    for _ in range(3):
        _leave_numbers_behind(SIDE**2)
        results = [np.full(array.shape, np.nan) for array in (coefficients, weights, diagonal)]
        log_det_derivative(*penalty, method, 3.0, *results)
        np.testing.assert_allclose(results[0], 6.0 * weights[:, None] * applied, rtol=1e-11)
        np.testing.assert_allclose(results[1], 3.0 * (coefficients * applied).sum(1), rtol=1e-11)
        np.testing.assert_allclose(results[2], 3.0 * np.diag(inverse), rtol=1e-11)


@pytest.mark.parametrize("method", METHODS)
def test_matrix_that_is_not_positive_definite(method: int) -> None:
    penalty = _graph(-0.9)
    assert np.isnan(log_det(*penalty, method))
    results = [np.zeros(array.shape) for array in penalty[1:]]
    log_det_derivative(*penalty, method, 1.0, *results)
    for result in results:
        assert np.isnan(result).all()


def test_dense_where_combinations_have_many_parameters() -> None:
    """`auto` gives up a band that would save nothing, before and after the pairs of parameters are counted."""
    rng = np.random.default_rng(7)
    for together in (3, 12):
        indices = rng.integers(0, 40, (60, together))
        penalty = indices, rng.normal(size=indices.shape), rng.uniform(0.5, 1.0, 60), np.full(40, 0.1)
        expected = np.linalg.slogdet(_matrix(penalty))[1]
        assert log_det(*penalty, band.AUTO) == pytest.approx(expected, rel=1e-12)
