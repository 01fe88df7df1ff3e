"""A model in which profiles stand for sources on meshes, and what a fit of it says of the model with the meshes."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite.analysis.dataset import GALAXIES, galaxies_of, named_of
from autolens_lite.guide.split import components, keep_assertions, pixelization_of
from autolens_lite.lens import Galaxy
from autolens_lite.model import Collection, Model
from autolens_lite.model.tree import slots_of

# The name of the profile that stands for a mesh, of which the intensity is solved for.
NAME = "in_place_of_the_mesh"


def substituted(model: Collection) -> Collection:
    """Return the model with a Sersic profile, its intensity solved for, in place of each pixelization.

    All other priors are the same objects as those of the model.
    """
    entries: dict[str, Any] = {}
    for name, entry in model.items():
        if name in GALAXIES:
            entry = Collection({key: _without_mesh(galaxy) for key, galaxy in named_of(entry)})
        entries[name] = entry
    new = Collection(entries).copy()
    keep_assertions(new, model)
    return new


def _without_mesh(galaxy: Any) -> Any:
    if pixelization_of(galaxy) is None:
        return galaxy
    from autolens_lite.profile.light import linear

    more = {NAME: Model(linear.Sersic)}
    if isinstance(galaxy, Model):
        new = galaxy.copy()
        new.pixelization = None
        for name, profile in more.items():
            setattr(new, name, profile)
        return new
    return Model(Galaxy, redshift=galaxy.redshift, **dict(components(galaxy)), **more)


def carried_over(
    model: Collection, other: Collection, vector: np.ndarray, start: np.ndarray | None = None
) -> np.ndarray:
    """Return a vector (p,) of `model` with what a vector (q,) of `other` says.

    The rest is that of `start`, or at the medians of priors.
    """
    found = model.layout.values_at(0.5) if start is None else start.copy()
    index = model.layout.index
    for prior, value in zip(other.priors, vector, strict=True):
        if prior in index:
            found[index[prior]] = value
    return found


def with_best_coefficients(model: Collection, analysis: Any, vector: np.ndarray) -> np.ndarray:
    """Return a vector with the coefficients of regularizations at which the evidence is greatest, the lens as it is.

    Those that are free, have a name with "coefficient" in it and are not another parameter too; within their priors.
    """
    from autolens_lite.fit import fit_of_maximum_evidence_from

    places = {}
    for slot in slots_of(model):
        index = model.layout.index.get(slot.value)
        if index is not None and "regularization" in slot.path and "coefficient" in slot.path[-1]:
            places[index] = slot.path
    if not places:
        return vector
    host = analysis.with_dataset(analysis.dataset.with_backend("numba"))
    instance = model.instance_from_vector(vector)
    fit = host.fit_from(instance)
    best: Any = fit_of_maximum_evidence_from(fit)
    mappers = best.inversion.mappers
    pairs = zip(fit.tracer.pixelized_galaxies, mappers, strict=True)
    regularizations = {id(galaxy): mapper.regularization for (_, galaxy), mapper in pairs}
    galaxies = galaxies_of(instance)
    low, high = model.layout.values_at(1e-3), model.layout.values_at(1.0 - 1e-3)
    found = vector.copy()
    for index, path in places.items():
        regularization = regularizations[id(galaxies[path[0], path[1]])]
        found[index] = np.clip(getattr(regularization, path[-1]), low[index], high[index])
    return found
