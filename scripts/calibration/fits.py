"""One fit of data that were drawn at a truth, and the ranks of the truth in it."""

import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from problems import WRONG_NOISE, Problem
from ranks import rank_of

import autolens_lite as al

# Of chains that follow where draws do not stand for the posterior.
_CHAINS = {"num_warmup": 60, "num_samples": 120}
# Of a Metropolis chain: the best step in widths of a normal density in p dimensions is 2.38 / sqrt(p) (Gelman et al.
# 1996), and then about one draw in 3 p is an independent one. Of the longest, 2.5 times
# that, some three in a thousand are taken.
_STEP, _DRAWS = 2.38, 60

Draws = tuple[np.ndarray, np.ndarray, np.ndarray, float]
"""Vectors (n, p), their log likelihoods and weights (n,), and how many independent ones they are worth."""


def started(output: str, seed: int) -> al.LeastSquares:
    """A search whose starts are drawn from the priors, so that no posterior depends on its truth."""
    return al.LeastSquares("fit", n_starts=4, screened_per_start=5, output_path=output, progress_bar=False, seed=seed)


def by_search(search: Callable[..., Any], backend: str) -> Callable[[Problem, Any, str, int], tuple[Draws, dict]]:
    """A way to fit: one search, from its own starts."""

    def fitted(problem: Problem, analysis: Any, output: str, seed: int) -> tuple[Draws, dict]:
        result = search("fit", output_path=output, progress_bar=False, seed=seed).fit(problem.model, analysis)
        return of(result), {"evidence": result.log_evidence}

    return fitted


def by_draws(problem: Problem, analysis: Any, output: str, seed: int) -> tuple[Draws, dict]:
    """Weighted draws about the maximum; where the search itself does not trust them, chains that start there."""
    found = started(output, seed).fit(problem.model, analysis)
    told = {"k_hat": found.search_info["k_hat"], "way": "draws"}
    if found.log_evidence is None:
        chains = al.NUTS("chains", start=found, output_path=output, progress_bar=False, seed=seed, **_CHAINS)
        found = chains.fit(problem.model, analysis)
        told |= {"way": "chains", "r_hat": float(np.max(found.search_info["r_hat"]))}
    return of(found), told


def by_metropolis(factor: float) -> Callable[[Problem, Any, str, int], tuple[Draws, dict]]:
    """A way to fit: a Metropolis chain from the maximum, whose step is longer than the best by a factor."""

    def fitted(problem: Problem, analysis: Any, output: str, seed: int) -> tuple[Draws, dict]:
        found = started(output, seed).fit(problem.model, analysis)
        likelihood = analysis.with_dataset(analysis.dataset.with_backend("numba")).likelihood_from(problem.model)
        rng, p = np.random.default_rng([seed, 1]), problem.model.prior_count
        axes = np.linalg.cholesky(found.samples.covariance) * factor * _STEP / np.sqrt(p)

        def heights(vector: np.ndarray) -> tuple[float, float]:
            prior = float(np.asarray(problem.model.log_prior_from_vector(vector[None]))[0])
            value = float(likelihood(vector)) if np.isfinite(prior) else -np.inf
            return value + prior, value

        here = found.samples.mean
        height, kept = heights(here), []
        for step in range(3 * p * _DRAWS):
            there = here + axes @ rng.standard_normal(p)
            its = heights(there)
            if np.log(rng.random()) < its[0] - height[0]:
                here, height = there, its
            if step % (3 * p) == 3 * p - 1:
                kept.append((here, height[1]))
        vectors, values = np.array([one for one, _ in kept]), np.array([value for _, value in kept])
        return (vectors, values, np.ones(_DRAWS), float(_DRAWS)), {"way": f"Metropolis, {factor:g}"}

    return fitted


def of(result: Any) -> Draws:
    """The draws of a result."""
    samples = result.samples
    return samples.vectors, samples.log_likelihood, samples.weight, samples.effective_sample_size


WAYS: dict[str, tuple[str, Callable[[Problem, Any, str, int], tuple[Draws, dict]]]] = {
    "draws": ("jax", by_draws),
    "short steps": ("jax", by_metropolis(1.0)),
    "long steps": ("jax", by_metropolis(2.5)),
    **{
        name: (backend, by_search(getattr(al, name), backend))
        for name, backend in {
            "LeastSquares": "jax",
            "LBFGS": "jax",
            "NUTS": "jax",
            "SMC": "jax",
            "Posterior": "jax",
            "Nautilus": "numba",
            "DynestyStatic": "numba",
            "DynestyDynamic": "numba",
            "Emcee": "numba",
        }.items()
    },
}
"""By name: the backend, and the way to fit."""


# %%
def line_of(problem: Problem, way: str, seed: int, number: int, is_wrong: bool = False) -> dict[str, Any]:
    """One fit: what is kept of it, as plain data. Its truth and noise are those of seed and number."""
    backend, fitted = WAYS[way]
    rng = np.random.default_rng([seed, number])
    truth, analysis = problem.drawn(rng, WRONG_NOISE if is_wrong else 1.0, backend)
    start = time.process_time()
    with tempfile.TemporaryDirectory() as output:
        (vectors, values, weights, size), told = fitted(problem, analysis, output, number + 1)
    height = float(analysis.likelihood_from(problem.model)(truth))
    columns = zip(
        [*problem.model.parameter_names, "log likelihood"], [*vectors.T, values], [*truth, height], strict=True
    )
    ranks = {name: round(rank_of(column, weights, one, size), 5) for name, column, one in columns}
    seconds = time.process_time() - start
    return {
        "seed": seed,
        "number": number,
        "size": round(size, 1),
        **told,
        "seconds": round(seconds, 2),
        "ranks": ranks,
    }
