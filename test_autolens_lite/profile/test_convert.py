"""Conversions are inverse to each other, and mean what profiles mean by them."""

import numpy as np
import pytest

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
