import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

PSF = al.Convolver.from_gaussian((5, 5), 0.1, sigma=0.1)


def tracer():
    lens = al.Galaxy(
        redshift=0.5,
        bulge=al.lp.Sersic(intensity=0.5, effective_radius=0.5),
        mass=al.mp.Isothermal(centre=(0.02, 0.01), einstein_radius=0.8),
    )
    source = al.Galaxy(redshift=1.0, bulge=al.lp.Exponential(centre=(0.05, 0.1), intensity=1.0, effective_radius=0.2))
    return al.Tracer([lens, source])


def grid(backend=None, size=2):
    return al.Grid2D.uniform((24, 26), 0.1, over_sample_size=size, backend=backend)


def simulator(**kwargs):
    return al.SimulatorImaging(**{"exposure_time": 300.0, "background_sky_level": 0.2, "psf": PSF, **kwargs})


def test_noiseless_data_are_the_model(backend):
    """What is simulated without noise is what a dataset says that the same light looks like."""
    mask = al.Mask2D.circular((24, 26), 1.1, 0.1)
    sizes = al.over_sample_size_via_radial_bins_from(mask, [4, 2], [0.3])
    for on in (grid(backend), al.Grid2D(mask, sizes, backend)):
        dataset = simulator(add_poisson_noise_to_data=False).via_tracer_from(tracer(), on)
        light = tracer().image_from
        expected = dataset.blurred_from(light(dataset.grid.over_sampled), light(dataset.blurring_grid.over_sampled))
        np.testing.assert_allclose(np.asarray(dataset.data), np.asarray(expected), rtol=1e-12)
        variance = (np.asarray(expected) + 0.2) / 300.0
        np.testing.assert_allclose(np.asarray(dataset.noise_map), np.sqrt(variance), rtol=1e-12)
        np.testing.assert_array_equal(dataset.grid.over_sample_size, on.over_sample_size)
        assert dataset.mask.same_as(on.mask) and dataset.backend == backend


def test_backends_count_the_same():
    first, second = (simulator(noise_seed=4).via_tracer_from(tracer(), grid(name)) for name in ("numba", "jax"))
    np.testing.assert_array_equal(np.asarray(first.data), np.asarray(second.data))


@pytest.mark.parametrize("sigma", [0.0, 0.05])
def test_noise_has_its_distribution(sigma):
    """Of 40,000 pixels: mean, variance and third moment of Poisson numbers plus those of a Gaussian."""
    image = al.Array2D.no_mask(np.full((200, 200), 0.1), 0.1)
    made = simulator(psf=None, noise_seed=1, background_noise_sigma=sigma).via_image_from(image)
    noise = np.asarray(made.data) - 0.1
    variance = 0.3 / 300.0 + sigma**2
    np.testing.assert_allclose(np.asarray(made.noise_map), np.sqrt(variance), rtol=1e-14)
    # Four standard errors.
    assert np.mean(noise) == pytest.approx(0.0, abs=4 * np.sqrt(variance / noise.size))
    assert np.var(noise) == pytest.approx(variance, rel=4 * np.sqrt(2.0 / noise.size) * 1.1)
    assert np.mean(noise**3) == pytest.approx(0.3 / 300.0**2, abs=4 * np.sqrt(15 * variance**3 / noise.size))
    if sigma == 0.0:
        counts = (np.asarray(made.data) + 0.2) * 300.0
        np.testing.assert_allclose(counts, np.round(counts), atol=1e-9)


def test_seed_gives_the_noise_and_touches_no_global_state():
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    made = [simulator(noise_seed=seed).via_tracer_from(tracer(), grid()).hash for seed in (3, 3, 4, -1, -1, None)]
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert made[0] == made[1] and len(set(made)) == 5


def test_options():
    light = al.Array2D.no_mask(np.full((4, 5), 0.7), 0.1)
    kept = simulator(psf=None, subtract_background_sky=False, add_poisson_noise_to_data=False).via_image_from(light)
    np.testing.assert_allclose(np.asarray(kept.data), 0.9, rtol=1e-15)
    flat = simulator(psf=None, include_poisson_noise_in_noise_map=False, noise_if_add_noise_false=0.3)
    np.testing.assert_array_equal(np.asarray(flat.via_image_from(light).noise_map), 0.3)
    sized = simulator(psf=None).via_image_from(light, over_sample_size=3)
    assert sized.grid.over_sample_size == 3


