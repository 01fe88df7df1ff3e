# %% [markdown]
# # How fast the interferometer likelihood is
#
# Prints one table: every step beside the algorithms that the library grew from, timed in turns in the same run, on one
# thread (`--threads N` for more), on realistic inputs, the answers checked before they are timed.
#
#     python scripts/benchmarks/interferometer.py [--only table,curvature,likelihood] [--quick | --full] [--json PATH]

# %%
import one_thread  # isort: skip  before anything that starts threads

import argparse
import logging
import platform
import sys
import time
from pathlib import Path

import likelihoods
import numpy as np
import steps
from measure import machine, share_text
from table import Table

GROUPS = {
    "table": steps.table_of_w,
    "curvature": steps.curvature,
    "likelihood": likelihoods.beside_the_reference,
    "visibilities": likelihoods.against_visibilities,
    "solve": steps.positive_only,
    "gradient": likelihoods.gradients,
    "start": likelihoods.starts,
    "memory": likelihoods.peaks,
}

NOTE = """\
median, least: of several runs, in turns. cpu: median processor time. reference / this: how many times faster than
the fastest of the group's rows marked "reference" (or scipy), by processor time on one thread (other processes lengthen
that little), else by the least. limit: bytes or flops of the step over what this core can do at most, and the share of
it reached. "from ...": measured on a part, and scaled."""


# %%
def main() -> None:
    """Measure the groups that are asked for and print the table."""
    parser = argparse.ArgumentParser(description="Time the steps of the interferometer likelihood.")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"groups, of {', '.join(GROUPS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes and few repetitions")
    parser.add_argument("--full", action="store_true", help="run what is otherwise scaled up from a part")
    parser.add_argument("--threads", type=int, default=1, help="threads of every library")
    parser.add_argument("--json", type=Path, help="file for the numbers")
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        parser.error(f"--only {','.join(unknown)}: choose among {', '.join(GROUPS)}")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logger = logging.getLogger("benchmarks")

    table = Table()
    for name in names:
        start = time.perf_counter()
        GROUPS[name](table, arguments.quick, arguments.full)
        logger.info("%s: %.0f s", name, time.perf_counter() - start)
    head = {
        "machine": f"{platform.processor() or platform.machine()}, {one_thread.THREADS} thread(s): {machine()}",
        "versions": f"Python {sys.version.split()[0]}, NumPy {np.__version__}",
        "load": share_text(one_thread.THREADS),
    }
    print("\n".join([*head.values(), "", str(table), "", NOTE]))
    if arguments.json:
        table.save(arguments.json, head)


if __name__ == "__main__":
    main()
