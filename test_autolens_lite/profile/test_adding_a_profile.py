"""The pages on adding a profile do what they say: their blocks are taken from the page, and run."""

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import config

ROOT = Path(__file__).resolve().parents[2]


class Page(NamedTuple):
    """A page, the profile that it adds, the folder and its short name, and the table of its case."""

    file: str
    name: str
    folder: str
    room: str
    table: str

    @property
    def blocks(self):
        """`name of a file`:  and the block that belongs in it."""
        text = (ROOT / "docs" / self.file).read_text(encoding="utf-8")
        return dict(re.findall(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))

    @property
    def files(self):
        place = f"autolens_lite/profile/{self.folder}"
        module = f"{place}/{self.name.lower()}.py"
        return module, f"{place}/__init__.pyi", "test_autolens_lite/cases.py", f"config/priors/{self.folder}.yaml"


MASS = Page("adding_a_profile.md", "Plummer", "mass", "mp", "MASS")
LIGHT = Page("adding_a_light_profile.md", "Plummer", "light", "lp", "LIGHT")

# What step 2 and step 3 of the page do to the library, done to the running process.
PLUGIN = """
import autolens_lite.profile.{folder} as {room}
from {module} import {name}
from test_autolens_lite import cases
from test_autolens_lite.cases import CENTRE, case

{room}.{name} = {name}
{room}.__all__.append("{name}")
cases.{table}.append({row})
"""


@pytest.fixture(params=[MASS, LIGHT], ids=lambda page: page.file)
def page(request):
    return request.param


@pytest.fixture
def profile(page, working_directory, monkeypatch):
    """The profile of step 1, from a module in a folder with the priors of step 4."""
    source, _, _, priors = page.files
    (working_directory / Path(source).name).write_text(page.blocks[source], encoding="utf-8")
    (working_directory / "config" / "priors").mkdir(parents=True)
    (working_directory / priors).write_text(page.blocks[priors], encoding="utf-8")
    monkeypatch.syspath_prepend(working_directory)
    config.use(None)
    yield getattr(importlib.import_module(page.name.lower()), page.name)
    sys.modules.pop(page.name.lower())
    config.use(None)


def test_a_page_needs_four_files(page):
    assert set(page.blocks) == set(page.files)
    assert page.blocks[page.files[1]].split()[-1] == page.name


def test_the_property_tests_pick_it_up(page, profile, working_directory):
    """In a process of its own: the table of cases grows before the tests are collected."""
    row = page.blocks["test_autolens_lite/cases.py"].strip()
    plugin = PLUGIN.format(**page._asdict(), module=page.name.lower(), row=row)
    (working_directory / "plugin_of_the_page.py").write_text(plugin, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-k", page.name, "-p", "plugin_of_the_page"]
    command += ["-p", "no:cacheprovider", "-p", "no:xdist", "-c", str(ROOT / "pyproject.toml")]
    command += [str(ROOT / "test_autolens_lite" / folder) for folder in ("physics", "profile")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment["PYTHONPATH"] = os.pathsep.join([str(working_directory), str(ROOT)])
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    # laws, backends, gradients, copies
    assert int(re.search(r"(\d+) passed", answer.stdout).group(1)) >= 8, answer.stdout


@pytest.mark.parametrize("page", [MASS], indirect=True)
def test_a_mass_has_priors_and_a_grid(profile):
    model = al.Model(profile)
    assert model.parameter_names == ["centre_0", "centre_1", "kappa_0", "scale_radius"]
    mass = model.instance_from_vector([0.0, 0.0, 2.0, 1.0])
    np.testing.assert_allclose(mass.deflections_yx_2d_from([(0.0, 1.0)]), [[0.0, 1.0]], rtol=1e-15)


@pytest.mark.parametrize("page", [LIGHT], indirect=True)
def test_a_light_has_priors_and_a_form_in_every_family(page, profile, monkeypatch):
    names = ["centre_0", "centre_1", "ell_comps_0", "ell_comps_1", "intensity", "scale_radius"]
    assert al.Model(profile).parameter_names == names
    monkeypatch.setattr(al.lp, page.name, profile, raising=False)
    monkeypatch.setattr(al.lp, "__all__", [*al.lp.__all__, page.name])
    for family in (al.lp_linear, al.lp_snr, al.lp_operated):
        monkeypatch.delitem(sys.modules, family.__name__)
        monkeypatch.setattr(al.lp, family.__name__.rpartition(".")[2], family)  # which the import replaces
        form = getattr(importlib.import_module(family.__name__), page.name)
        assert form.__module__ == family.__name__
        has_intensity = family is al.lp_operated
        assert al.Model(form).parameter_names == [name for name in names if name != "intensity" or has_intensity]
