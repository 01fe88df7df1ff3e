"""The fit to visibilities obeys its definitions, whatever the shape of the problem."""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.lens_systems import (
    dataset_of,
    lens_galaxy,
    pixelized_galaxy,
    response_of,
    sersic_galaxy,
)

MESHES = {"uniform": al.mesh.RectangularUniform((6, 7)), "adaptive": al.mesh.RectangularAdaptDensity((7, 6))}


def stacked(visibilities):
    return np.concatenate([visibilities.real, visibilities.imag])


def mixed_tracer(mesh):
    """A lens, a Sersic source and a pixelized source."""
    return al.Tracer([lens_galaxy(), sersic_galaxy(), pixelized_galaxy(mesh)])


@pytest.mark.parametrize("primary_beam", [None, 4.0])
def test_chi_squared_is_that_of_the_visibilities(backend, primary_beam):
    dataset = dataset_of(backend, primary_beam=primary_beam, over_sample_size_lp=2)
    fit = al.FitInterferometer(dataset, al.Tracer([lens_galaxy(), sersic_galaxy()]))
    direct = np.sum(fit.chi_squared_map.real + fit.chi_squared_map.imag)
    assert float(fit.chi_squared) == pytest.approx(direct, rel=1e-12)
    sigma = stacked(dataset.noise_map)
    assert float(fit.noise_normalization) == pytest.approx(np.sum(np.log(2.0 * np.pi * sigma**2)), rel=1e-13)
    assert float(fit.log_likelihood) == pytest.approx(
        -0.5 * float(fit.chi_squared + fit.noise_normalization), rel=1e-14
    )
    assert fit.figure_of_merit == fit.log_likelihood


@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("edge", [False, True])
@pytest.mark.parametrize("mesh", MESHES.values(), ids=MESHES)
def test_chi_squared_of_sources_is_that_of_the_visibilities(backend, mesh, edge, positive):
    dataset = dataset_of(backend, primary_beam=4.0, over_sample_size_pixelization=2)
    settings = al.Settings(positive, use_border_relocator=True, use_edge_zeroed_pixels=edge)
    fit = al.FitInterferometer(dataset, mixed_tracer(mesh), settings=settings)
    direct = np.sum(fit.chi_squared_map.real + fit.chi_squared_map.imag)
    assert float(fit.chi_squared) == pytest.approx(direct, rel=1e-11)
    reconstruction = np.asarray(fit.inversion.reconstruction)
    assert (reconstruction.min() >= 0.0) == positive
    assert (reconstruction[mesh.edge_pixels] == 0.0).all() == edge


@pytest.mark.parametrize("edge", [False, True])
@pytest.mark.parametrize("mesh", MESHES.values(), ids=MESHES)
def test_evidence_is_the_marginal_likelihood(backend, mesh, edge):
    """log N(d; light, C + f H^-1 f^T), computed densely from the definition of the visibilities."""
    dataset = dataset_of(backend, visibilities=60)
    fit = al.FitInterferometer(dataset, mixed_tracer(mesh), settings=al.Settings(False, use_edge_zeroed_pixels=edge))
    inversion = fit.inversion
    response = response_of(dataset)
    mapping = np.asarray(inversion.mapper.mapping_matrix)[:, inversion.kept]
    columns = response @ mapping
    covariance = np.diag(stacked(dataset.noise_map) ** 2)
    covariance += columns @ np.linalg.solve(np.asarray(inversion.regularization_matrix), columns.T)
    residual = stacked(dataset.data) - response @ np.asarray(fit.light_image)
    _, log_det = np.linalg.slogdet(2.0 * np.pi * covariance)
    expected = -0.5 * (residual @ np.linalg.solve(covariance, residual) + log_det)
    # H^-1 has entries up to 1e8: the dense formula itself is good to some 1e-8.
    assert float(fit.log_evidence) == pytest.approx(expected, rel=1e-8)
    assert fit.figure_of_merit == fit.log_evidence


def test_evidence_is_the_sum_of_its_terms(backend):
    fit = al.FitInterferometer(dataset_of(backend), mixed_tracer(MESHES["uniform"]))
    total = -0.5 * (
        fit.chi_squared
        + fit.regularization_term
        + fit.log_det_curvature_reg_matrix_term
        - fit.log_det_regularization_matrix_term
        + fit.noise_normalization
    )
    assert float(fit.log_evidence) == pytest.approx(float(total), rel=1e-13)
    assert float(fit.log_likelihood_with_regularization) == pytest.approx(
        float(fit.log_likelihood - 0.5 * fit.regularization_term), rel=1e-14
    )
    _, log_det = np.linalg.slogdet(np.asarray(fit.inversion.regularization_matrix))
    assert float(fit.log_det_regularization_matrix_term) == pytest.approx(log_det, rel=1e-10)


@pytest.mark.parametrize("sizes", [1, 2, "mixed"])
def test_backends_agree(sizes):
    fits = []
    for name in ("numba", "jax"):
        dataset = dataset_of("numba")
        size = np.random.default_rng(1).integers(1, 4, dataset.grid.shape_slim) if sizes == "mixed" else sizes
        dataset = dataset.apply_over_sampling(size, size).with_backend(name)
        fits.append(al.FitInterferometer(dataset, mixed_tracer(MESHES["adaptive"])))
    first, second = fits
    for term in (
        "chi_squared",
        "regularization_term",
        "log_det_curvature_reg_matrix_term",
        "log_det_regularization_matrix_term",
        "noise_normalization",
    ):
        assert float(getattr(first, term)) == pytest.approx(float(getattr(second, term)), rel=1e-10)
    assert float(first.log_evidence) == pytest.approx(float(second.log_evidence), rel=1e-12)


