"""The ascent finds maxima that are known, and its normal approximation is exact where the posterior is normal."""

import math

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.analysis import Analysis
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.model import Collection, GaussianPrior, LogGaussianPrior, LogUniformPrior, Model, UniformPrior
from autolens_lite.search import LBFGS, InitializerBall
from autolens_lite.search.gradient.hessian import hessian_from
from autolens_lite.search.gradient.importance import importance_from
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.multi_start import _beside
from autolens_lite.search.gradient.newton import Maximum
from autolens_lite.search.gradient.scaled_posterior import ScaledPosterior
from autolens_lite.search.likelihoods.evaluator import Evaluator
from test_autolens_lite.search.densities import DENSITIES
from test_autolens_lite.search.fakes import LIMIT, WIDTH, Gaussian, Point, centre_of, log_evidence_of, model_of


class Function(Analysis):
    """A likelihood of (x, y, z) given with its gradient."""

    def __init__(self, function):
        self.function = function

    def likelihood_from(self, model):
        return FunctionLikelihood(self, model)

    def log_likelihood_function(self, instance):
        return self.function(np.array([instance.point.x, instance.point.y, instance.point.z]))[0]


class FunctionLikelihood(Likelihood):
    def value_and_grad(self, vector):
        point = self.model.instance_from_vector(vector).point
        value, gradient = self.analysis.function(np.array([point.x, point.y, point.z]))
        return value, np.asarray(gradient)[: len(vector)]


def search(**settings):
    return LBFGS(**{"name": "fit", "seed": 1, "progress_bar": False, **settings})


def test_a_gaussian_is_found_exactly():
    result = search(n_samples=2000).fit(model_of(2), Gaussian())
    samples, info = result.samples, result.search_info
    assert np.allclose(samples.max_log_likelihood(as_instance=False), centre_of(2), atol=1e-6)
    assert np.ptp(info["maxima"]) < 1e-6 and len(info["maxima"]) == 6
    assert info["is_proper"] is True
    assert info["laplace_log_evidence"] == pytest.approx(log_evidence_of(2), abs=1e-6)
    assert info["laplace_efficiency"] > 0.999
    assert len(samples) == 2001 and samples.weight[0] == 0.0
    assert info["k_hat"] < 0.0 and info["doubts"] == [] and info["curvature"] == "exact"
    assert samples.effective_sample_size > 1999
    # with the very density to draw from every weight is the same, and there is no error but rounding
    assert result.log_evidence == pytest.approx(log_evidence_of(2), abs=1e-6)
    assert result.log_evidence_error < 1e-6
    assert np.all(np.abs(samples.mean - centre_of(2)) < 5.0 * WIDTH / np.sqrt(2000))
    assert np.all(np.abs(samples.covariance / WIDTH**2 - np.eye(2)) < 5.0 * np.sqrt(2.0 / 2000))
    expected = [Gaussian().log_likelihood_function(result.model.instance_from_vector(v)) for v in samples.vectors[:20]]
    assert np.allclose(samples.log_likelihood[:20], expected, rtol=1e-12)


def test_the_next_model_has_its_medians_and_widths():
    prior = search(n_samples=1000).fit(model_of(2), Gaussian()).model_centred.point.y
    assert prior.mean == pytest.approx(centre_of(2)[1], abs=0.1)
    assert prior.sigma == pytest.approx(WIDTH, rel=0.1)


def priors_of_every_kind():
    return Collection(
        point=Model(Point, x=LogUniformPrior(1e-3, 1e4), y=GaussianPrior(1.0, 2.0), z=LogGaussianPrior(0.5, 0.4))
    )


def normal_in_log(point):
    """Normal in ln x about ln 30 (width 0.2), in y about 2 (1.5), in ln z about 1 (0.3)."""
    x, y, z = point
    chi = np.array([(np.log(x) - np.log(30.0)) / 0.2, (y - 2.0) / 1.5, (np.log(z) - 1.0) / 0.3])
    return -0.5 * chi @ chi, -chi / np.array([0.2 * x, 1.5, 0.3 * z])


