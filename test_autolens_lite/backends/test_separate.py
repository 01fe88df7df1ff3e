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
from autolens_lite.xp.numba_xp.separate import INTEGER, VECTOR, separate

@separate(VECTOR, INTEGER)
def scaled(vector, factor):
    if factor < 0:
        raise ValueError("negative")
    return vector * factor, vector.size

@separate(VECTOR)
def tripled(vector):
    return scaled(vector, 3)[0]

@compiled
def inner(vector):
    return tripled(vector) + 1.0

@compiled
def outer(vector, factor):
    result, size = scaled(inner(vector), factor)
    return result, size
"""
CALL = """
import numpy as np
import kernels
result, size = kernels.outer(np.arange(4.0), 2)
assert size == 4 and np.array_equal(result, 2.0 * (3.0 * np.arange(4.0) + 1.0)), result
try:
    kernels.outer(np.arange(4.0), -1)
except ValueError as error:
    assert "negative" in str(error)
else:
    raise AssertionError("an error within a kernel was lost")
print(sum(kernels.outer.stats.cache_hits.values()))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "kernels.py").write_text(KERNELS)
    return tmp_path


def test_kernels_by_name_also_from_disk(folder: Path) -> None:
    root = str(Path(__file__).resolve().parents[2])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), root]),
        "NUMBA_CACHE_DIR": str(folder / "cache"),
    }
    hits = []
    for _ in range(2):
        run = subprocess.run([sys.executable, "-c", CALL], env=environment, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        hits.append(int(run.stdout))
    assert hits == [0, 1]
