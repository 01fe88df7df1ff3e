"""The `jax` backend: jit, gradients, vmap, accelerators. Importing it sets double precision.

Beside a kernel `name` its file may have two other forms of it:

- `name_native`, in plain JAX, where the kernel is a Numba kernel on CPUs: what runs on accelerators;
- `name_forwards`, what residuals are differentiated through, which is done forwards (`forward`).
"""

from typing import Any

import jax

from autolens_lite.xp import memory
from autolens_lite.xp.jax_xp import cache, devices, forward, indexed
from autolens_lite.xp.loading import files_of

devices.require_device()
memory.keep_freed()
# Set here and not left to the order of imports: without it everything would be float32, silently.
jax.config.update("jax_enable_x64", True)
cache.enable()

from autolens_lite.xp.jax_xp.array import *  # noqa: E402, F403
from autolens_lite.xp.jax_xp.backend_functions import *  # noqa: E402, F403

NAME = "jax"
segment_sum = forward.either(segment_sum, indexed.summed)  # noqa: F405
take = forward.either(take, indexed.take_either_way)  # noqa: F405

# The forms for accelerators, by the kernel's name: tests run them anywhere.
NATIVE_FORMS: dict[str, Any] = {}

for _file, _names in files_of(__name__):
    for _name in _names:
        _kernel, _native, _forwards = (vars(_file).get(_name + suffix) for suffix in ("", "_native", "_forwards"))
        if _native is not None:
            NATIVE_FORMS[_name] = _native
        globals()[_name] = _kernel if _forwards is None else forward.either(_kernel, _forwards)
