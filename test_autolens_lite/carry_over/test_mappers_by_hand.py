"""Mappers made of traced grids without a fit, as tutorials make them, and those of fits are the same."""

import pickle

import numpy as np
import pytest

import autolens_lite as al
import autolens_lite.plot as aplt

MASK = al.Mask2D.circular((16, 16), radius=0.7, pixel_scales=0.1)


def image_of(size, backend="numba"):
    noise = np.random.default_rng(1).normal(1.0, 0.3, (16, 16))
    data = al.Imaging(noise, np.full((16, 16), 0.3), pixel_scales=0.1, backend=backend).apply_mask(MASK)
    return data.apply_over_sampling(1, size)


def tracer_of(mesh):
    lens = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(centre=(0.02, 0.01), einstein_radius=0.4))
    pixelization = al.Pixelization(mesh, al.reg.Constant(2.0))
    return al.Tracer([lens, al.Galaxy(redshift=1.0, pixelization=pixelization)])


@pytest.mark.parametrize("size", [1, 2, "mixed"])
@pytest.mark.parametrize("name", ["uniform", "density", "image", "delaunay"])
def test_a_mapper_by_hand_is_that_of_the_fit(backend, name, size):
    size = np.random.default_rng(1).integers(1, 3, MASK.pixels_in_mask) if size == "mixed" else size
    mesh = {
        "uniform": al.mesh.RectangularUniform((6, 7)),
        "density": al.mesh.RectangularBilinearAdaptDensity((6, 7)),
        "image": al.mesh.RectangularAdaptImage((6, 7)),
        "delaunay": al.mesh.Delaunay(),
    }[name]
    dataset, tracer = image_of(size, backend), tracer_of(mesh)
    adapt = np.random.default_rng(2).uniform(0.5, 2.0, MASK.pixels_in_mask)
    points = al.image_mesh.Overlay((7, 7)).image_plane_mesh_grid_from(MASK)
    source = tracer.galaxies[1]
    images = al.AdaptImages(
        galaxy_image_dict={source: al.Array2D(adapt, MASK)},
        galaxy_image_plane_mesh_grid_dict={source: points} if name == "delaunay" else None,
    )
    fit = al.FitImaging(dataset, tracer, adapt_images=images, settings=al.Settings(use_border_relocator=True))
    interpolator = mesh.interpolator_from(
        source_plane_data_grid=tracer.traced_grid_2d_list_from(grid=dataset.grids.pixelization)[-1],
        source_plane_mesh_grid=tracer.traced_grid_2d_list_from(grid=al.Grid2DIrregular(points, backend))[-1],
        border_relocator=al.BorderRelocator(mask=MASK, sub_size=1),
        adapt_data=adapt,
    )
    mapper = al.Mapper(interpolator=interpolator, regularization=al.reg.Constant(coefficient=2.0))
    expected = np.asarray(fit.inversion.mapper.mapping_matrix)
    np.testing.assert_allclose(np.asarray(mapper.mapping_matrix), expected, rtol=0, atol=1e-13)
    again = al.util.mapper.mapping_matrix_from(
        pix_indexes_for_sub_slim_index=mapper.pix_indexes_for_sub_slim_index,
        pix_size_for_sub_slim_index=mapper.pix_sizes_for_sub_slim_index,
        pix_weights_for_sub_slim_index=mapper.pix_weights_for_sub_slim_index,
        pixels=mapper.pixels,
        total_mask_pixels=MASK.pixels_in_mask,
        slim_index_for_sub_slim_index=mapper.slim_index_for_sub_slim_index,
        sub_fraction=mapper.over_sampler.sub_fraction,
    )
    np.testing.assert_allclose(again, expected, rtol=0, atol=1e-13)
    inversion = al.Inversion(dataset=dataset, linear_obj_list=[mapper])
    np.testing.assert_allclose(
        np.asarray(inversion.reconstruction), np.asarray(fit.inversion.reconstruction), rtol=1e-9, atol=1e-12
    )


