"""What an image dataset holds, how masks and noise are applied, and how light is blurred."""

import copy
import pickle

import numpy as np
import pytest
from astropy import units

import autolens_lite as al
from autolens_lite import exc

SHAPE = (16, 18)
SCALE = 0.1


def arrays(shape=SHAPE):
    generator = np.random.default_rng(7)
    return generator.normal(size=shape) + 2.0, generator.uniform(0.5, 1.5, size=shape)


def psf(shape=(5, 3), size=1):
    kernel = np.random.default_rng(8).random(shape)
    kernel[shape[0] // 2, shape[1] // 2] = 3.0
    return al.Convolver(kernel, convolve_over_sample_size=size)


def circle(radius=0.55, **kwargs):
    return al.Mask2D.circular(SHAPE, radius, SCALE, centre=(0.1, -0.05), **kwargs)


def imaging(**kwargs):
    data, noise_map = arrays()
    return al.Imaging(data, noise_map, **{"psf": psf(), "pixel_scales": SCALE, **kwargs})


def test_arrays_are_held(backend):
    data, noise_map = arrays()
    dataset = al.Imaging(data, noise_map, psf(), pixel_scales=SCALE, backend=backend)
    np.testing.assert_array_equal(np.asarray(dataset.data.native), data)
    np.testing.assert_array_equal(np.asarray(dataset.noise_map.native), noise_map)
    np.testing.assert_allclose(
        np.asarray(dataset.signal_to_noise_map.native), np.maximum(data / noise_map, 0.0), rtol=1e-15
    )
    assert (dataset.data.backend, dataset.grid.backend, dataset.xp.NAME) == (backend, backend, backend)
    assert (dataset.shape_native, dataset.pixel_scales) == (SHAPE, (SCALE, SCALE))
    assert (dataset.grid.over_sample_size, dataset.grid_pixelization.over_sample_size) == (4, 4)


@pytest.mark.parametrize(
    "given",
    [
        lambda v: v.astype(">f8"),
        lambda v: v.tolist(),
        lambda v: np.asfortranarray(v),
        lambda v: v[::-1][::-1],
        lambda v: np.ma.masked_array(v),
        lambda v: al.Array2D.no_mask(v, SCALE),
        lambda v: al.Array2D.no_mask(v, SCALE, backend="jax"),
    ],
    ids=["big-endian", "list", "Fortran order", "view", "masked array", "Array2D", "Array2D on jax"],
)
def test_kinds_of_arrays(given):
    data, noise_map = arrays()
    dataset = al.Imaging(given(data), given(noise_map), pixel_scales=SCALE)
    assert dataset.hash == al.Imaging(data, noise_map, pixel_scales=SCALE).hash
    assert dataset._data.dtype.isnative


def test_whole_numbers():
    data = np.arange(12).reshape(3, 4)
    dataset = al.Imaging(data, np.ones((3, 4), dtype=np.uint8), pixel_scales=SCALE)
    assert dataset.hash == al.Imaging(data.astype(float), np.ones((3, 4)), pixel_scales=SCALE).hash


def test_read_only_and_memory_mapped_arrays(tmp_path):
    data, noise_map = arrays()
    np.save(tmp_path / "data.npy", data)
    mapped = np.load(tmp_path / "data.npy", mmap_mode="r")
    noise_map.flags.writeable = False
    dataset = al.Imaging(mapped, noise_map, pixel_scales=SCALE)
    assert not isinstance(dataset._data, np.memmap)
    assert dataset.hash == al.Imaging(*arrays(), pixel_scales=SCALE).hash


def test_data_are_copied_and_read_only():
    data, noise_map = arrays()
    dataset = al.Imaging(data, noise_map, pixel_scales=SCALE)
    before = dataset.hash
    data[:] = 0.0
    noise_map[:] = -1.0
    del dataset.hash
    assert dataset.hash == before
    with pytest.raises(ValueError, match="read-only"):
        dataset._data[0] = 1.0


def test_masked_pixels_may_hold_anything():
    data, noise_map = arrays()
    clean = al.Imaging(data, noise_map, psf(), pixel_scales=SCALE).apply_mask(circle())
    hidden = circle().mask
    spoiled, zero = np.where(hidden, np.nan, data), np.where(hidden, 0.0, noise_map)
    for dataset in (
        al.Imaging(spoiled, zero, psf(), mask=circle()),
        al.Imaging(np.ma.masked_array(spoiled, hidden), zero, psf(), pixel_scales=SCALE),
        al.Imaging(spoiled, np.ma.masked_array(zero, hidden), psf(), pixel_scales=SCALE),
        al.Imaging(al.Array2D(spoiled, circle()), al.Array2D(zero, circle()), psf()),
        al.Imaging(data[~hidden], noise_map[~hidden], psf(), mask=circle()),
    ):
        assert dataset.hash == clean.hash


def test_masks_add_up():
    data, noise_map = arrays()
    hidden = np.zeros(SHAPE, dtype=bool)
    hidden[8, 9] = True
    dataset = al.Imaging(np.ma.masked_array(data, hidden), noise_map, pixel_scales=SCALE, mask=circle())
    np.testing.assert_array_equal(dataset.mask.mask, circle().mask | hidden)


def test_apply_mask(backend):
    data, noise_map = arrays()
    sizes = np.where(np.arange(data.size).reshape(SHAPE) % 2, 2, 4)
    whole = imaging(over_sample_size_lp=sizes, over_sample_size_pixelization=2, backend=backend)
    dataset = whole.apply_mask(circle())
    unmasked = ~circle().mask
    assert dataset.mask.same_as(circle())
    np.testing.assert_array_equal(np.asarray(dataset.data), data[unmasked])
    np.testing.assert_array_equal(np.asarray(dataset.noise_map), noise_map[unmasked])
    np.testing.assert_array_equal(dataset.grid.over_sample_size, sizes[unmasked])
    assert dataset.grid_pixelization.over_sample_size == 2
    assert dataset.grid.mask.same_as(dataset.mask) and dataset.grid_pixelization.mask.same_as(dataset.mask)
    assert whole.mask.pixels_in_mask == data.size
    # A second mask masks further pixels, and does not uncover any.
    smaller = dataset.apply_mask(circle(radius=0.3))
    assert smaller.hash == whole.apply_mask(circle(radius=0.3)).hash
    assert smaller.apply_mask(circle()).hash == smaller.hash


def test_noise_scaling():
    data, noise_map = arrays()
    dataset = imaging()
    neighbour = al.Mask2D.circular(SHAPE, 0.2, SCALE, centre=(-0.4, 0.5))
    inside = ~neighbour.mask
    scaled = dataset.apply_noise_scaling(neighbour)
    np.testing.assert_array_equal(np.asarray(scaled.noise_map.native), np.where(inside, 1.0e8, noise_map))
    np.testing.assert_array_equal(np.asarray(scaled.data.native), np.where(inside, 0.0, data))
    kept = dataset.apply_noise_scaling(neighbour, signal_to_noise_value=0.5, should_zero_data=False)
    np.testing.assert_array_equal(np.asarray(kept.data.native), data)
    ratio = np.abs(data) / np.asarray(kept.noise_map.native)
    assert ratio[inside].max() == pytest.approx(0.5, rel=1e-14)
    np.testing.assert_array_equal(np.asarray(kept.noise_map.native)[~inside], noise_map[~inside])
    assert (np.asarray(kept.noise_map.native) >= noise_map).all()
    assert dataset.hash == imaging().hash
    # On a masked dataset too.
    masked = dataset.apply_mask(circle(radius=0.7)).apply_noise_scaling(neighbour)
    assert masked.hash == scaled.apply_mask(circle(radius=0.7)).hash
    assert masked.operators.noise_normalization > dataset.apply_mask(circle(radius=0.7)).operators.noise_normalization


def test_equal_sub_pixels_are_one_grid(backend):
    dataset = imaging(over_sample_size_lp=2, over_sample_size_pixelization=2, backend=backend)
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, [8, 2], [0.2])
    assert dataset.grid_pixelization is dataset.grid
    assert dataset.apply_over_sampling(over_sample_size_lp=4).grid_pixelization is dataset.grid
    for other in (dataset.apply_mask(circle()), dataset.apply_over_sampling(sizes, sizes)):
        assert other.grid is not dataset.grid
        assert other.grid_pixelization is other.grid
    lower = dataset.apply_over_sampling(over_sample_size_pixelization=1)
    assert (lower.grid.over_sample_size, lower.grid_pixelization.over_sample_size) == (2, 1)


