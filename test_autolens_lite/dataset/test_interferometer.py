import copy
import pickle
import warnings

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.dataset import Interferometer, primary_beam_gaussian_from
from autolens_lite.grid import Array2D, Mask2D

ARCSEC = np.pi / 648000.0


def test_holds_what_it_was_given(dataset, arrays, mask, backend):
    np.testing.assert_array_equal(dataset.data, arrays["data"])
    np.testing.assert_array_equal(dataset.noise_map, arrays["noise_map"])
    np.testing.assert_array_equal(dataset.uv_wavelengths, arrays["uv_wavelengths"])
    np.testing.assert_allclose(dataset.uv_distances, np.linalg.norm(arrays["uv_wavelengths"], axis=1), rtol=1e-15)
    assert dataset.real_space_mask is mask
    assert (dataset.backend, dataset.grid.backend, dataset.grid_pixelization.backend) == (backend,) * 3
    assert (dataset.shape_native, dataset.pixel_scales) == ((21, 24), (0.1, 0.1))
    assert dataset.primary_beam_slim is None


@pytest.mark.parametrize("order", [">", "<"])
def test_arrays_of_other_kinds(arrays, mask, order):
    data = arrays["data"].astype(f"{order}c8")
    uv = np.asfortranarray(arrays["uv_wavelengths"].astype(f"{order}f4"))
    dataset = Interferometer(data, np.ones(60, dtype=f"{order}i2"), uv, mask)
    np.testing.assert_array_equal(dataset.data, data)
    np.testing.assert_array_equal(dataset.uv_wavelengths, uv)
    assert (dataset.data.dtype, dataset.noise_map.dtype) == (np.complex128, np.complex128)
    assert dataset.uv_wavelengths.dtype == np.float64
    assert dataset.uv_wavelengths.flags.c_contiguous


def test_real_noise_holds_for_both_parts(arrays, mask):
    sigma = arrays["noise_map"].real
    dataset = Interferometer(arrays["data"], sigma, arrays["uv_wavelengths"], mask)
    np.testing.assert_array_equal(dataset.noise_map, sigma + 1j * sigma)


def test_memory_mapped_and_read_only_arrays(arrays, mask, tmp_path):
    for name, values in arrays.items():
        np.save(tmp_path / f"{name}.npy", values)
    mapped = {name: np.load(tmp_path / f"{name}.npy", mmap_mode="r") for name in arrays}
    dataset = Interferometer(real_space_mask=mask, **mapped)
    assert not isinstance(dataset.data, np.memmap)
    assert dataset.hash == Interferometer(real_space_mask=mask, **arrays).hash


def test_shares_nothing_with_the_user(arrays, mask):
    before = {name: values.copy() for name, values in arrays.items()}
    dataset = Interferometer(real_space_mask=mask, **arrays)
    for name, values in arrays.items():
        np.testing.assert_array_equal(values, before[name])
        assert values.flags.writeable
        values[0] = 99.0
        np.testing.assert_array_equal(getattr(dataset, name), before[name])
        with pytest.raises(ValueError, match="read-only"):
            getattr(dataset, name)[0] = 1.0


def test_over_sampling(arrays, mask, backend):
    dataset = Interferometer(
        real_space_mask=mask, over_sample_size_lp=3, over_sample_size_pixelization=2, backend=backend, **arrays
    )
    assert (dataset.grid.over_sample_size, dataset.grid_pixelization.over_sample_size) == (3, 2)
    other = dataset.apply_over_sampling(over_sample_size_pixelization=4)
    assert (other.grid.over_sample_size, other.grid_pixelization.over_sample_size) == (3, 4)
    assert dataset.grid_pixelization.over_sample_size == 2
    assert other.hash != dataset.hash


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, lambda dataset: pickle.loads(pickle.dumps(dataset))])
def test_copies(arrays, mask, backend, duplicate):
    dataset = Interferometer(real_space_mask=mask, primary_beam=3.0, over_sample_size_lp=2, backend=backend, **arrays)
    other = duplicate(dataset)
    assert (other.hash, other.backend) == (dataset.hash, backend)
    assert not other.data.flags.writeable
    for name in ("primary_beam_slim",):
        assert isinstance(getattr(other, name), dataset.xp.ndarray)
        np.testing.assert_array_equal(getattr(other, name), getattr(dataset, name))
    assert isinstance(other.grid.y, dataset.xp.ndarray)


