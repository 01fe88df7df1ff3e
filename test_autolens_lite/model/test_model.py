"""Composing models: what is free, what is fixed, what is shared, and what instances come out."""

import copy
import itertools
import json
import pickle

import numpy as np
import pytest

from autolens_lite import config, exc
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.model import Collection, GaussianPrior, Model, ModelInstance, Prior, UniformPrior
from autolens_lite.model.node import Node
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light.sersic import Sersic
from autolens_lite.profile.mass.external_shear import ExternalShear
from autolens_lite.profile.mass.isothermal import Isothermal, IsothermalSph


class Mesh:
    """A part whose arguments have defaults and no priors."""

    def __init__(self, shape=(20, 20), areas=None):
        self.shape = shape
        self.areas = areas


class Bare:
    def __init__(self, first, second):
        self.first = first
        self.second = second


class Nothing:
    pass


@pytest.fixture
def lens():
    return Model(Galaxy, redshift=0.5, mass=Isothermal, shear=ExternalShear)


@pytest.fixture
def model(lens):
    source = Model(Galaxy, redshift=1.0, bulge=Sersic)
    return Collection(galaxies=Collection(lens=lens, source=source))


ISOTHERMAL_NAMES = ["centre_0", "centre_1", "ell_comps_0", "ell_comps_1", "einstein_radius"]


def test_names_in_definition_order(model):
    assert model.parameter_names == [
        *(f"galaxies.lens.mass.{name}" for name in ISOTHERMAL_NAMES),
        "galaxies.lens.shear.gamma_1",
        "galaxies.lens.shear.gamma_2",
        *(f"galaxies.source.bulge.{name}" for name in ISOTHERMAL_NAMES[:4]),
        "galaxies.source.bulge.intensity",
        "galaxies.source.bulge.effective_radius",
        "galaxies.source.bulge.sersic_index",
    ]
    assert model.prior_count == len(model.priors) == len(model.paths) == 14
    assert model.paths[0] == ("galaxies", "lens", "mass", "centre_0")


def test_names_follow_the_constructor_not_the_keywords():
    model = Model(Isothermal, einstein_radius=UniformPrior(), centre=(0.0, UniformPrior()))
    assert model.parameter_names == ["centre_1", "ell_comps_0", "ell_comps_1", "einstein_radius"]


def test_default_priors_come_from_the_settings(lens):
    assert str(lens.mass.einstein_radius) == "UniformPrior, lower_limit = 0, upper_limit = 8"
    assert str(lens.mass.centre_0) == "GaussianPrior, mean = 0, sigma = 0.1"
    assert lens.mass.centre_0 is not lens.mass.centre_1


def test_argument_without_prior_stays_at_its_default():
    model = Model(Mesh)
    assert model.prior_count == 0
    assert model.instance_from_vector([]).shape == (20, 20)
    model.shape = (3, 4)
    instance = model.instance_from_prior_medians()
    assert instance.shape == (3, 4)
    assert isinstance(instance.shape[0], int)
    assert instance.areas is None


def test_class_without_constructor():
    assert isinstance(Model(Nothing).instance_from_vector([]), Nothing)


def test_instance(model):
    vector = np.append(np.arange(13.0) / 100.0, 1.3)
    instance = model.instance_from_vector(vector)
    assert isinstance(instance, ModelInstance)
    assert isinstance(instance.galaxies.lens, Galaxy)
    assert instance.galaxies.lens.redshift == 0.5
    assert instance.galaxies.lens.mass.centre == (0.0, 0.01)
    assert instance.galaxies.lens.shear.gamma_2 == 0.06
    assert instance.galaxies.source.bulge.sersic_index == 1.3
    assert type(instance.galaxies.lens.mass.einstein_radius) is float


def test_instance_of_a_collection_is_a_group(model):
    galaxies = model.instance_from_prior_medians().galaxies
    assert len(galaxies) == 2
    assert list(galaxies) == list(galaxies.values()) == [galaxies.lens, galaxies.source]
    assert galaxies[0] is galaxies["lens"] is galaxies.lens
    assert galaxies[-1] is galaxies.source
    assert dict(galaxies.items()) == {"lens": galaxies.lens, "source": galaxies.source}
    assert list(galaxies.keys()) == ["lens", "source"]
    assert "lens" in galaxies
    with pytest.raises(AttributeError, match="Did you mean 'lens'"):
        _ = galaxies.lenz
    assert pickle.loads(pickle.dumps(galaxies)).lens.redshift == 0.5


