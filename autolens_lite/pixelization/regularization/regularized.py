"""What regularizations ask of that which they regularize."""

from __future__ import annotations

from typing import Any, Protocol

from autolens_lite.xp.backend import Backend


class Regularized(Protocol):
    """Parameters with neighbours: the source pixels of a `Mapper`, or the profiles of a regularized basis.

    Attributes
    ----------
    xp
        The backend's module.
    absolute_floor
        What is added to the diagonal of H; None for a part of its own weights.
    """

    xp: Backend
    absolute_floor: float | None

    @property
    def pixels(self) -> int:
        """The number S of them."""

    @property
    def regularization(self) -> Any:
        """What regularizes them."""

    @property
    def mesh(self) -> Any:
        """The mesh whose pixels they are."""

    @property
    def interpolation(self) -> Any:
        """That mesh, laid over points: where the pixels are, and which are neighbours."""

    def pixel_signals_from(self, signal_scale: Any) -> Any:
        """Return how bright the image that is adapted to is in each, (S,), relative to the brightest."""

    def vertex_signals_from(self, signal_scale: Any) -> Any:
        """Return how bright that image is where each lies in it, (S,), relative to the brightest."""
