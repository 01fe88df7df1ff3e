"""Each search finds means, widths and evidence that are known in closed form, or says that it cannot."""

import numpy as np
import pytest
from scipy.integrate import dblquad

from test_autolens_lite.search.densities import DENSITIES
from test_autolens_lite.search.truth import fitted, row_of

# The search, the density, and settings that make it short where the default is long.
SHORT = [
    ("DynestyStatic", "normal 5", {"nlive": 100}),
    ("DynestyStatic", "plateau", {"nlive": 100}),
    ("DynestyDynamic", "banana", {"nlive_init": 60, "n_effective": 1500, "dlogz_init": 0.1}),
    ("Emcee", "normal 5", {"nwalkers": 30, "nsteps": 1000}),
    ("LBFGS", "normal 5", {"n_starts": 1, "n_samples": 1000}),
    ("NUTS", "normal 5", {"num_warmup": 100, "num_samples": 200, "num_chains": 2}),
    ("Nautilus", "normal 5", {"n_live": 100, "n_networks": 1, "f_live": 0.05}),
    ("Nautilus", "two modes", {"n_live": 150, "n_networks": 0, "f_live": 0.05}),
    ("SMC", "normal 5", {"n_particles": 220, "ess_target": 0.6, "max_moves": 4}),
]


def moment(density, power, axis):
    """An integral over the box of a density of two parameters."""
    limit = density.limit

    def integrand(y, x):
        return (x, y)[axis] ** power * np.exp(density.function(np.array([x, y]), np))

    # y follows a narrow curve, so it is integrated about that.
    return dblquad(integrand, -3.0, 3.0, lambda x: x**2 - 1.25, lambda x: min(x**2 + 0.75, limit), epsabs=1e-8)[0]


def test_the_moments_of_the_banana():
    density = DENSITIES["banana"]
    assert np.log(moment(density, 0, 0)) == pytest.approx(0.0, abs=1e-6)
    for axis in (0, 1):
        assert moment(density, 1, axis) == pytest.approx(density.mean[axis], abs=1e-6)
        assert np.sqrt(moment(density, 2, axis)) == pytest.approx(density.sigma[axis], abs=1e-4)


@pytest.mark.parametrize("name", ["plateau", "two modes"])
def test_moments_by_importance(name):
    """Against draws of a wide density, whose ratios are bounded, within four of their own standard errors."""
    density, rng, count = DENSITIES[name], np.random.default_rng(1), 20000
    d, width = len(density.mean), 0.45
    near = rng.random(count) < 0.8
    centres = np.where(rng.random(count) < 0.7, 0.65, -0.65)[:, None]
    points = np.where(
        near[:, None], centres + width * rng.standard_normal((count, d)), rng.uniform(-2.0, 2.0, (count, d))
    )
    normals = [
        share * np.exp(-0.5 * np.sum((points - at) ** 2, axis=1) / width**2) / (width * np.sqrt(2.0 * np.pi)) ** d
        for share, at in ((0.7, 0.65), (0.3, -0.65))
    ]
    inside = np.all(np.abs(points) < density.limit, axis=1)
    drawn = 0.8 * sum(normals) + 0.2 * inside / 4.0**d
    values = np.array([density.function(point, np) for point in points])
    ratios = inside * np.exp(values) / drawn / (2.0 * density.limit) ** d
    total = np.exp(density.log_evidence)
    for integrand, expected in (
        (np.ones((count, 1)), 1.0),
        (points, density.mean),
        (points**2, density.sigma**2 + density.mean**2),
    ):
        terms = ratios[:, None] / total * integrand
        assert np.all(np.abs(terms.mean(axis=0) - expected) < 4.0 * terms.std(axis=0) / np.sqrt(count))


@pytest.mark.parametrize(("search", "density", "settings"), SHORT, ids=[f"{one} on {two}" for one, two, _ in SHORT])
def test_a_search_finds_the_truth(search, density, settings):
    """Means and widths within four standard errors of its effective samples, the evidence within three of its own."""
    result, known = fitted(search, density, 1, **settings)
    row = row_of(result, known)
    n = row["effective"]
    assert n > 100
    assert np.all(np.abs(row["means"]) < 4.0 / np.sqrt(n))
    assert np.all(np.abs(row["widths"]) < 4.0 * np.sqrt((known.kurtosis - 1.0) / (4.0 * n)))
    if row["evidence"] is not None:
        assert 0.0 < row["error"] < 0.5
        assert abs(row["evidence"]) < 3.0 * row["error"]


def test_a_swarm_finds_the_maximum():
    result, known = fitted("PySwarmsGlobal", "normal 5", 1, n_particles=30, iters=300)
    best = result.samples.max_log_likelihood(as_instance=False)
    assert np.all(np.abs(best - known.mean) < 0.1 * known.sigma)


@pytest.mark.parametrize(
    ("search", "density", "said"),
    [
        ("LBFGS", "two modes", "reached other maxima, 2.3 lower"),
        ("LBFGS", "banana", "not like the normal density"),
        ("Emcee", "two modes", "shorter than 50 auto-correlation times"),
    ],
)
def test_a_search_says_what_it_is_not_for(search, density, said, caplog):
    settings = {"Emcee": {"nwalkers": 30, "nsteps": 500}, "LBFGS": {"n_starts": 12, "n_kept": 12}}[search]
    result, _ = fitted(search, density, 1, **settings)
    assert said in caplog.text
    if density != "two modes":
        assert result.log_evidence is None