@pytest.mark.parametrize("kind", ["positional", "list", "dictionary", "collection"])
def test_collections_of_every_form(kind):
    parts = [IsothermalSph, IsothermalSph]
    model = {
        "positional": lambda: Collection(*parts),
        "list": lambda: Collection(parts),
        "dictionary": lambda: Collection({"0": parts[0], "1": parts[1]}),
        "collection": lambda: Collection(Collection(parts)),
    }[kind]()
    assert model.parameter_names[:4] == ["0.centre_0", "0.centre_1", "0.einstein_radius", "1.centre_0"]
    assert model[0] is model["0"]
    assert len(model) == 2
    assert [part.cls for part in model] == parts
    assert len(model.instance_from_prior_medians()) == 2


def test_nested_lists_become_collections():
    model = Collection(galaxies=[Model(Galaxy, redshift=1.0), Galaxy(redshift=2.0)])
    assert [galaxy.redshift for galaxy in model.instance_from_vector([]).galaxies] == [1.0, 2.0]


def test_collection_is_edited_by_name_and_position():
    model = Collection(a=1.0)
    model.b = IsothermalSph
    model["c"] = UniformPrior()
    model[0] = 2.0
    model.append(3.0)
    assert [name for name, _ in model.items()] == ["a", "b", "c", "3"]
    assert model.prior_count == 4
    del model.b
    assert model.parameter_names == ["c"]
    assert "b" not in model
    assert list(model.instance_from_vector([0.5])) == [2.0, 0.5, 3.0]


def test_none_is_none_and_not_counted():
    instance = Collection(a=None, b=1.0).instance_from_vector([])
    assert instance.a is None
    assert instance["a"] is None
    assert (len(instance), list(instance), "a" in instance) == (1, [1.0], False)
    galaxy = Model(Galaxy, redshift=1.0, bulge=None, disk=Sersic).instance_from_prior_medians()
    assert galaxy.bulge is None
    assert list(galaxy.profile_dict) == ["disk"]
    model = Collection(galaxies=Collection(lens=Model(Galaxy, redshift=1.0), source=None), extra_galaxies=None)
    assert Node.from_dict(model.to_dict()).instance_from_vector([]).extra_galaxies is None


def test_names_are_offered_for_completion(model):
    assert "galaxies" in dir(model)
    assert {"einstein_radius", "prior_count"} <= set(dir(model.galaxies.lens.mass))
    assert "source" in dir(model.instance_from_prior_medians().galaxies)


# Setting


def test_fixing_and_freeing(lens):
    lens.mass.einstein_radius = 1.2
    lens.redshift = UniformPrior(0.1, 0.9)
    assert lens.prior_count == 7
    assert lens.parameter_names[0] == "redshift"
    assert lens.instance_from_prior_medians().mass.einstein_radius == 1.2


@pytest.mark.parametrize("how", ["whole", "element", "short", "index", "keyword", "keyword_element"])
def test_pairs_are_set_whole_or_by_element(how):
    prior = GaussianPrior(0.0, 1.0)
    model = Model(IsothermalSph)
    if how == "whole":
        model.centre = (0.3, prior)
    elif how == "element":
        model.centre.centre_0 = 0.3
        model.centre.centre_1 = prior
    elif how == "short":
        model.centre_0 = 0.3
        model.centre_1 = prior
    elif how == "index":
        model.centre[0] = 0.3
        model.centre[1] = prior
    elif how == "keyword":
        model = Model(IsothermalSph, centre=(0.3, prior))
    else:
        model = Model(IsothermalSph, centre_0=0.3, centre_1=prior)
    assert model.centre.centre_0 == model.centre_0 == model.centre[0] == 0.3
    assert model.centre.centre_1 is model.centre_1 is prior
    assert tuple(model.centre) == (0.3, prior)
    assert model.parameter_names == ["centre_1", "einstein_radius"]
    assert model.instance_from_vector([0.5, 1.0]).centre == (0.3, 0.5)


def test_edits_after_a_first_use_are_seen(model):
    assert model.prior_count == 14
    model.galaxies.lens.mass.centre.centre_0 = 0.0
    assert model.prior_count == 13
    model.galaxies.source.bulge.intensity = 1.0
    assert model.prior_count == 12
    model.galaxies.source.disk = Model(Sersic)
    assert model.prior_count == 19


