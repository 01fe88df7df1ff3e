"""The inversion of visibilities, through the tables of W."""

from __future__ import annotations

import functools
from typing import Any

from autolens_lite.dataset import Interferometer
from autolens_lite.inversion.inversion import Inversion
from autolens_lite.inversion.linear_light import LinearLight
from autolens_lite.inversion.settings import Settings
from autolens_lite.pixelization import Mapper


class InversionInterferometer(Inversion):
    """Source pixels and intensities from visibilities; costs nothing per visibility.

    Parameters
    ----------
    dataset
        The visibilities' operators.
    mappers, light, settings
        See `Inversion`.
    light_columns
        The lensed image of each linear light profile, times the primary beam, (n, M).
    weighted_light
        W times the image of the galaxies' other light profiles, (M,), taken off the dirty image; None where they have
        none.
    """

    def __init__(
        self,
        dataset: Interferometer,
        mappers: list[Mapper],
        light: LinearLight,
        settings: Settings,
        light_columns: Any = None,
        weighted_light: Any = None,
    ) -> None:
        super().__init__(dataset.xp, mappers, light, settings)
        self.dataset = dataset
        self._light_columns = light_columns
        self._weighted_light = weighted_light

    @property
    def operator(self) -> Any:
        return self.dataset.operators.w

    @functools.cached_property
    def weighted_residual(self) -> Any:
        image = self.dataset.operators.dirty_image
        return image if self._weighted_light is None else image - self._weighted_light

    @property
    def light_columns(self) -> Any:
        return self._light_columns

    @functools.cached_property
    def weighted_light_columns(self) -> Any:
        return self.xp.w_tilde_product(self.light_columns, self.operator)

    @functools.cached_property
    def light_curvature(self) -> Any:
        product = self.light_columns @ self.xp.transpose(self.weighted_light_columns)
        return 0.5 * (product + self.xp.transpose(product))

    @functools.cached_property
    def light_data_vector(self) -> Any:
        return self.light_columns @ self.weighted_residual
