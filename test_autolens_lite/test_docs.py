"""Pages about the code name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "autolens_lite"
PAGES = sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_files_that_are_named_exist(page):
    named = re.findall(r"`([\w*]+(?:/[\w*]+)+\.(?:py|md|yaml))`", page.read_text(encoding="utf-8"))
    missing = [
        name for name in named if not any(list(place.glob(name)) for place in (ROOT, PACKAGE, Path(__file__).parent))
    ]
    # what a page tells how to add
    assert [name for name in missing if not re.search("plummer|softened_point|metropolis", name)] == []


def test_the_drawing_of_the_folders_is_complete():
    drawing = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("```")[1]
    there = {path.stem for path in PACKAGE.glob("[a-z]*") if path.suffix in ("", ".py")}
    assert there <= set(re.findall(r"\w+", drawing))
