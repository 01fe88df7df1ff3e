"""The mesh of compact kernels and its prior: what they are defined to be, and an evidence without steps."""

import itertools

import numpy as np
import pytest
from scipy.optimize import nnls

import autolens_lite as al
from autolens_lite.fixed import told_later
from autolens_lite.grid import Coordinates
from autolens_lite.inversion.conditional import Conditional
from autolens_lite.pixelization import Mapper
from autolens_lite.pixelization.mesh.kernels import kernels_of
from test_autolens_lite.fit.kinds import KINDS, fit_class_of
from test_autolens_lite.fit.lens_systems import lens_galaxy

VERTICES = np.random.default_rng(5).normal(size=(2, 60)) * np.geomspace(0.1, 1.5, 60)


def points_of(values, backend):
    xp = al.xp.get(backend)
    return Coordinates(xp.as_float(values[0]), xp.as_float(values[1]), xp)


def shares_at(y, x, lengths):
    """The definition: each kernel over the sum of all and 0.02, (N, S)."""
    squares = (y[:, None] - VERTICES[0]) ** 2 + (x[:, None] - VERTICES[1]) ** 2
    values = np.maximum(1.0 - squares / lengths**2, 0.0) ** 3
    return values / (0.02 + values.sum(axis=1, keepdims=True))


def laid(backend, points):
    return al.mesh.CompactKernel().interpolation_from(points_of(points, backend), points_of(VERTICES, backend))


def dense(pair, pixels):
    indices, weights = (np.asarray(part) for part in pair)
    matrix = np.zeros((len(indices), pixels + 1))
    np.add.at(matrix, (np.arange(len(indices))[:, None], indices), weights)
    return matrix[:, :-1]


def test_lengths_keep_the_weighted_number_of_neighbours(backend):
    lengths = np.asarray(kernels_of(points_of(VERTICES, backend)).lengths)
    squares = np.sum((VERTICES[:, :, None] - VERTICES[:, None]) ** 2, axis=0)
    counted = (np.maximum(1.0 - squares / lengths[:, None] ** 2, 0.0) ** 3).sum(axis=1)
    np.testing.assert_allclose(counted, 4.25, rtol=0, atol=1e-3)  # but for the floor, a thousandth of the spacing
    scaled = np.asarray(kernels_of(points_of(3.0 * VERTICES + 7.0, backend)).lengths)
    np.testing.assert_allclose(scaled, 3.0 * lengths, rtol=1e-12)


def test_lengths_have_derivatives():
    import jax

    xp, rng = al.xp.get("jax"), np.random.default_rng(1)
    direction, weights = xp.asarray(rng.normal(size=(2, 60))), xp.asarray(rng.normal(size=60))

    @jax.jit
    def value(step):
        moved = xp.asarray(VERTICES) + step * direction
        return weights @ kernels_of(Coordinates(moved[0], moved[1], xp)).lengths

    h = 1e-5
    difference = (8.0 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12.0 * h)
    assert float(jax.grad(value)(0.0)) == pytest.approx(float(difference), rel=1e-8)


def test_shares_are_those_of_the_definition(backend):
    y, x = 1.2 * np.random.default_rng(2).normal(size=(2, 150))
    laid_out = laid(backend, (y, x))
    lengths = np.asarray(laid_out.kernels.lengths)
    expected = shares_at(y, x, lengths)
    np.testing.assert_allclose(dense(laid_out, 60), expected, rtol=0, atol=1e-14)
    starts = np.array([0, 1, 10, 150])
    merged = dense(laid_out.merged(laid_out.xp.asarray(starts)), 60)
    means = [expected[a:b].mean(axis=0) for a, b in itertools.pairwise(starts)]
    np.testing.assert_allclose(merged, means, rtol=0, atol=1e-14)
    np.testing.assert_allclose(laid_out.values_matrix, shares_at(*VERTICES, lengths), rtol=0, atol=1e-14)
    far = laid(backend, (np.full(1, 50.0), np.zeros(1)))
    assert np.asarray(far.indices).max() == -1


def test_a_pixel_may_hold_more_kernels_than_reach_a_point(backend):
    random = np.random.default_rng(6)
    vertices, points = random.uniform(-1.0, 1.0, (2, 90)), random.uniform(-1.0, 1.0, (2, 600))
    laid_out = al.mesh.CompactKernel().interpolation_from(points_of(points, backend), points_of(vertices, backend))
    starts = np.array([0, 300, 600])
    each = dense(laid_out.at(points_of(points, backend)), 90)
    assert (each > 0.0).sum(axis=1).max() < 64 < (each[:300].sum(axis=0) > 0.0).sum()
    merged = dense(laid_out.merged(laid_out.xp.asarray(starts)), 90)
    np.testing.assert_allclose(merged, each.reshape(2, 300, 90).mean(axis=1), rtol=0, atol=1e-14)


