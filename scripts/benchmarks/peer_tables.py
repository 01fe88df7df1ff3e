"""What `compare_peer.py` measures besides calls: the set-up of a dataset, and memory."""

import logging
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import peer_model
from measure import in_process
from peer_cases import CASES, JIT, NUMBA
from peer_link import Peer
from peer_rows import OURS, aligned, failed, of_peer

REACH_SET_UP, REACH_PEAK = 2.0, 2.0
OUR_PEAK = """
import peer_cases, peer_model, peer_ours
case = peer_cases.CASES[{name!r}]
roles, function = peer_ours.Ours({inputs!r}, {backend!r}).prepare(case.plain)
function(peer_cases.vectors_of(peer_model.truth_of(case.galaxies), roles, 1, case.scatter)[0])
"""

logger = logging.getLogger("benchmarks")


def set_up_table(peer: Peer, ours: dict[str, Any], repeats: int) -> str:
    """The making of a dataset, ready for pixelized likelihoods, after one that is not timed."""
    lines = [("set-up of a dataset", "peer s", "", *(f"{name} s" for name in ours), *(["ratio"] * len(ours)), "reach")]
    for size in (1, 4):
        cpus: dict[str, list[float]] = {"peer": [], **{name: [] for name in ours}}
        for number in range(repeats + 1):
            answer = peer.ask("set_up", kind="imaging", over_sample_size=size, operator="cpu", again=True)
            found = {
                "peer": answer["cpu"],
                **{name: one.set_up("imaging", size)[1]["cpu"] for name, one in ours.items()},
            }
            for name, value in found.items() if number else ():
                cpus[name].append(value)
        medians = {name: statistics.median(values) for name, values in cpus.items()}
        ratios = [medians["peer"] / medians[name] for name in ours]
        texts = [f"{medians[name]:.3g}" for name in ours]
        met = "yes" if min(ratios, default=0.0) >= REACH_SET_UP else "NO"
        row = (f"over-sampling {size}", f"{medians['peer']:.3g}", "numba", *texts, *(f"{r:.3g}" for r in ratios))
        lines.append((*row, f"{REACH_SET_UP:g} {met}"))
    return aligned(lines)


def peak_table(new_peer: Callable[[], Peer], inputs: Path, backends: list[str]) -> str:
    """The peak memory of a process that does nothing but one likelihood and its set-up."""
    lines = [
        ("peak memory", "peer GB", "", *(f"{name} GB" for name in backends), *(["ratio"] * len(backends)), "reach")
    ]
    for name, configuration in (
        ("rectangular-os4-positive", NUMBA),
        ("delaunay-os4-positive", NUMBA),
        ("rectangular-os4-positive-gradient", JIT),
        ("delaunay-os4-positive-gradient", JIT),
    ):
        case = CASES[name]
        with new_peer() as peer:
            of_peer(peer, case, configuration).call(peer_model.truth_of(case.galaxies), 0, case.scatter, timed=True)
            theirs = peer.ask("peak")["peak"]
        peaks = {}
        for backend in backends:
            if case.gradient and backend == "numba":
                continue
            try:
                peaks[backend] = in_process(OUR_PEAK.format(name=name, inputs=str(inputs), backend=backend))["peak"]
            except RuntimeError as error:
                logger.info(failed(name, backend + OURS, error))
        ratios = {backend: theirs / peak for backend, peak in peaks.items()}
        met = "yes" if min(ratios.values(), default=0.0) >= REACH_PEAK else "NO"
        texts = [f"{peaks[b] / 1e9:.2f}" if b in peaks else "" for b in backends]
        row = (name, f"{theirs / 1e9:.2f}", configuration["name"], *texts)
        logger.info("  ".join(row))
        lines.append((*row, *(f"{ratios[b]:.3g}" if b in ratios else "" for b in backends), f"{REACH_PEAK:g} {met}"))
    return aligned(lines)
