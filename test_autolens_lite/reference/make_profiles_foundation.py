"""Copies the reference values of the foundation's profiles out of the reference set of all profiles.

    python make_profiles_foundation.py <folder with profiles.json and profiles.npz>

The values are those of PyAutoLens 2026.7.29.1 (NumPy path, double precision).
"""

import json
import sys
from pathlib import Path

import numpy as np

PROFILES = {
    "mp": ("ExternalShear", "Isothermal", "IsothermalSph", "PointMass", "PowerLaw", "PowerLawSph"),
    "lp": ("Exponential", "ExponentialSph", "Gaussian", "GaussianSph", "Sersic", "SersicSph"),
}


def main(folder: Path) -> None:
    parameters = json.loads((folder / "profiles.json").read_text())
    with np.load(folder / "profiles.npz") as stored:
        names = [f"{kind}.{cls}.{row}" for kind, classes in PROFILES.items() for cls in classes for row in (0, 1)]
        arrays = {key: stored[key] for key in stored.files if key.rpartition(".")[0] in names}
        arrays["grid"] = stored["grid"]
    arrays["parameters"] = np.array(json.dumps({name: parameters[name] for name in names}))
    np.savez_compressed(Path(__file__).with_name("profiles_foundation.npz"), **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
