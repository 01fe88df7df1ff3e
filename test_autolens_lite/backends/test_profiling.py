"""`al.xp.profile`: what its table holds; never how long anything took."""

import math

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.pixelization import Mapper
from autolens_lite.xp import method, profiling
from test_autolens_lite.fit.lens_systems import dataset_of, lens_galaxy, pixelized_galaxy

MESH = al.mesh.RectangularAdaptDensity((4, 5))


def profile_of(dataset, *args, **kwargs):
    return al.xp.profile(dataset, *args, repeats=1, **kwargs)


@pytest.fixture(scope="module")
def table():
    return profile_of(dataset_of("numba"), MESH)


def test_one_row_for_each_backend_and_method(table):
    expected = [(backend, name) for backend in ("numba", "jax") for name in ("direct", "fft", "dense")]
    assert [(row.backend, row.method) for row in table.rows] == expected
    assert (table.image_pixels, table.pixels, table.row_length) == (dataset_of("numba").grid.shape_slim, 20, 4)


def test_methods_agree(table):
    assert all(row.difference < 1e-13 for row in table.rows)
    assert table.rows[0].difference == 0.0


def test_gradients_where_there_are_any(table):
    for row in table.rows:
        assert row.seconds > 0.0
        assert math.isnan(row.gradient_seconds) == (row.backend == "numba")


def test_one_choice_of_auto_for_each_backend(table):
    assert [row.backend for row in table.rows if row.is_auto] == ["numba", "jax"]


def test_best_is_the_fastest(table):
    assert table.best() == min(table.rows, key=lambda row: row.seconds)
    assert table.best("jax").seconds == min(row.seconds for row in table.rows if row.backend == "jax")
    assert table.best(gradient=True).backend == "jax"
    with pytest.raises(al.exc.BackendError, match="no timings of gradients"):
        table.best("numba", gradient=True)


def test_repr_is_a_table(table):
    lines = repr(table).splitlines()
    assert len(lines) == 2 + len(table.rows) + 1
    for line, row in zip(lines[2:], table.rows, strict=False):
        assert line.split()[:2] == [row.backend, row.method]
        assert ("fastest" in line) == (row == table.best(row.backend))
        assert ("auto" in line) == row.is_auto
    assert f"curvature_method={table.best().method!r}" in lines[-1]


@pytest.mark.parametrize("sizes", [1, 2, "mixed"])
def test_mapping_is_that_of_a_fit(sizes):
    """Given the same traced points, T is the mapper's, whatever the over-sampling."""
    dataset = dataset_of("numba")
    size = np.random.default_rng(1).integers(1, 4, dataset.grid.shape_slim) if sizes == "mixed" else sizes
    dataset = dataset.apply_over_sampling(size, size)
    source = pixelized_galaxy(MESH)
    grid = dataset.grid_pixelization
    traced = al.Tracer([lens_galaxy(), source]).traced_coordinates_from(grid.over_sampled, 1)[1]
    expected = Mapper.of_points(source.pixelization, grid, traced).mapping_matrix
    pairs = np.stack([traced.y, traced.x], axis=1)
    for given in (traced, pairs):
        indices, weights, pixels = profiling._mapping_from(dataset, MESH, given)
        found = al.xp.get("numba").mapping_matrix(indices, weights, pixels)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-15)


def test_default_mesh_and_lens():
    """Bilinear weights of all 30 x 30 pixels, of sum 1 on every image pixel and right for a linear source."""
    dataset = dataset_of("jax")
    indices, weights, pixels = profiling._mapping_from(dataset, None, None)
    assert pixels == 900
    assert indices.min() >= 0 and indices.max() < 900
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, rtol=1e-13)
    grid = dataset.grid.with_backend("numba")
    y, x = profiling._behind_sphere(grid.y, grid.x)
    index = np.arange(900)
    columns = (weights * (index % 30)[indices]).sum(axis=1)
    np.testing.assert_allclose(columns, (x - x.min()) * 30 / np.ptp(x) - 0.5, rtol=0, atol=1e-11)
    rows = (weights * (index // 30)[indices]).sum(axis=1)
    np.testing.assert_allclose(rows, (y.max() - y) * 30 / np.ptp(y) - 0.5, rtol=0, atol=1e-11)


def test_chosen_backends_alone():
    table = profile_of(dataset_of("jax"), MESH, names=("numba",))
    assert {row.backend for row in table.rows} == {"numba"}


def test_dense_is_left_out_where_w_is_large(monkeypatch):
    monkeypatch.setattr(method, "DENSE_LIMIT", 10)
    table = profile_of(dataset_of("numba"), MESH, names=("numba",))
    assert [row.method for row in table.rows] == ["direct", "fft"]


@pytest.mark.parametrize(
    "keywords, error, message",
    [
        ({"names": ("cuda",)}, al.exc.BackendError, "'cuda' is unknown"),
        ({"repeats": 0}, al.exc.ParameterError, "repeats = 0"),
        ({"source_coordinates": np.zeros((3, 2))}, al.exc.ParameterError, r"3 points. Pass one for each of the \d+"),
        ({"source_coordinates": np.zeros(3)}, al.exc.ParameterError, r"shape \(3,\)"),
    ],
)
def test_bad_input_is_refused(keywords, error, message):
    with pytest.raises(error, match=message):
        al.xp.profile(dataset_of("numba"), MESH, **keywords)


def test_no_such_name():
    with pytest.raises(AttributeError, match="profil"):
        al.xp.profil  # noqa: B018


# Entries of T, image pixels, source pixels, points of the padded image; the fastest method as measured.
MEASURED = [
    ("N=64, S=256", 4 * 3228, 3228, 256, 128 * 128, "direct"),
    ("N=64, S=900", 4 * 3228, 3228, 900, 128 * 128, "direct"),
    ("N=64, S=256, 4 x 4 sub-pixels", 64 * 3228, 3228, 256, 128 * 128, "direct"),
    ("N=200, S=100", 4 * 31428, 31428, 100, 400 * 400, "direct"),
    ("N=128, S=25", 4 * 12892, 12892, 25, 256 * 256, "fft"),
    ("N=300, S=1024", 4 * 70688, 70688, 1024, 600 * 600, "direct"),
]


@pytest.mark.parametrize("sizes", [case[1:] for case in MEASURED], ids=[case[0] for case in MEASURED])
def test_rule_chooses_what_was_fastest(sizes):
    *sizes, fastest = sizes
    assert method.chosen("auto", *sizes) == fastest
    assert method.chosen("dense", *sizes) == "dense"
