"""What a tracer has to solve for in a dataset, without a fit."""

from __future__ import annotations

from typing import Any

from autolens_lite import check
from autolens_lite.dataset import Imaging
from autolens_lite.fit.imaging import FitImaging
from autolens_lite.inversion import InversionImaging, Settings
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.pixelization import AdaptImages, Mapper


class _WithoutSubtraction(FitImaging):
    @property
    def _residual_of_light(self) -> Any:
        return self.dataset.operators.data


class TracerToInversion(metaclass=check.NamedArguments):
    """The inversion of an image by a tracer's linear light profiles and pixelized sources.

    Light profiles that have an intensity are left out: nothing is subtracted from the data, which are solved for as
    they are. `al.FitImaging` subtracts them.

    Parameters
    ----------
    dataset
        The image, minus all light that is not to be solved for.
    tracer
        The lens system.
    adapt_images
        Images of galaxies, and points of their meshes, that pixelizations adapt to.
    settings
        How the linear parameters are solved for.
    xp
        The backend, as in `al.FitImaging`.

    Raises
    ------
    ParameterError
        If `dataset` is not an image: `al.FitInterferometer(dataset, tracer).inversion` is that of visibilities.
    """

    def __init__(
        self,
        dataset: Imaging,
        tracer: Tracer,
        adapt_images: AdaptImages | None = None,
        settings: Settings | None = None,
        xp: Any = None,
    ) -> None:
        self._fit = _WithoutSubtraction(dataset, tracer, adapt_images=adapt_images, settings=settings, xp=xp)

    @property
    def tracer(self) -> Tracer:
        """The lens system."""
        return self._fit.tracer

    @property
    def dataset(self) -> Imaging:
        """The image."""
        return self._fit.dataset

    @property
    def inversion(self) -> InversionImaging | None:
        """The solve; None where the tracer has nothing to solve for."""
        return self._fit.inversion

    @property
    def mapper_galaxy_dict(self) -> dict[Mapper, Galaxy]:
        """The pixelized galaxy of each mapper of the inversion."""
        mappers = [] if self.inversion is None else self.inversion.mappers
        galaxies = [galaxy for _, galaxy in self.tracer.pixelized_galaxies]
        return dict(zip(mappers, galaxies, strict=True))
