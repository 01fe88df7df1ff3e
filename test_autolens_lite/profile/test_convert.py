"""Conversions are inverse to each other, and mean what profiles mean by them."""

import math
import re

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.profile import convert
from autolens_lite.profile import mass as mp


@pytest.mark.parametrize("axis_ratio", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("angle", [-44.0, 0.0, 30.0, 90.0, 134.0])
def test_ell_comps_there_and_back(axis_ratio, angle):
    back = convert.axis_ratio_and_angle_from(convert.ell_comps_from(axis_ratio, angle))
    assert back == pytest.approx((axis_ratio, angle), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("angle", [-44.0, 0.0, 30.0, 90.0, 134.0])
def test_shear_there_and_back(angle):
    back = convert.shear_magnitude_and_angle_from(*convert.shear_gamma_1_2_from(0.07, angle))
    assert back == pytest.approx((0.07, angle), rel=1e-12, abs=1e-12)


def test_samples_are_converted_at_once():
    ell_comps = np.random.default_rng(5).uniform(-0.5, 0.5, (2, 7))
    ratios = convert.axis_ratio_from(tuple(ell_comps))
    assert ratios.shape == (7,)
    assert ratios[3] == pytest.approx(convert.axis_ratio_from((ell_comps[0, 3], ell_comps[1, 3])))


def test_the_origin_is_round():
    assert convert.axis_ratio_and_angle_from((0.0, 0.0)) == (1.0, 0.0)


def test_the_intermediate_convention():
    """kappa = (3 - slope) / 2 (theta_int / r)^(slope - 1), r^2 = q x^2 + y^2 / q, here at a point on the major axis."""
    q, slope = 0.6, 2.3
    mass = mp.PowerLaw((0.0, 0.0), convert.ell_comps_from(q, 0.0), 1.4, slope)
    theta = convert.intermediate_einstein_radius_from(1.4, q, slope)
    expected = 0.5 * (3.0 - slope) * (theta / (np.sqrt(q) * 0.9)) ** (slope - 1.0)
    assert mass.convergence_2d_from([(0.0, 0.9)])[0] == pytest.approx(expected, rel=1e-12)
    assert convert.einstein_radius_from_intermediate(theta, q, slope) == pytest.approx(1.4, rel=1e-15)
    assert convert.intermediate_einstein_radius_from(1.0, q) == pytest.approx(2.0 * np.sqrt(q) / (1.0 + q), rel=1e-15)


@pytest.mark.parametrize("axis_ratio", [0.0, -0.5, 1.1, np.nan])
def test_impossible_axis_ratios_are_refused(axis_ratio):
    with pytest.raises(exc.ParameterError, match="axis_ratio"):
        convert.ell_comps_from(axis_ratio, 0.0)


_TAKEN = {
    "ell_comps_from": {"axis_ratio": 0.5, "angle": 30.0},
    "axis_ratio_from": {"ell_comps": (0.1, 0.2)},
    "angle_from": {"ell_comps": (0.1, 0.2)},
    "axis_ratio_and_angle_from": {"ell_comps": (0.1, 0.2)},
    "shear_gamma_1_2_from": {"magnitude": 0.1, "angle": 30.0},
    "shear_magnitude_from": {"gamma_1": 0.1, "gamma_2": 0.2},
    "shear_angle_from": {"gamma_1": 0.1, "gamma_2": 0.2},
    "shear_magnitude_and_angle_from": {"gamma_1": 0.1, "gamma_2": 0.2},
    "intermediate_einstein_radius_from": {"einstein_radius": 1.0, "axis_ratio": 0.5, "slope": 2.1},
    "einstein_radius_from_intermediate": {"einstein_radius": 1.0, "axis_ratio": 0.5, "slope": 2.1},
}
_NO_NUMBERS = ("0.5", None, {0.5}, {"a": 0.5}, 1j, True, object(), [[1.0], [1.0, 2.0]], ["a"], math.nan, math.inf)


@pytest.mark.parametrize("name", _TAKEN)
def test_what_is_no_number_is_refused_by_name(name):
    function = getattr(al.convert, name)
    for argument in _TAKEN[name]:
        for value in (*_NO_NUMBERS, 10**400, np.array([0.1, math.nan])):
            given = (value, 0.1) if argument == "ell_comps" else value
            with pytest.raises(al.exc.AutoLensError, match=argument):
                function(**{**_TAKEN[name], argument: given})
    if "ell_comps" in _TAKEN[name]:
        for value in (
            (1.0, 0.1),
            (1.2, 0.0),
            (1.0, 0.0),
            (np.array([0.1, 0.9]), np.array([0.1, 0.9])),
            0.1,
            (),
            {0, 1},
        ):
            with pytest.raises(al.exc.ParameterError, match="ell_comps"):
                function(value)
        with pytest.raises(al.exc.DataError, match="one shape"):
            function((np.array([0.1, 0.2]), np.array([0.1, 0.2, 0.3])))
    else:
        first, second, *_ = _TAKEN[name]
        with pytest.raises(al.exc.DataError, match="one shape"):
            function(**{**_TAKEN[name], first: np.array([0.1, 0.2]), second: np.array([0.1, 0.2, 0.3])})


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("einstein_radius", -1.0),
        ("axis_ratio", 0.0),
        ("axis_ratio", -0.5),
        ("axis_ratio", 1.5),
        *(("slope", slope) for slope in (-0.5, 0.0, 1.0, 3.0)),
        ("slope", np.array([2.0, 3.5])),
    ],
)
def test_einstein_radii_have_their_ranges(inverse, argument, value):
    name = "einstein_radius_from_intermediate" if inverse else "intermediate_einstein_radius_from"
    with pytest.raises(al.exc.ParameterError, match=f"{argument} = .* outside its range"):
        getattr(al.convert, name)(**{**_TAKEN[name], argument: value})


@pytest.mark.parametrize("code", ["lenstronomy", "coolest", "glee"])
def test_parameters_of_other_codes_are_numbers(code):
    name, parameters = getattr(al.convert, f"to_{code}")(al.mp.PowerLaw())
    back = getattr(al.convert, f"from_{code}")
    for value in _NO_NUMBERS:
        with pytest.raises(al.exc.AutoLensError, match=r"Pass|has no parameter"):
            back(name, value)
        with pytest.raises(al.exc.AutoLensError, match=r"unknown|is not text"):
            back(name, parameters, value if value is not None else "x")
        for key in parameters:
            with pytest.raises(al.exc.AutoLensError, match=re.escape(key)):
                back(name, {**parameters, key: value})
    with pytest.raises(al.exc.ParameterError, match="name = 5"):
        back(5, parameters)
    many = back(name, {key: [value, value] for key, value in parameters.items()})
    np.testing.assert_allclose(many.einstein_radius, [1.0, 1.0], rtol=1e-14)
