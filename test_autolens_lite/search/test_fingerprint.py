"""Stored results are continued only under the circumstances in which they were made."""

import json

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite import search as s
from autolens_lite.model import GaussianPrior, UniformPrior
from autolens_lite.search.output import fingerprint
from test_autolens_lite.search.cases import QUICK, same_samples, search_of
from test_autolens_lite.search.fakes import Gaussian, model_of


def broken_off(case, **settings):
    with pytest.raises(KeyboardInterrupt):
        search_of(case, iterations_per_full_update=1, **settings).fit(model_of(2), Gaussian(fuse=80))


@pytest.mark.parametrize(
    ("stored", "now", "lines"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["a: 1 -> 2"]),
        ({"a": 1}, {"a": 1.5, "b": None}, ["a: 1 -> 1.5", "b: absent -> null"]),
        ({"a": 1}, {}, ["a: 1 -> absent"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["a.b[1]: 2 -> 3"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a: [1, 2] -> [1]"]),
        ({"a": True}, {"a": 1}, ["a: true -> 1"]),
        ({"a": "x" * 200}, {"a": 1}, [f'a: "{"x" * 96}... -> 1']),
    ],
)
def test_differences_name_the_leaves(stored, now, lines):
    assert fingerprint.differences(stored, now) == lines


def test_plain_data():
    value = {
        "path": None,
        "array": np.arange(2),
        "number": np.float64(1.5),
        "set": {2, 1},
        "infinite": -np.inf,
        3: (1,),
    }
    assert fingerprint.plain(value) == {
        "path": None,
        "array": [0, 1],
        "number": 1.5,
        "set": [1, 2],
        "infinite": "-inf",
        "3": [1],
    }
    with pytest.raises(exc.SearchError, match="not plain data"):
        fingerprint.plain({"a": object()})


CHANGES = {
    "data": ({}, model_of(2), Gaussian(data="other"), 'analysis.data: "data" -> "other"'),
    "settings": ({}, model_of(2), Gaussian(fails_below=-4.0), "analysis.settings.fails_below"),
    "seed": ({"seed": 2}, model_of(2), Gaussian(), "search.seed: 1 -> 2"),
    "model": ({}, model_of(3), Gaussian(3), "model."),
}


@pytest.mark.parametrize("complete", [False, True], ids=["running", "complete"])
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("case", ["DynestyStatic", "Emcee", "LBFGS", "PySwarmsGlobal"])
def test_changed_circumstances_are_refused(case, change, complete):
    if complete:
        search_of(case).fit(model_of(2), Gaussian())
    else:
        broken_off(case)
    settings, model, analysis, said = CHANGES[change]
    with pytest.raises(exc.ResumeError) as caught:
        search_of(case, **settings).fit(model, analysis)
    assert said in str(caught.value)
    assert "search.clear()" in str(caught.value)
    assert analysis.calls == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda model: setattr(model.point, "x", UniformPrior(-5.0, 4.0)), "upper_limit: 5.0 -> 4.0"),
        (lambda model: setattr(model.point, "x", GaussianPrior(0.0, 1.0)), '"Uniform" -> "Gaussian"'),
        (lambda model: setattr(model.point, "z", 0.25), "0.25"),
        (lambda model: model.add_assertion(model.point.x > model.point.y), "assertions"),
    ],
)
def test_a_changed_model_is_refused(change, said):
    broken_off("Emcee")
    model = model_of(2)
    change(model)
    with pytest.raises(exc.ResumeError) as caught:
        search_of("Emcee").fit(model, Gaussian())
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("case", "settings", "said"),
    [
        ("DynestyStatic", {"nlive": 61}, "search.nlive: 50 -> 61"),
        ("DynestyStatic", {"dlogz": 0.2}, "search.dlogz: 0.3 -> 0.2"),
        ("DynestyStatic", {"bound": "single"}, 'search.bound: "multi" -> "single"'),
        ("DynestyStatic", {"queue_size": 2}, "search.queue_size: 1 -> 2"),
        ("DynestyDynamic", {"n_effective": 200}, "search.n_effective: 150 -> 200"),
        ("Emcee", {"nsteps": 149}, "search.nsteps: 150 -> 149"),
        ("Emcee", {"initializer": s.InitializerPrior()}, "InitializerPrior"),
        ("Emcee", {"auto_correlation_settings": s.AutoCorrelationsSettings(check_size=7)}, "check_size: 100 -> 7"),
        ("Nautilus", {"n_live": 61}, "search.n_live: 60 -> 61"),
        ("Nautilus", {"n_eff": 90}, "search.n_eff: 100 -> 90"),
        ("PySwarmsGlobal", {"inertia": 0.8}, "search.inertia: 0.9 -> 0.8"),
        ("PySwarmsLocal", {"number_of_k_neighbors": 4}, "search.number_of_k_neighbors: 3 -> 4"),
    ],
)
def test_a_changed_setting_is_refused(case, settings, said):
    broken_off(case)
    with pytest.raises(exc.ResumeError) as caught:
        search_of(case, **settings).fit(model_of(2), Gaussian())
    assert said in str(caught.value)


