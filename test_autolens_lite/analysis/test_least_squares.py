"""The likelihood as least squares: residuals make the likelihood, derivatives equal differences, both kinds of data."""

import jax
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import config
from autolens_lite.analysis.least_squares import hessian_from
from test_autolens_lite.analysis import test_one_program as one_program
from test_autolens_lite.fit.kinds import KINDS
from test_autolens_lite.fit.lens_systems import sersic_galaxy

VECTOR = np.array([0.02, -0.01, 0.1, -0.06, 0.8])
GAUSSIANS = [al.lp_linear.Gaussian((0.05, 0.1), sigma=sigma) for sigma in (0.1, 0.4)]
MESH = al.Pixelization(al.mesh.RectangularAdaptDensity((5, 6)), al.reg.ConstantSplit(0.1))
KERNELS = al.Pixelization(
    al.mesh.CompactKernel(), al.reg.ConstantLaplacian(0.1), image_mesh=al.image_mesh.Overlay(shape=(7, 7))
)
SOURCES = {
    "light": sersic_galaxy(),
    "linear": al.Galaxy(1.0, bulge=al.lp_basis.Basis(GAUSSIANS)),
    "mesh": al.Galaxy(1.0, pixelization=MESH),
    "kernels": al.Galaxy(1.0, pixelization=KERNELS),
}
CASES = [("imaging", "linear"), ("interferometer", "light"), ("interferometer", "mesh"), ("imaging", "kernels")]
PIXELIZED = ("mesh", "kernels")


def model_of(source, **lens):
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal, **lens)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


def analysis_of(kind, positions=None, backend="jax", dataset=None):
    dataset = KINDS[kind](backend) if dataset is None else dataset
    cls = al.AnalysisInterferometer if kind == "interferometer" else al.AnalysisImaging
    return cls(dataset, positions, settings=al.Settings(use_positive_only_solver=True))


def differences_of(function, vector, step=1e-6):
    """Derivatives by differences of fourth order, in the last axis."""

    def along(direction):
        f = [function(vector + k * step * direction) for k in (-2, -1, 1, 2)]
        return (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * step)

    return np.stack([along(direction) for direction in np.eye(vector.size)], -1)


def assert_equal_differences(likelihood, vector, **options):
    jacobian = likelihood.jacobian(vector, **options)
    expected = differences_of(lambda v: likelihood.residuals(v, **options), vector)
    np.testing.assert_allclose(jacobian, expected, rtol=0.0, atol=1e-6 * np.abs(expected).max())
    return jacobian


@pytest.mark.parametrize("kind, source", CASES)
def test_residuals_make_the_likelihood_and_have_a_jacobian(kind, source):
    model = model_of(SOURCES[source])
    likelihood = analysis_of(kind).likelihood_from(model)
    residuals = likelihood.residuals(VECTOR)
    fit = analysis_of(kind, backend="numba").fit_from(model.instance_from_vector(VECTOR))
    total = residuals @ residuals + likelihood.residual_constant
    terms = fit.chi_squared + fit.noise_normalization
    if source in PIXELIZED:
        terms += fit.regularization_term
    else:
        assert -0.5 * total == pytest.approx(likelihood(VECTOR), rel=1e-9)
    assert total == pytest.approx(float(terms), rel=1e-8)
    if kind == "imaging":
        pixels = fit.dataset.grid.shape_slim
        assert residuals.size == pixels or source in PIXELIZED
        map_slim = np.asarray(fit.normalized_residual_map.slim)
        np.testing.assert_allclose(residuals[:pixels], map_slim, atol=1e-7 * np.abs(map_slim).max())
    jacobian = assert_equal_differences(likelihood, VECTOR)
    if source not in PIXELIZED:
        _, gradient = likelihood.value_and_grad(VECTOR)
        np.testing.assert_allclose(-jacobian.T @ residuals, gradient, rtol=1e-6, atol=1e-7 * np.abs(gradient).max())
    np.testing.assert_allclose(likelihood.gauss_newton(VECTOR), jacobian.T @ jacobian, rtol=1e-12)


