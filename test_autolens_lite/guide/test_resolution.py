"""How far posteriors move with more sub-pixels and source pixels: what is known, and maxima that are found apart."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

import autolens_lite as al
from autolens_lite.guide.resolution import Resolution, doubts_of_resolution

SIGMA = 0.01


def model_of(pixelization, **more):
    mass = al.Model(al.mp.IsothermalSph, centre=(0.013, 0.02), einstein_radius=al.UniformPrior(0.5, 1.1))
    source = al.Galaxy(1.0, pixelization=pixelization)
    return al.Collection(
        galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass), source=source), **more
    )


def dataset():
    lens = al.Galaxy(0.5, mass=al.mp.IsothermalSph((0.013, 0.02), einstein_radius=0.8))
    source = al.Galaxy(1.0, bulge=al.lp.SersicSph((0.1, 0.03), intensity=2.0, effective_radius=0.2, sersic_index=1.0))
    psf = al.Convolver.from_gaussian((5, 5), 0.1, sigma=0.07)
    simulator = al.SimulatorImaging(100.0, background_sky_level=1.0, psf=psf, noise_seed=1)
    image = simulator.via_tracer_from(al.Tracer([lens, source]), al.Grid2D.uniform((34, 34), 0.1, over_sample_size=8))
    masked = image.apply_mask(al.Mask2D.circular((34, 34), radius=1.5, pixel_scales=0.1))
    return masked.apply_over_sampling(over_sample_size_pixelization=1)


def result_of(analysis, model, middle, sigma=SIGMA):
    draws = np.random.default_rng(1).standard_normal(200)
    draws = np.append(0.0, (draws - draws.mean()) / draws.std(ddof=1))
    vectors = middle + sigma * draws[:, None]
    samples = al.Samples(model.parameter_names, vectors, log_likelihood=-0.5 * draws**2, log_prior=np.zeros(201))
    return al.Result(samples, model, analysis)


class Known(al.AnalysisImaging):
    """The maximum is at 0.8 with infinitely many sub-pixels and source pixels."""

    def log_likelihood_function(self, instance):
        galaxies = instance.galaxies
        size = float(np.max(np.asarray(self.dataset.grid_pixelization.over_sample_size)))
        pixels = float(np.prod(galaxies.source.pixelization.mesh.shape))
        middle = 0.8 + SIGMA * (1.0 / size + 64.0 / pixels)
        return -0.5 * ((galaxies.lens.mass.einstein_radius - middle) / SIGMA) ** 2


def test_parabolas_move_by_what_is_known():
    model = model_of(al.Pixelization(al.mesh.RectangularUniform((8, 8))))
    result = result_of(Known(dataset()), model, 0.81)
    sub_pixels, pixels = al.resolution_check(result)
    name = "galaxies.lens.mass.einstein_radius"
    error = float(np.sqrt(result.samples.covariance[0, 0])) / SIGMA  # nearly 1
    assert sub_pixels.what == "sub-pixels" and sub_pixels.shifts == {name: pytest.approx(-0.5 / error, abs=1e-6)}
    assert pixels.what == "source pixels" and pixels.shifts == {
        name: pytest.approx((64.0 / 121.0 - 1.0) / error, abs=1e-6)
    }
    assert (
        not sub_pixels.is_enough and sub_pixels.parameter == name and sub_pixels.shift == pytest.approx(0.5, rel=0.01)
    )
    assert "too few: galaxies.lens.mass.einstein_radius moves by 0.5 sigma" in str(sub_pixels)
    again = al.resolution_check(result, factor=1.3)[0]
    assert again.what == "sub-pixels" and again.shift == 0.0 and again.is_enough and "enough" in str(again)


def test_the_one_call_doubts_what_moves():
    model = model_of(al.Pixelization(al.mesh.RectangularUniform((8, 8))))
    result = result_of(Known(dataset()), model, 0.81)
    found, doubts = doubts_of_resolution(result.analysis.likelihood_from(model), result.samples)
    assert [each.what for each in found] == ["sub-pixels", "source pixels"]
    assert all("moves by 0.5 sigma" in doubt.replace("would move", "moves") for doubt in doubts) and len(doubts) == 2
    model.galaxies.source = al.Galaxy(1.0, bulge=al.lp.SersicSph())
    assert doubts_of_resolution(result.analysis.likelihood_from(model), result.samples) == ([], [])


def hilbert(pixels):
    return al.image_mesh.Hilbert(pixels=pixels, weight_power=0.5, weight_floor=0.01)


def test_the_moves_are_those_of_maxima_found_apart():
    data = dataset()
    regularization = al.reg.ConstantLaplacian(1.0)
    image = np.maximum(np.asarray(data.data), 0.0)

    def fits(sub_pixels, pixels):
        model = model_of(al.Pixelization(al.mesh.CompactKernel(), regularization, image_mesh=hilbert(pixels)))
        adapt = al.AdaptImages(galaxy_name_image_dict={"('galaxies', 'source')": image})
        finer = data.apply_over_sampling(over_sample_size_pixelization=sub_pixels)
        return model, al.AnalysisImaging(finer, adapt_images=adapt)

    def maximum(sub_pixels, pixels):
        model, analysis = fits(sub_pixels, pixels)
        likelihood = analysis.likelihood_from(model)
        found = minimize_scalar(lambda x: -likelihood(np.array([x])), (0.79, 0.81), tol=1e-8)
        step = 1e-3
        curvature = (
            sum(w * likelihood(np.array([found.x + d])) for w, d in ((1, step), (-2, 0.0), (1, -step))) / step**2
        )
        return found.x, (-curvature) ** -0.5, -found.fun

    coarse, sigma, low = maximum(1, 60)
    model, analysis = fits(1, 60)
    sub_pixels, pixels = al.resolution_check(result_of(analysis, model, coarse, sigma), steps=4)
    for told, finest in ((sub_pixels, maximum(2, 60)), (pixels, maximum(1, 120))):
        assert told.shift == pytest.approx(abs(finest[0] - coarse) / sigma, abs=0.1)
        assert told.gain == pytest.approx(finest[2] - low, abs=0.1)


def test_points_that_are_given_cannot_be_more():
    points = al.Grid2DIrregular(np.random.default_rng(1).uniform(-1.4, 1.4, (60, 2)))
    model = model_of(al.Pixelization(al.mesh.CompactKernel(), al.reg.ConstantLaplacian(1.0)))
    adapt = al.AdaptImages(galaxy_name_image_plane_mesh_grid_dict={"('galaxies', 'source')": points})
    analysis = al.AnalysisImaging(dataset(), adapt_images=adapt)
    assert [each.what for each in al.resolution_check(result_of(analysis, model, 0.8), steps=1)] == ["sub-pixels"]


def test_what_cannot_be_checked_is_refused():
    model = model_of(al.Pixelization(al.mesh.RectangularUniform((8, 8))))
    result = result_of(Known(dataset()), model, 0.81)
    with pytest.raises(al.exc.DataError, match="result is a list"):
        al.resolution_check([result])
    with pytest.raises(al.exc.DataError, match=r"no analysis of one data set.*with_analysis"):
        al.resolution_check(al.Result(result.samples, model))
    with pytest.raises(al.exc.ParameterError, match="factor = 1"):
        al.resolution_check(result, factor=1.0)
    with pytest.raises(al.exc.ParameterError, match="steps = 0"):
        al.resolution_check(result, steps=0)
    still = al.Samples(model.parameter_names, [[0.8], [0.8]], log_likelihood=[0.0, 0.0], log_prior=[0.0, 0.0])
    with pytest.raises(al.exc.DataError, match="no covariance"):
        al.resolution_check(al.Result(still, model, result.analysis))
    nowhere = result_of(Known(dataset()), model, 3.0)
    with pytest.raises(al.exc.DataError, match="no likelihood at the best sample"):
        al.resolution_check(nowhere)


def test_what_another_mesh_changes_by_itself_is_told_and_not_judged():
    coefficient = "galaxies.source.pixelization.regularization.coefficient"
    found = Resolution("source pixels", {coefficient: 5.4, "galaxies.lens.mass.einstein_radius": -0.2}, -180.0)
    assert found.is_enough and found.shift == 0.2 and f"{coefficient} +5.40" in str(found)
    assert not Resolution("source pixels", {coefficient: 5.4}, -180.0).is_enough
