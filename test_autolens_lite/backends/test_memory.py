"""`xp.memory`: freed memory stays with the process, unless the user has set the C library's own variables."""

import os
import platform
import subprocess
import sys

import pytest

from autolens_lite.xp import memory

# How many pages the system clears for the last of three arrays of 20 MB, each made and freed in a thread of its own.
FAULTS = """
import resource, threading
import numpy as np
from autolens_lite.xp import memory
assert memory.keep_freed()

def fill():
    np.full(2_500_000, 1.0)

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    thread = threading.Thread(target=fill)
    thread.start()
    thread.join()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

for _ in range(3):
    last = faults()
print(last)
"""

needs_glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")


@needs_glibc
def test_pages_are_used_again():
    environment = {name: value for name, value in os.environ.items() if name not in memory._VARIABLES}
    run = subprocess.run([sys.executable, "-c", FAULTS], env=environment, capture_output=True, text=True, check=True)
    assert int(run.stdout) < 100


@needs_glibc
def test_the_users_choice_holds(monkeypatch):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "100000")
    assert memory.keep_freed() is False
