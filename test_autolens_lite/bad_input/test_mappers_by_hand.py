"""Grids and mappers that are made by hand are checked as those of fits are."""

import astropy.units as u
import numpy as np
import pytest

import autolens_lite as al

MASK = al.Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2)
MOVED = al.Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2, centre=(0.2, 0.0))
PIXELS = MASK.pixels_in_mask


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_points_of_a_grid_are_finite(backend, bad):
    points = np.array(al.Grid2D(MASK, backend="numba"))
    points[3, 1] = bad
    with pytest.raises(al.exc.DataError, match="finite"):
        al.Grid2D(MASK, backend=backend, values=points)


def test_points_of_a_grid_on_another_mask_are_refused(backend):
    with pytest.raises(al.exc.DataError, match="masked in"):
        al.Grid2D(MASK, backend=backend, values=al.Grid2D(MOVED, backend=backend) + 0.01)
    whole = al.Grid2D(al.Mask2D.all_false((12, 12), 0.2), backend=backend)
    np.testing.assert_array_equal(al.Grid2D(MASK, backend=backend, values=whole), al.Grid2D(MASK, backend=backend))


def interpolator(backend, mesh=None, **others):
    grid = al.Grid2D(MASK, 2, backend=backend)
    return (mesh or al.mesh.RectangularAdaptImage((4, 4))).interpolator_from(grid, **others)


@pytest.mark.parametrize(
    "adapt", [np.nan, np.inf, "a", 1j, np.ma.masked_all(PIXELS), np.zeros(PIXELS), -np.ones(PIXELS)], ids=str
)
def test_what_a_mesh_adapts_to_is_checked(backend, adapt):
    if np.ndim(adapt) == 0:
        adapt = np.array([adapt] + (PIXELS - 1) * [adapt if isinstance(adapt, str) else 1.0])
    with pytest.raises(al.exc.DataError, match="adapt_data"):
        interpolator(backend, adapt_data=adapt)


def test_points_of_a_mesh_are_finite(backend):
    points = np.random.default_rng(1).uniform(-1.0, 1.0, (9, 2))
    points[2, 0] = np.nan
    with pytest.raises(al.exc.DataError, match="source_plane_mesh_grid"):
        interpolator(backend, al.mesh.Delaunay(), source_plane_mesh_grid=points)


def test_a_relocator_and_settings_are_those(backend):
    with pytest.raises(al.exc.ParameterError, match="border_relocator"):
        interpolator(backend, al.mesh.RectangularUniform((4, 4)), border_relocator=3)
    laid = interpolator(backend, al.mesh.RectangularUniform((4, 4)))
    with pytest.raises(al.exc.ParameterError, match="settings"):
        al.Mapper(laid, settings=3)


def test_a_mapper_knows_how_many_points_and_pixels_there_are(backend):
    laid = interpolator(backend, al.mesh.RectangularUniform((4, 4)))
    with pytest.raises(al.exc.DataError, match="16 pixels"):
        al.Mapper(laid, image_plane_mesh_grid=np.random.default_rng(1).normal(size=(9, 2)))
    for response in (np.ones(3), np.full(PIXELS, np.nan), -np.ones(PIXELS)):
        with pytest.raises(al.exc.DataError):
            al.Mapper(laid, response=response)
    half = al.Mapper(laid, response=np.full(PIXELS, 0.5)).mapping_matrix
    np.testing.assert_allclose(half, 0.5 * al.Mapper(laid).mapping_matrix, rtol=1e-15)


def test_kernels_about_vertices_beyond_all_squares_have_no_length(backend):
    points = np.random.default_rng(1).uniform(-1.0, 1.0, (9, 2))
    for unit in (1e-120, 1e120):  # which looked for a length for ever
        laid = interpolator(backend, al.mesh.CompactKernel(), source_plane_mesh_grid=unit * points)
        assert np.isnan(np.asarray(al.Mapper(laid).mapping_matrix)).any()


