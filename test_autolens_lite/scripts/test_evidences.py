"""Evidences of draws on the problems of `scripts/benchmarks/evidences.py`, against those of nested sampling."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.long import LONG

SCRIPT = Path(__file__).parents[2] / "scripts" / "benchmarks" / "evidence_problems.py"
# ln evidence of `al.Nautilus` with 300 live points, and its error: what the script prints.
NESTED = {
    "parametric": (270.464, 0.027),
    "linear light": (234.861, 0.029),
    "multi-Gaussian light": (246.264, 0.030),
    "rectangular mesh": (-34.315, 0.031),
    "visibilities": (-445.008, 0.027),
    "two sources": (267.473, 0.026),
}
SHORT = ("linear light",)


@pytest.fixture(scope="module")
def problems():
    spec = importlib.util.spec_from_file_location("evidence_problems", SCRIPT)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize("name", NESTED)
def test_the_evidence_is_that_of_nested_sampling(name, problems):
    if not LONG and name not in SHORT:
        pytest.skip("a long form: see docs/testing.md")
    model, data = problems.PROBLEMS[name]()
    found = al.Posterior(name="fit", seed=1, progress_bar=False).fit(model, problems.analysis_of(data, "jax"))
    value, error = NESTED[name]
    assert abs(found.log_evidence - value) < 3.0 * np.hypot(error, found.log_evidence_error)
    assert found.log_evidence_error < 0.1 and found.search_info["k_hat"] < 0.7
    linear = found.samples.linear
    assert (linear is not None) == (name in ("linear light", "multi-Gaussian light", "rectangular mesh"))
    if name == "linear light":
        sigma = linear.errors_at_sigma(1.0).mean(axis=1)
        assert np.all(np.abs(linear.median - [1.0, problems.SOURCE.intensity]) < 4.0 * sigma)
        assert "galaxies.source.bulge.intensity" in found.info
