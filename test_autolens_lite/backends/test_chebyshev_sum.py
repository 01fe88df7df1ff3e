"""`xp.chebyshev_sum`: the plain sum, on both backends, and its derivatives under jax."""

import numpy as np
import pytest

import autolens_lite.xp

POSITION = np.concatenate([[-1.0, 1.0, 0.0], np.random.default_rng(5).uniform(-1.0, 1.0, 70)])
N = np.arange(12.0)


def coefficients(parameters):
    a, b = parameters
    return a * 0.5**N + b * b / (1.0 + N) ** 3


@pytest.mark.parametrize("size", [73, 64, 1, 0])
def test_it_is_the_sum(backend, size):
    xp = autolens_lite.xp.get(backend)
    got = xp.chebyshev_sum(coefficients, xp.as_float(POSITION[:size]), (1.3, -0.4))
    expected = np.polynomial.chebyshev.chebval(POSITION[:size], coefficients((1.3, -0.4)))
    np.testing.assert_allclose(got, expected, rtol=1e-14, atol=1e-14)


def test_derivatives_equal_those_of_the_cosines():
    """First and second, by position and parameters, compiled and mapped."""
    import jax
    import jax.numpy as jnp

    xp = autolens_lite.xp.get("jax")
    vector = jnp.array([0.3, 1.3, -0.4])

    def ours(v):
        return xp.chebyshev_sum(coefficients, v[:1], (v[1], v[2]))[0]

    def plain(v):
        return (coefficients((v[1], v[2])) * jnp.cos(N * jnp.arccos(v[0]))).sum()

    for transform in (jax.grad, jax.jacfwd, jax.hessian):
        np.testing.assert_allclose(
            jax.jit(transform(ours))(vector), jax.jit(transform(plain))(vector), rtol=1e-12, atol=1e-12
        )
    several = jnp.stack([vector, 0.9 * vector])
    np.testing.assert_allclose(
        jax.jit(jax.vmap(jax.grad(ours)))(several), jax.jit(jax.vmap(jax.grad(plain)))(several), rtol=1e-12
    )
