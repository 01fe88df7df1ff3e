"""What a user of a profile sees: kinds of grids and results, over-sampling, copies, text."""

import copy
import pickle

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.grid import Array2D, Grid2D, Grid2DIrregular, Mask2D, VectorYX2D
from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from test_autolens_lite import cases


@pytest.fixture
def mask():
    return Mask2D.circular(shape_native=(21, 20), pixel_scales=0.2, radius=1.5)


def test_a_grid_gives_arrays_on_its_mask_and_backend(mask, backend):
    grid = Grid2D(mask, backend=backend)
    mass = cases.MASS[0].profile
    for name, kind in (
        ("deflections_yx_2d_from", VectorYX2D),
        ("convergence_2d_from", Array2D),
        ("potential_2d_from", Array2D),
    ):
        result = getattr(mass, name)(grid)
        assert type(result) is kind
        assert result.backend == backend
        assert result.mask.same_as(mask)
    assert type(cases.LIGHT[0].profile.image_2d_from(grid)) is Array2D


def test_points_give_bare_arrays(backend):
    points = [(1.0, 2.0), (0.3, -0.4), (0.0, 1.0)]
    irregular = Grid2DIrregular(points, backend)
    mass, light = cases.MASS[0].profile, cases.LIGHT[0].profile
    assert mass.deflections_yx_2d_from(irregular).shape == (3, 2)
    assert mass.convergence_2d_from(irregular).shape == (3,)
    np.testing.assert_allclose(light.image_2d_from(irregular), light.image_2d_from(np.array(points)), rtol=1e-13)


def test_deflections_are_y_then_x():
    deflections = mp.IsothermalSph(einstein_radius=1.0).deflections_yx_2d_from([(3.0, 4.0)])
    np.testing.assert_allclose(deflections, [[0.6, 0.8]], rtol=1e-15)


def test_light_is_averaged_over_a_pixel_and_deflections_are_not(mask, backend):
    light, mass = cases.LIGHT[0].profile, cases.MASS[0].profile
    plain, fine = Grid2D(mask, backend=backend), Grid2D(mask, over_sample_size=4, backend=backend)
    sub = np.asarray(light.image_from(fine.over_sampled)).reshape(-1, 16)
    np.testing.assert_allclose(light.image_2d_from(fine), sub.mean(axis=1), rtol=1e-14)
    assert np.max(np.abs(np.asarray(light.image_2d_from(fine)) - np.asarray(light.image_2d_from(plain)))) > 1e-3
    np.testing.assert_array_equal(mass.deflections_yx_2d_from(fine), mass.deflections_yx_2d_from(plain))


@pytest.mark.parametrize("case", cases.MASS + cases.LIGHT, ids=str)
def test_copies_are_equal_and_the_text_rebuilds_the_profile(case):
    profile = case.profile
    rebuilt = eval(repr(profile), vars(mp if case in cases.MASS else lp))
    for other in (pickle.loads(pickle.dumps(profile)), copy.deepcopy(profile), rebuilt):
        assert type(other) is type(profile)
        assert vars(other) == vars(profile)


@pytest.mark.parametrize("case", cases.MASS + cases.LIGHT, ids=str)
def test_arguments_are_kept_as_attributes(case):
    for name, value in case.arguments.items():
        assert getattr(case.profile, name) == value


def test_an_ellipse_tells_its_shape():
    profile = mp.Isothermal(ell_comps=(1.0 / 3.0, 0.0))
    assert profile.axis_ratio == pytest.approx(0.5, rel=1e-15)
    assert profile.angle == pytest.approx(45.0, rel=1e-15)


def test_every_public_profile_is_in_the_table_of_cases():
    classes = {case.cls for case in cases.MASS + cases.LIGHT}
    public = {getattr(module, name) for module in (mp, lp) for name in module.__all__}
    # those made of arrays have tests of their own (test_input)
    assert public - classes == {mp.MassProfile, lp.LightProfile, mp.InputDeflections, mp.InputPotential}


def test_a_mass_has_the_lensing_quantities(backend):
    """As a galaxy and a tracer have, by the same code (`lens/test_operate`)."""
    grid = Grid2D.uniform(shape_native=(40, 40), pixel_scales=0.1, backend=backend)
    mass, q = mp.Isothermal(ell_comps=(0.0, 0.2), einstein_radius=1.3), 2.0 / 3.0
    assert mass.einstein_radius_from(grid) == pytest.approx(2.0 * np.sqrt(q) / (1.0 + q) * 1.3, rel=1e-3)
    shear = mp.ExternalShear(gamma_1=0.03, gamma_2=-0.02)
    np.testing.assert_allclose(shear.shear_yx_2d_from([(0.3, 0.4)]), [(-0.02, 0.03)], atol=1e-12)
    np.testing.assert_allclose(np.ravel(shear.hessian_from([(0.3, 0.4)])), (-0.03, -0.02, -0.02, 0.03), atol=1e-12)
    points = [(0.3, 0.4), (-1.0, 0.2)]
    np.testing.assert_allclose(
        mass.convergence_2d_via_hessian_from(points), mass.convergence_2d_from(points), rtol=1e-9
    )


def test_masses_within_circles():
    sheet = mp.MassSheet(kappa=0.2)
    assert sheet.mass_angular_within_circle_from(1.5) == pytest.approx(0.2 * np.pi * 1.5**2, rel=1e-13)
    assert np.isnan(sheet.average_convergence_of_1_radius)
    point = mp.PointMass((0.3, -0.2), 0.9)
    assert point.mass_angular_within_circle_from(0.1) == pytest.approx(np.pi * 0.81, rel=1e-13)
    assert point.average_convergence_of_1_radius == pytest.approx(0.9, rel=1e-12)
    power_law = mp.PowerLaw((0.1, 0.2), (0.1, -0.15), 1.3, 2.2)
    major = (0.1 + 0.7 * np.sin(np.radians(power_law.angle)), 0.2 + 0.7 * np.cos(np.radians(power_law.angle)))
    assert power_law.convergence_func(0.7) == pytest.approx(power_law.convergence_2d_from([major])[0], rel=1e-13)
    assert power_law.convergence_func(np.array([0.7, 1.0])).shape == (2,)


def test_a_circle_without_size_is_refused():
    with pytest.raises(exc.ParameterError, match="radius"):
        mp.PointMass().mass_angular_within_circle_from(0.0)