def test_points_elsewhere_are_no_pixels_of_an_image(backend):
    """Images and rectangles were made of the mask, as if the points had not been moved."""
    lens = al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph(einstein_radius=0.5))
    tracer = al.Tracer([lens, al.Galaxy(redshift=1.0, bulge=al.lp.SersicSph())])
    moved = al.Grid2D.uniform((12, 12), 0.2, backend=backend) + 0.05
    uv = np.random.default_rng(1).normal(0.0, 1e5, (5, 2))
    makers = (
        lambda: al.SimulatorImaging(exposure_time=100.0).via_tracer_from(tracer, moved),
        lambda: al.SimulatorInterferometer(uv).via_tracer_from(tracer, moved),
        lambda: tracer.blurred_image_2d_from(moved),
        lambda: tracer.unmasked_blurred_image_2d_from(moved),
        lambda: tracer.padded_image_2d_from(moved, (3, 3)),
        lambda: tracer.einstein_radius_from(moved),
        lambda: al.PointSolver.for_grid(moved),
    )
    for make in makers:
        with pytest.raises(al.exc.DataError, match="centres of its pixels"):
            make()
    there = np.asarray(moved)
    np.testing.assert_allclose(tracer.image_2d_from(moved), tracer.image_2d_from(al.Grid2DIrregular(there, backend)))


SHARES = {
    "pix_indexes_for_sub_slim_index": np.array([[0, 1], [1, -1], [2, 0], [2, -1]]),
    "pix_size_for_sub_slim_index": np.array([2, 1, 2, 1]),
    "pix_weights_for_sub_slim_index": np.array([[0.5, 0.5], [1.0, 0.0], [0.3, 0.7], [1.0, 0.0]]),
    "pixels": 3,
    "total_mask_pixels": 2,
    "slim_index_for_sub_slim_index": np.array([0, 0, 1, 1]),
    "sub_fraction": np.array([0.5, 0.5]),
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pix_indexes_for_sub_slim_index", np.array([[0.5, 1]] * 4)),
        ("pix_size_for_sub_slim_index", np.array([3, 1, 1, 1])),
        ("pix_size_for_sub_slim_index", np.array([-1, 1, 1, 1])),
        ("pix_weights_for_sub_slim_index", np.ma.masked_all((4, 2))),
        ("pix_weights_for_sub_slim_index", np.ones((4, 2)) * u.Jy),
        ("pix_weights_for_sub_slim_index", np.full((4, 2), np.nan)),
        ("slim_index_for_sub_slim_index", np.array([0, 0, 1.5, 1])),
        ("sub_fraction", np.array([-0.5, 0.5])),
    ],
)
def test_shares_of_pixels_are_those_of_a_mapper(name, value):
    np.testing.assert_allclose(al.util.mapper.mapping_matrix_from(**SHARES), [[0.25, 0.75, 0], [0.35, 0, 0.65]])
    with pytest.raises(al.exc.DataError, match=name):
        al.util.mapper.mapping_matrix_from(**SHARES | {name: value})


def test_neighbours_are_each_others():
    of = al.util.regularization.constant_regularization_matrix_from
    matrix = of(2.0, [[1, -1], [0, 2], [1, -1]], [1, 2, 1])
    np.testing.assert_allclose(matrix, [[4, -4, 0], [-4, 8, -4], [0, -4, 4]], atol=1e-7)
    for neighbors in ([[1, -1], [-1, -1], [1, -1]], [[0, 1], [0, 2], [1, -1]], [[1, 1], [0, 0], [-1, -1]]):
        with pytest.raises(al.exc.DataError, match="each other's"):
            of(1.0, neighbors, [1, 2, 1])
    with pytest.raises(al.exc.DataError, match="neighbors_sizes"):
        of(1.0, [[1, -1], [0, 2], [1, -1]], [2, 2, 1])


@pytest.mark.parametrize("sigma", [0.0, -1.0, np.nan])
def test_standard_deviations_are_above_zero(sigma):
    response, noise = np.eye(3), np.array([1.0, sigma, 1.0])
    for make in (
        lambda: al.util.inversion.curvature_matrix_via_mapping_matrix_from(response, noise),
        lambda: al.util.inversion.data_vector_via_blurred_mapping_matrix_from(response, np.ones(3), noise),
    ):
        with pytest.raises(al.exc.DataError, match="noise_map"):
            make()


@pytest.mark.parametrize("pixels", [np.array(1), np.ma.array([0, 1], mask=[True, False])], ids=["one", "masked"])
def test_indices_of_source_pixels_are_a_list(pixels):
    mapper = al.Mapper(interpolator("numba", al.mesh.RectangularUniform((4, 4))))
    for method in (mapper.mappings_from, mapper.slim_indexes_for_pix_indexes):
        with pytest.raises(al.exc.AutoLensError, match="pix_indexes"):
            method(pixels)
