"""Compiled kernels on disk: what is damaged, or has no place, is compiled anew with a warning that names the file."""

import errno
import importlib.util
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core import caching

from autolens_lite import exc
from autolens_lite.xp.numba_xp import disk

KERNEL = """
from autolens_lite.xp.numba_xp import jit

@jit.compiled
def double(x):
    return 2.0 * x

@jit.standalone
def half(x):
    return 0.5 * x
"""


@pytest.fixture
def loaded(tmp_path):
    """A function that imports a module of two kernels afresh."""
    path = tmp_path / "kernels_of_a_test.py"
    path.write_text(KERNEL)

    def load():
        spec = importlib.util.spec_from_file_location("kernels_of_a_test", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        assert (module.double(3.0), module.half(3.0)) == (6.0, 1.5)
        return module

    return load


def hits(module):
    return [sum(kernel.stats.cache_hits.values()) for kernel in (module.double, module.half)]


def file_of(kernel, kind):
    (path,) = Path(kernel._cache.cache_path).glob(f"*.{kernel.__name__}-*.{kind}")
    return path


def test_kernels_are_kept(loaded):
    assert hits(loaded()) == [0, 0]
    assert hits(loaded()) == [1, 1]


def cut(content):
    return content[: len(content) // 2]


def emptied(content):
    return b""


def flipped(content):
    return content[:-100] + bytes([content[-100] ^ 8]) + content[-99:]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", [cut, emptied, flipped])
def test_a_damaged_file_is_replaced(loaded, kind, damage):
    path = file_of(loaded().double, kind)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.warns(exc.AutoLensWarning, match=f"{path.name} is damaged"):
        assert hits(loaded()) == [0, 1]
    assert hits(loaded()) == [1, 1]


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_a_file_that_cannot_be_read_is_done_without(loaded, kind):
    path = file_of(loaded().double, kind)
    path.unlink()
    path.mkdir()
    with pytest.warns(exc.AutoLensWarning, match="cannot be") as caught:
        assert hits(loaded()) == [0, 1]
    assert any(path.name in str(warning.message) for warning in caught)


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_what_an_earlier_version_kept_is_replaced_in_silence(loaded, kind):
    file_of(loaded().double, kind).write_bytes(pickle.dumps("0.0"))
    assert hits(loaded()) == [0, 1]
    assert hits(loaded()) == [1, 1]


def test_the_code_of_another_kernel_is_not_taken(loaded):
    module = loaded()
    file_of(module.double, "nbc").write_bytes(file_of(module.half, "nbc").read_bytes())
    assert hits(loaded())[1] == 1


def test_where_nothing_can_be_written_nothing_is_kept(loaded, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk.CheckedFiles, "_write", full)
    with pytest.warns(exc.AutoLensWarning, match="No space left on device.*NUMBA_CACHE_DIR") as caught:
        loaded()
    assert len(caught) == 1
    monkeypatch.undo()
    assert hits(loaded()) == [0, 0]


def test_where_there_is_no_place_that_is_said_once(loaded, monkeypatch):
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    monkeypatch.setattr(disk, "_complained_of", set())
    with pytest.warns(exc.AutoLensWarning, match="cannot be kept.*NUMBA_CACHE_DIR") as caught:
        loaded()
    assert len(caught) == 1


@pytest.mark.parametrize("first", ["xp.get('numba')", "Grid2DIrregular([[1.0, 0.0]])"])
def test_without_compilation_the_backend_is_refused(first):
    code = f"import autolens_lite as al; al.{first}"
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.stderr.strip().splitlines()[-1].startswith("autolens_lite.exc.BackendError: NUMBA_DISABLE_JIT is set")
