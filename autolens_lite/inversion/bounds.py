"""What a positive-only solver keeps from being negative, where that is not each parameter by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite.pixelization import Mapper
from autolens_lite.pixelization.regularization.penalty import block_diagonal
from autolens_lite.xp.backend import Backend


def bounds_of(xp: Backend, mappers: Sequence[tuple[Mapper, np.ndarray]], free: int) -> Any:
    """Return combinations of the linear parameters, (n, n), that are not negative; None for the parameters themselves.

    Parameters
    ----------
    xp
        The backend's module.
    mappers
        Each with its pixels that are solved for.
    free
        The number of linear light profiles.
    """
    matrices = [mapper.interpolation.values_matrix for mapper, _ in mappers]
    if all(matrix is None for matrix in matrices):
        return None
    parts = []
    for (mapper, kept), matrix in zip(mappers, matrices, strict=True):
        if matrix is None:
            parts.append(xp.eye(kept.size))
        elif kept.size == mapper.pixels:
            parts.append(matrix)
        else:
            parts.append(xp.take(xp.take(matrix, kept, axis=0), kept, axis=1))
    if free:
        parts.append(xp.eye(free))
    return parts[0] if len(parts) == 1 else block_diagonal(xp, parts)
