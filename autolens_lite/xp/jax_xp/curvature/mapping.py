"""Products with the sparse mapping matrix T, given as indices (M, B) and weights (M, B)."""

from __future__ import annotations

import functools

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp import ffi
from autolens_lite.xp.jax_xp.indexed import summed, taken


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def data_vector(indices, weights, image, pixels):
    """See `contract.data_vector`."""
    return ffi.by_platform(
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


def data_vector_forwards(indices, weights, image, pixels):
    """`data_vector`, differentiated in either direction."""
    return summed(weights * image[:, None], indices, pixels)


def _data_vector_forward(indices, weights, image, pixels):
    return data_vector(indices, weights, image, pixels), (indices, weights, image)


def _data_vector_backward(pixels, saved, sensitivity):
    indices, weights, image = saved
    gathered = jnp.where(indices < 0, 0.0, sensitivity[indices])
    return None, gathered * image[:, None], (gathered * weights).sum(1)


data_vector.defvjp(_data_vector_forward, _data_vector_backward)


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def data_matrix(indices, weights, images, pixels):
    """See `contract.data_matrix`."""
    return ffi.by_platform(
        indices,
        weights,
        images,
        cpu=lambda i, w, d: ffi.call("data_matrix", (pixels, images.shape[1]), i, w, d),
        default=lambda i, w, d: data_matrix_native(i, w, d, pixels),
    )


def _data_matrix_forward(indices, weights, images, pixels):
    return data_matrix(indices, weights, images, pixels), (indices, weights, images)


def _data_matrix_backward(pixels, saved, sensitivity):
    indices, weights, images = saved

    def add(total, entry):  # one weight of each row at a time: nothing of shape (M, B, n) is made
        index, weight = entry
        gathered = jnp.where(index[:, None] < 0, 0.0, sensitivity[index])
        return total + weight[:, None] * gathered, (gathered * images).sum(1)

    of_images, of_weights = jax.lax.scan(add, jnp.zeros_like(images), (indices.T, weights.T))
    return None, of_weights.T, of_images


data_matrix.defvjp(_data_matrix_forward, _data_matrix_backward)


def data_matrix_native(indices, weights, images, pixels):
    """The form for accelerators: a segmented sum."""
    segments = jnp.where(indices < 0, pixels, indices)
    spread = (weights[:, :, None] * images[:, None, :]).reshape(indices.size, images.shape[1])
    return jax.ops.segment_sum(spread, segments.ravel(), num_segments=pixels)


def mapped_image(indices, weights, source):
    """See `contract.mapped_image`."""
    return jnp.where(indices < 0, 0.0, weights * source[indices]).sum(1)


def mapped_image_forwards(indices, weights, source):
    """`mapped_image`, differentiated in either direction."""
    return (weights * taken(source, indices)).sum(1)


def mapping_matrix(indices, weights, pixels):
    """See `contract.mapping_matrix`."""
    rows = jnp.arange(indices.shape[0])[:, None]
    columns = jnp.where(indices < 0, pixels, indices)
    return jnp.zeros((indices.shape[0], pixels)).at[rows, columns].add(weights, mode="drop")


data_matrix_forwards = data_matrix_native
