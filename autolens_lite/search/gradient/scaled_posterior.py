"""Coordinates in which the priors of a model are about equally wide, and its log posterior there, with gradient."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autolens_lite.model import GaussianPrior, UniformPrior
from autolens_lite.model.priors import Prior
from autolens_lite.search.gradient.coordinate_posterior import CoordinatePosterior, ValuesAndGradients
from autolens_lite.search.likelihoods.evaluator import LocalEvaluator

# Half of the central 68 % of a prior is one unit.
_CENTRAL = (0.16, 0.5, 0.84)
# The step of the differences that give the prior's gradient, and how far inside the prior's limits the bounds are.
_STEP = 1e-5
# A prior without a limit is bounded where this fraction of it is left.
_TAIL = 1e-13


class ScaledPosterior(CoordinatePosterior):
    """The log posterior density of a model in scaled parameters x, some of them logarithms.

    The logarithm is taken where the prior is logarithmic, and where it is uniform and begins at zero (radii): sizes of
    unlike galaxies differ by factors, and posteriors are often more like normal densities in their logarithms. On three
    of five lenses with 25 parameters draws of the normal density at the maximum are then worth 0.6 to 0.9 samples each
    instead of 0.1 to 0.6; on the two others it makes no difference.

    It is the density of x: a log uniform prior is constant in it, a uniform one too or, of what begins at zero, rises
    as the value; a normal or log normal one is a parabola.

    Parameters
    ----------
    evaluator
        Computes likelihoods.
    """

    def __init__(self, evaluator: LocalEvaluator) -> None:
        super().__init__(evaluator)
        layout = evaluator.model.layout
        pairs = zip(layout.priors, layout.lower, strict=True)
        self._log = np.array([self._is_logarithmic(prior, lower) for prior, lower in pairs], dtype=bool)
        lower, middle, upper = (self._forward(layout.values_at(fraction)) for fraction in _CENTRAL)
        self._origin, self._width = middle, 0.5 * (upper - lower)
        sigmas = [prior.sigma if isinstance(prior, GaussianPrior) else np.inf for prior in layout.priors]
        # minus the second derivatives of the log prior: others than normal ones have none
        self._precision = (self._width / np.array(sigmas)) ** 2
        corners = self.scaled_from(np.array([layout.values_at(_TAIL), layout.values_at(1.0 - _TAIL)]))
        self.lower, self.upper = self._widest(corners)

    def _is_logarithmic(self, prior: Prior, lower: float) -> bool:
        """Whether the logarithm is taken of a parameter with this prior, which its place cuts at `lower`."""
        return prior.log_space or (isinstance(prior, UniformPrior) and lower == 0.0)

    def _widest(self, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of each parameter: a limit that depends on another parameter is taken at its widest."""
        layout = self.evaluator.model.layout
        limits = self.scaled_from(np.array([layout.lower, layout.upper], dtype=float))
        dependent = np.array([bool(partners) for partners in layout.partners], dtype=bool)
        lower = np.where(dependent & np.isfinite(limits[0]), limits[0], corners[0])
        upper = np.where(dependent & np.isfinite(limits[1]), limits[1], corners[1])
        return lower + 2.0 * _STEP, upper - 2.0 * _STEP

    def _forward(self, vectors: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self._log, np.log(vectors), vectors)

    def scaled_from(self, vectors: np.ndarray) -> np.ndarray:
        """Scaled parameters of vectors (n, p)."""
        return (self._forward(vectors) - self._origin) / self._width

    def vectors_from(self, scaled: np.ndarray) -> np.ndarray:
        """Vectors of parameters (n, p) of scaled ones."""
        values = self._origin + self._width * scaled
        return np.where(self._log, np.exp(np.where(self._log, values, 0.0)), values)

    def log_priors(self, scaled: np.ndarray) -> np.ndarray:
        """The normalised log prior density of scaled parameters (n, p), (n,); -inf outside."""
        return self.evaluator.log_priors(self.vectors_from(scaled)) + self._log_slopes(scaled)

    def _log_slopes(self, scaled: np.ndarray) -> np.ndarray:
        """ln of the product of the derivatives of parameters by scaled ones, (n,)."""
        values = self._origin + self._width * scaled
        return values[..., self._log].sum(axis=-1) + np.sum(np.log(self._width))

    def log_posteriors(self, scaled: np.ndarray) -> np.ndarray:
        """The log posterior density of scaled parameters (n, p), (n,); -inf where there is none."""
        vectors = self.vectors_from(scaled)
        return self.evaluator.log_posteriors(vectors) + self._log_slopes(scaled)

    def gauss_newton(self, scaled: np.ndarray) -> np.ndarray | None:
        """Minus the second derivatives (p, p) at one point (p,) without those of the model; None where there are none.

        Those are of the likelihood, of residuals, and of the prior.
        """
        vector = self.vectors_from(scaled[None])[0]
        found = self.evaluator.gauss_newton(vector)
        if found is None:
            return None
        slope = self._slopes(vector)
        return found * slope * slope[:, None] + np.diag(self._precision)

    def _slopes(self, vectors: np.ndarray) -> np.ndarray:
        """The derivatives of vectors (..., p) by scaled parameters."""
        return self._width * np.where(self._log, vectors, 1.0)

    def _with_gradients(
        self, scaled: np.ndarray, compute: Callable[[np.ndarray], ValuesAndGradients]
    ) -> tuple[np.ndarray, np.ndarray]:
        log_priors = self.log_priors(scaled)
        values, gradients = np.full(len(scaled), -np.inf), np.zeros(scaled.shape)
        inside = np.flatnonzero(np.isfinite(log_priors))
        vectors = self.vectors_from(scaled[inside])
        found = compute(vectors) if inside.size else []
        for i, vector, (value, gradient) in zip(inside, vectors, found, strict=True):
            if np.isfinite(value):
                values[i] = value + log_priors[i]
                gradients[i] = gradient * self._slopes(vector) + self._prior_gradient(scaled[i])
        return values, gradients

    def _prior_gradient(self, scaled: np.ndarray) -> np.ndarray:
        """Central differences, which are exact for the constants and parabolas that priors are in x."""
        steps = _STEP * np.eye(scaled.size)
        change = self.log_priors(scaled + steps) - self.log_priors(scaled - steps)
        return np.where(np.isfinite(change), change, 0.0) / (2.0 * _STEP)
