"""The external shear."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import ellipse
from autolens_lite.profile.mass.abstract import MassProfile


class ExternalShear(MassProfile):
    r"""The tidal field of mass outside the lens, about the origin (0, 0).

    .. math:: \alpha_x = \gamma_1 x + \gamma_2 y, \qquad \alpha_y = \gamma_2 x - \gamma_1 y, \qquad
              \psi = \tfrac12 \gamma_1 (x^2 - y^2) + \gamma_2 x y

    with :math:`\gamma_1 = \gamma \cos 2\phi` and :math:`\gamma_2 = \gamma \sin 2\phi`.

    Notes
    -----
    phi is the direction in which images are stretched; a mass that causes the shear lies at right angles to it.

    Parameters
    ----------
    gamma_1, gamma_2
        The components, dimensionless.
    """

    def __init__(self, gamma_1: float = 0.0, gamma_2: float = 0.0) -> None:
        check.finite("gamma_1", gamma_1)
        check.finite("gamma_2", gamma_2)
        self.gamma_1 = gamma_1
        self.gamma_2 = gamma_2

    @property
    def magnitude(self) -> float:
        """The shear gamma."""
        return ellipse.shear_magnitude_from(self.gamma_1, self.gamma_2)

    @property
    def angle(self) -> float:
        """The direction phi of stretching, degrees counter-clockwise from the positive x-axis."""
        return ellipse.shear_angle_from(self.gamma_1, self.gamma_2)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = coordinates.y, coordinates.x
        return self.gamma_2 * x - self.gamma_1 * y, self.gamma_1 * x + self.gamma_2 * y

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return coordinates.xp.zeros_like(coordinates.y)

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x = coordinates.y, coordinates.x
        return 0.5 * self.gamma_1 * (x * x - y * y) + self.gamma_2 * x * y