def test_priors_and_likelihood_multiply():
    """Normal densities in ln x, y and ln z: the product's mean, width and integral are known."""
    result = search(n_samples=2000).fit(priors_of_every_kind(), Function(normal_in_log))
    mean, sigma = np.array([1.0, 0.5]), np.array([2.0, 0.4])
    other, width = np.array([2.0, 1.0]), np.array([1.5, 0.3])
    total = sigma**2 + width**2
    means, widths = (mean * width**2 + other * sigma**2) / total, sigma * width / np.sqrt(total)
    draws = result.samples.vectors * 1.0
    draws[:, [0, 2]] = np.log(draws[:, [0, 2]])
    assert np.allclose(draws[0], [np.log(30.0), *means], atol=1e-5)
    assert np.allclose(draws[1:].mean(axis=0), [np.log(30.0), *means], atol=5.0 / np.sqrt(2000))
    assert np.allclose(draws[1:].std(axis=0), [0.2, *widths], rtol=5.0 / np.sqrt(4000))
    assert result.log_evidence == pytest.approx(result.search_info["laplace_log_evidence"], abs=1e-5)
    integral = -0.5 * (mean - other) ** 2 / total + np.log(width / np.sqrt(total))
    log_evidence = integral.sum() + np.log(0.2 * np.sqrt(2.0 * np.pi) / np.log(1e7))
    assert result.search_info["laplace_log_evidence"] == pytest.approx(log_evidence, abs=1e-5)


def posterior_of(model, analysis):
    return ScaledPosterior(Evaluator(model, analysis.likelihood_from(model)))


def test_the_gradient_is_that_of_the_density():
    posterior = posterior_of(priors_of_every_kind(), Function(normal_in_log))
    for point in np.random.default_rng(2).uniform(-1.3, 1.3, (10, 3)):
        _, gradient = posterior.value_and_grad(point)
        steps = 1e-5 * np.eye(3)
        differences = posterior.log_posteriors(point + steps) - posterior.log_posteriors(point - steps)
        assert np.allclose(gradient, differences / 2e-5, rtol=1e-6, atol=1e-6)
        value = posterior.log_posteriors(point[None])[0]
        assert posterior.value_and_grad(point)[0] == pytest.approx(value, abs=1e-10)
        assert np.allclose(posterior.scaled_from(posterior.vectors_from(point[None])), point, atol=1e-12)


def test_second_derivatives_of_correlated_parameters():
    matrix = np.array([[400.0, 90.0, 0.0], [90.0, 30.0, -1.0], [0.0, -1.0, 2.0]])
    analysis = Function(lambda v: (-0.5 * v @ matrix @ v, -matrix @ v))
    model = Collection(point=Model(Point, **{name: UniformPrior(-1.0, 1.0) for name in "xyz"}))
    posterior = posterior_of(model, analysis)
    width = posterior.vectors_from(np.ones((1, 3)))[0]
    expected = matrix * width * width[:, None]
    assert np.allclose(hessian_from(posterior, np.zeros(3)), expected, atol=1e-8 * 400.0)


def test_a_maximum_against_a_limit():
    """The Gaussian's centre in x is -0.2, outside a prior that begins at 0.1."""
    model = model_of(2)
    model.point.x = UniformPrior(0.1, LIMIT)
    result = search(n_samples=500).fit(model, Gaussian())
    x = result.samples.vectors[:, 0]
    assert result.samples.vectors[0, 0] == pytest.approx(0.1, abs=1e-3)
    assert np.all((x > 0.1) & (x < LIMIT))
    assert result.search_info["is_proper"] is False
    assert "bound of point.x" in result.search_info["doubts"][0]
    # what is left of the Gaussian, beyond 0.6 of its widths, and of the prior
    left = 0.5 * math.erfc(0.6 / math.sqrt(2.0))
    log_evidence = np.log(left / (LIMIT - 0.1) / (2.0 * LIMIT))
    assert abs(result.log_evidence - log_evidence) < 4.0 * result.log_evidence_error + 1e-3
    assert result.log_evidence_error < 0.1
    mean = -0.2 + WIDTH * math.exp(-0.5 * 0.6**2) / math.sqrt(2.0 * math.pi) / left
    assert result.samples.mean[0] == pytest.approx(
        mean, abs=5.0 * 0.3 / math.sqrt(result.samples.effective_sample_size)
    )
    assert math.sqrt(result.samples.covariance[1, 1]) == pytest.approx(WIDTH, rel=0.2)


