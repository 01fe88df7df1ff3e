"""Where sub-pixels are too few, the maximum moves by what is foretold; with those that are asked for it does not."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.over_sampling import over_sampling_from
from autolens_lite.guide.problem import Problem
from autolens_lite.search.gradient.levenberg import climb
from test_autolens_lite.guide import scene


def galaxy_model():
    """Light alone: the intensity and the radius of a steep profile at a known place."""
    bulge = al.Model(al.lp.SersicSph, centre=(0.013, -0.021), sersic_index=4.0)
    return al.Collection(galaxies=al.Collection(galaxy=al.Model(al.Galaxy, redshift=0.5, bulge=bulge)))


def maximum_of(dataset):
    problem = Problem(al.AnalysisImaging(dataset).likelihood_from(galaxy_model()), scene.SCALE)
    end = climb(problem, problem.coordinates_of(np.array([1.0, 0.5])), 40, 1e-6)
    errors = np.sqrt(np.diag(np.linalg.inv(end.hessian)))
    return problem, end.point, errors, end.cost


def image(sub_pixels, exposure_time=30.0):
    """Simulated with so many sub-pixels a side."""
    grid = al.Grid2D.uniform(shape_native=(40, 40), pixel_scales=scene.SCALE, over_sample_size=sub_pixels)
    psf = al.Convolver.from_gaussian(shape_native=(7, 7), pixel_scales=scene.SCALE, sigma=0.08)
    simulator = al.SimulatorImaging(exposure_time=exposure_time, background_sky_level=1.0, psf=psf, noise_seed=2)
    truth = galaxy_model().instance_from_vector(np.array([1.0, 0.5])).galaxies.galaxy
    fine = simulator.via_galaxies_from(galaxies=[truth], grid=grid).with_backend("jax")
    return fine.apply_mask(al.Mask2D.circular((40, 40), pixel_scales=scene.SCALE, radius=1.5))


def test_the_shift_is_that_of_a_fit_with_finer_sub_pixels():
    coarse = image(32).apply_over_sampling(over_sample_size_lp=2)
    problem, point, errors, cost = maximum_of(coarse)
    told = over_sampling_from(problem.likelihood, problem.vector_of(point))
    _, finest, _, least = maximum_of(coarse.apply_over_sampling(over_sample_size_lp=32))
    moved = np.abs(finest - point) / errors
    assert told.shift == pytest.approx(moved.max(), rel=0.2) and told.shift > 0.5
    assert told.gain == pytest.approx(cost - least, rel=0.1) and told.gain > 1.0
    assert told.parameter == galaxy_model().parameter_names[int(np.argmax(moved))]
    sizes = np.asarray(told.sizes)
    assert sizes.max() > 2 and np.median(sizes) == 2, "only pixels in the middle are divided further"
    again, other, *_ = maximum_of(coarse.apply_over_sampling(over_sample_size_lp=told.sizes))
    assert np.abs(finest - other).max() < 0.35 * errors.max()
    assert over_sampling_from(again.likelihood, again.vector_of(other)).shift < 0.35


def test_an_image_that_was_made_with_few_sub_pixels_is_fitted_worse_with_more():
    coarse = image(2, 300.0).apply_over_sampling(over_sample_size_lp=2)
    problem, point, _, cost = maximum_of(coarse)
    told = over_sampling_from(problem.likelihood, problem.vector_of(point))
    *_, least = maximum_of(coarse.apply_over_sampling(over_sample_size_lp=32))
    assert told.gain == pytest.approx(cost - least, rel=0.15) and told.gain < -1.0
