"""Objects and models that PyAutoLens stored as JSON, and what such a file cannot do."""

import json

import numpy as np
import pytest

import autolens_lite as al


def instance(path, **arguments):
    return {"type": "instance", "class_path": path, "arguments": arguments}


def pair(y, x):
    return {"type": "tuple", "values": [y, x]}


def prior(kind, number, **numbers):
    return {"type": kind, "id": number, **numbers}


ISOTHERMAL = "autogalaxy.profiles.mass.total.isothermal.Isothermal"
MASS = instance(ISOTHERMAL, centre=pair(0.1, -0.2), ell_comps=pair(0.0, 0.1), einstein_radius=1.2)
LIGHT = instance("autogalaxy.profiles.light.linear.sersic.Sersic", centre=pair(0.0, 0.1), sersic_index=2.0)
MESH = instance(
    "autoarray.inversion.mesh.mesh.rectangular_uniform.RectangularUniform", shape=pair(5, 6), bandwidth=1.0, n_knots=64
)
SOURCE = instance(
    "autoarray.inversion.pixelization.Pixelization",
    mesh=MESH,
    regularization=instance("autoarray.inversion.regularization.constant.Constant", coefficient=2.0),
)
GALAXIES = [
    instance("autogalaxy.galaxy.galaxy.Galaxy", label="cls3", redshift=0.5, mass=MASS, bulge=LIGHT),
    instance("autogalaxy.galaxy.galaxy.Galaxy", label=None, redshift=1.0, pixelization=SOURCE),
]
TRACER = instance(
    "autolens.lens.tracer.Tracer",
    galaxies={"type": "list", "values": GALAXIES},
    fields={"type": "list", "values": []},
    cosmology=instance("autogalaxy.cosmology.model.FlatLambdaCDM", H0=70.0, Om0=0.3),
)


def written(folder, stored):
    path = folder / "stored.json"
    path.write_text(json.dumps(stored, indent=4))
    return path


def test_a_tracer(tmp_path):
    tracer = al.from_json(file_path=written(tmp_path, TRACER))
    lens, source = tracer.galaxies
    assert (lens.mass.centre, lens.mass.einstein_radius, lens.redshift) == ((0.1, -0.2), 1.2, 0.5)
    assert isinstance(lens.bulge, al.lp_linear.Sersic) and lens.bulge.sersic_index == 2.0
    assert source.pixelization.mesh.shape == (5, 6) and source.pixelization.regularization.coefficient == 2.0
    assert tracer.cosmology.H0 == 70.0
    grid = al.Grid2D.uniform((5, 5), 0.3)
    mass = al.mp.Isothermal((0.1, -0.2), (0.0, 0.1), 1.2)
    np.testing.assert_allclose(tracer.deflections_yx_2d_from(grid), mass.deflections_yx_2d_from(grid), rtol=1e-14)


def test_points_and_lists(tmp_path):
    points = instance(
        "autoarray.structures.grids.irregular_2d.Grid2DIrregular",
        values={"type": "ndarray", "array": [[0.1, 0.2], [0.3, 0.4]], "dtype": "float64"},
    )
    found = al.from_json(written(tmp_path, points))
    assert isinstance(found, al.Grid2DIrregular) and found.in_list == [(0.1, 0.2), (0.3, 0.4)]
    galaxies = al.from_dict({"type": "list", "values": GALAXIES})
    assert [galaxy.redshift for galaxy in galaxies] == [0.5, 1.0]
    assert al.from_dict({"type": "dict", "arguments": {"a": pair(1, 2)}}) == {"a": (1, 2)}


def model():
    shear = {
        "type": "model",
        "class_path": "autogalaxy.profiles.mass.sheets.external_shear.ExternalShear",
        "arguments": {
            "gamma_1": prior("Uniform", 5, lower_limit=-0.3, upper_limit=0.3),
            "gamma_2": prior("Uniform", 6, lower_limit=-0.2, upper_limit=0.2),
        },
    }
    double = {"type": "compound", "compound_type": "MultiplePrior", "left": 2.0, "right": shear["arguments"]["gamma_1"]}
    mass = {
        "type": "model",
        "class_path": ISOTHERMAL,
        "arguments": {
            "centre": {
                "type": "tuple_prior",
                "arguments": {"centre_0": prior("Gaussian", 1, mean=0.0, sigma=0.1), "centre_1": 0.3},
            },
            "ell_comps": pair(0.0, 0.1),
            "einstein_radius": {
                "type": "compound",
                "compound_type": "SumPrior",
                "left": double,
                "right": prior("LogUniform", 9, lower_limit=0.5, upper_limit=2.0),
            },
        },
    }
    below = {
        "type": "compound",
        "compound_type": "GreaterThanLessThanAssertion",
        "left": shear["arguments"]["gamma_1"],
        "right": shear["arguments"]["gamma_2"],
    }
    redshift = {
        "type": "model",
        "class_path": "autogalaxy.galaxy.redshift.Redshift",
        "arguments": {"redshift": prior("Uniform", 17, lower_limit=0.1, upper_limit=1.0)},
    }
    lens = {
        "type": "model",
        "class_path": "autogalaxy.galaxy.galaxy.Galaxy",
        "arguments": {"redshift": redshift, "mass": mass, "shear": shear, "bulge": LIGHT},
        "assertions": [below],
    }
    galaxies = {"type": "collection", "arguments": {"lens": lens}}
    return {"type": "collection", "arguments": {"galaxies": galaxies, "scale": {"type": "Constant", "value": 2.5}}}


