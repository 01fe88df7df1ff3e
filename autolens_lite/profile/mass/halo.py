"""What the dark haloes have in common: a density that is a sum of cored steep densities, round or elliptical."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_steep
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.profile.mass.halo_mass import HaloMass


class Halo(HaloMass, MassProfile):
    r"""A halo of density :math:`\rho(r) = \kappa_s \Sigma_{cr} / r_s \; \hat\rho(r / r_s)`.

    Each kind says in `_cores` of which cored densities its own is the sum (see `cored_steep`).
    """

    def _set_scales(self, kappa_s: Any, scale_radius: Any) -> None:
        check.finite("kappa_s", kappa_s)
        check.positive("scale_radius", scale_radius)
        self.kappa_s = kappa_s
        self.scale_radius = scale_radius

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        """Return the function of the amplitudes, its nodes, and the number that it needs."""
        raise NotImplementedError


class EllHalo(geometry.EllProfile, Halo):
    """A halo whose convergence is constant on ellipses, a function of the major-axis radius sqrt(x^2 + y^2 / q^2)."""

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        scale = self.scale_radius * (1.0 - geometry.modulus_from(self.ell_comps, xp))
        amplitude, nodes, (shape,) = self._cores()
        alpha_y, alpha_x = xp.cored_steep_field(
            *self._relative(coordinates), *self.ell_comps, scale, shape, amplitude, nodes
        )
        return 2.0 * self.kappa_s * alpha_y, 2.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        _, _, squared = self._radii(coordinates)
        return self.kappa_s * cored_steep.convergence_from(squared, *self._cores(), coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        (y, x), _, squared = self._radii(coordinates)
        distance = (y * y + x * x) / self.scale_radius**2
        modulus = geometry.modulus_from(self.ell_comps, xp)
        scale = self.kappa_s * self.scale_radius**2
        return scale * cored_steep.potential_from(squared, distance, modulus, *self._cores(), xp)

    def _radii(self, coordinates: Coordinates) -> tuple[tuple[Any, Any], tuple[Any, Any], Any]:
        """Return (y, x) about the centre, (Z_y, Z_x), and the squared radius in units of the scale radius."""
        point = self._relative(coordinates)
        z_y, z_x = self._elliptical(*point)
        scale = self.scale_radius * (1.0 - geometry.modulus_from(self.ell_comps, coordinates.xp))
        return point, (z_y, z_x), (z_y * z_y + z_x * z_x) / scale**2


class SphHalo(geometry.SphProfile, Halo):
    """A round halo."""

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        amplitude, nodes, (shape,) = self._cores()
        alpha_y, alpha_x = coordinates.xp.cored_steep_field(
            *self._relative(coordinates), 0.0, 0.0, self.scale_radius, shape, amplitude, nodes
        )
        return 2.0 * self.kappa_s * alpha_y, 2.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        _, squared = self._radii(coordinates)
        return self.kappa_s * cored_steep.convergence_from(squared, *self._cores(), coordinates.xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        _, squared = self._radii(coordinates)
        scale = self.kappa_s * self.scale_radius**2
        return scale * cored_steep.potential_from(squared, squared, 0.0, *self._cores(), coordinates.xp)

    def _radii(self, coordinates: Coordinates) -> tuple[tuple[Any, Any], Any]:
        """Return (y, x) about the centre and the squared radius in units of the scale radius."""
        y, x = self._relative(coordinates)
        return (y, x), (y * y + x * x) / self.scale_radius**2
