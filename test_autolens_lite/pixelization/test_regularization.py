"""Regularizations: laws, equal numbers on both backends, derivatives, another code's matrices, bad input."""

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.pixelization.mappers import MASK, mapper_of

MESHES = ("rectangular", "adaptive", "delaunay")
NEIGHBOURS = [al.reg.Constant(1.3), al.reg.Adapt(0.6, 1.7, 0.8)]
CROSSES = [al.reg.ConstantSplit(1.3), al.reg.AdaptSplit(0.6, 1.7, 0.8)]
KERNELS = [
    al.reg.GaussianKernel(1.5, 0.1),
    al.reg.ExponentialKernel(1.5, 0.3),
    al.reg.MaternKernel(1.5, 0.2, 1.7),
    al.reg.MaternAdaptKernel(0.2, 1.3, 0.6, 1.7, 0.8),
]
ALL = [
    *NEIGHBOURS,
    *CROSSES,
    *KERNELS,
    al.reg.ConstantZeroth(1.3, 0.4),
    al.reg.Zeroth(0.7),
    al.reg.AdaptSplitZeroth(0.5, 0.9, 0.6, 1.7, 0.8),
    al.reg.BrightnessZeroth(0.5, 0.9),
    al.reg.ConstantLaplacian(1.3),
    al.reg.AdaptLaplacian(1.3, 0.9, 0.1),
]


def names(regularization):
    return type(regularization).__name__


def matrix_of(regularization, mesh="rectangular", backend="numba", absolute_floor=None):
    mapper = mapper_of(regularization, mesh, backend, absolute_floor=absolute_floor)
    return mapper, np.asarray(regularization.matrix_from(mapper))


@pytest.mark.parametrize("mesh", MESHES)
@pytest.mark.parametrize("regularization", ALL, ids=names)
def test_symmetric_and_positive_definite(regularization, mesh):
    _, matrix = matrix_of(regularization, mesh)
    assert np.abs(matrix - matrix.T).max() <= 1e-15 * np.abs(matrix).max()
    assert np.linalg.eigvalsh(matrix).min() > 0.2e-8


@pytest.mark.parametrize("absolute_floor", [None, 3e-7])
@pytest.mark.parametrize("mesh", MESHES)
@pytest.mark.parametrize("regularization", [*NEIGHBOURS, *CROSSES, *ALL[-2:]], ids=names)
def test_constant_source_has_no_penalty_but_the_floor(regularization, mesh, absolute_floor):
    """1e-8 of each pixel's own weight, or the number of the settings."""
    mapper, matrix = matrix_of(regularization, mesh, absolute_floor=absolute_floor)
    expected = 1e-8 * weights_of(regularization, mapper) if absolute_floor is None else absolute_floor
    found = matrix @ np.ones(mapper.pixels)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14 * np.abs(matrix).max())


def weights_of(regularization, mapper):
    """The weights (S,) of squared differences in H."""
    if isinstance(regularization, al.reg.AdaptLaplacian):
        weights = (regularization.coefficient / np.asarray(regularization.amplitudes_from(mapper))) ** 2
        return weights + 1e-8 * weights.mean()
    if hasattr(regularization, "coefficient"):
        return regularization.coefficient**2 * np.ones(mapper.pixels)
    signals = np.asarray(mapper.pixel_signals_from(regularization.signal_scale))
    inner, outer = regularization.inner_coefficient, regularization.outer_coefficient
    weights = (inner * signals + outer * (1.0 - signals)) ** 4
    return weights + 1e-8 * weights.mean()


@pytest.mark.parametrize("absolute_floor", [None, 1e-8])
def test_pixels_of_no_weight_leave_the_matrix_positive_definite(backend, absolute_floor):
    """Faint ones, where outer_coefficient = 0; in an image that is zero in a corner, so are all around them."""
    regularization = al.reg.Adapt(1.0, 0.0)
    image = np.where(np.asarray(al.Grid2D.from_mask(MASK).y) > 0.0, 1.0, 0.0)
    mapper = mapper_of(regularization, backend=backend, absolute_floor=absolute_floor, image=image)
    signals = np.asarray(mapper.pixel_signals_from(1.0))
    assert (signals == 0.0).any()
    assert np.isfinite(float(regularization.penalty_from(mapper).log_det))


