"""Several modes of one posterior: which maxima are modes of their own, and their samples weighed by their evidences."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np

from autolens_lite.guide.sampled import Mode
from autolens_lite.guide.split import Split
from autolens_lite.model.tree import class_of, slots_of, values_of
from autolens_lite.result import Samples
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum, maximum_from
from autolens_lite.search.gradient.squares_posterior import SquaresPosterior

# A maximum lower than this in the log posterior is not looked at: what a posterior of equal width has there is a part
# of 6e-6; and so many beside the highest are, at most.
_RIVAL, _MOST = 12.0, 3
# Two maxima are one if they are closer than so many widths, for the root of each parameter, of both.
_APART = 2.0
# Degrees of freedom of the densities that divide the space between modes.
_FREEDOM = 12.0
# Fractions at which priors are compared.
_FRACTIONS = (0.05, 0.3, 0.5, 0.9)


def rivals_of(posterior: SquaresPosterior, highest: Maximum, vectors: np.ndarray, parts: Split | None) -> list[Maximum]:
    """Return further maxima that are modes of their own, and not much lower than the highest, at the ends of climbs.

    What differs from a mode in nothing but which of two like profiles of a galaxy is called which is that mode.

    Parameters
    ----------
    posterior
        Of which they are maxima.
    highest
        The mode that is known.
    vectors : (n, p) float
        Where climbs have ended.
    parts
        The model taken apart, if that is known.
    """
    found = [highest]
    points = np.clip(posterior.scaled_from(vectors), posterior.lower, posterior.upper)
    costs = np.array([posterior.cost(point) for point in points])
    for index in np.argsort(costs, kind="stable"):
        if len(found) > _MOST or not costs[index] < _RIVAL - highest.height:
            break
        if all(_are_apart(posterior, mode, points[index], parts) for mode in found):
            other = maximum_from(posterior, points[index], gauss_newton=posterior.gauss_newton)
            is_rival = other.height > highest.height - _RIVAL and other.is_definite
            if is_rival and all(
                _are_apart(posterior, mode, other.point, parts) and _are_apart(posterior, other, mode.point, parts)
                for mode in found
            ):
                found.append(other)
    return found[1:]


def _are_apart(posterior: SquaresPosterior, mode: Maximum, point: np.ndarray, parts: Split | None) -> bool:
    """Whether a point, and each of its other names, is far from a mode in the widths of it."""
    laplace, limit = Laplace(mode), _APART * math.sqrt(mode.point.size)
    points = (
        [point] if parts is None else posterior.scaled_from(relabelled(parts, posterior.vectors_from(point[None])[0]))
    )
    return all(float(np.linalg.norm(laplace.whitened_from(other[None])[0])) > limit for other in points)


def relabelled(parts: Split, vector: np.ndarray) -> np.ndarray:
    """Return vectors (n, p): one (p,), and it with like profiles of a galaxy in each other's place."""
    orders = [vector]
    for one, other in _alike(parts):
        orders += [_swapped(each, one, other) for each in orders]
    return np.array(orders)


def _alike(parts: Split) -> Iterator[tuple[list[int], list[int]]]:
    """The parameters of profiles of one galaxy and role that differ in their names alone; of whole sets in a basis."""
    model = parts.whole.model
    layout = model.layout
    priors = np.array([layout.values_at(fraction) for fraction in _FRACTIONS]).T
    profiles: dict[Any, dict[Any, int]] = {}
    for place in parts.places:
        profiles.setdefault((place.galaxy, place.role, place.profile), {})[place.argument, place.element] = place.index
    pairs = set()
    for (first, one), (second, other) in itertools.combinations(profiles.items(), 2):
        if first[:2] == second[:2] and one.keys() == other.keys():
            # what the two share, such as a centre, stays where it is
            own = [key for key in one if one[key] != other[key]]
            pairs.add((tuple(one[key] for key in own), tuple(other[key] for key in own)))
    described = _descriptions(model)
    for first_own, second_own in sorted(pairs):
        is_exchange = first_own and not set(first_own) & set(second_own)
        if is_exchange and np.array_equal(priors[list(first_own)], priors[list(second_own)]):
            exchanged = dict(zip((*first_own, *second_own), (*second_own, *first_own), strict=True))
            if _counted(described, exchanged) == _counted(described, {}):
                yield list(first_own), list(second_own)


def _descriptions(model: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Each component of a model: its galaxy and class, and its arguments, of which the free ones are indices."""
    index = model.layout.index
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for slot in slots_of(model):
        is_free = slot.value in index if isinstance(slot.value, Hashable) else False
        value = ("free", index[slot.value]) if is_free else ("fixed", str(slot.value))
        found.setdefault(slot.path[:-1], {})[slot.path[-1]] = value
    return [((path[:2], _class_at(model, path)), arguments) for path, arguments in found.items()]


def _class_at(model: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        model = values_of(model)[name]
    return class_of(model)


def _counted(described: list[tuple[Any, dict[str, Any]]], exchanged: dict[int, int]) -> Counter[Any]:
    """How often there is each component, once parameters are exchanged."""
    return Counter(
        (kind, frozenset((name, what, exchanged.get(value, value)) for name, (what, value) in arguments.items()))
        for kind, arguments in described
    )


def _swapped(vector: np.ndarray, one: list[int], other: list[int]) -> np.ndarray:
    new = vector.copy()
    new[one], new[other] = vector[other], vector[one]
    return new


def joined(posterior: SquaresPosterior, modes: Sequence[Mode]) -> tuple[Samples, np.ndarray]:
    """Return the samples of all modes, weighed by their evidences, and the share (m,) that each mode has.

    Each mode keeps the samples that are nearer to it than to the others, by the densities about their maxima; what it
    loses its evidence loses too, so that nothing counts twice where modes meet.
    """
    densities = [Laplace(mode.maximum, _FREEDOM) for mode in modes]
    kept, logs = [], []
    for number, mode in enumerate(modes):
        points = posterior.scaled_from(mode.samples.vectors)
        nearest = np.argmax([density.log_densities(points) for density in densities], axis=0)
        inside = nearest == number
        share = float(mode.samples.weight[inside].sum())
        kept.append(inside & (mode.samples.weight > 0.0))
        logs.append(mode.log_evidence + math.log(share) if share > 0.0 else -math.inf)
    total = float(np.logaddexp.reduce(logs))
    shares = np.exp(np.array(logs) - total)
    weights = [
        share * np.where(inside, mode.samples.weight, 0.0) / max(float(mode.samples.weight[inside].sum()), 1e-300)
        for share, inside, mode in zip(shares, kept, modes, strict=True)
    ]
    sizes = np.array([mode.samples.effective_sample_size for mode in modes])
    is_known = all(mode.samples.log_evidence is not None for mode in modes)
    error = math.sqrt(float(np.sum(shares**2 * np.square([mode.log_evidence_error for mode in modes]))))
    first = modes[0].samples
    samples = Samples(
        first.parameter_names,
        np.concatenate([mode.samples.vectors for mode in modes]),
        np.concatenate([mode.samples.log_likelihood for mode in modes]),
        np.concatenate([mode.samples.log_prior for mode in modes]),
        np.concatenate(weights),
        log_evidence=total if is_known else None,
        log_evidence_error=error if is_known else None,
        effective_sample_size=1.0 / float(np.sum(shares**2 / sizes)),
    )
    return samples, shares
