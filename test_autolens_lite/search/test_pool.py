"""Worker processes: the right answers in the right order, and a clear end to whatever goes wrong."""

import contextlib
import io
import multiprocessing.resource_tracker
import os
import resource
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.likelihoods.failure_count import Tally
from autolens_lite.search.likelihoods.worker_processes import SerialPool, WorkerPool
from test_autolens_lite.search.cases import same_samples, search_of
from test_autolens_lite.search.fakes import LIMIT, Gaussian, model_of

ROOT = Path(__file__).resolve().parents[2]


def environment_of(name):
    return os.environ.get(name)


def slow_square(number):
    time.sleep(0.02 * (number % 3))
    return number**2


def process_of(number):
    return os.getpid()


class Counter:
    """What a pool expects of a likelihood: a tally."""

    def __init__(self):
        self.tally = Tally()


@pytest.fixture(scope="module")
def pool():
    pool = WorkerPool(2, {"likelihood": Counter()}, Tally())
    yield pool
    pool.close()


def test_results_are_in_order(pool):
    assert pool.map(slow_square, range(11)) == [number**2 for number in range(11)]
    assert pool.map(slow_square, []) == []
    assert SerialPool(Tally()).map(slow_square, range(3)) == [0, 1, 4]


def test_both_workers_work_and_are_other_processes(pool):
    processes = set(pool.map(process_of, range(50)))
    assert len(processes) == 2
    assert os.getpid() not in processes


def test_workers_use_one_thread(pool):
    before = dict(os.environ)
    names = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"]
    assert pool.map(environment_of, names) == ["1"] * len(names)
    assert "--xla_cpu_multi_thread_eigen=false" in pool.map(environment_of, ["XLA_FLAGS"])[0]
    assert dict(os.environ) == before


def test_likelihoods_and_their_failures_are_counted_across_processes():
    model = model_of(2)
    analysis = Gaussian(fails_below=0.0)
    vectors = np.random.default_rng(1).uniform(-LIMIT, LIMIT, (40, 2))
    alone = Evaluator(model, analysis.likelihood_from(model), failure_limit=1.0)
    together = Evaluator(model, analysis.likelihood_from(model), number_of_cores=2, failure_limit=1.0)
    try:
        np.testing.assert_array_equal(alone.log_likelihoods(vectors), together.log_likelihoods(vectors))
        failures = int(np.sum(vectors[:, 0] < 0.0))
        for evaluator in (alone, together):
            assert (evaluator.tally.calls, evaluator.tally.failures) == (40, failures)
            assert len(evaluator.tally.examples) == 3
            assert all(example[0] < 0.0 for example in evaluator.tally.examples)
    finally:
        together.close()


def test_an_error_in_a_worker_is_raised_here():
    with pytest.raises(ZeroDivisionError, match="the likelihood is broken") as caught:
        search_of("Emcee", number_of_cores=2).fit(model_of(2), Gaussian(breaks_at=20))
    assert "In a worker process" in caught.value.__notes__[0]


@pytest.mark.parametrize("case", ["DynestyStatic", "Emcee"])
def test_a_worker_that_dies_ends_the_search(case):
    with pytest.raises(exc.SearchError, match=r"a worker process died \(exit code 3\)"):
        search_of(case, number_of_cores=2).fit(model_of(2), Gaussian(dies_at=60))


def test_a_worker_that_is_killed_ends_the_search():
    pool = WorkerPool(2, {"likelihood": Counter()}, Tally())
    os.kill(pool.map(process_of, [0])[0], signal.SIGKILL)
    with pytest.raises(exc.SearchError, match="signal 9"):
        pool.map(slow_square, range(4))


def die_and_leave_a_child(_):
    """What a worker starts may hold its end of the pipe open."""
    if os.fork() == 0:
        time.sleep(12.0)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_whose_own_process_outlives_it_ends_the_search():
    pool, start = WorkerPool(2, {"likelihood": Counter()}, Tally()), time.monotonic()
    with pytest.raises(exc.SearchError, match="signal 9"):
        pool.map(die_and_leave_a_child, range(2))
    assert time.monotonic() - start < 9.0


def test_an_analysis_that_cannot_be_sent():
    analysis = Gaussian()
    analysis.function = lambda: None
    with pytest.raises(exc.SearchError, match="cannot be sent to worker processes"):
        search_of("Emcee", number_of_cores=2).fit(model_of(2), analysis)


