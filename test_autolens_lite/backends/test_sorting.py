"""Sorting: as NumPy's stable sort has it."""

from __future__ import annotations

import numpy as np
import pytest

from autolens_lite.xp.numba_xp.meshes import sorting

ascending = sorting.ascending.from_python


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 100, 1025])
@pytest.mark.parametrize("different", [1, 5, 10**6])
def test_equals_the_stable_sort_of_numpy(size: int, different: int) -> None:
    values = np.random.default_rng(size).integers(-different, different, size).astype(float)
    np.testing.assert_array_equal(ascending(values), np.argsort(values, kind="stable"))


def test_protected_and_strided_arrays_are_not_compiled_for() -> None:
    values = np.random.default_rng(1).normal(size=(9, 2))
    ascending(values[:, 0].copy())
    protected = values[:, 1].copy()
    protected.flags.writeable = False
    for column, array in ((0, values[:, 0]), (1, protected)):
        np.testing.assert_array_equal(ascending(array), np.argsort(values[:, column]))
    assert len(ascending._dispatcher.overloads) == 1
    assert not protected.flags.writeable
