"""Haloes have the masses and concentrations that they are made from."""

import numpy as np
import pytest
from scipy import integrate, optimize, special

import autolens_lite.xp
from autolens_lite import cosmology, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import mass as mp
from autolens_lite.profile.mass import isothermal_sphere, ludlow16, mass_concentration

XP = autolens_lite.xp.get("numba")
REDSHIFTS = {"redshift_object": 0.3, "redshift_source": 1.4}


@pytest.mark.parametrize("c", [0.5, 5.0, 60.0])
@pytest.mark.parametrize("f", [0.0, 0.01, 0.3, 1.0, 2.0])
def test_the_mass_of_a_cored_halo_is_the_integral_of_its_density(c, f):
    expected = integrate.quad(lambda x: x * x / ((x + f) * (1.0 + x) ** 2), 0.0, c, epsabs=0.0, epsrel=1e-13)[0]
    assert mass_concentration.cnfw_mass_integral_from(c, f) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("c", [0.5, 5.0, 60.0])
@pytest.mark.parametrize("slope", [-0.5, 0.0, 1.0, 1.6, 2.0, 2.7])
def test_the_mass_of_a_generalised_halo_is_hypergeometric(c, slope):
    a = 3.0 - slope
    expected = c**a / a * special.hyp2f1(a, a, a + 1.0, -c)
    assert mass_concentration.gnfw_mass_integral_from(c, slope) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("cls", [mp.NFWMCRDuffySph, mp.NFWMCRLudlow, mp.NFWMCRLudlowSph])
def test_a_halo_tells_the_mass_that_it_is_made_from(cls):
    halo = cls(mass_at_200=3e12, **REDSHIFTS)
    assert halo.mass_at_200_solar_masses(*REDSHIFTS.values()) == pytest.approx(3e12, rel=1e-12)
    relation = "duffy" if "Duffy" in cls.__name__ else "ludlow"
    expected = getattr(mass_concentration, f"{relation}_concentration_from")(3e12, REDSHIFTS["redshift_object"])
    assert halo.concentration(*REDSHIFTS.values()) == pytest.approx(expected, rel=1e-12)


def test_a_halo_that_has_its_concentration_as_an_argument_tells_that_at_200_too():
    halo = mp.NFWVirialMassConcSph(virial_mass=3e12, concentration=7.0, virial_overdens=200.0, **REDSHIFTS)
    assert halo.concentration == 7.0
    assert halo.concentration_at_200(*REDSHIFTS.values()) == pytest.approx(7.0, rel=1e-12)
    assert halo.mass_at_200_solar_masses(*REDSHIFTS.values()) == pytest.approx(3e12, rel=1e-12)


def test_the_masses_of_other_kinds_of_haloes_are_as_asked_for():
    """rho_s from the lens, integrated to the radius of the mean density."""
    density = 200.0 * mass_concentration.critical_density_from(0.3)
    radius = (3.0 * 3e12 / (4.0 * np.pi * density)) ** (1.0 / 3.0)
    kpc = cosmology.default().kpc_per_arcsec_from(0.3)
    cored = mp.cNFWMCRLudlowSph(mass_at_200=3e12, f_c=0.2, **REDSHIFTS)
    general = mp.gNFWVirialMassgNFWConcSph(
        log10m_vir=np.log10(3e12), c_gNFW=7.0, overdens=200.0, inner_slope=1.3, **REDSHIFTS
    )
    for halo, shape in (
        (cored, lambda x: 1.0 / ((x + 0.2) * (1.0 + x) ** 2)),
        (general, lambda x: x**-1.3 * (1.0 + x) ** -1.7),
    ):
        rho = halo.rho_at_scale_radius_solar_mass_per_kpc3(*REDSHIFTS.values())
        scale = halo.scale_radius * kpc
        integral = integrate.quad(lambda x, shape=shape: x * x * shape(x), 0.0, radius / scale, epsrel=1e-12)[0]
        assert 4.0 * np.pi * rho * scale**3 * integral == pytest.approx(3e12, rel=1e-9)


def test_an_overdensity_of_zero_is_that_of_a_virialised_halo():
    expected = 18.0 * np.pi**2 + 82.0 * (-0.4) - 39.0 * 0.16  # where matter is 0.6 of the critical density
    universe = cosmology.default()
    redshift = optimize.brentq(lambda z: universe.Om0 * (1.0 + z) ** 3 / universe.E(z) ** 2 - 0.6, 0.0, 2.0)
    assert mass_concentration.virial_overdensity_from(redshift) == pytest.approx(expected, rel=1e-9)
    default, explicit = (
        mp.gNFWVirialMassConcSph(overdens=value, redshift_object=redshift, redshift_source=3.0)
        for value in (0.0, expected)
    )
    assert default.kappa_s == pytest.approx(explicit.kappa_s, rel=1e-9)


