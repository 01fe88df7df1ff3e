"""A catalogue of shears and a fit to it."""

import numpy as np

import autolens_lite as al


def numbers():
    rng = np.random.default_rng(5)
    positions = rng.uniform(-6.0, 6.0, (30, 2))
    shear = rng.normal(0.0, 0.1, (2, 30))
    lens = al.Galaxy(
        redshift=0.5,
        mass=al.mp.Isothermal(centre=(0.1, 0.0), ell_comps=(0.1, -0.05), einstein_radius=1.2),
        shear=al.mp.ExternalShear(gamma_1=0.02, gamma_2=0.01),
    )
    tracer = al.Tracer(galaxies=[lens, al.Galaxy(redshift=1.0)])
    answers = {}
    for is_reduced in (False, True):
        dataset = al.WeakDataset.from_arrays(
            positions=positions, gamma_1=shear[0], gamma_2=shear[1], noise_map=0.3, is_reduced=is_reduced
        )
        fit = al.FitWeak(dataset=dataset, tracer=tracer)
        answers[f"log_likelihood {is_reduced}"] = fit.log_likelihood
        answers[f"model {is_reduced}"] = np.asarray(fit.model_shear)
    return answers
