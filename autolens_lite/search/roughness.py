"""How rough a log evidence is over the posterior that a search has found: what its steps make of the errors."""

from __future__ import annotations

import dataclasses
import logging
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.result.samples import Samples
from autolens_lite.search.likelihoods.host import has_meshes, host_likelihood_of

logger = logging.getLogger(__name__)

# A log evidence that is rougher than this moves medians and errors by about as many sigma.
LIMIT = 0.3
# Points within a sigma to either side, the degree of the polynomial that is taken off, and how many points have to have
# a likelihood at least.
_POINTS, _DEGREE, _FEWEST = 13, 4, 9


@dataclasses.dataclass(frozen=True)
class Roughness:
    """How rough a log evidence is within a sigma of the best sample.

    Attributes
    ----------
    rms
        What a smooth curve leaves of the log evidence, the greater of two directions. Where the log posterior has
        fallen by a half, at one sigma, it falls by one a sigma: so this is also by how many sigma steps move it.
    step
        The largest difference of what is left between neighbouring points, a sixth of a sigma apart.
    parameter
        The name of the parameter that moves most in that direction.
    """

    rms: float
    step: float
    parameter: str

    @property
    def doubts(self) -> list[str]:
        """A sentence, where it is too rough."""
        if not self.rms > LIMIT:
            return []
        return [
            f"the log evidence is rough: over one sigma, mostly of {self.parameter}, it has steps of up to "
            f"{self.step:.2g} (rms {self.rms:.2g}), so that medians and errors may be wrong by about as many sigma. "
            "al.mesh.CompactKernel() with al.reg.AdaptLaplacian() on al.image_mesh.Hilbert, or a rectangular mesh, has "
            "none (docs/smooth_evidence.md)"
        ]


def roughness_from(likelihood: Any, samples: Samples) -> Roughness | None:
    """Return how rough the log evidence of sources on meshes is about the best sample, by 26 likelihoods on the host.

    Along the stiffest and the softest direction of the posterior, the eigenvectors of its correlations of least and
    greatest eigenvalue, log likelihoods are computed within one sigma to either side, and a polynomial of degree 4 is
    fitted. What it leaves, with the degrees of freedom that are left, is the roughness.

    Parameters
    ----------
    likelihood
        That was searched.
    samples
        What was found: their covariance and the sample of greatest posterior are used.

    Returns
    -------
    None of likelihoods without sources on meshes, of samples without a covariance, and where likelihoods fail.
    """
    host = host_likelihood_of(likelihood)
    if host is None or not has_meshes(host.model):
        return None
    best = samples.vectors[int(np.argmax(samples.log_posterior))]
    covariance = samples.covariance
    sigma = np.sqrt(np.diag(covariance))
    if not np.isfinite(covariance).all() or not (sigma > 0.0).all():
        return None
    values, vectors = np.linalg.eigh(covariance / np.outer(sigma, sigma))
    if values[0] < 1e-10:  # fewer samples than parameters
        return None
    found = []
    for index in dict.fromkeys((0, len(values) - 1)):
        direction = np.sqrt(values[index]) * vectors[:, index]
        left = _left_of(host, best, sigma * direction)
        if left is not None:
            name = samples.parameter_names[int(np.argmax(np.abs(direction)))]
            found.append(Roughness(*left, name))
    return max(found, key=lambda each: each.rms, default=None)


def _left_of(likelihood: Any, best: np.ndarray, step: np.ndarray) -> tuple[float, float] | None:
    """The rms and the largest step of what a polynomial leaves of likelihoods along a step (p,) of one sigma."""
    scan = np.linspace(-1.0, 1.0, _POINTS)
    try:
        heights = np.array([likelihood(best + at * step) for at in scan])
    except exc.AutoLensError as error:  # a finished search is not lost to the doubts about it
        logger.debug("roughness is not looked at: %s", error)
        return None
    good = heights > likelihood.FLOOR
    if good.sum() < _FEWEST:
        return None
    at, heights = scan[good], heights[good]
    left = heights - np.polynomial.chebyshev.Chebyshev.fit(at, heights, _DEGREE)(at)
    rms = np.sqrt(np.sum(left**2) / (left.size - _DEGREE - 1))
    return float(rms), float(np.abs(np.diff(left)).max())