def test_over_sampling(backend):
    dataset = imaging(backend=backend).apply_mask(circle())
    operators = dataset.operators
    sizes = al.over_sample_size_via_radial_bins_from(dataset.grid, [8, 2], [0.2])
    changed = dataset.apply_over_sampling(over_sample_size_lp=sizes, over_sample_size_pixelization=1)
    np.testing.assert_array_equal(changed.grid.over_sample_size, np.asarray(sizes))
    assert changed.grid_pixelization.over_sample_size == 1
    assert changed.operators is operators
    assert (dataset.grid.over_sample_size, dataset.grid_pixelization.over_sample_size) == (4, 4)
    assert changed.apply_over_sampling(over_sample_size_lp=4, over_sample_size_pixelization=4).hash == dataset.hash
    assert len({dataset.hash, changed.hash, changed.apply_over_sampling(3).hash}) == 3
    # Sizes made before the mask is applied.
    frame = al.Mask2D.all_false(SHAPE, SCALE)
    early = al.over_sample_size_via_radial_bins_from(frame, [8, 2], [0.2], [dataset.mask.mask_centre])
    assert imaging(over_sample_size_lp=early).apply_mask(circle()).grid.over_sample_size.tolist() == list(sizes)
    assert dataset.apply_over_sampling(early).grid.over_sample_size.tolist() == list(sizes)


