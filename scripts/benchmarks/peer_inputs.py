"""The arrays that `compare_peer.py` hands to both codes."""

from pathlib import Path
from typing import Any

import numpy as np
import peer_model
import problem

import autolens_lite as al
from autolens_lite.dataset import fourier_transform

PIXEL_SCALE, SIDE, RADIUS, KERNEL = 0.05, 150, 3.5, 21
# Vertices for Delaunay meshes: as many as pixels, denser where the source is bright.
HILBERT = {"pixels": 1500, "weight_floor": 0.01, "weight_power": 1.0}


def arrays_from(path: Path | None, galaxies: dict[str, Any], visibilities: int) -> dict[str, np.ndarray]:
    """The image of a file, or one simulated like it, and visibilities of the same source."""
    if path is None:
        arrays = simulated(galaxies)
    else:
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in ("data", "noise_map", "psf", "mask", "adapt_source")}
    arrays["pixel_scale"] = np.array(PIXEL_SCALE)
    return arrays | visibilities_of(arrays["adapt_source"], arrays["mask"], visibilities)


def tracer_of(galaxies: dict[str, Any]) -> al.Tracer:
    """The tracer of the truth."""
    model = peer_model.model_of(al, al, galaxies)
    truth = peer_model.truth_of(galaxies)
    roles = [peer_model.role_of(name.split(".")) for name in model.parameter_names]
    return al.Tracer(list(model.instance_from_vector([truth[role] for role in roles]).galaxies), backend="numba")


def simulated(galaxies: dict[str, Any]) -> dict[str, np.ndarray]:
    """An image as of the Hubble Space Telescope: 15,380 pixels of 0.05 arcsec in the mask, a PSF of 21 x 21."""
    psf = al.Convolver.from_gaussian((KERNEL, KERNEL), sigma=0.08, pixel_scales=PIXEL_SCALE)
    mask = al.Mask2D.circular((SIDE, SIDE), radius=RADIUS, pixel_scales=PIXEL_SCALE)
    grid = al.Grid2D.uniform((SIDE, SIDE), PIXEL_SCALE, over_sample_size=8, backend="numba")
    simulator = al.SimulatorImaging(
        exposure_time=2000.0, background_sky_level=0.1, psf=psf, add_poisson_noise_to_data=True, noise_seed=1
    )
    dataset = simulator.via_tracer_from(tracer_of(galaxies), grid)
    source = tracer_of({**galaxies, "lens": {k: v for k, v in galaxies["lens"].items() if k != "bulge"}})
    return {
        "data": np.asarray(dataset.data.native),
        "noise_map": np.asarray(dataset.noise_map.native),
        "psf": np.asarray(psf.kernel),
        "mask": mask.mask,
        "adapt_source": np.asarray(source.image_2d_from(grid).native),
    }


def visibilities_of(image: np.ndarray, mask: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """Noisy visibilities of an image on a mask."""
    uv, sigma = problem.baselines_of(count)
    truth = fourier_transform.visibilities_from(np.where(mask, 0.0, image), uv, (PIXEL_SCALE, PIXEL_SCALE), (0.0, 0.0))
    sigma = sigma * np.abs(truth).std()
    rng = np.random.default_rng(2)
    return {
        "uv_wavelengths": uv,
        "visibilities": truth + sigma * (rng.normal(size=count) + 1j * rng.normal(size=count)),
        "visibilities_noise_map": sigma + 1j * sigma,
    }
