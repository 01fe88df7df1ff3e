"""What regularizations add to chi^2: sparse and dense penalties are the same thing, alone, in part and together."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.pixelization.regularization.penalty import DensePenalty, Penalty, sum_of

PIXELS = 7


def _penalty(xp: ModuleType, seed: int, together: int) -> Penalty:
    rng = np.random.default_rng(seed)
    indices = rng.integers(-1, PIXELS, (12, together))
    arrays = (indices, rng.normal(size=indices.shape), rng.uniform(0.5, 1.0, 12), rng.uniform(0.1, 1.0, PIXELS))
    return Penalty(xp, *map(xp.asarray, arrays))


def _dense(penalty: Penalty) -> DensePenalty:
    return DensePenalty(penalty.xp, penalty.matrix)


def _assert_same(sparse: Penalty | DensePenalty, dense: DensePenalty, log_det: bool = True) -> None:
    xp, size = dense.xp, dense.size
    assert sparse.size == size
    np.testing.assert_allclose(sparse.matrix, dense.matrix, rtol=0, atol=1e-14)
    source = xp.asarray(np.random.default_rng(5).normal(size=size))
    assert float(sparse.at(source)) == pytest.approx(float(dense.at(source)), rel=1e-13)
    added = xp.asarray(np.random.default_rng(6).normal(size=(size, size)))
    before = np.array(added)
    np.testing.assert_allclose(sparse.added_to(added), dense.added_to(added), rtol=0, atol=1e-14)
    np.testing.assert_array_equal(added, before)
    if log_det:
        assert float(sparse.log_det) == pytest.approx(float(dense.log_det), rel=1e-13)


def test_sparse_equals_dense(xp: ModuleType) -> None:
    penalty = _penalty(xp, 1, 3)
    _assert_same(penalty, _dense(penalty))


def test_block(xp: ModuleType) -> None:
    penalty, kept = _penalty(xp, 1, 3), np.array([1, 2, 5])
    _assert_same(penalty.block(kept), _dense(penalty).block(kept))
    np.testing.assert_array_equal(_dense(penalty).block(kept).matrix, np.asarray(penalty.matrix)[np.ix_(kept, kept)])


def test_squares_of_pixels_alone(xp: ModuleType) -> None:
    diagonal = np.arange(1.0, 5.0)
    _assert_same(Penalty.of_squares(xp, xp.asarray(diagonal)), DensePenalty(xp, xp.asarray(np.diag(diagonal))))


@pytest.mark.parametrize("free", [0, 2])
def test_sum(xp: ModuleType, free: int) -> None:
    """Of parts with combinations of different lengths: block diagonal, zero for the parameters without penalty."""
    parts = [_penalty(xp, 1, 3), _penalty(xp, 2, 5)]
    expected = np.zeros((2 * PIXELS + free,) * 2)
    for number, part in enumerate(parts):
        place = slice(number * PIXELS, (number + 1) * PIXELS)
        expected[place, place] = part.matrix
    dense = DensePenalty(xp, xp.asarray(expected))
    _assert_same(sum_of(xp, parts, free), dense, log_det=not free)
    mixed = sum_of(xp, [parts[0], _dense(parts[1])], free)
    assert isinstance(mixed, DensePenalty)
    _assert_same(mixed, dense, log_det=not free)


class Ridge(al.reg.Regularization):
    """A user's own, of which only the matrix is given."""

    def matrix_from(self, mapper):
        return 2.0 * mapper.xp.eye(mapper.pixels)


def test_own_regularization_of_a_matrix(xp: ModuleType) -> None:
    mesh = al.mesh.RectangularUniform(shape=(6, 7))
    dataset = al.Interferometer(
        data=np.random.default_rng(1).normal(size=200) + 0.5j,
        noise_map=np.full(200, 1.0 + 1.0j),
        uv_wavelengths=np.random.default_rng(2).normal(scale=1e5, size=(200, 2)),
        real_space_mask=al.Mask2D.circular(shape_native=(20, 20), radius=0.9, pixel_scales=0.1),
        backend=xp.NAME,
    )
    evidences = []
    for regularization in (Ridge(), al.reg.Zeroth(np.sqrt(2.0))):
        source = al.Galaxy(redshift=1.0, pixelization=al.Pixelization(mesh=mesh, regularization=regularization))
        evidences.append(float(al.FitInterferometer(dataset, al.Tracer(galaxies=[source])).log_evidence))
    assert evidences[0] == pytest.approx(evidences[1], rel=1e-12)
