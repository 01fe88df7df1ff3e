"""Isothermal ellipsoids with one core or two, here for Numba: loops over points, in SIMD registers."""

from __future__ import annotations

import math

from autolens_lite.xp.constants import CENTRE_SQUARED, ISOTHERMAL_SERIES_BELOW, ISOTHERMAL_SERIES_TERMS
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.fields import deflection_field
from autolens_lite.xp.numba_xp.jit import compiled, inlined
from autolens_lite.xp.numba_xp.simd.elementary import arctan, arctanh_of


def isothermal_field(y, x, e0, e1, core):
    """Return imaginary and real part of U arctan(sqrt W) / sqrt W: see `contract.isothermal_field`."""
    return deflection_field.evaluated(isothermal_values, y, x, e0, e1, core)


def dual_isothermal_field(y, x, e0, e1, inner, outer):
    """Return the difference of two isothermal fields: see `contract.dual_isothermal_field`."""
    return deflection_field.evaluated(dual_isothermal_values, y, x, e0, e1, inner, outer)


@inlined
def _root(e0, e1):
    """Return a square root of e1 + i e0: imaginary part, real part."""
    modulus = math.sqrt(e0 * e0 + e1 * e1)
    # its sign is free: form its larger part first, so that neither is 0 / 0 on the axes
    larger = math.sqrt(0.5 * (modulus + abs(e1)))
    smaller = 0.5 * e0 / larger
    return (smaller, larger) if e1 >= 0.0 else (larger, smaller)


@inlined
def _closed_form(v_y, v_x, root_y, root_x, modulus):
    """Return G = V arctan(sqrt W) / sqrt W, W = conj(eps) V^2, in real arithmetic.

    With s = sqrt(eps), sqrt(W) = conj(s) V = p + i r, and arctan(p + i r) = A + i B.
    """
    p = root_x * v_x + root_y * v_y
    r = root_x * v_y - root_y * v_x
    both = p * p + r * r
    a = 0.5 * arctan(2.0 * p / (1.0 - both))
    ratio = ((1.0 + r) * (1.0 + r) + p * p) / ((1.0 - r) * (1.0 - r) + p * p)
    b = 0.5 * arctanh_of(2.0 * r / (1.0 + both), ratio)
    # (A + i B) / conj(s) = (A + i B) s / f
    return (root_y * a + root_x * b) / modulus, (root_x * a - root_y * b) / modulus


@inlined
def _series(w_y, w_x):
    """Return h = sum of (-W)^n / (2 n + 1) and its derivative by W: h_y, h_x, h'_y, h'_x."""
    x, y = 1.0 / (2 * ISOTHERMAL_SERIES_TERMS + 1), 0.0
    slope_x, slope_y = 0.0, 0.0
    for n in range(ISOTHERMAL_SERIES_TERMS - 1, -1, -1):
        slope_x, slope_y = -x - (w_x * slope_x - w_y * slope_y), -y - (w_x * slope_y + w_y * slope_x)
        x, y = 1.0 / (2 * n + 1) - (w_x * x - w_y * y), -(w_x * y + w_y * x)
    return y, x, slope_y, slope_x


@inlined
def _small(v_y, v_x, e0, e1):
    """Return G by its series."""
    square_x, square_y = v_x * v_x - v_y * v_y, 2.0 * v_x * v_y
    h_y, h_x, _, _ = _series(e1 * square_y - e0 * square_x, e1 * square_x + e0 * square_y)
    return v_y * h_x + v_x * h_y, v_x * h_x - v_y * h_y


@inlined
def _one_core(z_y, z_x, core):
    """Return R and 1 / (R + S), which is 0 at the centre of a mass without core."""
    total = core * core + z_y * z_y + z_x * z_x
    central = total <= CENTRE_SQUARED
    outer = math.sqrt(1.0 if central else total)
    return outer, (0.0 if central else 1.0 / (outer + core))


