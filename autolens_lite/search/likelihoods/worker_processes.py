"""Worker processes that compute likelihoods.

Workers are started afresh ("spawn"), never forked: a fork copies the locks of JAX's and Numba's threads and can hang.
Each is given the likelihood and its data once, when it starts, and uses one thread. Workers ignore Ctrl-C and SIGTERM,
which are the parent's to handle; they end when the parent ends, however it ends; and if one dies the parent raises at
once.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from autolens_lite import exc
from autolens_lite.search.likelihoods.failure_count import Tally

_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "NPROC": "1",  # the size of XLA's own thread pool
}
_XLA_FLAGS = "--xla_cpu_multi_thread_eigen=false"

_SECONDS_BETWEEN_LOOKS = 0.5

_GUARD = (
    "Processes are started by importing the script anew, so a script that uses number_of_cores > 1 must hold its work "
    'in a function, called under the line `if __name__ == "__main__":`.'
)


class _Held(threading.local):
    """What this worker was given; each thread has its own, since threads of a user's pool are workers too."""

    token: bytes = b""

    def __init__(self) -> None:
        self.roles: dict[str, Shared] = {}

    def take(self, payload: bytes, token: bytes = b"") -> None:
        """Take the shared objects, in place of earlier ones."""
        self.roles = {role: Shared(role, target) for role, target in pickle.loads(payload).items()}
        self.token = token


class Shared:
    """Stands for an object that every worker holds already, so that a task carries its name, not its data."""

    def __init__(self, role: str, target: Any) -> None:
        self.role = role
        self.target = target

    def __call__(self, argument: Any) -> Any:
        return self.target(argument)

    def __reduce__(self) -> tuple:
        return _held_by_this_process, (self.role,)


held = _Held()


def _held_by_this_process(role: str) -> Shared:
    return held.roles[role]


def refuse_while_importing() -> None:
    """Refuse to start a search in a worker that is only importing the user's script.

    Raises SearchError, naming the remedy: the guard that the script lacks.
    """
    # The same flag by which multiprocessing itself recognises this; where there is a flag, it has been imported.
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing and getattr(multiprocessing.current_process(), "_inheriting", False):
        raise exc.SearchError(f"the script started a search while a worker process was importing it. {_GUARD}")


class SerialPool:
    """The pool of one: it computes in this process."""

    size = 1

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    def map(self, function: Callable, items: Iterable) -> list:
        """Apply a function to each item."""
        return [function(item) for item in items]

    def close(self) -> None:
        """Nothing to end."""


class WorkerPool:
    """A fixed number of worker processes.

    Parameters
    ----------
    size
        The number of processes.
    roles
        The objects that tasks refer to through `Shared`, sent to each worker once. The one called "likelihood" has a
        `tally`, which is collected after each task.
    tally
        Where the workers' counts are added up.
    """

    def __init__(self, size: int, roles: Mapping[str, Any], tally: Tally) -> None:
        import multiprocessing  # with sockets, which few sessions need

        if multiprocessing.current_process().daemon:
            raise exc.SearchError(
                f"number_of_cores = {size} inside a worker process, which may not start its own. Pass "
                "number_of_cores=1."
            )
        self.size = size
        self.tally = tally
        payload = pickled(roles)
        context = multiprocessing.get_context("spawn")
        self._connections: list = []
        self._processes: list = []
        with _single_threaded_environment():
            for _ in range(size):
                try:
                    self._start(context)
                except OSError as error:
                    started = len(self._processes)
                    self.close()
                    raise exc.SearchError(
                        f"number_of_cores = {size}, but only {started} worker processes could be started ({error}). "
                        "Pass a smaller number_of_cores, or raise the limits of processes and open files (ulimit)."
                    ) from error
        for index, connection in enumerate(self._connections):
            self._send(connection, payload)
            # The payload is answered once the worker has imported the script and rebuilt the likelihood.
            self._receive(index, starting=True)

    def _start(self, context: Any) -> None:
        here, there = context.Pipe()
        self._connections.append(here)
        with there:
            process = context.Process(target=_work, args=(there,), daemon=True, name="autolens_lite worker")
            process.start()
            self._processes.append(process)

    def map(self, function: Callable, items: Iterable) -> list:
        """Apply a function to each item in whichever worker is free; the results are in the order of the items.

        Raises SearchError if a worker dies. An exception raised by `function` is raised here, with the worker's
        traceback as a note.
        """
        tasks = list(items)
        results: list = [None] * len(tasks)
        waiting = iter(enumerate(tasks))
        task_of: dict[int, int] = {}

        def assign(worker: int) -> None:
            for position, task in waiting:
                self._send(self._connections[worker], pickle.dumps((function, task), protocol=5))
                task_of[worker] = position
                return

        for worker in range(self.size):
            assign(worker)
        while task_of:
            for worker in self._answering(task_of):
                value, counts = self._receive(worker)
                results[task_of.pop(worker)] = value
                self.tally.merge(*counts)
                assign(worker)
        return results

    def close(self) -> None:
        """End the workers, whatever they are doing."""
        for connection in self._connections:
            connection.close()
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.join()

    def _answering(self, task_of: Mapping[int, int]) -> list[int]:
        """Wait until some of the busy workers have answered, or died."""
        from multiprocessing import connection

        sources: dict[Any, int] = {}
        for worker in task_of:
            sources[self._connections[worker]] = worker
            sources[self._processes[worker].sentinel] = worker
        while True:
            found = {sources[source] for source in connection.wait(list(sources), _SECONDS_BETWEEN_LOOKS)}
            # What a worker has started itself may outlive it, and hold both of these open.
            found |= {worker for worker in task_of if self._processes[worker].exitcode is not None}
            if found:
                return sorted(found)

    def _send(self, connection: Any, message: bytes) -> None:
        try:
            connection.send_bytes(message)
        except OSError:
            self._raise_death(self._connections.index(connection))

    def _receive(self, worker: int, *, starting: bool = False) -> Any:
        connection, process = self._connections[worker], self._processes[worker]
        while not connection.poll(_SECONDS_BETWEEN_LOOKS):
            if process.exitcode is not None and not connection.poll():
                self._raise_death(worker, starting=starting)
        try:
            succeeded, value = pickle.loads(connection.recv_bytes())
        except (EOFError, OSError):
            self._raise_death(worker, starting=starting)
        if not succeeded:
            error, text = value
            self.close()
            if starting:
                error = unsendable(error)
            error.add_note(f"In a worker process:\n{text}")
            raise error
        return value

    def _raise_death(self, worker: int, *, starting: bool = False) -> None:
        process = self._processes[worker]
        if process.exitcode is None:
            process.join(timeout=5.0)
        code = process.exitcode
        self.close()
        if starting:
            raise exc.SearchError(
                f"a worker process ended (exit code {code}) before it could start; its own message is above. {_GUARD} "
                "Or pass number_of_cores=1."
            )
        reason = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        raise exc.SearchError(
            f"a worker process died ({reason}), perhaps for lack of memory. The run resumes from its last checkpoint "
            "when the script is started again; pass a smaller number_of_cores if it dies again."
        )