def direct(light, kernel):
    """The convolution of a native image by its definition, dark beyond the array."""
    ky, kx = (n // 2 for n in kernel.shape)
    padded = np.pad(light, ((ky, ky), (kx, kx)))
    out = np.zeros_like(light)
    for dy in range(-ky, ky + 1):
        for dx in range(-kx, kx + 1):
            rows, columns = slice(ky - dy, ky - dy + light.shape[0]), slice(kx - dx, kx - dx + light.shape[1])
            out += kernel[ky + dy, kx + dx] * padded[rows, columns]
    return out


@pytest.mark.parametrize("mask", [circle(), circle(radius=0.75), al.Mask2D.all_false(SHAPE, SCALE)])
def test_blurred(backend, mask):
    """The light of a function of the sky, averaged over pixels and then blurred, also from beyond the image."""
    dataset = imaging(mask=mask, over_sample_size_lp=3, backend=backend)
    frame = mask.padded_from(4, 4)

    def light(points):
        return points.xp.exp(points.y - 0.5 * points.x) + 1.0

    whole = np.asarray(al.Grid2D(frame.padded_from(0, 0)).native)
    assert whole.shape[:2] == (24, 26)
    everything = al.Mask2D.all_false(frame.shape_native, SCALE)
    centres = al.Grid2D(everything)
    native = everything.native_from(np.asarray(light(centres.coordinates)))
    fine = al.Grid2D(everything, 3)
    binned = everything.native_from(np.asarray(fine.binned_from(light(fine.over_sampled))))
    # Outside the mask, light is that at the centres of pixels.
    expected = direct(np.where(frame.mask, native, binned), dataset.psf.kernel)[~frame.mask]
    blurred = dataset.blurred_from(light(dataset.grid.over_sampled), light(dataset.blurring_grid.over_sampled))
    np.testing.assert_allclose(np.asarray(blurred), expected, rtol=1e-12)
    dark = dataset.blurred_from(light(dataset.grid.over_sampled))
    expected = direct(np.where(frame.mask, 0.0, binned), dataset.psf.kernel)[~frame.mask]
    np.testing.assert_allclose(np.asarray(dark), expected, rtol=1e-12)


@pytest.mark.parametrize("sizes", [4, "unequal"])
def test_blurred_by_a_finer_psf(backend, sizes):
    """Light is convolved on the fine pixels before it is averaged over each pixel."""
    mask, size = circle(), 2
    if sizes == "unequal":
        sizes = np.where(np.arange(mask.pixels_in_mask) % 3, 2, 6)
    dataset = imaging(mask=mask, psf=psf((7, 5), size), over_sample_size_lp=sizes, backend=backend)
    around = dataset.blurring_grid.mask
    frame = mask.padded_for(dataset.psf.kernel_shape_image_resolution)
    assert dataset.blurring_grid.over_sample_size == size

    def light(points):
        return points.xp.exp(2.0 * points.y - points.x)

    fine = np.zeros((frame.shape_native[0] * size, frame.shape_native[1] * size))
    for part, grid in ((frame, al.Grid2D(frame, sizes)), (around, al.Grid2D(around, size))):
        values = np.asarray(grid.partly_binned_from(light(grid.over_sampled), size)).reshape(-1, size, size)
        for (row, column), block in zip(part.native_for_slim, values, strict=True):
            fine[row * size : (row + 1) * size, column * size : (column + 1) * size] = block
    blurred = direct(fine, dataset.psf.kernel).reshape(frame.shape_native[0], size, -1, size).mean(axis=(1, 3))
    found = dataset.blurred_from(light(dataset.grid.over_sampled), light(dataset.blurring_grid.over_sampled))
    np.testing.assert_allclose(np.asarray(found), blurred[~frame.mask], rtol=1e-12)
    # Pixelized sources see the kernel averaged over pixels.
    np.testing.assert_array_equal(dataset.operators.psf.kernel, dataset.psf.kernel_image_resolution)


def test_without_psf(backend):
    for sharp in (None, al.Convolver.no_blur()):
        dataset = imaging(psf=sharp, mask=circle(), backend=backend)
        assert dataset.blurring_grid is None
        values = dataset.grid.over_sampled.y**2
        np.testing.assert_allclose(
            np.asarray(dataset.blurred_from(values)), np.asarray(dataset.grid.binned_from(values)), rtol=1e-15
        )
        expected = np.asarray(dataset.data) / np.asarray(dataset.noise_map) ** 2
        np.testing.assert_allclose(np.asarray(dataset.operators.dirty_image), expected, rtol=1e-15)


def test_psf_as_an_array():
    kernel = psf().kernel * 7.0
    for given in (kernel, al.Convolver(kernel, normalize=False), al.Array2D.no_mask(kernel, SCALE)):
        np.testing.assert_allclose(imaging(psf=given).psf.kernel, psf().kernel, rtol=1e-14)


@pytest.mark.parametrize("size", [1, 2])
def test_leaves_go_through_jit(size):
    """A compiled function takes the arrays as arguments, and its gradient is that of finite differences."""
    import jax

    dataset = imaging(mask=circle(), psf=psf((5, 5), size), over_sample_size_lp=2, backend="jax")

    def chi_squared(level, leaves):
        inside = dataset.with_leaves(leaves)
        points, around = inside.grid.over_sampled, inside.blurring_grid.over_sampled
        image = inside.blurred_from(level * points.xp.exp(-(points.y**2)), level * points.xp.exp(-(around.y**2)))
        residual = inside.operators.data - image
        return residual @ inside.operators.weighted(residual)

    value, slope = jax.jit(jax.value_and_grad(chi_squared))(1.5, dataset.leaves)
    host = dataset.with_backend("numba")
    assert chi_squared(1.5, dataset.leaves) == pytest.approx(float(value), rel=1e-12)
    assert host.hash == dataset.hash
    expected = (chi_squared(1.501, dataset.leaves) - chi_squared(1.499, dataset.leaves)) / 0.002
    assert float(slope) == pytest.approx(float(expected), rel=1e-8)
    # The data are arguments: others give another value without a new trace.
    changed = dataset.with_backend("jax").apply_noise_scaling(al.Mask2D.circular(SHAPE, 0.2, SCALE))
    assert float(jax.jit(chi_squared)(1.5, changed.leaves)) < float(value)


@pytest.mark.parametrize("size", [1, 2])
def test_other_values_on_the_same_pixels(backend, size):
    """They are what a dataset is that is made anew, and the grids are shared."""
    full = imaging(psf=psf(size=size), backend=backend)
    dataset = full.apply_mask(circle())
    data, noise_map = (2.0 * array + 0.3 for array in arrays())
    other = al.Convolver(psf(size=size).kernel[:, ::-1] ** 2, convolve_over_sample_size=size)
    kept = ~dataset.mask.mask
    changed = dataset.with_values(data=data[kept], noise_map=al.Array2D.no_mask(noise_map, SCALE), psf=other)
    anew = al.Imaging(data, noise_map, other, pixel_scales=SCALE, backend=backend, use_normalized_psf=False)
    anew = anew.apply_mask(circle())
    assert changed.hash == anew.hash != dataset.hash
    tracer = al.Tracer([al.Galaxy(redshift=0.5, bulge=al.lp.Sersic())])
    expected = al.FitImaging(anew, tracer).log_likelihood
    assert al.FitImaging(changed, tracer).log_likelihood == expected
    assert changed.grid is dataset.grid and changed.mask is dataset.mask
    assert changed.blurring_grid is dataset.blurring_grid
    only_noise = dataset.with_values(noise_map=noise_map[kept])
    np.testing.assert_array_equal(np.asarray(only_noise.data), np.asarray(dataset.data))
    assert only_noise.psf is dataset.psf


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "was given nothing"),
        ({"data": np.ones(3)}, r"data has shape \(3,\)"),
        ({"data": np.ones((4, 5))}, r"data has shape \(4, 5\), but the dataset has \(16, 18\)"),
        ({"data": np.full(SHAPE, np.nan)}, "is not finite"),
        ({"noise_map": np.zeros(SHAPE)}, "is not positive"),
        ({"noise_map": al.Array2D.no_mask(np.ones(SHAPE), 2.0 * SCALE)}, "noise_map has pixel_scales"),
        ({"data": np.ma.masked_array(np.ones(SHAPE), np.eye(*SHAPE, dtype=bool))}, "masked in 16 of"),
        ({"psf": np.ones((3, 3))}, r"psf has \(shape, convolve_over_sample_size\) = \(\(3, 3\), 1\)"),
        ({"psf": "sharp"}, "psf is a str"),
    ],
)
def test_other_values_that_do_not_fit(values, message):
    with pytest.raises(exc.DataError, match=message):
        imaging().with_values(**values)


