"""A rectangular mesh whose rows and columns crowd where the source is bright."""

from __future__ import annotations

from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.pixelization.mesh.rectangular_adapt_density import RectangularAdaptDensity

_FAINTEST = 1e-12  # of the brightest: a power of zero has no derivative


class RectangularAdaptImage(RectangularAdaptDensity):
    r"""Rows (columns) that hold about equal shares of the galaxy's lensed light.

    As `RectangularAdaptDensity`, but each traced point counts by the galaxy's image a of an earlier fit, with a weight

    .. math:: w = \max[(\max(a, 0) / \max a)^{\rm weight\_power}, {\rm weight\_floor}].

    Positions are smooth in the points, in the image and in the two numbers (above the floor). The log evidence is
    nearly so (0.005 to 0.01 over one sigma of an Einstein radius, with `al.reg.Constant`), and lower than on as many
    vertices of `CompactKernel`; of small simulated lenses on 19 x 19 pixels a third had a slope that was 4 to 9 sigma
    too low (docs/smooth_evidence.md): look at `al.resolution_check`.

    Parameters
    ----------
    shape
        Rows and columns, at least 3 each.
    weight_power
        How strongly the mesh follows brightness, 0 or more; 0 gives `RectangularAdaptDensity`.
    weight_floor
        The least weight of a point, in [0, 1].
    uniform_fraction
        The share of pixels spread evenly, in [0, 1].
    """

    needs_signal = True

    def __init__(
        self,
        shape: tuple[int, int] = (30, 30),
        weight_power: float = 1.0,
        weight_floor: float = 0.0,
        uniform_fraction: float = 0.2,
    ) -> None:
        super().__init__(shape, uniform_fraction)
        check.non_negative("weight_power", weight_power)
        check.within("weight_floor", weight_floor, 0.0, 1.0)
        self.weight_power = weight_power
        self.weight_floor = weight_floor

    def _shares_from(self, coordinates: Coordinates, signal: Any) -> Any:
        if signal is None:
            raise exc.ModelError(
                "RectangularAdaptImage adapts to an image of its galaxy, and there is none. Pass "
                "adapt_images=al.AdaptImages(galaxy_image_dict={galaxy: image}) to the fit or the analysis."
            )
        xp = coordinates.xp
        relative = xp.maximum(signal / xp.max(signal), _FAINTEST)
        weights = xp.maximum(relative**self.weight_power, self.weight_floor)
        return weights / xp.mean(weights)

    def __repr__(self) -> str:
        return (
            f"RectangularAdaptImage(shape={self.shape}, weight_power={self.weight_power}, "
            f"weight_floor={self.weight_floor}, uniform_fraction={self.uniform_fraction})"
        )
