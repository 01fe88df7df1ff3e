"""A small image for the tests of analyses and results."""

import numpy as np

import autolens_lite as al
from test_autolens_lite.fit.lens_systems import lens_galaxy, sersic_galaxy


def imaging_of(backend):
    """A noisy image of `lens_galaxy` and `sersic_galaxy`."""
    rng = np.random.default_rng(5)
    grid = al.Grid2D.uniform((24, 24), 0.12, backend="numba")
    image = np.asarray(al.Tracer([lens_galaxy(), sersic_galaxy()]).image_2d_from(grid).native)
    noise = rng.uniform(0.3, 0.6, image.shape)
    data = al.Array2D.no_mask(image + noise * rng.normal(size=image.shape), 0.12, backend=backend)
    dataset = al.Imaging(data, al.Array2D.no_mask(noise, 0.12, backend=backend), backend=backend)
    return dataset.apply_mask(al.Mask2D.circular((24, 24), radius=1.3, pixel_scales=0.12))
