"""How many sub-pixels a side each pixel is divided into: by distance from galaxies' centres, or by brightness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.grid.array_2d import Array2D
from autolens_lite.grid.grid_2d import Grid2D
from autolens_lite.grid.mask_2d import Mask2D
from autolens_lite.grid.vector_yx_2d import VectorYX2D


@units.taken
def over_sample_size_via_radial_bins_from(
    grid: Grid2D | Mask2D | VectorYX2D,
    sub_size_list: Sequence[int],
    radial_list: Sequence[float],
    centre_list: Sequence[tuple[float, float]] | None = None,
) -> Array2D:
    """Return sizes that fall with the distance from one or more centres, where light profiles are steep.

    Parameters
    ----------
    grid
        The grid, or mask, whose pixels are divided; or what it is traced to in a source plane, where distances are then
        those of the traced pixel centres.
    sub_size_list
        Sub-pixels a side in each ring, from the centre outwards: one per radius, the last one also holding beyond the
        last radius, or one more than radii.
    radial_list
        The rings' outer radii in arcsec, ascending; a pixel centre on a radius is inside.
    centre_list
        Centres (y, x) in arcsec, of which each pixel takes the largest size; None for `Mask2D.mask_centre`.

    Returns
    -------
    Whole numbers on the grid's mask, as `over_sample_size` of `Grid2D` and `Imaging.apply_over_sampling`.

    Raises
    ------
    DataError
        If sizes are not whole numbers of at least 1, radii do not ascend, their numbers do not fit, or there is no
        centre.

    Warns
    -----
    AutoLensWarning
        If no pixel is within the radii of a centre.
    """
    check.kind(
        "grid", grid, Grid2D | Mask2D | VectorYX2D, "Pass a Grid2D, such as dataset.grid, or a Mask2D.", exc.DataError
    )
    mask = grid if isinstance(grid, Mask2D) else grid.mask
    for name, values in (("sub_size_list", sub_size_list), ("radial_list", radial_list)):
        if not _is_row(values):
            raise exc.DataError(f"{name} = {values!r} is not a list. Pass one number per ring, innermost first.")
    sizes = np.array([_size(f"sub_size_list[{i}]", size) for i, size in enumerate(sub_size_list)])
    if not all(check.is_number(radius) for radius in radial_list):
        raise exc.DataError(f"radial_list = {list(radial_list)} holds what is not a number. Pass radii in arcsec.")
    radii = np.asarray(radial_list, dtype=float)
    if len(radii) == 0 or len(sizes) not in (len(radii), len(radii) + 1):
        raise exc.DataError(
            f"sub_size_list has {len(sizes)} sizes for {len(radii)} radii in radial_list. Pass one size per radius, or "
            "one more for all that is beyond the last radius."
        )
    if not (np.isfinite(radii).all() and (np.diff(radii) > 0.0).all() and radii[0] >= 0.0):
        raise exc.DataError(f"radial_list = {list(radial_list)} does not ascend from 0. Sort it, innermost first.")
    points = np.asarray(Grid2D(mask, 1, "numba") if isinstance(grid, Mask2D) else grid)
    largest = np.ones(mask.pixels_in_mask, dtype=np.int64)
    is_listed = isinstance(centre_list, list | tuple | np.ndarray) or backends.is_concrete_jax(centre_list)
    if centre_list is not None and (not is_listed or getattr(centre_list, "ndim", 1) == 0):
        raise exc.DataError(f"centre_list = {centre_list!r} is not a list. Pass one (y, x) a centre, or None.")
    if centre_list is not None and len(centre_list) == 0:
        raise exc.DataError("centre_list is empty. Pass one (y, x) a centre, or None for the centre of the mask.")
    for centre in [mask.mask_centre] if centre_list is None else centre_list:
        y, x = check.pair("centre_list", centre)
        distances = np.hypot(points[:, 0] - y, points[:, 1] - x)
        ring = np.searchsorted(radii, distances, side="left")
        if not (distances <= radii[-1]).any():
            check.warn(
                f"No pixel is within {radii[-1]:g} arcsec, the last of radial_list, of the centre ({y:g}, {x:g}): all "
                "get the size beyond it. Pass centres (y, x) in arcsec, on the image."
            )
        largest = np.maximum(largest, sizes[np.minimum(ring, len(sizes) - 1)])
    return _sizes_on(mask, largest, grid)


@units.taken
def over_sample_size_via_adapt_from(
    data: Array2D,
    noise_map: Array2D,
    signal_to_noise_cut: float = 5.0,
    sub_size_lower: int = 2,
    sub_size_upper: int = 4,
) -> Array2D:
    """Return a larger size where the data are bright, a smaller one elsewhere.

    Parameters
    ----------
    data, noise_map
        The image, or a model of it, and its noise, on one mask.
    signal_to_noise_cut
        Pixels above it take the upper size. It is half the highest signal to noise where that is lower, so that faint
        data are divided too.
    sub_size_lower, sub_size_upper
        The two sizes.

    Returns
    -------
    Whole numbers on the data's mask.

    Raises
    ------
    DataError
        If data or noise are not finite, a noise is not positive, or no datum is above zero: nothing is then bright.
    """
    if not (isinstance(data, Array2D) and isinstance(noise_map, Array2D) and data.mask.same_as(noise_map.mask)):
        raise exc.DataError("data and noise_map must both be Array2D on one mask, as those of a dataset are.")
    check.positive("signal_to_noise_cut", signal_to_noise_cut)
    lower, upper = _size("sub_size_lower", sub_size_lower), _size("sub_size_upper", sub_size_upper)
    if lower > upper:
        raise exc.DataError(f"sub_size_lower = {lower} is above sub_size_upper = {upper}. Exchange them?")
    values, noise = np.asarray(data.slim), np.asarray(noise_map.slim)
    for name, array, bad in (("data", values, ~np.isfinite(values)), ("noise_map", noise, ~(noise > 0.0))):
        if (bad | ~np.isfinite(array)).any():
            place = int(np.flatnonzero(bad | ~np.isfinite(array))[0])
            needed = "finite" if name == "data" else "finite and above 0"
            raise exc.DataError(
                f"{name} is {array[place]} at the unmasked pixel {place}. Pass numbers that are {needed}."
            )
    signal_to_noise = values / noise
    if not signal_to_noise.max() > 0.0:
        raise exc.DataError(
            f"data has no value above 0 (the greatest is {values.max()}), so no pixel is bright. Pass an image with "
            "light, or one size for all pixels as over_sample_size."
        )
    cut = min(signal_to_noise_cut, 0.5 * float(signal_to_noise.max()))
    return _sizes_on(data.mask, np.where(signal_to_noise > cut, upper, lower), data)


def _is_row(values: Any) -> bool:
    try:
        return np.ndim(values) == 1
    except ValueError:  # ragged
        return False


def _size(name: str, size: Any) -> int:
    return check.whole(name, size, 1, "Pass whole numbers of at least 1.", exc.DataError)


def _sizes_on(mask: Mask2D, sizes: np.ndarray, like: Any) -> Array2D:
    return Array2D(sizes, mask, getattr(like, "backend", None))