def test_traced_grids_know_their_sub_pixels(backend):
    tracer = tracer_of(al.mesh.RectangularUniform((4, 4)))
    grid = al.Grid2D.from_mask(MASK, 3, backend)
    traced = tracer.traced_grid_2d_list_from(grid=grid)[1]
    expected = tracer.traced_coordinates_from(grid.over_sampled)[1].array
    np.testing.assert_array_equal(np.asarray(traced.over_sampled.array), np.asarray(expected))
    assert isinstance(traced, al.VectorYX2D) and type(traced - 1.0) is al.VectorYX2D
    kept = pickle.loads(pickle.dumps(traced))
    np.testing.assert_array_equal(np.asarray(kept.over_sampled.array), np.asarray(expected))
    np.testing.assert_array_equal(np.asarray(kept), np.asarray(traced))
    traced[0] = (0.5, 0.5)
    assert traced.over_sampled.shape == (MASK.pixels_in_mask,) and float(traced.over_sampled.y[0]) == 0.5
    assert type(traced.apply_mask(MASK)) is type(traced.with_backend("numba")) is al.VectorYX2D


def test_points_beyond_the_border_are_moved_onto_it(backend):
    grid = al.Grid2D.from_mask(MASK, 1, backend)
    values = np.array(np.asarray(grid))
    inner = np.flatnonzero(np.hypot(*values.T) < 0.1)[0]
    values[inner] = (5.0, 0.0)
    relocator = al.BorderRelocator(mask=MASK)
    moved = relocator.relocated_grid_from(grid.with_new_array(values))
    radii = np.hypot(*np.asarray(moved).T)
    assert radii[inner] == pytest.approx(radii.max(), rel=0.01) and radii.max() < 0.75
    np.testing.assert_allclose(np.delete(np.asarray(moved), inner, 0), np.delete(values, inner, 0), atol=1e-14)
    points = relocator.relocated_mesh_grid_from(grid, np.array([[0.1, 0.1], [0.0, 9.0]]))
    assert points.shape == (2, 2) and 0.6 < float(points.x[1]) < 0.75 and float(points.y[0]) == pytest.approx(0.1)


def test_what_is_no_part_of_a_mapper_is_refused():
    mesh, grid = al.mesh.RectangularUniform((4, 4)), al.Grid2D.from_mask(MASK)
    with pytest.raises(al.exc.DataError, match="source_plane_data_grid is a Grid2DIrregular"):
        mesh.interpolator_from(source_plane_data_grid=al.Grid2DIrregular([(0.0, 0.0)]))
    with pytest.raises(al.exc.BackendError, match="'numba', not 'jax'"):
        mesh.interpolator_from(source_plane_data_grid=grid, xp="jax")
    with pytest.raises(al.exc.ModelError, match="made of points"):
        al.mesh.Delaunay().interpolator_from(source_plane_data_grid=grid)
    with pytest.raises(al.exc.DataError, match="another mask"):
        al.BorderRelocator(mask=MASK).relocated_grid_from(al.Grid2D.uniform((4, 4), 0.1))
    with pytest.raises(al.exc.ParameterError, match="interpolator is a RectangularUniform"):
        al.Mapper(interpolator=mesh)
    mapper = al.Mapper(interpolator=mesh.interpolator_from(source_plane_data_grid=grid))
    with pytest.raises(al.exc.ModelError, match="no regularization"):
        _ = al.Inversion(dataset=image_of(1), linear_obj_list=[mapper]).reconstruction
    sizes = {"pixels": 2, "total_mask_pixels": 1, "slim_index_for_sub_slim_index": [0], "sub_fraction": [1.0]}
    with pytest.raises(al.exc.DataError, match="goes from 2 to 2"):
        al.util.mapper.mapping_matrix_from([[2]], [1], [[1.0]], **sizes)
    with pytest.raises(al.exc.DataError, match="indices up to 7"):
        al.util.regularization.constant_regularization_matrix_from(1.0, [[7], [0]], [1, 1])


