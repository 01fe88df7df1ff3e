"""The inversion of visibilities, through the tables of W."""

from __future__ import annotations

from typing import Any

from autolens_lite.dataset import Interferometer
from autolens_lite.inversion.inversion import Inversion, of_data
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
    light_image
        The image of the galaxies' other light profiles, times the primary beam, (M,); None where they have none.
    weighted_light
        W times that, less the operators' reference image where they have one.
    """

    def __init__(
        self,
        dataset: Interferometer,
        mappers: list[Mapper],
        light: LinearLight,
        settings: Settings,
        light_columns: Any = None,
        light_image: Any = None,
        weighted_light: Any = None,
    ) -> None:
        super().__init__(dataset.xp, mappers, light, settings)
        self.dataset = dataset
        self._light_columns = light_columns
        self._light_image = light_image
        self._weighted_light = weighted_light

    @property
    def operator(self) -> Any:
        return self.dataset.operators.w

    @of_data
    def weighted_residual(self) -> Any:
        operators = self.dataset.operators
        if self._weighted_light is None:
            return operators.dirty_image
        return operators.residual_dirty_image - self._weighted_light

    @property
    def cancels(self) -> bool:
        return self.dataset.operators.has_reference

    def chi_squared_of(self, parameters: Any) -> Any:
        operators = self.dataset.operators
        beyond = operators.beyond_reference(self.image_of(parameters))
        slope = self.xp.w_tilde_product(beyond, operators.w) - 2.0 * operators.residual_dirty_image
        return operators.residual_data_term + beyond @ slope

    def image_of(self, parameters: Any) -> Any:
        """Return the image of linear parameters, (n,), and all other light, (M,), times the primary beam."""
        image = 0.0 if self._light_image is None else self._light_image
        if self.mappers:
            image = image + self.xp.mapped_image(*self.sparse, parameters[: self.kept.size])
        return image + parameters[self.kept.size :] @ self.light_columns if len(self.light) else image

    @property
    def light_columns(self) -> Any:
        return self._light_columns

    @of_data
    def weighted_light_columns(self) -> Any:
        return self.xp.w_tilde_product(self.light_columns, self.operator)

    @of_data
    def light_curvature(self) -> Any:
        product = self.light_columns @ self.xp.transpose(self.weighted_light_columns)
        return 0.5 * (product + self.xp.transpose(product))

    @of_data
    def light_data_vector(self) -> Any:
        return self.light_columns @ self.weighted_residual
