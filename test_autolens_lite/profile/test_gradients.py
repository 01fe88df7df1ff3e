"""Gradients by every parameter and by position equal central differences, also where angles have none."""

import functools
import inspect
import types

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite import exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from test_autolens_lite import cases

# two generic points, one on each axis through the centre, and the centre
Y = np.array([0.9, -1.3, cases.CENTRE[0], 1.1, cases.CENTRE[0]])
X = np.array([0.4, 0.8, 1.2, cases.CENTRE[1], cases.CENTRE[1]])
OFF_CENTRE = slice(0, 4)
# Profiles that depend on |ell_comps| itself.
KINKED = (
    mp.PowerLaw,
    mp.IsothermalCore,
    mp.PowerLawCore,
    mp.PowerLawBroken,
    mp.Gaussian,
    mp.SersicGradient,
    mp.Chameleon,
    mp.NFW,
    mp.gNFW,
    mp.cNFW,
    mp.NFWTruncated,
    lp.Gaussian,
    lp.Moffat,
    lp.Chameleon,
)


ROWS = cases.MASS + cases.LIGHT


@functools.cache
def formulas_of(cls):
    """The class whose formulas a class has: a halo of a mass, or a Sersic profile of one index, those of its base."""
    for base in reversed(cls.__mro__):
        if any(row.cls is base for row in ROWS) and computes_the_same(cls, base):
            return base


def computes_the_same(cls, base):
    """Whether a class changes nothing that its base computes: it is another way to say what the parameters are."""
    kinds = (types.FunctionType, property, functools.cached_property)
    named = {name: inspect.getattr_static(base, name) for name in dir(base) if not name.startswith("__")}
    same = [inspect.getattr_static(cls, name) is value for name, value in named.items() if isinstance(value, kinds)]
    return all(same) and cases.hooks_of(cls) == cases.hooks_of(base)


# Rows of the same formulas follow each other.
CASES = sorted(ROWS, key=lambda row: [other.cls for other in ROWS].index(formulas_of(row.cls)))


def arguments_of(cls, orders):
    """Those of the first row of a class."""
    return next(row.arguments for row in ROWS if row.cls is cls and row.orders == orders)


@functools.lru_cache(maxsize=2)
def compiled(cls, orders):
    """The product of a row with the reverse-mode Jacobian of all hooks of a class by (parameters, y, x).

    A row at a time: XLA takes longer to compile all of them together than they take.
    """
    import jax

    xp = autolens_lite.xp.get("jax")
    arguments = arguments_of(cls, orders)
    count = len(cases.flat_parameters(arguments))

    def values(vector):
        profile = cases.rebuilt(cls, arguments, vector[:count])
        return cases.values_of(profile, Coordinates(vector[count:-5], vector[-5:], xp))

    @jax.jit
    def pulled_back(vector, weights):
        return jax.vjp(values, vector)[1](list(weights))[0]

    return pulled_back


def gradient(case, vector, hooks):
    """The Jacobian of all hooks of a case by (parameters, y, x): that of its formulas, by the chain rule.

    The formulas are compiled once, for all rows of all classes that have them.
    """
    import jax
    import jax.numpy as jnp

    def inner(parameters):
        profile = cases.rebuilt(case.cls, case.arguments, parameters)
        return jnp.array(
            cases.flat_parameters({name: getattr(profile, name) for name in arguments_of(base, case.orders)})
        )

    base, parameters, points = formulas_of(case.cls), vector[:-10], vector[-10:]
    chain = np.eye(len(vector))
    if base is not case.cls:
        by_parameters = np.asarray(jax.jit(jax.jacrev(inner))(parameters))
        chain = np.block(
            [[by_parameters, np.zeros((len(by_parameters), 10))], [np.zeros((10, len(parameters))), np.eye(10)]]
        )
        vector = np.array([*inner(parameters.tolist()), *points])
    pulled_back = compiled(base, case.orders)
    units = np.eye(hooks * len(Y)).reshape(-1, hooks, len(Y))
    rows = np.reshape([pulled_back(vector, unit) for unit in units], (hooks, len(Y), len(vector)))
    return rows @ chain


