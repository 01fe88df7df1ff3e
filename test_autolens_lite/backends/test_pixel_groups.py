"""Source pixels in groups of those that light the same image pixels."""

from __future__ import annotations

import numpy as np
import pytest

from autolens_lite.xp.numba_xp.curvature import mapping, pixel_groups

SOURCE_PIXELS = 23


def _mapping(kind: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    if kind == "cells":  # triangles of which each lights many image pixels
        triangles = np.sort(rng.integers(0, SOURCE_PIXELS, (9, 3)), axis=1)
        indices = triangles[rng.integers(0, 9, 150)]
    elif kind == "wide":  # no two image pixels alike, sources near each other
        indices = (rng.integers(0, SOURCE_PIXELS - 9, (150, 1)) + rng.integers(0, 9, (150, 7))).astype(np.int64)
    else:
        indices = rng.integers(0, SOURCE_PIXELS, (150, 1))
    indices = np.where(rng.random(indices.shape) < 0.05, -1, indices)
    return np.ascontiguousarray(indices), rng.normal(size=indices.shape)


@pytest.mark.parametrize("kind", ["cells", "wide", "nearest"])
def test_groups_hold_the_mapping(kind: str) -> None:
    indices, weights = _mapping(kind)
    found = pixel_groups.groups_of(indices, weights, SOURCE_PIXELS)
    rebuilt = np.zeros((indices.shape[0], SOURCE_PIXELS + 1))
    for group, width in enumerate(found.widths):
        pixels = found.pixels[found.pixel_starts[group] : found.pixel_starts[group + 1]]
        assert np.all(np.diff(pixels) > 0)
        first = found.weight_starts[group]
        own = found.weights[first : first + width * pixels.size].reshape(pixels.size, width)
        for lane in range(width):
            rebuilt[pixels, found.sources[group, lane]] += own[:, lane]
    expected = mapping.mapping_matrix(indices, weights, SOURCE_PIXELS)
    np.testing.assert_allclose(rebuilt[:, :SOURCE_PIXELS], expected, atol=1e-15)
    assert not rebuilt[:, SOURCE_PIXELS].any()


@pytest.mark.parametrize("kind", ["cells", "wide", "nearest"])
def test_entries_are_found_again(kind: str) -> None:
    indices, weights = _mapping(kind)
    found = pixel_groups.groups_of(indices, weights, SOURCE_PIXELS)
    out = np.full(indices.shape, np.nan)
    pixel_groups.fill_entries(found, indices, found.weights, out)
    matrix = mapping.mapping_matrix(indices, weights, SOURCE_PIXELS)
    np.testing.assert_array_equal(out, np.where(indices < 0, 0.0, np.take_along_axis(matrix, indices, axis=1)))


def test_image_pixels_with_few_in_common_share_larger_groups() -> None:
    indices, weights = _mapping("wide")
    found = pixel_groups.groups_of(indices, weights, SOURCE_PIXELS)
    assert found.widths.size == 6
    lit = np.unique(indices[indices >= 0])
    np.testing.assert_array_equal(np.sort(found.sources[found.sources < SOURCE_PIXELS]), lit)