@inlined
def _two_cores(z_y, z_x, inner, outer):
    """Return R_i, R_o, 1 / (R_i + S_i) and 1 / (R_o + S_o), and their difference without cancellation."""
    squared = z_y * z_y + z_x * z_x
    total_i, total_o = inner * inner + squared, outer * outer + squared
    radius_i, radius_o = math.sqrt(max(total_i, CENTRE_SQUARED)), math.sqrt(max(total_o, CENTRE_SQUARED))
    a, b = 1.0 / (radius_i + inner), 1.0 / (radius_o + outer)
    difference = (outer - inner) * (1.0 + (outer + inner) / (radius_i + radius_o)) * (a * b)
    # NaN stays
    present = 0.0 if min(total_i, total_o) <= CENTRE_SQUARED else 1.0
    return radius_i, radius_o, a, b, present * difference


@inlined
def _combined(z_y, z_x, e0, e1, difference, product):
    """Return V = (U_i - U_o) / D and 1 / D, D = 1 + conj(eps) U_i U_o."""
    square_x, square_y = (z_x * z_x - z_y * z_y) * product, 2.0 * z_x * z_y * product
    d_x, d_y = 1.0 + e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x
    scale = 1.0 / (d_x * d_x + d_y * d_y)
    d_x, d_y = d_x * scale, -d_y * scale
    return difference * (z_y * d_x + z_x * d_y), difference * (z_x * d_x - z_y * d_y), d_y, d_x


@custom_call("isothermal_field", "flat flat flat -> rows")
@compiled
def isothermal_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    e0, e1, core = parameters
    alpha_y, alpha_x = out[0], out[1]
    modulus = math.sqrt(e0 * e0 + e1 * e1)
    root_y, root_x = _root(e0, e1)
    small = modulus < ISOTHERMAL_SERIES_BELOW
    for i in range(y.size):
        z_y, z_x = (1.0 + e1) * y[i] - e0 * x[i], (1.0 - e1) * x[i] - e0 * y[i]
        _, m = _one_core(z_y, z_x, core)
        if small:
            alpha_y[i], alpha_x[i] = _small(z_y * m, z_x * m, e0, e1)
        else:
            alpha_y[i], alpha_x[i] = _closed_form(z_y * m, z_x * m, root_y, root_x, modulus)


@custom_call("dual_isothermal_field", "flat flat flat -> rows")
@compiled
def dual_isothermal_values(y, x, parameters, out):
    """The field at points; see `deflection_field`."""
    e0, e1, inner, outer = parameters
    alpha_y, alpha_x = out[0], out[1]
    modulus = math.sqrt(e0 * e0 + e1 * e1)
    root_y, root_x = _root(e0, e1)
    small = modulus < ISOTHERMAL_SERIES_BELOW
    for i in range(y.size):
        z_y, z_x = (1.0 + e1) * y[i] - e0 * x[i], (1.0 - e1) * x[i] - e0 * y[i]
        _, _, a, b, difference = _two_cores(z_y, z_x, inner, outer)
        v_y, v_x, _, _ = _combined(z_y, z_x, e0, e1, difference, a * b)
        if small:
            alpha_y[i], alpha_x[i] = _small(v_y, v_x, e0, e1)
        else:
            alpha_y[i], alpha_x[i] = _closed_form(v_y, v_x, root_y, root_x, modulus)


