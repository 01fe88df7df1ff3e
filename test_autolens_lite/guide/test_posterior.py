"""One call from an image to a posterior with the truth in it; doubts where there are any; and the same if killed."""

import dataclasses
import logging
import types

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.guide.arcs import Turn
from autolens_lite.guide.by_chains import Within
from autolens_lite.guide.draws import draws_from
from autolens_lite.guide.ways import GuidedWay
from test_autolens_lite.guide import scene
from test_autolens_lite.search.cases import same_samples
from test_autolens_lite.search.fakes import Gaussian, KnownGradient, model_of


def search(**settings):
    return al.Posterior(**{"name": "fit", "seed": 1, "progress_bar": False, "n_effective": 100, **settings})


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return search(output_path=tmp_path_factory.mktemp("once")).fit(scene.model(), al.AnalysisImaging(scene.dataset()))


def test_the_truth_is_in_the_posterior(result):
    samples, info = result.samples, result.search_info
    sigma = np.sqrt(np.diag(samples.covariance))
    assert np.all(np.abs(samples.mean - scene.truth()) < 4.0 * sigma)
    assert np.all(sigma < 0.2 * np.abs(scene.truth()) + 0.05)
    assert result.log_likelihood > result.analysis.likelihood_from(result.model)(scene.truth())
    assert info["way"] == "guided by the image" and info["k_hat"] < 0.7 and samples.effective_sample_size >= 100
    assert info["starts_that_agree"] > 1 and info["is_proper"]
    assert "over_sampling_sizes" not in info, "the image was made with the sub-pixels that it is fitted with"
    assert len(info["doubts"]) == (info["over_sampling_shift"] > 0.3), "sub-pixels are few, in the simulation too"
    assert info["maxima"][0] == pytest.approx(info["maxima"][1], abs=0.1), "of the two turns"
    assert info["chi_squared"] == pytest.approx(float(result.max_log_likelihood_fit.chi_squared), rel=1e-6)
    assert ("doubt" in result.info) == bool(info["doubts"])


def test_the_evidence_is_laplace_s_of_a_posterior_that_is_nearly_normal(result):
    """From the covariance and the height of the samples, within what a normal density is off by."""
    samples = result.samples
    best = np.argmax(samples.log_posterior)
    sign, log_det = np.linalg.slogdet(2.0 * np.pi * samples.covariance)
    assert sign > 0.0
    assert result.log_evidence == pytest.approx(samples.log_posterior[best] + 0.5 * log_det, abs=1.5)
    assert 0.0 < result.log_evidence_error < 0.2


