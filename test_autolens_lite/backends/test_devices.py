"""What jax has been told by its settings and cannot do, or may not do, is an error of ours."""

from types import SimpleNamespace

import jax
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.xp.jax_xp import devices


class Parabola(al.Analysis):
    backend = "jax"

    def log_likelihood_function(self, instance):
        return -(instance.x**2)


MODEL = al.Collection(x=al.UniformPrior(-1.0, 1.0))


def test_a_likelihood_that_may_not_be_compiled():
    likelihood = Parabola().likelihood_from(MODEL)
    for call in (likelihood, likelihood.value_and_grad):
        with jax.disable_jit(), pytest.raises(exc.BackendError, match="JAX_DISABLE_JIT"):
            call(np.array([0.1]))
    assert likelihood(np.array([0.1])) == pytest.approx(-0.01)


def test_a_fit_that_may_not_be_compiled(tmp_path):
    search = al.LBFGS(name="fit", output_path=tmp_path, n_starts=2, progress_bar=False)
    with jax.disable_jit(), pytest.raises(exc.BackendError, match="Unset that"):
        search.fit(MODEL, Parabola())


@pytest.mark.parametrize("error", [RuntimeError("Unable to initialize backend"), AssertionError()])
def test_a_device_that_is_not_there(monkeypatch, error):
    def local_devices():
        raise error

    told = SimpleNamespace(config=SimpleNamespace(jax_platforms="cuda"), local_devices=local_devices)
    monkeypatch.setattr(devices, "jax", told)
    with pytest.raises(exc.BackendError, match=r"'cuda' \(JAX_PLATFORMS\), which it cannot"):
        devices.require_device()


def test_a_device_that_jax_may_choose_is_not_looked_for(monkeypatch):
    monkeypatch.setattr(devices, "jax", SimpleNamespace(config=SimpleNamespace(jax_platforms=None)))
    devices.require_device()
