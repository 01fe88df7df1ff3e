"""Starts are near what the image shows, and each stage ends where the truth is."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.problem import Problem
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import split
from autolens_lite.guide.stages import Stages
from autolens_lite.guide.starts import arc_starts, light_starts, ring_from
from test_autolens_lite.guide import scene


@pytest.fixture(scope="module")
def stages():
    """One for all, since it is compiled."""
    return scene.stages()


def named(part, vector):
    return dict(zip((n.removeprefix("galaxies.") for n in part.model.parameter_names), vector, strict=True))


def circle_of_arcs(radius=1.3, centre=(0.2, -0.1), width=0.1):
    y, x = (np.mgrid[-25:25, -25:25] + 0.5).reshape(2, -1) * 0.1
    distance = np.hypot(y - centre[0], x - centre[1])
    return Scene(y, x, 50.0 * np.exp(-0.5 * ((distance - radius) / width) ** 2), np.ones(y.size), 0.1)


def test_a_circle_gives_its_radius_and_a_source_behind_the_centre():
    centre = np.array([0.2, -0.1])
    ring = ring_from(circle_of_arcs(), centre)
    assert ring.radius == pytest.approx(1.3, abs=0.01)
    assert ring.weights.sum() == pytest.approx(1.0)
    parts = split(scene.model())
    starts = [named(parts.arcs, s) for s in arc_starts(parts, ring, centre, 50, np.random.default_rng(1))]
    radii = np.array([start["lens.mass.einstein_radius"] for start in starts])
    assert np.ptp(radii) == pytest.approx(0.3 * ring.radius) and radii.min() == pytest.approx(0.85 * ring.radius)
    places = np.array([[start["source.bulge.centre_0"], start["source.bulge.centre_1"]] for start in starts])
    assert np.all(np.abs(places.mean(axis=0) - centre) < 4.0 * 0.08 / np.sqrt(50))
    assert np.all(places.std(axis=0) == pytest.approx(0.08, rel=0.4))
    # the mass has the centre of the light, which is the same parameter
    assert {start["lens.mass.centre_0"] for start in starts} == {0.2}


def test_nothing_bright_is_no_ring():
    dark = circle_of_arcs().with_data(np.zeros(2500))
    assert ring_from(dark, np.zeros(2)) is None


def test_light_starts_at_the_brightest_pixel_with_several_sizes():
    y, x = (np.mgrid[-25:25, -25:25] + 0.5).reshape(2, -1) * 0.1
    light = Scene(y, x, 100.0 * np.exp(-np.hypot(y - 0.15, x + 0.25) / 0.4), np.ones(y.size), 0.1)
    parts = split(scene.model())
    starts = [named(parts.light, start) for start in light_starts(parts, light)]
    assert len(starts) == 3
    assert all((s["lens.bulge.centre_0"], s["lens.bulge.centre_1"]) == pytest.approx((0.15, -0.25)) for s in starts)
    sizes = sorted(start["lens.bulge.effective_radius"] for start in starts)
    assert sizes[2] == pytest.approx(3.0 * sizes[0]) and 0.2 < sizes[1] < 1.2


def test_a_tight_prior_is_believed_more_than_the_image():
    model = scene.model()
    model.galaxies.lens.bulge.centre_0 = al.GaussianPrior(0.6, 0.01)
    model.galaxies.lens.mass.einstein_radius = al.UniformPrior(0.4, 0.5)
    parts = split(model)
    start = arc_starts(parts, ring_from(circle_of_arcs(), np.zeros(2)), np.zeros(2), 1, np.random.default_rng(1))[0]
    assert named(parts.arcs, start)["lens.mass.einstein_radius"] == pytest.approx(0.5, abs=1e-3)
    assert named(parts.arcs, start)["lens.mass.centre_0"] == pytest.approx(0.6, abs=0.04)


def test_coordinates_and_slopes(stages):
    whole: Problem = stages.whole
    vector = scene.truth()
    t = whole.coordinates_of(vector)
    np.testing.assert_allclose(whole.vector_of(t), vector, rtol=1e-14)
    assert whole.log.sum() == 5 and np.all((whole.lower < t) & (t < whole.upper))
    t = t + 0.01
    ascent, hessian = whole.slope_and_hessian(t)
    for i in range(t.size):
        step = 1e-5 * np.eye(t.size)[i]
        slope = (whole.cost(t - step) - whole.cost(t + step)) / 2e-5
        assert ascent[i] == pytest.approx(slope, rel=1e-5, abs=1e-4 * np.sqrt(hessian[i, i]))
    # the cost is minus the log posterior density, but for a constant, and what the disc of ellipticities cuts off
    likelihood, other = whole.likelihood, t - 0.02
    heights = [likelihood(v) + whole_log_prior(whole, v) for v in map(whole.vector_of, (t, other))]
    assert whole.cost(other) - whole.cost(t) == pytest.approx(heights[0] - heights[1], rel=1e-6)
    assert whole.cost(whole.coordinates_of(np.where(vector == 0.08, 2.0, vector))) == np.inf, "an ellipticity of 2"


def whole_log_prior(problem, vector):
    """In values, of log-uniform priors in logarithms."""
    model = problem.likelihood.model
    in_logs = np.array([prior.log_space for prior in model.priors])
    return model.log_prior_from_vector(vector) + np.log(vector[in_logs]).sum()


def test_the_light_is_found_beneath_the_arcs(stages):
    light = named(stages.parts.light, stages.light.vector_of(stages.fit_light(stages.scene.data)))
    assert light["lens.bulge.centre_0"] == pytest.approx(0.03, abs=0.01)
    assert light["lens.bulge.centre_1"] == pytest.approx(-0.02, abs=0.01)
    assert light["lens.bulge.effective_radius"] == pytest.approx(0.5, rel=0.4)
    assert stages.centre_of(None) == pytest.approx([0.0, 0.0])


def test_brightness_is_solved_for(stages):
    vector = scene.truth()
    light = stages.image(stages.light, stages.light.coordinates_of(vector[stages.parts.light.indices]))
    arcs = stages.arcs.on(stages.dataset.with_values(data=stages.scene.data - light))
    t = stages.arcs.coordinates_of(vector[stages.parts.arcs.indices])
    dimmed = t - 2.0 * stages._brightness
    found, cost = stages.with_intensity(arcs, dimmed, stages.dark(arcs))
    assert found == pytest.approx(t, abs=0.05) and found[stages._brightness] != dimmed[stages._brightness]
    assert cost == pytest.approx(0.5 * np.sum(arcs.residuals(found) ** 2), abs=0.1)
    brighter = found + 0.01 * stages._brightness
    assert 0.5 * np.sum(arcs.residuals(brighter) ** 2) > cost


def test_one_turn_ends_at_the_truth(stages):
    turn = stages.turn(None, np.random.default_rng(1))
    t, cost = stages.kicked(turn.best)
    assert cost <= turn.best[1] <= min(turn.costs)
    assert cost < stages.whole.cost(stages.whole.coordinates_of(scene.truth()))
    sigmas = 1.0 / np.sqrt(np.diag(stages.whole.slope_and_hessian(t)[1]))
    joint = np.sqrt(np.diag(np.linalg.inv(stages.whole.slope_and_hessian(t)[1])))
    assert np.all(joint >= sigmas * (1.0 - 1e-9))
    assert np.all(np.abs(t - stages.whole.coordinates_of(scene.truth())) < 4.0 * joint)
    assert len(turn.arcs) == 8 and sum(cost < min(turn.arcs) + 2.0 for cost in turn.arcs) > 1


def test_arcs_do_not_move_what_the_light_knows(stages):
    """The lens's mass has the centre of its light."""
    lens = stages.light.coordinates_of(scene.truth()[stages.parts.light.indices])
    known = {index: value + 0.01 for index, value in stages._known(lens).items()}
    found = stages.fit_arcs(stages.image(stages.light, lens), np.zeros(2), 1, [], np.random.default_rng(1), known)
    arcs = named(stages.parts.arcs, stages.arcs.vector_of(found[0][0]))
    assert arcs["lens.mass.einstein_radius"] == pytest.approx(1.2, abs=0.05)
    assert [arcs["lens.mass.centre_0"], arcs["lens.mass.centre_1"]] == pytest.approx([0.04, -0.01], abs=1e-12)


