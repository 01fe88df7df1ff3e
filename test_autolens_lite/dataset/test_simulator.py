import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.dataset import Interferometer, SimulatorInterferometer
from autolens_lite.grid import Array2D, Grid2D

ARCSEC = np.pi / 648000.0


@pytest.fixture
def image(mask, backend):
    values = np.random.default_rng(2).uniform(size=mask.pixels_in_mask)
    return Array2D(values, mask, backend)


def direct(image, mask, uv_wavelengths):
    rows, columns = mask.native_for_slim.T
    y, x = mask.y_axis[rows] * ARCSEC, mask.x_axis[columns] * ARCSEC
    phases = np.outer(uv_wavelengths[:, 0], x) + np.outer(uv_wavelengths[:, 1], y)
    return np.exp(-2j * np.pi * phases) @ np.asarray(image)


def test_without_noise_is_the_transform(image, mask, arrays, backend):
    uv = arrays["uv_wavelengths"]
    dataset = SimulatorInterferometer(uv, noise_sigma=None, noise_if_add_noise_false=0.3).via_image_from(image)
    assert isinstance(dataset, Interferometer)
    assert dataset.backend == backend
    assert dataset.real_space_mask is mask
    expected = direct(image, mask, uv)
    np.testing.assert_allclose(dataset.data, expected, atol=1e-11 * np.abs(expected).max())
    np.testing.assert_array_equal(dataset.noise_map, np.full(60, 0.3 + 0.3j))


def test_primary_beam_multiplies_the_sky(image, mask, arrays):
    uv = arrays["uv_wavelengths"]
    dataset = SimulatorInterferometer(uv, noise_sigma=None, primary_beam=1.2).via_image_from(image)
    beam = np.asarray(dataset.primary_beam_slim)
    assert beam.min() < 0.6
    expected = direct(np.asarray(image) * beam, mask, uv)
    np.testing.assert_allclose(dataset.data, expected, atol=1e-11 * np.abs(expected).max())


@pytest.mark.parametrize("sigma", [0.2, 0.2 + 0.7j, "each"])
def test_noise_is_as_the_noise_map_says(image, sigma):
    generator = np.random.default_rng(1)
    total = 20_000
    uv = generator.uniform(-5e5, 5e5, size=(total, 2))
    if sigma == "each":
        sigma = generator.uniform(0.1, 3.0, total) + 1j * generator.uniform(0.1, 3.0, total)
    noiseless = SimulatorInterferometer(uv, noise_sigma=None).via_image_from(image)
    noisy = SimulatorInterferometer(uv, noise_sigma=sigma, noise_seed=7).via_image_from(image)
    residual = noisy.data - noiseless.data
    real, imaginary = residual.real / noisy.noise_map.real, residual.imag / noisy.noise_map.imag
    # Four standard errors of a mean, a variance and a correlation of unit normals.
    error = 4.0 / np.sqrt(total)
    for part in (real, imaginary):
        assert abs(part.mean()) < error
        assert abs(part.var() - 1.0) < np.sqrt(2.0) * error
    assert abs(np.mean(real * imaginary)) < error
    expected = np.broadcast_to(sigma * (1.0 + 1.0j) if np.isrealobj(sigma) else sigma, (total,))
    np.testing.assert_array_equal(noisy.noise_map, expected)


def test_seeds(image, arrays):
    uv = arrays["uv_wavelengths"]
    state = np.random.get_state()[1].copy()  # noqa: NPY002

    def data(seed):
        return SimulatorInterferometer(uv, noise_sigma=1.0, noise_seed=seed).via_image_from(image).data

    np.testing.assert_array_equal(data(3), data(3))
    assert not np.array_equal(data(3), data(4))
    assert not np.array_equal(data(-1), data(-1))
    assert not np.array_equal(data(None), data(None))
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_via_a_tracer(mask, arrays, backend):
    tracer = al.Tracer([al.Galaxy(redshift=0.5, bulge=al.lp.Gaussian((0.1, -0.2)), mass=al.mp.IsothermalSph())])
    grid = Grid2D(mask, over_sample_size=2, backend=backend)
    simulator = SimulatorInterferometer(arrays["uv_wavelengths"], noise_sigma=None)
    dataset = simulator.via_tracer_from(tracer, grid)
    expected = simulator.via_image_from(tracer.image_2d_from(grid))
    np.testing.assert_array_equal(dataset.data, expected.data)
    assert (dataset.grid.over_sample_size, dataset.backend) == (2, backend)


