"""What all kinds of data do alike, and that each kind says only what is its own."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite.dataset import Dataset
from test_autolens_lite.fit.kinds import KINDS

COPIES = {
    "copied": copy.copy,
    "copied deeply": copy.deepcopy,
    "pickled": lambda dataset: pickle.loads(pickle.dumps(dataset)),
    "on another backend": lambda dataset: dataset.with_backend({"numba": "jax", "jax": "numba"}[dataset.backend]),
    "with its own leaves": lambda dataset: dataset.with_leaves(dataset.leaves),
    "for workers": lambda dataset: dataset.for_workers(),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", COPIES)
def test_copies_are_the_same_data(kind, how, backend):
    dataset = KINDS[kind](backend)
    other = COPIES[how](dataset)
    assert type(other) is type(dataset) and other.hash == dataset.hash
    for name in dataset.observed:
        array = getattr(other, name)
        assert array is None or not array.flags.writeable
    np.testing.assert_allclose(other.operators.dirty_image, dataset.operators.dirty_image, rtol=1e-15)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["copied deeply", "on another backend", "with its own leaves"])
def test_one_grid_stays_one(kind, how, backend):
    """Where light and pixelization have as many sub-pixels, rays are traced once."""
    dataset = KINDS[kind](backend)
    assert dataset.grid_pixelization is dataset.grid
    other = COPIES[how](dataset)
    assert other.grid_pixelization is other.grid is not dataset.grid
    finer = dataset.apply_over_sampling(over_sample_size_pixelization=3)
    apart = COPIES[how](finer)
    assert (apart.grid.over_sample_size, apart.grid_pixelization.over_sample_size) == (2, 3)


@pytest.mark.parametrize("kind", KINDS)
def test_sizes_that_cannot_be_are_named(kind):
    dataset = KINDS[kind]("numba")
    for name in ("over_sample_size_lp", "over_sample_size_pixelization"):
        with pytest.raises(al.exc.DataError, match=name):
            dataset.apply_over_sampling(**{name: 0})


def test_kinds_say_only_what_is_their_own():
    """What both say, other than what the base asks of them or what has other arguments, belongs into the base."""
    own_arguments = {"from_fits", "output_to_fits"}
    descriptions = {"_abc_impl", "_flags", "_of_class", "observed", "parts", "datum", "fits_images"}
    both = {name for name in set(vars(al.Imaging)) & set(vars(al.Interferometer)) if not name.startswith("__")}
    assert both - own_arguments - descriptions <= Dataset.__abstractmethods__
