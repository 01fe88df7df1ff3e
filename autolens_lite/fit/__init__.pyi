"""One number and its maps: a tracer against a dataset."""

from autolens_lite.fit import mappings as mappings
from autolens_lite.fit.abstract import Fit as Fit
from autolens_lite.fit.imaging import FitImaging as FitImaging
from autolens_lite.fit.interferometer import FitInterferometer as FitInterferometer
from autolens_lite.fit.maximum_evidence import fit_of_maximum_evidence_from as fit_of_maximum_evidence_from
from autolens_lite.fit.tracer_to_inversion import TracerToInversion as TracerToInversion
from autolens_lite.fit.weak import FitWeak as FitWeak