def differences(function, vector, step):
    """Sixth-order central differences of `function(vector) -> array` by each element, along a last axis."""
    columns = []
    for index in range(len(vector)):
        shift = np.zeros(len(vector))
        shift[index] = step
        try:
            total = sum(
                weight * (function(vector + k * shift) - function(vector - k * shift))
                for k, weight in ((1, 45.0), (2, -9.0), (3, 1.0))
            )
        except exc.ParameterError:  # at the end of its range, such as a core radius of 0: no central difference
            total = np.full_like(function(vector), np.nan)
        columns.append(total / (60.0 * step))
    return np.stack(columns, axis=-1)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_reverse_mode_gradients_equal_central_differences(case):
    parameters = cases.flat_parameters(case.arguments)
    vector = np.array([*parameters, *Y, *X])

    def host(vector):
        profile = cases.rebuilt(case.cls, case.arguments, vector[: len(parameters)].tolist())
        points = Coordinates(vector[len(parameters) : -5], vector[-5:], autolens_lite.xp.get("numba"))
        return np.array(cases.values_of(profile, points))[:, OFF_CENTRE]

    ell_comps = case.arguments.get("ell_comps", (0.1, 0.1))
    if ell_comps == (0.0, 0.0) and case.cls in KINKED:
        # a kink, at which differences converge only as the step: to 1e-7, plus 1e-16 / 1e-7 of rounding
        step, tolerance = 1e-7, 1e-6
    elif np.hypot(*ell_comps) > 0.5:
        # fields of the flattest cases vary over hundredths of an arcsec
        step, tolerance = 1e-4, 1e-7
    else:
        step, tolerance = 1e-4, 1e-10
    small = min((case.arguments.get(name) or 1.0 for name in ("core_radius", "break_radius", "ra")), default=1.0)
    if small < 0.05:
        # differences must be finer than a small core
        step, tolerance = 2e-3 * small, max(tolerance, 2e-15 / (2e-3 * small))
    if abs(case.arguments.get("outer_slope", 0.0) - 2.0) < 0.04:
        # the potential is right to 1e-12 there, over a step of 1e-4
        tolerance = 3e-8
    expected = differences(host, vector, step)
    found = gradient(case, vector, len(expected))
    inside = np.isfinite(expected).all(axis=(0, 1))
    assert inside.sum() >= len(vector) - 1
    np.testing.assert_allclose(found[:, OFF_CENTRE][..., inside], expected[..., inside], rtol=tolerance, atol=tolerance)
    # the test can fail: not all of them vanish
    assert np.max(np.abs(expected[..., inside])) > 0.01
    # and at the centre itself, where profiles may have a cusp
    assert np.isfinite(found).all()


def test_the_power_law_has_second_derivatives():
    """Forward over reverse, as optimisers and Fisher matrices need."""
    import jax
    import jax.numpy as jnp

    numba, xp = autolens_lite.xp.get("numba"), autolens_lite.xp.get("jax")
    point = np.array([0.1, 0.2, 1.9])

    def host(vector):
        e0, e1, slope = vector.tolist()
        profile = mp.PowerLaw((0.0, 0.0), (e0, e1), 1.2, slope)
        return np.array(profile.deflections_from(Coordinates(np.array([0.7]), np.array([-0.4]), numba)))[1, 0]

    def deflection(vector):
        profile = mp.PowerLaw((0.0, 0.0), (vector[0], vector[1]), 1.2, vector[2])
        return profile.deflections_from(Coordinates(jnp.array([0.7]), jnp.array([-0.4]), xp))[1][0]

    hessian = np.asarray(jax.jit(jax.hessian(deflection))(point))
    expected = differences(lambda vector: differences(host, vector, 1e-3), point, 1e-3)
    # differences of differences: 1e-16 / 1e-6, and the step to the sixth power
    np.testing.assert_allclose(hessian, expected, rtol=1e-8, atol=1e-8)
