"""What a handler answers when XLA asks for its version, as jaxlibs of all versions do at registration."""

import ctypes

import numpy as np
import pytest

from autolens_lite.xp.numba_xp.ffi import custom_calls

OURS, EARLIEST = 0x7_0000_0000, 0x1_0000_0000  # minor version in the upper half, major in the lower


def address_of(words):
    return words.ctypes.data


@pytest.mark.parametrize(("names_its_interface", "version"), [(True, OURS), (False, EARLIEST)])
def test_version(names_its_interface, version):
    metadata = np.full(8, -1)
    extension = np.array([32, 1, 0, address_of(metadata)])
    interface = np.array([80, 0, 24, 0, OURS])
    frame = np.zeros(22, np.int64)
    frame[1] = address_of(extension)
    frame[2] = address_of(interface) if names_its_interface else 0
    handler = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(custom_calls.address("log_det"))
    assert handler(address_of(frame)) == 0
    # Version, then traits; nothing else is written: the struct of an early version ends here.
    assert metadata.tolist() == [-1, -1, -1, version, 0, -1, -1, -1]
