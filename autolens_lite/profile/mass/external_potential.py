"""The external shear and its next order."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass.abstract import MassProfile


class ExternalPotential(geometry.SphProfile, MassProfile):
    r"""The field of mass outside the lens to third order in the distance from a centre.

    .. math:: \psi = \tfrac12 r^2 (\gamma_1 \cos 2\varphi + \gamma_2 \sin 2\varphi)
                   + \tfrac14 r^3 (\tau_1 \cos \varphi + \tau_2 \sin \varphi)
                   + \tfrac16 r^3 (\delta_1 \cos 3\varphi + \delta_2 \sin 3\varphi)

    in polar coordinates about the centre: the shear of `ExternalShear`, a gradient of the convergence
    :math:`\kappa = \tau_1 x + \tau_2 y`, and a shear of the third order.

    References
    ----------
    Powell et al. (2022), MNRAS 516, 1808.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    gamma_1, gamma_2
        The shear, dimensionless.
    tau_1, tau_2
        The gradient of the convergence, 1 / arcsec.
    delta_1, delta_2
        The third-order shear, 1 / arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        gamma_1: float = 0.0,
        gamma_2: float = 0.0,
        tau_1: float = 0.0,
        tau_2: float = 0.0,
        delta_1: float = 0.0,
        delta_2: float = 0.0,
    ) -> None:
        super().__init__(centre)
        self.gamma_1, self.gamma_2 = check.pair("(gamma_1, gamma_2)", (gamma_1, gamma_2))
        self.tau_1, self.tau_2 = check.pair("(tau_1, tau_2)", (tau_1, tau_2))
        self.delta_1, self.delta_2 = check.pair("(delta_1, delta_2)", (delta_1, delta_2))

    @classmethod
    def from_magnitudes_and_angles(
        cls,
        centre: tuple[float, float] = (0.0, 0.0),
        gamma: float = 0.0,
        theta_gamma: float = 0.0,
        tau: float = 0.0,
        theta_tau: float = 0.0,
        delta: float = 0.0,
        theta_delta: float = 0.0,
    ) -> ExternalPotential:
        """Return the field of the magnitudes and position angles (degrees) of the three terms."""
        components = []
        terms = ((2, "gamma", gamma, theta_gamma), (1, "tau", tau, theta_tau), (3, "delta", delta, theta_delta))
        for spin, name, magnitude, angle in terms:
            check.finite(name, magnitude)
            check.finite(f"theta_{name}", angle)
            phase = spin * np.radians(angle)
            components += [float(magnitude * np.cos(phase)), float(magnitude * np.sin(phase))]
        return cls(centre, *components)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        y, x = self._relative(coordinates)
        # half of r^2, and of the real and imaginary part of (x + i y)^2
        half, square_x, square_y = 0.5 * (x * x + y * y), 0.5 * (x * x - y * y), x * y
        along = 0.5 * (self.tau_1 * x + self.tau_2 * y)
        alpha_y = self.gamma_2 * x - self.gamma_1 * y
        alpha_y = alpha_y + 0.5 * self.tau_2 * half + along * y + self.delta_2 * square_x - self.delta_1 * square_y
        alpha_x = self.gamma_1 * x + self.gamma_2 * y
        alpha_x = alpha_x + 0.5 * self.tau_1 * half + along * x + self.delta_1 * square_x + self.delta_2 * square_y
        return alpha_y, alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        return self.tau_1 * x + self.tau_2 * y

    def potential_from(self, coordinates: Coordinates) -> Any:
        y, x = self._relative(coordinates)
        square_x, square_y = x * x - y * y, 2.0 * x * y
        cube_x, cube_y = square_x * x - square_y * y, square_x * y + square_y * x
        return (
            0.5 * (self.gamma_1 * square_x + self.gamma_2 * square_y)
            + 0.25 * (x * x + y * y) * (self.tau_1 * x + self.tau_2 * y)
            + (self.delta_1 * cube_x + self.delta_2 * cube_y) / 6.0
        )