@inlined
def _angular(v_y, v_x, e0, e1, root_y, root_x, modulus, small):
    """Return G, its derivative by V, 1 / (1 + W), and by conj(eps), (V / (1 + W) - G) / (2 conj(eps))."""
    square_x, square_y = v_x * v_x - v_y * v_y, 2.0 * v_x * v_y
    w_x, w_y = e1 * square_x + e0 * square_y, e1 * square_y - e0 * square_x
    scale = 1.0 / ((1.0 + w_x) * (1.0 + w_x) + w_y * w_y)
    u_x, u_y = (1.0 + w_x) * scale, -w_y * scale
    if small:
        h_y, h_x, slope_y, slope_x = _series(w_y, w_x)
        g_y, g_x = v_y * h_x + v_x * h_y, v_x * h_x - v_y * h_y
        # V^3 h'
        cube_x, cube_y = v_x * square_x - v_y * square_y, v_x * square_y + v_y * square_x
        return g_y, g_x, u_y, u_x, cube_y * slope_x + cube_x * slope_y, cube_x * slope_x - cube_y * slope_y
    g_y, g_x = _closed_form(v_y, v_x, root_y, root_x, modulus)
    d_x, d_y = v_x * u_x - v_y * u_y - g_x, v_x * u_y + v_y * u_x - g_y
    half_x, half_y = 0.5 * e1 / (modulus * modulus), 0.5 * e0 / (modulus * modulus)
    return g_y, g_x, u_y, u_x, d_y * half_x + d_x * half_y, d_x * half_x - d_y * half_y


@inlined
def _product(a_y, a_x, b_y, b_x):
    return a_y * b_x + a_x * b_y, a_x * b_x - a_y * b_y


@custom_call("isothermal_field_slopes", "flat flat flat -> rows")
@compiled
def isothermal_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    e0, e1, core = parameters
    alpha_y, alpha_x, yy, xy, xx = out[0], out[1], out[2], out[3], out[4]
    by_e0_y, by_e0_x, by_e1_y, by_e1_x, by_core_y, by_core_x = out[5], out[6], out[7], out[8], out[9], out[10]
    modulus = math.sqrt(e0 * e0 + e1 * e1)
    root_y, root_x = _root(e0, e1)
    small = modulus < ISOTHERMAL_SERIES_BELOW
    for i in range(y.size):
        z_y, z_x = (1.0 + e1) * y[i] - e0 * x[i], (1.0 - e1) * x[i] - e0 * y[i]
        radius, m = _one_core(z_y, z_x, core)
        v_y, v_x = z_y * m, z_x * m
        alpha_y[i], alpha_x[i], u_y, u_x, b_y, b_x = _angular(v_y, v_x, e0, e1, root_y, root_x, modulus, small)
        # dV = m dZ - V m dR with dR = Re(conj(Z) dZ) / R, for dZ of x, y, e1 and e0
        p = m / radius
        r_x = p * (z_x * (1.0 - e1) - z_y * e0)
        r_y = p * (z_y * (1.0 + e1) - z_x * e0)
        r_e1 = p * (z_y * y[i] - z_x * x[i])
        r_e0 = -p * (z_x * y[i] + z_y * x[i])
        xy[i], xx[i] = _product(u_y, u_x, -m * e0 - v_y * r_x, m * (1.0 - e1) - v_x * r_x)
        yy[i], _ = _product(u_y, u_x, m * (1.0 + e1) - v_y * r_y, -m * e0 - v_x * r_y)
        d_y, d_x = _product(u_y, u_x, m * y[i] - v_y * r_e1, -m * x[i] - v_x * r_e1)
        by_e1_y[i], by_e1_x[i] = d_y + b_y, d_x + b_x
        d_y, d_x = _product(u_y, u_x, -m * x[i] - v_y * r_e0, -m * y[i] - v_x * r_e0)
        by_e0_y[i], by_e0_x[i] = d_y - b_x, d_x + b_y
        # dR + dS = (R + S) / R dS
        d_y, d_x = _product(u_y, u_x, v_y, v_x)
        by_core_y[i], by_core_x[i] = -d_y / radius, -d_x / radius


