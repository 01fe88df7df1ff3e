"""Magnification, critical curves, caustics and Einstein radii, against closed forms."""

import numpy as np
import pytest

from autolens_lite.grid import Grid2D
from autolens_lite.lens import Galaxy, LensCalc, Tracer
from autolens_lite.profile import mass as mp


@pytest.fixture
def grid(backend):
    return Grid2D.uniform((50, 50), 0.1, backend=backend)


def test_the_sphere_has_its_closed_form_magnification(grid):
    """mu = 1 / (1 - theta_E / r)."""
    lens = Galaxy(0.5, mass=mp.IsothermalSph(einstein_radius=1.03))
    radius = np.hypot(np.asarray(grid.y), np.asarray(grid.x))
    away = radius > 0.3
    magnification = np.asarray(lens.magnification_2d_from(grid))
    np.testing.assert_allclose(magnification[away], 1.0 / (1.0 - 1.03 / radius[away]), rtol=1e-8)


def test_hessian_quantities_are_those_of_the_profile(grid):
    mass, shear = mp.PowerLaw((0.0, 0.0), (0.1, 0.2), 1.2, 1.8), mp.ExternalShear(0.04, -0.03)
    lens = Galaxy(0.5, mass=mass, shear=shear)
    away = np.hypot(np.asarray(grid.y), np.asarray(grid.x)) > 0.3
    kappa = np.asarray(lens.convergence_2d_via_hessian_from(grid))
    np.testing.assert_allclose(kappa[away], np.asarray(lens.convergence_2d_from(grid))[away], atol=1e-8)
    tide = Galaxy(0.5, shear=shear)
    gamma = np.asarray(tide.shear_yx_2d_via_hessian_from(grid))
    np.testing.assert_allclose(gamma, np.broadcast_to([-0.03, 0.04], gamma.shape), atol=1e-11)


def test_eigen_values_multiply_to_the_inverse_magnification(grid):
    tracer = Tracer([Galaxy(0.5, mass=mp.Isothermal(ell_comps=(0.1, 0.2))), Galaxy(1.0)])
    product = np.asarray(tracer.tangential_eigen_value_from(grid)) * np.asarray(tracer.radial_eigen_value_from(grid))
    np.testing.assert_allclose(product * np.asarray(tracer.magnification_2d_from(grid)), 1.0, rtol=1e-9)


def test_the_critical_curve_of_an_ellipsoid_is_its_isodensity_contour(grid):
    """The convergence of an isothermal ellipsoid is 1/2 on its tangential critical curve."""
    lens = Galaxy(0.5, mass=mp.Isothermal((0.03, -0.02), (0.1, 0.2), 1.2))
    (curve,) = lens.tangential_critical_curve_list_from(grid)
    assert curve.backend == grid.backend
    np.testing.assert_allclose(lens.convergence_2d_from(curve), 0.5, atol=1e-7)
    np.testing.assert_array_equal(curve[0], curve[-1])
    assert lens.radial_critical_curve_list_from(grid) == []
    (caustic,) = lens.tangential_caustic_list_from(grid)
    traced = np.asarray(curve.slim) - np.asarray(lens.deflections_yx_2d_from(curve))
    np.testing.assert_allclose(caustic, traced, atol=1e-13)


def test_a_tracer_has_the_caustics_of_its_lens():
    lens, grid = Galaxy(0.5, mass=mp.Isothermal((0.1, 0.0), (0.1, 0.2), 1.2)), Grid2D.uniform((50, 50), 0.1)
    (caustic,) = Tracer([lens, Galaxy(1.0)]).tangential_caustic_list_from(grid)
    np.testing.assert_allclose(caustic, lens.tangential_caustic_list_from(grid)[0], rtol=0, atol=1e-11)


def test_the_astroid_caustic_has_its_cusps_where_they_belong():
    """A small shear on an isothermal sphere: the tangential caustic reaches 2 gamma theta_E from the centre."""
    lens = Galaxy(0.5, mass=mp.IsothermalSph(einstein_radius=1.0), shear=mp.ExternalShear(1e-3, 0.0))
    (caustic,) = lens.tangential_caustic_list_from(Grid2D.uniform((50, 50), 0.1))
    half_width = 0.5 * np.ptp(np.asarray(caustic), axis=0)
    np.testing.assert_allclose(half_width, 2e-3, rtol=5e-3)


def test_the_shallow_sphere_has_a_radial_curve():
    """alpha = theta_E (r / theta_E)^(1 - t), so 1 = d alpha / dr at r = theta_E (1 - t)^(1 / t)."""
    t = 0.7
    lens = Galaxy(0.5, mass=mp.PowerLawSph(einstein_radius=1.2, slope=1.0 + t))
    grid = Grid2D.uniform((50, 50), 0.1)
    (curve,) = lens.radial_critical_curve_list_from(grid)
    np.testing.assert_allclose(np.hypot(*np.asarray(curve).T), 1.2 * (1.0 - t) ** (1.0 / t), rtol=1e-7)
    (caustic,) = lens.radial_caustic_list_from(grid)
    assert np.ptp(np.hypot(*np.asarray(caustic).T)) < 1e-7


@pytest.mark.parametrize("modulus", [0.0, 0.1, 0.4])
def test_the_einstein_radius_of_an_ellipsoid(modulus, grid):
    """The area within kappa = 1/2 is pi theta_int^2, theta_int = 2 sqrt(q) / (1 + q) theta_E."""
    mass = mp.Isothermal((0.0, 0.05), (0.6 * modulus, -0.8 * modulus), 1.2)
    q = mass.axis_ratio
    expected = 2.0 * np.sqrt(q) / (1.0 + q) * 1.2
    # a polygon of some hundred sides
    assert LensCalc.from_mass_obj(mass).einstein_radius_from(grid) == pytest.approx(expected, rel=3e-5)
    assert LensCalc(mass).einstein_mass_angular_from(grid) == pytest.approx(np.pi * expected**2, rel=6e-5)


def test_two_separate_lenses_add_their_areas():
    far = Galaxy(0.5, a=mp.PointMass((0.0, -6.0), 0.5), b=mp.PointMass((0.0, 6.0), 0.4))
    grid = Grid2D.uniform((40, 140), 0.1)
    radii = far.einstein_radius_list_from(grid)
    np.testing.assert_allclose(radii, [0.5, 0.4], rtol=2e-2)
    assert far.einstein_radius_from(grid) == pytest.approx(np.hypot(*radii), rel=1e-12)


def test_curves_through_two_planes_are_where_magnification_diverges():
    tracer = Tracer(
        [
            Galaxy(0.5, mass=mp.Isothermal(ell_comps=(0.1, 0.1), einstein_radius=1.2)),
            Galaxy(1.0, mass=mp.PowerLawSph((0.4, 0.3), 0.3, 1.9)),
            Galaxy(2.0),
        ]
    )
    # the main lens' curve, and small ones about the second lens' counter-image
    main, *others = tracer.tangential_critical_curve_list_from(Grid2D.uniform((50, 50), 0.1))
    assert others
    for curve in (main, *others):
        assert np.min(np.abs(np.asarray(tracer.magnification_2d_from(curve)))) > 1e5