def test_areas_are_integrals_of_the_shares(backend):
    """To half a percent of each, and a thousandth of their sum."""
    edge, step = 9.0, 0.036
    y, x = np.meshgrid(np.arange(-edge, edge, step), np.arange(-edge, edge, step), indexing="ij")
    laid_out = laid(backend, (np.zeros(1), np.zeros(1)))
    areas, lengths = np.asarray(laid_out.areas), np.asarray(laid_out.kernels.lengths)
    expected = step**2 * sum(shares_at(*rows, lengths).sum(axis=0) for rows in zip(y, x, strict=True))
    np.testing.assert_allclose(areas, expected, rtol=5e-3)
    assert areas.sum() == pytest.approx(expected.sum(), rel=1e-3)


@pytest.mark.parametrize("size", [2, np.where(np.arange(156) % 3 == 0, 3, 1)], ids=["equal", "unequal"])
def test_pixels_hold_the_mean_of_their_sub_pixels(backend, size):
    mask = al.Mask2D.circular((14, 14), 0.7, pixel_scales=0.1)
    assert mask.pixels_in_mask == 156
    grid = al.Grid2D.from_mask(mask, size, backend)
    pixelization = al.Pixelization(al.mesh.CompactKernel(), al.reg.ConstantLaplacian())
    mapper = Mapper.of_points(pixelization, grid, grid.over_sampled, vertices=points_of(0.4 * VERTICES, backend))
    each = dense(mapper.interpolation, 60)
    expected = np.asarray(grid.with_backend("numba").binned_from(each.T)).T
    np.testing.assert_allclose(mapper.mapping_matrix, expected, rtol=0, atol=1e-14)


def test_the_prior_is_the_sum_over_pairs(backend):
    grid = al.Grid2D.from_mask(al.Mask2D.circular((6, 6), 0.3, pixel_scales=0.1), 1, backend)
    regularization = al.reg.ConstantLaplacian(1.7)
    pixelization = al.Pixelization(al.mesh.CompactKernel(), regularization)
    mapper = Mapper.of_points(pixelization, grid, grid.over_sampled, vertices=points_of(VERTICES, backend))
    source, lengths = np.random.default_rng(3).normal(size=60), np.asarray(mapper.interpolation.kernels.lengths)
    expected = 1e-8 * 1.7**2 * source @ source
    for i in range(60):
        for j in range(i):
            square = np.sum((VERTICES[:, i] - VERTICES[:, j]) ** 2)
            tie = max(1.0 - 2.0 * square / (lengths[i] ** 2 + lengths[j] ** 2), 0.0) ** 3
            expected += 1.7**2 * tie * (source[i] - source[j]) ** 2
    assert float(source @ regularization.matrix_from(mapper) @ source) == pytest.approx(expected, rel=1e-12)


def test_the_adapt_image_is_read_where_vertices_lie_in_the_image_plane(backend):
    """Bilinearly, dark beyond the mask; whatever the lens."""
    mask = al.Mask2D(np.pad(np.zeros((6, 8), bool), 1, constant_values=True), pixel_scales=(0.2, 0.1))
    grid = al.Grid2D.from_mask(mask, 1, backend)
    image = 3.0 + np.asarray(grid.y) - 2.0 * np.asarray(grid.x)
    places = np.array([[0.11, -0.22], [-0.4, 0.3], [0.0, 0.0], [5.0, 0.0], [0.6, 0.0]])
    pixelization = al.Pixelization(al.mesh.CompactKernel(), al.reg.AdaptLaplacian(signal_scale=0.7, signal_floor=0.05))
    mapper = Mapper.of_points(
        pixelization, grid, grid.over_sampled, vertices=points_of(VERTICES[:, :5], backend), adapt_image=image
    )
    told_later(mapper, image_plane_mesh_grid=mapper.xp.asarray(places))
    inside = (3.0 + places[:3, 0] - 2.0 * places[:3, 1]) / image.max()
    half = 0.5 * (3.0 + 0.5) / image.max()  # between the first row and the dark beyond it
    expected = np.append(inside, [0.0, half]) ** 0.7 + 0.05
    np.testing.assert_allclose(mapper.regularization.amplitudes_from(mapper), expected, rtol=1e-13)


