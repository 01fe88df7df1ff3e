"""Both backends give one likelihood: of free redshifts, however the planes lie, and of vectors that no lens has."""

import math
import warnings

import numpy as np
import pytest

import autolens_lite as al

GRID = al.Grid2D.uniform((12, 12), 0.25)
LENS = al.Galaxy(0.5, m=al.mp.Isothermal(einstein_radius=1.2, ell_comps=(0.1, 0.0)))
BULGE = al.lp.ExponentialSph((0.05, 0.1), 1.0, 0.3)
DATA = al.SimulatorImaging(exposure_time=1000.0, background_sky_level=0.1, noise_seed=1).via_tracer_from(
    al.Tracer([LENS, al.Galaxy(2.0, b=BULGE)]), GRID
)
REDSHIFTS = (0.2, 0.45, 0.5, 0.7, 2.0, 2.4)


def halo(redshift):
    return al.Model(al.Galaxy, redshift=redshift, m=al.mp.IsothermalSph((0.0, 1.0), 0.2))


def source(redshift=2.0):
    return al.Model(al.Galaxy, redshift=redshift, b=BULGE)


def free():
    return al.UniformPrior(0.1, 3.0)


def linked():
    z = free()
    return al.Collection(galaxies=al.Collection(lens=LENS, halo=halo(z), src=source(z)))


MODELS = {
    "halo": lambda: al.Collection(galaxies=al.Collection(lens=LENS, halo=halo(free()), src=source())),
    "source": lambda: al.Collection(galaxies=al.Collection(lens=LENS, src=source(free()))),
    "extra galaxy": lambda: al.Collection(
        galaxies=al.Collection(lens=LENS, src=source()), extra_galaxies=al.Collection(halo=halo(free()))
    ),
    "linked": linked,
}


def analysis_of(backend, **kwargs):
    return al.AnalysisImaging(DATA.with_backend(backend), **kwargs)


@pytest.mark.parametrize("name", MODELS)
def test_free_redshifts_have_one_likelihood(name):
    model = MODELS[name]()
    host, traced = (analysis_of(backend).likelihood_from(model) for backend in ("numba", "jax"))
    expected = [host([z]) for z in REDSHIFTS]
    np.testing.assert_allclose(traced.batch([[z] for z in REDSHIFTS]), expected, rtol=1e-10)
    for z, value in zip(REDSHIFTS, expected, strict=True):
        found, gradient = traced.value_and_grad([z])
        assert found == pytest.approx(value, rel=1e-10)
        if z not in (0.5, 2.0):
            h = 1e-4
            slope = (8.0 * (host([z + h]) - host([z - h])) - host([z + 2 * h]) + host([z - 2 * h])) / (12.0 * h)
            assert gradient[0] == pytest.approx(slope, rel=1e-5, abs=1e-6 * abs(value))


@pytest.mark.filterwarnings("ignore:.* once more. they count twice:autolens_lite.exc.AutoLensWarning")
def test_free_redshifts_in_factors_with_positions():
    positions = al.PositionsLH([(1.2, 0.1), (-1.1, 0.0)], threshold=0.05)
    model = MODELS["source"]()
    values = []
    for backend in ("numba", "jax"):
        factors = [al.AnalysisFactor(model, analysis_of(backend, positions_likelihood_list=positions)) for _ in "ab"]
        graph = al.FactorGraphModel(*factors)
        likelihood = graph.likelihood_from(graph.global_prior_model)
        values.append([likelihood([z]) for z in REDSHIFTS])
    np.testing.assert_allclose(values[1], values[0], rtol=1e-10)


def powers():
    mass = al.Model(al.mp.PowerLaw, centre=(0.0, 0.0))
    return al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, m=mass), src=source()))


def haloes():
    mass = al.Model(al.mp.NFWMCRLudlowSph, centre=(0.0, 0.0), mass_at_200=al.LogUniformPrior(1e10, 1e13))
    mass.redshift_object, mass.redshift_source = al.UniformPrior(0.0, 1.0), al.UniformPrior(0.0, 1.0)
    return al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, m=mass), src=source()))


NO_LENS = [
    (powers, [0.1, 0.0, 1.2, 2.0], [[1.2, 0, 1.2, 2], [0.8, -0.7, 1.2, 2], [0.1, 0, -1.2, 2], [0.1, 0, 1.2, 3.2]]),
    (haloes, [1e12, 0.3, 0.9], [[1e12, 0.9, 0.3], [1e12, 0.5, 0.5], [-1e12, 0.3, 0.9], [1e12, -0.1, 0.9]]),
]


@pytest.mark.parametrize("make, lens, others", NO_LENS, ids=["power law", "halo of a mass"])
def test_vectors_that_no_lens_has(make, lens, others):
    """The floor on both, and no gradient."""
    host, traced = (analysis_of(backend).likelihood_from(make()) for backend in ("numba", "jax"))
    vectors = np.array([lens, *others], dtype=float)
    expected = np.array([host(vector) for vector in vectors])
    assert (expected == host.FLOOR).tolist() == [False] + [True] * len(others)
    if make is powers:  # the other takes long to compile
        np.testing.assert_allclose(traced.batch(vectors), expected, rtol=1e-10)
        assert traced(vectors[1]) == traced.FLOOR
    for vector, value in zip(vectors, expected, strict=True):
        found, gradient = traced.value_and_grad(vector)
        assert found == pytest.approx(value, rel=1e-10)
        assert np.isfinite(gradient).all()
        assert (found > host.FLOOR) == gradient.any()


@pytest.mark.parametrize("redshift", [0.4, 0.5, al.UniformPrior(0.1, 0.5)], ids=str)
def test_a_model_in_which_no_ray_can_bend_is_said_once(redshift):
    model = al.Collection(galaxies=al.Collection(lens=halo(0.5), src=source(redshift)))
    model.galaxies.src.b = al.Model(al.lp.ExponentialSph, centre=(0.0, 0.0))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        likelihood = analysis_of("numba").likelihood_from(model)
        assert math.isfinite(likelihood(model.vector_from_unit_vector(np.full(model.prior_count, 0.5))))
    assert len(caught) == 1
    assert "No ray of the model can bend" in str(caught[0].message)
    assert "galaxies.src" in str(caught[0].message)
    assert caught[0].filename == __file__
