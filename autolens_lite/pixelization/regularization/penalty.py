"""What a regularization adds to chi^2: s^T H s, of a sparse or of a dense H."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite.fixed import cached_property
from autolens_lite.xp.backend import Backend


class Penalty:
    """`scale` times the sum of weights_r (c_r s)^2, over sparse combinations c_r, and of diagonal_i s_i^2.

    Its matrix H is not made unless it is asked for. ln det H is found without the scale, which enters it as S
    ln(scale): it is as accurate for the strongest penalty as for the weakest.

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
    scale : float
        What multiplies both kinds of weights, above 0.
    """

    def __init__(
        self, xp: Backend, indices: Any, coefficients: Any, weights: Any, diagonal: Any, scale: Any = 1.0
    ) -> None:
        self.xp = xp
        self.indices = indices
        self.coefficients = coefficients
        self.weights = weights
        self.diagonal = diagonal
        self.scale = scale

    @classmethod
    def of_squares(cls, xp: Backend, diagonal: Any, scale: Any = 1.0) -> Penalty:
        """Return scale times the sum of diagonal_i s_i^2 alone."""
        return cls(xp, xp.asarray(np.full((1, 1), -1)), xp.zeros((1, 1)), xp.zeros(1), diagonal, scale)

    @property
    def arrays(self) -> tuple[Any, Any, Any, Any]:
        """Indices, coefficients, and weights and diagonal times the scale."""
        return self.indices, self.coefficients, self.scale * self.weights, self.scale * self.diagonal

    @property
    def size(self) -> int:
        """S, the number of parameters."""
        return self.diagonal.shape[0]

    @property
    def matrix(self) -> Any:
        """H: the regularization matrix, (S, S)."""
        return self.xp.penalty_matrix(*self.arrays)

    @property
    def log_det(self) -> Any:
        """ln det H, the log determinant of the regularization matrix."""
        of_weights = self.xp.penalty_log_det(self.indices, self.coefficients, self.weights, self.diagonal)
        return of_weights + self.log_det_of_scale

    @property
    def log_det_of_scale(self) -> Any:
        """S ln(scale): what the scale adds to ln det."""
        return self.size * self.xp.log(self.xp.as_float(self.scale))

    def added_to(self, matrix: Any) -> Any:
        """Return `matrix` (S, S) plus H."""
        return self.xp.add_penalty(matrix, *self.arrays)

    def at(self, parameters: Any) -> Any:
        """Return s^T H s for the parameters s (S,)."""
        xp = self.xp
        padded = xp.concatenate([parameters, xp.zeros(1)])  # at the index -1
        combined = xp.sum(self.coefficients * padded[self.indices], axis=1)
        return self.scale * (self.weights @ combined**2 + self.diagonal @ parameters**2)

    def rows(self, parameters: Any) -> Any:
        """Return numbers (R + S,), linear in the parameters s (S,), whose squares sum up to s^T H s."""
        xp = self.xp
        padded = xp.concatenate([parameters, xp.zeros(1)])  # at the index -1
        combined = xp.sum(self.coefficients * padded[self.indices], axis=1)
        roots = _root_of(xp, self.scale * self.weights), _root_of(xp, self.scale * self.diagonal)
        return xp.concatenate([roots[0] * combined, roots[1] * parameters])

    def block(self, kept: np.ndarray) -> Penalty:
        """Return the penalty of the parameters `kept`, the others being zero."""
        position = np.full(self.size + 1, -1)  # one more, for the index -1
        position[kept] = np.arange(kept.size)
        indices = self.xp.asarray(position)[self.indices]
        return Penalty(self.xp, indices, self.coefficients, self.weights, self.diagonal[kept], self.scale)


class DensePenalty:
    """s^T H s for a matrix H that is at hand, with what `Penalty` has.

    Parameters
    ----------
    xp
        The backend's module.
    matrix : (S, S) float
        H, or H over its scale.
    scale : float
        What multiplies `matrix`, above 0; None for nothing. As for `Penalty`, ln det is found without it.
    """

    def __init__(self, xp: Backend, matrix: Any, scale: Any = None) -> None:
        self.xp = xp
        self.unscaled = matrix
        self.scale = scale

    @cached_property
    def matrix(self) -> Any:
        """H: the regularization matrix, (S, S)."""
        return self.unscaled if self.scale is None else self.scale * self.unscaled

    @property
    def size(self) -> int:
        """S, the number of parameters."""
        return self.unscaled.shape[0]

    @property
    def log_det(self) -> Any:
        """ln det H, the log determinant of the regularization matrix."""
        of_matrix = self.xp.log_det(self.unscaled)
        return of_matrix if self.scale is None else of_matrix + self.size * self.xp.log(self.xp.as_float(self.scale))

    def added_to(self, matrix: Any) -> Any:
        """Return `matrix` (S, S) plus H."""
        return matrix + self.matrix

    def at(self, parameters: Any) -> Any:
        """Return s^T H s for the parameters s (S,)."""
        return parameters @ (self.matrix @ parameters)

    def rows(self, parameters: Any) -> Any:
        """Return numbers (S,), linear in the parameters s (S,), whose squares sum up to s^T H s."""
        return parameters @ self.xp.lower_factor(self.matrix)

    def block(self, kept: np.ndarray) -> DensePenalty:
        """Return the penalty of the parameters `kept`, the others being zero."""
        block = self.xp.take(self.xp.take(self.unscaled, kept, axis=0), kept, axis=1)
        return DensePenalty(self.xp, block, self.scale)


def _root_of(xp: Backend, weights: Any) -> Any:
    """The root of weights, whose derivative at zero is taken for zero."""
    present = weights > 0.0
    return xp.where(present, xp.sqrt(xp.where(present, weights, 1.0)), 0.0)


def sum_of(xp: Backend, penalties: Sequence[Penalty | DensePenalty], free: int) -> Penalty | DensePenalty:
    """Return the penalty of parameters of which each part has its own, and the last, `free` of them, none."""
    if len(penalties) == 1 and not free:
        return penalties[0]
    sparse = [penalty for penalty in penalties if isinstance(penalty, Penalty)]
    if len(sparse) < len(penalties):
        blocks = [penalty.matrix for penalty in penalties]
        return DensePenalty(xp, block_diagonal(xp, [*blocks, xp.zeros((free, free))] if free else blocks))
    most = max(penalty.indices.shape[1] for penalty in sparse)
    first = 0
    parts: list[tuple[Any, ...]] = []
    for penalty in sparse:
        missing = (penalty.indices.shape[0], most - penalty.indices.shape[1])
        own, own_coefficients, own_weights, own_diagonal = penalty.arrays
        parts.append(
            (
                xp.concatenate([xp.where(own < 0, -1, own + first), xp.asarray(np.full(missing, -1))], axis=1),
                xp.concatenate([own_coefficients, xp.zeros(missing)], axis=1),
                own_weights,
                own_diagonal,
            )
        )
        first += penalty.size
    indices, coefficients, weights, diagonals = (list(arrays) for arrays in zip(*parts, strict=True))
    diagonals.append(xp.zeros(free))
    return Penalty(xp, *(xp.concatenate(arrays) for arrays in (indices, coefficients, weights, diagonals)))


def block_diagonal(xp: Backend, blocks: Sequence[Any]) -> Any:
    """Return the matrix with these on its diagonal."""
    sizes = [block.shape[0] for block in blocks]
    rows = [
        xp.concatenate([block if i == j else xp.zeros((sizes[i], size)) for j, size in enumerate(sizes)], axis=1)
        for i, block in enumerate(blocks)
    ]
    return xp.concatenate(rows)
