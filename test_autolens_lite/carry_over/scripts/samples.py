"""What samples say of a model's parameters."""

import numpy as np

import autolens_lite as al

af = al


def numbers():
    model = af.Model(al.mp.IsothermalSph)
    model.centre.centre_0 = af.GaussianPrior(mean=0.0, sigma=0.1)
    model.centre.centre_1 = af.GaussianPrior(mean=0.0, sigma=0.1)
    model.einstein_radius = af.UniformPrior(lower_limit=0.5, upper_limit=2.5)
    values = np.random.default_rng(3).normal([0.1, -0.2, 1.5], [0.05, 0.1, 0.2], (200, 3))
    sample = af.Sample(
        log_likelihood=-3.0,
        log_prior=0.5,
        weight=1.0,
        kwargs={("centre", "centre_0"): 0.1, ("centre", "centre_1"): 0.2, ("einstein_radius",): 1.3},
    )
    answers = {"log_posterior": sample.log_posterior}
    _, lower, upper = af.marginalize(parameter_list=values[:, 2].tolist(), sigma=8.0)
    answers["beyond"] = [lower, upper]
    return answers | {"total": model.total_free_parameters}
