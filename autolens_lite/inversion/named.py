"""The inversion of a dataset and mappers by themselves, `al.Inversion`."""

from __future__ import annotations

from collections.abc import Sequence

from autolens_lite import check, exc
from autolens_lite.dataset import Imaging
from autolens_lite.inversion.imaging import InversionImaging
from autolens_lite.inversion.linear_light import LinearLight
from autolens_lite.inversion.settings import Settings
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.pixelization import Mapper


def inversion_from(
    dataset: Imaging, linear_obj_list: Sequence[Mapper], settings: Settings | None = None
) -> InversionImaging:
    """Return the inversion of an image by mappers alone, `al.Inversion`.

    Parameters
    ----------
    dataset
        The image, without light that is not to be solved for.
    linear_obj_list
        The mappers, such as `fit.inversion.cls_list_from(cls=al.Mapper)`.
    settings
        How to solve.

    Raises
    ------
    DataError
        If `dataset` is not an image: visibilities are inverted by `al.FitInterferometer`.
    ParameterError
        If the list is empty, or holds anything but mappers, as for linear light profiles: see `al.FitImaging`.
    """
    check.kind("dataset", dataset, Imaging, "Pass an al.Imaging; see al.FitInterferometer.", exc.DataError)
    check.kind("settings", settings, Settings | None, "Pass al.Settings(...).")
    mappers = list(linear_obj_list) if isinstance(linear_obj_list, list | tuple) else []
    if not mappers or not all(isinstance(mapper, Mapper) for mapper in mappers):
        raise exc.ParameterError(
            f"linear_obj_list = {linear_obj_list!r} is not a list of mappers. Pass fit.inversion.mappers; linear light "
            "is solved for by al.FitImaging."
        )
    dark = LinearLight(Tracer.of_model([Galaxy(redshift=0.5)]))
    own = Settings() if settings is None else settings
    return InversionImaging(dataset, mappers, dark, own, _none, dataset.operators.data)


def _none() -> None:
    """The columns of linear light, where there is none."""
