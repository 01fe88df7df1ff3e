"""Names that guides and first scripts of PyAutoLens use: images before they are data, shared redshifts, samples."""

import json
import logging

import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.plot as aplt
from autolens_lite.plot import search_figures
from test_autolens_lite.carry_over.objects import fit_of_image
from test_autolens_lite.search.fakes import Gaussian, model_of

af = al
GRID = al.Grid2D.uniform(shape_native=(11, 13), pixel_scales=0.1)


def image(backend="numba"):
    values = 1.0 + np.arange(30.0).reshape(5, 6)
    return al.Array2D.no_mask(values, pixel_scales=0.1, backend=backend)


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_images_before_they_are_data(backend):
    data = image(backend)
    time = al.Array2D.full(fill_value=100.0, shape_native=(5, 6), pixel_scales=0.1, backend=backend)
    plain = np.asarray(data)
    counts = al.preprocess.array_eps_to_counts(array_eps=data, exposure_time_map=time)
    adus = al.preprocess.array_eps_to_adus(array_eps=data, exposure_time_map=time, gain=4.0)
    assert isinstance(counts, al.Array2D) and counts.backend == backend
    np.testing.assert_allclose(counts, 100.0 * plain)
    np.testing.assert_allclose(adus, 25.0 * plain)
    np.testing.assert_allclose(al.preprocess.array_counts_to_eps(counts, time), plain)
    np.testing.assert_allclose(al.preprocess.array_adus_to_eps(adus, time, gain=4.0), plain)
    np.testing.assert_allclose(al.preprocess.array_counts_to_counts_per_second(counts, exposure_time=100.0), plain)
    poisson = al.preprocess.noise_map_via_data_eps_and_exposure_time_map_from(data, time)
    np.testing.assert_allclose(poisson, np.sqrt(plain / 100.0))
    name = "noise_map_via_data_eps_exposure_time_map_and_background_noise_map_from"
    np.testing.assert_allclose(getattr(al.preprocess, name)(data, time, 0.5), np.sqrt(plain / 100.0 + 0.25))
    name = "noise_map_via_data_eps_exposure_time_map_and_background_variances_from"
    np.testing.assert_allclose(getattr(al.preprocess, name)(data, time, 0.5), np.sqrt(plain / 100.0 + 0.005))
    np.testing.assert_allclose(al.preprocess.noise_map_via_inverse_noise_map_from(data), 1.0 / plain)
    weights = data.with_new_array(np.where(plain > 3.0, plain, 0.0))
    expected = np.where(plain > 3.0, plain**-0.5, 1e8)
    np.testing.assert_allclose(
        al.preprocess.noise_map_via_weight_map_from(weights), np.where(plain > 3.0, expected, 1e8)
    )
    limited = al.preprocess.noise_map_with_signal_to_noise_limit_from(data, 0.0 * data + 1.0, 10.0)
    np.testing.assert_allclose(limited, np.maximum(plain / 10.0, 1.0))
    times = al.preprocess.exposure_time_map_via_exposure_time_and_background_noise_map_from(50.0, data)
    np.testing.assert_allclose(times, 50.0 / plain)


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_edges_tell_the_background(backend):
    data = image(backend)
    frame = np.r_[np.asarray(data.native)[[0, -1]].ravel(), np.asarray(data.native)[1:-1, [0, -1]].ravel()]
    assert al.preprocess.background_sky_level_via_edges_from(image=data, no_edges=1) == np.median(frame)
    noise = al.preprocess.background_noise_map_via_edges_from(image=data, no_edges=1)
    np.testing.assert_allclose(noise, np.full(30, frame.std()))
    assert len(al.preprocess.edges_from(data, no_edges=2)) == 28
    with pytest.raises(al.exc.ParameterError, match="no_edges = 3 leaves nothing"):
        al.preprocess.edges_from(data, no_edges=3)


