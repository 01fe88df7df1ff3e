"""The steps of a likelihood, each by every algorithm that makes sense at its size: table of W, F, positive-only."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import problem
import sparse_products
from measure import Timing, in_process, interleaved, machine
from table import Table

import autolens_lite as al
from autolens_lite.xp.structures import WTilde

BACKENDS = ("numba", "jax")
KERNEL_WIDTH = 13  # of the NUFFT's spreading at 1e-12, in points
EDGE = 300  # image side and source pixels of the large case
LARGE_SHAPE = (25, 40)


def compiled(xp: Any, function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of arrays, compiled as a whole where the backend can."""
    whole = xp.compiled(lambda first, rest: function(first, *rest))
    return lambda first, *rest: whole(first, rest)


# ---- the table of W


def table_of_w(table: Table, quick: bool, full: bool) -> None:
    side, count = 64, 32_768
    phases, weights = problem.phases_of(count)
    calls = {}
    for name in BACKENDS:
        xp = al.xp.get(name)
        arrays = xp.asarray(phases), xp.asarray(weights)
        for method in ("direct", "gemm", "nufft"):
            calls[method, name] = lambda x=xp, a=arrays, m=method: x.w_compact(*a, (side, side), m)
    expected = calls["gemm", "numba"]()
    for call in calls.values():
        problem.assert_close(call(), expected, 1e-11)
    times = interleaved(calls, seconds=1.0 if quick else 4.0)
    table.group(
        f"Table of W, N={side}, K={count:,}", {f"cosine sum, {name}": times["direct", name] for name in BACKENDS}
    )
    limits = {"gemm": gemm_flops(side, count), "nufft": nufft_flops(side, count)}
    for method in ("gemm", "nufft"):
        for name in BACKENDS:
            goal = 300.0 if (method, name) == ("nufft", "numba") else None
            table.time(f"{method}, {name}", times[method, name], goal, limit=limits[method] / machine().flops)
    if not quick:
        for count in (1_000_000, 10_000_000):
            large_table_of_w(table, count)


def large_table_of_w(table: Table, count: int) -> None:
    part = 200
    phases, weights = problem.phases_of(part)
    sums = {}
    for name in BACKENDS:
        xp = al.xp.get(name)
        arrays = xp.asarray(phases), xp.asarray(weights)
        sums[f"cosine sum, {name}, from K={part}"] = lambda x=xp, a=arrays: x.w_compact(*a, (EDGE, EDGE), "direct")
    reference = {label: timing.scaled(count / part) for label, timing in interleaved(sums, 0.5).items()}
    table.group(f"Table of W, N={EDGE}, K={count:.0e}", reference)
    found = in_process(
        f"""
import measure, problem, autolens_lite as al
phases, weights = problem.phases_of({count})
xp = al.xp.get("numba")
xp.w_compact(phases[:9], weights[:9], (8, 8))
answer["before"] = measure.peak_memory()
answer["times"] = []
for _ in range(3):
    start = time.perf_counter(); xp.w_compact(phases, weights, ({EDGE}, {EDGE}))
    answer["times"].append(time.perf_counter() - start)
"""
    )
    limit = nufft_flops(EDGE, count) / machine().flops
    large = count >= 10_000_000
    table.time("nufft, numba", timing_of(found["times"]), under=5.0 if large else None, limit=limit)
    table.peak("  peak memory", found["peak"], 2.0 if large else None, f"{found['before'] / 1e9:.2f} GB before")
    found = in_process(
        f"""
import numpy as np, problem
from autolens_lite.dataset.interferometer_operators import InterferometerOperators
uv, sigma = problem.baselines_of({count})
noise = sigma + 1j * sigma
del sigma
mask = problem.mask_of({EDGE})
InterferometerOperators.from_visibilities(noise[:9], noise[:9], uv[:9], mask, "numba")
start = time.perf_counter()
InterferometerOperators.from_visibilities(noise, noise, uv, mask, "numba", progress=False)
answer["times"] = [time.perf_counter() - start]
"""
    )
    table.time("all operators of a dataset, by blocks", timing_of(found["times"]))
    table.peak("  peak memory", found["peak"])


def timing_of(times: list[float]) -> Timing:
    return Timing(float(np.median(times)), min(times), len(times))


def gemm_flops(side: int, count: int) -> float:
    return 4.0 * side**2 * count


def nufft_flops(side: int, count: int) -> float:
    """Spreading (complex, a separable kernel by polynomials of degree width + 3) and one FFT, upsampled twice."""
    spreading = count * (4.0 * KERNEL_WIDTH**2 + 4.0 * KERNEL_WIDTH * (KERNEL_WIDTH + 3))
    points = (4.0 * side) ** 2
    return spreading + 5.0 * points * math.log2(points)


# ---- F


def curvature(table: Table, quick: bool, full: bool) -> None:
    small_curvature(table, quick)
    if not quick:
        large_curvature(table, full)


