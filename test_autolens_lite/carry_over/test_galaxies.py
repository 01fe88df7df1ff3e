"""Galaxies together, deflections by the potential, and names to annotate functions with."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

aa = al
POINTS = al.Grid2DIrregular([(1.0, 0.2), (2.0, 0.7)])
GRID = al.Grid2D.uniform((12, 10), 0.2)
FIRST = al.Galaxy(redshift=0.5, light=al.lp.ExponentialSph(intensity=2.0), mass=al.mp.IsothermalSph((0.1, 0.0), 1.1))
SECOND = al.Galaxy(redshift=0.5, light=al.lp.Sersic(intensity=0.5), mass=al.mp.NFWSph(kappa_s=0.1, scale_radius=5.0))


def test_galaxies_are_a_list_of_which_light_and_mass_add_up(backend):
    galaxies = al.Galaxies(galaxies=[FIRST, SECOND])
    grid = al.Grid2D.uniform((12, 10), 0.2, backend=backend)
    for name in ("image_2d_from", "deflections_yx_2d_from", "convergence_2d_from", "potential_2d_from"):
        parts = [np.asarray(getattr(galaxy, name)(grid=grid)) for galaxy in (FIRST, SECOND)]
        np.testing.assert_allclose(np.asarray(getattr(galaxies, name)(grid=grid)), sum(parts), rtol=1e-12)
    assert galaxies.redshift == 0.5 and galaxies[1] is SECOND and len(galaxies) == 2
    psf = al.Convolver.from_gaussian((3, 3), 0.2, sigma=0.2)
    blurred = [np.asarray(galaxy.blurred_image_2d_from(grid, psf)) for galaxy in galaxies]
    np.testing.assert_allclose(np.asarray(galaxies.blurred_image_2d_from(grid=grid, psf=psf)), sum(blurred), rtol=1e-12)
    images = galaxies.galaxy_image_2d_dict_from(grid=grid)
    np.testing.assert_array_equal(np.asarray(images[FIRST]), np.asarray(FIRST.image_2d_from(grid)))


def test_galaxies_are_asked_for_their_profiles():
    galaxies = al.Galaxies([FIRST, SECOND])
    assert galaxies.has(cls=al.mp.NFWSph) and not galaxies.has(cls=al.Pixelization)
    assert galaxies.cls_list_from(cls=al.LightProfile) == [FIRST.light, SECOND.light]
    np.testing.assert_array_equal(galaxies.extract_attribute(al.mp.NFWSph, "kappa_s"), [0.1])
    tracer = al.Tracer([FIRST, al.Galaxy(redshift=1.0, light=al.lp.Sersic())])
    assert tracer.cls_list_from(cls=al.lp.Sersic)[0] is tracer.galaxies[1].light and not FIRST.has(cls=al.lp.Sersic)
    plane = al.Tracer([FIRST, SECOND, al.Galaxy(redshift=1.0)]).planes[0]
    assert isinstance(plane, al.Galaxies) and list(plane) == [FIRST, SECOND]
    assert pickle.loads(pickle.dumps(galaxies)).redshift == 0.5 and copy.copy(galaxies) == [FIRST, SECOND]
    for wrong in ([], [1.0], "galaxy", FIRST):
        with pytest.raises(exc.ParameterError, match="galaxies"):
            al.Galaxies(galaxies=wrong)


def test_galaxies_lens_as_one_plane():
    galaxies = al.Galaxies([FIRST, SECOND])
    tracer = al.Tracer([FIRST, SECOND, al.Galaxy(redshift=1.0)])
    grid = al.Grid2D.uniform((40, 40), 0.15)
    assert galaxies.einstein_radius_from(grid=grid) == pytest.approx(tracer.einstein_radius_from(grid=grid), rel=1e-9)


def test_planes_can_be_traced_by_hand():
    """The recursion of several planes, written with galaxies, grids and the cosmology, is the tracer's."""
    cosmology: al.cosmo.LensingCosmology = al.cosmo.Planck15()
    galaxies = [al.Galaxy(redshift=z, mass=al.mp.IsothermalSph(einstein_radius=1.0)) for z in (0.5, 1.0, 2.0)]
    planes = [al.Galaxies(galaxies=[galaxy]) for galaxy in galaxies]
    traced, deflections = [], []
    for plane in planes:
        points: aa.type.Grid2DLike = POINTS.copy()
        for before, bent in zip(planes, deflections, strict=False):
            points -= bent * cosmology.scaling_factor_between_redshifts_from(
                redshift_0=before.redshift, redshift_1=plane.redshift, redshift_final=2.0
            )
        traced.append(np.asarray(points))
        deflections.append(sum(galaxy.deflections_yx_2d_from(grid=points) for galaxy in plane))
    for by_hand, own in zip(traced, al.Tracer(galaxies).traced_grid_2d_list_from(grid=POINTS), strict=True):
        np.testing.assert_allclose(by_hand, np.asarray(own), rtol=0, atol=1e-12)


def test_deflections_by_the_potential_are_those_of_the_profile_to_second_order():
    mass = al.mp.Isothermal(centre=(0.03, -0.02), ell_comps=(0.1, 0.05), einstein_radius=1.2)
    errors = []
    for number in (40, 80):
        mask = al.Mask2D.circular_annular(
            (number, number), pixel_scales=4.0 / number, inner_radius=0.8, outer_radius=1.6
        )
        grid = al.Grid2D.from_mask(mask)
        found = np.asarray(mass.deflections_2d_via_potential_2d_from(grid=grid))
        errors.append(np.abs(found - np.asarray(mass.deflections_yx_2d_from(grid=grid))).max())
    assert errors[1] < 1e-3 and errors[0] / errors[1] == pytest.approx(4.0, rel=0.15)
    with pytest.raises(exc.DataError, match="2 x 2"):
        mass.deflections_2d_via_potential_2d_from(al.Grid2D.uniform((1, 5), 0.1))
    with pytest.raises(exc.DataError, match="grid"):
        mass.deflections_2d_via_potential_2d_from(POINTS)


def test_decorators_of_profiles_say_what_to_write():
    with pytest.raises(AttributeError, match="hooks of coordinates"):
        _ = aa.grid_dec


def test_deflections_between_planes_are_the_differences_of_rays(backend):
    galaxies = [al.Galaxy(redshift=z, mass=al.mp.IsothermalSph(einstein_radius=0.7)) for z in (0.5, 1.0, 2.0)]
    tracer = al.Tracer(galaxies).with_backend(backend)
    points = al.Grid2DIrregular([(1.0, 0.2), (2.0, 0.7)], backend)
    rays = [np.asarray(grid) for grid in tracer.traced_grid_2d_list_from(grid=points)]
    found = tracer.deflections_between_planes_from(grid=points, plane_i=0, plane_j=1)
    np.testing.assert_allclose(np.asarray(found), rays[0] - rays[1], rtol=0, atol=1e-12)
    last = tracer.deflections_between_planes_from(grid=points, plane_i=1)
    np.testing.assert_allclose(np.asarray(last), rays[1] - rays[2], rtol=0, atol=1e-12)
    with pytest.raises(exc.ParameterError, match="plane_j = 3"):
        tracer.deflections_between_planes_from(points, plane_j=3)


def test_the_titles_of_an_analysis_are_chosen_later():
    image = al.Imaging(np.ones((6, 6)), np.ones((6, 6)), pixel_scales=0.5)
    analysis = al.AnalysisImaging(image)
    analysis.title_prefix = "J1234"
    assert analysis.title_prefix == "J1234"
    with pytest.raises(exc.ParameterError, match="cannot be replaced"):
        analysis.dataset = image
