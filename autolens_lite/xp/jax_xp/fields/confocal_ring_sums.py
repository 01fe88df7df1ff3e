"""Sums over the elliptical rings of exponential masses, here for jax: slopes in the same pass as the value."""

from __future__ import annotations

import jax
import jax.numpy as jnp

from autolens_lite.xp.jax_xp import ffi


@jax.custom_jvp
def ring_sum(w_y, w_x, within, t, exponent, slope, log_u, weights):
    """Return imaginary and real part of the sum over rings: see `contract.ring_sum`."""
    points, parameters = _arguments((w_y, w_x, within, t), (exponent, slope))
    return ffi.by_platform(
        points,
        parameters,
        (log_u, weights),
        cpu=lambda points, parameters, nodes: tuple(
            ffi.call("ring_sum", [points[0].shape] * 2, *points, parameters, *nodes)
        ),
        default=lambda points, parameters, nodes: ring_sum_native(*points, *parameters, *nodes),
    )


@ring_sum.defjvp
def _ring_sum_jvp(primals, tangents):
    w_y_dot, w_x_dot, _, t_dot, exponent_dot, slope_dot, _, _ = tangents
    imag, real, by_w_y, by_w_x, *rest = _ring_slopes(*primals)
    imag_dot, real_dot = by_w_x * w_y_dot + by_w_y * w_x_dot, by_w_x * w_x_dot - by_w_y * w_y_dot
    for by_y, by_x, dot in zip(rest[::2], rest[1::2], (t_dot, exponent_dot, slope_dot), strict=True):
        imag_dot, real_dot = imag_dot + by_y * dot, real_dot + by_x * dot
    return (imag, real), (imag_dot, real_dot)


def ring_sum_native(w_y, w_x, within, t, exponent, slope, log_u, weights):
    """The form for accelerators."""
    points, parameters = _arguments((w_y, w_x, within, t), (exponent, slope))
    return _summed(_ring_values, (*points, *parameters), (log_u, weights))


@jax.custom_jvp
def _ring_slopes(w_y, w_x, within, t, exponent, slope, log_u, weights):
    """Return the sum and its derivatives by w, t, exponent and slope, imaginary and real part of each."""
    points, parameters = _arguments((w_y, w_x, within, t), (exponent, slope))
    return ffi.by_platform(
        points,
        parameters,
        (log_u, weights),
        cpu=lambda points, parameters, nodes: tuple(
            ffi.call("ring_slopes", (10, *points[0].shape), *points, parameters, *nodes)
        ),
        default=lambda points, parameters, nodes: _ring_slopes_native(*points, *parameters, *nodes),
    )


def _ring_slopes_native(w_y, w_x, within, t, exponent, slope, log_u, weights):
    points, parameters = _arguments((w_y, w_x, within, t), (exponent, slope))
    return _summed(_ring_terms, (*points, *parameters), (log_u, weights))


@_ring_slopes.defjvp
def _ring_slopes_jvp(primals, tangents):
    return jax.jvp(_ring_slopes_native, primals, tangents)


@jax.custom_jvp
def disc_sum(t, exponent, slope, log_u, weights):
    """Return the sum over circular rings: see `contract.disc_sum`."""
    (t,), parameters = _arguments((t,), (exponent, slope))
    return ffi.by_platform(
        t,
        parameters,
        (log_u, weights),
        cpu=lambda t, parameters, nodes: ffi.call("disc_sum", t.shape, t, parameters, *nodes),
        default=lambda t, parameters, nodes: disc_sum_native(t, *parameters, *nodes),
    )


@disc_sum.defjvp
def _disc_sum_jvp(primals, tangents):
    t_dot, exponent_dot, slope_dot, _, _ = tangents
    total, by_t, by_exponent, by_slope = _disc_slopes(*primals)
    return total, by_t * t_dot + by_exponent * exponent_dot + by_slope * slope_dot


def disc_sum_native(t, exponent, slope, log_u, weights):
    """The form for accelerators."""
    (t,), parameters = _arguments((t,), (exponent, slope))
    return _summed(_disc_values, (t, *parameters), (log_u, weights))[0]


