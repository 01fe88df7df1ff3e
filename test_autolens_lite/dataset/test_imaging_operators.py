"""`ImagingOperators`: its quantities by their definitions, on both backends, with correlated noise, through jit."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.dataset.imaging_operators import ImagingOperators
from autolens_lite.xp.structures import WDense, WPsf

Y, X = np.mgrid[:11, :12]
MASK = (np.hypot(Y - 5, X - 5.5) > 4.1) | (np.hypot(Y - 4, X - 5) < 1.1)
RNG = np.random.default_rng(3)
KERNEL = RNG.uniform(0.1, 1.0, (3, 5))
TOTAL = np.sum(~MASK)
DATA, NOISE = RNG.normal(size=TOTAL), RNG.uniform(0.5, 2.0, TOTAL)
ROOT = RNG.normal(size=(TOTAL, TOTAL))
COVARIANCE = ROOT @ ROOT.T / TOTAL + np.eye(TOTAL)


def blurring_mask():
    """False at the masked pixels within the PSF's reach."""
    reached = np.zeros(MASK.shape, bool)
    for y, x in np.argwhere(~MASK):
        reached[max(0, y - 1) : y + 2, max(0, x - 2) : x + 3] = True
    return ~(reached & MASK)


def spread(pixels):
    """The convolution of the given pixels (a mask) onto the unmasked ones, a pixel at a time."""
    from scipy.ndimage import convolve

    columns = []
    for y, x in np.argwhere(~pixels):
        native = np.zeros(MASK.shape)
        native[y, x] = 1.0
        columns.append(convolve(native, KERNEL, mode="constant")[~MASK])
    return np.stack(columns, axis=1)


P = spread(MASK)


def operators(backend, covariance=None, kernel=KERNEL):
    around = None if kernel is None else blurring_mask()
    return ImagingOperators(DATA, NOISE, MASK, kernel, around, backend, covariance)


def close(result, expected):
    np.testing.assert_allclose(np.asarray(result), expected, rtol=0, atol=1e-12 * np.abs(expected).max())


@pytest.mark.parametrize("covariance", [None, COVARIANCE], ids=["noise map", "covariance"])
@pytest.mark.parametrize("kernel", [KERNEL, None], ids=["psf", "no psf"])
def test_definitions(backend, covariance, kernel):
    found = operators(backend, covariance, kernel)
    matrix = np.eye(TOTAL) if kernel is None else P
    noise = np.diag(NOISE**2) if covariance is None else covariance
    inverse = np.linalg.inv(noise)
    close(found.dirty_image, matrix.T @ inverse @ DATA)
    close(found.data_term, DATA @ inverse @ DATA)
    close(found.noise_normalization, np.linalg.slogdet(2.0 * np.pi * noise)[1])
    image = found.xp.asarray(np.stack([DATA, NOISE]))
    close(found.weighted(image), np.asarray(image) @ inverse)
    close(found.convolved(image), np.asarray(image) @ matrix.T)
    close(found.convolved_transposed(image), np.asarray(image) @ matrix)
    assert isinstance(found.w, WPsf if covariance is None else WDense)
    operator = matrix.T @ inverse @ matrix
    close(found.xp.w_tilde_product(image, found.w), np.asarray(image) @ operator)
    indices = RNG.integers(0, 9, (TOTAL, 3))
    weights = RNG.normal(size=indices.shape)
    mapping = found.xp.to_numpy(found.xp.mapping_matrix(found.xp.asarray(indices), found.xp.asarray(weights), 9))
    curvature = found.xp.curvature_matrix(found.xp.asarray(indices), found.xp.asarray(weights), found.w, 9)
    close(curvature, mapping.T @ operator @ mapping)
    assert np.array_equal(np.asarray(curvature), np.asarray(curvature).T) or covariance is not None


def test_light_of_the_blurring_region(backend):
    found, around = operators(backend), blurring_mask()
    outside = np.random.default_rng(5).normal(size=np.sum(~around))
    result = found.convolved(found.data, found.xp.asarray(outside))
    close(result, P @ DATA + spread(around) @ outside)


def test_w_is_built_when_asked_for(backend):
    found = operators(backend)
    assert found.leaves[-1] is None
    assert found.w is found.w
    assert found.leaves[-1] is found.w


def test_leaves_pass_through_jit():
    import jax

    found = operators("jax")

    def value(leaves):
        inside = found.with_leaves(leaves)
        return inside.data @ inside.xp.w_tilde_product(inside.convolved(inside.data), inside.w)

    for _ in range(2):  # without W among the leaves, and with it
        expected = DATA @ (P.T @ np.diag(NOISE**-2) @ P) @ (P @ DATA)
        assert float(jax.jit(value)(found.leaves)) == pytest.approx(expected, rel=1e-12)
        found.w  # noqa: B018


def test_w_built_under_a_trace_is_kept_as_an_array():
    import jax

    found = operators("jax")
    jax.jit(lambda image: found.xp.w_tilde_product(image, found.w))(found.data)
    close(found.xp.w_tilde_product(found.data, found.w), P.T @ (NOISE**-2 * (P @ DATA)))


def test_other_backend():
    found = operators("numba").with_backend("jax")
    assert (found.backend, found.with_backend("jax")) == ("jax", found)
    close(found.xp.w_tilde_product(found.data, found.w), P.T @ (NOISE**-2 * (P @ DATA)))


def test_copies(backend):
    found = operators(backend)
    w = found.w
    for copied in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        close(copied.dirty_image, np.asarray(found.dirty_image))
        close(copied.w.table, np.asarray(w.table))


def test_large_psf_has_no_table(monkeypatch, backend):
    from autolens_lite.xp import w_psf

    monkeypatch.setattr(w_psf, "TABLE_LIMIT", 1000.0)
    found = operators(backend)
    assert found.w.table.size == 0
    indices = found.xp.asarray(np.arange(TOTAL)[:, None])
    for method in ("auto", "direct"):
        curvature = found.xp.curvature_matrix(indices, found.xp.ones((TOTAL, 1)), found.w, int(TOTAL), method)
        close(curvature, P.T @ np.diag(NOISE**-2) @ P)


@pytest.mark.parametrize(
    "covariance, message",
    [(np.eye(3), r"shape \(3, 3\)"), (np.eye(TOTAL) - 0.5, "not positive definite")],
)
def test_bad_covariance_is_refused(covariance, message):
    with pytest.raises(al.exc.DataError, match=message):
        operators("numba", covariance)


def test_blurring_pixel_out_of_reach_is_refused():
    far = np.ones(MASK.shape, bool)
    far[0, 0] = far[-1, -1] = False
    mask = np.ones(MASK.shape, bool)
    mask[5, 5] = False
    with pytest.raises(al.exc.DataError, match="2 pixels out of the PSF's reach"):
        ImagingOperators(np.ones(1), np.ones(1), mask, KERNEL, far)
