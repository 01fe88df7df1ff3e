"""Values that know which pixels they belong to, given for others: of as many pixels, but elsewhere."""

import numpy as np
import pytest

import autolens_lite as al


def mask_of(first_row, first_column, pixels=8, pixel_scales=0.2, origin=(0.0, 0.0)):
    """A mask that leaves 4 x 4 pixels."""
    mask = np.ones((pixels, pixels), bool)
    mask[first_row : first_row + 4, first_column : first_column + 4] = False
    return al.Mask2D(mask, pixel_scales, origin=origin)


MASK = mask_of(2, 2)
VALUES = np.arange(1.0, 17.0)
OTHERS = {
    "on other pixels": [
        mask_of(2, 2, pixels=10),
        mask_of(2, 2, pixel_scales=0.3),
        mask_of(2, 2, origin=(0.2, 0.0)),
    ],
    "masked in 7 of the 16 pixels": [mask_of(1, 3)],
}
PAIRS = [(message, mask) for message, masks in OTHERS.items() for mask in masks]
UV = np.array([[3.0e5, 2.0e5], [-4.0e5, 1.0e5]])


def dataset():
    ones = np.ones((8, 8))
    return al.Imaging(ones, ones, pixel_scales=0.2, mask=MASK, backend="numba")


def log_evidence_of(image):
    pixelization = al.Pixelization(al.mesh.RectangularAdaptImage((4, 4)), al.reg.Adapt())
    source = al.Galaxy(1.0, pixelization=pixelization)
    adapt_images = al.AdaptImages(galaxy_image_dict={source: image})
    return float(al.FitImaging(dataset(), al.Tracer([source]), adapt_images=adapt_images).log_evidence)


CONSUMERS = {
    "adapt image": log_evidence_of,
    "sub-pixels of a grid": lambda sizes: al.Grid2D(MASK, sizes, "numba").over_sample_size.tolist(),
    "sub-pixels of data": lambda sizes: dataset().apply_over_sampling(sizes).grid.over_sample_size.tolist(),
    "beam": lambda beam: al.Interferometer(
        UV[:, 0] + 0j, np.ones(2), UV, MASK, beam / 100.0, backend="numba"
    ).primary_beam_slim.tolist(),
    "image mesh": lambda image: np.asarray(
        al.image_mesh.Hilbert(9, 0.1, 1.0).image_plane_mesh_grid_from(MASK, image)
    ).tolist(),
    "array": lambda array: al.Array2D(array, MASK, "numba").slim.tolist(),
    "comparison": lambda array: (al.Array2D(VALUES, MASK, "numba") < array).tolist(),
    "NumPy's function": lambda array: np.asarray(np.hypot(al.Array2D(VALUES, MASK, "numba"), array)).tolist(),
}
# Between two arrays there is no telling which of the masks is meant.
BETWEEN_TWO = ("comparison", "NumPy's function")


@pytest.mark.filterwarnings("ignore:The unmasked field of view")
@pytest.mark.parametrize("consumer", CONSUMERS)
@pytest.mark.parametrize(("message", "mask"), PAIRS, ids=["shape", "scale", "origin", "place"])
def test_refused(consumer, message, mask):
    with pytest.raises(al.exc.DataError, match="different masks" if consumer in BETWEEN_TWO else message):
        CONSUMERS[consumer](al.Array2D(VALUES, mask, "numba"))


@pytest.mark.filterwarnings("ignore:The unmasked field of view")
@pytest.mark.parametrize("consumer", [name for name in CONSUMERS if name not in BETWEEN_TWO])
@pytest.mark.parametrize("backend", ["numba", "jax"])
def test_the_values_of_these_pixels_are_taken_where_there_are_more(consumer, backend):
    """Sizes from a header's WCS are off by rounding."""
    native = np.full((8, 8), 99.0)
    native[2:6, 2:6] = VALUES.reshape(4, 4)
    more = al.Array2D.no_mask(native, 0.2 * (1.0 + 1e-9), backend=backend)
    assert CONSUMERS[consumer](more) == CONSUMERS[consumer](VALUES)
