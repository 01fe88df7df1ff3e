"""Meshes of vertices: what interpolation must do, on both backends."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization import Mapper

MESHES = {
    "Delaunay": al.mesh.Delaunay(),
    "DelaunayNN": al.mesh.DelaunayNN(),
    "KNearestNeighbor": al.mesh.KNearestNeighbor(k_neighbors=6),
    "Voronoi": al.mesh.Voronoi(),
    "CompactKernel": al.mesh.CompactKernel(),
}
LINEAR = ("Delaunay", "DelaunayNN")
SMOOTH = ("Delaunay", "DelaunayNN", "KNearestNeighbor", "CompactKernel")
SUMMED = [name for name in MESHES if name != "CompactKernel"]
RNG = np.random.default_rng(11)
VERTICES = RNG.normal(size=(2, 50))
POINTS = 0.9 * RNG.normal(size=(2, 200))
CORNERS = np.array([[-0.5, -0.5, 0.5, 0.5], [-0.5, 0.5, -0.5, 0.5]])


def coordinates_of(values, backend):
    xp = backends.get(backend)
    return Coordinates(xp.as_float(values[0]), xp.as_float(values[1]), xp)


def laid(mesh, backend, points=POINTS, vertices=VERTICES):
    return mesh.interpolation_from(coordinates_of(points, backend), coordinates_of(vertices, backend))


def dense(interpolation):
    matrix = np.zeros((interpolation.coordinates.shape[0], interpolation.pixels + 1))
    indices, weights = (np.asarray(part) for part in interpolation)
    np.add.at(matrix, (np.arange(len(indices))[:, None], indices), weights)
    return matrix[:, :-1]


@pytest.mark.parametrize("name", SUMMED)
def test_weights_sum_to_one(backend, name):
    weights = np.asarray(laid(MESHES[name], backend, 4.0 * POINTS).weights)
    np.testing.assert_allclose(weights.sum(1), 1.0, rtol=1e-13)
    assert weights.min() >= -1e-14


@pytest.mark.parametrize("name", LINEAR)
def test_linear_functions_are_reproduced_inside_the_hull(backend, name):
    interpolation = laid(MESHES[name], backend)
    inside = np.asarray(laid(MESHES["Delaunay"], "numba").indices)[:, 1] >= 0
    assert 150 < inside.sum() < 200
    matrix = dense(interpolation)
    for vertices, points in zip(VERTICES, POINTS, strict=True):
        np.testing.assert_allclose((matrix @ vertices)[inside], points[inside], rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", (*LINEAR, "Voronoi"))
def test_beyond_the_hull_is_the_nearest_vertex(backend, name):
    points = 10.0 * POINTS
    inside = np.asarray(laid(MESHES["Delaunay"], "numba", points).indices)[:, 1] >= 0
    nearest = np.hypot(points[0][:, None] - VERTICES[0], points[1][:, None] - VERTICES[1]).argmin(1)
    expected = np.eye(50)[nearest]
    np.testing.assert_array_equal(dense(laid(MESHES[name], backend, points))[~inside], expected[~inside])


@pytest.mark.parametrize("name", (*LINEAR, "Voronoi"))
def test_vertices_have_their_own_value(backend, name):
    np.testing.assert_allclose(dense(laid(MESHES[name], backend, VERTICES)), np.eye(50), rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", MESHES)
def test_a_quarter_turn_changes_nothing(backend, name):
    turned = [np.stack([part[1], -part[0]]) for part in (POINTS, VERTICES)]
    expected = dense(laid(MESHES[name], backend))
    np.testing.assert_allclose(dense(laid(MESHES[name], backend, *turned)), expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("name", MESHES)
def test_backends_give_the_same_numbers(name):
    np.testing.assert_allclose(dense(laid(MESHES[name], "numba")), dense(laid(MESHES[name], "jax")), rtol=0, atol=1e-14)


def test_natural_neighbours_are_continuous_where_an_edge_flips(backend):
    """A square stretched a little along either diagonal has either edge; Sibson's weights hardly notice."""
    found = {}
    for sign in (-1.0, 1.0):
        vertices = np.concatenate([CORNERS, [[0.0], [3.0]]], axis=1)
        vertices[:, 0] *= 1.0 + sign * 1e-7
        points = np.array([[0.1, -0.2], [0.25, 0.3]])
        found[sign] = {name: dense(laid(MESHES[name], backend, points, vertices)) for name in LINEAR}
    assert np.abs(found[1.0]["DelaunayNN"] - found[-1.0]["DelaunayNN"]).max() < 1e-6
    assert np.abs(found[1.0]["Delaunay"] - found[-1.0]["Delaunay"]).max() > 0.1


