"""F = T^T W T by blocks of columns of T, as accelerators compute it, whatever W is."""

from __future__ import annotations

import jax
import jax.numpy as jnp

FFT_BLOCK_BYTES = 64e6  # of padded images transformed at once


def block_size(padded_pixels, pixels):
    """The number of columns of T, of `pixels`, whose images W is applied to at once."""
    return max(1, min(pixels, int(FFT_BLOCK_BYTES // (16 * padded_pixels))))


def matrix_from(columns_from, pixels, block):
    """F (S, S), of the function that returns the columns (S, block) of the block of a number."""
    count = -(-pixels // block)
    blocks = jax.lax.map(columns_from, jnp.arange(count))
    curvature = jnp.moveaxis(blocks, 0, 1).reshape(pixels, count * block)[:, :pixels]
    return 0.5 * (curvature + curvature.T)


def weights_derivative(indices, sensitivity, block, product_from):
    """T_bar = W T (G + G^T) at T's entries, G the sensitivity to F, recomputed by blocks, in memory of one block.

    `product_from` returns the rows (block, M) of W T applied to columns (S, block).
    """
    pixels = sensitivity.shape[0]
    count = -(-pixels // block)
    symmetric = jnp.pad(sensitivity + sensitivity.T, ((0, 0), (0, count * block - pixels)))

    def add_block(total, number):
        first = number * block
        product = product_from(jax.lax.dynamic_slice(symmetric, (0, first), (pixels, block)))
        local = indices - first
        inside = (local >= 0) & (local < block) & (indices >= 0)
        taken = jnp.take_along_axis(product.T, jnp.where(inside, local, 0), 1)
        return total + jnp.where(inside, taken, 0.0), None

    return jax.lax.scan(add_block, jnp.zeros(indices.shape), jnp.arange(count))[0]
