"""Whether a source on a mesh leaves the lens before it unbiased: fits of simulated lenses, mesh by mesh.

A small image (2,463 pixels of 0.07 arcsec within 1.95) of a power law with shear before a source of three to five
clumps is simulated, each from a seed of its own. The lens and its regularization's coefficient, nine parameters, are
then fitted in the log evidence, the source on a mesh, with positive and negative values. Newton's steps go from the
truth: the log evidence is computed at points within a sigma or so, from which a quadratic surface is fitted by least
squares. Its top is the next point, its second derivatives give the errors. The same is done for every mesh, also for
those whose evidence has steps, which no gradient would see; `left` is what the last surface leaves of the log evidence
(rms), so of a smooth evidence it is small.

The pull is (fit - truth) / sigma, of each parameter. Of errors that are errors its mean is 0 and its scatter 1: with n
fits the mean is known to 1 / sqrt(n).

    python scripts/calibration/mesh_bias.py --out mesh_bias.jsonl         40 lenses on each mesh; --hours ends it
    python scripts/calibration/mesh_bias.py --out mesh_bias.jsonl --table         the table of what is there already
    ... --lenses 100 --meshes CompactKernel+AdaptLaplacian --first-seed 1000      more of them, one mesh, other lenses

Each fit is a line of the file as soon as it is done; a run goes on where an earlier one was.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autolens_lite as al

PIXEL_SCALE, RADIUS, SHAPE = 0.07, 1.95, (62, 62)
PSF_SIGMA, PEAK = 0.055, 25.0
FINE, PEAK_AT = 6, 99.9
NAMES = ("centre_0", "centre_1", "ell_comps_0", "ell_comps_1", "einstein_radius", "slope", "gamma_1", "gamma_2")
# Of the parameters of the lens, a first guess of an error; of the logarithm of the coefficient the last.
FIRST = np.array([2e-3, 2e-3, 6e-3, 6e-3, 2e-3, 2e-2, 4e-3, 4e-3, 0.2])
# Newton's steps at most, the longest in units of the last errors, points of a surface for each of its terms, how far
# they are from its middle in errors of each parameter.
STEPS, LONGEST, POINTS, SPREAD = 14, 2.0, 2.0, 0.7
# The least curvature that a step is made with; of the last surface all are within bounds (1 where the points were one
# error from its middle), and its step is shorter than this many errors.
NARROW, ROUND, ARRIVED = 0.25, (0.4, 2.5), 0.3
HILBERT = {"weight_power": 0.5, "weight_floor": 0.01}


class Way(NamedTuple):
    """A source's mesh and prior."""

    mesh: al.mesh.Mesh
    regularization: Callable[[float], al.reg.Regularization]
    vertices: int | None = 350

    def pixelization(self, coefficient: float) -> al.Pixelization:
        """The pixelization with a coefficient of the regularization."""
        around = None if self.vertices is None else al.image_mesh.Hilbert(pixels=self.vertices, **HILBERT)
        return al.Pixelization(self.mesh, self.regularization(coefficient), image_mesh=around)


WAYS = {
    "CompactKernel+AdaptLaplacian": Way(al.mesh.CompactKernel(), al.reg.AdaptLaplacian),
    "CompactKernel+ConstantLaplacian": Way(al.mesh.CompactKernel(), al.reg.ConstantLaplacian),
    "Delaunay+ConstantSplit": Way(al.mesh.Delaunay(), al.reg.ConstantSplit),
    "Delaunay+AdaptSplit": Way(al.mesh.Delaunay(), lambda c: al.reg.AdaptSplit(0.1 * c, c, 1.0)),
    "RectangularAdaptImage+Constant": Way(al.mesh.RectangularAdaptImage((19, 19)), al.reg.Constant, None),
    "RectangularAdaptImage30+Constant": Way(al.mesh.RectangularAdaptImage((30, 30)), al.reg.Constant, None),
}


class Scene(NamedTuple):
    """A simulated lens: its image, its parameters, and what meshes adapt to."""

    dataset: al.Imaging
    truth: np.ndarray
    adapt_image: np.ndarray

    def log_evidence(self, point: np.ndarray, way: Way) -> float:
        """Of the parameters of the lens and the logarithm of the coefficient, (9,)."""
        return float(self.fit(point[:-1], way.pixelization(float(np.exp(point[-1])))).log_evidence)

    def fit(self, lens: np.ndarray, pixelization: al.Pixelization) -> al.FitImaging:
        """The fit of a lens (8,)."""
        source = al.Galaxy(1.0, pixelization=pixelization)
        adapt = al.AdaptImages(galaxy_image_dict={source: self.adapt_image})
        settings = al.Settings(use_positive_only_solver=False)
        return al.FitImaging(self.dataset, al.Tracer([lens_of(lens), source]), adapt_images=adapt, settings=settings)


def lens_of(values: np.ndarray) -> al.Galaxy:
    """The lens with parameters in the order of `NAMES`."""
    mass = al.mp.PowerLaw(tuple(values[:2]), tuple(values[2:4]), values[4], values[5])
    return al.Galaxy(0.5, mass=mass, shear=al.mp.ExternalShear(values[6], values[7]))


