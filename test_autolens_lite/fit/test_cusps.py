"""Pixels about the cusp of a light profile: integrated, smooth in the centre, alike on both backends."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.fit import cusps
from autolens_lite.grid import Coordinates

SCALE = 0.05
CENTRE = (0.013, 0.021)


def bulge(centre=CENTRE, n=4.0, module=al.lp, **more):
    shape = {"ell_comps": (0.1, 0.15), "effective_radius": 0.6, "sersic_index": n}
    return module.Sersic(centre=centre, **shape, **more)


def galaxies(centre=CENTRE, n=4.0):
    lens = al.Galaxy(redshift=0.5, bulge=bulge(centre, n, intensity=1.0), disk=al.lp.Exponential(centre=centre))
    mass = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=0.5))
    source = al.Galaxy(redshift=1.0, light=al.lp.Sersic(centre=(0.1, 0.0), intensity=0.2, effective_radius=0.2))
    return [lens, mass, source]


@pytest.fixture(scope="module")
def dataset():
    y, x = np.mgrid[-3:4, -3:4]
    psf = np.exp(-(y**2 + x**2) / 2.0 / 1.2**2)
    mask = al.Mask2D.circular((40, 40), radius=0.9, pixel_scales=SCALE)
    noise = np.full((40, 40), 0.05)
    image = al.Imaging(np.ones((40, 40)), noise, psf, pixel_scales=SCALE, over_sample_size_lp=4).apply_mask(mask)
    fit = al.FitImaging(image.apply_over_sampling(integrate_cusps=True), al.Tracer(galaxies()))
    return image.with_values(data=np.asarray(fit.model_data))


def on(dataset, backend, integrate=True):
    return dataset.apply_over_sampling(integrate_cusps=integrate).with_backend(backend)


def means_of(profile, centre, backend):
    """The integral's means of the pixels about a centre, and of 800 x 800 points in each."""
    xp = al.xp.get(backend)
    axis = SCALE * (np.arange(9) - 4.3)
    y, x = (values.ravel() for values in np.meshgrid(axis, axis, indexing="ij"))
    about = cusps.PixelsAbout(Coordinates(xp.as_float(y), xp.as_float(x), xp), (SCALE, SCALE), centre)
    found = np.asarray(about._means_of(profile.image_from))
    fine = SCALE * ((np.arange(800) + 0.5) / 800 - 0.5)
    rows, columns = (int(np.argmin(abs(axis - at))) for at in centre)
    expected = np.empty_like(found)
    for i in range(5):
        for j in range(5):
            points = np.meshgrid(axis[rows + i - 2] + fine, axis[columns + j - 2] + fine, indexing="ij")
            light = profile.image_from(Coordinates(*(values.ravel() for values in points), al.xp.get("numba")))
            expected[i, j] = np.mean(light)
    return found, expected


@pytest.mark.parametrize("n", [1.0, 2.0, 4.0])
def test_the_integral_is_the_mean_of_a_pixel(backend, n):
    centre = (0.003, -0.012)
    found, expected = means_of(bulge(centre, n, intensity=1.0), centre, backend)
    np.testing.assert_allclose(found, expected, rtol=5e-5)


@pytest.mark.parametrize("n", [2.0, 4.0])
def test_the_likelihood_is_smooth_where_a_centre_passes_sub_pixels(dataset, backend, n):
    steps = np.linspace(-0.006, 0.006, 41)
    rough = {}
    for integrate in (False, True):
        image = on(dataset, backend, integrate)
        tracers = [al.Tracer(galaxies((CENTRE[0] + step, CENTRE[1]), n)) for step in steps]
        values = np.array([float(al.FitImaging(image, tracer).log_likelihood) for tracer in tracers])
        smooth = np.polynomial.Chebyshev.fit(steps, values, 6)(steps)
        rough[integrate] = np.max(np.abs(np.diff(values - smooth)))
    assert rough[True] < 0.01 * max(1.0, rough[False])
    assert rough[False] > 30.0 * rough[True]


def test_backends_agree(dataset):
    values = [
        al.FitImaging(on(dataset, name), al.Tracer(galaxies((0.02, 0.03)))).log_likelihood for name in al.xp.NAMES
    ]
    np.testing.assert_allclose(float(values[0]), float(values[1]), rtol=1e-12)