def test_radii_are_searched_in_their_logarithm():
    """A likelihood that is normal in ln x, and a uniform prior that begins at zero: draws are all of one weight."""

    def function(point):
        chi = (np.log(point[0]) - np.log(0.05)) / 0.4
        return -0.5 * chi**2 - np.log(point[0]), [-chi / 0.4 / point[0] - 1.0 / point[0], 0.0, 0.0]

    result = search(n_samples=2000).fit(Collection(point=Model(Point, x=UniformPrior(0.0, 30.0))), Function(function))
    assert result.search_info["laplace_efficiency"] > 0.999
    known = np.log(0.4 * np.sqrt(2.0 * np.pi) / 30.0)
    assert result.search_info["laplace_log_evidence"] == pytest.approx(known, abs=1e-4)
    assert abs(result.log_evidence - known) < 4.0 * result.log_evidence_error


def two_peaks(point):
    """Of equal width, that at -2 higher by 3."""
    centres, heights = np.array([[-2.0, 0.0, 0.0], [2.0, 0.0, 0.0]]), np.array([3.0, 0.0])
    terms = heights - 0.5 * np.sum((point - centres) ** 2, axis=1) / 0.3**2
    share = np.exp(terms - terms.max())
    gradient = -(share / share.sum()) @ (point - centres) / 0.3**2
    return terms.max() + np.log(share.sum()), gradient


def test_the_highest_of_several_maxima_is_taken():
    result = search(n_starts=8, screened_per_start=1).fit(model_of(3), Function(two_peaks))
    maxima = np.array(result.search_info["maxima"])
    assert result.samples.vectors[0, 0] == pytest.approx(-2.0, abs=1e-4)
    assert maxima[0] - maxima[-1] == pytest.approx(3.0, abs=1e-3)


def test_where_the_likelihood_fails_the_ascent_turns_back():
    """The first step from a distant start overshoots into x < -1, where there is no likelihood."""
    result = search(n_starts=10, screened_per_start=1).fit(model_of(2), Gaussian(fails_below=-1.0))
    assert np.allclose(result.search_info["maxima"], result.search_info["maxima"][0], atol=0.02)
    assert np.allclose(result.samples.vectors[0], centre_of(2), atol=1e-3)


def skewed(point):
    """exp(x - e^x) in x: its tails are not a normal density's on one side; of (y, z) it is normal."""
    x, y, z = point
    return x - np.exp(x) - 0.5 * (y**2 + z**2), [1.0 - np.exp(x), -y, -z]


def test_draws_have_the_weights_of_the_posterior():
    """The mean of x is minus Euler's constant, its width pi / sqrt(6), and not those of the normal density at 0."""
    model = Collection(point=Model(Point, **{name: UniformPrior(-30.0, 30.0) for name in "xyz"}))
    result = search(n_samples=2000).fit(model, Function(skewed))
    samples, info = result.samples, result.search_info
    assert info["k_hat"] < 0.7 and 0.3 < info["laplace_efficiency"] < 0.95
    error = np.pi / np.sqrt(6.0 * samples.effective_sample_size)
    assert abs(samples.mean[0] + np.euler_gamma) < 5.0 * error
    assert abs(result.log_evidence - np.log(2.0 * np.pi / 60.0**3)) < 4.0 * result.log_evidence_error
    assert 0.0 < result.log_evidence_error < 0.06
    assert samples.effective_sample_size == pytest.approx(2000 * info["laplace_efficiency"])


def far_tails(point):
    """Cauchy's density in each of (x, y, z)."""
    return -np.sum(np.log1p(point**2)), -2.0 * point / (1.0 + point**2)


def test_draws_that_are_not_the_posterior_are_said_to_be_none(caplog):
    model = Collection(point=Model(Point, **{name: UniformPrior(-30.0, 30.0) for name in "xyz"}))
    result = search().fit(model, Function(far_tails))
    assert result.search_info["k_hat"] > 0.7
    assert result.log_evidence is None and result.log_evidence_error is None
    assert np.ptp(result.samples.weight[1:]) == 0.0
    assert result.samples.effective_sample_size < 300
    assert "there is no evidence. Use al.NUTS" in caplog.text


def test_a_direction_without_data_is_said(caplog):
    def function(point):
        total = point[0] + point[1]
        return -50.0 * total**2 - 8.0 * point[2] ** 2, [-100.0 * total, -100.0 * total, -16.0 * point[2]]

    info = search(n_starts=2).fit(model_of(3), Function(function)).search_info
    assert "along point.x, point.y" in info["doubts"][0]


