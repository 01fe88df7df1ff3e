"""Where the light of a neighbour starts, on images that are written down, without any fit."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.guide.neighbours import blob_from, neighbours_of, without_round_light
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import split
from autolens_lite.guide.starts import arc_starts, light_starts, ring_from

PIXEL, NOISE = 0.1, 0.01
LENS, OTHER, BRIGHTER = (0.05, -0.05), (1.55, 0.95), (-1.45, -1.45)


def gaussian(y, x, centre, sigma, peak):
    return peak * np.exp(-0.5 * ((y - centre[0]) ** 2 + (x - centre[1]) ** 2) / sigma**2)


def scene(*others):
    """A round lens at `LENS`, and light at other places."""
    axis = np.arange(-2.95, 3.0, PIXEL)
    y, x = (each.ravel() for each in np.meshgrid(axis, axis, indexing="ij"))
    data = gaussian(y, x, LENS, 0.6, 5.0) + sum(gaussian(y, x, *other) for other in others)
    return Scene(y, x, data, np.full(y.size, NOISE), PIXEL)


def model(sigma=0.1, **fixed):
    """A lens, a source, and a neighbour whose centre is known to `sigma` about `OTHER`."""
    light = al.Model(al.lp.SersicSph, **fixed)
    if not fixed:
        light.centre_0, light.centre_1 = (al.GaussianPrior(float(mean), sigma) for mean in OTHER)
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=al.Model(al.lp.Sersic), mass=al.Model(al.mp.Isothermal))
    neighbour = al.Model(al.Galaxy, redshift=0.5, light=light)
    source = al.Model(al.Galaxy, redshift=1.0, bulge=al.Model(al.lp.Sersic))
    return al.Collection(galaxies=al.Collection(lens=lens, source=source, neighbour=neighbour))


def test_size_and_brightness_of_light_are_those_of_a_normal_density():
    # of exp(-r^2 / 2 s^2) in a plane the mean radius is s sqrt(pi / 2)
    blob = blob_from(scene(), LENS)
    assert blob.half_light_radius == pytest.approx(0.6 * np.sqrt(np.pi / 2.0), rel=0.01)
    assert blob.level == pytest.approx(5.0 * np.exp(-np.pi / 4.0), rel=0.1)


def test_a_round_lens_goes_and_a_neighbour_stays():
    image = scene((OTHER, 0.2, 1.0))
    left = without_round_light(image, LENS)
    near = np.hypot(image.y - OTHER[0], image.x - OTHER[1]) < 0.1
    assert left.data[near].min() > 0.8
    assert np.percentile(np.abs(without_round_light(scene(), LENS).data), 95) < 0.25


def test_a_neighbour_starts_where_its_prior_says_it_is_and_not_at_what_is_brighter():
    image = scene((OTHER, 0.15, 1.0), (BRIGHTER, 0.15, 3.0))
    parts = split(model())
    found = neighbours_of(parts, image, ("galaxies", "lens"), LENS)
    assert list(found) == [("galaxies", "neighbour")]
    blob = found["galaxies", "neighbour"]
    assert np.allclose(blob.centre, OTHER, atol=0.08)
    assert 0.1 < blob.half_light_radius < 0.4
    assert 0.2 < blob.level < 1.0


def test_a_neighbour_of_a_wide_prior_starts_at_the_peak_of_what_a_round_lens_leaves():
    at = (1.15, 1.55)
    blob = neighbours_of(split(model(sigma=1.0)), scene((at, 0.15, 1.0)), ("galaxies", "lens"), LENS)
    assert np.allclose(blob["galaxies", "neighbour"].centre, at, atol=0.08)


def test_the_starts_of_the_light_have_a_neighbour_of_the_size_that_is_seen():
    parts = split(model())
    names = parts.light.model.parameter_names
    for start in light_starts(parts, scene((OTHER, 0.15, 1.0))):
        value = dict(zip(names, start, strict=True))
        assert value["galaxies.neighbour.light.centre_0"] == pytest.approx(OTHER[0], abs=0.08)
        assert value["galaxies.neighbour.light.effective_radius"] < 0.6
        assert value["galaxies.lens.bulge.effective_radius"] > 0.25


def test_what_the_light_knows_goes_before_priors_and_the_ring():
    whole = model()
    whole.galaxies.neighbour.mass = al.Model(al.mp.IsothermalSph, centre=whole.galaxies.neighbour.light.centre)
    parts = split(whole)
    index = parts.whole.model.parameter_names.index("galaxies.neighbour.light.centre_0")
    circle = scene(((1.2, 0.0), 0.2, 9.0), ((-1.2, 0.0), 0.2, 9.0))
    ring = ring_from(circle, np.zeros(2), 0.8)
    where = parts.arcs.indices.tolist().index(index)
    for known, expected in (({}, OTHER[0]), ({index: 1.61}, 1.61)):
        starts = arc_starts(parts, ring, np.zeros(2), 3, np.random.default_rng(1), known)
        assert [start[where] for start in starts] == pytest.approx(3 * [expected])


def test_a_neighbour_whose_centre_is_fixed_starts_there():
    fixed = {"centre_0": OTHER[0], "centre_1": OTHER[1]}
    image = scene((OTHER, 0.15, 1.0), (BRIGHTER, 0.15, 3.0))
    blob = neighbours_of(split(model(**fixed)), image, ("galaxies", "lens"), LENS)
    assert np.allclose(blob["galaxies", "neighbour"].centre, OTHER, atol=0.08)
