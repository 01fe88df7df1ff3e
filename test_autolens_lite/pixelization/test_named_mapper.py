"""Mappers and inversions by PyAutoLens' names."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from test_autolens_lite.carry_over.objects import fit_of_image


@pytest.fixture(scope="module")
def fit():
    return fit_of_image()


def test_linear_objects_come_in_the_order_of_the_parameters(fit):
    inversion = fit.inversion
    mapper, light = inversion.linear_obj_list
    assert inversion.cls_list_from(cls=al.Mapper) == [mapper]
    assert isinstance(light, al.lp_linear.SersicSph)
    total = inversion.kept.size
    assert inversion.no_regularization_index_list == [total]
    matrix = np.asarray(inversion.operated_mapping_matrix)
    blurred = fit.dataset.psf.convolved_mapping_matrix_from(inversion.mapping_matrix, fit.dataset.mask)
    np.testing.assert_allclose(matrix[:, :total], blurred, atol=1e-12)
    data = np.asarray(inversion.mapped_reconstructed_operated_data)
    solution = np.asarray(inversion.reconstruction_reduced)
    mapped = al.util.inversion.mapped_reconstructed_data_via_mapping_matrix_from(matrix, solution)
    np.testing.assert_allclose(mapped, data, atol=1e-10)
    noise = np.asarray(fit.dataset.noise_map)
    curvature = al.util.inversion.curvature_matrix_via_mapping_matrix_from(matrix, noise)
    np.testing.assert_allclose(curvature, inversion.curvature_matrix, rtol=1e-9, atol=1e-10)


def test_sub_pixels_of_source_pixels(fit):
    mapper = fit.inversion.mapper
    indices, weights = (np.asarray(part) for part in (mapper.interpolation.indices, mapper.interpolation.weights))
    found = mapper.slim_indexes_for_pix_indexes([[5], [6, 9]])
    assert [len(each) for each in found] == [
        np.any((indices == 5) & (weights > 0.0), axis=1).sum(),
        sum(np.any((indices == i) & (weights > 0.0), axis=1).sum() for i in (6, 9)),
    ]
    assert mapper.slim_indexes_for_pix_indexes([5]) == found[0]
    with pytest.raises(exc.ParameterError, match="pix_indexes holds 99"):
        mapper.slim_indexes_for_pix_indexes([99])
    assert mapper.source_plane_data_grid.coordinates.y.shape == (len(indices),)


def test_areas_add_up(fit):
    mapper = fit.inversion.mapper
    (bottom, top), (left, right) = ((edge.min(), edge.max()) for edge in mapper.edges)
    areas = mapper.mesh_geometry.areas_for_magnification
    assert areas.shape == (16,)
    assert areas.sum() == pytest.approx((top - bottom) * (right - left))


def test_areas_of_points_are_thirds_of_triangles(fit):
    grid = np.array([(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.1), (0.45, 0.5)])
    galaxy = al.Galaxy(1.0, pixelization=al.Pixelization(al.mesh.Delaunay(5), al.reg.Constant(1.0)))
    images = al.AdaptImages(galaxy_image_plane_mesh_grid_dict={galaxy: 0.4 * (grid - 0.5)})
    tracer = al.Tracer([al.Galaxy(0.5, mass=al.mp.MassSheet(kappa=0.0)), galaxy])
    mapper = al.FitImaging(fit.dataset, tracer, adapt_images=images).inversion.mapper
    np.testing.assert_allclose(mapper.image_plane_mesh_grid, 0.4 * (grid - 0.5))
    areas = mapper.mesh_geometry.areas_for_magnification
    assert areas.sum() == pytest.approx(0.16 * 1.05)
    assert areas[4] == pytest.approx(0.16 * 1.05 / 3.0)


def test_an_inversion_of_mappers_alone(fit):
    alone = al.Inversion(dataset=fit.dataset, linear_obj_list=fit.inversion.mappers, settings=fit.settings)
    tracer = al.Tracer([al.Galaxy(0.5, mass=fit.tracer.galaxies[0].mass), fit.tracer.galaxies[1]])
    expected = al.FitImaging(fit.dataset, tracer).inversion
    np.testing.assert_allclose(alone.reconstruction, expected.reconstruction, rtol=1e-9)
    with pytest.raises(exc.ParameterError, match="linear_obj_list"):
        al.Inversion(dataset=fit.dataset, linear_obj_list=[])
