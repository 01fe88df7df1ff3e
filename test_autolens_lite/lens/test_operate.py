"""Magnification, critical curves, caustics and Einstein radii, against closed forms."""

import numpy as np
import pytest
from scipy import ndimage

from autolens_lite import exc
from autolens_lite.grid import Grid2D, Grid2DIrregular
from autolens_lite.lens import Galaxy, LensCalc, Tracer
from autolens_lite.profile import curves
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


@pytest.mark.parametrize("radius", [1e-6, 1e-4, 1e-3, 1e3])
@pytest.mark.parametrize("centre", [(0.0, 0.0), (0.3, -0.2)])
def test_lenses_of_any_size(radius, centre, backend):
    """Of a point, mu = 1 / (1 - (theta_E / r)^4), also far within a first step of the differences."""
    lens = Galaxy(0.5, mass=mp.PointMass(centre, radius))
    offsets = radius * np.array([(1.5, 0.0), (0.3, 0.4), (30.0, -20.0), (0.06, 0.05)])
    points = Grid2DIrregular(offsets + centre, backend)
    r = np.hypot(*(np.asarray(points.slim) - centre).T) / radius
    magnification = np.asarray(lens.magnification_2d_from(points))
    # the place in the lens is known to the rounding of its coordinates
    np.testing.assert_allclose(magnification, 1.0 / (1.0 - r**-4), rtol=1e-7 if radius < 1e-4 and any(centre) else 1e-9)


@pytest.mark.parametrize("radius", [1e-6, 1e-3, 1e5])
def test_curves_of_lenses_of_any_size(radius):
    mass = mp.Isothermal(ell_comps=(0.1, 0.2), einstein_radius=radius)
    grid = Grid2D.uniform((40, 40), 0.1 * radius)
    q = mass.axis_ratio
    expected = 2.0 * np.sqrt(q) / (1.0 + q) * radius
    assert mass.einstein_radius_from(grid, pixel_scale=0.1 * radius) == pytest.approx(expected, rel=3e-5)


def test_derivatives_under_a_trace():
    """A user's own compiled function takes finer steps too."""
    import jax

    points = Grid2DIrregular(np.array([(1.5, 0.0), (0.3, 0.4)]) * 1e-3, "jax")

    @jax.jit
    def magnification(radius):
        return mp.PointMass(einstein_radius=radius).magnification_2d_from(points)

    np.testing.assert_allclose(magnification(1e-3), 1.0 / (1.0 - np.array([1.5, 0.5]) ** -4.0), rtol=1e-7)


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
    grid = Grid2D.uniform((50, 50), 0.1)
    (main,) = tracer.tangential_critical_curve_list_from(grid)
    # about the second lens, and about its counter-image near the first
    others = tracer.radial_critical_curve_list_from(grid)
    assert len(others) == 2
    for curve in (main, *others):
        assert np.min(np.abs(np.asarray(tracer.magnification_2d_from(curve)))) > 1e5


def two_planes_of_cores(seed):
    """Two lenses whose cores turn images against each other, and a source behind both."""
    generator = np.random.default_rng(seed)
    ell, other, centre = generator.normal(0.0, 0.15, (3, 2)) * [[1.0], [1.0], [2.5]]
    near = mp.IsothermalCore(ell_comps=tuple(ell), einstein_radius=1.0, core_radius=0.15)
    far = mp.IsothermalCore(tuple(centre), tuple(other), einstein_radius=0.7, core_radius=0.1)
    return Tracer([Galaxy(0.3, mass=near), Galaxy(0.8, mass=far), Galaxy(2.0)])


@pytest.mark.parametrize("seed", [0, 10, 13])
def test_no_curve_behind_two_planes_is_of_two_kinds(seed):
    """Against the regions of one parity on a fine lattice: each has one outline, and a kind by its trace."""
    tracer, grid = two_planes_of_cores(seed), Grid2D.uniform((60, 60), 0.1)
    axis = np.linspace(-3.0, 3.0, 301)
    points = np.stack([part.ravel() for part in np.meshgrid(axis, axis, indexing="ij")], axis=-1)
    yy, xy, yx, xx = (np.asarray(part).reshape(301, 301) for part in tracer.hessian_from(points))
    negative, cell = (1.0 - yy) * (1.0 - xx) < xy * yx, (axis[1] - axis[0]) ** 2
    outlines = []
    for parity in (negative, ~negative):
        regions, total = ndimage.label(parity)
        for number in range(1, total + 1):
            filled = ndimage.binary_fill_holes(regions == number)
            edge = filled & ~ndimage.binary_erosion(filled, border_value=1)
            if 30 < filled.sum() < filled.size:
                outlines.append((filled.sum() * cell, np.mean((yy + xx)[edge] < 2.0) > 0.5))
    found = [(curve, True) for curve in tracer.tangential_critical_curve_list_from(grid)]
    found += [(curve, False) for curve in tracer.radial_critical_curve_list_from(grid)]
    measured = []
    for curve, kind in found:
        curve = np.asarray(curve)
        steps = np.linalg.norm(np.diff(curve, axis=0), axis=-1)
        assert np.array_equal(curve[0], curve[-1]) and steps.max() < 0.06
        measured.append((curves.area_within(curve), kind))
    outlines.sort(reverse=True)
    measured = sorted((entry for entry in measured if entry[0] > 30 * cell), reverse=True)
    assert [kind for _, kind in measured] == [kind for _, kind in outlines]
    np.testing.assert_allclose([a for a, _ in measured], [a for a, _ in outlines], rtol=0.04)
    union = max(area for area, kind in outlines if kind)
    assert tracer.einstein_radius_from(grid) == pytest.approx(np.sqrt(union / np.pi), rel=5e-3)