def test_with_backend(arrays, mask):
    dataset = Interferometer(real_space_mask=mask, primary_beam=3.0, backend="numba", **arrays)
    other = dataset.with_backend("jax")
    assert (other.backend, other.grid.backend, other.grid_pixelization.backend) == ("jax",) * 3
    assert isinstance(other.primary_beam_slim, other.xp.ndarray)
    assert other.hash == dataset.hash
    assert dataset.backend == "numba"
    assert isinstance(dataset.primary_beam_slim, np.ndarray)
    assert dataset.with_backend("numba") is dataset


def test_copies_do_not_warn_again(arrays, mask):
    with pytest.warns(exc.AutoLensWarning, match="Nyquist"):
        dataset = Interferometer(arrays["data"], arrays["noise_map"], 2.0 * arrays["uv_wavelengths"], mask)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pickle.loads(pickle.dumps(dataset.with_backend("jax").apply_over_sampling(2)))


CHANGES = {
    "data": lambda given: given | {"data": given["data"] * (1.0 + 1e-15)},
    "noise": lambda given: given | {"noise_map": given["noise_map"].imag + 1j * given["noise_map"].real},
    "order": lambda given: given | {"uv_wavelengths": given["uv_wavelengths"][::-1]},
    "mask": lambda given: given | {"real_space_mask": Mask2D(given["real_space_mask"].mask, 0.1)},
    "beam": lambda given: given | {"primary_beam": 3.0},
    "sub-pixels": lambda given: given | {"over_sample_size_lp": 2},
    "sub-pixels of the source": lambda given: given | {"over_sample_size_pixelization": 2},
}


@pytest.mark.parametrize("change", CHANGES)
def test_hash_changes_with_what_matters(arrays, mask, change):
    given = arrays | {"real_space_mask": mask}
    assert Interferometer(**given).hash != Interferometer(**CHANGES[change](given)).hash


def test_hash_does_not_change_with_what_does_not(arrays, mask):
    given = arrays | {"real_space_mask": Mask2D(mask.mask.copy(), 0.1, mask.origin)}
    first = Interferometer(real_space_mask=mask, backend="numba", **arrays)
    assert first.hash == Interferometer(backend="jax", **given).hash
    assert len(first.hash) == 64


class Operators:
    """Stands in for the operators: something that is kept, handed on and replaced."""

    def __init__(self, value, key=""):
        self.value = value
        self.key = key

    @property
    def leaves(self):
        return (self.value,)

    def with_leaves(self, leaves):
        return Operators(*leaves, self.key)

    def with_backend(self, backend):
        return self


def test_leaves(arrays, mask, backend):
    operators = Operators(1, Interferometer(real_space_mask=mask, **arrays)._operators_key)
    dataset = Interferometer(
        real_space_mask=mask, primary_beam=3.0, operators=operators, over_sample_size_lp=2, backend=backend, **arrays
    )
    kept, grid, grid_pixelization, (beam,) = dataset.leaves
    assert kept == (1,)
    assert len(grid) == 4
    assert len(grid_pixelization) == 2
    new = dataset.with_leaves(((2,), tuple(leaf + 1.0 for leaf in grid), grid_pixelization, (2.0 * beam,)))
    assert new.operators.value == 2
    np.testing.assert_array_equal(new.grid.over_sampled.y, dataset.grid.over_sampled.y + 1.0)
    np.testing.assert_array_equal(new.grid_pixelization.y, dataset.grid_pixelization.y)
    np.testing.assert_array_equal(new.primary_beam_slim, 2.0 * dataset.primary_beam_slim)
    assert dataset.operators is operators
    assert dataset.leaves[1][0] is grid[0]


def test_without_visibilities(arrays, mask, backend):
    operators = Operators(1, Interferometer(real_space_mask=mask, **arrays)._operators_key)
    dataset = Interferometer(real_space_mask=mask, operators=operators, backend=backend, **arrays)
    small = dataset.without_visibilities()
    assert (small.hash, small.operators.value) == (dataset.hash, 1)
    assert len(pickle.dumps(small)) < len(pickle.dumps(dataset)) - 60 * (16 + 16 + 16)
    assert pickle.loads(pickle.dumps(small)).hash == dataset.hash
    with pytest.raises(exc.DataError, match="without its visibilities"):
        small.data  # noqa: B018
    assert "no visibilities" in repr(small)
    assert dataset.data.size == 60


def test_primary_beam_by_hand(arrays, mask, backend):
    dataset = Interferometer(real_space_mask=mask, primary_beam=1.5, backend=backend, **arrays)
    radii = np.hypot(np.asarray(dataset.grid.y), np.asarray(dataset.grid.x))
    np.testing.assert_allclose(dataset.primary_beam_slim, 0.5 ** ((2.0 * radii / 1.5) ** 2), rtol=1e-14)
    assert isinstance(dataset.primary_beam_slim, dataset.xp.ndarray)


