"""Which parts of the image belong to which part of the source: `al.mappings`, `al.ShapeSolver`, clumps, regions."""

import numpy as np
import pytest
from scipy.integrate import quad

import autolens_lite as al
import autolens_lite.plot as aplt
from autolens_lite import exc

aa = al
GRID = al.Grid2D.uniform(shape_native=(60, 60), pixel_scales=0.1)
SPHERE = al.mp.IsothermalSph(einstein_radius=1.4)


def tracer_of(**source):
    return al.Tracer([al.Galaxy(redshift=0.5, mass=SPHERE), al.Galaxy(redshift=1.0, **source)])


TRACER = tracer_of(bulge=al.lp.SersicCoreSph(centre=(0.3, 0.1), intensity=1.0, effective_radius=0.1, sersic_index=1.0))


@pytest.fixture(scope="module")
def dataset():
    simulator = al.SimulatorImaging(
        exposure_time=2000.0,
        psf=al.Convolver.from_gaussian((5, 5), pixel_scales=0.1, sigma=0.08),
        background_sky_level=0.1,
        noise_seed=1,
    )
    image = simulator.via_tracer_from(tracer=TRACER, grid=GRID)
    return image.apply_mask(al.Mask2D.circular((60, 60), pixel_scales=0.1, radius=2.4))


@pytest.fixture(scope="module")
def pixelized(dataset):
    pixelization = al.Pixelization(al.mesh.RectangularAdaptDensity((24, 24)), al.reg.Constant(coefficient=1.0))
    return al.FitImaging(dataset, tracer_of(pixelization=pixelization))


def test_the_magnification_of_a_circle_behind_a_sphere_is_the_mean_of_that_of_its_points():
    shape = aa.Circle(0.3, 0.1, radius=0.1)
    # 2 theta_E / beta of each point, over rings about the centre of the lens
    away, radius = np.hypot(0.3, 0.1), 0.1
    half_angle = lambda beta: np.arccos((beta**2 + away**2 - radius**2) / (2.0 * beta * away))  # noqa: E731
    total = quad(lambda beta: 2.0 * 1.4 / beta * 2.0 * half_angle(beta) * beta, away - radius, away + radius)[0]
    solver = al.ShapeSolver.for_grid(grid=GRID, pixel_scale_precision=0.005)
    expected = total / shape.area
    assert solver.find_magnification(tracer=TRACER, shape=shape) == pytest.approx(expected, rel=2e-3)
    images = solver.find_magnification(tracer=TRACER, shape=shape, per_image=True)
    assert len(images) == 2 and sum(images) == pytest.approx(expected, rel=2e-3)
    assert images[0] > images[1]


def test_images_of_a_circle_hold_those_of_its_centre():
    mapping = al.mappings.source_mapping_from(tracer=TRACER, grid=GRID, shape=aa.Circle(0.3, 0.1, radius=0.05))
    points = al.PointSolver.for_grid(GRID).solve(tracer=TRACER, source_plane_coordinate=(0.3, 0.1))
    assert len(mapping.image_regions) == len(points) == 2
    for y, x in np.asarray(points):
        apart = [np.abs(region.scaled_coordinates - (y, x)).max(axis=1).min() for region in mapping.image_regions]
        assert min(apart) <= 0.05
    assert mapping.source_centre == (0.3, 0.1) and mapping.peak_value is None and mapping.pix_indexes.size == 0
    radii = np.hypot(*(mapping.source_contours[0] - (0.3, 0.1)).T)
    np.testing.assert_allclose(radii, 0.05, rtol=1e-12)


def test_a_plane_in_front_of_the_last_has_its_own_rays():
    middle = al.Galaxy(redshift=0.7, light=al.lp.ExponentialSph(centre=(0.0, 0.2), effective_radius=0.05))
    tracer = al.Tracer([*TRACER.galaxies, middle])
    shape = aa.Circle(0.0, 0.2, radius=0.05)
    found = al.mappings.source_mapping_from(tracer=tracer, grid=GRID, shape=shape, plane_index=1)
    same = al.mappings.source_mapping_from(tracer=tracer, grid=GRID, shape=shape, plane_redshift=0.7)
    last = al.mappings.source_mapping_from(tracer=tracer, grid=GRID, shape=shape)
    places = [region.slim_indexes.tolist() for region in found.image_regions]
    assert places == [region.slim_indexes.tolist() for region in same.image_regions]
    assert places != [region.slim_indexes.tolist() for region in last.image_regions]


