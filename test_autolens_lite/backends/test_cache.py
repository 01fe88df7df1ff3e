"""jax keeps compiled programs on disk, where and from what size on the user can choose."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autolens_lite.xp.jax_xp import cache

PROGRAM = """
import autolens_lite.xp
autolens_lite.xp.get("jax")
import jax
print(jax.config.jax_compilation_cache_dir)
print(jax.config.jax_persistent_cache_min_compile_time_secs)
"""


@pytest.mark.parametrize(
    "chosen, folder, least",
    [
        ({}, "autolens_lite", 0.2),
        ({"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "3"}, "autolens_lite", 3.0),
        ({"JAX_COMPILATION_CACHE_DIR": "mine"}, "mine", 1.0),
    ],
    ids=["ours", "another size", "another folder"],
)
def test_where_programs_are_kept(chosen, folder, least, working_directory):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    environment |= {"XDG_CACHE_HOME": str(working_directory), "PYTHONPATH": str(Path(__file__).parents[2])} | chosen
    printed = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment
    )
    where, seconds = printed.stdout.split()
    assert folder in where
    assert float(seconds) == least


def test_without_a_home_nothing_is_kept(monkeypatch):
    """As in a container whose user has no entry in passwd."""

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(cache, "jax", SimpleNamespace(config=SimpleNamespace(jax_compilation_cache_dir=None)))
    cache.enable()


COMPILED = """
import autolens_lite.xp
autolens_lite.xp.get("jax")
import jax
print(jax.jit(lambda x: 2.0 * x)(1.5))
"""


def test_a_program_that_was_cut_is_compiled_once_and_replaced(working_directory):
    """As by a full disk, or a kill while it was written."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAX_")}
    environment |= {"XDG_CACHE_HOME": str(working_directory), "PYTHONPATH": str(Path(__file__).parents[2])}
    environment |= {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "PYTHONWARNINGS": "always"}

    def run():
        done = subprocess.run(
            [sys.executable, "-c", COMPILED], capture_output=True, text=True, check=True, env=environment
        )
        assert done.stdout.strip() == "3.0"
        return done.stderr

    run()
    files = sorted(working_directory.rglob("*-cache"))
    whole = [path.read_bytes() for path in files]
    for path, content in zip(files, whole, strict=True):
        path.write_bytes(content[: len(content) // 2])
    text = run()
    assert files and all(f"{path} is damaged" in text for path in files) and "Error reading" not in text
    assert sorted(working_directory.rglob("*-cache")) == files
    assert "damaged" not in run()