def test_curvature_methods_agree(backend):
    dataset = dataset_of(backend)
    values = [
        float(
            al.FitInterferometer(
                dataset, mixed_tracer(MESHES["uniform"]), settings=al.Settings(curvature_method=method)
            ).log_evidence
        )
        for method in ("direct", "fft", "dense")
    ]
    np.testing.assert_allclose(values, values[0], rtol=1e-12)


def test_two_pixelized_galaxies_are_solved_together(backend):
    """Two planes of pixelized sources: the terms are those of one block diagonal prior, and images add up."""
    dataset = dataset_of(backend)
    near = al.Galaxy(redshift=0.8, pixelization=al.Pixelization(MESHES["uniform"], al.reg.Constant(0.2)))
    fit = al.FitInterferometer(dataset, al.Tracer([lens_galaxy(), near, pixelized_galaxy(MESHES["adaptive"])]))
    inversion = fit.inversion
    direct = np.sum(fit.chi_squared_map.real + fit.chi_squared_map.imag)
    assert float(fit.chi_squared) == pytest.approx(direct, rel=1e-11)
    parts = [
        np.asarray(mapper.mapping_matrix) @ np.asarray(inversion.reconstruction_of(mapper))
        for mapper in inversion.mappers
    ]
    np.testing.assert_allclose(inversion.mapped_reconstructed_image, sum(parts), rtol=0, atol=1e-12)
    _, log_det = np.linalg.slogdet(np.asarray(inversion.regularization_matrix))
    assert float(fit.log_det_regularization_matrix_term) == pytest.approx(log_det, rel=1e-10)


def test_turning_everything_by_90_degrees_changes_nothing(backend):
    """(x, y) -> (-y, x) for baselines, lens and mesh."""
    values = []
    for turned in (False, True):
        dataset = dataset_of(backend)
        if turned:
            u, v = dataset.uv_wavelengths.T
            dataset = al.Interferometer(
                dataset.data, dataset.noise_map, np.stack([-v, u], 1), dataset.real_space_mask, backend=backend
            )
        # centre (y, x) -> (x, -y); position angles + 90 degrees: ell_comps and shear change sign.
        centre = (-0.01, -0.02) if turned else (0.02, -0.01)
        sign = -1.0 if turned else 1.0
        lens = lens_galaxy((*centre, 0.1 * sign, -0.06 * sign, 0.8, 0.04 * sign, -0.03 * sign))
        mesh = al.mesh.RectangularAdaptDensity((7, 6) if turned else (6, 7))
        fit = al.FitInterferometer(dataset, al.Tracer([lens, pixelized_galaxy(mesh)]))
        values.append(float(fit.log_evidence))
    assert values[0] == pytest.approx(values[1], rel=1e-11)


def test_cost_does_not_depend_on_the_visibilities(backend):
    """A likelihood needs the operators alone: it is the same without the visibilities."""
    dataset = dataset_of(backend)
    tracer = mixed_tracer(MESHES["uniform"])
    small = dataset.without_visibilities()
    assert al.FitInterferometer(small, tracer).log_evidence == al.FitInterferometer(dataset, tracer).log_evidence
    with pytest.raises(al.exc.DataError, match="without its visibilities"):
        _ = al.FitInterferometer(small, tracer).residual_map


def test_dirty_images(backend):
    dataset = dataset_of(backend)
    fit = al.FitInterferometer(dataset, mixed_tracer(MESHES["uniform"]))
    np.testing.assert_allclose(
        fit.dirty_residual_map, fit.dirty_image - fit.dirty_model_image, rtol=0, atol=1e-12 * fit.dirty_image.max()
    )
    assert fit.dirty_image.shape == dataset.shape_native
    np.testing.assert_allclose(fit.dirty_normalized_residual_map * dataset.dirty_noise, fit.dirty_residual_map)


def test_visibilities_have_no_subtracted_images():
    fit = al.FitInterferometer(dataset_of("numba"), al.Tracer([lens_galaxy(), sersic_galaxy()]))
    with pytest.raises(al.exc.DataError, match=r"not an image.*model_images_of_galaxies_dict"):
        _ = fit.subtracted_images_of_galaxies_dict


def test_mixed_backends_are_refused():
    tracer = al.Tracer([lens_galaxy(), sersic_galaxy()], backend="jax")
    with pytest.raises(al.exc.BackendError, match=r"'numba'.*'jax'.*with_backend"):
        al.FitInterferometer(dataset_of("numba"), tracer)


def test_a_basis_and_operated_light_are_fitted_as_their_profiles(backend):
    profiles = [al.lp.Gaussian(sigma=0.2), al.lp_operated.Sersic((0.05, 0.1), (0.1, 0.2), 2.0, 0.3, 1.2)]
    dataset = dataset_of(backend, visibilities=40)

    def likelihood(**light):
        fit = al.FitInterferometer(dataset, al.Tracer([lens_galaxy(), al.Galaxy(1.0, **light)]))
        return float(fit.log_likelihood)

    expected = likelihood(first=profiles[0], second=al.lp.Sersic((0.05, 0.1), (0.1, 0.2), 2.0, 0.3, 1.2))
    assert likelihood(basis=al.lp_basis.Basis(profiles)) == pytest.approx(expected, rel=1e-13)
