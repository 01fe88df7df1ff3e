"""The peer's side of `compare_peer.py`: runs in the peer's Python, answers one request of JSON a line.

Imports nothing of ours but the plain models beside it.
"""

import contextlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

ANSWERS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # whatever the peer prints goes to the log

# XLA has as many threads as the process may use processors when it starts. The peer's host callbacks need two of them;
# once those exist, all threads are tied to one processor.
CORE = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
if CORE:
    os.sched_setaffinity(0, range(os.cpu_count() or 1))

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
import peer_model

started = time.perf_counter()
import autofit as af
import autolens as al
import jax
from autofit.non_linear.fitness import Fitness

jax.devices()
IMPORT_SECONDS = time.perf_counter() - started


def tie() -> None:
    """Hold every thread of this process to the one processor that it was started on."""
    for thread in Path("/proc/self/task").iterdir() if CORE else ():
        with contextlib.suppress(OSError):
            os.sched_setaffinity(int(thread.name), CORE)


def peak_memory() -> int:
    status = Path("/proc/self/status")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return 1024 * int(line.split()[1])


class Worker:
    """Datasets and likelihoods by name."""

    def __init__(self) -> None:
        self.arrays: dict[str, np.ndarray] = {}
        self.datasets: dict[str, Any] = {}
        self.functions: dict[str, Callable[[Any], Any]] = {}

    def open(self, path: str) -> dict[str, Any]:
        with np.load(path) as stored:
            self.arrays = {name: stored[name] for name in stored}
        version = f"PyAutoLens {al.__version__}, NumPy {np.__version__}, jax {jax.__version__}"
        with contextlib.suppress(ImportError):
            import numba

            version += f", Numba {numba.__version__}"
        return {"version": f"{version}, Python {sys.version.split()[0]}", "import": IMPORT_SECONDS}

    @property
    def _mask(self) -> Any:
        return al.Mask2D(mask=self.arrays["mask"].copy(), pixel_scales=float(self.arrays["pixel_scale"]))

    def hilbert(self, pixels: int, weight_floor: float, weight_power: float) -> dict[str, Any]:
        """Points of a mesh, denser where the source is bright."""
        mask, scale = self._mask, float(self.arrays["pixel_scale"])
        image = al.Array2D.no_mask(values=self.arrays["adapt_source"], pixel_scales=scale).apply_mask(mask=mask)
        mesh = al.image_mesh.Hilbert(pixels=pixels, weight_floor=weight_floor, weight_power=weight_power)
        points = mesh.image_plane_mesh_grid_from(mask=mask, adapt_data=image)
        return {"points": np.asarray(points.array, dtype=float).tolist()}

    def _imaging(self, over_sample_size: int, operator: str) -> Any:
        scale = float(self.arrays["pixel_scale"])

        def array(name: str) -> Any:
            return al.Array2D.no_mask(values=self.arrays[name].copy(), pixel_scales=scale)

        dataset = al.Imaging(
            data=array("data"),
            noise_map=array("noise_map"),
            psf=al.Convolver(kernel=array("psf")),
            over_sample_size_lp=over_sample_size,
            over_sample_size_pixelization=over_sample_size,
        ).apply_mask(mask=self._mask)
        return self._with_operator(dataset, operator)

    def _interferometer(self, operator: str) -> Any:
        dataset = al.Interferometer(
            data=al.Visibilities(self.arrays["visibilities"].copy()),
            noise_map=al.VisibilitiesNoiseMap(self.arrays["visibilities_noise_map"].copy()),
            uv_wavelengths=self.arrays["uv_wavelengths"].copy(),
            real_space_mask=self._mask,
            transformer_class=al.TransformerNUFFT,
        )
        return self._with_operator(dataset, operator)

    @staticmethod
    def _with_operator(dataset: Any, operator: str) -> Any:
        if operator == "none":
            return dataset
        return dataset.apply_sparse_operator_cpu() if operator == "cpu" else dataset.apply_sparse_operator()

    def set_up(
        self, kind: str, over_sample_size: int = 1, operator: str = "none", again: bool = False
    ) -> dict[str, Any]:
        """Make a dataset with what its likelihoods precompute; kept for the next case that wants the same."""
        name = f"{kind} {over_sample_size} {operator}"
        seconds = {}
        if again or name not in self.datasets:
            start, own = time.perf_counter(), time.process_time()
            imaging = kind == "imaging"
            dataset = self._imaging(over_sample_size, operator) if imaging else self._interferometer(operator)
            # Grids are made when they are first asked for.
            for part in ("lp", "pixelization", "blurring"):
                grid = getattr(getattr(dataset, "grids", None), part, None)
                _ = getattr(grid, "over_sampled", None)
            seconds = {"wall": time.perf_counter() - start, "cpu": time.process_time() - own}
            self.datasets[name] = dataset
        return {"dataset": name, **seconds}

    def prepare(self, key: str, case: dict[str, Any], configuration: dict[str, Any]) -> dict[str, Any]:
        """Make the likelihood of a case; answers the roles of its parameters, in the order of its vector."""
        set_up = self.set_up(case["kind"], case.get("over_sample_size", 1), configuration.get("operator", "none"))
        model = peer_model.model_of(al, af, case["galaxies"])
        settings = al.Settings(
            use_positive_only_solver=case.get("positive_only", True),
            use_border_relocator=False,
            use_edge_zeroed_pixels=False,
            **configuration.get("settings", {}),
        )
        adapt_images = None
        if case.get("points"):
            points = al.Grid2DIrregular(self.arrays["points"])
            adapt_images = al.AdaptImages(galaxy_name_image_plane_mesh_grid_dict={"('galaxies', 'source')": points})
        cls = al.AnalysisImaging if case["kind"] == "imaging" else al.AnalysisInterferometer
        jit = bool(configuration.get("jit", False))
        analysis = cls(
            dataset=self.datasets[set_up["dataset"]],
            adapt_images=adapt_images,
            settings=settings,
            use_jax=jit,
            raise_inversion_positions_likelihood_exception=False,
        )
        if jit:
            fitness = Fitness(model=model, analysis=analysis, fom_is_log_likelihood=True)
            self.functions[key] = fitness.objective("value_and_grad" if case.get("gradient") else "scalar")
        else:
            self.functions[key] = lambda vector: analysis.log_likelihood_function(model.instance_from_vector(vector))
        roles = [peer_model.role_of(model.path_for_prior(prior)) for prior in model.priors_ordered_by_id]
        tie()
        return {"roles": roles, "set_up": set_up.get("wall"), "dataset": set_up["dataset"]}

    def call(self, key: str, vector: list[float]) -> dict[str, Any]:
        argument = np.array(vector)
        start, own = time.perf_counter(), time.process_time()
        answer = jax.block_until_ready(self.functions[key](argument))
        wall, cpu = time.perf_counter() - start, time.process_time() - own
        value, gradient = answer if isinstance(answer, tuple) else (answer, None)
        tie()
        return {
            "value": float(value),
            "gradient": None if gradient is None else np.asarray(gradient).tolist(),
            "wall": wall,
            "cpu": cpu,
        }

    def drop(self, key: str) -> dict[str, Any]:
        self.functions.pop(key, None)
        jax.clear_caches()
        return {}

    def peak(self) -> dict[str, Any]:
        return {"peak": peak_memory()}


def main() -> None:
    worker = Worker()
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(worker, request.pop("do"))(**request)
        except Exception:  # noqa: BLE001 whatever the peer raises is the answer
            answer = {"error": traceback.format_exc()}
        ANSWERS.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
