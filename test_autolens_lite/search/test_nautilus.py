"""nautilus within a search: networks and all that a checkpoint holds, known answers, and what it leaves alone."""

import json
import logging
import os
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.search.output.checkpoint import CheckpointStore
from autolens_lite.storage import arrays_from_bytes, arrays_to_bytes
from test_autolens_lite.search.cases import same_samples, search_of
from test_autolens_lite.search.fakes import Gaussian, centre_of, log_evidence_of, model_of

ROOT = Path(__file__).resolve().parents[2]
NETWORKS = {"n_networks": 2, "f_live": 0.8, "n_eff": 100}


def moments(samples):
    weight = samples.weight / samples.weight.sum()
    mean = weight @ samples.vectors
    return mean, (samples.vectors - mean).T @ ((samples.vectors - mean) * weight[:, None])


def test_one_parameter():
    result = search_of("Nautilus", n_eff=400).fit(model_of(1), Gaussian(1))
    assert result.samples.vectors.shape[1] == 1
    assert abs(moments(result.samples)[0][0] - centre_of(1)[0]) < 0.15
    assert abs(result.log_evidence - log_evidence_of(1)) < 4.0 * result.log_evidence_error


@pytest.mark.parametrize("more", [{}, {"discard_exploration": False, "n_shell": 40}])
def test_a_run_with_networks_continues_exactly(more):
    settings = NETWORKS | more
    whole = search_of("Nautilus", name="whole", **settings).fit(model_of(2), Gaussian())
    for fuse in (210, 130):
        with pytest.raises(KeyboardInterrupt):
            search_of("Nautilus", iterations_per_full_update=1, **settings).fit(model_of(2), Gaussian(fuse=fuse))
    analysis = Gaussian()
    assert same_samples(whole, search_of("Nautilus", **settings).fit(model_of(2), analysis))
    assert analysis.calls < whole.search_info["calls"] - 200


def test_networks_that_workers_train_are_the_same():
    one = search_of("Nautilus", name="one", **NETWORKS).fit(model_of(2), Gaussian())
    assert same_samples(
        one, search_of("Nautilus", name="two", number_of_cores=2, **NETWORKS).fit(model_of(2), Gaussian())
    )


def test_a_limit_stops_it_with_a_warning(caplog):
    caplog.set_level(logging.WARNING, "autolens_lite")
    result = search_of("Nautilus", n_like_max=100).fit(model_of(2), Gaussian())
    assert "before its bounds were complete" in caplog.text
    assert result.search_info["complete"] is False
    assert result.search_info["calls"] == 100
    stopped = search_of("Nautilus", name="slow", timeout=0.2).fit(model_of(2), Gaussian(seconds=0.02))
    assert 0 < stopped.search_info["calls"] < 100
    settings = search_of("Nautilus", name="open", n_like_max=float("inf"), timeout=float("inf")).settings
    assert settings["n_like_max"] is settings["timeout"] is None


def test_warnings_and_settings_of_numpy_reach_the_likelihood():
    class Warning(Gaussian):
        def log_likelihood_function(self, instance):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                np.log(np.zeros(1))
            assert len(caught) == 1
            return super().log_likelihood_function(instance)

    search_of("Nautilus", n_like_max=60).fit(model_of(2), Warning())


def test_the_environment_and_the_threads_are_left_alone():
    code = """
        import os
        before = dict(os.environ)
        from test_autolens_lite.search.cases import search_of
        from test_autolens_lite.search.fakes import Gaussian, model_of
        search_of("Nautilus").fit(model_of(2), Gaussian())
        assert before == dict(os.environ)
        from threadpoolctl import threadpool_info
        assert {library["num_threads"] for library in threadpool_info()} == {2}
    """
    code = "\n".join(line.strip() for line in code.splitlines())
    command = [sys.executable, "-W", "error", "-c", code]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KMP")}
    environment |= {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(scope="module")
def broken_off(tmp_path_factory):
    """A run with networks that was stopped, and its state."""
    search = search_of(
        "Nautilus", output_path=tmp_path_factory.mktemp("kept"), iterations_per_full_update=1, **NETWORKS
    )
    with pytest.raises(KeyboardInterrupt):
        search.fit(model_of(2), Gaussian(fuse=250))
    fit = json.loads((search.folder / "fingerprint.json").read_text())["fit"]
    store = CheckpointStore(search.folder / "checkpoint", fit)
    return search, store, arrays_from_bytes(store.load())


def test_each_array_of_a_state_is_looked_at(broken_off):
    """Of another shape, or gone, it is refused, whichever it is."""
    search, store, state = broken_off
    assert any(name.endswith("weights_2") for name in state)
    last = max(int(name.split("_")[1]) for name in state if name.startswith("bound_"))
    of_any_length = (f"bound_{last}_points", f"bound_{last}_points_outer")
    changes = [lambda array: np.repeat(np.atleast_1d(array), 2, axis=0), lambda array: None]
    for name in [name for name in state if not name.startswith("bound_") or name.startswith(f"bound_{last}_")]:
        for change in changes if state[name].size and name not in of_any_length else changes[1:]:
            forged = {key: change(array) if key == name else array for key, array in state.items()}
            store.clear()
            store.save(arrays_to_bytes({key: array for key, array in forged.items() if array is not None}))
            with pytest.raises(exc.ResumeError, match="cannot be read by this version"):
                search.fit(model_of(2), Gaussian(fuse=1))


@pytest.mark.parametrize("number", [0, 4, 5])
def test_random_numbers_that_are_none(broken_off, number):
    search, store, state = broken_off
    words = state["random"].astype(float)
    words[number] = -1.0
    store.clear()
    store.save(arrays_to_bytes({**state, "random": words}))
    with pytest.raises(exc.ResumeError, match="random numbers"):
        search.fit(model_of(2), Gaussian(fuse=1))
