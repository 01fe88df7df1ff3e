"""Every name of `names.txt` is here, or its absence says what to use instead."""

import inspect
import re
from pathlib import Path

import pytest

import autolens_lite as al
from autolens_lite import check, former
from autolens_lite.analysis import carried_over
from test_autolens_lite.carry_over.objects import objects

FOLDER = Path(__file__).parent
ROWS = [line.split(maxsplit=1) for line in (FOLDER / "names.txt").read_text("utf-8").splitlines()]
# What is not here yet. A name that has come is to be taken out.
PENDING = (FOLDER / "pending.txt").read_text("utf-8").split("\n")[:-1]
# Objects that other kinds of data and results will bring.
TO_COME = {"aggregator"}


@pytest.fixture(scope="module")
def things():
    return objects()


def value_at(path):
    """What is at a path such as `aplt.plot_array` or `al.util.dataset`."""
    value = al
    for place, part in enumerate(path.split(".")):
        if place == 0:
            value = al.plot if part == "aplt" else al
        else:
            value = getattr(value, part)
    return value


def is_told(path):
    """Whether the error of a missing name says what to do."""
    return any(part in former.WAYS for part in path.split("."))


def takes(function, argument):
    if isinstance(function, carried_over.AnalysisArguments) and argument in carried_over.KNOWN:
        return True
    settings = check.setting_names(function) if isinstance(function, check.NamedSettings) else ()
    return argument in settings or argument in inspect.signature(function).parameters


def is_here(row, things):
    if match := re.fullmatch(r"import:.*\.(\w+)", row):
        return any(hasattr(room, match[1]) for room in (al, al.plot, al.cosmo)) or is_told(match[1])
    if match := re.fullmatch(r"(.+)\((\w+)=\)", row):
        return takes(value_at(match[1]), match[2]) or (match[1].split(".")[-1], match[2]) in former.ARGUMENTS
    kind, _, name = row.partition(".")
    if kind in ("al", "af", "aa", "ag", "aplt"):
        try:
            value_at(row)
        except AttributeError:
            return is_told(row)
        return True
    return any(hasattr(type(thing), name) or hasattr(thing, name) for thing in things[kind])


def owned_by(owner):
    return [row for who, row in ROWS if who == owner]


def test_every_name_is_here_or_pending(things):
    assert [row for row in owned_by("here") if not is_here(row, things)] == PENDING


@pytest.mark.parametrize("owner", ["points", "populations"])
def test_names_of_what_is_to_come_say_what_to_use_until_then(owner, things):
    rows = [row for row in owned_by(owner) if row.split(".")[0] in ("al", "af", "aplt") or row.startswith("import:")]
    assert len(rows) > 5
    assert [row for row in rows if not is_here(row, things)] == []


def test_the_error_of_a_former_name_says_what_to_write():
    with pytest.raises(AttributeError, match=r"has no 'Kernel2D'\. Write al\.Convolver\."):
        _ = al.Kernel2D
    with pytest.raises(AttributeError, match=r"has no 'MatPlot2D'\. Pass title, output_path"):
        _ = al.plot.MatPlot2D
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = al.nonsense


def test_no_former_name_is_one_of_ours_and_every_way_is_there():
    for room in (al, al.plot):
        assert [name for name in former.WAYS if name in room.__all__] == []
    missing = []
    for way in former.WAYS.values():
        for path in re.findall(r"\bal\.[\w.]*\w", way):
            try:
                value_at(path)
            except AttributeError:
                missing.append(path)
    assert [path for path in missing if path.replace("al.plot", "aplt") not in PENDING] == []
