"""A chain of fits is ended between and within its fits, and run again from the top: the answer is the same."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import storage
from test_autolens_lite.faults.run_chain import chain

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("run_chain.py")


def run(folder, units, *calls):
    """The status with which the chain ends, where images are so many units in the last place off."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))}
    command = [sys.executable, str(SCRIPT), str(folder), str(units), *map(str, calls)]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    return finished.returncode, finished.stderr[finished.stderr.find("Traceback") :] * ("Traceback" in finished.stderr)


@pytest.mark.filterwarnings("ignore")
def test_a_chain_that_is_killed_ends_as_if_it_had_not_been(tmp_path):
    """Also where the last places of what the first fit predicts are others in each process."""
    chain(tmp_path / "whole")
    # before the second has computed anything, and in the midst of it
    assert run(tmp_path / "killed", 0, 0) == (9, "")
    assert run(tmp_path / "killed", 3, 14) == (9, "")
    assert (tmp_path / "killed" / "second" / "checkpoint").exists()
    assert run(tmp_path / "killed", -5) == (0, "")
    whole, killed = (storage.read_arrays(tmp_path / name / "second" / "samples.npz") for name in ("whole", "killed"))
    for name, column in whole.items():
        np.testing.assert_array_equal(killed[name], column, err_msg=name)
