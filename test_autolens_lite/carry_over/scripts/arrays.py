"""Arrays, grids and masks as arrays of numbers."""

import numpy as np

import autolens_lite as al


def of_arrays():
    image = al.Array2D.no_mask(values=np.arange(42.0).reshape(7, 6) ** 1.5, pixel_scales=0.5)
    mask = al.Mask2D.circular(shape_native=(7, 6), radius=1.3, pixel_scales=0.5)
    masked = image.apply_mask(mask=mask)
    copy = masked.copy()
    copy[0] = -5.0
    region = (-1.3, 1.1, -0.9, 1.2)
    padded = image.padded_before_convolution_from(kernel_shape=(3, 5))
    return {
        "sum": masked + masked,
        "scaled": 2.0 * masked / 3.0 - 1.0,
        "power": abs(-masked) ** 0.5,
        "scales": (masked * 2.0).pixel_scales,
        "root": np.sqrt(masked.array),
        "compared": masked > 30.0,
        "largest": [masked.max(), masked.min(), masked.sum(), np.mean(masked.array), np.std(masked.array)],
        "native": masked.native,
        "one": [masked[3], masked.array[-1]],
        "copied": [copy[0], masked[0]],
        "shapes": [*masked.shape, masked.ndim, masked.size, *masked.shape_native, masked.shape_slim],
        "whole": masked.astype("int"),
        "area": [image.pixel_area, masked.total_area, masked.total_pixels],
        "brightest": image.brightest_coordinate_in_region_from(region=region),
        "centroid": image.brightest_sub_pixel_coordinate_in_region_from(region=region, box_size=2),
        "padded": padded.native,
        "trimmed": padded.trimmed_after_convolution_from(kernel_shape=(3, 5)).native,
        "resized": image.resized_from(new_shape=(4, 9)).native,
        "full": al.Array2D.full(fill_value=2.5, shape_native=(3, 4), pixel_scales=0.1).native,
        "ones": al.Array2D.ones((3, 4), pixel_scales=0.1) + al.Array2D.zeros((3, 4), pixel_scales=0.1),
        "row": al.Array2D.no_mask(values=[1.0, 2.0, 3.0, 4.0], shape_native=(2, 2), pixel_scales=1.0).native,
    }


def of_masks():
    mask = al.Mask2D.circular(shape_native=(9, 8), radius=1.2, pixel_scales=0.3, centre=(0.1, 0.0))
    ring = al.Mask2D.circular_annular(shape_native=(9, 8), inner_radius=0.5, outer_radius=1.2, pixel_scales=0.3)
    indexes, masks, grids = mask.derive_indexes, mask.derive_mask, mask.derive_grid
    return {
        "inverted": ~mask,
        "joined": mask + ring,
        "pixels": [mask.shape[0], mask.shape_slim, mask[0, 0], mask.array.sum()],
        "edge": indexes.edge_slim,
        "border": ring.derive_indexes.border_slim,
        "border native": ring.derive_indexes.border_native,
        "unmasked": indexes.unmasked_slim,
        "hidden": indexes.masked_slim,
        "places": indexes.native_for_slim,
        "rows": mask.slim_to_native_tuple[0],
        "edge mask": masks.edge,
        "border mask": masks.border,
        "nothing masked": masks.all_false,
        "blurring": mask.resized_from(new_shape=(15, 14), pad_value=1).derive_mask.blurring_from((3, 5)),
        "all": grids.all_false,
        "within": grids.unmasked,
        "on the edge": grids.edge,
        "on the border": grids.border,
        "radius": al.Mask2D.circular(shape_native=(20, 20), radius=0.8, pixel_scales=0.1).circular_radius,
    }


def of_grids():
    grid = al.Grid2D.uniform(shape_native=(4, 5), pixel_scales=0.4, over_sample_size=1)
    moved = grid.grid_2d_via_deflection_grid_from(deflection_grid=0.3 * grid)
    points = al.Grid2DIrregular(values=[(0.1, 0.2), (-0.4, 1.0), (2.0, -1.0)])
    geometry = grid.geometry
    projected = grid.grid_2d_radial_projected_from(centre=(0.1, 0.2), angle=30.0)
    values = np.stack(np.meshgrid([1.0, 0.5, -2.0], [3.0, 4.0], indexing="ij"), axis=-1)
    mask = al.Mask2D.circular(shape_native=(12, 12), radius=1.0, pixel_scales=0.2)
    sizes = al.util.over_sample.over_sample_size_via_radial_bins_from(
        grid=al.Grid2D.from_mask(mask=mask, over_sample_size=1),
        sub_size_list=[8, 4, 1],
        radial_list=[0.3, 0.6, 100.0],
        centre_list=[(0.2, 0.1)],
    )
    profile = al.mp.IsothermalSph(einstein_radius=0.5)
    return {
        "shape": [*grid.shape, *points.shape, grid.ndim],
        "subscripts": [*grid[2], *grid[:, 0], *points[1]],
        "arithmetic": np.asarray(grid - np.array([0.1, 0.2])) * 2.0,
        "moved": moved,
        "deflections of moved": profile.deflections_yx_2d_from(grid=moved),
        "native": grid.native,
        "of points": points + 1.0,
        "reshaped": points.reshape(6),
        "largest": [points.max(), points.array.min()],
        "some": points[0:2],
        "distances": grid.distances_to_coordinate_from(coordinate=(0.3, -0.1)),
        "squares": points.squared_distances_to_coordinate_from(coordinate=(0.3, -0.1)),
        "extent": al.Grid2D.from_extent(extent=(-2.0, 1.0, 0.5, 4.5), shape_native=(5, 4)),
        "no mask": al.Grid2D.no_mask(values=values, pixel_scales=1.0),
        "in a row": al.Grid2D.no_mask(values=values.reshape(-1, 2), shape_native=(3, 2), pixel_scales=1.0),
        "projected": np.round(projected.array, 4),
        "pixel": geometry.pixel_coordinates_2d_from(scaled_coordinates_2d=(0.3, -0.4)),
        "place": geometry.scaled_coordinates_2d_from(pixel_coordinates_2d=(1.0, 2.5)),
        "box": [*geometry.extent, *geometry.shape_native_scaled, *geometry.scaled_maxima, *geometry.origin],
        "scale": grid.pixel_scale,
        "sizes": sizes,
        "sampled": grid.apply_over_sampling(over_sample_size=3).over_sampled.array,
        "vectors": al.VectorYX2D.no_mask(values=values, pixel_scales=1.0).magnitudes,
        "fluxes": al.ArrayIrregular(values=[1.0, 2.0, 4.0]) * 2.0,
    }


def numbers():
    parts = {"array": of_arrays(), "mask": of_masks(), "grid": of_grids()}
    return {f"{part}, {name}": value for part, answers in parts.items() for name, value in answers.items()}
