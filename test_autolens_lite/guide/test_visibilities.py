"""Visibilities of a lens: starts from the dirty image, and the truth in the posterior."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.guide.split import split
from autolens_lite.guide.visibilities import DirtyStages
from autolens_lite.guide.ways import without_guide

SCALE = 0.15
TRUTH = {
    "lens.mass.einstein_radius": 1.1,
    "source.bulge.centre_0": 0.1,
    "source.bulge.centre_1": -0.05,
    "source.bulge.intensity": 0.3,
    "source.bulge.effective_radius": 0.2,
}


def model():
    """Mass at a known place and a source: 5 parameters."""
    mass = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    source = al.Model(al.Galaxy, redshift=1.0, bulge=al.Model(al.lp.SersicSph, sersic_index=1.0))
    return al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass), source=source))


def truth():
    return np.array([TRUTH[name.removeprefix("galaxies.")] for name in model().parameter_names])


@pytest.fixture(scope="module")
def analysis():
    mask = al.Mask2D.circular((26, 26), radius=1.9, pixel_scales=SCALE)
    uv = np.random.default_rng(1).normal(0.0, 2.0e5, (300, 2))
    simulator = al.SimulatorInterferometer(uv, noise_sigma=0.5, noise_seed=1)
    tracer = al.Tracer(galaxies=list(model().instance_from_vector(truth()).galaxies))
    return al.AnalysisInterferometer(simulator.via_tracer_from(tracer, al.Grid2D.from_mask(mask)).with_backend("jax"))


def test_a_posterior_of_visibilities(analysis):
    result = al.Posterior(name="fit", seed=1, progress_bar=False, n_effective=100, n_turns=1).fit(model(), analysis)
    info, samples = result.search_info, result.samples
    assert info["way"] == "guided by the image" and info["k_hat"] < 0.7 and info["doubts"] == []
    assert info["starts_that_agree"] > 1
    sigma = np.sqrt(np.diag(samples.covariance))
    assert np.all(np.abs(samples.mean - truth()) < 4.0 * sigma) and np.all(sigma < 0.3 * np.abs(truth()) + 0.05)
    assert info["chi_squared"] == pytest.approx(float(result.max_log_likelihood_fit.chi_squared), rel=1e-6)
    assert info["chi_squared_expected"] == 600 - 5


def test_dark_visibilities_are_refused(analysis):
    dataset = analysis.dataset
    arrays = 0.0 * dataset.data, dataset.noise_map, dataset.uv_wavelengths, dataset.real_space_mask
    dark = al.AnalysisInterferometer(al.Interferometer(*arrays, backend="jax"))
    with pytest.raises(exc.SearchError, match="dirty image"):
        DirtyStages(split(model()), dark).turn(None, np.random.default_rng(1))


def test_light_that_is_not_lensed_has_no_guide(analysis):
    other = model()
    other.galaxies.lens.bulge = al.lp.SersicSph
    assert "light that is not lensed" in without_guide(analysis, split(other))
    assert without_guide(analysis, split(model())) == ""
