"""The analysis of visibilities."""

from __future__ import annotations

import copy
from typing import Any

from autolens_lite import exc
from autolens_lite.analysis.abstract import Analysis
from autolens_lite.dataset import Interferometer
from autolens_lite.fit import FitInterferometer
from autolens_lite.inversion import Settings
from autolens_lite.lens import Tracer
from autolens_lite.pixelization.mesh.abstract import NamedAbstract


class AnalysisInterferometer(Analysis, metaclass=NamedAbstract):
    """The likelihood of a model of galaxies, given visibilities.

    The model has an attribute `galaxies`, a collection of `Galaxy` models:
    `al.Collection(galaxies=al.Collection(lens=..., source=...))`. The log likelihood is
    `FitInterferometer.figure_of_merit`.

    Parameters
    ----------
    dataset
        The visibilities. The analysis uses their backend.
    settings
        How pixelized sources are solved for.
    cosmology
        Of the tracer; Planck15 by default.

    Raises
    ------
    DataError
        If `dataset` is none.
    """

    def __init__(self, dataset: Interferometer, settings: Settings | None = None, cosmology: Any = None) -> None:
        if not isinstance(dataset, Interferometer):
            raise exc.DataError(f"dataset is a {type(dataset).__name__}. Pass an al.Interferometer.")
        if settings is not None and not isinstance(settings, Settings):
            raise exc.ParameterError(f"settings is a {type(settings).__name__}. Pass al.Settings(...).")
        self.dataset = dataset
        self.settings = Settings() if settings is None else settings
        self.cosmology = cosmology

    @property
    def backend(self) -> str:  # type: ignore[override]
        """The name of the dataset's backend."""
        return self.dataset.backend

    def tracer_from(self, instance: Any) -> Tracer:
        """Return the tracer of an instance's galaxies.

        Raises
        ------
        ModelError
            If the instance has no galaxies.
        """
        galaxies = getattr(instance, "galaxies", None)
        if galaxies is None:
            raise exc.ModelError(
                "The model has no 'galaxies'. Compose it: al.Collection(galaxies=al.Collection(lens=..., source=...))"
            )
        return Tracer(list(galaxies), cosmology=self.cosmology)

    def fit_from(self, instance: Any) -> FitInterferometer:
        """Return the fit of an instance of the model."""
        return FitInterferometer(self.dataset, self.tracer_from(instance), self.settings)

    def log_likelihood_function(self, instance: Any) -> Any:
        """Return the fit's figure of merit."""
        return self.fit_from(instance).figure_of_merit

    def fingerprint(self) -> dict[str, Any]:
        """Return the data's hash, the settings, the cosmology and the backend."""
        return super().fingerprint() | {
            "data": self.dataset.hash,
            "settings": self.settings.as_dict(),
            "cosmology": "default" if self.cosmology is None else repr(self.cosmology),
        }

    @property
    def leaves(self) -> Any:
        """The dataset's arrays."""
        return self.dataset.leaves

    def with_leaves(self, leaves: Any) -> AnalysisInterferometer:
        """Return the analysis with these arrays in its dataset."""
        new = copy.copy(self)
        new.dataset = self.dataset.with_leaves(leaves)
        return new

    def for_workers(self) -> AnalysisInterferometer:
        """Return the analysis without the visibilities, its operators computed."""
        new = copy.copy(self)
        new.dataset = self.dataset.without_visibilities()
        return new
