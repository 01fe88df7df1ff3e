"""Gradients also hold in programs that XLA optimises, as a user's are; `make test` leaves that out elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

CASES = ("imaging-rectangular", "interferometer-Delaunay")


def test_gradients_of_optimised_programs():
    root = Path(__file__).parents[2]
    test = "test_autolens_lite/analysis/test_gradients.py::test_gradient_equals_central_differences"
    tests = [f"{test}[{case}]" for case in CASES]
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment)
    assert f"{len(CASES)} passed" in done.stdout, done.stdout + done.stderr
