"""On every mesh, under every regularization and for both kinds of data, the evidence is what it is defined to be."""

import functools
import gc
import weakref

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.fit.kinds import KINDS, covariance_of, data_of, fit_class_of, psf_matrix_of
from test_autolens_lite.fit.lens_systems import lens_galaxy, response_of

MESHES = {
    "RectangularUniform": al.mesh.RectangularUniform((6, 7)),
    "RectangularAdaptDensity": al.mesh.RectangularAdaptDensity((6, 7)),
    "RectangularAdaptImage": al.mesh.RectangularAdaptImage((6, 7)),
    "Delaunay": al.mesh.Delaunay(zeroed_pixels=8),
    "DelaunayNN": al.mesh.DelaunayNN(zeroed_pixels=8),
    "KNearestNeighbor": al.mesh.KNearestNeighbor(zeroed_pixels=8),
    "Voronoi": al.mesh.Voronoi(zeroed_pixels=8),
    "CompactKernel": al.mesh.CompactKernel(zeroed_pixels=8),
}
REGULARIZATIONS = {
    type(regularization).__name__: regularization
    for regularization in (
        al.reg.Constant(0.5),
        al.reg.ConstantSplit(0.5),
        al.reg.ConstantZeroth(0.5, 0.3),
        al.reg.Zeroth(0.5),
        al.reg.Adapt(0.6, 1.2, 0.8),
        al.reg.AdaptSplit(0.6, 1.2, 0.8),
        al.reg.AdaptSplitZeroth(0.5, 0.9, 0.6, 1.2, 0.8),
        al.reg.BrightnessZeroth(0.5, 0.9),
        al.reg.GaussianKernel(1.5, 0.1),
        al.reg.ExponentialKernel(1.5, 0.3),
        al.reg.MaternKernel(1.5, 0.2, 1.7),
        al.reg.MaternAdaptKernel(0.2, 1.3, 0.6, 1.2, 0.8),
        al.reg.ConstantLaplacian(0.5),
        al.reg.AdaptLaplacian(0.5, 0.8, 0.1),
    )
}
PAIRS = [
    (mesh, regularization)
    for mesh in MESHES
    for regularization in REGULARIZATIONS
    if not (mesh == "Voronoi" and "Split" in regularization)
]
# On the other kind of data, or on these meshes under other regularizations, other tests compare the backends.
ON_JAX = [
    ("imaging", "RectangularAdaptDensity", "GaussianKernel"),
    ("interferometer", "RectangularAdaptImage", "Adapt"),
    ("interferometer", "Delaunay", "AdaptSplitZeroth"),
    ("imaging", "DelaunayNN", "ConstantSplit"),
    ("interferometer", "KNearestNeighbor", "AdaptSplit"),
    ("imaging", "Voronoi", "BrightnessZeroth"),
    ("imaging", "CompactKernel", "AdaptLaplacian"),
    ("interferometer", "CompactKernel", "ConstantLaplacian"),
    ("interferometer", "CompactKernel", "ConstantSplit"),
]
MOVED = dict(
    zip(
        MESHES,
        (
            "GaussianKernel",
            "AdaptSplit",
            "MaternAdaptKernel",
            "AdaptSplitZeroth",
            "ConstantSplit",
            "AdaptSplit",
            "Adapt",
            "AdaptLaplacian",
        ),
        strict=True,
    )
)


LENS = (0.02, -0.01, 0.1, -0.06, 0.8, 0.04, -0.03)


class Still:
    """Data and model as they are."""

    def dataset(self, dataset):
        return dataset

    def native(self, array):
        return array

    def points(self, points):
        return points

    def lens(self):
        return lens_galaxy(LENS)


STILL = Still()


class Turned(Still):
    """By 90 degrees, counter-clockwise: (x, y) -> (-y, x)."""

    def dataset(self, dataset):
        if isinstance(dataset, al.Interferometer):
            u, v = dataset.uv_wavelengths.T
            mask = dataset.real_space_mask
            mask = al.Mask2D(np.rot90(mask.mask), mask.pixel_scales)
            uv = np.stack([-v, u], axis=1)
            return al.Interferometer(dataset.data, dataset.noise_map, uv, mask, **SIZES)
        return image_from(dataset, self.native, al.Convolver(np.rot90(dataset.psf.kernel)))

    def native(self, array):
        return np.rot90(array)

    def points(self, points):
        return np.stack([points[:, 1], -points[:, 0]], axis=1)

    def lens(self):
        y, x, *shape, radius, gamma_1, gamma_2 = LENS
        return lens_galaxy((x, -y, *(-part for part in shape), radius, -gamma_1, -gamma_2))


class Shifted(Still):
    """By (y, x) = (0.31, -0.17) arcsec."""

    by = np.array([0.31, -0.17])

    def dataset(self, dataset):
        if isinstance(dataset, al.Interferometer):
            phase = dataset.uv_wavelengths @ self.by[::-1] * np.pi / 648000.0
            mask = dataset.real_space_mask
            mask = al.Mask2D(mask.mask, mask.pixel_scales, origin=tuple(self.by))
            data = dataset.data * np.exp(-2j * np.pi * phase)
            return al.Interferometer(data, dataset.noise_map, dataset.uv_wavelengths, mask, **SIZES)
        return image_from(dataset, self.native, dataset.psf, tuple(self.by))

    def points(self, points):
        return points + self.by

    def lens(self):
        return lens_galaxy((*(LENS[:2] + self.by), *LENS[2:]))


SIZES = {"over_sample_size_lp": 2, "over_sample_size_pixelization": 2, "backend": "numba"}


