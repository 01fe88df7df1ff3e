"""Each search with settings that make it quick on the Gaussian of `fakes`."""

from autolens_lite import guide
from autolens_lite import search as s

QUICK = {
    "DynestyStatic": (s.DynestyStatic, {"nlive": 50, "dlogz": 0.3}),
    "DynestyDynamic": (s.DynestyDynamic, {"nlive_init": 30, "nlive_batch": 30, "dlogz_init": 0.5, "n_effective": 150}),
    "Emcee": (s.Emcee, {"nwalkers": 12, "nsteps": 150}),
    "LBFGS": (s.LBFGS, {"n_starts": 100, "screened_per_start": 1, "n_samples": 20}),
    "LeastSquares": (s.LeastSquares, {"n_starts": 60, "screened_per_start": 4, "n_samples": 20}),
    "NUTS": (s.NUTS, {"num_warmup": 30, "num_samples": 60, "num_chains": 2}),
    "Nautilus": (s.Nautilus, {"n_live": 60, "n_batch": 20, "f_live": 0.8, "n_eff": 100, "n_networks": 0}),
    "Posterior": (guide.Posterior, {"n_starts": 60, "n_effective": 20, "n_draws": 250}),
    "SMC": (s.SMC, {"n_particles": 30, "jump_target": 0.3, "max_moves": 1}),
    "PySwarmsGlobal": (s.PySwarmsGlobal, {"n_particles": 12, "iters": 60}),
    "PySwarmsLocal": (s.PySwarmsLocal, {"n_particles": 12, "iters": 60}),
}


def search_of(case, **more):
    cls, settings = QUICK[case]
    return cls(**{"name": "fit", "seed": 1, "progress_bar": False, **settings, **more})


def same_samples(first, second):
    """Whether two results hold identical numbers, bit by bit."""
    one, other = first.samples, second.samples
    columns = ("vectors", "log_likelihood", "log_prior", "weight")
    same = all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in columns)
    return same and one.log_evidence == other.log_evidence and one.log_evidence_error == other.log_evidence_error
