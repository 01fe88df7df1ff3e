"""Log likelihoods: beside the reference, against the number of visibilities, with gradients, and how they start."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import problem
import reference_likelihood
from measure import Timing, fresh_caches, in_process, interleaved, machine
from steps import BACKENDS, compiled, curvature_limits
from table import Table

import autolens_lite as al

SIDE, SHAPE = 64, (16, 16)


def beside_the_reference(table: Table, quick: bool, full: bool) -> None:
    dataset = problem.dataset_of(SIDE, 32_768)
    mapping = problem.mapping_of(dataset, SHAPE)
    neighbors = al.mesh.RectangularUniform(SHAPE).neighbors
    reference, ours, through_api, positive = {}, {}, {}, {}
    for name in BACKENDS:
        xp = al.xp.get(name)
        on = mapping.on(xp)
        around = xp.asarray(neighbors), xp.asarray((neighbors >= 0).sum(axis=1))
        visibilities = xp.asarray(dataset.data), xp.asarray(dataset.noise_map)
        dense = xp.w_tilde_dense(on.w)
        for method, given in (("sparse", dense), ("compact", None)):
            run = reference_likelihood.log_likelihood_of(method, mapping.pixels, name)
            arguments = (on.indices, on.weights, on.w, given, on.dirty_image, *around, *visibilities)
            label = "dense W" if method == "sparse" else "table"
            reference[f"sparse product, {label}, {name}"] = lambda r=run, a=arguments: r(*a)
        ours[f"from the same mapping, {name}"] = given_mapping(dataset.with_backend(name), on)
        for target, flag in ((through_api, False), (positive, True)):
            likelihood, vector = problem.likelihood_of(dataset.with_backend(name), SHAPE, "uniform", flag)
            target[f"al.AnalysisInterferometer, {name}"] = problem.moving(likelihood, vector)
    expected = next(iter(reference.values()))()
    for call in (reference | ours).values():
        problem.assert_close(call(), expected, 1e-8)
    for calls in (through_api, positive):
        first, second = calls.values()
        problem.assert_close(first(), second(), 1e-8)
    seconds = 0.5 if quick else 3.0
    times = interleaved(reference | ours | through_api, seconds)
    with_constraint = interleaved(positive, seconds)
    table.group("Log likelihood, N=64, S=256, K=32,768", {label: times[label] for label in reference})
    cholesky = mapping.pixels**3 / 3.0 / machine().flops
    limit = curvature_limits(mapping)["direct"] + cholesky
    for label in ours:
        table.time(label, times[label], 10.0 if label.endswith("numba") else None, limit=limit, note="B=3")
    looked_up = min(timing.alone for label, timing in times.items() if "table" in label)
    for label in ours:
        ratio = looked_up / times[label].alone
        table.number(f"  best of the reference without a dense W / {label}", ratio, f"{ratio:.3g}", at_least=10.0)
    for label in through_api:
        table.time(label, times[label], limit=limit * 4 / 3, note="B=4, tracing included")
    for label, timing in with_constraint.items():
        table.time(f"{label}, positive-only", timing, note="B=4, tracing included")


def given_mapping(dataset: al.Interferometer, mapping: problem.Mapping) -> Callable[[], Any]:
    """The library's likelihood without the constraint, of indices and weights as they are given."""
    xp, regularization = dataset.xp, al.reg.Constant(1.0)
    mapper = problem.mapper_of(SIDE, SHAPE, backend=dataset.backend)

    def function(weights: Any, indices: Any, leaves: Any) -> Any:
        operators = dataset.operators.with_leaves(leaves)
        curvature = xp.curvature_matrix(indices, weights, operators.w, mapping.pixels)
        penalty = regularization.penalty_from(mapper)
        vector = xp.data_vector(indices, weights, operators.dirty_image, mapping.pixels)
        source, log_det = xp.solve_with_log_det(penalty.added_to(curvature), vector)
        log_det_regularization = regularization.log_det_from(mapper, penalty)
        chi_squared_and_prior = operators.data_term - source @ vector
        return -0.5 * (chi_squared_and_prior + log_det - log_det_regularization + operators.noise_normalization)

    run = compiled(xp, function)
    return lambda: run(mapping.weights, mapping.indices, dataset.operators.leaves)


