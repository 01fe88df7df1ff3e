"""Every profile gives another code's numbers (see `reference/make_profiles_foundation.py`)."""

import json
from pathlib import Path

import numpy as np
import pytest

from autolens_lite.grid import Grid2DIrregular
from autolens_lite.profile import light, mass

STORED = dict(np.load(Path(__file__).parents[1] / "reference" / "profiles_foundation.npz"))
PARAMETERS = json.loads(str(STORED["parameters"]))
QUANTITIES = [key for key in STORED if key not in ("grid", "parameters")]

# The other code takes 0.99999 for the axis ratio of a round isothermal ellipsoid: 5e-6 off.
TOLERANCES = {"mp.Isothermal.0": 1e-5}


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_values_equal_those_of_another_code(quantity, backend):
    name, _, what = quantity.rpartition(".")
    arguments = {key: tuple(v) if isinstance(v, list) else v for key, v in PARAMETERS[name].items() if key != "cls"}
    module = {"mp": mass, "lp": light}[name[:2]]
    profile = getattr(module, name.split(".")[1])(**arguments)
    values = getattr(profile, f"{what}_from")(Grid2DIrregular(STORED["grid"], backend))
    tolerance = TOLERANCES.get(name, 1e-12)
    np.testing.assert_allclose(values, STORED[quantity], rtol=tolerance, atol=tolerance)


def test_the_defaults_are_those_of_the_other_code():
    for name, arguments in PARAMETERS.items():
        if name.endswith(".0"):
            module = {"mp": mass, "lp": light}[name[:2]]
            default = getattr(module, name.split(".")[1])()
            for argument, value in arguments.items():
                if argument != "cls":
                    assert getattr(default, argument) == (tuple(value) if isinstance(value, list) else value)
