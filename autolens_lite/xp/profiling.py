"""`al.xp.profile`: the algorithms for the curvature matrix, timed on a user's dataset, mesh and machine."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.xp.backend import Backend
from autolens_lite.xp.method import chosen, costs

DEFAULT_SHAPE = (30, 30)


class ProfileRow(NamedTuple):
    """What one algorithm took on one backend.

    Attributes
    ----------
    backend, method : str
    seconds : float
        Median time of F = T^T W T.
    gradient_seconds : float
        Median time of F and its derivative in the weights of T together; NaN on a backend without gradients.
    difference : float
        Largest difference from the first row's F, relative to the largest element.
    is_auto : bool
        Whether method="auto" takes it.
    """

    backend: str
    method: str
    seconds: float
    gradient_seconds: float
    difference: float
    is_auto: bool


class Profile(NamedTuple):
    """Timings of the curvature matrix; its `repr` is a table.

    Attributes
    ----------
    rows : tuple of ProfileRow
    image_pixels, pixels, row_length : int
        M, S and B: unmasked image pixels, source pixels, stored weights per image pixel.
    """

    rows: tuple[ProfileRow, ...]
    image_pixels: int
    pixels: int
    row_length: int

    def best(self, backend: str | None = None, gradient: bool = False) -> ProfileRow:
        """Return the fastest row, of one backend or of all; with `gradient`, the fastest at value and gradient.

        Raises BackendError if no such row was timed.
        """
        found = [row for row in self.rows if backend in (None, row.backend)]
        if gradient:
            found = [row for row in found if not math.isnan(row.gradient_seconds)]
        if not found:
            raise exc.BackendError(
                f"backend = {backend!r} has no timings{' of gradients' if gradient else ''} here. "
                f"Profiled: {', '.join(sorted({row.backend for row in self.rows}))}."
            )
        return min(found, key=lambda row: row.gradient_seconds if gradient else row.seconds)

    def __repr__(self) -> str:
        lines = [
            f"Curvature matrix: {self.image_pixels} image pixels, {self.pixels} source pixels, "
            f"{self.row_length} weights a pixel",
            f"{'backend':<9}{'method':<9}{'value':>11}{'and gradient':>14}{'difference':>12}",
        ]
        best = {row.backend: self.best(row.backend) for row in self.rows}
        for row in self.rows:
            notes = [name for name, holds in (("fastest", row == best[row.backend]), ("auto", row.is_auto)) if holds]
            lines.append(
                f"{row.backend:<9}{row.method:<9}{_text(row.seconds):>11}{_text(row.gradient_seconds):>14}"
                f"{row.difference:>12.0e}  {', '.join(notes)}".rstrip()
            )
        overall = self.best()
        lines.append(
            f"Fastest: backend={overall.backend!r} with al.Settings(curvature_method={overall.method!r}); "
            '"auto" goes by size alone.'
        )
        return "\n".join(lines)


def profile(
    dataset: Any,
    mesh: Any = None,
    source_coordinates: Any = None,
    names: tuple[str, ...] = backends.NAMES,
    repeats: int = 5,
    seconds: float = 5.0,
) -> Profile:
    """Time each algorithm for the curvature matrix F = T^T W T, and say which is fastest.

    Parameters
    ----------
    dataset
        An `al.Interferometer`; its mask and over-sampling are used.
    mesh
        The source's mesh, such as `al.mesh.RectangularAdaptDensity((30, 30))`; by default 30 x 30 equal pixels.
    source_coordinates
        The dataset's sub-pixels (`dataset.grid_pixelization.over_sampled`) traced to the source plane, arcsec, as an
        array (N, 2) of (y, x) or an object with `y` and `x`. By default they are traced through an isothermal sphere
        with an Einstein radius of 0.4 times the field's radius: times depend little on the lens.
    names
        The backends.
    repeats
        Timings of each algorithm, of which the median is given.
    seconds
        An algorithm that has taken longer than this is not repeated.

    Returns
    -------
    Profile
        Its `repr` is a table; `rows` and `best()` are for programs.

    Raises
    ------
    BackendError
        If a backend is unknown.
    ParameterError
        If `repeats` is not positive or `source_coordinates` are not one point per sub-pixel.
    """
    check.positive("repeats", repeats)
    indices, weights, pixels = _mapping_from(dataset, mesh, source_coordinates)
    rows: list[ProfileRow] = []
    reference: np.ndarray | None = None
    for name in map(backends.name_of, names):
        xp = backends.get(name)
        w = dataset.operators.with_backend(name).w
        points = w.spectrum.shape[0] * 2 * (w.spectrum.shape[1] - 1)
        sizes = (indices.size, indices.shape[0], pixels, points)
        calls: dict[tuple[str, bool], Callable[[], np.ndarray]] = {}
        data = (xp.asarray(indices), w)
        for method in costs(*sizes):
            calls[method, False] = _value(xp, method, pixels, xp.asarray(weights), data)
            gradient = _gradient(xp, method, pixels, xp.asarray(weights), data)
            if gradient is not None:
                calls[method, True] = gradient
        times, results = _timed(calls, int(repeats), seconds)
        for method in costs(*sizes):
            value = results[method, False]
            reference = value if reference is None else reference
            rows.append(
                ProfileRow(
                    name,
                    method,
                    times[method, False],
                    times.get((method, True), math.nan),
                    float(np.abs(value - reference).max() / np.abs(reference).max()),
                    method == chosen("auto", *sizes),
                )
            )
    return Profile(tuple(rows), indices.shape[0], pixels, indices.shape[1])


def _text(seconds: float) -> str:
    if math.isnan(seconds):
        return "-"
    return f"{seconds:.2f} s " if seconds >= 10.0 else f"{1e3 * seconds:.3g} ms"


def _value(xp: Backend, method: str, pixels: int, weights: Any, data: Any) -> Callable[[], np.ndarray]:
    def function(weights: Any, data: Any) -> Any:
        return xp.curvature_matrix(data[0], weights, data[1], pixels, method)

    compiled = xp.compiled(function)
    return lambda: xp.to_numpy(compiled(weights, data))


def _gradient(xp: Backend, method: str, pixels: int, weights: Any, data: Any) -> Callable[[], np.ndarray] | None:
    def function(weights: Any, data: Any) -> Any:
        return xp.sum(xp.curvature_matrix(data[0], weights, data[1], pixels, method))

    try:
        both = xp.value_and_gradient(function)
    except exc.BackendError:
        return None
    return lambda: xp.to_numpy(both(weights, data)[1])


def _timed(
    calls: dict[Any, Callable[[], Any]], repeats: int, seconds: float
) -> tuple[dict[Any, float], dict[Any, Any]]:
    """Median time and result of each call, in turns, so that a busy moment of the machine meets all alike."""
    results = {key: call() for key, call in calls.items()}  # also compiles
    times: dict[Any, list[float]] = {key: [] for key in calls}
    for _ in range(repeats):
        for key, call in calls.items():
            if sum(times[key]) < seconds:
                start = time.perf_counter()
                call()
                times[key].append(time.perf_counter() - start)
    return {key: statistics.median(found) for key, found in times.items()}, results


def _mapping_from(dataset: Any, mesh: Any, source_coordinates: Any) -> tuple[np.ndarray, np.ndarray, int]:
    """T of the dataset's grid and a mesh: indices and weights (M, B), -1 for none, and S."""
    grid = dataset.grid_pixelization.with_backend("numba")
    image = grid.over_sampled
    if source_coordinates is None:
        y, x = _behind_sphere(np.asarray(image.y), np.asarray(image.x))
    else:
        y, x = _pair_from(source_coordinates)
        if y.shape != np.shape(image.y) or x.shape != y.shape:
            raise exc.ParameterError(
                f"source_coordinates hold {y.size} points. Pass one for each of the {np.size(image.y)} sub-pixels of "
                "dataset.grid_pixelization.over_sampled."
            )
    coordinates = type(image)(y, x, backends.get("numba"))
    mesh = _Uniform(DEFAULT_SHAPE) if mesh is None else mesh
    indices, weights, *_ = mesh.interpolation_from(coordinates)
    rows = _binned(np.asarray(indices), np.asarray(weights), np.asarray(grid.sub_index), grid.shape_slim)
    return *rows, mesh.pixels


