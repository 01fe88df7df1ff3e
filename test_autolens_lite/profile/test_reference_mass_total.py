"""Total masses give another code's numbers, and quadrature's where that code is approximate (see `reference/`)."""

import json
from pathlib import Path

import numpy as np
import pytest

from autolens_lite.grid import Grid2DIrregular
from autolens_lite.profile import convert, mass

FOLDER = Path(__file__).parents[1] / "reference"
STORED = dict(np.load(FOLDER / "profiles_mass_total.npz"))
PARAMETERS = json.loads(str(STORED["parameters"]))
PRECISE = dict(np.load(FOLDER / "mass_total_precise.npz"))
PRECISE_PARAMETERS = json.loads(str(PRECISE["parameters"]))

# Where the other code is not exact, how far off it is, and why.
TOLERANCES = {
    # it takes 1e-5 for an ellipticity of 0
    "mp.PIEMass.0.": 3e-5,
    "mp.dPIEMass.0.": 3e-5,
    "mp.dPIEMassB0.0.": 2e-4,
    # its distances are 1e-7 off those of astropy, its surface densities 3e-5; ours 1e-12
    "mp.dPIEMass.1.": 2e-7,
    "mp.dPIEMassSph.0.deflections": 2e-7,
    "mp.dPIEMassSph.1.deflections": 2e-7,
    "mp.dPIEMassSph.0.convergence": 4e-7,
    "mp.dPIEMassSph.1.convergence": 4e-7,
    "mp.SMBH.": 5e-5,
    # potentials by 30 Gaussians
    "mp.dPIEMassSph.0.potential": 1e-4,
    "mp.dPIEMassSph.1.potential": 1e-4,
    "mp.dPIEMassB0Sph.0.potential": 1e-4,
    "mp.dPIEMassB0Sph.1.potential": 1e-4,
    "mp.dPIEPotential.0.potential": 1e-3,
    "mp.dPIEPotentialSph.0.potential": 1e-3,
    "mp.dPIEPotentialSph.1.potential": 1e-3,
    # 20 terms of a series, in single precision
    "mp.PowerLawBroken.1.deflections": 3e-6,
}
# What is no lens field there: a potential of 0, one that ignores the centre, a deflection that is no gradient, NaN for
# an ellipticity of 0 without core, and a binary whose first mass is its mass ratio.
WRONG = {
    "mp.PowerLawMultipole.1.potential_2d",
    "mp.MassSheet.1.potential_2d",
    "mp.dPIEPotential.1.deflections_yx_2d",
    "mp.dPIEPotential.1.potential_2d",
    "mp.dPIEMassB0.0.potential_2d",
    *(f"mp.SMBHBinary.{row}.{what}" for row in (0, 1) for what in ("deflections_yx_2d", "potential_2d")),
}
QUANTITIES = [key for key in STORED if key not in ("grid", "parameters")]


def profile_of(name):
    arguments = {key: tuple(v) if isinstance(v, list) else v for key, v in PARAMETERS[name].items() if key != "cls"}
    return getattr(mass, name.split(".")[1])(**arguments)


@pytest.mark.parametrize("quantity", [key for key in QUANTITIES if key not in WRONG])
def test_values_equal_those_of_another_code(quantity, backend):
    name, _, what = quantity.rpartition(".")
    values = getattr(profile_of(name), f"{what}_from")(Grid2DIrregular(STORED["grid"], backend))
    tolerance = next((value for key, value in TOLERANCES.items() if quantity.startswith(key)), 1e-11)
    np.testing.assert_allclose(values, STORED[quantity], rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("quantity", sorted(WRONG & set(QUANTITIES)))
def test_what_is_wrong_there_is_not_repeated(quantity):
    name, _, what = quantity.rpartition(".")
    values = getattr(profile_of(name), f"{what}_from")(Grid2DIrregular(STORED["grid"]))
    assert np.isfinite(values).all()
    assert not np.max(np.abs(values - STORED[quantity])) < 1e-4


@pytest.mark.parametrize("index", range(len(PRECISE_PARAMETERS)))
def test_values_equal_those_of_quadrature(index, backend):
    arguments = dict(PRECISE_PARAMETERS[index])
    cls = getattr(mass, arguments.pop("cls"))
    ell_comps = convert.ell_comps_from(arguments.pop("q"), arguments.pop("angle"))
    profile, grid = cls(ell_comps=ell_comps, **arguments), Grid2DIrregular(PRECISE["grid"], backend)
    expected = PRECISE[f"case_{index}"]
    np.testing.assert_allclose(profile.deflections_yx_2d_from(grid), expected[:, :2], rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(profile.potential_2d_from(grid), expected[:, 2], rtol=1e-10, atol=2e-15)


def test_the_defaults_are_those_of_the_other_code():
    for name, arguments in PARAMETERS.items():
        if name.endswith(".0"):
            default = getattr(mass, name.split(".")[1])()
            for argument, value in arguments.items():
                if argument != "cls":
                    assert getattr(default, argument) == (tuple(value) if isinstance(value, list) else value)
