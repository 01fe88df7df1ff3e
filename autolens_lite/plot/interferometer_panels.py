"""The panels of visibilities: dirty images and beam, residuals on the sky and as numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from autolens_lite.dataset import Interferometer
from autolens_lite.fit import FitInterferometer
from autolens_lite.plot import beam_ellipse, panel_parts, readable_units

# How far the panel of the beam reaches, in widths of its main lobe.
_BEAM_REACH = 5.0


def dirty_images(axes: Sequence[Axes], dataset: Interferometer, natives: Sequence[np.ndarray], unit: str) -> None:
    """Show dirty images (Ny, Nx), those of the data first, on one scale of colour."""
    mask = dataset.mask
    factor, text = readable_units.prefixed(natives[0], unit)
    # Every pixel of a dirty image is measured, so the mask is only outlined.
    images = [np.ma.asarray(factor * np.asarray(native)) for native in natives]
    limits, ellipse = panel_parts.limits_of(*images), beam_ellipse.ellipse_of(dataset)
    for place, values in zip(axes, images, strict=True):
        label = panel_parts.per_beam_label(text)
        panel_parts.image(place, values, mask.extent, panel_parts.colour_map("image"), limits, label)
        panel_parts.mask_outline(place, mask)
        panel_parts.beam(place, *ellipse)


def dirty_beam(axes: Axes, dataset: Interferometer) -> None:
    """Show the dirty beam about its peak, with contours at half of it and at a tenth."""
    beam = dataset.dirty_beam
    values, extent = np.ma.asarray(np.asarray(beam.native)), beam.mask.extent
    limits = panel_parts.limits_of(values)
    panel_parts.image(axes, values, extent, panel_parts.colour_map("image"), limits, "Response")
    panel_parts.contours(axes, values, extent, (0.5,), colors=("black",), linewidths=0.6)
    panel_parts.contours(axes, values, extent, (-0.1, 0.1), colors=("white",), linewidths=0.5)
    (major, minor), angle = beam_ellipse.ellipse_of(dataset)
    reach = min(_BEAM_REACH * major, *(abs(edge) for edge in extent))
    panel_parts.sky(axes, (-reach, reach, -reach, reach))
    axes.set_title(f"Dirty beam ({major:.3g}\u2033 \u00d7 {minor:.3g}\u2033, {angle:.0f}\u00b0 from $+x$)")


def residuals(axes: Axes, fit: FitInterferometer) -> None:
    """Show the dirty image of the residual visibilities in units of its noise."""
    extent = fit.dataset.mask.extent
    values = np.ma.asarray(np.asarray(fit.dirty_normalized_residual_map))
    limits = panel_parts.symmetric_limits_of(values, at_least=5.0)
    panel_parts.image(axes, values, extent, panel_parts.colour_map("residual"), limits, r"Data $-$ model ($\sigma$)")
    panel_parts.sigma_contours(axes, values, extent)
    axes.set_title(rf"Residual, largest ${np.abs(values).max():.1f}\,\sigma$")


def histogram(axes: Axes, fit: FitInterferometer) -> None:
    """Show how the normalized residuals of the visibilities are distributed, beside what noise alone would do."""
    values = np.asarray(fit.normalized_residual_map)
    edges = np.linspace(-5.0, 5.0, 51)
    for part, colour, name in ((values.real, "C0", "real"), (values.imag, "C1", "imaginary")):
        # What lies beyond the axes is counted in the outermost bins.
        counts, _ = np.histogram(np.clip(part, edges[0], edges[-1]), bins=edges, density=True)
        axes.stairs(counts, edges, color=colour, label=name)
    fine = np.linspace(edges[0], edges[-1], 201)
    axes.plot(fine, np.exp(-0.5 * fine**2) / np.sqrt(2.0 * np.pi), color="black", linewidth=0.8, label="noise")
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0.0, 1.45 * axes.get_ylim()[1])
    axes.set_box_aspect(1.0)
    axes.legend(loc="upper right")
    figure_of_merit = "Log evidence" if fit.inversion is not None else "Log likelihood"
    text = rf"$\chi^2 = {float(fit.chi_squared):.0f}$ for ${2 * values.size}$ numbers"
    axes.text(0.03, 0.97, text, transform=axes.transAxes, va="top", fontsize="small")
    axes.set_title(f"{figure_of_merit} ${float(fit.figure_of_merit):.2f}$")
    axes.set_xlabel(r"Residual visibility ($\sigma$)")
    axes.set_ylabel("Density")