def test_other_values_in_units():
    """A Quantity is of the dataset's unit, or refused, where that is not known; so is an array from a file."""
    quantity = np.ones(SHAPE) * units.mJy
    dataset = imaging()
    for name in ("data", "noise_map"):
        with pytest.raises(exc.DataError, match=f"{name} is in mJy"):
            dataset.with_values(**{name: quantity})
    dataset._unit = "Jy"
    from_file = al.Array2D.no_mask(np.ones(SHAPE), SCALE)
    from_file.unit = "mJy"
    for name in ("data", "noise_map"):
        changed = getattr(dataset.with_values(**{name: quantity}), name)
        np.testing.assert_allclose(np.asarray(changed), 1e-3, rtol=1e-14)
        with pytest.warns(exc.AutoLensWarning, match="multiplied by 0.001"):
            changed = getattr(dataset.with_values(**{name: from_file}), name)
        np.testing.assert_allclose(np.asarray(changed), 1e-3, rtol=1e-14)
    with pytest.raises(exc.DataError, match="cannot be converted to Jy"):
        dataset.with_values(data=np.ones(SHAPE) * units.K)


def test_another_psf_that_is_not_like_the_image():
    dataset = imaging(psf=psf())
    kernel = dataset.psf.kernel
    with pytest.warns(exc.AutoLensWarning, match="psf sums to 10, .* Pass psf.normalized"):
        dataset.with_values(psf=10.0 * kernel)
    with pytest.warns(exc.AutoLensWarning, match="psf has pixel_scales"):
        dataset.with_values(psf=al.Convolver(kernel, 2.0 * SCALE))


