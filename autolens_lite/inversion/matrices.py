"""The matrices of an inversion from a dense response, `al.util.inversion`: to check one, or to learn from.

Fits never make the dense response: see `Inversion.curvature_matrix`. A DataError says where shapes do not agree, or
arguments are not finite numbers, or a sigma is not above zero.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autolens_lite import check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.units import taken


@taken
def curvature_matrix_via_mapping_matrix_from(mapping_matrix: npt.ArrayLike, noise_map: npt.ArrayLike) -> np.ndarray:
    """Return F = f^T N^-1 f, (S, S), of a response f (M, S) and standard deviations (M,)."""
    response = _matrix(mapping_matrix)
    response = response / _sigmas(noise_map, len(response))[:, None]
    return response.T @ response


@taken
def data_vector_via_blurred_mapping_matrix_from(
    blurred_mapping_matrix: npt.ArrayLike, image: npt.ArrayLike, noise_map: npt.ArrayLike
) -> np.ndarray:
    """Return D = f^T N^-1 d, (S,), of a blurred response f (M, S), data (M,) and standard deviations (M,)."""
    response = _matrix(blurred_mapping_matrix, "blurred_mapping_matrix")
    data, sigma = _vector("image", image, len(response)), _sigmas(noise_map, len(response))
    return (data / sigma**2) @ response


@taken
def mapped_reconstructed_data_via_mapping_matrix_from(
    mapping_matrix: npt.ArrayLike, reconstruction: npt.ArrayLike
) -> np.ndarray:
    """Return f s, (M,), of a response f (M, S) and source pixels s (S,)."""
    response = _matrix(mapping_matrix)
    return response @ _vector("reconstruction", reconstruction, response.shape[1])


@taken
def mapping_matrix_from(
    pix_indexes_for_sub_slim_index: npt.ArrayLike,
    pix_size_for_sub_slim_index: npt.ArrayLike,
    pix_weights_for_sub_slim_index: npt.ArrayLike,
    pixels: int,
    total_mask_pixels: int,
    slim_index_for_sub_slim_index: npt.ArrayLike,
    sub_fraction: npt.ArrayLike,
) -> np.ndarray:
    """Return the matrix f (M, S) of the shares of S source pixels in M image pixels, as `mapper.mapping_matrix` does.

    Parameters
    ----------
    pix_indexes_for_sub_slim_index
        The source pixels (N, B) between which each sub-pixel of the image lies.
    pix_size_for_sub_slim_index
        How many of them, the first of a row, count, (N,).
    pix_weights_for_sub_slim_index
        Their weights, (N, B).
    pixels
        The number S of source pixels.
    total_mask_pixels
        The number M of image pixels.
    slim_index_for_sub_slim_index
        The image pixel of each sub-pixel, (N,).
    sub_fraction
        The share of each image pixel's sub-pixels in it, (M,).

    Raises
    ------
    DataError
        If shapes do not agree, arguments are not numbers, or an index is of no pixel.
    """
    total, rows = check.whole("pixels", pixels, 1), check.whole("total_mask_pixels", total_mask_pixels, 1)
    check.allocatable("pixels", pixels, 8.0 * total * rows, "Pass fewer: the matrix is dense.")
    weights = _matrix(pix_weights_for_sub_slim_index, "pix_weights_for_sub_slim_index")
    indices = _whole(
        "pix_indexes_for_sub_slim_index", _matrix(pix_indexes_for_sub_slim_index, "pix_indexes_for_sub_slim_index")
    )
    count = len(weights)
    sizes, places = (
        _whole(name, _vector(name, values, count))
        for name, values in (
            ("pix_size_for_sub_slim_index", pix_size_for_sub_slim_index),
            ("slim_index_for_sub_slim_index", slim_index_for_sub_slim_index),
        )
    )
    shares = _vector("sub_fraction", sub_fraction, rows)
    if not ((shares > 0.0) & (shares <= 1.0)).all():
        raise exc.DataError("sub_fraction is not in (0, 1] everywhere. Pass mapper.over_sampler.sub_fraction.")
    if indices.shape != weights.shape:
        raise exc.DataError(f"pix_indexes_for_sub_slim_index has shape {indices.shape}, its weights {weights.shape}.")
    if sizes.size and not (sizes.min() >= 0 and sizes.max() <= indices.shape[1]):
        raise exc.DataError(f"pix_size_for_sub_slim_index is not from 0 to {indices.shape[1]}, the columns of indices.")
    counted = np.arange(indices.shape[1]) < sizes[:, None]
    for name, found, most in (
        ("pix_indexes_for_sub_slim_index", indices[counted], total),
        ("slim_index_for_sub_slim_index", places, rows),
    ):
        if found.size and not (found.min() >= 0 and found.max() < most):
            raise exc.DataError(
                f"{name} goes from {found.min()} to {found.max()}, but there are {most} pixels, from 0."
            )
    matrix = np.zeros((rows, total))
    row = np.broadcast_to(places[:, None], indices.shape)
    np.add.at(matrix, (row[counted], indices[counted]), (weights * shares[places][:, None])[counted])
    return matrix


@taken
def constant_regularization_matrix_from(
    coefficient: float, neighbors: npt.ArrayLike, neighbors_sizes: npt.ArrayLike
) -> np.ndarray:
    """Return H = l^2 (D - A) + 1e-8, (S, S), of pixels with D neighbours each, where A is 1 for neighbours, else 0.

    `al.reg.Constant` has 1e-8 l^2 on the diagonal in place of 1e-8, so that evidences do not depend on units.

    Parameters
    ----------
    coefficient
        l, how strongly neighbours are kept alike.
    neighbors
        The neighbours of each pixel, (S, P), -1 for none: `mapper.neighbors`.
    neighbors_sizes
        Their numbers, (S,): `mapper.neighbors.sizes`.

    Raises
    ------
    DataError
        If shapes do not agree, arguments are not numbers, or an index is of no pixel.
    ParameterError
        If the coefficient is negative.
    """
    check.non_negative("coefficient", coefficient)
    indices = _whole("neighbors", _matrix(neighbors, "neighbors"))
    total = len(indices)
    if not (indices.min(initial=-1) >= -1 and indices.max(initial=-1) < total):
        raise exc.DataError(f"neighbors has indices up to {indices.max()}, but there are {total} pixels, from 0.")
    pixel, slot = np.nonzero(indices >= 0)
    adjacent = np.zeros((total, total))
    np.add.at(adjacent, (pixel, indices[pixel, slot]), 1.0)
    if (adjacent != adjacent.T).any() or adjacent.diagonal().any() or (adjacent > 1.0).any():
        raise exc.DataError("neighbors are not each other's, or one twice or its own. Pass mapper.neighbors.")
    sizes = _vector("neighbors_sizes", neighbors_sizes, total)
    if (sizes != adjacent.sum(axis=1)).any():
        raise exc.DataError("neighbors_sizes are not the numbers of neighbors. Pass mapper.neighbors.sizes.")
    return np.diag(1e-8 + coefficient**2 * sizes) - float(coefficient) ** 2 * adjacent


def _matrix(value: npt.ArrayLike, name: str = "mapping_matrix") -> np.ndarray:
    matrix = numbers_from(name, value, "(M, S)").astype(float)
    if matrix.ndim != 2:
        raise exc.DataError(f"{name} has shape {matrix.shape}. Pass one row a pixel of the image.")
    return _finite(name, matrix)


def _vector(name: str, value: npt.ArrayLike, length: int) -> np.ndarray:
    vector = numbers_from(name, value, f"({length},)").astype(float)
    if vector.shape != (length,):
        raise exc.DataError(f"{name} has shape {vector.shape}. Pass ({length},), as the matrix has.")
    return _finite(name, vector)


def _sigmas(noise_map: npt.ArrayLike, length: int) -> np.ndarray:
    sigmas = _vector("noise_map", noise_map, length)
    if not (sigmas > 0.0).all():
        raise exc.DataError("noise_map is not above zero everywhere. Pass standard deviations.")
    return sigmas


def _finite(name: str, values: np.ndarray) -> np.ndarray:
    if not np.isfinite(values).all():
        raise exc.DataError(f"{name} is not finite everywhere. Pass numbers that are.")
    return values


def _whole(name: str, values: np.ndarray) -> np.ndarray:
    if (values != np.round(values)).any():
        raise exc.DataError(f"{name} holds fractions. Pass whole numbers.")
    return values.astype(np.int64)
