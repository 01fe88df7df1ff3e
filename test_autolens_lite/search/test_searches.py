"""What holds for every search: it finds a known posterior, repeats itself, resumes exactly, and leaves no trace."""

import functools
import itertools
import json
import logging
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite import search as s
from autolens_lite.result import Result
from test_autolens_lite.long import LONG
from test_autolens_lite.search.cases import QUICK, same_samples, search_of
from test_autolens_lite.search.densities import normal
from test_autolens_lite.search.fakes import LIMIT, WIDTH, Gaussian, centre_of, log_evidence_of, model_of

limits_reached = pytest.mark.filterwarnings("ignore:The sampling was stopped short:UserWarning")
every_search = pytest.mark.parametrize("case", QUICK)


def moments(samples):
    weight = samples.weight / samples.weight.sum()
    mean = weight @ samples.vectors
    return mean, np.sqrt(weight @ (samples.vectors - mean) ** 2)


@pytest.mark.parametrize(
    ("cls", "settings"),
    [
        pytest.param(s.DynestyStatic, {"nlive": 150, "seed": 1}, id="static"),
        pytest.param(s.DynestyStatic, {"nlive": 150, "sample": "rwalk", "seed": 2}, id="walk"),
        pytest.param(s.DynestyStatic, {"nlive": 100, "sample": "rslice", "bound": "single", "seed": 3}, id="slice"),
        pytest.param(s.DynestyDynamic, {"nlive_init": 80, "n_effective": 2000, "seed": 1}, id="dynamic"),
        pytest.param(s.Nautilus, {"n_live": 150, "n_networks": 1, "seed": 1}, id="nautilus"),
        pytest.param(s.Emcee, {"nwalkers": 20, "nsteps": 600, "seed": 1}, id="emcee"),
        pytest.param(
            s.Emcee, {"nwalkers": 20, "nsteps": 600, "seed": 1, "initializer": s.InitializerPrior()}, id="prior"
        ),
    ],
)
def test_a_gaussian_posterior_is_recovered(cls, settings):
    """Means and widths within five standard errors of n effective samples; the evidence within three of its own."""
    result = cls(name="fit", **settings).fit(model_of(2), Gaussian())
    mean, sigma = moments(result.samples)
    n = result.samples.effective_sample_size
    assert n > 100
    assert np.all(np.abs(mean - centre_of(2)) < 5.0 * WIDTH / np.sqrt(n))
    assert np.all(np.abs(sigma / WIDTH - 1.0) < 5.0 / np.sqrt(2.0 * n))
    if result.log_evidence is not None:
        assert result.log_evidence_error < 0.35
        assert abs(result.log_evidence - log_evidence_of(2)) < 3.0 * result.log_evidence_error


@pytest.mark.parametrize("case", ["PySwarmsGlobal", "PySwarmsLocal"])
def test_a_swarm_finds_the_peak(case):
    samples = search_of(case, n_particles=20, iters=150).fit(model_of(3), Gaussian(3)).samples
    assert np.all(np.abs(samples.max_log_likelihood(as_instance=False) - centre_of(3)) < 0.01)
    assert samples.weight.sum() == samples.weight[np.argmax(samples.log_likelihood)] == 1.0
    assert np.all(np.abs(samples.vectors) < LIMIT)


@pytest.mark.parametrize("case", ["DynestyStatic", "DynestyDynamic", "Nautilus"])
def test_the_evidence_counts_the_volume_where_the_likelihood_fails(case):
    """Failing over 30 % of the prior, far from the peak, must not change the evidence."""
    errors = []
    for seed in range(4):
        result = search_of(case, name=f"fit{seed}", seed=seed).fit(model_of(2), Gaussian(fails_below=-2.0))
        errors.append((result.log_evidence - log_evidence_of(2)) / result.log_evidence_error)
        assert np.all(result.samples.log_likelihood > -1e98)
    assert abs(np.mean(errors)) < 3.0 / np.sqrt(len(errors))


@functools.cache
def whole_folder():
    """Where `whole_run` writes, in the folder of the test that comes first, which pytest keeps for the session."""
    return Path.cwd() / "whole_runs"


@functools.cache
def whole_run(case):
    return search_of(case, name=case, output_path=whole_folder()).fit(model_of(2), Gaussian())


def copy_of_whole_run(case):
    """The search of a copy of that run's folder."""
    whole_run(case)
    shutil.copytree(whole_folder() / case, Path("output") / case)
    return search_of(case, name=case)


