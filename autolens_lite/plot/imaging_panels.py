"""The panels of a CCD image: maps on its mask, pairs of them on one scale of colour, residuals, the PSF."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize

from autolens_lite.dataset import Imaging
from autolens_lite.fit import FitImaging
from autolens_lite.grid import Array2D
from autolens_lite.plot import panel_parts, readable_units
from autolens_lite.plot.stretch import norm_for

# Pixels whose noise exceeds the median by this factor have been given no weight, and set no scale of colour.
_WEIGHTLESS = 1.0e3
_PSF_DECADES = 4.0
# Residuals beyond are drawn in the last colour; the title tells the largest.
_MOST_SIGMA = 5.0
_OUTSHINE = 1.3


def data(axes: Axes, dataset: Imaging, unit: str, stretch: str | None) -> None:
    """Show the data on their own scale of colour, from which pixels without weight are left out."""
    native = _native(dataset, dataset.data)
    weighty = np.ma.masked_where(_weightless(dataset), native)
    factor, text = readable_units.scaled(weighty.compressed(), unit)
    limits = panel_parts.limits_of(factor * weighty)
    norm = norm_for([factor * weighty], limits, stretch, factor * _typical_noise(dataset))
    _show(axes, dataset, factor * native, norm, panel_parts.per_pixel_label(text))
    axes.set_title("Data")


def noise(axes: Axes, dataset: Imaging, unit: str) -> None:
    """Show the noise map on the scale of the pixels that have weight."""
    native = _native(dataset, dataset.noise_map)
    weighty = native[~_weightless(dataset)]
    factor, text = readable_units.scaled(weighty.compressed(), unit)
    limits = panel_parts.limits_of(factor * weighty)
    _show(axes, dataset, factor * native, limits, panel_parts.per_pixel_label(text))
    axes.set_title("Noise")


def signal_to_noise(axes: Axes, dataset: Imaging, stretch: str | None) -> None:
    """Show data over noise."""
    ratio = _native(dataset, dataset.signal_to_noise_map)
    norm = norm_for([ratio], (0.0, panel_parts.limits_of(ratio)[1]), stretch, 1.0)
    _show(axes, dataset, ratio, norm, r"Signal to noise ($\sigma$)")
    axes.set_title(f"Signal to noise, largest {ratio.max():.0f}")


def psf(axes: Axes, dataset: Imaging) -> None:
    """Show the PSF with its half maximum, or say that there is none."""
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
    norm = LogNorm(*limits) if limits[0] < limits[1] else Normalize(*limits)
    panel_parts.image(axes, kernel, extent, panel_parts.colour_map("image"), norm, "Response")
    panel_parts.contours(axes, kernel, extent, (0.5 * peak,), colors=("black",), linewidths=0.6)
    axes.set_title(f"PSF and half maximum ({rows} \u00d7 {columns} pixels)")


def images(axes: Sequence[Axes], dataset: Imaging, maps: Sequence[Array2D], unit: str, stretch: str | None) -> None:
    """Show data and their model, one image each, on one scale of colour.

    It reaches from at most 3 sigma of the noise below zero to the brightest pixel that has weight.
    """
    natives = [_native(dataset, values) for values in maps]
    weighty = [np.ma.masked_where(_weightless(dataset), native) for native in natives]
    factor, text = readable_units.scaled(weighty[-1].compressed(), unit)
    noise = factor * _typical_noise(dataset)
    upper, seen = (factor * float(values.max()) for values in reversed(weighty))
    if seen < _OUTSHINE * upper:
        upper = max(upper, seen)
    else:
        # Data less a bright lens, or one that is badly fitted, have residuals that would outshine the source.
        upper = max(upper, factor * float(np.percentile(weighty[0].compressed(), 99.8)))
    lower = factor * min(float(values.min()) for values in weighty)
    limits = panel_parts.limits_of(np.ma.asarray([max(lower, -3.0 * noise), upper]))
    norm = norm_for([factor * weighty[-1]], limits, stretch, noise)
    for place, native in zip(axes, natives, strict=True):
        _show(place, dataset, factor * native, norm, panel_parts.per_pixel_label(text))


def residuals(axes: Axes, fit: FitImaging) -> None:
    """Show residuals in units of the noise."""
    values = _native(fit.dataset, fit.normalized_residual_map)
    label = r"(Data $-$ model) / noise ($\sigma$)"
    _show(axes, fit.dataset, values, (-_MOST_SIGMA, _MOST_SIGMA), label, colours="residual")
    axes.set_title(rf"Residual, largest ${np.abs(values).max():.1f}\,\sigma$")


def _show(
    axes: Axes,
    dataset: Imaging,
    native: np.ma.MaskedArray,
    limits: tuple[float, float] | Normalize,
    label: str,
    colours: str = "image",
) -> None:
    """Show a native array on a dataset's mask, as large as its unmasked pixels allow."""
    panel_parts.image(axes, native, dataset.mask.extent, panel_parts.colour_map(colours), limits, label)
    panel_parts.sky(axes, panel_parts.zoom_of(dataset.mask))


def _native(dataset: Imaging, values: Array2D) -> np.ma.MaskedArray:
    """A map on a dataset's mask as a native array (Ny, Nx) without its masked pixels."""
    return panel_parts.unmasked(dataset.xp.to_numpy(values.native), dataset.mask)


def _weightless(dataset: Imaging) -> np.ndarray:
    """Whether a pixel (Ny, Nx) is masked, or its noise so large that it has no weight."""
    noise = _native(dataset, dataset.noise_map)
    return np.ma.filled(noise > _WEIGHTLESS * np.ma.median(noise), True)


def _typical_noise(dataset: Imaging) -> float:
    """The median of the noise."""
    return float(np.median(np.asarray(dataset.noise_map)))
