"""The largest and smallest element of an array."""

from numpy import max, min

__all__ = ["max", "min"]
