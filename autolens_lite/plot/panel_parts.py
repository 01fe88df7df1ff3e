"""What the panels of figures are made of: images on the sky, colour bars, contours, curves and beams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import AsinhNorm, LogNorm, Normalize
from matplotlib.image import AxesImage
from matplotlib.patches import Ellipse
from matplotlib.ticker import FuncFormatter, MaxNLocator

from autolens_lite import config
from autolens_lite.grid import Mask2D
from autolens_lite.lens import Galaxy
from autolens_lite.plot import readable_units
from autolens_lite.plot.stretch import asinh_ticks, norm_for

MASKED_COLOUR = "0.85"
# What axes are labelled, invisibly: what is drawn over them depends on it.
IMAGE_PLANE, SOURCE_PLANE = "image plane", "source plane"
_SLACK = 0.02


# A colour map that a figure was given for its images and sources; None for the configured ones.
given_colour_map: ContextVar[str | None] = ContextVar("given_colour_map", default=None)


def colour_map(kind: str) -> str:
    """The configured colour map for an "image", a "source" or a "residual", or for the first two one that is given."""
    given = None if kind == "residual" else given_colour_map.get()
    return given or str(config.section("plots")[f"{kind}_colour_map"])


def unmasked(native: Any, mask: Mask2D) -> np.ma.MaskedArray:
    """A native array (Ny, Nx) without its masked and its undefined pixels."""
    values = np.asarray(native, dtype=np.float64)
    return np.ma.masked_where(np.asarray(mask.mask) | ~np.isfinite(values), values)


def limits_of(*arrays: np.ma.MaskedArray) -> tuple[float, float]:
    """The smallest and the largest value of several arrays, which then share one scale of colour."""
    lower = min((float(array.min()) for array in arrays if array.count()), default=0.0)
    upper = max((float(array.max()) for array in arrays if array.count()), default=1.0)
    return (lower, upper) if upper > lower else (lower, lower + 1.0)


def symmetric_limits_of(*arrays: np.ma.MaskedArray, at_least: float = 0.0) -> tuple[float, float]:
    """Limits of colour that put zero in the middle of a diverging map."""
    largest = max(at_least, *(abs(limit) for limit in limits_of(*arrays)))
    return -largest, largest


def sky(axes: Axes, extent: Sequence[float]) -> None:
    """Set up axes on the sky: equal scales, y up, arcsec."""
    axes.set_aspect("equal")
    axes.set_xlim(extent[0], extent[1])
    axes.set_ylim(extent[2], extent[3])
    for axis, name in ((axes.xaxis, "$x$"), (axes.yaxis, "$y$")):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axis.set_label_text(f"{name} (arcsec)")


def zoom_of(mask: Mask2D) -> tuple[float, float, float, float]:
    """The extent of the unmasked pixels, with a margin, as a square where the array is large enough."""
    height, width = mask.extent_of_unmasked
    half = 0.52 * max(height, width)
    y, x = mask.mask_centre
    left, right, bottom, top = mask.extent
    return max(left, x - half), min(right, x + half), max(bottom, y - half), min(top, y + half)


def image(
    axes: Axes,
    native: Any,
    extent: Sequence[float],
    colours: str,
    limits: tuple[float, float] | Normalize,
    label: str = "",
) -> AxesImage:
    """Show an array (Ny, Nx) whose pixel [0, 0] is top left; masked pixels are grey. A colour bar where labelled."""
    axes.set_facecolor(MASKED_COLOUR)
    axes.set_label(IMAGE_PLANE)
    norm = limits if isinstance(limits, Normalize) else Normalize(*limits)
    native = within(native, norm)
    shown = axes.imshow(
        native,
        origin="upper",
        extent=(extent[0], extent[1], extent[2], extent[3]),
        cmap=colours,
        norm=norm,
        interpolation="nearest",
    )
    sky(axes, extent)
    if label:
        colour_bar(axes, shown, label)
    return shown


def within(native: Any, norm: Normalize) -> Any:
    """An array without what a logarithm would hide: zero and what is negative."""
    return np.ma.maximum(native, norm.vmin or 0.0) if isinstance(norm, LogNorm) else native


def colour_bar(axes: Axes, shown: ScalarMappable, label: str) -> None:
    """Add a colour bar as high as the axes, to their right, with pointed ends where values lie beyond its limits."""
    place = axes.inset_axes((1.03, 0.0, 0.05, 1.0))
    values: Any = np.ma.masked_invalid(np.ma.asarray(shown.get_array()))
    low, high = shown.get_clim()
    ends = {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}
    # A little beyond, the last colour is near enough to the right one.
    slack = _SLACK * (high - low)
    beyond = (bool(values.min() < low - slack), bool(values.max() > high + slack)) if values.count() else (False, False)
    ticks: dict[str, Any] = {}
    if isinstance(shown.norm, AsinhNorm):
        ticks = {"ticks": asinh_ticks(shown.norm), "format": FuncFormatter(lambda value, _: f"{value:.4g}")}
    bar = axes.figure.colorbar(shown, cax=place, extend=ends[beyond], **ticks)
    bar.set_label(label)
    bar.outline.set_linewidth(0.7)


def sigma_contours(axes: Axes, native: np.ma.MaskedArray, extent: Sequence[float]) -> None:
    """Draw contours of residuals at 3 and 5 sigma (thin and thick), dashed where negative."""
    for level, width in ((3.0, 0.6), (5.0, 1.1)):
        contours(axes, native, extent, [level], colors="black", linestyles="solid", linewidths=width)
        contours(axes, native, extent, [-level], colors="black", linestyles="dashed", linewidths=width)


def contours(axes: Axes, native: Any, extent: Sequence[float], levels: Iterable[float], **style: Any) -> None:
    """Draw those contours of an array (pixel [0, 0] top left) that lie within its values."""
    values = np.ma.asarray(native)
    if min(values.shape) < 2 or not values.count():
        return
    low, high = float(values.min()), float(values.max())
    rows, columns = values.shape
    y = extent[3] - (np.arange(rows) + 0.5) * (extent[3] - extent[2]) / rows
    x = extent[0] + (np.arange(columns) + 0.5) * (extent[1] - extent[0]) / columns
    for level in (level for level in levels if low < level < high):
        axes.contour(x, y, values, levels=[level], **style)


def mask_outline(axes: Axes, mask: Mask2D) -> None:
    """Draw where the unmasked pixels end, unless nothing is masked."""
    masked = np.asarray(mask.mask, dtype=np.float64)
    if masked.any():
        contours(axes, masked, mask.extent, [0.5], colors=("white",), linewidths=0.6, linestyles="dotted")


def curves(axes: Axes, lines: Iterable[Any], colour: str = "white", **style: Any) -> None:
    """Draw curves, each (N, 2) of (y, x) in arcsec, visible on dark and on light."""
    outline = [patheffects.Stroke(linewidth=1.8, foreground="black", alpha=0.55), patheffects.Normal()]
    settings = {"linewidth": 0.8, "path_effects": outline, **style}
    for line in lines:
        points = np.asarray(line)
        if len(points):
            axes.plot(points[:, 1], points[:, 0], color=colour, **settings)


def beam(axes: Axes, fwhm: tuple[float, float], angle: float) -> None:
    """Draw a beam's half-maximum ellipse (major, minor in arcsec; degrees from +x) in the lower left corner."""
    left, right = axes.get_xlim()
    bottom, top = axes.get_ylim()
    margin = 0.04 * min(right - left, top - bottom) + 0.5 * fwhm[0]
    centre = (left + margin, bottom + margin)
    for width, colour in ((2.2, "black"), (1.0, "white")):
        axes.add_patch(Ellipse(centre, fwhm[0], fwhm[1], angle=angle, fill=False, edgecolor=colour, linewidth=width))


