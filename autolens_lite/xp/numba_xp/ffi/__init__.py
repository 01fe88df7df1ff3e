"""The way from XLA into a Numba kernel: declarations of custom calls, and the call frame they are read from."""
