r"""The functions of radius that the NFW halo's lens is made of, without cancellation at any radius, for any backend.

All take the squared radius :math:`X = m^2` in units of the scale radius; :math:`\sigma = \sqrt{1 - X}` and
:math:`F = \mathrm{arctanh}(\sigma) / \sigma`, which is :math:`\arctan(\sqrt{X - 1}) / \sqrt{X - 1}` beyond 1.
"""

from __future__ import annotations

from typing import Any

# Within this distance of X = 1, F is a power series in 1 - X.
NEAR_ONE = 0.03
# Below this |y|, ln(1 + y) / y is a power series.
SMALL = 0.03
_TERMS = 11
# The mass within a sphere cancels to its second order: a series up to a larger radius.
_SMALL_MASS = 0.2
_MASS_TERMS = 24
# Below these X, the terms that cancel towards the centre (and, in an ellipse, at the foci) are taken apart.
ROUND_INNER = 0.5
ELLIPTICAL_INNER = 0.999
# Stands for a core of zero.
_NO_CORE = 1e-30


def f_from(squared: Any, xp: Any) -> Any:
    """Return F; X positive."""
    return _parts(squared, xp)[2]


def log1p_over_from(y: Any, xp: Any) -> Any:
    """Return ln(1 + y) / y for y >= 0."""
    small = y < SMALL
    series = 0.0
    for n in range(_TERMS, -1, -1):
        series = 1.0 / (n + 1) - xp.where(small, y, 0.0) * series
    return xp.where(small, series, xp.log1p(y) / xp.where(small, 1.0, y))


def mass_over_square_from(r: Any, xp: Any) -> Any:
    """Return [ln(1 + r) - r / (1 + r)] / r^2: of radius r itself, the mass within it over 4 pi rho_s r_s^3 r^2."""
    small = r < _SMALL_MASS
    safe = xp.where(small, 1.0, r)
    series = 0.0
    for n in range(_MASS_TERMS, -1, -1):
        series = (n + 1.0) / (n + 2.0) - xp.where(small, r, 0.0) * series
    return xp.where(small, series, (xp.log1p(safe) - safe / (1.0 + safe)) / (safe * safe))


def convergence_from(squared: Any, xp: Any) -> Any:
    """Return (1 - F) / (X - 1), half the convergence over kappa_s; X positive."""
    near, u, f = _parts(squared, xp)
    series = 0.0
    for n in range(_TERMS, 0, -1):
        series = 1.0 / (2 * n + 1) + xp.where(near, u, 0.0) * series
    return xp.where(near, series, (f - 1.0) / xp.where(near, 1.0, u))


def round_deflection_from(squared: Any, xp: Any) -> Any:
    """Return [F + ln(m / 2)] / X, a quarter of the round lens's deflection over kappa_s and the radius; X positive."""
    _, u, f = _parts(squared, xp)
    inner = squared < ROUND_INNER
    plus = 1.0 + xp.sqrt(xp.where(inner, u, 1.0))
    y = xp.where(inner, squared, 0.0) / (plus * plus)
    return xp.where(inner, (f - log1p_over_from(y, xp) / plus) / plus, (f + 0.5 * xp.log(0.25 * squared)) / squared)


def round_potential_from(squared: Any, xp: Any) -> Any:
    """Return ln^2(m / 2) - (1 - X) F^2, half the round lens's potential over kappa_s and the scale radius squared."""
    _, u, f = _parts(squared, xp)
    inner = squared < ROUND_INNER
    root = xp.sqrt(xp.where(inner, u, 1.0))
    logarithm = 0.5 * xp.log(0.25 * squared)
    # the difference of squares as a product
    product = (logarithm - root * f) * xp.log1p(-0.5 * xp.where(inner, squared, 0.0) / (1.0 + root))
    return xp.where(inner, product, logarithm * logarithm - u * f * f)