def fit_of(kind, backend, positive=True, radius=0.8, mesh=None, light=False, **settings):
    dataset = KINDS[kind](backend)
    regularization = al.reg.ConstantLaplacian(0.03)
    pixelization = al.Pixelization(
        al.mesh.CompactKernel() if mesh is None else mesh, regularization, image_mesh=al.image_mesh.Overlay((9, 9))
    )
    lens = lens_galaxy((0.02, -0.01, 0.1, -0.06, radius, 0.04, -0.03))
    if light:
        gaussians = [al.lp_linear.Gaussian((0.1, 0.0), (0.0, 0.0), sigma=sigma) for sigma in (0.2, 0.3, 0.5)]
        lens = al.Galaxy(0.5, mass=lens.mass, shear=lens.shear, light=al.lp_basis.Basis(gaussians))
    near = [al.Galaxy(0.5, pixelization=al.Pixelization(al.mesh.RectangularUniform((4, 4))))] if light else []
    tracer = al.Tracer([lens, *near, al.Galaxy(1.0, pixelization=pixelization)])
    settings = al.Settings(use_positive_only_solver=positive, **settings)
    return fit_class_of(kind)(dataset, tracer, settings=settings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("light", [False, True], ids=["alone", "with others"])
def test_a_positive_only_solver_keeps_the_source_at_the_vertices_positive(kind, light):
    """It is the constrained minimum: by the dual, another algorithm. Weights of kernels may be negative."""
    fit = fit_of(kind, "numba", light=light)
    inversion = fit.inversion
    solution, bounds = np.asarray(inversion.reconstruction_reduced), np.asarray(inversion.bounds)
    combined = bounds @ solution
    assert np.asarray(inversion.values_of(inversion.mappers[-1])).min() > -1e-9 * combined.max()
    assert solution.min() < 0.0 < np.count_nonzero(np.asarray(inversion.multipliers) > 0.0)
    matrix, vector = np.asarray(inversion.curvature_reg_matrix), np.asarray(inversion.data_vector)
    factor = np.linalg.cholesky(matrix)
    multipliers = nnls(np.linalg.solve(factor, bounds.T), -np.linalg.solve(factor, vector), maxiter=10000)[0]
    expected = np.linalg.solve(matrix, vector + bounds.T @ multipliers)

    def value(s):
        return s @ matrix @ s - 2.0 * s @ vector

    assert value(solution) == pytest.approx(value(expected), rel=1e-10)
    np.testing.assert_allclose(combined, bounds @ expected, rtol=0, atol=1e-6 * np.abs(combined).max())


@pytest.mark.parametrize("kind", KINDS)
def test_backends_agree_beside_another_mesh_and_linear_light(kind):
    first, second = (float(fit_of(kind, backend, light=True).log_evidence) for backend in ("numba", "jax"))
    assert first == pytest.approx(second, rel=1e-9)


def roughness_of(mesh):
    """The rms of the evidence over a sigma of the Einstein radius, less a smooth curve."""
    scan = np.linspace(-1.0, 1.0, 41)
    values = [fit_of("imaging", "numba", radius=0.8 + 2e-3 * step, mesh=mesh).log_evidence for step in scan]
    curve = np.polynomial.chebyshev.Chebyshev.fit(scan, values, 5)
    return np.std(values - curve(scan))


def test_the_evidence_is_smooth():
    assert roughness_of(al.mesh.CompactKernel()) < 1e-4
    assert roughness_of(al.mesh.Delaunay()) > 1e-2


def test_draws_stay_where_the_source_is_positive():
    """The moments of draws within bounds, against a normal density of which what is outside is thrown away."""

    class Known:
        covariance = np.array([[1.0, 0.6], [0.6, 0.8]])
        bounds = np.array([[0.8, 0.2], [0.3, 0.7]])
        settings = al.Settings()
        curvature_reg_matrix = np.linalg.inv(covariance)
        data_vector = curvature_reg_matrix @ np.array([-0.4, 0.5])
        reconstruction_reduced = np.array([0.2, 0.6])

    rng = np.random.default_rng(4)
    everywhere = rng.multivariate_normal([-0.4, 0.5], Known.covariance, 200000)
    expected = everywhere[np.all(everywhere @ Known.bounds.T >= 0.0, axis=1)]
    density, points = Conditional(Known()), []
    for _ in range(2500):
        points.append(density.draw(rng, points[-1] if points else None))
    found = np.array([point.values for point in points])
    assert np.min(found @ Known.bounds.T) > -1e-12
    assert found.mean(axis=0) == pytest.approx(expected.mean(axis=0), abs=0.05)
    assert found.std(axis=0) == pytest.approx(expected.std(axis=0), rel=0.06)


def test_errors_of_values_are_those_of_combinations():
    inversion = fit_of("imaging", "numba", light=True).inversion
    mapper = inversion.mappers[-1]
    covariance = np.linalg.inv(inversion.curvature_reg_matrix)
    first, last = inversion.kept.size - mapper.pixels, inversion.kept.size
    matrix = np.asarray(mapper.interpolation.values_matrix)
    expected = np.sqrt(np.diag(matrix @ covariance[first:last, first:last] @ matrix.T))
    np.testing.assert_allclose(inversion.values_noise_of(mapper), expected, rtol=1e-7)
    np.testing.assert_allclose(inversion.values_of(mapper), matrix @ inversion.reconstruction_of(mapper), rtol=1e-13)


def test_vertices_in_one_place_have_no_kernels(backend):
    """A value, not an error: the likelihood of such a lens counts as failed."""
    weights = al.mesh.CompactKernel().interpolation_from(
        points_of(np.zeros((2, 3)), backend), points_of(np.ones((2, 7)), backend)
    )
    assert np.isnan(np.asarray(weights.weights)).all()
