"""Distances equal astropy's."""

import warnings

import numpy as np
import pytest

from autolens_lite.lens import cosmology

REDSHIFTS = [1e-6, 0.01, 0.5, 2.0, 6.0, 20.0, 1100.0]


@pytest.fixture(scope="module")
def astropy_cosmology():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import astropy.cosmology
    return astropy.cosmology


@pytest.mark.parametrize("z", REDSHIFTS)
def test_planck15_is_astropys(z, astropy_cosmology):
    ours, theirs = cosmology.Planck15(), astropy_cosmology.Planck15
    # astropy's own quadrature is good to 1.5e-8 only where it says so; here it reaches 1e-11
    assert ours.comoving_distance(z) == pytest.approx(theirs.comoving_distance(z).value, rel=1e-11)
    assert ours.angular_diameter_distance(z) == pytest.approx(theirs.angular_diameter_distance(z).value, rel=1e-11)
    assert ours.luminosity_distance(z) == pytest.approx(theirs.luminosity_distance(z).value, rel=1e-11)
    assert ours.E(z) == pytest.approx(theirs.efunc(z), rel=1e-12)
    assert ours.kpc_per_arcsec_from(z) == pytest.approx(1.0 / theirs.arcsec_per_kpc_proper(z).value, rel=1e-11)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"H0": 70.0, "Om0": 0.3, "Tcmb0": 0.0}, {"H0": 70.0, "Om0": 0.3}),
        ({"H0": 60.0, "Om0": 0.9, "m_nu": 0.0}, {"H0": 60.0, "Om0": 0.9, "Tcmb0": 2.7255, "Neff": 3.046}),
        (
            {"H0": 70.0, "Om0": 0.3, "m_nu": (0.1, 0.2, 0.3)},
            {"H0": 70.0, "Om0": 0.3, "Tcmb0": 2.7255, "Neff": 3.046, "m_nu": (0.1, 0.2, 0.3)},
        ),
    ],
)
def test_other_parameters_are_astropys(ours, theirs, astropy_cosmology):
    import astropy.units as u

    if "m_nu" in theirs:
        theirs = {**theirs, "m_nu": theirs["m_nu"] * u.eV}
    expected = astropy_cosmology.FlatLambdaCDM(**theirs)
    for z in (0.3, 1.7):
        ours_at_z = cosmology.FlatLambdaCDM(**ours).comoving_distance(z)
        assert ours_at_z == pytest.approx(expected.comoving_distance(z).value, rel=1e-11)


@pytest.mark.parametrize("species", [0.0, 0.5, 0.999, 1.0, 4.5])
def test_any_number_of_neutrino_species(species, astropy_cosmology):
    """Less than one species of neutrinos is not none."""
    ours = cosmology.FlatLambdaCDM(H0=70.0, Om0=0.3, Tcmb0=2.7255, Neff=species)
    theirs = astropy_cosmology.FlatLambdaCDM(H0=70.0, Om0=0.3, Tcmb0=2.7255, Neff=species)
    for z in (0.5, 1100.0):
        assert ours.E(z) == pytest.approx(theirs.efunc(z), rel=1e-12)
        assert ours.comoving_distance(z) == pytest.approx(theirs.comoving_distance(z).value, rel=1e-9)


def test_an_einstein_de_sitter_universe_has_a_closed_form():
    universe = cosmology.FlatLambdaCDM(H0=70.0, Om0=1.0, Tcmb0=0.0)
    expected = 2.0 * universe.hubble_distance * (1.0 - 1.0 / np.sqrt(3.0))
    assert universe.comoving_distance(2.0) == pytest.approx(expected, rel=1e-14)


def test_the_critical_density_is_that_of_constants(astropy_cosmology):
    import astropy.constants as constants
    import astropy.units as u

    planck = astropy_cosmology.Planck15
    d_l, d_s = planck.angular_diameter_distance([0.5, 1.3])
    d_ls = (planck.comoving_distance(1.3) - planck.comoving_distance(0.5)) / 2.3
    expected = constants.c**2 / (4.0 * np.pi * constants.G) * d_s / (d_l * d_ls)
    ours = cosmology.Planck15().critical_surface_density_between_redshifts_solar_mass_per_kpc2_from(0.5, 1.3)
    assert ours == pytest.approx(expected.to_value(u.Msun / u.kpc**2), rel=1e-11)
    per_arcsec = cosmology.Planck15().critical_surface_density_between_redshifts_from(0.5, 1.3)
    assert per_arcsec == pytest.approx(ours / planck.arcsec_per_kpc_proper(0.5).value ** 2, rel=1e-11)


def test_the_scaling_factor_is_a_ratio_of_four_distances():
    planck = cosmology.Planck15()
    between = planck.angular_diameter_distance_between_redshifts_in_kpc_from
    earth = planck.angular_diameter_distance_to_earth_in_kpc_from
    expected = between(0.5, 1.0) * earth(2.0) / (earth(1.0) * between(0.5, 2.0))
    assert planck.scaling_factor_between_redshifts_from(0.5, 1.0, 2.0) == pytest.approx(expected, rel=1e-14)
    assert planck.scaling_factor_between_redshifts_from(0.5, 2.0, 2.0) == 1.0
    assert planck.scaling_factor_between_redshifts_from(0.5, 0.5, 2.0) == 0.0


def test_redshifts_and_parameters_may_be_traced():
    import jax

    import autolens_lite.xp

    autolens_lite.xp.get("jax")

    def factor(z, omega):
        universe = cosmology.FlatLambdaCDM(Om0=omega)
        return universe.scaling_factor_between_redshifts_from(0.5, z, 2.0)

    value, gradient = jax.jit(jax.value_and_grad(factor, argnums=(0, 1)))(1.0, 0.3)
    assert value == pytest.approx(factor(1.0, 0.3), rel=1e-13)
    h = 1e-4
    assert gradient[0] == pytest.approx((factor(1.0 + h, 0.3) - factor(1.0 - h, 0.3)) / (2 * h), rel=1e-7)
    assert gradient[1] == pytest.approx((factor(1.0, 0.3 + h) - factor(1.0, 0.3 - h)) / (2 * h), rel=1e-7)
