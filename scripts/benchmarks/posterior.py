# %%
# From an image of a lens to its posterior: fit simulated lenses and compare what comes out with their truths.
#
#     python scripts/benchmarks/random_lenses.py --seed 1 --number 100 --out lenses
#     python scripts/benchmarks/posterior.py --lenses lenses
#     python scripts/benchmarks/posterior.py --lenses lenses --only lens_00 lens_07 --search LeastSquares
#
# Each fit adds one line of JSON to --results; one that is there already is not done again, so the command goes on where
# it was stopped. Lenses made elsewhere will do: one folder each, as random_lenses.py writes it. `seconds` are those
# from the call to the samples; of these `compile_seconds` are spent on programs, once for a shape of data, and
# `busy_seconds` is the processor time, both of this process alone. The basin is right if the mass is within 5 sigma of
# the truth and the likelihood not 5 below the truth's.

# %%
import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import lenses
import numpy as np

import autolens_lite as al

# The backend of each search, the first of those that there are being the default.
SEARCHES = {
    "Posterior": "jax",
    "LeastSquares": "jax",
    "LBFGS": "jax",
    "NUTS": "jax",
    "Nautilus": "numba",
    "DynestyStatic": "numba",
}
KNOWN = [name for name in SEARCHES if hasattr(al, name)]
SIGMAS, LOWER = 5.0, 5.0


# %%
class Compiling:
    """Seconds that jax has spent on tracing and compiling, each counted once where one is within another."""

    def __init__(self) -> None:
        from jax import monitoring

        self._spans: list[tuple[float, float]] = []
        monitoring.register_event_duration_secs_listener(self._note)

    def _note(self, event: str, seconds: float, **_: Any) -> None:
        if event.startswith("/jax/core/compile/"):
            now = time.perf_counter()
            self._spans.append((now - seconds, now))

    def take(self) -> float:
        """The seconds since the last call."""
        total, end = 0.0, -np.inf
        for start, stop in sorted(self._spans):
            total += max(0.0, stop - max(start, end))
            end = max(end, stop)
        self._spans.clear()
        return total


# %%
def fitted(folder: Path, search: Any, backend: str, compiling: Compiling) -> dict[str, Any]:
    """One fit as plain data."""
    stored = lenses.stored_in(folder)
    model = lenses.model_in(stored)
    analysis = al.AnalysisImaging(lenses.dataset_of(folder, backend))
    compiling.take()
    start, busy = time.perf_counter(), time.process_time()
    result = search.fit(model, analysis)
    row = {"seconds": time.perf_counter() - start, "compile_seconds": compiling.take()}
    row["busy_seconds"] = time.process_time() - busy
    return row | told(result, model.parameter_names, stored)


def told(result: Any, names: list[str], stored: dict[str, Any]) -> dict[str, Any]:
    """What a result says, and how far it is from the truth."""
    samples, info = result.samples, result.search_info
    truth = np.array([stored["parameters"][name] for name in names])
    sigma = np.sqrt(np.diag(samples.covariance))
    pulls = {
        name: float(pull)
        for name, pull in zip(names, (samples.mean - truth) / sigma, strict=True)
        if ".mass." in name or ".shear." in name or ".multipole." in name
    }
    highest, true = float(np.max(samples.log_likelihood)), likelihood_of(result)(truth)
    farthest = max(map(abs, pulls.values()))
    return {
        "calls": info.get("likelihoods_in_this_session"),
        "gradients": info.get("gradients_in_this_session"),
        "jacobians": info.get("jacobians_in_this_session"),
        "least_ess": samples.effective_sample_size,
        "r_hat": info.get("r_hat"),
        "k_hat": info.get("k_hat"),
        "log_evidence": samples.log_evidence,
        "log_evidence_error": samples.log_evidence_error,
        "log_likelihood": highest,
        "log_likelihood_of_truth": true,
        "right_basin": bool(farthest < SIGMAS and highest > true - LOWER),
        "sigmas": farthest,
        "pulls": pulls,
    }


