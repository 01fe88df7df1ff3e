"""Cosmological distances, for the scaling of deflections between planes and for physical units."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from autolens_lite import arguments, check, exc, units

_G = 6.6743e-11  # m^3 / kg / s^2
_STEFAN_BOLTZMANN = 5.6703744191844314e-08  # W / m^2 / K^4
_BOLTZMANN_EV = 8.617333262145179e-05  # eV / K
_MPC = 3.085677581491367e22  # m
_SOLAR_MASS = 1.988409870698051e30  # kg
_MOST_DISTANCES = 1024  # that a cosmology remembers; the oldest goes first
_NEUTRINO_TEMPERATURE = 0.7137658555036082  # over that of the photons (Mangano et al. 2002)

# Nodes and weights on (0, 1).
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_NODES, _WEIGHTS = 0.5 * (_NODES + 1.0), 0.5 * _WEIGHTS


class FlatLambdaCDM(metaclass=check.NamedArguments):
    r"""A flat universe of matter, a cosmological constant, photons and neutrinos.

    .. math:: E^2(z) = \Omega_m (1+z)^3 + \Omega_\Lambda + \Omega_\gamma (1+z)^4 [1 + \nu(z)],

    where nu(z) is the neutrinos' energy density over that of the photons (Komatsu et al. 2011, equation 26). All
    redshifts may be floats or, with parameters or redshifts free in a fit, values that a backend traces.

    Parameters
    ----------
    H0
        Hubble constant, km / s / Mpc.
    Om0
        Density of matter other than neutrinos, today, over the critical density.
    Tcmb0
        Temperature of the cosmic microwave background today, K; 0 leaves out radiation.
    Neff
        Effective number of neutrino species.
    m_nu
        The sum of the neutrino masses, eV, carried by one species; or the mass of each species.
    Ob0
        Density of baryons, a part of `Om0` (of no effect on distances).
    """

    def __init__(
        self,
        H0: float = 67.66,
        Om0: float = 0.30966,
        Tcmb0: float = 2.7255,
        Neff: float = 3.046,
        m_nu: float | tuple[float, ...] = 0.0,
        Ob0: float = 0.04897,
    ) -> None:
        check.positive("H0", H0)
        check.within("Om0", Om0, 0.0, 1.0)
        check.non_negative("Tcmb0", Tcmb0)
        check.non_negative("Neff", Neff)
        check.within("Ob0", Ob0, 0.0, 1.0)
        masses = tuple(m_nu) if isinstance(m_nu, tuple | list | np.ndarray) else (m_nu,)
        if not masses:
            raise exc.ParameterError("m_nu is empty. Pass one mass, 0 for none, or one for each species.")
        for mass in masses:
            check.non_negative("m_nu", mass)
        # less than one is a part of one
        species = max(math.floor(Neff), 1) if check.is_concrete(Neff) else 3
        if len(masses) > species:
            raise exc.ParameterError(f"m_nu has {len(masses)} masses for Neff = {Neff}. Pass at most {species}.")
        self.H0 = H0
        self.Om0 = Om0
        self.Tcmb0 = Tcmb0
        self.Neff = Neff
        self.m_nu = m_nu
        self.Ob0 = Ob0
        self._species = species
        self._masses = masses
        self._distances: dict[tuple[float, float], float] = {}

    @property
    def hubble_distance(self) -> Any:
        """c / H0, in Mpc."""
        return units.SPEED_OF_LIGHT / 1000.0 / self.H0

    @property
    def Ogamma0(self) -> Any:
        """Density of the photons today, over the critical density."""
        hubble = self.H0 * 1000.0 / _MPC
        critical = 3.0 * hubble**2 / (8.0 * math.pi * _G)
        return 4.0 * _STEFAN_BOLTZMANN / units.SPEED_OF_LIGHT**3 * self.Tcmb0**4 / critical

    @property
    def Ode0(self) -> Any:
        """Density of the cosmological constant, over the critical density."""
        return 1.0 - self.Om0 - self.Ogamma0 * (1.0 + self._neutrinos_over_photons(1.0))

    def E(self, z: float) -> float:
        """Return H(z) / H0 at a redshift, or an array of them, 0 or more."""
        z = check.plain(z)
        for value in (z.min(), z.max()) if isinstance(z, np.ndarray) and z.size and z.dtype.kind in "iuf" else (z,):
            check.non_negative("z", value)
        try:
            return self._squared_expansion(1.0 + z) ** 0.5
        except OverflowError:
            raise exc.ParameterError(
                f"z = {arguments.shown(z)} has an expansion that floats cannot hold. Pass a redshift of a usual size."
            ) from None

    def comoving_distance(self, z: float) -> float:
        """Return the comoving distance to redshift `z`, in Mpc."""
        check.non_negative("z", z)
        return self.comoving_distance_between(0.0, z)

    def comoving_distance_between(self, redshift_0: float, redshift_1: float) -> float:
        """Return the comoving distance from `redshift_0` to `redshift_1`, in Mpc."""
        check.non_negative("redshift_0", redshift_0)
        check.non_negative("redshift_1", redshift_1)
        if not (check.is_concrete(redshift_0) and check.is_concrete(redshift_1)):
            return self._integrate(redshift_0, redshift_1)
        # a sampler asks for the same few distances, millions of times, or where a redshift is free for ever new ones
        key = (float(redshift_0), float(redshift_1))
        distance = self._distances.get(key)
        if distance is None:
            distance = self._integrate(*key)
            if len(self._distances) >= _MOST_DISTANCES:
                self._distances.pop(next(iter(self._distances)), None)
            self._distances[key] = distance
        return distance

    def angular_diameter_distance(self, z: float) -> float:
        """Return the angular diameter distance to redshift `z`, in Mpc."""
        check.non_negative("z", z)
        return self.comoving_distance(z) / (1.0 + z)

    def luminosity_distance(self, z: float) -> float:
        """Return the luminosity distance to redshift `z`, in Mpc."""
        check.non_negative("z", z)
        return self.comoving_distance(z) * (1.0 + z)

    def time_delay_distance(self, redshift_0: float, redshift_1: float) -> float:
        r"""Return the time-delay distance of a lens and a source behind it, in Mpc.

        .. math:: D_{\Delta t} = (1 + z_l) \frac{D_l D_s}{D_{ls}}
        """
        check.non_negative("redshift_0", redshift_0)
        check.within("redshift_1", redshift_1, redshift_0, open_lower=True)
        # of comoving distances, in which the factors 1 + z cancel
        lens, source = self.comoving_distance(redshift_0), self.comoving_distance(redshift_1)
        return lens * source / self.comoving_distance_between(redshift_0, redshift_1)

    def angular_diameter_distance_to_earth_in_kpc_from(self, redshift: float) -> float:
        """Return the angular diameter distance to `redshift`, in kpc."""
        check.non_negative("redshift", redshift)
        return 1000.0 * self.angular_diameter_distance(redshift)

    def angular_diameter_distance_between_redshifts_in_kpc_from(self, redshift_0: float, redshift_1: float) -> float:
        """Return the angular diameter distance of `redshift_1` seen from `redshift_0`, in kpc."""
        return 1000.0 * self.comoving_distance_between(redshift_0, redshift_1) / (1.0 + redshift_1)

    def kpc_per_arcsec_from(self, redshift: float) -> float:
        """Return the proper size of an arcsec at `redshift`, in kpc."""
        check.non_negative("redshift", redshift)
        return units.ARCSEC * self.angular_diameter_distance_to_earth_in_kpc_from(redshift)

    def arcsec_per_kpc_from(self, redshift: float) -> float:
        """Return the angle of a proper kpc at `redshift`, above 0, in arcsec."""
        check.positive("redshift", redshift)
        return 1.0 / self.kpc_per_arcsec_from(redshift)

    def critical_surface_density_between_redshifts_solar_mass_per_kpc2_from(
        self, redshift_0: float, redshift_1: float
    ) -> Any:
        """Return c^2 D_s / (4 pi G D_l D_ls) for a lens at `redshift_0`, source at `redshift_1`, solar masses / kpc^2.

        Raises
        ------
        ParameterError
            If the source is not behind the lens.
        """
        check_behind(redshift_0, redshift_1)
        d_l = self.angular_diameter_distance_to_earth_in_kpc_from(redshift_0)
        d_s = self.angular_diameter_distance_to_earth_in_kpc_from(redshift_1)
        d_ls = self.angular_diameter_distance_between_redshifts_in_kpc_from(redshift_0, redshift_1)
        # c^2 / (4 pi G) in solar masses / kpc
        factor = units.SPEED_OF_LIGHT**2 / (4.0 * math.pi * _G) * (_MPC / 1000.0) / _SOLAR_MASS
        return factor * d_s / (d_l * d_ls)

    def critical_surface_density_between_redshifts_from(self, redshift_0: float, redshift_1: float) -> float:
        """Return the critical surface density in solar masses per arcsec^2 of the lens plane."""
        density = self.critical_surface_density_between_redshifts_solar_mass_per_kpc2_from(redshift_0, redshift_1)
        return density * self.kpc_per_arcsec_from(redshift_0) ** 2

    def scaling_factor_between_redshifts_from(
        self, redshift_0: float, redshift_1: float, redshift_final: float
    ) -> float:
        """Return D_01 D_f / (D_1 D_0f): deflections at `redshift_0` as seen at `redshift_1`, over those at the final.

        It is 1 where `redshift_1` is the final redshift and 0 where it is `redshift_0`.
        """
        check.positive("redshift_1", redshift_1)
        check.finite("redshift_0", redshift_0)
        check.within("redshift_final", redshift_final, redshift_0, open_lower=True)
        if check.is_concrete(redshift_1) and check.is_concrete(redshift_final) and redshift_1 == redshift_final:
            return 1.0
        # the factors 1 + z of the four angular diameter distances cancel
        numerator = self.comoving_distance_between(redshift_0, redshift_1) * self.comoving_distance(redshift_final)
        denominator = self.comoving_distance(redshift_1) * self.comoving_distance_between(redshift_0, redshift_final)
        return numerator / denominator

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in ("H0", "Om0", "Tcmb0", "Neff", "m_nu", "Ob0"))
        return f"FlatLambdaCDM({values})"

    def _integrate(self, redshift_0: float, redshift_1: float) -> Any:
        """Integrate dz / E, in Mpc, in the variable (1 + z)^(-1/2), in which it is almost constant."""
        upper, lower = (1.0 + redshift_0) ** -0.5, (1.0 + redshift_1) ** -0.5
        # upper - lower, without cancellation for near redshifts
        width = (redshift_1 - redshift_0) * (upper * lower) ** 2 / (upper + lower)
        nodes = lower + width * _NODES
        integrand = 2.0 * nodes**-3.0 * self._squared_expansion(nodes**-2.0) ** -0.5
        return self.hubble_distance * width * (_WEIGHTS * integrand).sum()

    def _squared_expansion(self, a: Any) -> Any:
        """Return E^2 at a = 1 + z."""
        radiation = self.Ogamma0 * (1.0 + self._neutrinos_over_photons(a))
        return self.Ode0 + self.Om0 * a**3 + radiation * a**4

    def _neutrinos_over_photons(self, a: Any) -> Any:
        """Return the neutrinos' energy density over the photons' at a = 1 + z."""
        if check.is_concrete(self.Tcmb0) and self.Tcmb0 == 0.0:
            return 0.0
        prefactor = 7.0 / 8.0 * (4.0 / 11.0) ** (4.0 / 3.0) * self.Neff / self._species
        massless = self._species - len(self._masses)
        relative = float(massless)
        for mass in self._masses:
            if check.is_concrete(mass) and mass == 0.0:
                relative = relative + 1.0
            else:
                y = mass / (_BOLTZMANN_EV * _NEUTRINO_TEMPERATURE * self.Tcmb0) / a
                relative = relative + (1.0 + (0.3173 * y) ** 1.83) ** (1.0 / 1.83)
        return prefactor * relative


class Planck15(FlatLambdaCDM):
    """The cosmology of Planck Collaboration XIII (2016), A&A 594, A13, table 4 (TT, TE, EE + lowP + lensing + ext)."""

    def __init__(self) -> None:
        super().__init__(H0=67.74, Om0=0.3075, Tcmb0=2.7255, Neff=3.046, m_nu=0.06, Ob0=0.0486)

    def __repr__(self) -> str:
        return "Planck15()"


LensingCosmology = FlatLambdaCDM  # PyAutoLens' name of what cosmologies are, in annotations


@functools.cache
def default() -> FlatLambdaCDM:
    """The Planck15 cosmology that all tracers share which are given none, with its cache of distances."""
    return Planck15()


def given(cosmology: Any) -> FlatLambdaCDM:
    """Return the cosmology that is given, the default one for None; refuse all else."""
    if cosmology is None:
        return default()
    if not isinstance(cosmology, FlatLambdaCDM):
        raise exc.ParameterError(
            f"cosmology = {arguments.shown(cosmology)} is not a cosmology. Pass al.cosmo.Planck15(), or another."
        )
    return cosmology


def check_behind(redshift_0: float, redshift_1: float, names: tuple[str, str] = ("redshift_0", "redshift_1")) -> None:
    """Refuse, by these names, a lens that is not between the observer and a source."""
    check.finite(names[0], redshift_0)
    check.finite(names[1], redshift_1)
    if not check.holds((redshift_1 > redshift_0) & (redshift_0 > 0.0)):
        raise exc.ParameterError(
            f"{names[0]} = {redshift_0}, {names[1]} = {redshift_1}: the lens must lie between the observer and the "
            f"source. Pass 0 < {names[0]} < {names[1]}."
        )
