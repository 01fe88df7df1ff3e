"""Equal smoothness everywhere, and a preference for a dark source."""

from __future__ import annotations

from typing import Any

from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import (
    FLOOR,
    laplacian_eigenvalues_from,
    neighbor_penalty_from,
    refuse_zero,
)
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class ConstantZeroth(SparseRegularization):
    """The sum of `Constant` and `Zeroth`: H = coefficient_neighbor^2 (L + 1e-8 I) + coefficient_zeroth^2 I.

    Parameters
    ----------
    coefficient_neighbor
        Strength of the smoothing between neighbours, 0 or more, in inverse units of the source's brightness.
    coefficient_zeroth
        Strength with which each pixel is drawn to zero, 0 or more, in the same units. One of the two is above 0.
    """

    def __init__(self, coefficient_neighbor: float = 1.0, coefficient_zeroth: float = 1.0) -> None:
        check_coefficient("coefficient_neighbor", coefficient_neighbor)
        check_coefficient("coefficient_zeroth", coefficient_zeroth)
        self.coefficient_neighbor = coefficient_neighbor
        self.coefficient_zeroth = coefficient_zeroth

    def penalty_from(self, mapper: Regularized) -> Penalty:
        refuse_zero(self, mapper, "coefficient_neighbor", "coefficient_zeroth")
        scale, weight, diagonal = self._strength(mapper)
        return neighbor_penalty_from(mapper, 0.5 * weight, diagonal, scale)

    def _strength(self, mapper: Regularized) -> tuple[Any, Any, Any]:
        """The scale of H, and in units of it the weight of the smoothing and the diagonal."""
        neighbor, zeroth = self.coefficient_neighbor**2, self.coefficient_zeroth**2
        if mapper.absolute_floor is not None:
            return 1.0, neighbor, zeroth + mapper.absolute_floor
        scale = neighbor + zeroth
        return scale, neighbor / scale, zeroth / scale + FLOOR * (neighbor / scale)

    def log_det_from(self, mapper: Regularized, penalty: Any, kept: Any = None) -> Any:
        """Return ln det H, in closed form on rectangular meshes (`laplacian_eigenvalues_from`)."""
        eigenvalues = laplacian_eigenvalues_from(mapper, kept)
        if eigenvalues is None:
            return super().log_det_from(mapper, penalty, kept)
        _, weight, diagonal = self._strength(mapper)
        return mapper.xp.sum(mapper.xp.log(weight * eigenvalues + diagonal)) + penalty.log_det_of_scale
