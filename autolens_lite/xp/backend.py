"""The names that every backend has: made by `python -m autolens_lite.xp.contract`, not by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from autolens_lite.xp.structures import Psf, Triangulation, WDense, WPsf, WTilde

# Where each backend has its kernels: `numba_xp/fields/isothermal.py` and `jax_xp/fields/isothermal.py`.
FILES: dict[str, tuple[str, ...]] = {
    "curvature.imaging": ("curvature_matrix_psf", "w_psf", "w_psf_product"),
    "curvature.interferometer": ("curvature_matrix", "w_tilde_dense", "w_tilde_product"),
    "curvature.mapping": ("data_matrix", "data_vector", "mapped_image", "mapping_matrix"),
    "fields.angular": ("power_law_angular",),
    "fields.angular_core": ("power_law_core_angular",),
    "fields.chebyshev": ("chebyshev_sum",),
    "fields.confocal_ring_sums": ("disc_sum", "ring_sum"),
    "fields.cored_steep": ("cored_steep_field",),
    "fields.faddeeva": ("faddeeva",),
    "fields.gaussian": ("gaussian_angular",),
    "fields.isothermal": ("dual_isothermal_field", "isothermal_field"),
    "fields.light": ("exponential", "group_means"),
    "fields.nfw": ("cnfw_round_field", "nfw_field", "nfw_round_field", "nfw_truncated_round_field"),
    "fields.power_law_broken": ("power_law_broken_field",),
    "meshes.bilinear": ("bilinear_weights",),
    "meshes.compact_kernels": ("compact_lengths", "compact_weights"),
    "meshes.delaunay": ("delaunay_weights", "nearest_vertices"),
    "meshes.k_nearest": ("k_nearest_weights",),
    "meshes.natural_neighbor": ("natural_neighbor_weights",),
    "meshes.triangulation": ("triangulation",),
    "min_max": ("max", "min"),
    "solve.bounded": ("bounded_solve_with_log_det",),
    "solve.regularization": ("add_penalty", "inverse_with_log_det", "penalty_log_det", "penalty_matrix"),
    "solve.symmetric": ("log_det", "nonnegative_solve", "solve_with_log_det"),
    "transforms.convolution": ("convolved", "convolved_transposed"),
    "transforms.fourier": ("nufft_adjoint", "nufft_forward", "w_compact"),
}


class Backend(Protocol):
    """What the `xp` of a dataset, grid or fit is: a module of array functions, and of kernels (`xp/contract`)."""

    NAME: str
    PREFERS_BATCH: bool

    def __hash__(self) -> int:
        """As of every module: what is computed once for a backend is kept by it."""

    # array functions, as NumPy and jax.numpy have them
    abs: Callable[..., Any]
    all: Callable[..., Any]
    any: Callable[..., Any]
    arange: Callable[..., Any]
    arcsinh: Callable[..., Any]
    arctan: Callable[..., Any]
    arctan2: Callable[..., Any]
    arctanh: Callable[..., Any]
    ceil: Callable[..., Any]
    clip: Callable[..., Any]
    concatenate: Callable[..., Any]
    conj: Callable[..., Any]
    cos: Callable[..., Any]
    cosh: Callable[..., Any]
    cumsum: Callable[..., Any]
    diag: Callable[..., Any]
    exp: Callable[..., Any]
    expm1: Callable[..., Any]
    eye: Callable[..., Any]
    floor: Callable[..., Any]
    full: Callable[..., Any]
    hypot: Callable[..., Any]
    imag: Callable[..., Any]
    int64: Callable[..., Any]
    interp: Callable[..., Any]
    isfinite: Callable[..., Any]
    isnan: Callable[..., Any]
    linspace: Callable[..., Any]
    log: Callable[..., Any]
    log10: Callable[..., Any]
    log1p: Callable[..., Any]
    maximum: Callable[..., Any]
    mean: Callable[..., Any]
    minimum: Callable[..., Any]
    ndarray: Callable[..., Any]
    ones: Callable[..., Any]
    ones_like: Callable[..., Any]
    outer: Callable[..., Any]
    pi: float
    power: Callable[..., Any]
    prod: Callable[..., Any]
    ravel: Callable[..., Any]
    real: Callable[..., Any]
    repeat: Callable[..., Any]
    reshape: Callable[..., Any]
    searchsorted: Callable[..., Any]
    sign: Callable[..., Any]
    sin: Callable[..., Any]
    sinc: Callable[..., Any]
    sinh: Callable[..., Any]
    sort: Callable[..., Any]
    sqrt: Callable[..., Any]
    square: Callable[..., Any]
    stack: Callable[..., Any]
    sum: Callable[..., Any]
    take: Callable[..., Any]
    tan: Callable[..., Any]
    tanh: Callable[..., Any]
    tile: Callable[..., Any]
    transpose: Callable[..., Any]
    where: Callable[..., Any]
    zeros: Callable[..., Any]
    zeros_like: Callable[..., Any]

    # functions that the backends have each in its own way
    erf: Callable[..., Any]
    erfc: Callable[..., Any]
    gamma: Callable[..., Any]
    gammaln: Callable[..., Any]
    inverse: Callable[..., Any]
    lower_factor: Callable[..., Any]

    def as_float(self, values: Any) -> Any:
        """Return `values` as a float64 array of this backend."""

    def asarray(self, values: Any, dtype: Any = None) -> Any:
        """Return `values` as an array of this backend."""

    def blocked(self, function: Callable[..., Any], *points: Any) -> Any:
        """Return `function(*points)`, of arrays (N,), evaluated where it pays a block of points at a time."""

    def compiled(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return `function(vector, data)` compiled as a whole, where the backend can."""

    def cond(self, predicate: Any, if_true: Callable[..., Any], if_false: Callable[..., Any], *operands: Any) -> Any:
        """Return `if_true(*operands)` or `if_false(*operands)`, evaluating the chosen one alone."""

    def constant(self, values: Any) -> Any:
        """Return data of a whole run as an array of this backend, even where code is being traced."""

    def forward_mode(self) -> Any:
        """Return a context in which what is computed can be differentiated forwards: here as ever."""

    def index_add(self, array: Any, index: Any, values: Any) -> Any:
        """Return a copy of `array` with `values` added at `index`; repeated indices accumulate."""

    def least_squares(self, function: Callable[..., Any]) -> Any:
        """Return residuals, a function of (vector, data), and their Jacobian."""

    def mapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function of (vectors (n, p), data) that gives `function` of each vector, (n,)."""

    def projected(
        self,
        rows: Callable[..., Any],
        solution: Any,
        matrix: Any,
        positive: bool,
        response: Any = None,
        bounds: Any = None,
    ) -> Any:
        """Return `rows(solution)`: the residuals that the best linear parameters leave."""

    def segment_sum(self, values: Any, segments: Any, total: int) -> Any:
        """Return the sums of `values` (N,) over equal `segments` (N,), shape (total,)."""

    def stop_gradient(self, values: Any) -> Any:
        """Return `values`, constant under differentiation."""

    def sum_over_nodes(self, integrand: Any, nodes: Any, points: Any, parameters: Any) -> Any:
        """Return the sums over nodes of `integrand(node, points, parameters)`, elementwise in the points."""

    def tidy(self) -> None:
        """Free what operations on arrays of other shapes have left behind: nothing, on this backend."""

    def to_numpy(self, values: Any) -> Any:
        """Return `values` as a NumPy array on the host."""

    def value_and_gradient(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function of (vector, data) that gives the value of `function` and its gradient in the vector."""

    # kernels: `xp/contract` has their definitions
    def curvature_matrix_psf(
        self, indices: ArrayLike, weights: ArrayLike, w: WTilde | WPsf | WDense, pixels: int, method: str = "auto"
    ) -> Any:
        """The curvature matrix F = T^T W T of an image: `curvature_matrix` comes here for a `WPsf`."""

    def w_psf(self, psf: Psf, inverse_variance: ArrayLike) -> Any:
        """Return W of a PSF and the inverse variance (M,), see `structures.WPsf`: set-up of a dataset."""

    def w_psf_product(self, image: ArrayLike, w: WTilde | WPsf | WDense) -> Any:
        """The product W image for the W of an image: `w_tilde_product` comes here for a `WPsf`."""

    def curvature_matrix(
        self,
        indices: ArrayLike,
        weights: ArrayLike,
        w: WTilde | WPsf | WDense,
        pixels: int,
        method: str = "auto",
        dense: ArrayLike | None = None,
    ) -> Any:
        """The curvature matrix F = T^T W T of a mapping T and the noise-weighted operator W of a dataset."""

    def w_tilde_dense(self, w: WTilde | WPsf | WDense) -> Any:
        """The operator W of visibilities as a dense matrix (M, M) of the unmasked pixels, from its tables."""

    def w_tilde_product(self, image: ArrayLike, w: WTilde | WPsf | WDense) -> Any:
        """The product W image of the noise-weighted operator W of a dataset with images."""

    def data_matrix(self, indices: ArrayLike, weights: ArrayLike, images: ArrayLike, pixels: int) -> Any:
        """The data vectors T^T images: (S, n), of indices and weights (M, B), images (M, n) and S source pixels."""

    def data_vector(self, indices: ArrayLike, weights: ArrayLike, image: ArrayLike, pixels: int) -> Any:
        """The data vector D = T^T image: (S,), of indices and weights (M, B), an image (M,) and S source pixels."""

    def mapped_image(self, indices: ArrayLike, weights: ArrayLike, source: ArrayLike) -> Any:
        """The image T source of a source (S,), without convolution: (M,), of indices and weights (M, B)."""

    def mapping_matrix(self, indices: ArrayLike, weights: ArrayLike, pixels: int) -> Any:
        """The mapping matrix T as a dense matrix."""

    def power_law_angular(self, w_real: ArrayLike, w_imag: ArrayLike, t: ArrayLike) -> Any:
        """The angular part of an elliptical power law's deflections, 2F1(1, t/2; 2 - t/2; -w), w = w_real + i w_imag."""

    def power_law_core_angular(self, w_real: ArrayLike, w_imag: ArrayLike, core: ArrayLike, t: ArrayLike) -> Any:
        """The angular part of a cored elliptical power law's deflections."""

    def chebyshev_sum(
        self, coefficients: Callable[..., Any], position: ArrayLike, parameters: tuple[ArrayLike, ...]
    ) -> Any:
        """Return the sum of c_n T_n(position), with c = `coefficients(parameters)`."""

    def disc_sum(
        self, t: ArrayLike, exponent: ArrayLike, slope: ArrayLike, log_u: ArrayLike, weights: ArrayLike
    ) -> Any:
        """The mean within a circle of an exponential mass, as a sum over rings: `ring_sum` at w = 0, (N,)."""

    def ring_sum(
        self,
        w_y: ArrayLike,
        w_x: ArrayLike,
        within: ArrayLike,
        t: ArrayLike,
        exponent: ArrayLike,
        slope: ArrayLike,
        log_u: ArrayLike,
        weights: ArrayLike,
    ) -> Any:
        """The deflection of an exponential mass on similar ellipses, as a sum over rings."""

    def cored_steep_field(
        self,
        y: ArrayLike,
        x: ArrayLike,
        e0: ArrayLike,
        e1: ArrayLike,
        scale: ArrayLike,
        shape: ArrayLike,
        amplitude: Callable[..., Any],
        nodes: ArrayLike,
    ) -> Any:
        """Return (alpha_y, alpha_x): Z times the sum of h t / (S [S + t + w (S - t)]) over nodes, S^2 = t^2 + X."""

    def faddeeva(self, x: ArrayLike, y: ArrayLike) -> Any:
        """Faddeeva's function w(z) = exp(-z^2) erfc(-i z) in the upper half plane."""

    def gaussian_angular(self, w_y: ArrayLike, w_x: ArrayLike, a: ArrayLike) -> Any:
        """The angular part of an elliptical Gaussian's deflections."""

    def dual_isothermal_field(
        self, y: ArrayLike, x: ArrayLike, e0: ArrayLike, e1: ArrayLike, inner: ArrayLike, outer: ArrayLike
    ) -> Any:
        """The difference of two of `isothermal_field`, of cores `inner` and `outer`, without cancellation far away."""

    def isothermal_field(self, y: ArrayLike, x: ArrayLike, e0: ArrayLike, e1: ArrayLike, core: ArrayLike) -> Any:
        """The deflections of an isothermal ellipsoid with a core, U arctan(sqrt W) / sqrt W with W = conj(eps) U^2."""

    def exponential(self, x: ArrayLike, amplitude: ArrayLike, rate: ArrayLike) -> Any:
        """amplitude exp(rate x), of values (N,) and two numbers; rate x up to 700."""

    def group_means(self, values: ArrayLike, size: int) -> Any:
        """The means of `size` consecutive values each, along the last axis: (..., M size) to (..., M)."""

    def cnfw_round_field(self, y: ArrayLike, x: ArrayLike, scale: ArrayLike, core: ArrayLike) -> Any:
        """The deflections over 4 kappa_s of a round NFW halo with a core: density 1 / [(r + r_c) (1 + r)^2]."""

    def nfw_field(self, y: ArrayLike, x: ArrayLike, e0: ArrayLike, e1: ArrayLike, scale: ArrayLike) -> Any:
        """The deflections of an elliptical NFW halo over 4 kappa_s."""

    def nfw_round_field(self, y: ArrayLike, x: ArrayLike, scale: ArrayLike) -> Any:
        """`nfw_field` without ellipticity: (alpha_y, alpha_x) of points (N,) for the scale radius."""

    def nfw_truncated_round_field(self, y: ArrayLike, x: ArrayLike, scale: ArrayLike, tau: ArrayLike) -> Any:
        """`nfw_round_field` for a density times 1 / (1 + (r / r_t)^2), tau = r_t / r_s."""

    def power_law_broken_field(
        self,
        y: ArrayLike,
        x: ArrayLike,
        e0: ArrayLike,
        e1: ArrayLike,
        inner_slope: ArrayLike,
        outer_slope: ArrayLike,
        scale: ArrayLike,
    ) -> Any:
        """The deflections of a broken elliptical power law over kappa_b r_b^2 / q: see `profile.mass.PowerLawBroken`."""

    def bilinear_weights(self, y: ArrayLike, x: ArrayLike, frame: ArrayLike, shape: ArrayLike) -> Any:
        """Bilinear interpolation between the centres of a mesh's rows and columns of pixels."""

    def compact_lengths(self, y: ArrayLike, x: ArrayLike) -> Any:
        """How far the kernel about each vertex reaches, and which pairs of vertices are near."""

    def compact_weights(
        self,
        y: ArrayLike,
        x: ArrayLike,
        starts: ArrayLike,
        vertices_y: ArrayLike,
        vertices_x: ArrayLike,
        lengths: ArrayLike,
        width: int,
    ) -> Any:
        """The share of each kernel in the source, on average over each of several groups of points."""

    def delaunay_weights(
        self, y: ArrayLike, x: ArrayLike, vertices_y: ArrayLike, vertices_x: ArrayLike, triangulation: Triangulation
    ) -> Any:
        """Linear interpolation in triangles."""

    def nearest_vertices(
        self, y: ArrayLike, x: ArrayLike, vertices_y: ArrayLike, vertices_x: ArrayLike, triangulation: Triangulation
    ) -> Any:
        """The nearest vertex of each point, (N, 1) int; of those as near within `TIE` the first. See `delaunay_weights`."""

    def k_nearest_weights(
        self,
        y: ArrayLike,
        x: ArrayLike,
        vertices_y: ArrayLike,
        vertices_x: ArrayLike,
        triangulation: Triangulation,
        k: int,
        radius_scale: ArrayLike,
    ) -> Any:
        """Weights of the k nearest vertices."""

    def natural_neighbor_weights(
        self, y: ArrayLike, x: ArrayLike, vertices_y: ArrayLike, vertices_x: ArrayLike, triangulation: Triangulation
    ) -> Any:
        """Natural-neighbour interpolation (Sibson 1981, in Interpreting Multivariate Data, p. 21)."""

    def triangulation(self, y: ArrayLike, x: ArrayLike) -> Any:
        """The Delaunay triangulation of the vertices of a mesh, a `Triangulation`."""

    def max(self, values: ArrayLike) -> Any:
        """Return the maximum of an array or maximum along an axis."""

    def min(self, values: ArrayLike) -> Any:
        """Return the minimum of an array or minimum along an axis."""

    def bounded_solve_with_log_det(
        self, matrix: ArrayLike, vector: ArrayLike, bounds: ArrayLike, leading: int | None = None
    ) -> Any:
        """Minimise x^T A x / 2 - x^T b where linear combinations C x of the parameters are not negative."""

    def add_penalty(
        self, matrix: ArrayLike, indices: ArrayLike, coefficients: ArrayLike, weights: ArrayLike, diagonal: ArrayLike
    ) -> Any:
        """The sum of a matrix (S, S) and of the matrix of `penalty_matrix`, without the latter's being made."""

    def inverse_with_log_det(self, matrix: ArrayLike) -> Any:
        """The inverse of a positive definite matrix (S, S), and its log determinant; NaN where it is indefinite."""

    def penalty_log_det(
        self, indices: ArrayLike, coefficients: ArrayLike, weights: ArrayLike, diagonal: ArrayLike, method: str = "auto"
    ) -> Any:
        """The log determinant of the matrix of `penalty_matrix`; NaN where that is not positive definite."""

    def penalty_matrix(
        self, indices: ArrayLike, coefficients: ArrayLike, weights: ArrayLike, diagonal: ArrayLike
    ) -> Any:
        """The matrix of a sum of squares of sparse combinations of parameters."""

    def log_det(self, matrix: ArrayLike) -> Any:
        """The log determinant of a positive definite matrix (S, S); NaN where it is not positive definite."""

    def nonnegative_solve(self, matrix: ArrayLike, vector: ArrayLike) -> Any:
        """Minimise x^T A x / 2 - x^T b over x >= 0, for positive definite A (S, S) and b (S,)."""

    def solve_with_log_det(
        self, matrix: ArrayLike, vector: ArrayLike, positive_only: bool = False, leading: int | None = None
    ) -> Any:
        """Solve a positive definite system and give its log determinant, from one Cholesky factor."""

    def convolved(self, image: ArrayLike, blurring_image: ArrayLike | None, psf: Psf, method: str = "auto") -> Any:
        """Convolve images with the PSF."""

    def convolved_transposed(self, image: ArrayLike, psf: Psf, method: str = "auto") -> Any:
        """Correlate images with the PSF, the transpose of `convolved` without a blurring region."""

    def nufft_adjoint(
        self, phases: ArrayLike, coefficients: ArrayLike, shape: ArrayLike, tolerance: float = 1e-12
    ) -> Any:
        """Sum coefficients over non-uniform frequencies into a regular grid (a type-1 NUFFT)."""

    def nufft_forward(self, phases: ArrayLike, image: ArrayLike) -> Any:
        """Evaluate the Fourier sum of an image at non-uniform frequencies (a type-2 NUFFT), the adjoint's transpose."""

    def w_compact(
        self, phases: ArrayLike, weights: ArrayLike, shape: ArrayLike, method: str = "nufft", tolerance: float = 1e-12
    ) -> Any:
        """Tabulate W by pixel offset: sum_k w_k cos(dy row_k + dx column_k)."""
