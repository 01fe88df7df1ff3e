"""The image that starts are read off."""

from __future__ import annotations

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Scene:
    """An image: its pixels' centres (M,), its values and their noise (M,), and the size of a pixel in arcsec."""

    y: np.ndarray
    x: np.ndarray
    data: np.ndarray
    noise: np.ndarray
    pixel: float

    def with_data(self, data: np.ndarray) -> Scene:
        """The same pixels with other values."""
        return dataclasses.replace(self, data=data)
