"""`xp.blocked`: the same numbers to the last bit, whatever the number of points, and each point evaluated once."""

import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.xp
from autolens_lite.grid import Coordinates
from autolens_lite.xp.numba_xp import backend_functions

POINTS = backend_functions._POINTS
SIZES = (0, 1, POINTS, POINTS + 1, 3 * POINTS - 5)


def points_of(size, xp):
    y, x = np.random.default_rng(1).uniform(-3.0, 3.0, (2, size))
    return Coordinates(xp.as_float(y), xp.as_float(x), xp)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("several", [False, True])
def test_it_changes_nothing(backend, size, several):
    xp = autolens_lite.xp.get(backend)
    points = points_of(size, xp)

    def function(y, x):
        return (y * x, xp.exp(y) - x, y > x) if several else xp.exp(y) * x

    got, expected = xp.blocked(function, points.y, points.x), function(points.y, points.x)
    assert isinstance(got, tuple) == several
    for a, b in zip(got if several else (got,), expected if several else (expected,), strict=True):
        np.testing.assert_array_equal(a, b)
        assert np.asarray(a).dtype == np.asarray(b).dtype


@pytest.mark.parametrize(("size", "calls"), [(10, 1), (POINTS, 1), (POINTS + 1, 2)])
def test_few_points_are_one_block(size, calls):
    xp = autolens_lite.xp.get("numba")
    seen = []
    points_of(size, xp).evaluated(lambda points: seen.append(len(points)) or points.y)
    assert len(seen) == calls
    assert sum(seen) == size


def test_a_number_stands_for_all_points():
    xp = autolens_lite.xp.get("numba")
    np.testing.assert_array_equal(xp.blocked(lambda y: 2.0, np.zeros(SIZES[-1])), np.full(SIZES[-1], 2.0))


HOOKS = [
    al.lp.Sersic((0.1, -0.2), (0.1, 0.2), 0.7, 0.8, 2.5).image_from,
    al.lp.ShapeletPolar(4, 2, (0.1, -0.2), (0.1, 0.2)).image_from,
    al.mp.PowerLaw((0.1, -0.2), (0.1, 0.2), 1.3, 2.1).deflections_from,
    al.mp.Sersic((0.1, -0.2), (0.1, 0.2), 0.7, 0.8, 2.5).deflections_from,
    al.mp.Gaussian((0.1, -0.2), (0.1, 0.2), 0.7, 0.8).deflections_from,
    al.mp.NFW((0.1, -0.2), (0.1, 0.2)).convergence_from,
]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.__qualname__)
def test_profiles_are_the_same_to_the_last_bit(hook):
    points = points_of(SIZES[-1], autolens_lite.xp.get("numba"))
    np.testing.assert_array_equal(points.evaluated(hook), hook(points))


def test_tracers_trace_and_shine_alike():
    """Of more points than a block against each point's own: three planes, light in two of them."""
    planes = [
        al.Galaxy(0.5, mass=al.mp.Isothermal((0.0, 0.0), (0.1, 0.2), 1.2), light=al.lp.Gaussian(sigma=0.5)),
        al.Galaxy(1.0, mass=al.mp.IsothermalSph((0.1, 0.2), 0.3)),
        al.Galaxy(2.0, light=al.lp.Sersic((0.1, -0.1), (0.1, 0.2))),
    ]
    tracer = al.Tracer(planes)
    xp = autolens_lite.xp.get("numba")
    points = points_of(SIZES[-1], xp)
    few = [Coordinates(points.y[part], points.x[part], xp) for part in (slice(0, 5000), slice(5000, None))]
    np.testing.assert_array_equal(tracer.image_from(points), np.concatenate([tracer.image_from(f) for f in few]))
    traced = tracer.traced_coordinates_from(points)
    assert traced[0] is points
    for plane in (1, 2):
        own = [tracer.traced_coordinates_from(part, plane)[plane] for part in few]
        np.testing.assert_array_equal(traced[plane].y, np.concatenate([part.y for part in own]))
        np.testing.assert_array_equal(traced[plane].x, np.concatenate([part.x for part in own]))
