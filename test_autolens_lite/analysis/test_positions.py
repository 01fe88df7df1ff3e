"""The penalty of positions: its formula, once in a likelihood, in any plane, differentiable."""

import pickle

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.analysis.images import imaging_of
from test_autolens_lite.fit.lens_systems import dataset_of, lens_galaxy, sersic_galaxy

POSITIONS = [(1.0, 0.2), (-0.8, 0.1), (0.1, -0.9)]
PAIR = [(1.0, 0.0), (-1.0, 0.0)]


def sphere(einstein_radius, redshift=0.5):
    return al.Galaxy(redshift=redshift, mass=al.mp.IsothermalSph((0.0, 0.0), einstein_radius))


def model():
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.Isothermal, shear=al.mp.ExternalShear)
    return al.Collection(galaxies=al.Collection(lens=lens, source=sersic_galaxy()))


VECTOR = np.array([0.02, -0.01, 0.1, -0.06, 0.8, 0.04, -0.03])


ANALYSES = {"interferometer": (al.AnalysisInterferometer, dataset_of), "imaging": (al.AnalysisImaging, imaging_of)}


@pytest.mark.parametrize(
    ("einstein_radius", "separation"),
    [(0.8, 0.4), (0.95, 0.1), (1.0, 0.0), (1.1, 0.2)],
    ids=["far", "near", "together", "beyond"],
)
def test_formula(xp, einstein_radius, separation):
    """Two images at +-1 of a sphere are traced to +-(1 - theta_E)."""
    positions = al.PositionsLH(PAIR, threshold=0.15)
    tracer = al.Tracer([sphere(einstein_radius), al.Galaxy(redshift=1.0)])
    assert positions.max_separation_from(tracer) == pytest.approx(separation, abs=1e-13)
    expected = 1e8 * max(0.0, separation - 0.15)
    assert float(positions.penalty_from(tracer, xp)) == pytest.approx(expected, rel=1e-12)
    steep = al.PositionsLH(PAIR, threshold=0.15, log_likelihood_penalty_factor=7.0)
    assert float(steep.penalty_from(tracer, xp)) == pytest.approx(7e-8 * expected, rel=1e-12)


def test_largest_of_all_distances(xp):
    positions = al.PositionsLH(POSITIONS, threshold=0.1, log_likelihood_penalty_factor=1.0)
    tracer = al.Tracer([lens_galaxy(), sersic_galaxy()])
    there = np.asarray(tracer.traced_grid_2d_list_from(POSITIONS)[-1])
    largest = np.hypot(*(there[:, None] - there[None]).T).max()
    assert float(positions.penalty_from(tracer, xp)) == pytest.approx(largest - 0.1, rel=1e-12)


def test_without_a_source_plane_there_is_no_penalty(xp):
    positions = al.PositionsLH(PAIR, threshold=0.1)
    for galaxies in ([sphere(0.5)], [al.Galaxy(redshift=0.5), al.Galaxy(redshift=1.0)]):
        assert float(positions.penalty_from(al.Tracer(galaxies), xp)) == 0.0


def test_plane_of_a_redshift(xp):
    """In a plane between, deflections are less by the ratio of distances."""
    tracer = al.Tracer([sphere(0.9), al.Galaxy(redshift=1.0), al.Galaxy(redshift=2.0)])
    scale = tracer.cosmology.scaling_factor_between_redshifts_from(0.5, 1.0, 2.0)
    for redshift, deflection in ((1.0, 0.9 * scale), (2.0, 0.9), (None, 0.9)):
        positions = al.PositionsLH(PAIR, 0.1, 1.0, plane_redshift=redshift)
        assert float(positions.penalty_from(tracer, xp)) == pytest.approx(2.0 * (1.0 - deflection) - 0.1, rel=1e-11)


def test_a_redshift_of_no_plane_is_an_error_also_in_a_search():
    """And not a likelihood of nothing, as a value out of its range would be."""
    positions = al.PositionsLH(POSITIONS, 0.1, plane_redshift=0.9)
    likelihood = al.AnalysisInterferometer(dataset_of("numba"), [positions]).likelihood_from(model())
    with pytest.raises(al.exc.ModelError, match=r"plane_redshift = 0.9.*0.5, 1.0"):
        likelihood(VECTOR)


@pytest.mark.parametrize("kind", ANALYSES)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_each_is_counted_once(backend, count, kind):
    listed = [al.PositionsLH(POSITIONS, 0.01, 1e3), al.PositionsLH(PAIR, 0.02, 2e3)][:count]
    analysis, dataset = ANALYSES[kind][0], ANALYSES[kind][1](backend)
    plain = analysis(dataset).likelihood_from(model())(VECTOR)
    likelihood = analysis(dataset, positions_likelihood_list=listed).likelihood_from(model())
    tracer = al.Tracer([lens_galaxy(VECTOR), sersic_galaxy()])
    separations = [positions.max_separation_from(tracer) for positions in listed]
    expected = sum(s * (d - t) for s, d, t in zip((1e3, 2e3), separations, (0.01, 0.02), strict=False))
    assert expected >= 10.0 * count
    assert plain - likelihood(VECTOR) == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert pickle.loads(pickle.dumps(likelihood))(VECTOR) == likelihood(VECTOR)


