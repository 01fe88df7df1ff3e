"""What arrays on a mask have in common: slim and native forms, arithmetic, NumPy's functions."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.grid.array_like import ArrayLike, Derived
from autolens_lite.grid.mask_2d import Mask2D

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend

# Sizes of pixels, and places in units of them, that differ by less are the same.
_NEAR = 1.0e-3


class OnMask(Derived, ArrayLike):
    """Arrays that have something for each unmasked pixel of a mask; abstract."""

    backend: str
    mask: Mask2D
    value_shape: tuple[int, ...] = ()
    slim: Any
    """The values of the M unmasked pixels, (M, ...) of the backend."""

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def native(self) -> Any:
        """The values as (Ny, Nx, ...) of the backend, zero where masked."""
        rows, columns = self.mask.native_for_slim.T
        return self.xp.index_add(
            self.xp.zeros((*self.mask.shape_native, *self.value_shape)), (rows, columns), self.slim
        )

    @property
    def shape_native(self) -> tuple[int, int]:
        """(Ny, Nx) of the mask."""
        return self.mask.shape_native

    @property
    def shape_slim(self) -> int:
        """The number M of unmasked pixels."""
        return self.mask.pixels_in_mask

    @property
    def total_pixels(self) -> int:
        """The number M of unmasked pixels: another name of `shape_slim`."""
        return self.mask.pixels_in_mask

    @property
    def pixel_scales(self) -> tuple[float, float]:
        """The size (dy, dx) of a pixel in arcsec."""
        return self.mask.pixel_scales

    @property
    def pixel_scale(self) -> float:
        """The size in arcsec of a square pixel."""
        return self.mask.pixel_scale

    @property
    def pixel_area(self) -> float:
        """The area of a pixel in arcsec^2."""
        return self.pixel_scales[0] * self.pixel_scales[1]

    @property
    def total_area(self) -> float:
        """The area of the unmasked pixels in arcsec^2."""
        return self.shape_slim * self.pixel_area

    @property
    def origin(self) -> tuple[float, float]:
        """The (y, x) of the centre of the array in arcsec."""
        return self.mask.origin

    def _its_mask(self) -> Mask2D:
        return self.mask

    def _require_alike(self, other: Any) -> None:
        if isinstance(other, ArrayLike) and not isinstance(other, Mask2D):
            backends.common_name(self, other)
        if isinstance(other, OnMask) and not self.mask.same_as(other.mask):
            raise exc.DataError(f"Two arrays have different masks: {self.mask} and {other.mask}.")


class Structure(OnMask):
    """Values on the unmasked pixels of a mask; abstract: each kind says which shape a pixel's value has."""

    def __init__(self, values: Any, mask: Mask2D, backend: str | ModuleType | None = None) -> None:
        self.backend = backends.name_of(backend)
        check.kind("mask", mask, Mask2D, "Pass a Mask2D, such as al.Mask2D(mask, pixel_scales).", exc.DataError)
        self.mask = mask.shared()
        if isinstance(values, OnMask):
            slim, xp = slim_on(mask, values, "values"), values.xp
            values = slim if check.is_traced(slim) else xp.to_numpy(slim)
        kind = getattr(getattr(values, "dtype", None), "kind", "")
        if kind == "c":
            raise exc.DataError("values are complex, but a map is real. Pass values.real, if that is what is meant.")
        if kind not in ("i", "u", "f") and not check.is_traced(values):
            values = numbers_from("values", values, labels=("y", "x") if self.value_shape == (2,) else ())
        array = self.xp.as_float(values)
        native_shape = (*mask.shape_native, *self.value_shape)
        slim_shape = (mask.pixels_in_mask, *self.value_shape)
        if array.shape == native_shape:
            rows, columns = mask.native_for_slim.T
            array = array[rows, columns]
        elif array.shape != slim_shape:
            raise exc.DataError(
                f"values has shape {array.shape}, but the mask asks for {slim_shape} (slim) or {native_shape} (native)."
            )
        elif isinstance(array, np.ndarray):
            array = array.copy()  # the user's own may yet change
        vars(self)["slim"] = array  # not held: the user may write into it

    @property
    def array(self) -> Any:
        """The slim values, (M, ...) of the backend."""
        return self.slim

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same values on another backend."""
        return type(self)(self.xp.to_numpy(self.slim), self.mask, backend)

    def _with(self, array: Any) -> Self:
        return type(self)(array, self.mask, self.backend)

    def apply_mask(self, mask: Mask2D) -> Self:
        """Return the values on a mask that hides more of the same pixels.

        Raises
        ------
        DataError
            If the mask is of other pixels, or leaves one unmasked that is masked here: it has no value.
        """
        return type(self)(self, mask, self.backend)

    def fixed(self) -> Self:
        if isinstance(self.slim, np.ndarray):
            self.slim.flags.writeable = False
        return super().fixed()

    def _put(self, values: Any) -> None:
        vars(self)["slim"] = values

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.mask!r}, backend='{self.backend}')"

    def __getstate__(self) -> dict[str, Any]:
        return {"backend": self.backend, "mask": self.mask, "values": self.xp.to_numpy(self.slim)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.backend = state["backend"]
        self.mask = state["mask"]
        vars(self)["slim"] = self.xp.as_float(state["values"])


def slim_on(mask: Mask2D, values: Any, name: str) -> Any:
    """Return the values of a structure at the unmasked pixels of a mask, (M, ...) of its backend; all else as it is.

    Raises DataError if the structure is on other pixels (another shape, size or origin), or has none of the values.
    """
    if not isinstance(values, OnMask) or values.mask.same_as(mask):
        return values.slim if isinstance(values, OnMask) else values
    own = values.mask
    if own.shape_native != mask.shape_native or not _are_near(own, mask):
        raise exc.DataError(
            f"{name} is on other pixels ({own}) than those it is for ({mask}). Pass the values of these pixels, on "
            "their mask or as a plain array."
        )
    place = np.full(mask.shape_native, -1)
    place[tuple(own.native_for_slim.T)] = np.arange(own.pixels_in_mask)
    place = place[tuple(mask.native_for_slim.T)]
    missing = int(np.count_nonzero(place < 0))
    if missing:
        raise exc.DataError(
            f"{name} is masked in {missing} of the {place.size} pixels that it is needed in. Pass one that is not "
            "masked there."
        )
    return values.slim[values.xp.asarray(place)]


def _are_near(first: Mask2D, second: Mask2D) -> bool:
    """Whether pixels lie in one place, but for the rounding of what headers say."""
    off = np.subtract(first.origin, second.origin)
    return bool(
        np.allclose(first.pixel_scales, second.pixel_scales, rtol=_NEAR, atol=0.0)
        and (np.abs(off) <= _NEAR * np.min(first.pixel_scales)).all()
    )
