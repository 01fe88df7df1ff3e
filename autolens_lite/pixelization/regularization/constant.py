"""Equal smoothness everywhere."""

from __future__ import annotations

from typing import Any

from autolens_lite.pixelization.regularization.abstract import SparseRegularization, check_coefficient
from autolens_lite.pixelization.regularization.penalties import (
    laplacian_eigenvalues_from,
    neighbor_penalty_from,
    refuse_zero,
    strength_from,
)
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class ConstantRegularization(SparseRegularization):
    """Smoothing of one strength everywhere; abstract. The parameter is that of `Constant`."""

    def __init__(self, coefficient: float = 1.0) -> None:
        check_coefficient("coefficient", coefficient)
        self.coefficient = coefficient

    def _strength(self, mapper: Regularized) -> tuple[Any, Any, Any]:
        """The scale of H, and in units of it coefficient^2 and the floor of the diagonal."""
        refuse_zero(self, mapper, "coefficient")
        return strength_from(mapper, self.coefficient**2)


class Constant(ConstantRegularization):
    """The sum over neighbouring pixels of coefficient^2 times their squared difference.

    H = coefficient^2 (L + 1e-8 I) with L the graph Laplacian of the mesh (Warren & Dye 2003, ApJ 590, 673); the last
    term makes it positive definite (`Settings.absolute_floor` puts a number in place of 1e-8 coefficient^2).

    Parameters
    ----------
    coefficient
        Strength of the smoothing, above 0, in inverse units of the source's brightness.
    """

    def penalty_from(self, mapper: Regularized) -> Penalty:
        scale, weight, floor = self._strength(mapper)
        return neighbor_penalty_from(mapper, 0.5 * weight, floor, scale)

    def log_det_from(self, mapper: Regularized, penalty: Any, kept: Any = None) -> Any:
        """Return ln det H, in closed form on rectangular meshes (`laplacian_eigenvalues_from`)."""
        eigenvalues = laplacian_eigenvalues_from(mapper, kept)
        if eigenvalues is None:
            return super().log_det_from(mapper, penalty, kept)
        _, weight, floor = strength_from(mapper, self.coefficient**2)
        return mapper.xp.sum(mapper.xp.log(weight * eigenvalues + floor)) + penalty.log_det_of_scale