@every_search
def test_a_seed_gives_the_run_which_leaves_a_folder_and_nothing_else(case, working_directory, capfd):
    whole = whole_run(case)
    search = search_of(case, path_prefix="some/where", unique_tag="dataset", progress_bar=True)
    root = logging.getLogger()
    np.random.seed(5)  # noqa: NPY002 - it is the global state that is examined
    before = np.random.get_state()[1].tolist(), list(root.handlers), root.level  # noqa: NPY002
    result = search.fit(model_of(2), Gaussian())
    assert before == (np.random.get_state()[1].tolist(), list(root.handlers), root.level)  # noqa: NPY002
    assert capfd.readouterr() == ("", "")
    assert same_samples(whole, result)
    assert set(os.listdir(working_directory)) - {whole_folder().name} == {"output"}
    names = {path.name for path in search.folder.iterdir()}
    assert str(search.folder) == "output/some/where/dataset/fit"
    assert {"model.info", "search.json", "fingerprint.json", "progress.txt", "samples.csv", "summary.txt"} <= names
    assert "checkpoint" not in names
    assert "point.x" in (search.folder / "progress.txt").read_text()
    assert json.loads((search.folder / "search.json").read_text())["status"] == "complete"


@every_search
def test_without_a_seed_runs_differ_and_the_seed_is_recorded(case):
    first, second = (search_of(case, name=name, seed=None).fit(model_of(2), Gaussian()) for name in ("one", "two"))
    assert not same_samples(first, second)
    assert not same_samples(first, whole_run(case))
    recorded = json.loads((search_of(case, name="one").folder / "search.json").read_text())["seed"]
    assert same_samples(first, search_of(case, name="three", seed=recorded).fit(model_of(2), Gaussian()))


@every_search
@pytest.mark.parametrize("fuses", [(3, 151), (70, 190)], ids=str)
def test_a_run_that_is_broken_off_continues_exactly(case, fuses):
    """Without a kill: KeyboardInterrupt in the middle of a likelihood, twice, then the same search again."""
    whole = whole_run(case)
    for fuse in fuses:
        with pytest.raises(KeyboardInterrupt):
            search_of(case, iterations_per_full_update=1).fit(model_of(2), Gaussian(fuse=fuse))
    analysis = Gaussian()
    assert same_samples(whole, search_of(case).fit(model_of(2), analysis))
    assert analysis.calls < whole.search_info["likelihoods_in_this_session"] - sum(fuses) / 2 + 50


SAMPLES, BOUNDS = ("unif", "rwalk", "slice", "rslice"), ("none", "single", "multi", "balls", "cubes")
# Each once at least; in the long form, each with each.
WAYS = itertools.product(SAMPLES, BOUNDS) if LONG else zip(itertools.cycle(SAMPLES), BOUNDS, strict=False)


@limits_reached
@pytest.mark.parametrize("sample, bound", list(WAYS))
def test_each_way_of_dynesty_continues_exactly(sample, bound):
    settings = {"nlive": 25, "sample": sample, "bound": bound, "maxiter": 90, "dlogz": 2.0, "seed": 3}
    whole = s.DynestyStatic(name="whole", **settings).fit(model_of(2), Gaussian())
    for fuse in (150,):
        with pytest.raises(KeyboardInterrupt):
            s.DynestyStatic(name="fit", iterations_per_full_update=7, **settings).fit(model_of(2), Gaussian(fuse=fuse))
    assert same_samples(whole, s.DynestyStatic(name="fit", **settings).fit(model_of(2), Gaussian()))


@limits_reached
@pytest.mark.parametrize("limits", [{"maxcall": 500}, {"maxiter": 130}, {"maxcall_init": 250, "maxbatch": 2}])
@pytest.mark.parametrize("fuse", [120, 420])
def test_limits_hold_across_a_resumed_dynamic_run(limits, fuse):
    settings = {"nlive_init": 40, "n_effective": 5000, "dlogz_init": 3.0, "maxcall": 900, **limits, "seed": 3}
    whole_analysis = Gaussian()
    whole = s.DynestyDynamic(name="whole", **settings).fit(model_of(2), whole_analysis)
    assert whole_analysis.calls > fuse
    with pytest.raises(KeyboardInterrupt):
        s.DynestyDynamic(name="fit", iterations_per_full_update=1, **settings).fit(model_of(2), Gaussian(fuse=fuse))
    assert same_samples(whole, s.DynestyDynamic(name="fit", **settings).fit(model_of(2), Gaussian()))


@limits_reached
@pytest.mark.parametrize("limits", [{"maxcall": 500}, {"maxiter": 100}])
def test_limits_hold_across_a_resumed_static_run(limits):
    settings = {"nlive": 40, "dlogz": 3.0, "seed": 3, **limits}
    whole = s.DynestyStatic(name="whole", **settings).fit(model_of(2), Gaussian())
    for fuse in (60, 90):
        with pytest.raises(KeyboardInterrupt):
            s.DynestyStatic(name="fit", iterations_per_full_update=1, **settings).fit(model_of(2), Gaussian(fuse=fuse))
    assert same_samples(whole, s.DynestyStatic(name="fit", **settings).fit(model_of(2), Gaussian()))


@every_search
def test_a_complete_run_is_loaded_without_a_likelihood(case):
    copy_of_whole_run(case)
    analysis = Gaussian(fuse=1)
    again = search_of(case, name=case, number_of_cores=2).fit(model_of(2), analysis)
    assert same_samples(whole_run(case), again)
    assert analysis.calls == 0
    assert again.analysis is analysis
    assert same_samples(whole_run(case), Result.load(search_of(case, name=case).folder))