@pytest.mark.parametrize(
    "cls", sorted({type(each) for each in ALL} - {al.reg.MaternAdaptKernel}, key=lambda c: c.__name__)
)
def test_no_strength_at_all_is_refused(cls):
    nothing = cls(**{name: 0.0 for name in vars(cls()) if "coefficient" in name})
    with pytest.raises(al.exc.ParameterError, match=f"= 0.0 of {cls.__name__} leaves the source without a prior"):
        nothing.penalty_from(mapper_of(nothing))
    if cls in (al.reg.Constant, al.reg.ConstantSplit, al.reg.Adapt, al.reg.AdaptSplit):
        _, matrix = matrix_of(nothing, absolute_floor=1e-8)
        np.testing.assert_allclose(matrix, 1e-8 * np.eye(len(matrix)), rtol=0, atol=1e-24)


@pytest.mark.parametrize("mesh", MESHES)
@pytest.mark.parametrize("regularization", ALL, ids=names)
def test_log_determinant(regularization, mesh):
    """Of the matrix, whatever form it is computed in; a smallest eigenvalue of 1e-8 costs digits."""
    mapper, matrix = matrix_of(regularization, mesh, "numba")
    found = float(regularization.log_det_from(mapper, regularization.penalty_from(mapper), None))
    expected = np.log(np.linalg.eigvalsh(matrix)).sum()
    assert found == pytest.approx(expected, rel=0, abs=1e-14 * np.linalg.cond(matrix) + 1e-11)


@pytest.mark.parametrize("regularization", ALL, ids=names)
def test_log_determinant_without_edge_pixels(backend, regularization):
    mapper, matrix = matrix_of(regularization, "rectangular", backend)
    kept = np.setdiff1d(np.arange(mapper.pixels), mapper.mesh.edge_pixels)
    block = matrix[np.ix_(kept, kept)]
    found = float(regularization.log_det_from(mapper, regularization.penalty_from(mapper).block(kept), kept))
    assert found == pytest.approx(np.linalg.slogdet(block)[1], rel=1e-10)


@pytest.mark.parametrize("mesh", MESHES)
@pytest.mark.parametrize("regularization", ALL, ids=names)
def test_backends_agree(regularization, mesh):
    numba, jax = (matrix_of(regularization, mesh, name)[1] for name in ("numba", "jax"))
    accuracy = 1e-15 * np.linalg.cond(numba) if regularization in KERNELS else 1e-13
    np.testing.assert_allclose(jax, numba, rtol=0, atol=max(accuracy, 1e-13) * np.abs(numba).max())


@pytest.mark.parametrize("mesh", MESHES)
def test_constant_is_the_sum_over_pairs_of_neighbours(mesh):
    mapper, matrix = matrix_of(al.reg.Constant(1.3), mesh)
    source = np.random.default_rng(0).normal(size=mapper.pixels)
    neighbours = np.asarray(mapper.interpolation.neighbors)
    pairs = {
        (min(i, j), max(i, j)) for i, j in zip(*np.nonzero(neighbours >= 0), strict=True) for j in [neighbours[i, j]]
    }
    expected = sum(1.3**2 * (source[i] - source[j]) ** 2 for i, j in pairs) + 1.69e-8 * (source**2).sum()
    assert source @ matrix @ source == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("mesh", MESHES)
def test_adapt_is_the_weighted_sum_over_neighbours(mesh):
    mapper, matrix = matrix_of(al.reg.Adapt(0.6, 1.7, 0.8), mesh)
    source = np.random.default_rng(0).normal(size=mapper.pixels)
    signals = np.asarray(mapper.pixel_signals_from(0.8))
    weights = (0.6 * signals + 1.7 * (1.0 - signals)) ** 4
    neighbours = np.asarray(mapper.interpolation.neighbors)
    rows, columns = np.nonzero(neighbours >= 0)
    others = neighbours[rows, columns]
    floor = 1e-8 * (weights + 1e-8 * weights.mean())
    expected = (weights[others] * (source[rows] - source[others]) ** 2).sum() + floor @ source**2
    assert source @ matrix @ source == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("mesh", MESHES)
