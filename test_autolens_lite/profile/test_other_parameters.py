"""Constructors and properties by other parameters: the same mass, the same field, the same numbers."""

import math

import numpy as np
import pytest
from scipy import integrate

import autolens_lite as al
from autolens_lite import cosmology
from autolens_lite.grid import Grid2DIrregular
from autolens_lite.profile import mass as mp

POINTS = Grid2DIrregular([(0.3, 0.5), (-1.2, 0.4), (2.0, -1.0)], backend="numba").coordinates
CENTRE, CUTS = (0.07, -0.11), {"r_core": 0.2, "r_cut": 12.0}
REDSHIFTS = {"redshift_object": 0.4, "redshift_source": 1.5}


def assert_same(one, other, rtol=1e-13):
    for hook in ("deflections_from", "convergence_from", "potential_from"):
        np.testing.assert_allclose(getattr(one, hook)(POINTS), getattr(other, hook)(POINTS), rtol=rtol, atol=1e-15)


def test_a_dual_isothermal_by_its_strength_and_by_its_dispersion():
    halo = mp.dPIEMass(CENTRE, 0.3, 35.0, 260.0, **CUTS, **REDSHIFTS, H0=70.0, Om0=0.3)
    assert_same(mp.dPIEMass.from_b0(CENTRE, halo.ell_comps, halo.ra, halo.rs, halo.b0), halo)
    universe = cosmology.FlatLambdaCDM(H0=70.0, Om0=0.3)
    assert_same(
        mp.dPIEMassB0.from_lenstool(CENTRE, 0.3, 35.0, 260.0, **CUTS, **REDSHIFTS, cosmology=universe), halo, 1e-4
    )


def test_a_round_dual_isothermal_by_its_strength_and_by_its_dispersion():
    halo = mp.dPIEMassSph(CENTRE, 260.0, **CUTS, **REDSHIFTS, H0=70.0, Om0=0.3)
    assert_same(mp.dPIEMassSph.from_b0(CENTRE, halo.ra, halo.rs, halo.b0), halo)
    universe = cosmology.FlatLambdaCDM(H0=70.0, Om0=0.3)
    assert_same(mp.dPIEMassB0Sph.from_lenstool(CENTRE, 260.0, **CUTS, **REDSHIFTS, cosmology=universe), halo)


def test_an_external_potential_turns_with_its_angles():
    magnitudes, turn = {"gamma": 0.05, "tau": 0.03, "delta": -0.02}, 25.0
    angles = {"theta_gamma": 10.0, "theta_tau": -40.0, "theta_delta": 70.0}
    field = mp.ExternalPotential.from_magnitudes_and_angles(CENTRE, **magnitudes, **angles)
    assert math.hypot(field.gamma_1, field.gamma_2) == pytest.approx(0.05, rel=1e-14)
    turned = mp.ExternalPotential.from_magnitudes_and_angles(
        CENTRE, **magnitudes, **{name: angle + turn for name, angle in angles.items()}
    )
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    y, x = POINTS.y - CENTRE[0], POINTS.x - CENTRE[1]
    there = np.stack([sine * x + cosine * y + CENTRE[0], cosine * x - sine * y + CENTRE[1]], axis=1)
    there = Grid2DIrregular(there, backend="numba").coordinates
    np.testing.assert_allclose(turned.potential_from(there), field.potential_from(POINTS), rtol=1e-12)


def test_a_truncated_halo_has_the_mass_of_its_density():
    halo = mp.NFWTruncatedSph(kappa_s=0.2, scale_radius=2.0, truncation_radius=9.0)
    tau = 4.5
    whole = integrate.quad(lambda x: x * tau**2 / ((1.0 + x) ** 2 * (x * x + tau * tau)), 0.0, np.inf, epsrel=1e-12)[0]
    mass = halo.mass_at_200_solar_masses(0.4, 1.5)
    assert halo.mass_at_truncation_radius_solar_mass(0.4, 1.5) == pytest.approx(mass * whole, rel=1e-10)


def test_a_binary_is_its_two_black_holes():
    binary = mp.SMBHBinary(CENTRE, 0.4, 35.0, 3e11, 1.7, **REDSHIFTS)
    first, second = binary.smbh_0, binary.smbh_1
    assert first.mass + second.mass == pytest.approx(3e11, rel=1e-15)
    assert first.mass / second.mass == pytest.approx(1.7, rel=1e-14)
    apart = np.subtract(first.centre, second.centre)
    assert np.hypot(*apart) == pytest.approx(0.4, rel=1e-14)
    assert math.degrees(math.atan2(*apart)) == pytest.approx(35.0, rel=1e-13)
    both = np.add(first.deflections_from(POINTS), second.deflections_from(POINTS))
    np.testing.assert_allclose(binary.deflections_from(POINTS), both, rtol=1e-13)


def test_the_amplitude_of_a_multipole_is_that_of_its_convergence():
    multipole = mp.PowerLawMultipole(m=4, einstein_radius=1.0, slope=2.0, multipole_comps=(0.03, 0.04))
    assert multipole.k_m == pytest.approx(0.05, rel=1e-15)
    angle = np.linspace(0.0, 2.0 * math.pi, 721)
    ring = Grid2DIrregular(np.stack([np.sin(angle), np.cos(angle)], axis=1), backend="numba").coordinates
    assert multipole.convergence_from(ring).max() == pytest.approx(0.5 * 0.05, rel=1e-3)


def test_a_kpc_is_the_angle_that_its_distance_makes_of_it():
    universe = al.cosmo.Planck15()
    distance = 1000.0 * universe.angular_diameter_distance(0.6)
    expected = math.degrees(1.0 / distance) * 3600.0
    assert universe.arcsec_per_kpc_from(0.6) == pytest.approx(expected, rel=1e-14)


def test_the_operator_of_a_tracer_is_the_tracer():
    lens = al.Galaxy(0.5, mass=mp.IsothermalSph(CENTRE, 1.2))
    tracer = al.Tracer([lens, al.Galaxy(2.0, bulge=al.lp.Sersic())])
    found = al.LensCalc.from_tracer(tracer).deflections_from(POINTS)
    np.testing.assert_array_equal(found, tracer.deflections_from(POINTS))
