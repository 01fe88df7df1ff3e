"""The images of the galaxies in the best fit, kept beside a result.

What the next fit adapts to is a part of its fingerprint, to the last bit. Computed again by another version, on another
kind of processor or with other flags of a compiler, it differs by rounding, and a chain of fits that was stopped could
not be gone on with.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import archive, exc, storage
from autolens_lite.analysis.dataset import AnalysisDataset, galaxies_of
from autolens_lite.fit import Fit
from autolens_lite.result.belonging import FIT, is_of_analysis

logger = logging.getLogger(__name__)

NAME = "galaxy_images.npz"
_REMEDY = "Restore it from a copy; or remove it, and the images are computed again, which may differ by rounding."


class GalaxyImages(NamedTuple):
    """Arrays on the host, of M unmasked pixels.

    Attributes
    ----------
    paths : list of str
        Of n galaxies in the model, such as "('galaxies', 'source')".
    models : (n, M) float
        Their model images.
    residual, noise : (M,) float
        What the model leaves of the data, and the noise map; of length 0 where the data are not an image.
    """

    paths: list[str]
    models: np.ndarray
    residual: np.ndarray
    noise: np.ndarray

    @property
    def subtracted(self) -> np.ndarray:
        """The data less the model images of all other galaxies, over the noise, (n, M)."""
        return (self.residual + self.models) / self.noise


def images_in(fit: Any, instance: Any) -> GalaxyImages | None:
    """Return the images in the fit of an instance; None where it has none."""
    images = fit.model_images_of_galaxies_dict if isinstance(fit, Fit) else {}
    if not images:
        return None
    paths = [str(path) for path in galaxies_of(instance)]
    models = np.array([np.asarray(images[galaxy]) for galaxy in fit.tracer.galaxies])
    none = np.zeros(0)
    if not fit.data_are_an_image:
        return GalaxyImages(paths, models, none, none)
    data: Any = fit
    return GalaxyImages(paths, models, np.asarray(data.residual_map), np.asarray(data.dataset.noise_map))


def write(folder: Path, result: Any, number: str) -> None:
    """Keep the images of a result's best fit, of each factor where there are several; a fit without any keeps none.

    Parameters
    ----------
    folder
        Of the search.
    result
        With its analysis.
    number
        Of the fit.
    """
    arrays: dict[str, Any] = {FIT: np.array(number), "vector": _best_of(result)}
    try:
        for i, part in enumerate(_parts_of(result)):
            if not isinstance(part.analysis, AnalysisDataset):
                continue
            images = images_in(part.max_log_likelihood_fit, part.instance)
            if images is not None:
                arrays |= {f"{name}_{i}": np.array(values) for name, values in images._asdict().items()}
    except Exception as error:  # noqa: BLE001, a finished search is not lost to what comes on top of it
        logger.warning("the images of the best fit's galaxies are not kept: %s", error)
        return
    if len(arrays) > 2:
        storage.write_arrays(folder / NAME, archive.sealed(arrays))


def read(folder: Path, result: Any, number: str) -> list[GalaxyImages | None]:
    """Return the images that were kept, of each factor; none of another fit, or of another best sample.

    Raises DataError if the file is damaged.
    """
    path = folder / NAME
    if not path.exists():
        return []
    stored = storage.read_arrays(path)
    try:
        stored = archive.check_seal(stored, path)
        of_best = np.array_equal(stored.get("vector", np.zeros(0)), _best_of(result))
        if str(stored.get(FIT)) != number or not of_best:
            return []
        return [_of_part(stored, i) for i in range(len(_parts_of(result)))]
    except exc.DataError as error:
        raise exc.DataError(f"{path} cannot be read: {error}. {_REMEDY}") from error


def read_for(folder: Path, result: Any) -> list[GalaxyImages | None]:
    """Return the images that were kept, where a result is read with the analysis that was fitted; else none."""
    number = is_of_analysis(folder, result.analysis)
    return [] if number is None else read(folder, result, number)


def _of_part(stored: dict[str, np.ndarray], i: int) -> GalaxyImages | None:
    if f"models_{i}" not in stored:
        return None
    archive.require(stored, {f"models_{i}": (None, None), f"residual_{i}": (None,), f"noise_{i}": (None,)})
    models, residual, noise, paths = (stored[f"{name}_{i}"] for name in ("models", "residual", "noise", "paths"))
    return GalaxyImages([str(path) for path in paths], models, residual, noise)


def _parts_of(result: Any) -> Sequence[Any]:
    return result.results if getattr(result.analysis, "analyses", None) is not None else [result]


def _best_of(result: Any) -> np.ndarray:
    return result.samples.max_log_likelihood(as_instance=False)
