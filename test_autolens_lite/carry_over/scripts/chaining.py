"""Parts of one search's result in the next one's model."""

import autolens_lite as al

af = al


class Result:
    """What chaining reads of a result: a model and an instance of it."""

    def __init__(self, model):
        self.model = model
        self.instance = model.instance_from_prior_medians()


def numbers():
    mass = af.Model(al.mp.Isothermal, centre=(0.1, 0.2))
    mass.einstein_radius = af.GaussianPrior(mean=1.2, sigma=0.1)
    chained = al.util.chaining.mass_from(af.Model(al.mp.PowerLaw), mass, unfix_mass_centre=True)
    answers = {
        "mass": [chained.prior_count, chained.centre.centre_0.mean, chained.centre.centre_1.sigma],
        "einstein_radius": chained.einstein_radius.mean,
    }
    pixelization = af.Model(al.Pixelization, mesh=al.mesh.RectangularUniform((5, 5)), regularization=al.reg.Constant)
    source = af.Model(al.Galaxy, redshift=1.0, pixelization=pixelization)
    result = Result(af.Collection(galaxies=af.Collection(source=source)))
    fixed = al.util.chaining.source_from(result=result)
    free = al.util.chaining.source_custom_model_from(result=result, source_is_model=True)
    answers["source"] = [fixed.prior_count, free.prior_count]
    bulge = af.Model(al.lmp_linear.Sersic)
    disk = af.Model(al.lmp_linear.Sersic)
    answers["separate"] = bulge.prior_count + disk.prior_count
    return answers
