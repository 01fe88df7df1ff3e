import copy
import pickle

import numpy as np
import pytest
from scipy import signal

from autolens_lite import exc
from autolens_lite.grid import Array2D, Convolver, Mask2D


def gaussian(shape, centre, sigma=1.5):
    """In pixels, from the middle of an array."""
    y, x = (np.arange(n) - 0.5 * (n - 1) for n in shape)
    return np.exp(-0.5 * ((y[:, None] - centre[0]) ** 2 + (x - centre[1]) ** 2) / sigma**2)


def test_gaussian():
    psf = Convolver.from_gaussian(
        (5, 7), pixel_scales=(0.1, 0.2), sigma=0.3, centre=(0.02, -0.03), axis_ratio=0.5, angle=30.0, normalize=False
    )
    # The top row is at y = 0.2, the last column at x = 0.6.
    y, x = 0.2 - 0.02, 0.6 + 0.03
    cos, sin = np.cos(np.pi / 6), np.sin(np.pi / 6)
    expected = np.exp(-((x * cos + y * sin) ** 2 + ((y * cos - x * sin) / 0.5) ** 2) / (2 * 0.3**2))
    assert psf.kernel[0, 6] == pytest.approx(expected, rel=1e-13)
    assert psf.shape_native == (5, 7)
    assert psf.normalized.kernel.sum() == pytest.approx(1.0, rel=1e-14)
    assert psf.kernel.sum() > 1.5


def test_moffat():
    """At half the full width at half maximum it is half as high as in the middle."""
    alpha, beta = 0.3, 2.5
    half = alpha * np.sqrt(2 ** (1 / beta) - 1)
    psf = Convolver.from_moffat((3, 3), pixel_scales=half, alpha=alpha, beta=beta, axis_ratio=0.8, angle=90.0)
    assert psf.kernel.sum() == pytest.approx(1.0, rel=1e-14)
    assert psf.kernel[0, 1] / psf.kernel[1, 1] == pytest.approx(0.5, rel=1e-13)
    assert psf.kernel[1, 0] / psf.kernel[1, 1] == pytest.approx((1 + (half / 0.8 / alpha) ** 2) ** -beta, rel=1e-13)


def test_kernel_is_a_normalized_copy():
    given = np.arange(1, 10).reshape(3, 3).astype(">f4")
    given[1, 1] = 20.0
    given.flags.writeable = False
    psf = Convolver(given)
    np.testing.assert_allclose(psf.kernel, given.astype(float) / 60.0, rtol=1e-15)
    assert psf.kernel.dtype == np.float64 and psf.kernel.dtype.isnative
    assert not psf.kernel.flags.writeable
    assert Convolver(given, normalize=False).kernel[2, 2] == 9.0


def test_array_2d_brings_its_pixel_scales():
    psf = Convolver(Array2D.no_mask(np.ones((3, 3)), 0.05))
    assert psf.pixel_scales == (0.05, 0.05)
    assert Convolver(np.ones((3, 3))).pixel_scales is None


