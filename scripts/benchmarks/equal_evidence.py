"""The greatest log evidence of kernels beside triangulations, of as many vertices and fewer, and what they cost.

    python scripts/benchmarks/equal_evidence.py                                       two simulated lenses
    python scripts/benchmarks/equal_evidence.py --slacs FOLDER --lens J0252+0039      lenses of scripts/imaging/slacs.py

Of a simulated lens the true one is held, of others that of a fit with Gaussians in place of the mesh (made first, and
kept in --output); the mesh adapts to the image of its source. The regularization is that of maximum evidence. ms are of
one core, for the likelihood as a search computes it. The tables in docs/smooth_evidence.md are of this script.
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import roughness

import autolens_lite as al

sys.path[1:1] = [str(Path(__file__).parents[1] / folder) for folder in ("calibration", "imaging")]
import mesh_bias
import slacs

VERTICES = (250, 350, 500, 700)
PAIRS = {
    "Delaunay, ConstantSplit": (al.mesh.Delaunay(), al.reg.ConstantSplit(0.1)),
    "Delaunay, AdaptSplit": (al.mesh.Delaunay(), al.reg.AdaptSplit(0.1, 1.0, 1.0)),
    "CompactKernel, ConstantLaplacian": (al.mesh.CompactKernel(), al.reg.ConstantLaplacian(0.1)),
    "CompactKernel, AdaptLaplacian": (al.mesh.CompactKernel(), al.reg.AdaptLaplacian(0.1)),
}
CALLS = 5
Fitted = Callable[[al.Pixelization], al.FitImaging]


def of_slacs(folder: Path, name: str, output: Path) -> Fitted:
    """Fits of a mesh behind the lens that a fit of Gaussians gives."""
    with open(folder / "catalogue.csv", newline="") as stream:
        row = next(row for row in csv.DictReader(stream) if row["name"] == name)
    dataset = slacs.load(folder / f"{name}.npz")
    model = slacs.parametric_model(float(row["z_lens"]), float(row["z_source"]))
    search = al.Posterior(name="parametric", path_prefix=f"slacs/{name}", output_path=output, seed=1, use_nuts=False)
    result = search.fit(model, al.AnalysisImaging(dataset))
    images = al.galaxy_name_image_dict_via_result_from(result, use_model_images=True)
    image = next(image for key, image in images.items() if "source" in str(key))
    best, host = result.instance, dataset.with_backend("numba")
    brightness = np.asarray(image)

    def fit(pixelization: al.Pixelization) -> al.FitImaging:
        source = al.Galaxy(best.galaxies.source.redshift, pixelization=pixelization)
        adapt = al.AdaptImages(galaxy_image_dict={source: brightness})
        tracer = al.Tracer([best.galaxies.lens, source])
        return al.FitImaging(host, tracer, dataset_model=best.dataset_model, adapt_images=adapt)

    return fit


def simulated() -> Iterator[tuple[str, Fitted]]:
    """Fits of a mesh behind the true lens, of two simulated images."""
    lens, scene = roughness.simulated(2), mesh_bias.simulated(0)
    yield f"simulated, {lens.dataset.data.shape[0]} pixels", lambda pixelization: lens.fit({}, pixelization)
    yield f"simulated, {scene.dataset.data.shape[0]} pixels", lambda pixelization: scene.fit(scene.truth, pixelization)


def row_of(fit: Fitted, pair: str, vertices: int) -> tuple[float, float]:
    """The greatest log evidence, and the milliseconds of a likelihood."""
    mesh, regularization = PAIRS[pair]
    around = al.image_mesh.Hilbert(pixels=vertices, weight_power=0.5, weight_floor=0.01)
    best = al.fit_of_maximum_evidence_from(
        fit(al.Pixelization(mesh, regularization, image_mesh=around)), tolerance=0.03
    )
    held = al.Pixelization(mesh, best.inversion.mappers[0].regularization, image_mesh=around)
    times, evidence = [], np.nan
    for _ in range(CALLS):
        started = time.process_time()
        evidence = float(fit(held).log_evidence)
        times.append(time.process_time() - started)
    return evidence, 1e3 * float(np.median(times))


def show(title: str, fit: Fitted, numbers: Sequence[int]) -> None:
    """Print the table of one image as it is found."""
    print(f"\n{title}\n{'':34s}" + "".join(f"{n:>10d} {'ms':>5s}" for n in numbers))
    for pair in PAIRS:
        print(f"{pair:34s}", end="", flush=True)
        for vertices in numbers:
            evidence, milliseconds = row_of(fit, pair, vertices)
            print(f"{evidence:10.1f} {milliseconds:5.0f}", end="", flush=True)
        print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slacs", type=Path, help="the folder of the lenses, with catalogue.csv")
    parser.add_argument("--lens", nargs="*", default=["J0252+0039", "J0330-0020", "J1205+4910"])
    parser.add_argument("--output", type=Path, default=Path("output"), help="of the fits with Gaussians")
    parser.add_argument("--vertices", type=int, nargs="*", default=VERTICES, help="numbers of them")
    chosen = parser.parse_args()
    if chosen.slacs is None:
        for title, fit in simulated():
            show(title, fit, chosen.vertices)
        return
    for name in chosen.lens:
        show(name, of_slacs(chosen.slacs, name, chosen.output), chosen.vertices)


if __name__ == "__main__":
    main()