def test_blocks_priors_and_positions(monkeypatch):
    """An image with correlated noise, in several blocks; rows of normal priors and of a penalty."""
    model = model_of(sersic_galaxy())
    model.galaxies.lens.mass.einstein_radius = al.LogGaussianPrior(mean=0.1, sigma=0.2)
    model.galaxies.lens.mass.centre.centre_0 = al.GaussianPrior(mean=0.1, sigma=0.05)
    for name in ("centre_1", "ell_comps_0", "ell_comps_1"):
        part = model.galaxies.lens.mass.centre if name.startswith("centre") else model.galaxies.lens.mass.ell_comps
        setattr(part, name, al.UniformPrior(-0.4, 0.4))
    dataset = KINDS["imaging"]("jax")
    sigma = np.asarray(dataset.noise_map.slim)
    offset = np.arange(sigma.size)
    matrix = np.outer(sigma, sigma) * 0.3 ** np.abs(offset[:, None] - offset)
    dataset = al.Imaging(
        dataset.data, dataset.noise_map, dataset.psf, noise_covariance_matrix=matrix, backend="jax"
    ).apply_over_sampling(2, 2)
    positions = al.PositionsLH([(1.0, 0.0), (-0.4, 0.3)], threshold=0.1, log_likelihood_penalty_factor=100.0)
    likelihood = analysis_of("imaging", positions, dataset=dataset).likelihood_from(model)
    vector = np.array([dict(zip(model.parameter_names, VECTOR, strict=True))[name] for name in model.parameter_names])
    asked = config.general
    monkeypatch.setattr(config, "general", lambda key: 1e-4 if key == "batch_memory" else asked(key))
    rows = likelihood.residuals(vector, include_priors=True)
    total = likelihood.residuals(vector) @ likelihood.residuals(vector) + likelihood.residual_constant
    assert -0.5 * total == pytest.approx(likelihood(vector), rel=1e-10)
    normal = {"centre_0": (vector[0] - 0.1) / 0.05, "einstein_radius": (np.log(vector[4]) - 0.1) / 0.2}
    assert sorted(rows[-2:]) == pytest.approx(sorted(normal.values()), rel=1e-12)
    assert_equal_differences(likelihood, vector, include_priors=True)
    assert likelihood._least_squares._sizes[5] < 5