def test_noise_is_drawn_from_a_seed():
    data, time = image(), 1e4
    first = al.preprocess.data_eps_with_poisson_noise_added(data, time, seed=1)
    np.testing.assert_array_equal(first, al.preprocess.data_eps_with_poisson_noise_added(data, time, seed=1))
    noise = al.preprocess.poisson_noise_via_data_eps_from(data, time, seed=1)
    np.testing.assert_allclose(noise, first - data)
    assert 0.5 < np.std(np.asarray(noise) / np.sqrt(np.asarray(data) / time)) < 1.5
    gaussian = al.preprocess.data_with_gaussian_noise_added(data, sigma=0.1, seed=2) - data
    assert 0.06 < np.std(np.asarray(gaussian)) < 0.14
    with pytest.raises(al.exc.DataError, match="data_eps is negative somewhere"):
        al.preprocess.poisson_noise_via_data_eps_from(data - 10.0, time)
    with pytest.raises(al.exc.DataError, match="array_eps is a ndarray"):
        al.preprocess.array_eps_to_counts(np.ones((3, 3)), time)


def test_images_and_kernels_take_another_size():
    assert al.preprocess.array_with_new_shape(array=image(), new_shape=(3, 3)).shape_native == (3, 3)
    psf = al.Convolver.from_gaussian(shape_native=(7, 7), sigma=0.1, pixel_scales=0.1)
    small = al.preprocess.array_with_new_shape(array=psf.kernel, new_shape=(5, 5))
    np.testing.assert_array_equal(small, np.asarray(psf.kernel)[1:-1, 1:-1])
    assert small.shape_native == (5, 5)


def test_fluxes_are_magnitudes():
    magnitude = al.ab_mag_via_flux_from(flux=1234.5, magzero=25.943)
    assert magnitude == pytest.approx(25.943 - 2.5 * np.log10(1234.5), rel=1e-15)
    assert al.flux_mujy_via_ab_mag_from(ab_mag=23.9) == 1.0
    assert al.flux_mujy_via_ab_mag_from(ab_mag=magnitude) == pytest.approx(10 ** (0.4 * (23.9 - magnitude)), rel=1e-14)


def test_ellipses_say_what_they_are_when_called():
    profile = al.lp.Sersic(ell_comps=al.convert.ell_comps_from(axis_ratio=0.7, angle=30.0))
    assert profile.angle() == profile.angle == pytest.approx(30.0)
    assert profile.axis_ratio() == profile.axis_ratio == pytest.approx(0.7)
    assert profile.axis_ratio(xp=np) == profile.axis_ratio
    assert json.loads(json.dumps(profile.axis_ratio)) == pytest.approx(0.7)


def test_all_the_light_is_that_within_any_radius():
    galaxy = al.Galaxy(redshift=0.5, bulge=al.lp.Sersic(sersic_index=2.0), disk=al.lp.ExponentialSph())
    total = galaxy.luminosity_within_circle_from(radius=np.inf)
    assert total == pytest.approx(galaxy.bulge.total_flux() + galaxy.disk.total_flux(), rel=1e-14)
    assert total == pytest.approx(galaxy.luminosity_within_circle_from(radius=1e3), rel=1e-6)


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_grids_are_made_of_points_and_a_mask(backend):
    mask = al.Mask2D.circular((11, 13), radius=0.4, pixel_scales=0.1)
    grid = al.Grid2D.from_mask(mask=mask, backend=backend)
    sizes = al.util.over_sample.over_sample_size_via_radial_bins_from(grid, sub_size_list=[4, 2], radial_list=[0.2])
    again = al.Grid2D(values=grid, mask=mask, over_sample_size=sizes, backend=backend)
    assert again.is_uniform and len(again.over_sampled) > len(grid)
    np.testing.assert_allclose(again.over_sampled[0], np.asarray(again.over_sampled)[0])
    moved = al.Grid2D(values=np.asarray(grid) + 0.3, mask=mask, over_sample_size=2, backend=backend)
    np.testing.assert_allclose(moved, np.asarray(grid) + 0.3)
    assert len(moved.over_sampled) == len(grid)


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_points_of_a_users_grid_can_be_moved(backend):
    grid = al.Grid2D.uniform(shape_native=(5, 5), pixel_scales=0.1, over_sample_size=2, backend=backend)
    before, moved = np.array(grid), np.array([0.3, 0.5])
    light = al.lp.GaussianSph(centre=(0.3, 0.5))
    assert len(grid.over_sampled) == 100
    grid[:, 0] = grid[:, 0] + 0.3
    grid[:, 1] = grid[:, 1] + 0.5
    np.testing.assert_allclose(grid, before + moved)
    np.testing.assert_allclose(grid.native[0, 0], before[0] + moved)
    alone = al.Grid2DIrregular(before + moved, backend)
    np.testing.assert_allclose(light.image_2d_from(grid), light.image_2d_from(alone), rtol=1e-12)
    with pytest.raises(al.exc.DataError, match="cannot be assigned to"):
        al.Grid2D(grid.mask, backend=backend)[0, 0] = 1.0


