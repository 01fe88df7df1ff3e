"""A model of galaxies, its vector, and instances of it."""

import autolens_lite as al

af = al


def numbers():
    lens = af.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal, disk=None)
    lens.mass.centre.centre_0 = af.UniformPrior(lower_limit=-0.1, upper_limit=0.3)
    lens.mass.centre.centre_1 = 0.0
    lens.mass.ell_comps = (0.1, 0.05)
    lens.mass.einstein_radius = af.UniformPrior(lower_limit=0.5, upper_limit=2.5)
    source = af.Model(al.Galaxy, redshift=1.0, bulge=al.lp.ExponentialSph)
    source.bulge.centre = lens.mass.centre
    source.bulge.effective_radius = af.LogUniformPrior(lower_limit=0.01, upper_limit=1.0)
    source.bulge.intensity = 2.0
    model = af.Collection(galaxies=af.Collection(lens=lens, source=source), extra_galaxies=None)
    instance = model.instance_from_vector(vector=[0.05, 1.4, 0.3])
    medians = model.instance_from_prior_medians()
    return {
        "count": model.prior_count,
        "einstein_radius": instance.galaxies.lens.mass.einstein_radius,
        "shared": instance.galaxies.source.bulge.centre[0],
        "median": medians.galaxies.source.bulge.effective_radius,
        "disk": instance.galaxies.lens.disk is None,
        "extra": instance.extra_galaxies is None,
    }
