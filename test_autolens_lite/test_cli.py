"""The command `autolens-lite`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autolens_lite import cli
from autolens_lite.xp.numba_xp import ahead


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of processes that kernels were to be compiled in; none is compiled."""
    asked: list[int] = []

    def compile_all(number: int) -> Iterator[str]:
        asked.append(number)
        yield from ("a", "b")

    monkeypatch.setattr(ahead, "compile_all", compile_all)
    monkeypatch.setattr(ahead, "number", lambda: 2)
    return asked


def test_compile(processes: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compile", "--processes", "3"]) == 0
    assert processes == [3]
    assert capsys.readouterr().out.startswith("2 kernels are compiled, in 0 s; they are kept in /")


@pytest.mark.parametrize(("cores", "expected"), [(3, 3), (64, 8)])
def test_a_process_for_each_core(
    processes: list[int], monkeypatch: pytest.MonkeyPatch, cores: int, expected: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(cores)), raising=False)
    assert cli.main(["compile"]) == 0
    assert processes == [expected]


def test_no_process(processes: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compile", "--processes", "0"]) == 2
    assert "processes = 0 is below 1. Pass a number of 1 or more." in capsys.readouterr().err
    assert not processes


def test_nowhere_to_keep_kernels(
    processes: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ahead, "folder", lambda: None)
    assert cli.main(["compile"]) == 2
    assert "Set NUMBA_CACHE_DIR" in capsys.readouterr().err
    assert not processes


def test_where_kernels_are_kept() -> None:
    folder = ahead.folder()
    assert isinstance(folder, Path)
    assert folder.is_dir()
