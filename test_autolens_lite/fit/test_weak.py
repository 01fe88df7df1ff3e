"""Shears of galaxies behind a lens: laws of an isothermal sphere, both backends, a search, figures."""

import matplotlib
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

matplotlib.use("Agg")
R, PHI = np.repeat([3.0, 5.0, 9.0], 4), np.arange(12.0)
PLACES = np.stack([R * np.sin(PHI), R * np.cos(PHI)], axis=1)
TRACER = al.Tracer([al.Galaxy(0.3, mass=al.mp.IsothermalSph(einstein_radius=1.2)), al.Galaxy(1.0)])
# Of an isothermal sphere gamma = kappa = theta_E / (2 r), tangential.
SHEAR = -1.2 / (2.0 * R) * np.exp(2j * PHI)
REDUCED = -1.2 / (2.0 * R - 1.2) * np.exp(2j * PHI)


def dataset_of(shear, backend="numba", **kwargs):
    return al.WeakDataset(PLACES, shear.real, shear.imag, 0.1, backend=backend, **kwargs)


@pytest.mark.parametrize(("is_reduced", "expected"), [(False, SHEAR), (True, REDUCED)])
def test_shears_about_an_isothermal_sphere(backend, is_reduced, expected):
    fit = al.FitWeak(dataset_of(expected + 0.1 - 0.2j, backend, is_reduced=is_reduced), TRACER)
    np.testing.assert_allclose(fit.model_shear, np.stack([expected.imag, expected.real], axis=1), rtol=1e-7)
    assert float(fit.chi_squared) == pytest.approx(12 * 5.0, rel=1e-6)
    assert float(fit.noise_normalization) == pytest.approx(24 * np.log(2.0 * np.pi * 0.01), rel=1e-12)
    np.testing.assert_allclose(fit.chi_squared_map.sum(), float(fit.chi_squared), rtol=1e-10)


def test_galaxies_of_other_redshifts_are_sheared_by_the_ratio_of_distances(backend):
    redshifts = np.where(PHI < 3, 0.2, np.where(PHI < 8, 0.6, 1.0))
    fit = al.FitWeak(dataset_of(SHEAR, backend, redshifts=redshifts), TRACER)
    factor = al.cosmo.Planck15().scaling_factor_between_redshifts_from(0.3, 0.6, 1.0)
    scale = np.where(PHI < 3, 0.0, np.where(PHI < 8, factor, 1.0))
    np.testing.assert_allclose(fit.model_shear[:, 1], scale * SHEAR.real, rtol=1e-7, atol=1e-12)
    two = al.Tracer([*TRACER.galaxies, al.Galaxy(0.5, mass=al.mp.IsothermalSph())])
    with pytest.raises(exc.ModelError, match="masses in 2 planes"):
        _ = al.FitWeak(dataset_of(SHEAR, backend, redshifts=redshifts), two).chi_squared


def test_a_search_finds_the_lens(backend):
    simulator = al.SimulatorShearYX(noise_sigma=0.02, seed=1, reduced=True)
    dataset = simulator.via_tracer_random_positions_from(TRACER, 60, grid_extent=6.0).with_backend(backend)
    model = al.Collection(
        galaxies=al.Collection(
            lens=al.Model(al.Galaxy, redshift=0.3, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))),
            source=al.Model(al.Galaxy, redshift=1.0),
        )
    )
    likelihood = al.AnalysisWeak(dataset).likelihood_from(model)
    radii = np.linspace(1.0, 1.4, 41)
    best = radii[np.argmax([likelihood(np.array([radius])) for radius in radii])]
    assert abs(best - 1.2) < 0.05


