"""Profiles in place of meshes: the model's own priors, and what is carried over from one vector to the other."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.split import split
from autolens_lite.guide.substitute import NAME, carried_over, substituted, with_best_coefficients
from test_autolens_lite.guide import scene


def mesh_model(mass=None):
    regularization = al.Model(al.reg.Constant, coefficient=al.LogUniformPrior(1e-4, 1e6))
    mesh = al.Model(al.Pixelization, mesh=al.mesh.RectangularUniform((8, 8)), regularization=regularization)
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=al.lp_linear.SersicSph, mass=mass or al.mp.Isothermal)
    source = al.Model(al.Galaxy, redshift=1.0, pixelization=mesh)
    return al.Collection(galaxies=al.Collection(lens=lens, source=source))


def test_a_profile_stands_for_the_mesh():
    model = mesh_model()
    model.add_assertion(model.galaxies.lens.mass.einstein_radius > model.galaxies.lens.bulge.effective_radius)
    other = substituted(model)
    new = [name for name in other.parameter_names if name not in model.parameter_names]
    assert len(new) == 6 and all(f"source.{NAME}" in name for name in new)
    assert [name for name in model.parameter_names if name not in other.parameter_names] == [
        "galaxies.source.pixelization.regularization.coefficient"
    ]
    assert len(other.assertions) == 1
    assert model.galaxies.source.pixelization is not None, "the model is as it was"
    parts = split(other)
    assert not parts.pixelized and [n for n in parts.arcs.model.parameter_names if NAME in n] == new


def test_a_galaxy_that_is_fixed_but_for_its_mesh():
    model = mesh_model()
    mesh = al.Pixelization(al.mesh.RectangularUniform((8, 8)), al.reg.Constant(2.0))
    model.galaxies.source = al.Galaxy(1.0, pixelization=mesh, bulge=al.lp.SersicSph(intensity=0.1))
    galaxy = substituted(model).instance_from_prior_medians().galaxies.source
    assert galaxy.pixelization is None and len(galaxy.light_profiles) == 2


def test_what_is_carried_over():
    model = mesh_model()
    other = substituted(model)
    vector = np.arange(1.0, other.prior_count + 1.0)
    found = dict(zip(model.parameter_names, carried_over(model, other, vector), strict=True))
    for name, value in zip(other.parameter_names, vector, strict=True):
        assert NAME in name or found[name] == value
    assert found["galaxies.source.pixelization.regularization.coefficient"] == pytest.approx(10.0), "the median"


def test_the_coefficient_of_greatest_evidence():
    analysis = al.AnalysisImaging(scene.dataset().with_backend("numba"))
    mass = al.Model(al.mp.Isothermal, centre=(0.03, -0.02), ell_comps=(0.08, -0.05))
    model = mesh_model(mass)
    start = {"effective_radius": 0.5, "einstein_radius": 1.2, "coefficient": 1e3, "centre_0": 0.03, "centre_1": -0.02}
    names = [name.split(".")[-1] for name in model.parameter_names]
    vector = np.array([start.get(name, 2.0) for name in names])
    found = with_best_coefficients(model, analysis, vector)
    index = names.index("coefficient")
    assert np.array_equal(np.delete(found, index), np.delete(vector, index))
    likelihood = analysis.likelihood_from(model)
    best = likelihood(found)
    for factor in (0.5, 0.97, 1.03, 2.0):
        assert likelihood(np.where(np.arange(len(found)) == index, factor * found, found)) < best
    model.galaxies.source.pixelization.regularization.coefficient = 3.0
    shorter = np.delete(vector, index)
    assert np.array_equal(with_best_coefficients(model, analysis, shorter), shorter)
