"""Compiled programs: likelihoods of one form share one, few live at once, and a batch takes no more memory than is set.

A program has every datum as an argument, so a second lens of the same shapes asks for the very same program, and finds
it here, in this process, or on disk (`cache.py`), in another.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import math
import threading
import weakref
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from autolens_lite import check, config
from autolens_lite.xp import memory
from autolens_lite.xp.jax_xp.devices import require_compiling
from autolens_lite.xp.jax_xp.precision import require_double
from autolens_lite.xp.traced import is_traced

MOST = 48
"""How many programs of likelihoods live at once; the one that was used longest ago goes first."""

MOST_IDLE = 9
"""How many of them may be of likelihoods that are gone: those of the last three lenses, in case that the next is like
one of them."""

MOST_OPERATIONS = 256
"""How many other programs live at once: jax makes one for each operation on arrays of a shape, 1.5 MB each, and keeps
4,096 of them. Above this number jax's caches are cleared when a likelihood is compiled or a dataset set up."""


class _Shared:
    """A compiled program, and who uses it."""

    __slots__ = ("compiled", "last_use", "owners")

    def __init__(self, compiled: Any) -> None:
        self.compiled = compiled
        self.last_use = 0
        self.owners: weakref.WeakSet[Program] = weakref.WeakSet()


_live: dict[Any, _Shared] = {}
_lock = threading.RLock()
_clock = itertools.count(1)


class Program:
    """A function of (vector, data), compiled as a whole at the first call with a vector of some shape.

    `function` is of arrays. All calls have data of the same shapes.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        # All arguments are kept, so that two programs of one text take the same ones.
        self._function = jax.jit(function, keep_unused=True)
        self._shared: dict[tuple[int, ...], _Shared] = {}

    def __call__(self, vector: Any, data: Any) -> Any:
        return self._program_for(vector, data)(vector, data)

    def memory_of(self, vector: Any, data: Any) -> int:
        """The bytes that a call takes beside its arguments, as far as the compiler knows."""
        analysis = self._program_for(vector, data).memory_analysis()
        return 0 if analysis is None else analysis.temp_size_in_bytes + analysis.output_size_in_bytes

    def _program_for(self, vector: Any, data: Any) -> Any:
        """What is compiled for a vector of this shape, traced at most once while it lives."""
        require_double()
        shared = self._shared.get(vector.shape)
        compiled = None if shared is None else shared.compiled
        if shared is None or compiled is None:
            shared = self._shared[vector.shape] = self._found_or_made(vector, data)
            compiled = shared.compiled
        shared.last_use = next(_clock)
        return compiled

    def _found_or_made(self, vector: Any, data: Any) -> _Shared:
        """The program for a vector of this shape: one that is there already, or a new one."""
        require_double()
        require_compiling()
        lowered = self._function.lower(vector, data)
        key = _key_of(lowered, len(jax.tree.leaves((vector, data))))
        with _lock:
            shared = _live.get(key)
            if shared is None:
                tidy()
                shared = _live[key] = _Shared(lowered.compile())
            shared.owners.add(self)
            shared.last_use = next(_clock)
            _drop_some()
            return shared


def _key_of(lowered: Any, leaves: int) -> Any:
    """What two programs that do the same have in common: their text, which is not kept."""
    text = lowered.as_text()
    # Values that the function closes over are in the text, unless jax makes them arguments of their own.
    start = text.index("@main(")
    alike = text.count("%arg", start, text.index(" -> ", start)) == leaves
    # A function of Python that a program calls back has no more than a number there.
    if not alike or "callback" in text:
        return object()
    return hashlib.sha256(text.encode()).hexdigest(), lowered.in_tree, lowered.out_tree


class Batch:
    """A function of (vectors (n, p), data) that gives `function(vector, data)` of each vector, (n,).

    So many vectors are computed at once as `config.general("batch_memory")` GB allow, by the compiler's own account.

    `function` is of one vector.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._program = Program(jax.vmap(function, in_axes=(0, None)))
        self._sizes: dict[int, int] = {}

    def __call__(self, vectors: Any, data: Any) -> Any:
        total = len(vectors)
        size = self._size_for(vectors, data)
        if size >= total:
            return self._program(vectors, data)
        # The last part is filled up, so that all are of the one size for which there is a program.
        rows = np.minimum(np.arange(size * math.ceil(total / size)), total - 1).reshape(-1, size)
        return np.concatenate([np.asarray(self._program(vectors[part], data)) for part in rows])[:total]

    def memory_of(self, vectors: Any, data: Any) -> int:
        """The bytes that so many vectors at once take beside the data, as far as the compiler knows."""
        return self._program.memory_of(vectors, data)

    def _size_for(self, vectors: Any, data: Any) -> int:
        total = len(vectors)
        size = self._sizes.get(total)
        if size is None:
            size = size_within(total, lambda n: self.memory_of(vectors[:n], data))
            self._sizes[total] = size
        return size


def size_within(total: int, taken_by: Callable[[int], int]) -> int:
    """How many of `total` to compute at once, where so many take `taken_by(number)` bytes: one at least.

    Raises ParameterError if the limit that is set is not a positive number.
    """
    size, limit = total, memory_limit()
    while size > 1 and (taken := taken_by(size)) > limit:
        # parts of about one size, at least one more of them than before, and smaller: of five, three parts and four
        # both have a part of two
        parts = max(math.ceil(total * taken / (limit * size)), math.ceil(total / size) + 1)
        size = min(math.ceil(total / parts), size - 1)
    return size


def memory_limit() -> float:
    """The bytes that a batch may take at once.

    Raises ParameterError if the setting is not a positive number.
    """
    limit = config.general("batch_memory")
    check.positive("batch_memory in general.yaml", limit)
    return 1e9 * limit


def tidy() -> None:
    """Clear jax's caches where they hold too many programs; those of likelihoods in use stay."""
    too_many = len(jax.local_devices()[0].client.live_executables()) > MOST_OPERATIONS + len(_live)
    # While a function is traced its parts are in those caches; all that is computed then is a tracer.
    if too_many and not is_traced(jnp.negative(0.0)):
        jax.clear_caches()
        gc.collect()
        memory.give_back()


def _drop_some() -> None:
    """Forget what was used longest ago, above the limits."""
    by_age = sorted(_live, key=lambda key: _live[key].last_use)
    idle = [key for key in by_age if not _live[key].owners]
    dropped = set(idle[: max(len(idle) - MOST_IDLE, 0)])
    dropped.update([key for key in by_age if key not in dropped][: max(len(_live) - len(dropped) - MOST, 0)])
    for key in dropped:
        _live.pop(key).compiled = None
