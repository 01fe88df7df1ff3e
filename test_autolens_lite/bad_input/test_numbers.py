"""Numbers of the wrong kind, where they were truncated, broadcast or taken for another quantity."""

import astropy.units as u
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

MASK = al.Mask2D.circular((11, 11), radius=0.45, pixel_scales=0.1)
UV = np.random.default_rng(1).uniform(-1.0, 1.0, size=(20, 2)) * 9e5
VISIBILITIES = al.Interferometer(np.full(20, 2.0 - 1.0j), np.ones(20), UV, MASK)
ONES = np.ones((9, 9))


@pytest.mark.parametrize(
    "wrong",
    [
        *(VISIBILITIES.data * unit for unit in (u.Jy, u.mJy, u.kg)),
        *(3.0, "a", None, [1.0], np.ones(19), np.full(20, np.nan)),
        np.ma.MaskedArray(VISIBILITIES.data, np.arange(20) == 3),
    ],
    ids=repr,
)
def test_dirty_image_of(wrong):
    with pytest.raises(exc.DataError, match="visibilities"):
        VISIBILITIES.dirty_image_of(wrong)


def test_dirty_image_of_visibilities_in_another_unit(tmp_path):
    paths = [tmp_path / f"{name}.fits" for name in ("data", "noise", "uv")]
    VISIBILITIES.output_to_fits(*paths)
    read = al.Interferometer.from_fits(*paths, MASK)
    read._unit = "Jy"
    found = read.dirty_image_of(read.data * 1e3 * u.mJy)
    np.testing.assert_allclose(found, read.dirty_image, rtol=1e-12)
    with pytest.raises(exc.DataError, match="converted to Jy"):
        read.dirty_image_of(read.data * u.kg)


@pytest.mark.parametrize("unit", [u.ABmag, u.mag, u.dex, u.mag(u.electron / u.s)], ids=str)
def test_magnitudes_are_not_fluxes(unit):
    with pytest.raises(exc.DataError, match=r"data is in .* a logarithm"):
        al.Imaging(ONES * unit, ONES * unit, pixel_scales=0.1)


@pytest.mark.parametrize("dtype", [str, object, "m8[s]", "M8[s]", bool, [("a", float)]], ids=repr)
@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_maps_are_of_real_numbers(dtype, backend):
    with pytest.raises(exc.DataError, match="values has dtype"):
        al.Array2D.no_mask(np.ones((9, 9)).astype(int).astype(dtype), 0.1, backend=backend)


@pytest.mark.parametrize("wrong", [2.5, -1, True, "3", np.nan, 10**400, [3], {3}], ids=lambda x: repr(x)[:9])
def test_whole_numbers_are_not_truncated(wrong):
    calls = {
        "pixels": lambda: al.mesh.Delaunay(pixels=wrong),
        "zeroed_pixels": lambda: al.mesh.Delaunay(zeroed_pixels=wrong),
        "k_neighbors": lambda: al.mesh.KNearestNeighbor(k_neighbors=wrong),
        "split_neighbor_division": lambda: al.mesh.KNearestNeighbor(split_neighbor_division=wrong),
        "n_points": lambda: al.image_mesh.append_with_circle_edge_points([(0.0, 1.0)], (0.0, 0.0), 1.0, wrong),
        "convolve_over_sample_size": lambda: al.Convolver(np.ones((3, 3)), convolve_over_sample_size=wrong),
    }
    for name, call in calls.items():
        with pytest.raises(exc.ParameterError, match=name):
            call()


@pytest.mark.parametrize("wrong", [{40, 33}, (True, 5), (5.5, 5), "55", (5,), (0, 5), {5: 1, 6: 1}], ids=repr)
def test_shapes_of_meshes(wrong):
    for cls in (al.mesh.RectangularUniform, al.image_mesh.Overlay):
        with pytest.raises(exc.ParameterError, match="shape"):
            cls(wrong)
        assert cls((5.0, np.int64(6))).shape == (5, 6)


def test_points_around_no_points():
    for wrong in (None, [("a", 2.0)], [(np.nan, 2.0)]):
        with pytest.raises(exc.AutoLensError, match="image_plane_mesh_grid"):
            al.image_mesh.append_with_circle_edge_points(wrong, (0.0, 0.0), 1.0, 3)


def test_no_centre_at_all():
    with pytest.raises(exc.DataError, match="centre_list is empty"):
        al.over_sample_size_via_radial_bins_from(MASK, [4, 2], [0.1], [])