def simulated(seed: int) -> Scene:
    """A lens and a source of clumps, drawn from a seed, with its noisy image; brightest arcs have an S/N of 25."""
    rng = np.random.default_rng([seed, 17])
    axis, angle = rng.uniform(0.0, 0.25), rng.uniform(0.0, np.pi)
    shear, direction = rng.uniform(0.0, 0.05), rng.uniform(0.0, np.pi)
    truth = np.array(
        [
            *rng.normal(0.0, 0.02, 2),
            *axis * np.array([np.sin(2.0 * angle), np.cos(2.0 * angle)]),
            rng.uniform(0.9, 1.2),
            rng.uniform(1.85, 2.15),
            *shear * np.array([np.cos(2.0 * direction), np.sin(2.0 * direction)]),
        ]
    )
    middle = rng.uniform(-0.12, 0.12, 2)
    clumps = {
        f"clump_{i}": al.lp.Sersic(
            centre=tuple(middle + rng.normal(0.0, 0.1, 2)),
            ell_comps=tuple(rng.uniform(-0.2, 0.2, 2)),
            intensity=rng.uniform(0.5, 3.0),
            effective_radius=rng.uniform(0.05, 0.15),
            sersic_index=1.0,
        )
        for i in range(rng.integers(3, 6))
    }
    grid = al.Grid2D.uniform(SHAPE, PIXEL_SCALE, over_sample_size=FINE)
    tracer = al.Tracer([lens_of(truth), al.Galaxy(1.0, **clumps)])
    psf = al.Convolver.from_gaussian((7, 7), PIXEL_SCALE, sigma=PSF_SIGMA)
    clean = al.SimulatorImaging(1.0, background_sky_level=1.0, psf=psf, add_poisson_noise_to_data=False)
    image = np.asarray(clean.via_tracer_from(tracer, grid).data.native)
    # noise of the sky and of the light, such that the brightest of the arcs have the S/N that is wanted
    peak = np.percentile(image, PEAK_AT)
    noise_map = peak / PEAK * np.sqrt(0.5 + 0.5 * np.maximum(image, 0.0) / peak)
    data = image + noise_map * rng.standard_normal(SHAPE)
    dataset = al.Imaging(data, noise_map, psf, pixel_scales=PIXEL_SCALE, over_sample_size_pixelization=4)
    dataset = dataset.apply_mask(al.Mask2D.circular(SHAPE, radius=RADIUS, pixel_scales=PIXEL_SCALE))
    # what a user adapts to is of an earlier fit: here one on an even grid of vertices, with what it thinks is noise
    earlier = al.Pixelization(
        al.mesh.CompactKernel(), al.reg.ConstantLaplacian(1.0), image_mesh=al.image_mesh.Overlay((22, 22))
    )
    scene = Scene(dataset, truth, np.ones(dataset.mask.pixels_in_mask))
    best = al.fit_of_maximum_evidence_from(scene.fit(truth, earlier), tolerance=0.05)
    inversion = best.inversion
    seen = np.asarray(inversion.mapped_reconstructed_image_of(inversion.mappers[0]))
    return scene._replace(adapt_image=np.maximum(seen, 0.0))


class Surface(NamedTuple):
    """A quadratic surface of log evidences: its slope, the eigenvalues and vectors of minus its second derivatives."""

    slope: np.ndarray
    curvatures: np.ndarray
    vectors: np.ndarray
    left: float
    height: float


def surface_of(points: np.ndarray, values: np.ndarray) -> Surface:
    """The surface of least squares through values (n,) at points (n, p), about their middle."""
    p = points.shape[1]
    first, second = np.triu_indices(p)
    design = np.column_stack([np.ones(len(points)), points, points[:, first] * points[:, second]])
    terms, *_ = np.linalg.lstsq(design, values, rcond=None)
    slope, hessian = terms[1 : 1 + p], np.zeros((p, p))
    hessian[first, second] += terms[1 + p :]
    curvatures, vectors = np.linalg.eigh(-hessian - hessian.T)
    left = np.sqrt(np.sum((values - design @ terms) ** 2) / max(len(values) - len(terms), 1))
    return Surface(slope, curvatures, vectors, float(left), float(terms[0]))


class Climb(NamedTuple):
    """Where steps have ended, with errors; what the last surface leaves, its height, and the steps in errors."""

    point: np.ndarray
    errors: np.ndarray
    left: float
    height: float
    steps: list[float]
    has_arrived: bool