def test_a_truncated_halo_there_and_back():
    arguments = {"redshift_halo": 0.3, "redshift_source": 1.4}
    halo = mp.NFWTruncatedSph.from_m200_concentration((0.1, 0.2), 2e10, 12.0, **arguments)
    back = mp.NFWTruncatedSph.m200_concentration_from(halo.kappa_s, halo.scale_radius, **arguments)
    assert back == pytest.approx((2e10, 12.0), rel=1e-11)
    # mean density at the truncation radius: 100 / 200 of that at r_200
    ratio = mass_concentration.nfw_overdensity_from(12.0) / mass_concentration.nfw_overdensity_from(halo.tau)
    assert ratio == pytest.approx(0.5, rel=1e-12)
    whole = integrate.quad(lambda x: x / (1 + x) ** 2 * halo.tau**2 / (halo.tau**2 + x * x), 0.0, np.inf)[0]
    fraction = mp.NFWTruncatedSph.mass_ratio_from_concentration_and_truncation_factor(12.0)
    assert fraction == pytest.approx(whole / mass_concentration.nfw_mass_integral_from(12.0), rel=1e-8)
    # and the lens at great distance has that mass: alpha = M / (pi r)
    far = 1e5 * halo.truncation_radius
    alpha = halo.deflections_from(Coordinates(np.array([0.1 + far]), np.array([0.2]), XP))[0][0]
    assert alpha * far == pytest.approx(4.0 * halo.kappa_s * halo.scale_radius**2 * whole, rel=1e-4)


@pytest.mark.parametrize("mass, redshift", [(1e9, 0.5), (3e12, 0.2), (1e15, 1.0)])
def test_the_concentration_solves_ludlows_equation(mass, redshift):
    """The model as in the paper, by SciPy's quadrature, incomplete gamma function and root finder."""
    om, ol = 0.3089, 0.6911

    def growth(z):
        def unnormalised(z):
            e = np.sqrt(om * (1.0 + z) ** 3 + ol)
            return e * integrate.quad(lambda a: (om / a + ol * a * a) ** -1.5, 0.0, 1.0 / (1.0 + z), epsrel=1e-12)[0]

        return unnormalised(z) / unnormalised(0.0)

    def sigma_squared(m):
        radius = (3.0 * m * 0.6774 / (4.0 * np.pi * om * 2.77536627e11)) ** (1.0 / 3.0)

        def variance(r):
            ln_k = np.linspace(np.log(1e-6), np.log(1e4 / r), 200_001)
            x = np.exp(ln_k) * r
            window = np.where(x < 1e-3, 1.0 - x**2 / 10.0, 3.0 * (np.sin(x) - x * np.cos(x)) / np.maximum(x, 1e-3) ** 3)
            values = np.exp(ln_k) ** 3.9667 * ludlow16._transfer(np.exp(ln_k)) ** 2 * window**2
            return integrate.trapezoid(values, ln_k)

        return 0.8159**2 * variance(radius) / variance(8.0)

    spread = np.sqrt(2.0 * (sigma_squared(0.02 * mass) - sigma_squared(mass)))

    def mismatch(c):
        within = special.gammainc(3.0 / 0.18, 2.0 / 0.18)
        ratio = within / special.gammainc(3.0 / 0.18, 2.0 / 0.18 * c**0.18)
        formation = ((200.0 / 650.0 * c**3 * ratio * (om * (1.0 + redshift) ** 3 + ol) - ol) / om) ** (1.0 / 3.0) - 1.0
        return ratio - special.erfc((1.68647019984 / growth(formation) - 1.68647019984 / growth(redshift)) / spread)

    expected = optimize.brentq(mismatch, 2.0, 100.0, xtol=1e-12)
    assert mass_concentration.ludlow_concentration_from(mass, redshift) == pytest.approx(expected, rel=2e-6)
    scattered = mass_concentration.ludlow_concentration_from(mass, redshift, 2.0)
    assert scattered == pytest.approx(expected * 10.0**0.3, rel=2e-6)


def test_the_transfer_function_is_one_on_large_scales_and_falls_with_baryon_oscillations():
    k = np.array([1e-6, 0.05, 0.1, 1.0, 10.0])
    transfer = ludlow16._transfer(k)
    assert transfer[0] == pytest.approx(1.0, abs=1e-4)
    assert (np.diff(transfer) < 0.0).all()
    # ln(k)^2 / k^2 on small scales
    ratio = ludlow16._transfer(np.array([1e4, 1e5]))
    assert ratio[1] / ratio[0] == pytest.approx(1e-2 * np.log(1e5) / np.log(1e4), rel=0.05)


