"""A survey's image loads in seconds and little memory, and what no memory can hold is refused before it is made."""

import subprocess
import sys
import time

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.grid.mask_2d import _dilated

TILE = """
import resource, sys
import numpy as np
import autolens_lite as al
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
n = 3000
data, noise = np.full((n, n), 1.0), np.full((n, n), 2.0)
before = peak()
dataset = al.Imaging(data, noise, np.ones((21, 21)), pixel_scales=0.05, backend="numba")
made = peak()
mask = al.Mask2D.circular((n, n), 2.0, 0.05, centre=(10.0, 5.0))
cut = dataset.apply_mask(mask)
assert len(cut.blurring_grid.over_sampled) > 0 and len(cut.grid.over_sampled) == 16 * mask.pixels_in_mask
print((made - before) / data.nbytes, (peak() - made) / data.nbytes)
"""

HUGE = {
    "mask": lambda: al.Mask2D.circular((10**6, 10**6), 3.0, 0.1),
    "annulus": lambda: al.Mask2D.circular_annular((10**5, 10**6), 1.0, 3.0, 0.1),
    "all unmasked": lambda: al.Mask2D.all_false((10**7, 10**7), 0.1),
    "grid": lambda: al.Grid2D.uniform((10**6, 10**6), 0.1),
    "sub-pixels": lambda: al.Grid2D.uniform((300, 300), 0.1, over_sample_size=1000),
    "sub-pixels of some": lambda: al.Grid2D(al.Mask2D.all_false((1, 10**5), 0.1), np.r_[1, np.full(10**5 - 1, 900)]),
    "sub-pixels of an image": lambda: al.Imaging(
        np.ones((300, 300)), np.ones((300, 300)), pixel_scales=0.1, over_sample_size_pixelization=1000
    ),
    "kernel": lambda: al.Convolver.from_gaussian((10**6 + 1, 10**6 + 1), 0.1, 1.0),
    "rectangular mesh": lambda: al.mesh.RectangularUniform((10**5, 10**5)),
    "adaptive mesh": lambda: al.mesh.RectangularAdaptImage((10**4, 10**4)),
    "vertex mesh": lambda: al.mesh.Delaunay(pixels=10**9),
    "zeroed pixels": lambda: al.mesh.Delaunay(zeroed_pixels=10**10),
    "image mesh": lambda: al.image_mesh.Hilbert(pixels=10**9),
    "clusters": lambda: al.image_mesh.KMeans(pixels=10**9),
    "overlay": lambda: al.image_mesh.Overlay((10**6, 10**6)),
    "edge points": lambda: al.image_mesh.append_with_circle_edge_points(np.zeros((3, 2)), (0.0, 0.0), 1.0, 10**11),
    "antennas": lambda: al.alma_like_antenna_positions(10**4),
    "more antennas": lambda: al.alma_like_antenna_positions(10**9),
    "baselines": lambda: al.uv_wavelengths_from(
        np.zeros((10**5, 3)), -23.0, -23.0, np.zeros(100), np.full(10**3, 1e11)
    ),
    "Gaussians": lambda: al.model_util.mge_model_from(mask_radius=3.0, total_gaussians=10**9),
}


@pytest.mark.parametrize("name", HUGE)
def test_what_no_memory_holds_is_refused_at_once(name):
    start = time.process_time()
    with pytest.raises(al.exc.AutoLensError, match=r"memory|room"):
        HUGE[name]()
    assert time.process_time() - start < 1.0


def test_an_image_of_a_survey_and_its_cut_out():
    """In units of the image's own array: the dataset holds two, and needs little more to make them."""
    printed = subprocess.run([sys.executable, "-W", "ignore", "-c", TILE], capture_output=True, text=True, check=True)
    made, cut = map(float, printed.stdout.split())
    assert made < 3.5
    assert cut < 1.0


def test_a_circle_in_a_survey_is_the_circle_in_its_neighbourhood():
    start = time.process_time()
    mask = al.Mask2D.circular((6001, 6001), 1.02, 0.05, centre=(0.013, -0.021))
    assert time.process_time() - start < 1.0
    near = al.Mask2D.circular((101, 101), 1.02, 0.05, centre=(0.013, -0.021))
    np.testing.assert_array_equal(mask.mask[2950:3051, 2950:3051], near.mask)
    assert mask.pixels_in_mask == near.pixels_in_mask


@pytest.mark.parametrize("invert", [False, True])
def test_ellipses_are_those_of_the_definition(invert, monkeypatch):
    """Compared in blocks of a few rows, partly beyond the array."""
    monkeypatch.setattr("autolens_lite.grid.mask_2d._BLOCK", 50)
    shape, scales, origin, centre = (30, 37), (0.1, 0.12), (0.3, -0.2), (1.2, -1.5)
    mask = al.Mask2D.elliptical(shape, 1.1, 0.6, 35.0, scales, origin, centre, invert)
    y, x = np.meshgrid(mask.y_axis - centre[0], mask.x_axis - centre[1], indexing="ij")
    cos, sin = np.cos(np.deg2rad(35.0)), np.sin(np.deg2rad(35.0))
    inside = np.hypot(x * cos + y * sin, (y * cos - x * sin) / 0.6) <= 1.1
    np.testing.assert_array_equal(mask.mask, inside if invert else ~inside)


def test_a_circle_beyond_the_array_unmasks_nothing():
    assert al.Mask2D.circular((10, 10), 1.0, 0.1, centre=(50.0, 0.0)).pixels_in_mask == 0


@pytest.mark.parametrize("half", [0, 1, 2, 3, 7])
@pytest.mark.parametrize("axis", [0, 1])
def test_dilation(half, axis):
    reached = np.random.default_rng(half).random((9, 13)) < 0.1
    expected = np.zeros_like(reached)
    for row, column in np.argwhere(reached):
        near = [row, column]
        near[axis] = slice(max(near[axis] - half, 0), near[axis] + half + 1)
        expected[tuple(near)] = True
    np.testing.assert_array_equal(_dilated(reached, half, axis), expected)
