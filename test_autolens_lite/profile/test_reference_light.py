"""Every light profile gives another code's images (see `reference/make_profiles_light.py`)."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import eval_genlaguerre, factorial

from autolens_lite.grid import Grid2DIrregular
from autolens_lite.profile import light
from autolens_lite.profile.light import operated

STORED = dict(np.load(Path(__file__).parents[1] / "reference" / "profiles_light.npz"))
PARAMETERS = json.loads(str(STORED["parameters"]))
MODULES = {"lp": light, "lp_operated": operated}

# No shapelet: see `ShapeletExponential`, and the last test.
OTHER_FORMULA = [name for name in PARAMETERS if "ShapeletExponential" in name]
# The other code takes 0.99999 for the axis ratio of a round Chameleon.
TOLERANCES = {"lp.Chameleon.0": 2e-5, "lp.ChameleonSph.0": 2e-5, "lp.ChameleonSph.1": 2e-5}


def arguments_of(name):
    given = {key: value for key, value in PARAMETERS[name].items() if key != "cls"}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}


def class_of(name):
    module, cls, _ = name.split(".")
    return getattr(MODULES[module], cls)


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name not in OTHER_FORMULA])
def test_images_equal_those_of_another_code(name, backend):
    expected = STORED[f"{name}.image_2d"]
    ours = class_of(name)(**arguments_of(name)).image_2d_from(Grid2DIrregular(STORED["grid"], backend))
    tolerance = TOLERANCES.get(name, 1e-12)
    # images that change sign have no relative accuracy at their zeros
    np.testing.assert_allclose(ours, expected, rtol=tolerance, atol=1e-14 * np.max(np.abs(expected)))


def test_the_round_chameleon_is_the_nearer_one():
    """Its definition, evaluated with q = 1."""
    arguments = arguments_of("lp.ChameleonSph.1")
    y, x = (STORED["grid"] - arguments["centre"]).T
    inner, outer = (np.sqrt(y * y + x * x + arguments[f"core_radius_{i}"] ** 2) for i in (0, 1))
    expected = 0.5 * arguments["intensity"] * (1.0 / inner - 1.0 / outer)
    ours = light.ChameleonSph(**arguments).image_2d_from(STORED["grid"])
    np.testing.assert_allclose(ours, expected, rtol=1e-12)
    assert np.max(np.abs(STORED["lp.ChameleonSph.1.image_2d"] / expected - 1.0)) > 1e-5


@pytest.mark.parametrize("name", list(PARAMETERS))
def test_arguments_and_defaults_are_those_of_the_other_code(name):
    arguments = arguments_of(name)
    if name.endswith(".0"):
        cls = class_of(name)
        orders = {key: value for key, value in arguments.items() if isinstance(value, int)}
        default = cls(**orders)
        assert {key: getattr(default, key) for key in arguments} == arguments


@pytest.mark.parametrize("name", OTHER_FORMULA)
def test_the_other_codes_exponential_shapelet_is_none(name):
    """Its formula, which its numbers follow: in r^2, without intensity or axis ratio, and with a modulus."""
    profile = class_of(name)(**arguments_of(name))
    n, m, beta = profile.n, abs(profile.m), profile.beta
    y, x = (STORED["grid"] - profile.centre).T
    if hasattr(profile, "angle"):
        turn = np.radians(profile.angle)
        y, x = np.cos(turn) * y - np.sin(turn) * x, np.cos(turn) * x + np.sin(turn) * y
    radial, theta = (y * y + x * x) / beta, np.arctan2(x, y)
    factor = (n + 0.5) ** (-1.0 - m) / beta / np.sqrt(2.0 * np.pi)
    factor *= np.sqrt(factorial(n - m) / 2.0 * n + 1.0 / factorial(n + m))
    factor *= (-1) ** (n + m) * np.exp(-radial / (2 * n + 1)) * radial**m
    value = factor * eval_genlaguerre(n - m, 2 * m, radial / (n + 0.5)) * np.cos(m * theta) - 1j * np.sin(m * theta)
    np.testing.assert_allclose(np.abs(value), STORED[f"{name}.image_2d"], rtol=1e-10)
