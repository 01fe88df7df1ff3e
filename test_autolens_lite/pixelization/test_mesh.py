"""Meshes: where points lie, and what interpolation must do."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization import Mapper

MESHES = {
    "uniform": al.mesh.RectangularUniform((7, 9)),
    "adaptive": al.mesh.RectangularAdaptDensity((9, 7)),
    "adaptive without floor": al.mesh.RectangularAdaptDensity((8, 8), uniform_fraction=0.0),
}


def points(backend, count=400, seed=2):
    """Points that crowd about (0.3, -0.2)."""
    rng = np.random.default_rng(seed)
    xp = backends.get(backend)
    y = np.concatenate([rng.normal(0.3, 0.1, count // 2), rng.uniform(-1.0, 1.0, count // 2)])
    x = np.concatenate([rng.normal(-0.2, 0.1, count // 2), rng.uniform(-1.5, 1.5, count // 2)])
    return Coordinates(xp.as_float(y), xp.as_float(x), xp)


@pytest.mark.parametrize("mesh", MESHES.values(), ids=MESHES)
def test_weights_sum_to_one_between_neighbours(backend, mesh):
    interpolation = mesh.interpolation_from(points(backend))
    indices, weights = np.asarray(interpolation.indices), np.asarray(interpolation.weights)
    np.testing.assert_allclose(weights.sum(1), 1.0, rtol=1e-14)
    assert indices.min() >= 0 and indices.max() < mesh.pixels
    rows, columns = np.divmod(indices, mesh.shape[1])
    assert (np.ptp(rows, axis=1) == 1).all() and (np.ptp(columns, axis=1) == 1).all()


def test_linear_functions_are_interpolated_exactly(backend):
    """On equal pixels, also in the outer half of edge pixels."""
    mesh, coordinates = MESHES["uniform"], points(backend)
    interpolation = mesh.interpolation_from(coordinates)
    y, x = (
        0.5 * (np.asarray(edges)[1:] + np.asarray(edges)[:-1])
        for edges in (interpolation.edges_y, interpolation.edges_x)
    )
    values = (2.0 * y[:, None] - 3.0 * x + 1.0).ravel()
    found = (values[np.asarray(interpolation.indices)] * np.asarray(interpolation.weights)).sum(1)
    expected = 2.0 * np.asarray(coordinates.y) - 3.0 * np.asarray(coordinates.x) + 1.0
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


@pytest.mark.parametrize("mesh", MESHES.values(), ids=MESHES)
def test_edges_bound_the_points_and_pixel_zero_is_top_left(backend, mesh):
    coordinates = points(backend)
    interpolation = mesh.interpolation_from(coordinates)
    edges_y, edges_x = np.asarray(interpolation.edges_y), np.asarray(interpolation.edges_x)
    assert edges_y.shape == (mesh.shape[0] + 1,) and edges_x.shape == (mesh.shape[1] + 1,)
    assert (np.diff(edges_y) < 0).all() and (np.diff(edges_x) > 0).all()
    for edges, values in ((edges_y[::-1], coordinates.y), (edges_x, coordinates.x)):
        assert edges[0] == pytest.approx(float(np.min(values)), abs=1.1e-8)
        assert edges[-1] == pytest.approx(float(np.max(values)), abs=1.1e-8)
    corner = np.argmax(np.asarray(coordinates.y) - np.asarray(coordinates.x))
    heaviest = np.asarray(interpolation.indices)[corner][np.argmax(np.asarray(interpolation.weights)[corner])]
    assert heaviest // mesh.shape[1] <= 1 and heaviest % mesh.shape[1] <= 2


def test_adaptive_mesh_equals_uniform_mesh_with_an_even_share(backend):
    even = al.mesh.RectangularAdaptDensity((7, 9), uniform_fraction=1.0).interpolation_from(points(backend))
    uniform = MESHES["uniform"].interpolation_from(points(backend))
    np.testing.assert_array_equal(even.indices, uniform.indices)
    np.testing.assert_allclose(even.weights, uniform.weights, rtol=0, atol=1e-12)


def test_adaptive_pixels_crowd_where_the_points_do(backend):
    """Without an even share, rows hold far more even numbers of points; the narrowest is where the points crowd."""
    coordinates = points(backend, count=4000)
    mesh = MESHES["adaptive without floor"]
    edges = np.asarray(mesh.interpolation_from(coordinates).edges_y)
    counts, _ = np.histogram(np.asarray(coordinates.y), edges[::-1])
    even, _ = np.histogram(np.asarray(coordinates.y), mesh.shape[0])
    assert counts.max() / counts.min() < 0.5 * even.max() / even.min()
    narrowest = np.argmin(-np.diff(edges))
    assert edges[narrowest + 1] < 0.32 and edges[narrowest] > 0.28


def test_positions_are_smooth_in_the_points():
    """The derivative of positions on an adaptive mesh agrees with differences: no ranks, no jumps.

    Second derivatives jump where a point passes a node, which limits what differences can tell.
    """
    import jax

    xp = backends.get("jax")
    coordinates, rng = points("jax", count=60), np.random.default_rng(5)
    direction, weights = rng.normal(size=(2, 60)), rng.normal(size=60)

    def value(step):
        moved = Coordinates(coordinates.y + step * direction[0], coordinates.x + step * direction[1], xp)
        axes = MESHES["adaptive"]._axes_from(moved, None)
        pairs = zip(axes, (-moved.y, moved.x), strict=True)
        down, across = ((v - start) * rate for v, start, rate in (axis.scaled(values) for axis, values in pairs))
        return (weights * down).sum() + (weights**2 * across).sum()

    h = 1e-6
    difference = (8.0 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12.0 * h)
    assert float(jax.jit(jax.grad(value))(0.0)) == pytest.approx(float(difference), rel=1e-7)


def test_neighbours_and_edge():
    mesh = al.mesh.RectangularUniform((3, 4))
    assert mesh.pixels == 12
    np.testing.assert_array_equal(mesh.neighbors[0], [-1, -1, 1, 4])
    np.testing.assert_array_equal(mesh.neighbors[5], [1, 4, 6, 9])
    np.testing.assert_array_equal(mesh.edge_pixels, [0, 1, 2, 3, 4, 7, 8, 9, 10, 11])


@pytest.mark.parametrize("size", [1, 3, "mixed"])
def test_mapper_averages_sub_pixels(backend, size):
    """T s is the mean over sub-pixels of the interpolated source, times the response."""
    mask = al.Mask2D.circular((8, 8), 0.4, pixel_scales=0.1)
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 4, mask.pixels_in_mask) if size == "mixed" else size
    grid = al.Grid2D.from_mask(mask, sizes, backend)
    response = grid.xp.as_float(rng.uniform(0.5, 1.0, mask.pixels_in_mask))
    mapper = Mapper.of_points(al.Pixelization(MESHES["uniform"]), grid, grid.over_sampled, response=response)
    source = rng.normal(size=mapper.pixels)
    interpolation = mapper.interpolation
    at_sub_pixels = (source[np.asarray(interpolation.indices)] * np.asarray(interpolation.weights)).sum(1)
    expected = np.asarray(grid.binned_from(grid.xp.as_float(at_sub_pixels))) * np.asarray(response)
    np.testing.assert_allclose(np.asarray(mapper.mapping_matrix) @ source, expected, rtol=0, atol=1e-13)
    found = grid.xp.mapped_image(*mapper.sparse, grid.xp.as_float(source))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


SIGNAL = np.random.default_rng(9).uniform(0.0, 1.0, 400)


def test_mesh_adapted_to_an_image_follows_its_light(backend):
    """Where only one half of the points is bright, as a mesh by density of that half; power 0 is the plain density."""
    coordinates, xp = points(backend), backends.get(backend)
    bright = np.arange(400) < 200
    mesh = al.mesh.RectangularAdaptImage((8, 8), weight_power=2.0, uniform_fraction=0.0)
    found = mesh.interpolation_from(coordinates, signal=xp.as_float(np.where(bright, 3.0, 0.0)))
    edges = np.asarray(found.edges_y)
    assert np.abs(edges[1:-1] - 0.3).max() < 0.22
    assert np.histogram(np.asarray(coordinates.y)[bright], edges[::-1])[0].min() >= 6
    plain = al.mesh.RectangularAdaptImage((8, 8), weight_power=0.0).interpolation_from(
        coordinates, signal=xp.as_float(SIGNAL)
    )
    density = al.mesh.RectangularAdaptDensity((8, 8)).interpolation_from(coordinates)
    np.testing.assert_allclose(plain.weights, density.weights, rtol=0, atol=1e-12)
    with pytest.raises(al.exc.ModelError, match="galaxy_image_dict"):
        mesh.interpolation_from(coordinates)


@pytest.mark.parametrize("name", MESHES)
def test_values_lie_at_the_mesh_grid_and_areas_fill_the_mesh(backend, name):
    interpolation = MESHES[name].interpolation_from(points(backend))
    indices, weights = (np.asarray(part) for part in interpolation.at(interpolation.mesh_grid))
    matrix = np.zeros((interpolation.pixels, interpolation.pixels))
    np.add.at(matrix, (np.arange(len(indices))[:, None], indices), weights)
    np.testing.assert_allclose(matrix, np.eye(interpolation.pixels), rtol=0, atol=1e-9)
    height, width = -np.ptp(np.asarray(interpolation.edges_y)), np.ptp(np.asarray(interpolation.edges_x))
    assert float(np.asarray(interpolation.areas).sum()) == pytest.approx(-height * width, rel=1e-12)


def test_gradient_by_power_and_points_of_a_mesh_adapted_to_an_image():
    import jax

    xp = backends.get("jax")
    coordinates, rng = points("jax", count=60), np.random.default_rng(5)
    direction, weights = rng.normal(size=(2, 60)), rng.normal(size=(72,))

    def value(step):
        moved = Coordinates(coordinates.y + step * direction[0], coordinates.x + step * direction[1], xp)
        mesh = al.mesh.RectangularAdaptImage((9, 8), weight_power=1.3 + step, weight_floor=0.1 + 0.2 * step)
        interpolation = mesh.interpolation_from(moved, signal=xp.as_float(SIGNAL[:60]))
        return (weights * interpolation.areas).sum() + (weights * interpolation.mesh_grid.y).sum()

    h = 1e-6
    difference = (8.0 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12.0 * h)
    assert float(jax.jit(jax.grad(value))(0.0)) == pytest.approx(float(difference), rel=1e-6)
