"""Laws that every mass profile obeys, by differences and integrals that know nothing of its formulas."""

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite.grid import Coordinates
from autolens_lite.profile import mass as mp
from test_autolens_lite import cases

XP = autolens_lite.xp.get("numba")
STEP = 1e-3

all_masses = pytest.mark.parametrize("case", cases.MASS, ids=str)


def coordinates(y, x):
    return Coordinates(np.asarray(y, dtype=float), np.asarray(x, dtype=float), XP)


@pytest.fixture
def points():
    """Points in a ring, 0.5 to 3 arcsec from the profiles' centre, and on both axes through it."""
    rng = np.random.default_rng(1)
    radius = rng.uniform(0.5, 3.0, 60)
    angle = np.concatenate([rng.uniform(0, 2 * np.pi, 56), np.arange(4) * 0.5 * np.pi])
    return cases.CENTRE[0] + radius * np.sin(angle), cases.CENTRE[1] + radius * np.cos(angle)


def derivative(function, y, x, along):
    """Sixth-order central difference of `function(coordinates)`."""
    dy, dx = (STEP, 0.0) if along == "y" else (0.0, STEP)
    total = 0.0
    for k, weight in ((1, 45.0), (2, -9.0), (3, 1.0)):
        total = total + weight * (
            np.asarray(function(coordinates(y + k * dy, x + k * dx)))
            - np.asarray(function(coordinates(y - k * dy, x - k * dx)))
        )
    return total / (60.0 * STEP)


@all_masses
def test_the_deflection_is_the_gradient_of_the_potential(case, points):
    profile = case.profile
    gradient = [derivative(profile.potential_from, *points, along) for along in ("y", "x")]
    np.testing.assert_allclose(profile.deflections_from(coordinates(*points)), gradient, atol=1e-10)


@all_masses
def test_the_convergence_is_half_the_divergence_and_there_is_no_curl(case, points):
    profile = case.profile
    yy, xy = derivative(profile.deflections_from, *points, "y")
    yx, xx = derivative(profile.deflections_from, *points, "x")
    convergence = profile.convergence_from(coordinates(*points))
    # near the minor axis of the flattest cases fields change over 0.03 arcsec, which the differences feel
    flat = np.hypot(*case.arguments.get("ell_comps", (0.0, 0.0))) > 0.5
    np.testing.assert_allclose(0.5 * (yy + xx), convergence, atol=1e-6 if flat else 1e-10)
    np.testing.assert_allclose(xy, yx, atol=1e-6 if flat else 1e-10)


SCALE_FREE = (mp.Isothermal, mp.IsothermalSph, mp.PowerLaw, mp.PowerLawIntermediate, mp.PowerLawSph, mp.PointMass)


@pytest.mark.parametrize("case", [case for case in cases.MASS if case.cls in SCALE_FREE], ids=str)
def test_the_mean_convergence_within_a_circle_is_the_flux_of_the_deflection(case):
    """Gauss's theorem on a circle; for spheres of the Einstein radius, where the mean is 1."""
    profile, radius = case.profile, case.arguments["einstein_radius"]
    angle = (np.arange(20_000) + 0.5) * 2 * np.pi / 20_000
    y, x = cases.CENTRE[0] + radius * np.sin(angle), cases.CENTRE[1] + radius * np.cos(angle)
    alpha_y, alpha_x = profile.deflections_from(coordinates(y, x))
    flux = np.mean(alpha_y * np.sin(angle) + alpha_x * np.cos(angle)) / radius
    if "Sph" in case.cls.__name__ or isinstance(profile, mp.PointMass):
        assert flux == pytest.approx(1.0, rel=1e-13)
    if isinstance(profile, mp.PointMass):
        return
    # kappa ~ r^-t: with r = radius u^(1 / (2 - t)), the integrand 2 kappa r dr is constant in u along each ray
    t = getattr(profile, "slope", 2.0) - 1.0
    kappa = profile.convergence_from(coordinates(y, x))
    assert np.mean(2.0 * kappa / (2.0 - t)) == pytest.approx(flux, rel=1e-12)