@pytest.mark.parametrize("mass, radius", [(0.15, 1.2), (0.2, 1.1), (0.2, 2.9)])
def test_the_area_of_a_curve_within_another_counts_once(mass, radius, grid):
    """A dark mass inside the ring has curves inside the large one; outside, or across it, it adds its own."""
    dark = mp.PointMass(centre=(0.0, radius), einstein_radius=mass)
    lens = Galaxy(0.5, a=mp.IsothermalSph(einstein_radius=1.5), p=dark)
    grid = Grid2D.uniform((80, 80), 0.1, backend=grid.backend)
    axis = np.linspace(-4.0, 4.0, 801)
    points = np.stack([part.ravel() for part in np.meshgrid(axis, axis, indexing="ij")], axis=-1)
    eigen_value = np.asarray(lens.tangential_eigen_value_from(points)).reshape(801, 801)
    union = ndimage.binary_fill_holes(eigen_value < 0.0).sum() * (axis[1] - axis[0]) ** 2
    assert lens.einstein_radius_from(grid) == pytest.approx(np.sqrt(union / np.pi), rel=5e-4)
    assert lens.einstein_mass_angular_from(grid) == pytest.approx(union, rel=1e-3)
    radii = lens.einstein_radius_list_from(grid)
    assert len(radii) > 1
    if radius < 1.5:
        assert lens.einstein_radius_from(grid) == radii[0] < np.hypot.reduce(radii)


def test_small_curves_are_closed_and_round():
    lens = Galaxy(0.5, mass=mp.PointMass((0.013, -0.021), einstein_radius=0.06))
    assert lens.einstein_radius_from(Grid2D.uniform((40, 40), 0.1)) == pytest.approx(0.06, rel=1e-3)


@pytest.mark.parametrize("side", [20, 28])
def test_a_grid_within_the_ring_is_refused(side):
    """Also where the curves of a satellite in it are all that it shows."""
    ring, dark = mp.IsothermalSph(einstein_radius=1.5), mp.PointMass((0.0, 0.4), 0.1)
    for lens in (Galaxy(0.5, a=ring), Galaxy(0.5, a=ring, b=dark)):
        with pytest.raises(exc.DataError, match="leaves the grid or surrounds it"):
            lens.einstein_radius_from(Grid2D.uniform((side, side), 0.1))
    with pytest.raises(exc.DataError, match="leaves the grid or surrounds it"):
        Galaxy(0.5, a=mp.MassSheet(kappa=1.5)).einstein_radius_list_from(Grid2D.uniform((side, side), 0.1))


def test_a_curve_that_is_not_followed_is_said(monkeypatch):
    """The area in which the eigenvalue is negative is larger then than what the curves enclose."""
    lens = Galaxy(0.5, a=mp.PointMass((0.0, -2.0), 1.0), b=mp.PointMass((0.0, 2.0), 0.8))
    grid, whole = Grid2D.uniform((60, 100), 0.1), curves.zero_curves_of
    assert lens.einstein_radius_from(grid) > 1.0
    monkeypatch.setattr(curves, "zero_curves_of", lambda *arguments: whole(*arguments)[:1])
    with pytest.warns(exc.AutoLensWarning, match="pixel_scale = 0.05 may be too large"):
        lens.einstein_radius_from(grid)


def test_the_centre_of_a_singular_mass_is_no_curve():
    """Behind two planes: A changes sign there without vanishing."""
    near, far = mp.IsothermalSph((0.3, 0.2), 0.05), mp.Isothermal((0.0, 0.1), (0.1, 0.05), 0.04)
    tracer = Tracer([Galaxy(0.5, a=near), Galaxy(1.0, b=far), Galaxy(2.0)])
    for pixel_scale in (0.05, 0.1):
        for curve in tracer.tangential_critical_curve_list_from(Grid2D.uniform((30, 30), 0.1), pixel_scale):
            yy, xy, yx, xx = (np.asarray(part) for part in tracer.hessian_from(curve))
            assert np.abs((1.0 - yy) * (1.0 - xx) - xy * yx).max() < 1e-4


def test_several_planes_have_no_fermat_potential_of_one(backend):
    near, far = (Galaxy(z, mass=mp.IsothermalSph(einstein_radius=0.5)) for z in (0.5, 1.0))
    tracer, points = Tracer([near, far, Galaxy(2.0)]), Grid2DIrregular([(0.5, 0.2)], backend)
    with pytest.raises(exc.ModelError, match="several planes"):
        LensCalc.from_tracer(tracer).fermat_potential_from(points)
    calc = LensCalc.from_tracer(tracer, plane_j=1)
    for name in ("convergence_2d_from", "potential_2d_from", "fermat_potential_from"):
        with pytest.raises(exc.ModelError, match="plane at z = 1"):
            getattr(calc, name)(points)
    assert np.asarray(calc.convergence_2d_via_hessian_from(points))[0] > 0.0
