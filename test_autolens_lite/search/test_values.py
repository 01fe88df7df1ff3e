"""What a log likelihood may be: of any size, but one real number, and the same whenever it is computed."""

import functools
import signal

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.analysis import Analysis, AnalysisFactor, FactorGraphModel
from autolens_lite.search.sampler_errors import Translated
from test_autolens_lite.search.cases import QUICK, search_of
from test_autolens_lite.search.fakes import Gaussian, model_of

WITHOUT_DERIVATIVES = [case for case in QUICK if case not in ("LBFGS", "LeastSquares", "NUTS", "Posterior", "SMC")]


class Shifted(Gaussian):
    """The Gaussian, and a constant."""

    def __init__(self, constant, **more):
        super().__init__(**more)
        self.constant = constant

    def fingerprint(self):
        return super().fingerprint() | {"constant": self.constant}

    def log_likelihood_function(self, instance):
        return self.constant + super().log_likelihood_function(instance)


class Returning(Analysis):
    """Returns what it is told to, of the number of the call and the right log likelihood."""

    def __init__(self, function):
        self.function = function
        self.calls = 0

    def fingerprint(self):
        return {"class": "Returning"}

    def log_likelihood_function(self, instance):
        self.calls += 1
        return self.function(self.calls, -0.5 * (instance.point.x**2 + instance.point.y**2))


@functools.cache
def plain_result(case, **more):
    return result_with(case, 0.0, "plain", **more)


def result_with(case, constant, name, **more):
    return search_of(case, name=name, **more).fit(model_of(2), Shifted(constant))


@pytest.mark.parametrize("constant", [-1e8, 1e9])
@pytest.mark.parametrize("case", ["DynestyStatic", "DynestyDynamic", "Nautilus"])
def test_a_constant_changes_nothing_of_a_nested_run(case, constant):
    plain, shifted = plain_result(case), result_with(case, constant, "shifted")
    assert np.array_equal(plain.samples.vectors, shifted.samples.vectors)
    assert shifted.log_evidence_error == pytest.approx(plain.log_evidence_error, rel=1e-4)
    assert shifted.log_evidence - constant == pytest.approx(plain.log_evidence, abs=1e-5)
    assert np.allclose(plain.samples.weight, shifted.samples.weight, rtol=1e-5, atol=0.0)
    assert shifted.samples.effective_sample_size == pytest.approx(plain.samples.effective_sample_size, rel=1e-5)


@pytest.mark.parametrize("constant", [1e9])
@pytest.mark.parametrize("case", ["Emcee", "LBFGS", "LeastSquares", "PySwarmsGlobal", "PySwarmsLocal"])
def test_a_constant_changes_nothing_of_the_other_searches(case, constant):
    more = {"ftol": 1e-3, "ftol_iter": 5} if case.startswith("PySwarms") else {}
    plain, shifted = plain_result(case, **more), result_with(case, constant, "shifted", **more)
    assert len(plain.samples) == len(shifted.samples)
    assert np.allclose(plain.samples.vectors, shifted.samples.vectors, atol=1e-3)
    difference = shifted.samples.log_likelihood - constant - plain.samples.log_likelihood
    assert np.abs(difference).max() < 1e-2


@pytest.mark.parametrize("case", ["DynestyStatic", "DynestyDynamic", "Nautilus"])
def test_a_resumed_run_of_large_likelihoods_has_the_same_error(case):
    whole = result_with(case, 1e8, "whole")
    with pytest.raises(KeyboardInterrupt):
        search_of(case, iterations_per_full_update=25).fit(model_of(2), Shifted(1e8, fuse=300))
    assert result_with(case, 1e8, "fit").log_evidence_error == whole.log_evidence_error


@pytest.mark.parametrize("case", WITHOUT_DERIVATIVES)
@pytest.mark.parametrize(
    "wrong", [None, [1.0], 1.0 + 0.0j, "1.0", True, np.array([1.0]), np.bool_(True), np.ma.masked, np.complex128(1.0)]
)
def test_what_is_not_a_number_is_refused_at_once(case, wrong, capfd):
    analysis = Returning(lambda call, value: wrong)
    with pytest.raises(exc.SearchError, match=r"Returning\.log_likelihood_function returned .* not a number"):
        search_of(case).fit(model_of(2), analysis)
    assert analysis.calls == 1
    assert not (search_of(case).folder / "checkpoint").exists()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("right", [np.float32, np.float64, np.array, lambda value: int(value) - 1])
