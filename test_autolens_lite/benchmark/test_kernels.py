"""Every algorithm of the interferometer likelihood, timed: `pytest --benchmark-only` (or `make benchmark`).

Left out of ordinary runs. Each answer is checked before it is timed; inputs are those of `scripts/benchmarks`, whose
`interferometer.py` prints one table with larger sizes, memory and the machine's limits.
"""

import numpy as np
import pytest

from autolens_lite import xp as backends
from scripts.benchmarks import problem

pytestmark = pytest.mark.benchmark(warmup=True, warmup_iterations=1, min_rounds=3, max_time=0.5)

SIDE, SHAPE, VISIBILITIES = 64, (16, 16), 32_768


def ready(value):
    """Wait for what jax computes in the background."""
    return value.block_until_ready() if hasattr(value, "block_until_ready") else value


def timed(benchmark, function, *arguments):
    benchmark(lambda: ready(function(*arguments)))


def compiled(xp, function):
    """A function of arrays, compiled as a whole where the backend can."""
    whole = xp.compiled(lambda first, rest: function(first, *rest))
    return lambda first, *rest: whole(first, rest)


@pytest.fixture(scope="module")
def dataset():
    return problem.dataset_of(SIDE, VISIBILITIES)


@pytest.fixture(scope="module")
def mapping(dataset):
    return problem.mapping_of(dataset, SHAPE)


@pytest.fixture(scope="module")
def table_of_w():
    """Phases, weights, and the table by the exact method."""
    phases, weights = problem.phases_of(VISIBILITIES)
    return phases, weights, backends.get("numba").w_compact(phases, weights, (SIDE, SIDE), "gemm")


@pytest.mark.benchmark(group="offset table")
@pytest.mark.parametrize("method", ["nufft", "gemm", "direct"])
def test_w_compact(benchmark, xp, table_of_w, method):
    phases, weights, expected = table_of_w
    arguments = (xp.asarray(phases), xp.asarray(weights), (SIDE, SIDE), method)
    problem.assert_close(xp.w_compact(*arguments), expected, 1e-11)
    if method == "direct":  # seconds: once
        benchmark.pedantic(lambda: ready(xp.w_compact(*arguments)), rounds=1)
    else:
        timed(benchmark, xp.w_compact, *arguments)


@pytest.fixture(scope="module")
def expected_curvature(mapping):
    xp = backends.get("numba")
    return xp.curvature_matrix(*mapping[:4], "dense", xp.w_tilde_dense(mapping.w))


@pytest.mark.benchmark(group="curvature")
@pytest.mark.parametrize("method", ["auto", "direct", "fft", "dense"])
def test_curvature_matrix(benchmark, xp, mapping, expected_curvature, method):
    on = mapping.on(xp)
    given = xp.w_tilde_dense(on.w) if method == "dense" else None
    function = compiled(
        xp, lambda weights, indices, w, dense: xp.curvature_matrix(indices, weights, w, mapping.pixels, method, dense)
    )
    problem.assert_close(function(on.weights, on.indices, on.w, given), expected_curvature, 1e-12)
    timed(benchmark, function, on.weights, on.indices, on.w, given)


@pytest.mark.benchmark(group="log likelihood")
@pytest.mark.parametrize("positive", [False, True], ids=["unconstrained", "positive-only"])
@pytest.mark.parametrize("mesh", ["uniform", "adaptive"])
def test_log_likelihood(benchmark, backend, dataset, mesh, positive):
    """Through the public API, tracing and mapping included, at a new vector each time."""
    function, vector = problem.likelihood_of(dataset.with_backend(backend), SHAPE, mesh, positive)
    other, _ = problem.likelihood_of(dataset.with_backend("numba"), SHAPE, mesh, positive, method="fft")
    assert function(vector) == pytest.approx(other(vector), rel=1e-10)
    timed(benchmark, problem.moving(function, vector))


@pytest.mark.benchmark(group="log likelihood")
@pytest.mark.parametrize("mesh", ["uniform", "adaptive"])
def test_value_and_gradient(benchmark, dataset, mesh):
    function, vector = problem.likelihood_of(dataset.with_backend("jax"), SHAPE, mesh, True)
    problem.assert_gradient(function, vector)
    timed(benchmark, problem.moving(function.value_and_grad, vector))


@pytest.fixture(scope="module")
def systems(dataset):
    return {shape: problem.system_of(dataset, shape) for shape in ((16, 16), (32, 32))}


@pytest.mark.benchmark(group="positive-only solve")
@pytest.mark.parametrize("shape", [(16, 16), (32, 32)], ids=["S=256", "S=1024"])
def test_nonnegative_solve(benchmark, xp, systems, shape):
    matrix, vector = systems[shape]
    arguments = (xp.asarray(matrix), xp.asarray(vector))
    function = compiled(xp, xp.nonnegative_solve)
    problem.assert_optimal(matrix, vector, np.asarray(function(*arguments)))
    timed(benchmark, function, *arguments)


@pytest.mark.benchmark(group="positive-only solve")
@pytest.mark.parametrize("shape", [(16, 16), (32, 32)], ids=["S=256", "S=1024"])
def test_scipy_nnls(benchmark, systems, shape):
    """For comparison."""
    matrix, vector = systems[shape]
    problem.assert_optimal(matrix, vector, problem.scipy_nnls(matrix, vector))
    timed(benchmark, problem.scipy_nnls, matrix, vector)
