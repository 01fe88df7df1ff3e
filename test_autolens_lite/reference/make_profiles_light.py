"""Copies the reference values of all light profiles out of the reference set of all profiles.

    python make_profiles_light.py <folder with profiles.json and profiles.npz>

The values are those of PyAutoLens 2026.7.29.1 (NumPy path, double precision).
"""

import json
import sys
from pathlib import Path

import numpy as np


def main(folder: Path) -> None:
    parameters = json.loads((folder / "profiles.json").read_text())
    names = [name for name in parameters if name.partition(".")[0] in ("lp", "lp_operated")]
    with np.load(folder / "profiles.npz") as stored:
        arrays = {f"{name}.image_2d": stored[f"{name}.image_2d"] for name in names}
        arrays["grid"] = stored["grid"]
    arrays["parameters"] = np.array(json.dumps({name: parameters[name] for name in names}))
    np.savez_compressed(Path(__file__).with_name("profiles_light.npz"), **arrays)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
