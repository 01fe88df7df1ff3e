"""Classes of a user's own: a mass with an argument more, an analysis with an attribute that its likelihood reads."""

import autolens_lite as al


class Halo(al.mp.IsothermalSph):
    def __init__(self, centre=(0.0, 0.0), einstein_radius=1.0, boost=1.0):
        super().__init__(centre, einstein_radius * boost)
        self.boost = boost


class Analysis(al.AnalysisImaging):
    def __init__(self, dataset, offset=0.0):
        super().__init__(dataset)
        self.offset = offset

    def log_likelihood_function(self, instance):
        return super().log_likelihood_function(instance) + self.offset


SOURCE = al.Galaxy(1.0, bulge=al.lp.SersicSph((0.05, 0.1), 2.0, 0.3, 1.0))


def dataset():
    """A lens of 11 x 11 pixels."""
    lens = al.Galaxy(0.5, mass=al.mp.IsothermalSph((0.0, 0.0), 1.0))
    psf = al.Convolver.from_gaussian((3, 3), 0.3, sigma=0.2)
    simulator = al.SimulatorImaging(exposure_time=100.0, background_sky_level=1.0, psf=psf, noise_seed=1)
    return simulator.via_tracer_from(al.Tracer([lens, SOURCE]), al.Grid2D.uniform((11, 11), 0.3, over_sample_size=1))


def model_of(halo=Halo):
    """One free parameter."""
    mass = al.Model(halo, centre=(0.0, 0.0), einstein_radius=1.0)
    mass.boost = al.UniformPrior(0.9, 1.1)
    lens = al.Model(al.Galaxy, redshift=0.5, mass=mass)
    return al.Collection(galaxies=al.Collection(lens=lens, source=SOURCE))


def samples_of(name, halo=Halo, analysis=Analysis, **settings):
    """A short chain, by workers or none."""
    search = al.Emcee(name, seed=1, nwalkers=4, nsteps=4, progress_bar=False, **settings)
    return search.fit(model_of(halo), analysis(dataset(), offset=2.5)).samples
