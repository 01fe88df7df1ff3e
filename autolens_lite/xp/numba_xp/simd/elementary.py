"""Exponential, logarithm and arctangents that a loop over points does in SIMD registers, for this folder's kernels.

The C library's take one number at a time, five times as long. These have no branches and one division; each is within
3 units in the last place. The polynomials interpolate at Chebyshev points, with a relative error below 2e-18.
"""

from __future__ import annotations

import math
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from autolens_lite.xp.numba_xp.jit import inlined

_ROOT_HALF_BITS = 0x3FE6A09E667F3BCD
_EXPONENT = 52  # bits to the right of it
_TAN_EIGHTH = math.sqrt(2.0) - 1.0  # tan(pi / 8)
_COT_EIGHTH = math.sqrt(2.0) + 1.0
_LN_2 = math.log(2.0)
_PER_LN_2 = 1.0 / _LN_2
# ln 2 in two parts, of which the first has 20 zero bits at its end: a multiple of it is exact
_LN_2_UPPER = float.fromhex("0x1.62e42feep-1")
_LN_2_LOWER = float.fromhex("0x1.a39ef35793c76p-33")
_SHIFT = 1.5 * 2.0**52
_BIAS = 1023  # of exponents
_LEAST = -700.0


@intrinsic
def _bits(typing_context, value):
    def codegen(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), codegen


@intrinsic
def _number(typing_context, value):
    def codegen(context, builder, signature, arguments):
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), codegen


# called with the value alone
_bits_of: Any = _bits
_number_of: Any = _number


@inlined
def exp(x):
    """Return exp(x), x from -700 (below, exp(-700): next to nothing) to 700; NaN stays."""
    x = _LEAST if x < _LEAST else x
    # x / ln 2 to the nearest integer, in the last bits of a number of that size
    shifted = x * _PER_LN_2 + _SHIFT
    power = shifted - _SHIFT
    r = (x - power * _LN_2_UPPER) - power * _LN_2_LOWER
    total = 2.5110049204818658e-08
    total = total * r + 2.763265472252779e-07
    total = total * r + 2.755724088722987e-06
    total = total * r + 2.4801485441561313e-05
    total = total * r + 0.00019841269890076403
    total = total * r + 0.0013888888952352863
    total = total * r + 0.008333333333319589
    total = total * r + 0.04166666666648795
    total = total * r + 0.1666666666666668
    total = total * r + 0.5000000000000019
    total = total * r + 1.0
    total = total * r + 1.0
    return total * _number_of((_bits_of(shifted) + _BIAS) << _EXPONENT)


@inlined
def arctanh_over(z):
    """Return arctanh(s) / s for z = s^2, s up to 3 - sqrt(8)."""
    total = 0.07404855180327638
    total = total * z + 0.07656264074182095
    total = total * z + 0.09091815840114664
    total = total * z + 0.11111098528363024
    total = total * z + 0.1428571438032084
    total = total * z + 0.1999999999965117
    total = total * z + 0.33333333333333826
    return total * z + 1.0


@inlined
def _arctan_over(z):
    """Return arctan(t) / t for z = t^2, t up to tan(pi / 8)."""
    total = -0.017805397205419446
    total = total * z + 0.03796525745386593
    total = total * z - 0.05035102456601552
    total = total * z + 0.05846878297330872
    total = total * z - 0.06662951813629191
    total = total * z + 0.07692045330902225
    total = total * z - 0.09090896809064027
    total = total * z + 0.11111110744919658
    total = total * z - 0.14285714279250245
    total = total * z + 0.19999999999940893
    total = total * z - 0.3333333333333312
    return total * z + 1.0


@inlined
def log(x):
    """Return ln(x), x positive and not subnormal; NaN and infinity stay."""
    bits = _bits_of(x)
    power = (bits - _ROOT_HALF_BITS) >> _EXPONENT
    # x / 2^power, from sqrt(1/2) to sqrt(2)
    m = _number_of(bits - (power << _EXPONENT))
    s = (m - 1.0) / (m + 1.0)
    result = float(power) * _LN_2 + 2.0 * s * arctanh_over(s * s)
    return result if x < math.inf else x


@inlined
def arctanh_of(r, ratio):
    """Return arctanh(r), |r| < 1, given (1 + r) / (1 - r) without the cancellation that it has near r = 1."""
    bits = _bits_of(ratio)
    power = (bits - _ROOT_HALF_BITS) >> _EXPONENT
    m = _number_of(bits - (power << _EXPONENT))
    # r itself where that is small: the ratio has lost its digits
    s = r if power == 0 else (m - 1.0) / (m + 1.0)
    result = float(power) * (0.5 * _LN_2) + s * arctanh_over(s * s)
    return result if ratio < math.inf else ratio


@inlined
def arctan(x):
    """Return arctan(x)."""
    size = abs(x)
    far, middle = size > _COT_EIGHTH, size > _TAN_EIGHTH
    above = -1.0 if far else (size - 1.0 if middle else size)
    below = size if far else (size + 1.0 if middle else 1.0)
    turn = 0.5 * math.pi if far else (0.25 * math.pi if middle else 0.0)
    t = above / below
    result = turn + t * _arctan_over(t * t)
    return result if x >= 0.0 else -result
