"""The figure of visibilities."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autolens_lite.dataset import Interferometer
from autolens_lite.plot import beam, canvas, panel, units, uv

# How far the panel of the beam reaches, in widths of its main lobe.
_BEAM_REACH = 5.0


def draw(dataset: Interferometer, unit: str) -> Figure:
    """Draw coverage, amplitudes, dirty image and dirty beam."""
    width = canvas.panel_width()
    figure = canvas.Canvas(figsize=(2.4 * width, 2.0 * width), layout="constrained")
    axes = figure.subplots(2, 2)
    uv.coverage(axes[0, 0], dataset.uv_wavelengths)
    axes[0, 0].set_title("Coverage")
    uv.amplitude(axes[0, 1], dataset, unit)
    axes[0, 1].set_title("Amplitude (noise bias removed)")
    axes[0, 1].set_box_aspect(1.0)
    _dirty_image(axes[1, 0], dataset, unit)
    _dirty_beam(axes[1, 1], dataset)
    return figure


def _dirty_image(axes: Axes, dataset: Interferometer, unit: str) -> None:
    image, extent = np.asarray(dataset.dirty_image.native), dataset.real_space_mask.extent
    factor, text = units.prefixed(image, unit)
    # Every pixel of a dirty image is measured, so the mask is only outlined.
    values = np.ma.asarray(factor * image)
    label = panel.per_beam_label(text)
    panel.image(axes, values, extent, panel.colour_map("image"), panel.limits_of(values), label)
    panel.mask_outline(axes, dataset.real_space_mask)
    panel.beam(axes, *beam.ellipse_of(dataset))
    axes.set_title("Dirty image")


def _dirty_beam(axes: Axes, dataset: Interferometer) -> None:
    dirty_beam = dataset.dirty_beam
    values, extent = np.ma.asarray(np.asarray(dirty_beam.native)), dirty_beam.mask.extent
    panel.image(axes, values, extent, panel.colour_map("image"), panel.limits_of(values), "Response")
    panel.contours(axes, values, extent, (0.5,), colors=("black",), linewidths=0.6)
    panel.contours(axes, values, extent, (-0.1, 0.1), colors=("white",), linewidths=0.5)
    (major, minor), angle = beam.ellipse_of(dataset)
    reach = min(_BEAM_REACH * major, *(abs(edge) for edge in extent))
    panel.sky(axes, (-reach, reach, -reach, reach))
    axes.set_title(f"Dirty beam ({major:.3g}\u2033 \u00d7 {minor:.3g}\u2033, {angle:.0f}\u00b0 from $+x$)")