def elliptical_deflection_from(squared: Any, w_real: Any, w_imag: Any, xp: Any) -> tuple[Any, Any]:
    r"""Return real and imaginary part of the elliptical lens's deflection over 4 kappa_s Z; X positive, \|w\| < 1.

    That is B = [(1 - w) F + (1 + w) ln(m (1 + w) / 2)] / [(1 + w)^2 X - 4 w]. With A = (1 - w) / (1 + w) and
    y = (A - sigma) / (1 + sigma), it equals

        B = (1 + A) / 2 [F - ln(1 + y) / y / (1 + sigma)] / (A + sigma),

    in which nothing cancels for X < 1, neither at the centre nor at the foci, sigma = A. Beyond, A is never near the
    imaginary sigma, and B is taken as it stands.
    """
    _, u, f = _parts(squared, xp)
    inner = squared < ELLIPTICAL_INNER
    # log(1 + w), and A
    norm = (1.0 + w_real) ** 2 + w_imag * w_imag
    log_real, log_imag = 0.5 * xp.log(norm), xp.arctan2(w_imag, 1.0 + w_real)
    a_real = (1.0 - w_real * w_real - w_imag * w_imag) / norm
    a_imag = -2.0 * w_imag / norm

    # inside: ln(1 + y), where 1 + y = 2 / [(1 + w) (1 + sigma)]
    root = xp.sqrt(xp.where(inner, u, 1.0))
    plus = 1.0 + root
    y_real, y_imag = (a_real - root) / plus, a_imag / plus
    y_norm = y_real * y_real + y_imag * y_imag
    small = y_norm < SMALL**2
    series_real, series_imag = _series(xp.where(small, y_real, 0.0), xp.where(small, y_imag, 0.0))
    ln_real, ln_imag = -log_real - xp.log(0.5 * plus), -log_imag
    over = 1.0 / xp.where(small, 1.0, y_norm)
    quotient_real = xp.where(small, series_real, (ln_real * y_real + ln_imag * y_imag) * over)
    quotient_imag = xp.where(small, series_imag, (ln_imag * y_real - ln_real * y_imag) * over)
    inner_real, inner_imag = f - quotient_real / plus, -quotient_imag / plus

    # outside: A F + ln(m (1 + w) / 2), over A^2 - 1 + X
    outer_real = a_real * f + (0.5 * xp.log(0.25 * squared) + log_real)
    outer_imag = a_imag * f + log_imag

    top_real, top_imag = xp.where(inner, inner_real, outer_real), xp.where(inner, inner_imag, outer_imag)
    below_real = xp.where(inner, a_real + root, a_real * a_real - a_imag * a_imag - u)
    below_imag = xp.where(inner, a_imag, 2.0 * a_real * a_imag)
    # times (1 + A) / 2
    half_real, half_imag = 0.5 + 0.5 * a_real, 0.5 * a_imag
    real = half_real * top_real - half_imag * top_imag
    imag = half_real * top_imag + half_imag * top_real
    over = 1.0 / (below_real * below_real + below_imag * below_imag)
    return (real * below_real + imag * below_imag) * over, (imag * below_real - real * below_imag) * over


def truncated_round_deflection_from(squared: Any, tau: Any, xp: Any) -> Any:
    """Return the round truncated lens's deflection over 4 kappa_s and the radius; X positive.

    Baltz, Marshall & Oguri (2009), JCAP 01, 015, appendix A, without its cancellation at the centre.
    """
    root = xp.sqrt(tau * tau + squared)
    over = 1.0 / (root + tau)  # (root - tau) / squared
    logarithm = 0.5 * xp.log(squared) - xp.log(root + tau)
    y = (0.5 / tau) * squared * over
    rest = over / tau * (logarithm - 0.5 * log1p_over_from(y, xp))
    bracket = (tau * tau - 1.0) * (round_deflection_from(squared, xp) + rest)
    bracket = bracket + 2.0 * f_from(squared, xp) - xp.pi * over
    return (tau / (1.0 + tau * tau)) ** 2 * bracket


def cored_round_deflection_from(squared: Any, core: Any, xp: Any) -> Any:
    """Return the round cored lens's deflection over 4 kappa_s and the radius; X positive, the core in scale radii.

    From the partial fractions of its density, for a core not within 0.05 of 1.
    """
    core = xp.maximum(core, _NO_CORE)
    of_core = squared / (core * core)
    f, g = f_from(squared, xp), round_deflection_from(squared, xp)
    difference = (f - g) - (f_from(of_core, xp) - round_deflection_from(of_core, xp))
    return (difference / (1.0 - core) + (2.0 * g - f)) / (1.0 - core)


def cored_convergence_from(squared: Any, core: Any, xp: Any) -> Any:
    """Return the convergence of the same over kappa_s."""
    core = xp.maximum(core, _NO_CORE)
    difference = f_from(squared, xp) - f_from(squared / (core * core), xp)
    rest = squared * convergence_from(squared, xp) - 1.0
    return 2.0 * (difference / (1.0 - core) + rest) / (1.0 - core)


def _parts(squared: Any, xp: Any) -> tuple[Any, Any, Any]:
    """Return whether X is near 1, u = 1 - X, and F."""
    u = 1.0 - squared
    size = xp.abs(u)
    near = size < NEAR_ONE
    root = xp.sqrt(xp.where(near, 1.0, size))
    series = 0.0
    for n in range(_TERMS, -1, -1):
        series = 1.0 / (2 * n + 1) + xp.where(near, u, 0.0) * series
    angle = xp.where(u > 0.0, xp.log1p(root) - 0.5 * xp.log(squared), xp.arctan(root))
    return near, u, xp.where(near, series, angle / root)


def _series(y_real: Any, y_imag: Any) -> tuple[Any, Any]:
    """Return ln(1 + y) / y for small y."""
    real, imag = 0.0, 0.0
    for n in range(_TERMS, -1, -1):
        real, imag = 1.0 / (n + 1) - (y_real * real - y_imag * imag), -(y_real * imag + y_imag * real)
    return real, imag