@all_masses
def test_the_mass_between_circles_is_the_integral_of_the_convergence(case):
    """Gauss's theorem again, as `mass_angular_within_circle_from` has it, in a ring about the centre."""
    profile, (inner, outer) = case.profile, (0.6, 1.7)
    mass = profile.mass_angular_within_circle_from(outer) - profile.mass_angular_within_circle_from(inner)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    radius = (inner + 0.5 * (outer - inner) * (nodes + 1.0))[:, np.newaxis]
    angle = np.arange(720) * (2.0 * np.pi / 720)
    y0, x0 = getattr(profile, "centre", (0.0, 0.0))
    kappa = profile.convergence_from(
        coordinates((y0 + radius * np.sin(angle)).ravel(), (x0 + radius * np.cos(angle)).ravel())
    )
    integral = 0.5 * (outer - inner) * (weights @ (np.reshape(kappa, (60, 720)) * radius).mean(axis=1)) * 2.0 * np.pi
    # a kink of the convergence within the ring is felt by the quadrature
    flat = np.hypot(*case.arguments.get("ell_comps", (0.0, 0.0))) > 0.5
    tolerance = 1e-4 if "break_radius" in case.arguments or flat else 1e-10
    assert mass == pytest.approx(integral, rel=tolerance, abs=1e-11)
    assert profile.density_between_circular_annuli(inner, outer) == pytest.approx(
        mass / np.pi / (outer**2 - inner**2), rel=1e-13, abs=1e-15
    )


@pytest.mark.parametrize("case", [case for case in cases.MASS if "Sph" in case.cls.__name__], ids=str)
def test_the_mean_convergence_is_one_where_the_deflection_equals_the_radius(case):
    radius = case.profile.average_convergence_of_1_radius
    if np.isnan(radius):
        assert case.profile.mass_angular_within_circle_from(1e-3) < np.pi * 1e-6
        return
    alpha_y, _ = case.profile.deflections_from(coordinates([cases.CENTRE[0] + radius], [cases.CENTRE[1]]))
    assert alpha_y[0] == pytest.approx(radius, rel=1e-11)
    if case.cls in (mp.IsothermalSph, mp.PowerLawSph, mp.PowerLawBrokenSph):
        assert radius == pytest.approx(case.arguments["einstein_radius"], rel=1e-11)


@pytest.mark.parametrize("case", [c for c in cases.MASS if c.cls in (mp.Isothermal, mp.PowerLaw)], ids=str)
def test_the_convergence_is_as_defined_along_the_axes(case):
    """kappa = (3 - slope) / (1 + q) (theta_E / eta)^(slope - 1), eta^2 = x^2 + y^2 / q^2."""
    profile = case.profile
    q, angle = profile.axis_ratio, np.radians(profile.angle)
    x, y = np.array([0.7, 1.9, 0.0, 0.0, 1.1]), np.array([0.0, 0.0, 0.7, 1.9, -0.4])
    sky = coordinates(
        cases.CENTRE[0] + x * np.sin(angle) + y * np.cos(angle), cases.CENTRE[1] + x * np.cos(angle) - y * np.sin(angle)
    )
    slope = getattr(profile, "slope", 2.0)
    eta = np.sqrt(x**2 + y**2 / q**2)
    expected = (3.0 - slope) / (1.0 + q) * (profile.einstein_radius / eta) ** (slope - 1.0)
    np.testing.assert_allclose(profile.convergence_from(sky), expected, rtol=1e-12)