def test_a_region_measures_an_array():
    region = al.mappings.source_mapping_from(TRACER, GRID, aa.Circle(0.3, 0.1, radius=0.05)).image_regions[0]
    image = TRACER.image_2d_from(grid=GRID)
    values = np.asarray(image.native)[~np.asarray(region.mask)]
    assert region.flux_from(array=image) == pytest.approx(values.sum(), rel=1e-14)
    np.testing.assert_array_equal(region.values_from(np.asarray(image.native)), values)
    brightest = region.scaled_coordinates[np.argmax(values)]
    assert region.brightest_coordinate_from(array=image) == tuple(brightest)
    middle = (values[:, None] * region.scaled_coordinates).sum(axis=0) / values.sum()
    np.testing.assert_allclose(region.centroid_from(array=image), middle, rtol=1e-12)
    assert region.centroid_from(np.zeros((60, 60))) == region.centre
    with pytest.raises(exc.DataError, match="array has shape"):
        region.flux_from(np.zeros((3, 3)))


def test_mappings_of_a_fit_to_light_are_those_of_the_circle_of_half_of_it(dataset):
    fit = al.FitImaging(dataset, TRACER)
    (mapping,) = al.mappings.mappings_from_fit(fit=fit)
    grid = dataset.mask.derive_grid.all_false
    expected = al.mappings.source_mapping_from(tracer=TRACER, grid=grid, shape=aa.Circle(0.3, 0.1, radius=0.1))
    assert len(mapping.image_regions) == len(expected.image_regions) == 2
    np.testing.assert_array_equal(mapping.image_regions[0].slim_indexes, expected.image_regions[0].slim_indexes)
    positions = al.mappings.multiple_image_positions_from(fit=fit)
    image = fit.model_images_of_planes_list[-1]
    np.testing.assert_allclose(positions[0], expected.image_regions[0].brightest_coordinate_from(image))
    pixels = al.mappings.multiple_image_pixel_coordinates_from(fit=fit)
    np.testing.assert_allclose(pixels, (np.asarray(positions) + 3.0) / 0.1 + 0.5)
    centroids = al.mappings.multiple_image_positions_from(fit=fit, use_centroid=True)
    np.testing.assert_allclose(centroids[1], expected.image_regions[1].centroid_from(image), rtol=1e-12)
    solver = al.ShapeSolver.for_grid(grid, 0.01)
    magnifications = al.mappings.magnifications_from(fit=fit)
    assert magnifications == solver.find_magnification(TRACER, aa.Circle(0.3, 0.1, radius=0.1), per_image=True)


def test_clumps_of_a_pixelized_source_and_their_images(pixelized):
    inversion = pixelized.inversion
    values = np.asarray(inversion.reconstruction_dict[inversion.mapper])
    (clump,) = inversion.source_clumps_from(threshold=0.5, min_pixels=3)
    assert values[clump].min() > 0.5 * values.max() and int(np.argmax(values)) in clump
    (mapping,) = inversion.mappings_from(threshold=0.5)
    assert mapping.peak_value == values.max()
    np.testing.assert_array_equal(mapping.pix_indexes, clump)
    middle = np.asarray(inversion.mapper.source_plane_mesh_grid)[clump].mean(axis=0)
    np.testing.assert_allclose(mapping.source_centre, middle)
    assert np.hypot(*(middle - (0.3, 0.1))) < 0.1
    assert inversion.source_clumps_from(min_pixels=400) == [] == inversion.mappings_from(min_pixels=400)
    assert len(inversion.source_clumps_from(threshold=0.0, min_pixels=1, total_clumps=1)) == 1
    np.testing.assert_array_equal(inversion.source_clumps_from(pix_indexes=[[3, 4]]), [[3, 4]])
    parts = al.mappings.magnifications_from(fit=pixelized)
    regions = al.mappings.mappings_from_fit(fit=pixelized)[0].image_regions
    assert sum(parts) == pytest.approx(1.0, rel=1e-12) and len(parts) == len(regions)
    assert len(al.mappings.multiple_image_positions_from(fit=pixelized)) == len(regions)