def test_a_gradient_is_that_of_differences_on_a_corner_of_pixels_too(dataset):
    model = al.Model(al.Galaxy, redshift=0.5, bulge=al.Model(al.lp.Sersic, ell_comps=(0.1, 0.15), sersic_index=2.0))
    analysis = al.AnalysisImaging(on(dataset, "jax"))
    likelihood = analysis.likelihood_from(al.Collection(galaxies=al.Collection(lens=model)))
    vector = np.array([0.0, 0.0, 1.1, 0.7])
    assert likelihood.model.prior_count == 4
    _, gradient = likelihood.value_and_grad(vector)
    for i in (0, 1):
        step = 1e-6 * np.eye(4)[i]
        sides = [float(likelihood(vector + sign * step)) for sign in (1.0, -1.0)]
        np.testing.assert_allclose(gradient[i], (sides[0] - sides[1]) / 2e-6, rtol=2e-4)


def test_linear_light_is_integrated_as_light_of_an_intensity_is(dataset, backend):
    image = on(dataset, backend)
    disk = al.lp.Exponential(centre=CENTRE)
    linear = al.Galaxy(redshift=0.5, bulge=bulge(module=al.lp_linear), disk=disk)
    fit = al.FitImaging(image, al.Tracer([linear, *galaxies()[1:]]))
    (solved,) = np.asarray(fit.inversion.intensities)
    np.testing.assert_allclose(solved, 1.0, rtol=1e-9)
    summed = fit._linear_image_from(fit.xp.as_float([solved]))
    np.testing.assert_allclose(np.asarray(summed), np.asarray(fit.inversion.light_image), rtol=0.0, atol=1e-11)


@pytest.mark.parametrize("angle", [0.0, 30.0])
def test_an_image_that_is_moved_on_the_sky_is_integrated_where_it_shows_the_cusp(dataset, backend, angle):
    moved = al.DatasetModel(grid_offset=(0.11, -0.07), grid_rotation_angle=angle)
    galaxy = al.Galaxy(redshift=0.5, bulge=bulge(intensity=1.0))
    few, many = on(dataset, backend), on(dataset, backend, False).apply_over_sampling(over_sample_size_lp=64)
    coarse = on(dataset, backend, False)
    shown = [np.asarray(al.FitImaging(d, al.Tracer([galaxy]), moved).model_data) for d in (few, many, coarse)]
    error, without = (np.max(np.abs(image - shown[1])) for image in (shown[0], shown[2]))
    assert error < 0.05 * without


def test_what_is_integrated_is_kept_and_told_apart(dataset, tmp_path):
    integrated = dataset.apply_over_sampling(integrate_cusps=True)
    assert integrated.hash != dataset.hash
    assert dataset.apply_over_sampling(over_sample_size_lp=4).hash == dataset.hash
    assert integrated.apply_over_sampling(over_sample_size_lp=2).integrate_cusps
    assert integrated.apply_mask(dataset.mask).integrate_cusps
    al.output_to_json(integrated, tmp_path / "dataset.json")
    assert al.from_json(tmp_path / "dataset.json").hash == integrated.hash


def test_a_psf_finer_than_the_image_is_refused(dataset):
    psf = al.Convolver.from_gaussian((7, 7), sigma=0.06, pixel_scales=SCALE / 2, convolve_over_sample_size=2)
    image = al.Imaging(np.ones((40, 40)), np.ones((40, 40)) * 0.1, psf, pixel_scales=SCALE)
    with pytest.raises(al.exc.DataError, match="integrate_cusps = True, but the PSF"):
        image.apply_over_sampling(integrate_cusps=True)


def test_profiles_without_a_cusp_are_left_as_they_are(dataset, backend):
    smooth = [al.lp.Gaussian(), al.lp.SersicCore(), al.lp_operated.Gaussian(), al.lp_operated.Sersic()]
    tracer = al.Tracer([al.Galaxy(redshift=0.5, **{f"light_{i}": profile for i, profile in enumerate(smooth)})])
    values = [float(al.FitImaging(on(dataset, backend, flag), tracer).log_likelihood) for flag in (True, False)]
    np.testing.assert_allclose(*values, rtol=1e-13)
