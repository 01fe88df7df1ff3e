"""Kernels that others call by name: the same results, compiled once, and found again by kernels read from disk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

KERNELS = """
import numpy as np
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.linked_kernels import INTEGER, VECTOR, linked

@linked(VECTOR, INTEGER)
def scaled(vector, factor):
    if factor < 0:
        raise ValueError("negative")
    result = np.empty(vector.size)
    for i in range(vector.size):
        result[i] = vector[i] * factor
    return result, vector.size

@linked(VECTOR)
def tripled(vector):
    return scaled(vector, 3)[0]

@compiled
def inner(vector):
    result = tripled(vector)
    for i in range(vector.size):
        result[i] += 1.0
    return result

@compiled
def outer(vector, factor):
    result, size = scaled(inner(vector), factor)
    return result, size
"""
CALL = """
import sys
import numpy as np
from autolens_lite.xp.numba_xp import jit
if "as Numba does" in sys.argv:
    jit._introduce_allocator = lambda: False
import kernels
result, size = kernels.outer(np.arange(4.0), 2)
assert size == 4 and np.array_equal(result, 2.0 * (3.0 * np.arange(4.0) + 1.0)), result
try:
    kernels.outer(np.arange(4.0), -1)
except ValueError as error:
    assert "negative" in str(error)
else:
    raise AssertionError("an error within a kernel was lost")
print(sum(kernels.outer.stats.cache_hits.values()), "numba.np.npyimpl" in sys.modules)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kernels.py").write_text(KERNELS)
    return tmp_path


def run(folder: Path, *arguments: str) -> list[str]:
    """How often the outer kernel was found on disk, and whether what Numba compiles with was loaded."""
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), root]),
        "NUMBA_CACHE_DIR": str(folder / "cache"),
    }
    command = [sys.executable, "-c", CALL, *arguments]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.split()


def test_kernels_by_name_also_from_disk_and_without_the_compiler(folder: Path) -> None:
    assert run(folder) == ["0", "True"]
    assert run(folder) == ["1", "False"]


def test_kernels_from_disk_where_numba_keeps_its_allocator_elsewhere(folder: Path) -> None:
    run(folder)
    assert run(folder, "as Numba does") == ["1", "True"]