def test_factor_graph():
    first, second = model_of(SOURCES["linear"]), model_of(SOURCES["light"])
    second.galaxies.lens.mass = first.galaxies.lens.mass
    analyses = [analysis_of("imaging"), analysis_of("interferometer")]
    graph = al.FactorGraphModel(*map(al.AnalysisFactor, [first, second], analyses))
    likelihood = graph.likelihood_from(graph.global_prior_model)
    parts = [analysis.likelihood_from(model) for analysis, model in zip(analyses, [first, second], strict=True)]
    residuals = likelihood.residuals(VECTOR)
    assert -0.5 * (residuals @ residuals + likelihood.residual_constant) == pytest.approx(likelihood(VECTOR), rel=1e-9)
    np.testing.assert_allclose(residuals, np.concatenate([part.residuals(VECTOR) for part in parts]), atol=1e-8)
    expected = sum(part.gauss_newton(VECTOR) for part in parts)
    np.testing.assert_allclose(likelihood.gauss_newton(VECTOR), expected, rtol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_hessian_equals_differences(kind):
    likelihood = analysis_of(kind).likelihood_from(model_of(SOURCES["light"]))
    expected = differences_of(lambda v: likelihood.value_and_grad(v)[1], VECTOR, 1e-4)
    np.testing.assert_allclose(likelihood.hessian(VECTOR), expected, rtol=1e-5, atol=1e-6 * np.abs(expected).max())


def test_two_lenses_are_one_program():
    model = one_program.model_of(al.Pixelization(al.mesh.RectangularUniform((5, 5)), al.reg.Constant()))
    vector = np.array(model.vector_from_unit_vector(np.full(model.prior_count, 0.45)))
    for kind in ("imaging", "interferometer"):
        texts = []
        for lens in (0, 1):
            likelihood = one_program.analysis_of(kind, lens).likelihood_from(model)
            program = likelihood._least_squares._columns._function
            stack = np.concatenate([vector[None], np.eye(vector.size)])
            texts.append(jax.jit(program).lower(stack, (likelihood._leaves, likelihood._roots)).as_text())
        assert texts[0] == texts[1]


class OneNumber(al.Analysis):
    """A likelihood of one's own."""

    backend = "jax"

    def log_likelihood_function(self, instance):
        return -0.5 * instance.galaxies.lens.mass.einstein_radius**2


class Tempered(al.AnalysisImaging):
    """A likelihood of which the residuals know nothing."""

    def log_likelihood_function(self, instance):
        return 0.5 * super().log_likelihood_function(instance)


def test_refuses_what_it_cannot_do(monkeypatch):
    model = model_of(SOURCES["light"])
    numba = analysis_of("imaging", backend="numba").likelihood_from(model)
    for name in ("residuals", "jacobian", "gauss_newton", "hessian"):
        with pytest.raises(al.exc.BackendError, match=r"numba.*with_backend\('jax'\)"):
            getattr(numba, name)(VECTOR)
        for analysis in (OneNumber(), Tempered(KINDS["imaging"]("jax"))):
            if name != "hessian":
                with pytest.raises(al.exc.ModelError, match="has no residuals"):
                    getattr(analysis.likelihood_from(model), name)(VECTOR)
        with pytest.raises(al.exc.ModelError, match=r"shape \(4,\)"):
            getattr(analysis_of("imaging").likelihood_from(model), name)(VECTOR[:4])
    with pytest.raises(al.exc.BackendError, match="natural-neighbour"):
        mesh = al.Pixelization(al.mesh.DelaunayNN(), image_mesh=al.image_mesh.Overlay(shape=(5, 5)))
        analysis_of("imaging").likelihood_from(model_of(al.Galaxy(1.0, pixelization=mesh))).jacobian(VECTOR)
    asked = config.general
    monkeypatch.setattr(config, "general", lambda key: 1e-4 if key == "batch_memory" else asked(key))
    with pytest.raises(al.exc.DataError, match="batch_memory"):
        analysis_of("interferometer").likelihood_from(model).residuals(VECTOR)


def test_where_there_is_no_likelihood():
    model = model_of(SOURCES["light"])
    likelihood = analysis_of("imaging").likelihood_from(model)
    for vector in (VECTOR * np.nan, np.array([0.0, 0.0, 0.9, 0.8, 1.0])):
        assert likelihood(vector) == likelihood.FLOOR
        assert np.isnan(likelihood.residuals(vector)).all()
        assert np.isnan(likelihood.jacobian(vector)).all()
        with pytest.raises(al.exc.ModelError, match="no value and gradient"):
            likelihood.hessian(vector)


def test_second_derivatives_beside_an_edge():
    """Steps go inwards; where no step is possible the parameter is named."""
    matrix = np.array([[3.0, 1.0], [1.0, 200.0]])

    def gradient_within(lower, upper):
        return lambda x: matrix @ x if np.all((x >= lower) & (x <= upper)) else None

    for start in ([0.0, 1.0], [1.0, 0.0], [0.4, 0.5]):
        found = hessian_from(gradient_within(0.0, 1.0), np.array(start), np.ones(2))
        np.testing.assert_allclose(found, matrix, rtol=1e-9)
    with pytest.raises(al.exc.ModelError, match=r"vector\[0\] = 0.5"):
        hessian_from(gradient_within(0.5, 0.5), np.full(2, 0.5), np.ones(2))
