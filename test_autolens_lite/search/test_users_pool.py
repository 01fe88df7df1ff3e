"""A pool that the user brings: the same answer as without, a clear end to what goes wrong, and the pool left open."""

import functools
import multiprocessing
import os
import signal
import threading
from concurrent.futures import CancelledError, ProcessPoolExecutor, ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.likelihoods.users_pool import size_of
from test_autolens_lite.search.cases import QUICK, same_samples, search_of
from test_autolens_lite.search.fakes import LIMIT, Gaussian, model_of


class Stub:
    """The least that a pool has."""

    size = 2

    def __init__(self):
        self.maps = 0

    def map(self, function, items):
        self.maps += 1
        return (function(item) for item in items)


class Client(Stub):
    """As of Dask: a map gives futures, which are gathered."""

    def map(self, function, items):
        self.maps += 1
        return [functools.partial(function, item) for item in items]

    def gather(self, futures):
        return [future() for future in futures]

    size = None

    def nthreads(self):
        return {"here": 1, "there": 1}


class Unordered(Stub):
    """As `imap_unordered`: the results come in another order than the items, at first by chance the same."""

    def map(self, function, items):
        self.maps += 1
        results = [function(item) for item in items]
        return results[::-1] if self.maps > 8 else results


class Forgetful(Stub):
    """Each task meets a worker that holds nothing."""

    def map(self, function, items):
        answers = []
        for item in items:
            thread = threading.Thread(target=lambda item=item: answers.append(function(item)))
            thread.start()
            thread.join()
        return answers


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


@functools.cache
def whole_run(case):
    more = {"queue_size": 2} if case.startswith("Dynesty") else {}
    return search_of(case, name="whole", **more).fit(model_of(2), Gaussian())


@pytest.mark.parametrize("case", QUICK)
@pytest.mark.parametrize("kind", [Stub, Client, Unordered])
def test_the_answer_is_the_same(case, kind):
    pool = kind()
    assert same_samples(whole_run(case), search_of(case, name=kind.__name__, pool=pool).fit(model_of(2), Gaussian()))
    assert pool.maps > 1


@pytest.mark.parametrize("case", ["DynestyStatic", "Emcee", "LBFGS", "LeastSquares", "Nautilus"])
def test_the_answer_of_threads_is_the_same(case):
    with ThreadPoolExecutor(2) as pool:
        result = search_of(case, pool=pool).fit(model_of(2), Gaussian())
        assert same_samples(whole_run(case), result)
        assert pool.submit(lambda: 1).result() == 1  # it is left open


@pytest.mark.parametrize("case", ["DynestyStatic", "Emcee", "Nautilus"])
def test_the_answer_of_processes_is_the_same(case, processes):
    result = search_of(case, pool=processes).fit(model_of(2), Gaussian())
    assert same_samples(whole_run(case), result)
    assert "pool" not in (search_of(case).folder / "search.json").read_text()


@pytest.mark.parametrize("case", ["DynestyStatic", "Nautilus"])
def test_a_run_goes_on_with_another_pool_or_none(case):
    with pytest.raises(KeyboardInterrupt):
        search_of(case, pool=Stub(), iterations_per_full_update=1).fit(model_of(2), Gaussian(fuse=150))
    assert same_samples(whole_run(case), search_of(case).fit(model_of(2), Gaussian()))


@pytest.mark.parametrize("kind", [Stub, Forgetful, functools.partial(ThreadPoolExecutor, 3)])
def test_likelihoods_and_failures_are_counted(kind):
    model = model_of(2)
    vectors = np.random.default_rng(1).uniform(-LIMIT, LIMIT, (40, 2))
    likelihood = Gaussian(fails_below=0.0).likelihood_from(model)
    evaluator = Evaluator(model, likelihood, failure_limit=1.0, pool=kind())
    values = evaluator.log_likelihoods(vectors)
    np.testing.assert_array_equal(values, Evaluator(model, likelihood, failure_limit=1.0).log_likelihoods(vectors))
    assert (evaluator.tally.calls, evaluator.tally.failures) == (40, int(np.sum(vectors[:, 0] < 0.0)))
    assert len(evaluator.log_likelihoods(vectors[:0])) == 0


