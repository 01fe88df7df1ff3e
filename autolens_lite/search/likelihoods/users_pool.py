"""A pool that the user brings: whatever has a `map`, such as an executor, an MPI pool or a Dask client.

Nothing is known of its workers: how many there are, whether they are threads or processes, or of another machine, and
which of them takes a task. So each task says by a token of its run what it needs. A worker that does not have that yet
answers so, and the task is sent again with it; from then on it is kept there. Tasks are numbered, and so are the
answers, which may come in any order: a pool that gives them as they are done is as good as another.
"""

from __future__ import annotations

import functools
import os
import pickle
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from autolens_lite import exc
from autolens_lite.search.likelihoods.failure_count import Tally
from autolens_lite.search.likelihoods.worker_processes import answer_of, held, pickled, unsendable

# Tasks for each worker at once, so that those with quicker likelihoods take more of them.
_TASKS_PER_WORKER = 4
# Answers that are no pickle: a worker lacks what tasks need, or cannot make it, by an error that follows.
_MISSING, _UNREADABLE = b"missing", b"unreadable"
_SECONDS_BETWEEN_LOOKS = 0.2
_DIGITS = 8  # bytes of a task's number, before its answer


class UsersPool:
    """A pool of the user, which is left open.

    Parameters
    ----------
    pool
        Has a `map(function, items)`; where it has a `gather` too, as a Dask client, that fetches the results.
    roles
        The objects that tasks refer to through `Shared`. The one called "likelihood" has a `tally`, which is collected
        after each task.
    tally
        Where the workers' counts are added up.
    """

    def __init__(self, pool: Any, roles: Mapping[str, Any], tally: Tally) -> None:
        self.size = size_of(pool)
        self.tally = tally
        self._pool = pool
        self._payload = pickled(roles)
        self._token = os.urandom(16)  # of this run alone
        self._sent = 0
        self._seen: dict[Any, None] = {}

    def map(self, function: Callable, items: Iterable) -> list:
        """Apply a function to each item; the results are in the order of the items.

        Raises SearchError if the pool fails. An exception raised by `function` is raised here, with the worker's
        traceback as a note.
        """
        items = list(items)
        n = max(1, min(len(items), _TASKS_PER_WORKER * self.size))
        parts = [items[len(items) * i // n : len(items) * (i + 1) // n] for i in range(n)] if items else []
        messages = [pickle.dumps((function, part), protocol=5) for part in parts]
        answers = self._answers(messages, None)
        missing = [place for place, answer in enumerate(answers) if answer == _MISSING]
        again = self._answers([messages[place] for place in missing], self._payload)
        for place, answer in zip(missing, again, strict=True):
            answers[place] = answer
        for answer in answers:
            if answer.startswith(_UNREADABLE):
                _, (error, text) = pickle.loads(answer.removeprefix(_UNREADABLE))
                error = unsendable(error, "pass neither pool nor number_of_cores")
                error.add_note(f"In a worker of the pool:\n{text}")
                raise error
        results: list = []
        for succeeded, value in map(pickle.loads, answers):
            if not succeeded:
                error, text = value
                error.add_note(f"In a worker of the pool:\n{text}")
                raise error
            values, counts = value
            results += values
            self.tally.merge(*counts)
        return results

    def close(self) -> None:
        """Nothing: the pool is the user's."""

    def _answers(self, messages: list[bytes], payload: bytes | None) -> list[bytes]:
        tasks = []
        for message in messages:
            self._sent += 1  # no two tasks are alike, for pools that remember the answer to one
            tasks.append((self._token, payload, message, self._sent))
        if not tasks:
            return []
        name = type(self._pool).__name__
        try:
            answers = self._mapped(tasks)
            answers = list(self._pool.gather(answers) if hasattr(self._pool, "gather") else answers)
        except _errors_of_pools() as error:
            raise exc.SearchError(
                f"the pool ({name}) failed: {type(error).__name__}: {error}. The run resumes from its last checkpoint "
                "when the script is started again with a pool that works; or pass number_of_cores instead of pool."
            ) from error
        numbered = {answer[:_DIGITS]: answer[_DIGITS:] for answer in answers if isinstance(answer, bytes)}
        in_order = [numbered.get(_digits(number)) for *_, number in tasks]
        valid = [answer for answer in in_order if answer and not (answer == _MISSING and payload is not None)]
        if not len(answers) == len(valid) == len(tasks):
            raise exc.SearchError(
                f"the pool ({name}) did not return what its tasks returned. Its map(function, items) must give the "
                "result of each item, once."
            )
        return valid

    def _mapped(self, tasks: list[Any]) -> Any:
        """What the pool's map gives.

        A `multiprocessing.Pool` puts a new process in the place of one that dies, and waits for ever for what that one
        was to compute.
        """
        if not (hasattr(self._pool, "map_async") and isinstance(getattr(self._pool, "_pool", None), list)):
            return self._pool.map(_answer, tasks)
        answers = self._pool.map_async(_answer, tasks)
        while not answers.ready():
            self._look_at_processes()
            answers.wait(_SECONDS_BETWEEN_LOOKS)
        return answers.get()

    def _look_at_processes(self) -> None:
        """Raise a RuntimeError where a process of a `multiprocessing.Pool` has died since it was first seen."""
        self._seen.update(dict.fromkeys(getattr(self._pool, "_pool", None) or ()))
        for process in list(self._seen):
            code = getattr(process, "exitcode", None)
            if code:
                raise RuntimeError(f"a process of it ended (exit code {code})")
            if code == 0:  # by itself, after as many tasks as it was to do (maxtasksperchild)
                del self._seen[process]


def size_of(pool: Any) -> int:
    """The number of workers of a pool, as far as it says; the number of this machine's cores where it does not."""
    for name in ("_max_workers", "num_workers", "_processes", "size", "nthreads"):
        size = getattr(pool, name, None)
        if callable(size) and name == "nthreads":
            size = len(size())
        if isinstance(size, int) and not isinstance(size, bool) and size > 0:
            return size
    return os.cpu_count() or 1


@functools.cache
def _errors_of_pools() -> tuple[type[Exception], ...]:
    """What pools raise themselves: what a task raises is caught where it is raised."""
    from concurrent.futures import CancelledError
    from multiprocessing import ProcessError

    own = (RuntimeError, ValueError, TypeError, AttributeError, LookupError)
    return (*own, OSError, EOFError, ImportError, pickle.PickleError, CancelledError, ProcessError)


def _digits(number: int) -> bytes:
    return number.to_bytes(_DIGITS, "big")


def _answer(task: tuple[bytes, bytes | None, bytes, int]) -> bytes:
    """Compute a task in a worker: its number, with the pickled answer, or that what it needs is missing."""
    token, payload, message, number = task
    if held.token != token:
        if payload is None:
            return _digits(number) + _MISSING
        taken = answer_of(lambda: held.take(payload, token))
        if held.token != token:
            return _digits(number) + _UNREADABLE + taken

    def compute() -> tuple[list, Any]:
        function, items = pickle.loads(message)
        return [function(item) for item in items], held.roles["likelihood"].target.tally.take()

    return _digits(number) + answer_of(compute)
