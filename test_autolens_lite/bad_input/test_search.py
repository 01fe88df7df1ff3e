"""Impossible settings of a search: each is refused before any work, naming the setting, its value and the remedy."""

import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite import search as s
from autolens_lite.check import setting_names
from autolens_lite.model import Collection, Model
from test_autolens_lite.search.cases import QUICK
from test_autolens_lite.search.fakes import Gaussian, Point, model_of

NESTED = (s.DynestyStatic, s.DynestyDynamic, s.Nautilus)
EVERY = [pytest.param(cls, id=case) for case, (cls, _) in QUICK.items()]

COMMON = [
    ({"name": ""}, "name = ''"),
    ({"name": " "}, "name = ' '"),
    ({"name": ".."}, "name = '..'"),
    ({"name": "x" * 256}, "is too long for a folder"),
    ({"name": "\u00e9" * 128}, "is too long for a folder"),  # of two bytes each
    ({"unique_tag": "x" * 256}, "is too long for a folder"),
    ({"name": "a/b"}, "path_prefix"),
    ({"name": "a\\b"}, "path separator"),
    ({"name": 5}, "name = 5"),
    ({"unique_tag": "a/b"}, "unique_tag"),
    ({"path_prefix": 3}, "path_prefix = 3"),
    ({"output_path": 3}, "output_path = 3"),
    ({"seed": -1}, "seed = -1"),
    ({"seed": 1.5}, "seed = 1.5"),
    ({"seed": "one"}, "seed = 'one'"),
    ({"seed": True}, "seed = True"),
    ({"number_of_cores": 0}, "number_of_cores = 0"),
    ({"number_of_cores": 2.5}, "number_of_cores = 2.5"),
    ({"number_of_cores": None}, "number_of_cores = None"),
    ({"number_of_cores": True}, "number_of_cores = True"),
    ({"number_of_cores": "2"}, "number_of_cores = '2'"),
    ({"number_of_cores": float("inf")}, "number_of_cores = inf"),
    ({"number_of_cores": 10**6}, "number_of_cores = 1000000, but this machine has"),
    ({"number_of_cores": 10**400}, "but this machine has"),
    ({"failure_limit": 10**400}, "out of range"),
    ({"iterations_per_full_update": 0}, "iterations_per_full_update = 0"),
    ({"progress_bar": "yes"}, "progress_bar = 'yes'"),
    ({"failure_limit": 1.5}, "failure_limit = 1.5"),
    ({"failure_limit": float("nan")}, "failure_limit = nan"),
    ({"pool": 4}, "pool = 4 is not a pool"),
    ({"pool": Gaussian}, "has no map(function, items)"),
    ({"pool": ThreadPoolExecutor}, "Pass an open one"),
    ({"pool": ThreadPoolExecutor(1), "number_of_cores": 2}, "number_of_cores = 2 and a pool"),
    ({"number_of_core": 2}, "Did you mean 'number_of_cores'?"),
    ({"iterations_per_update": 2}, "Did you mean 'iterations_per_full_update'?"),
]

DYNESTY = [
    ({"bound": "mulit"}, "Did you mean 'multi'?"),
    ({"bound": None}, "bound = None"),
    ({"sample": "rwlak"}, "Did you mean 'rwalk'?"),
    ({"sample": "hslice"}, "slice"),
    ({"walks": 1}, "walks = 1"),
    ({"walks": 10, "sample": "rslice"}, "sample='rwalk'"),
    ({"slices": 0}, "slices = 0"),
    ({"slices": 3, "sample": "rwalk"}, "sample='rslice'"),
    ({"facc": 0.0}, "facc = 0.0"),
    ({"facc": 1.1}, "facc = 1.1"),
    ({"enlarge": 0.5}, "enlarge = 0.5"),
    ({"bootstrap": 1}, "bootstrap = 1"),
    ({"bootstrap": 5, "enlarge": 1.2}, "Pass one of them"),
    ({"update_interval": 0.0}, "update_interval = 0.0"),
    ({"maxcall": 0}, "maxcall = 0"),
    ({"maxiter": 0}, "maxiter = 0"),
    ({"queue_size": 0}, "queue_size = 0"),
]

SWARM = [
    ({"n_particles": 1}, "n_particles = 1"),
    ({"iters": 0}, "iters = 0"),
    ({"cognitive": -0.1}, "cognitive = -0.1"),
    ({"social": float("inf")}, "social = inf"),
    ({"inertia": "heavy"}, "inertia = 'heavy'"),
    ({"ftol_iter": 0}, "ftol_iter = 0"),
    ({"initializer": "prior"}, "al.InitializerPrior()"),
    ({"particles": 10}, "Did you mean 'n_particles'?"),
]