def test_within_the_threshold_nothing_changes(backend):
    dataset = dataset_of(backend)
    loose = al.AnalysisInterferometer(dataset, al.PositionsLH(POSITIONS, 3.0)).likelihood_from(model())
    assert loose(VECTOR) == al.AnalysisInterferometer(dataset).likelihood_from(model())(VECTOR)


def test_gradient_equals_central_differences():
    positions = [al.PositionsLH(POSITIONS, 0.01, 1e4)]
    likelihood = al.AnalysisInterferometer(dataset_of("jax"), positions).likelihood_from(model())
    rng = np.random.default_rng(2)
    for vector in VECTOR + 0.03 * rng.normal(size=(3, VECTOR.size)):
        value, gradient = likelihood.value_and_grad(vector)
        assert value == pytest.approx(likelihood(vector), rel=1e-13)
        for i in range(vector.size):
            step = np.zeros(vector.size)
            step[i] = 2e-5
            f = [likelihood(vector + k * step) for k in (-2, -1, 1, 2)]
            difference = (8.0 * (f[2] - f[1]) - (f[3] - f[0])) / (12.0 * 2e-5)
            assert gradient[i] == pytest.approx(difference, abs=1e-7 * np.abs(gradient).max())


@pytest.mark.parametrize("einstein_radius", [1.0, 0.99])
def test_gradient_is_zero_where_images_meet(einstein_radius):
    """At a separation of exactly zero a root has no derivative; the penalty has."""
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0)))
    free = al.Collection(galaxies=al.Collection(lens=lens, source=sersic_galaxy()))
    dataset = dataset_of("jax")
    plain, penalised = (
        al.AnalysisInterferometer(dataset, listed).likelihood_from(free).value_and_grad([einstein_radius])
        for listed in (None, [al.PositionsLH(PAIR, 0.1)])
    )
    assert plain[0] == pytest.approx(penalised[0], rel=1e-14)
    np.testing.assert_allclose(penalised[1], plain[1], rtol=1e-12)


def test_batch_and_prior_widths(backend):
    vectors = VECTOR + 0.05 * np.random.default_rng(3).normal(size=(4, VECTOR.size))
    likelihood = al.AnalysisInterferometer(dataset_of(backend), [al.PositionsLH(POSITIONS, 0.05)]).likelihood_from(
        model()
    )
    np.testing.assert_allclose(likelihood.batch(vectors), [likelihood(v) for v in vectors], rtol=1e-12)


def test_fingerprint_follows_positions_and_adapt_images():
    dataset = dataset_of("numba")
    image = np.ones(dataset.real_space_mask.pixels_in_mask)

    def of(positions, adapt=None):
        images = None if adapt is None else al.AdaptImages(galaxy_name_image_dict={"('galaxies', 'source')": adapt})
        return al.AnalysisInterferometer(dataset, positions, images).fingerprint()

    prints = [
        of(None),
        of([al.PositionsLH(PAIR, 0.1)]),
        of([al.PositionsLH(PAIR, 0.2)]),
        of([al.PositionsLH(POSITIONS, 0.1)]),
        of([al.PositionsLH(PAIR, 0.1, 1e7)]),
        of([al.PositionsLH(PAIR, 0.1, plane_redshift=1.0)]),
        of([al.PositionsLH(PAIR, 0.1), al.PositionsLH(POSITIONS, 0.1)]),
        of(None, image),
        of(None, 2.0 * image),
    ]
    assert all(first != second for i, first in enumerate(prints) for second in prints[:i])
    assert of(al.PositionsLH(PAIR, 0.1)) == prints[1]
    assert of(None, image.copy()) == prints[7]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: al.PositionsLH([(1.0, 0.0)], 0.1), al.exc.DataError, "1 position"),
        (lambda: al.PositionsLH([(1.0, 0.0), (np.inf, 0.0)], 0.1), al.exc.DataError, "not finite"),
        (lambda: al.PositionsLH(PAIR, 0.0), al.exc.ParameterError, "threshold = 0.0"),
        (lambda: al.PositionsLH(PAIR, 0.1, -1.0), al.exc.ParameterError, "log_likelihood_penalty_factor = -1.0"),
        (lambda: al.PositionsLH(PAIR, 0.1, redshift=1.0), al.exc.ParameterError, "plane_redshift"),
        (lambda: al.AnalysisInterferometer(dataset_of("numba"), [PAIR]), al.exc.ParameterError, r"list\[0\] is a list"),
        (lambda: al.AnalysisInterferometer(dataset_of("numba"), 0.1), al.exc.ParameterError, "not a list"),
        (lambda: al.AnalysisInterferometer(dataset_of("numba"), adapt_images={}), al.exc.ParameterError, "AdaptImages"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()