def test_image_is_blurred_once():
    point = np.zeros((9, 9))
    point[4, 3] = 1.0
    image = al.Array2D.no_mask(point, 0.1)
    quiet = simulator(add_poisson_noise_to_data=False)
    found = np.asarray(quiet.via_image_from(image).data.native)
    np.testing.assert_allclose(found[2:7, 1:6], PSF.kernel, atol=1e-14)
    same = quiet.via_image_from(image, image_is_convolved=True)
    np.testing.assert_allclose(np.asarray(same.data.native), point, atol=1e-15)
    assert same.psf.kernel.shape == (5, 5)


def test_finer_psf():
    fine = al.Convolver.from_gaussian((11, 11), 0.05, sigma=0.1, convolve_over_sample_size=2)
    made = simulator(psf=fine, add_poisson_noise_to_data=False).via_tracer_from(tracer(), grid(size=4))
    coarse = simulator(add_poisson_noise_to_data=False).via_tracer_from(tracer(), grid(size=4))
    assert made.psf.convolve_over_sample_size == 2
    # The pixelated Gaussian is a Gaussian averaged over pixels twice; the two agree to some percent.
    np.testing.assert_allclose(np.asarray(made.data), np.asarray(coarse.data), rtol=0.2)
    assert not np.allclose(np.asarray(made.data), np.asarray(coarse.data), rtol=0.01)


def test_galaxies_without_lensing():
    galaxies = [tracer().galaxies[1]]
    made = simulator(noise_seed=2).via_galaxies_from(galaxies, grid())
    assert made.hash == simulator(noise_seed=2).via_tracer_from(al.Tracer(galaxies), grid()).hash
    with pytest.raises(exc.ParameterError, match=r"al\.Tracer\(galaxies=galaxies\)"):
        simulator().via_galaxies_from(tracer().galaxies, grid())
    with pytest.raises(exc.ParameterError, match="no light profiles"):
        simulator().via_galaxies_from([al.Galaxy(redshift=0.5, mass=al.mp.Isothermal())], grid())


def test_profiles_of_given_signal_to_noise():
    source = al.Galaxy(redshift=1.0, bulge=al.lp_snr.Exponential(signal_to_noise_ratio=40.0, effective_radius=0.3))
    lens = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(centre=(0.03, 0.02), einstein_radius=0.8))
    made = simulator(psf=None, add_poisson_noise_to_data=False).via_tracer_from(al.Tracer([lens, source]), grid(size=1))
    assert np.asarray(made.signal_to_noise_map).max() == pytest.approx(40.0, rel=1e-12)


def test_profiles_of_given_signal_to_noise_stay_as_they_are():
    profile = al.lp_snr.Gaussian(signal_to_noise_ratio=30.0, sigma=0.3)
    within = al.lp_basis.Basis([al.lp_snr.Exponential(signal_to_noise_ratio=5.0, effective_radius=0.4)])
    galaxies = [al.Galaxy(redshift=0.5, bulge=profile, more=within)]
    observed = simulator().tracer_with_intensities_from(al.Tracer(galaxies), grid()).galaxies[0]
    simulator(noise_seed=1).via_tracer_from(al.Tracer(galaxies), grid())
    simulator(noise_seed=1).via_galaxies_from(galaxies, grid())
    assert (profile.intensity, within.profile_list[0].intensity) == (0.0, 0.0)
    assert observed.bulge.intensity > 0.0 and observed.more.profile_list[0].intensity > 0.0
    assert simulator().tracer_with_intensities_from(observed_tracer := tracer(), grid()) is observed_tracer
    with pytest.warns(exc.AutoLensWarning, match=r"Gaussian of al\.lp_snr has no intensity yet"):
        assert not np.any(np.asarray(profile.image_2d_from(grid())))


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"exposure_time": 0.0}, "exposure_time = 0.0"),
        ({"background_sky_level": -0.1}, "background_sky_level = -0.1"),
        ({"noise_seed": 1.5}, "noise_seed = 1.5"),
        ({"noise_seed": -2}, "noise_seed = -2"),
        ({"background_noise_sigma": -1.0}, "background_noise_sigma = -1.0"),
        ({"seed": 1}, "Did you mean 'noise_seed'"),
    ],
)
def test_refused_arguments(arguments, text):
    with pytest.raises(exc.ParameterError, match=text):
        simulator(**arguments)


