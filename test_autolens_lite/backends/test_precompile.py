"""Compilation of kernels before they are needed: each once, after those it calls, found on disk by other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import pytest

from autolens_lite.xp.numba_xp import jit, precompile
from autolens_lite.xp.numba_xp.linked_kernels import KERNELS, called_by

CHOLESKY = "autolens_lite.xp.numba_xp.solve.cholesky."
FEW = (CHOLESKY + "solve_panels", CHOLESKY + "fill_inverse", "data_vector")  # the second calls the first, and is longer
READ = """
import sys
from autolens_lite.xp.numba_xp import linked_kernels
from autolens_lite.xp.numba_xp.ffi import custom_calls
custom_calls.address("data_vector")
kernel = linked_kernels.KERNELS[sys.argv[1]]
kernel.load()
for dispatcher in (custom_calls.handlers()["data_vector"], kernel._dispatcher):
    assert sum(dispatcher.stats.cache_hits.values()) == 1 and not dispatcher.stats.cache_misses, dispatcher.stats
"""


def test_few_are_compiled_and_found_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    few = {name: function for name, function in precompile._functions("jax").items() if name in FEW}
    monkeypatch.setattr(precompile, "_functions", lambda backend: few)
    assert precompile.number("jax") == 3
    assert sorted(precompile.compile_all(2, "jax")) == sorted(FEW)
    root = str(Path(__file__).resolve().parents[2])
    command = [sys.executable, "-c", READ, FEW[1]]
    run = subprocess.run(command, env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_each_once_and_begun_after_all_that_it_calls(monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    """All kernels and handlers, in threads that compile nothing."""
    functions = precompile._functions("jax")
    begun: list[str] = []
    ended: list[str] = []

    def compiled(name: str) -> None:
        assert {kernel.symbol for kernel in called_by(functions[name])[0]} <= set(ended)
        begun.append(name)
        assert len(begun) - len(ended) <= processes
        ended.append(name)

    monkeypatch.setattr(precompile, "ProcessPoolExecutor", lambda processes, mp_context: ThreadPoolExecutor(processes))
    monkeypatch.setattr(precompile, "_compile", compiled)
    done = list(precompile.compile_all(processes, "jax"))
    assert sorted(done) == sorted(begun) == sorted(functions)
    assert begun.index(FEW[0]) < begun.index(FEW[1])


def test_what_a_kernel_calls_by_name() -> None:
    vector = KERNELS[CHOLESKY + "solve_vector"]
    assert [kernel.symbol for kernel in called_by(vector.python_function)[0]] == [FEW[0]]
    assert not called_by(KERNELS[FEW[0]].python_function)[0]


def test_every_kernel_and_handler_is_compiled() -> None:
    names = precompile._functions("jax")
    assert set(KERNELS) < set(names)
    assert set(KERNELS) == set(precompile._functions("numba"))
    assert {"curvature", "curvature_imaging", "delaunay", "isothermal_field", "ring_sum"} < set(names)


def test_a_standalone_kernel_is_not_copied_into_another() -> None:
    """Its LLVM code is not on disk: a copy would be of nothing."""

    @jit.standalone
    def alone(x):
        return 2.0 * x

    @numba.njit
    def caller(x):
        return alone(x)

    assert alone(2.0) == 4.0
    with pytest.raises(Exception, match="alone is standalone"):
        caller(2.0)


def test_what_an_inlined_kernel_calls_is_not_inlined_everywhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Numba hands a caller's options down to what is compiled for it first, and the cache would keep them."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    @jit.compiled
    def called(x):
        return 2.0 * x

    @jit.inlined
    def between(x):
        return called(x) + 1.0

    @jit.compiled
    def caller(x):
        return between(x)

    assert caller(2.0) == 5.0
    (code,) = called.inspect_llvm().values()
    assert "alwaysinline" not in code


def test_a_strict_kernel_stays_strict_when_another_is_compiled_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A product and a sum rounded once would make the exact predicates wrong."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))

    @jit.compiled_strictly
    def called(x, y):
        return x * y - 3.0

    @jit.compiled
    def caller(x):
        return called(x, x)

    assert caller(2.0) == 1.0
    (code,) = called.inspect_llvm().values()
    assert "fmul" in code and "contract" not in code
