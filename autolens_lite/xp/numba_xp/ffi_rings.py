"""Integrals over the rings of stellar masses (`rings`, `gaussian`) as custom calls of XLA; see `ffi`."""

from __future__ import annotations

from typing import Any

from autolens_lite.xp.numba_xp.ffi_frame import ARGUMENTS, RESULTS, flat, is_query, rows
from autolens_lite.xp.numba_xp.gaussian import gaussian_slopes, gaussian_values
from autolens_lite.xp.numba_xp.jit import handler
from autolens_lite.xp.numba_xp.rings import disc_slopes, disc_values, ring_slopes, ring_values


@handler
def _ring_sum(frame):
    if not is_query(frame):
        ring_values(
            flat(frame, ARGUMENTS, 0),
            flat(frame, ARGUMENTS, 1),
            flat(frame, ARGUMENTS, 2),
            flat(frame, ARGUMENTS, 3),
            flat(frame, ARGUMENTS, 4),
            flat(frame, ARGUMENTS, 5),
            flat(frame, ARGUMENTS, 6),
            flat(frame, RESULTS, 0),
            flat(frame, RESULTS, 1),
        )
    return 0


@handler
def _ring_slopes(frame):
    if not is_query(frame):
        ring_slopes(
            flat(frame, ARGUMENTS, 0),
            flat(frame, ARGUMENTS, 1),
            flat(frame, ARGUMENTS, 2),
            flat(frame, ARGUMENTS, 3),
            flat(frame, ARGUMENTS, 4),
            flat(frame, ARGUMENTS, 5),
            flat(frame, ARGUMENTS, 6),
            rows(frame, RESULTS, 0),
        )
    return 0


@handler
def _disc_sum(frame):
    if not is_query(frame):
        disc_values(
            flat(frame, ARGUMENTS, 0),
            flat(frame, ARGUMENTS, 1),
            flat(frame, ARGUMENTS, 2),
            flat(frame, ARGUMENTS, 3),
            flat(frame, RESULTS, 0),
        )
    return 0


@handler
def _disc_slopes(frame):
    if not is_query(frame):
        disc_slopes(
            flat(frame, ARGUMENTS, 0),
            flat(frame, ARGUMENTS, 1),
            flat(frame, ARGUMENTS, 2),
            flat(frame, ARGUMENTS, 3),
            rows(frame, RESULTS, 0),
        )
    return 0


@handler
def _gaussian_angular(frame):
    if not is_query(frame):
        gaussian_values(
            flat(frame, ARGUMENTS, 0),
            flat(frame, ARGUMENTS, 1),
            flat(frame, ARGUMENTS, 2),
            flat(frame, RESULTS, 0),
            flat(frame, RESULTS, 1),
        )
    return 0


@handler
def _gaussian_slopes(frame):
    if not is_query(frame):
        gaussian_slopes(
            flat(frame, ARGUMENTS, 0), flat(frame, ARGUMENTS, 1), flat(frame, ARGUMENTS, 2), rows(frame, RESULTS, 0)
        )
    return 0


HANDLERS: dict[str, Any] = {
    "ring_sum": _ring_sum,
    "ring_slopes": _ring_slopes,
    "disc_sum": _disc_sum,
    "disc_slopes": _disc_slopes,
    "gaussian_angular": _gaussian_angular,
    "gaussian_slopes": _gaussian_slopes,
}
