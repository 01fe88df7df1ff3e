"""The figures that a search has its analysis draw: before it begins, while it runs, and at its end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite.search.carried_over import DirectoryPaths

logger = logging.getLogger(__name__)


class Figures:
    """Calls `visualize_before_fit` and `visualize` of an analysis; what fails there is logged, and stops no search.

    Parameters
    ----------
    analysis
        Draws.
    model
        What is fitted.
    paths
        Where the figures belong.
    every
        After how many likelihoods the best fit is drawn while the search runs; None for never.
    """

    def __init__(self, analysis: Any, model: Any, paths: DirectoryPaths, every: int | None) -> None:
        self._analysis, self._model, self._paths, self._every = analysis, model, paths, every
        self._wanted = hasattr(analysis, "visualize") and (every is not None or getattr(analysis, "draws", False))
        self._next = every

    def before_fit(self) -> None:
        """Draw the data."""
        if self._wanted and hasattr(self._analysis, "visualize_before_fit"):
            self._draw(lambda: self._analysis.visualize_before_fit(paths=self._paths, model=self._model))

    def update(self, likelihoods: int, best: Callable[[], np.ndarray]) -> None:
        """Draw the best fit so far, where so many likelihoods since the last time are enough."""
        if self._wanted and self._next is not None and self._every is not None and likelihoods >= self._next:
            self._next = likelihoods + self._every
            self._fit(best, during_analysis=True)

    def end(self, best: Callable[[], np.ndarray]) -> None:
        """Draw all of the best fit."""
        if self._wanted:
            self._fit(best, during_analysis=False)

    def _fit(self, best: Callable[[], np.ndarray], during_analysis: bool) -> None:
        def draw() -> None:
            instance = self._model.instance_from_vector(best())
            self._analysis.visualize(paths=self._paths, instance=instance, during_analysis=during_analysis)

        self._draw(draw)

    def _draw(self, draw: Callable[[], None]) -> None:
        try:
            self._paths.image_path.mkdir(parents=True, exist_ok=True)
            draw()
        except Exception as error:  # noqa: BLE001, the user's own code may raise any
            logger.warning("A figure of %s could not be drawn: %s: %s", self._paths.name, type(error).__name__, error)