def test_equal_coefficients_adapt_to_nothing(mesh):
    """The floor is of one side of a pair of neighbours."""
    for adaptive, constant, floor in (
        (al.reg.Adapt(1.3, 1.3), al.reg.Constant(np.sqrt(2.0) * 1.3**2), -1e-8 * 1.3**4),
        (al.reg.AdaptSplit(1.3, 1.3), al.reg.ConstantSplit(1.3**2), 0.0),
    ):
        expected = matrix_of(constant, mesh)[1]
        expected = expected + floor * np.eye(len(expected))
        np.testing.assert_allclose(matrix_of(adaptive, mesh)[1], expected, rtol=0, atol=1e-14 * expected.max())


def test_sums_of_their_parts():
    """The floors too; an absolute one is in the sum once."""
    both = matrix_of(al.reg.ConstantZeroth(1.3, 0.4))[1]
    np.testing.assert_allclose(
        both, matrix_of(al.reg.Constant(1.3))[1] + matrix_of(al.reg.Zeroth(0.4))[1], rtol=0, atol=1e-15
    )
    both = matrix_of(al.reg.AdaptSplitZeroth(0.5, 0.9, 0.6, 1.7, 0.8))[1]
    parts = matrix_of(al.reg.AdaptSplit(0.6, 1.7, 0.8))[1] + matrix_of(al.reg.BrightnessZeroth(0.5, 0.9))[1]
    np.testing.assert_allclose(both, parts, rtol=0, atol=1e-14)
    np.testing.assert_allclose(matrix_of(al.reg.Zeroth(0.4))[1], 0.16 * np.eye(42), rtol=1e-15)
    sums = {"absolute_floor": 1e-3}
    both = matrix_of(al.reg.ConstantZeroth(1.3, 0.4), **sums)[1]
    assert both.sum(axis=1) == pytest.approx(1e-3 + 0.16)
    both = matrix_of(al.reg.AdaptSplitZeroth(0.5, 0.9, 0.6, 1.7, 0.8), **sums)[1]
    parts = (
        matrix_of(al.reg.AdaptSplit(0.6, 1.7, 0.8), **sums)[1] + matrix_of(al.reg.BrightnessZeroth(0.5, 0.9), **sums)[1]
    )
    np.testing.assert_allclose(both, parts - 1e-3 * np.eye(42), rtol=0, atol=1e-14)


def test_brightness_zeroth_spares_the_brightest():
    mapper, matrix = matrix_of(al.reg.BrightnessZeroth(0.5, 0.9))
    signals = np.asarray(mapper.pixel_signals_from(0.9))
    np.testing.assert_allclose(matrix, 0.25 * np.diag((1.0 - signals) ** 2 + 1e-8), rtol=0, atol=1e-16)
    assert matrix[signals.argmax(), signals.argmax()] == 0.25e-8


def cross_of(mapper):
    """The four points around each pixel, (S, 4) each of y and x."""
    grid = mapper.interpolation.mesh_grid
    arm = 0.5 * np.sqrt(np.asarray(mapper.interpolation.areas))
    y, x = np.asarray(grid.y), np.asarray(grid.x)
    return np.stack([y + arm, y - arm, y, y], axis=1), np.stack([x, x, x + arm, x - arm], axis=1)


@pytest.mark.parametrize("mesh", MESHES)
def test_split_is_the_sum_over_crosses(mesh):
    mapper, matrix = matrix_of(al.reg.AdaptSplit(0.6, 1.7, 0.8), mesh)
    source = np.random.default_rng(0).normal(size=mapper.pixels)
    signals = mapper.pixel_signals_from(0.8)
    weights = (0.6 * signals + 1.7 * (1.0 - signals)) ** 4
    y, x = cross_of(mapper)
    indices, shares = mapper.interpolation.at(al.grid.Coordinates(y.ravel(), x.ravel(), mapper.xp))
    there = np.where(indices < 0, 0.0, shares * source[indices]).sum(axis=1).reshape(-1, 4)
    floor = 1e-8 * (weights + 1e-8 * weights.mean())
    expected = (weights[:, None] * (source[:, None] - there) ** 2).sum() + floor @ source**2
    assert source @ matrix @ source == pytest.approx(expected, rel=1e-13)