def against_visibilities(table: Table, quick: bool, full: bool) -> None:
    """Without the constraint too: how often the positive-only solver exchanges pixels depends on the data."""
    counts = (10_000, 100_000) if quick else (10_000, 10_000_000)
    table.group("Log likelihood against the number of visibilities, N=64, S=256")
    datasets = {}
    for count in counts:
        uv, sigma = problem.baselines_of(count)
        dataset = al.Interferometer(sigma * np.exp(1j * uv[:, 0]), sigma, uv, problem.mask_of(SIDE), backend="numba")
        assert dataset.operators is not None  # computed once, here
        datasets[count] = dataset.without_visibilities()
    for name, positive in itertools.product(BACKENDS, (False, True)):
        calls = {}
        for count, dataset in datasets.items():
            function, vector = problem.likelihood_of(dataset.with_backend(name), SHAPE, "uniform", positive)
            calls[count] = problem.moving(function, vector)
        times = interleaved(calls, seconds=0.5 if quick else 2.0, most=400)
        kind = f"{name}, {'positive-only' if positive else 'unconstrained'}"
        for count, timing in times.items():
            table.time(f"K={count:.0e}, {kind}", timing)
        ratio = times[counts[1]].alone / times[counts[0]].alone
        table.number(f"ratio, {kind}", ratio, f"{ratio:.3f}", 1.1)


def gradients(table: Table, quick: bool, full: bool) -> None:
    dataset = problem.dataset_of(SIDE, 32_768, "jax")
    table.group("Value and gradient (7 parameters), jax, N=64, S=256")
    for mesh, positive in itertools.product(problem.MESHES, (False, True)):
        likelihood, vector = problem.likelihood_of(dataset, SHAPE, mesh, positive)
        calls = {
            "value": problem.moving(likelihood, vector),
            "value and gradient": problem.moving(likelihood.value_and_grad, vector),
        }
        problem.assert_gradient(likelihood, vector)
        times = interleaved(calls, seconds=0.5 if quick else 2.0)
        kind = f"{mesh} mesh, {'positive-only' if positive else 'unconstrained'}"
        for label, timing in times.items():
            table.time(f"{label}, {kind}", timing)
        ratio = times["value and gradient"].alone / times["value"].alone
        wall = times["value and gradient"].least / times["value"].least
        table.number(f"ratio, {kind}", ratio, f"{ratio:.2f}", 3.0, note=f"{wall:.2f} by the least times")


STARTS = {
    "numba, value": ("numba", "likelihood(vector)"),
    "jax, value": ("jax", "likelihood(vector)"),
    "jax, value and gradient": ("jax", "likelihood.value_and_grad(vector)"),
}


def starts(table: Table, quick: bool, full: bool) -> None:
    table.group("Start, in a process of its own")
    code = "start = time.perf_counter()\nimport autolens_lite\nanswer['time'] = time.perf_counter() - start"
    found = [in_process(code)["time"] for _ in range(2 if quick else 5)]
    table.time("import autolens_lite", Timing(float(np.median(found)), min(found), len(found)), under=0.5)
    for label, (backend, call) in STARTS.items():
        folder, environment = fresh_caches()
        code = (
            "start = time.perf_counter()\nimport problem\n"
            f"dataset = problem.dataset_of(64, 1000, {backend!r}); dataset.operators\n"
            f"likelihood, vector = problem.likelihood_of(dataset, {SHAPE}, 'uniform', True)\n"
            f"begin = time.perf_counter(); {call}\n"
            "answer['call'] = time.perf_counter() - begin; answer['all'] = time.perf_counter() - start"
        )
        with folder:
            for state in ("nothing compiled before", "from the cache"):
                found = in_process(code, environment)
                once = Timing(found["call"], found["call"], 1)
                table.time(f"first {label}, {state}", once, note=f"{found['all']:.1f} s with imports and set-up")


def peaks(table: Table, quick: bool, full: bool) -> None:
    table.group("Peak memory of a process that computes likelihoods")
    cases = {"N=64, S=256": (64, "(16, 16)")} | ({} if quick else {"N=300, S=1,000": (300, "(25, 40)")})
    calls = {
        "numba": "likelihood(vector)",
        "jax": "likelihood(vector)",
        "jax, gradient": "likelihood.value_and_grad(vector)",
    }
    for size, (side, shape) in cases.items():
        for label, call in calls.items():
            found = in_process(
                "import problem\n"
                f"dataset = problem.dataset_of({side}, 32_768, {label.split(',')[0]!r})\n"
                f"likelihood, vector = problem.likelihood_of(dataset, {shape}, 'uniform', True)\n"
                f"{call}\n"
            )
            table.peak(f"{size}, {label}", found["peak"])