def brightness(axes: Axes, native: Any, mask: Mask2D, unit: str, stretch: str | None = None) -> None:
    """Show light on the sky (Ny, Nx), in flux per pixel, as flux per arcsec^2, zero within the scale of colour."""
    light = np.asarray(native) / (mask.pixel_scales[0] * mask.pixel_scales[1])
    factor, text = readable_units.scaled(light, unit)
    values = unmasked(factor * light, mask)
    lower, upper = limits_of(values)
    norm = norm_for([values], (min(lower, 0.0), upper), stretch)
    image(axes, values, mask.extent, colour_map("image"), norm, brightness_label(text))


def galaxy_title(number: int, galaxy: Galaxy) -> str:
    """The title of the panel of one galaxy."""
    return f"Model of galaxy {number}, $z = {float(galaxy.redshift):.4g}$"


def per_beam_label(unit: str) -> str:
    """The label of a dirty image's colour bar."""
    return f"{unit} / beam" if unit else "Flux / beam"


def brightness_label(unit: str) -> str:
    """The label of a colour bar of surface brightness."""
    return f"{unit} arcsec$^{{-2}}$" if unit else "Flux arcsec$^{-2}$"


def per_pixel_label(unit: str) -> str:
    """The label of a CCD image's colour bar."""
    return f"{unit} pixel$^{{-1}}$" if unit else "Flux pixel$^{-1}$"
