"""How rough a log evidence is, against steps of known height, and in what searches tell."""

import logging

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.search.roughness import roughness_from
from test_autolens_lite.fit.kinds import KINDS

# off the middle, where a vertex lies: behind the singular middle of a lens it would go from side to side
MIDDLE, SIGMA = np.array([0.02, 0.8]), np.array([0.02, 0.01])


class WithStep(al.AnalysisImaging):
    """A normal density of the Einstein radius and the centre, with a step of a given height at its top."""

    height = 0.0

    def log_likelihood_function(self, instance):
        mass = instance.galaxies.lens.mass
        x = (np.array([mass.centre[1], mass.einstein_radius]) - MIDDLE) / SIGMA
        return float(-0.5 * x @ x + self.height * (x[1] > 0.01))


class WithHighStep(WithStep):
    height = 2.0


def model_of(mesh):
    around = al.image_mesh.Overlay((9, 9)) if mesh.needs_vertices else None
    source = al.Galaxy(1.0, pixelization=al.Pixelization(mesh, al.reg.ConstantLaplacian(1.0), image_mesh=around))
    mass = al.Model(al.mp.IsothermalSph, einstein_radius=al.UniformPrior(0.5, 1.1))
    mass.centre_0, mass.centre_1 = 0.013, al.UniformPrior(-0.3, 0.3)
    return al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass), source=source))


def likelihood_and_samples(analysis, mesh, sigma=SIGMA):
    likelihood = analysis(KINDS["imaging"]("numba")).likelihood_from(model_of(mesh))
    draws = np.random.default_rng(1).standard_normal((400, 2))
    draws = np.concatenate([np.zeros((1, 2)), draws @ np.linalg.cholesky(np.linalg.inv(np.cov(draws.T)))])
    names = likelihood.model.parameter_names
    vectors = MIDDLE + draws * sigma
    heights = -0.5 * np.sum(draws**2, axis=1)
    return likelihood, al.Samples(names, vectors, log_likelihood=heights, log_prior=np.zeros(len(draws)))


def test_a_parabola_is_smooth():
    found = roughness_from(*likelihood_and_samples(WithStep, al.mesh.RectangularUniform((5, 5))))
    assert found.rms < 1e-9 and found.doubts == []


def test_a_step_is_found_at_its_height():
    found = roughness_from(*likelihood_and_samples(WithHighStep, al.mesh.RectangularUniform((5, 5))))
    # uncorrelated parameters: both directions are diagonals, so the scan crosses the step once
    at = np.linspace(-1.0, 1.0, 13)
    step = 2.0 * (at > 0.01)
    left = step - np.vander(at, 5) @ np.linalg.lstsq(np.vander(at, 5), step, rcond=None)[0]
    assert found.rms == pytest.approx(np.sqrt(left @ left / 8.0), rel=1e-6)
    assert found.step == pytest.approx(np.abs(np.diff(left)).max(), rel=1e-6)
    assert "steps of up to 1." in found.doubts[0] and "CompactKernel" in found.doubts[0]


def of_a_lens(dataset):
    """An image of a lens at the middle of the samples, in place of any other."""
    lens = al.Galaxy(0.5, mass=al.mp.IsothermalSph((0.013, 0.02), einstein_radius=0.8))
    source = al.Galaxy(1.0, bulge=al.lp.SersicSph((0.1, 0.03), intensity=2.0, effective_radius=0.2, sersic_index=1.0))
    psf = al.Convolver.from_gaussian((5, 5), 0.1, sigma=0.07)
    simulator = al.SimulatorImaging(100.0, background_sky_level=1.0, psf=psf, noise_seed=1)
    image = simulator.via_tracer_from(al.Tracer([lens, source]), al.Grid2D.uniform((34, 34), 0.1, over_sample_size=4))
    masked = image.apply_mask(al.Mask2D.circular((34, 34), radius=1.5, pixel_scales=0.1))
    return al.AnalysisImaging(masked.with_backend(dataset.backend))


def test_kernels_are_smooth_where_a_triangulation_is_not():
    rough, smooth = (
        roughness_from(*likelihood_and_samples(of_a_lens, mesh, 0.2 * SIGMA))
        for mesh in (al.mesh.Delaunay(), al.mesh.CompactKernel())
    )
    assert rough.rms > 0.1 and smooth.rms < 1e-3 and smooth.doubts == []
    assert rough.parameter in ("galaxies.lens.mass.einstein_radius", "galaxies.lens.mass.centre_1")


def test_without_meshes_there_is_nothing_to_tell():
    _, samples = likelihood_and_samples(WithStep, al.mesh.RectangularUniform((5, 5)))
    model = model_of(al.mesh.RectangularUniform((5, 5)))
    model.galaxies.source = al.Galaxy(1.0, bulge=al.lp.SersicSph())
    assert roughness_from(WithStep(KINDS["imaging"]("numba")).likelihood_from(model), samples) is None


def test_samples_without_a_covariance_have_none():
    likelihood, samples = likelihood_and_samples(WithStep, al.mesh.RectangularUniform((5, 5)))
    one = al.Samples(samples.parameter_names, samples.vectors[:2], log_likelihood=[0.0, -1.0], log_prior=[0.0, 0.0])
    assert roughness_from(likelihood, one) is None


@pytest.mark.filterwarnings("ignore:chi.2 per pixel")
@pytest.mark.parametrize("analysis", [WithStep, WithHighStep])
def test_searches_tell_of_it_and_doubt_steps(analysis, tmp_path, caplog):
    search = al.Emcee(name="rough", output_path=tmp_path, nwalkers=8, nsteps=100, seed=1, progress_bar=False)
    with caplog.at_level(logging.WARNING, logger="autolens_lite"):
        result = search.fit(model_of(al.mesh.RectangularUniform((5, 5))), analysis(KINDS["imaging"]("numba")))
    info = result.search_info
    is_rough = analysis.height > 0.0
    assert (info["roughness"] > 0.3) is is_rough and info["roughness_parameter"] in result.samples.parameter_names
    assert ("the log evidence is rough" in caplog.text) is is_rough
    assert ("the log evidence is rough" in result.info) is is_rough
