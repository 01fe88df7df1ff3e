"""The light profiles of a regularized basis, as a regularization sees them: a chain of parameters."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np


class SmoothedProfiles:
    """What regularizations of neighbours need of a mapper, for profiles whose neighbours are the next in their list.

    Parameters
    ----------
    xp
        The backend's module.
    pixels
        The number of profiles.
    """

    def __init__(self, xp: ModuleType, pixels: int) -> None:
        self.xp = xp
        self.pixels = pixels
        chain = np.arange(pixels)
        neighbors = np.stack([chain - 1, np.where(chain + 1 < pixels, chain + 1, -1)], axis=1)
        self.neighbors: Any = xp.asarray(neighbors)
        self.neighbors_sizes: Any = xp.asarray((neighbors >= 0).sum(axis=1))

    @property
    def interpolation(self) -> SmoothedProfiles:
        """Itself: there is no mesh."""
        return self

    mesh = interpolation
