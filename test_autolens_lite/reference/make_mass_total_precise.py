"""Deflections and potentials of elliptical masses to 20 digits, by quadrature with mpmath (pip install mpmath).

    python make_mass_total_precise.py

A mass of elliptical symmetry with semi-major axis along x deflects by (Bourassa & Kantowski 1975, Bray 1984)

    conj(alpha) = 2 q int_0^eta kappa(a) a da / sqrt(z^2 - (1 - q^2) a^2),  z = x + i y,  eta^2 = x^2 + y^2 / q^2,

and has the potential, 0 at the centre,

    psi = 2 q int_0^eta kappa(a) a ln |z + sqrt(z^2 - (1 - q^2) a^2)| / (a (1 + q)) da.
"""

import json
from pathlib import Path

import numpy as np
from mpmath import log as ln
from mpmath import mp, mpf, quad, sqrt

mp.dps = 40

# Distances from the centre and position angles (degrees) of the points.
POINTS = [(0.003, 20.0), (0.1, 0.0), (0.1, 90.0), (0.35, 75.0), (1.0, 33.0), (1.3, -120.0), (4.0, 85.0)]

CASES = [
    ("PowerLawCore", {"q": 0.7, "einstein_radius": 1.3, "slope": 2.2, "core_radius": 0.1}),
    ("PowerLawCore", {"q": 0.3, "einstein_radius": 1.3, "slope": 2.7, "core_radius": 1e-4}),
    ("PowerLawCore", {"q": 0.2, "einstein_radius": 1.3, "slope": 1.3, "core_radius": 1e-6}),
    ("PowerLawCore", {"q": 0.9, "einstein_radius": 1.3, "slope": 1.9, "core_radius": 2.0}),
    ("IsothermalCore", {"q": 0.6, "einstein_radius": 1.3, "core_radius": 0.1}),
    ("PIEMass", {"q": 0.6, "ra": 0.2, "b0": 1.3}),
    ("dPIEMassB0", {"q": 0.6, "ra": 0.05, "rs": 0.8, "b0": 1.3}),
    ("PowerLawBroken", {"q": 0.7, "einstein_radius": 1.3, "inner_slope": 0.7, "outer_slope": 1.8, "break_radius": 0.3}),
    ("PowerLawBroken", {"q": 0.4, "einstein_radius": 1.3, "inner_slope": 1.5, "outer_slope": 2.5, "break_radius": 0.2}),
    ("PowerLawBroken", {"q": 0.7, "einstein_radius": 1.3, "inner_slope": 1.2, "outer_slope": 2.0, "break_radius": 0.2}),
    ("PowerLawBroken", {"q": 0.5, "einstein_radius": 1.3, "inner_slope": 1.2, "outer_slope": 0.5, "break_radius": 2.0}),
]


def convergence_of(cls, c):
    """Return the convergence as a function of the semi-major axis, and where it is not smooth."""
    q = mpf(c["q"])
    if cls in ("PowerLawCore", "IsothermalCore"):
        t, s = mpf(c.get("slope", 2.0)) - 1, mpf(c["core_radius"])
        scale = (2 - t) / (1 + q) * mpf(c["einstein_radius"]) ** t
        return lambda a: scale * (s * s + a * a) ** (-t / 2), [s / 30, s, 30 * s]
    if cls in ("PIEMass", "dPIEMassB0"):
        # r = a / (1 + f), 1 + f = 2 / (1 + q)
        ra, b0, squeeze = mpf(c["ra"]), mpf(c["b0"]), (1 + q) / 2
        if cls == "PIEMass":
            return lambda a: b0 / 2 / sqrt(ra**2 + (a * squeeze) ** 2), [ra]
        rs = mpf(c["rs"])
        scale = b0 / 2 * rs / (rs - ra)
        return lambda a: scale * (1 / sqrt(ra**2 + (a * squeeze) ** 2) - 1 / sqrt(rs**2 + (a * squeeze) ** 2)), [ra, rs]
    inner, outer, edge = mpf(c["inner_slope"]), mpf(c["outer_slope"]), mpf(c["break_radius"])
    radius = sqrt(q) * mpf(c["einstein_radius"])

    def shape(r):
        return (edge / r) ** (inner if r <= edge else outer)

    # the mean convergence within R = radius is 1
    pieces = [0, *([edge] if edge < radius else []), radius]
    scale = radius**2 / 2 / quad(lambda r: shape(r) * r, pieces)
    return lambda a: scale * shape(q * a), [edge / q]


def field_of(cls, c, x, y):
    """Return conj(alpha) and psi at (x, y) in the frame of the axes."""
    q = mpf(c["q"])
    kappa, breaks = convergence_of(cls, c)
    z = mp.mpc(x, y)
    eta = sqrt(x * x + (y / q) ** 2)
    pieces = [mpf(0), *(b for b in breaks if b < eta), eta]

    def root(a):
        return z * sqrt(1 - (1 - q * q) * (a / z) ** 2)

    alpha = 2 * q * quad(lambda a: kappa(a) * a / root(a), pieces)
    psi = 2 * q * quad(lambda a: kappa(a) * a * ln(abs(z + root(a)) / (a * (1 + q))), pieces)
    return alpha, psi


def main():
    arrays, angle = {}, 25.0
    points = [(r, phi) for r, phi in POINTS]
    arrays["grid"] = np.array([(r * np.sin(np.radians(phi)), r * np.cos(np.radians(phi))) for r, phi in points])
    turn = mp.e ** (mp.mpc(0, 1) * mpf(angle) * mp.pi / 180)
    for index, (cls, c) in enumerate(CASES):
        rows = []
        for y, x in arrays["grid"]:
            local = mp.mpc(mpf(x), mpf(y)) / turn
            alpha, psi = field_of(cls, c, local.real, local.imag)
            alpha = mp.conj(alpha) * turn
            rows.append((float(alpha.imag), float(alpha.real), float(psi)))
        arrays[f"case_{index}"] = np.array(rows)
    arrays["parameters"] = np.array(json.dumps([{"cls": cls, "angle": angle, **c} for cls, c in CASES]))
    np.savez_compressed(Path(__file__).with_name("mass_total_precise.npz"), **arrays)


if __name__ == "__main__":
    main()
