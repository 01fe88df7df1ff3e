"""A source's mesh laid over traced pixels by hand, and the matrices of its inversion."""

import numpy as np

import autolens_lite as al

af = al


def numbers():
    y, x = np.mgrid[-1.15:1.15:24j, -1.15:1.15:24j]
    image = np.exp(-((np.hypot(y + 0.05, x) - 0.6) ** 2) / 0.02)
    dataset = al.Imaging(
        data=al.Array2D.no_mask(values=image, pixel_scales=0.1),
        noise_map=al.Array2D.no_mask(values=np.full((24, 24), 0.1), pixel_scales=0.1),
        psf=al.Convolver(kernel=al.Array2D.no_mask(values=np.full((3, 3), 1.0 / 9.0), pixel_scales=0.1)),
    )
    mask = al.Mask2D.circular(shape_native=(24, 24), pixel_scales=0.1, radius=1.0)
    dataset = dataset.apply_mask(mask=mask)
    dataset = dataset.apply_over_sampling(over_sample_size_lp=1, over_sample_size_pixelization=2)
    lens = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(centre=(0.01, 0.02), einstein_radius=0.6))
    tracer = al.Tracer(galaxies=[lens, al.Galaxy(redshift=1.0)])
    grid = tracer.traced_grid_2d_list_from(grid=dataset.grids.pixelization)[-1]

    answers = {"traced": np.asarray(grid), "sub_pixels": np.asarray(grid.over_sampled.array)}
    vertices = al.Grid2DIrregular(values=0.9 * np.asarray(grid)[::7])
    mesh = al.mesh.Delaunay(pixels=len(vertices))
    interpolator = mesh.interpolator_from(source_plane_data_grid=grid, source_plane_mesh_grid=vertices)
    mapper = al.Mapper(interpolator=interpolator, regularization=al.reg.Constant(coefficient=1.0))
    matrix = al.util.mapper.mapping_matrix_from(
        pix_indexes_for_sub_slim_index=mapper.pix_indexes_for_sub_slim_index,
        pix_size_for_sub_slim_index=mapper.pix_sizes_for_sub_slim_index,
        pix_weights_for_sub_slim_index=mapper.pix_weights_for_sub_slim_index,
        pixels=mapper.pixels,
        total_mask_pixels=mapper.source_plane_data_grid.mask.pixels_in_mask,
        slim_index_for_sub_slim_index=mapper.slim_index_for_sub_slim_index,
        sub_fraction=np.asarray(mapper.over_sampler.sub_fraction),
    )
    answers["mapping_matrix"] = matrix
    answers["mapping_matrix_of_mapper"] = np.asarray(mapper.mapping_matrix)
    answers["mesh_grid"] = np.asarray(interpolator.mesh_grid)
    sizes = np.asarray(mapper.neighbors.sizes)
    answers["neighbors"] = sizes
    answers["H"] = al.util.regularization.constant_regularization_matrix_from(
        coefficient=1.5, neighbors=np.asarray(mapper.neighbors), neighbors_sizes=sizes
    )

    # pixels of a uniform mesh that are not halved at its edge are those of both codes
    uniform = al.mesh.RectangularUniform(shape=(5, 6))
    relocator = al.BorderRelocator(mask=mask, sub_size=1)
    relocated = relocator.relocated_grid_from(grid=grid)
    answers["not_moved"] = [np.asarray(relocated).shape[0], len(relocator.border_grid)]
    answers["border"] = np.asarray(relocator.sub_border_grid)
    laid = uniform.interpolator_from(source_plane_data_grid=grid, source_plane_mesh_grid=None, border_relocator=None)
    answers["pixels"] = al.Mapper(interpolator=laid).pixels
    return answers
