"""Light profiles whose intensities are solved for obey the definitions, alone and beside a mesh."""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.kinds import KINDS, covariance_of, data_of, fit_class_of, image_response_of, model_of
from test_autolens_lite.fit.lens_systems import lens_galaxy, pixelized_galaxy

BULGE = {"centre": (0.05, 0.1), "ell_comps": (0.1, 0.2), "effective_radius": 0.3, "sersic_index": 1.2}
SIGMAS = (0.08, 0.2, 0.5)


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def gaussians(family, intensities=None):
    extra = [{}] * len(SIGMAS) if intensities is None else [{"intensity": float(value)} for value in intensities]
    return [family.Gaussian((0.0, 0.05), (0.1, 0.0), sigma=s, **e) for s, e in zip(SIGMAS, extra, strict=True)]


def fit_of(kind, backend, *galaxies, positive=False, edge=False, **kwargs):
    dataset = KINDS[kind](backend, **kwargs)
    settings = al.Settings(use_positive_only_solver=positive, use_edge_zeroed_pixels=edge)
    return fit_class_of(kind)(dataset, al.Tracer([lens_galaxy(), *galaxies]), settings=settings)


@pytest.mark.parametrize("positive", [False, True])
def test_a_linear_profile_equals_its_standard_form_at_the_solved_intensity(kind, backend, positive):
    linear = fit_of(kind, backend, al.Galaxy(1.0, bulge=al.lp_linear.Sersic(**BULGE)), positive=positive)
    (intensity,) = linear.linear_light_profile_intensity_dict.values()
    standard = fit_of(kind, backend, al.Galaxy(1.0, bulge=al.lp.Sersic(**BULGE, intensity=float(intensity))))
    assert float(linear.log_likelihood) == pytest.approx(float(standard.log_likelihood), rel=1e-11)
    assert float(linear.figure_of_merit) == pytest.approx(float(standard.log_likelihood), rel=1e-11)
    np.testing.assert_allclose(model_of(linear), model_of(standard), rtol=0, atol=1e-11 * abs(model_of(standard)).max())
    for factor in (0.99, 1.01):
        near = fit_of(kind, backend, al.Galaxy(1.0, bulge=al.lp.Sersic(**BULGE, intensity=factor * float(intensity))))
        assert float(near.log_likelihood) < float(standard.log_likelihood)


def test_a_basis_of_linear_profiles_equals_the_profiles(kind, backend):
    basis = al.Galaxy(1.0, bulge=al.lp_basis.Basis(gaussians(al.lp_linear)))
    apart = al.Galaxy(1.0, **{f"part_{i}": profile for i, profile in enumerate(gaussians(al.lp_linear))})
    first, second = (fit_of(kind, backend, galaxy) for galaxy in (basis, apart))
    assert float(first.figure_of_merit) == pytest.approx(float(second.figure_of_merit), rel=1e-13)
    solved = [float(value) for value in first.linear_light_profile_intensity_dict.values()]
    standard = fit_of(kind, backend, al.Galaxy(1.0, bulge=al.lp_basis.Basis(gaussians(al.lp, solved))))
    assert float(first.log_likelihood) == pytest.approx(float(standard.log_likelihood), rel=1e-9)


def test_a_profile_in_two_galaxies_has_two_intensities():
    profile = al.lp_linear.Sersic(**BULGE)
    fit = fit_of("imaging", "numba", al.Galaxy(1.0, bulge=profile), al.Galaxy(0.5, bulge=profile))
    assert fit.inversion.intensities.shape == (2,)
    with pytest.raises(al.exc.ModelError, match="2 intensities were solved for, but of 1 profiles"):
        fit.linear_light_profile_intensity_dict  # noqa: B018


def test_positive_only_intensities_satisfy_the_conditions_of_a_minimum(kind, backend):
    galaxy = al.Galaxy(1.0, bulge=al.lp_basis.Basis(gaussians(al.lp_linear)), disk=al.lp_linear.Sersic((0.9, -0.8)))
    fit = fit_of(kind, backend, galaxy, positive=True)
    s = np.asarray(fit.inversion.reconstruction_reduced)
    slope = np.asarray(fit.inversion.curvature_reg_matrix) @ s - np.asarray(fit.inversion.data_vector)
    scale = np.abs(np.asarray(fit.inversion.data_vector)).max()
    assert s.min() == 0.0
    assert slope[s == 0.0].min() >= -1e-12 * scale
    assert np.abs(slope[s > 0.0]).max() < 1e-9 * scale