@custom_call("dual_isothermal_field_slopes", "flat flat flat -> rows")
@compiled
def dual_isothermal_slopes(y, x, parameters, out):
    """The field and its slopes at points; see `deflection_field`."""
    e0, e1, inner, outer = parameters
    alpha_y, alpha_x, yy, xy, xx = out[0], out[1], out[2], out[3], out[4]
    by_e0_y, by_e0_x, by_e1_y, by_e1_x = out[5], out[6], out[7], out[8]
    by_inner_y, by_inner_x, by_outer_y, by_outer_x = out[9], out[10], out[11], out[12]
    modulus = math.sqrt(e0 * e0 + e1 * e1)
    root_y, root_x = _root(e0, e1)
    small = modulus < ISOTHERMAL_SERIES_BELOW
    for i in range(y.size):
        z_y, z_x = (1.0 + e1) * y[i] - e0 * x[i], (1.0 - e1) * x[i] - e0 * y[i]
        radius_i, radius_o, a, b, difference = _two_cores(z_y, z_x, inner, outer)
        product = a * b
        v_y, v_x, d_y, d_x = _combined(z_y, z_x, e0, e1, difference, product)
        alpha_y[i], alpha_x[i], u_y, u_x, b_y, b_x = _angular(v_y, v_x, e0, e1, root_y, root_x, modulus, small)
        # u / D, by which the brackets below are multiplied
        u_y, u_x = _product(u_y, u_x, d_y, d_x)
        present = 0.0 if difference == 0.0 else 1.0
        # dV D = difference dZ + Z d(difference) - V [(Z^2 dconj(eps) + 2 conj(eps) Z dZ) ab + conj(eps) Z^2 d(ab)]
        zv_y, zv_x = _product(z_y, z_x, v_y, v_x)
        ev_y, ev_x = _product(-e0, e1, zv_y, zv_x)  # conj(eps) Z V
        ezzv_y, ezzv_x = _product(ev_y, ev_x, z_y, z_x)
        c_x, c_y = difference - 2.0 * product * ev_x, -2.0 * product * ev_y  # by dZ
        # by d|Z|^2 / 2, through R_i and R_o: d(difference) and d(ab)
        p_i, p_o = a * a / radius_i, b * b / radius_o
        s_i, s_o = present * p_i, present * p_o
        by_i_y, by_i_x = -s_i * z_y + p_i * b * ezzv_y, -s_i * z_x + p_i * b * ezzv_x
        by_o_y, by_o_x = s_o * z_y + p_o * a * ezzv_y, s_o * z_x + p_o * a * ezzv_x
        q_y, q_x = by_i_y + by_o_y, by_i_x + by_o_x
        # the four dZ, and Re(conj(Z) dZ)
        r_x = z_x * (1.0 - e1) - z_y * e0
        r_y = z_y * (1.0 + e1) - z_x * e0
        r_e1 = z_y * y[i] - z_x * x[i]
        r_e0 = -(z_x * y[i] + z_y * x[i])
        t_y, t_x = _product(c_y, c_x, -e0, 1.0 - e1)
        xy[i], xx[i] = _product(u_y, u_x, t_y + r_x * q_y, t_x + r_x * q_x)
        t_y, t_x = _product(c_y, c_x, 1.0 + e1, -e0)
        yy[i], _ = _product(u_y, u_x, t_y + r_y * q_y, t_x + r_y * q_x)
        # conj(eps) itself: Z^2 V ab
        w_y, w_x = _product(zv_y, zv_x, z_y * product, z_x * product)
        t_y, t_x = _product(c_y, c_x, y[i], -x[i])
        t_y, t_x = _product(u_y, u_x, t_y + r_e1 * q_y - w_y, t_x + r_e1 * q_x - w_x)
        by_e1_y[i], by_e1_x[i] = t_y + b_y, t_x + b_x
        t_y, t_x = _product(c_y, c_x, -x[i], -y[i])
        t_y, t_x = _product(u_y, u_x, t_y + r_e0 * q_y + w_x, t_x + r_e0 * q_x - w_y)
        by_e0_y[i], by_e0_x[i] = t_y - b_x, t_x + b_y
        # d(R + S) = (R + S) / R dS
        by_inner_y[i], by_inner_x[i] = _product(u_y, u_x, by_i_y / a, by_i_x / a)
        by_outer_y[i], by_outer_x[i] = _product(u_y, u_x, by_o_y / b, by_o_x / b)
