"""Panels in the plane of the baselines: coverage, and amplitudes against distance."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm

from autolens_lite.dataset import Interferometer
from autolens_lite.plot import readable_units

_MOST_POINTS = 100_000
_UPPER_LIMIT_SIGMA = 2.0
_FEWEST_IN_BIN, _MOST_BINS = 50, 24


class Amplitudes(NamedTuple):
    """Root-mean-square amplitudes in bins of baseline length, each (B,).

    `distance` is in wavelengths; `lower` and `upper` bound each bin. `power` is the mean |V|^2 less that of the noise,
    so it may be negative; `error` is the standard deviation that noise gives it.
    """

    distance: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    power: np.ndarray
    error: np.ndarray


def amplitudes_from(visibilities: np.ndarray, noise_map: np.ndarray | None, uv_wavelengths: np.ndarray) -> Amplitudes:
    """Return amplitudes in bins that hold equally many visibilities; pass `noise_map` None for a model.

    |V + n|^2 exceeds |V|^2 by sigma_re^2 + sigma_im^2 on average, which is subtracted. It varies, per part, by
    4 V^2 sigma^2 + 2 sigma^4, of which 4 (V + n)^2 sigma^2 - 2 sigma^4 is an unbiased estimate.
    """
    distances = np.hypot(uv_wavelengths[:, 0], uv_wavelengths[:, 1])
    order = np.argsort(distances, kind="stable")
    power, variance = np.abs(visibilities) ** 2, np.zeros(len(order))
    if noise_map is not None:
        for part, sigma in ((visibilities.real, noise_map.real), (visibilities.imag, noise_map.imag)):
            power = power - sigma**2
            variance += 4.0 * part**2 * sigma**2 - 2.0 * sigma**4
    rows = []
    for members in np.array_split(order, min(max(len(order) // _FEWEST_IN_BIN, 1), _MOST_BINS)):
        where = distances[members]
        error = math.sqrt(max(float(variance[members].sum()), 0.0)) / len(members)
        rows.append((where.mean(), where.min(), where.max(), power[members].mean(), error))
    return Amplitudes(*np.array(rows).T)


def coverage(axes: Axes, uv_wavelengths: np.ndarray) -> None:
    """Show the baselines and their conjugates in kilowavelengths: as points, or as a density where they are many."""
    u, v = 1.0e-3 * uv_wavelengths.T
    # Room for the legend above the longest baseline.
    reach = 1.17 * float(np.hypot(u, v).max())
    if u.size <= _MOST_POINTS:
        style: dict[str, Any] = {"s": 2.0 if u.size < 5000 else 0.6, "linewidths": 0.0, "rasterized": True}
        axes.scatter(u, v, color="C0", label="measured", **style)
        axes.scatter(-u, -v, color="C1", label="conjugate", **style)
        scale = 4.0 / math.sqrt(style["s"])
        axes.legend(loc="upper center", ncols=2, markerscale=scale, handletextpad=0.1, borderaxespad=0.1)
    else:
        edges = np.linspace(-reach, reach, 257)
        counts, _, _ = np.histogram2d(np.append(v, -v), np.append(u, -u), bins=(edges, edges))
        axes.pcolormesh(edges, edges, counts, cmap="Greys", norm=LogNorm(vmin=0.5), rasterized=True)
    axes.set_aspect("equal")
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_xlabel(r"$u$ (k$\lambda$)")
    axes.set_ylabel(r"$v$ (k$\lambda$)")


def amplitude(axes: Axes, dataset: Interferometer, unit: str, model: np.ndarray | None = None) -> None:
    """Show binned amplitudes against baseline length, with upper limits where the noise outweighs the signal."""
    found = amplitudes_from(dataset.data, dataset.noise_map, dataset.uv_wavelengths)
    limit = found.power < _UPPER_LIMIT_SIGMA * found.error
    size = np.sqrt(np.maximum(found.power, 0.0))
    size[limit] = np.sqrt(np.maximum(found.power, 0.0) + _UPPER_LIMIT_SIGMA * found.error)[limit]
    factor, text = readable_units.prefixed(size, unit)
    distance = 1.0e-3 * found.distance
    widths = 1.0e-3 * np.stack([found.distance - found.lower, found.upper - found.distance])
    error = np.divide(found.error, 2.0 * size, out=np.zeros_like(size), where=size > 0.0)
    style: dict[str, Any] = {"color": "black", "fmt": "o", "markersize": 2.5, "elinewidth": 0.7}
    axes.errorbar(
        distance[~limit], factor * size[~limit], factor * error[~limit], widths[:, ~limit], label="data", **style
    )
    if limit.any():
        arrows = {**style, "fmt": "v", "markerfacecolor": "white", "markeredgewidth": 0.7}
        axes.errorbar(
            distance[limit], factor * size[limit], xerr=widths[:, limit], label=r"$2\sigma$ upper limit", **arrows
        )
    if model is not None:
        expected = amplitudes_from(model, None, dataset.uv_wavelengths)
        axes.plot(distance, factor * np.sqrt(expected.power), color="C3", label="model", zorder=3)
    if model is not None or limit.any():
        axes.legend(loc="upper right")
    axes.set_xlim(left=0.0)
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel(r"Baseline length (k$\lambda$)")
    axes.set_ylabel(f"Amplitude ({text})" if text else "Amplitude")
