"""Where the pixels of a mask lie, and which are at its edge."""

import numpy as np
import pytest

import autolens_lite as al


def test_corners_and_centres_of_a_mask_that_lies_elsewhere():
    mask = al.Mask2D.all_false((4, 6), pixel_scales=(0.1, 0.2), origin=(1.0, 2.0))
    geometry = mask.geometry
    assert geometry.scaled_minima == pytest.approx((0.8, 1.4), rel=1e-15)
    assert geometry.scaled_maxima == pytest.approx((1.2, 2.6), rel=1e-15)
    assert geometry.central_scaled_coordinates == (1.0, 2.0)
    assert geometry.central_pixel_coordinates == (1.5, 2.5)
    centre = geometry.scaled_coordinate_2d_to_scaled_at_pixel_centre_from((1.03, 2.11))
    assert centre == pytest.approx((1.05, 2.1), rel=1e-15)
    assert geometry.scaled_coordinates_2d_from(geometry.pixel_coordinates_2d_from(centre)) == centre


def test_edge_of_a_circle():
    mask = al.Mask2D.circular((7, 7), pixel_scales=1.0, radius=2.5)
    rows = ["..###..", ".##.##.", ".#...#.", ".##.##.", "..###.."]
    expected = [(row + 1, column) for row, line in enumerate(rows) for column, sign in enumerate(line) if sign == "#"]
    assert np.array_equal(mask.derive_indexes.edge_native, expected)


def test_all_nothing_and_some():
    some, nothing = al.Mask2D.circular((5, 5), pixel_scales=1.0, radius=1.0), al.Mask2D.all_false((5, 5), 1.0)
    everything = al.Mask2D(np.ones((5, 5), bool), 1.0)
    for mask, is_all_true, is_all_false in ((some, False, False), (nothing, False, True), (everything, True, False)):
        assert (mask.is_all_true, mask.is_all_false) == (is_all_true, is_all_false)


def test_only_centres_of_pixels_are_uniform():
    grid = al.Grid2D.uniform((4, 5), 0.4)
    assert grid.is_uniform
    assert not (grid - np.array([0.1, 0.2])).is_uniform
