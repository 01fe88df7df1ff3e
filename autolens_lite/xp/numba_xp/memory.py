"""Freed memory stays with the process, for the arrays of the next likelihood.

Left to itself the C library of Linux hands what is freed back to the system, and the system clears each page again at
its first touch. A pixelized likelihood makes and frees some 100 MB of arrays: a seventh of its time.
"""

from __future__ import annotations

import ctypes
import os
import sys

# From `malloc.h`: how much may lie free at the end of the heap, and from what size an array has pages of its own.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_KEPT = 2**28  # bytes
_LARGEST = 2**26
# By these users set the same, which then holds.
_VARIABLES = ("GLIBC_TUNABLES", "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_")


def keep_freed() -> bool:
    """Have the C library keep up to 256 MB of freed memory; return whether it does."""
    if not sys.platform.startswith("linux") or any(name in os.environ for name in _VARIABLES):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # not the GNU C library
        return False
    # Setting one stops the library from adapting the other.
    return bool(mallopt(_TRIM_THRESHOLD, _KEPT)) and bool(mallopt(_MMAP_THRESHOLD, _LARGEST))
