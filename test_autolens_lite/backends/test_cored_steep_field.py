"""`xp.cored_steep_field`: the plain sum, on both backends, and its derivatives under jax."""

import numpy as np
import pytest

import autolens_lite.xp

# an odd number of points, more than a block
Y, X = np.random.default_rng(3).uniform(-3.0, 3.0, (2, 71))
NODES = np.geomspace(1e-3, 1e3, 25), np.linspace(1.0, 0.2, 25)
ELLIPSES = [(0.0, 0.0), (0.1, -0.2), (0.5, 0.6)]


def amplitude(node, parameters, xp):
    t, step = node
    return t, step * t ** (1.0 - parameters[0]) / (1.0 + t)


def expected(y, x, e0, e1, scale, shape):
    zeta, epsilon = x + 1j * y, e1 + 1j * e0
    z = zeta - epsilon * np.conj(zeta)
    w = np.conj(epsilon) * z / np.conj(z)
    t, heights = amplitude(NODES, (shape,), np)
    root = np.sqrt(t**2 + (np.abs(z)[:, np.newaxis] / scale) ** 2)
    alpha = z * np.sum(heights * t / (root * (root + t + w[:, np.newaxis] * (root - t))), axis=1)
    return np.array([alpha.imag, alpha.real])


@pytest.mark.parametrize("ell_comps", ELLIPSES)
@pytest.mark.parametrize("size", [71, 64, 1, 0])
def test_it_is_the_sum(backend, ell_comps, size):
    xp = autolens_lite.xp.get(backend)
    got = xp.cored_steep_field(xp.as_float(Y[:size]), xp.as_float(X[:size]), *ell_comps, 1.3, 0.4, amplitude, NODES)
    np.testing.assert_allclose(got, expected(Y[:size], X[:size], *ell_comps, 1.3, 0.4), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("ell_comps", ELLIPSES)
def test_derivatives_equal_those_of_the_form_for_accelerators(ell_comps):
    """First (of the kernel) and second, by all arguments, compiled and mapped."""
    import jax
    import jax.numpy as jnp

    from autolens_lite.xp.jax_xp.fields.cored_steep import cored_steep_field_native

    xp = autolens_lite.xp.get("jax")
    vector = jnp.array([0.7, -0.2, *ell_comps, 1.3, 0.4])

    def ours(v):
        return jnp.stack(xp.cored_steep_field(v[:1], v[1:2], *v[2:], amplitude, NODES))[:, 0]

    def plain(v):
        return jnp.stack(cored_steep_field_native(v[:1], v[1:2], *v[2:], amplitude, NODES))[:, 0]

    for transform in (jax.jacrev, jax.jacfwd, jax.hessian):
        np.testing.assert_allclose(
            jax.jit(transform(ours))(vector), jax.jit(transform(plain))(vector), rtol=1e-11, atol=1e-13
        )
    several = jnp.stack([vector, 0.9 * vector])
    np.testing.assert_allclose(
        jax.jit(jax.vmap(jax.jacrev(ours)))(several), jax.jit(jax.vmap(jax.jacrev(plain)))(several), rtol=1e-11
    )
    # the derivatives themselves, by differences of the definition
    step, jacobian = 1e-5, jax.jit(jax.jacrev(ours))(vector)
    for index in range(6):
        shift = step * np.eye(6)[index]
        up, down = (expected(*np.split(v[:2], 2), *v[2:])[:, 0] for v in (vector + shift, vector - shift))
        np.testing.assert_allclose(jacobian[:, index], (up - down) / (2.0 * step), rtol=1e-7, atol=1e-8)
