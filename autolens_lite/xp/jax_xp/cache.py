"""jax's persistent compilation cache: a second run starts in a second instead of compiling anew."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import jax

# Seconds of compilation from which a program is kept: a value takes half a second, single operations hundredths.
_LEAST = 0.2
_LEAST_VARIABLE = "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"


def enable() -> None:
    """Point jax to a folder in the user's cache, unless the user chose one or it cannot be written."""
    if jax.config.jax_compilation_cache_dir is not None:  # type: ignore[attr-defined]
        return
    try:
        caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = caches / "autolens_lite" / "jax" / _processor()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no folder, or no home to have one in
        return
    if os.access(folder, os.W_OK):
        jax.config.update("jax_compilation_cache_dir", str(folder))
        if _LEAST_VARIABLE not in os.environ:
            jax.config.update("jax_persistent_cache_min_compile_time_secs", _LEAST)


def _processor() -> str:
    """A name for the kind of processor: nodes of a cluster share a home but not an instruction set."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return f"{binding.get_host_cpu_name()}-{hashlib.sha256(features.encode()).hexdigest()[:8]}"
