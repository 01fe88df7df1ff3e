"""What one fit hands to the next: positions of the source's images, and images of the galaxies."""

import astropy.units as u
import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.analysis.images import imaging_of
from test_autolens_lite.fit.lens_systems import dataset_of, pixelized_galaxy, sersic_galaxy

CENTRE = (0.05, 0.1)
DATASET = dataset_of("numba", visibilities=600)


def result_of(model, vector, analysis=None):
    """A result whose best sample is at `vector`."""
    vectors = np.stack([np.asarray(vector), np.asarray(vector) + 0.01])
    samples = al.Samples(model.parameter_names, vectors, log_likelihood=[0.0, -9.0], log_prior=[0.0, 0.0])
    return al.Result(samples, model, al.AnalysisInterferometer(DATASET) if analysis is None else analysis)


def lens_of(einstein_radius=None):
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal((0.02, -0.01), (0.1, -0.06), 0.8))
    lens.shear = al.Model(al.mp.ExternalShear, gamma_2=-0.03)
    return lens


def model_of(source):
    return al.Collection(galaxies=al.Collection(lens=lens_of(), source=source))


@pytest.fixture
def result():
    return result_of(model_of(sersic_galaxy()), [0.04])


def traced(result, positions, plane=-1):
    return np.asarray(result.max_log_likelihood_tracer.traced_grid_2d_list_from(positions)[plane])


def test_images_of_the_centre_of_the_light(result):
    np.testing.assert_array_equal(np.asarray(result.source_plane_centre_from()), [CENTRE])
    images = result.image_plane_multiple_image_positions()
    assert len(images) == 2
    np.testing.assert_allclose(traced(result, images), np.tile(CENTRE, (2, 1)), atol=1e-12)


def test_light_of_a_basis_and_point_sources():
    basis = al.lp_basis.Basis([al.lp_linear.Gaussian((0.01, 0.02), sigma=s) for s in (0.1, 0.2)])
    for light, centre in ((basis, (0.01, 0.02)), (al.ps.Point((0.03, 0.04)), (0.03, 0.04))):
        fitted = result_of(model_of(al.Galaxy(redshift=1.0, light=light)), [0.04])
        np.testing.assert_array_equal(np.asarray(fitted.source_plane_centre_from()), [centre])
    with pytest.raises(al.exc.DataError, match="no light"):
        result_of(model_of(al.Galaxy(redshift=1.0)), [0.04]).source_plane_centre_from()


@pytest.mark.parametrize("mesh", [al.mesh.RectangularUniform((15, 15)), al.mesh.RectangularAdaptDensity((15, 15))])
def test_brightest_pixel_of_a_mesh(mesh):
    """The data are of a source at `CENTRE`, half light at 0.3 arcsec."""
    fitted = result_of(model_of(pixelized_galaxy(mesh, coefficient=1.0)), [0.04])
    centre = np.asarray(fitted.source_plane_centre_from())
    assert np.hypot(*(centre[0] - CENTRE)) < 0.2
    images = fitted.image_plane_multiple_image_positions()
    np.testing.assert_allclose(traced(fitted, images), np.repeat(centre, len(images), axis=0), atol=1e-12)


def test_a_source_outside_the_caustics_is_moved_in():
    """An isothermal lens has one image of a source beyond its cut."""
    far = al.Galaxy(redshift=1.0, bulge=al.lp.Sersic((0.65, 0.65), (0.1, 0.2), 2.0, 0.3, 1.2))
    fitted = result_of(model_of(far), [0.04])
    solver = al.PointSolver.for_grid(DATASET.grid)
    assert len(solver.solve(fitted.max_log_likelihood_tracer, (0.65, 0.65))) == 1
    assert fitted.max_log_likelihood_galaxies is fitted.max_log_likelihood_tracer.galaxies
    images = fitted.image_plane_multiple_image_positions()
    assert len(images) >= 2
    there = traced(fitted, images)
    np.testing.assert_allclose(there - there[0], 0.0, atol=1e-9)
    assert 0.2 < np.hypot(*there[0]) < np.hypot(0.65, 0.65)


def test_without_mass_there_are_no_multiple_images():
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, bulge=al.lp.SersicSph)))
    model.galaxies.source = sersic_galaxy()
    model.galaxies.lens.bulge.centre = (0.0, 0.0)
    with pytest.raises(al.exc.DataError, match=r"no multiple images.*positions="):
        result_of(model, [1.0, 0.5, 2.0]).positions_likelihood_from()


def test_threshold(result):
    positions = [(0.7, 0.3), (-0.8, 0.1), (0.1, -0.9)]
    there = traced(result, positions)
    largest = np.hypot(*(there[:, None] - there[None]).T).max()
    assert largest > 0.05
    threshold = result.positions_threshold_from
    assert threshold(positions=positions) == pytest.approx(largest, abs=5.1e-11)  # of ten decimals
    assert threshold(factor=3.0, positions=positions) == pytest.approx(3.0 * largest, abs=5.1e-11)
    assert threshold(positions=positions, minimum_threshold=largest + 1.0) == largest + 1.0
    assert threshold(positions=positions, maximum_threshold=0.01) == 0.01
    # the model's own images meet to rounding, and a threshold of zero would be none
    assert 0.0 < threshold(factor=1.0) < 1e-9
    assert threshold(factor=1e-9, positions=positions) == pytest.approx(1e-9 * largest, abs=5.1e-11)
    assert threshold(factor=1e-10, positions=positions) == pytest.approx(1e-10 * largest, rel=1e-9)


