"""Linear light that no parameter changes is imaged once, and likelihoods are what they were."""

from __future__ import annotations

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.inversion import InversionImaging

BACKENDS = ("numba", "jax")


def dataset_on(backend: str) -> al.Imaging:
    """A small image of noise, on which light can be solved for."""
    rng = np.random.default_rng(3)
    data = rng.normal(1.0, 0.2, (20, 20))
    psf = np.exp(-0.5 * ((np.mgrid[-2:3, -2:3] ** 2).sum(0)) / 0.8**2)
    mask = al.Mask2D.circular((20, 20), pixel_scales=0.2, radius=1.6)
    imaging = al.Imaging(data, np.full(data.shape, 0.2), psf, pixel_scales=0.2, backend=backend)
    return imaging.apply_mask(mask).apply_over_sampling(over_sample_size_lp=2, over_sample_size_pixelization=2)


def gaussians(**more: object) -> al.lp_basis.Basis:
    """Three Gaussians of fixed shapes."""
    return al.lp_basis.Basis([al.lp_linear.Gaussian(centre=(0.03, 0.0), sigma=s) for s in (0.1, 0.3, 0.8)], **more)


def model_of(lens_light: object, **more: object) -> al.Collection:
    """Light, a free lens and a source on a mesh."""
    lens = al.Model(al.Galaxy, redshift=0.5, light=lens_light, mass=al.mp.IsothermalSph, shear=al.mp.ExternalShear)
    lens.mass.einstein_radius = al.UniformPrior(0.8, 1.2)
    lens.mass.centre, lens.shear.gamma_2 = (0.0, 0.0), 0.02
    pixelization = al.Pixelization(mesh=al.mesh.RectangularUniform((7, 7)), regularization=al.reg.Constant(2.0))
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source), **more)


class Afresh(al.AnalysisImaging):
    """Images all light in each fit, as nothing is known of how its fits are made."""

    def fit_from(self, instance: object) -> al.FitImaging:
        return super().fit_from(instance)


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often linear light has been imaged."""
    counted: list[int] = []
    real = al.FitImaging._linear_columns

    def counting(self: al.FitImaging) -> object:
        counted.append(1)
        return real(self)

    monkeypatch.setattr(al.FitImaging, "_linear_columns", counting)
    return counted


@pytest.mark.parametrize("backend", BACKENDS)
def test_values_and_derivatives_are_those_of_light_that_is_imaged_afresh(backend: str) -> None:
    dataset = dataset_on(backend)
    model = model_of(gaussians(), dataset_model=al.Model(al.DatasetModel, background_sky_level=al.UniformPrior(0, 1)))
    vector = model.vector_from_unit_vector(np.full(model.prior_count, 0.4))
    once, afresh = (kind(dataset).likelihood_from(model) for kind in (al.AnalysisImaging, Afresh))
    assert once(vector) == pytest.approx(afresh(vector), rel=1e-12)
    assert once._leaves["fixed_light"] is not None
    assert afresh._leaves["fixed_light"] is None
    if backend == "jax":
        rows, jacobian = once.residuals_and_jacobian(vector)
        expected = afresh.residuals_and_jacobian(vector)
        np.testing.assert_allclose(rows, expected[0], rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(jacobian, expected[1], rtol=1e-7, atol=1e-7)
        gradients = [each.value_and_grad(vector)[1] for each in (once, afresh)]
        np.testing.assert_allclose(*gradients, rtol=1e-8, atol=1e-8)


def test_light_is_imaged_once(columns: list[int]) -> None:
    model = model_of(gaussians())
    likelihood = al.AnalysisImaging(dataset_on("numba")).likelihood_from(model)
    for share in (0.3, 0.4, 0.5):
        likelihood(model.vector_from_unit_vector(np.full(model.prior_count, share)))
    assert len(columns) == 1


def free_centre() -> object:
    light = al.Model(al.lp_linear.Gaussian, sigma=0.3, ell_comps=(0.0, 0.0))
    light.centre = al.GaussianPrior(0.0, 0.1), 0.0
    return light


def with_free_redshift() -> al.Collection:
    """A lens whose light is lensed where its redshift passes that of a mass."""
    model = model_of(gaussians(), extra_galaxies=al.Collection(mass=al.Galaxy(0.7, mass=al.mp.IsothermalSph())))
    model.galaxies.lens.redshift = al.UniformPrior(0.4, 0.9)
    return model


@pytest.mark.parametrize(
    "model",
    [
        pytest.param(with_free_redshift(), id="a parameter of the order of planes"),
        pytest.param(model_of(free_centre()), id="a parameter of the light"),
        pytest.param(
            model_of(
                gaussians(), dataset_model=al.Model(al.DatasetModel, grid_offset=(al.UniformPrior(-0.1, 0.1), 0.0))
            ),
            id="a parameter of where the image is",
        ),
        pytest.param(
            model_of(
                al.lp.Sersic(),
                extra_galaxies=al.Collection(behind=al.Galaxy(redshift=0.7, light=gaussians())),
            ),
            id="light that is lensed",
        ),
    ],
)
def test_light_that_parameters_change_is_imaged_each_time(model: al.Collection) -> None:
    dataset = dataset_on("numba")
    vectors = [model.vector_from_unit_vector(np.full(model.prior_count, share)) for share in (0.3, 0.6)]
    once, afresh = (kind(dataset).likelihood_from(model) for kind in (al.AnalysisImaging, Afresh))
    assert once._leaves["fixed_light"] is None
    assert [once(v) for v in vectors] == [afresh(v) for v in vectors]


def test_light_is_of_the_data_that_are_fitted() -> None:
    dataset, model = dataset_on("jax"), model_of(gaussians())
    vector = model.vector_from_unit_vector(np.full(model.prior_count, 0.4))
    other = dataset.with_values(noise_map=2.0 * np.asarray(dataset.noise_map))
    analysis = al.AnalysisImaging(dataset)
    likelihood = analysis.likelihood_from(model)
    likelihood(vector)
    assert (
        analysis.for_model(model, model.instance_from_vector(vector)).with_dataset(other).leaves["fixed_light"] is None
    )
    found = likelihood.on(analysis.with_dataset(other))(vector)
    assert found == pytest.approx(Afresh(other).likelihood_from(model)(vector), rel=1e-12)


def test_factors_have_each_their_own() -> None:
    first, second = dataset_on("numba"), dataset_on("numba")
    second = second.with_values(data=2.0 * np.asarray(second.data))
    model = model_of(gaussians())
    values = []
    for kind in (al.AnalysisImaging, Afresh):
        factors = [al.AnalysisFactor(prior_model=model, analysis=kind(d)) for d in (first, second)]
        graph = al.FactorGraphModel(*factors)
        likelihood = graph.likelihood_from(graph.global_prior_model)
        values.append(likelihood(likelihood.model.vector_from_unit_vector(np.full(likelihood.model.prior_count, 0.4))))
    assert values[0] == pytest.approx(values[1], rel=1e-12)


def test_names_are_those_of_the_inversion() -> None:
    fit = al.AnalysisImaging(dataset_on("numba")).fit_from(model_of(gaussians()).instance_from_prior_medians())
    assert all(isinstance(getattr(fit.inversion, name), np.ndarray) for name in fit.images_of_light)
    assert isinstance(fit.inversion, InversionImaging)
