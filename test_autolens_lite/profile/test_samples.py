"""Arrays of samples as parameters: for the converters alone, as one profile is one lens."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al

RADII = np.linspace(0.3, 0.4, 9)
MASS = al.mp.IsothermalSph(einstein_radius=RADII)
LIGHT = al.lp.SersicSph(centre=(RADII, RADII))
BOTH = al.lmp.Gaussian(sigma=RADII)


@pytest.mark.parametrize("backend", ["numba", "jax"])
@pytest.mark.parametrize(
    ("profile", "method"),
    [
        (MASS, "deflections_yx_2d_from"),
        (MASS, "convergence_2d_from"),
        (MASS, "potential_2d_from"),
        (MASS, "magnification_2d_from"),
        (MASS, "einstein_radius_from"),
        (LIGHT, "image_2d_from"),
        (BOTH, "image_2d_from"),
        (BOTH, "deflections_yx_2d_from"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_samples_are_not_one_lens_a_pixel(profile, method, backend):
    grid = al.Grid2D.uniform((3, 3), 0.3, backend=backend)  # of as many pixels as there are samples
    with pytest.raises(al.exc.ParameterError, match="is an array, of samples"):
        getattr(profile, method)(grid)


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda profile: pickle.loads(pickle.dumps(profile))])
def test_copies_are_refused_too(twin):
    with pytest.raises(al.exc.ParameterError, match="einstein_radius of IsothermalSph is an array"):
        twin(MASS).deflections_yx_2d_from([(1.0, 0.0)])
    with pytest.raises(al.exc.ParameterError, match="mass: einstein_radius"):
        al.Galaxy(0.5, mass=twin(MASS))


def test_neither_a_galaxy_nor_a_basis_takes_them():
    for name, profile in {"mass": MASS, "light": LIGHT, "both": BOTH}.items():
        with pytest.raises(al.exc.ParameterError, match=f"{name}: "):
            al.Galaxy(0.5, **{name: profile})
    with pytest.raises(al.exc.ParameterError, match=r"profile_list\[1\]: "):
        al.lp_basis.Basis([al.lp.SersicSph(), LIGHT])
    with pytest.raises(al.exc.ParameterError, match="centre"):
        LIGHT.total_flux()
    with pytest.raises(al.exc.ParameterError, match="einstein_radius"):
        MASS.mass_angular_within_circle_from(1.0)


def test_a_pair_in_an_array_is_one_centre():
    moved = al.mp.IsothermalSph(centre=np.array([0.1, 0.2]), einstein_radius=1.0)
    grid = [(1.0, 0.0), (0.0, 1.0)]
    expected = al.mp.IsothermalSph(centre=(0.1, 0.2), einstein_radius=1.0).deflections_yx_2d_from(grid)
    np.testing.assert_array_equal(moved.deflections_yx_2d_from(grid), expected)
    assert al.Galaxy(0.5, mass=moved).mass is moved


def test_the_converters_take_them():
    name, kwargs = al.convert.to_lenstronomy(MASS)
    back = al.convert.from_lenstronomy(name, kwargs)
    np.testing.assert_array_equal(back.einstein_radius, RADII)
    with pytest.raises(al.exc.ParameterError, match="is an array, of samples"):
        back.deflections_yx_2d_from([(1.0, 0.0)])
