"""The largest and smallest element of an array, with derivatives that do not depend on how a compiler rounds.

jax's own derivative looks for elements equal to the largest, and divides by their number. A compiler that works the
elements out twice may round them differently and find none: NaN.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp


@jax.custom_jvp
def max(values: jax.Array) -> jax.Array:
    """Return the largest element; its derivative is that of the first such."""
    return jnp.max(values)


@max.defjvp
def _max_derivative(primals: Any, tangents: Any) -> Any:
    return max(*primals), tangents[0].ravel()[jnp.argmax(primals[0])]


def min(values: jax.Array) -> jax.Array:
    """Return the smallest element; its derivative is that of the first such."""
    return -max(-values)
