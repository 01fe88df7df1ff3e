"""Methods and functions name the argument that they cannot use, as constructors do."""

import math

import numpy as np
import pytest
from astropy import units

import autolens_lite as al

LENS = al.mp.Isothermal(einstein_radius=1.0)
TRACER = al.Tracer([al.Galaxy(0.5, mass=LENS, bulge=al.lp.Sersic()), al.Galaxy(1.0)])
GRID = al.Grid2D.uniform((3, 3), 0.3)
COSMOLOGY = al.cosmo.Planck15()
MASK = al.Mask2D.circular((5, 5), 0.1, 0.2)
NO_REDSHIFTS = ("1", None, 1j, [0.1], True, math.nan, math.inf, 1.0 * units.m, 10**400, 10**5000)
PROFILES = (LENS, al.mp.MassSheet(), al.lp.Sersic(), al.lmp.Sersic(), al.lp_basis.Basis([al.lp.Gaussian()]))


def hooks_of(thing):
    names = ("image_from", "deflections_from", "convergence_from", "potential_from", "traced_coordinates_from")
    return [getattr(thing, name) for name in names if hasattr(thing, name)]


@pytest.mark.parametrize("points", [[(1.0, 2.0)], np.array([[1.0, 2.0]]), None, "a"], ids=lambda p: type(p).__name__)
def test_hooks_say_what_coordinates_are(points):
    for thing in (*PROFILES, TRACER, TRACER.galaxies[0]):
        for hook in hooks_of(thing):
            with pytest.raises(al.exc.DataError, match=f"coordinates is a {type(points).__name__}"):
                hook(points)
            hook(GRID.coordinates)


@pytest.mark.parametrize("limit", [-1, 2, 5, 0.5, "1", True, math.nan, [1]], ids=repr)
def test_a_plane_index_limit_is_a_plane(limit):
    with pytest.raises(al.exc.ParameterError, match="plane_index_limit"):
        TRACER.traced_grid_2d_list_from(GRID, plane_index_limit=limit)


def test_plane_index_limits_that_are_planes():
    assert [len(TRACER.traced_grid_2d_list_from(GRID, limit)) for limit in (0, 1, 1.0, np.int64(0), None)] == [
        1,
        2,
        2,
        1,
        2,
    ]


@pytest.mark.parametrize("redshift", [*NO_REDSHIFTS[:8], -0.1, *NO_REDSHIFTS[8:]], ids=lambda value: str(type(value)))
def test_redshifts(redshift):
    for method in (
        COSMOLOGY.E,
        COSMOLOGY.comoving_distance,
        COSMOLOGY.luminosity_distance,
        COSMOLOGY.kpc_per_arcsec_from,
        lambda value: COSMOLOGY.critical_surface_density_between_redshifts_from(0.5, value),
        lambda value: COSMOLOGY.scaling_factor_between_redshifts_from(0.05, value, 2.0),
        lambda value: COSMOLOGY.scaling_factor_between_redshifts_from(0.05, 1.0, value),
        TRACER.plane_index_via_redshift_from,
    ):
        with pytest.raises(al.exc.AutoLensError, match=r"z = |redshift"):
            method(redshift)
    for method in (
        lambda value: COSMOLOGY.scaling_factor_between_redshifts_from(0.05, value, 2.0),
        lambda value: COSMOLOGY.scaling_factor_between_redshifts_from(0.05, 1.0, value),
        TRACER.plane_index_via_redshift_from,
    ):
        with pytest.raises(al.exc.ParameterError, match="redshift"):
            method(np.array([0.1, 0.2]))


def test_the_expansion_at_many_redshifts():
    many = COSMOLOGY.E(np.array([0.0, 0.5]))
    np.testing.assert_allclose(many, [COSMOLOGY.E(0.0), COSMOLOGY.E(0.5)], rtol=1e-15)
    with pytest.raises(al.exc.ParameterError, match=r"z = -0\.1"):
        COSMOLOGY.E(np.array([0.5, -0.1]))


@pytest.mark.parametrize("value", ["x", None, 1.5, -1, math.nan, 10**12, True, [1]], ids=repr)
def test_padding(value):
    with pytest.raises(al.exc.ParameterError, match="rows"):
        MASK.padded_from(value, 1)
    with pytest.raises(al.exc.ParameterError, match="columns"):
        MASK.padded_from(1, value)


@pytest.mark.parametrize("other", [None, "x", np.zeros((5, 5)), GRID], ids=lambda value: type(value).__name__)
def test_masks_are_masks(other):
    with pytest.raises(al.exc.DataError, match="other is a"):
        MASK.same_as(other)
    with pytest.raises(al.exc.DataError, match="mask is a"):
        al.image_mesh.Overlay((3, 3)).image_plane_mesh_grid_from(other)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("total_gaussians", 2.5),
        ("total_gaussians", 0),
        ("total_gaussians", "3"),
        ("sigma_min", None),
        ("sigma_min", -1.0),
    ],
)
def test_expansions(argument, value):
    with pytest.raises(al.exc.ParameterError, match=argument):
        al.model_util.mge_model_from(mask_radius=3.0, **{argument: value})
    with pytest.raises(al.exc.ParameterError, match=argument):
        al.model_util.mge_point_model_from(pixel_scales=0.1, **{argument: value})
