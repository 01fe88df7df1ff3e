"""The page on adding a profile does what it says: its blocks are taken from the page, and run."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import config

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding_a_profile.md").read_text(encoding="utf-8")
# `name of a file`:  and the block that belongs in it
BLOCKS = dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))

# What step 2 and step 3 of the page do to the library, done to the running process.
PLUGIN = """
import autolens_lite.profile.mass as mp
from plummer import Plummer
from test_autolens_lite import cases
from test_autolens_lite.cases import CENTRE, case

mp.Plummer = Plummer
mp.__all__.append("Plummer")
cases.MASS.append({row})
"""


@pytest.fixture
def module(working_directory, monkeypatch):
    """The module of step 1, importable, in a folder with the priors of step 4."""
    (working_directory / "plummer.py").write_text(BLOCKS["autolens_lite/profile/mass/plummer.py"], encoding="utf-8")
    priors = working_directory / "config" / "priors"
    priors.mkdir(parents=True)
    (priors / "mass.yaml").write_text(BLOCKS["config/priors/mass.yaml"], encoding="utf-8")
    monkeypatch.syspath_prepend(working_directory)
    config.use(None)
    yield importlib.import_module("plummer")
    sys.modules.pop("plummer")
    config.use(None)


def test_the_page_has_its_blocks():
    assert set(BLOCKS) == {
        "autolens_lite/profile/mass/plummer.py",
        "autolens_lite/profile/mass/__init__.pyi",
        "test_autolens_lite/cases.py",
        "config/priors/mass.yaml",
    }
    assert BLOCKS["autolens_lite/profile/mass/__init__.pyi"].split()[-1] == "Plummer"


def test_the_property_tests_pick_it_up(module, working_directory):
    """In a process of its own: the table of cases grows before the tests are collected."""
    row = BLOCKS["test_autolens_lite/cases.py"].strip()
    (working_directory / "plugin_of_the_page.py").write_text(PLUGIN.format(row=row), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-k", "Plummer", "-p", "plugin_of_the_page"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "-c", str(ROOT / "pyproject.toml")]
    command += [str(ROOT / "test_autolens_lite" / folder) for folder in ("physics", "profile")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTHONPATH"] = os.pathsep.join([str(working_directory), str(ROOT)])
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    # laws, backends, gradients, copies
    assert int(re.search(r"(\d+) passed", answer.stdout).group(1)) >= 8, answer.stdout


def test_it_has_priors_and_a_grid(module):
    model = al.Model(module.Plummer)
    assert model.parameter_names == ["centre_0", "centre_1", "kappa_0", "scale_radius"]
    mass = model.instance_from_vector([0.0, 0.0, 2.0, 1.0])
    np.testing.assert_allclose(mass.deflections_yx_2d_from([(0.0, 1.0)]), [[0.0, 1.0]], rtol=1e-15)
