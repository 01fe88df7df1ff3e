"""The (y, x) of many points, as profiles receive them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

from autolens_lite import exc
from autolens_lite import xp as backends
from autolens_lite.xp import traced

if TYPE_CHECKING:
    from autolens_lite.xp.backend import Backend

P = ParamSpec("P")
R = TypeVar("R")


class Coordinates:
    """Points (y, x) in arcsec: two arrays (N,) of one backend, and that backend's module.

    Cheap to make, also inside a traced function; a shift or a deflection returns a new instance.

    Parameters
    ----------
    y, x
        Arrays of `xp` with equal shape.
    xp
        The backend, as `autolens_lite.xp.get` returns it.
    """

    __slots__ = ("x", "xp", "y")

    def __init__(self, y: Any, x: Any, xp: Backend) -> None:
        self.y = y
        self.x = x
        self.xp = xp

    @property
    def backend(self) -> str:
        """The backend's name."""
        return self.xp.NAME

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of `y` and of `x`."""
        return self.y.shape

    @property
    def array(self) -> Any:
        """The points as one array (N, 2) of (y, x)."""
        return self.xp.stack([self.y, self.x], axis=-1)

    def shifted(self, centre: tuple[Any, Any]) -> Coordinates:
        """Return the points relative to `centre` (y, x)."""
        return Coordinates(self.y - centre[0], self.x - centre[1], self.xp)

    def deflected(self, deflections: tuple[Any, Any], scale: Any = 1.0) -> Coordinates:
        """Return the points moved by -`scale` times the deflections (alpha_y, alpha_x), as the lens equation does."""
        return Coordinates(self.y - scale * deflections[0], self.x - scale * deflections[1], self.xp)

    def evaluated(self, hook: Callable[[Coordinates], Any]) -> Any:
        """Return `hook(self)`, evaluated a block of points at a time where the backend gains by that.

        `hook` is from points to an array (N,) or a tuple of such arrays, elementwise: a value depends on its own point
        alone.
        """
        return self.xp.blocked(lambda y, x: hook(Coordinates(y, x, self.xp)), self.y, self.x)

    def __getitem__(self, item: Any) -> Any:
        return self.array[item]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.xp.to_numpy(self.array), dtype=dtype)

    def __len__(self) -> int:
        return self.y.shape[0]

    def __repr__(self) -> str:
        return f"Coordinates(shape={self.shape}, backend='{self.backend}')"

    def __reduce__(self) -> tuple[Any, ...]:
        # A module cannot be pickled, and worker processes rebuild the arrays on their own device.
        return _rebuild, (self.xp.to_numpy(self.y), self.xp.to_numpy(self.x), self.backend)


def given(method: Callable[P, R]) -> Callable[P, R]:
    """Decorate a method of coordinates, so that it says what to pass where it is given something else."""

    @functools.wraps(method)
    def with_coordinates(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except (AttributeError, TypeError) as error:
            if traced.is_of_tracing(error):
                raise traced.refusal(
                    f"A parameter of {type(args[0]).__name__}, or what it is computed from,"
                ) from error
            # asked here, and not before: methods of profiles are called in every likelihood
            points = args[1] if len(args) > 1 else kwargs.get("coordinates")
            if isinstance(points, Coordinates):
                raise
            raise exc.DataError(
                f"coordinates is a {type(points).__name__}. Pass the coordinates of a grid, such as "
                "al.Grid2DIrregular([(y, x), ...]).coordinates; or call a method ..._2d_from, which takes grids."
            ) from None
        except ArithmeticError as error:
            raise exc.ParameterError(
                f"{args[0]!r} has a number that floats cannot hold ({error}). Pass numbers of a usual size."
            ) from error

    return with_coordinates


def _rebuild(y: Any, x: Any, backend: str) -> Coordinates:
    xp = backends.get(backend)
    return Coordinates(xp.as_float(y), xp.as_float(x), xp)
