"""Vectors, points of the unit cube and their densities, for whole models."""

import numpy as np
import pytest
from scipy import stats

from autolens_lite import exc
from autolens_lite.model import (
    Collection,
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Model,
    TruncatedGaussianPrior,
    UniformPrior,
)
from autolens_lite.profile.light.sersic import Sersic
from autolens_lite.profile.mass.isothermal import Isothermal


@pytest.fixture
def model():
    return Collection(
        mass=Isothermal,
        light=Sersic,
        a=UniformPrior(-1.0, 2.0),
        b=LogUniformPrior(1e-3, 10.0),
        c=GaussianPrior(3.0, 0.5),
        d=TruncatedGaussianPrior(0.0, 1.0, -0.5, 3.0),
        e=LogGaussianPrior(0.0, 1.0),
    )


def test_unit_to_vector_to_unit(model):
    unit = model.random_unit_vectors(500, np.random.default_rng(0))
    assert unit.shape == (500, model.prior_count)
    vector = model.vector_from_unit_vector(unit)
    np.testing.assert_allclose(model.unit_vector_from_vector(vector), unit, rtol=0.0, atol=1e-13)
    np.testing.assert_array_equal(model.vector_from_unit_vector(unit[7]), vector[7])
    np.testing.assert_array_equal(model.vector_from_unit_vector(list(unit[7])), vector[7])


def test_log_prior_is_the_sum_of_its_parameters(model):
    unit = model.random_unit_vectors(50, np.random.default_rng(1))
    vector = model.vector_from_unit_vector(unit)
    layout = model.layout
    total = sum(prior.log_density(vector[:, i], *layout.limits_of(i, vector)) for i, prior in enumerate(model.priors))
    np.testing.assert_allclose(model.log_prior_from_vector(vector), total, rtol=1e-14)
    assert model.log_prior_from_vector(vector[3]) == pytest.approx(total[3], rel=1e-14)
    assert isinstance(float(model.log_prior_from_vector(vector[3])), float)


def test_density_is_the_jacobian_of_the_map(model):
    """The map sends equal volumes of the cube to volumes in inverse proportion to the density."""
    unit = 0.2 + 0.6 * model.random_unit_vectors(5, np.random.default_rng(2))
    step = 1e-5
    for point in unit:
        log_determinant = 0.0
        for i in range(model.prior_count):
            # the map is triangular: parameter i depends on those before it, so the diagonal alone matters
            shift = np.zeros_like(point)
            shift[i] = step
            ends = model.vector_from_unit_vector(np.stack([point - shift, point + shift]))
            log_determinant += np.log((ends[1, i] - ends[0, i]) / (2.0 * step))
        vector = model.vector_from_unit_vector(point)
        assert model.log_prior_from_vector(vector) == pytest.approx(-log_determinant, abs=1e-6)


def test_draws_follow_each_prior(model):
    vector = model.vector_from_unit_vector(model.random_unit_vectors(4_000, np.random.default_rng(3)))
    names = model.parameter_names
    known = {
        "a": stats.uniform(-1.0, 3.0),
        "b": stats.loguniform(1e-3, 10.0),
        "c": stats.norm(3.0, 0.5),
        "d": stats.truncnorm(-0.5, 3.0),
        "e": stats.lognorm(1.0),
        "mass.einstein_radius": stats.uniform(0.0, 8.0),
        "light.intensity": stats.loguniform(1e-6, 1e6),
    }
    for name, density in known.items():
        assert stats.kstest(vector[:, names.index(name)], density.cdf).pvalue > 1e-3, name


def test_random_vectors_come_from_the_generator_alone(model):
    first = model.random_unit_vectors(3, np.random.default_rng(5))
    np.random.default_rng(6).random(10)
    np.testing.assert_array_equal(first, model.random_unit_vectors(3, np.random.default_rng(5)))


def test_medians(model):
    instance = model.instance_from_prior_medians()
    assert instance.mass.einstein_radius == pytest.approx(4.0, rel=1e-15)
    assert instance.mass.ell_comps == pytest.approx((0.0, 0.0), abs=1e-15)
    assert instance.a == pytest.approx(0.5, rel=1e-15)
    assert instance.e == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("shape", [(3,), (18,), (2, 17), ()])
def test_wrong_length_is_refused(model, shape):
    vector = np.full(shape, 0.5)
    with pytest.raises(exc.ModelError, match="17 free parameters"):
        model.instance_from_vector(vector)
    if shape != (2, 17):
        for method in (model.vector_from_unit_vector, model.unit_vector_from_vector, model.log_prior_from_vector):
            with pytest.raises(exc.ModelError, match="17 free parameters"):
                method(vector)


def test_model_without_free_parameters():
    model = Collection(a=1.0)
    assert model.prior_count == 0
    assert model.parameter_names == model.parameter_labels == []
    assert model.instance_from_vector(np.empty(0)).a == 1.0
    assert model.vector_from_unit_vector(np.empty((4, 0))).shape == (4, 0)
    assert model.log_prior_from_vector([]) == 0.0
    assert model.satisfies([]) is True


def test_lists_and_numpy_numbers_become_floats():
    model = Model(Isothermal)
    for vector in (np.array([0.1, 0.2, 0.0, 0.0, 1.0]), np.arange(5, dtype=np.float32) / 10):
        assert all(type(value) is float for value in model.instance_from_vector(vector).centre)


def test_traced_vector_is_passed_through(model):
    """Under jit and grad of the jax backend, the elements of the vector reach the profiles as they are."""
    from autolens_lite import xp

    xp.get("jax")
    import jax

    def total(vector):
        instance = model.instance_from_vector(vector)
        return instance.mass.einstein_radius * instance.a + instance.mass.centre[1] ** 2

    vector = np.linspace(0.1, 0.5, model.prior_count)
    names = model.parameter_names
    gradient = np.asarray(jax.jit(jax.grad(total))(vector))
    expected = np.zeros(model.prior_count)
    expected[names.index("mass.einstein_radius")] = vector[names.index("a")]
    expected[names.index("a")] = vector[names.index("mass.einstein_radius")]
    expected[names.index("mass.centre_1")] = 2.0 * vector[names.index("mass.centre_1")]
    np.testing.assert_allclose(gradient, expected, rtol=1e-15)
    assert jax.vmap(total)(np.stack([vector, vector])).shape == (2,)
