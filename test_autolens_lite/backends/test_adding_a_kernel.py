"""The page on adding a kernel does what it says: its blocks are taken from the page, and tested in a copy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding_a_kernel.md").read_text(encoding="utf-8")
# (what to do with a file, its name, the block that belongs in it)
BLOCKS = re.findall(r"^(Appended to|New,) `([\w/.]+)`:\n\n```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
MADE = "autolens_lite/xp/backend.py"


def run(folder, *command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "NUMBA_CACHE"))}
    environment["PYTHONPATH"] = str(folder)
    answer = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


@pytest.fixture
def copy(tmp_path):
    """The library and the tests of its kernels, with what the page says."""
    without = shutil.ignore_patterns("*.nbi", "*.nbc", "*.npz")
    for folder in ("autolens_lite", "config", "test_autolens_lite/backends"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=without)
    for file in ("pyproject.toml", "test_autolens_lite/conftest.py", "test_autolens_lite/long.py"):
        shutil.copy(ROOT / file, tmp_path / file)
    for how, file, block in BLOCKS:
        path = tmp_path / file
        assert path.exists() == (how == "Appended to")
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"\n\n{block}" if path.exists() and path.stat().st_size else block)
    return tmp_path


def test_five_files_are_all_that_it_takes():
    assert len({file for _, file, _ in BLOCKS} | {MADE}) == 5


def test_its_tests_pass_on_both_backends(copy):
    run(copy, "-m", "autolens_lite.xp.contract")
    assert '"fields.softened_point": ("softened_point_field",)' in (copy / MADE).read_text(encoding="utf-8")
    command = ("-m", "pytest", "-q", "-k", "softened_point", "-p", "no:cacheprovider", "-p", "no:xdist")
    answer = run(copy, *command, "test_autolens_lite/backends/test_contract.py")
    # equality on both backends, jit, slopes, vmap, the form for accelerators, both forms together, signatures
    assert int(re.search(r"(\d+) passed", answer).group(1)) >= 13, answer