def test_killed_between_stages_it_ends_with_the_same_bits(result, monkeypatch):
    analysis, kicked = al.AnalysisImaging(scene.dataset()), GuidedWay.__init__

    def interrupted(self, stages, most, tally):
        kicked(self, stages, most, tally)
        self.kicked = lambda best: (_ for _ in ()).throw(KeyboardInterrupt)

    monkeypatch.setattr(GuidedWay, "__init__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        search(iterations_per_full_update=1).fit(scene.model(), analysis)
    monkeypatch.setattr(GuidedWay, "__init__", kicked)
    monkeypatch.setattr("autolens_lite.guide.stages.Stages.turn", None)
    assert same_samples(search().fit(scene.model(), analysis), result)


class Turning:
    """A way whose turns gain nothing after the first; their starts end at known costs."""

    most, ends_early = 5, True

    def __init__(self, *arcs):
        self.arcs = list(arcs)

    def coordinates_of(self, vector):
        return vector

    vector_of = coordinates_of

    def turn(self, best, rng):
        end = np.zeros(2), 10.0
        return Turn(end, [end], self.arcs.pop(0))

    def kicked(self, best):
        return best


@pytest.mark.parametrize(
    ("arcs", "turns"),
    [
        pytest.param([[10.0, 11.0, 90.0]] * 5, 2, id="starts agree"),
        pytest.param([[10.0, 80.0], *[[70.0, 90.0]] * 4], 5, id="one alone is best"),
        pytest.param([[10.0, 80.0], [70.0], [11.5, 90.0], [10.0]], 3, id="until a further one is"),
    ],
)
def test_while_one_start_alone_is_best_others_are_tried(arcs, turns):
    run = types.SimpleNamespace(generator=np.random.default_rng)
    state = {"best": np.ones(2), "costs": np.zeros(0), "starts": np.zeros(0), "ends": np.zeros((0, 2))}
    state["numbers"] = np.array([0.0, np.inf, 0.0, np.inf])
    search()._turns(run, Turning(*arcs), state, lambda stage: None)
    assert state["numbers"][:3].tolist() == [turns, 10.0, 1.0]
    assert state["starts"].size == sum(map(len, arcs[:turns]))


def test_a_bad_fit_is_doubted(caplog):
    """With half of the noise chi^2 is four times what is expected."""
    dataset = scene.dataset()
    dataset = dataset.with_values(noise_map=0.5 * np.asarray(dataset.noise_map))
    with caplog.at_level(logging.WARNING):
        found = search(n_turns=1).fit(scene.model(), al.AnalysisImaging(dataset))
    info = found.search_info
    assert info["chi_squared"] == pytest.approx(4.0 * info["chi_squared_expected"], rel=0.2)
    assert any("chi^2 is" in doubt for doubt in info["doubts"])
    assert "chi^2 is" in caplog.text and "doubt" in found.info
    assert "chi^2 is" in (search().folder / "summary.txt").read_text()


def test_what_there_is_no_guide_for_starts_from_the_prior():
    found = search(n_starts=2).fit(model_of(2), Gaussian())
    assert found.search_info["way"] == "from the prior" and found.search_info["starts"] == 2
    assert "there is no guide for Gaussian" in found.search_info["doubts"][0]


class Bent(Gaussian):
    """x is normal about 0 with width 1; y is normal about x^2 with width 0.05, which no normal density is like."""

    def likelihood_from(self, model):
        return BentLikelihood(self, model)

    def log_likelihood_function(self, instance):
        x, y = instance.point.x, instance.point.y
        return -0.5 * x**2 - 0.5 * ((y - x**2) / 0.05) ** 2


class BentLikelihood(KnownGradient):
    def value_and_grad(self, vector):
        x, y = vector
        off = (y - x**2) / 0.05**2
        return self(vector), np.array([2.0 * x * off - x, -off])


def is_bent(samples, size):
    """Whether samples worth `size` are of `Bent`."""
    x, y = samples.vectors[1:].T
    # the prior ends at 5, and with it y and |x| at 2.24
    inside = np.linspace(-np.sqrt(5.0), np.sqrt(5.0), 20001)
    weight = np.exp(-0.5 * inside**2)
    mean_square = weight @ inside**2 / weight.sum()
    assert size > 30 and abs(x.mean()) < 5.0 / np.sqrt(size)
    assert y.mean() == pytest.approx(mean_square, abs=5.0 * y.std() / np.sqrt(size))
    assert np.std(y - x**2) == pytest.approx(0.05, rel=0.3)
    return True


@pytest.fixture(scope="module")
def bent(tmp_path_factory):
    return search(n_starts=2, n_draws=750, output_path=tmp_path_factory.mktemp("bent")).fit(model_of(2), Bent())


def test_chains_sample_what_walkers_cannot(bent):
    info = bent.search_info
    assert info["k_hat"] >= 0.7 and info["sampled_by"] == "NUTS" and "k-hat" in info["why_chains"]
    assert set(info["chains"]) >= {"r_hat", "divergences"} and info["r_hat"] == max(info["chains"]["r_hat"])
    assert is_bent(bent.samples, bent.samples.effective_sample_size)


def test_chains_that_are_killed_go_on_with_the_same_bits(bent, monkeypatch):
    save = Within.save
    saved = []

    def fused(self, body):
        save(self, body)
        saved.append(len(body))
        if len(saved) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(Within, "save", fused)
    with pytest.raises(KeyboardInterrupt):
        search(n_starts=2, n_draws=750, iterations_per_full_update=1).fit(model_of(2), Bent())
    assert same_samples(search(n_starts=2, n_draws=750).fit(model_of(2), Bent()), bent)


def test_without_chains_walkers_that_have_not_mixed_are_doubted():
    found = search(n_starts=2, n_draws=750, use_nuts=False).fit(model_of(2), Bent())
    assert found.search_info["sampled_by"] == "walkers" and found.log_evidence is None
    assert any("walkers have not mixed" in doubt for doubt in found.search_info["doubts"])
    assert np.ptp(found.samples.weight[1:]) == 0.0


def test_draws_that_have_not_filled_the_tails_give_way_to_walkers(monkeypatch, caplog):
    """However good their weights; and it is said why."""

    def short(*arguments, **settings):
        return dataclasses.replace(
            draws_from(*arguments, **settings), doubts=("tails are long: errors may be too small",)
        )

    monkeypatch.setattr("autolens_lite.guide.sampled.draws_from", short)
    with caplog.at_level(logging.INFO):
        found = search(n_starts=2).fit(model_of(2), Gaussian())
    info = found.search_info
    assert info["k_hat"] < 0.7 and info["sampled_by"] == "walkers" and info["why_chains"] == "tails are long"
    assert "the samples are of walkers, since tails are long." in caplog.text


def test_an_image_in_which_nothing_is_bright_is_refused():
    model = scene.model()
    model.galaxies.lens.bulge = None
    dataset = scene.dataset()
    dark = dataset.with_values(data=-np.ones(dataset.grid.shape_slim))
    with pytest.raises(exc.SearchError, match="bright enough to be part of an arc"):
        search().fit(model, al.AnalysisImaging(dark))


def test_assertions_that_exclude_all_starts_are_named():
    model = scene.model()
    model.add_assertion(model.galaxies.lens.mass.einstein_radius > 9.0)
    with pytest.raises(exc.SearchError, match=r"none of 8 starts .* exclude them"):
        search().fit(model, al.AnalysisImaging(scene.dataset()))


def test_data_without_gradients_are_refused_before_any_work():
    with pytest.raises(exc.BackendError, match="with_backend"):
        search().fit(scene.model(), al.AnalysisImaging(scene.dataset().with_backend("numba")))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_effective": 5}, "n_effective = 5"),
        ({"n_turns": 0}, "n_turns = 0"),
        ({"n_draws": 50}, "n_draws = 50"),
        ({"n_starts": 0}, "n_starts = 0"),
        ({"n_turn": 1}, "Did you mean 'n_turns'"),
    ],
)
def test_settings_are_checked(settings, message):
    with pytest.raises(exc.SearchError, match=message):
        search(**settings)
