"""The antennas' sensitivity over the field: what they see is the sky times the primary beam."""

from __future__ import annotations

import math
import numbers
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Array2D, Mask2D
from autolens_lite.grid.structure import slim_on

# A beam of 1 at its peak, with what interpolation to pixels may add.
_HIGHEST = 1.05


@units.taken
def primary_beam_gaussian_from(
    mask: Mask2D, fwhm: float, centre: tuple[float, float] = (0.0, 0.0), backend: str | ModuleType | None = None
) -> Array2D:
    """Return exp(-4 ln 2 r^2 / FWHM^2) at the pixel centres, with r the distance from `centre`.

    Parameters
    ----------
    mask
        The pixels.
    fwhm
        Full width at half maximum in arcsec (about 1.13 to 1.2 wavelengths over the antenna's diameter).
    centre
        The pointing centre (y, x) in arcsec.
    """
    check.kind("mask", mask, Mask2D, "Pass a Mask2D, such as dataset.real_space_mask.", exc.DataError)
    return Array2D(_gaussian(mask, fwhm, centre), mask, backend)


class PrimaryBeam:
    """The beam at the unmasked pixels of a dataset, or none.

    Parameters
    ----------
    values
        On the host, (M,); None for no beam.
    backend
        Name of the array backend.
    """

    def __init__(self, values: np.ndarray | None, backend: str) -> None:
        self.values = values
        self.backend = backend

    @cached_property
    def slim(self) -> Any:
        """The beam as an array of the backend, (M,); None where there is none."""
        return None if self.values is None else backends.get(self.backend).as_float(self.values)

    @property
    def leaves(self) -> tuple[Any]:
        """The backend's array, to be passed through a compiled function as an argument."""
        return (self.slim,)

    def with_leaves(self, leaves: Sequence[Any]) -> PrimaryBeam:
        """Return a beam that holds `leaves` in place of its array."""
        new = PrimaryBeam(self.values, self.backend)
        (new.__dict__["slim"],) = leaves
        return new

    def with_backend(self, backend: str) -> PrimaryBeam:
        """Return the same beam on another backend."""
        return PrimaryBeam(self.values, backend)

    def __getstate__(self) -> dict[str, Any]:
        return {"values": self.values, "backend": self.backend}


def slim_from(primary_beam: Any, mask: Mask2D) -> np.ndarray | None:
    """Return the beam (M,) on the host: from None (no beam), a FWHM in arcsec, or an array slim or native.

    Raises DataError if an array has another shape, or values that no beam has.

    Warns
    -----
    AutoLensWarning
        If an array is above 1 at an unmasked pixel.
    """
    primary_beam = checked(primary_beam)
    if primary_beam is None:
        return None
    if isinstance(primary_beam, float):
        return mask.slim_from(_gaussian(mask, primary_beam, (0.0, 0.0), "primary_beam"))
    values = np.array(slim_on(mask, primary_beam, "primary_beam"), dtype=np.float64)
    if values.shape == mask.shape_native:
        values = mask.slim_from(values)
    if values.shape != (mask.pixels_in_mask,):
        raise exc.DataError(
            f"primary_beam has shape {values.shape}. Pass a FWHM in arcsec, or one value per unmasked pixel: shape "
            f"({mask.pixels_in_mask},) or {mask.shape_native}."
        )
    if not values.any():
        raise exc.DataError("primary_beam is zero at every unmasked pixel. Check its centre and FWHM.")
    if values.max() > _HIGHEST:
        check.warn(
            f"primary_beam is up to {values.max():.4g}, but a beam is 1 where the antennas point, and less elsewhere. "
            "Is it in per cent, or its inverse? Light is taken to be as much brighter in the data."
        )
    return values


def checked(primary_beam: Any) -> Any:
    """Return a FWHM as a float, a beam on pixels as it is, and None as None, refusing all else.

    Raises ParameterError or DataError if the FWHM, or the array, has values that no beam has.
    """
    if primary_beam is None:
        return None
    if isinstance(primary_beam, numbers.Real):
        check.positive("primary_beam", primary_beam)
        return float(primary_beam)
    values = numbers_from("primary_beam", primary_beam)
    if values.size == 0 or values.ndim not in (1, 2):
        raise exc.DataError(f"primary_beam has shape {values.shape}. Pass a FWHM in arcsec, or the beam on the pixels.")
    if not (np.isfinite(values).all() and (values >= 0.0).all()):
        raise exc.DataError("primary_beam has values that are negative or not finite. Pass a beam in [0, 1].")
    return primary_beam


def _gaussian(mask: Mask2D, fwhm: float, centre: tuple[float, float], name: str = "fwhm") -> np.ndarray:
    """The beam on all pixels (Ny, Nx)."""
    check.positive(name, fwhm)
    centre = check.pair("centre", centre)
    y, x = np.meshgrid(mask.y_axis - centre[0], mask.x_axis - centre[1], indexing="ij")
    return np.exp(-4.0 * math.log(2.0) * (x**2 + y**2) / fwhm**2)
