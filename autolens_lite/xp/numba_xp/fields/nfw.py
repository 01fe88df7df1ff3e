"""The deflections of NFW haloes, here for Numba: loops over points, in SIMD registers."""

from __future__ import annotations

import math

from autolens_lite.xp.constants import LEAST
from autolens_lite.xp.nfw_radial import ELLIPTICAL_INNER, NEAR_ONE, ROUND_INNER, SMALL
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.fields import deflection_field
from autolens_lite.xp.numba_xp.fields.ellipse import ellipse, over, set_slopes, times
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.simd.elementary import arctan, arctanh_of, arctanh_over, log

_TERMS = 11
# Stands for a core of zero.
_NO_CORE = 1e-30


def nfw_field(y, x, e0, e1, scale):
    """Return (alpha_y, alpha_x) of an elliptical NFW halo: see `contract.nfw_field`."""
    return deflection_field.evaluated(nfw_values, y, x, e0, e1, scale)


def nfw_round_field(y, x, scale):
    """Return (alpha_y, alpha_x) of a round NFW halo: see `contract.nfw_round_field`."""
    return deflection_field.evaluated(nfw_round_values, y, x, scale)


def nfw_truncated_round_field(y, x, scale, tau):
    """Return (alpha_y, alpha_x) of a round truncated NFW halo: see `contract.nfw_truncated_round_field`."""
    return deflection_field.evaluated(nfw_truncated_round_values, y, x, scale, tau)


def cnfw_round_field(y, x, scale, core):
    """Return (alpha_y, alpha_x) of a round cored NFW halo: see `contract.cnfw_round_field`."""
    return deflection_field.evaluated(cnfw_round_values, y, x, scale, core)


@inlined
def _f(squared):
    """Return u = 1 - X, sqrt(|u|), and F."""
    u = 1.0 - squared
    # 1e-15 is as good as 0, where F is 1
    root = math.sqrt(max(abs(u), 1e-30))
    inner = arctanh_of(root, (1.0 + root) * (1.0 + root) / squared)
    return u, root, (inner if u > 0.0 else arctan(root)) / root


@inlined
def _convergence(u, f):
    """Return (1 - F) / (X - 1)."""
    series = 0.0
    for n in range(_TERMS, 0, -1):
        series = 1.0 / (2 * n + 1) + u * series
    return series if abs(u) < NEAR_ONE else (f - 1.0) / u


@inlined
def _log1p_over(y):
    """Return ln(1 + y) / y for y from 0 to 0.4."""
    s = y / (2.0 + y)
    return 2.0 * arctanh_over(s * s) / (2.0 + y)


@inlined
def _round(squared, root, f, half_log):
    """Return [F + ln(m / 2)] / X, given ln m."""
    plus = 1.0 + root
    inner = (f - _log1p_over(squared / (plus * plus)) / plus) / plus
    return inner if squared < ROUND_INNER else (f + (half_log - math.log(2.0))) / squared


@custom_call("nfw_round_field", "flat flat flat -> rows")
@compiled
def nfw_round_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    alpha_y, alpha_x = out[0], out[1]
    inverse = 1.0 / (parameters[0] * parameters[0])
    for i in range(y.size):
        squared = max((y[i] * y[i] + x[i] * x[i]) * inverse, LEAST)
        _, root, f = _f(squared)
        factor = _round(squared, root, f, 0.5 * log(squared))
        alpha_y[i], alpha_x[i] = factor * y[i], factor * x[i]


@custom_call("nfw_round_field_slopes", "flat flat flat -> rows")
@compiled
def nfw_round_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    alpha_y, alpha_x, yy, xy, xx, by_scale_y, by_scale_x = out[0], out[1], out[2], out[3], out[4], out[5], out[6]
    scale = parameters[0]
    inverse = 1.0 / (scale * scale)
    for i in range(y.size):
        squared = max((y[i] * y[i] + x[i] * x[i]) * inverse, LEAST)
        u, root, f = _f(squared)
        factor = _round(squared, root, f, 0.5 * log(squared))
        # by ln m, from the convergence, factor + X factor'
        slope = _convergence(u, f) - 2.0 * factor if squared > LEAST else 0.0
        alpha_y[i], alpha_x[i] = factor * y[i], factor * x[i]
        over = slope * inverse / squared
        yy[i], xy[i], xx[i] = factor + over * y[i] * y[i], over * y[i] * x[i], factor + over * x[i] * x[i]
        by_scale_y[i], by_scale_x[i] = -slope / scale * y[i], -slope / scale * x[i]


