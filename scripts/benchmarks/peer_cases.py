"""What `compare_peer.py` compares: models in plain form, what is asked of them, and how the peer may be configured."""

from typing import Any, NamedTuple

import numpy as np

# The truth of the image that is fitted.
LENS_LIGHT = {
    "cls": "lp.Sersic",
    "centre": (0.0, 0.0),
    "ell_comps": (0.06, -0.04),
    "intensity": 2.0,
    "effective_radius": 0.8,
    "sersic_index": 3.0,
}
MASS = {"cls": "mp.Isothermal", "centre": (0.01, -0.02), "ell_comps": (0.08, 0.05), "einstein_radius": 1.6}
SHEAR = {"cls": "mp.ExternalShear", "gamma_1": 0.03, "gamma_2": -0.02}
SOURCE_LIGHT = {
    "cls": "lp.Sersic",
    "centre": (0.08, 0.05),
    "ell_comps": (0.10, -0.12),
    "intensity": 3.0,
    "effective_radius": 0.25,
    "sersic_index": 1.5,
}
LENS = {"redshift": 0.5, "bulge": LENS_LIGHT, "mass": MASS, "shear": SHEAR}
DARK_LENS = {"redshift": 0.5, "mass": MASS, "shear": SHEAR}
PARAMETRIC = {"lens": LENS, "source": {"redshift": 1.0, "bulge": SOURCE_LIGHT}}

SIDE, VERTICES = 39, 1500


def _gaussians(
    centre: tuple[float, float], ell_comps: tuple[float, float], least: float, most: float
) -> dict[str, Any]:
    return {
        "cls": "lp_linear.Gaussian",
        "centre": centre,
        "ell_comps": ell_comps,
        "sigma": np.geomspace(least, most, 20).tolist(),
    }


MGE = {
    "lens": DARK_LENS | {"bulge": _gaussians((0.0, 0.0), (0.06, -0.04), 0.02, 3.0)},
    "source": {"redshift": 1.0, "bulge": _gaussians((0.08, 0.05), (0.10, -0.12), 0.01, 1.0)},
}

RECTANGULAR = {
    "mesh": {"cls": "RectangularUniform", "shape": (SIDE, SIDE)},
    "regularization": {"cls": "Constant", "coefficient": 1.0},
}
DELAUNAY = {
    "mesh": {"cls": "Delaunay", "pixels": VERTICES},
    "regularization": {"cls": "ConstantSplit", "coefficient": 1.0},
}
MESHES = {"rectangular": RECTANGULAR, "delaunay": DELAUNAY}

NUMPY = {"name": "NumPy"}
JIT = {"name": "jit", "jit": True}
NUMBA = {"name": "numba", "operator": "cpu"}
SPARSE = {"name": "sparse", "operator": "sparse"}
JIT_SPARSE = {"name": "jit, sparse", "operator": "sparse", "jit": True}
NUMBA_VISIBILITIES = {"name": "numba", "operator": "sparse", "settings": {"interferometer_route": "numba"}}
# By default the peer adds 1e-3 to the curvature of every intensity, which moves the log likelihood by 0.4.
RIDGE = {"settings": {"no_regularization_add_to_curvature_diag_value": 1e-8}}
NUMPY_RIDGE = NUMPY | RIDGE | {"name": "NumPy, ridge 1e-8"}
JIT_RIDGE = JIT | RIDGE | {"name": "jit, ridge 1e-8"}
JIT_CERTIFIED = {"name": "jit, certified", "jit": True, "settings": {"positive_only_solver": "certified"}}
JIT_SPARSE_CERTIFIED = JIT_SPARSE | JIT_CERTIFIED | {"name": "jit, sparse, certified"}


