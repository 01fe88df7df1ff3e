"""Fits with adapt images through jax, the arguments of tutorials, and names of the inside of PyAutoFit."""

import logging

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

af = al
MASK = al.Mask2D.circular((24, 24), pixel_scales=0.15, radius=1.6)


@pytest.fixture(scope="module")
def dataset():
    image = np.abs(np.random.default_rng(1).normal(0.5, 0.3, (24, 24)))
    return al.Imaging(image, np.full((24, 24), 0.3), pixel_scales=0.15).apply_mask(MASK)


@pytest.fixture(scope="module")
def fit(dataset):
    mesh = al.mesh.RectangularAdaptImage(shape=(6, 6))
    pixelization, mass = al.Pixelization(mesh, al.reg.Adapt()), al.mp.IsothermalSph(einstein_radius=0.1)
    source = al.Galaxy(redshift=1.0, pixelization=pixelization, mass=mass)
    lens = al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph(einstein_radius=1.0))
    images = al.AdaptImages(galaxy_image_dict={source: dataset.data})
    return al.FitImaging(dataset, al.Tracer([lens, source]), adapt_images=images)


def test_a_fit_comes_out_of_jax_with_its_adapt_images(fit):
    from jax import tree_util

    leaves, tree = tree_util.tree_flatten(fit)
    again = tree_util.tree_unflatten(tree, leaves)
    assert float(again.log_evidence) == pytest.approx(float(fit.log_evidence), rel=1e-12)
    assert again.tracer.galaxies[1] is not fit.tracer.galaxies[1]
    # a program compiled for one is that of the other
    assert tree_util.tree_structure(fit) == tree
    other = al.FitImaging(fit.dataset, fit.tracer, adapt_images=al.AdaptImages())
    assert tree_util.tree_structure(other) != tree


def test_the_image_of_a_galaxy_that_a_tutorial_gives_to_it_has_no_effect(dataset, caplog):
    with caplog.at_level(logging.INFO, logger="autolens_lite"):
        galaxy = al.Galaxy(redshift=1.0, adapt_galaxy_image=np.asarray(dataset.data))
    assert "no effect" in caplog.text and galaxy.profile_dict == {}


def test_many_vectors_by_the_names_of_the_inside(dataset):
    mass = af.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    source = al.Galaxy(redshift=1.0, bulge=al.lp.SersicCore())
    model = af.Collection(galaxies=af.Collection(lens=af.Model(al.Galaxy, redshift=0.5, mass=mass), source=source))
    fitness = al.Fitness(model=model, analysis=al.AnalysisImaging(dataset))
    vectors = np.array([[1.0], [1.2]])
    np.testing.assert_allclose(fitness._vmap(vectors), [fitness(vector) for vector in vectors], rtol=1e-12)
    assert fitness._jit(vectors[0]) == fitness.call_wrap(vectors[0]) == fitness(vectors[0])


def test_a_width_of_a_mesh_and_shared_distributions_say_what_to_do():
    with pytest.raises(exc.ParameterError, match=r"bandwidth'\. Leave it out"):
        al.mesh.RectangularAdaptImage(shape=(6, 6), bandwidth=0.1)
    with pytest.raises(AttributeError, match="weigh its samples"):
        _ = af.HierarchicalFactor
