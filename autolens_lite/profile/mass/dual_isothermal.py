r"""What the masses with two isothermal cores have in common: a core inside, and one outside where they end.

Two of `cored_isothermal`, of radii r_a < r_s, are subtracted from each other:

.. math:: \kappa = \frac{b_0}{2} \frac{r_s}{r_s - r_a} \left(\frac{1}{\sqrt{r_a^2 + r^2}} -
          \frac{1}{\sqrt{r_s^2 + r^2}}\right), \qquad
          r^2 = \frac{x^2}{(1 + f)^2} + \frac{y^2}{(1 - f)^2} = \frac{|Z|^2}{(1 - f^2)^2}.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from autolens_lite import check, exc, units
from autolens_lite import cosmology as cosmologies
from autolens_lite.grid import Coordinates
from autolens_lite.profile import geometry
from autolens_lite.profile.mass import cored_isothermal
from autolens_lite.profile.mass.abstract import MassProfile
from autolens_lite.xp.backend import Backend

_C_KM_S = units.SPEED_OF_LIGHT / 1000.0


class Shape(NamedTuple):
    """The parameters of a dual isothermal mass, `ell_comps` None where it is round."""

    ell_comps: tuple[Any, Any] | None
    ra: Any
    rs: Any
    b0: Any


class DualIsothermal(geometry.SphProfile, MassProfile):
    """Base of the dual pseudo-isothermal masses, which say what their `Shape` is."""

    def _shape(self, xp: Backend) -> Shape:
        raise NotImplementedError

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        xp, shape, point, _ = self._prepared(coordinates)
        scale = shape.b0 * shape.rs / (shape.rs - shape.ra)
        if shape.ell_comps is None:
            return cored_isothermal.round_difference_from(point, scale, shape.ra, shape.rs, xp)
        squeeze = cored_isothermal.one_minus_squared_modulus(shape.ell_comps)
        inner, outer = squeeze * shape.ra, squeeze * shape.rs
        return cored_isothermal.difference_from(point, shape.ell_comps, scale, inner, outer, xp)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        xp, shape, _, z = self._prepared(coordinates)
        squeeze = 1.0 if shape.ell_comps is None else cored_isothermal.one_minus_squared_modulus(shape.ell_comps)
        inner, outer = (cored_isothermal.radius_from(z, squeeze * radius, xp) for radius in (shape.ra, shape.rs))
        # 1 / R_a - 1 / R_s without cancellation far out
        scale = 0.5 * shape.b0 * shape.rs * (shape.rs + shape.ra) * squeeze**3
        return scale / (inner * outer * (inner + outer))

    def potential_from(self, coordinates: Coordinates) -> Any:
        xp, shape, point, z = self._prepared(coordinates)
        scale = shape.b0 * shape.rs / (shape.rs - shape.ra)
        if shape.ell_comps is None:
            inner, outer = (cored_isothermal.round_potential_from(point, scale, r, xp) for r in (shape.ra, shape.rs))
            return inner - outer
        squeeze = cored_isothermal.one_minus_squared_modulus(shape.ell_comps)
        inner, outer = squeeze * shape.ra, squeeze * shape.rs
        return cored_isothermal.difference_potential_from(point, z, shape.ell_comps, scale, inner, outer, xp)

    def _prepared(self, coordinates: Coordinates) -> tuple[Any, Shape, tuple[Any, Any], tuple[Any, Any]]:
        shape = self._shape(coordinates.xp)
        point = self._relative(coordinates)
        z = point if shape.ell_comps is None else geometry.elliptical_from(*point, shape.ell_comps)
        return coordinates.xp, shape, point, z


class OfStrength(DualIsothermal):
    """A dual pseudo-isothermal mass by its two radii and its strength."""

    def _set_strength(self, ra: Any, rs: Any, b0: Any) -> None:
        check_radii("ra", ra, "rs", rs)
        check.non_negative("b0", b0)
        self.ra = ra
        self.rs = rs
        self.b0 = b0


def check_radii(inner: str, ra: Any, outer: str, rs: Any) -> None:
    """Refuse radii of the two cores between which there is no mass."""
    check.non_negative(inner, ra)
    check.positive(outer, rs)
    if not check.holds(ra != rs):
        raise exc.ParameterError(f"{inner} = {outer} = {ra}. Pass an {outer} larger than {inner}.")


def b0_from(sigma: Any, redshift_object: Any, redshift_source: Any, cosmology: Any) -> Any:
    """Return b0 = 6 pi (sigma / c)^2 D_LS / D_S in arcsec, for Lenstool's fiducial velocity dispersion in km / s."""
    check.finite("sigma", sigma)
    ratio = cosmology.angular_diameter_distance_between_redshifts_in_kpc_from(
        redshift_object, redshift_source
    ) / cosmology.angular_diameter_distance_to_earth_in_kpc_from(redshift_source)
    return 6.0 * units.ARCSEC_IN_PI * (sigma / _C_KM_S) ** 2 * ratio


def cosmology_from(H0: Any, Om0: Any) -> cosmologies.FlatLambdaCDM:
    """Return the flat universe of the two parameters, the same object each time that they are numbers."""
    if check.is_concrete(H0) and check.is_concrete(Om0):
        return _cosmology(H0=float(H0), Om0=float(Om0))
    return cosmologies.FlatLambdaCDM(H0=H0, Om0=Om0)


_cosmology = functools.lru_cache(maxsize=64)(cosmologies.FlatLambdaCDM)
