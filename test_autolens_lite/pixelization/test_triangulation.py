"""The triangulation: the same whatever the order, the frame and the rounding of vertices on one circle."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from autolens_lite import xp as backends
from autolens_lite.xp.constants import SAME_PLACE, TIE
from autolens_lite.xp.numba_xp.meshes.predicates import in_circle, orientation

RNG = np.random.default_rng(7)
GRID = np.stack(np.meshgrid(0.05 * np.arange(8), 0.05 * np.arange(7), indexing="ij"), -1).reshape(-1, 2)
ANGLES = np.pi * np.arange(40) / 20
SETS = {
    "random": RNG.normal(size=(60, 2)),
    "grid": GRID,
    "grid twice": np.concatenate([GRID, GRID[::-1]]),
    "circle": np.stack([np.sin(ANGLES), np.cos(ANGLES)], 1),
    "crowded": np.concatenate([RNG.normal(size=(15, 2)) * 10.0**-n for n in range(0, 9, 4)]),
    "nearly a line": np.stack(
        [np.linspace(0, 1, 40), 0.3 * np.linspace(0, 1, 40) + 1e-16 * RNG.integers(-2, 3, 40)], 1
    ),
    "fan": np.concatenate([np.stack([np.zeros(100), np.arange(100) / 128], 1), [[1.0, 0.3]]]),
    "far apart": np.array(
        [[0.0, 0.0], [1e-9, 1.0], [0.7, 0.2], [0.6, -0.4], [1e20, -1e20], [-1e20, -1e20], [3e19, 1e20]]
    ),
}


def triangulation_of(points, backend="numba"):
    xp = backends.get(backend)
    return type(found := xp.triangulation(xp.as_float(points[:, 0]), xp.as_float(points[:, 1])))(
        *map(np.asarray, found)
    )


def turn(a, b, c):
    """Twice the area of a triangle of exact (y, x)."""
    return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])


def circle(a, b, c, d):
    """Above zero where d is inside the circle through a, b, c, of exact (y, x)."""
    rows = [[p[1] - d[1], p[0] - d[0]] for p in (a, b, c)]
    (ax, ay), (bx, by), (cx, cy) = rows
    lift = [x * x + y * y for x, y in rows]
    return lift[0] * (bx * cy - cx * by) - lift[1] * (ax * cy - cx * ay) + lift[2] * (ax * by - bx * ay)


def exact(points):
    return [tuple(map(Fraction, point)) for point in points.tolist()]


def test_predicates_have_the_sign_of_exact_arithmetic():
    """On points of a small grid, moved by none or a few units in the last place: ties and near ties abound."""
    rng, ties = np.random.default_rng(1), 0
    for trial in range(600):
        points = 0.05 * rng.integers(0, 6, (4, 2)) + 0.3
        points *= 1.0 + (trial % 3) * rng.integers(-1, 2, (4, 2)) * 2.3e-16
        a, b, c, d = exact(points)
        flat = points[:, ::-1].ravel()
        assert np.sign(orientation(*flat[:6])) == np.sign(float(turn(a, b, c)))
        expected = circle(a, b, c, d)
        assert np.sign(in_circle(*flat)) == (expected > 0) - (expected < 0)
        ties += expected == 0
    assert 30 < ties < 570


@pytest.mark.parametrize("name", SETS)
def test_every_triangle_is_delaunay_and_the_hull_is_covered(name):
    points = exact(SETS[name])
    found = triangulation_of(SETS[name])
    triangles = found.triangles[found.triangles[:, 0] >= 0]
    assert (found.triangles[len(triangles) :] == -1).all()
    assert {points[i] for i in set(triangles.ravel())} == set(points)
    for t, row in enumerate(triangles):
        assert turn(*(points[i] for i in row)) > 0
        for k, other in enumerate(found.adjacent[t]):
            i, j = row[(k + 1) % 3], row[(k + 2) % 3]
            if other >= 0:
                (far,) = set(triangles[other]) - {i, j}
                sides = [abs(complex(*map(float, np.subtract(points[n], points[far])))) for n in row]
                assert circle(*(points[n] for n in row), points[far]) <= TIE * np.prod(sides) * np.sum(sides)
            else:
                assert all(turn(points[i], points[j], point) >= 0 for point in points)


@pytest.mark.parametrize("name", SETS)
def test_a_quarter_turn_changes_nothing(name):
    points = SETS[name]
    turned = triangulation_of(np.stack([points[:, 1], -points[:, 0]], 1))
    for part, other in zip(triangulation_of(points), turned, strict=True):
        np.testing.assert_array_equal(part, other)


@pytest.mark.parametrize("name", SETS)
def test_backends_agree(name):
    for part, other in zip(triangulation_of(SETS[name]), triangulation_of(SETS[name], "jax"), strict=True):
        np.testing.assert_array_equal(part, other)


def test_ties_depend_on_indices_alone():
    """Of the diagonals of a square, the one from its vertex of lowest index, however the square is turned."""
    for order in itertools.permutations(range(4)):
        points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])[list(order)]
        found = triangulation_of(points)
        assert (found.neighbors[0] >= 0).sum() == 3


HALF = RNG.uniform(0.05, 1.0, (20, 2))
MIRRORED = np.concatenate([HALF, HALF * [1.0, -1.0]])


@pytest.mark.parametrize("name", ["grid", "grid twice", "circle", "mirrored"])
def test_rounding_changes_no_tie(name):
    """Vertices moved by rounding errors, about any origin and in any frame, are triangulated alike."""
    points = MIRRORED if name == "mirrored" else SETS[name]
    expected = triangulation_of(points)
    for angle, shift in ((0.0, 0.0), (0.0, 0.3), (0.7, -1.3), (np.pi / 4, 0.0)):
        rotation = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        moved = points @ rotation.T + shift + 1e-13 * RNG.uniform(-1.0, 1.0, points.shape)
        for part, other in zip(triangulation_of(moved), expected, strict=True):
            np.testing.assert_array_equal(part, other)


@pytest.mark.parametrize("backend", ["numba", "jax"])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_rounding_changes_no_nearest_vertex(backend, sign):
    """Points on the axis of mirrored vertices are as near to one as to the other; points on the hull are not beyond."""
    xp = backends.get(backend)
    order = RNG.permutation(len(MIRRORED))
    vertices = (MIRRORED[order] + [0.0, sign * 1e-14]).T
    y, x = (xp.as_float(part) for part in vertices)
    on_axis = xp.as_float(np.linspace(0.1, 0.9, 30)), xp.as_float(np.zeros(30))
    laid = xp.triangulation(y, x)
    mirror = np.argsort(order)[(order + 20) % 40]
    nearest = np.asarray(xp.nearest_vertices(*on_axis, y, x, laid))[:, 0]
    assert (nearest < mirror[nearest]).all()
    found = np.asarray(xp.k_nearest_weights(*on_axis, y, x, laid, 3, 1.5)[0])
    assert (found[:, 0] == nearest).all() and (found[:, 1] == mirror[nearest]).all()
    assert (found[:, 2] < mirror[found[:, 2]]).all()
    square = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    side = xp.as_float(np.linspace(0.1, 0.9, 9)), xp.as_float(np.full(9, 1.0 + sign * 1e-14))
    corners = xp.as_float(square[0]), xp.as_float(square[1])
    indices, weights = map(np.asarray, xp.delaunay_weights(*side, *corners, xp.triangulation(*corners)))
    there = np.take_along_axis(np.broadcast_to(square[0], (9, 4)), np.maximum(indices, 0), 1)
    np.testing.assert_allclose((weights * there).sum(1), np.linspace(0.1, 0.9, 9), rtol=1e-12)


def test_vertices_all_but_in_one_place_are_in_one():
    """Of two the one of lower index stands in the triangles, whichever is met first."""
    points = np.concatenate([GRID, GRID[::-1] + 0.01 * SAME_PLACE * RNG.uniform(-1.0, 1.0, GRID.shape)])
    found = triangulation_of(points)
    for part, other in zip(found, triangulation_of(SETS["grid twice"]), strict=True):
        np.testing.assert_array_equal(part, other)


def test_neighbors_are_mutual_and_twins_have_one():
    found = triangulation_of(SETS["grid twice"])
    neighbors = found.neighbors
    for i, j in np.argwhere(neighbors >= 0):
        assert i in neighbors[neighbors[i, j]]
    for i in range(56, 112):
        assert neighbors[i].tolist()[:2] == [111 - i, -1]


def test_crowded_neighbors_are_left_out_of_both_rows():
    neighbors = triangulation_of(SETS["fan"]).neighbors
    assert neighbors.shape[1] == 64 and (neighbors[100] >= 0).all()
    apart = [i for i in range(100) if 100 not in neighbors[i]]
    assert len(apart) == 36 and not set(apart) & set(neighbors[100])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_vertices_that_are_not_finite_have_no_triangles(backend, bad):
    points = SETS["random"].copy()
    points[3, 1] = bad
    found = triangulation_of(points, backend)
    assert (found.triangles == -1).all() and (found.neighbors == -1).all()
