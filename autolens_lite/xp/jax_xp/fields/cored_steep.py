"""The deflections of sums of cored steep ellipsoids, here for jax."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from autolens_lite.xp import jax_xp
from autolens_lite.xp.constants import CENTRE_SQUARED, LEAST
from autolens_lite.xp.jax_xp.backend_functions import sum_over_nodes
from autolens_lite.xp.jax_xp.fields import deflection_field


def cored_steep_field(
    y: Any, x: Any, e0: Any, e1: Any, scale: Any, shape: Any, amplitude: Callable[..., Any], nodes: tuple[Any, ...]
) -> tuple[Any, Any]:
    """Return (alpha_y, alpha_x): Z times the sum of h t / (S [S + t + w (S - t)]) over nodes, S^2 = t^2 + X.

    Parameters
    ----------
    y, x
        Points relative to the centre.
    e0, e1
        The complex ellipticity eps = e1 + i e0: w = conj(eps) Z / conj(Z), Z = zeta - eps conj(zeta), zeta = x + i y.
    scale
        The unit of t in the plane of Z: X = |Z|^2 / scale^2.
    shape
        The number that the heights depend on.
    amplitude
        (t, h) of all nodes, as `amplitude(nodes, (shape,), xp)`, t being constants.
    nodes
        Arrays (J,).
    """

    def heights(shape: Any) -> Any:
        return jnp.broadcast_to(amplitude(nodes, (shape,), jax_xp)[1], jnp.shape(nodes[0]))

    def values(parameters: Any) -> tuple[Any, ...]:
        return jnp.asarray(amplitude(nodes, (parameters[3],), jax_xp)[0]), heights(parameters[3])

    def slopes(parameters: Any) -> tuple[Any, ...]:
        return *values(parameters), jax.jvp(heights, (parameters[3],), (jnp.ones(()),))[1]

    native = functools.partial(cored_steep_field_native, amplitude=amplitude, nodes=nodes)
    return deflection_field.field("cored_steep_field", native, values, slopes)(y, x, e0, e1, scale, shape)


def cored_steep_field_native(y, x, e0, e1, scale, shape, amplitude, nodes):
    """The form for accelerators."""
    z_y, z_x = (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y
    norm = z_y * z_y + z_x * z_x
    # w = conj(eps) Z / conj(Z); 0, its mean over directions, at the centre
    central = norm <= CENTRE_SQUARED
    turn_y, turn_x, over = jnp.where(central, 0.0, z_y), jnp.where(central, 0.0, z_x), jnp.where(central, 1.0, norm)
    square_y, square_x = 2.0 * turn_x * turn_y / over, (turn_x * turn_x - turn_y * turn_y) / over
    points = (
        jnp.maximum(norm / (scale * scale), LEAST),
        e1 * square_x + e0 * square_y,
        e1 * square_y - e0 * square_x,
    )

    def integrand(node, points, parameters):
        squared, w_real, w_imag = points
        t, height = amplitude(node, parameters, jax_xp)
        root = jnp.sqrt(squared + t * t)
        plus = root + t
        minus = squared / plus
        real, imag = plus + minus * w_real, minus * w_imag
        factor = (height * t) / (root * (real * real + imag * imag))
        return factor * real, -factor * imag

    real, imag = sum_over_nodes(integrand, nodes, points, (shape,))
    return z_y * real + z_x * imag, z_x * real - z_y * imag
