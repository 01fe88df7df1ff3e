"""The script that simulates an image runs as a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import autolens_lite as al

SCRIPT = Path(__file__).parents[2] / "scripts" / "imaging" / "simulate.py"


def run(*arguments):
    environment = os.environ | {"PYTHONPATH": str(SCRIPT.parents[2])}
    command = [sys.executable, "-W", "error", str(SCRIPT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def test_simulate(working_directory):
    finished = run()
    assert finished.returncode == 0, finished.stderr
    paths = [working_directory / "dataset" / "simple" / f"{name}.fits" for name in ("data", "noise_map", "psf")]
    dataset = al.Imaging.from_fits(*paths)
    assert (dataset.shape_native, dataset.pixel_scales) == ((140, 140), (0.05, 0.05))
    assert np.asarray(dataset.signal_to_noise_map).max() > 100.0
    refused = run()
    assert refused.returncode != 0 and "overwrite" in refused.stderr
    assert run("--overwrite").returncode == 0
