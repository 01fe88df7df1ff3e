"""Every kernel of the backends: what it means, its oracle in plain NumPy, example inputs, tolerance, what it derives.

Tests are generated from `KERNELS` (`test_autolens_lite/backends`): each backend has each kernel under the same name
with the same arguments; it agrees with the oracle on every example; derivatives agree with finite differences; jit and
vmap change nothing. To add a kernel, write its oracle here and its two versions.

An oracle is the definition, written for clarity: dense, slow, obviously right.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp import contract_examples as examples
from autolens_lite.xp.contract_kernel import KERNELS, Kernel, kernel, mapping_of
from autolens_lite.xp.structures import WTilde

__all__ = ["KERNELS", "Kernel"]


@kernel(examples=examples.adjoint, derived=(1,), static=(2,), rtol=1e-11)
def nufft_adjoint(phases, coefficients, shape, tolerance=1e-12):
    """Sum coefficients over non-uniform frequencies into a regular grid (a type-1 NUFFT).

    Parameters
    ----------
    phases : (K, 2) float
        Phase step per row and per column of the grid, radians.
    coefficients : (K,) complex
    shape : (Ny, Nx)
    tolerance : float
        Of a NUFFT, relative to the largest element; sums that are exact take no notice of it.

    Returns
    -------
    (Ny, Nx) complex
        sum_k c_k exp(+i (a row_k + b column_k)) at row a and column b, both counted from zero.
    """
    a, b = np.arange(shape[0]), np.arange(shape[1])
    rows = np.exp(1j * np.outer(a, phases[:, 0]))
    columns = np.exp(1j * np.outer(b, phases[:, 1]))
    return (rows * coefficients) @ columns.T


@kernel(examples=examples.forward, derived=(1,), rtol=1e-11)
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


@kernel(examples=examples.compact, methods=("nufft", "gemm", "direct"), static=(2,), rtol=1e-11)
def w_compact(phases, weights, shape, method="nufft", tolerance=1e-12):
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
    tolerance : float
        Of the NUFFT, relative to the largest element.

    Returns
    -------
    (Ny, 2 Nx - 1) float
        At offsets dy = 0 ... Ny - 1 and dx = -(Nx - 1) ... Nx - 1; the other half follows from W(-d) = W(d).
    """
    dy, dx = np.arange(shape[0]), np.arange(1 - shape[1], shape[1])
    angles = dy[:, None, None] * phases[:, 0] + dx[None, :, None] * phases[:, 1]
    return np.cos(angles) @ weights


@kernel(examples=examples.tilde, rtol=1e-11)
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


@kernel(examples=examples.operator)
def w_tilde_dense(w):
    """The dense W of the unmasked pixels, from its tables: (M, M)."""
    return _dense(w)


@kernel(examples=examples.product, derived=(0,))
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


@kernel(examples=examples.mapping, derived=(1,), static=(2,))
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
    return mapping_of(indices, weights, pixels)


@kernel(examples=examples.to_source, derived=(1, 2), static=(3,))
def data_vector(indices, weights, image, pixels):
    """T^T image: (S,), of indices and weights (M, B), an image (M,) and S source pixels."""
    return mapping_of(indices, weights, pixels).T @ image


@kernel(examples=examples.to_image, derived=(1, 2))
def mapped_image(indices, weights, source):
    """T source: (M,), of indices and weights (M, B) and a source (S,)."""
    return mapping_of(indices, weights, source.size) @ source


@kernel(
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
    matrix = mapping_of(indices, weights, pixels)
    return matrix.T @ _dense(w) @ matrix


@kernel(examples=examples.angular, derived=(0, 1, 2), rtol=5e-15)
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


@kernel(examples=examples.angular_core, derived=(0, 1, 2, 3), rtol=1e-13)
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


@kernel(examples=examples.upper_half_plane, derived=(0, 1), rtol=1e-13)
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


# The entries of the siblings join the register.
from autolens_lite.xp import (  # noqa: E402, F401
    contract_imaging,
    contract_mesh,
    contract_profile,
    contract_regularization,
    contract_solve,
)
