"""Stellar masses: another code's numbers, and integrals and a high-precision reference that say which code is nearer.

See `reference/make_profiles_mass_stellar.py` and `reference/make_stellar_precise.py`.
"""

import inspect
import json
from pathlib import Path

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite.grid import Coordinates, Grid2DIrregular
from autolens_lite.profile import light as lp
from autolens_lite.profile import light_mass as lmp
from autolens_lite.profile import mass as mp

FOLDER = Path(__file__).parents[1] / "reference"
STORED = dict(np.load(FOLDER / "profiles_mass_stellar.npz"))
PARAMETERS = json.loads(str(STORED["parameters"]))
PRECISE = dict(np.load(FOLDER / "stellar_precise.npz"))
PRECISE_PROFILES = json.loads(str(PRECISE["profiles"]))

# The other code takes 0.9999 and 0.99999 for the axis ratio of round Gaussians and Chameleons.
ROUND = {
    "Gaussian.0": 1e-4,
    "GaussianGradient.0": 1e-4,
    "Chameleon.0": 2e-5,
    "ChameleonSph.0": 2e-5,
    "ChameleonSph.1": 2e-5,
}
# Its deflections of Gaussians are good to 1e-5, those of Sersic profiles fitted sums. Relative to the largest one.
DEFLECTIONS = {"Gaussian": 1e-4, "Sersic": 2e-3, "SersicCore": 0.2, "Exponential": 5e-4, "DevVaucouleurs": 5e-5}


def tupled(arguments):
    return {key: tuple(v) if isinstance(v, list) else v for key, v in arguments.items() if key != "cls"}


def profile_of(name):
    module, cls, _ = name.split(".")
    return getattr({"mp": mp, "lmp": lmp}[module], cls)(**tupled(PARAMETERS[name]))


def deflections_by_rings(profile, points):
    """Keeton (2001), equations 4 to 10, by double-exponential quadrature of the convergence along the major axis."""
    q, phi = getattr(profile, "axis_ratio", 1.0), np.radians(getattr(profile, "angle", 0.0))
    centre = np.array(profile.centre)
    s = np.arange(-130, 131) / 40.0
    u = 1.0 / (1.0 + np.exp(-np.pi * np.sinh(s)))
    weight = np.pi * np.cosh(s) / 40.0 * u / (1.0 + np.exp(np.pi * np.sinh(s)))
    y, x = (points - centre).T
    x, y = np.cos(phi) * x + np.sin(phi) * y, np.cos(phi) * y - np.sin(phi) * x
    shrink = 1.0 - (1.0 - q * q) * u
    radius = np.sqrt(u * (x[:, None] ** 2 + y[:, None] ** 2 / shrink)).ravel()
    along = Coordinates(
        centre[0] + radius * np.sin(phi), centre[1] + radius * np.cos(phi), autolens_lite.xp.get("numba")
    )
    kappa = profile.convergence_from(along).reshape(x.size, u.size)
    alpha_x = q * x * np.sum(weight * kappa * shrink**-0.5, axis=1)
    alpha_y = q * y * np.sum(weight * kappa * shrink**-1.5, axis=1)
    return np.stack([np.cos(phi) * alpha_y + np.sin(phi) * alpha_x, np.cos(phi) * alpha_x - np.sin(phi) * alpha_y], -1)


@pytest.mark.parametrize("name", PARAMETERS)
def test_convergence_and_image_equal_those_of_another_code(name, backend):
    profile, grid = profile_of(name), Grid2DIrregular(STORED["grid"], backend)
    tolerance = ROUND.get(name.partition(".")[2], 1e-12)
    for what in ("convergence_2d", "image_2d"):
        if f"{name}.{what}" in STORED:
            expected = STORED[f"{name}.{what}"]
            relative, absolute = (1e-12, 0.0) if tolerance == 1e-12 else (0.0, tolerance * np.max(np.abs(expected)))
            np.testing.assert_allclose(getattr(profile, f"{what}_from")(grid), expected, rtol=relative, atol=absolute)


@pytest.mark.parametrize("name", PARAMETERS)
def test_deflections_are_those_of_the_convergence_and_ours_the_nearer(name, backend):
    profile = profile_of(name)
    ours = np.asarray(profile.deflections_yx_2d_from(Grid2DIrregular(STORED["grid"], backend)))
    theirs, expected = STORED[f"{name}.deflections_yx_2d"], deflections_by_rings(profile, STORED["grid"])
    largest = np.max(np.abs(expected))
    np.testing.assert_allclose(ours, expected, rtol=0, atol=1e-11 * largest)
    family = name.split(".")[1].removesuffix("Sph").replace("Gradient", "")
    tolerance = ROUND.get(name.partition(".")[2], 1e-12) if family == "Chameleon" else DEFLECTIONS[family]
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=tolerance * largest)
    assert np.max(np.abs(ours - expected)) <= np.max(np.abs(theirs - expected)) + 1e-14 * largest


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name.endswith(".0")])
def test_arguments_and_defaults_are_those_of_the_other_code(name):
    module, cls, _ = name.split(".")
    arguments = tupled(PARAMETERS[name])
    signature = inspect.signature(getattr({"mp": mp, "lmp": lmp}[module], cls).__init__).parameters
    given = {key: parameter.default for key, parameter in signature.items() if key != "self"}
    # that release lists no mass_to_light_ratio for this one, but has it, as the others do
    if name == "mp.SersicCoreSph.0":
        arguments["mass_to_light_ratio"] = 1.0
    assert list(given.items()) == list(arguments.items())


# Relative accuracy of deflections and potentials, as the docstrings state it.
ACCURACY = {"Chameleon": 1e-13}


@pytest.mark.parametrize("index", range(len(PRECISE_PROFILES)))
def test_deflections_and_potentials_equal_the_high_precision_reference(index, backend):
    name, arguments = PRECISE_PROFILES[index]
    profile = getattr(mp, name)(**tupled(arguments))
    grid = Grid2DIrregular(PRECISE["grid"], backend)
    expected = PRECISE[str(index)]
    tolerance = ACCURACY.get(name, 1e-12)
    deflections = np.asarray(profile.deflections_yx_2d_from(grid))
    error = np.hypot(*(deflections - expected[:, :2]).T) / np.hypot(*expected[:, :2].T)
    assert np.max(error) < tolerance
    np.testing.assert_allclose(profile.potential_2d_from(grid), expected[:, 2], rtol=tolerance)


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name.startswith("lmp.") and name.endswith(".1")])
def test_light_and_mass_is_the_light_and_the_mass_of_its_names(name, backend):
    profile, grid = profile_of(name), Grid2DIrregular(STORED["grid"], backend)
    cls = name.split(".")[1]
    light_cls = getattr(lp, cls.replace("Gradient", ""))
    assert isinstance(profile, light_cls | mp.MassProfile | lmp.LightMassProfile)
    parameters = list(inspect.signature(light_cls.__init__).parameters)[1:]
    light = light_cls(**{key: getattr(profile, key) for key in parameters})
    np.testing.assert_array_equal(profile.image_2d_from(grid), light.image_2d_from(grid))
    assert profile.total_flux() == light.total_flux()
    if hasattr(mp, cls):
        mass = getattr(mp, cls)(**tupled(PARAMETERS[name]))
        assert isinstance(profile, getattr(mp, cls))
        for what in ("deflections_yx_2d_from", "convergence_2d_from", "potential_2d_from"):
            np.testing.assert_array_equal(getattr(profile, what)(grid), getattr(mass, what)(grid))
    assert vars(eval(repr(profile), vars(lmp))) == vars(profile)
