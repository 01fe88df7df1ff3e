"""The figures of a search: of the data before it begins, of the best fit while it runs and at its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autolens_lite import lazy


class Visualizer:
    """Draws nothing: the base of what an analysis names as its `Visualizer`.

    >>> class Residuals(al.VisualizerImaging):
    ...     @staticmethod
    ...     def visualize(analysis, paths, instance, during_analysis=False, quick_update=False):
    ...         fit = analysis.fit_for_visualization(instance=instance)
    ...         al.plot.plot_array(fit.residual_map, output_path=paths.image_path, output_filename="residual")
    >>> class Mine(al.AnalysisImaging):
    ...     Visualizer = Residuals

    A search calls it where `iterations_per_quick_update` is set, or an analysis has a `Visualizer`, `visualize` or
    `visualize_before_fit` of its own. A figure that fails is reported in the log, and the search goes on.
    """

    @staticmethod
    def visualize_before_fit(analysis: Any, paths: Any, model: Any) -> None:
        """Draw what a fit does not change, into `paths.image_path`."""

    @staticmethod
    def visualize(
        analysis: Any, paths: Any, instance: Any, during_analysis: bool = False, quick_update: bool = False
    ) -> None:
        """Draw the fit of an instance, into `paths.image_path`; little where it is an update of a search that runs."""

    @staticmethod
    def visualize_before_fit_combined(analyses: Sequence[Any], paths: Any, model: Any) -> None:
        """Draw what all factors of a graph have in common, before the fit."""

    @staticmethod
    def visualize_combined(
        analyses: Sequence[Any], paths: Any, instance: Any, during_analysis: bool = False, quick_update: bool = False
    ) -> None:
        """Draw the fits of all factors of a graph in one."""


class VisualizerImaging(Visualizer):
    """Draws an image before a search, as `dataset.png`, and its fit, as `fit.png`; lens and galaxies at the end too.

    PyAutoLens' configuration of which figures are drawn is not read: override a method to draw others.
    """

    @staticmethod
    def visualize_before_fit(analysis: Any, paths: Any, model: Any) -> None:
        """Draw the data, as `dataset.png`."""
        del model
        lazy.figures().draw_dataset(analysis.dataset, paths.image_path, analysis.title_prefix)

    @staticmethod
    def visualize(
        analysis: Any, paths: Any, instance: Any, during_analysis: bool = False, quick_update: bool = False
    ) -> None:
        """Draw the fit, as `fit.png`; at the end of the search its lens and galaxies, as `tracer.png`, `galaxies.png`.

        The fit is that of `analysis.fit_for_visualization`.
        """
        fit = analysis.fit_for_visualization(instance=instance)
        whole = not (during_analysis or quick_update)
        lazy.figures().draw_fit(fit, paths.image_path, analysis.title_prefix, whole)


class VisualizerInterferometer(VisualizerImaging):
    """Draws visibilities and their fit, into the files that `VisualizerImaging` draws images into."""