def image_from(dataset, native, psf, origin=(0.0, 0.0)):
    mask = al.Mask2D(native(dataset.mask.mask), dataset.pixel_scales, origin=origin)
    data, noise_map = (
        al.Array2D.no_mask(native(np.where(dataset.mask.mask, 1.0, values.native)), dataset.pixel_scales, origin=origin)
        for values in (dataset.data, dataset.noise_map)
    )
    return al.Imaging(data, noise_map, psf, **SIZES).apply_mask(mask)


@functools.cache
def dataset_of(kind, backend, unequal=True):
    """Visibilities with other noise in their real parts than in their imaginary ones, or an image."""
    return KINDS[kind](backend, **({} if kind == "imaging" else {"unequal": unequal}))


def fit_of(kind, backend, mesh, regularization, move=STILL, unequal=True, **settings):
    """A source on a mesh, whose vertices crowd on a ring and have others around them that count as zero."""
    dataset = move.dataset(dataset_of(kind, backend, unequal))
    mask = dataset_of(kind, "numba").grid.mask
    grid = al.Grid2D.from_mask(mask, backend="numba")
    ring = np.exp(-(((np.hypot(grid.y - 0.1, grid.x) - 0.8) / 0.3) ** 2)) + 0.01
    points = al.image_mesh.Hilbert(40, 0.05, 1.0).image_plane_mesh_grid_from(mask, ring)
    points = al.image_mesh.append_with_circle_edge_points(points, (0.0, 0.0), 1.25, 8)
    source = al.Galaxy(1.0, pixelization=al.Pixelization(mesh, regularization))
    adapt_images = al.AdaptImages(
        galaxy_image_dict={source: move.native(mask.native_from(ring))},
        galaxy_image_plane_mesh_grid_dict={source: move.points(np.asarray(points))} if mesh.needs_vertices else {},
    )
    tracer = al.Tracer([move.lens(), source])
    settings = al.Settings(**{"use_positive_only_solver": False} | settings)
    return fit_class_of(kind)(dataset, tracer, adapt_images=adapt_images, settings=settings)


@functools.cache
def response_matrix_of(kind):
    dataset = dataset_of(kind, "numba")
    return psf_matrix_of(dataset) if kind == "imaging" else response_of(dataset)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("mesh", "regularization"), PAIRS)
def test_evidence_is_the_marginal_likelihood(kind, mesh, regularization):
    """log N(d; 0, C + f H^-1 f^T), without the pixels of the edge, with which H is singular but for rounding."""
    fit = fit_of(kind, "numba", MESHES[mesh], REGULARIZATIONS[regularization])
    inversion = fit.inversion
    columns = response_matrix_of(kind) @ inversion.mapper.mapping_matrix[:, inversion.kept]
    covariance, data = covariance_of(fit), data_of(fit)
    covariance += columns @ np.linalg.solve(inversion.regularization_matrix, columns.T)
    _, log_det = np.linalg.slogdet(2.0 * np.pi * covariance)
    expected = -0.5 * (data @ np.linalg.solve(covariance, data) + log_det)
    # Of BrightnessZeroth H^-1 has an entry of 4e8, which the dense formula loses digits to: 4e-4.
    tolerance = {"rel": 0, "abs": 2e-3} if regularization == "BrightnessZeroth" else {"rel": 1e-9, "abs": 1e-9}
    assert fit.log_evidence == pytest.approx(expected, **tolerance)


@pytest.mark.parametrize("kind", KINDS)
def test_sparse_equals_dense(kind):
    mesh, regularization = MESHES["DelaunayNN"], REGULARIZATIONS["AdaptSplit"]
    direct, fft, dense = (
        fit_of(kind, "numba", mesh, regularization, curvature_method=method).log_evidence
        for method in ("direct", "fft", "dense")
    )
    assert [direct, fft] == pytest.approx([dense, dense], rel=1e-11)


@pytest.mark.parametrize(("kind", "mesh", "regularization"), ON_JAX)
def test_backends_agree(kind, mesh, regularization):
    first, second = (
        float(
            fit_of(
                kind, backend, MESHES[mesh], REGULARIZATIONS[regularization], use_positive_only_solver=True
            ).log_evidence
        )
        for backend in ("numba", "jax")
    )
    # ln det H has eigenvalues down to 1e-8, whatever the evidence comes to.
    assert first == pytest.approx(second, rel=1e-10, abs=2e-10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("mesh", "regularization"), MOVED.items())
def test_turning_or_shifting_data_and_model_changes_nothing(kind, mesh, regularization):
    settings = {"use_border_relocator": True, "use_positive_only_solver": True}
    chosen = REGULARIZATIONS[regularization]
    turned = type(MESHES[mesh])((7, 6)) if "Rectangular" in mesh else MESHES[mesh]
    # A shift turns the phases of visibilities, which mixes the noise of their two parts.
    for move, laid, unequal in ((Turned(), turned, True), (Shifted(), MESHES[mesh], False)):
        first, second = (
            fit_of(kind, "numba", *parts, unequal=unequal, **settings)
            for parts in ((MESHES[mesh], chosen), (laid, chosen, move))
        )
        assert second.log_evidence == pytest.approx(first.log_evidence, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mesh", MESHES)
def test_a_fit_leaves_nothing_to_the_garbage_collector(kind, mesh):
    # Matrices that wait for it are in memory many times over, and each new one in pages that are mapped anew.
    regularization = REGULARIZATIONS["Adapt"]
    gc.collect()
    gc.disable()
    try:
        fit = fit_of(kind, "numba", MESHES[mesh], regularization, use_positive_only_solver=True)
        assert np.isfinite(fit.log_evidence)
        fits = weakref.ref(fit), weakref.ref(fit.inversion), weakref.ref(fit.tracer)
        del fit
        assert [reference() for reference in fits] == [None] * 3
    finally:
        gc.enable()