@jax.custom_jvp
def _disc_slopes(t, exponent, slope, log_u, weights):
    """Return the sum and its derivatives by t, exponent and slope."""
    (t,), parameters = _arguments((t,), (exponent, slope))
    return ffi.by_platform(
        t,
        parameters,
        (log_u, weights),
        cpu=lambda t, parameters, nodes: tuple(ffi.call("disc_slopes", (4, *t.shape), t, parameters, *nodes)),
        default=lambda t, parameters, nodes: _disc_slopes_native(t, *parameters, *nodes),
    )


def _disc_slopes_native(t, exponent, slope, log_u, weights):
    (t,), parameters = _arguments((t,), (exponent, slope))
    return _summed(_disc_terms, (t, *parameters), (log_u, weights))


@_disc_slopes.defjvp
def _disc_slopes_jvp(primals, tangents):
    return jax.jvp(_disc_slopes_native, primals, tangents)


def _arguments(points, parameters):
    """Points as arrays of one shape, and the parameters as one vector."""
    points = jnp.broadcast_arrays(*(jnp.asarray(values, jnp.float64) for values in points))
    return tuple(points), jnp.stack([jnp.asarray(number, jnp.float64) for number in parameters])


def _summed(terms, arguments, nodes):
    """The sums of `terms(log_u, weight, *arguments)` over nodes: no array is larger than the points."""
    nodes = tuple(jnp.asarray(values) for values in nodes)
    shapes = jax.eval_shape(terms, nodes[0][0], nodes[1][0], *arguments)
    start = tuple(jnp.zeros(shape.shape, shape.dtype) for shape in shapes)
    # a derivative works out a node's intermediate results again: to keep those of all nodes takes longer
    terms = jax.checkpoint(terms)

    def add(sums, node):
        return tuple(map(jnp.add, sums, terms(*node, *arguments))), None

    return jax.lax.scan(add, start, nodes)[0]


def _ring(log_u, weight, w_y, w_x, within, t, exponent, slope):
    """Return the term of a node, D, and 1 / |D|^2."""
    u = jnp.exp(log_u) * within
    d_x = (1.0 + w_x) ** 2 - w_y * w_y - 4.0 * u * w_x
    d_y = 2.0 * w_y * (1.0 + w_x) - 4.0 * u * w_y
    modulus = jnp.sqrt(d_x * d_x + d_y * d_y)
    squared = 0.5 * (modulus + d_x)
    # D^(1/2) has a positive real part
    root = jnp.sqrt(squared)
    inverse = 1.0 / (modulus * root)
    term = (weight * jnp.exp(slope * log_u)) * jnp.exp(-jnp.exp(exponent * log_u) * t) * inverse
    return -0.5 * term * d_y, term * squared, d_y, d_x, (inverse * root) ** 2


def _ring_values(log_u, weight, *arguments):
    return _ring(log_u, weight, *arguments)[:2]


def _ring_terms(log_u, weight, w_y, w_x, within, t, exponent, slope):
    # worked out once, and not again for each of the ten results
    f_y, f_x, d_y, d_x, inverse = jax.lax.optimization_barrier(
        _ring(log_u, weight, w_y, w_x, within, t, exponent, slope)
    )
    # the logarithm's derivative by w, (2 u within - 1 - w) conj(D) / |D|^2
    h_y, h_x = -w_y, 2.0 * jnp.exp(log_u) * within - 1.0 - w_x
    h_y, h_x = (h_y * d_x - h_x * d_y) * inverse, (h_x * d_x + h_y * d_y) * inverse
    by_w = f_x * h_y + f_y * h_x, f_x * h_x - f_y * h_y
    rate = -jnp.exp(exponent * log_u)
    by_exponent = rate * log_u * t
    by_parameters = by_exponent * f_y, by_exponent * f_x, log_u * f_y, log_u * f_x
    return f_y, f_x, *by_w, rate * f_y, rate * f_x, *by_parameters


def _disc_values(log_u, weight, t, exponent, slope):
    return ((weight * jnp.exp(slope * log_u)) * jnp.exp(-jnp.exp(exponent * log_u) * t),)


def _disc_terms(log_u, weight, t, exponent, slope):
    term = jax.lax.optimization_barrier(_disc_values(log_u, weight, t, exponent, slope)[0])
    rate = -jnp.exp(exponent * log_u)
    return term, rate * term, (rate * log_u) * (t * term), log_u * term
