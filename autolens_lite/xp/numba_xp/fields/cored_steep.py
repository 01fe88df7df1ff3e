"""The deflections of sums of cored steep ellipsoids, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.xp import numba_xp
from autolens_lite.xp.constants import LEAST
from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.fields.ellipse import ellipse, set_slopes, times
from autolens_lite.xp.numba_xp.jit import compiled, inlined

# All that a block works on is in one array, in rows of so many points: distances that the compiler knows.
_BLOCK = 64


def cored_steep_field(
    y: Any, x: Any, e0: Any, e1: Any, scale: Any, shape: Any, amplitude: Callable[..., Any], nodes: tuple[Any, ...]
) -> tuple[np.ndarray, np.ndarray]:
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
    y, x = np.broadcast_arrays(np.asarray(y, np.float64), np.asarray(x, np.float64))
    t, heights = np.broadcast_arrays(*amplitude(nodes, (shape,), numba_xp))
    out = np.empty((2, *y.shape))
    parameters = np.array([e0, e1, scale, shape], dtype=np.float64)
    cored_steep_values(y.ravel(), x.ravel(), parameters, t.copy(), heights.copy(), out.reshape(2, -1))
    return out[0], out[1]


@inlined
def _fill(work, y, x, e0, e1, inverse, start):
    """Set rows 0 to 2 to X and w, and the others to 0; a short block repeats its end."""
    work[3 * _BLOCK :] = 0.0
    for i in range(_BLOCK):
        k = min(start + i, y.size - 1)
        _, _, turn_y, turn_x, _, squared = ellipse(y[k], x[k], e0, e1, inverse)
        work[i] = squared
        work[_BLOCK + i], work[2 * _BLOCK + i] = times(-e0, e1, turn_y, turn_x)


@custom_call("cored_steep_field", "5*flat -> rows")
@compiled
def cored_steep_values(y, x, parameters, t, heights, out):
    """The field at points; see `deflection_field`."""
    e0, e1, scale, _ = parameters
    inverse = 1.0 / (scale * scale)
    is_round = e0 == 0.0 and e1 == 0.0
    work = np.empty(5 * _BLOCK)
    for start in range(0, y.size, _BLOCK):
        _fill(work, y, x, e0, e1, inverse, start)
        for j in range(t.size):
            node, square, mass = t[j], t[j] * t[j], heights[j] * t[j]
            if is_round:
                for i in range(_BLOCK):
                    root = math.sqrt(work[i] + square)
                    work[4 * _BLOCK + i] += mass / (root * (root + node))
            else:
                for i in range(_BLOCK):
                    root = math.sqrt(work[i] + square)
                    d_y = (root - node) * work[_BLOCK + i]
                    d_x = (root + node) + (root - node) * work[2 * _BLOCK + i]
                    factor = mass / (root * (d_x * d_x + d_y * d_y))
                    work[3 * _BLOCK + i] -= factor * d_y
                    work[4 * _BLOCK + i] += factor * d_x
        for i in range(min(_BLOCK, y.size - start)):
            k = start + i
            z_y, z_x, _, _, _, _ = ellipse(y[k], x[k], e0, e1, inverse)
            out[0, k], out[1, k] = times(z_y, z_x, work[3 * _BLOCK + i], work[4 * _BLOCK + i])


@custom_call("cored_steep_field_slopes", "6*flat -> rows")
@compiled
def cored_steep_slopes(y, x, parameters, t, heights, dots, out):
    """Field and slopes at points, see `deflection_field`; `dots` are the derivatives of `heights` by the shape."""
    e0, e1, scale, _ = parameters
    inverse = 1.0 / (scale * scale)
    work = np.empty(11 * _BLOCK)
    for start in range(0, y.size, _BLOCK):
        _fill(work, y, x, e0, e1, inverse, start)
        for j in range(t.size):
            node, square, mass, dot = t[j], t[j] * t[j], heights[j] * t[j], dots[j] * t[j]
            for i in range(_BLOCK):
                w_y, w_x = work[_BLOCK + i], work[2 * _BLOCK + i]
                root = math.sqrt(work[i] + square)
                minus = root - node
                d_y, d_x = minus * w_y, root + node + minus * w_x
                norm = d_x * d_x + d_y * d_y
                both = 1.0 / (root * norm)
                # 1 / D, 1 / (S D), and the latter over D
                i_y, i_x = -d_y * root * both, d_x * root * both
                k_y, k_x = -d_y * both, d_x * both
                q_y, q_x = times(k_y, k_x, i_y, i_x)
                work[3 * _BLOCK + i] += mass * k_y
                work[4 * _BLOCK + i] += mass * k_x
                work[5 * _BLOCK + i] += dot * k_y
                work[6 * _BLOCK + i] += dot * k_x
                work[7 * _BLOCK + i] -= mass * minus * q_y
                work[8 * _BLOCK + i] -= mass * minus * q_x
                # by S, -1 / (S^2 D) - (1 + w) / (S D^2), over S
                over_root = norm * both
                r_y, r_x = times(w_y, 1.0 + w_x, q_y, q_x)
                work[9 * _BLOCK + i] -= mass * over_root * (k_y * over_root + r_y)
                work[10 * _BLOCK + i] -= mass * over_root * (k_x * over_root + r_x)
        for i in range(min(_BLOCK, y.size - start)):
            k = start + i
            z_y, z_x, turn_y, turn_x, over_norm, squared = ellipse(y[k], x[k], e0, e1, inverse)
            # 2 X d / dX = X / S d / dS
            m = squared if squared > LEAST else 0.0
            set_slopes(
                (y[k], x[k], e0, e1, scale),
                (z_y, z_x, turn_y, turn_x, over_norm),
                (
                    work[3 * _BLOCK + i],
                    work[4 * _BLOCK + i],
                    m * work[9 * _BLOCK + i],
                    m * work[10 * _BLOCK + i],
                    work[7 * _BLOCK + i],
                    work[8 * _BLOCK + i],
                ),
                out,
                k,
            )
            out[11, k], out[12, k] = times(z_y, z_x, work[5 * _BLOCK + i], work[6 * _BLOCK + i])