def test_primary_beam_off_centre(mask, backend):
    beam = primary_beam_gaussian_from(mask, fwhm=1.0, centre=(0.55, -0.05), backend=backend)
    # The mask has pixel centres at (0.55 +- 0.1 n, -0.05 +- 0.1 n): the peak and two points at half the maximum.
    native = np.asarray(beam.native)
    rows = [int(np.argmin(abs(mask.y_axis - y))) for y in (0.55, 0.05)]
    column = int(np.argmin(abs(mask.x_axis + 0.05)))
    np.testing.assert_allclose(native[rows, column], [1.0, 0.5], rtol=1e-12)


def test_primary_beam_as_an_array(arrays, mask):
    expected = Interferometer(real_space_mask=mask, primary_beam=2.0, **arrays)
    beam = primary_beam_gaussian_from(mask, 2.0)
    for given in (beam, np.asarray(beam), np.asarray(beam.native), list(np.asarray(beam))):
        assert Interferometer(real_space_mask=mask, primary_beam=given, **arrays).hash == expected.hash


def direct_image(weights, uv_wavelengths, y, x):
    phases = 2.0 * np.pi * ARCSEC * (np.outer(y, uv_wavelengths[:, 1]) + np.outer(x, uv_wavelengths[:, 0]))
    return np.exp(1j * phases) @ weights


def test_dirty_image_by_direct_sum(dataset, arrays, mask):
    sigma, data = arrays["noise_map"], arrays["data"]
    weighted = data.real / sigma.real**2 + 1j * data.imag / sigma.imag**2
    total = 0.5 * np.sum(1.0 / sigma.real**2 + 1.0 / sigma.imag**2)
    y, x = np.meshgrid(mask.y_axis, mask.x_axis, indexing="ij")
    expected = direct_image(weighted, arrays["uv_wavelengths"], y.ravel(), x.ravel()).real.reshape(y.shape) / total
    image = dataset.dirty_image
    assert isinstance(image, Array2D)
    assert image.backend == dataset.backend
    assert image.shape_slim == mask.mask.size
    np.testing.assert_allclose(image.native, expected, atol=1e-11 * np.abs(expected).max())
    np.testing.assert_allclose(dataset.dirty_noise, 1.0 / np.sqrt(total), rtol=1e-14)
    np.testing.assert_allclose(
        dataset.dirty_signal_to_noise_map.native, expected * np.sqrt(total), atol=1e-10 * np.abs(expected).max()
    )


def test_point_source_has_a_peak_of_its_flux(arrays, mask, backend):
    uv = arrays["uv_wavelengths"]
    y, x = mask.y_axis[6], mask.x_axis[15]
    data = 3.0 * np.exp(-2j * np.pi * ARCSEC * (uv[:, 0] * x + uv[:, 1] * y))
    dataset = Interferometer(data, arrays["noise_map"].real, uv, mask, backend=backend)
    image = np.asarray(dataset.dirty_image.native)
    assert np.unravel_index(np.argmax(image), image.shape) == (6, 15)
    np.testing.assert_allclose(image[6, 15], 3.0, rtol=1e-11)


