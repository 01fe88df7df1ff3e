"""Pages, docstrings and comments name what exists."""

import ast
import doctest
import functools
import importlib
import re
from pathlib import Path

import pytest

import autolens_lite as al

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "autolens_lite"
SOURCES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_files_that_are_named_exist(page):
    named = re.findall(r"(?<![\w/.*])([\w*]+(?:/[\w*]+)+\.(?:pyi?|md|yaml))\b", page.read_text(encoding="utf-8"))
    missing = [
        name for name in named if not any(list(place.glob(name)) for place in (ROOT, PACKAGE, Path(__file__).parent))
    ]
    # what a page tells how to add
    assert [name for name in missing if not re.search("plummer|softened_point|metropolis|shear", name)] == []


def test_the_drawing_of_the_folders_is_complete():
    drawing = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    there = {path.stem for path in PACKAGE.glob("[a-z]*") if path.suffix in ("", ".py")}
    assert there <= set(re.findall(r"\w+", drawing))


def names_of(tree, place):
    """The dotted names of all that a file or a class defines or imports at its top, within `place`."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield f"{place}.{node.name}"
        if isinstance(node, ast.ClassDef):
            yield from names_of(node, f"{place}.{node.name}")
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{place}.{alias.asname or alias.name}" for alias in node.names)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (f"{place}.{target.id}" for target in targets if isinstance(target, ast.Name))


@functools.cache
def all_names():
    """The dotted names of all modules and of what they define, `al` for the public ones, each as its words."""
    found = {f"al.{name}" for name in al.__all__}
    for path in SOURCES:
        place = ".".join(("autolens_lite", *path.relative_to(PACKAGE).with_suffix("").parts))
        found |= {place, *names_of(ast.parse(path.read_text(encoding="utf-8")), place)}
    return [name.split(".") for name in found]


def is_known(reference):
    """Whether a reference is the end of a name (what lies between two words may be left out), or a file.

    An n at the end stands for a number.
    """
    if "/" in reference:
        return any((place / reference).exists() for place in (PACKAGE, ROOT, PACKAGE / "xp"))
    *before, last = reference.removesuffix(".py").split(".")

    def fits(name):
        words = iter(name)
        return re.sub(r"_\d+$", "_n", name[-1]).lstrip("_") in (last, last.lstrip("_")) and all(
            word in words for word in before
        )

    return any(map(fits, all_names()))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_docstrings_and_comments_refer_to_exists(path):
    text = " ".join(line.strip().lstrip("#").strip() for line in path.read_text(encoding="utf-8").splitlines())
    assert [name for name in re.findall(r"\b[Ss]ee `([^`]+)`", text) if not is_known(name)] == []


class Line(al.Analysis):
    """Data that a model's slope is to fit."""

    def __init__(self, slope):
        self.slope = slope

    def log_likelihood_function(self, instance):
        return -0.5 * (instance.slope - self.slope) ** 2


class Slope:
    def __init__(self, slope: float = 1.0):
        self.slope = slope


def things_of_the_user():
    """What examples speak of without making it."""
    models = [al.Model(Slope, slope=al.UniformPrior(0.0, 2.0)) for _ in range(2)]
    return {
        "al": al,
        "models": models,
        "analyses": [Line(0.9), Line(1.1)],
        "search": al.Emcee("example", nwalkers=8, nsteps=10, seed=1, progress_bar=False),
    }


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if ">>> " in path.read_text(encoding="utf-8")],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_examples_in_docstrings_run(path):
    assert "+SKIP" not in path.read_text(encoding="utf-8")
    module = importlib.import_module(".".join(("autolens_lite", *path.relative_to(PACKAGE).with_suffix("").parts)))
    runner = doctest.DocTestRunner()
    for example in doctest.DocTestFinder().find(module, globs=things_of_the_user()):
        runner.run(example)
    assert runner.summarize().failed == 0
    assert runner.tries > 0
