"""The deflections of a broken power law, here for Numba: blocks of points, in SIMD registers.

With G(rho, p) = [(1 + rho) 2F1(1, 1 - p; 1 + p; -rho) - 1] / p, whose series in zeta = (1 - s) / (1 + s),
s = sqrt(1 + rho), has coefficients that are regular at p = 0, conj(alpha) (x + i y) is

    X^p (1 / p + G(rho(R), p))                                            within the break, and
    1 / p + G(rho(r_b), p) + (X^p' - 1) / p' + X^p' G(rho(R), p') - G(rho(r_b), p')          outside,

with X = (R / r_b)^2, p = 1 - t / 2 of the inner slope and p' of the outer one; rho is that of the ellipse in question,
see `profile.mass.PowerLawBroken`. Complex numbers are pairs, imaginary part first.
"""

from __future__ import annotations

import math

import numpy as np

from autolens_lite.xp.constants import BROKEN_SERIES_BELOW, BROKEN_SERIES_TERMS, CENTRE_SQUARED
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.fields import deflection_field
from autolens_lite.xp.numba_xp.fields.ellipse import over, times
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.simd.elementary import exp, log

_BLOCK = 64
_MAX_TERMS = 1024


def power_law_broken_field(y, x, e0, e1, inner_slope, outer_slope, scale):
    """Return (alpha_y, alpha_x) of a broken power law: see `contract.power_law_broken_field`."""
    return deflection_field.evaluated(power_law_broken_values, y, x, e0, e1, inner_slope, outer_slope, scale)


@compiled
def _coefficients(p, modulus):
    """Return the coefficients of zeta^1, zeta^2... of G and their derivatives by p, as many as matter."""
    bound = modulus / (1.0 + math.sqrt(1.0 - modulus)) ** 2
    least = 1e-17 * (1.0 - bound)
    g, slope = np.zeros(_MAX_TERMS), np.zeros(_MAX_TERMS)
    g[1] = -8.0 / (1.0 + p)
    slope[1] = -g[1] / (1.0 + p)
    power, terms = bound, 2
    while terms < _MAX_TERMS:
        n = terms
        g[n] = (-6.0 * p * g[n - 1] + (n - 2.0 - p) * g[n - 2]) / (n + p)
        slope[n] = (-g[n] - 6.0 * (g[n - 1] + p * slope[n - 1]) - g[n - 2] + (n - 2.0 - p) * slope[n - 2]) / (n + p)
        power *= bound
        terms += 1
        largest = max(max(abs(g[n]), abs(g[n - 1])), max(abs(slope[n]), abs(slope[n - 1])))
        if power * largest < least:
            break
    return g[:terms], slope[:terms]


@inlined
def _root(u_y, u_x):
    """Return the square root of positive real part."""
    larger = math.sqrt(0.5 * (math.sqrt(u_x * u_x + u_y * u_y) + abs(u_x)))
    smaller = 0.5 * u_y / larger
    return (smaller if u_x >= 0.0 else math.copysign(larger, u_y)), (larger if u_x >= 0.0 else abs(smaller))


@inlined
def _zeta(rho_y, rho_x):
    s_y, s_x = _root(rho_y, 1.0 + rho_x)
    b_y, b_x = times(s_y, 1.0 + s_x, s_y, 1.0 + s_x)
    return over(-rho_y, -rho_x, b_y, b_x)


@inlined
def _phi(y):
    """Return (exp(y) - 1) / y and its derivative."""
    small = abs(y) < BROKEN_SERIES_BELOW
    safe = 1.0 if small else y
    grown = exp(safe)
    within = y if small else 0.0
    series = 1.0 / (BROKEN_SERIES_TERMS + 1.0)
    slope = 1.0 / (BROKEN_SERIES_TERMS + 2.0)
    for n in range(BROKEN_SERIES_TERMS, 0, -1):
        series = 1.0 + within / (n + 1.0) * series
        # sum of y^k / (k! (k + 2))
        slope = 1.0 / (n + 1.0) + within / n * slope
    value = series if small else (grown - 1.0) / safe
    return value, (slope if small else (grown * (safe - 1.0) + 1.0) / (safe * safe))


