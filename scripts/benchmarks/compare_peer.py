# %% [markdown]
# # How fast images are fitted, beside PyAutoLens
#
# Runs both codes on the same arrays, in turns, each tied to the same one processor, with a new model at every call, and
# prints one table: what PyAutoLens takes in its fastest configuration on a CPU, what this takes on both backends, the
# ratio, and the ratio to reach. The answers are compared too. PyAutoLens has a Python of its own:
#
#     python3.12 -m venv peer && peer/bin/pip install autolens numba
#     python scripts/benchmarks/compare_peer.py --peer-python peer/bin/python [--data data.npz] [--case NAME ...]
#
# `--list` prints the names of the cases, which may hold wildcards; `--case set-up peak` are the last two tables.

# %%
import one_thread  # isort: skip  before anything that starts threads

import argparse
import contextlib
import fnmatch
import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

if "--fresh" in sys.argv:  # before Numba and jax are imported
    FRESH = tempfile.TemporaryDirectory()
    os.environ |= {"XDG_CACHE_HOME": FRESH.name, "NUMBA_CACHE_DIR": str(Path(FRESH.name) / "numba_ours")}

import numpy as np
import peer_inputs
import peer_ours
from measure import machine, share_text
from peer_cases import CASES, PARAMETRIC, Case
from peer_link import Peer, PeerError
from peer_rows import BACKENDS, OURS, Contender, Row, aligned, failed, in_turns, of_ours, of_peer
from peer_tables import peak_table, set_up_table

import autolens_lite as al

SET_UP, PEAK = "set-up", "peak"
NOTE = """\
ms: median processor time of a call, on one processor (other processes lengthen that little); wall: median time that
passed. ratio: the peer's ms over ours, to reach at least what stands beside it, on every backend. differ: largest
difference between our log likelihoods and the peer's at the same models, relative (gradient: over its largest element);
! where both compute the same thing and should agree better. first: the first call, with what is compiled for it."""

logger = logging.getLogger("benchmarks")


def row_of(case: Case, peer: Peer, ours: dict[str, Any], options: argparse.Namespace) -> Row:
    notes: list[str] = []
    contenders: dict[str, Contender] = {}
    for configuration in case.best + (case.others if options.all_configurations else ()):
        name = configuration["name"]
        try:
            contenders[name] = of_peer(peer, case, configuration)
        except PeerError as error:
            notes.append(failed(case.name, name, error))
    theirs = list(contenders)
    for backend, one in ours.items():
        if case.gradient and backend == "numba":
            continue
        try:
            contenders[backend + OURS] = of_ours(backend + OURS, one, case)
        except Exception as error:  # noqa: BLE001 one failure shall not lose the other rows
            notes.append(failed(case.name, backend + OURS, error))
    running = list(contenders.values())
    in_turns(running, case, options.repeats, options.seconds, notes)
    with contextlib.suppress(PeerError):  # its process has ended: noted above
        for name in theirs:
            peer.ask("drop", key=name)
    peers = [one for one in running if one.name in theirs]
    mine = {one.name.removesuffix(OURS): one for one in running if one.name not in theirs}
    return Row(case, peers, mine, notes)


# %%
def chosen(patterns: list[str], parser: argparse.ArgumentParser) -> list[str]:
    known = [*CASES, SET_UP, PEAK]
    for pattern in patterns:
        if not fnmatch.filter(known, pattern):
            parser.error(f"--case {pattern}: there is none. {al.check.suggestion(pattern, known)}")
    return [name for name in known if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare with PyAutoLens, in one run.")
    parser.add_argument("--peer-python", type=Path, required="--list" not in sys.argv, help="imports autolens")
    parser.add_argument("--data", type=Path, help="npz with data, noise_map, psf, mask, adapt_source; else simulated")
    parser.add_argument("--case", nargs="+", default=["*"], metavar="NAME", help="cases, wildcards allowed")
    parser.add_argument("--repeats", type=int, default=7, help="calls that are timed, of each")
    parser.add_argument("--seconds", type=float, default=15.0, help="after so many a contender gets no further turn")
    parser.add_argument("--backend", nargs="*", default=list(BACKENDS), choices=BACKENDS, help="ours; none for none")
    parser.add_argument("--all-configurations", action="store_true", help="try the peer's slower ones too")
    parser.add_argument("--fresh", action="store_true", help="compile everything anew")
    parser.add_argument("--visibilities", type=int, default=10_000, help="how many, in the cases of visibilities")
    parser.add_argument("--json", type=Path, help="file for the numbers")
    parser.add_argument("--list", action="store_true", help="print the cases' names")
    options = parser.parse_args()
    names = chosen(options.case, parser)
    if options.list:
        print("\n".join(names))
        return
    logging.basicConfig(level=logging.INFO, format="%(message)s")

    with tempfile.TemporaryDirectory() as folder:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "autolens_lite_peer"
        inputs, log = Path(folder) / "inputs.npz", caches / "compare_peer.log"
        caches.mkdir(parents=True, exist_ok=True)

        def new_peer() -> Peer:
            return Peer(options.peer_python.absolute(), inputs, caches, log)

        arrays = peer_inputs.arrays_from(options.data, PARAMETRIC, options.visibilities)
        np.savez(inputs, **arrays)
        if any(CASES[name].points for name in names if name in CASES) or PEAK in names:
            with new_peer() as peer:
                np.savez(inputs, **arrays, points=np.array(peer.ask("hilbert", **peer_inputs.HILBERT)["points"]))

        rows, tables = [], []
        with new_peer() as peer:
            ours = {name: peer_ours.Ours(inputs, name) for name in options.backend}
            for name in names:
                start = time.perf_counter()
                if name in CASES:
                    rows.append(row_of(CASES[name], peer, ours, options))
                    logger.info("  ".join(rows[-1].texts()))
                elif name == SET_UP:
                    tables.append(set_up_table(peer, ours, min(options.repeats, 3)))
                logger.info("%s: %.0f s", name, time.perf_counter() - start)
            about = peer.about["version"]
        if PEAK in names:
            tables.append(peak_table(new_peer, inputs, options.backend))

    head = {
        "machine": f"{one_thread.THREADS} processor: {machine()}",
        "peer": about,
        "ours": f"autolens_lite {al.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}",
        "load": share_text(one_thread.THREADS),
    }
    parts = [*head.values()]
    if rows:
        parts += ["", aligned([Row.HEADER, *(row.texts() for row in rows)]), "", NOTE]
        parts += ["", *(note for row in rows for note in row.notes)]
    for table in tables:
        parts += ["", table]
    print("\n".join(parts))
    if options.json:
        options.json.write_text(json.dumps(head | {"rows": [row.plain() for row in rows], "tables": tables}, indent=1))


if __name__ == "__main__":
    main()
