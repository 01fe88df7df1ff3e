"""The rows of `compare_peer.py`: contenders that are called in turns, their times and their answers."""

import logging
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import peer_model
from measure import BUSY
from peer_cases import Case, vectors_of
from peer_link import Peer

BACKENDS = ("numba", "jax")
OURS = " (ours)"
# Where two configurations of one code differ by more than this, one of them is wrong.
DISAGREE = 1e-4


logger = logging.getLogger("benchmarks")


@dataclass
class Contender:
    """One code in one configuration: its answers, and the seconds that each took."""

    name: str
    roles: list[str]
    run: Callable[[np.ndarray], dict[str, Any]]
    first: float = float("nan")
    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    gradients: list[dict[str, float]] = field(default_factory=list)

    def call(self, truth: dict[str, float], number: int, scatter: float, timed: bool) -> None:
        vector = vectors_of(truth, self.roles, number + 1, scatter)[-1]
        answer = self.run(vector)
        if not timed:
            self.first = answer["wall"]
            return
        self.walls.append(answer["wall"])
        self.cpus.append(answer["cpu"])
        self.values.append(answer["value"])
        if answer["gradient"] is not None:
            self.gradients.append(dict(zip(self.roles, answer["gradient"], strict=True)))

    @property
    def cpu(self) -> float:
        return statistics.median(self.cpus)

    def difference(self, other: "Contender") -> float:
        """The largest relative difference from another's answers to the same models."""
        pairs = list(zip(self.values, other.values, strict=False))
        found = [abs(a - b) / max(abs(b), 1.0) for a, b in pairs]
        for mine, theirs in zip(self.gradients, other.gradients, strict=False):
            largest = max(map(abs, theirs.values()))
            found.append(max(abs(mine[role] - theirs[role]) for role in theirs) / largest)
        return max(found, default=float("nan"))


def of_ours(name: str, ours: Any, case: Case) -> Contender:
    roles, function = ours.prepare(case.plain)

    def run(vector: np.ndarray) -> dict[str, Any]:
        start, own = time.perf_counter(), time.process_time()
        value, gradient = function(vector)
        wall, cpu = time.perf_counter() - start, time.process_time() - own
        BUSY["wall"] += wall
        BUSY["own"] += cpu
        return {"value": float(value), "gradient": gradient, "wall": wall, "cpu": cpu}

    return Contender(name, roles, run)


def of_peer(peer: Peer, case: Case, configuration: dict[str, Any]) -> Contender:
    name = configuration["name"]
    answer = peer.ask("prepare", key=name, case=case.plain, configuration=configuration)
    return Contender(name, answer["roles"], lambda vector: peer.ask("call", key=name, vector=vector.tolist()))


def in_turns(contenders: list[Contender], case: Case, repeats: int, seconds: float, notes: list[str]) -> None:
    """Call every contender once to warm up, then all in turns, the same new model for each in a turn.

    One that fails leaves the list, and a note.
    """
    truth = peer_model.truth_of(case.galaxies)
    for number in range(repeats + 1):
        turn = number % len(contenders) if contenders else 0
        for contender in contenders[turn:] + contenders[:turn]:
            if len(contender.walls) >= 2 and sum(contender.walls) > seconds:
                continue
            try:
                contender.call(truth, number, case.scatter, timed=number > 0)
            except Exception as error:  # noqa: BLE001 one failure shall not lose the other rows
                contenders.remove(contender)
                notes.append(failed(case.name, contender.name, error))


def failed(case: str, name: str, error: Exception) -> str:
    """A note of a failure: the last line of the last traceback."""
    text = str(error).strip()
    return f"{case}: '{name}' fails: {type(error).__name__}: {text.splitlines()[-1] if text else ''}"


class Row:
    """A line of the table."""

    HEADER = (
        *("case", "peer ms", "as", "numba ms", "jax ms", "ratio", "ratio", "reach", "met", "differ"),
        *("wall: peer", "numba", "jax", "first: peer", "numba", "jax"),
    )

    def __init__(self, case: Case, peers: list[Contender], ours: dict[str, Contender], notes: list[str]) -> None:
        self.case, self.notes, self.ours = case, notes, ours
        right = [peer for peer in peers if not peer.difference(peers[0]) > DISAGREE]
        notes += [f"{case.name}: the peer's '{p.name}' gives another answer" for p in peers if p not in right]
        notes += [f"{case.name}: peer '{p.name}' {1e3 * p.cpu:.4g} ms" for p in peers if len(peers) > 1]
        self.peer = min(right, key=lambda peer: peer.cpu) if right else None
        self.differences = {n: one.difference(self.peer) for n, one in ours.items()} if self.peer else {}

    @property
    def ratios(self) -> dict[str, float]:
        return {name: self.peer.cpu / one.cpu for name, one in self.ours.items()} if self.peer else {}

    @property
    def met(self) -> bool | None:
        return all(ratio >= self.case.reach for ratio in self.ratios.values()) if self.ratios else None

    def texts(self) -> tuple[str, ...]:
        def of(contender: Contender | None, seconds: Callable[[Contender], float], factor: float = 1e3) -> str:
            return "" if contender is None else f"{factor * seconds(contender):.3g}"

        three = [self.peer, *(self.ours.get(name) for name in BACKENDS)]
        ratios = self.ratios
        worst = max(self.differences.values(), default=float("nan"))
        return (
            self.case.name,
            of(self.peer, lambda one: one.cpu),
            self.peer.name if self.peer else "",
            *(of(one, lambda one: one.cpu) for one in three[1:]),
            *(f"{ratios[name]:.3g}" if name in ratios else "" for name in BACKENDS),
            f"{self.case.reach:g}",
            "" if self.met is None else ("yes" if self.met else "NO"),
            (f"{worst:.0e}" + ("!" if worst > self.case.tolerance else "")) if self.differences else "",
            *(of(one, lambda one: statistics.median(one.walls)) for one in three),
            *(of(one, lambda one: one.first, 1.0) + (" s" if one else "") for one in three),
        )

    def plain(self) -> dict[str, Any]:
        contenders = {"peer": self.peer} | {f"ours {name}": one for name, one in self.ours.items()}
        times = {
            name: {key: getattr(one, key) for key in ("name", "first", "walls", "cpus", "values")}
            for name, one in contenders.items()
            if one
        }
        head = {"case": self.case.name, "reach": self.case.reach, "met": self.met}
        return head | {"ratios": self.ratios, "differences": self.differences, "times": times}


def aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]

    def padded(line: tuple[str, ...]) -> str:
        # The names to the left, the numbers to the right.
        return "  ".join(
            text.ljust(width) if i in (0, 2) else text.rjust(width)
            for i, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()

    return "\n".join(map(padded, lines))