def test_another_search_of_the_same_name_is_refused():
    broken_off("PySwarmsGlobal")
    with pytest.raises(exc.ResumeError, match=r'search\.type: "PySwarmsGlobal" -> "PySwarmsLocal"'):
        search_of("PySwarmsLocal").fit(model_of(2), Gaussian())


@pytest.mark.parametrize("case", QUICK)
def test_what_does_not_shape_the_chain_may_change(case):
    whole = search_of(case, name="whole").fit(model_of(2), Gaussian())
    broken_off(case)
    changed = search_of(case, seed=None, progress_bar=True, iterations_per_full_update=50, failure_limit=0.9)
    assert same_samples(whole, changed.fit(model_of(2), Gaussian()))


def stored_as_version(search, version):
    path = search.folder / "fingerprint.json"
    content = json.loads(path.read_text())
    content["versions"]["dynesty"] = version
    path.write_text(json.dumps(content))


def test_an_unfinished_run_of_another_version_is_refused():
    broken_off("DynestyStatic")
    stored_as_version(search_of("DynestyStatic"), "2.0")
    with pytest.raises(exc.ResumeError, match=r'versions.dynesty: "2.0" -> '):
        search_of("DynestyStatic").fit(model_of(2), Gaussian())


def test_a_complete_run_of_another_version_is_loaded_with_a_warning():
    first = search_of("DynestyStatic").fit(model_of(2), Gaussian())
    stored_as_version(search_of("DynestyStatic"), "2.0")
    with pytest.warns(exc.AutoLensWarning, match="made with other versions"):
        again = search_of("DynestyStatic").fit(model_of(2), Gaussian(fuse=1))
    assert same_samples(first, again)


@pytest.mark.parametrize("content", ["", "{", "[1]", "null"])
def test_a_checkpoint_without_a_readable_fingerprint_is_refused(content):
    broken_off("Emcee")
    (search_of("Emcee").folder / "fingerprint.json").write_text(content)
    with pytest.raises(exc.ResumeError, match="no readable fingerprint"):
        search_of("Emcee").fit(model_of(2), Gaussian())


def test_a_complete_folder_without_a_result_is_an_error():
    search_of("Emcee").fit(model_of(2), Gaussian())
    (search_of("Emcee").folder / "samples.npz").unlink()
    with pytest.raises(exc.DataError, match=r"samples\.npz"):
        search_of("Emcee").fit(model_of(2), Gaussian())


def test_a_run_that_failed_at_its_start_is_in_nobodys_way():
    with pytest.raises(KeyboardInterrupt):
        search_of("Emcee").fit(model_of(2), Gaussian(fuse=3))
    assert search_of("Emcee").fit(model_of(2), Gaussian(data="other")).search_info["steps"] == 150
