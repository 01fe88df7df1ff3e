"""Every kernel of the backends: what it means, its oracle in plain NumPy, example inputs, tolerance, what it derives.

Tests are generated from `KERNELS` (`test_autolens_lite/backends`): each backend has each kernel under the same name
with the same arguments; it agrees with the oracle on every example; derivatives agree with finite differences; jit and
vmap change nothing. To add a kernel, write its oracle here and its two versions.

An oracle is the definition, written for clarity: dense, slow, obviously right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autolens_lite.xp import contract_examples as examples
from autolens_lite.xp.structures import WTilde


class Kernel(NamedTuple):
    """One entry of the contract.

    Attributes
    ----------
    oracle : callable
        The definition; its signature and docstring are the kernel's.
    examples : callable
        Returns {case name: positional arguments}, from a NumPy generator.
    methods : tuple of str
        Values of the argument `method` to test, for kernels with several algorithms.
    derived : tuple of int
        Positions of the arguments in which the kernel is differentiable.
    static : tuple of int
        Positions of the arguments that are Python values under jit.
    rtol : float
        Largest difference from the oracle, relative to the oracle's largest absolute value.
    host_only : bool
        True where the function is meant for set-up only, outside jit.
    """

    oracle: Callable[..., Any]
    examples: Callable[[np.random.Generator], dict[str, tuple[Any, ...]]]
    methods: tuple[str, ...] = ()
    derived: tuple[int, ...] = ()
    static: tuple[int, ...] = ()
    rtol: float = 1e-12


KERNELS: dict[str, Kernel] = {}


def _kernel(**options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def add(oracle: Callable[..., Any]) -> Callable[..., Any]:
        KERNELS[oracle.__name__] = Kernel(oracle, **options)
        return oracle

    return add


@_kernel(examples=examples.adjoint, derived=(1,), static=(2,), rtol=1e-11)
def nufft_adjoint(phases, coefficients, shape):
    """Sum coefficients over non-uniform frequencies into a regular grid (a type-1 NUFFT).

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column of the grid, radians.
    coefficients : (K,) complex
    shape : (Ny, Nx)

    Returns
    -------
    (Ny, Nx) complex
        sum_k c_k exp(+i (a row_k + b column_k)) at row a and column b, both counted from zero.
    """
    a, b = np.arange(shape[0]), np.arange(shape[1])
    rows = np.exp(1j * np.outer(a, phases[:, 0]))
    columns = np.exp(1j * np.outer(b, phases[:, 1]))
    return (rows * coefficients) @ columns.T


@_kernel(examples=examples.forward, derived=(1,), rtol=1e-11)
def nufft_forward(phases, image):
    """Evaluate the Fourier sum of an image at non-uniform frequencies (a type-2 NUFFT), the adjoint's transpose.

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column of the image, radians.
    image : (Ny, Nx) float or complex

    Returns
    -------
    (K,) complex
        sum_ab I_ab exp(-i (a row_k + b column_k)).
    """
    a, b = np.arange(image.shape[0]), np.arange(image.shape[1])
    rows = np.exp(-1j * np.outer(phases[:, 0], a))
    columns = np.exp(-1j * np.outer(phases[:, 1], b))
    return ((rows @ image) * columns).sum(1)


@_kernel(examples=examples.compact, methods=("nufft", "gemm", "direct"), static=(2,), rtol=1e-11)
def w_compact(phases, weights, shape, method="nufft"):
    """Tabulate W by pixel offset: sum_k w_k cos(dy row_k + dx column_k).

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column, radians.
    weights : (K,) float
    shape : (Ny, Nx)
        Of the image.
    method : {"nufft", "gemm", "direct"}
        A NUFFT (the fastest); two real matrix products (exact, no library); the sum over visibilities as it stands.

    Returns
    -------
    (Ny, 2 Nx - 1) float
        At offsets dy = 0 ... Ny - 1 and dx = -(Nx - 1) ... Nx - 1; the other half follows from W(-d) = W(d).
    """
    dy, dx = np.arange(shape[0]), np.arange(1 - shape[1], shape[1])
    angles = dy[:, None, None] * phases[:, 0] + dx[None, :, None] * phases[:, 1]
    return np.cos(angles) @ weights


@_kernel(examples=examples.tilde, rtol=1e-11)
def w_tilde(phases, weights, rows, cols):
    """The dense W of the given pixels, by the sum over visibilities: W_ij = sum_k w_k cos(a_ik - a_jk).

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column, radians.
    weights : (K,) float
    rows, cols : (M,) int

    Returns
    -------
    (M, M) float
    """
    angles = rows[:, None] * phases[:, 0] + cols[:, None] * phases[:, 1]
    wave = np.exp(1j * angles)
    return ((wave * weights) @ wave.conj().T).real


def _dense(w: WTilde) -> np.ndarray:
    size = w.rows.size
    dense = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            dense[i, j] = w.table[
                w.rows[i] - w.rows[j] + w.table.shape[0] // 2, w.cols[i] - w.cols[j] + w.table.shape[1] // 2
            ]
            if w.sum_table.size:
                dense[i, j] += w.sum_table[w.rows[i] + w.rows[j], w.cols[i] + w.cols[j]]
    return dense


@_kernel(examples=examples.operator)
def w_tilde_dense(w):
    """The dense W of the unmasked pixels, from its tables: (M, M)."""
    return _dense(w)


@_kernel(examples=examples.product, derived=(0,))
def w_tilde_product(image, w):
    """W times images, by FFT of the circulant embedding.

    Parameters
    ----------
    image : (..., M) float
    w : WTilde

    Returns
    -------
    (..., M) float
    """
    return image @ _dense(w)


def _mapping(indices, weights, pixels) -> np.ndarray:
    matrix = np.zeros((indices.shape[0], pixels))
    for m, p in np.argwhere(indices >= 0):
        matrix[m, indices[m, p]] += weights[m, p]
    return matrix


@_kernel(examples=examples.mapping, derived=(1,), static=(2,))
def mapping_matrix(indices, weights, pixels):
    """The dense mapping matrix T.

    Parameters
    ----------
    indices : (M, B) int
        Source pixels of each image pixel, -1 for none. A pixel may be named twice: its weights add.
    weights : (M, B) float
    pixels : int
        S, the number of source pixels.

    Returns
    -------
    (M, S) float
    """
    return _mapping(indices, weights, pixels)


@_kernel(examples=examples.regularization, derived=(0,))
def constant_regularization_matrix(coefficient, neighbors, neighbors_sizes):
    """The matrix of constant regularization: coefficient^2 times the graph Laplacian, plus 1e-8 on the diagonal.

    Parameters
    ----------
    coefficient : () float
    neighbors : (S, P) int
        Neighbouring pixels of each source pixel, -1 for none.
    neighbors_sizes : (S,) int
        How many of them each has.

    Returns
    -------
    (S, S) float
        Warren & Dye 2003, ApJ 590, 673, section 4: the sum of squared differences between neighbours.
    """
    matrix = np.diag(1e-8 + coefficient**2 * neighbors_sizes)
    for i, j in np.argwhere(neighbors >= 0):
        matrix[i, neighbors[i, j]] -= coefficient**2
    return matrix


@_kernel(examples=examples.to_source, derived=(1, 2), static=(3,))
def data_vector(indices, weights, image, pixels):
    """T^T image: (S,), of indices and weights (M, B), an image (M,) and S source pixels."""
    return _mapping(indices, weights, pixels).T @ image


@_kernel(examples=examples.to_image, derived=(1, 2))
def mapped_image(indices, weights, source):
    """T source: (M,), of indices and weights (M, B) and a source (S,)."""
    return _mapping(indices, weights, source.size) @ source


@_kernel(
    examples=examples.curvature,
    methods=("auto", "direct", "fft", "dense", "sparse", "compact"),
    derived=(1,),
    static=(3,),
)
def curvature_matrix(indices, weights, w, pixels, method="auto", dense=None):
    """F = T^T W T.

    Parameters
    ----------
    indices, weights : (M, B)
        The mapping T.
    w : WTilde
    pixels : int
        S, the number of source pixels.
    method : {"auto", "direct", "fft", "dense", "sparse", "compact"}
        Symmetric direct product over runs of pixels; one FFT a source pixel; dense matrix products; the sparse product
        with a dense W; the sparse product that looks W up in the table. "auto" takes the cheapest of the first three.
    dense : (M, M) float, optional
        The dense W, if it exists already (methods "dense" and "sparse").

    Returns
    -------
    (S, S) float
        Symmetric.
    """
    matrix = _mapping(indices, weights, pixels)
    return matrix.T @ _dense(w) @ matrix


@_kernel(examples=examples.system, derived=(0, 1), rtol=1e-10)
def solve_with_log_det(matrix, vector):
    """Solve A s = b by Cholesky: (s (S,), ln det A). NaN where A (S, S) is not positive definite."""
    return np.linalg.solve(matrix, vector), np.linalg.slogdet(matrix)[1]


@_kernel(examples=examples.matrix_only, derived=(0,), rtol=1e-10)
def log_det(matrix):
    """ln det of a positive definite matrix (S, S); NaN where it is none."""
    return np.linalg.slogdet(matrix)[1]


@_kernel(examples=examples.system, derived=(0, 1), rtol=1e-10)
def nonnegative_solve(matrix, vector):
    """Minimise x^T A x / 2 - x^T b over x >= 0, for positive definite A (S, S) and b (S,).

    Exact zeros where the constraint holds. Derivatives are those on the passive set x > 0. NaN where A is not positive
    definite.
    """
    from scipy.optimize import nnls

    factor = np.linalg.cholesky(matrix).T
    return nnls(factor, np.linalg.solve(factor.T, vector))[0]


@_kernel(examples=examples.angular, derived=(0, 1, 2), rtol=5e-15)
def power_law_angular(w_real, w_imag, t):
    """The angular part of an elliptical power law's deflections, 2F1(1, t/2; 2 - t/2; -w), w = w_real + i w_imag.

    Parameters
    ----------
    w_real, w_imag : (N,) float
        w = conj(eps) Z / conj(Z), with eps the complex ellipticity and Z the elliptical complex coordinate, |w| < 1.
    t : () float
        The logarithmic slope of the convergence (`slope` - 1), in (0, 2).

    Returns
    -------
    (N,) float, (N,) float
        Real and imaginary parts. NaN where w is NaN. Tessore & Metcalf 2015, A&A 580, A79, equation 13.
    """
    z = -(np.asarray(w_real) + 1j * np.asarray(w_imag))
    b, c = 0.5 * t, 2.0 - 0.5 * t
    term, total, n = np.ones_like(z), np.ones_like(z), 0
    while np.any(np.abs(term) > 1e-19) and n < 20_000:
        term = term * z * (b + n) / (c + n)
        total = total + term
        n += 1
    return total.real, total.imag


@_kernel(examples=examples.angular_core, derived=(0, 1, 2, 3), rtol=1e-13)
def power_law_core_angular(w_real, w_imag, core, t):
    """The angular part of a cored elliptical power law's deflections.

    The integral over l from 0 to 1 of (y + (1 - y) l (1 + (1 - l) w))^(-t/2), with w = w_real + i w_imag and y = core.

    Parameters
    ----------
    w_real, w_imag : (N,) float
        w = conj(eps) Z / conj(Z), with eps the complex ellipticity and Z the elliptical complex coordinate, |w| < 1.
    core : (N,) float
        y = S^2 / (S^2 + |Z|^2) for a core radius S, in [0, 1].
    t : () float
        The logarithmic slope of the convergence outside the core (`slope` - 1), in (0, 2).

    Returns
    -------
    (N,) float, (N,) float
        Real and imaginary parts. At y = 0 they are 2 / (2 - t) times those of `power_law_angular`.

    Notes
    -----
    In powers of w the coefficients are real integrals that obey a recurrence of three terms,
    (k+a) (k+2-a) I_(k+1) = (k+1) [(2k+1) z I_k - k I_(k-1)] with a = t/2, z = (1+y) / (1-y), run upwards or, where that
    is unstable, downwards.
    """
    # double-exponential quadrature: exact for the singular end of y = 0
    s = np.arange(-166, 106) / 32.0
    exponent = np.pi * np.sinh(s)
    node = np.where(exponent < 0.0, np.exp(exponent), 1.0) / (1.0 + np.exp(-np.abs(exponent)))
    rest = np.where(exponent < 0.0, 1.0, np.exp(-exponent)) / (1.0 + np.exp(-np.abs(exponent)))
    weight = np.pi * np.cosh(s) * node * rest / 32.0
    w = (np.asarray(w_real) + 1j * np.asarray(w_imag))[..., None]
    y = np.asarray(core)[..., None]
    total = np.sum(weight * (y + (1.0 - y) * node * (1.0 + rest * w)) ** (-0.5 * t), axis=-1)
    return total.real, total.imag


def _isothermal(y, x, e0, e1, core):
    """U arctan(sqrt W) / sqrt W, complex."""
    zeta, epsilon = np.asarray(x) + 1j * np.asarray(y), e1 + 1j * e0
    z = zeta - epsilon * np.conj(zeta)
    below = np.sqrt(core * core + np.abs(z) ** 2) + core
    u = z / np.where(below == 0.0, 1.0, below)
    w = np.conj(epsilon) * u * u
    root, small = np.sqrt(w), np.abs(w) < 1e-8
    return u * np.where(small, 1.0 - w / 3.0, np.arctan(root) / np.where(small, 1.0, root))


@_kernel(examples=examples.isothermal, derived=(0, 1, 2, 3, 4), rtol=5e-14)
def isothermal_field(y, x, e0, e1, core):
    """The deflections of an isothermal ellipsoid with a core, U arctan(sqrt W) / sqrt W with W = conj(eps) U^2.

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    e0, e1 : () float
        The complex ellipticity eps = e1 + i e0, of a modulus f below 1.
    core : () float
        S: U = Z / (S + sqrt(S^2 + |Z|^2)), Z = zeta - eps conj(zeta), zeta = x + i y.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x of a mass of convergence 1 / (2 sqrt(S^2 + |Z|^2)). NaN where a point is. At the centre of a
        mass without core (|Z| <= 1e-8) 0 with slopes of 0.
    """
    field = _isothermal(y, x, e0, e1, core)
    return field.imag, field.real


@_kernel(examples=examples.dual_isothermal, derived=(0, 1, 2, 3, 4, 5), rtol=2e-14)
def dual_isothermal_field(y, x, e0, e1, inner, outer):
    """The difference of two of `isothermal_field`, of cores `inner` and `outer`, without cancellation far away."""
    field = _isothermal(y, x, e0, e1, inner) - _isothermal(y, x, e0, e1, outer)
    return field.imag, field.real


def _nfw_f(squared):
    """arctanh(sqrt(1 - X)) / sqrt(1 - X), of extended precision like X."""
    u = 1.0 - squared
    root = np.sqrt(np.maximum(np.abs(u), 1e-30))
    return np.where(u > 0.0, np.log1p(root) - 0.5 * np.log(squared), np.arctan(root)) / root


@_kernel(examples=examples.nfw, derived=(0, 1, 2, 3, 4))
def nfw_field(y, x, e0, e1, scale):
    """The deflections of an elliptical NFW halo over 4 kappa_s.

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    e0, e1 : () float
        The complex ellipticity eps = e1 + i e0, of a modulus f below 1.
    scale : () float
        (1 - f) r_s: the convergence over kappa_s is that of `profile.mass.NFW` at m = |Z| / scale,
        Z = zeta - eps conj(zeta), zeta = x + i y.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x. Heyrovsky & Karamazov 2024, A&A 690, A19, equations 30 and 31. NaN where a point is; at the
        centre (m <= 1e-8) 0.
    """
    zeta = np.asarray(x, np.longdouble) + 1j * np.asarray(y, np.longdouble)
    z = zeta - (e1 + 1j * e0) * np.conj(zeta)
    squared = (z.real**2 + z.imag**2) / np.longdouble(scale) ** 2
    w = (e1 - 1j * e0) * z / np.conj(z)
    above = (1.0 - w) * _nfw_f(squared) + (1.0 + w) * (0.5 * np.log(squared) + np.log(0.5 * (1.0 + w)))
    alpha = z * above / ((1.0 + w) ** 2 * squared - 4.0 * w)
    return alpha.imag.astype(float), alpha.real.astype(float)


@_kernel(examples=examples.nfw_round, derived=(0, 1, 2))
def nfw_round_field(y, x, scale):
    """`nfw_field` without ellipticity: (alpha_y, alpha_x) of points (N,) for the scale radius."""
    squared = (np.asarray(y, np.longdouble) ** 2 + np.asarray(x, np.longdouble) ** 2) / np.longdouble(scale) ** 2
    factor = ((_nfw_f(squared) + 0.5 * np.log(0.25 * squared)) / squared).astype(float)
    return factor * y, factor * x


@_kernel(examples=examples.nfw_truncated_round, derived=(0, 1, 2, 3))
def nfw_truncated_round_field(y, x, scale, tau):
    """`nfw_round_field` for a density times 1 / (1 + (r / r_t)^2), tau = r_t / r_s.

    Baltz, Marshall & Oguri 2009, JCAP 01, 015, equation A.8.
    """
    squared = (np.asarray(y, np.longdouble) ** 2 + np.asarray(x, np.longdouble) ** 2) / np.longdouble(scale) ** 2
    tau = np.longdouble(tau)
    root, more, less = np.sqrt(tau**2 + squared), tau**2 + 1.0, tau**2 - 1.0
    logarithm = 0.5 * np.log(squared) - np.log(root + tau)
    pi = 4.0 * np.arctan(np.longdouble(1.0))
    mass = (more + 2.0 * (squared - 1.0)) * _nfw_f(squared) + tau * pi + less * np.log(tau)
    mass = mass + root * (less / tau * logarithm - pi)
    factor = (tau**2 / more**2 * mass / squared).astype(float)
    return factor * y, factor * x


@_kernel(examples=examples.cnfw_round, derived=(0, 1, 2, 3))
def cnfw_round_field(y, x, scale, core):
    """The deflections over 4 kappa_s of a round NFW halo with a core, density 1 / [(r + r_c) (1 + r)^2] in scale radii.

    Parameters
    ----------
    y, x : (N,) float
        Points relative to the centre.
    scale : () float
        r_s.
    core : () float
        r_c / r_s, not within 0.05 of 1: the closed form loses digits as the cube of the distance.

    Returns
    -------
    (N,) float, (N,) float
        alpha_y and alpha_x. NaN where a point is.
    """
    squared = (np.asarray(y, np.longdouble) ** 2 + np.asarray(x, np.longdouble) ** 2) / np.longdouble(scale) ** 2
    f, f_core = _nfw_f(squared), _nfw_f(squared / core**2)
    # partial fractions of the density; the mean of F within X is 2 (F - g)
    g, g_core = ((v + 0.5 * np.log(0.25 * u)) / u for v, u in ((f, squared), (f_core, squared / core**2)))
    factor = ((f - g - f_core + g_core) / (1.0 - core) ** 2 + (2.0 * g - f) / (1.0 - core)).astype(float)
    return factor * y, factor * x


@_kernel(examples=examples.upper_half_plane, derived=(0, 1), rtol=1e-13)
def faddeeva(x, y):
    """Faddeeva's function w(z) = exp(-z^2) erfc(-i z) in the upper half plane.

    Parameters
    ----------
    x, y : (N,) float
        z = x + i y with y >= 0.

    Returns
    -------
    (N,) float, (N,) float
        Real and imaginary parts, to 2e-14 of |w|. NaN where z is NaN. Abramowitz & Stegun (1964), equation 7.1.3.
    """
    # w(z) = 2 / sqrt(pi) times the integral over t > 0 of exp(-t^2 + 2 i z t), which oscillates but never cancels
    nodes, weights = np.polynomial.legendre.leggauss(40)
    edges = np.linspace(0.0, 6.5, 101)
    t = (edges[:-1, None] + 0.5 * (edges[1] - edges[0]) * (1.0 + nodes)).ravel()
    weights = np.tile(0.5 * (edges[1] - edges[0]) * weights, edges.size - 1)
    z = np.asarray(x) + 1j * np.asarray(y)
    w = 2.0 / np.sqrt(np.pi) * (np.exp(-(t**2) + 2j * z[..., None] * t) @ weights)
    return w.real, w.imag


@_kernel(examples=examples.gaussian, derived=(0, 1, 2), rtol=5e-14)
def gaussian_angular(w_y, w_x, a):
    """The angular part of an elliptical Gaussian's deflections.

    The integral over u from 0 to 1 of exp(-a u) / sqrt((1 + w)^2 - 4 w u).

    Parameters
    ----------
    w_y, w_x : (N,) float
        w = conj(eps) Z / conj(Z) = w_x + i w_y, with eps the complex ellipticity and Z the elliptical complex
        coordinate, |w| < 1.
    a : (N,) float
        The Gaussian's exponent at a point, 0 or more.

    Returns
    -------
    (N,) float, (N,) float
        Imaginary and real parts. NaN where an argument is NaN.
    """
    w = (np.asarray(w_x) + 1j * np.asarray(w_y))[..., None]
    a = np.asarray(a)[..., None]
    # panels that end where nothing is left, and are fine at the ends, where D of a flat ellipse is next to zero
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.sin(np.linspace(0.0, 0.5 * np.pi, 201)) ** 2
    u = (edges[:-1, None] + 0.5 * np.diff(edges)[:, None] * (1.0 + nodes)).ravel()
    weights = (0.5 * np.diff(edges)[:, None] * weights).ravel()
    end = np.minimum(1.0, 50.0 / np.maximum(a, 1e-300))
    total = np.sum(weights * end * np.exp(-a * end * u) / np.sqrt((1.0 + w) ** 2 - 4.0 * w * end * u), axis=-1)
    return total.imag, total.real


@_kernel(examples=examples.rings, derived=(0, 1, 3, 4, 5), rtol=1e-14)
def ring_sum(w_y, w_x, within, t, exponent, slope, log_u, weights):
    """The deflection of an exponential mass on similar ellipses, as a sum over rings.

    Parameters
    ----------
    w_y, w_x : (N,) float
        w = conj(eps) Z / conj(Z) = w_x + i w_y, with eps the complex ellipticity and Z the elliptical complex
        coordinate, |w| < 1.
    within : (N,) float
        The fraction, in (0, 1], of a point's squared radius that the largest ring has. Constant under differentiation.
    t : (N,) float
        0 or more.
    exponent, slope : () float
    log_u, weights : (J,) float
        Logarithms of the rings' squared radii, over that of the largest, and their weights. Constants.

    Returns
    -------
    (N,) float, (N,) float
        Imaginary and real part of the sum over j of weights_j u^slope exp(-t u^exponent) / sqrt((1 + w)^2 - 4 w within
        u), u = exp(log_u_j), with the root of positive real part.
    """
    w = (np.asarray(w_x) + 1j * np.asarray(w_y))[..., None]
    within, t = np.asarray(within)[..., None], np.asarray(t)[..., None]
    u = np.exp(log_u)
    terms = weights * u**slope * np.exp(-t * u**exponent) / np.sqrt((1.0 + w) ** 2 - 4.0 * w * within * u)
    return terms.imag.sum(-1), terms.real.sum(-1)


@_kernel(examples=examples.discs, derived=(0, 1, 2), rtol=1e-14)
def disc_sum(t, exponent, slope, log_u, weights):
    """The mean within a circle of an exponential mass, as a sum over rings: `ring_sum` at w = 0, (N,)."""
    u = np.exp(log_u)
    return (weights * u**slope * np.exp(-np.asarray(t)[..., None] * u**exponent)).sum(-1)