def ridge(point):
    """A ridge that turns, steep enough that forty iterations do not reach its end, and a lower one from y < 0."""
    x, y, z = point
    off = y - 0.5 * x * x
    return -200.0 * off**2 - 0.5 * (4.0 - x) ** 2 - z * z, [400.0 * off * x + 4.0 - x, -400.0 * off, -2.0 * z]


def test_low_starts_are_dropped():
    result = search(n_starts=6, n_kept=2, n_samples=10, tolerance=1e-6, maxcor=1).fit(model_of(3), Function(ridge))
    info = result.search_info
    assert 2 <= len(info["maxima"]) <= 5 and len(info["maxima"]) + len(info["dropped"]) == 6
    assert max(info["dropped"]) < max(info["maxima"]) + 1e-9
    assert result.samples.vectors[0, 0] == pytest.approx(3.1, abs=0.2)


def test_an_assertion_holds_for_every_sample():
    model = model_of(2)
    model.add_assertion(model.point.x > model.point.y)
    result = search().fit(model, Gaussian())
    assert np.all(result.samples.vectors[:, 0] > result.samples.vectors[:, 1])


def image():
    grid = al.Grid2D.uniform(shape_native=(24, 24), pixel_scales=0.1)
    psf = al.Convolver.from_gaussian(shape_native=(5, 5), pixel_scales=0.1, sigma=0.08)
    simulator = al.SimulatorImaging(exposure_time=500.0, background_sky_level=1.0, psf=psf, noise_seed=3)
    galaxy = al.Galaxy(redshift=0.5, bulge=al.lp.Gaussian(centre=(0.1, -0.15), intensity=5.0, sigma=0.3))
    dataset = simulator.via_galaxies_from(galaxies=[galaxy], grid=grid)
    mask = al.Mask2D.circular(shape_native=(24, 24), pixel_scales=0.1, radius=1.1)
    return dataset.apply_mask(mask).apply_over_sampling(over_sample_size_lp=1)


def gaussian_model():
    bulge = al.Model(al.lp_linear.Gaussian, ell_comps=(0.0, 0.0))
    bulge.centre_0, bulge.centre_1 = GaussianPrior(0.0, 0.3), GaussianPrior(0.0, 0.3)
    bulge.sigma = LogUniformPrior(0.05, 2.0)
    return Collection(galaxies=Collection(galaxy=Model(al.Galaxy, redshift=0.5, bulge=bulge)))


def test_an_image_is_fitted_and_agrees_with_nested_sampling():
    dataset, model = image(), gaussian_model()
    ascent = search(n_samples=500).fit(model, al.AnalysisImaging(dataset.with_backend("jax")))
    assert ascent.search_info["laplace_efficiency"] > 0.9
    truth = np.array([0.1, -0.15, 0.3])
    sigma = np.sqrt(np.diag(ascent.samples.covariance))
    assert np.all(np.abs(ascent.samples.vectors[0] - truth) < 4.0 * sigma)
    nested = al.DynestyStatic(name="nested", nlive=40, dlogz=0.5, seed=1, progress_bar=False).fit(
        model, al.AnalysisImaging(dataset.with_backend("numba"))
    )
    assert np.all(np.abs(nested.samples.mean - ascent.samples.mean) < 0.5 * sigma)
    assert np.allclose(np.sqrt(np.diag(nested.samples.covariance)), sigma, rtol=0.3)
    evidence = ascent.search_info["laplace_log_evidence"]
    assert abs(evidence - nested.log_evidence) < 4.0 * nested.log_evidence_error


def test_a_backend_without_gradients_is_refused_before_any_work():
    with pytest.raises(exc.BackendError, match=r"with_backend\('jax'\)"):
        search().fit(gaussian_model(), al.AnalysisImaging(image().with_backend("numba")))


def test_the_start_can_be_the_middle_of_the_prior():
    settings = {"n_starts": 1, "screened_per_start": 2, "initializer": InitializerBall()}
    result = search(**settings).fit(model_of(2), Gaussian())
    assert np.allclose(result.samples.vectors[0], centre_of(2), atol=1e-6)


class Flat(Analysis):
    """Has its peak at an ellipticity."""

    backend = "jax"

    def __init__(self, peak):
        self.peak = peak

    def fingerprint(self):
        return super().fingerprint() | {"peak": self.peak}

    def log_likelihood_function(self, instance):
        return -0.5 * sum((e - p) ** 2 for e, p in zip(instance.ell_comps, self.peak, strict=True)) / 0.01**2