UV = np.array([[3e5, 1e5], [1e5, -2e5]])


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: SimulatorInterferometer(UV, noise_sigma=-1.0), exc.DataError, "= -1.0 is not positive"),
        (lambda: SimulatorInterferometer(UV, noise_sigma=0.0), exc.DataError, "= 0.0 is not positive"),
        (lambda: SimulatorInterferometer(UV, noise_sigma=[1.0]), exc.DataError, "noise_sigma has shape (1,)"),
        (lambda: SimulatorInterferometer(UV[:, 0]), exc.DataError, "uv_wavelengths has shape (2,)"),
        (lambda: SimulatorInterferometer(UV, noise_seed=1.5), exc.ParameterError, "noise_seed = 1.5"),
        (lambda: SimulatorInterferometer(UV, noise_seed=-2), exc.ParameterError, "noise_seed = -2"),
        (lambda: SimulatorInterferometer(UV, exposure_time=0.0), exc.ParameterError, "exposure_time = 0.0"),
        (lambda: SimulatorInterferometer(UV, noise=0.1), exc.ParameterError, "Did you mean 'noise_"),
        (lambda: SimulatorInterferometer(UV).via_image_from(np.zeros((3, 3))), exc.DataError, "image is a ndarray"),
    ],
)
def test_bad_input(call, error, text):
    with pytest.raises(error) as caught:
        call()
    assert text in str(caught.value)


@pytest.mark.parametrize("kind", ["linear", "pixelized"])
def test_light_that_only_a_fit_knows(kind):
    """It would be left out without a word, as it is of an image."""
    only = {
        "linear": {"bulge": al.lp_linear.Gaussian()},
        "pixelized": {"pixelization": al.Pixelization(al.mesh.RectangularUniform((9, 9)), al.reg.Constant())},
    }
    galaxies = [al.Galaxy(redshift=0.5, bulge=al.lp.Gaussian()), al.Galaxy(redshift=1.0, **only[kind])]
    with pytest.raises(exc.ParameterError, match="light that only a fit to data knows"):
        SimulatorInterferometer(np.ones((3, 2))).via_tracer_from(al.Tracer(galaxies), Grid2D.uniform((9, 9), 0.1))


def test_light_by_signal_to_noise():
    """It has no intensity before an image of counts is simulated."""
    profile = al.lp_snr.Gaussian(signal_to_noise_ratio=10.0)
    simulator = SimulatorInterferometer(np.full((3, 2), 1e6))
    tracer, grid = al.Tracer([al.Galaxy(redshift=0.5, bulge=profile)]), Grid2D.uniform((9, 9), 0.1)
    with pytest.raises(exc.ParameterError, match="has no intensity yet, hence no light"):
        simulator.via_tracer_from(tracer, grid)
    profile.set_intensity_from(grid, exposure_time=100.0)
    assert np.abs(np.asarray(simulator.via_tracer_from(tracer, grid).data)).max() > 0.0


def test_an_exposure_time_has_no_effect_and_says_so():
    with pytest.warns(exc.AutoLensWarning, match="exposure_time = 300.0 changes nothing"):
        SimulatorInterferometer(np.ones((3, 2)), exposure_time=300.0)


def test_no_tracer():
    with pytest.raises(exc.ParameterError, match="tracer is a list"):
        SimulatorInterferometer(np.ones((3, 2))).via_tracer_from([], Grid2D.uniform((9, 9), 0.1))
