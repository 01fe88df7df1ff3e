"""How rough the log evidence is as a function of the lens, for every mesh and regularization.

An evidence that a posterior can be drawn from is a smooth function of the lens over one sigma of each parameter. Here
a parameter is moved over one sigma to either side of the lens that made the data, in 121 steps, with the regularization
of maximum evidence held, and a polynomial of degree 5 is fitted to the log evidence; of degree 11 over ten sigma, where
it falls by thousands. What it leaves is the roughness: its rms, and the largest step from one value to the next. Half a
unit of it moves a posterior, and a search that follows gradients stops at every step.

    python scripts/benchmarks/roughness.py                        einstein_radius over one sigma, every pair
    python scripts/benchmarks/roughness.py --only Compact Delau   pairs of meshes whose names begin so
    python scripts/benchmarks/roughness.py --full                 the pairs that users meet: three parameters, one and
                                                                  ten sigma, over-sampling 1 and 4, two image meshes
    ... --data FILE.npz    an image of the lens below (data, noise_map, psf, mask, adapt_source), else one is simulated

The figures in docs/smooth_evidence.md are of this script.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autolens_lite as al

PIXEL_SCALE = 0.05
TRUTH = {"einstein_radius": 1.6, "slope": 2.0, "gamma_1": 0.03, "ell_comps_0": 0.08}
SIGMA = {"einstein_radius": 3e-4, "slope": 2e-3, "gamma_1": 3e-4, "ell_comps_0": 3e-4}
STEPS = 121
IMAGE_MESHES = {
    "Overlay": al.image_mesh.Overlay(shape=(30, 30)),
    "Hilbert": al.image_mesh.Hilbert(pixels=700, weight_power=0.5, weight_floor=0.01),
}
MESHES: dict[str, al.mesh.Mesh] = {
    "RectangularUniform": al.mesh.RectangularUniform((28, 28)),
    "RectangularAdaptDensity": al.mesh.RectangularAdaptDensity((28, 28)),
    "RectangularAdaptImage": al.mesh.RectangularAdaptImage((28, 28)),
    "Delaunay": al.mesh.Delaunay(),
    "DelaunayNN": al.mesh.DelaunayNN(),
    "KNearestNeighbor": al.mesh.KNearestNeighbor(),
    "Voronoi": al.mesh.Voronoi(),
    "CompactKernel": al.mesh.CompactKernel(),
}
REGULARIZATIONS = {
    type(each).__name__: each
    for each in (
        al.reg.Constant(0.1),
        al.reg.ConstantSplit(0.1),
        al.reg.ConstantZeroth(0.1, 0.1),
        al.reg.Zeroth(0.1),
        al.reg.Adapt(0.1, 1.0, 1.0),
        al.reg.AdaptSplit(0.1, 1.0, 1.0),
        al.reg.AdaptSplitZeroth(0.1, 1.0, 0.1, 1.0, 1.0),
        al.reg.BrightnessZeroth(0.1, 1.0),
        al.reg.GaussianKernel(1.0, 0.05),
        al.reg.ExponentialKernel(1.0, 0.3),
        al.reg.MaternKernel(1.0, 0.3, 1.5),
        al.reg.MaternAdaptKernel(0.3, 1.5, 0.5, 2.0, 1.0),
        al.reg.ConstantLaplacian(0.1),
        al.reg.AdaptLaplacian(0.1),
    )
}
USUAL = (
    ("Delaunay", "ConstantSplit"),
    ("Delaunay", "AdaptSplit"),
    ("DelaunayNN", "AdaptSplit"),
    ("RectangularAdaptImage", "Constant"),
    ("CompactKernel", "ConstantLaplacian"),
    ("CompactKernel", "AdaptLaplacian"),
)


class Lens(NamedTuple):
    """An image with what its source is adapted to, on the host."""

    dataset: al.Imaging
    adapt_image: np.ndarray

    def fit(self, moved: dict[str, float], pixelization: al.Pixelization) -> al.FitImaging:
        """A fit of a lens whose parameters are those of the truth but for `moved`."""
        values = TRUTH | moved
        mass = al.mp.PowerLaw(
            centre=(0.01, -0.02),
            ell_comps=(values["ell_comps_0"], 0.05),
            einstein_radius=values["einstein_radius"],
            slope=values["slope"],
        )
        light = al.lp.Sersic((0.0, 0.0), (0.06, -0.04), 2.0, 0.8, 3.0)
        shear = al.mp.ExternalShear(values["gamma_1"], -0.02)
        source = al.Galaxy(1.0, pixelization=pixelization)
        adapt_images = al.AdaptImages(galaxy_image_dict={source: self.adapt_image})
        tracer = al.Tracer([al.Galaxy(0.5, bulge=light, mass=mass, shear=shear), source])
        return al.FitImaging(self.dataset, tracer, adapt_images=adapt_images)


class Row(NamedTuple):
    """What was found for one pair.

    Attributes
    ----------
    evidence : float
        ln evidence at the centre.
    rms, step : float
        Of what the polynomial leaves: its rms, and the largest difference between neighbours.
    seconds : float
        A likelihood, on average.
    """

    evidence: float
    rms: float
    step: float
    seconds: float


def lens_from(path: Path, over_sample_size: int) -> Lens:
    """The image stored in a file."""
    with np.load(path) as stored:
        data, noise_map, psf, mask, adapt = (
            stored[name] for name in ("data", "noise_map", "psf", "mask", "adapt_source")
        )
    return masked(data, noise_map, psf, al.Mask2D(mask, PIXEL_SCALE), adapt, over_sample_size)


def simulated(over_sample_size: int) -> Lens:
    """The same lens before a source of three clumps, in another image."""
    grid = al.Grid2D.uniform((130, 130), PIXEL_SCALE, over_sample_size=4, backend="numba")
    clumps = {
        "bulge": al.lp.Sersic((0.06, -0.03), (0.15, 0.05), 2.0, 0.15, 1.0),
        "arm": al.lp.Sersic((-0.05, 0.12), (-0.1, 0.2), 1.0, 0.08, 1.0),
        "knot": al.lp.Sersic((0.15, 0.1), (0.0, 0.0), 4.0, 0.04, 1.0),
    }
    mass = al.mp.Isothermal((0.01, -0.02), (0.08, 0.05), 1.6)
    light = al.lp.Sersic((0.0, 0.0), (0.06, -0.04), 2.0, 0.8, 3.0)
    lens = al.Galaxy(0.5, mass=mass, shear=al.mp.ExternalShear(0.03, -0.02))
    y, x = np.mgrid[-10:11, -10:11] * PIXEL_SCALE
    psf = np.exp(-0.5 * (y**2 + x**2) / 0.06**2)
    psf /= psf.sum()
    arcs = np.asarray(al.Tracer([lens, al.Galaxy(1.0, **clumps)]).image_2d_from(grid).native)
    shining = al.Galaxy(0.5, bulge=light, mass=mass, shear=lens.shear)
    simulator = al.SimulatorImaging(exposure_time=2000.0, background_sky_level=0.1, psf=al.Convolver(psf), noise_seed=2)
    full = simulator.via_tracer_from(al.Tracer([shining, al.Galaxy(1.0, **clumps)]), grid)
    mask = al.Mask2D.circular((130, 130), radius=3.0, pixel_scales=PIXEL_SCALE)
    data, noise_map = (np.asarray(part.native) for part in (full.data, full.noise_map))
    return masked(data, noise_map, psf, mask, arcs, over_sample_size)


def masked(
    data: np.ndarray, noise_map: np.ndarray, psf: np.ndarray, mask: al.Mask2D, adapt: np.ndarray, size: int
) -> Lens:
    dataset = al.Imaging(
        al.Array2D.no_mask(data, PIXEL_SCALE),
        al.Array2D.no_mask(noise_map, PIXEL_SCALE),
        al.Convolver(psf),
        over_sample_size_lp=4,
        over_sample_size_pixelization=size,
        backend="numba",
    )
    return Lens(dataset.apply_mask(mask), np.where(np.asarray(mask.mask), 0.0, adapt))


def row_of(lens: Lens, mesh: str, regularization: str, image_mesh: str, name: str, widths: float = 1.0) -> Row:
    """Scan one parameter over so many sigma to either side, with the regularization of maximum evidence."""
    around = IMAGE_MESHES[image_mesh] if MESHES[mesh].needs_vertices else None
    first = al.Pixelization(MESHES[mesh], REGULARIZATIONS[regularization], image_mesh=around)
    best = al.fit_of_maximum_evidence_from(lens.fit({}, first), tolerance=0.03)
    held = al.Pixelization(MESHES[mesh], best.inversion.mappers[0].regularization, image_mesh=around)
    scan = np.linspace(-1.0, 1.0, STEPS)
    started = time.process_time()
    values = np.array(
        [lens.fit({name: TRUTH[name] + widths * SIGMA[name] * at}, held).log_evidence for at in scan], dtype=float
    )
    seconds = (time.process_time() - started) / STEPS
    degree = 5 if widths < 2.0 else 11
    left = values - np.polynomial.chebyshev.Chebyshev.fit(scan, values, degree)(scan)
    return Row(float(values[STEPS // 2]), float(np.std(left)), float(np.abs(np.diff(left)).max()), seconds)


def pairs_of(only: Iterable[str]) -> list[tuple[str, str]]:
    """All pairs that there are, of the meshes whose names begin so."""
    return [
        (mesh, regularization)
        for mesh in MESHES
        for regularization in REGULARIZATIONS
        if not (mesh == "Voronoi" and "Split" in regularization)
        and (not only or any(mesh.startswith(begin) for begin in only))
    ]


def show(title: str, rows: Iterable[tuple[str, Callable[[], Row]]]) -> None:
    """Print a table, line by line as it is found."""
    print(f"\n{title}\n{'':58s} {'ln evidence':>12s} {'rms':>9s} {'step':>9s} {'ms':>7s}")
    for label, found in rows:
        try:
            row = found()
            print(
                f"{label:58s} {row.evidence:12.1f} {row.rms:9.2g} {row.step:9.2g} {1e3 * row.seconds:7.0f}", flush=True
            )
        except al.exc.AutoLensError as error:
            print(f"{label:58s} {type(error).__name__}: {str(error)[:60]}", flush=True)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="an image of the lens, in place of a simulated one")
    parser.add_argument("--full", action="store_true", help="the pairs that users meet, over all that is said above")
    parser.add_argument("--only", nargs="*", default=[], help="meshes whose names begin so")
    parser.add_argument("--sub", type=int, default=1, help="over-sampling of the pixelization")
    chosen = parser.parse_args(arguments)

    def lens_of(size: int) -> Lens:
        return simulated(size) if chosen.data is None else lens_from(chosen.data, size)

    def entry(lens: Lens, *rest: Any) -> Callable[[], Row]:
        return lambda: row_of(lens, *rest)

    if not chosen.full:
        lens = lens_of(chosen.sub)
        for image_mesh in IMAGE_MESHES:
            rows = [
                (f"{mesh} + {regularization}", entry(lens, mesh, regularization, image_mesh, "einstein_radius"))
                for mesh, regularization in pairs_of(chosen.only)
                if MESHES[mesh].needs_vertices or image_mesh == "Hilbert"
            ]
            show(f"einstein_radius, one sigma, over-sampling {chosen.sub}, vertices {image_mesh}", rows)
        return
    for size in (1, 4):
        lens = lens_of(size)
        for image_mesh in IMAGE_MESHES:
            for widths in (1.0, 10.0):
                for name in ("einstein_radius", "slope", "gamma_1"):
                    rows = [
                        (f"{mesh} + {regularization}", entry(lens, mesh, regularization, image_mesh, name, widths))
                        for mesh, regularization in USUAL
                        if not chosen.only or any(mesh.startswith(begin) for begin in chosen.only)
                    ]
                    show(f"{name}, {widths:g} sigma, over-sampling {size}, vertices {image_mesh}", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
