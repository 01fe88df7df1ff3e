"""|ell_comps| stays below 1, and what nested samplers draw has the density that MCMC samples."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from autolens_lite import exc
from autolens_lite.model import Collection, GaussianPrior, Model, TruncatedGaussianPrior, UniformPrior
from autolens_lite.model.layout import MAX_ELLIPTICITY as RADIUS


class Ellipse:
    def __init__(self, ell_comps=(0.0, 0.0)):
        self.ell_comps = ell_comps


def ellipse(first, second):
    model = Model(Ellipse)
    model.ell_comps = (first, second)
    return model


# Wide, narrow, off-centre, one-sided, and far from the disc's centre.
PAIRS = {
    "default": (TruncatedGaussianPrior(0.0, 0.3, -1.0, 1.0), TruncatedGaussianPrior(0.0, 0.3, -1.0, 1.0)),
    "box": (UniformPrior(-1.0, 1.0), UniformPrior(-1.0, 1.0)),
    "larger_box": (UniformPrior(-3.0, 3.0), UniformPrior(-3.0, 3.0)),
    "one_sided": (UniformPrior(0.2, 1.0), GaussianPrior(-0.5, 0.3)),
    "far": (GaussianPrior(0.0, 0.5), UniformPrior(0.9, 2.0)),
}
pairs = pytest.mark.parametrize("name", PAIRS)


@pairs
def test_never_outside_the_disc(name):
    model = ellipse(*PAIRS[name])
    unit = model.random_unit_vectors(20_000, np.random.default_rng(1))
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.5, 0.0]])
    vector = model.vector_from_unit_vector(np.concatenate([corners, unit]))
    assert np.max(np.hypot(*vector.T)) <= RADIUS
    assert np.all(np.isfinite(model.log_prior_from_vector(vector)))


@pairs
def test_round_trip(name):
    model = ellipse(*PAIRS[name])
    unit = model.random_unit_vectors(2_000, np.random.default_rng(2))
    again = model.unit_vector_from_vector(model.vector_from_unit_vector(unit))
    # where the second element's interval is short, it is known less well
    np.testing.assert_allclose(again, unit, rtol=0.0, atol=1e-11)


@pairs
def test_density_integrates_to_one(name):
    model = ellipse(*PAIRS[name])
    layout = model.layout

    def inner(first):
        lower, upper = layout.limits_of(1, np.array([first, 0.0]))
        nodes, weights = np.polynomial.legendre.leggauss(80)
        second = 0.5 * (upper + lower) + 0.5 * (upper - lower) * nodes
        vectors = np.stack([np.full_like(second, first), second], axis=1)
        return 0.5 * (upper - lower) * np.sum(weights * np.exp(model.log_prior_from_vector(vectors)))

    total, _ = integrate.quad(inner, layout.lower[0], layout.upper[0], epsabs=1e-11, epsrel=1e-11)
    assert total == pytest.approx(1.0, abs=1e-10)


@pairs
def test_draws_have_the_density(name):
    """Counts in cells of the disc against the density's integral over them."""
    model = ellipse(*PAIRS[name])
    n = 40_000
    vector = model.vector_from_unit_vector(model.random_unit_vectors(n, np.random.default_rng(3)))
    edges = [np.linspace(vector[:, i].min(), vector[:, i].max(), 7) for i in (0, 1)]
    counts, _, _ = np.histogram2d(*vector.T, bins=edges)
    fine = [np.linspace(edge[0], edge[-1], 6 * 100 + 1) for edge in edges]
    middle = [0.5 * (edge[1:] + edge[:-1]) for edge in fine]
    points = np.stack(np.meshgrid(*middle, indexing="ij"), axis=-1)
    cell = (fine[0][1] - fine[0][0]) * (fine[1][1] - fine[1][0])
    density = np.exp(model.log_prior_from_vector(points.reshape(-1, 2))).reshape(6, 100, 6, 100) * cell
    expected = n * density.sum(axis=(1, 3))
    used = expected > 20.0
    chi_squared = np.sum((counts[used] - expected[used]) ** 2 / expected[used])
    assert stats.chi2.sf(chi_squared, np.sum(used) - 1) > 1e-3


