"""Laws that light profiles obey."""

import itertools

import numpy as np
import pytest
from scipy import integrate, special

import autolens_lite.xp
from autolens_lite.grid import Coordinates
from autolens_lite.profile import light as lp
from test_autolens_lite import cases

XP = autolens_lite.xp.get("numba")

# Those that are a function of one elliptical radius.
ELLIPTICAL = [
    case for case in cases.LIGHT if not case.orders and case.cls not in (lp.SersicMultipole, lp.GaussianMultipole)
]


def image_at(profile, y, x):
    return profile.image_from(Coordinates(np.atleast_1d(y).astype(float), np.atleast_1d(x).astype(float), XP))


def ellipse_of(case):
    """Axis ratio and position angle (radians)."""
    profile = case.profile
    return getattr(profile, "axis_ratio", 1.0), np.radians(getattr(profile, "angle", 0.0))


@pytest.mark.parametrize("case", ELLIPTICAL, ids=str)
def test_isophotes_are_ellipses_of_the_stated_shape(case):
    q, angle = ellipse_of(case)
    phase = np.linspace(0.0, 2.0 * np.pi, 40)
    major, minor = np.cos(phase), q * np.sin(phase)
    y = cases.CENTRE[0] + major * np.sin(angle) + minor * np.cos(angle)
    x = cases.CENTRE[1] + major * np.cos(angle) - minor * np.sin(angle)
    values = image_at(case.profile, y, x)
    np.testing.assert_allclose(values, values[0], rtol=1e-11)


@pytest.mark.parametrize(
    "case", [case for case in ELLIPTICAL if issubclass(case.cls, lp.Sersic | lp.SersicSph)], ids=str
)
def test_half_the_light_is_within_the_effective_radius(case):
    profile = case.profile
    q, angle = ellipse_of(case)

    def brightness(radius):
        # along the major axis, where the circularised radius is sqrt(q) times the distance
        distance = radius / np.sqrt(q)
        return image_at(
            profile, cases.CENTRE[0] + distance * np.sin(angle), cases.CENTRE[1] + distance * np.cos(angle)
        )[0]

    assert brightness(profile.effective_radius) == pytest.approx(profile.intensity, rel=1e-12)
    # in the logarithm of the radius, over as many decades as the cusp and the wings need
    inside, outside = (
        integrate.quad(
            lambda u: brightness(profile.effective_radius * np.exp(u)) * np.exp(2.0 * u), *limits, limit=200
        )[0]
        for limits in ((-14.0, 0.0), (0.0, 12.0))
    )
    # what the expansion of b_n leaves out
    index = getattr(profile, "sersic_index", 1.0)
    assert inside == pytest.approx(outside, rel=1.5e-4 * index**-3)


@pytest.mark.parametrize("case", cases.LIGHT, ids=str)
def test_the_total_flux_is_the_integral_over_the_plane(case):
    """Trapezoidal sums in the logarithm of the radius and in the eccentric anomaly converge exponentially."""
    profile = case.profile
    q, angle = ellipse_of(case)
    radial = case in ELLIPTICAL
    # heavy wings need many decades, sharp breaks small steps
    logarithm = np.arange(-25.0, 180.0, 0.01) if radial else np.arange(-25.0, 12.0, 0.02)
    phase = 2.0 * np.pi / (4 if radial else 256) * np.arange(4 if radial else 256)
    total = scale = 0.0
    for anomaly in phase:
        radius = np.exp(logarithm)
        major, minor = radius * np.cos(anomaly), q * radius * np.sin(anomaly)
        y = cases.CENTRE[0] + major * np.sin(angle) + minor * np.cos(angle)
        x = cases.CENTRE[1] + major * np.cos(angle) - minor * np.sin(angle)
        terms = image_at(profile, y, x) * radius**2 * (q * (logarithm[1] - logarithm[0]) * phase[1])
        total, scale = total + np.sum(terms), scale + np.sum(np.abs(terms))
    # images of steep cusps are cut off at the centre, where much of their light is
    tolerance = 2e-3 if case.arguments.get("gamma", 0.0) > 1.0 else 1e-9
    assert profile.total_flux() == pytest.approx(total, rel=tolerance, abs=tolerance * scale)
    assert scale > 0.01


@pytest.mark.parametrize("gamma", [-0.3, 0.0, 0.5, 1.6, 1.95])
@pytest.mark.parametrize("alpha", [0.5, 3.0, 40.0])
def test_the_flux_of_a_cored_profile_is_exact(gamma, alpha):
    profile = lp.SersicCoreSph(
        effective_radius=0.7, sersic_index=3.0, radius_break=0.05, intensity=1.0, gamma=gamma, alpha=alpha
    )
    b = profile.sersic_constant

    # in w = r^(2 - gamma), which takes the cusp away
    def integrand(w):
        radius = w ** (1.0 / (2.0 - gamma))
        inner = (radius**alpha + 0.05**alpha) ** (1.0 / alpha)
        return inner**gamma * np.exp(-b * (inner / 0.7) ** (1.0 / 3.0)) / (2.0 - gamma)

    edges = [0.0, *(np.array([0.02, 0.045, 0.05, 0.055, 0.1, 0.3, 1.0, 3.0, 10.0, 40.0, 300.0]) ** (2.0 - gamma))]
    pieces = [
        integrate.quad(integrand, *ends, epsabs=0.0, epsrel=1e-12, limit=300)[0] for ends in itertools.pairwise(edges)
    ]
    at_break = 2.0 ** (-gamma / alpha) * np.exp(b * (2.0 ** (1.0 / alpha) * 0.05 / 0.7) ** (1.0 / 3.0))
    assert profile.total_flux() == pytest.approx(2.0 * np.pi * at_break * sum(pieces), rel=1e-10)


