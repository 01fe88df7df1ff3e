"""The figure of a posterior density."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence, Set
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from autolens_lite import arguments, check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.plot import figure_output
from autolens_lite.result import Result, Samples
from autolens_lite.units import taken

_QUANTILES = (0.16, 0.5, 0.84)
# The share of a two-dimensional normal distribution within 1 and 2 standard deviations.
_LEVELS = (1.0 - math.exp(-0.5), 1.0 - math.exp(-2.0))
_BINS = 30
# The shares of the weight that the axes leave out on either side.
_CUT = 0.001
# Inches beyond the panels on the left and below, on the right, above; and from the panels to the labels.
_MARGIN, _EDGE, _HEAD = 0.85, 0.2, 0.55
_LABEL = 0.62


@taken
def corner(
    result_or_samples: Result | Samples,
    truths: Mapping[str, float] | Sequence[float] | None = None,
    path: str | os.PathLike[str] | None = None,
    parameters: Sequence[str] | None = None,
) -> Figure:
    """Draw the marginal densities of parameters, and of each pair of them at 1 and 2 sigma (39 % and 86 %).

    Above each column stand the median and the distances to the 16 % and 84 % quantiles, which are dashed.

    Parameters
    ----------
    result_or_samples
        A `Result` or its `Samples`.
    truths
        True values: by name, or one for each drawn parameter, in order.
    path
        Where to save the figure (.png, .pdf or .svg); None to return it only.
    parameters
        The names of the parameters to draw, in order; None for all.

    Raises
    ------
    ParameterError
        If a name is unknown, `truths` has another length, or `path` cannot be written.
    DataError
        If there are no more samples than parameters, or a parameter is the same in all.
    """
    place = figure_output.checked_path(path)
    samples = result_or_samples.samples if isinstance(result_or_samples, Result) else result_or_samples
    names = _names_from(parameters, samples.parameter_names)
    columns = [_index(name, samples.parameter_names) for name in names]
    used = samples.weight > 0.0
    values, weight = samples.vectors[used][:, columns], samples.weight[used]
    quantiles = samples.quantiles([_CUT, *_QUANTILES, 1.0 - _CUT])[:, columns]
    true_values = _truths_for(names, truths, samples.parameter_names)
    _refuse_unplottable(names, values)
    labels = _labels_of(samples, columns)
    limits = _limits(values, quantiles, true_values)
    with figure_output.styled():
        figure = _draw(values, weight, limits, labels, true_values)
        axes = np.array(figure.axes).reshape(len(names), len(names))
        for column, label in enumerate(labels):
            axes[column, column].set_title(_summary(label, quantiles[1:4, column]), loc="center", fontsize="medium")
        _arrange(figure, axes)
    return figure_output.finish(figure, place)


def _draw(values: np.ndarray, weight: np.ndarray, limits: Any, labels: list[str], truths: list[float | None]) -> Figure:
    import corner as triangle

    width = max(4.0, 1.45 * len(labels) + 0.8)
    figure = figure_output.Canvas(figsize=(width, width + _HEAD - _EDGE))
    triangle.corner(
        values,
        weights=weight,
        bins=_BINS,
        range=limits,
        smooth=1.0,
        smooth1d=1.0,
        quantiles=_QUANTILES,
        levels=_LEVELS,
        labels=labels,
        truths=truths,
        truth_color="C3",
        color="C0",
        fig=figure,
        max_n_ticks=3,
        plot_datapoints=False,
        plot_density=False,
        fill_contours=True,
        hist_kwargs={"linewidth": 1.0},
    )
    return figure


def _names_from(parameters: Any, known: list[str]) -> list[str]:
    """The names of the parameters to draw: a list of one or more, or all."""
    if parameters is None:
        return list(known)
    wrong = isinstance(parameters, str | Set | Mapping) or not check.are_many(parameters)
    names = [] if wrong else list(parameters)
    if not names or not all(isinstance(name, str) for name in names):
        raise exc.ParameterError(
            f"parameters = {arguments.shown(parameters)} is not a list of names. Pass those of one or more parameters."
        )
    if len(set(names)) < len(names):
        raise exc.ParameterError(f"parameters = {names} has a name twice. Pass each once.")
    return names


def _index(name: str, known: Sequence[str]) -> int:
    if name not in known:
        raise exc.ParameterError(f"'{name}' is not a parameter of these samples. {check.suggestion(name, known)}")
    return list(known).index(name)


def _truths_for(
    names: list[str], truths: Mapping[str, float] | Sequence[float] | None, known: Sequence[str]
) -> list[float | None]:
    """A true value, or None, for each drawn parameter. Those of parameters that are not drawn are left out."""
    if truths is None:
        return [None] * len(names)
    if isinstance(truths, Mapping):
        for name in truths:
            if name not in known:
                hint = check.suggestion(name, known)
                raise exc.ParameterError(f"truths has '{name}', which is not a parameter. {hint}")
        unknown = [name for name in truths if name not in names]
        if len(unknown) == len(truths) and unknown:
            raise exc.ParameterError(
                f"truths has '{unknown[0]}', which is not drawn. {check.suggestion(unknown[0], names)}"
            )
        given = {name: value for name, value in truths.items() if value is not None}
        for name, value in given.items():
            check.finite(f"truths[{name!r}]", value)
        return [None if name not in given else float(given[name]) for name in names]
    values = numbers_from("truths", truths, labels=names)
    if values.shape != (len(names),):
        raise exc.ParameterError(
            f"truths has {values.size} values, but {len(names)} parameters are drawn. Pass as many, or a dictionary."
        )
    for i, value in enumerate(values):
        check.finite(f"truths[{i}]", value)
    return [float(value) for value in values]


def _refuse_unplottable(names: list[str], values: np.ndarray) -> None:
    if len(values) <= len(names):
        raise exc.DataError(f"{len(values)} samples cannot show {len(names)} parameters. Sample for longer.")
    for name, column in zip(names, values.T, strict=True):
        if not np.ptp(column) > 0.0:
            raise exc.DataError(f"Parameter '{name}' is {column[0]:.6g} in every sample. Leave it out of `parameters`.")


def _limits(values: np.ndarray, quantiles: np.ndarray, truths: list[float | None]) -> list[tuple[float, float]]:
    """The ends of each axis: nearly all of the weight with a margin, and the truth where it is near."""
    limits = []
    for column, (low, _, median, _, high), truth in zip(values.T, quantiles.T, truths, strict=True):
        if not high > low:
            low, high = float(column.min()), float(column.max())
        reach = high - low
        if truth is not None and abs(truth - median) < 3.0 * reach:
            low, high = min(low, truth), max(high, truth)
        limits.append((low - 0.1 * reach, high + 0.1 * reach))
    return limits


def _labels_of(samples: Samples, columns: list[int]) -> list[str]:
    if samples.model is not None:
        labels = list(samples.model.parameter_labels)
    else:
        labels = [name.rpartition(".")[2].replace("_", " ") for name in samples.parameter_names]
    return [labels[column] for column in columns]


def _summary(label: str, quantiles: np.ndarray) -> str:
    """A label over its median and errors, to two digits of the smaller error."""
    low, median, high = (float(value) for value in quantiles)
    largest = max(abs(low), abs(high))
    power = math.floor(math.log10(largest)) if largest > 0.0 else 0
    power = power if power < -2 or power > 4 else 0
    median, down, up = (value / 10.0**power for value in (median, median - low, high - median))
    smaller = min((error for error in (down, up) if error > 0.0), default=0.0)
    digits = min(max(0, 1 - math.floor(math.log10(smaller))), 6) if smaller > 0.0 else 6
    text = f"{median:.{digits}f}_{{-{down:.{digits}f}}}^{{+{up:.{digits}f}}}"
    scale = rf"\times 10^{{{power}}}" if power else ""
    return f"{label}\n${text}{scale}$"


def _arrange(figure: Figure, axes: np.ndarray) -> None:
    """Set margins, ticks and labels in inches, as text does not shrink with the panels."""
    width, height = figure.get_size_inches()
    figure.subplots_adjust(_MARGIN / width, _MARGIN / height, 1.0 - _EDGE / width, 1.0 - _HEAD / height)
    panel = axes[0, 0].get_position().width * width
    for (row, column), place in np.ndenumerate(axes):
        if column > row:
            continue
        _ticks(place.xaxis, row == len(axes) - 1)
        place.xaxis.set_label_coords(0.5, -_LABEL / panel)
        if column < row:
            _ticks(place.yaxis, column == 0)
            place.yaxis.set_label_coords(-_LABEL / panel, 0.5)


def _ticks(axis: Axis, labelled: bool) -> None:
    """Few ticks, written in full: an offset or a power of ten at the end of an axis would be covered."""
    axis.set_major_locator(MaxNLocator(3, prune="both"))
    if labelled:
        formatter = ScalarFormatter(useOffset=False)
        formatter.set_powerlimits((-5, 6))
        axis.set_major_formatter(formatter)
