"""One number and its maps: a tracer against a dataset."""

from autolens_lite.fit.abstract import Fit
from autolens_lite.fit.imaging import FitImaging
from autolens_lite.fit.interferometer import FitInterferometer
from autolens_lite.fit.maximum_evidence import fit_of_maximum_evidence_from
from autolens_lite.fit.tracer_to_inversion import TracerToInversion
from autolens_lite.fit.weak import FitWeak

__all__ = ["Fit", "FitImaging", "FitInterferometer", "FitWeak", "TracerToInversion", "fit_of_maximum_evidence_from"]
