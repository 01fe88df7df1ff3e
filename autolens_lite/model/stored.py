"""What objects are made of again that do not keep the arguments of their constructors by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.dataset import Imaging, Interferometer
from autolens_lite.grid import Array2D, Convolver, Grid2D, Grid2DIrregular, Mask2D, VectorYX2D, fits_frame
from autolens_lite.grid.array_irregular import ArrayIrregular
from autolens_lite.inversion import Settings
from autolens_lite.lens import Tracer


def arguments_of(value: Any) -> dict[str, Any] | None:
    """Return the arguments that make an equal array, mask, PSF, image, tracer or settings; None for all else.

    Raises ModelError if it is visibilities, whose files are other ones, or a grid of points that are not the centres of
    pixels.
    """
    if isinstance(value, Mask2D):
        return {"mask": value.mask, "pixel_scales": value.pixel_scales, "origin": value.origin}
    if isinstance(value, Grid2D):
        if not value.is_uniform:
            raise exc.ModelError("A Grid2D of other points than the centres of pixels cannot be stored. Store .array.")
        return {"mask": value.mask, "over_sample_size": value.over_sample_size, "backend": value.backend}
    if isinstance(value, Array2D | VectorYX2D):
        return {"values": np.asarray(value), "mask": value.mask, "backend": value.backend}
    if isinstance(value, Grid2DIrregular | ArrayIrregular):
        return {"values": np.asarray(value), "backend": value.backend}
    if isinstance(value, Convolver):
        kept = {"kernel": np.array(value.kernel), "pixel_scales": value.pixel_scales, "normalize": False}
        return kept | {"convolve_over_sample_size": value.convolve_over_sample_size}
    if isinstance(value, Interferometer):
        raise exc.ModelError("Visibilities are not stored as JSON. Write them with dataset.output_to_npz.")
    if isinstance(value, Imaging):
        return {
            "data": np.asarray(value.data),
            "noise_map": np.asarray(value.noise_map),
            "psf": value.psf,
            "noise_covariance_matrix": value.noise_covariance_matrix,
            "over_sample_size_lp": value.grid.over_sample_size,
            "over_sample_size_pixelization": value.grid_pixelization.over_sample_size,
            "integrate_cusps": value.integrate_cusps,
            "use_normalized_psf": False,
            "mask": value.mask,
            "backend": value.backend,
        }
    if isinstance(value, Tracer):
        return {name: getattr(value, name) for name in ("galaxies", "cosmology", "backend")}
    return value.as_dict() if isinstance(value, Settings) else None


def kept_by(value: Any) -> dict[str, Any]:
    """Return what an equal object keeps besides its arguments: a mask the WCS on the sky, values their unit."""
    if isinstance(value, Mask2D):
        return {"sky_cards": value.sky_cards} if value.sky_cards else {}
    if isinstance(value, Array2D | Imaging):
        return {} if value.unit is None else {"unit": value.unit}
    return {}


def made(cls: type, arguments: dict[str, Any], kept: Mapping[str, Any]) -> Any:
    """Return the object of these arguments that keeps what `kept_by` gave.

    Raises ModelError if objects of the class keep nothing of that name, or not such a value.
    """
    for name, value in kept.items():
        if not (fits_frame.are_cards(value) if name == "sky_cards" else name == "unit" and isinstance(value, str)):
            raise exc.ModelError(f"A stored {cls.__name__} keeps {name} = {value!r}, which none can have.")
    if issubclass(cls, Imaging) and "unit" in kept:
        arguments = arguments | {"data": _in_unit(Array2D(arguments["data"], arguments["mask"]), kept["unit"])}
    new = cls(**arguments)
    if isinstance(new, Mask2D) and "sky_cards" in kept:
        return new.with_sky_cards(dict(kept["sky_cards"]))
    return _in_unit(new, kept["unit"]) if isinstance(new, Array2D) and "unit" in kept else new


def _in_unit(values: Array2D, unit: str) -> Array2D:
    values.unit = unit
    return values