def test_a_noise_map_has_no_say_beside_a_covariance():
    dataset = imaging(noise_covariance_matrix=np.diag(arrays()[1].ravel() ** 2))
    with pytest.raises(exc.DataError, match="changes nothing"):
        dataset.with_values(noise_map=np.ones(SHAPE))
    changed = dataset.with_values(data=np.ones(SHAPE))
    assert changed.noise_covariance_matrix is dataset.noise_covariance_matrix


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies(backend, copied, size):
    covariance = np.diag(arrays()[1].ravel() ** 2)
    dataset = imaging(psf=psf(size=size), backend=backend, noise_covariance_matrix=covariance).apply_mask(circle())
    light = np.linspace(0.0, 1.0, dataset.grid.over_sampled.y.shape[0])
    blurred = np.asarray(dataset.blurred_from(dataset.xp.as_float(light)))
    again = copied(dataset)
    assert (again.hash, again.backend) == (dataset.hash, backend)
    np.testing.assert_array_equal(np.asarray(again.blurred_from(again.xp.as_float(light))), blurred)
    assert not again._data.flags.writeable
    assert copied(dataset.for_workers()).hash == dataset.hash


def test_with_backend():
    dataset = imaging(mask=circle(), backend="numba")
    assert dataset.with_backend("numba") is dataset
    other = dataset.with_backend("jax")
    grids = (other.grid, other.grid_pixelization, other.blurring_grid, other.operators, other.data)
    assert {thing.backend for thing in grids} == {"jax"}
    assert dataset.grid.backend == dataset.operators.backend == "numba"
    np.testing.assert_allclose(
        np.asarray(other.operators.dirty_image), np.asarray(dataset.operators.dirty_image), rtol=1e-12
    )


