"""What a fit solves for at draws of a posterior: intensities, source pixels, with the scatter that data leave them."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis.dataset import AnalysisDataset, galaxies_of
from autolens_lite.analysis.factor_graph import FactorGraphModel
from autolens_lite.inversion.conditional import Conditional, Draw
from autolens_lite.profile.basis import Basis
from autolens_lite.result import Samples
from autolens_lite.result.linear import LinearSamples

logger = logging.getLogger(__name__)

# Draws where there are few linear parameters, where there are more than this, and the least of them.
_DRAWS, _MANY, _DRAWS_OF_MANY = 400, 60, 100


def with_linear(samples: Samples, model: Any, analysis: Any, rng: np.random.Generator) -> Samples:
    """Return samples with draws of the linear parameters of a model; as they are where it has none.

    Each draw takes a sample by its weight, and linear parameters of the density that data and regularization leave them
    there. Light is computed on the numba backend: nothing is compiled.

    Parameters
    ----------
    samples
        Of the posterior.
    model, analysis
        That were fitted.
    rng
        Of the draws.
    """
    hosts = _hosts_of(model, analysis, samples.vectors[0])
    if not hosts:
        return samples
    try:
        linear = _linear_of(samples, model, hosts, rng)
    except exc.AutoLensError as error:  # a finished fit is not lost to what comes on top of it
        logger.warning("what is solved for is not drawn: %s", error)
        return samples
    return samples if linear is None else samples.with_linear(linear)


def _hosts_of(model: Any, analysis: Any, vector: np.ndarray) -> dict[str, Any]:
    """The analyses of data on the numba backend, by the name of their part of the model; "" is all of it.

    They have what no parameter changes; `vector` is any of the model's.
    """
    graph = type(analysis) is FactorGraphModel
    found = dict(zip((key for key, _ in model.items()), analysis.analyses, strict=True)) if graph else {"": analysis}
    if not all(isinstance(each, AnalysisDataset) for each in found.values()):
        return {}
    instance, hosts = model.instance_from_vector(vector), {}
    for key, each in found.items():
        host = each.with_dataset(each.dataset.with_backend("numba"))
        parts = (getattr(model, key), getattr(instance, key)) if key else (model, instance)
        hosts[str(key)] = host.for_model(*parts)
    return hosts


def _linear_of(
    samples: Samples, model: Any, hosts: dict[str, AnalysisDataset], rng: np.random.Generator
) -> LinearSamples | None:
    """Draws of all linear parameters; None where there are none."""
    rows = rng.choice(len(samples), size=_DRAWS, p=samples.weight)
    draws: dict[int, Draw] = {}
    names: list[str] = []
    values: list[np.ndarray] = []
    for row in rows:
        instance, new = model.instance_from_vector(samples.vectors[row]), []
        for number, (key, host) in enumerate(hosts.items()):
            part = getattr(instance, key) if key else instance
            fit = host.fit_from(part)
            if fit.inversion is None:
                continue
            if not values:
                names += [f"{key}.{name}".lstrip(".") for name in names_of(fit, galaxies_of(part))]
            draws[number] = Conditional(fit.inversion).draw(rng, draws.get(number))
            new.append(draws[number].values)
        if not new:
            return None
        values.append(np.concatenate(new))
        if values[-1].size != len(names):
            raise exc.DataError("the number of source pixels is another at each sample")
        if len(values) == _DRAWS_OF_MANY and len(names) > _MANY:
            break
    return LinearSamples(names, np.array(values), rows[: len(values)])


def names_of(fit: Any, galaxies: dict[tuple[str, str], Any]) -> list[str]:
    """Return the name (k,) of each linear parameter of a fit, by the galaxies' paths, in the order of the solution."""
    paths = {id(galaxy): ".".join(path) for path, galaxy in galaxies.items()}
    inversion, names = fit.inversion, []
    pixelized = [paths[id(galaxy)] for _, galaxy in fit.tracer.pixelized_galaxies]
    for path, mapper in zip(pixelized, inversion.mappers, strict=True):
        names += [f"{path}.pixelization.{pixel}" for pixel in range(mapper.pixels)]
    names = [names[pixel] for pixel in inversion.kept]
    for row in inversion.light.profiles:
        held = getattr(row.galaxy, row.name)
        name = f"{paths[id(row.galaxy)]}.{row.name}"
        if isinstance(held, Basis):
            place = next(i for i, profile in enumerate(held.profile_list) if profile is row.profile)
            name = f"{name}.profile_list.{place}"
        names.append(f"{name}.intensity")
    return names