def test_a_model_with_shared_priors_arithmetic_and_assertions(tmp_path):
    found = al.from_json(written(tmp_path, model()))
    lens = found.galaxies.lens
    assert found.prior_count == 5 and found.scale == 2.5
    assert lens.shear.gamma_2 == al.UniformPrior(-0.2, 0.2) or lens.shear.gamma_2.upper_limit == 0.2
    vector = dict(zip(found.parameter_names, found.physical_values_from_prior_medians, strict=True))
    vector["galaxies.lens.shear.gamma_1"] = -0.1
    vector["galaxies.lens.redshift"] = 0.4
    made = found.instance_from_vector(list(vector.values())).galaxies.lens
    assert made.mass.einstein_radius == pytest.approx(-0.2 + 1.0) and made.redshift == 0.4
    assert made.mass.centre == (0.0, 0.3) and isinstance(made.bulge, al.lp_linear.Sersic)
    assert bool(found.satisfies(list(vector.values())))
    vector["galaxies.lens.shear.gamma_1"] = 0.1
    assert not bool(found.satisfies(list(vector.values())))
    again = al.from_dict(al.to_dict(found))
    assert again.parameter_names == found.parameter_names


@pytest.mark.parametrize(
    "path",
    ["os.system", "subprocess.Popen", "autolens_lite.storage.remove", "autogalaxy.profiles.mass.np", "builtins.eval"],
)
@pytest.mark.parametrize("kind", ["instance", "model", "type"])
def test_a_file_makes_only_classes_of_the_library(kind, path):
    with pytest.raises(al.exc.ModelError, match="no counterpart here"):
        al.from_dict({"type": kind, "class_path": path, "arguments": {}})


@pytest.mark.parametrize(
    ("stored", "message"),
    [
        (instance(ISOTHERMAL, slope=2.0), "argument 'slope', which Isothermal has not"),
        (instance(ISOTHERMAL, centre=pair("a", 2)), "centre"),
        ({"type": "slice", "start": 1}, "stored as 'slice'"),
        ({"type": "instance"}, "damaged"),
        ({"type": "compound", "compound_type": "ModPrior", "left": 1.0, "right": 2.0}, "ModPrior of priors"),
        ({"type": "Uniform", "id": 1, "lower_limit": 2.0, "upper_limit": 1.0}, "lower_limit"),
    ],
)
def test_what_cannot_be_read_says_why(stored, message):
    with pytest.raises(al.exc.AutoLensError, match=message):
        al.from_dict(stored)


def test_parameters_in_an_array():
    array = al.Array(shape=(2, 3), prior=al.GaussianPrior(mean=0.0, sigma=1.0))
    array[0, 0] = 1.5
    array[-1, 2] = array[0, 1]
    model = al.Collection(table=array, scale=al.Constant(2.0))
    assert model.prior_count == 4 and model.scale == 2.0 and al.Constant(2.0).value == 2.0
    assert model.parameter_names[0] == "table.prior_0_1"
    found = model.instance_from_vector([1.0, 2.0, 3.0, 4.0]).table
    np.testing.assert_array_equal(found, [[1.5, 1.0, 2.0], [3.0, 4.0, 1.0]])
    again = al.from_dict(al.to_dict(model))
    np.testing.assert_array_equal(again.instance_from_vector([1.0, 2.0, 3.0, 4.0]).table, found)
    assert again.table.shape == (2, 3) and type(again.table) is al.Array
    stored = {"type": "array", "arguments": {"shape": pair(1, 2), "prior_0_0": 1.0, "prior_0_1": 2.0}}
    np.testing.assert_array_equal(al.Collection(a=al.from_dict(stored)).instance_from_vector([]).a, [[1.0, 2.0]])
    for bad in ((0,), (2.5,), (), "ab"):
        with pytest.raises(al.exc.ParameterError, match="shape"):
            al.Array(shape=bad)
    with pytest.raises(al.exc.ModelError, match="prior is a float"):
        al.Array(shape=(2,), prior=1.0)
    with pytest.raises(IndexError, match="shape"):
        _ = array[2, 0]
    with pytest.raises(al.exc.ModelError, match="prior_9_9"):
        array.prior_9_9 = 1.0