def test_split_measures_the_gradient():
    """A source linear in y differs from a cross point by its slope times the arm, which ends at the mesh's edge."""
    mapper = mapper_of(al.reg.ConstantSplit(1.3))
    matrix = al.reg.ConstantSplit(1.3).matrix_from(mapper)
    source = 0.7 * mapper.interpolation.mesh_grid.y + 2.0
    y, _ = cross_of(mapper)
    edges = mapper.interpolation.edges_y
    arms = np.clip(y, edges[-1], edges[0]) - mapper.interpolation.mesh_grid.y[:, None]
    expected = 1.3**2 * (0.7**2 * (arms**2).sum() + 1e-8 * (source**2).sum())
    assert source @ matrix @ source == pytest.approx(expected, rel=1e-12)


def test_kernels_are_inverse_covariances():
    mapper, matrix = matrix_of(al.reg.ExponentialKernel(1.5, 0.3))
    grid = mapper.interpolation.mesh_grid
    distance = np.hypot(grid.y[:, None] - grid.y, grid.x[:, None] - grid.x)
    covariance = (np.exp(-distance / 0.3) + 1e-8 * np.eye(mapper.pixels)) / 1.5
    np.testing.assert_allclose(matrix @ covariance, np.eye(mapper.pixels), rtol=0, atol=1e-8)


def test_matern_is_exponential_at_one_half_and_gaussian_at_infinity():
    expected = matrix_of(al.reg.ExponentialKernel(1.5, 0.3))[1]
    np.testing.assert_allclose(matrix_of(al.reg.MaternKernel(1.5, 0.3, 0.5))[1], expected, rtol=0, atol=1e-11)
    gaussian = al.reg.GaussianKernel(1.0, 0.3)
    mapper = mapper_of(gaussian)
    expected = gaussian.covariance_from(mapper)
    errors = [np.abs(al.reg.MaternKernel(1.0, 0.3, nu).covariance_from(mapper) - expected).max() for nu in (15.0, 30.0)]
    assert errors[1] < 0.01
    assert 0.4 < errors[1] / errors[0] < 0.6  # the difference falls as 1 / nu


@pytest.mark.parametrize("nu", [0.1, 0.5, 0.7, 1.0, 2.5, 5.5, 12.0])
def test_matern_correlation(backend, nu):
    from scipy import special

    from autolens_lite.pixelization.regularization.matern import correlation

    xp = al.xp.get(backend)
    z = np.concatenate([[0.0], np.geomspace(1e-12, 800.0, 300)])
    with np.errstate(all="ignore"):
        expected = 2.0 ** (1.0 - nu) / special.gamma(nu) * z**nu * special.kv(nu, z)
    expected[0] = 1.0
    accuracy = 2e-13 if nu < 10.0 else 1e-11
    bound = accuracy if nu > 0.3 else 5e-3  # of order 0.1 it still rises at 1e-13, where the table begins
    found = np.asarray(correlation(xp, xp.asarray(z), nu))
    np.testing.assert_allclose(found, expected, rtol=0, atol=bound)
    np.testing.assert_allclose(found[z > 1e-12], expected[z > 1e-12], rtol=0, atol=accuracy)


def test_matern_adapt_with_equal_coefficients():
    equal, plain = al.reg.MaternAdaptKernel(0.2, 1.3, 1.2, 1.2), al.reg.MaternKernel(1.2**4, 0.2, 1.3)
    mapper = mapper_of(equal)
    np.testing.assert_allclose(
        equal.covariance_from(mapper) * 1.2**4, plain.covariance_from(mapper), rtol=0, atol=1e-14
    )
    expected = plain.matrix_from(mapper)
    np.testing.assert_allclose(equal.matrix_from(mapper), expected, rtol=0, atol=1e-12 * expected.max())
    absolute = mapper_of(equal, absolute_floor=1e-8)
    floor = 1e-8 * np.eye(mapper.pixels)
    np.testing.assert_allclose(
        equal.covariance_from(absolute) - floor, equal.covariance_from(mapper) - floor / 1.2**4, rtol=0, atol=1e-15
    )
    expected = np.linalg.inv(equal.covariance_from(absolute))
    np.testing.assert_allclose(equal.matrix_from(absolute), expected, rtol=0, atol=1e-10 * expected.max())


