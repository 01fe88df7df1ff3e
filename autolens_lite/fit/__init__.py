"""One number and its maps: a tracer against a dataset."""

from autolens_lite.fit.interferometer import FitInterferometer

__all__ = ["FitInterferometer"]
