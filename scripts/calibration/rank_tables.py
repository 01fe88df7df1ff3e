# %%
# The tables, and the figure, of what run.py has kept:
#
#     python scripts/calibration/rank_tables.py
#     python scripts/calibration/rank_tables.py --results calibration --figure docs/calibration.png
#
# The command ends with an error if a set of fits that should pass does not, or one that should fail passes.

# %%
import argparse
import sys
from pathlib import Path

import numpy as np
from ranks import JOINT, LEVELS, bands, joint_p_value, smallest_bias, tested
from run import lines_in

# Parts of the names of files whose fits are wrong on purpose.
WRONG = ("wrong_noise", "long_steps")
COLUMNS = ("fits", "n", "joint p", "calibrated", "of 68 %", "band", "of 95 %", "band", "bias", "seen", "seconds")
FEWEST = 8


# %%
def ranks_in(path: Path) -> dict[str, np.ndarray]:
    """The ranks (n,) of each quantity of the fits in a file, in the order of their numbers."""
    lines = sorted(lines_in(path), key=lambda line: line["number"])
    return {name: np.array([line["ranks"][name] for line in lines]) for name in lines[0]["ranks"]}


def row_of(path: Path) -> tuple[list[str], bool]:
    """A row of the first table, and whether the fits are calibrated."""
    ranks = ranks_in(path)
    n, m = len(next(iter(ranks.values()))), len(ranks)
    found = [tested(values) for values in ranks.values()]
    joint = joint_p_value(found, n)
    is_calibrated = joint > 1.0 - JOINT
    cells = [path.stem, str(n), f"{joint:.2g}", "yes" if is_calibrated else "NO"]
    for level, (low, high) in enumerate(bands(m, n)):
        of_level = [100.0 * one.covered[level] / n for one in found]
        cells += [f"{min(of_level):.0f} to {max(of_level):.0f}", f"{100.0 * low / n:.0f} to {100.0 * high / n:.0f}"]
    largest = max((one.bias for one in found), key=abs)
    seconds = np.mean([line["seconds"] for line in lines_in(path)])
    return [*cells, f"{largest:+.2f}", f"{smallest_bias(m, n):.2f}", f"{seconds:.1f}"], is_calibrated


def rows_of_quantities(path: Path) -> list[list[str]]:
    """A row for each quantity of one set of fits."""
    rows = []
    for name, values in ranks_in(path).items():
        one = tested(values)
        covered = [f"{100.0 * count / len(values):.1f}" for count in one.covered]
        rows.append([name.removeprefix("galaxies."), f"{one.bias:+.3f}", *covered, f"{min(one.p_values):.3f}"])
    return rows


def markdown(header: tuple[str, ...], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [list(header), ["---"] * len(header), *rows])


# %%
def draw(paths: list[Path], figure: Path) -> None:
    """The distribution of ranks less the uniform one, a line for each quantity, and the band of one at a time."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    columns = min(3, len(paths))
    rows = -(-len(paths) // columns)
    _, axes = pyplot.subplots(rows, columns, figsize=(3.6 * columns, 2.6 * rows), squeeze=False, layout="constrained")
    grid = np.linspace(0.0, 1.0, 201)
    for axis, path in zip(axes.flat, paths, strict=False):
        ranks = ranks_in(path)
        n = len(next(iter(ranks.values())))
        band = 3.7 * np.sqrt(grid * (1.0 - grid) / n)
        axis.fill_between(grid, -band, band, color="0.9")
        for name, values in ranks.items():
            of_likelihood = name == "log likelihood"
            less = np.searchsorted(np.sort(values), grid, side="right") / n - grid
            axis.plot(grid, less, color="C3" if of_likelihood else "C0", lw=1.5 if of_likelihood else 0.6)
        axis.set_title(f"{path.stem.replace('_', ' ')}, n = {n}", fontsize=8)
        axis.tick_params(labelsize=7)
    for axis in axes.flat[len(paths) :]:
        axis.set_visible(False)
    for axis in axes[-1]:
        axis.set_xlabel("rank of the truth", fontsize=8)
    pyplot.savefig(figure, dpi=60)


def main() -> None:
    """Print the tables, and fail where a set of fits does not do as it should."""
    parser = argparse.ArgumentParser(description="Ranks and coverage of the fits that run.py has done.")
    parser.add_argument("--results", type=Path, default=Path("calibration"))
    parser.add_argument("--figure", type=Path, help="where to draw the ranks")
    given = parser.parse_args()
    paths = [path for path in sorted(given.results.glob("*.jsonl")) if len(lines_in(path)) >= FEWEST]
    if not paths:
        sys.exit(f"no file in {given.results} has {FEWEST} fits. Do some with run.py.")
    rows, surprises = [], []
    for path in paths:
        row, is_calibrated = row_of(path)
        rows.append(row)
        if is_calibrated == any(part in path.stem for part in WRONG):
            surprises.append(path.stem)
    print(markdown(COLUMNS, rows))
    for path in paths:
        print(f"\n{path.stem}\n")
        header = ("quantity", "bias", *(f"within {100 * level:.0f} %" for level in LEVELS), "least p")
        print(markdown(header, rows_of_quantities(path)))
    if given.figure:
        draw(paths, given.figure)
    if surprises:
        sys.exit(f"not as it should be: {', '.join(surprises)}")


if __name__ == "__main__":
    main()