def test_the_threshold_of_a_plane():
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
    model.galaxies.lens.mass.centre = (0.0, 0.0)
    model.galaxies.near, model.galaxies.far = (
        al.Galaxy(0.8, bulge=al.lp.SersicSph()),
        al.Galaxy(2.0, bulge=al.lp.SersicSph()),
    )
    found = result_of(model, [1.0])
    positions = [(0.7, 0.3), (-0.8, 0.1), (0.1, -0.9)]
    tracer = found.max_log_likelihood_tracer
    grid = al.Grid2DIrregular(positions)
    for redshift, plane in ((0.8, 1), (2.0, 2)):
        there = np.array(tracer.traced_grid_2d_list_from(grid)[plane].slim)
        largest = np.hypot(*(there[:, None] - there[None]).T).max()
        threshold = found.positions_threshold_from(positions=positions, plane_redshift=redshift)
        assert threshold == pytest.approx(largest, abs=5.1e-11)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum_threshold": float("nan")},
        {"minimum_threshold": -1.0},
        {"minimum_threshold": 1.0 * u.kg},
        {"minimum_threshold": "a"},
        {"maximum_threshold": -1.0},
        {"maximum_threshold": 0.0},
        {"minimum_threshold": 0.3, "maximum_threshold": 0.2},
    ],
    ids=str,
)
def test_thresholds_that_are_none(result, wrong):
    for method in (result.positions_threshold_from, result.positions_likelihood_from):
        with pytest.raises(al.exc.AutoLensError, match=next(iter(wrong))):
            method(positions=[(0.7, 0.3), (-0.8, 0.1)], **wrong)


def test_thresholds_in_another_unit(result):
    found = result.positions_threshold_from(minimum_threshold=1.0 * u.arcmin, positions=[(0.7, 0.3), (-0.8, 0.1)])
    assert found == pytest.approx(60.0, rel=1e-14)


def test_penalty_against_demagnified_solutions(result):
    positions = result.positions_likelihood_from(factor=3.0, minimum_threshold=0.2)
    assert positions.threshold == 0.2
    np.testing.assert_array_equal(positions.positions.slim, result.image_plane_multiple_image_positions().slim)
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)))
    model.galaxies.source = sersic_galaxy()
    model.galaxies.lens.mass.centre = (0.02, -0.01)
    model.galaxies.lens.mass.ell_comps = (0.1, -0.06)
    plain, penalised = (
        al.AnalysisInterferometer(DATASET, listed).likelihood_from(model) for listed in (None, [positions])
    )
    for einstein_radius, kept in ((0.05, False), (0.5, False), (0.8, True), (0.85, True), (1.5, False)):
        taken = plain([einstein_radius]) - penalised([einstein_radius])
        assert (taken == 0.0) == kept
        assert kept or taken > 1e7


def test_positions_near_the_mass_are_left_out(result):
    images = [*result.image_plane_multiple_image_positions().in_list, (0.03, 0.04)]
    near = {"positions": images, "minimum_threshold": 0.1}
    assert len(result.positions_likelihood_from(**near).positions) == 3
    left = result.positions_likelihood_from(**near, mass_centre_radial_distance_min=0.06)
    np.testing.assert_array_equal(left.positions.slim, images[:2])


def test_source_of_each_plane():
    """Two sources: the penalty of each is of its own plane."""
    galaxies = al.Collection(lens=lens_of(), near=sersic_galaxy())
    galaxies.far = al.Galaxy(redshift=2.0, bulge=al.lp.Sersic((0.0, -0.05), (0.0, 0.1), 1.0, 0.2, 1.0))
    fitted = result_of(al.Collection(galaxies=galaxies), [0.04])
    listed = [fitted.positions_likelihood_from(2.0, 0.1, plane_redshift=z) for z in (1.0, 2.0)]
    for positions, plane, centre in zip(listed, (1, 2), (CENTRE, (0.0, -0.05)), strict=True):
        there = traced(fitted, positions.positions, plane)
        np.testing.assert_allclose(there, np.tile(centre, (len(there), 1)), atol=1e-10)
        assert positions.plane_redshift == plane
    assert not np.array_equal(listed[0].positions.slim[0], listed[1].positions.slim[0])


# Images of galaxies


def two_light_model():
    lens = lens_of()
    lens.bulge = al.lp.Sersic((0.0, 0.0), (0.0, 0.1), 0.5, 0.2, 1.0)
    # listed behind the source, to tell an order of redshifts from one of names
    return al.Collection(galaxies=al.Collection(source=sersic_galaxy(), lens=lens))


