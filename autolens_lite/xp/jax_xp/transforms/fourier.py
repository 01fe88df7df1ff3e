"""Non-uniform Fourier sums and the table of W.

Set-up computes them once, outside compiled functions, where finufft on the host is fastest. Inside a compiled function
they are matrix products over blocks of visibilities: exact, and fit for accelerators. (Not host callbacks: with one
thread XLA and the callback wait for each other.)
"""

from __future__ import annotations

import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from autolens_lite.xp.jax_xp.backend_functions import asarray
from autolens_lite.xp.method import FOURIER_METHODS, known
from autolens_lite.xp.numba_xp.transforms import fourier as host
from autolens_lite.xp.traced import is_traced

_BLOCK = 4096  # visibilities multiplied at once inside a compiled function


def _is_traced(*arrays: Any) -> bool:
    return any(map(is_traced, arrays))


def _double(values: Any) -> np.ndarray:
    """Values on the host, in double precision, real or complex."""
    array = np.asarray(values)
    return array.astype(np.result_type(array, np.float64), copy=False)


def _waves(phases: Any, count: int, sign: float) -> Any:
    """exp(sign i a phase_k) for a = 0 ... count - 1, shape (count, K)."""
    return jnp.exp(sign * 1j * jnp.outer(jnp.arange(count), phases))


def _blocks(phases: Any, *others: Any) -> tuple[Any, ...]:
    """Arrays over visibilities, padded with zeros to whole blocks, as (blocks, block, ...)."""
    total = phases.shape[0]
    size = min(_BLOCK, total)
    count = -(-total // size)
    padded = (jnp.pad(part, ((0, count * size - total), *((0, 0),) * (part.ndim - 1))) for part in (phases, *others))
    return tuple(part.reshape(count, size, *part.shape[1:]) for part in padded)


def nufft_adjoint(phases, coefficients, shape, tolerance=host.NUFFT_TOLERANCE):
    """See `contract.nufft_adjoint`."""
    if not _is_traced(phases, coefficients):
        return asarray(host.nufft_adjoint(_double(phases), _double(coefficients), shape, tolerance))

    def add(total, block):
        part, c = block
        rows, columns = _waves(part[:, 0], shape[0], 1.0), _waves(part[:, 1], shape[1], 1.0)
        return total + (rows * c) @ columns.T, None

    return jax.lax.scan(add, jnp.zeros(shape, "complex128"), _blocks(phases, coefficients))[0]


def nufft_forward(phases, image):
    """See `contract.nufft_forward`."""
    if not _is_traced(phases, image):
        return asarray(host.nufft_forward(_double(phases), _double(image)))
    image = jax.lax.complex(jnp.real(image), jnp.imag(image))  # its derivative, unlike astype's, is real without a cast

    def sums(part):
        rows, columns = _waves(part[:, 0], image.shape[0], -1.0), _waves(part[:, 1], image.shape[1], -1.0)
        return (rows * (image @ columns)).sum(0)

    return jax.lax.map(sums, _blocks(phases)[0]).ravel()[: phases.shape[0]]


def w_compact(phases, weights, shape, method="nufft", tolerance=host.NUFFT_TOLERANCE):
    """See `contract.w_compact`."""
    if known(method, FOURIER_METHODS) == "nufft" and not _is_traced(phases, weights):
        return asarray(host.w_compact(_double(phases), _double(weights), shape, tolerance=tolerance))
    return _w_compact_sum(phases, weights, tuple(shape), "gemm" if method == "nufft" else method)


@functools.partial(jax.jit, static_argnums=(2, 3))
def _w_compact_sum(phases, weights, shape, method):
    ny, nx = shape
    if method == "gemm":
        row = jnp.exp(1j * jnp.outer(jnp.arange(ny), phases[:, 0])) * weights
        column = jnp.exp(1j * jnp.outer(jnp.arange(1 - nx, nx), phases[:, 1]))
        return row.real @ column.real.T - row.imag @ column.imag.T
    columns = jnp.arange(1 - nx, nx)

    def row_of_table(i):
        angles = i * phases[:, 0] + columns[:, None] * phases[:, 1]
        return jnp.cos(angles) @ weights

    return jax.lax.map(row_of_table, jnp.arange(ny))
