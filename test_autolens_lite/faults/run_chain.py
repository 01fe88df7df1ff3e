"""A chain of two fits, of which the second adapts to the first: FOLDER ROUNDING [CALLS].

ROUNDING is how many units in the last place model images are off, as those of another compiler are; the process is
ended after so many likelihoods of the second fit.
"""

import os
import sys

import numpy as np

import autolens_lite as al
from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.fit.imaging import FitImaging


def model_images(fit, units):
    """Those of a fit, off by so many units in the last place."""
    factor = 1.0 + units * EPSILON
    return {galaxy: image.with_new_array(np.asarray(image) * factor) for galaxy, image in MODEL_IMAGES(fit).items()}


EPSILON = np.finfo(float).eps
LIKELIHOOD = Likelihood.__call__
MODEL_IMAGES = FitImaging.model_images_of_galaxies_dict.func


def round_otherwise(units):
    """Let model images be off by so many units in the last place."""
    FitImaging.model_images_of_galaxies_dict = property(lambda fit: model_images(fit, units))


def dataset():
    """A lens of 11 x 11 pixels."""
    grid = al.Grid2D.uniform((11, 11), 0.3, over_sample_size=1)
    lens = al.Galaxy(0.5, mass=al.mp.IsothermalSph((0.0, 0.0), 1.0))
    source = al.Galaxy(1.0, bulge=al.lp.SersicSph((0.05, 0.1), 2.0, 0.3, 1.0))
    psf = al.Convolver.from_gaussian((3, 3), 0.3, sigma=0.2)
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, psf=psf, noise_seed=1)
    mask = al.Mask2D.circular((11, 11), pixel_scales=0.3, radius=1.5)
    return simulator.via_tracer_from(al.Tracer([lens, source]), grid).apply_mask(mask)


def end_after(calls):
    """Let the process end after so many more likelihoods."""
    left = iter(range(calls))

    def counted(likelihood, vector):
        if next(left, None) is None:
            os._exit(9)
        return LIKELIHOOD(likelihood, vector)

    Likelihood.__call__ = counted


def lens():
    """Mass of one free parameter."""
    mass = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    mass.einstein_radius = al.UniformPrior(0.9, 1.1)
    return al.Model(al.Galaxy, redshift=0.5, mass=mass)


def first(folder, data):
    """A source of two Gaussians that are solved for."""
    light = [al.lp_linear.GaussianSph((0.05, 0.1), sigma) for sigma in (0.15, 0.4)]
    source = al.Model(al.Galaxy, redshift=1.0, bulge=al.lp_basis.Basis(profile_list=light))
    return fit("first", folder, source, al.AnalysisImaging(data))


def second(folder, data, result):
    """A mesh that adapts to it."""
    mesh = al.mesh.RectangularAdaptImage((5, 5))
    pixelization = al.Model(al.Pixelization, mesh=mesh, regularization=al.reg.Constant(1.0))
    images = al.AdaptImages(galaxy_name_image_dict=al.galaxy_name_image_dict_via_result_from(result))
    positions = result.positions_likelihood_from(3.0, positions=[(1.0, 0.1), (-0.9, 0.1)])
    analysis = al.AnalysisImaging(data, [positions], adapt_images=images)
    return fit("second", folder, al.Model(al.Galaxy, redshift=1.0, pixelization=pixelization), analysis)


def fit(name, folder, source, analysis):
    """A few steps of a few walkers, each of them kept."""
    model = al.Collection(galaxies=al.Collection(lens=lens(), source=source))
    settings = {"nwalkers": 4, "nsteps": 6, "seed": 1, "progress_bar": False, "iterations_per_full_update": 1}
    return al.Emcee(name, output_path=folder, **settings).fit(model, analysis)


def chain(folder, *calls):
    """Both fits; the process is ended after so many likelihoods of the second."""
    image = dataset()
    result = first(folder, image)
    for number in calls:
        end_after(number)
    second(folder, image, result)


if __name__ == "__main__":
    round_otherwise(float(sys.argv[2]))
    chain(sys.argv[1], *map(int, sys.argv[3:]))
