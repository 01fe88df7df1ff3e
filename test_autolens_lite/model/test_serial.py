"""A model that went through JSON is the same model, in another process too."""

import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import config, exc
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.model import (
    Collection,
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Model,
    TruncatedGaussianPrior,
    UniformPrior,
    model_from_dict,
)
from autolens_lite.profile.light.sersic import Sersic
from autolens_lite.profile.mass.external_shear import ExternalShear
from autolens_lite.profile.mass.isothermal import Isothermal

CHECKOUT = Path(config.__file__).resolve().parents[1]


class Part:
    def __init__(self, values=None, size=(3, 4), cut=1.0):
        self.values = values
        self.size = size
        self.cut = cut


class Forgetful:
    def __init__(self, size):
        self.area = size**2


@pytest.fixture
def model():
    lens = Model(
        Galaxy,
        redshift=0.5,
        bulge=Sersic,
        mass=Isothermal,
        shear=ExternalShear(gamma_1=0.05, gamma_2=-0.02),
    )
    lens.mass.centre = lens.bulge.centre
    lens.mass.einstein_radius = LogGaussianPrior(0.1, 0.2)
    source = Model(Galaxy, redshift=UniformPrior(0.6, 3.0), light=Sersic)
    source.light.ell_comps = (0.1, TruncatedGaussianPrior(0.0, 0.2, -math.inf, 0.5))
    model = Collection(
        galaxies=Collection(lens=lens, source=source),
        extra=[LogUniformPrior(1e-3, 1.0), GaussianPrior(0.0, 1.0), "text", None, True, 3],
    )
    order = (lens.bulge.effective_radius > 2.0 * source.light.effective_radius) & (source.redshift < 2.5)
    model.add_assertion(order, name="sizes")
    return model


def through_json(model):
    return model_from_dict(json.loads(json.dumps(model.to_dict(), allow_nan=False)))


def test_round_trip(model):
    other = through_json(model)
    assert other.parameter_names == model.parameter_names
    assert other.info == model.info
    assert other.to_dict() == model.to_dict()
    unit = np.random.default_rng(0).random((200, model.prior_count))
    vector = model.vector_from_unit_vector(unit)
    np.testing.assert_array_equal(other.vector_from_unit_vector(unit), vector)
    np.testing.assert_array_equal(other.log_prior_from_vector(vector), model.log_prior_from_vector(vector))
    np.testing.assert_array_equal(other.satisfies(vector), model.satisfies(vector))
    assert 0 < np.sum(model.satisfies(vector)) < 200
    assert repr(other.instance_from_vector(vector[0])) == repr(model.instance_from_vector(vector[0]))


def test_shared_priors_stay_shared(model):
    other = through_json(model)
    lens = other.galaxies.lens
    assert lens.mass.centre_0 is lens.bulge.centre_0
    assert other.prior_count == model.prior_count


def test_rebuilt_model_can_be_edited(model):
    other = through_json(model)
    other.galaxies.lens.mass.centre.centre_0 = 0.0
    other.galaxies.source.light.ell_comps = (0.0, 0.0)
    # the centre of the bulge is linked with it
    assert other.prior_count == model.prior_count - 2
    assert other.galaxies.lens.bulge.centre_0 == 0.0
    assert other.galaxies.source.light.ell_comps_1 == 0.0
    with pytest.raises(exc.ModelError, match="Did you mean 'einstein_radius'"):
        other.galaxies.lens.mass.einstien_radius = 1.0


def test_limits_are_those_of_the_stored_model_not_of_todays_settings(model, tmp_path):
    stored = model.to_dict()
    (tmp_path / "priors").mkdir()
    (tmp_path / "priors" / "mass.yaml").write_text(
        "Isothermal:\n  einstein_radius: {type: Uniform, lower_limit: 0.0, upper_limit: 8.0, limits: {lower: 1.0}}\n"
    )
    config.use(tmp_path)
    try:
        assert model_from_dict(stored).layout.lower == model.layout.lower
    finally:
        config.use(None)


def test_fixed_objects_of_every_kind():
    part = Part(values=[1.0, math.inf, (2, "a"), {"b": np.float64(3.0)}], size=(5, 6))
    model = Collection(part=part, free=Model(Part, values=np.array([[1, 2], [3, 4]]), cut=-math.pi))
    other = through_json(model).instance_from_vector([])
    assert vars(other.part) == vars(part)
    assert isinstance(other.part.values[2], tuple)
    np.testing.assert_array_equal(other.free.values, [[1, 2], [3, 4]])
    assert other.free.values.dtype == np.array([1]).dtype
    assert (other.free.cut, other.free.size) == (-math.pi, (3, 4))


def test_fixed_galaxy_keeps_its_components():
    galaxy = Galaxy(redshift=0.5, mass=Isothermal(einstein_radius=1.3), shear=ExternalShear(gamma_1=0.1))
    other = through_json(Collection(lens=galaxy)).instance_from_vector([]).lens
    assert repr(other) == repr(galaxy)
    assert other.mass.einstein_radius == 1.3
    empty = through_json(Collection(lens=Galaxy(redshift=0.5))).instance_from_vector([]).lens
    assert empty.redshift == 0.5


def test_another_process_rebuilds_it(model, tmp_path):
    (tmp_path / "model.json").write_text(json.dumps(model.to_dict()))
    script = (
        "import json; from autolens_lite.model import model_from_dict;"
        "model = model_from_dict(json.load(open('model.json')));"
        "print(json.dumps([model.parameter_names, model.vector_from_unit_vector([0.3] * model.prior_count).tolist()]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT), "PATH": "/usr/bin:/bin"},
    )
    assert run.stderr == ""
    names, vector = json.loads(run.stdout)
    assert names == model.parameter_names
    assert vector == model.vector_from_unit_vector([0.3] * model.prior_count).tolist()


def local_class():
    class Inside:
        pass

    return Inside


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda: Model(local_class()).to_dict(), "defined inside a function"),
        (lambda: Collection(a=Forgetful(2)).to_dict(), "does not keep its argument 'size'"),
        (lambda: model_from_dict({"a": 1}), "not a model stored in format 1"),
        (lambda: model_from_dict({"format": 99, "model": {}}), "not a model stored in format 1"),
    ],
)
def test_refused(use, words):
    with pytest.raises(exc.ModelError, match=words):
        use()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("autolens_lite.profile.mass.isothermal:Isothermall", "Isothermall of 'autolens_lite"),
        ("no_such_module:Isothermal", "make its module importable"),
        ("__main__:MyProfile", "define it in a module that both import"),
        ("math:pi", "not a class"),
        ("os:getcwd", "not a class"),
    ],
)
def test_missing_class_is_named(path, words):
    stored = Collection(mass=Model(Isothermal)).to_dict()
    stored["model"]["values"]["mass"]["class"] = path
    with pytest.raises(exc.ModelError, match=words):
        model_from_dict(stored)
