"""A run is killed right after a checkpoint, any of them: what goes on from there ends with the same bits, and goes on.

What a kill leaves is what lies on the disk once a checkpoint is whole; so the folder is copied then, and one run gives
the state after each of its checkpoints. That it goes on, and does not begin anew, is told by how much is computed.
"""

import shutil

import pytest

import autolens_lite as al
from autolens_lite.search.likelihoods.failure_count import Tally
from autolens_lite.search.output.checkpoint import CheckpointStore
from test_autolens_lite.analysis.test_factor_graph import line_graph
from test_autolens_lite.guide import scene
from test_autolens_lite.guide.test_posterior import Bent
from test_autolens_lite.long import LONG
from test_autolens_lite.search.cases import same_samples, search_of
from test_autolens_lite.search.fakes import model_of

TRIED = 12 if LONG else 2


class Counted:
    """How many likelihoods, gradients and Jacobians are computed while it is used."""

    def __init__(self, monkeypatch):
        self.tallies = []
        made = Tally.__init__

        def noted(tally):
            made(tally)
            self.tallies.append(tally)

        monkeypatch.setattr(Tally, "__init__", noted)

    @property
    def total(self):
        return sum(sum(tally.counts.values()) for tally in self.tallies)


def run(fit, folder, copies=None):
    """What a search finds in a folder, and how much it computes; its folder is copied after each checkpoint."""
    with pytest.MonkeyPatch.context() as patch:
        counted, save, found = Counted(patch), CheckpointStore.save, []

        def copied(store, body):
            save(store, body)
            shutil.copytree(folder, copies / str(len(found)))
            found.append(counted.total)

        if copies is not None:
            patch.setattr(CheckpointStore, "save", copied)
        return fit(folder), counted.total, found


def posterior(folder, **settings):
    settings = {"seed": 1, "progress_bar": False, "iterations_per_full_update": 1, **settings}
    return al.Posterior("fit", output_path=folder, **settings)


def factor_graph(case):
    def fit(folder):
        graph = line_graph()
        search = search_of(case, output_path=folder, iterations_per_full_update=1)
        return search.fit(model=graph.global_prior_model, analysis=graph)

    return fit


def of_an_image(folder):
    analysis = al.AnalysisImaging(scene.dataset())
    return posterior(folder, n_effective=50).fit(scene.model(), analysis)


def of_chains(folder):
    return posterior(folder, n_effective=100, n_starts=2, n_draws=750).fit(model_of(2), Bent())


# The fit, and how much is computed again: the likelihood that each run begins with; draws that led to the chains.
FITS = {
    **{f"graph by {case}": (factor_graph(case), 1) for case in ("DynestyStatic", "Emcee", "Nautilus")},
    "posterior of an image": (of_an_image, 0),
    **({"posterior by chains": (of_chains, 1500)} if LONG else {}),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", FITS)
def test_it_goes_on_to_the_same_bits(name, tmp_path):
    fit, again = FITS[name]
    whole, total, counts = run(fit, tmp_path / "whole", tmp_path / "copies")
    assert len(counts) > 1
    # in the midst; of long tests, most of them
    for number in sorted({len(counts) * i // TRIED for i in range(1, TRIED)}):
        found, more, _ = run(fit, tmp_path / "copies" / str(number))
        assert same_samples(found, whole)
        assert counts[number] > again and more <= total - counts[number] + again, f"after checkpoint {number}"