def test_galaxies_share_a_free_redshift():
    redshift = af.Model(al.Redshift)
    redshift.redshift = af.UniformPrior(lower_limit=0.1, upper_limit=0.9)
    lenses = [af.Model(al.Galaxy, redshift=redshift, mass=al.mp.IsothermalSph) for _ in range(2)]
    model = af.Collection(galaxies=af.Collection(lenses))
    assert model.total_free_parameters == 7
    instance = model.instance_from_prior_medians()
    assert [galaxy.redshift for galaxy in instance.galaxies] == [0.5, 0.5]
    assert al.from_dict(al.to_dict(model)).parameter_names == model.parameter_names
    assert al.Galaxy(redshift=al.Redshift(0.3)).redshift == 0.3
    with pytest.raises(al.exc.ParameterError, match="redshift = -1"):
        al.Redshift(-1.0)


def test_models_are_read_by_their_class_and_hold_instances(tmp_path):
    galaxies = af.Collection(lens=af.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph))
    model = af.Collection(galaxies=galaxies)
    (tmp_path / "model.json").write_text(json.dumps(model.dict()))
    assert af.Model.from_json(file=tmp_path / "model.json").parameter_names == model.parameter_names
    assert af.Collection.from_json(file=tmp_path / "model.json").parameter_names == model.parameter_names
    assert model.parameter_labels_with_superscripts_latex == model.parameter_labels
    fixed = model.instance_from_prior_medians().galaxies
    again = af.Collection(dataset_model=af.Model(al.DatasetModel), galaxies=fixed)
    assert again.instance_from_vector([]).galaxies.lens.mass.einstein_radius == fixed.lens.mass.einstein_radius
    al.output_to_json(obj=again, file_path=tmp_path / "again.json")
    assert af.ModelPlotter(model).figure(detail="names") is not None
    with pytest.raises(al.exc.ParameterError, match="detail = 'all'"):
        af.ModelPlotter(model).figure(detail="all")


def test_samples_leave_out_parameters_and_are_drawn(tmp_path):
    search = af.LBFGS(output_path=tmp_path, n_starts=1, n_samples=30, seed=1, progress_bar=False)
    result = search.fit(model_of(2), Gaussian(2))
    samples = result.samples
    first, second = samples.parameter_names
    assert samples.without_paths([first]).parameter_names == [second]
    with pytest.raises(al.exc.DataError, match="those of 2 parameters"):
        samples.without_paths([first, second])
    drawn = samples.samples_drawn_randomly_via_pdf_from(total_draws=20, rng=np.random.default_rng(1))
    assert drawn.total_samples == 20 and set(drawn.weight_list) == {0.05} and drawn.model is samples.model
    assert {tuple(row) for row in drawn.parameter_lists} <= {tuple(row) for row in samples.parameter_lists}
    sample = samples.sample_list[0]
    assert sample.instance_for_model(samples.model, ignore_assertions=True) is not None
    model = samples.model.copy()
    model.add_assertion(model.point.x > 1e6)
    with pytest.raises(al.exc.ModelError, match="breaks an assertion"):
        sample.instance_for_model(model, ignore_assertions=False)
    assert r"\mathrm{x} = " in af.text.Samples.latex(samples, name_to_label=False)
    assert result.search_internal is None