@pytest.mark.parametrize("x", [0.05, 0.3, 3.0, 22.0])
def test_the_isothermal_sphere_obeys_its_equation(x):
    """h'' + 2 h' / x = e^-h, by differences of the table."""
    step = 1e-3 * max(x, 1.0)
    points = x + step * np.arange(-3, 4)
    h, slope = isothermal_sphere.depth_from(points, XP), points * isothermal_sphere.mass_over_cube_from(points, XP)
    weights = np.array([-1.0, 9.0, -45.0, 0.0, 45.0, -9.0, 1.0]) / (60.0 * step)
    assert weights @ h == pytest.approx(slope[3], rel=1e-8)
    assert weights @ slope + 2.0 * slope[3] / x == pytest.approx(np.exp(-h[3]), rel=1e-8)


@pytest.mark.parametrize("ratio", [1e-4, 0.1, 1.0, 3.6])
def test_the_isothermal_core_matches_density_and_mass(ratio):
    halo = mp.KaplinghatCoredNFWSph((0.0, 0.0), 0.5, 2.0, interaction_radius=2.0 * ratio)
    r1, a = halo.interaction_radius, halo.isothermal_radius
    density = halo.central_density * np.exp(-isothermal_sphere.depth_from(r1 / a, XP))
    mass = halo.central_density * r1**3 * isothermal_sphere.mass_over_cube_from(r1 / a, XP)
    assert density == pytest.approx(0.25 / (ratio * (1.0 + ratio) ** 2), rel=1e-12)
    assert mass == pytest.approx(0.25 * 8.0 * (np.log1p(ratio) - ratio / (1.0 + ratio)), rel=1e-10)


def test_no_interaction_is_nfw():
    points = Coordinates(np.linspace(0.1, 3.0, 9), np.zeros(9), XP)
    halo, nfw = mp.KaplinghatCoredNFWSph((0.0, 0.0), 0.5, 2.0, sigma_over_m=0.0), mp.NFWSph((0.0, 0.0), 0.5, 2.0)
    np.testing.assert_allclose(halo.deflections_from(points)[0], nfw.deflections_from(points)[0], rtol=1e-14)
    made = mp.KaplinghatCoredNFWMCRLudlowSph(mass_at_200=1e12, sigma_over_m=0.0, **REDSHIFTS)
    plain = mp.NFWMCRLudlowSph(mass_at_200=1e12, **REDSHIFTS)
    np.testing.assert_allclose(made.deflections_from(points)[0], plain.deflections_from(points)[0], rtol=1e-12)


def test_a_particle_scatters_once_within_the_interaction_radius():
    halo = mp.KaplinghatCoredNFWMCRLudlowSph(mass_at_200=1e13, sigma_over_m=1.5, t_age=5.0, **REDSHIFTS)
    kpc = cosmology.default().kpc_per_arcsec_from(0.3)
    rho = halo.rho_at_scale_radius_solar_mass_per_kpc3(*REDSHIFTS.values())
    scale, x = halo.scale_radius * kpc, halo.interaction_radius / halo.scale_radius
    mass = 4.0 * np.pi * rho * scale**3 * (np.log1p(x) - x / (1.0 + x))
    speed = np.sqrt(4.30091727e-6 * mass / (x * scale))  # km / s
    density = rho / (x * (1.0 + x) ** 2) * 1.98847e33 / 3.0856775814913673e21**3
    assert 1.5 * density * speed * 1e5 * 5.0 * 3.15576e16 == pytest.approx(1.0, rel=1e-8)


@pytest.mark.parametrize(
    "cls, arguments, match",
    [
        (mp.NFW, {"scale_radius": 0.0}, "scale_radius"),
        (mp.gNFW, {"inner_slope": 3.0}, "inner_slope"),
        (mp.cNFW, {"core_radius": -0.1}, "core_radius"),
        (mp.NFWTruncated, {"truncation_radius": 0.0}, "truncation_radius"),
        (mp.NFWMCRLudlow, {"mass_at_200": 0.0}, "mass_at_200"),
        (mp.NFWMCRDuffySph, {"redshift_object": 2.0}, "redshift"),
        (mp.KaplinghatCoredNFWSph, {"sigma_over_m": -1.0}, "sigma_over_m"),
    ],
)
def test_impossible_haloes_are_refused(cls, arguments, match):
    with pytest.raises(exc.ParameterError, match=match):
        cls(**arguments)


def test_an_unknown_reference_density_is_refused():
    with pytest.raises(exc.ParameterError, match="profile"):
        mp.NFWSph().concentration(0.5, 1.0, "elsewhere")
