"""What cannot be composed, and the words that say how to put it right."""

import math

import pytest

from autolens_lite import config, exc
from autolens_lite.lens.galaxy import Galaxy
from autolens_lite.model import Collection, Model, UniformPrior
from autolens_lite.profile.mass.isothermal import Isothermal, IsothermalSph


class Bare:
    def __init__(self, radius):
        self.radius = radius


class Clash:
    def __init__(self, info=1.0):
        self.info = info


SPHERE = Model(IsothermalSph)
REFUSED = {
    "unknown argument": (lambda: Model(Isothermal, einstien_radius=1.0), "Did you mean 'einstein_radius'"),
    "unknown attribute set": (
        lambda: setattr(Model(Isothermal), "einstien_radius", 1.0),
        "Did you mean 'einstein_radius'",
    ),
    "unknown attribute read": (lambda: Model(Isothermal).einstien_radius, "Did you mean 'einstein_radius'"),
    "unknown pair element": (lambda: setattr(Model(Isothermal).centre, "centre_2", 0.0), "has no element 'centre_2'"),
    "unknown pair element read": (lambda: Model(Isothermal).centre.center_0, "Did you mean 'centre_0'"),
    "misspelt argument of an open class": (lambda: Model(Galaxy, redhsift=0.5), "Did you mean 'redshift'"),
    "prior as a component": (lambda: Model(Galaxy, redshift=0.5, mas=UniformPrior()), "Galaxy has no argument 'mas'"),
    "no value and no prior": (lambda: Model(Bare), "Bare's argument 'radius' has no value and no default prior"),
    "no class": (lambda: Model("Isothermal"), "is not a class"),
    "an object": (lambda: Model(IsothermalSph()), "is not a class"),
    "argument that models use": (lambda: Model(Clash), "Rename the argument"),
    "pair of three": (lambda: Model(Isothermal, centre=(0.0, 0.0, 0.0)), "not 2 values"),
    "pair of one number": (lambda: Model(Isothermal, centre=0.0), "not 2 values"),
    "pair of one prior": (lambda: setattr(Model(Isothermal), "centre", UniformPrior()), "not 2 values"),
    "pair of text": (lambda: Model(Isothermal, centre="ab"), "not 2 values"),
    "pair of a set": (lambda: Model(Isothermal, centre={0.1, 0.2}), "not 2 values"),
    "pair of a dictionary": (lambda: Model(Isothermal, centre={0.1: 1.0, 0.2: 2.0}), "not 2 values"),
    "comparison with NaN": (lambda: UniformPrior() < math.nan, "nan is compared with a prior, and is not finite"),
    "sum with infinity": (lambda: UniformPrior() + math.inf, "inf is compared with a prior, and is not finite"),
    "division by zero": (lambda: UniformPrior() / 0.0, "divided by 0"),
    "replaced in a list": (lambda: SPHERE.with_priors([(SPHERE.einstein_radius, 1.0)]), "priors is a list"),
    "prior of another model replaced": (lambda: SPHERE.with_priors({UniformPrior(): 1.0}), "not a prior of the model"),
    "replaced by NaN": (lambda: SPHERE.with_priors({SPHERE.einstein_radius: math.nan}), "is not finite"),
    "replaced by text": (lambda: SPHERE.with_priors({SPHERE.einstein_radius: "a"}), "neither a number nor a prior"),
    "pair with text": (lambda: Model(Isothermal, centre=(0.0, "b")), "centre_1 = 'b' is neither a number nor a prior"),
    "pair with NaN": (lambda: Model(Isothermal, centre=(0.0, math.nan)), "centre_1 = nan is not finite"),
    "NaN": (lambda: Model(Isothermal, einstein_radius=math.nan), "einstein_radius = nan is not finite"),
    "infinity": (lambda: Collection(a=math.inf), "a = inf is not finite"),
    "dot in a name": (lambda: Collection({"a.b": 1.0}), "'a.b' cannot name an entry"),
    "private name": (lambda: Collection(_a=1.0), "'_a' cannot name an entry"),
    "name of a method": (lambda: Collection(priors=1.0), "Choose another name"),
    "name of an instance's method": (lambda: Collection(values=1.0), "Choose another name"),
    "name given twice": (lambda: Collection({"a": 1.0}, a=2.0), "'a' is given twice"),
    "unknown entry": (lambda: Collection(lens=1.0).lenz, "Did you mean 'lens'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    use, words = REFUSED[name]
    with pytest.raises(exc.ModelError, match=words):
        use()


def test_unknown_parts_answer_hasattr():
    assert not hasattr(Model(Isothermal), "mass")
    assert not hasattr(Collection(), "mass")
    assert not hasattr(Model(Isothermal).centre, "mass")


def test_index_out_of_range():
    with pytest.raises(IndexError, match="collection of 1 entries"):
        Collection(a=1.0)[1]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{type: Unifrm}", "default prior of Bare.radius in config/priors cannot be used"),
        ("{type: Uniform, lower_limit: 2.0, upper_limit: 1.0}", "not below upper_limit"),
        ("{type: Uniform, lower_limit: 0.0, upper_limit: 1.0, limits: {lower: none}}", "not a number"),
        ("{type: Uniform, lower_limit: 0.0, upper_limit: 1.0, width_modifier: {type: Big}}", "neither 'Absolute'"),
    ],
)
def test_bad_settings_name_class_and_argument(tmp_path, entry, words):
    (tmp_path / "priors").mkdir()
    (tmp_path / "priors" / "mine.yaml").write_text(f"Bare:\n  radius: {entry}\n")
    config.use(tmp_path)
    try:
        with pytest.raises(exc.ConfigError, match=words):
            Model(Bare)
    finally:
        config.use(None)
