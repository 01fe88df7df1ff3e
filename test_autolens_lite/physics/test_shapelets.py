"""Shapelets are the orthonormal functions that they are named after."""

import math

import numpy as np
import pytest
from scipy import special

import autolens_lite.xp
from autolens_lite import exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import light as lp

XP = autolens_lite.xp.get("numba")
POLAR = [(0, 0), (1, -1), (1, 1), (2, 0), (3, -3), (4, 2), (8, 0), (20, -4)]
EXPONENTIAL = [(0, 0), (1, -1), (1, 0), (1, 1), (3, 2), (6, 0), (8, -5)]


def image_at(profile, y, x):
    return profile.image_from(Coordinates(y, x, XP))


def plane(step, extent):
    """Points in polar coordinates, and their weights: trapezoidal sums that converge exponentially."""
    logarithm = np.arange(-18.0, math.log(extent), step)
    phase = 2.0 * np.pi / 64 * np.arange(64)
    radius, angle = (values.ravel() for values in np.meshgrid(np.exp(logarithm), phase))
    return radius * np.sin(angle), radius * np.cos(angle), radius**2 * (step * 2.0 * np.pi / 64)


def gram(profiles, extent=300.0):
    y, x, weights = plane(0.02, extent)
    images = np.array([image_at(profile, y, x) for profile in profiles])
    return (images * weights) @ images.T


@pytest.mark.parametrize(
    "profiles",
    [
        [lp.ShapeletPolarSph(n, m, beta=0.6) for n, m in POLAR],
        [lp.ShapeletExponentialSph(n, m, beta=0.3) for n, m in EXPONENTIAL],
        [lp.ShapeletCartesianSph(n_y, n_x, beta=0.6) for n_y, n_x in [(0, 0), (0, 1), (2, 0), (0, 2), (3, 4), (9, 7)]],
    ],
    ids=["polar", "exponential", "cartesian"],
)
def test_shapelets_are_orthogonal_and_normalised(profiles):
    norms = [0.5 if getattr(profile, "m", 0) else 1.0 for profile in profiles]
    np.testing.assert_allclose(gram(profiles), np.diag(norms), atol=1e-10)


@pytest.mark.parametrize(("n", "m"), POLAR)
def test_polar_shapelets_equal_their_definition(n, m):
    y, x = np.random.default_rng(1).uniform(-3.0, 3.0, (2, 40))
    r, theta, k = np.hypot(y, x) / 0.7, np.arctan2(y, x), (n - abs(m)) // 2
    radial = r ** abs(m) * np.exp(-0.5 * r**2) * special.eval_genlaguerre(k, abs(m), r**2)
    radial *= (-1) ** k / (0.7 * np.sqrt(np.pi)) * np.sqrt(special.factorial(k) / special.factorial(k + abs(m)))
    expected = 1.3 * radial * (np.cos(m * theta) if m <= 0 else -np.sin(m * theta))
    ours = image_at(lp.ShapeletPolarSph(n, m, intensity=1.3, beta=0.7), y, x)
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("n", "m"), EXPONENTIAL)
def test_exponential_shapelets_equal_their_definition(n, m):
    y, x = np.random.default_rng(1).uniform(-3.0, 3.0, (2, 40))
    t, theta, k = 2.0 * np.hypot(y, x) / (0.4 * (2 * n + 1)), np.arctan2(y, x), n - abs(m)
    radial = (-1) ** k * t ** abs(m) * np.exp(-0.5 * t) * special.eval_genlaguerre(k, 2 * abs(m), t)
    ratio = special.factorial(k) / special.factorial(n + abs(m))
    radial *= np.sqrt(2.0 * ratio / (np.pi * (2 * n + 1) ** 3)) / 0.4
    expected = 1.3 * radial * (np.cos(m * theta) if m <= 0 else -np.sin(m * theta))
    ours = image_at(lp.ShapeletExponentialSph(n, m, intensity=1.3, beta=0.4), y, x)
    np.testing.assert_allclose(ours, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("ellipse", "circle", "orders"),
    [
        (lp.ShapeletCartesian, lp.ShapeletCartesianSph, (3, 2)),
        (lp.ShapeletPolar, lp.ShapeletPolarSph, (3, 1)),
        (lp.ShapeletExponential, lp.ShapeletExponentialSph, (3, 2)),
    ],
)
def test_an_ellipse_along_x_becomes_a_circle(ellipse, circle, orders):
    y, x = np.random.default_rng(1).uniform(-2.0, 2.0, (2, 40))
    expected = image_at(circle(*orders, (0.1, 0.2), 1.1, 0.5), y, x)
    np.testing.assert_allclose(image_at(ellipse(*orders, (0.1, 0.2), (0.0, 0.0), 1.1, 0.5), y, x), expected, rtol=1e-13)
    near = image_at(ellipse(*orders, (0.1, 0.2), (0.0, 1e-10), 1.1, 0.5), y, x)
    np.testing.assert_allclose(near, expected, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize(
    "cls", [lp.ShapeletCartesian, lp.ShapeletPolar, lp.ShapeletExponential, lp.SersicMultipole, lp.GaussianMultipole]
)
def test_values_and_gradients_are_finite_without_ellipticity(cls):
    """Their axes have no direction there, so that there is no derivative for differences to converge to."""
    import jax
    import jax.numpy as jnp

    xp = autolens_lite.xp.get("jax")
    points = jnp.array([0.0, 0.3]), jnp.array([0.0, -0.2])
    extra = {"multipole_3_comps": (0.05, 0.02)} if "Multipole" in cls.__name__ else {}
    orders = () if extra else (3, 1)

    def image(vector):
        profile = cls(*orders, centre=(0.0, 0.0), ell_comps=(vector[0], vector[1]), **extra)
        return profile.image_from(Coordinates(points[0] - vector[2], points[1] - vector[3], xp))

    at = jnp.zeros(4)
    assert np.isfinite(image(at)).all()
    assert np.isfinite(jax.jit(jax.jacrev(image))(at)).all()
    assert np.isfinite(jax.jit(jax.jacfwd(image))(at)).all()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: lp.ShapeletPolar(2, 1), "m = 1 does not exist for n = 2. Pass one of -2, 0, 2"),
        (lambda: lp.ShapeletExponential(1, -2), "m = -2 does not exist"),
        (lambda: lp.ShapeletPolarSph(-1, 0), "n = -1 is too low"),
        (lambda: lp.ShapeletCartesian(1.5, 0), "n_y = 1.5 is not an integer"),
        (lambda: lp.SersicMultipole(multipole_3_comps=(0.8, 0.0), multipole_4_comps=(0.0, 0.3)), "below 1"),
    ],
)
def test_impossible_orders_are_refused(make, words):
    with pytest.raises(exc.ParameterError, match=words):
        make()


@pytest.mark.parametrize("one", [1.0, np.float32(1.0), np.int8(1), np.array(1.0)], ids=repr)
def test_an_order_may_be_an_integer_in_another_form(one):
    for profile in (lp.ShapeletCartesian(one, one), lp.ShapeletCartesianSph(one, one)):
        assert (profile.n_y, profile.n_x) == (1, 1) and type(profile.n_y) is int
    for profile in (lp.ShapeletPolar(one, one), lp.ShapeletExponentialSph(one, one)):
        assert (profile.n, profile.m) == (1, 1) and type(profile.n) is int