NAUTILUS = [
    ({"n_live": 1}, "n_live = 1"),
    ({"n_live": "many"}, "n_live = 'many'"),
    ({"nlive": 100}, "Did you mean 'n_live'?"),
    ({"n_update": 0}, "n_update = 0"),
    ({"enlarge_per_dim": 0.9}, "enlarge_per_dim = 0.9"),
    ({"n_points_min": 1}, "n_points_min = 1"),
    ({"split_threshold": 0.5}, "split_threshold = 0.5"),
    ({"n_networks": -1}, "n_networks = -1"),
    ({"n_batch": 0}, "n_batch = 0"),
    ({"n_like_new_bound": 0}, "n_like_new_bound = 0"),
    ({"f_live": 0.0}, "f_live = 0.0"),
    ({"f_live": 1.1}, "f_live = 1.1"),
    ({"n_shell": 0}, "n_shell = 0"),
    ({"n_eff": 0}, "n_eff = 0"),
    ({"n_eff": float("inf")}, "n_eff = inf"),
    ({"n_like_max": 0}, "n_like_max = 0"),
    ({"discard_exploration": 2}, "discard_exploration = 2"),
    ({"timeout": 0.0}, "timeout = 0.0"),
]

SETTINGS = [
    *(pytest.param(cls, *common, id=f"{case}-{common[1]}") for case, (cls, _) in QUICK.items() for common in COMMON),
    *((cls, settings, said) for cls in (s.DynestyStatic, s.DynestyDynamic) for settings, said in DYNESTY),
    *((cls, settings, said) for cls in (s.PySwarmsGlobal, s.PySwarmsLocal) for settings, said in SWARM),
    *((s.Nautilus, settings, said) for settings, said in NAUTILUS),
    (s.DynestyStatic, {"nlive": 0}, "nlive = 0"),
    (s.DynestyStatic, {"nlive": 10.5}, "nlive = 10.5"),
    (s.DynestyStatic, {"nlives": 10}, "Did you mean 'nlive'?"),
    (s.DynestyStatic, {"dlogz": 0.0}, "dlogz = 0.0"),
    (s.DynestyStatic, {"dlogz": -1.0}, "dlogz = -1.0"),
    (s.DynestyStatic, {"dlogz": "small"}, "dlogz = 'small'"),
    (s.DynestyStatic, {"logl_max": float("nan")}, "logl_max = nan"),
    (s.DynestyDynamic, {"nlive_init": 1}, "nlive_init = 1"),
    (s.DynestyDynamic, {"nlive_batch": 1}, "nlive_batch = 1"),
    (s.DynestyDynamic, {"dlogz_init": 0.0}, "dlogz_init = 0.0"),
    (s.DynestyDynamic, {"n_effective": 0}, "n_effective = 0"),
    (s.DynestyDynamic, {"maxbatch": -1}, "maxbatch = -1"),
    (s.DynestyDynamic, {"maxcall_init": 0}, "maxcall_init = 0"),
    (s.DynestyDynamic, {"maxiter_init": 0}, "maxiter_init = 0"),
    (s.Emcee, {"nwalkers": 0}, "nwalkers = 0"),
    (s.Emcee, {"nwalkers": 11}, "Pass 12"),
    (s.Emcee, {"nsteps": 0}, "nsteps = 0"),
    (s.Emcee, {"nsteps": "many"}, "nsteps = 'many'"),
    (s.Emcee, {"initializer": s.InitializerBall}, "al.InitializerBall()"),
    (s.Emcee, {"auto_correlation_settings": {}}, "al.AutoCorrelationsSettings"),
    (s.LBFGS, {"n_starts": 0}, "n_starts = 0"),
    (s.LBFGS, {"screened_per_start": 0.5}, "screened_per_start = 0.5"),
    (s.LBFGS, {"maxiter": 0}, "maxiter = 0"),
    (s.LBFGS, {"maxcor": 0}, "maxcor = 0"),
    (s.LBFGS, {"tolerance": 0.0}, "tolerance = 0.0"),
    (s.LBFGS, {"n_samples": 1}, "n_samples = 1"),
    (s.LBFGS, {"n_kept": 0}, "n_kept = 0"),
    (s.NUTS, {"num_warmup": -1}, "num_warmup = -1"),
    (s.NUTS, {"num_samples": 3}, "num_samples = 3"),
    (s.NUTS, {"num_chains": 0}, "num_chains = 0"),
    (s.NUTS, {"target_accept": 1.0}, "target_accept = 1.0"),
    (s.NUTS, {"max_num_doublings": 0}, "max_num_doublings = 0"),
    (s.NUTS, {"initializer": "ball"}, "al.InitializerBall()"),
    (s.NUTS, {"inverse_mass_matrix": "dens"}, "inverse_mass_matrix = 'dens'"),
    (s.NUTS, {"inverse_mass_matrix": [[1.0, 2.0], [2.0, 1.0]]}, "not a covariance"),
    (s.NUTS, {"inverse_mass_matrix": [1.0, -1.0]}, "not a covariance"),
    (s.NUTS, {"mass_matrix_shrinkage": 1.5}, "mass_matrix_shrinkage = 1.5"),
    (s.NUTS, {"share_adaptation": "yes"}, "share_adaptation = 'yes'"),
    (s.NUTS, {"auto_correlation_settings": 100}, "al.AutoCorrelationsSettings"),
    (s.NUTS, {"start": "truth"}, "start = 'truth'"),
    (s.NUTS, {"start": [0.0, float("nan")]}, "not a start"),
    (s.SMC, {"n_particles": 3}, "n_particles = 3"),
    (s.SMC, {"ess_target": 1.0}, "ess_target = 1.0"),
    (s.SMC, {"target_accept": 0.0}, "target_accept = 0.0"),
    (s.SMC, {"jump_target": -0.1}, "jump_target = -0.1"),
    (s.SMC, {"max_moves": 0}, "max_moves = 0"),
    (s.SMC, {"start": [[0.0, 1.0], "truth"]}, "start = 'truth'"),
    (s.SMC, {"start": []}, "is empty"),
    (s.BlackJAXNUTS, {"num_samples": 0}, "num_samples = 0"),
    (s.LBFGS, {"n_start": 5}, "Did you mean 'n_starts'?"),
    (s.LBFGS, {"initializer": "ball"}, "al.InitializerBall()"),
    (s.LeastSquares, {"n_starts": 0}, "n_starts = 0"),
    (s.LeastSquares, {"maxiter": 1.5}, "maxiter = 1.5"),
    (s.LeastSquares, {"maxcor": 5}, "'maxcor'"),
    (s.PySwarmsLocal, {"number_of_k_neighbors": 0}, "number_of_k_neighbors = 0"),
    (s.PySwarmsLocal, {"n_particles": 5, "number_of_k_neighbors": 5}, "Pass at most 4"),
    (s.PySwarmsLocal, {"minkowski_p_norm": 3}, "Pass 1 or 2"),
]


