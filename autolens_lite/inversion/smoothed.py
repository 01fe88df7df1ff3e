"""The light profiles of a regularized basis, as a regularization sees them: a chain of parameters."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.xp.backend import Backend


class SmoothedProfiles:
    """What regularizations of neighbours need of a mapper, for profiles whose neighbours are the next in their list.

    Parameters
    ----------
    xp
        The backend's module.
    regularization
        The regularization of the basis.
    pixels
        The number of profiles.
    absolute_floor
        As of a `Mapper`.
    """

    def __init__(self, xp: Backend, regularization: Any, pixels: int, absolute_floor: float | None = None) -> None:
        self.xp = xp
        self.regularization = regularization
        self.pixels = pixels
        self.absolute_floor = absolute_floor
        chain = np.arange(pixels)
        neighbors = np.stack([chain - 1, np.where(chain + 1 < pixels, chain + 1, -1)], axis=1)
        self.neighbors: Any = xp.asarray(neighbors)
        self.neighbors_sizes: Any = xp.asarray((neighbors >= 0).sum(axis=1))

    @property
    def interpolation(self) -> SmoothedProfiles:
        """Itself: there is no mesh."""
        return self

    mesh = interpolation

    def _refused(self) -> Any:
        raise exc.ModelError(
            f"{type(self.regularization).__name__} is for pixels of a mesh: a Basis has neither places nor an image to "
            "adapt to. Use al.reg.Zeroth, al.reg.Constant or al.reg.ConstantZeroth."
        )

    mesh_grid = property(_refused)
    kernels = property(_refused)
    interpolates = property(_refused)

    def pixel_signals_from(self, signal_scale: Any) -> Any:
        """Refuse: there is no image."""
        return self._refused()

    vertex_signals_from = pixel_signals_from
