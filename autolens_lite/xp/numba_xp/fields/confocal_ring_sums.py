"""Sums over the elliptical rings of exponential masses, here for Numba: blocks of points in SIMD registers."""

from __future__ import annotations

import math

import numpy as np

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled
from autolens_lite.xp.numba_xp.simd.elementary import exp

# All that a block works on is in one array, in rows of so many points: distances that the compiler knows.
_BLOCK = 64
_VALUES, _SLOPES = 2, 10


def ring_sum(w_y, w_x, within, t, exponent, slope, log_u, weights):
    """Return imaginary and real part of the sum over rings: see `contract.ring_sum`."""
    points = np.broadcast_arrays(*(np.asarray(values, np.float64) for values in (w_y, w_x, within, t)))
    imag, real = np.empty(points[0].shape), np.empty(points[0].shape)
    parameters = np.array([exponent, slope], dtype=np.float64)
    flat = [values.ravel() for values in points]
    ring_values(*flat, parameters, log_u, weights, imag.reshape(-1), real.reshape(-1))
    return imag, real


def disc_sum(t, exponent, slope, log_u, weights):
    """Return the sum over circular rings: see `contract.disc_sum`."""
    t = np.asarray(t, np.float64)
    total = np.empty(t.shape)
    parameters = np.array([exponent, slope], dtype=np.float64)
    disc_values(t.ravel(), parameters, log_u, weights, total.reshape(-1))
    return total


@compiled
def _fill(work, w_y, w_x, within, t, start):
    """Set rows 0 to 4 to (1 + w)^2 and 4 w within, imaginary and real part, and to t; a short block repeats its end."""
    for i in range(_BLOCK):
        k = min(start + i, t.size - 1)
        y, x = w_y[k], w_x[k]
        work[i] = 2.0 * y * (1.0 + x)
        work[_BLOCK + i] = (1.0 + x) * (1.0 + x) - y * y
        work[2 * _BLOCK + i] = 4.0 * within[k] * y
        work[3 * _BLOCK + i] = 4.0 * within[k] * x
        work[4 * _BLOCK + i] = t[k]


@custom_call("ring_sum", "7*flat -> flat flat")
@compiled
def ring_values(w_y, w_x, within, t, parameters, log_u, weights, imag, real):
    """Set imaginary and real part at points (N,); parameters are the exponent and the slope."""
    work = np.empty((5 + _VALUES) * _BLOCK)
    for start in range(0, t.size, _BLOCK):
        _fill(work, w_y, w_x, within, t, start)
        work[5 * _BLOCK :] = 0.0
        for j in range(log_u.size):
            u = math.exp(log_u[j])
            rate = -math.exp(parameters[0] * log_u[j])
            weight = weights[j] * math.exp(parameters[1] * log_u[j])
            for i in range(_BLOCK):
                d_y = work[i] - u * work[2 * _BLOCK + i]
                d_x = work[_BLOCK + i] - u * work[3 * _BLOCK + i]
                # D^(1/2) has a positive real part
                modulus = math.sqrt(d_x * d_x + d_y * d_y)
                squared = 0.5 * (modulus + d_x)
                term = weight * exp(rate * work[4 * _BLOCK + i]) / (modulus * math.sqrt(squared))
                work[5 * _BLOCK + i] -= term * (0.5 * d_y)
                work[6 * _BLOCK + i] += term * squared
        for i in range(min(_BLOCK, t.size - start)):
            imag[start + i] = work[5 * _BLOCK + i]
            real[start + i] = work[6 * _BLOCK + i]


