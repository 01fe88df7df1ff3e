"""Example inputs of the kernels, random and at the edges: masks with holes, single pixels, repeated or missing indices.

Noise weights are bounded away from zero and baselines reach the Nyquist limit, so that W is not a constant matrix.
"""

from __future__ import annotations

import numpy as np

from autolens_lite.xp.structures import WTilde, w_tilde_from_tables


def _phases(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.uniform(-np.pi, np.pi, (count, 2))


def w_tilde_from(rng: np.random.Generator, mask: np.ndarray, unequal: bool, visibilities: int = 40) -> WTilde:
    """Build the operator of `mask` (True = masked) by its definition, for tests and benchmarks."""
    ny, nx = mask.shape
    phases = _phases(rng, visibilities)
    real, imaginary = rng.uniform(0.5, 2.0, (2, visibilities))
    if not unequal:
        imaginary = real
    dy, dx = np.arange(1 - ny, ny), np.arange(1 - nx, nx)
    angles = dy[:, None, None] * phases[:, 0] + dx[None, :, None] * phases[:, 1]
    table = np.cos(angles) @ (0.5 * (real + imaginary))
    sum_table = np.zeros((0, 0))
    if unequal:
        ry, rx = np.arange(2 * ny - 1), np.arange(2 * nx - 1)
        angles = ry[:, None, None] * phases[:, 0] + rx[None, :, None] * phases[:, 1]
        sum_table = np.cos(angles) @ (0.5 * (real - imaginary))
    return w_tilde_from_tables(table, sum_table, mask)


def _masks(rng: np.random.Generator) -> dict[str, np.ndarray]:
    y, x = np.mgrid[:9, :11]
    hole = (np.hypot(y - 4, x - 5) > 4.6) | (np.hypot(y - 4, x - 5) < 1.2)
    single = np.ones((3, 4), bool)
    single[1, 2] = False
    return {"annulus": hole, "scattered": rng.random((7, 6)) < 0.5, "open": np.zeros((5, 4), bool), "single": single}


def _operators(rng: np.random.Generator) -> dict[str, WTilde]:
    cases = {name: w_tilde_from(rng, mask, unequal=False) for name, mask in _masks(rng).items()}
    cases["unequal noise"] = w_tilde_from(rng, _masks(rng)["annulus"], unequal=True)
    return cases


def mappings(rng: np.random.Generator, image_pixels: int) -> dict[str, tuple[np.ndarray, np.ndarray, int]]:
    pixels = 10
    plain = rng.integers(0, pixels, (image_pixels, 3))
    ragged = plain.copy()
    ragged[::2, 2] = -1
    ragged[::3, 1:] = -1
    repeated = np.repeat(plain[:, :1], 3, axis=1)
    weights = rng.normal(size=plain.shape)
    return {
        "random": (plain, weights, pixels),
        "missing": (ragged, weights, pixels),
        "repeated": (repeated, weights, pixels),
        "empty source pixels": (plain // 4, weights, pixels),
        "one source pixel": (np.zeros((image_pixels, 1), int), weights[:, :1], 1),
    }


def adjoint(rng):
    return {
        f"{ny}x{nx}": (_phases(rng, 30), rng.normal(size=30) + 1j * rng.normal(size=30), (ny, nx))
        for ny, nx in ((8, 8), (7, 10), (1, 5))
    } | {"beyond one turn": (3.0 * _phases(rng, 5), np.ones(5, complex), (6, 5))}


def forward(rng):
    return {f"{ny}x{nx}": (_phases(rng, 30), rng.normal(size=(ny, nx))) for ny, nx in ((8, 8), (7, 10), (1, 5))}


def compact(rng):
    return {f"{n}": (_phases(rng, 50), rng.uniform(0.5, 2.0, 50), n) for n in ((8, 8), (5, 9), (1, 4))}


def operator(rng):
    return {name: (w,) for name, w in _operators(rng).items()}


def product(rng):
    cases = {name: (rng.normal(size=w.rows.size), w) for name, w in _operators(rng).items()}
    w = w_tilde_from(rng, _masks(rng)["annulus"], unequal=True)
    return cases | {"stack": (rng.normal(size=(3, w.rows.size)), w)}


def mapping(rng):
    return mappings(rng, 17)


def to_source(rng):
    return {k: (i, t, rng.normal(size=17), s) for k, (i, t, s) in mappings(rng, 17).items()}


def to_image(rng):
    return {k: (i, t, rng.normal(size=s)) for k, (i, t, s) in mappings(rng, 17).items()}


def curvature(rng):
    cases = {}
    for name, w in _operators(rng).items():
        for kind, (indices, weights, pixels) in mappings(rng, w.rows.size).items():
            if kind == "random" or name == "unequal noise":
                cases[f"{name}, {kind}"] = (indices, weights, w, pixels)
    return cases


def angular(rng):
    """No ellipticity, almost none, the isothermal slope, both real axes, extreme ellipticities and slopes."""
    phi = np.concatenate([[0.0, np.pi, 0.5 * np.pi, -0.5 * np.pi], rng.uniform(0.0, 2.0 * np.pi, 13)])
    cases = {
        f"f={f}, t={t}": (f * np.cos(phi), f * np.sin(phi), np.array(t))
        for f, t in ((0.0, 1.3), (1e-9, 0.5), (0.3, 1.0), (0.3, 1.0 + 1e-3), (0.7, 0.05), (0.95, 1.9))
    }
    return cases | {"no points": (np.zeros(0), np.zeros(0), np.array(1.0))}


def angular_core(rng):
    """As `angular`, with cores from small to larger than the distance from the centre."""
    phi = np.concatenate([[0.0, np.pi, 0.5 * np.pi], rng.uniform(0.0, 2.0 * np.pi, 15)])
    core = np.concatenate([[0.03, 0.999, 0.5], 10.0 ** rng.uniform(-1.5, -0.01, 15)])
    cases = {
        f"f={f}, t={t}": (f * np.cos(phi), f * np.sin(phi), core, np.array(t))
        for f, t in ((0.0, 1.3), (1e-9, 0.5), (0.3, 1.0), (0.3, 1.0 + 1e-3), (0.7, 0.05), (0.95, 1.7))
    }
    return cases | {"no points": (np.zeros(0), np.zeros(0), np.zeros(0), np.array(1.0))}


def _around(rng):
    """Points from very near a centre to far from it, and on both axes through it."""
    phi = np.concatenate([[0.0, np.pi, 0.5 * np.pi, -0.5 * np.pi], rng.uniform(0.0, 2.0 * np.pi, 13)])
    radius = np.concatenate([[1.0, 0.7, 1.3, 3.0], 10.0 ** rng.uniform(-1.5, 1.5, 13)])
    return radius * np.sin(phi), radius * np.cos(phi)


def _ellipticities():
    """None, almost none, both sides of the change from a series to closed forms, both axes, much."""
    shapes = ((0.0, 0.0), (1e-9, 1.0), (0.0039, 2.0), (0.0041, 3.0), (0.3, 0.0), (0.6, np.pi), (0.95, -1.5))
    return {f"f={f}, phi={turn}": (np.array(f * np.sin(turn)), np.array(f * np.cos(turn))) for f, turn in shapes}


def isothermal(rng):
    cores = (0.1, 0.3, 0.2, 0.05, 1.5, 0.4, 0.7)
    cases = {
        name: (*_around(rng), *epsilon, np.array(core))
        for (name, epsilon), core in zip(_ellipticities().items(), cores, strict=True)
    }
    none = np.zeros(0)
    return cases | {"no points": (none, none, *map(np.array, (0.1, 0.2, 0.3)))}


def dual_isothermal(rng):
    return {name: (*arguments, np.array(2.3)) for name, arguments in isothermal(rng).items()}


def nfw(rng):
    scales = (1.0, 0.7, 3.0, 0.2, 0.4, 20.0, 0.1)
    cases = {
        name: (*_around(rng), *epsilon, np.array(scale))
        for (name, epsilon), scale in zip(_ellipticities().items(), scales, strict=True)
    }
    none = np.zeros(0)
    return cases | {"no points": (none, none, *map(np.array, (0.1, 0.2, 0.3)))}


def nfw_round(rng):
    # the last scale puts points on both sides of the series about m = 1
    y, x = _around(rng)
    near = 1.0 + np.concatenate([[0.0, 0.03, -0.03], 10.0 ** rng.uniform(-9.0, -1.0, 6)])
    cases = {f"scale={scale}": (y, x, np.array(scale)) for scale in (0.1, 1.0, 30.0)}
    return cases | {"near": (np.sqrt(0.5 * near), np.sqrt(0.5 * near), np.array(1.0))}


def nfw_truncated_round(rng):
    return {
        f"{name}, tau={tau}": (*arguments, np.array(tau))
        for name, arguments in nfw_round(rng).items()
        for tau in (0.3, 1.0, 8.0)
    }


def cnfw_round(rng):
    return {
        f"{name}, core={core}": (*arguments, np.array(core))
        for name, arguments in nfw_round(rng).items()
        for core in (0.01, 0.5, 3.0)
    }


def power_law_broken(rng):
    """Points on both sides of the break; outer slopes at, near and on both sides of 2."""
    shapes = ((0.0, 2.0), (0.5, 2.002), (1.0, 1.0), (1.9, 3.9), (0.3, 1.999), (1.5, 2.5), (1.0, 0.1))
    cases = {
        name: (*_around(rng), *epsilon, *map(np.array, slopes), np.array(scale))
        for (name, epsilon), slopes, scale in zip(
            _ellipticities().items(), shapes, (1.1, 0.6, 0.2, 0.9, 2.0, 0.5, 0.05), strict=True
        )
    }
    none = np.zeros(0)
    return cases | {"no points": (none, none, *map(np.array, (0.1, 0.2, 1.0, 2.5, 0.3)))}


def upper_half_plane(rng):
    """The origin, both axes, and distances at which other algorithms change their method."""
    radius = np.concatenate([np.geomspace(1e-8, 60.0, 40), rng.uniform(0.0, 12.0, 40)])
    phi = rng.uniform(0.0, np.pi, 80)
    axis = np.concatenate([[0.0], np.geomspace(1e-3, 60.0, 12)])
    return {
        "anywhere": (radius * np.cos(phi), radius * np.sin(phi)),
        "real axis": (np.concatenate([axis, -axis]), np.zeros(26)),
        "imaginary axis": (np.zeros(13), axis),
        "no points": (np.zeros(0), np.zeros(0)),
    }


def discs(rng):
    """Exponents and slopes of either size, from no decay to next to nothing left, and no points."""
    log_u, weights = np.log(rng.uniform(1e-6, 1.0, 11)), rng.uniform(0.1, 1.0, 11)
    t = np.concatenate([[0.0, 1e-9, 100.0], rng.uniform(0.0, 20.0, 70)])
    cases = {
        f"exponent={exponent}, slope={slope}": (t, np.array(exponent), np.array(slope), log_u, weights)
        for exponent, slope in ((0.125, 0.0), (0.5, -0.7), (1.6, 0.4))
    }
    return cases | {"no points": (np.zeros(0), np.array(0.5), np.array(0.0), log_u, weights)}


def rings(rng):
    """As `discs`, without ellipticity and near the largest, on both real axes and elsewhere."""
    cases = {}
    for (name, (t, *rest)), f in zip(discs(rng).items(), (0.0, 0.2, 0.85, 0.1), strict=True):
        phi = np.concatenate([[0.0, np.pi, 0.5 * np.pi], rng.uniform(0.0, 2.0 * np.pi, 70)])[: t.size]
        within = np.where(rng.random(t.size) < 0.5, 1.0, rng.uniform(0.01, 1.0, t.size))
        cases[f"f={f}, {name}"] = (f * np.sin(phi), f * np.cos(phi), within, t, *rest)
    return cases


def gaussian(rng):
    """Either side of each form's limit, both real axes, the centre, and the far wings."""
    phi = np.concatenate([[0.0, np.pi, 0.5 * np.pi, -0.5 * np.pi], rng.uniform(0.0, 2.0 * np.pi, 56)])
    a = np.concatenate([[0.1, 1.99, 2.01, 0.02], rng.uniform(0.0, 4.0, 20), np.geomspace(4.0, 1e4, 36)])
    cases = {f"f={f}": (f * np.sin(phi), f * np.cos(phi), a) for f in (0.0, 1e-9, 0.0299, 0.0301, 0.3, 0.6, 0.95)}
    return cases | {"no points": (np.zeros(0), np.zeros(0), np.zeros(0))}


def exponential(rng):
    """A Gaussian's squared radii, next to nothing left, and no decline."""
    squared, amplitude = rng.uniform(0.0, 9.0, 17), np.array(2.5)
    return {
        "decline": (squared, amplitude, np.array(-0.7)),
        "steep": (squared, amplitude, np.array(-70.0)),
        "nothing left": (np.array([1.0, 5.0]), amplitude, np.array(-1e3)),
        "none": (squared, amplitude, np.array(0.0)),
        "rise": (squared, amplitude, np.array(1.3)),
    }


def groups(rng):
    """Sub-pixels of one and of several images, alone, and no pixel."""
    return {
        "image": (rng.normal(size=48), 16),
        "few": (rng.normal(size=28), 4),
        "odd": (rng.normal(size=27), 9),
        "images": (rng.normal(size=(2, 3, 48)), 16),
        "alone": (rng.normal(size=5), 1),
        "no pixel": (np.zeros((2, 0)), 4),
    }
