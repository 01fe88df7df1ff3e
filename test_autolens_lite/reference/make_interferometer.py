"""Make `interferometer.npz` and `interferometer.json`: another code's fits of three small simulated observations.

    python make_interferometer.py FOLDER

FOLDER holds `sma_200`, `sma_200_unequal_noise` and `alma_3000`, each as .npz (arrays) and .json (models, settings and
terms), written by PyAutoLens 2026.7.29.1 with a direct Fourier transform and no over-sampling. Kept here: data, models,
terms, model visibilities and reconstructions; left out: matrices.
"""

import json
import sys
from pathlib import Path

import numpy as np

OBSERVATIONS = ("sma_200", "sma_200_unequal_noise", "alma_3000")
DATA = ("uv_wavelengths", "visibilities", "sigma_real", "sigma_imag", "mask", "pixel_scale")


def main(folder: Path) -> None:
    """Write both files beside this script."""
    arrays, models = {}, {}
    for observation in OBSERVATIONS:
        models[observation] = json.loads((folder / f"{observation}.json").read_text())
        with np.load(folder / f"{observation}.npz") as stored:
            for name in stored.files:
                if name in DATA or (observation == "sma_200" and name.endswith(("_visibilities", "_reconstruction"))):
                    arrays[f"{observation}/{name}"] = stored[name]
    here = Path(__file__).parent
    np.savez_compressed(here / "interferometer.npz", **arrays)
    (here / "interferometer.json").write_text(json.dumps(models, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