@custom_call("ring_slopes", "7*flat -> rows")
@compiled
def ring_slopes(w_y, w_x, within, t, parameters, log_u, weights, results):
    """Set the rows of results (10, N): the sum, and its derivative by w, by t, by the exponent and by the slope."""
    work = np.empty((8 + _SLOPES) * _BLOCK)
    for start in range(0, t.size, _BLOCK):
        _fill(work, w_y, w_x, within, t, start)
        for i in range(_BLOCK):
            k = min(start + i, t.size - 1)
            work[5 * _BLOCK + i] = w_y[k]
            work[6 * _BLOCK + i] = 1.0 + w_x[k]
            work[7 * _BLOCK + i] = 2.0 * within[k]
        work[8 * _BLOCK :] = 0.0
        for j in range(log_u.size):
            u = math.exp(log_u[j])
            rate = -math.exp(parameters[0] * log_u[j])
            weight = weights[j] * math.exp(parameters[1] * log_u[j])
            for i in range(_BLOCK):
                d_y = work[i] - u * work[2 * _BLOCK + i]
                d_x = work[_BLOCK + i] - u * work[3 * _BLOCK + i]
                modulus = math.sqrt(d_x * d_x + d_y * d_y)
                squared = 0.5 * (modulus + d_x)
                root = math.sqrt(squared)
                inverse = 1.0 / (modulus * root)
                term = weight * exp(rate * work[4 * _BLOCK + i]) * inverse
                f_y, f_x = -term * (0.5 * d_y), term * squared
                # the logarithm's derivative by w, (2 u within - 1 - w) conj(D) / |D|^2
                inverse = inverse * root * inverse * root
                h_y = -work[5 * _BLOCK + i]
                h_x = u * work[7 * _BLOCK + i] - work[6 * _BLOCK + i]
                h_y, h_x = (h_y * d_x - h_x * d_y) * inverse, (h_x * d_x + h_y * d_y) * inverse
                by_exponent = rate * log_u[j] * work[4 * _BLOCK + i]
                work[8 * _BLOCK + i] += f_y
                work[9 * _BLOCK + i] += f_x
                work[10 * _BLOCK + i] += f_x * h_y + f_y * h_x
                work[11 * _BLOCK + i] += f_x * h_x - f_y * h_y
                work[12 * _BLOCK + i] += rate * f_y
                work[13 * _BLOCK + i] += rate * f_x
                work[14 * _BLOCK + i] += by_exponent * f_y
                work[15 * _BLOCK + i] += by_exponent * f_x
                work[16 * _BLOCK + i] += log_u[j] * f_y
                work[17 * _BLOCK + i] += log_u[j] * f_x
        for k in range(_SLOPES):
            for i in range(min(_BLOCK, t.size - start)):
                results[k, start + i] = work[(8 + k) * _BLOCK + i]


@custom_call("disc_sum", "4*flat -> flat")
@compiled
def disc_values(t, parameters, log_u, weights, total):
    """Set the sum at points (N,); parameters are the exponent and the slope."""
    work = np.empty(2 * _BLOCK)
    for start in range(0, t.size, _BLOCK):
        for i in range(_BLOCK):
            work[i] = t[min(start + i, t.size - 1)]
            work[_BLOCK + i] = 0.0
        for j in range(log_u.size):
            rate = -math.exp(parameters[0] * log_u[j])
            weight = weights[j] * math.exp(parameters[1] * log_u[j])
            for i in range(_BLOCK):
                work[_BLOCK + i] += weight * exp(rate * work[i])
        for i in range(min(_BLOCK, t.size - start)):
            total[start + i] = work[_BLOCK + i]


@custom_call("disc_slopes", "4*flat -> rows")
@compiled
def disc_slopes(t, parameters, log_u, weights, results):
    """Set the rows of results (4, N): the sum, and its derivative by t, by the exponent and by the slope."""
    work = np.empty(5 * _BLOCK)
    for start in range(0, t.size, _BLOCK):
        for i in range(_BLOCK):
            work[i] = t[min(start + i, t.size - 1)]
        work[_BLOCK:] = 0.0
        for j in range(log_u.size):
            rate = -math.exp(parameters[0] * log_u[j])
            weight = weights[j] * math.exp(parameters[1] * log_u[j])
            for i in range(_BLOCK):
                term = weight * exp(rate * work[i])
                work[_BLOCK + i] += term
                work[2 * _BLOCK + i] += rate * term
                work[3 * _BLOCK + i] += (rate * log_u[j]) * (work[i] * term)
                work[4 * _BLOCK + i] += log_u[j] * term
        for k in range(4):
            for i in range(min(_BLOCK, t.size - start)):
                results[k, start + i] = work[(1 + k) * _BLOCK + i]
