"""A small observation of a lens, and fits to it, for drawing."""

import numpy as np
import pytest

from autolens_lite.dataset import SimulatorInterferometer
from autolens_lite.fit import FitInterferometer
from autolens_lite.grid import Grid2D, Mask2D
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.pixelization import Pixelization
from autolens_lite.pixelization.mesh import RectangularAdaptDensity
from autolens_lite.pixelization.regularization import Constant
from autolens_lite.profile.light import Gaussian
from autolens_lite.profile.mass import Isothermal

NOISE = 1.0e-4


@pytest.fixture(scope="session")
def tracer():
    """A lens whose source lies up and to the left, at (y, x) = (0.2, -0.1)."""
    lens = Galaxy(0.5, mass=Isothermal(centre=(0.0, 0.0), ell_comps=(0.1, 0.2), einstein_radius=1.0))
    return Tracer(
        [lens, Galaxy(2.0, light=Gaussian(centre=(0.2, -0.1), ell_comps=(0.0, 0.0), intensity=1e-3, sigma=0.1))]
    )


@pytest.fixture(scope="session")
def grid():
    """An array that is neither square nor centred on (0, 0), and masked."""
    return Grid2D.from_mask(Mask2D.circular((44, 40), radius=1.9, pixel_scales=0.1, origin=(0.1, -0.05)))


@pytest.fixture(scope="session")
def dataset(tracer, grid):
    rng = np.random.default_rng(1)
    uv_wavelengths = rng.normal(0.0, 2.5e5, (400, 2))
    return SimulatorInterferometer(uv_wavelengths, noise_sigma=NOISE, noise_seed=2).via_tracer_from(tracer, grid)


@pytest.fixture(scope="session")
def parametric_fit(dataset, tracer):
    return FitInterferometer(dataset, tracer)


@pytest.fixture(scope="session")
def pixelized_fit(dataset, tracer):
    """The source is reconstructed on rows and columns of unequal size."""
    pixelization = Pixelization(RectangularAdaptDensity((9, 8)), Constant(10.0))
    galaxies = [tracer.galaxies[0], Galaxy(2.0, pixelization=pixelization)]
    return FitInterferometer(dataset, Tracer(galaxies))
