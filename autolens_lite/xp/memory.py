"""Freed memory stays with the process, for the arrays of the next likelihood.

Left to itself the C library of Linux hands large arrays back to the system when they are freed, and the system clears
each page again at its first touch. A likelihood makes and frees 100 MB of arrays, each time of the same sizes: clearing
them takes a seventh of the time of a pixelized one and half that of a gradient.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

# From glibc's `malloc.h`: how much may lie free at the end of the heap; from what size an array has pages of its own;
# how many heaps there are. Those of threads other than the first, in which XLA works, are too small for large arrays.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_KEPT, _KEPT_BEFORE_2_35 = 2**30, 2**25  # bytes; older versions of the library take no more
# With these a user has chosen otherwise.
_VARIABLES = ("GLIBC_TUNABLES", "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")


def keep_freed() -> bool:
    """Have the C library keep up to 1 GB of freed memory, in one heap; return whether it does.

    Threads that have a heap already stay with it: call this before they start.
    """
    if not sys.platform.startswith("linux") or any(name in os.environ for name in _VARIABLES):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # not the GNU C library
        return False
    own_pages = any(mallopt(_MMAP_THRESHOLD, size) == 1 for size in (_KEPT, _KEPT_BEFORE_2_35))
    return own_pages and all(mallopt(name, value) == 1 for name, value in ((_TRIM_THRESHOLD, _KEPT), (_ARENA_MAX, 1)))


def give_back() -> None:
    """Have the C library hand the system what is free now, as after much was freed that will not be needed again."""
    with contextlib.suppress(OSError, AttributeError):  # not the GNU C library
        ctypes.CDLL(None).malloc_trim(0)
