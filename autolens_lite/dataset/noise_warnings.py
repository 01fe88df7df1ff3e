"""What names in files, and the residuals of a good fit, tell of the noise that the data were given."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np

from autolens_lite import check

# A good model has a reduced chi^2 of 1. A variance for a sigma changes it by a factor of sigma^2.
_CHI_SQUARED_SUSPICION = 5.0

# What HDUs, and files by the last word of their names, are called that hold something else than sigma.
_VARIANCES, _WEIGHTS = "variances (take their square roots)", "weights, 1 / sigma^2 (pass weights ** -0.5)"
_OTHER = "no noise at all"
_HELD = {
    **dict.fromkeys(("VAR", "VARIANCE", "VAR_POISSON", "VAR_RNOISE", "VAR_FLAT"), _VARIANCES),
    **dict.fromkeys(("WHT", "WGT", "WT", "WEIGHT", "WEIGHTS", "IVM", "IVAR", "INVVAR"), _WEIGHTS),
    **dict.fromkeys(("SCI", "DQ", "MASK", "FLAG", "FLAGS", "CTX", "CON", "EXP", "PSF"), _OTHER),
}


def warn_of_names(header: dict[str, Any], file_path: str | os.PathLike[str]) -> None:
    """Warn if the HDU or the file that a noise map is read from is named as what holds no sigma is.

    Parameters
    ----------
    header
        Of the HDU.
    file_path
        The file.
    """
    extension = str(header.get("EXTNAME", "")).strip()
    stem = re.split(r"[-_. ]", Path(file_path).name.partition(".fit")[0])[-1]
    for kind, name in (("HDU", extension), ("file", stem)):
        held = _HELD.get(name.upper())
        if held is not None:
            check.warn(
                f"noise_map is read from '{file_path}', of which the {kind} is named '{name}', as those are that hold "
                f"{held}. It is taken for sigma: pass the sigma in each pixel, if it is not."
            )
            return
        if extension:
            return  # what the HDU says of itself counts more


def warn_of_data_as_noise(data: np.ndarray, noise_map: np.ndarray) -> None:
    """Warn if the noise is the data once more, as where one file is read for both.

    `data` and `noise_map` are of one shape. Constants, as of tests, may be alike.
    """
    if data.size > 1 and np.array_equal(data, noise_map) and (data != data.flat[0]).any():
        check.warn("noise_map is equal to data, number by number. Is it read from the right file and HDU?")


def warn_of_noise_map(residuals: np.ndarray, noise_map: np.ndarray, datum: str) -> None:
    """Warn if what a good model leaves over is far from the noise: it may be a variance or a weight.

    Parameters
    ----------
    residuals
        Data minus model, (M,).
    noise_map
        Sigma, (M,).
    datum
        What one of them is called.
    """
    used = noise_map < 1.0e4 * np.median(noise_map)  # not those of apply_noise_scaling
    residuals, noise_map = residuals[used], noise_map[used]
    found = float(np.mean((residuals / noise_map) ** 2))
    if 1.0 / _CHI_SQUARED_SUSPICION <= found <= _CHI_SQUARED_SUSPICION:
        return
    others = {_VARIANCES: float(np.mean(residuals**2 / noise_map)), _WEIGHTS: float(np.mean(residuals**2 * noise_map))}
    likely = [f"noise_map may hold {kind}: chi^2 would be {value:.3g}" for kind, value in others.items()]
    likely = [text for text, value in zip(likely, others.values(), strict=True) if 0.5 < value < 2.0]
    check.warn(
        f"chi^2 per {datum} is {found:.4g}, far from 1. "
        + ("; ".join(likely) + "." if likely else "Look at the residuals: is the model poor, or the noise_map wrong?")
    )