def test_figures_of_mappings(pixelized, dataset, tmp_path):
    mapping = al.mappings.source_mapping_from(TRACER, GRID, aa.Circle(0.3, 0.1, radius=0.1))
    figure = aplt.plot_array(
        array=dataset.data, regions=[mapping.image_contours], region_labels=["A"], region_colors=["c"], region_alpha=0.1
    )
    assert len(figure.axes[0].patches) == len(mapping.image_contours)
    assert "A" in [text.get_text() for text in figure.axes[0].texts]
    mapper = pixelized.inversion.mapper
    values = pixelized.inversion.reconstruction_dict[mapper]
    outlines = pixelized.inversion.mappings_from()[0].source_contours
    aplt.plot_inversion_reconstruction(pixel_values=values, mapper=mapper, regions=[outlines], output_path=tmp_path)
    for fit, name in ((pixelized, "pixels"), (al.FitImaging(dataset, TRACER), "light")):
        aplt.subplot_fit_imaging_mappings(fit=fit, output_path=tmp_path, output_filename=name)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["light", "pixels", "reconstruction"]
    with pytest.raises(exc.DataError, match="pixel_values has shape"):
        aplt.plot_inversion_reconstruction(values[:3], mapper)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: aa.Circle(0.0, 0.0, radius=-1.0), "radius"),
        (lambda: al.mappings.source_mapping_from(TRACER, GRID, (0.0, 0.0)), "shape"),
        (lambda: al.mappings.source_mapping_from(TRACER, GRID, aa.Circle(0.0, 0.0, 0.1), plane_index=2), "plane_index"),
        (lambda: al.ShapeSolver(GRID, 1e-5).find_magnification(TRACER, aa.Circle(0.0, 0.0, 0.1)), "more than"),
        (lambda: al.mappings.mappings_from_fit("fit"), "fit"),
    ],
)
def test_what_is_refused(make, words):
    with pytest.raises(exc.ParameterError, match=words):
        make()


def test_light_without_a_known_size_asks_for_a_circle(dataset):
    fit = al.FitImaging(dataset, tracer_of(bulge=al.lp.GaussianSph(centre=(0.3, 0.1), sigma=0.1)))
    with pytest.raises(exc.ParameterError, match="not known"):
        al.mappings.mappings_from_fit(fit)
    assert al.mappings.mappings_from_fit(fit, shape=aa.Circle(0.3, 0.1, radius=0.1))
    with pytest.raises(exc.ParameterError, match="Plane 0 has no light"):
        al.mappings.mappings_from_fit(fit, plane_index=0)


def test_contours_of_a_map_of_eigenvalues():
    calculator = al.LensCalc.from_mass_obj(SPHERE)
    eigenvalues = calculator.tangential_eigen_value_from(grid=GRID)
    (curve,) = calculator.contour_list_from(grid=GRID, contour_array=eigenvalues)
    # linear interpolation of 1 - theta_E / r over 0.1 arcsec
    np.testing.assert_allclose(np.hypot(*np.asarray(curve).T), 1.4, atol=0.1**2 / 8 * 2 / 1.4 * 1.5)
    (exact,) = calculator.tangential_critical_curve_list_from(grid=GRID)
    np.testing.assert_allclose(np.hypot(*np.asarray(exact).T), 1.4, rtol=1e-6)
    with pytest.raises(exc.DataError, match="contour_array"):
        calculator.contour_list_from(GRID, np.zeros((60, 60)))


def test_values_at_points_have_the_attributes_of_arrays():
    points = al.Grid2DIrregular([(0.3, 1.2), (-0.9, 0.4)], "numba")
    shear = SPHERE.shear_yx_2d_from(grid=points)
    np.testing.assert_allclose(shear.magnitudes, np.asarray(SPHERE.convergence_2d_from(grid=points)), rtol=1e-12)
    assert type(SPHERE.convergence_2d_from(grid=points).array) is np.ndarray


def test_small_datasets_are_never_capped():
    grid = al.Grid2D.uniform((60, 60), pixel_scales=0.1, respect_small_datasets=False)
    assert grid.shape_native == (60, 60)


def test_arguments_of_the_other_kind_of_source_are_refused():
    values = np.random.default_rng(1).normal(1.0, 0.1, (12, 12))
    mask = al.Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2)
    dataset = al.Imaging(values, np.ones((12, 12)), pixel_scales=0.2).apply_mask(mask)
    lens = al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph(einstein_radius=0.5))
    pixelization = al.Pixelization(al.mesh.RectangularUniform((4, 4)), al.reg.Constant(1.0))
    on_mesh = al.FitImaging(dataset, al.Tracer([lens, al.Galaxy(redshift=1.0, pixelization=pixelization)]))
    of_light = al.FitImaging(dataset, al.Tracer([lens, al.Galaxy(redshift=1.0, bulge=al.lp.SersicSph())]))
    for fit, argument in (
        (on_mesh, {"shape": 3}),
        (on_mesh, {"grid": mask}),
        (on_mesh, {"pixel_scale_precision": float("nan")}),
        (on_mesh, {"treshold": 0.5}),
        (of_light, {"threshold": 0.5}),
    ):
        with pytest.raises(al.exc.ParameterError, match=f"{next(iter(argument))} has no effect"):
            al.mappings.magnifications_from(fit, **argument)
