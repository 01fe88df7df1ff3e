"""Rays through planes whose order is not the one in which the galaxies are listed, also of traced redshifts."""

import contextlib
import itertools
import warnings

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.grid import Coordinates

Y, X = np.array([0.9, -0.8, 0.3]), np.array([0.5, 1.0, -1.2])
MASSES = [al.mp.IsothermalSph((0.1 * i, -0.2 * i), 0.5 + 0.1 * i) for i in range(2)]
LIGHT = al.lp.ExponentialSph((0.05, 0.1), 1.0, 0.4)


def tracer_of(redshifts, fixed=()):
    """Galaxies with mass and, last, one with light alone; then some whose redshift is fixed."""
    free = [al.Galaxy(z, m=mass) for z, mass in zip(redshifts, MASSES, strict=False)]
    return al.Tracer([*free, al.Galaxy(redshifts[-1], b=LIGHT), *fixed])


def crossings(tracer, xp):
    """Where rays cross the plane of each galaxy, and the last plane."""
    coordinates = Coordinates(xp.as_float(Y), xp.as_float(X), xp)
    traced = tracer.traced_coordinates_from(coordinates)
    at = {id(galaxy): point for plane, point in zip(tracer.planes, traced, strict=True) for galaxy in plane}
    points = [at[id(galaxy)].array.T for galaxy in tracer.galaxies]
    last = tracer.coordinates_in_plane_from(coordinates)
    return xp.concatenate([*points, last.array.T])


@pytest.mark.parametrize("fixed", [(), (0.4, 1.1)], ids=str)
def test_traced_redshifts_are_sorted_by_value(fixed):
    """One compiled program, every order of the planes, and redshifts that are equal."""
    import jax

    neighbours = [al.Galaxy(z, m=al.mp.PowerLawSph((0.4, z), 0.4, 1.9)) for z in fixed]
    xp = backends.get("jax")
    traced = jax.jit(lambda redshifts: crossings(tracer_of(redshifts, neighbours), xp))
    for redshifts in [*itertools.permutations((0.3, 0.5, 1.6)), (0.5, 0.5, 0.9), (0.4, 1.1, 0.4), (0.6,) * 3]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", al.exc.AutoLensWarning)  # some of these tracers bend nothing
            expected = crossings(tracer_of(redshifts, neighbours), backends.get("numba"))
        np.testing.assert_allclose(
            traced(np.array(redshifts)), expected, rtol=1e-12, atol=1e-13, err_msg=str(redshifts)
        )


def test_gradients_are_finite_in_every_order():
    import jax

    xp = backends.get("jax")
    coordinates = Coordinates(xp.as_float(Y), xp.as_float(X), xp)
    gradient = jax.jit(jax.grad(lambda redshifts: tracer_of(redshifts).image_from(coordinates).sum()))
    for redshifts in [*itertools.permutations((0.3, 0.5, 1.6)), (0.5,) * 3, (0.5, 0.9, 0.9)]:
        assert np.isfinite(gradient(np.array(redshifts))).all()


@pytest.mark.parametrize("in_a_likelihood", [True, False])
def test_galaxies_that_share_a_traced_redshift_are_in_one_plane(in_a_likelihood):
    """Of a likelihood. In a function of the user's own each has its redshift, or NaN, and the rays are the same."""
    import jax

    xp = backends.get("jax")

    def planes_of(z):
        with check.conditions() if in_a_likelihood else contextlib.nullcontext():
            tracer = tracer_of([z, z, 2.0])
        assert [len(plane) for plane in tracer.planes] == ([1, 2] if in_a_likelihood else [1, 1, 1])
        return crossings(tracer, xp)

    traced = jax.jit(planes_of)
    for z in (0.3, 1.5):
        expected = crossings(tracer_of([z, z, 2.0]), backends.get("numba"))
        np.testing.assert_allclose(traced(z), expected, rtol=1e-12, atol=1e-13)


def galaxies_of(lens, source):
    return [al.Galaxy(lens, m=MASSES[1]), al.Galaxy(source, b=LIGHT)]


@pytest.mark.parametrize("source", [0.3, 0.5])
def test_a_source_that_no_mass_is_before_is_said(source):
    with pytest.warns(al.exc.AutoLensWarning, match=r"No ray of the tracer bends.*0.5.*redshift of the source"):
        al.Tracer(galaxies_of(0.5, source))


def test_lenses_are_not_doubted():
    al.Tracer(galaxies_of(0.5, 0.6))
    al.Tracer([*galaxies_of(0.5, 0.3), al.Galaxy(1.0)])
    al.Tracer([al.Galaxy(0.5, m=MASSES[1], b=LIGHT)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", al.exc.AutoLensWarning)
        tracer = al.Tracer(galaxies_of(0.5, 0.3))
    assert tracer.with_backend("numba").backend == "numba"
