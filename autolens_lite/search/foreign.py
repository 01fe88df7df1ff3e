"""Errors of the samplers themselves, told apart from those of a likelihood and said in the library's words."""

from __future__ import annotations

import traceback
from types import TracebackType

from autolens_lite import exc


class Translated:
    """While entered, an error that a sampler's own code raises becomes a SearchError.

    What the user's likelihood raises passes through as it is.

    Parameters
    ----------
    package
        The distribution, and module, of the sampler.
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
        own = self._package in packages and packages[-1] in (self._package, "numpy", "scipy")
        if not own or "autolens_lite.search.tally" in modules:
            return
        raise exc.SearchError(
            f"{self._package} gave up: {type(error).__name__}: {error}. Likelihoods of many equal values, a range of "
            "log likelihoods far beyond what the data can say, or priors far wider than the posterior bring it to "
            "this. Look at the likelihood at several vectors; or pass other settings of the search."
        ) from error
