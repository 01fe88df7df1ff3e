"""Arithmetic on priors as the value of an argument."""

import json
import math

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc


@pytest.fixture
def model():
    scale = al.UniformPrior(0.5, 2.0)
    lens = al.Model(al.mp.Isothermal)
    lens.centre = (0.0, 0.0)
    lens.einstein_radius = scale * 2.0 + 0.1
    member = al.Model(al.mp.IsothermalSph, centre=(0.1, 0.2), einstein_radius=0.3 * scale ** al.UniformPrior(0.4, 0.6))
    lens.ell_comps = (member.einstein_radius / 10.0, 0.05)
    return al.Collection(lens=lens, member=member)


def test_parameters_are_those_of_the_expressions(model):
    assert model.prior_count == 2
    assert model.parameter_names == ["lens.ell_comps_0_prior_0", "lens.ell_comps_0_prior_1"]
    model.scale = model.priors[0]
    assert sorted(model.parameter_names) == ["lens.ell_comps_0_prior_1", "scale"]


def test_instances_have_its_value(model):
    instance = model.instance_from_vector([1.3, 0.5])
    assert instance.lens.einstein_radius == 2.0 * 1.3 + 0.1
    assert instance.member.einstein_radius == pytest.approx(0.3 * 1.3**0.5, rel=1e-15)
    assert instance.lens.ell_comps == (instance.member.einstein_radius / 10.0, 0.05)


def test_jax_traces_it(model):
    import jax

    al.xp.get("jax")  # which computes in double precision

    def radius(vector):
        return model.instance_from_vector(vector).member.einstein_radius

    gradient = jax.grad(radius)(np.array([1.3, 0.5]))
    expected = [0.15 * 1.3**-0.5, 0.3 * 1.3**0.5 * np.log(1.3)]
    np.testing.assert_allclose(gradient, expected, rtol=1e-12)


def test_it_is_stored_and_rebuilt(model):
    rebuilt = al.Model.from_dict(json.loads(json.dumps(model.to_dict())))
    assert rebuilt.parameter_names == model.parameter_names
    assert rebuilt.info == model.info
    before, after = (m.instance_from_vector([1.3, 0.5]) for m in (model, rebuilt))
    assert before.lens.ell_comps == after.lens.ell_comps


def test_another_expression_is_another_fingerprint(model):
    stored = model.to_dict()
    other = model.copy()
    other.lens.einstein_radius = model.priors[0] * 2.0 + 0.2
    assert other.to_dict() != stored


def test_info_shows_it(model):
    assert "= ((lens.ell_comps_0_prior_0 * 2) + 0.1)" in model.info


def test_limits_of_the_place_hold_of_the_value():
    model = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    model.einstein_radius = al.UniformPrior(-1.0, 1.0) + 0.5
    assert model.satisfies([0.0])
    assert not model.satisfies([-0.7])
    pair = al.Model(al.mp.Isothermal, centre=(0.0, 0.0), einstein_radius=1.0)
    pair.ell_comps = (2.0 * al.UniformPrior(-1.0, 1.0), 0.5)
    assert pair.satisfies([0.4])
    assert not pair.satisfies([0.45])


def test_priors_in_it_are_replaced(model):
    fixed = model.with_priors({model.priors[0]: 1.3})
    assert fixed.prior_count == 1
    assert fixed.instance_from_vector([0.5]).lens.einstein_radius == 2.7


def test_comparisons_are_no_values():
    model = al.Model(al.mp.IsothermalSph)
    with pytest.raises(exc.ModelError, match="einstein_radius is set to a comparison"):
        model.einstein_radius = al.UniformPrior(0.0, 1.0) > 0.5


def test_attributes_are_taken_where_paths_agree():
    mass = al.Model(al.mp.PowerLaw)
    before = al.Model(al.mp.Isothermal)
    before.centre = (0.1, 0.2)
    slope = mass.slope
    mass.take_attributes(before)
    assert mass.einstein_radius is before.einstein_radius
    assert tuple(mass.centre) == (0.1, 0.2)
    assert mass.slope is slope
    mass.take_attributes(before.instance_from_prior_medians())
    assert mass.prior_count == 1
    galaxies = al.Collection([al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)])
    galaxies.take_attributes({"0": al.Galaxy(0.7, mass=al.mp.IsothermalSph((0.0, 0.1), 1.5))})
    assert galaxies.prior_count == 0
    assert galaxies[0].mass.einstein_radius == 1.5
    galaxies = al.Collection(a=al.Model(al.mp.IsothermalSph))
    galaxies.add_assertion(galaxies.a.einstein_radius > 1.0)
    with pytest.raises(exc.ModelError, match="has assertions"):
        galaxies.take_attributes({})


@pytest.mark.parametrize(
    ("expression", "value", "expected"),
    [
        (lambda x: x**0.5, -0.25, np.nan),
        (lambda x: 1.0 / x, 0.0, np.inf),
        (lambda x: 10.0**x, 9999.0, np.inf),
        (lambda x: x**-1.0, 0.0, np.inf),
        (lambda x: 0.0 * (1.0 / x), 0.0, np.nan),
    ],
)
def test_what_floats_cannot_hold_is_what_arrays_have(expression, value, expected):
    import jax

    al.xp.get("jax")  # which computes in double precision
    model = al.Collection(x=al.UniformPrior(-1e4, 1e4))
    model.y = expression(model.x)
    found = model.instance_from_vector([value]).y
    assert type(found) is float
    np.testing.assert_equal(found, expected)
    traced = jax.jit(lambda vector: model.instance_from_vector(vector).y)(np.array([value]))
    np.testing.assert_equal(float(traced), expected)
    model.add_assertion(model.y < 1.0)
    assert not model.satisfies([value])


REFUSED = {
    "log": np.log,
    "maximum": lambda prior: np.maximum(prior, 1.0),
    "isfinite": np.isfinite,
    "math": math.log,
    "float": float,
    "abs": abs,
    "%": lambda prior: prior % 2,
    "% of": lambda prior: 2 % prior,
    "//": lambda prior: prior // 2,
    "// of": lambda prior: np.float64(2.0) // prior,
    "divmod": lambda prior: divmod(prior, 2),
    "round": round,
    "floor": math.floor,
    "@": lambda prior: prior @ prior,
    "~": lambda prior: ~prior,
    "pow": lambda prior: pow(prior, 2, 3),
    "arithmetic": lambda prior: np.exp(2.0 * prior),
}


@pytest.mark.parametrize("function", REFUSED)
def test_functions_that_priors_have_not_are_named_with_the_remedy(function):
    with pytest.raises(exc.ModelError, match=r"not computed of priors.*LogUniformPrior"):
        REFUSED[function](al.UniformPrior(0.1, 2.0))


def test_numbers_of_numpy_are_numbers():
    prior = al.UniformPrior(0.1, 2.0)
    assert (np.float64(3.0) * prior).evaluate({prior: 0.5}) == 1.5
    assert np.subtract(np.float64(3.0), prior).evaluate({prior: 0.5}) == 2.5
    assert (np.float64(1.0) > prior).holds({prior: 0.5})
    assert not (np.int64(1) <= prior).holds({prior: 0.5})
    assert (+prior) is prior
    with pytest.raises(exc.ModelError, match="number"):
        np.ones(2) * prior


def test_comparisons_are_joined_by_and_alone():
    prior = al.UniformPrior(0.1, 2.0)
    with pytest.raises(exc.ModelError, match="joined by &"):
        _ = (prior > 1.0) | (prior < 0.5)
    with pytest.raises(exc.ModelError, match="Exchange the sides"):
        _ = ~(prior > 1.0)
