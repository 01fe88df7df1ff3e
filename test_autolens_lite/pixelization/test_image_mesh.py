"""Image meshes: where their points lie, and that no chance is involved."""

import copy

import numpy as np
import pytest

import autolens_lite as al

MASK = al.Mask2D.circular_annular((40, 40), inner_radius=0.6, outer_radius=1.8, pixel_scales=0.1, centre=(0.1, 0.0))
CENTRES = np.asarray(al.Grid2D.from_mask(MASK, backend="numba"))
BRIGHT = np.exp(-((CENTRES[:, 0] - 1.2) ** 2 + CENTRES[:, 1] ** 2) / 0.1)
IMAGES = {
    "Overlay": (al.image_mesh.Overlay((20, 18)), None),
    "Hilbert": (al.image_mesh.Hilbert(150, weight_floor=0.02, weight_power=1.0), BRIGHT),
    "KMeans": (al.image_mesh.KMeans(150, weight_floor=0.02, weight_power=1.0), BRIGHT),
}


def points_of(name, adapt=True):
    image_mesh, image = IMAGES[name]
    return np.asarray(image_mesh.image_plane_mesh_grid_from(MASK, image if adapt else np.ones_like(BRIGHT)))


@pytest.mark.parametrize("name", IMAGES)
def test_points_are_distinct_and_in_the_mask(name):
    points = points_of(name)
    assert len(np.unique(points, axis=0)) == len(points)
    # KMeans's are means of pixels, which an annulus need not hold: but each is near one.
    nearest = np.abs(points[:, None] - CENTRES).max(axis=2).min(axis=1)
    assert nearest.max() <= (0.1 if name == "KMeans" else 0.05 + 1e-12)


@pytest.mark.parametrize("name", ["Hilbert", "KMeans"])
def test_number_and_crowding(name):
    points = points_of(name)
    assert points.shape == (150, 2)
    near = np.hypot(points[:, 0] - 1.2, points[:, 1]) < 0.4
    even = np.hypot(CENTRES[:, 0] - 1.2, CENTRES[:, 1]) < 0.4
    assert near.mean() > 4.0 * even.mean()
    flat = points_of(name, adapt=False)
    assert (
        np.hypot(flat[:, 0] - 1.2, flat[:, 1] < 0.4).mean() > 0
        and abs((np.hypot(flat[:, 0] - 1.2, flat[:, 1]) < 0.4).mean() - even.mean()) < 0.03
    )


def test_hilbert_gives_equal_shares_of_weight():
    """Pixels nearest to a point hold about 1 / 150 of the weight each."""
    points = points_of("Hilbert")
    weights = np.maximum(BRIGHT / BRIGHT.max(), 0.02)
    near = np.hypot(points[:, 0] - 1.2, points[:, 1]) < 0.4
    share = weights[np.hypot(CENTRES[:, 0] - 1.2, CENTRES[:, 1]) < 0.4].sum() / weights.sum()
    assert near.mean() == pytest.approx(share, abs=0.03)


def test_overlay_is_a_grid_over_the_extent_of_the_mask():
    points = points_of("Overlay")
    rows, columns = np.unique(points[:, 0].round(12)), np.unique(points[:, 1].round(12))
    extent = np.ptp(CENTRES, axis=0) + 0.1
    np.testing.assert_allclose(np.diff(rows), extent[0] / 20, rtol=1e-9)
    np.testing.assert_allclose(np.diff(columns), extent[1] / 18, rtol=1e-9)
    assert (np.diff(points[:, 0]) < 1e-12).all()  # from the top


@pytest.mark.parametrize("name", IMAGES)
def test_every_form_of_the_image_and_every_copy_gives_the_same_points(name):
    image_mesh, image = IMAGES[name]
    given = [image] if image is None else [image, MASK.native_from(image), al.Array2D(image, MASK, "numba")]
    for form in given:
        found = copy.deepcopy(image_mesh).image_plane_mesh_grid_from(MASK, form)
        np.testing.assert_array_equal(found, points_of(name))
    pixelization = al.Pixelization(al.mesh.Delaunay(), image_mesh=image_mesh)
    np.testing.assert_array_equal(pixelization.image_plane_mesh_grid_from(MASK, image), points_of(name))


def test_edge_points_follow_on_a_circle():
    points = np.asarray(al.image_mesh.append_with_circle_edge_points(CENTRES, (0.1, -0.2), 2.5, 8))
    np.testing.assert_array_equal(points[:-8], CENTRES)
    np.testing.assert_allclose(np.hypot(points[-8:, 0] - 0.1, points[-8:, 1] + 0.2), 2.5, rtol=1e-14)
    np.testing.assert_allclose(points[-6], [2.6, -0.2], rtol=1e-14)


@pytest.mark.parametrize(
    "make, error, message",
    [
        (lambda: al.image_mesh.Overlay((0, 3)), al.exc.ParameterError, "shape"),
        (lambda: al.image_mesh.Hilbert(0), al.exc.ParameterError, "pixels = 0"),
        (lambda: al.image_mesh.Hilbert(weight_floor=2.0), al.exc.ParameterError, "weight_floor = 2.0"),
        (lambda: al.image_mesh.Hilbert().image_plane_mesh_grid_from(MASK), al.exc.ModelError, "galaxy_image_dict"),
        (
            lambda: al.image_mesh.Hilbert().image_plane_mesh_grid_from(MASK, np.ones(3)),
            al.exc.DataError,
            r"shape \(3,\)",
        ),
        (
            lambda: al.image_mesh.KMeans(1e4).image_plane_mesh_grid_from(MASK, BRIGHT),
            al.exc.ParameterError,
            "pixels = 10000.0 exceeds",
        ),
        (lambda: al.Pixelization(al.mesh.Delaunay(), image_mesh=3), al.exc.ParameterError, "image_mesh = 3"),
    ],
)
def test_bad_input_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
