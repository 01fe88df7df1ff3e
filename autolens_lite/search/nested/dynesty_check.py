"""Whether what a checkpoint holds can be a state of the search at hand: its settings, shapes and counts are looked at.

dynesty believes its own state: a queue or a number of live points of 10^9 is worked through, and live points without
their likelihoods are carried on to an answer. What the settings determine is compared with a sampler that is made anew
from them, of a likelihood that costs nothing; the rest must be numbers, of the shapes and signs that they can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from autolens_lite.search.output.checkpoint import require

# Attributes that the settings determine.
_SETTLED = (
    *("ndim", "ncdim", "nlive", "nlive0", "nlive_init", "dlv", "blob", "live_blobs", "queue_size", "bounding"),
    *("bound_update_interval", "bound_update_interval_ratio", "bound_bootstrap", "bound_enlarge", "use_pool"),
    *("first_bound_update", "first_bound_update_ncall", "first_bound_update_eff", "use_pool_evolve", "use_pool_logl"),
    *("use_pool_ptform", "use_pool_update", "use_pool_stopfn"),
)
# Of the settled ones of what proposes points; how far it has been tuned may be any.
_SETTLED_PROPOSER = ("ndim", "ncdim", "facc", "input_kwargs")
_SETTLED_STEPS = ("walks", "slices", "ncdim", "nonbounded", "periodic", "reflective")
_MOST = 10**15
_COLUMNS = ("logl", "logvol", "logwt", "logz", "logzvar", "h", "nc", "it")
_REAL = (int, float, np.integer, np.floating)
_OTHER_WAY = "it proposes points in another way"
_SUM = "the sum of its calls"


class CostFree:
    """In the place of a `Run` and its `Evaluator`, where a sampler is made for its settings alone.

    Parameters
    ----------
    model
        The model that is fitted.
    chosen
        As of the run.
    """

    size = 1

    def __init__(self, model: Any, chosen: Mapping[str, int]) -> None:
        self.model = model
        self.chosen = chosen
        self.evaluator = self

    def generator(self) -> np.random.Generator:
        """A random generator."""
        return np.random.default_rng(0)

    def transform(self, unit: np.ndarray) -> np.ndarray:
        """The parameters of a point in the unit cube."""
        return unit

    def log_likelihood(self, vector: np.ndarray) -> float:
        """A log likelihood with a peak."""
        return -float(vector @ vector)

    def map(self, function: Callable, items: Iterable) -> list:
        """Apply a function to each item."""
        return [function(item) for item in items]


def check(inner: Any, like: Any, is_part: bool = False) -> None:
    """Refuse a sampler of dynesty that cannot have come from the settings.

    Raises ValueError, TypeError or AttributeError if it cannot.

    Parameters
    ----------
    inner
        What was read: a `Sampler` or a `DynamicSampler`.
    like
        One of the same settings, made anew.
    is_part
        Whether it goes on with the record of another sampler, so that its counts are not those of its record.
    """
    require(type(inner) is type(like), "it is not the state of a sampler")
    for name in _SETTLED:
        if hasattr(like, name):
            require(_is_same(getattr(inner, name), getattr(like, name)), f"its {name} is of other settings")
    _check_live_points(inner)
    check_record(inner.saved_run)
    calls = 0 if is_part else sum(inner.saved_run["nc"])
    require(_is_count(inner.it, 1) and _is_count(inner.ncall, calls), f"its counts are not those of {_SUM}")
    require(isinstance(inner.rstate, np.random.Generator), "it has no random numbers")
    require(bool(inner.eff >= 0.0), "its efficiency is not a number")
    require(len(inner.bound_list) > 0, "it has no bounds")
    for bound in inner.bound_list:
        _check_bound(bound, inner.ncdim)
    if hasattr(like, "internal_sampler"):
        _check_proposals(inner, like)
        # A batch's first live points are drawn, and its bounds made, by calls that dynesty counts elsewhere.
        require(is_part or inner.ncall_at_last_update <= inner.ncall, f"its counts are not those of {_SUM}")


def _check_live_points(inner: Any) -> None:
    count = inner.nlive if hasattr(inner, "nlive") else inner.nlive_init
    for points in (inner.live_u, inner.live_v):
        _check_numbers(points, (count, inner.ndim), "its live points")
    require(bool(np.all((inner.live_u >= 0.0) & (inner.live_u <= 1.0))), "its live points are not in the unit cube")
    _check_numbers(inner.live_logl, (count,), "the log likelihoods of its live points")
    for indices in (inner.live_it, inner.live_bound):
        _check_numbers(indices, (count,), "the iterations of its live points", "i")


def check_record(record: Any, columns: tuple[str, ...] = _COLUMNS) -> None:
    """Refuse a record of dead points that dynesty cannot have written, by what `check` raises.

    Parameters
    ----------
    record
        A `RunRecord`.
    columns
        The numbers that it must have of each point.
    """
    count = len(record["logl"])
    for name in columns:
        values = record[name]
        # Their types first: NumPy would look into anything.
        are_numbers = all(issubclass(kind, _REAL) for kind in set(map(type, values)))
        require(len(values) == count and are_numbers, f"its record of {name} is not of numbers")
        if name in ("logl", "logvol"):
            require(bool(np.all(np.isfinite(values))), f"its record of {name} is not of numbers")
    require(all(calls >= 0 for calls in record["nc"]), "its record of nc is not of counts")
    for name in ("u", "v"):
        shapes = {getattr(point, "shape", None) for point in record[name]}
        require(len(record[name]) == count and len(shapes) <= 1, f"its record of {name} is not of points")


def _check_proposals(inner: Any, like: Any) -> None:
    """What proposes new points, and those that are proposed already."""
    from dynesty.bounding import UnitCube
    from dynesty.internal_samplers import UnitCubeSampler

    is_first = inner.unit_cube_sampling is True
    require(is_first or inner.unit_cube_sampling is False, "it does not know how it samples")
    if is_first:
        require(type(inner.internal_sampler) is UnitCubeSampler, _OTHER_WAY)
        require(type(inner.bound) is UnitCube, "it has bounds of another kind")
    for proposer in (inner.sampling, inner.internal_sampler_next, *(() if is_first else (inner.internal_sampler,))):
        require(type(proposer) is type(like.sampling), _OTHER_WAY)
        for name in _SETTLED_PROPOSER:
            if hasattr(like.sampling, name):
                require(_is_same(getattr(proposer, name), getattr(like.sampling, name)), _OTHER_WAY)
        for name in _SETTLED_STEPS:
            step = proposer.sampler_kwargs.get(name)
            require(_is_same(step, like.sampling.sampler_kwargs.get(name)), _OTHER_WAY)
        require(0.0 < proposer.scale < np.inf, "the scale of its proposals is not a number")
    require(_is_count(inner.nbound, 1) and _is_count(inner.ncall_at_last_update, 0), "its counts of bounds are wrong")
    for bound in (inner.bound_next, *(() if is_first else (inner.bound,))):
        require(type(bound) is type(like.bound_next), "it has bounds of another kind")
        _check_bound(bound, inner.ncdim)
    require(
        isinstance(inner.queue, list) and len(inner.queue) == inner.nqueue <= inner.queue_size, "its queue is wrong"
    )
    for proposed in inner.queue:
        for point in (proposed.u, proposed.v):
            _check_numbers(point, (inner.ndim,), "the points in its queue")
        require(
            _is_count(proposed.ncalls, 0) and not np.isnan(float(proposed.logl)), "the points in its queue are wrong"
        )


def _check_bound(bound: Any, dimensions: int) -> None:
    from dynesty.bounding import Bound, Ellipsoid

    require(isinstance(bound, Bound) and bound.ndim == dimensions, f"its bounds are not of {dimensions} parameters")
    for values in vars(bound).values():
        require(not isinstance(values, np.ndarray) or bool(np.all(np.isfinite(values))), "its bounds are not numbers")
    parts = vars(bound).get("ells", [])
    require(len(parts) == vars(bound).get("nells", 0), "its bounds are not all there")
    for part in parts:
        require(type(part) is Ellipsoid, "its bounds are not ellipsoids")
        _check_bound(part, dimensions)


def _check_numbers(array: Any, shape: tuple[int, ...], what: str, kind: str = "f") -> None:
    is_right = isinstance(array, np.ndarray) and array.shape == shape and array.dtype.kind == kind
    require(is_right and bool(np.all(np.isfinite(array))), f"{what} are not numbers of shape {shape}")


def _is_count(value: Any, least: int) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(least <= value <= _MOST)


def _is_same(value: Any, settled: Any) -> bool:
    return type(value) is type(settled) and bool(value == settled)
