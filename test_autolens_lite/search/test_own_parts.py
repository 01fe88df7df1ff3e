"""Workers compute likelihoods of a user's own classes: of a module, of the script itself, and not of a notebook."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from test_autolens_lite.search import own_parts

ROOT = Path(__file__).resolve().parents[2]
# What a script, or a cell of a notebook, computes by workers with classes of its own.
CODE = """
import multiprocessing, warnings
from concurrent.futures import ProcessPoolExecutor
import numpy as np
import autolens_lite as al
from test_autolens_lite.search import own_parts

warnings.simplefilter("ignore")

class Analysis(own_parts.Analysis):
    pass

class Halo(own_parts.Halo):
    pass

def tell(name, *classes, **settings):
    try:
        samples = own_parts.samples_of(name, *classes, **settings)
        np.save(name, np.column_stack([samples.vectors, samples.log_likelihood]))
    except al.exc.SearchError as error:
        print(name, error, flush=True)

if __name__ == "__main__":
    tell("cores", Halo, number_of_cores=2)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        tell("pool", own_parts.Halo, Analysis, pool=pool)
"""


def run(*command):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, env=environment, timeout=200)
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines())


@pytest.mark.filterwarnings("ignore")
def test_classes_of_a_script_are_sent():
    Path("script.py").write_text(CODE)
    assert run("script.py") == {}
    samples = own_parts.samples_of("one")
    for name in ("cores", "pool"):
        np.testing.assert_array_equal(
            np.load(f"{name}.npy"), np.column_stack([samples.vectors, samples.log_likelihood])
        )


@pytest.mark.filterwarnings("ignore")
def test_classes_of_a_notebook_are_refused():
    told = run("-c", CODE)  # cells have no file either
    for name, part, remedy in (
        ("cores", "Halo", "number_of_cores=1."),
        ("pool", "Analysis", "neither pool nor number_of_cores."),
    ):
        assert f"cannot be sent to worker processes (Can't get attribute '{part}'" in told[name]
        assert "Define its class at the top level of a module (not of a notebook" in told[name]
        assert told[name].endswith(f"or pass {remedy}")