def test_a_path_may_name_the_pair_too():
    names = ["lens.mass.centre_0", "lens.mass.centre_1", "lens.mass.einstein_radius", "lens.mass.centre_10"]
    samples = al.Samples(names, np.arange(8.0).reshape(2, 4), [1.0, 2.0], [0.0, 0.0], [0.5, 0.5])
    assert samples.with_paths(["lens.mass.centre.centre_0"]).parameter_names == names[:1]
    assert samples.with_paths([("lens", "mass", "centre")]).parameter_names == [names[0], names[1], names[3]]
    assert samples.without_paths(["lens.mass.centre"]).parameter_names == names[2:3]


def test_settings_of_all_ways_to_sample_are_taken(caplog):
    with caplog.at_level(logging.INFO, "autolens_lite"):
        search = af.DynestyStatic(n_live=60, sample="rwalk", walks=10, slices=5, fmove=0.9, max_move=100)
    assert (search.nlive, search.walks, search.slices) == (60, 10, None)
    assert "slices = 5 has no effect with sample = 'rwalk'" in caplog.text and "fmove = 0.9" in caplog.text
    assert af.DynestyDynamic(n_live=60).nlive_init == 60
    assert af.Zeus(nwalkers=30, nsteps=20, maxiter=10_000).nwalkers == 30


@pytest.mark.parametrize("use_jax", [False, True])
def test_an_analysis_has_the_module_of_its_arrays(use_jax):
    class Own(af.Analysis):
        def log_likelihood_function(self, instance):
            return self._xp.sum(self._xp.asarray([1.0, 2.0]))

    own = Own(use_jax=use_jax)
    assert own._xp.__name__ == ("jax.numpy" if use_jax else "numpy")
    assert float(own.log_likelihood_function(None)) == 3.0
    assert issubclass(al.cosmo.Planck15, al.cosmo.LensingCosmology)


def test_each_light_profile_of_a_sum_is_drawn(tmp_path):
    basis = al.lp_basis.Basis([al.lp.Gaussian(sigma=s) for s in (0.1, 0.2, 0.3, 0.4, 0.5)])
    figure = aplt.subplot_basis_image(basis=basis, grid=GRID, output_path=tmp_path)
    assert (tmp_path / "basis_image.png").exists()
    assert sum(bool(axes.get_title("left") or axes.get_title()) for axes in figure.axes) == 5
    galaxy = al.Galaxy(redshift=0.5, bulge=al.lp.Sersic(), disk=al.lp.Exponential())
    assert (
        sum(
            bool(axes.get_title("left") or axes.get_title())
            for axes in aplt.subplot_galaxy_light_profiles(galaxy, GRID).axes
        )
        == 2
    )
    with pytest.raises(al.exc.ParameterError, match="linear light profiles"):
        aplt.subplot_basis_image(al.lp_basis.Basis([al.lp_linear.Gaussian()]), GRID)


def test_corners_take_true_values_and_say_what_they_decide(tmp_path, caplog):
    draw = np.random.default_rng(1)
    samples = al.Samples(["a", "b"], draw.normal(size=(50, 2)), np.zeros(50), np.zeros(50), np.full(50, 0.02))
    with caplog.at_level(logging.INFO, "autolens_lite"):
        aplt.corner_cornerpy(samples=samples, truths=[0.0, 0.1], bins=20, quantiles=None, label_kwargs={"fontsize": 16})
    assert "bins, quantiles, label_kwargs have no effect" in caplog.text
    with pytest.raises(al.exc.ParameterError, match="There is no argument 'truth'"):
        aplt.corner_cornerpy(samples=samples, truth=[0.0, 0.1])


def test_light_of_a_signal_to_noise_is_dark_before_it_is_simulated():
    tracer = al.Tracer([al.Galaxy(redshift=0.5, bulge=al.lp_snr.Sersic(signal_to_noise_ratio=20.0))])
    with pytest.warns(al.exc.AutoLensWarning, match="Sersic of al.lp_snr has no intensity yet"):
        assert not np.any(np.asarray(tracer.image_2d_from(grid=GRID)))


