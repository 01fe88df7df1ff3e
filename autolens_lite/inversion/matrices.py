"""The matrices of an inversion from a dense response, `al.util.inversion`: to check one, or to learn from.

Fits never make the dense response: see `Inversion.curvature_matrix`. A DataError says where shapes do not agree, or
arguments are not numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autolens_lite import exc
from autolens_lite.arrays import numbers_from


def curvature_matrix_via_mapping_matrix_from(mapping_matrix: npt.ArrayLike, noise_map: npt.ArrayLike) -> np.ndarray:
    """Return F = f^T N^-1 f, (S, S), of a response f (M, S) and standard deviations (M,)."""
    response = _matrix(mapping_matrix) / _vector("noise_map", noise_map, len(_matrix(mapping_matrix)))[:, None]
    return response.T @ response


def data_vector_via_blurred_mapping_matrix_from(
    blurred_mapping_matrix: npt.ArrayLike, image: npt.ArrayLike, noise_map: npt.ArrayLike
) -> np.ndarray:
    """Return D = f^T N^-1 d, (S,), of a blurred response f (M, S), data (M,) and standard deviations (M,)."""
    response = _matrix(blurred_mapping_matrix, "blurred_mapping_matrix")
    data, sigma = _vector("image", image, len(response)), _vector("noise_map", noise_map, len(response))
    return (data / sigma**2) @ response


def mapped_reconstructed_data_via_mapping_matrix_from(
    mapping_matrix: npt.ArrayLike, reconstruction: npt.ArrayLike
) -> np.ndarray:
    """Return f s, (M,), of a response f (M, S) and source pixels s (S,)."""
    response = _matrix(mapping_matrix)
    return response @ _vector("reconstruction", reconstruction, response.shape[1])


def _matrix(value: npt.ArrayLike, name: str = "mapping_matrix") -> np.ndarray:
    matrix = numbers_from(name, value, "(M, S)").astype(float)
    if matrix.ndim != 2:
        raise exc.DataError(f"{name} has shape {matrix.shape}. Pass one row a pixel of the image.")
    return matrix


def _vector(name: str, value: npt.ArrayLike, length: int) -> np.ndarray:
    vector = numbers_from(name, value, f"({length},)").astype(float)
    if vector.shape != (length,):
        raise exc.DataError(f"{name} has shape {vector.shape}. Pass ({length},), as the matrix has.")
    return vector
