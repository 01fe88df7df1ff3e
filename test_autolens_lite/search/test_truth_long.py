"""Searches against the truth over several seeds: whether what is scatter in one run is bias in many."""

import numpy as np
import pytest

from test_autolens_lite.long import LONG
from test_autolens_lite.search.truth import fitted, row_of

pytestmark = pytest.mark.skipif(not LONG, reason="a long form: see docs/testing.md")

SEEDS = 6
# The search, the density, and by how much means and widths, and the evidence, may be off in the mean of seeds beside
# their scatter: what `docs/searches.md` tells of each.
LIMITS = [
    *(("DynestyStatic", density, 0.05, 0.1) for density in ("normal 5", "banana", "funnel", "plateau", "two modes")),
    ("DynestyStatic", "normal 20", 0.05, 4.5),
    *(("DynestyDynamic", density, 0.05, 0.1) for density in ("normal 5", "banana", "funnel", "plateau", "two modes")),
    *(("Nautilus", density, 0.03, 0.02) for density in ("normal 5", "banana", "funnel", "plateau", "two modes")),
    *(("NUTS", density, 0.03, 0.02) for density in ("normal 5", "normal 20", "funnel")),
    *(("SMC", density, 0.03, 0.05) for density in ("normal 5", "banana", "plateau", "two modes")),
    ("SMC", "funnel", 0.1, 0.35),
    ("LBFGS", "normal 5", 0.03, 0.01),
    ("LBFGS", "normal 20", 0.03, 0.01),
    ("Emcee", "normal 5", 0.05, None),
    ("Emcee", "banana", 0.05, None),
]


@pytest.mark.parametrize(
    ("search", "density", "of_moments", "of_evidence"), LIMITS, ids=[f"{row[0]} on {row[1]}" for row in LIMITS]
)
def test_the_mean_of_seeds(search, density, of_moments, of_evidence):
    """Within three standard errors of the mean, by the scatter of the seeds, of the truth or what is told of it."""
    found = [row_of(*fitted(search, density, seed)) for seed in range(1, SEEDS + 1)]
    for column in ("means", "widths"):
        values = np.array([row[column] for row in found])
        error = 3.0 * values.std(axis=0, ddof=1) / np.sqrt(SEEDS)
        print(search, density, column, values.mean(axis=0).round(3), error.round(3))
        assert np.all(np.abs(values.mean(axis=0)) < of_moments + error)
    if of_evidence is None:
        return
    offsets, errors = (np.array([row[name] for row in found]) for name in ("evidence", "error"))
    scatter = offsets.std(ddof=1)
    print(search, density, "evidence", offsets.mean().round(3), scatter.round(3), errors.mean().round(3))
    assert abs(offsets.mean()) < of_evidence + 3.0 * scatter / np.sqrt(SEEDS)
    # The error that is told is not far below the scatter: of six, that is known to a third.
    assert np.sqrt(np.mean(errors**2)) > 0.4 * scatter
