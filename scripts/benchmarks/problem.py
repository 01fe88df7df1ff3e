"""Realistic inputs of the benchmarks.

Baselines reach the pixels' Nyquist limit, so that W is no constant matrix; noise is bounded away from zero; the mapping
is a real lens's. N is the side of the image, with a circular mask as wide as it.
"""

import itertools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import nnls

import autolens_lite as al
from autolens_lite import units
from autolens_lite.dataset import fourier_transform
from autolens_lite.pixelization import Mapper
from autolens_lite.xp.structures import WTilde

PIXEL_SCALE = 0.05  # arcsec


def mask_of(side: int) -> al.Mask2D:
    return al.Mask2D.circular((side, side), radius=0.5 * side * PIXEL_SCALE, pixel_scales=PIXEL_SCALE)


def baselines_of(count: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """(u, v) in wavelengths (K, 2), denser inside as an array's are, and sigma (K,)."""
    rng = np.random.default_rng(seed)
    limit = 0.95 * 0.5 / (PIXEL_SCALE * units.ARCSEC)
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, count), limit * rng.uniform(0.01, 1.0, count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), rng.uniform(0.5, 2.0, count)


def phases_of(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Arguments of `xp.w_compact`: phases (K, 2) and weights (K,)."""
    uv, sigma = baselines_of(count)
    return fourier_transform.phases_from(uv, (PIXEL_SCALE, PIXEL_SCALE)), sigma**-2.0


def lens_of(side: int) -> al.Galaxy:
    mass = al.mp.Isothermal((0.01, -0.02), (0.1, 0.05), einstein_radius=0.31 * 0.5 * side * PIXEL_SCALE)
    return al.Galaxy(redshift=0.5, mass=mass, shear=al.mp.ExternalShear(0.03, -0.02))


def source_of(mesh: Any) -> al.Galaxy:
    return al.Galaxy(redshift=1.0, pixelization=al.Pixelization(mesh, al.reg.Constant(1.0)))


def mapper_of(side: int, shape: tuple[int, int], over_sample_size: int = 1, backend: str = "numba") -> Mapper:
    """A rectangular mesh over a source plane behind the lens."""
    grid = al.Grid2D.from_mask(mask_of(side), over_sample_size, backend)
    source = source_of(al.mesh.RectangularUniform(shape))
    traced = al.Tracer([lens_of(side), source]).traced_coordinates_from(grid.over_sampled, 1)[1]
    return Mapper.of_points(source.pixelization, grid, traced)


class Mapping(NamedTuple):
    """F's arguments, on the host: indices and weights (M, B), the tables of W, S; and the dirty image (M,)."""

    indices: np.ndarray
    weights: np.ndarray
    w: WTilde
    pixels: int
    dirty_image: np.ndarray

    def on(self, xp: Any) -> "Mapping":
        """The same as arrays of a backend."""
        w = WTilde(*map(xp.asarray, self.w))
        return Mapping(*map(xp.asarray, self[:2]), w, self.pixels, xp.asarray(self.dirty_image))

    def part(self, image_pixels: int) -> "Mapping":
        """The first pixels alone: the cost of looking up every pair of pixels falls with their square."""
        w = self.w._replace(rows=self.w.rows[:image_pixels], cols=self.w.cols[:image_pixels])
        return Mapping(
            self.indices[:image_pixels], self.weights[:image_pixels], w, self.pixels, self.dirty_image[:image_pixels]
        )


def mapping_of(dataset: al.Interferometer, shape: tuple[int, int], row_length: int = 3) -> Mapping:
    """T with three weights a row: the bilinear ones less the fourth, scaled to a sum of 1; B <= S always."""
    mapper = mapper_of(dataset.real_space_mask.shape_native[0], shape)
    indices, weights = (np.ascontiguousarray(part[:, :row_length]) for part in mapper.sparse)
    # Linear extrapolation in a mesh's outermost half pixels gives weights below zero; none so large that the sum is.
    weights = np.clip(weights, 0.05, None)
    operators = dataset.operators.with_backend("numba")
    return Mapping(indices, weights / weights.sum(1)[:, None], operators.w, mapper.pixels, operators.dirty_image)


def dataset_of(side: int, visibilities: int, backend: str = "numba") -> al.Interferometer:
    """Noisy visibilities of a lensed Sersic."""
    uv, sigma = baselines_of(visibilities)
    mask = mask_of(side)
    source = al.Galaxy(redshift=1.0, bulge=al.lp.Sersic((0.05, 0.03), (0.1, -0.05), 3.0, 0.1 * side * PIXEL_SCALE, 1.5))
    image = al.Tracer([lens_of(side), source]).image_2d_from(al.Grid2D.from_mask(mask, backend="numba"))
    truth = fourier_transform.visibilities_from(np.asarray(image.native), uv, mask.pixel_scales, mask.origin)
    rng = np.random.default_rng(2)
    sigma *= np.abs(truth).std()
    data = truth + sigma * (rng.normal(size=visibilities) + 1j * rng.normal(size=visibilities))
    return al.Interferometer(data, sigma + 1j * sigma, uv, mask, backend=backend)


def model_of(side: int, mesh: Any) -> tuple[al.Collection, np.ndarray]:
    """An isothermal ellipsoid with shear before a mesh: seven parameters; and a vector near the truth."""
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal, shear=al.mp.ExternalShear)
    model = al.Collection(galaxies=al.Collection(lens=lens, source=source_of(mesh)))
    return model, np.array([0.01, -0.02, 0.1, 0.05, 0.31 * 0.5 * side * PIXEL_SCALE, 0.03, -0.02])


