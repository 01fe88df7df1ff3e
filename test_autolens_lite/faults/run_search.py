"""Runs searches on a Gaussian, to be killed by a test.

With arguments (case, output folder, cores) it runs one, slowly. Without, it reads from its input, a line each, cases,
folders, and when each is to end: so many seconds after so many likelihoods, or never where there are none. It runs them
one after the other in processes forked from it, which have the library loaded, and says how each has ended.
"""

import contextlib
import importlib
import os
import signal
import sys
import tempfile
import traceback

from test_autolens_lite.search.cases import search_of
from test_autolens_lite.search.fakes import Gaussian, model_of

# The time of a likelihood: long enough that a signal falls into the sampling, and that something is done before it.
SECONDS = 1.2e-3


class Announced(Gaussian):
    """Says when the first likelihood of this process is computed, so that kills fall into the sampling."""

    def log_likelihood_function(self, instance):
        if self.calls == 0:
            print("sampling", flush=True)
        return super().log_likelihood_function(instance)


def main(case, folder, cores):
    analysis = Announced(seconds=SECONDS)
    search = search_of(case, output_path=folder, number_of_cores=int(cores), iterations_per_full_update=1)
    search.fit(model_of(2), analysis)


class Ended(Gaussian):
    """Its process is ended by the kernel, whatever it is doing, so many seconds after so many likelihoods."""

    def log_likelihood_function(self, instance):
        value = super().log_likelihood_function(instance)
        if self.calls == self.switches["calls"]:
            signal.setitimer(signal.ITIMER_REAL, self.switches["seconds_later"])
        return value


def run(case, folder, calls, seconds_later):
    analysis = Ended(calls=int(calls), seconds_later=float(seconds_later))
    search_of(case, output_path=folder, iterations_per_full_update=1).fit(model_of(2), analysis)


def plugins():
    """What pytest was told to load: it may have added cases."""
    for name in filter(None, os.environ.get("PYTEST_PLUGINS", "").split(",")):
        importlib.import_module(name)


def load_what_is_used_by(case):
    """Begin a search, so that each fork of this process needs not load anew what only running searches load."""
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere, contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(nowhere))
        stack.enter_context(contextlib.redirect_stderr(nowhere))
        stack.enter_context(contextlib.suppress(KeyboardInterrupt))
        search_of(case, output_path=folder).fit(model_of(2), Gaussian(fuse=3))


def serve():
    loaded = set()
    for line in sys.stdin:
        case = line.split("\t")[0]
        if case not in loaded:
            load_what_is_used_by(case)
            loaded.add(case)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                run(*line.rstrip("\n").split("\t"))
                code = 0
            finally:
                if code:
                    traceback.print_exc()
                os._exit(code)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    plugins()
    if sys.argv[1:]:
        main(*sys.argv[1:])
    else:
        serve()
