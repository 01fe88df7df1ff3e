"""Scales of colour: linear, logarithmic, or asinh, which shows faint arcs beside a bright lens; and which suits."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.colors import AsinhNorm, LogNorm, Normalize

from autolens_lite import check, config, exc

STRETCHES = ("linear", "asinh", "log")
# Colours of an asinh scale are linear up to so many sigma of the noise, or this part of the brightest.
_LINEAR_SIGMA, _LEAST_LINEAR = 3.0, 1.0e-3
# A linear scale hides what there is to see where most of what stands out of the noise is below this part of the top.
_HIDDEN = 0.05
# What is as negative as this part of the top is no light.
_NEGATIVE = 0.1


def checked(stretch: str | None, log_scale: bool = False) -> str | None:
    """Return the stretch that a figure is asked for: None where it may choose.

    Raises ParameterError if there is no such stretch, or two are asked for.
    """
    if stretch is None:
        chosen = str(config.section("plots").get("stretch", "auto"))
        stretch = "log" if log_scale else None if chosen == "auto" else chosen
    elif log_scale and stretch != "log":
        raise exc.ParameterError(f"stretch = {stretch!r} and log_scale=True are two scales. Pass one of them.")
    if stretch is not None and stretch not in STRETCHES:
        hint = check.suggestion(str(stretch), STRETCHES)
        raise exc.ParameterError(f"stretch = {stretch!r} is unknown. {hint} None chooses.")
    return stretch


def norm_for(
    images: Sequence[np.ma.MaskedArray], limits: tuple[float, float], stretch: str | None, noise: float | None = None
) -> Normalize:
    """Return the scale of colour of images that share it.

    Parameters
    ----------
    images
        (Ny, Nx), without pixels that have no weight; the first decides where a stretch is to be chosen.
    limits
        The ends of a linear scale.
    stretch
        One of `STRETCHES`; None takes asinh where a linear scale would hide most of the light, as of arcs that a lens
        outshines a hundred to one.
    noise
        Its sigma in the unit of the images; None where it is not known.
    """
    lower, upper = limits
    if stretch == "log":
        return LogNorm(*log_limits(upper, 0.0 if noise is None else noise))
    values = np.minimum(np.concatenate([image.compressed() for image in images[:1]]), upper)
    # Of images without a known noise, most pixels are sky, or faint light.
    typical = float(np.median(np.abs(values))) if noise is None and values.size else noise or 0.0
    width = max(_LINEAR_SIGMA * typical, _LEAST_LINEAR * upper)
    if stretch is None and upper > 0.0 and values.size and values.min() > -_NEGATIVE * upper:
        seen = values[values > width]
        stretch = "asinh" if seen.size and np.median(seen) < _HIDDEN * upper else None
    if stretch == "asinh" and width > 0.0:
        return AsinhNorm(width, lower, upper)
    return Normalize(lower, upper)


def log_limits(upper: float, floor: float = 0.0) -> tuple[float, float]:
    """The ends of a logarithmic scale: the largest value, and so many decades below it as are configured.

    The lower one is not below `floor`, such as the noise, under which there is nothing to see.
    """
    if upper <= 0.0:
        return 0.1, 1.0
    lower = max(upper * 10.0 ** -float(config.section("plots")["log_scale_decades"]), floor)
    return (lower, upper) if lower < upper else (0.1 * upper, upper)


def asinh_ticks(norm: AsinhNorm) -> list[float]:
    """Return numbers to write at an asinh scale: zero, and 1 and 3 times powers of ten beyond its linear part."""
    lower, upper = float(norm.vmin or 0.0), float(norm.vmax or 1.0)
    powers = range(math.floor(math.log10(norm.linear_width)), math.ceil(math.log10(upper)) + 1)
    found = [first * 10.0**power for power in powers for first in (1, 3)]
    beyond = [tick for tick in found if 2.0 * norm.linear_width < tick <= upper]
    return [0.0, *beyond] if lower <= 0.0 else [tick for tick in beyond if tick >= lower]