class Unreadable:
    """Is sent, but cannot be made again."""

    def __reduce__(self):
        return int, ("not a number",)


@pytest.mark.parametrize("make", [lambda: lambda: None, threading.Lock, Unreadable, io.TextIOWrapper])
def test_an_analysis_that_holds_what_cannot_be_sent(make):
    analysis = Gaussian()
    analysis.held = make(io.BytesIO()) if make is io.TextIOWrapper else make()
    with pytest.raises(exc.SearchError, match="cannot be sent to worker processes"):
        Evaluator(model_of(2), analysis.likelihood_from(model_of(2)), 2)


def test_classes_of_a_notebook_cannot_be_sent():
    """Nor those of `python -c`: workers have no file to import them from."""
    code = """
        from test_autolens_lite.search.fakes import Gaussian, model_of
        from autolens_lite.search.likelihoods.evaluator import Evaluator
        class Own(Gaussian):
            pass
        Evaluator(model_of(2), Own().likelihood_from(model_of(2)), 2)
    """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    errors = [line for line in done.stderr.splitlines() if line.startswith("autolens_lite.exc.SearchError")]
    assert "cannot be sent to worker processes" in errors[0]


def test_too_few_processes(monkeypatch):
    start = WorkerPool._start

    def limited(pool, context):
        if pool._processes:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        start(pool, context)

    monkeypatch.setattr(WorkerPool, "_start", limited)
    with pytest.raises(exc.SearchError, match=r"number_of_cores = 3, but only 1 .* unavailable"):
        WorkerPool(3, {"likelihood": Counter()}, Tally())


def script_of(tmp_path, guarded):
    body = """
        search = s.Emcee(name="fit", seed=1, nwalkers=8, nsteps=5, number_of_cores=2, progress_bar=False)
        search.fit(model_of(2), Gaussian())
    """
    head = """
        import autolens_lite.search as s
        from test_autolens_lite.search.fakes import Gaussian, model_of
    """
    body = textwrap.dedent(body)
    if guarded:
        body = 'if __name__ == "__main__":\n' + textwrap.indent(body, "    ")
    path = tmp_path / "script.py"
    path.write_text(textwrap.dedent(head) + body)
    return path


@pytest.mark.parametrize("guarded", [True, False])
def test_a_script_without_a_guard_is_told_so(tmp_path, guarded):
    command = [sys.executable, str(script_of(tmp_path, guarded))]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    if guarded:
        assert done.returncode == 0, done.stderr
    else:
        assert done.returncode == 1
        assert "started a search while a worker process was importing it" in done.stderr
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith("autolens_lite.exc.SearchError")
        assert 'if __name__ == "__main__":' in last


@contextlib.contextmanager
def open_files(more):
    """Let this process open only so many files more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + more, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    now = os.open(os.devnull, os.O_RDONLY)
    os.close(now)
    assert now == lowest  # nothing was left open


@pytest.mark.parametrize(("cores", "numbers"), [(1, [0, 1]), (3, [0, 1, 2, 3, 5, 8, 11])])
def test_too_few_files_are_an_error_of_ours(cores, numbers):
    search_of("Emcee", name="loads all that it needs", nsteps=2).fit(model_of(2), Gaussian())
    multiprocessing.resource_tracker.ensure_running()
    for number in numbers:
        search = search_of("Emcee", name=f"{cores}-{number}", number_of_cores=cores)
        with open_files(number), pytest.raises(exc.AutoLensError, match=r"ulimit"):
            search.fit(model_of(2), Gaussian())


def test_a_finished_result_is_not_begun_anew_where_files_run_out():
    search = search_of("Emcee")
    first = search.fit(model_of(2), Gaussian())
    content = (search.folder / "samples.npz").read_bytes()
    with open_files(0), pytest.raises(exc.AutoLensError, match=r"ulimit"):
        search.fit(model_of(2), Gaussian())
    with open_files(1):  # one at a time is enough to load it
        assert same_samples(first, search.fit(model_of(2), Gaussian(fuse=1)))
    assert (search.folder / "samples.npz").read_bytes() == content
    assert same_samples(first, search.fit(model_of(2), Gaussian()))
