# %%
# Are the errors errors? Fit data that were drawn at truths drawn from the priors, and keep the rank of each truth:
#
#     python scripts/calibration/run.py --problem image --number 400
#     python scripts/calibration/run.py --problem pixels --number 100 --hours 0.5 --processes 2
#     python scripts/calibration/run.py --problem image --way Nautilus --number 30
#     python scripts/calibration/run.py --problem image --wrong-noise --number 100
#     python scripts/calibration/rank_tables.py
#
# Each fit adds one line of JSON to a file of --results. Those that are there are not done again, so that a command goes
# on where it was stopped, and a greater --number adds to what there is. Another --seed is another set of truths.

# %%
import argparse
import json
import multiprocessing
import os
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

from fits import WAYS, line_of
from problems import PROBLEMS, Problem

import autolens_lite as al

Task = tuple[str, str, int, int, bool]
"""A problem, the way to fit, the seed, the number of the fit, and whether the noise is wrong."""

made: dict[str, Problem] = {}


# %%
def fit(task: Task) -> dict[str, Any]:
    """One fit, by a process that makes each problem once."""
    name, *others = task
    if name not in made:
        made[name] = PROBLEMS[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", al.exc.AutoLensWarning)
        return line_of(made[name], *others)


def lines_in(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def file_of(results: Path, problem: str, way: str, seed: int, is_wrong: bool) -> Path:
    parts = [problem, way.replace(" ", "_"), *(["wrong_noise"] if is_wrong else []), f"seed_{seed}"]
    return results / ("-".join(parts) + ".jsonl")


def keep(path: Path, tasks: list[Task], end: float, at_once: int, fits: Callable[[list[Task]], Iterable]) -> None:
    """Do fits, some at a time, until there are no more or the time is over, and write each line as it comes."""
    with path.open("a", encoding="utf-8") as file:
        for first in range(0, len(tasks), at_once):
            if time.monotonic() > end:
                break
            for line in fits(tasks[first : first + at_once]):
                file.write(json.dumps(line) + "\n")
                file.flush()


def main() -> None:
    """Do the fits that are not there yet."""
    parser = argparse.ArgumentParser(description="Fit data drawn at truths that are drawn from the priors.")
    parser.add_argument("--problem", choices=list(PROBLEMS), default="image")
    parser.add_argument("--way", choices=list(WAYS), default="draws")
    parser.add_argument("--wrong-noise", action="store_true", help="fit as if the noise were 1.5 times what it is")
    parser.add_argument("--number", type=int, default=400)
    parser.add_argument("--hours", type=float, default=10.0, help="after which no more are begun")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, default=Path("calibration"))
    given = parser.parse_args()
    end = time.monotonic() + 3600.0 * given.hours
    path = file_of(given.results, given.problem, given.way, given.seed, given.wrong_noise)
    path.parent.mkdir(parents=True, exist_ok=True)
    done = {line["number"] for line in lines_in(path)}
    tasks = [
        (given.problem, given.way, given.seed, number, given.wrong_noise)
        for number in range(given.number)
        if number not in done
    ]
    if given.processes > 1:
        with multiprocessing.get_context("spawn").Pool(given.processes) as pool:
            keep(path, tasks, end, given.processes, lambda some: pool.imap_unordered(fit, some))
    else:
        keep(path, tasks, end, 1, lambda some: map(fit, some))
    print(f"{len(lines_in(path))} fits in {path}")


if __name__ == "__main__":
    main()
