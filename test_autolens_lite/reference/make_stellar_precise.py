"""Deflections and potentials of stellar masses to 15 digits, by adaptive quadrature of other integrals than the code's.

    python make_stellar_precise.py        (needs mpmath; a few minutes)

Keeton (2001), astro-ph/0102341, equations 4 to 10, in the frame of the axes: with xi^2(u) = u (x^2 + y^2 / (1 - e u))
and e = 1 - q^2, deflections are q x J_0 and q y J_1, J_n = int_0^1 kappa(xi) (1 - e u)^(-n - 1/2) du, and the potential
is (q / 2) int_0^1 (xi / u) phi'(xi) (1 - e u)^(-1/2) du with phi' the deflection of the round profile.
"""

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 22

CENTRE = (0.07, -0.11)
COMMON = {"centre": CENTRE, "intensity": 0.7, "mass_to_light_ratio": 1.4}
SERSIC = {**COMMON, "effective_radius": 0.8}
CORE = {**SERSIC, "radius_break": 0.1, "gamma": 0.4, "alpha": 2.6}
PROFILES = [
    ("Gaussian", {**COMMON, "ell_comps": (0.1, -0.15), "sigma": 0.5}),
    ("Gaussian", {**COMMON, "ell_comps": (0.02, 0.01), "sigma": 0.5}),
    ("Gaussian", {**COMMON, "ell_comps": (-0.4, 0.45), "sigma": 0.3}),
    ("Sersic", {**SERSIC, "ell_comps": (0.1, -0.15), "sersic_index": 0.5}),
    ("Sersic", {**SERSIC, "ell_comps": (0.1, -0.15), "sersic_index": 2.3}),
    ("Sersic", {**SERSIC, "ell_comps": (0.2, 0.3), "sersic_index": 4.0}),
    ("Sersic", {**SERSIC, "ell_comps": (-0.4, 0.45), "sersic_index": 1.0}),
    ("Sersic", {**SERSIC, "ell_comps": (0.5, -0.64), "sersic_index": 6.0}),
    ("Sersic", {**SERSIC, "ell_comps": (0.1, -0.15), "sersic_index": 10.0}),
    ("SersicSph", {**SERSIC, "sersic_index": 0.7}),
    ("SersicSph", {**SERSIC, "sersic_index": 4.0}),
    ("SersicGradient", {**SERSIC, "ell_comps": (0.1, -0.15), "sersic_index": 2.3, "mass_to_light_gradient": 0.6}),
    ("SersicGradient", {**SERSIC, "ell_comps": (0.2, 0.3), "sersic_index": 4.0, "mass_to_light_gradient": -0.5}),
    ("SersicCore", {**CORE, "ell_comps": (0.1, -0.15), "sersic_index": 3.0}),
    ("SersicCore", {**CORE, "ell_comps": (0.2, 0.3), "sersic_index": 4.0, "radius_break": 0.01, "alpha": 3.0}),
    ("SersicCore", {**CORE, "ell_comps": (-0.4, 0.45), "sersic_index": 2.0, "gamma": 1.0, "alpha": 5.0}),
    ("Chameleon", {**COMMON, "ell_comps": (0.1, -0.15), "core_radius_0": 0.05, "core_radius_1": 0.6}),
    ("Chameleon", {**COMMON, "ell_comps": (0.5, -0.64), "core_radius_0": 0.05, "core_radius_1": 0.6}),
]
# (y, x) relative to the centre: near it, about the effective radius, on both axes, far out.
POINTS = [(0.002, -0.001), (0.05, 0.08), (0.5, -0.3), (-0.9, 1.1), (0.0, 0.7), (1.3, 0.0), (-3.0, -4.0), (20.0, 15.0)]


