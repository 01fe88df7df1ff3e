"""Runs one search on a slow Gaussian, to be killed by a test. Arguments: case, output folder, cores."""

import os
import sys

from test_autolens_lite.search.cases import search_of
from test_autolens_lite.search.fakes import Gaussian, model_of

# Set AUTOLENS_LITE_KILLS=10 for the full trial.
KILLS = int(os.environ.get("AUTOLENS_LITE_KILLS", "3"))

# The time of a likelihood: long enough that each kill falls into the sampling, and that something is done before it.
SECONDS = 3e-4 * (KILLS + 1)


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


if __name__ == "__main__":
    main(*sys.argv[1:])
