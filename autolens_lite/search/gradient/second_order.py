"""The log posterior of a sum of squares near a point, with the residuals themselves taken to second order.

A normal density follows from residuals that are linear in the parameters. Where they bend, as in the size, the index
and the brightness of a profile, the posterior bends and leans with them: a parabola of each residual gives its log a
polynomial of fourth order, which costs a few microseconds in place of a likelihood's milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.search.gradient.laplace import Laplace

Squares = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
"""Returns residuals (R,) at scaled parameters (p,), and their derivatives (R, p) by these; NaN where there are none."""

# The step of the differences of Jacobians, in widths of the posterior, and that of a prior's, in scaled parameters.
_STEP, _PRIOR_STEP = 1.0, 1e-2
# Combinations of residuals that add less than this to the sum of squares, one width away, are left out.
_LEAST = 1e-3
# As many coefficients of the parabolas, and numbers in them, are kept in memory and taken apart in seconds.
_MOST_COEFFICIENTS, _MOST_NUMBERS = 2000, 100_000_000
# So many numbers are made at a time.
_BLOCK = 2_000_000


class SecondOrder:
    r"""Half the sum of the squares of residuals that are parabolas in whitened parameters u, and the prior, as it is.

    .. math:: r(u) = r_0 + J u + \tfrac12 u^T B u

    B is from differences of Jacobians, two for each axis. The part of the residuals that the parabolas reach has as
    many dimensions as there are coefficients, and nearly all of it is in a few tens of combinations of these, the
    eigenvectors of the coefficients' scalar products.

    Parameters
    ----------
    posterior
        Has `log_priors` of scaled parameters (n, p): see `ScaledPosterior`.
    whitening
        A normal density about the point, which says what u is.
    coefficients : (m, R) float
        Of the residuals' parabolas: of 1, of each u_j, and of each u_j u_k with j <= k, in the order of
        `numpy.triu_indices`.
    """

    def __init__(self, posterior: Any, whitening: Laplace, coefficients: np.ndarray) -> None:
        self.posterior, self.whitening = posterior, whitening
        p = whitening.peak.size
        products = coefficients @ coefficients.T
        values, axes = np.linalg.eigh(products)
        kept = values > _LEAST
        # of each combination: its value, its slope and its second derivatives at the point
        found = (axes[:, kept] * np.sqrt(values[kept])).T
        self._values, self._slopes = found[:, 0], found[:, 1 : 1 + p]
        pairs = np.triu_indices(p)
        bends = np.zeros((len(found), p, p))
        bends[:, pairs[0], pairs[1]] = found[:, 1 + p :]
        self._bends = bends + bends.transpose(0, 2, 1)
        self._prior_slope, self._prior_precision = self._of_prior()

    def log_posteriors(self, u: np.ndarray) -> np.ndarray:
        """The log posterior density (n,) at whitened parameters (n, p), but for a constant; -inf outside the prior."""
        found = np.concatenate([self._squares(part)[0] for part in self._blocks(u)])
        return found + self.log_priors(u)

    def log_priors(self, u: np.ndarray) -> np.ndarray:
        """The log prior density (n,) of scaled parameters at whitened ones (n, p)."""
        with np.errstate(over="ignore", invalid="ignore"):
            found = self.posterior.log_priors(self.whitening.points_from(u))
        return np.where(np.isfinite(found), found, -np.inf)

    def slopes(self, u: np.ndarray) -> np.ndarray:
        """The derivatives (n, p) of `log_posteriors`, with those that the prior has at the point, without bounds."""
        return np.concatenate([self._squares(part)[1] for part in self._blocks(u)]) + self._slopes_of_prior(u)

    def _blocks(self, u: np.ndarray) -> list[np.ndarray]:
        size = max(_BLOCK // max(self._slopes.size, 1), 1)
        return [u[i : i + size] for i in range(0, max(len(u), 1), size)]

    def _squares(self, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rank, p = self._slopes.shape
        bent = (u @ self._bends.reshape(rank * p, p).T).reshape(len(u), rank, p)
        rows = self._values + u @ self._slopes.T + 0.5 * np.einsum("nrp,np->nr", bent, u)
        return -0.5 * np.sum(rows**2, axis=1), -(rows @ self._slopes) - np.einsum("nr,nrp->np", rows, bent)

    def _slopes_of_prior(self, u: np.ndarray) -> np.ndarray:
        away = u @ self.whitening.factor.T
        return (self._prior_slope - away * self._prior_precision) @ self.whitening.factor

    def _of_prior(self) -> tuple[np.ndarray, np.ndarray]:
        """Slope and minus the second derivative (p,) of the log prior; zero at its limits."""
        peak = self.whitening.peak
        steps = _PRIOR_STEP * np.eye(peak.size)
        above, below, here = (self.posterior.log_priors(peak + step) for step in (steps, -steps, 0.0 * steps))
        with np.errstate(invalid="ignore"):
            slope, bend = (above - below) / (2.0 * _PRIOR_STEP), (2.0 * here - above - below) / _PRIOR_STEP**2
        inside = np.isfinite(slope) & np.isfinite(bend)
        return np.where(inside, slope, 0.0), np.where(inside, np.maximum(bend, 0.0), 0.0)


def second_order_from(posterior: Any, whitening: Laplace, squares: Squares) -> SecondOrder | None:
    """Return the log posterior near the peak of a normal density like it; None where there are too many numbers.

    Or no residuals at the peak. Where there are none on one side, second derivatives are taken on the other.

    Parameters
    ----------
    posterior
        Has `log_priors` of scaled parameters (n, p): see `ScaledPosterior`.
    whitening
        The normal density.
    squares
        The residuals, which make the whole likelihood.
    """
    p = whitening.peak.size
    number = 1 + p + p * (p + 1) // 2
    rows, jacobian = _at(np.zeros(p), whitening, squares)
    if not np.isfinite(jacobian).all() or number > _MOST_COEFFICIENTS or number * rows.size > _MOST_NUMBERS:
        return None
    coefficients = np.zeros((number, rows.size))
    coefficients[0], coefficients[1 : 1 + p] = rows, jacobian
    place = np.zeros((p, p), dtype=int)
    place[np.triu_indices(p)] = np.arange(1 + p, number)
    place = np.maximum(place, place.T)
    for k, axis in enumerate(_STEP * np.eye(p)):
        ends = [_at(end, whitening, squares)[1] for end in (axis, -axis)]
        known = [np.isfinite(end).all() for end in ends]
        above, below = (end if is_known else jacobian for end, is_known in zip(ends, known, strict=True))
        # of u_j u_k both orders add half; of u_k^2 the parabola's half is all there is
        coefficients[place[k]] += 0.5 * (above - below) / (_STEP * max(sum(known), 1))
    return SecondOrder(posterior, whitening, coefficients)


def _at(u: np.ndarray, whitening: Laplace, squares: Squares) -> tuple[np.ndarray, np.ndarray]:
    """Residuals (R,) and their derivatives by whitened parameters (p, R)."""
    rows, jacobian = squares(whitening.points_from(u[None])[0])
    return rows, (jacobian @ whitening.factor).T