@every_search
def test_clear_starts_afresh(case):
    search = copy_of_whole_run(case)
    with pytest.raises(exc.SearchError):
        search_of(case, name=case).fit(model_of(2), Gaussian(data="new"))
    search.clear()
    analysis = Gaussian(data="new", fuse=2)
    with pytest.raises(KeyboardInterrupt):
        search_of(case, name=case).fit(model_of(2), analysis)
    assert analysis.calls > 0


def test_clear_leaves_other_folders_alone(working_directory):
    (working_directory / "output" / "fit").mkdir(parents=True)
    (working_directory / "output" / "fit" / "thesis.tex").write_text("years of work")
    with pytest.raises(exc.SearchError, match="left alone"):
        search_of("Emcee").clear()
    assert (working_directory / "output" / "fit" / "thesis.tex").exists()


@pytest.mark.parametrize("case", ["Emcee", "Nautilus", "PySwarmsGlobal", "PySwarmsLocal"])
def test_batches_are_used_where_the_likelihood_prefers_them(case):
    single = whole_run(case)
    analysis = Gaussian(batched=True)
    batched = search_of(case, name="batched").fit(model_of(2), analysis)
    assert len(analysis.batch_sizes) > 25
    assert len(set(analysis.batch_sizes)) <= 2
    assert same_samples(single, batched)


@pytest.mark.parametrize("case", ["Emcee", "LBFGS", "LeastSquares", "Nautilus", "PySwarmsLocal", "SMC"])
def test_the_number_of_cores_does_not_change_the_run(case):
    one = whole_run(case)
    assert same_samples(one, search_of(case, name="two", number_of_cores=2).fit(model_of(2), Gaussian()))


def test_a_nested_run_depends_on_its_queue_and_not_on_the_cores():
    """Started with two cores and resumed with one, a run keeps its queue of two and ends as it would have."""
    whole = search_of("DynestyStatic", name="whole", number_of_cores=2).fit(model_of(2), Gaussian())
    with pytest.raises(KeyboardInterrupt):
        search_of("DynestyStatic", queue_size=2, iterations_per_full_update=5).fit(model_of(2), Gaussian(fuse=300))
    assert same_samples(whole, search_of("DynestyStatic").fit(model_of(2), Gaussian()))
    assert not same_samples(whole, search_of("DynestyStatic", name="one").fit(model_of(2), Gaussian()))


def test_emcee_stops_when_it_has_converged():
    settings = s.AutoCorrelationsSettings(check_size=50, required_length=10, change_threshold=0.2)
    search = search_of("Emcee", nsteps=3000, auto_correlation_settings=settings)
    result = search.fit(model_of(2), Gaussian())
    assert result.search_info["steps"] < 3000
    assert result.search_info["steps"] % 50 == 0


def test_emcee_says_when_its_chain_is_short(caplog):
    search_of("Emcee", nsteps=1).fit(model_of(2), Gaussian())
    assert "Raise nsteps" in caplog.text


def test_a_swarm_stops_when_it_has_settled():
    result = search_of("PySwarmsGlobal", iters=500, ftol=1e-6, ftol_iter=20).fit(model_of(2), Gaussian())
    assert result.search_info["iterations"] < 500


def test_two_runs_cannot_share_a_folder():
    class Nested(Gaussian):
        def likelihood_from(self, model):
            search_of("Emcee").fit(model, Gaussian())

    with pytest.raises(exc.SearchError, match="another process is running"):
        search_of("Emcee").fit(model_of(2), Nested())


def test_the_defaults_of_dynesty_follow_the_number_of_parameters():
    """Evenly drawn points in few dimensions, walks in many, and a moderate number of live points."""

    class Sampled(Exception):
        pass

    def sampler_of(cls, dimensions, **settings):
        found = []

        def keep(search, run, sampler, resume):
            found.append(sampler)
            raise Sampled

        class Kept(cls):
            _advance = keep

        known = normal(dimensions)
        with pytest.raises(Sampled):
            Kept(name=f"{cls.__name__}{dimensions}", seed=1, **settings).fit(known.model, known.analysis())
        return found[0]

    few, many = (sampler_of(s.DynestyStatic, dimensions) for dimensions in (9, 26))
    assert (few.nlive, many.nlive) == (150, 104)
    assert type(few.sampling).__name__ == "UniformBoundSampler"
    assert type(many.sampling).__name__ == "RWalkSampler"
    assert many.sampling.sampler_kwargs["walks"] == 46
    assert type(sampler_of(s.DynestyDynamic, 12).sampling).__name__ == "RWalkSampler"


def test_a_process_without_a_standard_error_stream_has_no_bar(monkeypatch):
    """As of one that was started with 2>&-, or a program with windows."""
    shown = search_of("Emcee", nsteps=20, progress_bar=True)
    monkeypatch.setattr(sys, "stderr", None)
    assert same_samples(
        shown.fit(model_of(2), Gaussian()), search_of("Emcee", name="other", nsteps=20).fit(model_of(2), Gaussian())
    )
