"""The laws of a density: it integrates to one, its cumulative inverts its quantile, draws follow it."""

import copy
import math
import pickle

import numpy as np
import pytest
from scipy import integrate, stats

from autolens_lite import exc
from autolens_lite.model import GaussianPrior, LogGaussianPrior, LogUniformPrior, TruncatedGaussianPrior, UniformPrior
from autolens_lite.model.priors import Prior

INFINITE = (-math.inf, math.inf)
LIMITS = [INFINITE, (0.1, 1.0), (0.0, math.inf), (-math.inf, 0.9)]

# Each prior beside an independent definition of the same density.
CASES = {
    "uniform": (UniformPrior(-1.0, 2.0), stats.uniform(-1.0, 3.0)),
    "log_uniform": (LogUniformPrior(1e-3, 10.0), stats.loguniform(1e-3, 10.0)),
    "gaussian": (GaussianPrior(0.5, 0.3), stats.norm(0.5, 0.3)),
    "truncated": (TruncatedGaussianPrior(0.2, 0.3, -1.0, 0.95), stats.truncnorm(-4.0, 2.5, 0.2, 0.3)),
    "half": (TruncatedGaussianPrior(0.2, 0.3, lower_limit=0.0), stats.truncnorm(-2.0 / 3.0, math.inf, 0.2, 0.3)),
    "log_gaussian": (LogGaussianPrior(-1.0, 0.7), stats.lognorm(0.7, scale=math.exp(-1.0))),
}
UNIT = np.linspace(0.0, 1.0, 401)
cases = pytest.mark.parametrize("name", CASES)
limits = pytest.mark.parametrize("lower, upper", LIMITS)


@cases
@limits
def test_unit_to_value_to_unit(name, lower, upper):
    prior, _ = CASES[name]
    value = prior.value_for(UNIT, lower, upper)
    assert np.all(np.diff(value) > 0.0)
    assert np.all((value > lower) & (value < upper))
    # the cumulative's own rounding, amplified where the interval is a small part of the prior
    np.testing.assert_allclose(prior.unit_for(value, lower, upper), UNIT, rtol=0.0, atol=3e-15)


