"""Random lenses are simulated and fitted by the scripts that measure posteriors, as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al

SCRIPTS = Path(__file__).parents[2] / "scripts" / "benchmarks"
PIXELS = 3852


def run(name, *arguments):
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS.parents[1])}
    command = [sys.executable, str(SCRIPTS / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def succeed(name, *arguments):
    finished = run(name, *arguments)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def noise_in(folder):
    """The noise of the pixels of 0.1 arcsec within 3.5 arcsec of the middle."""
    native = np.asarray(al.Array2D.from_fits(f"{folder}/noise_map.fits", pixel_scales=0.1).native)
    y, x = np.indices(native.shape) - (native.shape[0] - 1) / 2.0
    noise = native[np.hypot(y, x) <= 35.0]
    assert noise.size == PIXELS
    return noise


def test_lenses_are_simulated_and_fitted(working_directory):
    succeed(
        "random_lenses.py", "--seed", "3", "--number", "2", "--out", "lenses", "--kind", "rich", "--pixel-scale", "0.1"
    )
    stored = json.loads((working_directory / "lenses" / "lens_01" / "truth.json").read_text())
    assert len(stored["parameters"]) == 42 and stored["kind"] == "rich"
    chi_squared = -2.0 * stored["log_likelihood"] - np.sum(np.log(2.0 * np.pi * noise_in("lenses/lens_01") ** 2))
    assert abs(chi_squared - PIXELS) < 5.0 * np.sqrt(2.0 * PIXELS)
    few = json.dumps({"nlive": 100, "maxcall": 120})
    command = ("posterior.py", "--lenses", "lenses", "--search", "DynestyStatic", "--settings", few)
    first = succeed(*command, "--only", "lens_01")
    assert "right basin: 0 of 1; not: ['lens_01']" in first
    assert "right basin: 0 of 2" in succeed(*command)
    lines = [json.loads(line) for line in Path("output/posterior.jsonl").read_text().splitlines()]
    assert [line["name"] for line in lines] == ["lens_01", "lens_00"]
    for line in lines:
        assert line["calls"] >= 100 and line["log_likelihood"] < line["log_likelihood_of_truth"]
        assert line["right_basin"] is False and line["seconds"] > line["compile_seconds"] >= 0.0


def test_without_lenses_it_says_so():
    finished = run("posterior.py", "--lenses", "absent")
    assert finished.returncode != 0 and "no folder with a truth.json" in finished.stderr


@pytest.mark.parametrize(
    ("row", "whole"),
    [
        ({"r_hat": None, "k_hat": 0.5, "least_ess": 401}, True),
        ({"r_hat": None, "k_hat": 0.7, "least_ess": 401}, False),
        ({"r_hat": 1.02, "k_hat": 0.5, "least_ess": 401}, False),
        ({"r_hat": 1.005, "k_hat": None, "least_ess": 399}, False),
        ({"r_hat": None, "k_hat": None, "least_ess": 500}, True),
    ],
)
def test_what_a_whole_posterior_is(row, whole, monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from scripts.benchmarks import posterior

    assert posterior.is_whole(row) is whole


def test_time_within_time_counts_once(monkeypatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from scripts.benchmarks import posterior

    compiling = posterior.Compiling()
    compiling.take()
    compiling._spans += [(3.0, 4.0), (0.0, 2.0), (0.5, 1.0), (3.5, 5.0)]
    assert compiling.take() == 4.0
    assert compiling.take() == 0.0
