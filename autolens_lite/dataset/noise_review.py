"""What the residuals of a good fit tell of the noise that the data were given."""

from __future__ import annotations

import numpy as np

from autolens_lite import check

# A good model has a reduced chi^2 of 1. A variance for a sigma changes it by a factor of sigma^2.
_CHI_SQUARED_SUSPICION = 5.0


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
    others = {
        "variances (take their square roots)": float(np.mean(residuals**2 / noise_map)),
        "weights, 1 / sigma^2 (pass weights ** -0.5)": float(np.mean(residuals**2 * noise_map)),
    }
    likely = [f"noise_map may hold {kind}: chi^2 would be {value:.3g}" for kind, value in others.items()]
    likely = [text for text, value in zip(likely, others.values(), strict=True) if 0.5 < value < 2.0]
    check.warn(
        f"chi^2 per {datum} is {found:.4g}, far from 1. "
        + ("; ".join(likely) + "." if likely else "Look at the residuals: is the model poor, or the noise_map wrong?")
    )
