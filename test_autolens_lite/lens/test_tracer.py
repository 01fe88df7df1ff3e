"""Rays through planes."""

import copy
import pickle

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.grid import Array2D, Grid2D, Grid2DIrregular, VectorYX2D
from autolens_lite.lens import Galaxy, Tracer, cosmology
from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import linear

LENS = Galaxy(0.5, bulge=lp.Sersic(), mass=mp.Isothermal((0.02, 0.01), (0.1, -0.05), 1.2))
MIDDLE = Galaxy(1.0, mass=mp.IsothermalSph((0.5, -0.4), 0.3))
SOURCE = Galaxy(2.0, bulge=lp.Exponential((0.1, 0.05), intensity=2.0))


@pytest.fixture
def grid(backend):
    return Grid2D.uniform((11, 12), 0.27, over_sample_size=2, backend=backend)


def test_galaxies_are_sorted_into_planes():
    other = Galaxy(0.5, mass=mp.ExternalShear(0.1, 0.0))
    tracer = Tracer([SOURCE, LENS, MIDDLE, other])
    assert tracer.plane_redshifts == [0.5, 1.0, 2.0]
    assert tracer.total_planes == 3
    assert tracer.planes == [[LENS, other], [MIDDLE], [SOURCE]]
    assert tracer.galaxies == [SOURCE, LENS, MIDDLE, other]


def test_two_planes_are_the_lens_equation(grid):
    tracer = Tracer([LENS, SOURCE])
    first, second = tracer.traced_grid_2d_list_from(grid)
    assert isinstance(second, VectorYX2D)
    np.testing.assert_array_equal(first, grid.slim)
    np.testing.assert_allclose(second, grid.slim - LENS.deflections_yx_2d_from(grid).slim, atol=1e-15)
    np.testing.assert_allclose(tracer.deflections_yx_2d_from(grid), LENS.deflections_yx_2d_from(grid), atol=1e-15)


def test_three_planes_are_the_recursion_written_out(grid):
    tracer = Tracer([LENS, MIDDLE, SOURCE])
    theta = np.asarray(grid.slim)
    beta = cosmology.Planck15().scaling_factor_between_redshifts_from(0.5, 1.0, 2.0)
    alpha_0 = np.asarray(LENS.deflections_yx_2d_from(theta))
    at_middle = theta - beta * alpha_0
    at_source = theta - alpha_0 - np.asarray(MIDDLE.deflections_yx_2d_from(at_middle))
    traced = tracer.traced_grid_2d_list_from(grid)
    for ours, expected in zip(traced, (theta, at_middle, at_source), strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-13)
    np.testing.assert_allclose(tracer.deflections_yx_2d_from(grid), theta - at_source, atol=1e-13)
    assert len(tracer.traced_grid_2d_list_from(grid, plane_index_limit=1)) == 2


def test_up_to_a_plane_are_the_deflections_of_what_is_before_it(grid):
    near, middle = (
        Galaxy(0.3, mass=mp.IsothermalSph((0.3, 0.0), 0.4)),
        Galaxy(0.8, mass=mp.IsothermalSph((0.0, 0.1), 0.6)),
    )
    tracer = Tracer([near, middle, SOURCE])
    points = grid.coordinates
    ratio = tracer.cosmology.scaling_factor_between_redshifts_from(0.3, 0.8, 2.0)
    for found, alone in zip(
        tracer.up_to_plane(0.8).deflections_from(points), near.deflections_from(points), strict=True
    ):
        np.testing.assert_allclose(found, ratio * alone, atol=1e-14)
    for found, whole in zip(
        tracer.up_to_plane().deflections_from(points), tracer.deflections_from(points), strict=True
    ):
        np.testing.assert_array_equal(found, whole)
    curve = tracer.up_to_plane(0.8).tangential_critical_curve_list_from(Grid2D.uniform((50, 50), 0.05))[0]
    radii = np.hypot(*(np.asarray(curve) - (0.3, 0.0)).T)
    np.testing.assert_allclose(radii, 0.4 * ratio, atol=1e-6)


def test_a_plane_of_no_distance_splits_nothing(grid):
    """A mass moved behind its neighbour by a hair acts as if it were beside it."""
    together = Tracer([LENS, Galaxy(0.5, mass=MIDDLE.mass), SOURCE])
    apart = Tracer([LENS, Galaxy(0.5 + 1e-9, mass=MIDDLE.mass), SOURCE])
    np.testing.assert_allclose(apart.image_2d_from(grid), together.image_2d_from(grid), rtol=1e-6)


def test_the_image_is_traced_at_sub_pixels_and_averaged(grid):
    tracer = Tracer([LENS, SOURCE])
    sub = grid.over_sampled
    alpha_y, alpha_x = LENS.deflections_from(sub)
    values = LENS.bulge.image_from(sub) + SOURCE.bulge.image_from(sub.deflected((alpha_y, alpha_x)))
    image = tracer.image_2d_from(grid)
    assert isinstance(image, Array2D)
    np.testing.assert_allclose(image, np.asarray(values).reshape(-1, 4).mean(axis=1), rtol=1e-13)
    planes = tracer.image_2d_list_from(grid)
    np.testing.assert_allclose(np.asarray(planes[0]) + np.asarray(planes[1]), image, rtol=1e-13)