@pytest.mark.parametrize(("cls", "settings", "said"), SETTINGS)
def test_a_setting_is_refused(cls, settings, said):
    with pytest.raises(exc.SearchError) as caught:
        cls(**{"name": "fit", **settings})
    assert said in str(caught.value)


@pytest.mark.parametrize("cls", EVERY)
def test_each_setting_refuses_nonsense_by_its_name(cls):
    nonsense = object()
    for name in setting_names(cls):
        with pytest.raises(exc.SearchError, match=re.escape(f"{name} = {nonsense!r}")):
            cls(**{"name": "fit", name: nonsense})


@pytest.mark.parametrize(
    ("cls", "arguments"),
    [
        (s.InitializerBall, {"lower_limit": 0.6, "upper_limit": 0.5}),
        (s.InitializerBall, {"lower_limit": -0.1}),
        (s.InitializerBall, {"upper_limit": 1.1}),
        (s.InitializerBall, {"lower_limits": 0.4}),
        (s.AutoCorrelationsSettings, {"check_sizes": 10}),
        (s.AutoCorrelationsSettings, {"check_size": 0}),
        (s.AutoCorrelationsSettings, {"required_length": 0}),
        (s.AutoCorrelationsSettings, {"change_threshold": 0.0}),
        (s.AutoCorrelationsSettings, {"check_for_convergence": 2}),
    ],
)
def test_settings_within_settings_are_refused(cls, arguments):
    with pytest.raises(exc.SearchError, match=next(iter(arguments)).split("_")[-1]):
        cls(**arguments)