@pytest.mark.parametrize("mean", [(0.984, 0.167), (0.167, 0.984), (0.9999, 0.0), (0.0, -1.0), (0.7, 0.72)])
def test_priors_at_the_edge_of_the_disc_of_ellipticities(mean):
    """There the width of one element depends much on the other; its bounds once came out exchanged."""
    mass = Model(al.mp.Isothermal, centre=(0.0, 0.0), einstein_radius=1.0)
    mass.ell_comps_0, mass.ell_comps_1 = (GaussianPrior(element, 0.03) for element in mean)
    peak = 0.97 * np.array(mean) / np.hypot(*mean)
    result = search(n_starts=2, n_samples=30).fit(mass, Flat(peak.tolist()))
    assert np.all(np.hypot(*result.samples.vectors.T) < 0.999)
    assert np.abs(result.samples.vectors[0] - peak).max() < 0.02
    following = result.model_centred_absolute(0.01)
    units = np.random.default_rng(0).random((500, 2))
    assert np.all(np.hypot(*following.vector_from_unit_vector(units).T) < 0.999)
    assert search(name="next", n_starts=1, n_samples=5).fit(following, Flat(peak.tolist())).search_info["maxima"]


def test_a_prior_that_is_too_narrow_is_refused_before_any_work(working_directory):
    model = Collection(point=Model(Point, x=UniformPrior(1.0, np.nextafter(1.0, 2.0))))
    with pytest.raises(exc.ModelError, match=r"point\.x cannot have the prior"):
        search().fit(model, Gaussian(1))
    assert not list(working_directory.iterdir())


def rising(point):
    """A gentle slope towards the greatest of every parameter."""
    return 0.01 * float(np.sum(point)), np.full(3, 0.01)


def test_draws_that_are_all_outside_the_prior_are_said(monkeypatch):
    """In a corner of many parameters next to none of a normal density is inside."""
    monkeypatch.setattr("autolens_lite.search.gradient.laplace._MOST_ROUNDS", 1)
    search_of_none = search(n_starts=1, screened_per_start=1, n_samples=2, seed=4)
    result = search_of_none.fit(model_of(3), Function(rising))
    said = [doubt for doubt in result.search_info["doubts"] if "bounds hold 3 of 3 parameters" in doubt]
    assert len(said) == 1
    assert said[0].startswith("none of 2 draws")
    assert len(result.samples) == 1  # the maximum, which was found
    assert result.log_evidence is None


def drawn(log_density, peak, widths, seed):
    """What is said of 500 draws of the normal density about a maximum; and their log evidence, None if not accepted."""
    held = np.zeros(peak.size, dtype=bool)
    laplace = Laplace(Maximum(peak, 0.0, 0.0 * peak, np.diag(widths**-2.0), "exact", held, True))
    draws = laplace.draw(500, np.random.default_rng(seed))
    found = importance_from(log_density(draws) - laplace.log_densities(draws))
    return found.doubts + _beside(laplace, draws, found), found.log_mean if found.is_reliable else None


def test_a_funnel_is_doubted_where_its_weights_pass():
    """Of which most is where no draw is, so that the evidence is 1.2 too low; of half of them k-hat tells nothing."""
    known = DENSITIES["funnel"]
    peak, widths = np.array([-2.0, 0.0, 0.0, 0.0, 0.0]), np.array([1.0, *(4 * [0.3 * np.exp(-1.0)])])
    found = [drawn(lambda x: np.array([known.function(row, np) for row in x]), peak, widths, s) for s in range(100)]
    accepted = [(doubts, log_evidence) for doubts, log_evidence in found if log_evidence is not None]
    assert len(accepted) > 5 and np.mean([log_evidence for _, log_evidence in accepted]) < -1.0
    assert all(any("as in a funnel" in doubt for doubt in doubts) for doubts, _ in accepted)
    # normal, and skewed: x = (exp(a z) - 1) / a of normal z
    for size, a in ((5, 1e-6), (20, 1e-6), (5, 0.15), (20, 0.05)):

        def skewed(x, a=a):
            z = np.log(np.maximum(1.0 + a * x, 1e-300)) / a
            return -0.5 * np.sum(z**2 + 2.0 * a * z, axis=1)

        at = np.full(size, np.expm1(-(a**2)) / a)
        doubts = [drawn(skewed, at, np.full(size, np.exp(-(a**2))), s)[0] for s in range(50)]
        assert not any("funnel" in doubt for each in doubts for doubt in each)