@inlined
def _ellipse(y, x, e0, e1, inverse):
    """Return zeta, Z, 1 / |Z|^2, X and 1; at the centre stand-ins and 0."""
    z_y, z_x = (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y
    central = z_y * z_y + z_x * z_x <= CENTRE_SQUARED
    y, x = (0.0 if central else y), (1.0 if central else x)
    z_y, z_x = (-e0 if central else z_y), (1.0 - e1 if central else z_x)
    norm = z_y * z_y + z_x * z_x
    return y, x, z_y, z_x, 1.0 / norm, norm * inverse, (0.0 if central else 1.0)


@inlined
def _here(z_y, z_x, over_norm, e0, e1):
    """Return rho of the ellipse through a point, eps conj(Z) / Z, and conj(Z) / Z."""
    turn_y, turn_x = -2.0 * z_x * z_y * over_norm, (z_x * z_x - z_y * z_y) * over_norm
    rho_y, rho_x = times(turn_y, turn_x, e0, e1)
    return rho_y, rho_x, turn_y, turn_x


@inlined
def _there(y, x, e0, e1, factor):
    """Return rho of the break, the h = 4 rho / (1 + rho)^2 it is found from, and h / eps = factor / zeta^2."""
    k_y, k_x = over(0.0, factor, 2.0 * x * y, x * x - y * y)
    h_y, h_x = times(k_y, k_x, e0, e1)
    r_y, r_x = _root(-h_y, 1.0 - h_x)
    b_y, b_x = times(r_y, 1.0 + r_x, r_y, 1.0 + r_x)
    rho_y, rho_x = over(h_y, h_x, b_y, b_x)
    return rho_y, rho_x, h_y, h_x, k_y, k_x


@inlined
def _sums(c, z_y, z_x, upper, lower, count):
    """Clenshaw's rule for real coefficients: set b_1 and b_2, from which `_sum` and `_quotient` are."""
    for j in range(count):
        upper[j] = 0.0
        lower[j] = 0.0
    for n in range(c.size - 1, 0, -1):
        for j in range(count):
            new = c[n] + 2.0 * z_x[j] * upper[j] - (z_x[j] * z_x[j] + z_y[j] * z_y[j]) * lower[j]
            lower[j] = upper[j]
            upper[j] = new


@inlined
def _sum(z_y, z_x, upper, lower):
    return z_y * upper, z_x * upper - (z_x * z_x + z_y * z_y) * lower


@inlined
def _by_rho(rho_y, rho_x, z_y, z_x, p, upper, lower):
    """Return dG / drho = [2 + p (1 - rho) G / zeta (1 + zeta)^2 / 4] / (1 + rho), from its differential equation."""
    a_y, a_x = times(z_y, 1.0 + z_x, z_y, 1.0 + z_x)
    a_y, a_x = times(a_y, a_x, z_y * lower, upper - z_x * lower)
    a_y, a_x = times(a_y, a_x, -0.25 * p * rho_y, 0.25 * p * (1.0 - rho_x))
    return over(a_y, 2.0 + a_x, rho_y, 1.0 + rho_x)


@compiled
def _sorted(y, x, e0, e1, inverse):
    """Return the numbers of the points within the break and of those outside."""
    within, outside = np.empty(y.size, np.int64), np.empty(y.size, np.int64)
    first = second = 0
    for i in range(y.size):
        _, _, _, _, _, squared, _ = _ellipse(y[i], x[i], e0, e1, inverse)
        if squared > 1.0:
            outside[second] = i
            second += 1
        else:
            within[first] = i
            first += 1
    return within[:first], outside[:second]


@compiled
def _prepared(parameters):
    e0, e1, inner_slope, outer_slope, scale = parameters
    modulus = math.sqrt(e0 * e0 + e1 * e1)
    # (r_b / (1 - f))^2, as (1 + f) r_b is the scale
    factor = 4.0 * (scale / (1.0 - e0 * e0 - e1 * e1)) ** 2
    return e0, e1, scale, modulus, 1.0 - 0.5 * inner_slope, 1.0 - 0.5 * outer_slope, 1.0 / (scale * scale), factor


@custom_call("power_law_broken_field", "flat flat flat -> rows")
@compiled
def power_law_broken_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    e0, e1, _, modulus, p, p_outer, inverse, factor = _prepared(parameters)
    within, outside = _sorted(y, x, e0, e1, inverse)
    g, _ = _coefficients(p, modulus)
    g_outer, _ = _coefficients(p_outer, modulus)
    work = np.empty((10, _BLOCK))
    here_y, here_x, there_y, there_x = work[0], work[1], work[2], work[3]
    b1, b2, c1, c2, d1, d2 = work[4], work[5], work[6], work[7], work[8], work[9]
    for start in range(0, within.size, _BLOCK):
        count = min(_BLOCK, within.size - start)
        for j in range(count):
            i = within[start + j]
            _, _, z_y, z_x, over_norm, _, _ = _ellipse(y[i], x[i], e0, e1, inverse)
            rho_y, rho_x, _, _ = _here(z_y, z_x, over_norm, e0, e1)
            here_y[j], here_x[j] = _zeta(rho_y, rho_x)
        _sums(g, here_y, here_x, b1, b2, count)
        for j in range(count):
            i = within[start + j]
            v, u, _, _, _, squared, present = _ellipse(y[i], x[i], e0, e1, inverse)
            g_y, g_x = _sum(here_y[j], here_x[j], b1[j], b2[j])
            a_y, a_x = over(g_y, 1.0 / p + g_x, v, u)
            raised = present * exp(p * log(squared))
            out[0, i], out[1, i] = -raised * a_y, raised * a_x
    for start in range(0, outside.size, _BLOCK):
        count = min(_BLOCK, outside.size - start)
        for j in range(count):
            i = outside[start + j]
            v, u, z_y, z_x, over_norm, _, _ = _ellipse(y[i], x[i], e0, e1, inverse)
            rho_y, rho_x, _, _ = _here(z_y, z_x, over_norm, e0, e1)
            here_y[j], here_x[j] = _zeta(rho_y, rho_x)
            rho_y, rho_x, _, _, _, _ = _there(v, u, e0, e1, factor)
            there_y[j], there_x[j] = _zeta(rho_y, rho_x)
        _sums(g, there_y, there_x, b1, b2, count)
        _sums(g_outer, here_y, here_x, c1, c2, count)
        _sums(g_outer, there_y, there_x, d1, d2, count)
        for j in range(count):
            i = outside[start + j]
            v, u, _, _, _, squared, present = _ellipse(y[i], x[i], e0, e1, inverse)
            logarithm = log(squared)
            growth, _ = _phi(p_outer * logarithm)
            g_y, g_x = _sum(there_y[j], there_x[j], b1[j] - d1[j], b2[j] - d2[j])
            h_y, h_x = _sum(here_y[j], here_x[j], c1[j], c2[j])
            raised = exp(p_outer * logarithm)
            a_y, a_x = over(g_y + raised * h_y, 1.0 / p + logarithm * growth + g_x + raised * h_x, v, u)
            out[0, i], out[1, i] = -present * a_y, present * a_x


@inlined
def _set_slopes(point, ellipse, shape, along, slopes, out, i):
    """Set column i of the result of slopes (see `deflection_field`), from those of `along` = conj(alpha) zeta.

    Parameters
    ----------
    point
        y, x and 0 at the centre, otherwise 1.
    ellipse
        Z, 1 / |Z|^2, rho of the ellipse through the point, conj(Z) / Z.
    shape
        e0, e1 and the scale.
    along, slopes
        conj(alpha) zeta, and its slopes by ln X, by rho(R), by ln h, by eps through h, by p and by p', each a pair.
    """
    y, x, present = point
    z_y, z_x, over_norm, rho_y, rho_x, turn_y, turn_x = ellipse
    e0, e1, length = shape
    a_y, a_x = along
    l_y, l_x, r_y, r_x, h_y, h_x, k_y, k_x, p_y, p_x, q_y, q_x = slopes
    scale = present / (x * x + y * y)
    over_y, over_x = -y * scale, x * scale  # 1 / zeta
    a_y, a_x = times(a_y, a_x, over_y, over_x)
    out[0, i], out[1, i] = -a_y, a_x
    # what 2 Im(dZ / Z), deps and dzeta are multiplied by
    t_y, t_x = times(r_y, r_x, rho_y, rho_x)
    s_y, s_x = times(r_y, r_x, turn_y, turn_x)
    s_y, s_x = s_y + k_y, s_x + k_x
    v_y, v_x = times(2.0 * h_y, 2.0 * h_x, over_y, over_x)
    v_y, v_x = v_y + a_y, v_x + a_x
    # of ln h by e1 and e0, besides eps itself
    shrunk = 4.0 / (1.0 - e0 * e0 - e1 * e1)
    for which in range(4):
        dz_y = -e0 if which == 0 else (1.0 + e1 if which == 1 else (y if which == 2 else -x))
        dz_x = 1.0 - e1 if which == 0 else (-e0 if which == 1 else (-x if which == 2 else -y))
        df = shrunk * (e1 if which == 2 else (e0 if which == 3 else 0.0))
        dl = 2.0 * (z_x * dz_x + z_y * dz_y) * over_norm
        turned = 2.0 * (z_x * dz_y - z_y * dz_x) * over_norm
        d_y, d_x = l_y * dl - t_x * turned + h_y * df, l_x * dl + t_y * turned + h_x * df
        if which == 0:
            d_y, d_x = d_y - v_y, d_x - v_x
        elif which == 1:
            d_y, d_x = d_y - v_x, d_x + v_y
        elif which == 2:
            d_y, d_x = d_y + s_y, d_x + s_x
        else:
            d_y, d_x = d_y + s_x, d_x - s_y
        d_y, d_x = times(d_y, d_x, over_y, over_x)
        if which == 0:
            out[3, i], out[4, i] = -d_y, d_x
        elif which == 1:
            out[2, i] = -d_y
        elif which == 2:
            out[7, i], out[8, i] = -d_y, d_x
        else:
            out[5, i], out[6, i] = -d_y, d_x
    # p is 1 - t / 2
    d_y, d_x = times(p_y, p_x, over_y, over_x)
    out[9, i], out[10, i] = 0.5 * d_y, -0.5 * d_x
    d_y, d_x = times(q_y, q_x, over_y, over_x)
    out[11, i], out[12, i] = 0.5 * d_y, -0.5 * d_x
    d_y, d_x = times(h_y - l_y, h_x - l_x, over_y, over_x)
    out[13, i], out[14, i] = -2.0 / length * d_y, 2.0 / length * d_x


@inlined
def _set_slopes_within(y, x, within, shape, inner, out):
    """Set the columns of the points within the break, with the coefficients of the sum there, and its slopes'."""
    e0, e1, scale, _, p, _, inverse, _ = shape
    g, g_p = inner
    work = np.empty((6, _BLOCK))
    here_y, here_x = work[0], work[1]
    b1, b2, bp1, bp2 = work[2], work[3], work[4], work[5]
    for start in range(0, within.size, _BLOCK):
        count = min(_BLOCK, within.size - start)
        for j in range(count):
            i = within[start + j]
            _, _, z_y, z_x, over_norm, _, _ = _ellipse(y[i], x[i], e0, e1, inverse)
            rho_y, rho_x, _, _ = _here(z_y, z_x, over_norm, e0, e1)
            here_y[j], here_x[j] = _zeta(rho_y, rho_x)
        _sums(g, here_y, here_x, b1, b2, count)
        _sums(g_p, here_y, here_x, bp1, bp2, count)
        for j in range(count):
            i = within[start + j]
            v, u, z_y, z_x, over_norm, squared, present = _ellipse(y[i], x[i], e0, e1, inverse)
            rho_y, rho_x, turn_y, turn_x = _here(z_y, z_x, over_norm, e0, e1)
            logarithm = log(squared)
            raised = exp(p * logarithm)
            a_y, a_x = _sum(here_y[j], here_x[j], b1[j], b2[j])
            a_y, a_x = raised * a_y, raised * (1.0 / p + a_x)
            r_y, r_x = _by_rho(rho_y, rho_x, here_y[j], here_x[j], p, b1[j], b2[j])
            p_y, p_x = _sum(here_y[j], here_x[j], bp1[j], bp2[j])
            p_y, p_x = logarithm * a_y + raised * p_y, logarithm * a_x + raised * (p_x - 1.0 / (p * p))
            _set_slopes(
                (v, u, present),
                (z_y, z_x, over_norm, rho_y, rho_x, turn_y, turn_x),
                (e0, e1, scale),
                (a_y, a_x),
                (p * a_y, p * a_x, raised * r_y, raised * r_x, 0.0, 0.0, 0.0, 0.0, p_y, p_x, 0.0, 0.0),
                out,
                i,
            )


@inlined
def _set_slopes_outside(y, x, outside, shape, inner, outer, out):
    """Set the columns of the points outside the break, with the coefficients of both sums, and their slopes'."""
    e0, e1, scale, _, p, p_outer, inverse, factor = shape
    (g, g_p), (g_outer, g_outer_p) = inner, outer
    work = np.empty((16, _BLOCK))
    here_y, here_x, there_y, there_x = work[0], work[1], work[2], work[3]
    b1, b2, c1, c2, d1, d2 = work[4], work[5], work[6], work[7], work[8], work[9]
    bp1, bp2, cp1, cp2, dp1, dp2 = work[10], work[11], work[12], work[13], work[14], work[15]
    for start in range(0, outside.size, _BLOCK):
        count = min(_BLOCK, outside.size - start)
        for j in range(count):
            i = outside[start + j]
            v, u, z_y, z_x, over_norm, _, _ = _ellipse(y[i], x[i], e0, e1, inverse)
            rho_y, rho_x, _, _ = _here(z_y, z_x, over_norm, e0, e1)
            here_y[j], here_x[j] = _zeta(rho_y, rho_x)
            rho_y, rho_x, _, _, _, _ = _there(v, u, e0, e1, factor)
            there_y[j], there_x[j] = _zeta(rho_y, rho_x)
        _sums(g, there_y, there_x, b1, b2, count)
        _sums(g_p, there_y, there_x, bp1, bp2, count)
        _sums(g_outer, here_y, here_x, c1, c2, count)
        _sums(g_outer_p, here_y, here_x, cp1, cp2, count)
        _sums(g_outer, there_y, there_x, d1, d2, count)
        _sums(g_outer_p, there_y, there_x, dp1, dp2, count)
        for j in range(count):
            i = outside[start + j]
            v, u, z_y, z_x, over_norm, squared, present = _ellipse(y[i], x[i], e0, e1, inverse)
            rho_y, rho_x, turn_y, turn_x = _here(z_y, z_x, over_norm, e0, e1)
            logarithm = log(squared)
            raised = exp(p_outer * logarithm)
            growth, growth_slope = _phi(p_outer * logarithm)
            f_y, f_x = _sum(here_y[j], here_x[j], c1[j], c2[j])
            f_y, f_x = raised * f_y, raised * f_x
            a_y, a_x = _sum(there_y[j], there_x[j], b1[j] - d1[j], b2[j] - d2[j])
            a_y, a_x = a_y + f_y, a_x + f_x + 1.0 / p + logarithm * growth
            r_y, r_x = _by_rho(rho_y, rho_x, here_y[j], here_x[j], p_outer, c1[j], c2[j])
            p_y, p_x = _sum(there_y[j], there_x[j], bp1[j], bp2[j])
            p_x -= 1.0 / (p * p)
            m_y, m_x = _sum(here_y[j], here_x[j], cp1[j], cp2[j])
            n_y, n_x = _sum(there_y[j], there_x[j], dp1[j], dp2[j])
            q_y = raised * m_y + logarithm * f_y - n_y
            q_x = raised * m_x + logarithm * (f_x + logarithm * growth_slope) - n_x
            w_y, w_x, h_y, h_x, k_y, k_x = _there(v, u, e0, e1, factor)
            s_y, s_x = _by_rho(w_y, w_x, there_y[j], there_x[j], p, b1[j], b2[j])
            o_y, o_x = _by_rho(w_y, w_x, there_y[j], there_x[j], p_outer, d1[j], d2[j])
            # drho / dh = (1 + rho)^3 / 4 (1 - rho)
            t_y, t_x = times(w_y, 1.0 + w_x, w_y, 1.0 + w_x)
            t_y, t_x = times(t_y, t_x, 0.25 * w_y, 0.25 * (1.0 + w_x))
            t_y, t_x = over(t_y, t_x, -w_y, 1.0 - w_x)
            t_y, t_x = times(t_y, t_x, s_y - o_y, s_x - o_x)
            h_y, h_x = times(h_y, h_x, t_y, t_x)
            k_y, k_x = times(k_y, k_x, t_y, t_x)
            by_log_y, by_log_x = p_outer * f_y, raised + p_outer * f_x
            _set_slopes(
                (v, u, present),
                (z_y, z_x, over_norm, rho_y, rho_x, turn_y, turn_x),
                (e0, e1, scale),
                (a_y, a_x),
                (by_log_y, by_log_x, raised * r_y, raised * r_x, h_y, h_x, k_y, k_x, p_y, p_x, q_y, q_x),
                out,
                i,
            )


@custom_call("power_law_broken_field_slopes", "flat flat flat -> rows")
@compiled
def power_law_broken_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    shape = _prepared(parameters)
    e0, e1, _, modulus, p, p_outer, inverse, _ = shape
    within, outside = _sorted(y, x, e0, e1, inverse)
    inner, outer = _coefficients(p, modulus), _coefficients(p_outer, modulus)
    _set_slopes_within(y, x, within, shape, inner, out)
    _set_slopes_outside(y, x, outside, shape, inner, outer, out)