def pickled(roles: Mapping[str, Any]) -> bytes:
    """The shared objects as they are sent to workers.

    Raises SearchError if they cannot be.
    """
    try:
        return pickle.dumps(dict(roles), protocol=5)
    except (pickle.PicklingError, AttributeError, TypeError, ValueError, RuntimeError, OSError) as error:
        raise unsendable(error) from error


def unsendable(error: Exception, otherwise: str = "pass number_of_cores=1") -> exc.SearchError:
    """The error of what workers cannot be given, or cannot make again."""
    return exc.SearchError(
        f"the analysis, or a class of the model, cannot be sent to worker processes ({error}). Define its class at the "
        "top level of a module (not of a notebook, nor of python -c) and hold no lambda, open file or lock in it; or "
        f"{otherwise}."
    )


@contextmanager
def _single_threaded_environment() -> Iterator[None]:
    """The environment in which workers start: as this one's, with one thread for each numerical library."""
    flags = f"{os.environ.get('XLA_FLAGS', '')} {_XLA_FLAGS}".strip()
    wanted = {**_ONE_THREAD, "XLA_FLAGS": flags}
    # Several processes may share a GPU, of which the first would otherwise take nearly all memory.
    wanted["XLA_PYTHON_CLIENT_PREALLOCATE"] = os.environ.get("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _Outcome:
    """Catches what a task raises, to be raised again in the parent."""

    error: Exception | None = None

    def __enter__(self) -> _Outcome:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        if isinstance(error, Exception):
            self.error = error
            self.text = "".join(traceback.format_exception(error))
        return self.error is not None


def _work(connection: Any) -> None:
    """The life of a worker: take the shared objects, then answer tasks until the parent is gone."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()

    def compute() -> tuple[Any, Any]:
        function, argument = pickle.loads(message)
        return function(argument), held.roles["likelihood"].target.tally.take()

    try:
        payload = connection.recv_bytes()
        connection.send_bytes(answer_of(lambda: held.take(payload)))
        while held.roles:
            message = connection.recv_bytes()
            connection.send_bytes(answer_of(compute))
    except (EOFError, OSError):
        return  # the parent has closed its end


def answer_of(compute: Callable[[], Any]) -> bytes:
    """What a task returns, or raises, as it is sent to the parent: whether it succeeded, and the value or the error."""
    value = None
    with _Outcome() as outcome:
        value = compute()
    if outcome.error is None:
        return pickle.dumps((True, value), protocol=5)
    error: Exception = outcome.error
    with _Outcome() as picklable:
        pickle.loads(pickle.dumps(error, protocol=5))
    if picklable.error is not None:
        error = exc.SearchError(f"a worker process raised {type(error).__name__}: {error}")
    return pickle.dumps((False, (error, outcome.text)), protocol=5)


def _end_with_parent() -> None:
    """A parent that is killed cannot end its workers, so they watch it."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