def _pair_from(coordinates: Any) -> tuple[np.ndarray, np.ndarray]:
    if hasattr(coordinates, "y"):
        return np.asarray(coordinates.y), np.asarray(coordinates.x)
    values = np.asarray(coordinates, dtype=float)
    if values.ndim != 2 or values.shape[1] != 2:
        raise exc.ParameterError(
            f"source_coordinates have shape {values.shape}. Pass (N, 2): y and x of each sub-pixel."
        )
    return values[:, 0].copy(), values[:, 1].copy()


def _behind_sphere(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    y, x = y - y.mean(), x - x.mean()
    radius = np.hypot(y, x)
    scale = 1.0 - 0.4 * radius.max() / np.maximum(radius, 1e-8)
    return scale * y, scale * x


def _binned(
    indices: np.ndarray, weights: np.ndarray, sub_index: np.ndarray, image_pixels: int
) -> tuple[np.ndarray, np.ndarray]:
    """Rows of sub-pixels (N, B) put side by side by image pixel, with the mean's weights: (M, most B)."""
    counts = np.bincount(sub_index, minlength=image_pixels)
    slots = np.full((image_pixels, counts.max()), -1)
    slots[np.arange(counts.max()) < counts[:, None]] = np.argsort(sub_index, kind="stable")
    present = (slots >= 0)[:, :, None]
    rows = np.where(present, indices[slots], -1).reshape(image_pixels, -1)
    return rows, np.where(present, weights[slots] / counts[:, None, None], 0.0).reshape(image_pixels, -1)


class _Uniform(NamedTuple):
    """Equal pixels over the points' bounding rectangle with bilinear weights: a mesh where the user names none."""

    shape: tuple[int, int]

    @property
    def pixels(self) -> int:
        return self.shape[0] * self.shape[1]

    def interpolation_from(self, coordinates: Any) -> tuple[np.ndarray, np.ndarray]:
        down, down_weights = self._axis(-coordinates.y, self.shape[0])
        across, across_weights = self._axis(coordinates.x, self.shape[1])
        corners = [(i, j) for i in (0, 1) for j in (0, 1)]
        indices = np.stack([(down + i) * self.shape[1] + across + j for i, j in corners], axis=1)
        return indices, np.stack([down_weights[i] * across_weights[j] for i, j in corners], axis=1)

    @staticmethod
    def _axis(values: np.ndarray, count: int) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        position = (values - values.min()) * (count / np.ptp(values)) - 0.5
        first = np.clip(np.floor(position).astype(np.int64), 0, count - 2)
        return first, (first + 1.0 - position, position - first)
