"""Copies the reference values of all stellar and light-and-mass profiles out of the reference set of all profiles.

    python make_profiles_mass_stellar.py <folder with profiles.json and profiles.npz>

The values are those of PyAutoLens 2026.7.29.1 (NumPy path, double precision). Its potentials are left out: they are
fitted sums, 1e-5 to 1 off.
"""

import json
import sys
from pathlib import Path

import numpy as np

STELLAR = ("Gaussian", "Sersic", "Exponential", "DevVaucouleurs", "Chameleon")  # and all whose names begin so
QUANTITIES = ("deflections_yx_2d", "convergence_2d", "image_2d")


def main(folder: Path) -> None:
    parameters = json.loads((folder / "profiles.json").read_text())
    names = [
        name for name in parameters if name.startswith(tuple(f"{kind}mp.{s}" for kind in ("", "l") for s in STELLAR))
    ]
    with np.load(folder / "profiles.npz") as stored:
        keys = [f"{name}.{quantity}" for name in names for quantity in QUANTITIES]
        arrays = {key: stored[key] for key in keys if key in stored}
        arrays["grid"] = stored["grid"]
    arrays["parameters"] = np.array(json.dumps({name: parameters[name] for name in names}))
    np.savez_compressed(Path(__file__).with_name("profiles_mass_stellar.npz"), **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