def test_what_is_a_number_is_taken(right):
    likelihood = Returning(lambda call, value: right(value)).likelihood_from(model_of(2))
    assert type(likelihood([0.5, 0.5])) is float


def test_a_factor_that_returns_no_number_is_named():
    factors = [AnalysisFactor(model_of(2), analysis) for analysis in (Gaussian(), Returning(lambda call, value: True))]
    graph = FactorGraphModel(*factors)
    likelihood = graph.likelihood_from(graph.global_prior_model)
    with pytest.raises(exc.SearchError, match="Returning"):
        likelihood([0.0, 0.0, 0.0, 0.0])


@pytest.mark.parametrize("wrong", [None, 1.0 + 0.0j, True, [1.0]])
def test_what_is_not_a_number_is_refused_under_jax(wrong):
    analysis = Returning(lambda call, value: wrong)
    analysis.backend = "jax"
    with pytest.raises(exc.SearchError, match="not a number"):
        search_of("LBFGS").fit(model_of(2), analysis)


@pytest.mark.parametrize("case", WITHOUT_DERIVATIVES)
@pytest.mark.parametrize(
    "changing",
    [
        lambda call, value: value - call,
        lambda call, value: value - 5.0 * max(0, call - 300),
        lambda call, value: value + np.random.default_rng(call).normal(),
    ],
    ids=["drops", "drops late", "noisy"],
)
def test_a_likelihood_that_changes_is_refused(case, changing):
    """The second, and sometimes the others, were never ended by nested sampling."""
    with pytest.raises(exc.SearchError, match=r"Returning at .* when computed again"):
        search_of(case).fit(model_of(2), Returning(changing))


@pytest.mark.parametrize("case", WITHOUT_DERIVATIVES)
@pytest.mark.parametrize("first", [0, 35])
def test_a_likelihood_beyond_measure_is_refused(case, first):
    analysis = Returning(lambda call, value: 1e300 if call > first else value)
    with pytest.raises(exc.SearchError, match=r"point\.x = .* is 1e\+300"):
        search_of(case).fit(model_of(2), analysis)


@pytest.mark.filterwarnings("ignore:We have reached the plateau:UserWarning", "ignore:All the initial:RuntimeWarning")
@pytest.mark.parametrize("case", WITHOUT_DERIVATIVES)
def test_a_likelihood_that_is_constant_is_refused(case):
    with pytest.raises(exc.SearchError, match="have the same log"):
        search_of(case).fit(model_of(2), Returning(lambda call, value: 3.0))


def test_a_checkpoint_of_other_data_is_refused():
    """Even where the fingerprint does not tell them apart."""
    with pytest.raises(KeyboardInterrupt):
        search_of("DynestyStatic", iterations_per_full_update=25).fit(model_of(2), Gaussian(fuse=200))
    other = Gaussian()
    other.log_likelihood_function = lambda instance: -0.5 * instance.point.x**2
    with pytest.raises(exc.SearchError, match="when computed again"):
        search_of("DynestyStatic").fit(model_of(2), other)


@pytest.mark.parametrize(("module", "raised"), [("dynesty.sampler", exc.SearchError), ("__main__", IndexError)])
def test_what_a_sampler_raises_itself_is_said_in_our_words(module, raised):
    scope = {"__name__": module}
    exec("def stop(): raise IndexError('index 0 is out of bounds')", scope)
    with pytest.raises(raised, match="index 0 is out of bounds"), Translated("dynesty"):
        scope["stop"]()


def test_an_error_of_a_signal_handler_passes_through():
    def ring(*arguments):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(TimeoutError):
            search_of("DynestyStatic", nlive=2000, dlogz=1e-6).fit(model_of(2), Gaussian())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
