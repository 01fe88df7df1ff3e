"""What all kinds of data have in common: how they are kept, told apart, copied, compiled with, and sent to workers."""

from __future__ import annotations

import abc
import copy
import logging
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, TypeVar

import numpy as np

from autolens_lite import check, exc
from autolens_lite import xp as backends
from autolens_lite.dataset import noise_warnings
from autolens_lite.dataset.host_arrays import read_only, sha256_of
from autolens_lite.dataset.operators import Operators
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Convolver, Grid2D, Mask2D

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend

logger = logging.getLogger(__name__)

Shared = TypeVar("Shared", bound=Operators)


class Grids:
    """The grids of a dataset, by the names that they have in PyAutoLens."""

    def __init__(self, lp: Grid2D, pixelization: Grid2D, blurring: Grid2D | None) -> None:
        self.lp = lp
        self.pixelization = pixelization
        self.blurring = blurring


class Dataset(Generic[Shared], metaclass=check.NamedAbstract):
    """What was observed, and the pixels on the sky in which it is modelled; abstract.

    A kind says what it consists of, in `observed` and `parts`, what its likelihood depends on, in `_hashed`, and how
    its operators are made; copies, pickles, compiled functions, other backends and worker processes follow from that.
    Its constructor sets `backend` and `mask`, and calls `_set_grids`.
    """

    #: The attributes that hold the arrays that were observed, on the host. They are read-only: copies share them.
    observed: ClassVar[tuple[str, ...]]

    #: The attributes that hold arrays of the backend, each with `leaves`, `with_leaves` and `with_backend`.
    parts: ClassVar[tuple[str, ...]] = ("grid", "grid_pixelization")

    #: What one of the numbers that are fitted is called.
    datum: ClassVar[str] = "number"

    #: The images of the dataset that a fit writes as FITS, and their units by that of the data: "{}", "{}/beam", "".
    fits_images: ClassVar[Mapping[str, str]] = {}

    #: The PSF that has blurred the data; None where none has.
    psf: Convolver | None = None

    backend: str
    mask: Mask2D
    grid: Grid2D
    grid_pixelization: Grid2D
    _operators: Shared | None = None
    _unit: str | None = None

    @property
    @abc.abstractmethod
    def data(self) -> Any:
        """What was observed."""

    @property
    @abc.abstractmethod
    def noise_map(self) -> Any:
        """The standard deviations of `data`, likewise."""

    @property
    @abc.abstractmethod
    def _hashed(self) -> Iterable[Any]:
        """All that the likelihood depends on, as `sha256_of` takes it."""

    @abc.abstractmethod
    def _make_operators(self) -> Shared:
        """Return what likelihoods share, on this backend."""

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def unit(self) -> str | None:
        """The unit of the data, where the file they were read from names it (BUNIT)."""
        return self._unit

    @property
    def shape_native(self) -> tuple[int, int]:
        """(Ny, Nx) of the image."""
        return self.mask.shape_native

    @property
    def pixel_scales(self) -> tuple[float, float]:
        """The size (dy, dx) of a pixel in arcsec."""
        return self.mask.pixel_scales

    @property
    def grids(self) -> Grids:
        """The grids on which light profiles and pixelizations are evaluated, and that of the blurring region."""
        return Grids(self.grid, self.grid_pixelization, self.blurring_grid)

    @property
    def blurring_grid(self) -> Grid2D | None:
        """The pixels outside the mask whose light an instrument carries in; None where there are none."""
        return None

    @property
    def info(self) -> str:
        """What the dataset consists of, a line for each part."""
        parts = {name: getattr(self, name) for name in ("mask", "psf", "unit", "backend")}
        rows = {"dataset": type(self).__name__, f"{self.datum}s": len(self.data)} | parts
        rows["over_sample_size_lp"] = self.grid.over_sample_size
        rows["over_sample_size_pixelization"] = self.grid_pixelization.over_sample_size
        return "\n".join(f"{name:<32}{value}" for name, value in rows.items())

    @property
    def wcs_cards(self) -> dict[str, Any]:
        """Header cards of the WCS of images on the dataset's pixels: linear axes in arcsec."""
        return self.mask.linear_cards

    @property
    def operators(self) -> Shared:
        """What likelihoods share (see `Operators`), on this backend; made when it is first used."""
        if self._operators is None:
            self._operators = self._make_operators()
        return self._operators

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hex, of all that the likelihood depends on: arrays, mask, sub-pixels and the instrument."""
        return sha256_of(*self._hashed)

    @property
    def leaves(self) -> tuple[Any, ...]:
        """The arrays that a likelihood needs, as a tree, to be passed through a compiled function as arguments."""
        return (self.operators.leaves, *(getattr(self, name).leaves for name in self.parts))

    def with_leaves(self, leaves: tuple[Any, ...]) -> Self:
        """Return a shallow copy that holds `leaves`, as ordered in `.leaves`, in place of its arrays."""
        operators, *others = leaves
        parts = {name: getattr(self, name).with_leaves(each) for name, each in zip(self.parts, others, strict=True)}
        new = self._with_parts(parts)
        new._operators = self.operators.with_leaves(operators)
        return new

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same dataset on another backend; operators that were made are converted."""
        name = backends.name_of(backend)
        if name == self.backend:
            return self
        new = self._with_parts({part: getattr(self, part).with_backend(name) for part in self.parts})
        vars(new)["backend"] = name
        new._operators = None if self._operators is None else self._operators.with_backend(name)
        return new

    def apply_sparse_operator(self, **settings: Any) -> Self:
        """Return the dataset as it is: its fits use the sparse operator W anyway, computed when it is first needed.

        Parameters
        ----------
        **settings
            Of how PyAutoLens computes it. They decide nothing, which the log says.
        """
        if settings:
            logger.info("apply_sparse_operator: %s decide nothing.", ", ".join(settings))
        return self

    def apply_sparse_operator_cpu(self, **settings: Any) -> Self:
        """Return the dataset as it is: see `apply_sparse_operator`."""
        return self.apply_sparse_operator(**settings)

    def apply_over_sampling(self, over_sample_size_lp: Any = None, over_sample_size_pixelization: Any = None) -> Self:
        """Return the same dataset with other numbers of sub-pixels a side; None keeps the present one."""
        new = self._copy()
        new.__dict__.pop("hash", None)
        new._set_grids(over_sample_size_lp, over_sample_size_pixelization)
        return new

    def for_workers(self) -> Self:
        """Return what is sent to other processes: all that a likelihood needs."""
        return self

    def warn_of_noise_map(self, residual_map: Any) -> None:
        """Warn if the residuals of a good fit are far from the noise, as where `noise_map` holds variances.

        Parameters
        ----------
        residual_map
            Data minus model, of the shape of the data.
        """
        noise_warnings.warn_of_noise_map(_real(residual_map), _real(self.noise_map), self.datum)

    def __setattr__(self, name: str, value: Any) -> None:
        # a constructor sets its grids last
        if "grid_pixelization" in vars(self) and not name.startswith("_") and hasattr(self, name):
            raise exc.DataError(
                f"{name} of a dataset cannot be replaced: other parts of it were made of the present one. Make "
                "another: apply_mask, apply_over_sampling, with_backend, with_values, or the constructor return one."
            )
        super().__setattr__(name, value)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for name in self.observed:
            array = getattr(self, name)
            if array is not None:
                read_only(array)

    def __copy__(self) -> Self:
        return self._copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        # What was observed is read-only: only what may be replaced needs to be separate.
        return self._with_parts(
            {name: copy.deepcopy(getattr(self, name), memo) for name in ("grid", "grid_pixelization")}
        )

    def _copy(self) -> Self:
        """A shallow copy."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        return new

    def _other(self) -> Self:
        """A shallow copy whose data, noise, mask or instrument are about to be replaced."""
        new = self._copy()
        new._operators = None
        new.__dict__.pop("hash", None)
        return new

    def _with_parts(self, parts: dict[str, Any]) -> Self:
        """A shallow copy with other parts. One grid for light and pixelization stays one: it is traced once."""
        new = self._copy()
        new.__dict__.update(parts)
        if self.grid_pixelization is self.grid:
            vars(new)["grid_pixelization"] = new.grid
        return new

    def _set_grids(self, over_sample_size_lp: Any, over_sample_size_pixelization: Any) -> None:
        """Make the grids of light profiles and of the pixelization; None keeps the present one, where there is one."""
        for attribute, name, size in (
            ("grid", "over_sample_size_lp", over_sample_size_lp),
            ("grid_pixelization", "over_sample_size_pixelization", over_sample_size_pixelization),
        ):
            if size is None and not hasattr(self, attribute):
                raise exc.DataError(f"{name} = None is not a number of sub-pixels. Pass one, or one for each pixel.")
        if over_sample_size_lp is not None:
            with check.argument("over_sample_size_lp"):
                vars(self)["grid"] = self._grid_from(over_sample_size_lp)
        if over_sample_size_pixelization is not None:
            with check.argument("over_sample_size_pixelization"):
                grid = Grid2D(self.mask, over_sample_size_pixelization, self.backend)
            is_same = np.array_equal(grid.over_sample_size, self.grid.over_sample_size)
            vars(self)["grid_pixelization"] = self.grid if is_same else grid

    def _grid_from(self, over_sample_size: Any) -> Grid2D:
        """The grid on which light profiles are evaluated."""
        return Grid2D(self.mask, over_sample_size, self.backend)


def require_kind(dataset: Any, kind: type[Dataset]) -> None:
    """Raise a DataError if something is not a dataset of the kind that is asked for."""
    check.kind("dataset", dataset, kind, f"Pass an al.{kind.__name__}.", exc.DataError)


def _real(values: Any) -> np.ndarray:
    """Real numbers as they are, (N,); of complex ones the real parts, then the imaginary ones."""
    array = np.asarray(values)
    if array.dtype.kind == "c":
        return np.concatenate([array.real, array.imag])
    return np.asarray(array, dtype=np.float64)
