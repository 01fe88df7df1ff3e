"""Signs of the determinants of plane geometry, exact in all cases (Shewchuk 1997, Discrete Comput. Geom. 18, 305).

Rounding errors are floats themselves (Dekker 1971, Numer. Math. 18, 224; Knuth, The Art of Computer Programming 2,
section 4.2.2), so that a sum or product of two floats is two floats exactly, and every determinant a sum of floats.
Compiled strictly: an operation that rounds otherwise than these formulas suppose would make them wrong.

A determinant is first evaluated in floating point with a bound on its error. Where its sign is in doubt it is found
again as an expansion: a sum of floats that do not overlap, ordered by size, whose last term has the sign of the sum.
Or, where a tie is asked for, a determinant is zero where moving a point by this fraction of its distances would change
its sign: a rule that is the same in every frame.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.numba_xp.jit import compiled_strictly

_EPSILON = 2.0**-53
_ORIENTATION_BOUND = (3.0 + 16.0 * _EPSILON) * _EPSILON
_CIRCLE_BOUND = (10.0 + 96.0 * _EPSILON) * _EPSILON
_SPLITTER = 2.0**27 + 1.0


@compiled_strictly
def _two_sum(a, b):
    """a + b, rounded, and the rounding error: `virtual` is the part of b that the rounded sum has in it."""
    total = a + b
    virtual = total - a
    return total, (a - (total - virtual)) + (b - virtual)


@compiled_strictly
def _two_product(a, b):
    """a b, rounded, and the rounding error, from halves of 26 bits, whose products are exact."""
    product = a * b
    c = _SPLITTER * a
    a_high = c - (c - a)
    a_low = a - a_high
    c = _SPLITTER * b
    b_high = c - (c - b)
    b_low = b - b_high
    return product, a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low)


@compiled_strictly
def _add(e, size_e, f, size_f, result):
    """Sum of two expansions; returns the number of terms of `result`, without zeros.

    Terms are merged from the smallest on: what each addition rounds off is a term of the result.
    """
    i, j, size, total = 0, 0, 0, 0.0
    for _ in range(size_e + size_f):
        if j == size_f or (i < size_e and abs(e[i]) < abs(f[j])):
            term = e[i]
            i += 1
        else:
            term = f[j]
            j += 1
        total, error = _two_sum(total, term)
        if error != 0.0:
            result[size] = error
            size += 1
    if total != 0.0:
        result[size] = total
        size += 1
    return size


@compiled_strictly
def _scale(e, size_e, factor, result):
    """Product of an expansion and a float: each term gives two, of which the smaller joins the carry of the last."""
    if size_e == 0:
        return 0
    size = 0
    total, error = _two_product(e[0], factor)
    if error != 0.0:
        result[size] = error
        size += 1
    for i in range(1, size_e):
        high, low = _two_product(e[i], factor)
        total, error = _two_sum(total, low)
        if error != 0.0:
            result[size] = error
            size += 1
        total, error = _two_sum(high, total)
        if error != 0.0:
            result[size] = error
            size += 1
    if total != 0.0:
        result[size] = total
        size += 1
    return size


@compiled_strictly
def _cross(ax, ay, bx, by, result):
    """ax by - bx ay as an expansion."""
    left, right = np.empty(2), np.empty(2)
    left[1], left[0] = _two_product(ax, by)
    right[1], right[0] = _two_product(-bx, ay)
    return _add(left, 2, right, 2, result)


@compiled_strictly
def _minor(ax, ay, bx, by, cx, cy, result):
    """Twice the signed area of a triangle as an expansion of at most 12 terms."""
    part, other = np.empty(4), np.empty(4)
    both = np.empty(8)
    size = _add(part, _cross(ax, ay, bx, by, part), other, _cross(bx, by, cx, cy, other), both)
    return _add(both, size, part, _cross(cx, cy, ax, ay, part), result)


@compiled_strictly
def _orientation_exact(ax, ay, bx, by, cx, cy):
    """Twice the signed area of a triangle, or the largest term of it: its sign is exact."""
    terms = np.empty(12)
    size = _minor(ax, ay, bx, by, cx, cy, terms)
    return terms[size - 1] if size else 0.0


@compiled_strictly
def orientation_or_tie(ax, ay, bx, by, cx, cy, tie):
    """As `orientation`, but zero where the sine of the angle at c is at most `tie`, if that is above zero."""
    if tie == 0.0:
        return orientation(ax, ay, bx, by, cx, cy)
    ax, ay, bx, by = ax - cx, ay - cy, bx - cx, by - cy
    determinant = ax * by - ay * bx
    lengths = (ax * ax + ay * ay) * (bx * bx + by * by)
    return determinant if determinant * determinant > tie * tie * lengths else 0.0


@compiled_strictly
def orientation(ax, ay, bx, by, cx, cy):
    """Positive where a, b, c turn counter-clockwise, negative clockwise, zero exactly where they are collinear."""
    left = (ax - cx) * (by - cy)
    right = (ay - cy) * (bx - cx)
    determinant = left - right
    if abs(determinant) > _ORIENTATION_BOUND * (abs(left) + abs(right)):
        return determinant
    return _orientation_exact(ax, ay, bx, by, cx, cy)


@compiled_strictly
def _lifted(minor, size, x, y, scratch, half, other, result):
    """(x^2 + y^2) times an expansion."""
    size_x = _scale(scratch, _scale(minor, size, x, scratch), x, half)
    size_y = _scale(scratch, _scale(minor, size, y, scratch), y, other)
    return _add(half, size_x, other, size_y, result)


@compiled_strictly
def _circle_exact(ax, ay, bx, by, cx, cy, dx, dy):
    """The determinant of `in_circle`, or its largest term: each point's lift times the area of the other three."""
    minor, scratch = np.empty(12), np.empty(24)
    half, other, part = np.empty(48), np.empty(48), np.empty(96)
    total, spare = np.empty(384), np.empty(384)
    size = _lifted(minor, _minor(bx, by, cx, cy, dx, dy, minor), ax, ay, scratch, half, other, total)
    parts = _lifted(minor, _minor(ax, ay, dx, dy, cx, cy, minor), bx, by, scratch, half, other, part)
    size = _add(total, size, part, parts, spare)
    parts = _lifted(minor, _minor(ax, ay, bx, by, dx, dy, minor), cx, cy, scratch, half, other, part)
    size = _add(spare, size, part, parts, total)
    parts = _lifted(minor, _minor(ax, ay, cx, cy, bx, by, minor), dx, dy, scratch, half, other, part)
    size = _add(total, size, part, parts, spare)
    return spare[size - 1] if size else 0.0