def test_adapt_images_are_the_galaxies_model_images(backend):
    analysis = al.AnalysisInterferometer(DATASET.with_backend(backend))
    fitted = result_of(two_light_model(), [0.04], analysis)
    images = al.galaxy_name_image_dict_via_result_from(fitted)
    assert list(images) == ["('galaxies', 'source')", "('galaxies', 'lens')"]
    instance = fitted.instance
    lens, source = instance.galaxies.lens, instance.galaxies.source
    grid = DATASET.grid
    expected = {
        "('galaxies', 'lens')": al.Tracer([al.Galaxy(redshift=0.5, bulge=lens.bulge)]).image_2d_from(grid),
        "('galaxies', 'source')": al.Tracer(
            [al.Galaxy(redshift=0.5, mass=lens.mass, shear=lens.shear), source]
        ).image_2d_from(grid),
    }
    for name, image in expected.items():
        floor = 0.01 * np.max(image)
        assert isinstance(images[name], np.ndarray)
        np.testing.assert_allclose(images[name], np.maximum(np.asarray(image), floor), rtol=1e-11)
    assert np.min(expected["('galaxies', 'lens')"]) < 0.5 * images["('galaxies', 'lens')"].min()


def test_adapt_images_of_further_galaxies():
    model = two_light_model()
    light = al.lp.Sersic((0.5, 0.5), (0.0, 0.1), 0.5, 0.2, 1.0)
    model.extra_galaxies = al.Collection(al.Galaxy(redshift=0.5, bulge=light))
    images = al.galaxy_name_image_dict_via_result_from(result_of(model, [0.04]))
    assert list(images) == ["('galaxies', 'source')", "('galaxies', 'lens')", "('extra_galaxies', '0')"]
    expected = np.asarray(light.image_2d_from(DATASET.grid))
    found = images["('extra_galaxies', '0')"]
    np.testing.assert_allclose(found, np.maximum(expected, 0.01 * expected.max()), rtol=1e-11)
    instance = model.instance_from_vector(np.array([0.04]))
    adapt_images = al.AdaptImages(galaxy_name_image_dict=images).updated_via_instance_from(instance)
    np.testing.assert_array_equal(adapt_images.image_of(instance.extra_galaxies[0]), found)


def test_adapt_images_reach_the_next_fit(backend):
    dataset = DATASET.with_backend(backend)
    images = al.galaxy_name_image_dict_via_result_from(result_of(two_light_model(), [0.04]))
    adapt_images = al.AdaptImages(galaxy_name_image_dict=images)
    analysis = al.AnalysisInterferometer(dataset, adapt_images=adapt_images)
    model = model_of(pixelized_galaxy(al.mesh.RectangularUniform((6, 6))))
    instance = model.instance_from_vector(np.array([0.04]))
    fit = analysis.fit_from(instance)
    np.testing.assert_array_equal(fit.adapt_images.image_of(instance.galaxies.source), images["('galaxies', 'source')"])
    assert np.isfinite(analysis.likelihood_from(model)([0.04]))
    for name in (("galaxies", "source"), "galaxies.source"):
        named = al.AdaptImages(galaxy_name_image_dict={name: images["('galaxies', 'source')"]})
        assert named.updated_via_instance_from(instance).image_of(instance.galaxies.source) is not None
    with pytest.raises(al.exc.ModelError, match="'lens_2'"):
        wrong = al.AdaptImages(galaxy_name_image_dict={"('galaxies', 'lens_2')": images["('galaxies', 'source')"]})
        al.AnalysisInterferometer(dataset, adapt_images=wrong).fit_from(instance)


def test_adapt_images_of_a_ccd_image_are_signal_to_noise(backend):
    """The data less the other galaxies, over the noise, unless model images are asked for."""
    dataset = imaging_of(backend)
    fitted = result_of(two_light_model(), [0.04], al.AnalysisImaging(dataset))
    fit = fitted.max_log_likelihood_fit
    light = al.galaxy_name_image_dict_via_result_from(fitted, use_model_images=True)
    signal = al.galaxy_name_image_dict_via_result_from(fitted)
    assert list(signal) == list(light) == ["('galaxies', 'source')", "('galaxies', 'lens')"]
    models = {
        name: np.asarray(fit.model_images_of_galaxies_dict[galaxy])
        for name, galaxy in zip(light, fit.tracer.galaxies, strict=True)
    }
    for name, other in zip(light, reversed(light), strict=True):
        subtracted = (np.asarray(fit.data) - models[other]) / np.asarray(fit.noise_map)
        np.testing.assert_allclose(signal[name], np.maximum(subtracted, 0.01 * subtracted.max()), atol=1e-12)
        np.testing.assert_allclose(light[name], np.maximum(models[name], 0.01 * models[name].max()), rtol=1e-12)
        assert subtracted.min() < 0.0 < signal[name].min()


def test_adapt_images_need_galaxies():
    class Line(al.Analysis):
        def log_likelihood_function(self, instance):
            return 0.0

    model = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    with pytest.raises(al.exc.DataError, match="no images of galaxies"):
        al.galaxy_name_image_dict_via_result_from(result_of(model, [1.0], Line()))
