# %%
# Are odds odds? Of pairs of models that are given odds of nine to one, are nine of ten right?
#
#     python scripts/calibration/odds.py --number 1200
#
# Each pair is two lenses without free parameters, whose sources of pixels have priors of different scales. One of them,
# by the throw of a coin, draws the data; the log evidences of both, by the inversion, give the odds. So the probability
# of the first is p where a part p of such data are of the first: in each range of p, and in all of them together.

# %%
import argparse
import itertools
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
from problems import OfPixels, blank, lens
from scipy import special, stats

import autolens_lite as al

SCALES = (0.32, 0.345)
EDGES = (0.0, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.0)


# %%
def problem(scale: float) -> OfPixels:
    """A lens whose mass is free, and a source whose prior is of one scale; `drawn` draws mass, source and noise."""
    prior = al.reg.GaussianKernel(coefficient=1.0, scale=scale)
    pixelization = al.Pixelization(mesh=al.mesh.RectangularUniform(shape=(10, 10)), regularization=prior)
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    model = al.Collection(galaxies=al.Collection(lens=lens(), source=source))
    return OfPixels(model, blank(), al.Settings(use_positive_only_solver=False))


def pairs(number: int, seed: int, noise_factor: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities (n,) of the second of two models, and whether it drew the data (n,)."""
    rng, both = np.random.default_rng(seed), [problem(scale) for scale in SCALES]
    found, drew = np.zeros(number), rng.random(number) < 0.5
    for i, second in enumerate(drew):
        truth, analysis = both[int(second)].drawn(rng, noise_factor, backend="numba")
        evidences = [analysis.fit_from(one.model.instance_from_vector(truth)).log_evidence for one in both]
        found[i] = special.expit(evidences[1] - evidences[0])
    return found, drew


def off(found: np.ndarray, drew: np.ndarray) -> float:
    """By how many standard errors the truth of what was thought more probable differs from how probable it was."""
    sure, right = np.maximum(found, 1.0 - found), (found > 0.5) == drew
    return float(np.sum(right - sure) / np.sqrt(np.sum(sure * (1.0 - sure))))


def main() -> None:
    """Print how often the second model is right, by what it was given."""
    parser = argparse.ArgumentParser(description="Odds of pairs of models, and how often they are right.")
    parser.add_argument("--number", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--noise-factor", type=float, default=1.0, help="fit as if the noise were so many times greater"
    )
    given = parser.parse_args()
    found, drew = pairs(given.number, given.seed, given.noise_factor)
    print("| given | pairs | mean of given | right | band of 99 % |\n| --- | --- | --- | --- | --- |")
    for low, high in itertools.pairwise(EDGES):
        some = (found >= low) & (found < high if high < 1.0 else found <= high)
        if some.any():
            n, mean = int(some.sum()), float(found[some].mean())
            band = stats.binom.ppf([0.005, 0.995], n, mean) / n
            right = float(drew[some].mean())
            print(f"| {low:g} to {high:g} | {n} | {mean:.3f} | {right:.3f} | {band[0]:.3f} to {band[1]:.3f} |")
    print(f"\nthe more probable model is right in {np.mean((found > 0.5) == drew):.3f} of the pairs, ", end="")
    print(f"was given {np.maximum(found, 1.0 - found).mean():.3f}: off by {off(found, drew):+.1f} standard errors")


if __name__ == "__main__":
    main()
