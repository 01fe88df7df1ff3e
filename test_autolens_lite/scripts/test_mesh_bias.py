"""Fits by surfaces of least squares find the top of what has one, and say so of what has none."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

PATH = Path(__file__).parents[2] / "scripts" / "calibration" / "mesh_bias.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("mesh_bias", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def normal(size):
    """The inverse covariance and the middle of a normal density with correlations, errors of 1e-3 to 0.1."""
    rng = np.random.default_rng(3)
    sigma = np.geomspace(1e-3, 0.1, size)
    root = (np.eye(size) + 0.3 * rng.standard_normal((size, size))) * sigma[:, None]
    return np.linalg.inv(root @ root.T), 2.0 * sigma, np.sqrt(np.diag(root @ root.T))


def test_the_top_and_the_errors_of_a_parabola_are_found(script):
    inverse, middle, errors = normal(5)
    found = script.climbed(
        lambda x: 7.0 - 0.5 * (x - middle) @ inverse @ (x - middle), np.zeros(5), errors, np.random.default_rng(1)
    )
    assert found.has_arrived and found.left < 1e-9
    np.testing.assert_allclose(found.point, middle, rtol=1e-6)
    np.testing.assert_allclose(found.errors, errors, rtol=1e-6)


def test_steps_of_the_log_evidence_leave_no_top(script):
    inverse, middle, errors = normal(5)

    def rough(x):
        return -0.5 * (x - middle) @ inverse @ (x - middle) + 8.0 * np.sin(1e9 * x.sum())

    found = script.climbed(rough, middle, errors, np.random.default_rng(1))
    assert not found.has_arrived and found.left > 3.0 and len(found.steps) == script.STEPS


def test_the_table_is_of_all_lines_of_the_file(script, tmp_path):
    lens = [0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 0.0, 0.0]
    fits = [
        {
            "seed": seed,
            "mesh": "CompactKernel+AdaptLaplacian",
            "truth": lens,
            "fit": [*lens[:4], 1.0 + 1e-3 * pull, 2.0, 0.0, 0.0, 0.0],
            "pulls": [0.0, 0.0, 0.0, 0.0, pull, -1.0, 0.0, 0.0],
            "left": 0.1,
            "seconds": 2.0,
            "has_arrived": arrived,
        }
        for seed, (pull, arrived) in enumerate([(1.0, True), (2.0, True), (4.0, False)])
    ]
    path = tmp_path / "fits.jsonl"
    path.write_text("".join(json.dumps(fit) + "\n" for fit in fits), encoding="utf-8")
    line = script.table(script.stored(path)).splitlines()[1].split()
    assert line[:3] == ["CompactKernel+AdaptLaplacian", "3", "2"]
    assert line[3:9] == ["+1.50", "+-", "0.50", "-1.00", "+-", "0.00"]
    assert line[12:14] == ["2.6", "0.000"]
    assert script.stored(tmp_path / "none.jsonl") == []
