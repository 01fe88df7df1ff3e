"""Imported first: holds every library to one thread (or `--threads N`), and says how many that is.

The libraries read these variables when they are imported. XLA has a pool of threads of its own, as wide as the
processors that the process may use, so the process is also tied to that many.
"""

import os
import sys


def _wanted() -> int:
    if "--threads" in sys.argv[1:-1]:
        return max(1, int(sys.argv[sys.argv.index("--threads") + 1]))
    return 1


THREADS = _wanted()

for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "VECLIB_MAXIMUM"):
    os.environ[f"{_name}_NUM_THREADS"] = str(THREADS)
os.environ["JAX_PLATFORMS"] = "cpu"
if THREADS == 1:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-THREADS:])
