"""Clocks, memory and the machine's own limits."""

import functools
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np
import one_thread

HERE = Path(__file__).resolve().parent


class Timing(NamedTuple):
    """Median and least of so many runs, and the median of the processor time that this process used, in seconds.

    With one thread, processor time is what a run would take were nothing else running.
    """

    median: float
    least: float
    runs: int
    cpu: float = float("nan")

    @property
    def alone(self) -> float:
        """What a run takes where nothing else runs, as well as is known: for ratios.

        A long run never meets a quiet moment on a busy machine and a short one often does, so that least times favour
        the short; processor time does not.
        """
        return self.cpu if one_thread.THREADS == 1 and math.isfinite(self.cpu) else self.least

    def scaled(self, factor: float) -> "Timing":
        return Timing(self.median * factor, self.least * factor, self.runs, self.cpu * factor)


# Seconds that passed while something was timed, and those of them that this process computed.
BUSY = {"wall": 0.0, "own": 0.0}


def share_text(threads: int) -> str:
    """Say how much of its processors this process had while it measured: where it is low, trust the least times."""
    share = BUSY["own"] / max(BUSY["wall"], 1e-9) / threads
    return f"this process had {share:.0%} of its processor time while it measured"


def ready(value: Any) -> Any:
    """Wait for what jax computes in the background."""
    if isinstance(value, tuple | list):
        return type(value)(map(ready, value)) if not hasattr(value, "_fields") else value
    return value.block_until_ready() if hasattr(value, "block_until_ready") else value


def interleaved(
    candidates: Mapping[str, Callable[[], Any]], seconds: float = 2.0, most: int = 30, least: int = 3
) -> dict[str, Timing]:
    """Time the candidates in turns, so that a busy moment of the machine meets all alike.

    Each is called once beforehand. A candidate is timed until it has used its seconds, at least `least` times unless a
    single run took longer than that.
    """
    for call in candidates.values():
        ready(call())
    times: dict[str, list[float]] = {name: [] for name in candidates}
    owns: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(most):
        for name, call in candidates.items():
            used = sum(times[name])
            if used > seconds and (turn >= least or used > 2.0 * seconds):
                continue
            start, own = time.perf_counter(), time.process_time()
            ready(call())
            times[name].append(time.perf_counter() - start)
            owns[name].append(time.process_time() - own)
            BUSY["wall"] += times[name][-1]
            BUSY["own"] += owns[name][-1]
    return {
        name: Timing(statistics.median(found), min(found), len(found), statistics.median(owns[name]))
        for name, found in times.items()
    }


def in_process(code: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Run code, which leaves its answer in the dictionary `answer`, in a process of its own; adds its peak memory."""
    after = "\nimport json, measure\nanswer['peak'] = measure.peak_memory()\nprint('ANSWER' + json.dumps(answer))\n"
    paths = [str(HERE), str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")]
    result = subprocess.run(
        [sys.executable, "-c", "import one_thread, time\nanswer = {}\n" + code + after],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))} | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise RuntimeError(f"A measurement in a process of its own failed:\n{result.stderr}")
    return json.loads(result.stdout.rpartition("ANSWER")[2])


def peak_memory() -> int:
    """Peak memory of this process in bytes.

    Linux hands a process the peak of its parent in `ru_maxrss`; the one in /proc is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return 1024 * int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def fresh_caches() -> tuple[tempfile.TemporaryDirectory, dict[str, str]]:
    """A folder, and the environment in which Numba and jax keep compiled code there."""
    folder = tempfile.TemporaryDirectory()
    return folder, {"XDG_CACHE_HOME": folder.name, "NUMBA_CACHE_DIR": folder.name}


@numba.njit(fastmath=True)
def _read(values: np.ndarray, times: int) -> float:
    total = 0.0
    for turn in range(times):
        part = 0.0
        for i in range(values.size):
            part += values[i]
        total += part * turn
    return total


class Machine(NamedTuple):
    """What one core does at most: multiply-adds count as two; bytes read a second from each level of memory."""

    flops: float
    level_2: float
    level_3: float
    memory: float

    def __str__(self) -> str:
        return (
            f"matrix products {self.flops / 1e9:.0f} GFlop/s; reads from 512 kB {self.level_2 / 1e9:.0f} GB/s, "
            f"from 8 MB {self.level_3 / 1e9:.0f} GB/s, from 256 MB {self.memory / 1e9:.0f} GB/s"
        )


@functools.cache
def machine() -> Machine:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 1024, 1024))
    rates = []
    for size, times in ((2**16, 400), (2**20, 40), (2**25, 3)):
        values = rng.normal(size=size)
        rates.append(8.0 * size * times / interleaved({"": lambda v=values, t=times: _read(v, t)}, 0.5)[""].alone)
    return Machine(2.0 * 1024**3 / interleaved({"": lambda: a @ b}, 0.5)[""].alone, *rates)
