"""The command `autolens-lite`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autolens_lite import cli
from autolens_lite.xp.numba_xp import precompile


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """The numbers of processes that kernels were to be compiled in, and for which backend; none is compiled."""
    asked: list[tuple[int, str]] = []

    def compile_all(number: int, backend: str) -> Iterator[str]:
        asked.append((number, backend))
        yield from ("a", "b")

    monkeypatch.setattr(precompile, "compile_all", compile_all)
    monkeypatch.setattr(precompile, "number", {"numba": 2, "jax": 4}.__getitem__)
    return asked


@pytest.mark.parametrize(
    ("arguments", "backend", "number"), [([], "jax", 4), (["--backend", "numba"], "numba", 2)], ids=["all", "numba"]
)
def test_compile(
    asked: list[tuple[int, str]], capsys: pytest.CaptureFixture[str], arguments: list[str], backend: str, number: int
) -> None:
    assert cli.main(["compile", "--processes", "3", *arguments]) == 0
    assert asked == [(3, backend)]
    assert capsys.readouterr().out.startswith(f"{number} kernels are compiled, in 0 s; they are kept in /")


@pytest.mark.parametrize(("cores", "expected"), [(3, 3), (64, 8)])
def test_a_process_for_each_core(
    asked: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch, cores: int, expected: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(cores)), raising=False)
    assert cli.main(["compile"]) == 0
    assert asked == [(expected, "jax")]


def test_no_process(asked: list[tuple[int, str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compile", "--processes", "0"]) == 2
    assert "processes = 0 is below 1. Pass a number of 1 or more." in capsys.readouterr().err
    assert not asked


def test_nowhere_to_keep_kernels(
    asked: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(precompile, "folder", lambda: None)
    assert cli.main(["compile"]) == 2
    assert "Set NUMBA_CACHE_DIR" in capsys.readouterr().err
    assert not asked


def test_where_kernels_are_kept() -> None:
    folder = precompile.folder()
    assert isinstance(folder, Path)
    assert folder.is_dir()
