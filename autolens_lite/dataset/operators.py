"""What a likelihood needs of any kind of data, computed once."""

from __future__ import annotations

import abc
import copy
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from autolens_lite import xp as backends

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend


class Operators(abc.ABC):
    """The precomputed quantities of a dataset, as arrays of one backend; abstract.

    Parameters
    ----------
    backend
        Of the arrays.
    arrays
        The quantities, in the order of `array_names`: arrays, or named tuples of them, on the host or of any backend.
    """

    #: The attributes that hold the quantities.
    array_names: ClassVar[tuple[str, ...]]

    #: chi^2 of the best of all models, which the whitened residuals leave out.
    least_chi_squared: Any = 0.0

    noise_normalization: Any
    """Sum of ln(2 pi sigma^2)."""

    def __init__(self, backend: str | ModuleType | None, *arrays: Any) -> None:
        self.backend = backends.name_of(backend)
        self.xp.tidy()
        self.__dict__.update(zip(self.array_names, map(self._converted, arrays), strict=True))

    @property
    @abc.abstractmethod
    def root(self) -> tuple[np.ndarray, ...]:
        """What whitens residuals, on the host."""

    @property
    def xp(self) -> Backend:
        """The backend's module."""
        return backends.get(self.backend)

    @property
    def leaves(self) -> tuple[Any, ...]:
        """Every array of the backend, to be passed through a compiled function as arguments."""
        return tuple(getattr(self, name) for name in self.array_names)

    def with_leaves(self, leaves: tuple[Any, ...]) -> Self:
        """Return the same operators with other arrays in place of `leaves`."""
        new = copy.copy(self)
        new.__dict__.update(zip(self.array_names, leaves, strict=True))
        return new

    def with_backend(self, backend: str | ModuleType | None) -> Self:
        """Return the same operators as arrays of another backend."""
        name = backends.name_of(backend)
        if name == self.backend:
            return self
        new = copy.copy(self)
        Operators.__init__(new, name, *(getattr(self, each) for each in self.array_names))
        return new

    def __copy__(self) -> Self:
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        return new

    def __getstate__(self) -> dict[str, Any]:
        # Large, and made anew in no more time than it takes to read.
        return {name: value for name, value in self.__dict__.items() if name != "root"}

    def _converted(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return type(value)(*map(self._converted, value))
        return self.xp.asarray(np.asarray(value))
