"""The log posterior of a model as a sum of squares, in coordinates in which it is nearly one."""

from __future__ import annotations

import numpy as np

from autolens_lite.search.gradient.scaled_posterior import ScaledPosterior
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

# The longest step of a parameter, in half widths of the central 68 % of its prior.
_REACH = 0.5
# Squares that make the log likelihood but for this, relative and absolute, make all of it.
_RELATIVE, _ABSOLUTE = 1e-9, 1e-6


class SquaresPosterior(ScaledPosterior):
    """The log posterior of a model whose likelihood has residuals, as `levenberg.climb` takes it.

    Where the log likelihood is more than its squares (the determinants of a pixelized source), slopes are those of all
    of it, by a gradient, and second derivatives those of the squares.

    Parameters
    ----------
    evaluator
        Computes likelihoods, in this process.
    """

    def __init__(self, evaluator: LocalEvaluator) -> None:
        super().__init__(evaluator)
        self._squares_are_all: bool | None = None
        self.reach = np.full(self.lower.size, _REACH)

    def cost(self, x: np.ndarray) -> float:
        """Minus the log posterior density at a point (p,); inf where there is none."""
        log_prior = float(self.log_priors(x[None])[0])
        return -log_prior - self.evaluator.value(self.vectors_from(x[None])[0]) if np.isfinite(log_prior) else np.inf

    def slope_and_hessian(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The gradient of the log posterior (p,) and minus the second derivatives of its squares (p, p)."""
        vector = self.vectors_from(x[None])[0]
        scale = self._slopes(vector)
        residuals, jacobian = self.evaluator.residuals_and_jacobian(vector)
        is_all = self._is_all(vector, residuals)
        slope = -(residuals @ jacobian) if is_all else self.evaluator.value_and_grad(vector)[1]
        return slope * scale + self._prior_gradient(x), self.hessian_of(jacobian, vector)

    def hessian_of(self, jacobian: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Minus the second derivatives (p, p) of the squares and the prior, of a Jacobian (R, p) at a vector (p,)."""
        rows = self.by_scaled(jacobian, vector)
        return rows.T @ rows + np.diag(self._precision)

    def _is_all(self, vector: np.ndarray, residuals: np.ndarray) -> bool:
        """Whether the residuals make the whole log likelihood: asked at one point, and true of all of one model."""
        if self._squares_are_all is None and np.isfinite(residuals).all():
            self._squares_are_all = self.is_sum(self.evaluator.value(vector), residuals)
        return self._squares_are_all is not False

    def is_sum(self, log_likelihood: float, residuals: np.ndarray) -> bool:
        """Whether a log likelihood is that of residuals (R,), with nothing beside their squares."""
        squares = -0.5 * (float(residuals @ residuals) + self.evaluator.residual_constant)
        return abs(log_likelihood - squares) <= _ABSOLUTE + _RELATIVE * abs(log_likelihood)

    def by_scaled(self, jacobian: np.ndarray, vector: np.ndarray) -> np.ndarray:
        """Derivatives (R, p) by scaled parameters of those by the parameters, at a vector (p,) of these."""
        return jacobian * self._slopes(vector)
