"""Elements of tables and sums over equal indices equal matrix products, by kernel and plain form, and so do slopes."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from autolens_lite.xp import jax_xp
from autolens_lite.xp.jax_xp import ffi, indexed

RANDOM = np.random.default_rng(3)
INDICES = np.array([[3, 0, -1, 4], [4, 4, 1, 9]])  # of 5: one below, one above
TABLE, VALUES = RANDOM.normal(size=5), RANDOM.normal(size=INDICES.shape)
MATRIX = (INDICES.ravel()[:, None] == np.arange(5)) * 1.0


def taken(table):
    return indexed.taken(table, jnp.asarray(INDICES))


def summed(values):
    return indexed.summed(values, jnp.asarray(INDICES), 5)


@pytest.mark.parametrize("kernel", [True, False])
def test_values_derivatives_and_batches(kernel, monkeypatch):
    if not kernel:
        monkeypatch.setattr(ffi, "by_platform", lambda *arguments, cpu, default: default(*arguments))
    cases = ((taken, TABLE, MATRIX, INDICES.shape), (summed, VALUES, MATRIX.T, (5,)))
    for function, argument, matrix, shape in cases:
        rows = np.stack([argument, 2.0 * argument])
        found = jax.jit(jax.vmap(lambda x, f=function: f(x)))(rows)  # anew, so that it is of the form asked for
        expected = (matrix @ argument.ravel()).reshape(shape)
        np.testing.assert_allclose(found, [expected, 2.0 * expected], rtol=1e-14, atol=1e-15)
        for of in (jax.jacfwd, jax.jacrev):
            found = jax.jit(of(lambda x, f=function: f(x)))(argument)
            np.testing.assert_array_equal(np.reshape(found, matrix.shape), matrix)


def test_forward_mode_takes_them():
    weights, image = RANDOM.normal(size=INDICES.shape), RANDOM.normal(size=2)
    kept = jnp.asarray(np.where(INDICES < 5, INDICES, -1))
    expected = (weights[:, :, None] * MATRIX.reshape(*INDICES.shape, 5)).sum(1)
    with jax_xp.forward_mode():
        mapped = jax.jacfwd(lambda s: jax_xp.mapped_image(kept, weights, s))(TABLE)
        vector = jax.jacfwd(lambda d: jax_xp.data_vector(kept, weights, d, 5))(image)
        slopes = jax.jacfwd(lambda w: jax_xp.mapped_image(kept, w, TABLE))(weights)
    np.testing.assert_allclose(mapped, expected, rtol=1e-14)
    np.testing.assert_allclose(vector, expected.T, rtol=1e-14)
    taken = (MATRIX @ TABLE).reshape(INDICES.shape)
    np.testing.assert_array_equal(np.asarray(slopes)[[0, 1], [0, 1]], taken)