@pytest.mark.parametrize(
    ("search", "said"),
    [
        (s.DynestyStatic(name="fit", nlive=6), "Pass at least 7"),
        (s.DynestyDynamic(name="fit", nlive_init=6), "nlive_init = 6"),
        (s.DynestyDynamic(name="fit", nlive_batch=6), "nlive_batch = 6"),
        (s.Emcee(name="fit", nwalkers=4), "Pass at least 6"),
        (s.Nautilus(name="fit", n_live=6), "n_live = 6 is too few for 3"),
        (s.Nautilus(name="fit", n_points_min=3), "Pass at least 4"),
    ],
)
def test_too_few_points_for_the_model(search, said, working_directory):
    analysis = Gaussian(3)
    with pytest.raises(exc.SearchError, match=said):
        search.fit(model_of(3), analysis)
    assert analysis.calls == 0
    assert list(working_directory.iterdir()) == []


@pytest.mark.parametrize("cls", EVERY)
def test_a_model_without_free_parameters(cls, working_directory):
    with pytest.raises(exc.ModelError, match="no free parameters"):
        cls(name="fit").fit(Collection(point=Model(Point, x=1.0)), Gaussian())
    assert list(working_directory.iterdir()) == []


@pytest.mark.parametrize("model", [None, Point, Point(), {"x": 1.0}, [1.0]])
def test_something_that_is_no_model(model):
    with pytest.raises(exc.ModelError, match="is not a model"):
        s.Emcee(name="fit").fit(model, Gaussian())


@pytest.mark.parametrize("analysis", [None, Gaussian, np.sum, object()])
def test_something_that_is_no_analysis(analysis):
    with pytest.raises(exc.SearchError, match=r"likelihood_from"):
        s.Emcee(name="fit").fit(model_of(2), analysis)


def test_an_output_folder_that_cannot_be_made(working_directory):
    (working_directory / "output").write_text("a file")
    with pytest.raises(exc.SearchError, match="cannot be made"):
        s.Emcee(name="fit").fit(model_of(2), Gaussian())


@pytest.mark.parametrize(
    "search",
    [
        s.DynestyStatic(name="fit", nlive=150),
        s.DynestyDynamic(name="fit", nlive_init=150),
        s.Emcee(name="fit"),
        s.Nautilus(name="fit"),
        s.PySwarmsGlobal(name="fit", n_particles=150),
    ],
)
def test_a_likelihood_that_mostly_fails(search):
    with pytest.raises(exc.SearchError) as caught:
        search.fit(model_of(2), Gaussian(fails_below=4.0))
    text = str(caught.value)
    assert "likelihoods failed" in text
    assert "point.x = " in text


def test_a_failure_limit_lets_it_pass():
    result = s.DynestyStatic(name="fit", seed=1, nlive=150, dlogz=2.0, failure_limit=1.0).fit(
        model_of(2), Gaussian(fails_below=1.0)
    )
    assert np.all(result.samples.vectors[:, 0] >= 1.0)


@pytest.mark.filterwarnings("ignore:.*plateau")
def test_live_points_that_all_fail():
    search = s.DynestyStatic(name="fit", nlive=20, failure_limit=1.0)
    with pytest.raises(exc.SearchError, match="none of the 20 live points"):
        search.fit(model_of(2), Gaussian(fails_below=np.inf))


def test_points_of_nautilus_that_all_fail():
    search = s.Nautilus(name="fit", n_live=100, failure_limit=1.0)
    with pytest.raises(exc.SearchError, match="none of the 1000 points"):
        search.fit(model_of(2), Gaussian(fails_below=np.inf))


def test_walkers_that_cannot_start():
    model = model_of(2)
    model.add_assertion(model.point.x > 5.5)
    with pytest.raises(exc.SearchError, match="starting points have no likelihood"):
        s.Emcee(name="fit").fit(model, Gaussian())


def test_points_that_an_assertion_excludes_are_no_failures():
    model = model_of(2)
    model.add_assertion(model.point.x > 2.5)
    analysis = Gaussian()
    result = s.DynestyStatic(name="fit", seed=1, nlive=100, dlogz=2.0).fit(model, analysis)
    assert np.all(result.samples.vectors[:, 0] > 2.5)


def test_a_likelihood_that_does_not_depend_on_the_parameters():
    class Flat(Gaussian):
        def log_likelihood_function(self, instance):
            return 1.0

    with pytest.raises(exc.SearchError, match="does not depend on the free parameters"):
        s.Emcee(name="fit").fit(model_of(2), Flat())


@pytest.mark.parametrize("cls", EVERY)
def test_an_error_of_the_analysis_reaches_the_user(cls):
    with pytest.raises(ZeroDivisionError, match="the likelihood is broken"):
        cls(name="fit").fit(model_of(2), Gaussian(breaks_at=120))