def arguments_of(regularization):
    return dict(vars(regularization))


@pytest.mark.parametrize(
    "regularization, mesh",
    [
        (ALL[0], "delaunay"),
        (ALL[1], "adaptive"),
        (ALL[2], "adaptive"),
        (ALL[3], "delaunay"),
        (ALL[7], "adaptive"),
        (ALL[10], "delaunay"),
    ],
    ids=lambda part: part if isinstance(part, str) else names(part),
)
def test_gradient_equals_finite_differences(regularization, mesh):
    """Of a penalty and of ln det(H + I / 100), in every argument and in the geometry of the mesh.

    Without the second part, differences of ln det H would carry the rounding of its smallest eigenvalue, 1e-8.
    """
    import jax

    cls, arguments = type(regularization), arguments_of(regularization)
    keys = list(arguments)
    pixels = mapper_of(regularization, mesh).pixels
    source = np.random.default_rng(1).normal(size=pixels)

    def value(vector, backend="jax"):
        chosen = cls(**dict(zip(keys, vector[:-1], strict=True)))
        mapper = mapper_of(chosen, mesh, backend, vector[-1])
        matrix = chosen.matrix_from(mapper)
        penalty = source @ (matrix @ source)
        return 0.01 * penalty + mapper.xp.log_det(matrix + 0.01 * mapper.xp.eye(pixels))

    start = np.array([*arguments.values(), 1.0])
    gradient = np.asarray(jax.jit(jax.grad(value))(start))
    for i, step in enumerate(np.eye(start.size) * 1e-4):
        f = {k: float(value(start + k * step, "numba")) for k in (-2, -1, 1, 2)}
        difference = (8.0 * (f[1] - f[-1]) - (f[2] - f[-2])) / 12e-4
        assert gradient[i] == pytest.approx(difference, rel=1e-7, abs=1e-7), [*keys, "stretch"][i]


def test_old_names():
    assert al.reg.AdaptiveBrightness is al.reg.Adapt
    assert al.reg.AdaptiveBrightnessSplit is al.reg.AdaptSplit


def test_repr():
    assert repr(al.reg.Adapt(0.5, 2.0)) == "Adapt(inner_coefficient=0.5, outer_coefficient=2.0, signal_scale=1.0)"


@pytest.mark.parametrize("regularization", ALL, ids=names)
def test_bad_input_is_refused(regularization):
    cls = type(regularization)
    for name in arguments_of(regularization):
        for value in (-1.0, np.nan, "a"):
            with pytest.raises(al.exc.ParameterError, match=name):
                cls(**{name: value})
    with pytest.raises(al.exc.ParameterError, match="coeficient"):
        cls(coeficient=1.0)


@pytest.mark.parametrize("regularization", ALL, ids=names)
def test_every_argument_has_a_prior(regularization):
    model = al.Model(type(regularization))
    assert model.prior_count == len(arguments_of(regularization))


def test_adaptive_ones_need_an_image():
    mapper = mapper_of(al.reg.Adapt(), image=False)
    with pytest.raises(al.exc.ModelError, match="Adapt adapts to an image"):
        al.reg.Adapt().matrix_from(mapper)


@pytest.mark.parametrize("regularization", [*CROSSES, ALL[10]], ids=names)
def test_split_ones_need_a_source_that_varies_within_pixels(regularization):
    mapper = mapper_of(regularization, "voronoi")
    plain = type(regularization).__name__.split("Split")[0]
    with pytest.raises(al.exc.ModelError, match=f"on the mesh Voronoi it does not.*Use {plain} instead"):
        regularization.matrix_from(mapper)
