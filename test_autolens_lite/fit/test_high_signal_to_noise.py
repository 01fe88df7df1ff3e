"""chi^2 and evidence of data far above their noise: the sums over data themselves, not differences of large numbers."""

import functools

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.kinds import KINDS, covariance_of, data_of, fit_class_of, model_of
from test_autolens_lite.fit.lens_systems import NYQUIST, lens_galaxy, mask_of, sersic_galaxy

SIGNAL_TO_NOISE = 1e6
MASS = lens_galaxy().mass


def visibilities(backend, unequal):
    mask = mask_of()
    rng = np.random.default_rng(4)
    uv = np.clip(rng.normal(size=(3000, 2)) * 0.3, -0.95, 0.95) * NYQUIST / mask.pixel_scale
    truth = al.Tracer([lens_galaxy(), sersic_galaxy()])
    simulator = al.SimulatorInterferometer(uv, noise_sigma=None)
    data = simulator.via_tracer_from(truth, al.Grid2D.from_mask(mask)).data
    sigma = np.abs(data).mean() / SIGNAL_TO_NOISE * rng.uniform(0.5, 2.0, (2, data.size))
    noise_map = sigma[0] + 1j * sigma[int(unequal)]
    noise = noise_map.real * rng.normal(size=data.size) + 1j * noise_map.imag * rng.normal(size=data.size)
    return al.Interferometer(data + noise, noise_map, uv, mask, backend=backend)


def image(backend):
    dataset = KINDS["imaging"]("numba")
    truth = al.FitImaging(dataset, al.Tracer([lens_galaxy(), sersic_galaxy()])).model_data
    mask = dataset.mask
    sigma = np.full(mask.shape_native, float(np.max(truth.native)) / SIGNAL_TO_NOISE)
    data = np.asarray(truth.native) + sigma * np.random.default_rng(2).normal(size=mask.shape_native)
    sizes = {"over_sample_size_lp": 2, "over_sample_size_pixelization": 2}
    return al.Imaging(data, sigma, dataset.psf, mask=mask, backend=backend, **sizes)


@functools.cache
def dataset_of(kind, backend, unequal=False):
    return image(backend) if kind == "imaging" else visibilities(backend, unequal)


def tracer_of(name):
    light = {"linear": al.lp_linear.Sersic(effective_radius=0.5)} if "linear" in name else {}
    lens = al.Galaxy(0.5, mass=MASS, shear=lens_galaxy().shear, **light)
    if "pixels" not in name:
        source = al.lp_linear.Sersic((0.05, 0.1), (0.1, 0.2), 0.3, 1.2) if "linear" in name else sersic_galaxy().bulge
        return al.Tracer([lens, al.Galaxy(1.0, bulge=source)])
    pixelization = al.Pixelization(al.mesh.RectangularUniform((8, 8)), al.reg.Constant(3.0))
    bulge = {} if "alone" in name else {"bulge": sersic_galaxy().bulge}
    return al.Tracer([lens, al.Galaxy(1.0, pixelization=pixelization, **bulge)])


def chi_squared_of(fit):
    return float(np.sum((data_of(fit) - model_of(fit)) ** 2 / np.diag(covariance_of(fit))))


NAMES = ("profiles", "linear", "pixels", "pixels alone", "pixels and linear")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", KINDS)
def test_chi_squared_is_the_sum_over_the_data(kind, name):
    fit = fit_class_of(kind)(dataset_of(kind, "numba"), tracer_of(name))
    expected = chi_squared_of(fit)
    # 1e-14 of the largest eigenvalue of W, on what of the image the baselines do not see, is 0.01 here.
    assert float(fit.chi_squared) == pytest.approx(expected, rel=1e-9, abs=0.02 if kind == "interferometer" else 1e-6)
    if fit.inversion is not None:
        terms = fit.chi_squared + fit.regularization_term + fit.noise_normalization
        if fit.inversion.total_regularized:
            terms += fit.log_det_curvature_reg_matrix_term - fit.log_det_regularization_matrix_term
        assert float(fit.log_evidence) == pytest.approx(-0.5 * float(terms), rel=1e-12)


def test_unequal_noise_of_the_two_parts():
    fit = al.FitInterferometer(dataset_of("interferometer", "numba", unequal=True), tracer_of("profiles"))
    assert float(fit.chi_squared) == pytest.approx(chi_squared_of(fit), rel=0, abs=0.02)


def test_copies_keep_the_reference(tmp_path):
    """Without visibilities, on the other backend, and from a file."""
    dataset, tracer = dataset_of("interferometer", "numba"), tracer_of("profiles")
    expected = chi_squared_of(al.FitInterferometer(dataset, tracer))
    dataset.output_operators(tmp_path / "operators.npz")
    for copy in (
        dataset.without_visibilities(),
        dataset.without_visibilities().with_backend("jax"),
        dataset.with_operators_from(tmp_path / "operators.npz"),
        dataset.with_leaves(dataset.leaves),
    ):
        assert float(al.FitInterferometer(copy, tracer).chi_squared) == pytest.approx(expected, rel=0, abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_gradient(kind):
    """Of the evidence along the Einstein radius, compiled."""
    import jax

    dataset = dataset_of(kind, "jax")
    pixelization = al.Pixelization(al.mesh.RectangularUniform((8, 8)), al.reg.Constant(3.0))

    def value(radius, data):
        lens = al.Galaxy(0.5, mass=al.mp.Isothermal(MASS.centre, MASS.ell_comps, radius), shear=lens_galaxy().shear)
        tracer = al.Tracer([lens, al.Galaxy(1.0, pixelization=pixelization)])
        settings = al.Settings(use_positive_only_solver=False)
        return fit_class_of(kind)(data, tracer, settings=settings).log_evidence

    leaves = dataset.leaves
    compiled = jax.jit(jax.value_and_grad(lambda radius, leaves: value(radius, dataset.with_leaves(leaves))))
    found, gradient = compiled(0.8, leaves)
    host = dataset_of(kind, "numba")
    assert float(found) == pytest.approx(float(value(0.8, host)), rel=1e-10)
    f = {k: float(value(0.8 + k * 1e-5, host)) for k in (-2, -1, 1, 2)}
    assert float(gradient) == pytest.approx((8.0 * (f[1] - f[-1]) - (f[2] - f[-2])) / 12e-5, rel=1e-6)


def test_faint_data_have_no_reference():
    """Their chi^2 is measured from zero, as ever."""
    dataset = KINDS["interferometer"]("numba")
    assert not dataset.operators.has_reference
    assert dataset.operators.residual_dirty_image is dataset.operators.dirty_image