def curvature_calls(mapping: problem.Mapping, methods: tuple[str, ...], dense: bool) -> dict[Any, Callable[[], Any]]:
    calls = {}
    for name in BACKENDS:
        xp = al.xp.get(name)
        on = mapping.on(xp)
        given = xp.w_tilde_dense(on.w) if dense else None
        for method in methods:

            def function(weights: Any, indices: Any, w: WTilde, given: Any, x: Any = xp, m: str = method) -> Any:
                if m in sparse_products.METHODS:
                    return sparse_products.curvature_of(m, x.NAME)(indices, weights, w, mapping.pixels, given)
                return x.curvature_matrix(indices, weights, w, mapping.pixels, m, given)

            with_dense = given if method in ("dense", "sparse") else None
            run = compiled(xp, function)
            calls[method, name] = lambda r=run, o=on, d=with_dense: r(o.weights, o.indices, o.w, d)
    return calls


def small_curvature(table: Table, quick: bool) -> None:
    mapping = problem.mapping_of(problem.dataset_of(64, 32_768), (16, 16))
    calls = curvature_calls(mapping, ("direct", "fft", "dense", "sparse", "compact"), dense=True)
    expected = calls["dense", "numba"]()
    for call in calls.values():
        problem.assert_close(call(), expected, 1e-12)
    times = interleaved(calls, seconds=0.5 if quick else 2.0)
    labels = {"sparse": "sparse product, dense W", "compact": "sparse product, table"}
    table.group(
        f"F, N=64, M={len(mapping.indices):,}, S=256, B=3",
        {f"{labels[m]}, {name}": times[m, name] for m in labels for name in BACKENDS},
    )
    limits = curvature_limits(mapping)
    for method in ("direct", "fft", "dense"):
        for name in BACKENDS:
            goal = 3.0 if (method, name) == ("direct", "numba") else None
            note = "W given" if method == "dense" else ""
            table.time(f"{method}, {name}", times[method, name], goal, limit=limits[method], note=note)


def large_curvature(table: Table, full: bool) -> None:
    mapping = problem.mapping_of(problem.dataset_of(EDGE, 32_768), LARGE_SHAPE)
    size = len(mapping.indices)
    calls = curvature_calls(mapping, ("direct", "fft"), dense=False)
    if not full:
        del calls["fft", "jax"]
    expected = calls["fft", "numba"]()
    for name in BACKENDS:
        problem.assert_close(calls["direct", name](), expected, 1e-11)
    times = interleaved(calls, seconds=5.0)
    fraction = 1 if full else 8
    looked_up = curvature_calls(mapping.part(size // fraction), ("compact",), dense=False)
    if full:
        problem.assert_close(looked_up["compact", "numba"](), expected, 1e-11)
    labels = {key: f"sparse product, table, {key[1]}" for key in looked_up}
    reference = {
        labels[key] + ("" if full else f", from M/{fraction}"): timing.scaled((size / (size // fraction)) ** 2)
        for key, timing in interleaved(looked_up, seconds=1.0, most=3, least=1).items()
    }
    table.group(f"F, N={EDGE}, M={size:,}, S={mapping.pixels:,}, B=3", reference)
    limits = curvature_limits(mapping)
    for (method, name), timing in times.items():
        goal = 18.0 if (method, name) == ("direct", "numba") else None
        table.time(f"{method}, {name}", timing, goal, limit=limits[method])


def curvature_limits(mapping: problem.Mapping) -> dict[str, float]:
    """Of each algorithm its flops; direct: half of nnz M multiply-adds for W T, and nnz S for T^T."""
    m, s = len(mapping.indices), mapping.pixels
    points = float(mapping.w.spectrum.shape[0] * 2 * (mapping.w.spectrum.shape[1] - 1))
    return {
        "direct": mapping.indices.size * (m + 2.0 * s) / machine().flops,
        "fft": s * 5.0 * points * math.log2(points) / machine().flops,
        "dense": 2.0 * m * s * (m + s) / machine().flops,
    }


# ---- positive-only


def positive_only(table: Table, quick: bool, full: bool) -> None:
    for side, shape in ((64, (16, 16)), (128, (32, 32))):
        matrix, vector = problem.system_of(problem.dataset_of(side, 32_768), shape)
        calls = {"scipy.optimize.nnls": lambda a=matrix, b=vector: problem.scipy_nnls(a, b)}
        for name in BACKENDS:
            xp = al.xp.get(name)
            run, arrays = compiled(xp, xp.nonnegative_solve), (xp.asarray(matrix), xp.asarray(vector))
            calls[name] = lambda r=run, a=arrays: r(*a)
        for call in calls.values():
            problem.assert_optimal(matrix, vector, np.asarray(call()))
        zeros = int((np.asarray(calls["numba"]()) == 0.0).sum())
        times = interleaved(calls, seconds=0.5 if quick else 2.0)
        table.group(
            f"Positive-only solve, S={vector.size:,} ({zeros} zeros)",
            {"scipy.optimize.nnls": times.pop("scipy.optimize.nnls")},
        )
        for name, timing in times.items():
            table.time(name, timing, limit=vector.size**3 / 3.0 / machine().flops, note="limit: one Cholesky")