@pytest.mark.parametrize("shape", [(9, 11), (8, 11), (8, 10)])
def test_recentred_by_whole_pixels_is_a_crop(shape):
    """A kernel in the convention of FFTs, its peak on pixel n // 2, loses its first row and column and no precision."""
    centre = [n // 2 - 0.5 * (n - 1) for n in shape]
    psf = Convolver(gaussian(shape, centre), recentre=True)
    odd = tuple(n - 1 + n % 2 for n in shape)
    np.testing.assert_allclose(psf.kernel, Convolver(gaussian(odd, (0.0, 0.0))).kernel, rtol=1e-14)


@pytest.mark.parametrize("shape, centre", [((20, 20), (0.0, 0.0)), ((21, 21), (0.3, -0.8)), ((20, 21), (1.2, 0.0))])
def test_recentred_by_parts_of_pixels(shape, centre):
    psf = Convolver(gaussian(shape, centre), recentre=True)
    expected = Convolver(gaussian([n - 1 + n % 2 for n in shape], (0.0, 0.0)))
    assert psf.shape_native == expected.shape_native
    # The error of a quintic spline through a Gaussian of 1.5 pixels.
    np.testing.assert_allclose(psf.kernel, expected.kernel, rtol=0.0, atol=8e-4 * expected.kernel.max())


def test_trimmed():
    psf = Convolver(gaussian((9, 9), (0.0, 0.0)))
    trimmed = psf.trimmed((5, 3))
    np.testing.assert_allclose(trimmed.kernel, psf.kernel[2:7, 3:6] / psf.kernel[2:7, 3:6].sum(), rtol=1e-14)
    for shape in ((4, 3), (11, 3), (0, 3)):
        with pytest.raises(exc.DataError, match="shape_native"):
            psf.trimmed(shape)


@pytest.mark.parametrize("size, shape", [(2, (7, 9)), (3, (7, 5)), (3, (11, 1)), (4, (5, 15))])
def test_phase_kernels(size, shape):
    """The sum over phases is the convolution on the fine pixels, averaged over each pixel."""
    generator = np.random.default_rng(1)
    kernel = generator.random(shape) + gaussian(shape, (0.0, 0.0), sigma=1.0)
    kernel[shape[0] // 2, shape[1] // 2] += 1.0
    psf = Convolver(kernel, convolve_over_sample_size=size, normalize=False)
    ny, nx = 5, 6
    fine = generator.random((ny * size, nx * size))
    middle = tuple(slice(n // 2, n // 2 + m) for n, m in zip(shape, fine.shape, strict=True))
    expected = signal.convolve2d(fine, psf.kernel)[middle].reshape(ny, size, nx, size).mean(axis=(1, 3))
    ky, kx = psf.kernel_shape_image_resolution
    assert psf.phase_kernels.shape == (size, size, ky, kx)
    found = sum(
        signal.convolve2d(fine[a::size, b::size], psf.phase_kernels[a, b])[
            ky // 2 : ky // 2 + ny, kx // 2 : kx // 2 + nx
        ]
        for a, b in np.ndindex(size, size)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    # No wider than need be.
    assert psf.kernel_image_resolution[[0, -1]].any(axis=1).all()
    assert psf.kernel_image_resolution[:, [0, -1]].any(axis=0).all()
    assert psf.kernel_image_resolution.sum() == pytest.approx(psf.kernel.sum(), rel=1e-14)


def test_kernel_of_the_image_is_itself():
    psf = Convolver(gaussian((5, 7), (0.0, 0.0)))
    assert psf.kernel_shape_image_resolution == (5, 7)
    assert psf.kernel_image_resolution is psf.kernel


def test_convolved_image(backend):
    """Light moves to where the kernel, unflipped, has it; light of the blurring region is carried in."""
    mask = Mask2D.circular((12, 13), 0.45, 0.1, centre=(0.2, -0.1))
    psf = Convolver(np.arange(1.0, 16.0).reshape(3, 5) + 20.0 * gaussian((3, 5), (0.0, 0.0), sigma=0.5))
    around = psf.blurring_mask_from(mask)
    generator = np.random.default_rng(2)
    light = generator.random(around.shape_native)
    inside = mask.padded_for(psf.shape_native)
    image = Array2D(light[~inside.mask], mask, backend)
    outside = Array2D(light, around, backend)
    expected = np.zeros(mask.pixels_in_mask)
    for which, (row, column) in enumerate(inside.native_for_slim):
        for dy in (-1, 0, 1):
            for dx in (-2, -1, 0, 1, 2):
                expected[which] += psf.kernel[1 + dy, 2 + dx] * light[row - dy, column - dx]
    blurred = psf.convolved_image_from(image, outside)
    assert (blurred.backend, blurred.mask) == (backend, mask)
    np.testing.assert_allclose(np.asarray(blurred), expected, rtol=1e-13)
    dark = psf.convolved_image_from(image, Array2D(np.zeros(around.shape_native), around, backend))
    np.testing.assert_allclose(np.asarray(psf.convolved_image_from(image)), np.asarray(dark), rtol=1e-13)
    assert (np.asarray(dark) < expected - 1e-3).any()


def test_convolved_image_refuses(backend):
    mask = Mask2D.circular((12, 13), 0.45, 0.1)
    psf = Convolver(np.ones((3, 3)))
    image = Array2D(np.ones(mask.pixels_in_mask), mask, backend)
    with pytest.raises(exc.DataError, match="blurring_mask_from"):
        psf.convolved_image_from(image, image)
    with pytest.raises(exc.DataError, match="Pass an Array2D"):
        psf.convolved_image_from(np.ones((12, 13)))


def test_no_blur():
    mask = Mask2D.all_false((4, 5), 0.1)
    image = Array2D(np.random.default_rng(0).random((4, 5)), mask)
    np.testing.assert_allclose(np.asarray(Convolver.no_blur().convolved_image_from(image)), np.asarray(image))


def test_fits_come_back(tmp_path):
    kernel = np.random.default_rng(0).random((5, 7)) + gaussian((5, 7), (0.0, 0.0)) * 10
    psf = Convolver(kernel, 0.05)
    psf.output_to_fits(tmp_path / "psf.fits")
    again = Convolver.from_fits(tmp_path / "psf.fits", pixel_scales=0.05)
    np.testing.assert_allclose(again.kernel, psf.kernel, rtol=1e-15)
    assert Convolver.from_fits(tmp_path / "psf.fits", hdu="PSF").pixel_scales == (0.05, 0.05)
    Convolver(kernel).output_to_fits(tmp_path / "bare.fits")
    assert Convolver.from_fits(tmp_path / "bare.fits").pixel_scales is None
    from astropy.io import fits

    # On disk the bottom row is the first.
    np.testing.assert_array_equal(fits.getdata(tmp_path / "psf.fits")[0], psf.kernel[-1])
    with pytest.raises(exc.DataError, match="overwrite=True"):
        psf.output_to_fits(tmp_path / "psf.fits")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies(copied):
    psf = Convolver(gaussian((7, 7), (0.0, 0.0)), 0.05, convolve_over_sample_size=3)
    again = copied(psf)
    np.testing.assert_array_equal(again.kernel, psf.kernel)
    assert (again.pixel_scales, again.convolve_over_sample_size) == ((0.05, 0.05), 3)
    assert not again.kernel.flags.writeable
