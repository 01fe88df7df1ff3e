"""Several data sets fitted at once: the sum of their likelihoods, shared priors, a result for each."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.fixed import changed
from test_autolens_lite.analysis.images import imaging_of
from test_autolens_lite.fit.lens_systems import dataset_of, pixelized_galaxy, sersic_galaxy
from test_autolens_lite.search.cases import same_samples, search_of

VECTORS = {"lens": [0.02, -0.01, 0.1, -0.06, 0.8], "first": [0.05, 0.1], "second": [0.0, 0.2]}


def factors_of(backend, positions=None):
    """One lens, and a source whose place differs between two data sets."""
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal)
    models = []
    for _ in range(2):
        bulge = al.Model(al.lp.Sersic, ell_comps=(0.1, 0.2), intensity=2.0, effective_radius=0.3, sersic_index=1.2)
        source = al.Model(al.Galaxy, redshift=1.0, bulge=bulge)
        models.append(al.Collection(galaxies=al.Collection(lens=lens, source=source)))
    analyses = [al.AnalysisInterferometer(dataset_of(backend, seed=seed), positions) for seed in (3, 4)]
    return [al.AnalysisFactor(prior_model=m, analysis=a) for m, a in zip(models, analyses, strict=True)]


def graph_of(backend, positions=None):
    return al.FactorGraphModel(*factors_of(backend, positions))


VECTOR = np.array([*VECTORS["lens"], *VECTORS["first"], *VECTORS["second"]])


def separate(factors, vectors):
    """The log likelihood of each factor alone, (n, 2)."""
    likelihoods = [factor.analysis.likelihood_from(factor.prior_model) for factor in factors]
    lens, first, second = np.split(np.asarray(vectors), [5, 7], axis=1)
    parts = [np.concatenate([lens, own], axis=1) for own in (first, second)]
    return np.array([[f(v) for v in part] for f, part in zip(likelihoods, parts, strict=True)]).T


def test_a_shared_prior_is_one_parameter():
    graph = graph_of("numba")
    names = graph.global_prior_model.parameter_names
    assert len(names) == 9
    assert names[0] == "0.galaxies.lens.mass.centre_0"
    assert names[-2:] == ["1.galaxies.source.bulge.centre_0", "1.galaxies.source.bulge.centre_1"]
    assert graph.global_prior_model is graph.global_prior_model


def test_log_likelihood_is_the_sum(backend):
    factors = factors_of(backend)
    graph = al.FactorGraphModel(*factors)
    likelihood = graph.likelihood_from(graph.global_prior_model)
    vectors = VECTOR + 0.01 * np.random.default_rng(0).normal(size=(3, VECTOR.size))
    alone = separate(factors, vectors)
    assert np.all(alone[:, 0] != alone[:, 1])
    assert likelihood(vectors[1]) == pytest.approx(alone[1].sum(), rel=1e-13)
    np.testing.assert_allclose(likelihood.batch(vectors), alone.sum(axis=1), rtol=1e-12)


def test_penalties_are_those_of_each_factor(backend):
    """A list of positions that is given to both analyses counts in both."""
    positions = al.PositionsLH([(0.9, 0.0), (-0.9, 0.0)], 0.01, 1e3)
    values = [
        graph.likelihood_from(graph.global_prior_model)(VECTOR)
        for graph in (graph_of(backend), graph_of(backend, [positions]))
    ]
    fits = graph_of(backend).fit_from(graph_of(backend).global_prior_model.instance_from_vector(VECTOR))
    penalty = 1e3 * (positions.max_separation_from(fits[0].tracer) - 0.01)
    assert penalty > 1.0
    assert values[0] - values[1] == pytest.approx(2.0 * penalty, rel=1e-9)


def test_gradient_equals_central_differences():
    graph = graph_of("jax")
    likelihood = graph.likelihood_from(graph.global_prior_model)
    value, gradient = likelihood.value_and_grad(VECTOR)
    assert value == pytest.approx(likelihood(VECTOR), rel=1e-13)
    for i in range(VECTOR.size):
        step = np.zeros(VECTOR.size)
        step[i] = 1e-4
        f = [likelihood(VECTOR + k * step) for k in (-2, -1, 1, 2)]
        difference = (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * 1e-4)
        assert gradient[i] == pytest.approx(difference, abs=1e-8 * np.abs(gradient).max())


def test_pickles_and_leaves(backend):
    graph = graph_of(backend)
    likelihood = graph.likelihood_from(graph.global_prior_model)
    value = likelihood(VECTOR)
    assert pickle.loads(pickle.dumps(likelihood))(VECTOR) == value
    instance = graph.global_prior_model.instance_from_vector(VECTOR)
    assert float(graph.with_leaves(graph.leaves).log_likelihood_function(instance)) == pytest.approx(value, rel=1e-13)
    # the arrays are those of the likelihood: with other data in their place it is another
    swapped = graph.with_leaves(tuple(reversed(graph.leaves)))
    assert float(swapped.log_likelihood_function(instance)) != pytest.approx(value, rel=1e-6)
    with pytest.raises(al.exc.DataError, match="without its visibilities"):
        len(graph.for_workers().analyses[1].dataset.data)


def test_fingerprint_follows_every_factor():
    first, second = factors_of("numba")
    prints = [
        al.FactorGraphModel(*factors).fingerprint() for factors in ([first, second], [second, first], [first], [second])
    ]
    assert all(one != other for i, one in enumerate(prints) for other in prints[:i])
    assert graph_of("numba").fingerprint() == prints[0]


class Line(al.Analysis):
    """A Gaussian likelihood of one profile's Einstein radius."""

    def __init__(self, mean):
        self.mean = mean

    def log_likelihood_function(self, instance):
        return -0.5 * ((instance.mass.einstein_radius - self.mean) / 0.1) ** 2

    def fingerprint(self):
        return super().fingerprint() | {"mean": self.mean}