def likelihood_of(result: Any) -> Any:
    """The likelihood that was fitted, with the sub-pixels that it ended with."""
    analysis = result.analysis
    host = analysis.with_dataset(analysis.dataset.with_backend("numba"))
    return host.likelihood_from(result.model)


# %%
def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def plain(value: Any) -> Any:
    """Numbers of NumPy as JSON has them; the greatest of several; None where one is not finite."""
    if isinstance(value, np.ndarray | list | tuple):
        value = float(np.max(np.array(value, dtype=float)))
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def text_of(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return "" if value is None else f"{value:.4g}" if isinstance(value, float) and abs(value) < 1e4 else f"{value:.0f}"


COLUMNS = (
    "seconds",
    "compile_seconds",
    "busy_seconds",
    "calls",
    "gradients",
    "jacobians",
    "least_ess",
    "r_hat",
    "k_hat",
)
COLUMNS = (*COLUMNS, "log_evidence", "log_evidence_error", "right_basin", "sigmas")


def printed(rows: list[dict[str, Any]]) -> None:
    """A table of the fits, and what they come to."""
    table = [("", *COLUMNS), *((row["name"], *(text_of(row[column]) for column in COLUMNS)) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        print("  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)))
    net = np.array([row["seconds"] - row["compile_seconds"] for row in rows])
    right = [row for row in rows if row["right_basin"]]
    print(f"\nright basin: {len(right)} of {len(rows)}; not: {[r['name'] for r in rows if not r['right_basin']]}")
    print(f"seconds without compiling: median {np.median(net):.1f}, worst {net.max():.1f}")
    if right:
        pulls = np.array([list(row["pulls"].values()) for row in right])
        whole = sum(is_whole(row) for row in right)
        print(f"of these the whole posterior: {whole} (ESS above 400, and R-hat below 1.01 or k-hat below 0.7)")
        print(f"pulls of the mass: mean {pulls.mean():.2f}, scatter {pulls.std():.2f}")


def is_whole(row: dict[str, Any]) -> bool:
    r_hat, k_hat = row["r_hat"], row["k_hat"]
    settled = r_hat < 1.01 if r_hat is not None else k_hat is None or k_hat < 0.7
    return bool(settled and row["least_ess"] > 400)


# %%
def main() -> None:
    """Fit what is asked for and not done yet, and print all that is done."""
    parser = argparse.ArgumentParser(description="Posteriors of simulated lenses from their images.")
    parser.add_argument("--lenses", type=Path, required=True, help="a folder with one folder a lens")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of these")
    parser.add_argument("--search", choices=KNOWN, default=KNOWN[0])
    parser.add_argument("--settings", type=json.loads, default={}, help="of the search, such as '{\"n_starts\": 20}'")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cores", type=int, default=1)
    parser.add_argument("--results", type=Path, default=Path("output/posterior.jsonl"))
    given = parser.parse_args()
    folders = sorted(path.parent for path in given.lenses.glob("*/truth.json"))
    folders = [folder for folder in folders if given.only is None or folder.name in given.only]
    if not folders:
        raise SystemExit(f"{given.lenses} holds no folder with a truth.json{' of these names' * bool(given.only)}.")
    chosen = {"lenses": str(given.lenses), "search": given.search, "settings": given.settings, "seed": given.seed}
    given.results.parent.mkdir(parents=True, exist_ok=True)
    compiling = Compiling()
    for folder in folders:
        key = chosen | {"name": folder.name}
        if any(key.items() <= row.items() for row in lines_of(given.results)):
            continue
        with tempfile.TemporaryDirectory() as output:
            common = {"name": folder.name, "seed": given.seed, "number_of_cores": given.cores, "output_path": output}
            search = getattr(al, given.search)(**common, **given.settings)
            row = key | fitted(folder, search, SEARCHES[given.search], compiling)
        row = {name: value if isinstance(value, dict) else plain(value) for name, value in row.items()}
        with given.results.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
    names = {folder.name for folder in folders}
    printed([row for row in lines_of(given.results) if chosen.items() <= row.items() and row["name"] in names])


if __name__ == "__main__":
    main()