@pytest.mark.parametrize("shape", [(21, 24), (24, 21), (20, 20), (21, 21)])
def test_dirty_beam_has_a_peak_of_one(arrays, shape):
    mask = Mask2D.all_false(shape, 0.1, origin=(1.0, 2.0))
    beam = np.asarray(Interferometer(real_space_mask=mask, **arrays).dirty_beam.native)
    middle = (shape[0] // 2, shape[1] // 2)
    assert np.unravel_index(np.argmax(beam), shape) == middle
    np.testing.assert_allclose(beam[middle], 1.0, rtol=1e-11)
    # A real sky gives a symmetric beam.
    np.testing.assert_allclose(beam[middle[0] - 3, middle[1] - 2], beam[middle[0] + 3, middle[1] + 2], atol=1e-11)


def test_noise_in_the_dirty_image(arrays, mask):
    """Of 400 realizations of pure noise: the scatter of a pixel is as stated, to 4 standard errors."""
    uv = np.concatenate([arrays["uv_wavelengths"], arrays["uv_wavelengths"][:, ::-1]])
    generator = np.random.default_rng(11)
    sigma = np.full(120, 2.0)
    values = []
    for _ in range(400):
        data = 2.0 * (generator.normal(size=120) + 1j * generator.normal(size=120))
        values.append(np.asarray(Interferometer(data, sigma, uv, mask).dirty_image.native)[10, 12])
    expected = 2.0 / np.sqrt(120)
    assert abs(np.std(values) / expected - 1.0) < 4.0 / np.sqrt(2 * 400)


def assert_same_operators(first, second):
    assert type(first) is type(second)
    assert_equal_trees(first.leaves, second.leaves)


def assert_equal_trees(first, second):
    assert type(first) is type(second)
    if isinstance(first, tuple):
        for one, other in zip(first, second, strict=True):
            assert_equal_trees(one, other)
    else:
        np.testing.assert_array_equal(first, second)


def test_operators_are_computed_once_and_follow(dataset):
    operators = dataset.operators
    assert dataset.operators is operators
    assert dataset.apply_over_sampling(2).operators is operators
    name = {"numba": "jax", "jax": "numba"}[dataset.backend]
    other = dataset.with_backend(name)
    assert isinstance(other.operators.dirty_image, other.xp.ndarray)
    np.testing.assert_array_equal(other.operators.dirty_image, operators.dirty_image)
    assert_same_operators(pickle.loads(pickle.dumps(dataset)).operators, operators)


def test_operators_are_of_these_data(dataset):
    """The dirty image of the operators and that of the dataset differ by the natural weights' sum."""
    image = np.asarray(dataset.dirty_image.native)[~dataset.real_space_mask.mask] / dataset.dirty_noise**2
    np.testing.assert_allclose(dataset.operators.dirty_image, image, atol=1e-11 * np.abs(image).max())
    total = np.sum(
        (dataset.data.real / dataset.noise_map.real) ** 2 + (dataset.data.imag / dataset.noise_map.imag) ** 2
    )
    np.testing.assert_allclose(dataset.operators.data_term, total, rtol=1e-13)


def test_operators_are_stored(dataset, arrays, mask, tmp_path):
    dataset.output_operators(tmp_path / "new" / "operators.npz")
    with pytest.raises(exc.DataError, match="overwrite=True"):
        dataset.output_operators(tmp_path / "new" / "operators.npz")
    # Neither the beam nor the sub-pixels change them.
    other = Interferometer(
        real_space_mask=mask, primary_beam=2.0, over_sample_size_lp=2, backend=dataset.backend, **arrays
    )
    assert_same_operators(other.with_operators_from(tmp_path / "new" / "operators.npz").operators, dataset.operators)
    changed = Interferometer(
        arrays["data"] + 1.0, arrays["noise_map"], arrays["uv_wavelengths"], mask, backend=dataset.backend
    )
    with pytest.raises(exc.DataError, match="other visibilities"):
        changed.with_operators_from(tmp_path / "new" / "operators.npz")
    with pytest.raises(exc.DataError, match="not a file"):
        changed.with_operators_from(tmp_path / "none.npz")


def test_operators_of_other_data_are_refused(dataset, arrays, mask):
    """Those from a pickle, a file or the other backend are as good as those that the dataset made itself."""
    given = arrays | {"real_space_mask": mask}
    other = {"numba": "jax", "jax": "numba"}[dataset.backend]
    for operators in (dataset.operators, pickle.loads(pickle.dumps(dataset)).operators):
        same = Interferometer(backend=other, operators=operators, **given)
        assert_same_operators(same.with_backend(dataset.backend).operators, dataset.operators)
        changes = [CHANGES[name](given) for name in ("data", "noise", "order", "mask")]
        for changed in (*changes, given | {"real_space_mask": Mask2D.all_false((21, 24), 0.1)}):
            with pytest.raises(exc.DataError, match="another dataset"):
                Interferometer(operators=operators, **changed)


def test_operators_that_were_saved_know_their_data(dataset, arrays, mask, tmp_path):
    dataset.operators.save(tmp_path / "operators.npz")
    operators = type(dataset.operators).load(tmp_path / "operators.npz", dataset.backend)
    assert Interferometer(real_space_mask=mask, operators=operators, **arrays).hash == dataset.hash
    with pytest.raises(exc.DataError, match="another dataset"):
        Interferometer(real_space_mask=mask, operators=operators, **CHANGES["data"](arrays))


@pytest.mark.parametrize("operators", [1.0, "file.npz", np.zeros(3)])
def test_operators_of_another_kind_are_refused(arrays, mask, operators):
    with pytest.raises(exc.DataError, match=r"operators is a .* Pass dataset.operators"):
        Interferometer(real_space_mask=mask, operators=operators, **arrays)
