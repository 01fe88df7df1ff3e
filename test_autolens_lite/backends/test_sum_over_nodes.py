"""`xp.sum_over_nodes`: the plain sum, on both backends, and its derivatives under jax."""

import numpy as np
import pytest

import autolens_lite.xp

NODES = np.linspace(0.1, 1.0, 7), np.linspace(1.0, 2.0, 7)
POINTS = np.linspace(0.3, 2.0, 600), np.linspace(1.0, -1.0, 600)
PARAMETERS = 1.3, 0.4


def integrand(node, points, parameters):
    """Of sums and products alone, which the arrays of both backends have."""
    (u, weight), (a, b), (p, q) = node, points, parameters
    return weight * (p * a * u + b * b) ** 3 / (q + a * a), weight * u * q * b


def expected(a, b, p, q):
    terms = [integrand(node, (a, b), (p, q)) for node in zip(*NODES, strict=True)]
    return np.sum(terms, axis=0)


def test_it_is_the_sum(backend):
    xp = autolens_lite.xp.get(backend)
    got = xp.sum_over_nodes(integrand, NODES, tuple(map(xp.as_float, POINTS)), PARAMETERS)
    np.testing.assert_allclose(got, expected(*POINTS, *PARAMETERS), rtol=1e-13)


@pytest.mark.parametrize("size", [0, 1])
def test_few_points_or_none(backend, size):
    xp = autolens_lite.xp.get(backend)
    points = tuple(values[:size] for values in POINTS)
    got = xp.sum_over_nodes(integrand, NODES, tuple(map(xp.as_float, points)), PARAMETERS)
    np.testing.assert_allclose(got, expected(*points, *PARAMETERS), rtol=1e-13)


def test_derivatives_equal_those_of_the_plain_sum():
    """First and second, by all arguments or one, compiled and mapped."""
    import jax
    import jax.numpy as jnp

    xp = autolens_lite.xp.get("jax")
    vector = jnp.array([0.7, -0.2, 1.3, 0.4])

    def ours(v):
        return jnp.stack(xp.sum_over_nodes(integrand, NODES, (v[:1], v[1:2]), (v[2], v[3])))[:, 0]

    def plain(v):
        return sum(jnp.stack(integrand(node, (v[0], v[1]), (v[2], v[3]))) for node in zip(*NODES, strict=True))

    for transform in (jax.jacrev, jax.jacfwd, jax.hessian, lambda f: jax.jacrev(jax.jacrev(f))):
        np.testing.assert_allclose(
            jax.jit(transform(ours))(vector), jax.jit(transform(plain))(vector), rtol=1e-12, atol=1e-14
        )
    several = jnp.stack([vector, 2.0 * vector])
    np.testing.assert_allclose(
        jax.jit(jax.vmap(jax.jacrev(ours)))(several), jax.jit(jax.vmap(jax.jacrev(plain)))(several), rtol=1e-12
    )

    def by_one(q):
        return ours(vector.at[3].set(q))

    np.testing.assert_allclose(jax.grad(lambda q: by_one(q)[0])(0.4), jax.jacrev(plain)(vector)[0, 3], rtol=1e-12)
