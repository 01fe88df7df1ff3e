"""A small lens of known parameters, simulated with the sub-pixels with which it is fitted."""

import numpy as np

import autolens_lite as al
from autolens_lite.guide.split import split
from autolens_lite.guide.stages import Stages

SHAPE, SCALE, RADIUS = (50, 50), 0.1, 2.2
TRUTH = {
    "lens.bulge.centre_0": 0.03,
    "lens.bulge.centre_1": -0.02,
    "lens.bulge.intensity": 3.0,
    "lens.bulge.effective_radius": 0.5,
    "lens.mass.ell_comps_0": 0.08,
    "lens.mass.ell_comps_1": -0.05,
    "lens.mass.einstein_radius": 1.2,
    "source.bulge.centre_0": 0.08,
    "source.bulge.centre_1": -0.1,
    "source.bulge.intensity": 4.0,
    "source.bulge.effective_radius": 0.15,
}


def model():
    """The light of the lens, mass with the same centre, and a source: 11 parameters."""
    bulge = al.Model(al.lp.SersicSph, sersic_index=2.0)
    mass = al.Model(al.mp.Isothermal)
    mass.centre = bulge.centre
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=mass)
    source = al.Model(al.Galaxy, redshift=1.0, bulge=al.Model(al.lp.SersicSph, sersic_index=1.0))
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


def truth():
    """The vector of `model`."""
    return np.array([TRUTH[name.removeprefix("galaxies.")] for name in model().parameter_names])


def dataset(noise_seed=1):
    """The image of the truth, masked, on jax."""
    grid = al.Grid2D.uniform(shape_native=SHAPE, pixel_scales=SCALE, over_sample_size=2)
    psf = al.Convolver.from_gaussian(shape_native=(9, 9), pixel_scales=SCALE, sigma=0.08)
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, psf=psf, noise_seed=noise_seed)
    tracer = al.Tracer(galaxies=list(model().instance_from_vector(truth()).galaxies))
    image = simulator.via_tracer_from(tracer=tracer, grid=grid).with_backend("jax")
    masked = image.apply_mask(al.Mask2D.circular(shape_native=SHAPE, pixel_scales=SCALE, radius=RADIUS))
    return masked.apply_over_sampling(over_sample_size_lp=2)


def stages():
    """The stages of the model and the image."""
    return Stages(split(model()), al.AnalysisImaging(dataset()))
