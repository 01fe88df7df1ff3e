"""Laws that light profiles obey."""

import numpy as np
import pytest
from scipy import integrate, special

import autolens_lite.xp
from autolens_lite.grid import Coordinates
from autolens_lite.profile import light as lp
from test_autolens_lite import cases

XP = autolens_lite.xp.get("numba")


def image_at(profile, y, x):
    return profile.image_from(Coordinates(np.atleast_1d(y).astype(float), np.atleast_1d(x).astype(float), XP))


def ellipse_of(case):
    """Axis ratio and position angle (radians)."""
    profile = case.profile
    return getattr(profile, "axis_ratio", 1.0), np.radians(getattr(profile, "angle", 0.0))


@pytest.mark.parametrize("case", cases.LIGHT, ids=str)
def test_isophotes_are_ellipses_of_the_stated_shape(case):
    q, angle = ellipse_of(case)
    phase = np.linspace(0.0, 2.0 * np.pi, 40)
    major, minor = np.cos(phase), q * np.sin(phase)
    y = cases.CENTRE[0] + major * np.sin(angle) + minor * np.cos(angle)
    x = cases.CENTRE[1] + major * np.cos(angle) - minor * np.sin(angle)
    values = image_at(case.profile, y, x)
    np.testing.assert_allclose(values, values[0], rtol=1e-11)


@pytest.mark.parametrize("case", [case for case in cases.LIGHT if "effective_radius" in case.arguments], ids=str)
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
