"""Equal smoothness everywhere, of pixels tied by how near they are."""

from __future__ import annotations

from autolens_lite.pixelization.regularization.constant import ConstantRegularization
from autolens_lite.pixelization.regularization.penalties import kernel_penalty_from
from autolens_lite.pixelization.regularization.penalty import Penalty
from autolens_lite.pixelization.regularization.regularized import Regularized


class ConstantLaplacian(ConstantRegularization):
    r"""The sum over all pairs of pixels of coefficient^2 k_ij times their squared difference.

    .. math:: k_{ij} = \left(1 - \frac{2 r_{ij}^2}{h_i^2 + h_j^2}\right)^3 \ {\rm where\ positive},

    with r_ij their distance and h_i the length of the kernel about pixel i (`al.mesh.CompactKernel`, whose prior it is;
    it is for every mesh). A pair is tied the less the farther it is apart, and not at all beyond some neighbours.
    Unlike `Constant`, which ties those that share an edge, it changes smoothly as pixels move, and so does the
    evidence. On the diagonal 1e-8 coefficient^2 is added (or `Settings.absolute_floor`).

    The parameter is that of `Constant`.
    """

    def penalty_from(self, mapper: Regularized) -> Penalty:
        """Return what is added to chi^2."""
        scale, weight, floor = self._strength(mapper)
        return kernel_penalty_from(mapper, weight, floor, scale)
