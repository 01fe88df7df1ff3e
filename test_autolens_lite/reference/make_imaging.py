"""Make imaging.npz and imaging.json: another code's fits to an image, from its stored output.

    python test_autolens_lite/reference/make_imaging.py FOLDER

FOLDER holds `cases.npz` and `cases.json`, made with PyAutoLens 2026.7.29.1 (NumPy path).
"""

import json
import sys
from pathlib import Path

import numpy as np

INPUTS = ("data", "noise_map", "psf", "mask", "pixel_scale", "adapt_image", "image_plane_mesh_grid")


def main(folder: Path) -> None:
    models = json.loads((folder / "cases.json").read_text())
    with np.load(folder / "cases.npz") as stored:
        arrays = {name: stored[name] for name in INPUTS}
        arrays |= {name: stored[name] for name in stored if name.endswith("_reconstruction")}
    here = Path(__file__).parent
    np.savez_compressed(here / "imaging.npz", **arrays)
    (here / "imaging.json").write_text(json.dumps(models, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