def test_two_searches_share_workers():
    """What one search sent is not taken for what the other needs."""
    pool, model = Stub(), model_of(2)
    vectors = np.zeros((3, 2))
    one, other = (Evaluator(model, Gaussian(d).likelihood_from(model), pool=pool) for d in (2, 1))
    first, second = one.log_likelihoods(vectors), other.log_likelihoods(vectors)
    assert first[0] != second[0]
    np.testing.assert_array_equal(first, one.log_likelihoods(vectors))


def test_an_error_of_a_likelihood_is_raised_here(processes):
    with pytest.raises(ZeroDivisionError, match="the likelihood is broken") as caught:
        search_of("Emcee", pool=processes).fit(model_of(2), Gaussian(breaks_at=10))
    assert "In a worker of the pool" in caught.value.__notes__[0]


def test_a_worker_that_dies_is_said():
    with (
        ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool,
        pytest.raises(exc.SearchError, match=r"the pool \(ProcessPoolExecutor\) failed: BrokenProcessPool"),
    ):
        search_of("Emcee", pool=pool).fit(model_of(2), Gaussian(dies_at=10))


def test_a_pool_that_is_closed():
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.raises(exc.SearchError, match="after shutdown"):
        search_of("Emcee", pool=pool).fit(model_of(2), Gaussian())


@pytest.mark.parametrize(
    "answers_of",
    [
        lambda results: [],
        lambda results: [1.0] * 8,
        lambda results: None,
        lambda results: results[:-1],
        lambda results: [results[0]] * len(results),
        lambda results: [*results, results[0]],
        lambda results: [b""] * len(results),
    ],
)
def test_a_pool_that_returns_something_else(answers_of):
    class Wrong(Stub):
        def map(self, function, items):
            return answers_of(list(super().map(function, items)))

    with pytest.raises(exc.SearchError, match=r"the pool \(Wrong\)"):
        search_of("Emcee", pool=Wrong()).fit(model_of(2), Gaussian())


def test_a_pool_whose_work_is_cancelled():
    class Cancelled(Stub):
        def map(self, function, items):
            raise CancelledError

    with pytest.raises(exc.SearchError, match=r"the pool \(Cancelled\) failed: CancelledError"):
        search_of("Emcee", pool=Cancelled()).fit(model_of(2), Gaussian())


def test_an_analysis_that_cannot_be_sent():
    analysis = Gaussian()
    analysis.function = lambda: None
    with pytest.raises(exc.SearchError, match="cannot be sent to worker processes"):
        search_of("Emcee", pool=Stub()).fit(model_of(2), analysis)


@pytest.mark.parametrize(("pool", "size"), [(Stub(), 2), (Client(), 2), (ThreadPoolExecutor(5), 5)])
def test_the_size_of_a_pool(pool, size):
    assert size_of(pool) == size


class Deadly(Gaussian):
    """Its third likelihood in a process kills that one, as the system does where memory is short."""

    def log_likelihood_function(self, instance):
        if self.calls == 2 and multiprocessing.parent_process() is not None:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().log_likelihood_function(instance)


def test_a_pool_that_waits_for_ever_for_a_dead_process_is_not_waited_for():
    with (
        multiprocessing.get_context("spawn").Pool(2) as pool,
        pytest.raises(exc.SearchError, match=r"the pool \(Pool\) failed: RuntimeError: a process of it ended .* -9"),
    ):
        search_of("Emcee", pool=pool).fit(model_of(2), Deadly())


class Ended:
    """A process that has ended by itself, after as many tasks as it was to do."""

    exitcode = 0


class Renewed(Stub):
    """As a `multiprocessing.Pool` with maxtasksperchild: processes end, and others take their places."""

    def __init__(self):
        super().__init__()
        self._pool = [Ended(), Ended()]

    def map_async(self, function, items):
        results, states = super().map(function, items), iter([False, False, True])
        ready = functools.partial(next, states)
        return SimpleNamespace(ready=ready, wait=lambda seconds: None, get=lambda: list(results))


def test_processes_that_end_by_themselves_are_no_failure():
    found = search_of("Emcee", nsteps=20, pool=Renewed()).fit(model_of(2), Gaussian())
    assert same_samples(found, search_of("Emcee", name="alone", nsteps=20).fit(model_of(2), Gaussian()))
