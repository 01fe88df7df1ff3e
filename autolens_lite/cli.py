"""The command `autolens-lite`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from autolens_lite import exc

ENOUGH = 8  # processes: more would wait for the longest chain of kernels, and each takes half a GB


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(prog="autolens-lite", description="Strong gravitational lens modelling.")
    commands = parser.add_subparsers(dest="command", required=True)
    compiling = commands.add_parser(
        "compile",
        help="compile all kernels now",
        description="Compile all kernels and keep them on disk, so that no fit has to: once for an installation and a "
        "kind of processor. What is on disk already is not compiled again.",
    )
    compiling.add_argument(
        "--processes",
        type=int,
        default=None,
        help="how many compile at the same time (default: one for each core, up to 8)",
    )
    compiling.add_argument(
        "--backend",
        choices=("numba", "jax"),
        default="jax",
        help="numba: half of them, which are all that fits on this backend need (default: jax, which needs all)",
    )
    chosen = parser.parse_args(arguments)
    try:
        return _compile(chosen.processes, chosen.backend)
    except exc.AutoLensError as error:
        sys.stderr.write(f"autolens-lite: {error}\n")
        return 2


def _compile(processes: int | None, backend: str) -> int:
    from tqdm import tqdm

    from autolens_lite.xp.numba_xp import precompile

    if processes is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        processes = min(cores, ENOUGH)
    if processes < 1:
        raise exc.ParameterError(f"processes = {processes} is below 1. Pass a number of 1 or more.")
    folder = precompile.folder()
    if folder is None:
        raise exc.ConfigError(
            "Neither the folder of autolens_lite nor that of the user's cache can be written, so compiled kernels "
            "cannot be kept. Set NUMBA_CACHE_DIR to a folder that can."
        )
    start = time.perf_counter()
    number = precompile.number(backend)
    for _ in tqdm(precompile.compile_all(processes, backend), total=number, unit="kernel", leave=False, disable=None):
        pass
    taken = time.perf_counter() - start
    sys.stdout.write(f"{number} kernels are compiled, in {taken:.0f} s; they are kept in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