def test_refused_images():
    dark = al.Array2D.no_mask(np.zeros((6, 7)), 0.1)
    with pytest.raises(exc.DataError, match="42 pixels have neither light nor sky"):
        simulator(background_sky_level=0.0).via_image_from(dark)
    with pytest.raises(exc.DataError, match="no negative light"):
        simulator().via_image_from(dark - 1.0)
    with pytest.raises(exc.DataError, match="Pass an Array2D"):
        simulator().via_image_from(np.ones((6, 7)))
    with pytest.raises(exc.DataError, match="Pass a Grid2D"):
        simulator().via_tracer_from(tracer(), np.ones((6, 2)))


def test_operated_light_is_not_blurred_again(backend):
    """The model of what is simulated is what a fit has of it, whatever the PSF is already in."""
    galaxies = [
        al.Galaxy(redshift=0.5, bulge=al.lp_operated.Gaussian(intensity=2.0, sigma=0.1), mass=al.mp.Isothermal()),
        al.Galaxy(redshift=1.0, bulge=al.lp.Exponential(centre=(0.05, 0.1), effective_radius=0.2)),
    ]
    quiet = simulator(add_poisson_noise_to_data=False)
    for seen in (galaxies, galaxies[:1]):
        dataset = quiet.via_tracer_from(al.Tracer(seen), grid(backend))
        fit = al.FitImaging(dataset, al.Tracer(seen))
        np.testing.assert_allclose(np.asarray(dataset.data), np.asarray(fit.model_data), rtol=1e-12, atol=1e-15)
    one_plane = quiet.via_galaxies_from(galaxies[:1], grid(backend))
    np.testing.assert_array_equal(np.asarray(one_plane.data), np.asarray(dataset.data))


LINEAR = al.Galaxy(redshift=0.5, bulge=al.lp_linear.Gaussian())
BASIS = al.Galaxy(redshift=0.5, bulge=al.lp_basis.Basis([al.lp.Gaussian(), al.lp_linear.Gaussian()]))
PIXELIZED = al.Galaxy(
    redshift=0.5,
    bulge=al.lp.Gaussian(),
    pixelization=al.Pixelization(al.mesh.RectangularUniform((9, 9)), al.reg.Constant()),
)


@pytest.mark.parametrize("galaxy", [LINEAR, BASIS, PIXELIZED], ids=["linear", "basis", "pixelized"])
def test_light_that_only_a_fit_knows(galaxy):
    """It would be left out without a word, as it is of an image."""
    for observe in (
        lambda: simulator().via_galaxies_from([galaxy], grid()),
        lambda: simulator().via_tracer_from(al.Tracer([galaxy]), grid()),
    ):
        with pytest.raises(exc.ParameterError, match="light that only a fit to data knows"):
            observe()


def test_what_is_no_tracer():
    with pytest.raises(exc.ParameterError, match=r"tracer is a list. Pass an al.Tracer\(galaxies=\[...\]\)"):
        simulator().via_tracer_from(tracer().galaxies, grid())


def test_more_counts_than_can_be_drawn():
    with pytest.raises(exc.DataError, match=r"exposure_time = 1e\+30"):
        simulator(exposure_time=1e30).via_tracer_from(tracer(), grid())


@pytest.mark.parametrize("twice", [[0, 0], [0, 1, 0]])
def test_galaxies_that_are_no_list_of_different_ones(twice):
    galaxies = [al.Galaxy(redshift=0.5, bulge=al.lp.Sersic(effective_radius=radius)) for radius in (0.3, 0.5)]
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, noise_seed=1)
    grid = al.Grid2D.uniform((5, 5), 0.1, over_sample_size=1)
    with pytest.raises(exc.ParameterError, match="is there before, and its light would count twice"):
        simulator.via_galaxies_from([galaxies[i] for i in twice], grid)
    for wrong, text in ((galaxies[0], "galaxies is a Galaxy"), (["a"], r"galaxies\[0\] is a str")):
        with pytest.raises(exc.ParameterError, match=text):
            simulator.via_galaxies_from(wrong, grid)
    by_name = simulator.via_galaxies_from(dict(zip("ab", galaxies, strict=True)), grid)
    assert by_name.hash == simulator.via_galaxies_from(galaxies, grid).hash