def test_the_flux_of_heavy_wings_is_infinite():
    assert lp.Moffat(beta=1.0).total_flux() == np.inf
    assert lp.ElsonFreeFall(eta=0.8).total_flux() == np.inf
    assert lp.ElsonFreeFallSph(eta=0.8).half_light_radius == np.inf


def test_half_the_light_of_elson_fall_freeman_is_within_its_half_light_radius():
    profile = lp.ElsonFreeFall(ell_comps=(0.0, 0.2), effective_radius=0.7, eta=1.8)
    half = profile.half_light_radius
    inside = 1.0 - (1.0 + (half / 0.7) ** 2) ** (1.0 - 1.8)
    assert inside == pytest.approx(0.5, rel=1e-13)
    assert lp.ElsonFreeFallSph(effective_radius=0.7, eta=1.8).half_light_radius == half


@pytest.mark.parametrize("cls", [lp.SersicCore, lp.SersicCoreSph])
def test_a_cored_profile_has_its_intensity_at_the_break_and_tends_to_sersic(cls):
    core = cls(radius_break=0.2, intensity=0.7, gamma=0.3, alpha=2.0)
    assert image_at(core, 0.2, 0.0)[0] == pytest.approx(0.7, rel=1e-13)
    small = cls(radius_break=1e-9, intensity=1.0, sersic_index=2.0, gamma=0.0)
    radius = np.linspace(0.1, 3.0, 20)
    expected = image_at(lp.SersicSph(sersic_index=2.0), radius, 0.0 * radius)
    ours = image_at(small, radius, 0.0 * radius)
    np.testing.assert_allclose(ours / ours[0], expected / expected[0], rtol=1e-13)


def test_the_wings_of_a_chameleon_keep_their_digits():
    """Far out it is (c_1^2 - c_0^2) / 4 r^3, which the difference of its two terms would lose."""
    ours = image_at(lp.ChameleonSph(intensity=1.0, core_radius_0=0.1, core_radius_1=0.6), 1e7, 0.0)
    np.testing.assert_allclose(ours, 0.5 * 0.5 * (0.36 - 0.01) * 1e-21, rtol=1e-12)


@pytest.mark.parametrize("order", [3, 4])
def test_a_multipole_scales_the_radius(order):
    component = {f"multipole_{order}_comps": (0.1, 0.0)}
    distorted, plain = lp.GaussianMultipole(**component), lp.Gaussian()
    np.testing.assert_allclose(image_at(distorted, 0.0, 1.0), image_at(plain, 0.0, 1.1), rtol=1e-14)
    top = np.pi / order
    ours = image_at(distorted, np.sin(top), np.cos(top))
    np.testing.assert_allclose(ours, image_at(plain, 0.0, 0.9), rtol=1e-14)
    without = lp.SersicMultipole(cases.CENTRE, (0.1, 0.2), 0.4, 0.7, 3.0)
    y, x = np.random.default_rng(6).uniform(-2.0, 2.0, (2, 50))
    expected = image_at(lp.Sersic(cases.CENTRE, (0.1, 0.2), 0.4, 0.7, 3.0), y, x)
    np.testing.assert_allclose(image_at(without, y, x), expected, rtol=1e-14)


@pytest.mark.parametrize("index", [0.7, 1.0, 2.0, 4.0, 10.0])
def test_the_sersic_constant_solves_its_equation(index):
    """gamma(2 n, b_n) = Gamma(2 n) / 2, to the accuracy of the published expansion."""
    exact = special.gammaincinv(2.0 * index, 0.5)
    assert lp.Sersic(sersic_index=index).sersic_constant == pytest.approx(exact, abs=6e-5 * index**-3)


@pytest.mark.parametrize("case", [case for case in cases.LIGHT if case.cls in cases.SPHERICAL], ids=str)
def test_an_ellipse_becomes_a_circle(case):
    rng = np.random.default_rng(2)
    y, x = rng.uniform(-2.0, 2.0, (2, 50))
    arguments = {name: value for name, value in case.arguments.items() if name != "ell_comps"}
    sphere = image_at(cases.SPHERICAL[case.cls](**arguments), y, x)
    np.testing.assert_allclose(image_at(case.cls(ell_comps=(0.0, 0.0), **arguments), y, x), sphere, rtol=1e-14)
    np.testing.assert_allclose(image_at(case.cls(ell_comps=(1e-9, 1e-9), **arguments), y, x), sphere, rtol=1e-7)


def test_an_exponential_is_a_sersic_profile_of_index_one():
    y, x = np.random.default_rng(3).uniform(-2.0, 2.0, (2, 50))
    ours = image_at(lp.Exponential((0.1, 0.2), (0.1, 0.2), 0.4, 0.7), y, x)
    np.testing.assert_allclose(ours, image_at(lp.Sersic((0.1, 0.2), (0.1, 0.2), 0.4, 0.7, 1.0), y, x), rtol=1e-15)


def test_the_gaussian_has_its_sigma_along_the_minor_axis():
    gaussian = lp.Gaussian(ell_comps=(0.0, 1.0 / 3.0), intensity=2.0, sigma=0.6)  # q = 1/2 along x
    half = 2.0 * np.exp(-0.5)
    np.testing.assert_allclose(image_at(gaussian, [0.6, 0.0], [0.0, 1.2]), half, rtol=1e-14)


def test_the_centre_has_the_peak():
    sersic = lp.Sersic(cases.CENTRE, (0.1, 0.1), 0.5, 0.8, 4.0)
    peak = image_at(sersic, *cases.CENTRE)[0]
    assert peak == pytest.approx(0.5 * np.exp(sersic.sersic_constant), rel=1e-13)
    assert peak > image_at(sersic, cases.CENTRE[0] + 1e-12, cases.CENTRE[1])[0]
