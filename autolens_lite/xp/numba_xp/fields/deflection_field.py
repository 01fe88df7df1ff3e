"""Deflection fields: what their kernels have in common, and how NumPy calls them.

A field is two compiled loops over points, `values(y, x, parameters, out)` and `slopes(y, x, parameters, out)`. The rows
of `out` are alpha_y and alpha_x, and for slopes also the derivatives of alpha_y by y, of alpha_x by y (and alpha_y by
x: there is no curl), of alpha_x by x, and of both by each parameter. jax calls them through `ffi`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def evaluated(values: Callable[..., None], y: Any, x: Any, *parameters: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return (alpha_y, alpha_x) of points of any shape."""
    y, x = np.broadcast_arrays(np.asarray(y, np.float64), np.asarray(x, np.float64))
    out = np.empty((2, *y.shape))
    values(y.ravel(), x.ravel(), np.array(parameters, dtype=np.float64), out.reshape(2, -1))
    return out[0], out[1]
