"""A field that is a model of its own, beside the galaxies."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.split import split

af = al
MASK = al.Mask2D.circular((30, 30), pixel_scales=0.15, radius=2.0)


def model_of(fields):
    mass = al.mp.Isothermal(centre=(0.0, 0.0), ell_comps=(0.1, 0.0), einstein_radius=1.2)
    source = al.Galaxy(redshift=1.0, bulge=al.lp.SersicCore(centre=(0.05, 0.1), intensity=1.0, effective_radius=0.3))
    galaxies = af.Collection(lens=al.Galaxy(redshift=0.5, mass=mass), source=source)
    return af.Collection(galaxies=galaxies, fields=fields)


def field():
    shear = af.Model(al.mp.ExternalShear)
    shear.gamma_1 = af.UniformPrior(lower_limit=-0.2, upper_limit=0.2)
    shear.gamma_2 = af.UniformPrior(lower_limit=-0.2, upper_limit=0.2)
    return af.Model(al.MassField, redshift=0.5, shear=shear)


@pytest.fixture(scope="module")
def analysis():
    noise = np.random.default_rng(1).normal(0.0, 0.1, (30, 30))
    return al.AnalysisImaging(al.Imaging(noise, np.full((30, 30), 0.1), pixel_scales=0.15).apply_mask(MASK))


def test_one_field_is_that_of_a_collection(analysis):
    alone, listed = model_of(field()), model_of(af.Collection(outer=field()))
    assert alone.parameter_names == ["fields.shear.gamma_1", "fields.shear.gamma_2"]
    found = [
        analysis.log_likelihood_function(instance=model.instance_from_vector([0.05, -0.02]))
        for model in (alone, listed)
    ]
    assert found[0] == found[1] != analysis.log_likelihood_function(alone.instance_from_vector([0.0, 0.0]))


def test_the_parts_of_a_model_hold_its_one_field():
    whole = model_of(field())
    whole.galaxies.lens = af.Model(al.Galaxy, redshift=0.5, bulge=al.lp.Sersic, mass=whole.galaxies.lens.mass)
    found = split(whole)
    assert found.arcs.indices.tolist() == [whole.parameter_names.index(f"fields.shear.gamma_{i}") for i in (1, 2)]
    assert not set(found.light.indices) & set(found.arcs.indices)


def test_a_basis_is_at_the_centre_of_its_first_profile():
    basis = al.lp_basis.Basis([al.lp_linear.GaussianSph(centre=(0.1, 0.2)), al.lp_linear.GaussianSph()])
    assert basis.centre == (0.1, 0.2)


def test_an_inversion_counts_its_parameters(analysis):
    source = al.Galaxy(redshift=1.0, bulge=al.lp_linear.SersicCore())
    pixels = al.Pixelization(al.mesh.RectangularUniform((6, 6)), al.reg.Constant(1.0))
    lens = al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph(einstein_radius=1.0), pixelization=None)
    tracer = al.Tracer([lens, source, al.Galaxy(redshift=1.0, pixelization=pixels)])
    inversion = al.FitImaging(analysis.dataset, tracer, settings=al.Settings(use_edge_zeroed_pixels=False)).inversion
    assert inversion.total_params == 37