@inlined
def _truncated(squared, tau, root, f, half_log):
    """Return the bracket of the deflection, R = sqrt(tau^2 + X), ln m - ln(R + tau), and what slopes need besides."""
    outer = math.sqrt(tau * tau + squared)
    over = 1.0 / (outer + tau)  # (outer - tau) / squared
    y = (0.5 / tau) * squared * over
    # 1 + y is (outer + tau) / (2 tau)
    far = log((outer + tau) * (0.5 / tau))
    logarithm = half_log - far - math.log(2.0 * tau)
    mean_log = _log1p_over(y) if y < 0.3 else far / y
    rest = over / tau * (logarithm - 0.5 * mean_log)
    sum_ = _round(squared, root, f, half_log) + rest
    bracket = (tau * tau - 1.0) * sum_ + (2.0 * f - math.pi * over)
    return bracket, outer, logarithm, over, mean_log, rest, sum_, y


@custom_call("nfw_truncated_round_field", "flat flat flat -> rows")
@compiled
def nfw_truncated_round_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    alpha_y, alpha_x = out[0], out[1]
    scale, tau = parameters
    inverse = 1.0 / (scale * scale)
    strength = (tau / (1.0 + tau * tau)) ** 2
    for i in range(y.size):
        squared = max((y[i] * y[i] + x[i] * x[i]) * inverse, LEAST)
        _, root, f = _f(squared)
        bracket, _, _, _, _, _, _, _ = _truncated(squared, tau, root, f, 0.5 * log(squared))
        alpha_y[i], alpha_x[i] = strength * bracket * y[i], strength * bracket * x[i]


@custom_call("nfw_truncated_round_field_slopes", "flat flat flat -> rows")
@compiled
def nfw_truncated_round_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    alpha_y, alpha_x, yy, xy, xx = out[0], out[1], out[2], out[3], out[4]
    by_scale_y, by_scale_x, by_tau_y, by_tau_x = out[5], out[6], out[7], out[8]
    scale, tau = parameters
    inverse = 1.0 / (scale * scale)
    n = 1.0 + tau * tau
    strength = (tau / n) ** 2
    for i in range(y.size):
        squared = max((y[i] * y[i] + x[i] * x[i]) * inverse, LEAST)
        u, root, f = _f(squared)
        bracket, outer, logarithm, over, mean_log, rest, sum_, ratio = _truncated(
            squared, tau, root, f, 0.5 * log(squared)
        )
        factor = strength * bracket
        # by ln m, from the convergence, factor + X factor'
        convergence = n * _convergence(u, f) + 2.0 * f + ((tau - 1.0 / tau) * logarithm - math.pi) / outer
        slope = strength * (convergence - 2.0 * bracket) if squared > LEAST else 0.0
        alpha_y[i], alpha_x[i] = factor * y[i], factor * x[i]
        along = slope * inverse / squared
        yy[i], xy[i], xx[i] = factor + along * y[i] * y[i], along * y[i] * x[i], factor + along * x[i] * x[i]
        by_scale_y[i], by_scale_x[i] = -slope / scale * y[i], -slope / scale * x[i]
        # by tau: of the outer radius 's sum it is over / outer, of y it is -y (1 / outer + 1 / tau)
        both = 1.0 / outer + 1.0 / tau
        mean_log_dot = -both * (1.0 / (1.0 + ratio) - mean_log)
        rest_dot = -both * rest - over / tau * (1.0 / outer + 0.5 * mean_log_dot)
        dot = 2.0 * tau * sum_ + (tau * tau - 1.0) * rest_dot + math.pi * over / outer
        dot = strength * (dot + (2.0 / tau - 4.0 * tau / n) * bracket)
        by_tau_y[i], by_tau_x[i] = dot * y[i], dot * x[i]


@inlined
def _f_and_round(squared):
    """Return u, F and [F + ln(m / 2)] / X."""
    u, root, f = _f(squared)
    return u, f, _round(squared, root, f, 0.5 * log(squared))


@custom_call("cnfw_round_field", "flat flat flat -> rows")
@compiled
def cnfw_round_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    alpha_y, alpha_x = out[0], out[1]
    scale, core = parameters[0], max(parameters[1], _NO_CORE)
    inverse, c = 1.0 / (scale * scale), 1.0 / (1.0 - core)
    for i in range(y.size):
        squared = max((y[i] * y[i] + x[i] * x[i]) * inverse, LEAST)
        _, f, g = _f_and_round(squared)
        _, f_core, g_core = _f_and_round(squared / (core * core))
        factor = c * (c * ((f - g) - (f_core - g_core)) + (2.0 * g - f))
        alpha_y[i], alpha_x[i] = factor * y[i], factor * x[i]