@pytest.mark.parametrize("regularization", [None, al.reg.Zeroth(0.3)], ids=["free", "smoothed"])
def test_evidence_with_a_mesh_is_the_marginal_likelihood(kind, backend, regularization):
    """log N(d; free light, C + f H^-1 f^T) with f of mesh and smoothed profiles, at the best free intensities."""
    basis = al.lp_basis.Basis(gaussians(al.lp_linear), regularization)
    lens_light = al.Galaxy(0.5, bulge=basis, disk=al.lp_linear.Exponential((0.1, 0.0), effective_radius=0.4))
    # Without its edge pixels the mesh's H has no near-null vector, for which the dense covariance would be singular.
    fit = fit_of(kind, backend, lens_light, pixelized_galaxy(al.mesh.RectangularUniform((7, 6))), edge=True)
    inversion, columns = fit.inversion, image_response_of(fit)
    regularized = inversion.total_regularized
    assert regularized == (23 if regularization else 20)
    h = np.asarray(inversion.regularization_matrix)
    assert (h[regularized:] == 0.0).all()
    covariance = covariance_of(fit)
    covariance += columns[:, :regularized] @ np.linalg.solve(h[:regularized, :regularized], columns[:, :regularized].T)
    free = columns[:, regularized:]
    data = data_of(fit)
    normal = free.T @ np.linalg.solve(covariance, np.column_stack([free, data]))
    best = np.linalg.solve(normal[:, :-1], normal[:, -1])
    residual = data - free @ best
    _, log_det = np.linalg.slogdet(2.0 * np.pi * covariance)
    expected = -0.5 * (residual @ np.linalg.solve(covariance, residual) + log_det)
    assert float(fit.log_evidence) == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(np.asarray(inversion.intensities)[-best.size :], best, rtol=1e-6)


def test_chi_squared_is_that_of_the_model(kind, backend):
    """The quick form through F and D equals the sum over data."""
    lens_light = al.Galaxy(0.5, bulge=al.lp_basis.Basis(gaussians(al.lp_linear)))
    source = al.Galaxy(1.0, pixelization=al.Pixelization(al.mesh.RectangularUniform((5, 6))), knot=al.lp.Sersic())
    fit = fit_of(kind, backend, lens_light, source, positive=True)
    residual = data_of(fit) - model_of(fit)
    expected = residual @ np.linalg.solve(covariance_of(fit), residual)
    assert float(fit.chi_squared) == pytest.approx(expected, rel=1e-10)
    total = sum(np.asarray(image) for image in fit.model_images_of_galaxies_dict.values())
    whole = fit.model_image_slim if kind == "interferometer" else fit.model_data.slim
    np.testing.assert_allclose(total, whole, rtol=0, atol=1e-12 * abs(np.asarray(whole)).max())


@pytest.mark.parametrize("regularization", [al.reg.Adapt(), al.reg.ConstantSplit(), al.reg.GaussianKernel()])
def test_regularizations_of_meshes_alone_are_refused(regularization):
    basis = al.lp_basis.Basis(gaussians(al.lp_linear), regularization)
    with pytest.raises(al.exc.ModelError, match=f"{type(regularization).__name__} is for pixels of a mesh"):
        _ = fit_of("imaging", "numba", al.Galaxy(1.0, bulge=basis)).log_evidence


@pytest.mark.parametrize("fine", [1, 2])
def test_rows_are_what_the_image_of_all_profiles_leaves(backend, fine):
    """Profiles are summed before they are blurred: the same as the sum of their blurred images."""
    kernel = np.exp(-0.5 * (np.add.outer(np.arange(-2, 3) ** 2, np.arange(-2, 3) ** 2)) / fine**2)
    psf = al.Convolver(kernel / kernel.sum(), convolve_over_sample_size=fine)
    dataset = KINDS["imaging"](backend)
    dataset = al.Imaging(
        dataset.data.native,
        dataset.noise_map.native,
        psf,
        mask=dataset.mask,
        over_sample_size_lp=2,
        pixel_scales=dataset.pixel_scales,
        backend=backend,
    )
    light = {"bulge": al.lp_basis.Basis(gaussians(al.lp_linear)), "disk": al.lp_linear.Exponential()}
    ready = al.lp_linear_operated.Gaussian((0.1, 0.0), sigma=0.3)
    galaxies = al.Galaxy(0.5, **light, core=ready), al.Galaxy(1.0, bulge=light["bulge"])
    fit = al.FitImaging(dataset, al.Tracer([lens_galaxy(), *galaxies]))
    intensities = np.random.default_rng(1).normal(size=len(fit.light))
    rows = np.asarray(fit.rows_of(fit.xp.asarray(intensities), ())) * np.asarray(dataset.noise_map)
    columns = np.asarray(fit.inversion.light_columns)
    np.testing.assert_allclose(np.asarray(dataset.data) - rows, intensities @ columns, rtol=1e-12, atol=1e-12)
