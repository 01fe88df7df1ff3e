"""Copies of models with other priors."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.model import Collection, GaussianPrior, Model, UniformPrior
from autolens_lite.model.passing import bounded, centred
from autolens_lite.profile.light.sersic import SersicSph
from autolens_lite.profile.mass.isothermal import IsothermalSph


@pytest.fixture
def model():
    model = Collection(mass=IsothermalSph, light=Model(SersicSph, intensity=1.0, sersic_index=4.0))
    model.light.centre = model.mass.centre
    model.add_assertion(model.light.effective_radius < model.mass.einstein_radius)
    return model


VECTOR = [0.1, -0.2, 1.5, 0.4]


def numbers(model):
    return [(type(prior), prior.mean, prior.sigma) for prior in model.priors]


def test_widths_are_the_errors_but_not_less_than_the_settings(model):
    new = centred(model, VECTOR, [0.01, 0.2, 0.01, 1.0])
    # absolute 0.05 for centres; a quarter of the value for Einstein radii; the value itself for effective radii
    assert numbers(new) == [
        (GaussianPrior, 0.1, 0.05),
        (GaussianPrior, -0.2, 0.2),
        (GaussianPrior, 1.5, 0.375),
        (GaussianPrior, 0.4, 1.0),
    ]


def test_absolute_and_relative_widths(model):
    assert [sigma for _, _, sigma in numbers(centred(model, VECTOR, absolute=0.3))] == [0.3] * 4
    relative = [sigma for _, _, sigma in numbers(centred(model, VECTOR, relative=0.5))]
    assert relative == pytest.approx([0.05, 0.1, 0.75, 0.2], rel=1e-15)


def test_uniform_bounds(model):
    new = bounded(model, VECTOR, 0.1)
    assert [(type(p), *p.support) for p in new.priors[:1]] == [(UniformPrior, 0.0, 0.2)]
    assert new.priors[2].support == pytest.approx((1.4, 1.6), rel=1e-15)


def test_new_model_is_the_old_in_all_else(model):
    before = model.info
    new = centred(model, VECTOR, absolute=0.3)
    assert model.info == before
    assert new.parameter_names == model.parameter_names
    assert new.light.centre_0 is new.mass.centre_0
    assert new.light.intensity == 1.0
    assert not new.satisfies([0.0, 0.0, 1.0, 2.0])
    assert new.satisfies([0.0, 0.0, 2.0, 1.0])
    # the Einstein radius keeps its limit
    assert np.all(new.vector_from_unit_vector([0.0] * 4)[2:] > 0.0)
    assert new.layout.lower[2] == 0.0


def test_with_priors_replaces_by_priors_and_numbers(model):
    old = model.mass.einstein_radius
    new = UniformPrior(1.0, 2.0)
    other = model.with_priors({old: new, model.mass.centre_0: 0.0})
    assert other.mass.einstein_radius is new
    assert model.mass.einstein_radius is old
    assert other.prior_count == 3
    assert other.light.centre_0 == other.mass.centre_0 == 0.0


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda m: centred(m, [0.0, 0.0, 0.0, 0.0]), "mass.einstein_radius: the new prior, centred on 0.0"),
        (lambda m: centred(m, VECTOR, absolute=0.0), "would have a width of 0.0"),
        (lambda m: centred(m, VECTOR, relative=-1.0), "would have a width of -0.1"),
        (lambda m: bounded(m, VECTOR, 0.0), "half_width = 0.0 is not above zero"),
    ],
)
def test_refused(model, use, words):
    with pytest.raises(exc.ModelError, match=words):
        use(model)
