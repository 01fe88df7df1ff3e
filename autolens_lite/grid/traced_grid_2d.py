"""Where the rays of an image's pixels cross a plane."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autolens_lite import xp as backends
from autolens_lite.grid.coordinates import Coordinates
from autolens_lite.grid.grid_2d import Grid2D
from autolens_lite.grid.mask_2d import Mask2D
from autolens_lite.grid.over_sampler import OverSampler
from autolens_lite.grid.vector_yx_2d import VectorYX2D
from autolens_lite.xp import pytrees


class TracedGrid2D(VectorYX2D):
    """The points of a plane at which the rays of a grid's pixel centres cross it; their sub-pixels on demand.

    What arithmetic makes of it is a `VectorYX2D`, without sub-pixels.

    Parameters
    ----------
    values
        The points of the pixel centres, (M, 2).
    image_grid
        The grid that was traced.
    sub_pixels
        Returns where its sub-pixels are; called once, when they are asked for.
    """

    def __init__(self, values: Any, image_grid: Grid2D, sub_pixels: Callable[[], Coordinates]) -> None:
        super().__init__(values, image_grid.mask, image_grid.backend)
        self.image_grid = image_grid
        self._sub_pixels = sub_pixels

    @property
    def coordinates(self) -> Coordinates:
        """The points of the pixel centres, with the backend that computes on them."""
        return Coordinates(self.slim[:, 0], self.slim[:, 1], self.xp)

    @functools.cached_property
    def over_sampled(self) -> Coordinates:
        """The points of the sub-pixels; of the pixel centres where no pixel is divided, or a value was assigned to."""
        is_divided = self.image_grid.over_sampled is not self.image_grid.coordinates
        return self._sub_pixels() if is_divided else self.coordinates

    @property
    def over_sampler(self) -> OverSampler:
        """How the pixels of the image are divided."""
        return self.image_grid.over_sampler

    def with_backend(self, backend: str | ModuleType | None) -> VectorYX2D:  # type: ignore[override]
        """Return the points of the pixel centres on another backend."""
        return self._plain().with_backend(backend)

    def apply_mask(self, mask: Mask2D) -> VectorYX2D:  # type: ignore[override]
        """Return the points of the pixel centres that a mask leaves."""
        return self._plain().apply_mask(mask)

    def _put(self, values: Any) -> None:
        super()._put(values)
        vars(self).pop("over_sampled", None)
        vars(self)["image_grid"] = self.image_grid.apply_over_sampling(1)  # these are not where sub-pixels were traced

    def _with(self, array: Any) -> VectorYX2D:  # type: ignore[override]
        return VectorYX2D(array, self.mask, self.backend)

    def _plain(self) -> VectorYX2D:
        return self._with(self.slim)

    def _to_tree(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"slim": self.slim, "sub_pixels": self.over_sampled.array}, {"image_grid": self.image_grid}

    @classmethod
    def _from_tree(cls, leaves: dict[str, Any], others: dict[str, Any]) -> TracedGrid2D:
        new, xp = object.__new__(cls), backends.get("jax")
        grid, points = others["image_grid"].with_backend("jax"), pytrees.on_jax(leaves["sub_pixels"])
        values = {"mask": grid.mask, "backend": "jax", "slim": pytrees.on_jax(leaves["slim"]), "image_grid": grid}
        vars(new).update(values, _sub_pixels=lambda: Coordinates(points[:, 0], points[:, 1], xp))
        return new

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.xp.to_numpy(self.slim), self.image_grid, self.xp.to_numpy(self.over_sampled.array))


def _rebuilt(values: Any, image_grid: Grid2D, points: Any) -> TracedGrid2D:
    xp = image_grid.xp
    sub_pixels = Coordinates(xp.as_float(points[:, 0]), xp.as_float(points[:, 1]), xp)
    return TracedGrid2D(values, image_grid, lambda: sub_pixels)
