"""The page on adding a search does what it says: its blocks are taken from the page, and run."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import exc
from test_autolens_lite.search.densities import normal

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding_a_search.md").read_text(encoding="utf-8")
# `name of a file`:  and the block that belongs in it
BLOCKS = dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
FILE, NAMES, ROW = (
    "autolens_lite/search/mcmc/metropolis.py",
    "autolens_lite/search/__init__.pyi",
    "test_autolens_lite/search/cases.py",
)

# What step 2 and step 3 of the page do to the library, done to the running process.
PLUGIN = """
import autolens_lite.search as s
from metropolis import Metropolis
from test_autolens_lite.search.cases import QUICK

s.Metropolis = Metropolis
{row}
"""
TESTS = (
    "bad_input/test_search.py",
    "faults/test_kill.py",
    *(
        f"search/test_{name}.py"
        for name in ("checkpoint", "fingerprint", "forged_checkpoint", "searches", "users_pool")
    ),
)


@pytest.fixture
def module(working_directory, monkeypatch):
    """The module of step 1, importable."""
    (working_directory / "metropolis.py").write_text(BLOCKS[FILE], encoding="utf-8")
    monkeypatch.syspath_prepend(working_directory)
    yield importlib.import_module("metropolis")
    sys.modules.pop("metropolis")


def test_the_page_has_its_blocks():
    assert set(BLOCKS) == {FILE, NAMES, ROW}
    assert BLOCKS[NAMES].split()[-1] == "Metropolis"
    shelf, name = Path(FILE).parent.name, Path(FILE).stem
    assert f"search.{shelf}.{name} import" in BLOCKS[NAMES]


def test_the_tests_of_all_searches_pick_it_up(module, working_directory):
    """In a process of its own: the table of cases grows before the tests are collected."""
    (working_directory / "plugin_of_the_page.py").write_text(PLUGIN.format(row=BLOCKS[ROW].strip()), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-k", "Metropolis"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "-c", str(ROOT / "pyproject.toml")]
    command += [str(ROOT / "test_autolens_lite" / name) for name in TESTS]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTHONPATH"] = os.pathsep.join([str(working_directory), str(ROOT)])
    environment["PYTEST_PLUGINS"] = "plugin_of_the_page"
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    # settings, kills, checkpoints, fingerprint, the run itself, pools
    assert int(re.search(r"(\d+) passed", answer.stdout).group(1)) >= 50, answer.stdout


def test_it_samples_the_posterior(module):
    """Means and widths of a known density within five standard errors; a longer run goes on to the same end."""
    known = normal(2)
    settings = {"seed": 3, "progress_bar": False, "width": 0.15}
    module.Metropolis("fit", n_steps=2000, **settings).fit(known.model, known.analysis())
    result = module.Metropolis("fit", n_steps=6000, **settings).fit(known.model, known.analysis())
    whole = module.Metropolis("whole", n_steps=6000, **settings).fit(known.model, known.analysis())
    assert np.array_equal(result.samples.vectors, whole.samples.vectors)
    vectors = result.samples.vectors
    assert len(vectors) == 5401
    effective = len(vectors) * result.search_info["acceptance"] / 10.0  # a move is some tenths of a width
    assert np.all(np.abs(vectors.mean(axis=0) - known.mean) < 5.0 * known.sigma / np.sqrt(effective))
    assert np.all(np.abs(vectors.std(axis=0) / known.sigma - 1.0) < 5.0 / np.sqrt(2.0 * effective))
    with pytest.raises(exc.ResumeError, match="n_steps: 6000 -> 2000"):
        module.Metropolis("fit", n_steps=2000, **settings).fit(known.model, known.analysis())
