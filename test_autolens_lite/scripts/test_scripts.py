"""The scripts run, one after the other, as a user runs them (with few likelihoods)."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "scripts" / "interferometer"


def run(name, *arguments):
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS.parents[1])}
    command = [sys.executable, str(SCRIPTS / name), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def succeed(name, *arguments):
    finished = run(name, *arguments)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_simulate_fit_and_plot(working_directory):
    # Little signal, so that nested sampling has a short way to go.
    assert "visibilities to" in succeed("simulate.py", "--noise-sigma", "0.3")
    refused = run("simulate.py")
    assert refused.returncode != 0 and "overwrite" in refused.stderr
    few = ("--nlive", "30", "--maxcall", "3000", "--cores", "1")
    assert "einstein_radius" in succeed("fit_parametric.py", *few)
    assert "coefficient" in succeed("fit_pixelized.py", "--nlive", "20", "--maxcall", "700", "--cores", "1")
    assert "chi squared" in succeed("plot.py")
    figures = {path.name for path in working_directory.rglob("*.p[nd][gf]")}
    assert {
        "dataset.png",
        "truth.png",
        "fit_parametric.png",
        "fit_pixelized.png",
        "source.png",
        "corner.png",
    } <= figures


def test_without_data_the_real_lens_is_left_out(working_directory):
    assert "nothing to fit" in succeed("spt0346.py", "absent.npz")
    assert not any(working_directory.iterdir())
