"""Checkpoints survive what can happen to files, and hold no more than they should."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.search.output.checkpoint import (
    CheckpointStore,
    pickle_without,
    random_state_from_arrays,
    random_state_to_arrays,
    unpickle_with,
)
from autolens_lite.search.run import Run
from autolens_lite.storage import arrays_from_bytes, arrays_to_bytes
from test_autolens_lite.search.cases import QUICK, same_samples, search_of
from test_autolens_lite.search.fakes import Gaussian, model_of


@pytest.fixture
def store(tmp_path):
    return CheckpointStore(tmp_path / "checkpoint")


def newest(store):
    return max((path for path in store.paths if path.exists()), key=lambda path: path.read_bytes()[8:16])


def test_the_latest_state_is_loaded(store):
    assert store.load() is None
    for i in range(5):
        store.save(b"state %d" % i)
    assert store.load() == b"state 4"
    assert CheckpointStore(store.folder).load() == b"state 4"
    assert len(list(store.folder.iterdir())) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:10],
        lambda content: b"",
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content + b"more",
        lambda content: b"x" * len(content),
    ],
    ids=["half", "header", "empty", "flipped", "longer", "other"],
)
def test_a_damaged_state_gives_way_to_the_one_before(store, damage, caplog):
    for i in range(3):
        store.save(b"state %d" % i)
    path = newest(store)
    path.write_bytes(damage(path.read_bytes()))
    fresh = CheckpointStore(store.folder)
    assert fresh.load() == b"state 1"
    assert "damaged" in caplog.text
    fresh.save(b"state 3")
    assert CheckpointStore(store.folder).load() == b"state 3"


def test_two_damaged_states_are_an_error(store):
    for i in range(3):
        store.save(b"state %d" % i)
    for path in store.paths:
        path.write_bytes(b"torn")
    with pytest.raises(exc.ResumeError, match="both checkpoints"):
        CheckpointStore(store.folder).load()


def test_leftovers_of_a_kill_during_writing_are_removed(store):
    store.save(b"state")
    for process in ("123", "0f" * 16):
        (store.folder / f".state_1.bin.{process}.tmp").write_bytes(b"hal")
    assert CheckpointStore(store.folder).load() == b"state"
    assert [path.name for path in store.folder.iterdir()] == ["state_1.bin"]


def test_clear_removes_the_folder(store):
    store.save(b"state")
    store.clear()
    assert not store.folder.exists()


def test_arrays_come_back():
    arrays = {"chain": np.arange(6.0).reshape(2, 3), "count": 4, "nothing": np.empty((0, 3))}
    back = arrays_from_bytes(arrays_to_bytes(arrays))
    assert back.keys() == arrays.keys()
    for name in arrays:
        np.testing.assert_array_equal(back[name], arrays[name], strict=name != "count")


def test_a_random_state_comes_back_with_its_cached_normal():
    random = np.random.RandomState(3)
    random.normal(size=3)
    arrays = arrays_from_bytes(arrays_to_bytes(random_state_to_arrays(random.get_state(legacy=True))))
    other = np.random.RandomState(4)
    other.set_state(random_state_from_arrays(arrays))
    np.testing.assert_array_equal(random.normal(size=7), other.normal(size=7))


def test_shared_objects_are_left_out_of_a_pickle():
    def function():
        """A local function, which cannot be pickled."""

    data = {"function": function, "again": [function], "numbers": np.arange(3)}
    body = pickle_without(data, {"shared": function})
    back = unpickle_with(body, {"shared": "another"})
    assert back["function"] == "another"
    assert back["again"] == ["another"]
    np.testing.assert_array_equal(back["numbers"], np.arange(3))


@pytest.mark.parametrize("case", QUICK)
def test_a_checkpoint_holds_no_data(case, working_directory):
    analysis = Gaussian(fuse=300)
    analysis.visibilities = np.full(100000, 0.123456789)
    search = search_of(case, iterations_per_full_update=2)
    with pytest.raises(KeyboardInterrupt):
        search.fit(model_of(2), analysis)
    states = list((search.folder / "checkpoint").iterdir())
    assert len(states) == 2
    for state in states:
        assert state.stat().st_size < 200000
        assert np.float64(0.123456789).tobytes() not in state.read_bytes()


@pytest.mark.parametrize("case", QUICK)
def test_a_run_resumes_from_the_state_before_a_torn_one(case):
    whole = search_of(case, name="whole").fit(model_of(2), Gaussian())
    search = search_of(case, iterations_per_full_update=1)
    with pytest.raises(KeyboardInterrupt):
        search.fit(model_of(2), Gaussian(fuse=200))
    path = newest(CheckpointStore(search.folder / "checkpoint"))
    path.write_bytes(path.read_bytes()[:1000])
    assert same_samples(whole, search_of(case).fit(model_of(2), Gaussian()))


def test_a_state_that_another_version_wrote_is_an_error():
    search = search_of("DynestyStatic", iterations_per_full_update=1)
    with pytest.raises(KeyboardInterrupt):
        search.fit(model_of(2), Gaussian(fuse=100))
    CheckpointStore(search.folder / "checkpoint").clear()
    CheckpointStore(search.folder / "checkpoint").save(b"cdynesty.sampler\nGone\n.")
    with pytest.raises(exc.ResumeError, match="cannot be read by this version"):
        search.fit(model_of(2), Gaussian())


@pytest.mark.filterwarnings("ignore:The enlargement factor")
def test_every_state_of_a_batch_of_dynesty_is_taken_up(monkeypatch):
    """Also where the batch's first bound was made while its live points were drawn, which are counted elsewhere."""
    settings = {"nlive_init": 20, "nlive_batch": 5, "n_effective": 120, "seed": 4}
    search = search_of("DynestyDynamic", **settings)
    looked_at = []

    def restored(run, iteration, state, save, best):
        if iteration > 100 and iteration % 2 == 0:
            looked_at.append(search._restored(run, save()).batch_sampler is not None)
        if iteration > 140:
            raise KeyboardInterrupt

    monkeypatch.setattr(Run, "tick", restored)
    with pytest.raises(KeyboardInterrupt):
        search.fit(model_of(2), Gaussian())
    assert sum(looked_at) > 5
