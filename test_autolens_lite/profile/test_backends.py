"""Every profile: the same numbers on both backends, compiled or not, one at a time or mapped over parameters."""

import functools

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite.grid import Coordinates
from test_autolens_lite import cases

RNG = np.random.default_rng(4)
# off-centre points, the centre itself, and points on the axes through it
Y = np.concatenate([RNG.uniform(-3.0, 3.0, 50), [cases.CENTRE[0], cases.CENTRE[0], 1.0]])
X = np.concatenate([RNG.uniform(-3.0, 3.0, 50), [cases.CENTRE[1], 1.0, cases.CENTRE[1]]])


def host_values(profile):
    return np.array(cases.values_of(profile, Coordinates(Y, X, autolens_lite.xp.get("numba"))))


@functools.lru_cache(maxsize=2)  # the rows of a class follow each other
def compiled_values(cls, orders):
    """All hooks of a class as one compiled function of parameter vectors (2, p): one compilation for all its rows.

    They stay a list: of one array of all XLA would make one loop, which for long formulas takes it minutes.
    """
    import jax
    import jax.numpy as jnp

    xp = autolens_lite.xp.get("jax")
    arguments = next(case.arguments for case in cases.MASS + cases.LIGHT if case.cls is cls and case.orders == orders)

    @jax.jit
    @jax.vmap
    def values(vector):
        profile = cases.rebuilt(cls, arguments, vector)
        return cases.values_of(profile, Coordinates(jnp.asarray(Y), jnp.asarray(X), xp))

    return lambda vectors: np.stack(values(vectors), axis=1)


@pytest.mark.parametrize("case", cases.MASS + cases.LIGHT, ids=str)
def test_backends_agree_and_compiled_equals_mapped(case):
    vector = np.array(cases.flat_parameters(case.arguments))
    # mapped over two parameter vectors of which one is moved, so that branches may differ between them
    both = np.stack([vector, vector * 0.9])
    for got, numbers in zip(compiled_values(case.cls, case.orders)(both), both, strict=True):
        expected = host_values(cases.rebuilt(case.cls, case.arguments, numbers.tolist()))
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


def test_branches_may_differ_within_one_map():
    """A round and a flat isothermal ellipsoid side by side: one is the series, the other the closed form."""
    case = cases.MASS[0]
    both = np.array([[0.0, 0.0, 0.0, 0.0, 1.2], [0.0, 0.0, 0.3, 0.2, 1.2]])
    for got, numbers in zip(compiled_values(case.cls, case.orders)(both), both, strict=True):
        expected = host_values(cases.rebuilt(case.cls, case.arguments, numbers.tolist()))
        np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("case", [cases.MASS[0], cases.MASS[8], cases.LIGHT[0]], ids=str)
def test_uncompiled_equals_compiled(case):
    xp = autolens_lite.xp.get("jax")
    ours = np.array(cases.values_of(case.profile, Coordinates(xp.as_float(Y), xp.as_float(X), xp)))
    np.testing.assert_allclose(ours, host_values(case.profile), rtol=1e-12, atol=1e-12)
