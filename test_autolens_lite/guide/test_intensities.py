"""Draws of intensities and source pixels: as wide as those of a model in which they are parameters."""

import json
import logging

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.intensities import with_linear
from autolens_lite.result import Result, Samples
from test_autolens_lite.guide import scene


def linear_model():
    """The model of `scene` with both intensities solved for."""
    model = scene.model()
    found = al.Collection(galaxies=al.Collection(lens=model.galaxies.lens.copy(), source=model.galaxies.source.copy()))
    for galaxy, index in (("lens", 2.0), ("source", 1.0)):
        old = getattr(found.galaxies, galaxy).bulge
        new = al.Model(al.lp_linear.SersicSph, sersic_index=index)
        new.centre, new.effective_radius = old.centre, old.effective_radius
        getattr(found.galaxies, galaxy).bulge = new
    return found


def normal_draws(number=600):
    """The linear model, draws of its parameters, and the whole normal density that they are of."""
    full, model, data = scene.model(), linear_model(), scene.dataset()
    jacobian = al.AnalysisImaging(data).likelihood_from(full).jacobian(scene.truth())
    covariance = np.linalg.inv(jacobian.T @ jacobian)
    names = list(full.parameter_names)
    kept = [names.index(name) for name in model.parameter_names]
    rng = np.random.default_rng(2)
    vectors = rng.multivariate_normal(scene.truth()[kept], covariance[np.ix_(kept, kept)], size=number)
    zeros = np.zeros(number)
    return model, data, Samples(model.parameter_names, vectors, zeros, zeros), names, covariance


def test_intensities_are_as_wide_as_where_they_are_parameters():
    model, data, samples, names, covariance = normal_draws()
    found = with_linear(samples, model, al.AnalysisImaging(data), np.random.default_rng(3)).linear
    assert found.names == ["galaxies.lens.bulge.intensity", "galaxies.source.bulge.intensity"]
    assert len(found) == 400 and np.all(found.rows < len(samples))
    places = [names.index(name) for name in found.names]
    whole = covariance[np.ix_(places, places)]
    sigma = np.sqrt(np.diag(whole))
    assert found.values.std(axis=0) == pytest.approx(sigma, rel=0.12)
    assert np.corrcoef(found.values.T)[0, 1] == pytest.approx(whole[0, 1] / np.prod(sigma), abs=0.1)
    # the data's own noise is in their middle
    assert np.all(np.abs(found.median - scene.truth()[places]) < 4.0 * sigma)
    # with a parameter they go together as in the whole density
    size = names.index("galaxies.source.bulge.effective_radius")
    column = model.parameter_names.index("galaxies.source.bulge.effective_radius")
    together = np.corrcoef(found["galaxies.source.bulge.intensity"], samples.vectors[found.rows, column])[0, 1]
    wanted = covariance[places[1], size] / np.sqrt(covariance[places[1], places[1]] * covariance[size, size])
    assert together == pytest.approx(wanted, abs=0.06)


def test_they_are_in_the_result_and_its_files(tmp_path):
    model, data, samples, *_ = normal_draws(20)
    drawn = with_linear(samples, model, al.AnalysisImaging(data), np.random.default_rng(3))
    result = Result(drawn, model)
    result.save(tmp_path)
    loaded = Result.load(tmp_path)
    assert loaded.info == result.info
    assert "galaxies.source.bulge.intensity" in loaded.info
    assert np.array_equal(loaded.samples.linear.values, drawn.linear.values)
    assert np.array_equal(loaded.samples.linear.rows, drawn.linear.rows)
    stored = json.loads((tmp_path / "summary.json").read_text())["linear"]
    name = "galaxies.lens.bulge.intensity"
    assert stored[name]["median"] == float(np.median(drawn.linear[name]))


def test_of_meshes_and_bases_each_value_has_a_name():
    basis = al.lp_basis.Basis([al.lp_linear.GaussianSph(sigma=0.2 * (i + 1)) for i in range(3)])
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=basis, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    mesh = al.Pixelization(al.mesh.RectangularUniform((5, 5)), al.reg.Constant(1.0))
    source = al.Galaxy(redshift=1.0, pixelization=mesh)
    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    vectors, zeros = np.linspace(1.19, 1.21, 20)[:, None], np.zeros(20)
    samples = Samples(model.parameter_names, vectors, zeros, zeros)
    analysis = al.AnalysisImaging(scene.dataset())
    found = with_linear(samples, model, analysis, np.random.default_rng(3)).linear
    fit = analysis.with_dataset(analysis.dataset.with_backend("numba")).fit_from(model.instance_from_vector(vectors[9]))
    count = fit.inversion.reconstruction_reduced.size
    assert found.values.shape == (400, count) and len(set(found.names)) == count
    assert found.names[-3:] == [f"galaxies.lens.bulge.profile_list.{i}.intensity" for i in range(3)]
    assert found.names[0].startswith("galaxies.source.pixelization.")
    assert np.all(found.values >= 0.0) == fit.inversion.settings.use_positive_only_solver
    assert "galaxies.source.pixelization   " in found.summary() and "galaxies.lens.bulge   3 values" in found.summary()


def test_without_linear_parameters_nothing_is_drawn(caplog):
    model, zeros = scene.model(), np.zeros(1)
    samples = Samples(model.parameter_names, scene.truth()[None], zeros, zeros)
    analysis = al.AnalysisImaging(scene.dataset())
    with caplog.at_level(logging.WARNING):
        assert with_linear(samples, model, analysis, np.random.default_rng(1)) is samples
    assert not caplog.records