@custom_call("cnfw_round_field_slopes", "flat flat flat -> rows")
@compiled
def cnfw_round_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    alpha_y, alpha_x, yy, xy, xx = out[0], out[1], out[2], out[3], out[4]
    by_scale_y, by_scale_x, by_core_y, by_core_x = out[5], out[6], out[7], out[8]
    scale, core = parameters[0], max(parameters[1], _NO_CORE)
    inverse, c = 1.0 / (scale * scale), 1.0 / (1.0 - core)
    for i in range(y.size):
        squared = max((y[i] * y[i] + x[i] * x[i]) * inverse, LEAST)
        u, f, g = _f_and_round(squared)
        _, f_core, g_core = _f_and_round(squared / (core * core))
        difference, rest = (f - g) - (f_core - g_core), 2.0 * g - f
        factor = c * (c * difference + rest)
        # by ln m, from half the convergence, [c^2 (F - F_c) + c (k X - 1)] / 2 = factor + X factor'
        convergence = c * (c * (f - f_core) + (_convergence(u, f) * squared - 1.0))
        slope = convergence - 2.0 * factor if squared > LEAST else 0.0
        alpha_y[i], alpha_x[i] = factor * y[i], factor * x[i]
        along = slope * inverse / squared
        yy[i], xy[i], xx[i] = factor + along * y[i] * y[i], along * y[i] * x[i], factor + along * x[i] * x[i]
        by_scale_y[i], by_scale_x[i] = -slope / scale * y[i], -slope / scale * x[i]
        dot = c * c * (2.0 * c * difference + (2.0 * g_core - f_core) / core + rest)
        by_core_y[i], by_core_x[i] = dot * y[i], dot * x[i]


@inlined
def _elliptical(squared, w_y, w_x, root, u, f):
    """Return B and A (see `nfw_radial`), B as a quotient but for (1 + A) / 2, y, ln(1 + y) / y, and its series' s, s^2.

    `root` is sqrt(|u|).
    """
    inner = squared < ELLIPTICAL_INNER
    norm = (1.0 + w_x) * (1.0 + w_x) + w_y * w_y
    a_y, a_x = -2.0 * w_y / norm, (1.0 - w_x * w_x - w_y * w_y) / norm
    plus = 1.0 + (root if inner else 1.0)
    turn = arctan(w_y / (1.0 + w_x))
    logarithm = 0.5 * log(0.25 * norm * (plus * plus if inner else squared))
    # inside: 1 + y = 2 / [(1 + w) (1 + sigma)]
    y_y, y_x = a_y / plus, (a_x + 1.0 - plus) / plus
    small = y_y * y_y + y_x * y_x < SMALL * SMALL
    s_y, s_x = over(y_y, y_x, y_y, 2.0 + y_x)
    z_y, z_x = times(s_y, s_x, s_y, s_x)
    p_y, p_x = z_y / 9.0, z_x / 9.0 + 1.0 / 7.0
    for n in (5.0, 3.0, 1.0):
        p_y, p_x = times(p_y, p_x, z_y, z_x)
        p_x += 1.0 / n
    l_y, l_x = (2.0 * p_y, 2.0 * p_x) if small else (-turn, -logarithm)
    below_y, below_x = (y_y, 2.0 + y_x) if small else (y_y, y_x)
    l_y, l_x = over(l_y, l_x, below_y, below_x)
    # outside: A F + ln(m (1 + w) / 2), over A^2 - u
    top_y = -l_y / plus if inner else a_y * f + turn
    top_x = f - l_x / plus if inner else a_x * f + logarithm
    below_y = a_y if inner else 2.0 * a_x * a_y
    below_x = a_x + root if inner else a_x * a_x - a_y * a_y - u
    b_y, b_x = times(0.5 * a_y, 0.5 + 0.5 * a_x, top_y, top_x)
    b_y, b_x = over(b_y, b_x, below_y, below_x)
    return b_y, b_x, a_y, a_x, top_y, top_x, below_y, below_x, y_y, y_x, l_y, l_x, s_y, s_x, z_y, z_x


