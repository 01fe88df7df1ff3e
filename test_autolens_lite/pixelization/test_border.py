"""Border relocation: inside nothing moves, outside points land on the border's ellipse."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization import relocated_from


def coordinates_of(backend, y, x):
    xp = backends.get(backend)
    return Coordinates(xp.as_float(y), xp.as_float(x), xp)


def circle(backend, count=80):
    angle = 2.0 * np.pi * np.arange(count) / count
    return np.sin(angle), np.cos(angle)


def test_circle(backend):
    y, x = np.array([0.3, 2.0, -3.0, 0.0]), np.array([0.2, 0.0, 4.0, 0.0])
    moved = relocated_from(coordinates_of(backend, y, x), coordinates_of(backend, *circle(backend)))
    np.testing.assert_allclose(moved.y, [0.3, 1.0, -0.6, 0.0], rtol=0, atol=1e-13)
    np.testing.assert_allclose(moved.x, [0.2, 0.0, 0.8, 0.0], rtol=0, atol=1e-13)


def test_follows_a_linear_map_of_the_plane(backend):
    """Stretch, shear, turn and shift points and border: the relocated points are those, stretched and so on."""
    rng = np.random.default_rng(3)
    matrix, shift = rng.normal(size=(2, 2)), rng.normal(size=2)
    points = rng.normal(scale=1.5, size=(2, 50))
    border = np.stack(circle(backend))

    def mapped(values):
        return matrix @ values + shift[:, None]

    plain = relocated_from(coordinates_of(backend, *points), coordinates_of(backend, *border))
    turned = relocated_from(coordinates_of(backend, *mapped(points)), coordinates_of(backend, *mapped(border)))
    expected = mapped(np.stack([np.asarray(plain.y), np.asarray(plain.x)]))
    np.testing.assert_allclose(np.stack([np.asarray(turned.y), np.asarray(turned.x)]), expected, rtol=0, atol=1e-11)


def test_relocated_points_stay_put(backend):
    points = np.random.default_rng(3).normal(scale=1.5, size=(2, 50))
    border = coordinates_of(backend, *circle(backend))
    once = relocated_from(coordinates_of(backend, *points), border)
    twice = relocated_from(once, border)
    np.testing.assert_allclose(twice.y, once.y, rtol=0, atol=1e-14)


@pytest.mark.parametrize("size", [1, 2])
def test_border_of_a_grid_is_its_outermost_sub_pixels(size):
    mask = al.Mask2D.circular((10, 10), 0.5, pixel_scales=0.1)
    grid = al.Grid2D.from_mask(mask, size, "numba")
    index = grid.sub_border_index
    assert index.size == mask.border_slim.size
    np.testing.assert_array_equal(np.sort(grid.sub_index[index]), np.sort(mask.border_slim))
    radii = np.hypot(grid.over_sampled.y, grid.over_sampled.x)
    for pixel, chosen in zip(grid.sub_index[index], index, strict=True):
        assert radii[chosen] == pytest.approx(radii[grid.sub_index == pixel].max(), rel=1e-14)