@cases
def test_equals_an_independent_definition(name):
    prior, other = CASES[name]
    inner = UNIT[1:-1]
    value = prior.value_for(inner)
    np.testing.assert_allclose(value, other.ppf(inner), rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(prior.log_density(value), other.logpdf(value), rtol=1e-12, atol=1e-12)


@cases
@limits
def test_density_integrates_to_one(name, lower, upper):
    prior, _ = CASES[name]
    first, last = prior.value_for(np.array([0.0, 1.0]), lower, upper)
    if prior.log_space:
        first, last = np.log([first, last])

    def density(x):
        value = math.exp(x) if prior.log_space else x
        return math.exp(prior.log_density(value, lower, upper)) * (value if prior.log_space else 1.0)

    total, _ = integrate.quad(density, first, last, epsabs=1e-12, epsrel=1e-12, limit=200)
    assert total == pytest.approx(1.0, abs=1e-11)


@cases
@limits
def test_zero_outside(name, lower, upper):
    prior, _ = CASES[name]
    below, above = max(lower, prior.support[0]), min(upper, prior.support[1])
    outside = [x for x in (below - 1e-9, above + 1e-9) if math.isfinite(x)]
    assert np.all(prior.log_density(np.array([*outside, math.nan]), lower, upper) == -math.inf)
    assert np.all(np.isin(prior.unit_for(np.array(outside), lower, upper), [0.0, 1.0]))


@cases
def test_arrays_equal_numbers(name):
    prior, _ = CASES[name]
    lower = np.linspace(-0.5, 0.1, UNIT.size)
    upper = np.linspace(0.2, 0.9, UNIT.size)
    value = prior.value_for(UNIT, lower, upper)
    density = prior.log_density(value, lower, upper)
    for i in (0, 1, 200, 400):
        assert prior.value_for(UNIT[i], lower[i], upper[i]) == pytest.approx(value[i], rel=1e-14)
        assert prior.log_density(value[i], lower[i], upper[i]) == pytest.approx(density[i], rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("lower, upper", [(2.0, 3.0), (-0.1, 0.1), (-20.0, -19.0)])
def test_interval_far_in_a_tail(lower, upper):
    """110, 80 and 1,990 standard deviations away, where cumulative densities underflow."""
    prior = GaussianPrior(0.9, 0.01)
    value = prior.value_for(UNIT, lower, upper)
    assert np.all((value > lower) & (value < upper))
    edge = lower if lower > 0.9 else upper
    # the logarithm of the mass is about -z^2 / 2, inverted to a relative 1e-12 or better by scipy's ndtri_exp
    tolerance = 1e-12 * 0.5 * ((edge - 0.9) / 0.01) ** 2
    np.testing.assert_allclose(prior.unit_for(value, lower, upper)[1:-1], UNIT[1:-1], rtol=0.0, atol=tolerance)
    # in a far tail the density is exponential: its rate is the distance over the variance
    rate = abs(edge - 0.9) / 0.01**2
    assert prior.log_density(edge, lower, upper) == pytest.approx(math.log(rate), rel=1e-4)


def test_edges_of_the_unit_interval_stay_inside():
    prior = UniformPrior(0.0, 3.0)
    assert 0.0 < prior.value_for(0.0) < 1e-14
    assert 3.0 - 1e-14 < prior.value_for(1.0) < 3.0


@cases
def test_copies_are_the_prior_itself_and_new_is_not(name):
    prior, _ = CASES[name]
    assert copy.deepcopy(prior) is prior
    assert copy.copy(prior) is prior
    other = prior.new()
    assert other is not prior
    assert other != prior
    assert str(other) == str(prior)


@cases
def test_survives_dictionary_and_pickle(name):
    prior, _ = CASES[name]
    for other in (Prior.from_dict(prior.to_dict()), pickle.loads(pickle.dumps(prior))):
        assert type(other) is type(prior)
        assert other.to_dict() == prior.to_dict()
        assert other.value_for(0.3) == prior.value_for(0.3)


def test_immutable():
    with pytest.raises(AttributeError):
        UniformPrior().lower_limit = 3.0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: UniformPrior(1.0, 1.0), "not below upper_limit"),
        (lambda: UniformPrior(2.0, 1.0), "not below upper_limit"),
        (lambda: UniformPrior(0.0, math.inf), "not finite"),
        (lambda: UniformPrior(math.nan, 1.0), "lower_limit = nan is not a number"),
        (lambda: UniformPrior("0", 1.0), "lower_limit = '0' is not a number"),
        (lambda: UniformPrior(lower_limt=0.0), "Did you mean 'lower_limit'"),
        (lambda: LogUniformPrior(0.0, 1.0), "not above zero"),
        (lambda: GaussianPrior(0.0, 0.0), "sigma = 0.0 is not above zero"),
        (lambda: GaussianPrior(0.0, -1.0), "sigma = -1.0 is not above zero"),
        (lambda: GaussianPrior(math.inf, 1.0), "mean = inf is not finite"),
        (lambda: LogGaussianPrior(0.0, -1.0), "LogGaussianPrior: sigma"),
        (lambda: TruncatedGaussianPrior(0.0, 1.0, 1.0, -1.0), "not below upper_limit"),
        (lambda: Prior.from_dict({"type": "Unifrm"}), "Did you mean 'Uniform'"),
        (lambda: Prior.from_dict({"type": "Uniform", "lower_limit": 0.0}), "needs 'upper_limit'"),
        (lambda: Prior.from_dict({"type": "Gaussian", "mean": "x", "sigma": 1.0}), "not a number"),
    ],
)
def test_refused(make, words):
    with pytest.raises(exc.AutoLensError, match=words):
        make()
