"""A posterior that raises its sub-pixels has the truth in it, where too few put it sigmas away."""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.guide import scene

SETTINGS = {"name": "fit", "seed": 1, "progress_bar": False, "n_effective": 100, "n_turns": 1, "use_nuts": False}


def dataset():
    """The image of the truth, simulated with 8 sub-pixels a side and to be fitted with one."""
    grid = al.Grid2D.uniform(shape_native=scene.SHAPE, pixel_scales=scene.SCALE, over_sample_size=8)
    psf = al.Convolver.from_gaussian(shape_native=(9, 9), pixel_scales=scene.SCALE, sigma=0.08)
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, psf=psf, noise_seed=1)
    tracer = al.Tracer(galaxies=list(scene.model().instance_from_vector(scene.truth()).galaxies))
    image = simulator.via_tracer_from(tracer=tracer, grid=grid).with_backend("jax")
    mask = al.Mask2D.circular(shape_native=scene.SHAPE, pixel_scales=scene.SCALE, radius=scene.RADIUS)
    return image.apply_mask(mask).apply_over_sampling(over_sample_size_lp=1)


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    search = al.Posterior(**SETTINGS, output_path=tmp_path_factory.mktemp("finer"))
    return search.fit(scene.model(), al.AnalysisImaging(dataset()))


def test_the_truth_is_in_the_posterior_with_finer_sub_pixels_and_not_with_those_given(result):
    sigma = np.sqrt(np.diag(result.samples.covariance))
    assert np.all(np.abs(result.samples.mean - scene.truth()) < 4.0 * sigma)
    assert result.search_info["over_sampling_shift"] < 0.3
    best = result.samples.max_log_likelihood(as_instance=False)
    coarse = al.guide.over_sampling_from(al.AnalysisImaging(dataset()).likelihood_from(scene.model()), best)
    assert coarse.shift > 3.0


def test_the_result_s_analysis_has_the_sub_pixels_that_were_fitted(result):
    sizes = np.asarray(result.analysis.dataset.grid.over_sample_size)
    assert np.array_equal(sizes, result.search_info["over_sampling_sizes"])
    assert sizes.max() >= 4 and sizes.min() == 1, "more where the light is off, not everywhere"
    assert float(result.max_log_likelihood_fit.log_likelihood) == pytest.approx(result.log_likelihood, abs=1e-4)
