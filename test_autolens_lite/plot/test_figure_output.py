"""Figures are written whole, to a good path, and leave no trace in the process."""

import json
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest

from autolens_lite import exc
from autolens_lite.plot import figure_output


@pytest.fixture
def figure():
    with figure_output.styled():
        figure = figure_output.Canvas(figsize=(2.0, 2.0))
        figure.subplots().plot([0.0, 1.0], [0.0, 1.0])
    return figure


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.PDF", b"%PDF"), ("a.svg", b"<?xml")])
def test_the_suffix_says_the_format_and_folders_are_made(figure, name, start):
    path = Path("deep") / "er" / name
    assert figure_output.finish(figure, figure_output.checked_path(str(path))) is figure
    assert path.read_bytes().startswith(start)
    assert [found.name for found in path.parent.iterdir()] == [name]


@pytest.mark.parametrize("suffix", [".png", ".pdf", ".svg"])
def test_the_same_figure_is_the_same_file(figure, suffix):
    for name in ("a", "b"):
        figure_output.finish(figure, Path(name + suffix))
    assert Path("a" + suffix).read_bytes() == Path("b" + suffix).read_bytes()


def test_a_failure_leaves_the_old_file_and_nothing_else(figure, monkeypatch):
    path = Path("figure.png")
    path.write_bytes(b"old")

    def fail(file, **_):
        file.write(b"half of it")
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(figure, "savefig", fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        figure_output.finish(figure, path)
    assert path.read_bytes() == b"old"
    assert [found.name for found in Path().iterdir()] == ["figure.png"]


def test_a_new_file_may_be_read_as_any_other(figure):
    figure_output.finish(figure, Path("figure.png"))
    Path("other").write_bytes(b"")
    assert Path("figure.png").stat().st_mode == Path("other").stat().st_mode


@pytest.mark.parametrize("name", ["figure", "figure.jpeg", "figure.pn"])
def test_a_path_without_a_known_suffix_is_refused(name):
    with pytest.raises(exc.ParameterError, match=r"path = .*\.png"):
        figure_output.checked_path(name)


def test_a_folder_is_refused():
    Path("folder.png").mkdir()
    with pytest.raises(exc.ParameterError, match="is a folder"):
        figure_output.checked_path("folder.png")


def test_a_path_below_a_file_is_refused(figure):
    Path("file").write_text("")
    with pytest.raises(exc.DataError, match="cannot be written"):
        figure_output.finish(figure, Path("file/figure.png"))


def test_the_users_style_returns(figure):
    before = dict(matplotlib.rcParams)
    with figure_output.styled():
        assert dict(matplotlib.rcParams) != before
    figure_output.finish(figure, Path("figure.png"))
    assert dict(matplotlib.rcParams) == before


def test_drawing_later_has_the_same_style(figure):
    """Ticks are made when a figure is drawn, which the user may do long after it was built."""
    figure_output.finish(figure, Path("now.png"))
    with matplotlib.rc_context({"xtick.labelsize": 30.0, "font.size": 30.0}):
        figure.savefig("later.png", metadata={})
    assert Path("now.png").read_bytes() == Path("later.png").read_bytes()


def test_a_notebook_shows_a_picture(figure):
    assert figure._repr_png_().startswith(b"\x89PNG")


def test_pyplot_is_not_imported():
    code = (
        "import json, sys\n"
        "import numpy as np\n"
        "from autolens_lite import plot\n"
        "from autolens_lite.dataset import Interferometer\n"
        "from autolens_lite.grid import Mask2D\n"
        "rng = np.random.default_rng(0)\n"
        "mask = Mask2D.all_false((20, 20), 0.2)\n"
        "uv = rng.normal(0.0, 1e5, (60, 2))\n"
        "data = Interferometer(np.ones(60) + 0j, np.ones(60) + 1j * np.ones(60), uv, mask)\n"
        "plot.dataset(data, 'figure.png')\n"
        "print(json.dumps('matplotlib.pyplot' in sys.modules))\n"
    )
    root = Path(figure_output.__file__).resolve().parents[2]
    code = f"import sys; sys.path.insert(0, {str(root)!r})\n" + code
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) is False
    assert Path("figure.png").exists()
