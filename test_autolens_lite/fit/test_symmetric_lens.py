"""Behind a lens with an axis of symmetry vertices and points are mirrored: rounding of ties changes nothing."""

import numpy as np
import pytest

import autolens_lite as al

MESHES = [
    al.mesh.Delaunay(),
    al.mesh.DelaunayNN(),
    al.mesh.Voronoi(),
    al.mesh.KNearestNeighbor(),
    al.mesh.CompactKernel(),
]


def image(backend):
    grid = al.Grid2D.uniform((16, 16), 0.2, backend="numba")
    y, x = np.meshgrid(np.linspace(1.5, -1.5, 16), np.linspace(-1.5, 1.5, 16), indexing="ij")
    ring = np.exp(-0.5 * ((np.hypot(y, x) - 1.2) / 0.2) ** 2) * (1.0 + 0.3 * y)
    return al.Imaging(ring, np.full(grid.shape_native, 0.05), pixel_scales=0.2, backend=backend)


def log_evidence(backend, mesh, regularization, ell_comps, centre, adapt=False):
    lens = al.Galaxy(0.5, mass=al.mp.Isothermal(centre=centre, ell_comps=ell_comps, einstein_radius=1.2))
    pixelization = al.Pixelization(mesh, regularization, image_mesh=al.image_mesh.Overlay(shape=(7, 7)))
    source = al.Galaxy(1.0, pixelization=pixelization)
    data = image(backend)
    images = al.AdaptImages(galaxy_image_dict={source: np.maximum(np.asarray(data.data), 0.01)}) if adapt else None
    return float(al.FitImaging(data, al.Tracer([lens, source]), adapt_images=images).log_evidence)


@pytest.mark.parametrize("mesh", MESHES, ids=lambda mesh: type(mesh).__name__)
@pytest.mark.parametrize("ell_comps", [(0.1, 0.0), (0.0, 0.1)], ids=["diagonal", "axes"])
def test_the_evidence_does_not_jump(mesh, ell_comps):
    for regularization in (al.reg.Constant(1.0), al.reg.ConstantSplit(1.0)):
        if isinstance(mesh, al.mesh.Voronoi) and isinstance(regularization, al.reg.ConstantSplit):
            continue
        here = log_evidence("numba", mesh, regularization, ell_comps, (0.0, 0.0))
        for centre in ((1e-13, 0.0), (-1e-13, 0.0), (3e-14, -5e-14)):
            moved = log_evidence("numba", mesh, regularization, ell_comps, centre)
            assert moved == pytest.approx(here, rel=1e-8)
        assert log_evidence("jax", mesh, regularization, ell_comps, (0.0, 0.0)) == pytest.approx(here, rel=1e-9)


@pytest.mark.parametrize("regularization", [al.reg.AdaptSplit(1.0, 0.3, 0.5), al.reg.BrightnessZeroth(1.0, 0.5)])
def test_adaptive_regularizations_count_no_weight_that_is_rounding(regularization):
    expected = log_evidence("numba", al.mesh.Delaunay(), regularization, (0.1, 0.0), (0.0, 0.0), adapt=True)
    for backend, centre in (("numba", (1e-13, 0.0)), ("numba", (0.0, -1e-13)), ("jax", (0.0, 0.0))):
        found = log_evidence(backend, al.mesh.Delaunay(), regularization, (0.1, 0.0), centre, adapt=True)
        assert found == pytest.approx(expected, rel=1e-8)
