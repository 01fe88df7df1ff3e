"""What is made of a user's arrays keeps its values when the user goes on to change these."""

import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.xp

MASK = al.Mask2D.circular((10, 10), 0.35, 0.1)
PIXELS = MASK.pixels_in_mask
FIELD = al.Mask2D.circular((20, 20), 1.0, 0.1)


def aligned(values):
    """A copy that begins where a cache line does: jax shares the memory of such arrays unless told otherwise."""
    values = np.asarray(values)
    buffer = np.zeros(values.nbytes + 64, np.uint8)
    start = -buffer.ctypes.data % 64
    result = buffer[start : start + values.nbytes].view(values.dtype).reshape(values.shape)
    result[...] = values
    return result


def imaging(backend, data=None, noise_map=None, **kwargs):
    ones = np.ones((10, 10))
    data, noise_map = (ones if given is None else given for given in (data, noise_map))
    return al.Imaging(data, noise_map, pixel_scales=0.1, backend=backend, **kwargs)


def interferometer(backend, data=None, noise_map=None, uv_wavelengths=None):
    rng = np.random.default_rng(1)
    data = rng.normal(size=30) + 1j if data is None else data
    noise_map = np.full(30, 1.0 + 1.0j) if noise_map is None else noise_map
    uv_wavelengths = rng.uniform(2e5, 8e5, (30, 2)) if uv_wavelengths is None else uv_wavelengths
    return al.Interferometer(data, noise_map, uv_wavelengths, FIELD, backend=backend)


# Of each: the array, what is made of it, and what that holds.
CASES = {
    "Array2D, slim": ((PIXELS,), lambda a, b: al.Array2D(a, MASK, b), lambda o: o.slim),
    "Array2D, native": ((10, 10), lambda a, b: al.Array2D(a, MASK, b), lambda o: o.slim),
    "Array2D.no_mask": ((10, 10), lambda a, b: al.Array2D.no_mask(a, 0.1, backend=b), lambda o: o.slim),
    "VectorYX2D": ((PIXELS, 2), lambda a, b: al.VectorYX2D(a, MASK, b), lambda o: o.slim),
    "Grid2DIrregular": ((16, 2), lambda a, b: al.Grid2DIrregular(a, b), lambda o: o.slim),
    "PositionsLH": ((4, 2), lambda a, b: al.PositionsLH(a, 0.1), lambda o: o.positions.slim),
    "InputPotential": (
        (PIXELS,),
        lambda a, b: al.mp.InputPotential(a, mask=MASK),
        lambda o: np.concatenate([o.lensing_potential, *o.deflections_yx_2d_from(al.Grid2D(MASK)).native[..., 0]]),
    ),
    "Imaging, data": ((10, 10), lambda a, b: imaging(b, data=a), lambda o: o.operators.data),
    "Imaging, noise": ((10, 10), lambda a, b: imaging(b, noise_map=a), lambda o: o.noise_map.slim),
    "Interferometer, data": ((60,), lambda a, b: interferometer(b, data=a.view(complex)), lambda o: o.data),
    "Interferometer, noise": ((60,), lambda a, b: interferometer(b, noise_map=a.view(complex)), lambda o: o.noise_map),
    "Interferometer, baselines": ((30, 2), lambda a, b: interferometer(b, None, None, a), lambda o: o.uv_wavelengths),
}


@pytest.mark.parametrize("name", CASES)
def test_values_stay(name, backend):
    shape, make, read = CASES[name]
    scale = 8e5 if name == "Interferometer, baselines" else 1.0
    given = aligned(scale * np.random.default_rng(0).uniform(0.5, 1.0, shape))
    made = make(given, backend)
    before = np.array(read(made))
    given += 1.0
    np.testing.assert_array_equal(np.asarray(read(made)), before)


def test_a_mask_and_a_covariance_stay(backend):
    covariance = aligned(2.0 * np.eye(100))
    hidden = np.ones((10, 10), bool)
    hidden[3:6, 3:6] = False
    mask, dataset = al.Mask2D(hidden, 0.1), imaging(backend, noise_covariance_matrix=covariance)
    hidden[:] = True
    covariance *= 3.0
    assert mask.pixels_in_mask == 9
    np.testing.assert_allclose(np.asarray(dataset.operators.inverse_variance), 0.5 * np.eye(100), rtol=1e-14)
    assert np.asarray(dataset.noise_covariance_matrix)[0, 0] == 2.0


@pytest.mark.parametrize("name", ["asarray", "constant", "as_float"])
def test_arrays_of_jax_share_no_memory(name):
    given = aligned(np.arange(16.0))
    made = getattr(autolens_lite.xp.get("jax"), name)(given)
    given += 1.0
    np.testing.assert_array_equal(np.asarray(made), np.arange(16.0))