def climbed(
    height: Callable[[np.ndarray], float], start: np.ndarray, first: np.ndarray, rng: np.random.Generator
) -> Climb:
    """Newton's steps on surfaces of least squares, from a start (p,) with first guesses of errors (p,)."""
    size = start.size
    count = round(POINTS * (size + 1) * (size + 2) / 2)
    point, frame = start, 0.3 * np.diag(first)
    steps: list[float] = []
    has_arrived = False
    while len(steps) < STEPS and not has_arrived:
        directions = rng.standard_normal((count, size))
        directions /= np.linalg.norm(directions, axis=1)[:, None]
        z = SPREAD * np.sqrt(size) * np.sqrt(rng.uniform(0.1, 1.0, count))[:, None] * directions
        values = np.array([height(point + frame @ each) for each in z])
        good = np.isfinite(values)
        found = surface_of(z[good], values[good])
        # where the surface is flat, or has no top, it is looked at more widely next time, but not much more
        curvatures = np.maximum(found.curvatures, NARROW)
        step = found.vectors @ (found.vectors.T @ found.slope / curvatures)
        step *= min(1.0, LONGEST / np.linalg.norm(step))
        steps.append(float(np.sqrt(np.sum(curvatures * (found.vectors.T @ step) ** 2))))
        is_parabola = found.curvatures.min() > ROUND[0] and found.curvatures.max() < ROUND[1]
        has_arrived = bool(is_parabola and steps[-1] < ARRIVED)
        point, frame = point + frame @ step, frame @ (found.vectors / np.sqrt(curvatures))
    return Climb(point, np.sqrt(np.diag(frame @ frame.T)), found.left, found.height, steps, has_arrived)


def fitted(scene: Scene, way: Way, rng: np.random.Generator) -> dict[str, Any]:
    """The highest log evidence by steps from the truth, with errors, to be stored."""
    best = al.fit_of_maximum_evidence_from(scene.fit(scene.truth, way.pixelization(1.0)), tolerance=0.05)
    regularization: Any = best.inversion.mappers[0].regularization
    coefficient = getattr(regularization, "coefficient", None) or regularization.outer_coefficient
    end = climbed(lambda point: scene.log_evidence(point, way), np.append(scene.truth, np.log(coefficient)), FIRST, rng)
    return {
        "truth": scene.truth.tolist(),
        "fit": end.point.tolist(),
        "errors": end.errors.tolist(),
        "pulls": ((end.point[:-1] - scene.truth) / end.errors[:-1]).tolist(),
        "left": end.left,
        "log_evidence": end.height,
        "steps": end.steps,
        "has_arrived": end.has_arrived,
    }


def stored(path: Path) -> list[dict[str, Any]]:
    """The fits that are done."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def table(fits: list[dict[str, Any]]) -> str:
    """Pulls of einstein_radius and slope (mean, scatter) where steps arrive; how far from the truth all fits are."""
    radius, slope = NAMES.index("einstein_radius"), NAMES.index("slope")
    lines = [
        f"{'':32s} {'fits':>5s} {'arrive':>6s} {'pulls: theta_E':>16s} {'slope':>16s} {'others':>16s} "
        f"{'rms: mas':>9s} {'slope':>6s} {'left':>7s} {'s':>5s}"
    ]
    for name in WAYS:
        mine = [fit for fit in fits if fit["mesh"] == name]
        pulls = np.array([fit["pulls"] for fit in mine if fit["has_arrived"]])
        if not mine:
            continue
        others = np.delete(pulls, [radius, slope], axis=1) if pulls.size else pulls
        parts = (pulls[:, radius], pulls[:, slope], others) if pulls.size else (pulls,) * 3
        cells = " ".join(f"{np.mean(p):+7.2f} +- {np.std(p):5.2f}" if p.size else f"{'-':>16s}" for p in parts)
        off = np.array([np.subtract(fit["fit"][: len(NAMES)], fit["truth"]) for fit in mine])
        mas, steep = 1e3 * np.sqrt(np.mean(off[:, radius] ** 2)), np.sqrt(np.mean(off[:, slope] ** 2))
        left, seconds = (np.median([fit[key] for fit in mine]) for key in ("left", "seconds"))
        lines.append(
            f"{name:32s} {len(mine):5d} {len(pulls):6d} {cells} {mas:9.1f} {steep:6.3f} {left:7.2g} {seconds:5.1f}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("output/mesh_bias.jsonl"), help="where fits are stored")
    parser.add_argument("--lenses", type=int, default=40, help="how many")
    parser.add_argument("--first-seed", type=int, default=0, help="of the first; others follow")
    parser.add_argument("--meshes", nargs="*", choices=WAYS, default=list(WAYS), help="names of the table's lines")
    parser.add_argument("--hours", type=float, default=np.inf, help="no fit is begun after as long")
    parser.add_argument("--table", action="store_true", help="show what is there, and fit nothing")
    chosen = parser.parse_args()
    began = time.perf_counter()
    done = {(fit["seed"], fit["mesh"]) for fit in stored(chosen.out)}
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    for seed in range(chosen.first_seed, chosen.first_seed + chosen.lenses):
        left = [name for name in chosen.meshes if (seed, name) not in done]
        if chosen.table or not left:
            continue
        scene = simulated(seed)
        for name in left:
            if time.perf_counter() - began > 3600.0 * chosen.hours:
                break
            started = time.process_time()
            rng = np.random.default_rng([seed, list(WAYS).index(name), 23])
            fit = fitted(scene, WAYS[name], rng)
            line = {"seed": seed, "mesh": name, **fit, "seconds": time.process_time() - started}
            with chosen.out.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line) + "\n")
    print(table(stored(chosen.out)))


if __name__ == "__main__":
    main()
