"""A maximum about which nothing can be drawn is a result, if one of which the errors are not known."""

import math

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.draws import no_draws_from
from autolens_lite.search.gradient.importance import NoDrawsError
from autolens_lite.search.gradient.laplace import Laplace
from autolens_lite.search.gradient.newton import Maximum
from test_autolens_lite.search.fakes import Gaussian, centre_of, model_of


@pytest.mark.parametrize("search", [al.LBFGS, al.LeastSquares])
def test_the_maximum_is_returned_with_a_doubt(search, caplog, monkeypatch):
    def none_inside(self, count, posterior, rng):
        raise NoDrawsError("none of 200 draws about the maximum is inside the prior.")

    monkeypatch.setattr(Laplace, "draw_inside", none_inside)
    made = search("bounds", n_starts=2, n_samples=20, seed=1, progress_bar=False)
    result = made.fit(model_of(2), Gaussian())
    samples = result.samples
    assert len(samples) == 1 and samples.weight.tolist() == [1.0] and samples.effective_sample_size == 1.0
    np.testing.assert_allclose(samples.max_log_likelihood(as_instance=False), centre_of(2), atol=1e-6)
    assert result.log_evidence is None and result.search_info["laplace_efficiency"] == 0.0
    assert any("none of 200 draws" in doubt for doubt in result.search_info["doubts"])
    assert "none of 200 draws" in caplog.text
    # infinite, and so it is when it is read again
    assert result.search_info["k_hat"] == math.inf
    assert made.fit(model_of(2), Gaussian()).search_info["k_hat"] == math.inf


def test_one_call_has_the_maximum_alone():
    maximum = Maximum(
        point=np.array([0.1, 0.2]),
        height=-3.0,
        gradient=np.zeros(2),
        hessian=np.eye(2),
        held=np.zeros(2, bool),
        curvature="exact",
        has_arrived=True,
    )
    draws = no_draws_from(maximum)
    assert draws.points.tolist() == [[0.1, 0.2]] and draws.heights.tolist() == [-3.0]
    assert not draws.importance.is_reliable and draws.importance.doubts == []


@pytest.mark.parametrize("search", [al.LBFGS, al.LeastSquares])
def test_other_errors_are_no_doubts(search, monkeypatch):
    """That too many likelihoods fail, among others, ends a search."""

    def failing(self, run, posterior, points):
        raise al.exc.SearchError("12 of 20 likelihoods failed.")

    monkeypatch.setattr(search, "heights", failing)
    made = search("failing", n_starts=2, n_samples=20, seed=1, progress_bar=False)
    with pytest.raises(al.exc.SearchError, match="12 of 20 likelihoods failed"):
        made.fit(model_of(2), Gaussian())
