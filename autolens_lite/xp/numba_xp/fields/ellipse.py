"""Complex arithmetic, and what the kernels of elliptical deflections alpha = Z B(X, w) have in common.

With the complex ellipticity eps, Z = zeta - eps conj(zeta), w = conj(eps) Z / conj(Z) and X = |Z|^2 / scale^2. Complex
numbers are pairs, imaginary part first.
"""

from __future__ import annotations

from autolens_lite.xp.constants import CENTRE_SQUARED, LEAST
from autolens_lite.xp.numba_xp.jit import inlined


@inlined
def times(a_y, a_x, b_y, b_x):
    """Return a b."""
    return a_y * b_x + a_x * b_y, a_x * b_x - a_y * b_y


@inlined
def over(a_y, a_x, b_y, b_x):
    """Return a / b."""
    scale = 1.0 / (b_x * b_x + b_y * b_y)
    return (a_y * b_x - a_x * b_y) * scale, (a_x * b_x + a_y * b_y) * scale


@inlined
def ellipse(y, x, e0, e1, inverse):
    """Return Z, Z / conj(Z) (0 at the centre), 1 / |Z|^2 and X."""
    z_y, z_x = (1.0 + e1) * y - e0 * x, (1.0 - e1) * x - e0 * y
    norm = z_y * z_y + z_x * z_x
    over_norm = 0.0 if norm <= CENTRE_SQUARED else 1.0 / norm
    turn_y, turn_x = 2.0 * z_x * z_y * over_norm, (z_x * z_x - z_y * z_y) * over_norm
    return z_y, z_x, turn_y, turn_x, over_norm, max(norm * inverse, LEAST)


@inlined
def set_slopes(arguments, coordinates, slopes, out, i):
    """Set column i of a slopes kernel's result (see `deflection_field`), for the parameters e0, e1 and scale.

    Parameters
    ----------
    arguments
        y, x, e0, e1, scale.
    coordinates
        Z, Z / conj(Z) and 1 / |Z|^2.
    slopes
        B, 2 X dB/dX and dB/dw.
    out, i
        The result, and the point's number.
    """
    y, x, e0, e1, scale = arguments
    z_y, z_x, turn_y, turn_x, over_norm = coordinates
    b_y, b_x, m_y, m_x, d_y, d_x = slopes
    out[0, i], out[1, i] = times(z_y, z_x, b_y, b_x)
    m_y, m_x = times(m_y, m_x, z_y, z_x)
    # Z (Z / conj Z) dB/dw, by which dconj(eps) is multiplied; Z w dB/dw, by which 2 i Im(dZ / Z) is
    d_y, d_x = times(d_y, d_x, z_y, z_x)
    d_y, d_x = times(d_y, d_x, turn_y, turn_x)
    t_y, t_x = times(-e0, e1, d_y, d_x)
    # for dZ of x, y, e1 and e0: dX / 2 X = Re(conj(Z) dZ) / |Z|^2
    for along in range(4):
        dz_y = -e0 if along == 0 else (1.0 + e1 if along == 1 else (y if along == 2 else -x))
        dz_x = 1.0 - e1 if along == 0 else (-e0 if along == 1 else (-x if along == 2 else -y))
        r = (z_y * dz_y + z_x * dz_x) * over_norm
        v = 2.0 * (z_x * dz_y - z_y * dz_x) * over_norm
        p_y, p_x = times(b_y, b_x, dz_y, dz_x)
        p_y, p_x = p_y + r * m_y + v * t_x, p_x + r * m_x - v * t_y
        if along == 0:
            out[3, i], out[4, i] = p_y, p_x
        elif along == 1:
            out[2, i] = p_y
        elif along == 2:
            out[7, i], out[8, i] = p_y + d_y, p_x + d_x
        else:
            out[5, i], out[6, i] = p_y - d_x, p_x + d_y
    out[9, i], out[10, i] = -m_y / scale, -m_x / scale