def test_class_set_as_a_component_becomes_a_model(lens):
    lens.bulge = Sersic
    assert isinstance(lens.bulge, Model)
    assert lens.prior_count == 14


# Sharing


def test_shared_pair_and_shared_prior():
    lens = Model(Galaxy, redshift=0.5, bulge=Sersic, mass=Isothermal)
    lens.mass.centre = lens.bulge.centre
    lens.mass.ell_comps_0 = lens.bulge.ell_comps_0
    assert lens.prior_count == 7 + 5 - 3
    assert "mass.centre_0" not in lens.parameter_names
    instance = lens.instance_from_unit_vector(np.linspace(0.2, 0.8, 9))
    assert instance.mass.centre == instance.bulge.centre
    assert instance.mass.ell_comps[0] == instance.bulge.ell_comps[0]
    assert instance.mass.ell_comps[1] != instance.bulge.ell_comps[1]
    lens.bulge.ell_comps_0 = 0.0
    assert isinstance(lens.mass.ell_comps_0, Prior)


def linked():
    bulge, disk = Model(Sersic), Model(Sersic)
    disk.centre = bulge.centre
    return Collection(bulge=bulge, disk=disk)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda model: model, id="as composed"),
        pytest.param(Collection.copy, id="copied"),
        pytest.param(lambda model: pickle.loads(pickle.dumps(model)), id="pickled"),
        pytest.param(lambda model: Node.from_dict(json.loads(json.dumps(model.to_dict()))), id="stored"),
        pytest.param(lambda model: model.with_priors({model.bulge.intensity: UniformPrior(0.0, 1.0)}), id="replaced"),
        pytest.param(lambda model: model.with_priors(dict.fromkeys(model.bulge.centre, 0.0)), id="fixed"),
    ],
)
def test_elements_set_on_one_of_two_linked_pairs_are_set_on_both(changed):
    model = changed(linked())
    model.bulge.centre.centre_0 = GaussianPrior(0.0, 0.1)
    model.disk.centre_1 = GaussianPrior(0.0, 0.2)
    assert model.prior_count == 12
    assert model.disk.centre_0 is model.bulge.centre_0
    assert model.bulge.centre_1 is model.disk.centre_1
    instance = model.instance_from_unit_vector(np.linspace(0.1, 0.9, 12))
    assert instance.bulge.centre == instance.disk.centre


def test_a_pair_that_is_set_whole_leaves_the_link():
    model = linked()
    model.bulge.centre = (0.0, 0.1)
    model.bulge.centre_0 = 0.3
    assert model.prior_count == 12
    assert isinstance(model.disk.centre_0, Prior)


def test_pair_of_another_argument_is_linked():
    source = Model(IsothermalSph)
    model = Model(Bare, first=1.0, second=source.centre)
    assert model.second_1 is source.centre_1
    source.centre_1 = 0.0
    assert model.parameter_names == ["second_0"]


def test_priors_that_are_swapped_are_swapped_once_in_a_shared_part():
    part = Model(IsothermalSph)
    one, two = part.centre
    swapped = Collection(a=part, b=part).with_priors({one: two, two: one})
    assert tuple(swapped.a.centre) == (two, one)


@pytest.mark.parametrize(
    "several",
    [
        pytest.param(lambda: (Model(Sersic) for _ in range(3)), id="generator"),
        pytest.param(lambda: map(Model, [Sersic] * 3), id="map"),
        pytest.param(lambda: {i: Model(Sersic) for i in range(3)}.values(), id="values"),
        pytest.param(lambda: {i: Model(Sersic) for i in range(3)}.items(), id="items"),
        pytest.param(lambda: np.array([Model(Sersic) for _ in range(3)], dtype=object), id="array"),
        pytest.param(lambda: itertools.chain([Model(Sersic)], [Model(Sersic)] * 2), id="chain"),
    ],
)
def test_what_gives_parts_is_a_collection_of_them(several):
    expected = Collection(list(Collection(several()))).prior_count
    assert expected in (14, 21)
    assert len(Collection(several())) == 3
    assert Collection(extra=several()).prior_count == expected
    assert Model(Galaxy, redshift=0.5, light=Model(Basis, profile_list=several())).prior_count == expected


def test_sets_have_no_order():
    with pytest.raises(exc.ModelError, match="is a set, which has no order"):
        Collection({Sersic, IsothermalSph})
    with pytest.raises(exc.ModelError, match=r"extra = .* is a set, which has no order"):
        Collection(extra=frozenset([Sersic]))