def convergence_of(name, arguments, q):
    """kappa as a function of the circularised radius, in mpmath's numbers."""
    scale = mp.mpf(arguments["intensity"]) * mp.mpf(arguments["mass_to_light_ratio"])
    if name == "Gaussian":
        return lambda r: scale * mp.exp(-q * r**2 / (2 * mp.mpf(arguments["sigma"]) ** 2))
    if name == "Chameleon":
        cores = [2 * mp.mpf(arguments[f"core_radius_{i}"]) / (1 + q) for i in (0, 1)]
        return lambda r: (
            scale / (1 + q) * (1 / mp.sqrt(r**2 / q + cores[0] ** 2) - 1 / mp.sqrt(r**2 / q + cores[1] ** 2))
        )
    n, radius = mp.mpf(arguments["sersic_index"]), mp.mpf(arguments["effective_radius"])
    b = 2 * n - mp.mpf(1) / 3 + 4 / (405 * n) + 46 / (25515 * n**2) + 131 / (1148175 * n**3)
    b -= mp.mpf(2194697) / 30690717750 / n**4
    if name in ("Sersic", "SersicSph"):
        return lambda r: scale * mp.exp(b - b * (r / radius) ** (1 / n))
    if name == "SersicGradient":
        slope = mp.mpf(arguments["mass_to_light_gradient"])
        return lambda r: scale * (q * r / radius) ** -slope * mp.exp(b - b * (r / radius) ** (1 / n))
    break_, gamma, alpha = (mp.mpf(arguments[key]) for key in ("radius_break", "gamma", "alpha"))
    prime = scale * mp.mpf(2) ** (-gamma / alpha) * mp.exp(b * (mp.mpf(2) ** (1 / alpha) * break_ / radius) ** (1 / n))

    def core(r):
        power = ((r**alpha + break_**alpha) / radius**alpha) ** (1 / (alpha * n))
        return prime * (1 + (break_ / r) ** alpha) ** (gamma / alpha) * mp.exp(-b * power)

    return core


def integral(function, scale):
    """int_0^1 function(u) du, with u = t^8 and a panel about the squared radius `scale` of the profile's core."""
    ends = sorted({mp.mpf(0), mp.mpf(1), *(mp.mpf(s) ** 0.125 for s in scale if 0 < s < 1)})
    return mp.quad(lambda t: 8 * t**7 * function(t**8), ends)


def values_of(name, arguments):
    e0, e1 = (mp.mpf(e) for e in arguments.get("ell_comps", (0.0, 0.0)))
    f = mp.hypot(e0, e1)
    q = (1 - f) / (1 + f)
    phi = mp.atan2(e0, e1) / 2 if f else mp.mpf(0)
    kappa = convergence_of(name, arguments, q)
    sizes = [
        arguments[key]
        for key in ("sigma", "effective_radius", "radius_break", "core_radius_0", "core_radius_1")
        if key in arguments
    ]
    e = 1 - q**2
    rows = []
    for y, x in POINTS:
        x, y = mp.cos(phi) * x + mp.sin(phi) * y, mp.cos(phi) * y - mp.sin(phi) * x
        scale = [s**2 / float(x**2 + y**2) * factor for s in sizes for factor in (0.1, 1.0, 30.0)]

        def xi(u, x=x, y=y):
            return mp.sqrt(u * (x**2 + y**2 / (1 - e * u)))

        def mean(radius, sizes=sizes):
            inner = [s**2 / float(q * radius**2) * factor for s in sizes for factor in (0.1, 1.0, 30.0)]
            return integral(lambda u: kappa(mp.sqrt(q * u) * radius), inner)

        j_0 = integral(lambda u: kappa(mp.sqrt(q) * xi(u)) * (1 - e * u) ** -0.5, scale)
        j_1 = integral(lambda u: kappa(mp.sqrt(q) * xi(u)) * (1 - e * u) ** -1.5, scale)
        # phi' = xi times the mean; few digits more than needed, since this is a double integral
        with mp.workdps(15):
            psi = q / 2 * integral(lambda u: xi(u) ** 2 / u * mean(xi(u)) * (1 - e * u) ** -0.5, scale)
        alpha_x, alpha_y = q * x * j_0, q * y * j_1
        alpha_x, alpha_y = mp.cos(phi) * alpha_x - mp.sin(phi) * alpha_y, mp.cos(phi) * alpha_y + mp.sin(phi) * alpha_x
        rows.append([float(alpha_y), float(alpha_x), float(psi)])
    return np.array(rows)


def main():
    arrays = {"grid": np.array(POINTS) + CENTRE, "profiles": np.array(json.dumps(PROFILES))}
    with ProcessPoolExecutor() as pool:
        for index, values in enumerate(pool.map(values_of, *zip(*PROFILES, strict=True))):
            arrays[str(index)] = values
    np.savez_compressed(Path(__file__).with_name("stellar_precise.npz"), **arrays)


if __name__ == "__main__":
    main()