class Case(NamedTuple):
    """A row of the table.

    `galaxies` and the fields after it are what both codes are asked for. `reach` is how many times faster than the
    peer's best this should be; `best` the peer's configurations that are tried, `others` those that were found slower
    (`--all-configurations`). `same` says whether both codes compute the same number.
    """

    name: str
    galaxies: dict[str, Any]
    reach: float
    best: tuple[dict[str, Any], ...]
    others: tuple[dict[str, Any], ...] = ()
    kind: str = "imaging"
    over_sample_size: int = 1
    positive_only: bool = True
    gradient: bool = False
    points: bool = False
    scatter: float = 0.002
    tolerance: float = 1e-6

    @property
    def plain(self) -> dict[str, Any]:
        """The case for the peer's worker."""
        names = ("galaxies", "kind", "over_sample_size", "positive_only", "gradient", "points")
        return {name: getattr(self, name) for name in names}


def _parametric() -> list[Case]:
    cases = []
    for size, reach, best in ((4, 2.0, (JIT,)), (1, 1.0, (JIT,))):
        shared = {"galaxies": PARAMETRIC, "reach": reach, "over_sample_size": size}
        cases.append(Case(f"parametric-os{size}", best=best, others=(NUMPY,), **shared))
        cases.append(Case(f"parametric-os{size}-gradient", best=best, gradient=True, **shared))
    cases.append(Case("mge-os4", MGE, 2.0, (NUMPY_RIDGE,), (JIT_RIDGE, NUMPY, JIT), over_sample_size=4))
    cases.append(Case("mge-os4-gradient", MGE, 2.0, (JIT_RIDGE,), (JIT,), over_sample_size=4, gradient=True))
    return cases


def _pixelized() -> list[Case]:
    cases = []
    for mesh, pixelization in MESHES.items():
        shared = {
            "galaxies": {"lens": LENS, "source": {"redshift": 1.0, "pixelization": pixelization}},
            "points": mesh == "delaunay",
        }
        values = {"best": (NUMBA,), "others": (NUMPY, SPARSE, JIT, JIT_SPARSE)}
        gradients = {"best": (JIT,), "others": (JIT_CERTIFIED, JIT_SPARSE, JIT_SPARSE_CERTIFIED)}
        for size in (1, 4):
            for positive in (False, True):
                reach = 2.0 if size == 1 and not positive else 3.0
                name = f"{mesh}-os{size}-{'positive' if positive else 'free'}"
                cases.append(Case(name, reach=reach, over_sample_size=size, positive_only=positive, **values, **shared))
            name = f"{mesh}-os{size}-positive-early"
            cases.append(Case(name, reach=4.0, over_sample_size=size, scatter=0.02, **values, **shared))
            name = f"{mesh}-os{size}-positive-gradient"
            cases.append(Case(name, reach=20.0, over_sample_size=size, gradient=True, **gradients, **shared))
    return cases


def _visibilities() -> list[Case]:
    cases = []
    for mesh, pixelization in MESHES.items():
        shared = {
            "galaxies": {"lens": DARK_LENS, "source": {"redshift": 1.0, "pixelization": pixelization}},
            "kind": "interferometer",
            "points": mesh == "delaunay",
        }
        cases.append(
            Case(f"visibilities-{mesh}", reach=4.0, best=(NUMBA_VISIBILITIES,), others=(SPARSE, JIT_SPARSE), **shared)
        )
        gradients = {"best": (JIT_SPARSE,), "others": (JIT_SPARSE_CERTIFIED,)}
        cases.append(Case(f"visibilities-{mesh}-gradient", reach=15.0, gradient=True, **gradients, **shared))
    return cases


CASES = {case.name: case for case in (*_parametric(), *_pixelized(), *_visibilities())}


def vectors_of(truth: dict[str, float], roles: list[str], count: int, scatter: float, seed: int = 1) -> np.ndarray:
    """Models around the truth, (count, p), by role: the same whatever order a code has its parameters in."""
    # Scattered by a part of the value; of what is zero, by that part of 0.05.
    steps = {role: scatter * max(abs(value), 0.05) for role, value in truth.items()}
    noise = dict(zip(truth, np.random.default_rng(seed).normal(size=(count, len(truth))).T, strict=True))
    return np.stack([truth[role] + steps[role] * noise[role] for role in roles], axis=1)
