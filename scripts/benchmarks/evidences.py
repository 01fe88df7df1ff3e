# %%
# The log evidence of al.Posterior beside that of nested sampling, on six small lenses:
#
#     python scripts/benchmarks/evidences.py
#     python scripts/benchmarks/evidences.py --only parametric "two sources" --n-live 1000
#
# `off` is their difference in units of both errors together. Seconds are of the processor, all that is compiled
# included. The problems, each with one kind of likelihood, are in evidence_problems.py.

# %%
import argparse
import math
import os
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

from evidence_problems import PROBLEMS, analysis_of

import autolens_lite as al

COLUMNS = ("parameters", "Posterior", "+-", "k-hat", "seconds", "Nautilus", "+-", "seconds", "off")


# %%
def timed(search: al.Posterior | al.Nautilus, model: al.Collection, analysis: al.Analysis) -> tuple[al.Result, float]:
    start = time.process_time()
    return search.fit(model, analysis), time.process_time() - start


def row_of(name: str, n_live: int, seed: int) -> list[str]:
    model, data = PROBLEMS[name]()
    with tempfile.TemporaryDirectory() as output:
        common = {"output_path": output, "seed": seed, "progress_bar": False}
        ours, seconds = timed(al.Posterior("posterior", **common), model, analysis_of(data, "jax"))
        nested, of_nested = timed(al.Nautilus("nested", n_live=n_live, **common), model, analysis_of(data, "numba"))
    if ours.log_evidence is None:
        off, evidence = math.nan, ("none", "")
    else:
        off = (ours.log_evidence - nested.log_evidence) / math.hypot(ours.log_evidence_error, nested.log_evidence_error)
        evidence = (f"{ours.log_evidence:.3f}", f"{ours.log_evidence_error:.3f}")
    of_other = (f"{nested.log_evidence:.3f}", f"{nested.log_evidence_error:.3f}", f"{of_nested:.0f}")
    found = (f"{ours.search_info['k_hat']:.2f}", f"{seconds:.0f}", *of_other, f"{off:+.1f}")
    return [name, str(model.prior_count), *evidence, *found]


def printed(row: list[str]) -> None:
    print(row[0].ljust(20), *(cell.rjust(10) for cell in row[1:]), flush=True)


# %%
def main() -> None:
    """Print one row a problem, as soon as it is there."""
    parser = argparse.ArgumentParser(description="Evidences beside those of nested sampling.")
    parser.add_argument("--only", nargs="+", choices=list(PROBLEMS), default=list(PROBLEMS))
    parser.add_argument("--n-live", type=int, default=300, help="of Nautilus")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    printed(["", *COLUMNS])
    for name in given.only:
        printed(row_of(name, given.n_live, given.seed))


if __name__ == "__main__":
    main()
