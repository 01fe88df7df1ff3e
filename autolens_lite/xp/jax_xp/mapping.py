"""Products with the sparse mapping matrix T, given as indices (M, B) and weights (M, B)."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp import ffi


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def data_vector(indices, weights, image, pixels):
    """See `contract.data_vector`."""
    return jax.lax.platform_dependent(
        indices,
        weights,
        image,
        cpu=lambda i, w, d: ffi.call("data_vector", (pixels,), i, w, d),
        default=lambda i, w, d: data_vector_native(i, w, d, pixels),
    )


def data_vector_native(indices, weights, image, pixels):
    """The form for accelerators: a segmented sum (an index below zero falls outside and is dropped)."""
    segments = jnp.where(indices < 0, pixels, indices).ravel()
    return jax.ops.segment_sum((weights * image[:, None]).ravel(), segments, num_segments=pixels)


def _data_vector_forward(indices, weights, image, pixels):
    return data_vector(indices, weights, image, pixels), (indices, weights, image)


def _data_vector_backward(pixels, saved, sensitivity):
    indices, weights, image = saved
    gathered = jnp.where(indices < 0, 0.0, sensitivity[indices])
    return None, gathered * image[:, None], (gathered * weights).sum(1)


data_vector.defvjp(_data_vector_forward, _data_vector_backward)


def mapped_image(indices, weights, source):
    """See `contract.mapped_image`."""
    return jnp.where(indices < 0, 0.0, weights * source[indices]).sum(1)


def mapping_matrix(indices, weights, pixels):
    """See `contract.mapping_matrix`."""
    rows = jnp.arange(indices.shape[0])[:, None]
    columns = jnp.where(indices < 0, pixels, indices)
    return jnp.zeros((indices.shape[0], pixels)).at[rows, columns].add(weights, mode="drop")


def constant_regularization_matrix(coefficient, neighbors, neighbors_sizes):
    """See `contract.constant_regularization_matrix`."""
    pixels = neighbors.shape[0]
    rows = jnp.broadcast_to(jnp.arange(pixels)[:, None], neighbors.shape)
    columns = jnp.where(neighbors < 0, pixels, neighbors)
    diagonal = jnp.diag(1e-8 + coefficient**2 * neighbors_sizes)
    return diagonal.at[rows, columns].add(-(coefficient**2), mode="drop")
