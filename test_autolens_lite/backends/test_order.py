"""Sorting: as NumPy's stable sort has it."""

from __future__ import annotations

import numpy as np
import pytest

from autolens_lite.xp.numba_xp import order

ascending = order.ascending.separate


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 100, 1025])
@pytest.mark.parametrize("different", [1, 5, 10**6])
def test_equals_the_stable_sort_of_numpy(size: int, different: int) -> None:
    values = np.random.default_rng(size).integers(-different, different, size).astype(float)
    np.testing.assert_array_equal(ascending(values), np.argsort(values, kind="stable"))
