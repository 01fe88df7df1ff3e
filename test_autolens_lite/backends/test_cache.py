"""jax keeps compiled programs on disk, where and from what size on the user can choose."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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
