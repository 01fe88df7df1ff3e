"""Lenses of elliptical haloes by quadrature of their densities, converged to 1e-13 (asserted).

    python make_dark_precise.py

The density is projected along the line of sight, and the deflection and potential are Keeton's (2001, astro-ph/0102341)
integrals over ellipses: none of the library's formulas. `dark_precise.npz` holds for each case, at each point (y, x) of
`grid` about the centre, (alpha_y, alpha_x, potential, convergence).
"""

import json
from pathlib import Path

import numpy as np

# in units of the scale radius and kappa_s, the major axis along x
CASES = [
    {"cls": "NFW", "q": 0.6},
    {"cls": "NFW", "q": 0.1},
    {"cls": "gNFW", "q": 0.6, "inner_slope": 0.5},
    {"cls": "gNFW", "q": 0.6, "inner_slope": 1.4},
    {"cls": "gNFW", "q": 0.3, "inner_slope": 2.0},
    {"cls": "cNFW", "q": 0.6, "core_radius": 0.01},
    {"cls": "cNFW", "q": 0.3, "core_radius": 1.0},
    {"cls": "NFWTruncated", "q": 0.6, "truncation_radius": 5.0},
    {"cls": "NFWTruncated", "q": 0.3, "truncation_radius": 0.4},
]
# the second on the minor axis; the first at a focus of the axis ratio 0.6
GRID = [(0.0, 0.8), (0.5, 0.0), (0.002, -0.003), (0.3, 0.4), (-2.0, 1.0), (30.0, 40.0)]


def density_of(case):
    if case["cls"] == "cNFW":
        return lambda r: 1.0 / ((r + case["core_radius"]) * (1.0 + r) ** 2)
    slope, tau = case.get("inner_slope", 1.0), case.get("truncation_radius", np.inf)
    return lambda r: r**-slope * (1.0 + r) ** (slope - 3.0) / (1.0 + (r / tau) ** 2)


def panels(edges, order):
    """Nodes and weights of Gauss and Legendre on each interval between `edges`."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    low, width = np.array(edges[:-1])[:, None], np.diff(edges)[:, None]
    return (low + 0.5 * width * (nodes + 1.0)).ravel(), (0.5 * width * weights).ravel()


def lens(density, q, y, x, order):
    """Return (alpha_y, alpha_x, potential, convergence)."""
    u, du = panels(np.arange(0.0, 49.0), order)  # r = m cosh(u) along the line of sight
    # towards u = 1 the integrands of flat lenses vary fast
    v, dv = panels([*np.linspace(0.0, 0.5, 5), *(1.0 - 0.5 ** np.arange(2, 14)), 1.0], order)

    def convergence(m):
        r = m[:, None] * np.cosh(u)
        return 2.0 * (density(r) * r) @ du

    def deflection(m):
        """Of the round lens: the mass within a sphere and that in front of and behind it, over the radius."""
        r = m[:, None] * v**8
        sphere = (density(r) * r * r * 8.0 * v**7) @ dv * m
        r = m[:, None] * np.cosh(u)
        around = (density(r) * r * np.exp(-u) * np.sinh(u)) @ du * m * m
        return 4.0 * (sphere + around) / m

    fraction, weight = v**8, 8.0 * v**7 * dv
    narrowing = 1.0 - (1.0 - q * q) * fraction
    radius = np.sqrt(fraction * (x * x + y * y / narrowing))
    kappa = convergence(radius)
    alpha_x = q * x * np.sum(weight * kappa / np.sqrt(narrowing))
    alpha_y = q * y * np.sum(weight * kappa / narrowing**1.5)
    potential = 0.5 * q * np.sum(weight * radius / fraction * deflection(radius) / np.sqrt(narrowing))
    return [alpha_y, alpha_x, potential, convergence(np.array([np.hypot(x, y / q)]))[0]]


def main():
    arrays = {"grid": np.array(GRID), "parameters": np.array(json.dumps(CASES))}
    for index, case in enumerate(CASES):
        density, q = density_of(case), case["q"]
        coarse, fine = (np.array([lens(density, q, y, x, order) for y, x in GRID]) for order in (24, 32))
        np.testing.assert_allclose(coarse, fine, rtol=1e-13, atol=1e-300)
        arrays[f"case_{index}"] = fine
    np.savez_compressed(Path(__file__).with_name("dark_precise.npz"), **arrays)


if __name__ == "__main__":
    main()
