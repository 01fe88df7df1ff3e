"""The blurring region: the masked pixels whose light a PSF carries in, in the image and beyond it."""

import numpy as np
import pytest
from scipy import ndimage

from autolens_lite.grid import Grid2D, Mask2D

MASKS = {
    "circle": Mask2D.circular((20, 21), 0.8, (0.1, 0.12), origin=(0.3, -0.2), centre=(0.4, -0.1)),
    "annulus": Mask2D.circular_annular((31, 30), 0.5, 1.0, 0.1),
    "nothing masked": Mask2D.all_false((6, 9), 0.1),
    "one pixel in a corner": Mask2D(np.pad(np.zeros((1, 1), bool), ((0, 6), (4, 0)), constant_values=True), 0.1),
    "noise": Mask2D(np.random.default_rng(4).random((15, 18)) < 0.95, 0.1),
}


@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (5, 3), (1, 7), (11, 9)])
@pytest.mark.parametrize("name", MASKS)
def test_blurring_region(name, shape):
    mask = MASKS[name]
    around = mask.blurring_from(shape)
    padded = mask.padded_for(shape)
    assert around.shape_native == padded.shape_native
    expected = ndimage.binary_dilation(np.pad(~padded.mask, 6), np.ones(shape))[6:-6, 6:-6] & padded.mask
    np.testing.assert_array_equal(~around.mask, expected)
    # The whole footprint is in the array: nothing is cut off.
    assert np.count_nonzero(expected) == np.count_nonzero(
        ndimage.binary_dilation(np.pad(~mask.mask, 20), np.ones(shape)) & ~np.pad(~mask.mask, 20)
    )


@pytest.mark.parametrize("name", MASKS)
def test_padding_moves_nothing(name):
    mask = MASKS[name]
    padded = mask.padded_for((9, 13))
    np.testing.assert_allclose(np.asarray(Grid2D(padded).slim), np.asarray(Grid2D(mask).slim), atol=1e-14)
    assert padded.padded_for((9, 13)) is padded


def test_no_padding_where_there_is_room():
    mask = Mask2D.circular((20, 20), 0.5, 0.1)
    assert mask.padded_for((11, 11)) is mask
    assert mask.padded_for((13, 11)).shape_native == (22, 20)
