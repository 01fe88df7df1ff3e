"""Products with the sparse mapping matrix T, given as indices (M, B) and weights (M, B)."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled, copy_to, inlined


@compiled
def data_vector(indices, weights, image, pixels):
    """See `contract.data_vector`."""
    result = np.zeros(pixels)
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            if indices[m, p] >= 0:
                result[indices[m, p]] += weights[m, p] * image[m]
    return result


@custom_call("data_vector", "indices matrix vector -> vector")
@inlined
def fill_data_vector(indices, weights, image, result):
    """Put the data vector into `result` (S,)."""
    copy_to(result, data_vector(indices, weights, image, result.size))


def data_matrix(indices, weights, images, pixels):
    """See `contract.data_matrix`."""
    result = np.empty((pixels, images.shape[1]))
    fill_data_matrix(indices, weights, images, result)
    return result


@custom_call("data_matrix", "indices matrix matrix -> matrix")
@compiled
def fill_data_matrix(indices, weights, images, result):
    """Put T^T times the images (M, n) into `result` (S, n)."""
    result[:] = 0.0
    for m in range(indices.shape[0]):
        image = images[m]
        for p in range(indices.shape[1]):
            if indices[m, p] >= 0:
                row = result[indices[m, p]]
                for n in range(images.shape[1]):
                    row[n] += weights[m, p] * image[n]


@compiled
def mapped_image(indices, weights, source):
    """See `contract.mapped_image`."""
    result = np.zeros(indices.shape[0])
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            if indices[m, p] >= 0:
                result[m] += weights[m, p] * source[indices[m, p]]
    return result


@compiled
def mapping_matrix(indices, weights, pixels):
    """See `contract.mapping_matrix`."""
    result = np.zeros((indices.shape[0], pixels))
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            if indices[m, p] >= 0:
                result[m, indices[m, p]] += weights[m, p]
    return result
