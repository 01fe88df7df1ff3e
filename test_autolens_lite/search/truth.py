"""How far a search is from the truth on a density of `densities`: in standard errors, and with what work."""

import numpy as np

from autolens_lite import search as s
from test_autolens_lite.search.densities import DENSITIES

# Searches that follow gradients.
GRADIENTS = ("LBFGS", "NUTS", "SMC")


def fitted(search, density, seed, **settings):
    """The result of one run, and the density."""
    known = DENSITIES[density]
    name = f"{search}_{density}_{seed}".replace(" ", "_")
    run = getattr(s, search)(name=name, seed=seed, progress_bar=False, **settings)
    return run.fit(known.model, known.analysis("jax" if search in GRADIENTS else "numba")), known


def row_of(result, known):
    """What one run found: offsets of means and widths (d,) in sigma, that of the evidence, and the work."""
    samples, info = result.samples, result.search_info
    weight = samples.weight / samples.weight.sum()
    mean = weight @ samples.vectors
    sigma = np.sqrt(weight @ (samples.vectors - mean) ** 2)
    evidence = samples.log_evidence
    return {
        "means": (mean - known.mean) / known.sigma,
        "widths": sigma / known.sigma - 1.0,
        "evidence": None if evidence is None else evidence - known.log_evidence,
        "error": samples.log_evidence_error,
        "effective": float(samples.effective_sample_size),
        "calls": info.get("calls", info["likelihoods_in_this_session"]),
    }