def test_areas_tile_the_hull(backend):
    from scipy.spatial import ConvexHull

    interpolation = laid(MESHES["Delaunay"], backend)
    areas = np.asarray(interpolation.areas)
    assert areas.min() > 0.0
    assert areas.sum() == pytest.approx(ConvexHull(VERTICES.T).volume, rel=1e-13)
    np.testing.assert_allclose(np.asarray(interpolation.split_steps), 0.5 * np.sqrt(areas), rtol=1e-14)


def test_neighbors(backend):
    from scipy.spatial import Delaunay

    starts, links = Delaunay(VERTICES.T).vertex_neighbor_vertices
    interpolation = laid(MESHES["Delaunay"], backend)
    sizes = np.asarray(interpolation.neighbors_sizes)
    np.testing.assert_array_equal(sizes, np.diff(starts))
    for i, row in enumerate(np.asarray(interpolation.neighbors)):
        assert row[: sizes[i]].tolist() == sorted(links[starts[i] : starts[i + 1]].tolist())
        assert (row[sizes[i] :] == -1).all()


def test_split_steps_of_the_nearest_reach_to_the_third(backend):
    found = np.asarray(laid(MESHES["KNearestNeighbor"], backend).split_steps)
    distances = np.hypot(*(VERTICES[:, :, None] - VERTICES[:, None, :]))
    np.testing.assert_allclose(found, 0.5 * np.sort(distances, axis=1)[:, 3], rtol=1e-13)


@pytest.mark.parametrize("name", SMOOTH)
def test_at_other_points_is_the_same_interpolation(backend, name):
    interpolation = laid(MESHES[name], backend)
    other = laid(MESHES[name], backend, 1.1 * POINTS)
    for part, expected in zip(interpolation.at(coordinates_of(1.1 * POINTS, backend)), other, strict=True):
        np.testing.assert_array_equal(part, expected)


@pytest.mark.parametrize("name", SMOOTH)
def test_gradients_with_the_triangulation_inside(name):
    """By points and by vertices, compiled, against differences; areas included."""
    import jax

    xp, rng = backends.get("jax"), np.random.default_rng(3)
    mesh, points = MESHES[name], 0.4 * rng.normal(size=(2, 12))
    columns = laid(mesh, "jax", points).weights.shape[1]
    weights, shares = xp.asarray(rng.normal(size=(12, columns))), xp.asarray(rng.normal(size=50))
    directions = xp.asarray(rng.normal(size=(2, 12))), xp.asarray(rng.normal(size=(2, 50)))

    @jax.jit
    def value(step):
        moved = [xp.asarray(p) + step * d for p, d in zip((points, VERTICES), directions, strict=True)]
        interpolation = laid(mesh, "jax", *moved)
        return (weights * interpolation.weights).sum() + (shares * interpolation.areas).sum()

    h = 1e-6
    difference = (8.0 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12.0 * h)
    assert float(jax.jit(jax.grad(value))(0.0)) == pytest.approx(float(difference), rel=1e-7)
    mapped = jax.vmap(value)(xp.asarray([0.0, 0.1]))
    np.testing.assert_allclose(mapped, [value(0.0), value(0.1)], rtol=1e-12)


# On a CPU both backends locate points with the same compiled code: odd input goes through jax once.
EACH_ONCE = [("numba", name) for name in MESHES] + [("jax", "Delaunay"), ("jax", "CompactKernel")]


@pytest.mark.parametrize("backend, name", EACH_ONCE)
@pytest.mark.parametrize("which", ["point", "vertex"])
def test_what_is_not_finite_is_a_value(backend, name, which):
    points, vertices = POINTS.copy(), VERTICES.copy()
    (points if which == "point" else vertices)[0, 4] = np.nan
    interpolation = laid(MESHES[name], backend, points, vertices)
    failed = np.isnan(np.asarray(interpolation.weights)).any(axis=1)
    expected = np.arange(200) == 4 if which == "point" else np.ones(200, bool)
    np.testing.assert_array_equal(failed, expected)
    assert np.asarray(interpolation.indices)[failed].max() < 50


@pytest.mark.parametrize("backend, name", [pair for pair in EACH_ONCE if pair[1] in SUMMED])
@pytest.mark.parametrize("vertices", [np.zeros((2, 1)), np.ones((2, 4)), np.array([[0.0, 1.0, 2.0], [0.0, 2.0, 4.0]])])
def test_vertices_without_a_triangle(backend, name, vertices):
    weights = np.asarray(laid(MESHES[name], backend, POINTS, vertices).weights)
    np.testing.assert_allclose(weights.sum(1), 1.0, rtol=1e-14)


