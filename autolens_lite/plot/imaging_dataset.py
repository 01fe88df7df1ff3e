"""The figure of a CCD image."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.dataset import Imaging
from autolens_lite.plot import canvas, panel, units

# Pixels whose noise exceeds the median by this factor have been given no weight, and set no scale of colour.
_WEIGHTLESS = 1.0e3
_PSF_DECADES = 4.0


def draw(dataset: Imaging, unit: str, log_scale: bool) -> Figure:
    """Draw data, noise map, signal to noise and PSF."""
    width = canvas.panel_width()
    figure = canvas.Canvas(figsize=(2.45 * width, 2.0 * width), layout="constrained")
    axes = figure.subplots(2, 2)
    noise = masked_map(dataset, dataset.noise_map)
    weighty = ~weightless(dataset)
    sky_map(axes[0, 0], dataset, dataset.data, unit, log_scale)
    axes[0, 0].set_title("Data")
    factor, text = units.scaled(noise[weighty].compressed(), unit)
    limits = panel.limits_of(factor * noise[weighty])
    show(axes[0, 1], dataset, factor * noise, limits, panel.per_pixel_label(text))
    axes[0, 1].set_title("Noise")
    ratio = masked_map(dataset, dataset.signal_to_noise_map)
    limits = panel.log_limits_of(ratio, floor=1.0) if log_scale else (0.0, panel.limits_of(ratio)[1])
    show(axes[1, 0], dataset, ratio, limits, r"Signal to noise ($\sigma$)", log_scale)
    axes[1, 0].set_title(f"Signal to noise, largest {ratio.max():.0f}")
    _psf(axes[1, 1], dataset)
    return figure


def masked_map(dataset: Imaging, values: Any) -> np.ma.MaskedArray:
    """An `Array2D` on a dataset's mask as a native array (Ny, Nx) without its masked pixels."""
    return panel.unmasked(dataset.xp.to_numpy(values.native), dataset.mask)


def weightless(dataset: Imaging) -> np.ndarray:
    """Whether a pixel (Ny, Nx) is masked, or its noise so large that it has no weight."""
    noise = masked_map(dataset, dataset.noise_map)
    return np.ma.filled(noise > _WEIGHTLESS * np.ma.median(noise), True)


def typical_noise(dataset: Imaging) -> float:
    """The median of the noise."""
    return float(np.median(np.asarray(dataset.noise_map)))


def sky_map(axes: Axes, dataset: Imaging, values: Any, unit: str, log_scale: bool) -> None:
    """Show an image on its own scale of colour, from which pixels without weight are left out."""
    native = masked_map(dataset, values)
    weighty = np.ma.masked_where(weightless(dataset), native)
    factor, text = units.scaled(weighty.compressed(), unit)
    if log_scale:
        limits = panel.log_limits_of(factor * weighty, floor=factor * typical_noise(dataset))
    else:
        limits = panel.limits_of(factor * weighty)
    show(axes, dataset, factor * native, limits, panel.per_pixel_label(text), log_scale)


def show(
    axes: Axes,
    dataset: Imaging,
    native: np.ma.MaskedArray,
    limits: tuple[float, float],
    label: str,
    log_scale: bool = False,
    kind: str = "image",
) -> None:
    """Show a native array on a dataset's mask, as large as its unmasked pixels allow."""
    panel.image(axes, native, dataset.mask.extent, panel.colour_map(kind), limits, label, log_scale)
    panel.sky(axes, panel.zoom_of(dataset.mask))


def _psf(axes: Axes, dataset: Imaging) -> None:
    if dataset.psf is None:
        axes.text(0.5, 0.5, "No PSF", transform=axes.transAxes, ha="center", va="center")
        axes.set_axis_off()
        return
    kernel = np.ma.asarray(dataset.psf.kernel)
    rows, columns = kernel.shape
    dy, dx = (scale / dataset.psf.convolve_over_sample_size for scale in dataset.pixel_scales)
    extent = (-0.5 * columns * dx, 0.5 * columns * dx, -0.5 * rows * dy, 0.5 * rows * dy)
    peak = float(kernel.max())
    limits = (max(peak * 10.0**-_PSF_DECADES, float(kernel[kernel > 0.0].min())), peak)
    panel.image(axes, kernel, extent, panel.colour_map("image"), limits, "Response", log_scale=limits[0] < limits[1])
    panel.contours(axes, kernel, extent, (0.5 * peak,), colors=("black",), linewidths=0.6)
    axes.set_title(f"PSF and half maximum ({rows} \u00d7 {columns} pixels)")
