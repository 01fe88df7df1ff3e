"""Parameters that no profile has, in compiled functions of the user's own, where nothing can be refused: NaN."""

import numpy as np
import pytest

import autolens_lite as al

jax = pytest.importorskip("jax")
GRID = al.Grid2DIrregular([(0.3, 0.5), (1.0, -0.2)], backend="jax")


def deflections(make):
    return lambda value: make(value).deflections_yx_2d_from(GRID)


CASES = {
    "ell_comps": (deflections(lambda value: al.mp.Isothermal(ell_comps=(0.1, value))), 0.3, 1.1),
    "einstein_radius": (deflections(lambda value: al.mp.PointMass(einstein_radius=value)), 0.8, -0.8),
    "core_radius_0": (deflections(lambda value: al.mp.ChameleonSph(core_radius_0=value)), 0.01, -0.01),
    "light": (lambda value: al.lp.Gaussian(sigma=value).image_2d_from(GRID), 0.3, -0.3),
    "in a tracer": (
        lambda value: al.Tracer(
            [
                al.Galaxy(0.5, mass=al.mp.IsothermalSph(einstein_radius=value)),
                al.Galaxy(1.0, bulge=al.lp.SersicSph()),
            ]
        ).image_2d_from(GRID),
        0.8,
        -0.8,
    ),
}


def tracer_of(redshift=0.3, **cosmology):
    masses = [al.mp.IsothermalSph(einstein_radius=radius) for radius in (0.4, 0.1)]
    lenses = [al.Galaxy(z, mass=mass) for z, mass in zip((redshift, 0.7), masses, strict=True)]
    source = al.Galaxy(1.0, bulge=al.lp.SersicSph())
    cosmology = al.cosmo.FlatLambdaCDM(**cosmology) if cosmology else None
    return al.Tracer([*lenses, source], cosmology=cosmology)


def spectrum_of(scale):
    regularization = al.reg.GaussianKernel(coefficient=1.0, scale=scale)
    y = np.arange(3.0)
    return regularization.coefficient * jax.numpy.exp(-((y / regularization.scale) ** 2))


CASES |= {
    "redshift": (lambda value: tracer_of(redshift=value).image_2d_from(GRID), 0.3, -0.3),
    "cosmology": (lambda value: tracer_of(Om0=value).image_2d_from(GRID), 0.3, 1.5),
    "regularization": (spectrum_of, 0.5, -0.5),
}


@pytest.mark.parametrize("case", CASES)
def test_compiled(case):
    function, right, wrong = CASES[case]
    compiled = jax.jit(function)
    np.testing.assert_allclose(compiled(right), function(right), rtol=1e-13)
    with pytest.raises(al.exc.AutoLensError):
        function(wrong)
    assert np.isnan(compiled(wrong)).all()


def test_mapped_and_differentiated():
    function, right, wrong = CASES["ell_comps"]
    found = jax.vmap(function)(np.array([right, wrong]))
    assert np.isnan(found[1]).all()
    slope = jax.grad(lambda value: function(value).sum())(right)
    step = 1e-6
    difference = float(np.sum(function(right + step)) - np.sum(function(right - step))) / (2.0 * step)
    assert float(slope) == pytest.approx(difference, rel=1e-8)


def test_a_likelihood_has_its_own_way():
    """It has no value there, which searches know of, and not NaN."""
    data = np.ones((3, 3))
    dataset = al.Imaging(data, data, pixel_scales=0.5, over_sample_size_lp=1, backend="jax")
    disc = al.Model(al.lp.Gaussian, centre=(0.0, 0.0), ell_comps=(0.0, al.UniformPrior(-2.0, 2.0)), intensity=1.0)
    disc.sigma = 0.3
    model = al.Collection(galaxies=al.Collection(disc=al.Model(al.Galaxy, redshift=0.5, disc=disc)))
    likelihood = al.AnalysisImaging(dataset).likelihood_from(model)
    inside, outside = likelihood.batch(np.array([[0.3], [1.1]]))
    assert np.isfinite(inside)
    assert outside < -1e90