def test_an_array_of_parameters_on_jax():
    import jax

    model = al.Collection(a=al.Array((2, 2), al.UniformPrior(0.0, 1.0)))
    total = jax.jit(lambda vector: model.instance_from_vector(vector).a.sum() ** 2)
    assert float(jax.grad(total)(np.array([0.1, 0.2, 0.3, 0.4]))[0]) == pytest.approx(2.0)


def uniform(lower, upper, **others):
    return {"type": "Uniform", "lower_limit": lower, "upper_limit": upper, **others}


def collection(**arguments):
    return {"type": "collection", "arguments": arguments}


def test_priors_whose_numbers_are_not_stored_are_refused():
    # as PyAutoFit stores one of a log Gaussian, whatever its mean and sigma are
    with pytest.raises(al.exc.ModelError, match="a is stored as a prior LogGaussian without its mean and sigma"):
        al.from_dict(collection(a={"type": "LogGaussian", "id": 1}))
    with pytest.raises(al.exc.ModelError, match="without its upper_limit"):
        al.from_dict(collection(a={"type": "Uniform", "id": 1, "lower_limit": 0.0}))


def test_priors_are_one_where_their_id_and_numbers_are():
    assert al.from_dict(collection(a=uniform(0, 1, id=5), b=uniform(0, 1, id=5))).prior_count == 1
    assert al.from_dict(collection(a=uniform(0, 1, id=None), b=uniform(0, 1, id=None))).prior_count == 2
    with pytest.raises(al.exc.ModelError, match="b has the id 5 of another prior"):
        al.from_dict(collection(a=uniform(0, 1, id=5), b=uniform(0, 9, id=5)))


def test_elements_have_the_places_of_their_names():
    centre = {"type": "tuple_prior", "arguments": {"centre_1": uniform(0, 1, id=1), "centre_0": uniform(5, 6, id=2)}}
    path = "autogalaxy.profiles.light.standard.sersic.Sersic"
    model = al.from_dict({"type": "model", "class_path": path, "arguments": {"centre": centre}})
    assert model.instance_from_prior_medians().centre == (5.5, 0.5)
    del centre["arguments"]["centre_0"]
    with pytest.raises(al.exc.ModelError, match="is a tuple of centre_1"):
        al.from_dict({"type": "model", "class_path": path, "arguments": {"centre": centre}})
    array = {"shape": {"type": "tuple", "values": [2]}, "prior_1": uniform(0, 1, id=1)}
    with pytest.raises(al.exc.ModelError, match="has 1 elements"):
        al.from_dict(collection(a={"type": "array", "arguments": array}))


def test_an_index_of_an_array_of_parameters_is_whole():
    array = al.Array((2, 2), al.UniformPrior(0.0, 1.0))
    array[1.0, 0] = 3.0
    assert array[1, 0] == 3.0
    with pytest.raises(IndexError):
        array[0.5, 0] = 3.0


def compound(kind, left, right):
    return {"type": "compound", "compound_type": kind, "left": left, "right": right}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("SumPrior", 8.0), ("MultiplePrior", 12.0), ("DivisionPrior", 3.0), ("PowerPrior", 36.0)],
)
def test_arithmetic_on_priors(kind, expected):
    prior_of = prior("Uniform", 1, lower_limit=0.0, upper_limit=12.0)
    arguments = {"centre": pair(0.0, 0.0), "einstein_radius": compound(kind, prior_of, 2.0)}
    path = "autogalaxy.profiles.mass.total.isothermal.IsothermalSph"
    model = al.from_dict({"type": "model", "class_path": path, "arguments": arguments})
    assert model.instance_from_vector([6.0]).einstein_radius == expected


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("GreaterThanLessThanAssertion", [True, False, False]),
        ("GreaterThanLessThanEqualAssertion", [True, True, False]),
    ],
)
def test_comparisons_of_priors(kind, answers):
    """The left one is the lower one."""
    first, second = (prior("Uniform", i, lower_limit=-1.0, upper_limit=1.0) for i in (1, 2))
    shear = {
        "type": "model",
        "class_path": "autogalaxy.profiles.mass.sheets.external_shear.ExternalShear",
        "arguments": {"gamma_1": first, "gamma_2": second},
        "assertions": [compound(kind, first, second)],
    }
    model = al.from_dict(shear)
    assert model.satisfies([[0.1, 0.2], [0.2, 0.2], [0.3, 0.2]]).tolist() == answers
