"""The expected Fisher matrix: against differences of model data, and linear intensities against free ones."""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.analysis.test_least_squares import MESH, VECTOR, differences_of, model_of
from test_autolens_lite.fit.kinds import KINDS, covariance_of, fit_class_of
from test_autolens_lite.fit.kinds import model_of as model_data_of
from test_autolens_lite.fit.lens_systems import sersic_galaxy


def marginal(matrix, count):
    """Of the first `count` parameters, the others integrated out."""
    return np.linalg.inv(np.linalg.inv(matrix)[:count, :count])


@pytest.mark.parametrize("kind", KINDS)
def test_equals_differences_of_the_model_data(kind):
    model, dataset = model_of(sersic_galaxy()), KINDS[kind]("numba")

    def model_data_at(vector):
        galaxies = list(model.instance_from_vector(vector).galaxies)
        return model_data_of(fit_class_of(kind)(dataset, al.Tracer(galaxies)))

    fisher = al.fisher_from(model, dataset, model.instance_from_vector(VECTOR))
    slopes = differences_of(model_data_at, VECTOR, 1e-5)
    fit = fit_class_of(kind)(dataset, al.Tracer(list(model.instance_from_vector(VECTOR).galaxies)))
    expected = slopes.T @ (slopes / np.diagonal(covariance_of(fit))[:, None])
    np.testing.assert_allclose(fisher.matrix, expected, rtol=1e-5, atol=1e-7 * expected.max())
    np.testing.assert_allclose(fisher.errors, np.sqrt(np.diagonal(np.linalg.inv(expected))), rtol=1e-5)
    assert fisher.parameter_names == model.parameter_names
    assert "einstein_radius" in str(fisher)


def test_intensities_and_pixels_are_integrated_out():
    dataset = KINDS["imaging"]("numba")
    for source in (
        al.Galaxy(1.0, bulge=al.lp_linear.Sersic((0.05, 0.1), (0.1, 0.2), 0.3, 1.2)),
        al.Galaxy(1.0, pixelization=MESH),
    ):
        model = model_of(source)
        fisher = al.fisher_from(model, dataset, VECTOR)
        fit = al.FitImaging(dataset, al.Tracer(list(model.instance_from_vector(VECTOR).galaxies)))
        solution = fit.inversion.reconstruction_reduced

        def rows_at(vector, model=model, solution=solution):
            there = al.FitImaging(dataset, al.Tracer(list(model.instance_from_vector(vector).galaxies)))
            return there.rows_of(solution, ())

        slopes = differences_of(rows_at, VECTOR, 1e-6)
        response = np.stack([fit.rows_of(unit, ()) - fit.rows_of(0.0 * unit, ()) for unit in np.eye(solution.size)], 1)
        joint = np.concatenate([slopes, response], axis=1)
        expected = marginal(joint.T @ joint, VECTOR.size)
        np.testing.assert_allclose(fisher.matrix, expected, rtol=1e-5, atol=1e-5 * expected.max())


def test_of_simulators_and_priors():
    """The noise that a simulator draws changes nothing; a normal prior adds its precision."""
    model = model_of(sersic_galaxy())
    model.galaxies.lens.mass.einstein_radius = al.GaussianPrior(mean=0.8, sigma=1e-4)
    grid = al.Grid2D.uniform((14, 14), 0.2, over_sample_size=2)
    found = []
    for seed in (1, 2):
        simulator = al.SimulatorImaging(exposure_time=300.0, background_sky_level=0.1, noise_seed=seed)
        found.append(al.fisher_from(model, simulator, VECTOR, grid=grid))
    np.testing.assert_array_equal(found[0].matrix, found[1].matrix)
    with_prior = al.fisher_from(model, simulator, VECTOR, grid=grid, include_priors=True)
    index = [name.endswith("einstein_radius") for name in model.parameter_names].index(True)
    assert (with_prior.matrix - found[0].matrix)[index, index] == pytest.approx(1e8, rel=1e-5)
    assert with_prior.errors[index] < 1e-4 < found[0].errors[index]


def test_refuses_bad_input():
    model, dataset = model_of(sersic_galaxy()), KINDS["imaging"]("numba")
    for arguments, error, match in (
        ((model, dataset, VECTOR[:3]), al.exc.ModelError, "5 numbers"),
        ((model, dataset, "lens"), al.exc.ModelError, "5 numbers"),
        ((model, dataset, al.ModelInstance({"galaxies": 1.0})), al.exc.ModelError, "free parameters"),
        ((model, 3.0, VECTOR), al.exc.DataError, "float"),
        ((model, dataset, VECTOR, 1.0), al.exc.ParameterError, "grid"),
        ((model, al.SimulatorImaging(exposure_time=1.0), VECTOR), al.exc.ParameterError, "grid"),
        (("model", dataset, VECTOR), al.exc.ModelError, "str"),
    ):
        with pytest.raises(error, match=match):
            al.fisher_from(*arguments)
    dark = model_of(al.Galaxy(1.0, bulge=al.lp.Sersic(intensity=0.0)))
    with pytest.raises(al.exc.ModelError, match=r"do not constrain .*einstein_radius"):
        _ = al.fisher_from(dark, dataset, VECTOR).errors