def test_a_search_ends_with_its_result_and_doubts_variances(tmp_path):
    noise = np.random.default_rng(1).normal(size=(12, 2)) @ [0.1, 0.1j]
    lens = al.Model(al.Galaxy, redshift=0.3, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    model = al.Collection(galaxies=al.Collection(lens=lens, source=al.Galaxy(redshift=1.0)))
    search = al.Emcee(name="sigma", nwalkers=8, nsteps=200, seed=1, output_path=tmp_path)
    result = search.fit(model, al.AnalysisWeak(dataset_of(SHEAR + noise)))
    assert abs(result.instance.galaxies.lens.mass.einstein_radius - 1.2) < 0.5
    variances = al.WeakDataset(PLACES, *dataset_of(SHEAR + noise).data, 0.1**4)
    with pytest.warns(exc.AutoLensWarning, match="chi.2 per component of a shear"):
        al.AnalysisWeak(variances).review(result.instance)


def test_weights_are_noise_and_one_of_them_is_given():
    weighted = al.WeakDataset.from_arrays(PLACES, SHEAR.real, SHEAR.imag, weights=np.full(12, 4.0))
    assert weighted.is_reduced
    np.testing.assert_array_equal(weighted.noise_map, 0.5)
    np.testing.assert_array_equal(weighted.shear_yx, np.stack([SHEAR.imag, SHEAR.real], axis=1))
    with pytest.raises(exc.DataError, match=r"weights has shape \(11,\)"):
        al.WeakDataset.from_arrays(PLACES, SHEAR.real, SHEAR.imag, weights=np.ones(11))
    with pytest.raises(exc.DataError, match="noise_map and weights"):
        al.WeakDataset.from_arrays(PLACES, SHEAR.real, SHEAR.imag)
    with pytest.raises(exc.DataError, match=r"noise_map.* is not positive"):
        al.WeakDataset(PLACES, SHEAR.real, SHEAR.imag, np.zeros(12))
    assert al.WeakDataset(PLACES, SHEAR.real, SHEAR.imag, 0.1).hash != dataset_of(SHEAR, is_reduced=True).hash


def test_figures():
    dataset = dataset_of(SHEAR)
    assert al.plot.subplot_weak_dataset(dataset).axes
    assert al.plot.plot_convergence_map(dataset.shear_yx).axes
    assert al.plot.plot_shear_profile(al.FitWeak(dataset, TRACER), bins=3).axes
    assert len(al.plot.subplot_fit_weak(al.FitWeak(dataset, TRACER)).axes) == 3


def test_redshifts_that_are_none_are_refused():
    with pytest.raises(exc.DataError, match=r"redshifts\[0\] = -99.0 is negative"):
        dataset_of(SHEAR, redshifts=np.full(12, -99.0))


def test_a_free_redshift_of_the_lens_scales_alike_on_both_backends():
    redshifts = np.where(PHI < 3, 0.2, np.where(PHI < 8, 0.6, 1.0))
    lens = al.Model(al.Galaxy, redshift=al.UniformPrior(0.1, 1.5), mass=al.mp.IsothermalSph((0.0, 0.0), 1.2))
    model = al.Collection(galaxies=al.Collection(lens=lens, source=al.Galaxy(redshift=1.0)))
    numba, jax = (
        al.AnalysisWeak(dataset_of(SHEAR, redshifts=redshifts), use_jax=use_jax).likelihood_from(model)
        for use_jax in (False, True)
    )
    for redshift in (0.15, 0.3, 0.7):
        assert jax([redshift]) == pytest.approx(numba([redshift]), rel=1e-9)
    tracer = al.Tracer([al.Galaxy(0.3, mass=al.mp.IsothermalSph(einstein_radius=1.2)), al.Galaxy(1.0)])
    expected = float(al.FitWeak(dataset_of(SHEAR, redshifts=redshifts), tracer).log_likelihood)
    assert numba([0.3]) == pytest.approx(expected, rel=1e-12)
    assert numba([1.2]) == jax([1.2]) == al.AnalysisWeak(dataset_of(SHEAR)).likelihood_from(model).FLOOR


def test_redshifts_need_a_source_to_be_scaled_to():
    dataset = dataset_of(SHEAR, redshifts=np.ones(12))
    with pytest.raises(exc.ModelError, match="the tracer has one plane"):
        _ = al.FitWeak(dataset, al.Tracer(TRACER.galaxies[:1])).chi_squared
    assert not np.any(al.FitWeak(dataset, al.Tracer([al.Galaxy(0.3), al.Galaxy(1.0)])).model_shear)


def test_noise_is_independent_of_places():
    empty = al.Tracer([al.Galaxy(0.3, mass=al.mp.IsothermalSph(einstein_radius=1e-12)), al.Galaxy(1.0)])
    places, noise = [], []
    for seed in range(300):
        simulator = al.SimulatorShearYX(noise_sigma=1.0, seed=seed)
        dataset = simulator.via_tracer_random_positions_from(empty, 4, grid_extent=1.0)
        places.append((4.0 * (dataset.positions.ravel() + 1.0)) % 1.0)  # the bits of which normal numbers are made
        noise.append(np.abs(dataset.data.ravel()))
    assert abs(np.corrcoef(np.ravel(places), np.ravel(noise))[0, 1]) < 0.1


@pytest.mark.parametrize("sigma", [1e-200, 1e200])
def test_sigmas_whose_squares_are_no_floats(sigma):
    with pytest.raises(exc.DataError, match=r"noise_map\[1\].* has a square that floats cannot hold"):
        al.WeakDataset([(0.1, 0.2), (1.0, -1.0)], [0.1, 0.0], [0.0, 0.1], [0.1, sigma])
