"""Searches by PyAutoFit's names and settings."""

import logging

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import config, exc


class Normal(al.Analysis):
    def log_likelihood_function(self, instance):
        return -0.5 * float(np.sum((np.array(instance.centre) - 0.1) ** 2)) / 0.05**2


def model_with(radius=1.0):
    return al.Model(al.mp.IsothermalSph, einstein_radius=radius)


def test_settings_by_other_names(caplog):
    caplog.set_level(logging.INFO)
    settings = al.SettingsSearch(path_prefix="pipeline", unique_tag="lens", number_of_cores=2, info={"id": 3})
    search = al.Emcee(
        name="light",
        **settings.search_dict,
        auto_correlations_settings=al.AutoCorrelationsSettings(check_size=50),
        silence=True,
        use_jax_vmap=True,
    )
    assert search.auto_correlation_settings.check_size == 50
    assert not search.progress_bar
    assert search.number_of_cores == 2
    assert search.paths.output_path == search.folder
    assert search.paths.name == "light"
    assert search.paths.image_path == search.folder / "image"
    assert "use_jax_vmap = True is decided by the backend" in caplog.text
    assert settings.fit_dict == {"info": {"id": 3}}
    with pytest.raises(exc.SearchError, match=r"has no setting 'nwalker'\. Did you mean 'nwalkers'"):
        al.Emcee(name="light", nwalker=20)
    with pytest.raises(exc.SearchError, match="session is a database"):
        al.Emcee(name="light", session=object())


def test_other_samplers_say_what_runs(caplog):
    caplog.set_level(logging.INFO)
    search = al.MultiStartProdigy(name="x", n_starts=3, n_steps=70, learning_rate=0.1)
    assert isinstance(search, al.LBFGS)
    assert (search.n_starts, search.maxiter) == (3, 70)
    assert isinstance(al.Zeus(name="x", nwalkers=20, nsteps=9), al.Emcee)
    assert "L-BFGS-B runs in its place" in caplog.text
    assert "Emcee's walkers run in its place" in caplog.text


def test_info_is_kept_and_starts_are_within_bounds():
    model = model_with()
    start = al.InitializerParamBounds({model.centre.centre_0: (0.09, 0.11)}, lower_limit=0.4, upper_limit=0.6)
    search = al.Emcee(name="bounds", nwalkers=10, nsteps=30, initializer=start, progress_bar=False, seed=1)
    result = search.fit(model, Normal(), info={"id": 3})
    assert al.Result.load(search.folder).search_info["info"] == {"id": 3}
    units = start.units_from(50, 2, np.random.default_rng(1))
    first, second = model.vector_from_unit_vector(units).T
    assert 0.09 <= first.min() <= first.max() <= 0.11
    assert second.min() < -0.02
    assert isinstance(result.samples.values_at_upper_sigma(1.0).centre, tuple)
    foreign = al.InitializerParamStartPoints({model_with().centre.centre_0: 0.1})
    with pytest.raises(exc.SearchError, match="not in the model"):
        foreign.bind(model)
    outside = al.InitializerParamBounds({model.centre.centre_0: (0.1, 0.2)})
    model.centre.centre_0 = al.UniformPrior(-0.1, 0.1)
    with pytest.raises(exc.SearchError, match="not in the model"):
        outside.bind(model)
    outside = al.InitializerParamBounds({model.centre.centre_0: (0.2, 0.3)})
    with pytest.raises(exc.SearchError, match=r"which its prior .* excludes"):
        outside.bind(model)


def test_each_model_has_a_folder_where_that_is_set(working_directory):
    settings = {"name": "unique", "nwalkers": 10, "nsteps": 10, "progress_bar": False, "seed": 1}
    al.Emcee(**settings).fit(model_with(), Normal())
    with pytest.raises(exc.ResumeError, match="einstein_radius"):
        al.Emcee(**settings).fit(model_with(1.1), Normal())
    (working_directory / "config").mkdir()
    (working_directory / "config" / "general.yaml").write_text("unique_by_model: true\n")
    config.use(working_directory / "config")
    folders = []
    for radius in (1.0, 1.1, 1.0):
        search = al.Emcee(**settings)
        search.fit(model_with(radius), Normal())
        assert (search.folder / "samples.npz").exists()
        folders.append(search.folder)
    config.use(None)
    assert folders[0] == folders[2] != folders[1]
    assert folders[0].parent == folders[1].parent
    assert folders[0].parent.name == "unique"
