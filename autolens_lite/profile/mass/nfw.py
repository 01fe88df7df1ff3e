"""The NFW halo."""

from __future__ import annotations

from typing import Any

from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_steep, gnfw
from autolens_lite.profile.mass.halo import EllHalo, SphHalo
from autolens_lite.xp import nfw_radial


class NFW(EllHalo):
    r"""The halo of Navarro, Frenk & White, of convergence constant on ellipses.

    .. math:: \rho(r) = \frac{\kappa_s \Sigma_{cr}}{r_s} \frac{r_s}{r} \left(1 + \frac{r}{r_s}\right)^{-2},
              \qquad \kappa(m) = 2 \kappa_s \frac{1 - F(m)}{m^2 - 1}, \qquad
              F(m) = \frac{\mathrm{arctanh} \sqrt{1 - m^2}}{\sqrt{1 - m^2}},

    with m the major-axis radius sqrt(x^2 + y^2 / q^2) over the scale radius. With the complex ellipticity, Z and
    :math:`w = \bar\epsilon Z / \bar Z` of `geometry`, the deflection is

    .. math:: \alpha_x + i \alpha_y = 4 \kappa_s Z \,
              \frac{(1 - w) F(m) + (1 + w) \ln[m (1 + w) / 2]}{(1 + w)^2 m^2 - 4 w},

    exact, and evaluated in a form that cancels neither at the centre nor at the foci, where it is 0 / 0. The potential
    is a sum over cored steep ellipsoids (see `cored_steep`), with :math:`A(t) = 2 t / (1 + t^2)`.

    Notes
    -----
    Deflections and convergence are exact to rounding (1e-15 measured), the potential to 1e-12 up to 1e3 scale radii:
    its gradient is 3e-9 off at 5e3 of them, 2e-5 at 5e4, 2e-2 at 5e5. The potential of PyAutoLens, a sum of 30
    Gaussians, is 2e-5 off.

    References
    ----------
    Navarro, Frenk & White (1997), ApJ 490, 493; Heyrovsky & Karamazov (2024), A&A 690, A19, for
    the elliptical deflection, of which the above is a form without axes.

    Parameters
    ----------
    centre
        The (y, x) of the centre, in arcsec.
    ell_comps
        Elliptical components (e0, e1), of a modulus below 1.
    kappa_s
        rho_s r_s over the critical surface density, rho_s the density's normalization above.
    scale_radius
        r_s, in arcsec.
    """

    def __init__(
        self,
        centre: tuple[float, float] = (0.0, 0.0),
        ell_comps: tuple[float, float] = (0.0, 0.0),
        kappa_s: float = 0.05,
        scale_radius: float = 1.0,
    ) -> None:
        super().__init__(centre, ell_comps)
        self._set_scales(kappa_s, scale_radius)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp = coordinates.xp
        point = self._relative(coordinates)
        scale = self.scale_radius * (1.0 - geometry.modulus_from(self.ell_comps, xp))
        alpha_y, alpha_x = xp.nfw_field(*point, *self.ell_comps, scale)
        return 4.0 * self.kappa_s * alpha_y, 4.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        _, _, squared = self._radii(coordinates)
        return 2.0 * self.kappa_s * nfw_radial.convergence_from(geometry.cut_off_from(squared, xp), xp)

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return gnfw.amplitude, gnfw.nodes(), (1.0,)


class NFWSph(SphHalo):
    r"""The round halo of Navarro, Frenk & White.

    As `NFW` without ellipticity, with :math:`\alpha = 4 \kappa_s r_s [\ln(m / 2) + F(m)] / m` and
    :math:`\psi = 2 \kappa_s r_s^2 [\ln^2(m / 2) - (1 - m^2) F^2(m)]`; exact to rounding.

    Parameters are those of `NFW` without `ell_comps`.

    References
    ----------
    Navarro, Frenk & White (1997), ApJ 490, 493; Wright & Brainerd (2000), ApJ 534, 34; Meneghetti et al. (2003), MNRAS
    340, 105, for the potential.
    """

    def __init__(
        self, centre: tuple[float, float] = (0.0, 0.0), kappa_s: float = 0.05, scale_radius: float = 1.0
    ) -> None:
        super().__init__(centre)
        self._set_scales(kappa_s, scale_radius)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        alpha_y, alpha_x = coordinates.xp.nfw_round_field(*self._relative(coordinates), self.scale_radius)
        return 4.0 * self.kappa_s * alpha_y, 4.0 * self.kappa_s * alpha_x

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        _, squared = self._radii(coordinates)
        return 2.0 * self.kappa_s * nfw_radial.convergence_from(geometry.cut_off_from(squared, xp), xp)

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp = coordinates.xp
        _, squared = self._radii(coordinates)
        scale = 2.0 * self.kappa_s * self.scale_radius**2
        return scale * nfw_radial.round_potential_from(geometry.cut_off_from(squared, xp), xp)

    def _cores(self) -> tuple[cored_steep.Amplitude, cored_steep.Nodes, tuple[Any, ...]]:
        return gnfw.amplitude, gnfw.nodes(), (1.0,)
