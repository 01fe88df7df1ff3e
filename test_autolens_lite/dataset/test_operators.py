"""The precomputed operators equal their definition, in blocks or at once, and survive on disk."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.dataset import fourier_transform
from autolens_lite.dataset.interferometer_operators import InterferometerOperators
from test_autolens_lite.fit.lens_systems import dataset_of, mask_of, response_of

ANNULUS = al.Mask2D.circular_annular((18, 23), 0.4, 1.2, pixel_scales=0.15, origin=(0.3, -0.2), centre=(0.3, -0.2))


def stacked(values):
    return np.concatenate([values.real, values.imag])


def arrays_of(operators):
    return (*operators.w, *operators.leaves[1:])


@pytest.mark.parametrize("unequal", [False, True])
@pytest.mark.parametrize("mask", [mask_of(), ANNULUS], ids=["circle", "annulus off the origin"])
def test_definition(backend, mask, unequal):
    """W = f^T C^-1 f and dirty = f^T C^-1 d with the dense response f; the sums are those of the visibilities."""
    dataset = dataset_of(backend, mask=mask, unequal=unequal)
    operators = dataset.operators
    response, weights = response_of(dataset), stacked(dataset.noise_map) ** -2
    dense = response.T @ (weights[:, None] * response)
    found = np.asarray(dataset.xp.w_tilde_dense(operators.w))
    np.testing.assert_allclose(found, dense, rtol=0, atol=1e-11 * dense.max())
    dirty = response.T @ (weights * stacked(dataset.data))
    np.testing.assert_allclose(operators.dirty_image, dirty, rtol=0, atol=1e-11 * np.abs(dirty).max())
    assert float(operators.data_term) == pytest.approx(np.sum(weights * stacked(dataset.data) ** 2), rel=1e-13)
    assert float(operators.noise_normalization) == pytest.approx(np.sum(np.log(2.0 * np.pi / weights)), rel=1e-13)
    assert (operators.w.sum_table.size > 0) == unequal


def test_blocks_change_nothing():
    dataset = dataset_of("numba")
    arguments = (dataset.data, dataset.noise_map, dataset.uv_wavelengths, dataset.real_space_mask, "numba")
    blocks = InterferometerOperators.from_visibilities(*arguments, block_size=40)
    for part, whole in zip(arrays_of(blocks), arrays_of(dataset.operators), strict=True):
        np.testing.assert_allclose(part, whole, rtol=0, atol=1e-11 * np.abs(whole).max(initial=1e-300))


def test_a_bar_shows_several_blocks(capsys):
    dataset = dataset_of("numba")
    arguments = (dataset.data, dataset.noise_map, dataset.uv_wavelengths, dataset.real_space_mask, "numba")
    InterferometerOperators.from_visibilities(*arguments, block_size=40)
    assert "Transforming visibilities" in capsys.readouterr().err
    InterferometerOperators.from_visibilities(*arguments, block_size=40, progress=False)
    assert capsys.readouterr().err == ""


def test_saved_and_loaded(backend, tmp_path):
    dataset = dataset_of(backend)
    dataset.operators.save(tmp_path / "operators.npz", key="some data")
    loaded = InterferometerOperators.load(tmp_path / "operators.npz", backend, key="some data")
    for part, whole in zip(arrays_of(loaded), arrays_of(dataset.operators), strict=True):
        assert type(part) is type(whole) or np.ndim(whole) == 0
        np.testing.assert_array_equal(part, whole)
    with pytest.raises(al.exc.DataError, match="made from other visibilities"):
        InterferometerOperators.load(tmp_path / "operators.npz", backend, key="other data")


def test_damaged_or_missing_file_is_refused(tmp_path):
    path = tmp_path / "operators.npz"
    with pytest.raises(al.exc.DataError, match="does not hold operators"):
        InterferometerOperators.load(path)
    dataset_of("numba").operators.save(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(al.exc.DataError, match="does not hold operators"):
        InterferometerOperators.load(path)


FORGED = {
    "rows beyond": lambda a: a["w_rows"].__iadd__(10**6),
    "rows below": lambda a: a["w_rows"].__isub__(10**6),
    "columns of floats": lambda a: a.update(w_cols=a["w_cols"] + 0.5),
    "no pixels": lambda a: a.update(w_rows=a["w_rows"][:0], w_cols=a["w_cols"][:0]),
    "fewer pixels": lambda a: a.update(w_rows=a["w_rows"][1:], w_cols=a["w_cols"][1:]),
    "pixels in another order": lambda a: a.update(w_rows=a["w_rows"][::-1], w_cols=a["w_cols"][::-1]),
    "smaller tables": lambda a: a.update(w_table=a["w_table"][2:, 2:]),
    "even tables": lambda a: a.update(w_table=a["w_table"][1:]),
    "another second table": lambda a: a.update(w_sum_table=np.zeros((3, 3))),
    "a shorter image": lambda a: a.update(dirty_image=a["dirty_image"][1:]),
    "NaN": lambda a: a["w_table"].fill(np.nan),
    "text": lambda a: a.update(data_term=np.array("1.0")),
    "no image": lambda a: a.pop("dirty_image"),
    "no key": lambda a: a.pop("key"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_operators_that_would_lead_kernels_astray_are_refused(tmp_path, kind):
    dataset = dataset_of("numba")
    dataset.output_operators(tmp_path / "operators.npz")
    with np.load(tmp_path / "operators.npz") as stored:
        arrays = dict(stored)
    FORGED[kind](arrays)
    np.savez(tmp_path / "operators.npz", **arrays)
    with pytest.raises(al.exc.DataError, match="does not hold operators"):
        dataset.with_operators_from(tmp_path / "operators.npz")


def test_where_kernels_look_is_not_read_from_a_file(tmp_path):
    dataset = dataset_of("numba")
    dataset.output_operators(tmp_path / "operators.npz")
    with np.load(tmp_path / "operators.npz") as stored:
        arrays = dict(stored)
    arrays["w_runs"] += 10**6
    arrays["w_spectrum"] *= 2.0
    np.savez(tmp_path / "operators.npz", **arrays)
    loaded = dataset.with_operators_from(tmp_path / "operators.npz").operators
    for part, whole in zip(loaded.w, dataset.operators.w, strict=True):
        np.testing.assert_array_equal(part, whole)


def test_visibilities_and_images_are_adjoint():
    """Re <V(I), c> = <I, adjoint(c)>, and a point source has the closed form."""
    rng = np.random.default_rng(4)
    uv = rng.normal(scale=2e5, size=(50, 2))
    shape, scales, origin = (12, 15), (0.1, 0.13), (0.2, -0.4)
    image, c = rng.normal(size=shape), rng.normal(size=50) + 1j * rng.normal(size=50)
    left = np.vdot(fourier_transform.visibilities_from(image, uv, scales, origin), c).real
    right = np.sum(image * fourier_transform.image_from(c, uv, shape, scales, origin))
    assert left == pytest.approx(right, rel=1e-11)

    point = np.zeros(shape)
    point[2, 11] = 3.0
    y, x = origin[0] + (5.5 - 2) * scales[0], origin[1] + (11 - 7.0) * scales[1]
    radians = np.pi / 648000.0
    expected = 3.0 * np.exp(-2j * np.pi * radians * (x * uv[:, 0] + y * uv[:, 1]))
    np.testing.assert_allclose(
        fourier_transform.visibilities_from(point, uv, scales, origin), expected, rtol=0, atol=1e-10
    )
