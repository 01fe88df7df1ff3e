"""Figures of the mapper of an inversion."""

import matplotlib.colors
import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.plot as aplt
from autolens_lite.pixelization.mappings import clumps_of

MASK = al.Mask2D.circular((30, 30), radius=1.4, pixel_scales=0.1)
LENS = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=0.6))
TRUTH = [
    al.lp.GaussianSph(centre=(0.0, 0.35), intensity=1.0, sigma=0.08),
    al.lp.GaussianSph(centre=(0.0, -0.35), intensity=0.8, sigma=0.08),
]


def inversion_on(mesh, backend="numba"):
    tracer = al.Tracer([LENS, al.Galaxy(redshift=1.0, left=TRUTH[0], right=TRUTH[1])])
    image = np.asarray(tracer.image_2d_from(grid=al.Grid2D.from_mask(MASK)).native)
    dataset = al.Imaging(image, np.full(image.shape, 0.02), pixel_scales=0.1, backend=backend).apply_mask(MASK)
    image_mesh = al.image_mesh.Overlay(shape=(18, 18)) if isinstance(mesh, al.mesh.Delaunay) else None
    pixelization = al.Pixelization(mesh, al.reg.Constant(1.0), image_mesh=image_mesh)
    return al.FitImaging(dataset, al.Tracer([LENS, al.Galaxy(redshift=1.0, pixelization=pixelization)])).inversion


@pytest.fixture(scope="module")
def inversion():
    return inversion_on(al.mesh.RectangularUniform((20, 20)))


def test_the_source_is_drawn_on_the_sky_and_on_its_mesh(inversion, tmp_path):
    figure = aplt.subplot_of_mapper(inversion=inversion, mapper_index=0, output_path=tmp_path)
    assert (tmp_path / "inversion.png").exists()
    image, source = figure.axes[:2]
    lensed = np.asarray(inversion.mapped_reconstructed_image.array) / 0.01
    np.testing.assert_allclose(image.images[0].get_array().compressed(), lensed)
    drawn = source.collections[0].get_array()
    np.testing.assert_allclose(np.ravel(drawn), np.asarray(inversion.reconstruction) / 0.01)


@pytest.mark.parametrize(
    "mesh, backend",
    [
        (al.mesh.RectangularUniform((20, 20)), "numba"),
        (al.mesh.RectangularUniform((20, 20)), "jax"),
        (al.mesh.Delaunay(), "numba"),
    ],
)
def test_two_sources_are_two_clumps_of_adjacent_pixels(mesh, backend):
    inversion = inversion_on(mesh, backend)
    mapper, values = inversion.mapper, np.asarray(inversion.reconstruction)
    clumps = clumps_of(mapper, values, 0.4)
    assert len(clumps) == 2
    np.testing.assert_array_equal(np.sort(np.concatenate(clumps)), np.flatnonzero(values > 0.4 * values.max()))
    places = np.asarray(mapper.source_plane_mesh_grid)
    for clump, profile in zip(clumps, TRUTH, strict=True):
        assert np.abs(places[clump] - profile.centre).max() < 0.25


def test_a_clump_and_its_images_have_one_colour(inversion, tmp_path):
    figure = aplt.subplot_mappings(inversion=inversion, threshold=0.4, output_path=tmp_path)
    assert (tmp_path / "mappings.png").exists()
    image, source = figure.axes[:2]
    marked = [each.get_facecolor()[0] for each in source.collections if len(each.get_offsets()) > 1]
    outlined = [each.get_edgecolor()[0] for each in image.collections]
    expected = [matplotlib.colors.to_rgba(colour) for colour in ("C0", "C1")]
    np.testing.assert_allclose(marked, expected)
    np.testing.assert_allclose(outlined, expected)
    # The images of the source on the right: outside the ring on the right, inside it on the left.
    vertices = image.collections[0].get_paths()[0].vertices
    assert vertices[:, 0].max() > 0.8


def test_what_is_no_inversion_or_mapper_is_refused(inversion):
    with pytest.raises(al.exc.ParameterError, match=r"fit\.inversion"):
        aplt.subplot_of_mapper(None)
    with pytest.raises(al.exc.ParameterError, match="mapper_index = 1, but"):
        aplt.subplot_of_mapper(inversion, 1)
    with pytest.raises(al.exc.ParameterError, match="threshold"):
        aplt.subplot_mappings(inversion, threshold=2.0)
