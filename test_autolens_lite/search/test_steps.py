"""Searches that follow gradients say so where the likelihood has steps."""

import warnings

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.analysis import Analysis
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.likelihoods.steps import warn_of_steps
from test_autolens_lite.fit.kinds import KINDS


def likelihood_of(mesh, backend="numba"):
    around = al.image_mesh.Overlay((5, 5)) if mesh.needs_vertices else None
    source = al.Galaxy(1.0, pixelization=al.Pixelization(mesh, al.reg.Constant(1.0), image_mesh=around))
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    model = al.Collection(galaxies=al.Collection(lens=lens, source=source))
    return al.AnalysisImaging(KINDS["imaging"](backend)).likelihood_from(model)


@pytest.mark.parametrize("name", ["Delaunay", "DelaunayNN", "KNearestNeighbor", "Voronoi"])
def test_meshes_with_steps_are_named_with_the_remedy(name):
    with pytest.warns(al.exc.AutoLensWarning, match=rf"mesh {name} has steps.*al\.mesh\.CompactKernel"):
        warn_of_steps(likelihood_of(getattr(al.mesh, name)()), np.array([0.8]))


@pytest.mark.parametrize("name", ["RectangularUniform", "RectangularAdaptDensity"])
def test_others_are_not(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_steps(likelihood_of(getattr(al.mesh, name)()), np.array([0.8]))


def test_what_has_no_galaxies_is_not():
    class OneNumber(Analysis):
        def log_likelihood_function(self, instance):
            return -(instance.x**2)

    model = al.Model(al.lp.Sersic)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_steps(OneNumber().likelihood_from(model), np.zeros(model.prior_count))


def test_the_check_of_gradients_warns():
    likelihood = likelihood_of(al.mesh.Delaunay(), "jax")
    with pytest.warns(al.exc.AutoLensWarning, match="mesh Delaunay has steps"):
        Evaluator(likelihood.model, likelihood).check_gradient(np.array([0.8]))


def test_kernels_on_vertices_that_do_not_adapt_are_said_to_have_waves():
    with pytest.warns(al.exc.AutoLensWarning, match="image_mesh.Overlay has as many vertices in dark parts.*Hilbert"):
        warn_of_steps(likelihood_of(al.mesh.CompactKernel()), np.array([0.8]))
