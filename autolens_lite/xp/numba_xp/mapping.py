"""Products with the sparse mapping matrix T, given as indices (M, B) and weights (M, B)."""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled


@compiled
def data_vector(indices, weights, image, pixels):
    """See `contract.data_vector`."""
    result = np.zeros(pixels)
    for m in range(indices.shape[0]):
        for p in range(indices.shape[1]):
            if indices[m, p] >= 0:
                result[indices[m, p]] += weights[m, p] * image[m]
    return result


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


def constant_regularization_matrix(coefficient, neighbors, neighbors_sizes):
    """See `contract.constant_regularization_matrix`."""
    return _constant_regularization_matrix(float(coefficient) ** 2, neighbors, neighbors_sizes)


@compiled
def _constant_regularization_matrix(weight, neighbors, neighbors_sizes):
    pixels = neighbors.shape[0]
    result = np.zeros((pixels, pixels))
    for i in range(pixels):
        result[i, i] = 1e-8 + weight * neighbors_sizes[i]
        for p in range(neighbors.shape[1]):
            if neighbors[i, p] >= 0:
                result[i, neighbors[i, p]] -= weight
    return result
