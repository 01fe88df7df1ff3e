"""Rows of lenstronomy's table: shapelets. Its models are whole sets; one shapelet is a set with one amplitude."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.profile.conversion.lenstronomy_shape import centre_of, our_centre_from
from autolens_lite.profile.conversion.table import Given, Parameters, Row, light_names


def _set(profile: Any, order: int, index: int, amplitude: Any, count: int) -> Parameters:
    amplitudes = np.zeros(count)
    amplitudes[index] = amplitude
    return {"amp": amplitudes, "n_max": order, "beta": profile.beta, **centre_of(profile)}


def _one_of(given: Given) -> tuple[int, Any]:
    """Return the index and the value of the one amplitude of a set that is not 0."""
    amplitudes = np.asarray(given["amp"])
    (used,) = np.nonzero(amplitudes)
    if len(used) != 1:
        raise exc.ParameterError(
            f"The set has {len(used)} amplitudes that are not 0, but a shapelet here is one of them. Pass sets with "
            f"one, and add the profiles."
        )
    given.get("n_max")
    return int(used[0]), float(amplitudes[used[0]])


def _our_set(given: Given) -> Parameters:
    return {**our_centre_from(given), "beta": given["beta"]}


# --- Cartesian: amplitudes in the order (0, 0), (1, 0), (0, 1), (2, 0), ... of (n_x, n_y), without our 1 / beta


def _cartesian(profile: Any) -> Parameters:
    order = profile.n_x + profile.n_y
    first = order * (order + 1) // 2
    return _set(profile, order, first + profile.n_y, profile.intensity / profile.beta, first + order + 1)


def _our_cartesian(given: Given) -> Parameters:
    index, amplitude = _one_of(given)
    order = int((np.sqrt(8 * index + 1) - 1) // 2)
    n_y = index - order * (order + 1) // 2
    return {**_our_set(given), "n_y": n_y, "n_x": order - n_y, "intensity": amplitude * given["beta"]}


# --- polar: of each order the cosine and the sine of each m, in ascending m. Our m is negative for a cosine.


def _polar(profile: Any) -> Parameters:
    n, m = profile.n, abs(profile.m)
    first = n * (n + 1) // 2
    index = first + max(m - 1, 0) + (profile.m > 0)
    return _set(profile, n, index, profile.intensity, first + n + 1)


def _our_polar(given: Given) -> Parameters:
    index, amplitude = _one_of(given)
    n = int((np.sqrt(8 * index + 1) - 1) // 2)
    place = index - n * (n + 1) // 2
    # among m = n, n - 2, ... each but 0 has a cosine and a sine
    sine = place > 0 and (place + n) % 2 == 0
    m = place if sine else -(place + 1)
    return {**_our_set(given), "n": n, "m": m if place or n % 2 else 0, "intensity": amplitude}


def _exponential(profile: Any) -> Parameters:
    n, m = profile.n, abs(profile.m)
    return _set(profile, n, n * n + 2 * m - (profile.m > 0), profile.intensity, (n + 1) ** 2)


def _our_exponential(given: Given) -> Parameters:
    index, amplitude = _one_of(given)
    n = int(np.sqrt(index))
    place = index - n * n
    m = (place + 1) // 2
    return {**_our_set(given), "n": n, "m": m if place % 2 else -m, "intensity": amplitude}


ROWS = (
    Row(light_names("ShapeletCartesianSph"), "SHAPELETS", _cartesian, _our_cartesian),
    Row(light_names("ShapeletPolarSph"), "SHAPELETS_POLAR", _polar, _our_polar),
    Row(light_names("ShapeletExponentialSph"), "SHAPELETS_POLAR_EXP", _exponential, _our_exponential),
)
