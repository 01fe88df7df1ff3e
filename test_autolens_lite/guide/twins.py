"""A round lens, and behind it two sources alike, at places that mirror each other; the model has one source."""

import autolens_lite as al
from test_autolens_lite.guide.scene import RADIUS, SCALE, SHAPE

PLACES = (0.25, -0.25)
# Of Nautilus with 1,000 live points (`LOG_EVIDENCE` +- `ERROR`), and the part of it with the source on the right.
LOG_EVIDENCE, ERROR, SHARE_OF_THE_RIGHT = 7.880, 0.027, 0.748


def model():
    """The Einstein radius, and place and brightness of a source: 4 parameters."""
    mass = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0), einstein_radius=al.UniformPrior(0.6, 1.6))
    bulge = al.Model(al.lp.SersicSph, effective_radius=0.08, sersic_index=1.0)
    bulge.centre_0, bulge.centre_1 = al.GaussianPrior(0.0, 0.1), al.UniformPrior(-0.5, 0.5)
    bulge.intensity = al.LogUniformPrior(0.1, 10.0)
    lens, source = al.Model(al.Galaxy, redshift=0.5, mass=mass), al.Model(al.Galaxy, redshift=1.0, bulge=bulge)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


def dataset(seed=7):
    """The image, masked, on jax."""
    grid = al.Grid2D.uniform(shape_native=SHAPE, pixel_scales=SCALE, over_sample_size=2)
    psf = al.Convolver.from_gaussian(shape_native=(9, 9), pixel_scales=SCALE, sigma=0.08)
    simulator = al.SimulatorImaging(exposure_time=20.0, background_sky_level=1.0, psf=psf, noise_seed=seed)
    lens = al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph(einstein_radius=1.1))
    light = {"effective_radius": 0.08, "sersic_index": 1.0, "intensity": 0.4}
    sources = [al.Galaxy(redshift=1.0, bulge=al.lp.SersicSph(centre=(0.0, x), **light)) for x in PLACES]
    image = simulator.via_tracer_from(tracer=al.Tracer(galaxies=[lens, *sources]), grid=grid).with_backend("jax")
    masked = image.apply_mask(al.Mask2D.circular(shape_native=SHAPE, pixel_scales=SCALE, radius=RADIUS))
    return masked.apply_over_sampling(over_sample_size_lp=2)