MESHES = {"uniform": al.mesh.RectangularUniform, "adaptive": al.mesh.RectangularAdaptDensity}


def likelihood_of(
    dataset: al.Interferometer, shape: tuple[int, int], mesh: str, positive: bool, method: str = "auto"
) -> tuple[Any, np.ndarray]:
    """The log likelihood through the public API, all S pixels solved for, and a vector."""
    model, vector = model_of(dataset.real_space_mask.shape_native[0], MESHES[mesh](shape))
    settings = al.Settings(positive, use_edge_zeroed_pixels=False, curvature_method=method)
    return al.AnalysisInterferometer(dataset, settings=settings).likelihood_from(model), vector


def moving(function: Callable[[np.ndarray], Any], vector: np.ndarray) -> Callable[[], Any]:
    """A call of the function with a new vector each time."""
    vectors = vector * (1.0 + 0.01 * np.random.default_rng(4).normal(size=(50, vector.size)))
    number = itertools.count()
    return lambda: function(vectors[next(number) % len(vectors)])


def system_of(dataset: al.Interferometer, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """F + H and D of the inversion: the arguments of the solvers, (S, S) and (S,)."""
    likelihood, vector = likelihood_of(dataset.with_backend("numba"), shape, "uniform", False)
    fit = likelihood.analysis.fit_from(likelihood.model.instance_from_vector(vector))
    return fit.inversion.curvature_reg_matrix, fit.inversion.data_vector


def scipy_nnls(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """scipy's non-negative least squares of the same problem."""
    factor = np.linalg.cholesky(matrix).T
    return nnls(factor, np.linalg.solve(factor.T, vector), maxiter=100 * vector.size)[0]


def assert_close(found: Any, expected: Any, tolerance: float) -> None:
    """Refuse a wrong answer: the largest difference, relative to the largest element."""
    found, expected = np.asarray(found), np.asarray(expected)
    difference = np.abs(found - expected).max() / np.abs(expected).max()
    if not difference <= tolerance:
        raise AssertionError(f"the answer is off by {difference:.1e} of its largest element ({tolerance:.0e} allowed)")


def assert_optimal(matrix: np.ndarray, vector: np.ndarray, solution: np.ndarray) -> None:
    """Refuse what is no non-negative least-squares solution, by its conditions (Karush, Kuhn and Tucker)."""
    slope = matrix @ solution - vector
    scale = np.abs(vector).max()
    passive = solution > 0.0
    if solution.min() < 0.0 or np.abs(slope[passive]).max() > 1e-9 * scale or slope.min() < -1e-9 * scale:
        raise AssertionError("this is no non-negative least-squares solution")


def assert_gradient(likelihood: Any, vector: np.ndarray) -> None:
    """Refuse a wrong gradient, coarsely (the tests hold the sharp check): along one direction, by differences."""
    direction = np.random.default_rng(5).normal(size=vector.size)
    step = 1e-6 * direction / np.linalg.norm(direction)
    difference = 0.5 * (likelihood(vector + step) - likelihood(vector - step))
    assert_close(likelihood.value_and_grad(vector)[1] @ step, difference, 1e-3)
