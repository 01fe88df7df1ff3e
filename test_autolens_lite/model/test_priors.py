"""The laws of a density: it integrates to one, its cumulative inverts its quantile, draws follow it."""

import copy
import math
import pickle

import numpy as np
import pytest
from scipy import integrate, stats

from autolens_lite import exc
from autolens_lite.model import (
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Model,
    TruncatedGaussianPrior,
    UniformPrior,
    truncated_normal,
)
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


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (3.0, 3.000009),
        (-2e-6, 5e-6),
        (40.0, 40.000005),
        (-5.000008, -5.0),
        (2e5, 3e5),
        (-math.inf, -3e5),
        (-1e-99, 2e-99),
    ],
)
def test_an_interval_narrow_or_far_in_a_tail_has_its_density(a, b):
    """Its cumulative densities are equal to rounding; an exponential is integrated instead."""
    near = a if a > 0.0 else b
    other = b if a > 0.0 else a
    span = np.sign(other - near) * min(abs(other - near), 40.0 / abs(near))
    nodes, weights = np.polynomial.legendre.leggauss(200)
    t = 0.5 * (nodes + 1.0) * span
    mass = np.exp(truncated_normal.log_density(near + t, a, b)) * weights * 0.5 * abs(span)
    assert np.sum(mass) == pytest.approx(1.0, abs=2e-4)  # the rounding of `near + t`
    fractions = np.array([0.02, 0.16, 0.5, 0.84, 0.98])
    z = truncated_normal.quantile(fractions, a, b)
    assert np.all((z > a) & (z < b))
    assert truncated_normal.cumulative(z, a, b) == pytest.approx(fractions, abs=2e-5)
    even = abs(near * span) < 1e-6
    expected = a + fractions * (b - a) if even else near + np.sign(span) * _exponential(fractions, near, other, span)
    assert np.abs(z - expected).max() < 2e-5 * abs(span)


def _exponential(fractions, near, other, span):
    """Quantiles of the distance from the end that is nearer to zero."""
    fractions = fractions if other > near else 1.0 - fractions
    return -np.log1p(-fractions * -np.expm1(-abs(near) * abs(other - near))) / abs(near)


class _Number:
    def __init__(self, x=0.0):
        self.x = x


@pytest.mark.parametrize(
    "prior",
    [
        UniformPrior(1.0, math.nextafter(1.0, 2.0)),
        UniformPrior(1e16, 1e16 + 4.0),
        LogUniformPrior(1.0, 1.0 + 1e-15),
        GaussianPrior(1.0, 1e-300),
        GaussianPrior(0.0, 1e308),
        TruncatedGaussianPrior(0.0, 1.0, 1e10, 1e11),
        TruncatedGaussianPrior(0.0, 1e-300, 1.0, 2.0),
        TruncatedGaussianPrior(1e17, 1.0, 0.0, 1.0),
        LogGaussianPrior(800.0, 1.0),
        LogGaussianPrior(-800.0, 1.0),
        LogGaussianPrior(0.0, 1000.0),
    ],
    ids=str,
)
def test_a_prior_that_floats_do_not_resolve_is_refused(prior):
    with pytest.raises(exc.ModelError, match=r"x cannot have the prior .* do not resolve"):
        Model(_Number, x=prior).layout.check_widths()


@pytest.mark.parametrize(
    "prior",
    [
        UniformPrior(-8e307, 8e307),
        LogUniformPrior(5e-324, 1e308),
        GaussianPrior(1e300, 1e299),
        TruncatedGaussianPrior(0.0, 1e200, -1.0, 1.0),
        TruncatedGaussianPrior(0.0, 1.0, 0.0, 1e-300),
        TruncatedGaussianPrior(0.0, 1.0, 40.0, 41.0),
        TruncatedGaussianPrior(0.0, 1.0, 1e5, math.inf),
        LogGaussianPrior(700.0, 1.0),
    ],
    ids=str,
)
def test_extreme_priors_are_finite_and_ordered(prior):
    Model(_Number, x=prior).layout.check_widths()
    value = prior.value_for(np.array([0.0, 1e-12, 0.1, 0.5, 0.9, 1.0 - 1e-12, 1.0]))
    assert np.all(np.isfinite(value)) and np.all(np.diff(value) >= 0.0)
    assert np.all(np.isfinite(prior.log_density(value)))
    assert prior.unit_for(value[2:5]) == pytest.approx([0.1, 0.5, 0.9], abs=1e-5)
