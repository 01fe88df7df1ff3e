"""Figures of samples by PyAutoFit's names: `path` is the folder, `filename` has no suffix, `format` may be "show"."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from autolens_lite import check, exc
from autolens_lite.plot import corner_figure
from autolens_lite.plot.drawing import drawn
from autolens_lite.result import Result, Samples
from autolens_lite.units import taken

logger = logging.getLogger(__name__)

# What the package corner takes, and this figure decides: it is said, and has no effect.
_DECIDED = (
    *("axes_scale", "bins", "color", "contour_kwargs", "contourf_kwargs", "data_kwargs", "fig", "fill_contours"),
    *("hist2d_kwargs", "hist_bin_factor", "hist_kwargs", "label_kwargs", "labelpad", "labels", "levels"),
    *("max_n_ticks", "new_fig", "no_fill_contours", "pcolor_kwargs", "plot_contours", "plot_datapoints"),
    *("plot_density", "quantiles", "quiet", "range", "reverse", "scale_hist", "show_titles", "smooth", "smooth1d"),
    *("title_fmt", "title_kwargs", "title_quantiles", "titles", "top_ticks", "truth_color", "use_math_text"),
    *("verbose", "weights"),
)


@taken
def corner_anesthetic(
    samples: Samples | Result,
    path: str | os.PathLike[str] | None = None,
    filename: str = "corner",
    format: str = "show",
    parameter_indices: Sequence[int] | None = None,
    truths: Sequence[float] | None = None,
    **settings: Any,
) -> Figure:
    """Draw the posterior of parameters, or of those with these indices, as `al.plot.corner` does.

    It is drawn by the package corner, of whose settings `truths` is taken, one for each parameter; others of its look
    have no effect, which the log says.
    """
    for name in settings:
        if name not in _DECIDED:
            raise exc.ParameterError(f"There is no argument '{name}'. {check.suggestion(name, [*_DECIDED, 'truths'])}")
    if settings:
        logger.info("The figure has a look of its own: %s have no effect.", ", ".join(settings))
    found = samples.samples if isinstance(samples, Result) else samples
    if not isinstance(found, Samples):
        raise exc.ParameterError(f"samples is a {type(samples).__name__}. Pass result.samples.")
    names = found.parameter_names
    try:
        chosen = names if parameter_indices is None else [names[index] for index in parameter_indices]
    except (IndexError, TypeError) as error:
        raise exc.ParameterError(f"parameter_indices = {parameter_indices!r}: there are {len(names)}.") from error
    output = {"output_path": None if format == "show" else path, "output_format": format, "output_filename": filename}
    return drawn("corner", lambda _: corner_figure.corner(found, truths, parameters=chosen), output)


corner_cornerpy = corner_anesthetic
