"""Whether what a checkpoint holds can be a state of nautilus.

nautilus believes its own state: it draws for ever where no point can lie within a bound, and carries what is not a
number on to an answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from nautilus.bounds import UnitCube

from autolens_lite.search.output.checkpoint import require

_MOST = 10**15
# By how much a matrix times its inverse may differ from unity, for thin ellipsoids.
_INVERSE = 1e-2
# Of the points of a shell, which are within its bound but for rounding on another machine.
_WITHIN = 0.5


def check(sampler: Any) -> None:
    """Refuse a sampler that nautilus cannot have come to.

    Raises ValueError if it cannot.
    """
    counts = (sampler.n_like, sampler.n_update_iter, sampler.n_like_iter)
    require(sampler.n_like >= 0 and max(map(abs, counts)) <= _MOST, "its counts of likelihoods are wrong")
    require(sampler.reference is None or np.isfinite(sampler.reference), "its likelihoods are relative to no number")
    for points in (*sampler.points, sampler.points_t):
        require(_is_in_cube(points), "its points are not in the unit cube")
    for values in (*sampler.log_l, sampler.log_l_t, sampler.shell_log_l_min, sampler.shell_log_v):
        require(bool(np.all(values < np.inf)), "its log likelihoods are not numbers")
    waiting = sampler.shell_t
    require(bool(np.all((waiting >= -1) & (waiting < len(sampler.bounds)))), "its points are of no shell")
    _check_shells(sampler)
    with np.errstate(all="ignore"):
        for bound, points in zip(sampler.bounds, sampler.points, strict=True):
            if not isinstance(bound, UnitCube):
                _check_bound(bound, points)


def _check_shells(sampler: Any) -> None:
    lengths = np.array([len(points) for points in sampler.points])
    explored = sampler.shell_end_exp if sampler.explored else np.zeros_like(lengths)
    drawn = sampler.shell_n_sample_exp if sampler.explored else np.zeros_like(lengths)
    for part, whole in ((explored, lengths), (drawn, sampler.shell_n_sample), (sampler.shell_n, lengths)):
        require(bool(np.all((part >= 0) & (part <= whole) & (whole <= _MOST))), "its shells have other counts")
    used = sampler.shell_n > 0
    effective = sampler.shell_n_eff
    is_counted = (effective >= 0.0) & (effective <= 1.001 * np.maximum(lengths, 1))
    is_number = ~used | ((sampler.shell_log_l < np.inf) & np.isfinite(sampler.shell_log_v))
    require(bool(np.all(is_counted & is_number)), "the sums of its shells are not numbers")


def _check_bound(bound: Any, points: np.ndarray) -> None:
    union = bound.outer_bound
    require(bool(np.all(np.isfinite(union.log_v_all))), "the volumes of its bounds are not numbers")
    for whole, rejected in ((bound.n_sample, bound.n_reject), (union.n_sample, union.n_reject)):
        require(0 <= rejected <= whole <= _MOST, "its bounds have other counts")
    require(_is_in_cube(bound.points) and _is_in_cube(union.points), "its points are not in the unit cube")
    ellipsoids = [mixture.ellipsoid for mixture in union.bounds if mixture.ellipsoid is not None]
    for ellipsoid in (*ellipsoids, *(part.outer_bound for part in bound.neural_bounds)):
        require(_are_finite([ellipsoid.c, ellipsoid.A, ellipsoid.B, ellipsoid.B_inv]), "its bounds are not numbers")
        unity = ellipsoid.B @ ellipsoid.B_inv
        require(bool(np.all(np.abs(unity - np.eye(len(unity))) < _INVERSE)), "its bounds are not ellipsoids")
    for part in bound.neural_bounds:
        numbers = [part.score_predict_min]
        if part.emulator is not None:
            networks = part.emulator
            numbers += [networks.mean, 1.0 / networks.scale, *networks.weights, *networks.biases]
        require(_are_finite(numbers), "its networks are not numbers")
    if len(points):
        within = min(np.mean(bound.contains(points)), np.mean(union.contains(points)))
        require(bool(within >= _WITHIN), "its points are not within its bounds")


def _is_in_cube(points: np.ndarray) -> bool:
    return bool(np.all((points >= 0.0) & (points <= 1.0)))


def _are_finite(arrays: Iterable[Any]) -> bool:
    return all(np.all(np.isfinite(array)) for array in arrays)