def test_equal_pixels_cover_points():
    found = al.mesh.overlay_grid_from(shape_native=(4, 3), grid=al.Grid2DIrregular([(0.0, 0.0), (2.0, 3.0)]))
    np.testing.assert_allclose(np.asarray(found)[[0, -1]], [[1.75, 0.5], [0.25, 2.5]], rtol=0, atol=1e-7)


@pytest.mark.parametrize("mesh", [al.mesh.RectangularBilinearAdaptDensity((8, 8)), al.mesh.Delaunay()])
def test_source_pixels_and_their_images(mesh, tmp_path):
    dataset, tracer = image_of(2), tracer_of(mesh)
    traced = tracer.traced_grid_2d_list_from(grid=dataset.grids.pixelization)[-1]
    vertices = 0.9 * np.asarray(traced)[::5]
    mapper = al.Mapper(mesh.interpolator_from(source_plane_data_grid=traced, source_plane_mesh_grid=vertices))
    middle = int(np.argmin(np.hypot(*np.asarray(mapper.source_plane_mesh_grid).T)))
    (mapping,) = mapper.mappings_from(pix_indexes=[middle])
    lit = np.flatnonzero(np.asarray(mapper.mapping_matrix)[:, middle] > 0.0)
    found = np.concatenate([region.slim_indexes for region in mapping.image_regions])
    assert sorted(found) == sorted(lit)
    for region in mapping.image_regions:
        # outlines, of which holes run the other way round, enclose the area
        areas = [0.5 * np.sum(y[:-1] * np.diff(x) - x[:-1] * np.diff(y)) for y, x in (c.T for c in region.contours)]
        assert (
            abs(sum(areas)) == pytest.approx(region.area(), rel=1e-9) == pytest.approx(len(region.slim_indexes) * 0.01)
        )
        assert all((contour[0] == contour[-1]).all() for contour in region.contours)
        assert region.centre == pytest.approx(tuple(np.asarray(dataset.grid)[region.slim_indexes].mean(axis=0)))
    assert mapping.source_contours[0].shape[1] == 2
    two = mapper.mappings_from(pix_indexes=[[middle, 0], [1]], weight_threshold=0.5)
    assert [each.pix_indexes.tolist() for each in two] == [[middle, 0], [1]]
    few = mapper.mappings_from([middle], min_pixels=10_000)
    assert few[0].image_regions == [] == few[0].image_contours
    aplt.subplot_image_and_mapper(mapper=mapper, image=dataset.data, regions=two, output_path=tmp_path)
    aplt.plot_grid(grid=mapper.source_plane_data_grid, indexes=[[0, 1], range(5, 9)], output_path=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"image_and_mapper.png", "grid.png"}
    for wrong, name in (([mapper.pixels], "pix_indexes"), ([0.5], "pix_indexes"), (3, "pix_indexes")):
        with pytest.raises(al.exc.ParameterError, match=name):
            mapper.mappings_from(wrong)
    with pytest.raises(al.exc.ParameterError, match="indexes"):
        aplt.plot_grid(grid=traced, indexes=[[10_000]])
    with pytest.raises(al.exc.ParameterError, match="regions is a int"):
        aplt.subplot_image_and_mapper(mapper=mapper, image=dataset.data, regions=[3])


def test_the_border_of_a_ring_is_its_outer_one():
    """The edge of the hole is none: points beyond are those far out."""
    mask = al.Mask2D.circular_annular((21, 21), 0.4, 0.9, pixel_scales=0.1)
    relocator = al.BorderRelocator(mask, sub_size=2)
    for border in (relocator.border_grid, relocator.sub_border_grid):
        assert len(border) == len(mask.border_slim) == len(np.unique(border, axis=0))
        assert np.hypot(*np.asarray(border).T).min() > 0.75
