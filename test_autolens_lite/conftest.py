"""What every test shares: a quiet, reproducible process, a working directory of its own, and both backends."""

import gc
import itertools
import os
import re
import sys
from pathlib import Path

import pytest

# Tests of ten seconds and more, most of which start processes.
LONGEST = (
    "scripts/test_imaging_scripts.py",
    "scripts/test_scripts.py",
    "scripts/test_posterior_benchmark.py",
    "search/test_adding_a_search.py",
    "analysis/test_optimised.py",
    "faults/test_kill.py",
    "backends/test_adding_a_kernel.py",
)

# Of the tests' folders.
NUMBERS = itertools.count()

# Read by the libraries when they are first imported, so set before any test module is.
os.environ.setdefault("JAX_PLATFORMS", "cpu")
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(threads, "1")


def pytest_collection_modifyitems(items):
    """Put the longest first: the last tests are short, and no worker is left alone with a long one."""
    rank = {Path(__file__).parent / name: i for i, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


def pytest_collection_finish():
    """Keep the tests themselves out of garbage collections, each of which would look through all 17,000 of them."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup():
    """Let jax keep more of what it compiled than the library does: tests compute the same with many shapes."""
    programs = sys.modules.get("autolens_lite.xp.jax_xp.programs")
    if programs is not None:
        programs.MOST_OPERATIONS = 1000  # 1.5 MB each


@pytest.fixture(scope="session", autouse=True)
def unsynced():
    """No waiting until files are on the disk, for no test cuts the power; the processes that tests start do wait."""
    with pytest.MonkeyPatch.context() as patch:
        # Of what is no open file, an error all the same.
        patch.setattr(os, "fsync", lambda file: os.fstat(file) and None)
        yield


@pytest.fixture(params=["numba", "jax"])
def backend(request):
    """The name of a backend; a test that takes it runs once on each."""
    return request.param


@pytest.fixture
def xp(backend):
    """The module of that backend."""
    import autolens_lite.xp

    return autolens_lite.xp.get(backend)


@pytest.fixture
def tmp_path(request, tmp_path_factory):
    """An empty folder of a test's own, as pytest's, which looks through those of all tests before it to number it."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{next(NUMBERS)}_{name}"
    folder.mkdir(0o700)
    return folder


@pytest.fixture(autouse=True)
def working_directory(tmp_path, monkeypatch):
    """An empty folder that each test runs in, so that what it writes, and a user's `config/`, touch no other test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
