"""Which parts of a model a likelihood reads, and that it refuses those which it would leave out."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from test_autolens_lite.analysis.images import imaging_of
from test_autolens_lite.fit.lens_systems import dataset_of, sersic_galaxy

ANALYSES = {
    "imaging": lambda backend, **kwargs: al.AnalysisImaging(imaging_of(backend), **kwargs),
    "interferometer": lambda backend, **kwargs: al.AnalysisInterferometer(dataset_of(backend), **kwargs),
}
NEIGHBOUR = {"centre": (0.9, -0.7), "einstein_radius": 0.1}


def neighbour(redshift=0.5, **kwargs):
    return al.Galaxy(redshift, mass=al.mp.IsothermalSph(**NEIGHBOUR | kwargs), light=al.lp.SersicSph((0.9, -0.7), 0.5))


def lens():
    """A lens with one free parameter."""
    mass = al.Model(al.mp.Isothermal, centre=(0.02, -0.01), ell_comps=(0.1, -0.06), einstein_radius=0.8)
    mass.einstein_radius = al.UniformPrior(0.5, 1.2)
    return al.Model(al.Galaxy, redshift=0.5, mass=mass)


def model(**parts):
    return al.Collection(galaxies=al.Collection(lens=lens(), source=sersic_galaxy()), **parts)


@pytest.mark.parametrize("kind", ANALYSES)
def test_further_galaxies_are_galaxies(kind, backend):
    analysis = ANALYSES[kind](backend)
    member = neighbour(centre=(-0.8, 0.6))
    apart = model(extra_galaxies=al.Collection(neighbour()), scaling_galaxies=al.Collection(member=member))
    together = al.Collection(galaxies=al.Collection(lens(), sersic_galaxy(), neighbour(), member))
    value = analysis.likelihood_from(apart)([0.8])
    assert value == pytest.approx(analysis.likelihood_from(together)([0.8]), rel=1e-13)
    for part in ("extra_galaxies", "scaling_galaxies"):
        fewer = al.Collection({name: value for name, value in apart.items() if name != part})
        assert abs(analysis.likelihood_from(fewer)([0.8]) - value) > 1.0


def test_no_further_galaxies(backend):
    analysis = ANALYSES["imaging"](backend)
    bare = analysis.likelihood_from(model())([0.8])
    assert analysis.likelihood_from(model(extra_galaxies=None))([0.8]) == bare
    assert analysis.likelihood_from(model(scaling_galaxies=al.Collection()))([0.8]) == bare


def behind():
    """A mass between the lens and the source, so that distances matter."""
    return al.Collection(behind=neighbour(redshift=0.7, einstein_radius=0.4, centre=(0.2, 0.1)))


def test_a_cosmology_of_the_model(backend):
    other = al.cosmo.FlatLambdaCDM(H0=70.0, Om0=0.6)
    fixed = model(extra_galaxies=behind(), cosmology=other)
    value = ANALYSES["imaging"](backend).likelihood_from(fixed)([0.8])
    plain = model(extra_galaxies=behind())
    assert value == pytest.approx(
        ANALYSES["imaging"](backend, cosmology=other).likelihood_from(plain)([0.8]), rel=1e-13
    )
    assert abs(ANALYSES["imaging"](backend).likelihood_from(plain)([0.8]) - value) > 0.1
    free = model(extra_galaxies=behind(), cosmology=al.Model(al.cosmo.FlatLambdaCDM, H0=70.0))
    free.cosmology.Om0 = al.UniformPrior(0.1, 0.9)
    assert free.parameter_names[-1] == "cosmology.Om0"
    assert ANALYSES["imaging"](backend).likelihood_from(free)([0.8, 0.6]) == pytest.approx(value, rel=1e-12)


def test_gradient_in_a_density_of_matter():
    free = model(extra_galaxies=behind(), cosmology=al.Model(al.cosmo.FlatLambdaCDM, H0=70.0))
    free.cosmology.Om0 = al.UniformPrior(0.1, 0.9)
    likelihood = ANALYSES["imaging"]("jax").likelihood_from(free)
    _, gradient = likelihood.value_and_grad([0.8, 0.4])
    for i, step in enumerate([1e-6, 1e-5]):
        change = step * np.eye(2)[i]
        difference = likelihood(np.array([0.8, 0.4]) + change) - likelihood(np.array([0.8, 0.4]) - change)
        assert gradient[i] == pytest.approx(difference / (2.0 * step), rel=1e-5)


@pytest.mark.parametrize(
    ("kind", "parts", "named"),
    [
        ("imaging", lambda: {"dataset_modle": al.Model(al.DatasetModel)}, "'dataset_modle'.*Did you mean 'dataset_mod"),
        ("imaging", lambda: {"extra_galaxy": al.Collection(neighbour())}, "'extra_galaxy'.*'extra_galaxies'"),
        ("imaging", lambda: {"pivot": al.UniformPrior(0.0, 1.0)}, "'pivot'.*Known: cosmology, dataset_model, extra"),
        ("interferometer", lambda: {"dataset_model": al.DatasetModel()}, "'dataset_model', which AnalysisInterferom"),
    ],
    ids=["free", "fixed", "a number that nothing is computed from", "of another kind of data"],
)
def test_a_part_that_is_not_read_is_refused_before_anything_is_written(kind, parts, named, working_directory):
    refused = model(**parts())
    analysis = ANALYSES[kind]("numba")
    for use in (al.Emcee(name="refused").fit, lambda **given: given["analysis"].likelihood_from(given["model"])):
        with pytest.raises(exc.ModelError, match=named):
            use(model=refused, analysis=analysis)
    assert not list(working_directory.iterdir())


def test_a_parameter_that_other_parts_share_and_a_number_may_have_any_name():
    radius = al.UniformPrior(0.5, 2.0)
    shared = model(radius=radius, number=3.0)
    shared.galaxies.lens.mass.einstein_radius = radius
    assert shared.prior_count == 1
    likelihood = ANALYSES["imaging"]("numba").likelihood_from(shared)
    assert likelihood([0.8]) == ANALYSES["imaging"]("numba").likelihood_from(model())([0.8])


def test_a_part_that_another_data_set_reads():
    shared = model(dataset_model=al.Model(al.DatasetModel, grid_offset=(0.0, 0.0)))
    shared.dataset_model.background_sky_level = al.UniformPrior(-1.0, 1.0)
    factors = [al.AnalysisFactor(shared, analysis("numba")) for analysis in ANALYSES.values()]
    graph = al.FactorGraphModel(*factors)
    assert np.isfinite(graph.likelihood_from(graph.global_prior_model)([0.8, 0.1]))
    alone = al.FactorGraphModel(factors[1])
    with pytest.raises(exc.ModelError, match="'dataset_model', which AnalysisInterferometer"):
        alone.likelihood_from(alone.global_prior_model)


def test_an_analysis_of_the_users_own_reads_what_it_likes():
    class Line(al.Analysis):
        def log_likelihood_function(self, instance):
            return -((instance.slope - 1.0) ** 2)

    assert Line().likelihood_from(al.Collection(slope=al.UniformPrior(0.0, 2.0)))([0.5]) == -0.25
