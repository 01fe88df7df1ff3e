"""Every kernel of the backends: what it means, its oracle in plain NumPy, example inputs, tolerance, what it derives.

Tests are generated from `KERNELS` (`test_autolens_lite/backends`): each backend has each kernel under the same name
with the same arguments; it agrees with the oracle on every example; derivatives agree with finite differences; jit and
vmap change nothing. `docs/adding_a_kernel.md` says how to add one.

An oracle is the definition, written for clarity: dense, slow, obviously right.
"""

from __future__ import annotations

from autolens_lite.xp.contract import compact_kernels, curvature, fields, meshes, solve, transforms
from autolens_lite.xp.contract.kernel import KERNELS, Kernel

__all__ = ["KERNELS", "Kernel"]