@inlined
def _mean_log_slope(y_y, y_x, l_y, l_x, s_y, s_x, z_y, z_x):
    """Return the derivative of ln(1 + y) / y by y."""
    small = y_y * y_y + y_x * y_x < SMALL * SMALL
    # P'(z), of P = 1 + z / 3 + ...
    d_y, d_x = 4.0 / 9.0 * z_y, 4.0 / 9.0 * z_x + 3.0 / 7.0
    d_y, d_x = times(d_y, d_x, z_y, z_x)
    d_x += 2.0 / 5.0
    d_y, d_x = times(d_y, d_x, z_y, z_x)
    d_x += 1.0 / 3.0
    # [8 P' s / (2 + y)^2 - l] / (2 + y), or [1 / (1 + y) - l] / y
    near_y, near_x = times(8.0 * d_y, 8.0 * d_x, s_y, s_x)
    square_y, square_x = times(y_y, 2.0 + y_x, y_y, 2.0 + y_x)
    top_y, top_x = (near_y, near_x) if small else (0.0, 1.0)
    below_y, below_x = (square_y, square_x) if small else (y_y, 1.0 + y_x)
    top_y, top_x = over(top_y, top_x, below_y, below_x)
    return over(top_y - l_y, top_x - l_x, y_y, (2.0 + y_x) if small else y_x)


@custom_call("nfw_field", "flat flat flat -> rows")
@compiled
def nfw_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    e0, e1, scale = parameters
    alpha_y, alpha_x = out[0], out[1]
    inverse = 1.0 / (scale * scale)
    for i in range(y.size):
        z_y, z_x, turn_y, turn_x, _, squared = ellipse(y[i], x[i], e0, e1, inverse)
        w_y, w_x = times(-e0, e1, turn_y, turn_x)
        u, root, f = _f(squared)
        b_y, b_x, _, _, _, _, _, _, _, _, _, _, _, _, _, _ = _elliptical(squared, w_y, w_x, root, u, f)
        alpha_y[i], alpha_x[i] = times(z_y, z_x, b_y, b_x)


@custom_call("nfw_field_slopes", "flat flat flat -> rows")
@compiled
def nfw_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    e0, e1, scale = parameters
    inverse = 1.0 / (scale * scale)
    for i in range(y.size):
        z_y, z_x, turn_y, turn_x, over_norm, squared = ellipse(y[i], x[i], e0, e1, inverse)
        w_y, w_x = times(-e0, e1, turn_y, turn_x)
        u, root, f = _f(squared)
        b_y, b_x, a_y, a_x, top_y, top_x, below_y, below_x, y_y, y_x, l_y, l_x, s_y, s_x, q_y, q_x = _elliptical(
            squared, w_y, w_x, root, u, f
        )
        # by A: inside, of (1 + A) / 2 T / (A + sigma), T = F - l / (1 + sigma)
        inner = squared < ELLIPTICAL_INNER
        plus = 1.0 + root
        d_y, d_x = _mean_log_slope(y_y, y_x, l_y, l_x, s_y, s_x, q_y, q_x)
        t_y, t_x = (-d_y / (plus * plus), -d_x / (plus * plus)) if inner else (0.0, f)
        t_y, t_x = times(t_y, t_x, 0.5 * a_y, 0.5 + 0.5 * a_x)
        # outside, of (1 + A) / 2 N / (A^2 - u), with dN / dA = F - 1 / (1 + A)
        c_y, c_x = times(2.0 * a_y, 2.0 * a_x, b_y, b_x)
        c_y, c_x = (b_y, b_x) if inner else (c_y, c_x + 0.5)
        d_y, d_x = over(0.5 * top_y + t_y - c_y, 0.5 * top_x + t_x - c_x, below_y, below_x)
        # by w, dA / dw = -(1 + A)^2 / 2
        t_y, t_x = times(a_y, 1.0 + a_x, a_y, 1.0 + a_x)
        d_y, d_x = times(-0.5 * d_y, -0.5 * d_x, t_y, t_x)
        # by ln m, from the convergence: k = 2 [B + (1 - w) X dB/dX + w (1 + w) dB/dw]
        t_y, t_x = times(w_y, w_x, d_y, d_x)
        e_y, e_x = times(w_y, 1.0 + w_x, t_y, t_x)
        k = _convergence(u, f)
        m_y, m_x = over(-2.0 * (b_y + e_y), k - 2.0 * (b_x + e_x), -w_y, 1.0 - w_x)
        present = 1.0 if squared > LEAST else 0.0
        set_slopes(
            (y[i], x[i], e0, e1, scale),
            (z_y, z_x, turn_y, turn_x, over_norm),
            (b_y, b_x, present * m_y, present * m_x, d_y, d_x),
            out,
            i,
        )
