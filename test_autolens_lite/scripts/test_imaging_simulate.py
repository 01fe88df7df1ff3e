"""The script that simulates an image runs as a user runs it."""

import numpy as np

import autolens_lite as al
from test_autolens_lite.scripts.in_turn import run_in_turn


def test_simulate(working_directory):
    script = "imaging/simulate.py"
    finished, refused, again = run_in_turn((script,), (script,), (script, "--overwrite"), options=("-W", "error"))
    assert finished.code == 0, finished.errors
    paths = [working_directory / "dataset" / "simple" / f"{name}.fits" for name in ("data", "noise_map", "psf")]
    dataset = al.Imaging.from_fits(*paths)
    assert (dataset.shape_native, dataset.pixel_scales) == ((140, 140), (0.05, 0.05))
    assert np.asarray(dataset.signal_to_noise_map).max() > 100.0
    assert refused.code != 0 and "overwrite" in refused.errors
    assert again.code == 0