@pytest.mark.parametrize("case", [c for c in cases.MASS if c.cls in cases.SPHERICAL], ids=str)
def test_an_ellipse_becomes_a_circle(case, points):
    arguments = {name: value for name, value in case.arguments.items() if name != "ell_comps"}
    sphere = cases.SPHERICAL[case.cls](**arguments)
    # the round lens has a closed form there, the elliptical one a sum
    exact = 1e-9 if case.cls in (mp.NFW, mp.NFWTruncated, mp.cNFW) else 1e-14
    for ell_comps, tolerance in (((0.0, 0.0), exact), ((1e-9, -1e-9), 1e-8)):
        ellipse = case.cls(ell_comps=ell_comps, **arguments)
        for ours, theirs in zip(
            cases.values_of(ellipse, coordinates(*points)), cases.values_of(sphere, coordinates(*points)), strict=True
        ):
            np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(
    "ell_comps", [(0.0, 0.0), (0.0199, 0.0), (0.0, -0.0201), (0.1, 0.2), (-0.3, -0.2), (0.6, -0.7)]
)
def test_a_power_law_of_slope_two_is_isothermal(ell_comps, points):
    power_law = mp.PowerLaw(cases.CENTRE, ell_comps, 1.3, 2.0)
    isothermal = mp.Isothermal(cases.CENTRE, ell_comps, 1.3)
    for ours, theirs in zip(
        cases.values_of(power_law, coordinates(*points)), cases.values_of(isothermal, coordinates(*points)), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("ell_comps", [(0.0, 0.0), (0.0, -0.003), (0.1, 0.2), (0.6, -0.7)])
@pytest.mark.parametrize("core_radius", [0.0, 1e-6, 0.03, 2.0])
def test_a_cored_power_law_of_slope_two_is_isothermal(ell_comps, core_radius, points):
    power_law = mp.PowerLawCore(cases.CENTRE, ell_comps, 1.3, 2.0, core_radius)
    isothermal = mp.IsothermalCore(cases.CENTRE, ell_comps, 1.3, core_radius)
    for ours, theirs in zip(
        cases.values_of(power_law, coordinates(*points)), cases.values_of(isothermal, coordinates(*points)), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("ell_comps", [(0.0, 0.0), (0.1, 0.2), (0.6, -0.7)])
@pytest.mark.parametrize("slope", [1.4, 2.0, 2.6])
def test_a_core_of_zero_is_no_core(ell_comps, slope, points):
    cored = mp.PowerLawCore(cases.CENTRE, ell_comps, 1.3, slope, 0.0)
    singular = mp.PowerLaw(cases.CENTRE, ell_comps, 1.3, slope)
    where = coordinates(*points)
    for ours, theirs in zip(cases.values_of(cored, where), cases.values_of(singular, where), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("outer_slope", [1.9, 1.9999, 2.0])
def test_a_broken_power_law_is_smooth_in_its_slope(outer_slope, points):
    """Across 2, where its formula is 0 / 0, all values change with the slope as a polynomial does."""
    steps = outer_slope + 0.008 * np.arange(-4, 4)
    values = [
        np.array(cases.values_of(mp.PowerLawBroken(cases.CENTRE, (0.1, 0.2), 1.3, 1.2, t, 0.3), coordinates(*points)))
        for t in steps
    ]
    assert np.max(np.abs(np.diff(values, n=7, axis=0))) < 2e-10


@pytest.mark.parametrize("slope", [1.05, 1.5, 1.9999999, 2.3, 2.95])
@pytest.mark.parametrize("modulus", [1e-6, 0.1, 0.5, 0.95])
def test_the_power_law_agrees_with_its_hypergeometric_series(slope, modulus):
    """Tessore & Metcalf (2015), equation 13, by rotation and the plain series (SciPy's 2F1 fails near slope 2)."""
    q, t, phi = (1.0 - modulus) / (1.0 + modulus), slope - 1.0, np.radians(27.0)
    ell_comps = (modulus * np.sin(2.0 * phi), modulus * np.cos(2.0 * phi))
    angle = np.linspace(0.0, 2.0 * np.pi, 50)
    y, x = 1.4 * np.sin(angle), 1.4 * np.cos(angle)
    along = (x + 1j * y) * np.exp(-1j * phi)
    elliptical = q * along.real + 1j * along.imag
    b = q * (2.0 / (1.0 + q)) ** (1.0 / t)
    unit = elliptical / np.abs(elliptical)
    alpha = 2.0 * b / (1.0 + q) * (b / np.abs(elliptical)) ** (t - 1.0) * unit
    n = np.arange(1000)
    coefficients = np.cumprod(np.concatenate([[1.0], (0.5 * t + n) / (2.0 - 0.5 * t + n)]))
    series = np.polynomial.polynomial.polyval(-modulus * unit**2, coefficients)
    alpha = alpha * series * np.exp(1j * phi)
    alpha_y, alpha_x = mp.PowerLaw((0.0, 0.0), ell_comps, 1.0, slope).deflections_from(coordinates(y, x))
    np.testing.assert_allclose(alpha_x + 1j * alpha_y, alpha, rtol=1e-12, atol=1e-13)


@all_masses
def test_turning_the_sky_turns_the_deflections(case, points):
    """A mass turned by theta has ell_comps (and shear) turned by 2 theta."""
    if "centre" in case.arguments:
        points = points[0] - cases.CENTRE[0], points[1] - cases.CENTRE[1]
    arguments = {name: (0.0, 0.0) if name == "centre" else value for name, value in case.arguments.items()}
    theta = 0.4
    turned = dict(arguments)
    if "ell_comps" in arguments:
        e0, e1 = arguments["ell_comps"]
        twisted = (e1 + 1j * e0) * np.exp(2j * theta)
        turned["ell_comps"] = (twisted.imag, twisted.real)
    if "gamma_1" in arguments:
        twisted = (arguments["gamma_1"] + 1j * arguments["gamma_2"]) * np.exp(2j * theta)
        turned.update(gamma_1=twisted.real, gamma_2=twisted.imag)
    for spin, name in ((1, "tau"), (3, "delta")):
        if f"{name}_1" in arguments:
            twisted = (arguments[f"{name}_1"] + 1j * arguments[f"{name}_2"]) * np.exp(1j * spin * theta)
            turned.update({f"{name}_1": twisted.real, f"{name}_2": twisted.imag})
    if "multipole_comps" in arguments:
        sine, cosine = arguments["multipole_comps"]
        twisted = (cosine + 1j * sine) * np.exp(1j * arguments["m"] * theta)
        turned["multipole_comps"] = (twisted.imag, twisted.real)
    for name in ("angle_pos", "angle_binary"):
        if name in arguments:
            turned[name] = arguments[name] + np.degrees(theta)
    y, x = points
    there = (x + 1j * y) * np.exp(1j * theta)
    alpha_y, alpha_x = case.cls(**arguments).deflections_from(coordinates(y, x))
    new_y, new_x = case.cls(**turned).deflections_from(coordinates(there.imag, there.real))
    np.testing.assert_allclose(new_x + 1j * new_y, (alpha_x + 1j * alpha_y) * np.exp(1j * theta), rtol=1e-12)


@all_masses
def test_the_centre_has_finite_values_and_no_preferred_direction(case):
    profile = case.profile
    y, x = np.array([cases.CENTRE[0]]), np.array([cases.CENTRE[1]])
    for values in cases.values_of(profile, coordinates(y, x)):
        assert np.isfinite(values).all()
    if "centre" in case.arguments and case.cls is not mp.SMBHBinary:
        np.testing.assert_array_equal(profile.deflections_from(coordinates(y, x)), 0.0)


def test_an_external_shear_is_as_defined():
    shear = mp.ExternalShear(gamma_1=0.03, gamma_2=-0.02)
    alpha_y, alpha_x = shear.deflections_from(coordinates([2.0], [5.0]))
    assert alpha_x[0] == pytest.approx(0.03 * 5.0 - 0.02 * 2.0, abs=1e-16)
    assert alpha_y[0] == pytest.approx(-0.02 * 5.0 - 0.03 * 2.0, abs=1e-16)
    assert shear.magnitude == pytest.approx(np.hypot(0.03, 0.02))


def test_a_far_mass_shears_at_right_angles_to_its_direction():
    """The documented direction: a mass along +x has its tide along y, gamma_1 < 0."""
    far = mp.PointMass(centre=(0.0, 1000.0), einstein_radius=100.0)
    alpha_x = far.deflections_from(coordinates([0.0, 0.0], [-0.5, 0.5]))[1]
    assert np.diff(alpha_x)[0] == pytest.approx(-0.01, rel=1e-5)