def test_hash_sees_everything():
    base = imaging()
    data, noise_map = arrays()
    others = [
        al.Imaging(data + 1.0, noise_map, psf(), pixel_scales=SCALE),
        al.Imaging(data, noise_map * 2.0, psf(), pixel_scales=SCALE),
        al.Imaging(data, noise_map, psf((3, 3)), pixel_scales=SCALE),
        al.Imaging(data, noise_map, psf(size=2), pixel_scales=SCALE),
        al.Imaging(data, noise_map, None, pixel_scales=SCALE),
        al.Imaging(data, noise_map, psf(), pixel_scales=0.2),
        al.Imaging(al.Array2D.no_mask(data, SCALE, origin=(0.1, 0.0)), noise_map, psf()),
        imaging(noise_covariance_matrix=np.diag(noise_map.ravel() ** 2)),
        imaging(over_sample_size_lp=2),
        imaging(over_sample_size_pixelization=2),
        imaging(mask=circle()),
    ]
    hashes = [base.hash, *(dataset.hash for dataset in others)]
    assert len(set(hashes)) == len(hashes)
    assert imaging(backend="jax").hash == base.hash


def covariance(total):
    root = np.random.default_rng(11).normal(size=(total, total))
    return root @ root.T / total + np.eye(total)


def test_noise_covariance(backend):
    data, _ = arrays((5, 6))
    matrix = covariance(30)
    dataset = al.Imaging(data, noise_covariance_matrix=matrix, pixel_scales=SCALE, backend=backend)
    np.testing.assert_allclose(np.asarray(dataset.noise_map), np.sqrt(np.diag(matrix)), rtol=1e-14)
    mask = al.Mask2D.circular((5, 6), 0.22, SCALE)
    kept = np.flatnonzero(~mask.mask)
    masked = dataset.apply_mask(mask)
    np.testing.assert_array_equal(masked.noise_covariance_matrix, matrix[np.ix_(kept, kept)])
    d = np.asarray(masked.data)
    assert float(masked.operators.data_term) == pytest.approx(
        d @ np.linalg.solve(masked.noise_covariance_matrix, d), rel=1e-11
    )
    # Of all pixels, given with a mask; and of the unmasked ones.
    for given in (matrix, masked.noise_covariance_matrix):
        assert al.Imaging(data, noise_covariance_matrix=given, mask=mask).hash == masked.hash
    one = al.Mask2D.circular((5, 6), 0.08, SCALE, centre=(0.0, 0.05))
    scaled = dataset.apply_noise_scaling(one, noise_value=1e3)
    which = int(np.flatnonzero(~one.mask)[0])
    expected = matrix.copy()
    expected[which, :] = expected[:, which] = 0.0
    expected[which, which] = 1e6
    np.testing.assert_array_equal(scaled.noise_covariance_matrix, expected)


def test_apply_methods_refuse_what_is_no_mask():
    for apply in (imaging().apply_mask, imaging().apply_noise_scaling):
        with pytest.raises(exc.DataError, match="Pass a Mask2D"):
            apply(circle().mask)


def test_noise_map_knows_the_pixels():
    data, noise_map = arrays()
    dataset = al.Imaging(data, al.Array2D.no_mask(noise_map, SCALE, origin=(0.2, 0.1)))
    assert (dataset.pixel_scales, dataset.mask.origin) == ((SCALE, SCALE), (0.2, 0.1))