def test_density_is_a_product_of_conditional_densities():
    first, second = PAIRS["default"]
    model = ellipse(first, second)
    e = np.array([0.6, 0.7])
    radius = math.sqrt(RADIUS**2 - 0.36)
    one = stats.truncnorm(-RADIUS / 0.3, RADIUS / 0.3, 0.0, 0.3).logpdf(0.6)
    two = stats.truncnorm(-radius / 0.3, radius / 0.3, 0.0, 0.3).logpdf(0.7)
    assert model.log_prior_from_vector(e) == pytest.approx(one + two, rel=1e-12)


@pytest.mark.parametrize("vector", [[0.8, 0.7], [1.0, 0.0], [0.0, -0.9991], [2.0, 2.0], [math.nan, 0.0]])
def test_density_is_zero_outside(vector):
    assert ellipse(*PAIRS["box"]).log_prior_from_vector(vector) == -math.inf


@pytest.mark.parametrize("fixed", [0, 1])
def test_one_fixed_element_limits_the_other(fixed):
    pair = [UniformPrior(-1.0, 1.0), UniformPrior(-1.0, 1.0)]
    pair[fixed] = 0.8
    model = ellipse(*pair)
    radius = math.sqrt(RADIUS**2 - 0.64)
    assert model.prior_count == 1
    assert model.vector_from_unit_vector([1.0])[0] == pytest.approx(radius, rel=1e-14)
    assert model.log_prior_from_vector([0.1]) == pytest.approx(-math.log(2.0 * radius))


def test_one_prior_on_both_elements():
    prior = UniformPrior(-1.0, 1.0)
    model = ellipse(prior, prior)
    assert model.prior_count == 1
    assert model.vector_from_unit_vector([1.0])[0] == pytest.approx(RADIUS / math.sqrt(2.0), rel=1e-14)


def test_shared_element_is_limited_by_the_tightest_pair():
    shared = UniformPrior(-1.0, 1.0)
    model = Collection(
        a=ellipse(UniformPrior(-1.0, 1.0), shared), b=ellipse(0.9, shared), c=ellipse(UniformPrior(0.0, 1.0), shared)
    )
    # the order is a.0, shared, c.0: shared depends on a.0, c.0 on shared
    vector = model.vector_from_unit_vector(model.random_unit_vectors(5_000, np.random.default_rng(4)))
    a, e, c = vector.T
    for other in (a, c, np.full_like(e, 0.9)):
        assert np.max(np.hypot(other, e)) <= RADIUS
    again = model.unit_vector_from_vector(vector)
    np.testing.assert_allclose(model.vector_from_unit_vector(again), vector, rtol=0.0, atol=1e-14)
    assert np.all(np.isfinite(model.log_prior_from_vector(vector)))


def test_two_conditions_on_one_element():
    """The later element of two pairs has the interval of the larger partner."""
    last = UniformPrior(-1.0, 1.0)
    model = Collection(a=ellipse(UniformPrior(-1.0, 1.0), 0.1), b=ellipse(UniformPrior(-1.0, 1.0), last))
    model.c = ellipse(model.a.ell_comps_0, last)
    vector = model.vector_from_unit_vector([0.95, 0.6, 1.0])
    assert vector[2] == pytest.approx(math.sqrt(RADIUS**2 - max(abs(vector[:2])) ** 2), rel=1e-14)


def test_prior_beyond_the_disc_is_refused():
    with pytest.raises(exc.ModelError, match="ell_comps_0 cannot have the prior UniformPrior"):
        assert ellipse(UniformPrior(1.2, 1.5), 0.0).prior_count


def test_the_element_that_leaves_no_room_is_named():
    with pytest.raises(exc.ModelError, match="ell_comps_1 cannot have the prior UniformPrior"):
        assert ellipse(UniformPrior(-1.0, 1.0), UniformPrior(1.2, 1.5)).prior_count


def test_two_elements_without_common_room_are_refused():
    with pytest.raises(exc.ModelError, match="ell_comps_0 cannot have the prior UniformPrior"):
        assert ellipse(UniformPrior(0.8, 1.0), UniformPrior(0.8, 1.0)).prior_count


def test_other_pairs_are_free():
    class Point:
        def __init__(self, centre=(0.0, 0.0)):
            self.centre = centre

    model = Model(Point)
    model.centre = (UniformPrior(0.0, 9.0), UniformPrior(0.0, 9.0))
    np.testing.assert_allclose(model.vector_from_unit_vector([0.5, 0.5]), [4.5, 4.5], rtol=1e-15)
