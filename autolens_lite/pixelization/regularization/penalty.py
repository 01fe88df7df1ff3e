"""What a regularization adds to chi^2: s^T H s, of a sparse or of a dense H."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np


class Penalty:
    """The sum of weights_r (c_r s)^2, over sparse combinations c_r of the parameters, and of diagonal_i s_i^2.

    Its matrix H is not made unless it is asked for.

    Parameters
    ----------
    xp
        The backend's module.
    indices : (R, K) int
        The parameters of each combination, -1 for none.
    coefficients : (R, K) float
        Their coefficients c_r.
    weights : (R,) float
        The weight of each square.
    diagonal : (S,) float
        The weights of the squares of the parameters themselves.
    """

    def __init__(self, xp: ModuleType, indices: Any, coefficients: Any, weights: Any, diagonal: Any) -> None:
        self.xp = xp
        self.indices = indices
        self.coefficients = coefficients
        self.weights = weights
        self.diagonal = diagonal

    @classmethod
    def of_squares(cls, xp: ModuleType, diagonal: Any) -> Penalty:
        """Return the sum of diagonal_i s_i^2 alone."""
        return cls(xp, xp.asarray(np.full((1, 1), -1)), xp.zeros((1, 1)), xp.zeros(1), diagonal)

    @property
    def _arrays(self) -> tuple[Any, Any, Any, Any]:
        return self.indices, self.coefficients, self.weights, self.diagonal

    @property
    def size(self) -> int:
        """S, the number of parameters."""
        return self.diagonal.shape[0]

    @property
    def matrix(self) -> Any:
        """H (S, S)."""
        return self.xp.penalty_matrix(*self._arrays)

    @property
    def log_det(self) -> Any:
        """ln det H."""
        return self.xp.penalty_log_det(*self._arrays)

    def added_to(self, matrix: Any) -> Any:
        """Return `matrix` (S, S) plus H."""
        return self.xp.add_penalty(matrix, *self._arrays)

    def at(self, parameters: Any) -> Any:
        """Return s^T H s for the parameters s (S,)."""
        xp = self.xp
        padded = xp.concatenate([parameters, xp.zeros(1)])  # at the index -1
        combined = xp.sum(self.coefficients * padded[self.indices], axis=1)
        return self.weights @ combined**2 + self.diagonal @ parameters**2

    def block(self, kept: np.ndarray) -> Penalty:
        """Return the penalty of the parameters `kept`, the others being zero."""
        position = np.full(self.size + 1, -1)  # one more, for the index -1
        position[kept] = np.arange(kept.size)
        indices = self.xp.asarray(position)[self.indices]
        return Penalty(self.xp, indices, self.coefficients, self.weights, self.diagonal[kept])


class DensePenalty:
    """s^T H s for a matrix H that is at hand, with what `Penalty` has.

    Parameters
    ----------
    xp
        The backend's module.
    matrix : (S, S) float
        H.
    """

    def __init__(self, xp: ModuleType, matrix: Any) -> None:
        self.xp = xp
        self.matrix = matrix

    @property
    def size(self) -> int:
        """S, the number of parameters."""
        return self.matrix.shape[0]

    @property
    def log_det(self) -> Any:
        """ln det H."""
        return self.xp.log_det(self.matrix)

    def added_to(self, matrix: Any) -> Any:
        """Return `matrix` (S, S) plus H."""
        return matrix + self.matrix

    def at(self, parameters: Any) -> Any:
        """Return s^T H s for the parameters s (S,)."""
        return parameters @ (self.matrix @ parameters)

    def block(self, kept: np.ndarray) -> DensePenalty:
        """Return the penalty of the parameters `kept`, the others being zero."""
        return DensePenalty(self.xp, self.xp.take(self.xp.take(self.matrix, kept, axis=0), kept, axis=1))


def sum_of(xp: ModuleType, penalties: Sequence[Penalty | DensePenalty], free: int) -> Penalty | DensePenalty:
    """Return the penalty of parameters of which each part has its own, and the last, `free` of them, none."""
    if len(penalties) == 1 and not free:
        return penalties[0]
    sparse = [penalty for penalty in penalties if isinstance(penalty, Penalty)]
    if len(sparse) < len(penalties):
        return DensePenalty(xp, _block_diagonal(xp, [penalty.matrix for penalty in penalties], free))
    most = max(penalty.indices.shape[1] for penalty in sparse)
    first = 0
    parts: list[tuple[Any, ...]] = []
    for penalty in sparse:
        missing = (penalty.indices.shape[0], most - penalty.indices.shape[1])
        indices = xp.where(penalty.indices < 0, -1, penalty.indices + first)
        parts.append(
            (
                xp.concatenate([indices, xp.asarray(np.full(missing, -1))], axis=1),
                xp.concatenate([penalty.coefficients, xp.zeros(missing)], axis=1),
                penalty.weights,
                penalty.diagonal,
            )
        )
        first += penalty.size
    indices, coefficients, weights, diagonals = (list(arrays) for arrays in zip(*parts, strict=True))
    diagonals.append(xp.zeros(free))
    return Penalty(xp, *(xp.concatenate(arrays) for arrays in (indices, coefficients, weights, diagonals)))


def _block_diagonal(xp: ModuleType, blocks: list[Any], free: int) -> Any:
    """The matrix with these on its diagonal, and at its end `free` rows and columns of zeros."""
    if free:
        blocks = [*blocks, xp.zeros((free, free))]
    sizes = [block.shape[0] for block in blocks]
    rows = [
        xp.concatenate([block if i == j else xp.zeros((sizes[i], size)) for j, size in enumerate(sizes)], axis=1)
        for i, block in enumerate(blocks)
    ]
    return xp.concatenate(rows)