def test_light_behind_nothing_and_mass_behind_everything(grid):
    """A mass in the last plane deflects nothing; a tracer without light is dark."""
    massive = Galaxy(2.0, bulge=SOURCE.bulge, mass=mp.Isothermal())
    np.testing.assert_allclose(
        Tracer([LENS, massive]).image_2d_from(grid), Tracer([LENS, SOURCE]).image_2d_from(grid), rtol=1e-14
    )
    np.testing.assert_array_equal(Tracer([MIDDLE]).image_2d_from(grid), 0.0)
    np.testing.assert_allclose(
        Tracer([MIDDLE]).deflections_yx_2d_from(grid), MIDDLE.deflections_yx_2d_from(grid), rtol=1e-14
    )


def test_convergence_and_potential_are_sums(grid):
    tracer = Tracer([LENS, MIDDLE, SOURCE])
    for name in ("convergence_2d_from", "potential_2d_from"):
        expected = np.asarray(getattr(LENS, name)(grid)) + np.asarray(getattr(MIDDLE, name)(grid))
        np.testing.assert_allclose(getattr(tracer, name)(grid), expected, rtol=1e-14)


def test_points_are_traced_to_points(backend):
    points = Grid2DIrregular([(1.0, 0.2), (0.3, -1.1)], backend)
    traced = Tracer([LENS, SOURCE]).traced_grid_2d_list_from(points)[-1]
    assert isinstance(traced, Grid2DIrregular)
    assert traced.backend == backend
    bare = Tracer([LENS, SOURCE], backend=backend).traced_grid_2d_list_from([(1.0, 0.2), (0.3, -1.1)])[-1]
    assert bare.backend == backend
    np.testing.assert_allclose(bare, traced, rtol=1e-15)


def test_pixelized_galaxies_are_found_with_their_planes():
    class Pixelization:
        mesh = "any"

    source = Galaxy(2.0, pixelization=Pixelization())
    tracer = Tracer([source, LENS])
    assert tracer.has_pixelization
    assert tracer.pixelized_galaxies == [(1, source)]
    assert not Tracer([LENS]).has_pixelization


def test_gradients_flow_through_three_planes_and_a_free_redshift():
    import jax
    import jax.numpy as jnp

    import autolens_lite.xp
    from autolens_lite.grid import Coordinates

    y, x = np.array([0.9, -0.8, 0.3]), np.array([0.5, 1.0, -1.2])

    def tracer_of(vector):
        radius, e0, z, centre = vector
        lens = Galaxy(0.5, mass=mp.Isothermal((0.0, 0.0), (e0, 0.0), radius))
        middle = Galaxy(z, mass=mp.PowerLaw((0.5, -0.4), (0.0, 0.0), 0.3, 2.0))
        return Tracer([lens, middle, Galaxy(2.0, bulge=lp.Exponential((centre, 0.05)))])

    def host(vector):
        return tracer_of(vector.tolist()).image_from(Coordinates(y, x, autolens_lite.xp.get("numba")))

    jax_xp = autolens_lite.xp.get("jax")

    @jax.jit
    @jax.jacrev
    def gradient(vector):
        return tracer_of(vector).image_from(Coordinates(jnp.asarray(y), jnp.asarray(x), jax_xp))

    vector, h = np.array([1.2, 0.0, 1.0, 0.1]), 1e-4
    expected = np.stack(
        [
            (8 * (host(vector + h * e) - host(vector - h * e)) - host(vector + 2 * h * e) + host(vector - 2 * h * e))
            / (12 * h)
            for e in np.eye(4)
        ],
        axis=-1,
    )
    np.testing.assert_allclose(np.asarray(gradient(vector)), expected, rtol=1e-8, atol=1e-10)
    assert (np.abs(expected).max(axis=0) > 1e-3).all()


def test_copies_and_backends():
    tracer = Tracer([LENS, SOURCE], cosmology=cosmology.FlatLambdaCDM(H0=70.0), backend="numba")
    for other in (pickle.loads(pickle.dumps(tracer)), copy.deepcopy(tracer)):
        assert repr(other) == repr(tracer)
    assert tracer.with_backend("jax").backend == "jax"
    assert tracer.with_backend(None).backend is None
    grid = Grid2D.uniform((5, 5), 0.3, backend="jax")
    assert tracer.with_backend("jax").image_2d_from(grid).backend == "jax"
    assert Tracer([LENS, SOURCE]).image_2d_from(grid).backend == "jax"


def test_one_galaxy_twice():
    with pytest.raises(exc.ParameterError, match=r"galaxies\[2\] is galaxies\[0\] once more"):
        Tracer([LENS, SOURCE, LENS])
    assert Tracer([LENS, SOURCE, copy.copy(LENS)]).total_planes == 2


@pytest.mark.parametrize(
    "light",
    [{"disc": linear.Sersic()}, {"bases": Basis([lp.Gaussian(), linear.Gaussian()])}],
)
def test_light_that_an_image_leaves_out(light):
    grid = Grid2D.uniform((3, 3), 0.5)
    galaxy = Galaxy(1.0, **light)
    for make in (galaxy.image_2d_from, Tracer([LENS, galaxy]).image_2d_from, Tracer([LENS, galaxy]).image_2d_list_from):
        with pytest.warns(exc.AutoLensWarning, match="leaves out light of the galaxy at redshift 1.0"):
            make(grid)
