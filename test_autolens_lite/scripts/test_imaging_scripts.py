"""The scripts for images run, one after the other, as a user runs them (with few likelihoods, on a noisy image)."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al

SCRIPTS = Path(__file__).parents[2] / "scripts" / "imaging"


def run(name, *arguments):
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS.parents[1])}
    cores = ("--cores", "1") if name in ("fit_parametric.py", "fit_mge.py", "fit_pixelized.py", "chain.py") else ()
    command = [sys.executable, str(SCRIPTS / name), *arguments, *cores]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_simulate_fit_and_plot(working_directory):
    # Little signal, so that samples far from the best one have some weight.
    run("simulate.py", "--exposure-time", "0.05")
    assert "einstein_radius" in run("fit_parametric.py", "--nlive", "40", "--maxcall", "300")
    few = ("--nlive", "22", "--maxcall", "40", "--pixels", "150")
    for mesh in ("rectangular", "delaunay"):
        assert "outer_coefficient" in run("fit_pixelized.py", *few, "--mesh", mesh)
    assert "Gaussians have light" in run("fit_mge.py", "--nlive", "40", "--maxcall", "60")
    printed = run("plot.py")
    assert "chi squared" in printed
    names = {path.name for path in working_directory.rglob("*.p[nd][gf]")}
    assert {
        "dataset.png",
        "truth.png",
        "fit_parametric.png",
        "fit_mge.png",
        "galaxies_mge.png",
        "fit_rectangular.png",
        "source_delaunay.png",
        "fit_log.png",
        "galaxies.png",
        "tracer.png",
        "corner.png",
        "dataset.pdf",
    } <= names
    # what was written is the fit that was printed
    folder = working_directory / "output" / "figures" / "fits"
    chi_squared = al.Array2D.from_fits(folder / "fit.fits", hdu="chi_squared_map")
    assert chi_squared.pixel_scales == pytest.approx((0.05, 0.05), rel=1e-12)
    assert f"chi squared {np.asarray(chi_squared).sum():.1f}" in printed


def test_a_chain_passes_on_what_it_finds(working_directory):
    run("simulate.py", "--exposure-time", "0.05")
    printed = run("chain.py", "--nlive", "40", "26", "--maxcall", "150", "40", "--side", "12")
    assert "PositionsLH(" in printed and "threshold=0.2" in printed
    lines = [line for line in printed.splitlines() if "log evidence" in line]
    assert [line.split()[0] for line in lines] == ["parametric", "pixelized"]
    folder = working_directory / "output" / "imaging" / "chain"
    assert {"fit_1.png", "fit_2.png", "source.png"} <= {path.name for path in folder.iterdir()}


def test_without_data_the_real_lenses_are_left_out(working_directory):
    assert "nothing to fit" in run("slacs.py", "absent")
    assert "nothing to fit" in run("jwst_ring.py", "absent")
    assert not any(working_directory.iterdir())


def test_each_lens_of_a_survey_is_logged_under_its_own_name():
    """Also where one process fits several."""
    code = (
        "import logging, slacs\n"
        "for name in ('first', 'second'):\n"
        "    slacs.log_as(name)\n"
        "    logging.getLogger('autolens_lite.search').info('is fitted')\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{SCRIPTS.parents[1]}{os.pathsep}{SCRIPTS}"}
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert finished.stderr == "first is fitted\nsecond is fitted\n"