def test_a_psf_too_small_to_be_broadened(stages):
    """The stages then go on with more noise in place of a blur."""
    dataset = scene.dataset()
    small = al.Imaging(
        dataset.data, dataset.noise_map, dataset.psf.trimmed((3, 3)), pixel_scales=scene.SCALE, backend="jax"
    )
    assert stages.blur is not None
    assert type(stages)(split(scene.model()), al.AnalysisImaging(small)).blur is None


def test_starts_keep_assertions():
    """Sets of Gaussians that are ordered by their ellipticity start so, near a round start."""
    bulge = al.model_util.mge_model_from(mask_radius=2.0, total_gaussians=4, gaussian_per_basis=2, order_bases=True)
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, bulge=bulge)))
    stages = Stages(split(model), al.AnalysisImaging(scene.dataset()))
    starts = light_starts(stages.parts, stages.scene)
    assert starts and all(model.satisfies(start) for start in starts)
    assert np.isfinite(stages.light.residuals(stages.light.coordinates_of(starts[0]))).all()
    assert all(np.abs(start[2:]).max() < 0.2 for start in starts), "ellipticities"


def test_sets_of_gaussians_with_centres_of_their_own_start_apart():
    """Their sizes are alike: from one place they would not part."""
    model = scene.model()
    model.galaxies.source.bulge = al.model_util.mge_model_from(
        mask_radius=0.5, total_gaussians=3, gaussian_per_basis=2, centre_per_basis=True, centre_prior_is_uniform=False
    )
    parts, centre = split(model), np.zeros(2)
    ring = ring_from(circle_of_arcs(), centre)
    for start in arc_starts(parts, ring, centre, 5, np.random.default_rng(1)):
        centres = [v for k, v in named(parts.arcs, start).items() if "source" in k and "centre" in k]
        assert len(centres) == 4
        assert centres[0] != centres[2] and centres[1] != centres[3]
