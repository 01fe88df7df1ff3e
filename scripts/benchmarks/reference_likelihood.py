"""The reference: the log likelihood by general algorithms, on either backend, as it is computed without this library.

Every call: F as the sparse product with the dense W, or with W looked up in its table; D; H; a general solve; two
log determinants; and the sums over the visibilities, chi^2 of the data and the noise normalization.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from sparse_products import curvature_of


def log_likelihood_of(method: str, pixels: int, backend: str) -> Callable[..., Any]:
    """A function of (indices, weights, w, dense W or None, dirty image, neighbors, their number, data, sigma)."""
    import autolens_lite.xp as backends

    xp = backends.get(backend)
    function = functools.partial(_log_likelihood, xp, _algebra_of(backend), curvature_of(method, backend), pixels)
    if backend == "jax":
        import jax

        return jax.jit(function)
    return function


def _algebra_of(backend: str) -> Any:
    if backend == "jax":
        import jax.numpy as jnp

        return jnp.linalg
    return np.linalg


def _log_likelihood(
    xp: Any,
    algebra: Any,
    curvature_matrix: Callable[..., Any],
    pixels: int,
    indices: Any,
    weights: Any,
    w: Any,
    dense: Any,
    dirty_image: Any,
    neighbors: Any,
    neighbors_sizes: Any,
    data: Any,
    sigma: Any,
) -> Any:
    curvature = curvature_matrix(indices, weights, w, pixels, dense)
    own = xp.where(neighbors < 0, -1, xp.arange(pixels)[:, None])
    pairs = xp.reshape(xp.stack([own, neighbors], axis=-1), (-1, 2))
    signs = xp.asarray(np.tile([1.0, -1.0], (pairs.shape[0], 1)))
    regularization = xp.penalty_matrix(pairs, signs, xp.full(pairs.shape[0], 0.5), xp.full(pixels, 1e-8))
    vector = xp.data_vector(indices, weights, dirty_image, pixels)
    total = curvature + regularization
    source = algebra.solve(total, vector)
    real, imaginary = data.real / sigma.real, data.imag / sigma.imag
    noise = 2.0 * xp.sum(xp.log(sigma.real) + xp.log(sigma.imag)) + 2.0 * sigma.size * np.log(2.0 * np.pi)
    return -0.5 * (
        xp.sum(real**2)
        + xp.sum(imaginary**2)
        - xp.sum(source * vector)
        + algebra.slogdet(total)[1]
        - algebra.slogdet(regularization)[1]
        + noise
    )
