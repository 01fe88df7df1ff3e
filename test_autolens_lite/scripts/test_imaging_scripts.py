"""The scripts for images run, one after the other (with few likelihoods, on a noisy image)."""

import os
import subprocess
import sys

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.long import LONG
from test_autolens_lite.scripts.in_turn import SCRIPTS, printed_by


def test_simulate_fit_and_plot(working_directory):
    one = ("--cores", "1")
    few = ("imaging/fit_pixelized.py", "--nlive", "22", "--maxcall", "40", "--pixels", "150", *one)
    _, parametric, *pixelized, kernels, mge = printed_by(
        # Little signal, so that samples far from the best one have some weight.
        ("imaging/simulate.py", "--exposure-time", "0.05"),
        ("imaging/fit_parametric.py", "--nlive", "40", "--maxcall", "300", *one),
        (*few, "--mesh", "rectangular"),
        (*few, "--mesh", "delaunay"),
        (*few, "--mesh", "kernels"),
        ("imaging/fit_mge.py", "--nlive", "40", "--maxcall", "60", *one),
    )
    assert "einstein_radius" in parametric
    assert all("outer_coefficient" in each for each in pixelized)
    assert "signal_floor" in kernels
    assert "Gaussians have light" in mge
    # by itself: results load without the scripts that made them
    (printed,) = printed_by(("imaging/plot.py",))
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


@pytest.mark.skipif(not LONG, reason="minutes")
def test_a_chain_of_posteriors(working_directory):
    small = ("--radius", "2.4", "--side", "16", "--gaussians", "8")
    _, chain = printed_by(("imaging/simulate.py",), ("imaging/chain.py", *small))
    assert "PositionsLH(" in chain and "threshold=0.2" in chain
    stages = ["source", "pixelized", "adaptive", "light", "mass"]
    rows = [line for line in chain.splitlines() if "log evidence" in line]
    assert [row.split()[0] for row in rows[-5:]] == stages
    radii = [float(row.split("Einstein radius")[1].split()[0]) for row in rows]
    assert radii == pytest.approx([1.6] * len(rows), rel=0.02)
    figures = {path.name for path in (working_directory / "output" / "imaging" / "chain").iterdir()}
    assert {f"fit_{stage}.png" for stage in stages} | {"source.png"} <= figures


def test_without_data_the_real_lenses_are_left_out(working_directory):
    for printed in printed_by(("imaging/slacs.py", "absent"), ("imaging/jwst_ring.py", "absent")):
        assert "nothing to fit" in printed
    assert not any(working_directory.iterdir())


def test_each_lens_of_a_survey_is_logged_under_its_own_name():
    """Also where one process fits several."""
    code = (
        "import logging, slacs\n"
        "for name in ('first', 'second'):\n"
        "    slacs.log_as(name)\n"
        "    logging.getLogger('autolens_lite.search').info('is fitted')\n"
    )
    environment = os.environ | {"PYTHONPATH": f"{SCRIPTS.parent}{os.pathsep}{SCRIPTS / 'imaging'}"}
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert finished.stderr == "first is fitted\nsecond is fitted\n"