@pytest.mark.parametrize("size", [1, 2])
def test_mapper(backend, size):
    """T s is the mean of the interpolated source; the last vertices count as zero; the border moves vertices too."""
    mask = al.Mask2D.circular((12, 12), 0.55, pixel_scales=0.1)
    grid = al.Grid2D.from_mask(mask, size, backend)
    points = al.image_mesh.append_with_circle_edge_points(
        al.image_mesh.Overlay((7, 7)).image_plane_mesh_grid_from(mask), (0.0, 0.0), 2.0, 9
    )
    vertices = coordinates_of(np.asarray(points).T, backend)
    mesh = al.mesh.Delaunay(len(points) - 9, zeroed_pixels=9)
    mapper = Mapper.of_points(al.Pixelization(mesh), grid, grid.over_sampled, vertices=vertices)
    assert mapper.pixels == len(points)
    assert mapper.zeroed_pixels.tolist() == list(range(len(points) - 9, len(points))) == mesh.edge_pixels.tolist()
    source = np.asarray(vertices.y) - 2.0 * np.asarray(vertices.x)
    expected = np.asarray(grid.y) - 2.0 * np.asarray(grid.x)
    np.testing.assert_allclose(np.asarray(mapper.mapping_matrix) @ source, expected, rtol=0, atol=1e-13)
    moved = Mapper.of_points(al.Pixelization(mesh), grid, grid.over_sampled, True, vertices=vertices).mesh_grid
    assert np.hypot(np.asarray(moved.y), np.asarray(moved.x)).max() < 0.65


def test_pixel_signals(backend):
    """With one pixel for each image pixel, the image itself over its maximum, to the power."""
    mask = al.Mask2D.circular((6, 6), 0.25, pixel_scales=0.1)
    grid = al.Grid2D.from_mask(mask, 1, backend)
    image = np.random.default_rng(2).uniform(0.5, 2.0, mask.pixels_in_mask)
    for given in (image, al.Array2D(image, mask, backend), mask.native_from(image)):
        mapper = Mapper.of_points(
            al.Pixelization(al.mesh.Voronoi()), grid, grid.over_sampled, vertices=grid.over_sampled, adapt_image=given
        )
        np.testing.assert_allclose(mapper.pixel_signals_from(0.7), (image / image.max()) ** 0.7, rtol=1e-14)
    with pytest.raises(al.exc.DataError, match=r"adapt_image has shape \(3,\)"):
        Mapper.of_points(al.Pixelization(al.mesh.RectangularUniform()), grid, grid.over_sampled, adapt_image=np.ones(3))
    mapper = Mapper.of_points(al.Pixelization(al.mesh.RectangularUniform()), grid, grid.over_sampled)
    with pytest.raises(al.exc.ModelError, match="galaxy_image_dict"):
        mapper.pixel_signals_from(0.7)


def test_another_number_of_vertices_than_the_mesh_says_is_told():
    with pytest.warns(al.exc.AutoLensWarning, match="pixels = 7 of Delaunay, but there are 200 points"):
        al.mesh.Delaunay(7).interpolation_from(coordinates_of(POINTS, "numba"), coordinates_of(POINTS, "numba"))


@pytest.mark.parametrize("mesh", MESHES.values(), ids=MESHES)
def test_without_vertices_it_is_refused(mesh):
    with pytest.raises(al.exc.ModelError, match="galaxy_image_plane_mesh_grid_dict"):
        mesh.interpolation_from(coordinates_of(POINTS, "numba"))
    with pytest.raises(al.exc.ModelError, match="galaxy_image_plane_mesh_grid_dict"):
        al.Pixelization(mesh).image_plane_mesh_grid_from(al.Mask2D.all_false((3, 3), 0.1))


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: al.mesh.Delaunay(pixels=0), "pixels = 0"),
        (lambda: al.mesh.Delaunay(zeroed_pixels=-1), "zeroed_pixels = -1"),
        (lambda: al.mesh.KNearestNeighbor(k_neighbors=1), "k_neighbors = 1"),
        (lambda: al.mesh.KNearestNeighbor(k_neighbors=2.5), "k_neighbors = 2.5"),
        (lambda: al.mesh.KNearestNeighbor(radius_scale=0.5), "radius_scale = 0.5"),
        (lambda: al.mesh.Delaunay(pixel=3), "Did you mean 'pixels'"),
    ],
)
def test_bad_input_is_refused(make, message):
    with pytest.raises(al.exc.ParameterError, match=message):
        make()


@pytest.mark.parametrize("name", MESHES)
def test_copies(name):
    for other in (copy.deepcopy(MESHES[name]), pickle.loads(pickle.dumps(MESHES[name]))):
        assert repr(other) == repr(MESHES[name])
        np.testing.assert_array_equal(dense(laid(other, "numba")), dense(laid(MESHES[name], "numba")))


def test_names_of_other_releases():
    names = {"RectangularAdaptDensity": "Magnification BilinearAdaptDensity RTUAdaptDensity"}
    names["RectangularAdaptImage"] = "Source BilinearAdaptImage RTUAdaptImage"
    for name, others in names.items():
        for other in others.split():
            assert getattr(al.mesh, f"Rectangular{other}") is getattr(al.mesh, name)
    assert al.mesh.Rectangular is al.mesh.RectangularUniform
    assert al.mesh.VoronoiNN is al.mesh.DelaunayNN
