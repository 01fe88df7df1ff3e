"""A small dataset of plausible baselines."""

import numpy as np
import pytest

from autolens_lite.dataset import Interferometer
from autolens_lite.grid import Mask2D

ARCSEC = np.pi / 648000.0


@pytest.fixture
def mask():
    """21 by 24 pixels of 0.1 arcsec, not centred on the phase centre."""
    return Mask2D.circular((21, 24), radius=0.95, pixel_scales=0.1, origin=(0.05, -0.1), centre=(0.05, -0.1))


@pytest.fixture
def arrays(mask):
    """Visibilities, unequal noise of both parts and baselines up to 0.9 of the Nyquist limit: 60 of each."""
    generator = np.random.default_rng(5)
    limit = 0.5 / (mask.pixel_scale * ARCSEC)
    uv_wavelengths = generator.uniform(-0.9 * limit, 0.9 * limit, size=(60, 2))
    data = generator.normal(size=60) + 1j * generator.normal(size=60)
    noise_map = generator.uniform(0.5, 2.0, 60) + 1j * generator.uniform(0.5, 2.0, 60)
    return {"data": data, "noise_map": noise_map, "uv_wavelengths": uv_wavelengths}


@pytest.fixture
def dataset(arrays, mask, backend):
    """The dataset of `arrays` on `mask`."""
    return Interferometer(real_space_mask=mask, backend=backend, **arrays)