def line_graph():
    mass = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0), einstein_radius=al.UniformPrior(0.0, 3.0))
    other = al.Model(al.mp.IsothermalSph, centre=(0.0, al.UniformPrior(-1.0, 1.0)))
    other.einstein_radius = mass.einstein_radius
    return al.FactorGraphModel(
        al.AnalysisFactor(al.Collection(mass=mass), Line(1.0)), al.AnalysisFactor(al.Collection(mass=other), Line(1.2))
    )


def test_a_search_gives_a_result_for_each_factor():
    """Two measurements of 1.0 and 1.2 with equal errors of 0.1: 1.1 with an error of 0.1 / sqrt 2."""
    graph = line_graph()
    result_list = search_of("DynestyStatic").fit(model=graph.global_prior_model, analysis=graph)
    assert len(result_list) == len(list(result_list)) == 2
    assert result_list[0].model.parameter_names == ["mass.einstein_radius"]
    assert result_list[1].model.parameter_names == ["mass.centre_1", "mass.einstein_radius"]
    for i, result in enumerate(result_list):
        column = result.model.parameter_names.index("mass.einstein_radius")
        assert result.samples.mean[column] == pytest.approx(1.1, abs=0.03)
        assert result.samples.errors_at_sigma(1.0)[column].mean() == pytest.approx(0.1 / np.sqrt(2.0), rel=0.3)
        assert result.analysis is graph.analyses[i]
        assert result.log_evidence == result_list.log_evidence
        assert result.instance.mass.einstein_radius == result_list.instance[i].mass.einstein_radius
    best = result_list[1].max_log_likelihood_fit + result_list[0].max_log_likelihood_fit
    assert best == pytest.approx(result_list.log_likelihood, rel=1e-12)
    # an equal graph finds the result; with other data it is refused
    assert same_samples(search_of("DynestyStatic").fit(line_graph().global_prior_model, line_graph()), result_list)
    other = copy.copy(line_graph())
    other = changed(other, analyses=[Line(1.0), Line(1.3)])
    with pytest.raises(al.exc.ResumeError, match=r"factors\[1\].mean"):
        search_of("DynestyStatic").fit(other.global_prior_model, other)
    loaded = al.Result.load(search_of("DynestyStatic").folder)
    assert loaded
    with pytest.raises(al.exc.DataError, match="with_analysis"):
        loaded[0]
    np.testing.assert_array_equal(loaded.with_analysis(graph)[1].samples.vectors, result_list[1].samples.vectors)


def test_different_kinds_of_model():
    """A parametric source in one data set, a mesh in the other."""
    first, second = factors_of("numba")
    lens = second.prior_model.galaxies.lens
    mesh = al.mesh.RectangularUniform((5, 6))
    second = al.AnalysisFactor(
        al.Collection(galaxies=al.Collection(lens=lens, source=pixelized_galaxy(mesh))), second.analysis
    )
    graph = al.FactorGraphModel(first, second)
    assert graph.global_prior_model.prior_count == 7
    fits = graph.fit_from(graph.global_prior_model.instance_from_vector(VECTOR[:7]))
    likelihood = graph.likelihood_from(graph.global_prior_model)
    total = fits[0].log_likelihood + fits[1].log_evidence
    assert likelihood(VECTOR[:7]) == pytest.approx(float(total), rel=1e-13)


def test_visibilities_and_an_image(backend):
    first, second = factors_of(backend)
    second = al.AnalysisFactor(second.prior_model, al.AnalysisImaging(imaging_of(backend)))
    graph = al.FactorGraphModel(first, second)
    likelihood = graph.likelihood_from(graph.global_prior_model)
    alone = separate([first, second], VECTOR[None])[0]
    assert likelihood(VECTOR) == pytest.approx(alone.sum(), rel=1e-12)
    assert likelihood.batch(VECTOR[None])[0] == pytest.approx(alone.sum(), rel=1e-12)


def parts():
    return al.Collection(galaxies=al.Collection(source=sersic_galaxy())), al.AnalysisInterferometer(dataset_of("numba"))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: al.FactorGraphModel(), al.exc.ModelError, "no factors"),
        (lambda: al.FactorGraphModel(factors_of("numba")), al.exc.ModelError, r"model_factors\[0\] is a list"),
        (lambda: al.AnalysisFactor(*reversed(parts())), al.exc.ModelError, "prior_model is a AnalysisInterferometer"),
        (lambda: al.AnalysisFactor(parts()[0], al.AnalysisInterferometer), al.exc.ModelError, "is not an analysis"),
        (lambda: al.AnalysisFactor(model=1, analysis=2), al.exc.ParameterError, "prior_model"),
        (
            lambda: al.FactorGraphModel(factors_of("numba")[0], factors_of("jax")[1]),
            al.exc.BackendError,
            "with_backend",
        ),
        (
            lambda: al.FactorGraphModel(*(al.AnalysisFactor(*parts(), name="same") for _ in range(2))),
            al.exc.ModelError,
            "same name",
        ),
        (
            lambda: graph_of("numba").fit_from(al.Collection(parts()[0]).instance_from_vector([])),
            al.exc.ModelError,
            "1 parts.*2 factors",
        ),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()