def test_one_model_in_two_places_is_shared():
    part = Model(IsothermalSph)
    assert Collection(a=part, b=part).prior_count == 3


def test_shared_prior_has_the_limits_of_all_its_places():
    prior = UniformPrior(-1.0, 1.0)
    model = Collection(a=Model(IsothermalSph, einstein_radius=prior), b=Model(IsothermalSph, centre=(prior, 0.0)))
    i = model.priors.index(prior)
    assert (model.layout.lower[i], model.layout.upper[i]) == (0.0, 1.0)


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, lambda model: model.copy()])
def test_copies_share_priors_and_not_edits(model, copied):
    other = copied(model)
    assert other.priors == model.priors
    other.galaxies.lens.mass.einstein_radius = 1.0
    other.galaxies.lens.mass.centre.centre_0 = 1.0
    assert (other.prior_count, model.prior_count) == (12, 14)
    both = Collection(a=model, b=other)
    assert both.prior_count == 14


def test_pickle_keeps_what_is_shared(model):
    model.galaxies.lens.mass.centre = model.galaxies.source.bulge.centre
    other = pickle.loads(pickle.dumps(model))
    assert other.parameter_names == model.parameter_names
    assert other.prior_count == 12
    unit = np.linspace(0.1, 0.9, 12)
    np.testing.assert_array_equal(other.vector_from_unit_vector(unit), model.vector_from_unit_vector(unit))


# Limits


def test_own_prior_is_cut_at_the_parameters_limits():
    model = Model(IsothermalSph, centre=(0.0, 0.0), einstein_radius=GaussianPrior(0.0, 1.0))
    vectors = model.vector_from_unit_vector(np.linspace(0.0, 1.0, 101)[:, None])
    assert np.all(vectors > 0.0)
    # half of the normal density is left, so it is doubled
    assert model.log_prior_from_vector([0.5]) == pytest.approx(
        np.log(2.0) - 0.125 - 0.5 * np.log(2.0 * np.pi), rel=1e-14
    )
    assert model.log_prior_from_vector([-0.5]) == -np.inf


def test_prior_beyond_the_limits_is_refused():
    model = Model(IsothermalSph, einstein_radius=UniformPrior(-2.0, -1.0))
    with pytest.raises(exc.ModelError, match="einstein_radius cannot have the prior UniformPrior"):
        model.vector_from_unit_vector([0.5, 0.5, 0.5])


def test_own_settings_are_used(tmp_path):
    (tmp_path / "priors").mkdir()
    (tmp_path / "priors" / "mine.yaml").write_text(
        "Bare:\n"
        "  first: {type: Gaussian, mean: 1.0, sigma: 2.0, limits: {lower: 0.0}}\n"
        "  second_0: {type: Uniform, lower_limit: 0.0, upper_limit: 1.0}\n"
        "  second_1: {type: Uniform, lower_limit: 2.0, upper_limit: 3.0}\n"
    )
    config.use(tmp_path)
    try:
        model = Model(Bare)
    finally:
        config.use(None)
    assert model.parameter_names == ["first", "second_0", "second_1"]
    assert model.layout.lower[0] == 0.0
    assert model.instance_from_vector([1.0, 2.0, 3.0]).second == (2.0, 3.0)


def test_no_entry_of_a_collection_takes_the_place_of_another():
    collection = Collection("a", "b", "c")
    delattr(collection, "0")
    collection.append("d")
    assert dict(collection.items()) == {"1": "b", "2": "c", "3": "d"}
    with pytest.raises(exc.ModelError, match="'1' is given twice, as a number and as text"):
        Collection({1: "a", "1": "b"})


@pytest.mark.parametrize("value", [(0.5, 2.0), [0.5], None, "1.0", True, 1j, Isothermal(), float], ids=repr)
def test_a_number_is_not_fixed_at_something_else(value):
    """A likelihood would have no value anywhere, and a search no reason to give for it."""
    with pytest.raises(exc.ModelError, match="einstein_radius"):
        Model(IsothermalSph, einstein_radius=value)
    model = Model(IsothermalSph)
    with pytest.raises(exc.ModelError, match="einstein_radius"):
        model.einstein_radius = value


@pytest.mark.parametrize("cls", [float, UniformPrior])
def test_a_class_that_is_no_part_of_a_model(cls):
    with pytest.raises(exc.ModelError, match=f"bulge is the class {cls.__name__} itself"):
        Model(Galaxy, redshift=0.5, bulge=cls)
