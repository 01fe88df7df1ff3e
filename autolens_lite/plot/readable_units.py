"""Numbers of a readable size: the prefix that suits an array, and the text of its colour bar."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_PREFIXES = {1.0: "", 1.0e-3: "m", 1.0e-6: r"$\mu$", 1.0e-9: "n"}


def prefixed(values: Any, unit: str) -> tuple[float, str]:
    """Return the factor to multiply `values` by, and `unit` with the prefix that this takes.

    The largest absolute value then lies between 1 and 1000 where a prefix from nano to none can do that. A number
    without a unit (an empty string) keeps its size.
    """
    largest = float(np.max(np.abs(np.where(np.isfinite(values), values, 0.0)), initial=0.0))
    if not unit or largest == 0.0:
        return 1.0, unit
    size = min(max(10.0 ** (3.0 * math.floor(math.log10(largest) / 3.0)), 1.0e-9), 1.0)
    nearest = min(_PREFIXES, key=lambda prefix: abs(math.log10(prefix / size)))
    return 1.0 / nearest, _PREFIXES[nearest] + unit


def scaled(values: Any, unit: str) -> tuple[float, str]:
    """Return the factor to multiply `values` by, and the unit that this takes, whatever kind of unit it is.

    A symbol, such as Jy, takes a prefix; of other units, such as counts per second, a power of ten is written in front
    where values are below 0.01 or above 10,000.
    """
    if unit.isalpha():
        return prefixed(values, unit)
    largest = float(np.max(np.abs(np.where(np.isfinite(values), values, 0.0)), initial=0.0))
    if largest == 0.0 or 0.01 <= largest < 1.0e4:
        return 1.0, unit
    power = math.floor(math.log10(largest))
    return 10.0**-power, f"$10^{{{power}}}$ {unit}".rstrip()
