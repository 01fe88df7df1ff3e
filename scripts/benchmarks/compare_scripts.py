# %% [markdown]
# # Scripts of the field, run by both codes
#
# Runs the scripts of `test_autolens_lite/carry_over/scripts/` here, and by PyAutoLens in a Python of its own with its
# imports in place of ours, and compares the numbers that they return:
#
#     python3.12 -m venv peer && peer/bin/pip install autolens numba
#     python scripts/benchmarks/compare_scripts.py --peer-python peer/bin/python [NAME ...] [--write]
#
# `--write` stores the peer's numbers, which the tests compare with.

# %%
import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "test_autolens_lite" / "carry_over"
STORED = FOLDER / "numbers.json"
TOLERANCE = 1e-6  # of the largest number of an answer

# What the peer runs in place of our lines.
IMPORTS = {
    "import autolens_lite as al\n": "import autolens as al\nimport autofit as af\n",
    "import autolens_lite.plot as aplt\n": "import autolens.plot as aplt\n",
    "af = al\n": "",
}
# Answers are lists of numbers; True is 1.
RUN = """
import json, runpy, sys
import numpy as np
found = runpy.run_path(sys.argv[1])["numbers"]()
answers = {name: np.asarray(value, dtype=float).ravel().tolist() for name, value in found.items()}
open(sys.argv[2], "w").write(json.dumps(answers))
"""

logger = logging.getLogger("compare")


def for_peer(text: str) -> str:
    """A script with the peer's imports."""
    for ours, theirs in IMPORTS.items():
        text = text.replace(ours, theirs)
    return text


def answers_of(python: Path | str, text: str, folder: Path, path: str) -> dict[str, list[float]]:
    """What a script answers, run by a Python in a folder of its own."""
    folder.mkdir()
    (folder / "script.py").write_text(text)
    environment = os.environ | {"PYTHONPATH": path, "PYAUTO_WORKSPACE_VERSION_CHECK": "0", "JAX_PLATFORMS": "cpu"}
    command = [str(python), "-c", RUN, "script.py", "answers.json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{python} cannot run it:\n{done.stderr[-3000:]}")
    return json.loads((folder / "answers.json").read_text())


def difference(ours: Any, theirs: Any) -> float:
    """The largest difference of two lists of numbers, over the largest of them."""
    first, second = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    if first.shape != second.shape:
        return float("inf")
    if np.array_equal(first, second, equal_nan=True):
        return 0.0
    with np.errstate(all="ignore"):
        found = float(np.max(np.abs(first - second)) / max(np.max(np.abs(second)), 1e-300))
    return found if found >= 0.0 else float("inf")


def compared(name: str, python: Path, folder: Path) -> tuple[dict[str, list[float]], bool]:
    """The peer's answers to a script, and whether ours are the same; says each difference."""
    text = (FOLDER / "scripts" / f"{name}.py").read_text()
    theirs = answers_of(python, for_peer(text), folder / f"{name}_peer", "")
    ours = answers_of(sys.executable, text, folder / f"{name}_ours", str(REPOSITORY))
    same = ours.keys() == theirs.keys()
    for answer in sorted(ours.keys() | theirs.keys()):
        found = difference(ours.get(answer, []), theirs.get(answer, []))
        same = same and found <= TOLERANCE
        logger.info("%-20s %-40s %.1e%s", name, answer, found, "" if found <= TOLERANCE else "  differs")
    return theirs, same


def main() -> int:
    parser = argparse.ArgumentParser(description="Run scripts here and by PyAutoLens, and compare their numbers.")
    parser.add_argument("names", nargs="*", help="of scripts; all by default")
    parser.add_argument("--peer-python", type=Path, required=True, help="an interpreter that imports autolens")
    parser.add_argument("--write", action="store_true", help="store the peer's numbers for the tests")
    options = parser.parse_args()
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    names = options.names or sorted(path.stem for path in (FOLDER / "scripts").glob("[a-z]*.py"))
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            try:
                stored[name], same = compared(name, options.peer_python, Path(folder))
            except RuntimeError as error:
                logger.error("%s: %s", name, error)
                same = False
            wrong += [] if same else [name]
    if options.write:
        STORED.write_text(json.dumps(stored, sort_keys=True, separators=(",", ":")).replace("},", "},\n") + "\n")
    logger.info("%d of %d scripts answer alike", len(names) - len(wrong), len(names))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
