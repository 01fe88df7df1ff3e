"""Our side of `compare_peer.py`: the same arrays, models and answers as `peer_worker.py`, in this process."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import peer_model
from measure import ready

import autolens_lite as al


class Ours:
    """Datasets and likelihoods of one backend.

    Parameters
    ----------
    inputs
        The npz file of the arrays that both codes get.
    backend
        The array backend's name.
    """

    def __init__(self, inputs: str | Path, backend: str) -> None:
        with np.load(inputs) as stored:
            self.arrays = {name: stored[name] for name in stored}
        self.backend = backend
        self._datasets: dict[tuple[str, int], Any] = {}

    def _mask(self) -> al.Mask2D:
        return al.Mask2D(self.arrays["mask"], pixel_scales=float(self.arrays["pixel_scale"]))

    def _imaging(self, over_sample_size: int) -> Any:
        return al.Imaging(
            data=self.arrays["data"],
            noise_map=self.arrays["noise_map"],
            psf=al.Convolver(self.arrays["psf"]),
            over_sample_size_lp=over_sample_size,
            over_sample_size_pixelization=over_sample_size,
            pixel_scales=float(self.arrays["pixel_scale"]),
            backend=self.backend,
        ).apply_mask(self._mask())

    def _interferometer(self) -> Any:
        return al.Interferometer(
            self.arrays["visibilities"],
            self.arrays["visibilities_noise_map"],
            self.arrays["uv_wavelengths"],
            self._mask(),
            backend=self.backend,
        )

    def set_up(self, kind: str, over_sample_size: int = 1, pixelized: bool = True) -> tuple[Any, dict[str, float]]:
        """Make a dataset with what its likelihoods precompute; how long that took."""
        start, own = time.perf_counter(), time.process_time()
        dataset = self._imaging(over_sample_size) if kind == "imaging" else self._interferometer()
        for grid in (dataset.grid, dataset.grid_pixelization, getattr(dataset, "blurring_grid", None)):
            _ = None if grid is None else ready(grid.over_sampled.y)
        operators = dataset.operators
        if pixelized:
            ready(tuple(part for part in operators.w if hasattr(part, "shape")))
        return dataset, {"wall": time.perf_counter() - start, "cpu": time.process_time() - own}

    def prepare(self, case: dict[str, Any]) -> tuple[list[str], Callable[[np.ndarray], tuple[float, Any]]]:
        """The roles of a case's parameters, in the order of its vector, and its value and gradient there."""
        name = case["kind"], case.get("over_sample_size", 1)
        if name not in self._datasets:
            self._datasets[name] = self.set_up(*name, pixelized="pixelization" in case["galaxies"]["source"])[0]
        model = peer_model.model_of(al, al, case["galaxies"])
        settings = al.Settings(
            use_positive_only_solver=case.get("positive_only", True),
            use_border_relocator=False,
            use_edge_zeroed_pixels=False,
            absolute_floor=1e-8,
        )
        keywords = {}
        if case.get("points"):
            points = al.Grid2DIrregular(self.arrays["points"])
            keywords["adapt_images"] = al.AdaptImages(
                galaxy_name_image_plane_mesh_grid_dict={"('galaxies', 'source')": points}
            )
        cls = al.AnalysisImaging if case["kind"] == "imaging" else al.AnalysisInterferometer
        likelihood = cls(self._datasets[name], settings=settings, **keywords).likelihood_from(model)
        roles = [peer_model.role_of(path.split(".")) for path in model.parameter_names]
        if case.get("gradient"):
            return roles, likelihood.value_and_grad
        return roles, lambda vector: (likelihood(vector), None)
