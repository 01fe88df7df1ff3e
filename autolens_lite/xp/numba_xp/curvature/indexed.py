"""Tables read at many indices, and sums of values with equal indices: each the other's transpose; many at once."""

from __future__ import annotations

from autolens_lite.xp.numba_xp.ffi.custom_calls import custom_call
from autolens_lite.xp.numba_xp.jit import compiled


@custom_call("taken", "matrix integers -> matrix")
@compiled
def fill_taken(tables, indices, result):
    """Put the elements of tables (n, S) at the indices (N,), zero for those outside, into `result` (n, N)."""
    for row in range(tables.shape[0]):
        table, found = tables[row], result[row]
        for i in range(indices.size):
            index = indices[i]
            found[i] = table[index] if 0 <= index < table.size else 0.0


@custom_call("summed", "matrix integers -> matrix")
@compiled
def fill_summed(values, indices, result):
    """Put the sums of values (n, N) of equal indices (N,), without those outside, into `result` (n, S)."""
    result[:] = 0.0
    for row in range(values.shape[0]):
        value, total = values[row], result[row]
        for i in range(indices.size):
            index = indices[i]
            if 0 <= index < total.size:
                total[index] += value[i]