# What PyAutoLens 2026.10.26.1 answers.
FRAME = [[0.6075648652, -0.8326853740], [0.4926884104, -0.3460608760], [0.3778119556, 0.1405636221]]
RADII = {
    "elliptical_radii_grid_from": [1.26894855, 0.85010912, 0.6118034],
    "eccentric_radii_grid_from": [1.01079698, 0.67716514, 0.48733972],
    "radial_grid_from": [1.03077641, 0.60207973, 0.40311289],
}


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_points_are_put_into_the_frame_of_a_profile(backend):
    grid = al.Grid2D.uniform(shape_native=(3, 4), pixel_scales=0.5, backend=backend)
    profile = al.EllProfile(centre=(0.1, 0.2), ell_comps=(0.1, 0.2))
    moved = profile.transformed_to_reference_frame_grid_from(grid=grid)
    assert isinstance(moved, al.Grid2D)
    np.testing.assert_allclose(np.asarray(moved)[:3], FRAME, atol=1e-8)
    for name, expected in RADII.items():
        radii = getattr(profile, name)(grid=moved)
        assert isinstance(radii, al.Array2D)
        np.testing.assert_allclose(np.asarray(radii)[:3], expected, atol=1e-8)
    light = al.lp.Gaussian(centre=(0.1, 0.2), ell_comps=(0.1, 0.2), intensity=1.0, sigma=0.5)
    radii = np.asarray(light.elliptical_radii_grid_from(light.transformed_to_reference_frame_grid_from(grid)))
    expected = np.exp(-0.5 * (light.axis_ratio * radii / 0.5) ** 2)
    np.testing.assert_allclose(light.image_2d_from(grid), expected, rtol=1e-12)
    points = al.lp.GaussianSph(centre=(0.1, 0.2)).transformed_to_reference_frame_grid_from([(0.1, 0.3)])
    np.testing.assert_allclose(points, [(0.0, 0.1)], atol=1e-15)


@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_a_plane_has_the_light_and_mass_of_its_galaxies(backend):
    lenses = [al.Galaxy(0.5, mass=al.mp.IsothermalSph(centre=(0.0, x), einstein_radius=0.3)) for x in (0.0, 0.2)]
    sources = [al.Galaxy(1.0, bulge=al.lp.ExponentialSph(centre=(0.1, x))) for x in (0.0, 0.2)]
    tracer = al.Tracer([*lenses, *sources])
    grid = al.Grid2D.uniform((5, 5), pixel_scales=0.1, backend=backend)
    lens, source = tracer.planes
    np.testing.assert_allclose(source.image_2d_from(grid), sum(np.asarray(g.image_2d_from(grid)) for g in sources))
    assert len(source.image_2d_list_from(grid)) == 2
    for name in ("deflections_yx_2d_from", "convergence_2d_from", "potential_2d_from"):
        np.testing.assert_allclose(getattr(lens, name)(grid), sum(np.asarray(getattr(g, name)(grid)) for g in lenses))
    traced = tracer.traced_grid_2d_list_from(grid)[-1]
    np.testing.assert_allclose(source.image_2d_from(traced), tracer.image_2d_list_from(grid)[-1], rtol=1e-10)


def test_a_search_tells_whether_it_is_complete(tmp_path):
    search = af.LBFGS(output_path=tmp_path, n_starts=1, n_samples=10, seed=1, progress_bar=False)
    search.paths.restore()
    assert not search.paths.is_complete
    analysis = Gaussian(1)
    search.fit(analysis.modify_model(model_of(1)), analysis)
    assert search.paths.is_complete and search.is_complete


def test_a_search_writes_the_source_on_its_mesh(tmp_path):
    fit = fit_of_image()
    search_figures.draw_fit(fit, tmp_path, None, whole=True)
    table = np.genfromtxt(tmp_path / "source_plane_reconstruction_0.csv", delimiter=",", names=True)
    assert table.dtype.names == ("y", "x", "reconstruction", "noise_map")
    np.testing.assert_array_equal(table["reconstruction"], fit.inversion.reconstruction_of(fit.inversion.mapper))
    np.testing.assert_array_equal(
        np.column_stack([table["y"], table["x"]]), fit.inversion.mapper.source_plane_mesh_grid
    )
    np.testing.assert_array_equal(table["noise_map"], fit.inversion.reconstruction_noise_map[:16])
