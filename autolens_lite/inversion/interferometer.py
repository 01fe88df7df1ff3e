"""The inversion of visibilities, through the tables of W."""

from __future__ import annotations

import functools
from typing import Any

from autolens_lite.dataset import Interferometer
from autolens_lite.inversion.inversion import Inversion
from autolens_lite.inversion.settings import Settings
from autolens_lite.pixelization import Mapper


class InversionInterferometer(Inversion):
    """Source pixels from visibilities; costs nothing per visibility.

    Parameters
    ----------
    dataset
        The visibilities' operators.
    mappers, settings
        See `Inversion`.
    weighted_light
        W times the image of the galaxies' light profiles, (M,), taken off the dirty image; None where they have none.
    """

    def __init__(
        self, dataset: Interferometer, mappers: list[Mapper], settings: Settings, weighted_light: Any = None
    ) -> None:
        super().__init__(mappers, settings)
        self.dataset = dataset
        self._weighted_light = weighted_light

    @functools.cached_property
    def curvature_matrix(self) -> Any:
        """F = T^T W T."""
        operators = self.dataset.operators
        return self.xp.curvature_matrix(*self.sparse, operators.w, self.kept.size, self.settings.curvature_method)

    @functools.cached_property
    def data_vector(self) -> Any:
        """D = T^T (dirty image - W light)."""
        image = self.dataset.operators.dirty_image
        if self._weighted_light is not None:
            image = image - self._weighted_light
        return self.xp.data_vector(*self.sparse, image, self.kept.size)
