"""From a halo's mass, concentration and redshift to the scales of its lens.

Masses are in solar masses, densities per kpc^3, radii in kpc unless said otherwise; the cosmology is Planck15 if not
given. All arguments may be floats or values that a backend traces.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check, cosmology, exc
from autolens_lite import xp as backends
from autolens_lite.profile.mass import ludlow16, root_of_increasing

# The constants of PyAutoLens, for the same lens of a given mass. Its G is 2e-6 smaller than CODATA's, and the solar
# mass of its critical surface density 3e-5 heavier than the IAU's, which `cosmology` uses. (What then differs, 2e-6, is
# its expansion rate; that of `cosmology` equals astropy's.)
_G = 4.30091e-6  # kpc (km / s)^2 / solar mass
_SOLAR_MASS_RATIO = 1.988409870698051e30 / 1.98847e30

_SCATTER = 0.15  # dex, of the concentrations about Ludlow et al.'s (2016) relation
CONCENTRATIONS = (1e-3, 1e5)  # within which a radius is sought
_ROUNDING = 1e-9
_LARGEST_POWER = 100.0  # of ten: larger ones mean nothing, and soon are not floats


class Scales(NamedTuple):
    """The scales of a halo.

    Attributes
    ----------
    kappa_s
        rho_s r_s over the critical surface density.
    scale_radius
        r_s, arcsec.
    radius
        The radius that holds the mass, kpc.
    """

    kappa_s: Any
    scale_radius: Any
    radius: Any


def critical_density_from(redshift: Any, universe: cosmology.FlatLambdaCDM | None = None) -> Any:
    """Return the critical density of the universe at a redshift, solar masses / kpc^3."""
    universe = cosmology.given(universe)
    return 3.0 * (universe.H0 / 1000.0 * universe.E(redshift)) ** 2 / (8.0 * math.pi * _G)


def critical_surface_density_from(
    redshift_object: Any, redshift_source: Any, universe: cosmology.FlatLambdaCDM | None = None
) -> Any:
    """Return the critical surface density, solar masses (as heavy as PyAutoLens has them, see above) / kpc^2."""
    universe = cosmology.given(universe)
    density = universe.critical_surface_density_between_redshifts_solar_mass_per_kpc2_from(
        redshift_object, redshift_source
    )
    return density * _SOLAR_MASS_RATIO


def scales_from(
    mass: Any,
    concentration: Any,
    overdensity: Any,
    mass_integral: Any,
    redshift_object: Any,
    redshift_source: Any,
    universe: cosmology.FlatLambdaCDM | None = None,
) -> Scales:
    r"""Return the scales of a halo of density :math:`\rho_s \hat\rho(r / r_s)`.

    Raises ParameterError if the mass or the concentration is not positive, or the source is not behind the halo.

    Parameters
    ----------
    mass
        Within the radius of a mean density of `overdensity` times critical, solar masses.
    concentration
        That radius over the scale radius.
    overdensity
        Mean density over the critical density at the halo's redshift.
    mass_integral
        Integral of x^2 rho(x) from 0 to the concentration, in the profile's units.
    redshift_object, redshift_source
        Of the halo and of the source.
    universe
        The cosmology; Planck15 if None.
    """
    check.positive("mass", mass)
    check.positive("concentration", concentration)
    check.positive("overdensity", overdensity)
    universe = cosmology.given(universe)
    critical = critical_surface_density_from(redshift_object, redshift_source, universe)
    density = overdensity * critical_density_from(redshift_object, universe)
    radius = (3.0 * mass / (4.0 * math.pi * density)) ** (1.0 / 3.0)
    scale_radius = radius / concentration
    kappa_s = mass / (4.0 * math.pi * scale_radius**2 * mass_integral * critical)
    return Scales(kappa_s, scale_radius / universe.kpc_per_arcsec_from(redshift_object), radius)


def nfw_scales_from(
    mass: Any,
    concentration: Any,
    redshift_object: Any,
    redshift_source: Any,
    overdensity: Any = 200.0,
    universe: cosmology.FlatLambdaCDM | None = None,
) -> Scales:
    """Return the scales of an NFW halo; arguments as for `scales_from`."""
    check.positive("concentration", concentration)
    integral = nfw_mass_integral_from(concentration)
    return scales_from(mass, concentration, overdensity, integral, redshift_object, redshift_source, universe)


def mass_from_logarithm(name: str, log10_mass: Any) -> Any:
    """Return the mass of a logarithm to base 10, refusing what no float can hold."""
    check.within(name, log10_mass, -_LARGEST_POWER, _LARGEST_POWER)
    return 10.0**log10_mass


def mass_of_sphere_from(radius: Any, density: Any) -> Any:
    """Return the mass within a radius of a mean density."""
    return 4.0 * math.pi / 3.0 * density * radius**3


def cnfw_scales_from(mass: Any, concentration: Any, f: Any, redshift_object: Any, redshift_source: Any) -> Scales:
    """Return the scales of a cored NFW halo with a core of f scale radii; other arguments as for `scales_from`."""
    check.non_negative("f_c", f)
    check.positive("concentration", concentration)
    integral = cnfw_mass_integral_from(concentration, f)
    return scales_from(mass, concentration, 200.0, integral, redshift_object, redshift_source)


def gnfw_scales_from(
    mass: Any, concentration: Any, inner_slope: Any, redshift_object: Any, redshift_source: Any, overdensity: Any
) -> Scales:
    """Return the scales of a generalised NFW halo; an `overdensity` of 0 stands for `virial_overdensity_from`."""
    check.within("inner_slope", inner_slope, -1.0, 3.0, open_upper=True)
    check.positive("concentration", concentration)
    check.non_negative("overdens", overdensity)
    check.non_negative("redshift_object", redshift_object)
    virial = virial_overdensity_from(redshift_object)
    if check.is_concrete(overdensity):
        overdensity = overdensity or virial
    else:
        overdensity = backends.of(overdensity).where(overdensity == 0.0, virial, overdensity)
    integral = gnfw_mass_integral_from(concentration, inner_slope)
    return scales_from(mass, concentration, overdensity, integral, redshift_object, redshift_source)


def nfw_mass_integral_from(c: Any) -> Any:
    """Return ln(1 + c) - c / (1 + c), the mass of an NFW halo within c scale radii over 4 pi rho_s r_s^3."""
    return backends.of(c).log1p(c) - c / (1.0 + c)


def cnfw_mass_integral_from(c: Any, f: Any) -> Any:
    r"""Return the integral of x^2 / [(x + f) (1 + x)^2] from 0 to c, for a core of f scale radii, to 1e-13.

    Of the closed form of Penarrubia et al. (2012), whose singularity at f = 1 is removable, this is the
    quadrature. PyAutoLens 2026.7 has (1 + f)^2 in place of (1 - f)^2 there: its haloes are too heavy, by 7 per cent at
    f = 0.01 and a factor of 3 at f = 0.1 (c = 12 and 6.5), and without a mass beyond f = 0.2.
    """
    xp = backends.of(c, f)
    nodes, weights = np.polynomial.legendre.leggauss(64)
    nodes, weights = 0.5 * (nodes + 1.0), 0.5 * weights
    # in ln(1 + x), crowded towards 0 for small cores
    end = xp.log1p(c)
    x = xp.expm1(end * nodes**4)
    return 4.0 * end * xp.sum(weights * nodes**3 * x * x / ((x + f) * (1.0 + x)))


def nfw_overdensity_from(c: Any) -> Any:
    """Return c^3 / (3 [ln(1 + c) - c / (1 + c)]), rho_s of an NFW halo over its mean density within c scale radii."""
    return c**3 / (3.0 * nfw_mass_integral_from(c))


def nfw_radius_of_overdensity_from(ratio: Any) -> Any:
    """Return c with `nfw_overdensity_from(c)` = `ratio`, to rounding; refuse what is not of a c from 1e-3 to 1e5."""
    xp = backends.of(ratio)
    least, greatest = (nfw_overdensity_from(c) for c in CONCENTRATIONS)
    if not check.holds((ratio >= (1.0 - _ROUNDING) * least) & (ratio <= (1.0 + _ROUNDING) * greatest)):
        raise exc.ParameterError(
            f"No concentration from {CONCENTRATIONS[0]:g} to {CONCENTRATIONS[1]:g} has rho_s = {ratio:g} times the "
            "mean density. Pass a kappa_s, concentration or truncation factor of a usual size."
        )

    def mismatch(ln_c: Any, ln_ratio: Any) -> Any:
        return xp.log(nfw_overdensity_from(xp.exp(ln_c))) - ln_ratio

    return xp.exp(
        root_of_increasing.root_from(
            mismatch, math.log(CONCENTRATIONS[0]), math.log(CONCENTRATIONS[1]), (xp.log(ratio),), xp
        )
    )


def gnfw_mass_integral_from(c: Any, inner_slope: Any) -> Any:
    """Return the integral of x^(2 - gamma) (1 + x)^(gamma - 3) from 0 to c, to 1e-13.

    With y = x / (1 + x) it is that of y^n / (1 - y) = y^n + 1 / (1 - y) - (1 - y^(n + 1)) / (1 - y), n = 2 - gamma: the
    power and the pole, near for large c, in closed form.
    """
    xp = backends.of(c, inner_slope)
    limit, power = c / (1.0 + c), 3.0 - inner_slope
    nodes, weights = np.polynomial.legendre.leggauss(64)
    nodes, weights = 0.5 * (nodes + 1.0), 0.5 * weights
    y = limit * nodes**6
    regular = (1.0 - y**power) / (1.0 - y)
    return limit**power / power + xp.log1p(c) - 6.0 * limit * xp.sum(weights * nodes**5 * regular)


def duffy_concentration_from(mass_at_200: Any, redshift: Any) -> Any:
    """Return c_200 of Duffy et al. (2008), MNRAS 390, L64, table 1 (all haloes, NFW): 5.71 at 2e12 / h solar masses."""
    check.positive("mass_at_200", mass_at_200)
    check.non_negative("redshift", redshift)
    return 5.71 * (1.0 + redshift) ** -0.47 * (mass_at_200 / 2.952465309e12) ** -0.084


def ludlow_concentration_from(mass_at_200: Any, redshift: Any, scatter_sigma: Any = 0.0) -> Any:
    """Return c_200 of Ludlow et al. (2016), moved by `scatter_sigma` times 0.15 dex (see `ludlow16`)."""
    check.positive("mass_at_200", mass_at_200)
    check.non_negative("redshift", redshift)
    check.within("scatter_sigma", scatter_sigma, -_LARGEST_POWER, _LARGEST_POWER)
    return ludlow16.concentration_from(mass_at_200, redshift) * 10.0 ** (_SCATTER * scatter_sigma)


def virial_overdensity_from(redshift: Any) -> Any:
    """Return the mean density of a virialised halo over the critical density: Bryan & Norman (1998), equation 6."""
    universe = cosmology.default()
    x = universe.Om0 * (1.0 + redshift) ** 3 / universe.E(redshift) ** 2 - 1.0
    return 18.0 * math.pi**2 + 82.0 * x - 39.0 * x * x
