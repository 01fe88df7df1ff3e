"""Figures of samples by PyAutoFit's names: `path` is the folder, `filename` has no suffix, `format` may be "show"."""

from __future__ import annotations

import os
from collections.abc import Sequence

from matplotlib.figure import Figure

from autolens_lite import exc
from autolens_lite.plot import corner_figure
from autolens_lite.plot.drawing import drawn
from autolens_lite.result import Result, Samples
from autolens_lite.units import taken


@taken
def corner_anesthetic(
    samples: Samples | Result,
    path: str | os.PathLike[str] | None = None,
    filename: str = "corner",
    format: str = "show",
    parameter_indices: Sequence[int] | None = None,
) -> Figure:
    """Draw the posterior of parameters, or of those with these indices, as `al.plot.corner` does.

    It is drawn by the package corner; its settings, and those of anesthetic, are not taken.
    """
    found = samples.samples if isinstance(samples, Result) else samples
    if not isinstance(found, Samples):
        raise exc.ParameterError(f"samples is a {type(samples).__name__}. Pass result.samples.")
    names = found.parameter_names
    try:
        chosen = names if parameter_indices is None else [names[index] for index in parameter_indices]
    except (IndexError, TypeError) as error:
        raise exc.ParameterError(f"parameter_indices = {parameter_indices!r}: there are {len(names)}.") from error
    output = {"output_path": None if format == "show" else path, "output_format": format, "output_filename": filename}
    return drawn("corner", lambda _: corner_figure.corner(found, parameters=chosen), output)


corner_cornerpy = corner_anesthetic
