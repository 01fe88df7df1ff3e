"""The model of a result, of samples and of a likelihood stays the one that they were made with."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from test_autolens_lite.search import fakes


def model_of():
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)
    pair = al.Array((2,))
    pair[0], pair[1] = al.UniformPrior(0.0, 1.0), 2.0
    return al.Collection(galaxies=al.Collection(lens=lens), pair=pair, extra=al.Model(al.mp.ExternalShear))


def samples_of(model):
    vectors = np.array([model.vector_from_unit_vector(np.full(model.prior_count, at)) for at in (0.4, 0.5, 0.6)])
    return al.Samples(model.parameter_names, vectors, [-1.0, 0.0, -2.0], np.zeros(3), model=model)


class Numbers(al.Analysis):
    def log_likelihood_function(self, instance):
        return 0.0


def likelihood_of(model):
    return Numbers().likelihood_from(model)


OWNERS = {
    "result": lambda model: al.Result(samples_of(model), model),
    "samples": samples_of,
    "samples of a result": lambda model: al.Result(samples_of(model), model).samples,
    "samples with a model": lambda model: samples_of(model).with_model(model),
    "likelihood": likelihood_of,
    "pickled result": lambda model: pickle.loads(pickle.dumps(al.Result(samples_of(model), model))),
    "copied samples": lambda model: copy.deepcopy(samples_of(model)),
    "pickled likelihood": lambda model: pickle.loads(pickle.dumps(likelihood_of(model))),
}
CHANGES = {
    "argument": lambda model: setattr(model.galaxies.lens.mass, "einstein_radius", 1.0),
    "tuple": lambda model: setattr(model.galaxies.lens.mass, "centre", (0.0, 0.0)),
    "element": lambda model: setattr(model.galaxies.lens.mass.centre, "centre_0", 0.0),
    "element by name": lambda model: setattr(model.galaxies.lens.mass, "centre_0", 0.0),
    "element by index": lambda model: model.galaxies.lens.mass.centre.__setitem__(0, 0.0),
    "component": lambda model: setattr(model.galaxies.lens, "bulge", al.Model(al.lp.Sersic)),
    "entry": lambda model: setattr(model, "more", 1.0),
    "entry by index": lambda model: model.__setitem__(0, 1.0),
    "another entry": lambda model: model.galaxies.append(al.Galaxy(1.0)),
    "no entry": lambda model: delattr(model, "extra"),
    "assertion": lambda model: model.add_assertion(model.extra.gamma_1 > model.extra.gamma_2),
    "attributes": lambda model: model.extra.take_attributes({"gamma_1": 0.5}),
    "array": lambda model: model.pair.__setitem__(1, 3.0),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("owner", OWNERS)
def test_it_cannot_be_changed(owner, change):
    owned = OWNERS[owner](model_of()).model
    before = owned.to_dict()
    with pytest.raises(exc.ModelError, match=r"cannot be changed.*model\.copy\(\)"):
        CHANGES[change](owned)
    assert owned.to_dict() == before


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("copied", [lambda model: model.copy(), copy.copy, copy.deepcopy, al.Collection])
def test_a_copy_can(change, copied):
    result = OWNERS["result"](model_of())
    before = result.model.to_dict()
    own = copied(result.model)
    assert own.parameter_names == result.model.parameter_names and own.priors == result.model.priors
    CHANGES[change](own)
    assert own.to_dict() != before and result.model.to_dict() == before
    assert result.samples.model.to_dict() == before


def test_parts_of_it_are_the_next_model_s_own():
    result = OWNERS["result"](model_of())
    before, prior = result.model.to_dict(), result.model.galaxies.lens.mass.einstein_radius
    lens = al.Model(al.Galaxy, redshift=0.5, mass=result.model.galaxies.lens.mass)
    other = al.Model(al.mp.IsothermalSph, centre=result.model.galaxies.lens.mass.centre)
    assert lens.mass.einstein_radius is prior
    lens.mass.einstein_radius, lens.mass.centre_0, other.centre.centre_1 = 1.0, 0.0, 0.25
    assert (lens.mass.centre[0], other.centre[1]) == (0.0, 0.25) and lens.mass.centre[1] is not other.centre[1]
    assert result.model.to_dict() == before


def test_the_model_of_the_user_is_not_that_of_what_is_made_of_it():
    for owner in ("result", "samples", "samples with a model", "likelihood"):
        model = model_of()
        made = OWNERS[owner](model)
        before = model.to_dict()
        model.galaxies.lens.mass.einstein_radius = 1.0
        assert made.model.to_dict() == before


def test_a_search_leaves_the_model_to_the_user():
    model = fakes.model_of(2)
    result = al.LBFGS("fit").fit(model, fakes.Gaussian())
    before = result.model.to_dict()
    model.point.x = 0.0
    assert result.model.to_dict() == before == result.samples.model.to_dict()