@compiled_strictly
def in_circle(ax, ay, bx, by, cx, cy, dx, dy):
    """Positive where d lies inside the circle through a, b, c (counter-clockwise), zero exactly where on it."""
    return in_circle_or_tie(ax, ay, bx, by, cx, cy, dx, dy, 0.0)


@compiled_strictly
def in_circle_or_tie(ax, ay, bx, by, cx, cy, dx, dy, tie):
    """As `in_circle`, but zero where d is within some `tie` of its distance to a, b or c from the circle.

    With R the circle's radius and h the distance of d to it, much smaller, the determinant is 4 R A h, A the area of
    the triangle, whose sides have the product 4 R A. Points are given by their coordinates, which stay in registers.
    """
    adx, ady, bdx, bdy, cdx, cdy = ax - dx, ay - dy, bx - dx, by - dy, cx - dx, cy - dy
    a, b, c = adx * adx + ady * ady, bdx * bdx + bdy * bdy, cdx * cdx + cdy * cdy
    bc, cb = bdx * cdy, cdx * bdy
    ca, ac = cdx * ady, adx * cdy
    ab, ba = adx * bdy, bdx * ady
    determinant = a * (bc - cb) + b * (ca - ac) + c * (ab - ba)
    size = a * (abs(bc) + abs(cb)) + b * (abs(ca) + abs(ac)) + c * (abs(ab) + abs(ba))
    if tie > 0.0:
        largest = max(a, b, c)
        if abs(determinant) > 8.0 * tie * largest * largest:
            return determinant
        side_ab = (ax - bx) * (ax - bx) + (ay - by) * (ay - by)
        side_bc = (bx - cx) * (bx - cx) + (by - cy) * (by - cy)
        side_ca = (cx - ax) * (cx - ax) + (cy - ay) * (cy - ay)
        lengths = np.sqrt(side_ab * side_bc) * np.sqrt(side_ca * min(a, b, c))
        return determinant if abs(determinant) > tie * lengths else 0.0
    if abs(determinant) > _CIRCLE_BOUND * size:
        return determinant
    return _circle_exact(ax, ay, bx, by, cx, cy, dx, dy)
