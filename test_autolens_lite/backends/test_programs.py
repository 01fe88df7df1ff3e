"""Compiled programs and caches have limits, and a batch takes no more memory than is set."""

import gc
import os
import weakref

import jax
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import config, cosmology, exc
from autolens_lite.xp.jax_xp import programs

MODEL = al.Collection(
    galaxies=al.Collection(
        lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph),
        source=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph),
    )
)
VECTOR = np.array(MODEL.vector_from_unit_vector(np.full(MODEL.prior_count, 0.45)))


def lens_of(number, backend="jax"):
    """The likelihood of a small lens, of a shape of its own for each number."""
    rng = np.random.default_rng(number)
    mask = al.Mask2D.circular((20, 20), 0.5 + 0.07 * number, 0.1)
    dataset = al.Imaging(rng.normal(size=(20, 20)), np.ones((20, 20)), pixel_scales=0.1, backend=backend)
    return al.AnalysisImaging(dataset.apply_mask(mask).apply_over_sampling(1, 1)).likelihood_from(MODEL)


class Wide(al.Analysis):
    """A likelihood that takes half a megabyte and more a vector."""

    backend = "jax"

    def log_likelihood_function(self, instance):
        xp = self.xp
        axis = xp.linspace(0.0, 1.0, 250)
        matrix = xp.exp(-xp.abs(axis[:, None] - axis) * (1.0 + instance.x))
        return -xp.sum(xp.inverse(matrix) ** 2) - instance.y


@pytest.fixture
def no_programs(monkeypatch):
    monkeypatch.setattr(programs, "_live", {})
    return programs._live


def resident_megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_twelve_lenses(no_programs, monkeypatch):
    monkeypatch.setattr(programs, "MOST_IDLE", 3)
    monkeypatch.setattr(programs, "MOST_OPERATIONS", 150)
    for number in range(12):
        likelihood = lens_of(number)
        assert likelihood(VECTOR) == pytest.approx(lens_of(number, "numba")(VECTOR), rel=1e-8)
        # what a user, or a search at its end, looks at is computed operation by operation
        assert likelihood.analysis.fit_from(MODEL.instance_from_vector(VECTOR)).chi_squared > 0.0
        if number == 2:
            before = resident_megabytes()
    assert len(no_programs) <= 3 + 1
    assert len(jax.local_devices()[0].client.live_executables()) < 150 + 100
    assert resident_megabytes() - before < 400.0


def test_the_least_recently_used_goes_and_is_made_again(no_programs, monkeypatch):
    monkeypatch.setattr(programs, "MOST", 2)
    likelihoods = [lens_of(number) for number in range(3)]
    values = [likelihood(VECTOR) for likelihood in likelihoods]
    assert len(no_programs) == 2
    assert [likelihood(VECTOR) for likelihood in likelihoods] == values
    assert len(no_programs) == 2


def test_a_likelihood_that_is_dropped_is_freed(no_programs):
    likelihood = lens_of(0)
    likelihood(VECTOR)
    dropped, compiled = weakref.ref(likelihood), weakref.ref(likelihood._compiled)
    gc.disable()
    try:
        del likelihood
        assert dropped() is None
        assert compiled() is None
    finally:
        gc.enable()


def test_a_closed_over_value_is_told_apart(no_programs):
    functions = [programs.Program(lambda vector, data, by=by: vector * np.arange(by, by + 3.0)) for by in (1.0, 2.0)]
    values = [function(np.ones(3), ()) for function in functions]
    np.testing.assert_array_equal(values, [[1.0, 2.0, 3.0], [2.0, 3.0, 4.0]])


@pytest.mark.parametrize("total", [1, 2, 7, 9])
def test_a_batch_is_cut(total, no_programs, monkeypatch):
    model = al.Collection(x=al.UniformPrior(0.0, 1.0), y=al.UniformPrior(0.0, 1.0))
    vectors = np.random.default_rng(0).uniform(size=(total, 2))
    whole = Wide().likelihood_from(model)
    expected = [whole(vector) for vector in vectors]
    asked = config.general
    monkeypatch.setattr(config, "general", lambda key: 0.004 if key == "batch_memory" else asked(key))
    cut = Wide().likelihood_from(model)
    np.testing.assert_allclose(cut.batch(vectors), expected, rtol=1e-10)
    size = cut._batched._sizes[total]
    assert size == 1 or cut._batched._program.memory_of(vectors[:size], ()) <= 0.004e9
    assert (size < total) == (total > 5)


@pytest.mark.parametrize("limit", [0.0, -1.0, "much", float("nan")])
def test_a_limit_that_is_none_is_refused(limit, monkeypatch):
    monkeypatch.setattr(config, "general", lambda key: limit)
    with pytest.raises(exc.ParameterError, match="batch_memory"):
        programs.memory_limit()


def test_distances_that_are_remembered_have_a_limit():
    universe = cosmology.Planck15()
    for redshift in np.linspace(0.1, 2.0, 3000):
        universe.comoving_distance(redshift)
    assert len(universe._distances) <= 1024
    assert universe.comoving_distance(0.1) == cosmology.Planck15().comoving_distance(0.1)


def test_a_batch_is_parted_down_to_single_vectors():
    """Of five, parts of two are followed by parts of one."""
    assert programs.size_within(5, lambda number: 2.1e9) == 1  # a little above the limit
    assert programs.size_within(5, lambda number: 1e6) == 5
    assert programs.size_within(7, lambda number: 1e9 * number) == 2
