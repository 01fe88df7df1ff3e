# %%
# Simulate random lenses, to be fitted by posterior.py:
#
#     python scripts/benchmarks/random_lenses.py --seed 1 --number 100 --out lenses
#     python scripts/benchmarks/random_lenses.py --seed 2 --number 100 --out rich --kind rich --pixel-scale 0.1
#     python scripts/benchmarks/random_lenses.py --seed 3 --number 20 --out fine --sub-sizes 16 8 8
#
# By default images are simulated with the over-sampling that they are fitted with, so that the truth is one of the
# model's and chi^2 has the textbook's distribution; --sub-sizes takes others. Einstein radii are 0.8 to 2 arcsec, axis
# ratios 0.5 to 0.95, sources within 0.3 arcsec, the arcs' peak S/N 10 to 100. For what folders hold see lenses.py.

# %%
import argparse
import json
from pathlib import Path

import lenses
import numpy as np

import autolens_lite as al

SIDE, SKY, EXPOSURE = 7.0, 0.1, 2000.0
PSF_FWHM = {0.05: 0.1, 0.1: 0.17}  # of the Hubble telescope's pixels, and Euclid's


# %%
class Camera:
    """A grid of pixels with a PSF."""

    def __init__(self, scale: float, sub_sizes: list[int]) -> None:
        shape = (round(SIDE / scale), round(SIDE / scale))
        frame = al.Mask2D.all_false(shape_native=shape, pixel_scales=scale)
        plain = al.Grid2D.from_mask(frame)
        sizes = al.over_sample_size_via_radial_bins_from(plain, sub_sizes, list(lenses.SUB_RADII))
        self.grid = al.Grid2D.from_mask(frame, over_sample_size=sizes)
        width = 2 * round(0.5 / scale) + 1
        sigma = PSF_FWHM[scale] / 2.355
        self.psf = al.Convolver.from_gaussian(shape_native=(width, width), pixel_scales=scale, sigma=sigma)

    def observe(self, model: al.Collection, truth: dict[str, float], **noise: object) -> al.Imaging:
        simulator = al.SimulatorImaging(exposure_time=EXPOSURE, psf=self.psf, **noise)
        galaxies = model.instance_from_vector(lenses.vector_of(model, truth)).galaxies
        return simulator.via_tracer_from(tracer=al.Tracer(galaxies=list(galaxies)), grid=self.grid)

    def light_of(self, model: al.Collection, truth: dict[str, float], galaxy: str) -> np.ndarray:
        """The blurred image of one galaxy's light."""
        others = [name for name in truth if name.endswith(".intensity") and f".{galaxy}." not in name]
        seen = self.observe(
            model, truth | dict.fromkeys(others, 0.0), background_sky_level=SKY, add_poisson_noise_to_data=False
        )
        return np.asarray(seen.data)


# %%
def factor_for(image: np.ndarray, beneath: np.ndarray | float, snr: float) -> float:
    """What an image is to be multiplied by for a peak S/N, where other light lies beneath it."""
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        bright = np.exp(middle) * image
        is_more = np.max(bright / np.sqrt((bright + beneath + SKY) / EXPOSURE)) > snr
        low, high = (low, middle) if is_more else (middle, high)
    return float(np.exp(low))


def scaled(camera: Camera, model: al.Collection, truth: dict[str, float], ratios: dict[str, float]) -> dict[str, float]:
    """The truth with intensities that give each galaxy in turn its peak S/N, those before it beneath."""
    beneath: np.ndarray | float = 0.0
    for galaxy, snr in ratios.items():
        image = camera.light_of(model, truth, galaxy)
        factor = factor_for(image, beneath, snr)
        own = [name for name in truth if name.endswith(".intensity") and f".{galaxy}." in name]
        truth = truth | {name: factor * truth[name] for name in own}
        beneath = beneath + factor * image
    return truth


def simulate(folder: Path, kind: str, scale: float, sub_sizes: list[int], rng: np.random.Generator) -> None:
    """Draw one lens and write its files."""
    truth = lenses.truth_of(kind, rng)
    seen = [truth.get(f"galaxies.neighbour.light.centre_{i}", 0.0) + rng.normal(0.0, 0.03) for i in range(2)]
    model, camera = lenses.model_of(kind, (seen[0], seen[1])), Camera(scale, sub_sizes)
    ratios = {"lens": rng.uniform(80.0, 150.0)}
    if kind == "rich":
        ratios["neighbour"] = rng.uniform(20.0, 60.0)
    ratios["source"] = 10.0 ** rng.uniform(1.0, 2.0)
    truth = scaled(camera, model, truth, ratios)
    image = camera.observe(model, truth, background_sky_level=SKY, noise_seed=int(rng.integers(2**31)))
    sky = truth.get("dataset_model.background_sky_level", 0.0)
    arrays = [np.asarray(image.data.native) + sky, np.asarray(image.noise_map.native)]
    folder.mkdir(parents=True, exist_ok=True)
    paths = {f"{name}_path": folder / f"{name}.fits" for name in lenses.NAMES}
    al.Imaging(*arrays, camera.psf, pixel_scales=scale).output_to_fits(**paths, overwrite=True)
    stored = {
        "parameters": {name: truth[name] for name in model.parameter_names},
        "snr_arcs": ratios["source"],
        "kind": kind,
        "pixel_scale": scale,
        "sub_sizes": sub_sizes,
        "neighbour": seen,
    }
    (folder / "truth.json").write_text(json.dumps(stored, indent=1), encoding="utf-8")
    likelihood = al.AnalysisImaging(lenses.dataset_of(folder, "numba")).likelihood_from(model)
    stored["log_likelihood"] = likelihood(lenses.vector_of(model, truth))
    (folder / "truth.json").write_text(json.dumps(stored, indent=1), encoding="utf-8")


# %%
def main() -> None:
    """Write the lenses of one seed."""
    parser = argparse.ArgumentParser(description="Simulate random lenses.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--number", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", choices=lenses.KINDS, default="plain")
    parser.add_argument("--pixel-scale", type=float, choices=PSF_FWHM, default=0.05, help="in arcsec")
    parser.add_argument(
        "--sub-sizes", type=int, nargs=3, default=list(lenses.SUB_SIZES), help="of 0.3, 1 arcsec, beyond"
    )
    given = parser.parse_args()
    for index in range(given.number):
        folder = given.out / f"lens_{index:02d}"
        simulate(folder, given.kind, given.pixel_scale, given.sub_sizes, np.random.default_rng([given.seed, index]))


if __name__ == "__main__":
    main()
