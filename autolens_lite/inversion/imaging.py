"""The inversion of a CCD image, through the noise-weighted PSF correlation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

from autolens_lite.dataset import Imaging
from autolens_lite.fixed import cached_property, changed
from autolens_lite.grid import Array2D
from autolens_lite.inversion.inversion import Inversion, of_data
from autolens_lite.inversion.linear_light import LinearLight
from autolens_lite.inversion.settings import Settings
from autolens_lite.pixelization import Mapper

_OF_LIGHT = ("light_columns", "_weighted_columns", "weighted_light_columns", "light_curvature")


class InversionImaging(Inversion):
    """Source pixels and intensities from an image.

    The light of source pixels is that of unmasked image pixels: none comes from outside the mask.

    Parameters
    ----------
    dataset
        The image.
    mappers, light, settings
        See `Inversion`.
    light_columns
        Returns the lensed and blurred image of each linear light profile, (n, M); called where these are needed.
    residual
        The data without the sky and the blurred image of the galaxies' other light profiles, (M,).
    """

    def __init__(
        self,
        dataset: Imaging,
        mappers: list[Mapper],
        light: LinearLight,
        settings: Settings,
        light_columns: Callable[[], Any],
        residual: Any,
    ) -> None:
        super().__init__(dataset.xp, mappers, light, settings)
        self.dataset = dataset
        self._light_columns = light_columns
        self.residual = residual

    @property
    def operator(self) -> Any:
        return self.dataset.operators.w

    @of_data
    def weighted_residual(self) -> Any:
        operators = self.dataset.operators
        return operators.convolved_transposed(operators.weighted(self.residual))

    @property
    def cancels(self) -> bool:
        return self.dataset.operators.is_large

    def chi_squared_of(self, parameters: Any) -> Any:
        light = parameters[self.kept.size :] @ self.light_columns if len(self.light) else None
        residual = self.residual_of(parameters, light)
        return residual @ self.dataset.operators.weighted(residual)

    def residual_of(self, parameters: Any, light_image: Any = None) -> Any:
        """Return what linear parameters, (n,), and all other light leave of the data, (M,).

        Parameters
        ----------
        parameters
            The linear parameters.
        light_image
            The blurred image of the linear light profiles that they make, (M,); None where there are none.
        """
        operators, residual = self.dataset.operators, self.residual
        if self.mappers:
            mapped = self.xp.mapped_image(*self.sparse, parameters[: self.kept.size])
            residual = residual - operators.convolved(mapped)
        return residual if light_image is None else residual - light_image

    @of_data
    def light_columns(self) -> Any:
        return self._light_columns()

    @of_data
    def _weighted_columns(self) -> Any:
        """N^-1 times the columns, (n, M)."""
        return self.dataset.operators.weighted(self.light_columns)

    @of_data
    def weighted_light_columns(self) -> Any:
        return self.dataset.operators.convolved_transposed(self._weighted_columns)

    @of_data
    def light_curvature(self) -> Any:
        product = self._weighted_columns @ self.xp.transpose(self.light_columns)
        return 0.5 * (product + self.xp.transpose(product))

    @property
    def images_of_light(self) -> dict[str, Any]:
        """What is known of the linear light whatever the data less the other light, by name."""
        return {name: getattr(self, name) for name in _OF_LIGHT}

    def with_images_of_light(self, images: Mapping[str, Any]) -> Self:
        """Return the inversion with `images_of_light` of another, of the same dataset and the same linear light."""
        return changed(self, **images)

    @of_data
    def light_data_vector(self) -> Any:
        return self._weighted_columns @ self.residual

    @cached_property
    def light_image(self) -> Any:
        """The linear light profiles' blurred image, (M,); zero where there are none."""
        if not len(self.light):
            return self.xp.zeros_like(self.residual)
        return self.intensities @ self.light_columns

    @property
    def mapped_reconstructed_operated_data(self) -> Array2D:
        """The blurred image of all that is solved for, on the dataset's mask."""
        image = self.light_image
        if self.mappers:
            image = image + self.blurred_reconstructed_image
        return Array2D(image, self.dataset.mask, self.dataset.backend)

    @property
    def operated_mapping_matrix(self) -> Any:
        """f: the blurred image of each linear parameter, a dense matrix (M, n)."""
        columns = [self.light_columns] if len(self.light) else []
        if self.mappers:
            columns.insert(0, self.dataset.operators.convolved(self.xp.transpose(self.mapping_matrix)))
        return self.xp.transpose(columns[0] if len(columns) == 1 else self.xp.concatenate(columns))

    @cached_property
    def blurred_reconstructed_image(self) -> Any:
        """P T s: the pixelized sources as the data would show them, (M,)."""
        return self.dataset.operators.convolved(self.lensed_slim)
