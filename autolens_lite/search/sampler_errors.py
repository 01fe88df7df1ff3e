"""Errors of the samplers themselves, told apart from those of a likelihood and said in the library's words."""

from __future__ import annotations

import contextlib
import errno
import os
import traceback
from collections.abc import Iterator
from types import TracebackType

from autolens_lite import exc, storage
from autolens_lite.search.likelihoods import failure_count


class Translated:
    """While entered, an error that a sampler's own code raises becomes a SearchError.

    What the user's likelihood raises passes through as it is.

    `package` is the module of the sampler.
    """

    def __init__(self, package: str) -> None:
        self._package = package

    def __enter__(self) -> Translated:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not isinstance(error, Exception) or isinstance(error, exc.AutoLensError | Warning):
            return
        modules = [str(frame.f_globals.get("__name__")) for frame, _ in traceback.walk_tb(trace)]
        packages = [name.partition(".")[0] for name in modules]
        # The last is another's where a signal handler raises.
        own = self._package in packages and packages[-1] in (self._package, "numpy", "scipy", "sklearn")
        if not own or failure_count.__name__ in modules:
            return
        raise exc.SearchError(
            f"{self._package} gave up: {type(error).__name__}: {error}. Likelihoods of many equal values, a range of "
            "log likelihoods far beyond what the data can say, or priors far wider than the posterior bring it to "
            "this. Look at the likelihood at several vectors; or pass other settings of the search."
        ) from error


@contextlib.contextmanager
def explained_where_files_run_out() -> Iterator[None]:
    """Say what to do where the system lets this process open no further file, whoever wanted to.

    Raises
    ------
    SearchError
        In place of the system's error.
    """
    try:
        yield
    except (OSError, ImportError) as error:
        # A library that cannot be loaded has it in its text alone.
        if getattr(error, "errno", None) in storage.TOO_MANY_FILES or os.strerror(errno.EMFILE) in str(error):
            raise exc.SearchError(f"{error}. Allow more open files (ulimit -n), or close some.") from error
        raise
