"""A checkpoint that somebody else made runs nothing, opens nothing and changes nothing: it is an error."""

import io
import json
import os
import pickle
from pathlib import Path

import numpy as np
import pytest
from dynesty.dynamicsampler import DynamicSamplerStatesEnum
from dynesty.dynesty import DynamicNestedSampler
from dynesty.sampler import Sampler
from dynesty.utils import LogLikelihood, RunRecord

from autolens_lite import exc
from autolens_lite.search.output.checkpoint import (
    CheckpointStore,
    pickle_without,
    unpickle_with,
)
from autolens_lite.search.output.state_pickle import ERRORS, StateUnpickler
from autolens_lite.storage import arrays_from_bytes, arrays_to_bytes
from test_autolens_lite.search.cases import QUICK, search_of
from test_autolens_lite.search.fakes import Gaussian, model_of


class Call:
    """Pickles as a call."""

    def __init__(self, function, *arguments, state=None):
        self.how = (function, arguments) if state is None else (function, arguments, state)

    def __reduce__(self):
        return self.how


def set_on(cls, **attributes):
    """A pickle that sets attributes on a class rather than on an object of it."""
    name = f"c{cls.__module__}\n{cls.__qualname__}\n".encode()
    return name + b"N" + pickle.dumps(attributes, protocol=0).rstrip(b".") + b"\x86b."


FIELDS_OF_OBJECTS = (
    b"cnumpy\ndtype\n(VV8\nI00\nI01\ntR(I3\nV|\nN(Va\nt(dVa\n(cnumpy\ndtype\n(VO\ntRI0\ntsI8\nI1\nI0\ntb"
)

FORGED = {
    "command": pickle.dumps(Call(os.system, "touch made")),
    "eval": pickle.dumps(Call(eval, "open('made', 'w')")),
    "getattr": pickle.dumps(Call(getattr, "text", "upper")),
    "module": b"cautolens_lite.storage\nos\n.",
    "dotted": b"\x80\x04\x8c\x0edynesty.utils\x94\x8c\x0bh5py.File\x94\x93.".replace(b"\x0edyn", b"\x0ddyn"),
    "memmap": pickle.dumps(Call(np.memmap, "made", "uint8", "w+", 0, 10)),
    "fromfile": pickle.dumps(Call(np.fromfile, "/dev/zero")),
    "constructor": pickle.dumps(Call(LogLikelihood, print, 1, False, "made", True)),
    "sampler": pickle.dumps(Call(DynamicNestedSampler, print, print, 2)),
    "filled constructor": pickle.dumps(Call(RunRecord)),
    "class": set_on(Sampler, reset=3),
    "function": b"cnumpy.random._pickle\n__generator_ctor\nN}Vx\nI1\ns\x86b.",
    "ufunc": b"cnumpy._core\n_ufunc_reconstruct\n(Vos\nVsystem\ntR.",
    "huge": pickle.dumps(Call(np.ndarray, (2**45,))),
    "objects over bytes": pickle.dumps([Call(np.ndarray, (1,), np.dtype("O"), b"AAAAAAAA")]),
    "array without an end": pickle.dumps([Call(np.ndarray, (2**45,), np.dtype("f8"), b"AAAAAAAA", 0, (0,))]),
    "fields of objects": b"cnumpy._core.numeric\n_frombuffer\n(C\x08AAAAAAAA" + FIELDS_OF_OBJECTS + b"(I1\ntVC\ntR.",
    "number of objects": b"cnumpy._core.multiarray\nscalar\n(" + FIELDS_OF_OBJECTS + b"C\x08AAAAAAAAtR.",
    "unmade generator": b"cnumpy.random._pcg64\nPCG64\n)\x81" + pickle.dumps(np.random.PCG64(1).state)[2:-1] + b"b.",
    "member": b"cdynesty.dynamicsampler\nDynamicSamplerStatesEnum\n(I3\ntR}V_value_\nI77\nsb.",
    "deep": b"(" * 10**6,
    "no state": pickle.dumps({"it": 1}),
    "nothing": b"",
    "text": b"not a pickle",
}


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A folder of a search of each kind, which was broken off, with its last state in the file `kept`."""

    def of(case, folder):
        search = search_of(case, output_path=folder, iterations_per_full_update=1)
        if not search.folder.exists():
            with pytest.raises(KeyboardInterrupt):
                search.fit(model_of(2), Gaussian(fuse={"Nautilus": 350, "NUTS": 700}.get(case, 110)))
            (search.folder / "kept").write_bytes(store_of(search).load())
        return search

    folder = tmp_path_factory.mktemp("forged")
    return lambda case: of(case, folder / case)


def store_of(search):
    """The checkpoints, with the number of the fit: a forger reads it too."""
    fit = json.loads((search.folder / "fingerprint.json").read_text())["fit"]
    return CheckpointStore(search.folder / "checkpoint", fit)


def forge(search, body):
    store = store_of(search)
    store.clear()
    for _ in range(2):
        store.save(body)


@pytest.mark.parametrize("kind", FORGED)
@pytest.mark.parametrize("case", ["DynestyStatic", "DynestyDynamic"])
def test_nothing_is_run(started, case, kind, working_directory):
    search = started(case)
    forge(search, FORGED[kind])
    reset, member = Sampler.reset, DynamicSamplerStatesEnum.INBASE
    with pytest.raises(exc.ResumeError, match=r"search\.clear\(\)"):
        search.fit(model_of(2), Gaussian())
    assert not Path("made").exists()
    assert Sampler.reset is reset
    assert member.value == 3


ARRAYS_OF_NUMBERS = {
    "C": np.arange(6.0).reshape(2, 3),
    "F": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "strided": np.arange(12)[::2],
    "transposed": np.arange(24.0, dtype=">f4").reshape(2, 3, 4).transpose(1, 0, 2),
    "empty": np.zeros((0, 3)),
    "scalar": np.array(3),
    "flags": np.array([True, False]),
}


@pytest.mark.parametrize("kind", ARRAYS_OF_NUMBERS)
def test_arrays_come_back_as_they_were(kind):
    """In the order in which they lie in memory, too, on which the last digits of what is made of them depend."""
    array = ARRAYS_OF_NUMBERS[kind]
    back, same = unpickle_with(pickle_without([array, array], {}), {})
    assert back is same
    assert type(back) is np.ndarray
    assert (back.dtype, back.flags.fnc, back.flags.writeable) == (array.dtype, array.flags.fnc, True)
    np.testing.assert_array_equal(back, array)


def test_a_number_and_a_generator_come_back_as_they_were():
    generator = np.random.default_rng(3)
    generator.random(5, dtype=np.float32)
    stored = [np.float64(1.5), np.int64(3), np.bool_(True), np.dtype(">f4").type(2.5), generator]
    *numbers, again = unpickle_with(pickle_without(stored, {}), {})
    assert numbers == stored[:-1]
    assert [type(number) for number in numbers] == [type(number) for number in stored[:-1]]
    assert again.bit_generator.state == generator.bit_generator.state
    assert again.random(dtype=np.float32) == generator.random(dtype=np.float32)


def test_a_number_of_an_object_takes_no_memory():
    with pytest.raises(pickle.UnpicklingError, match="more objects than it holds"):
        unpickle_with(b"\x80\x02]r\xff\xff\xff\x01.", {})


def test_what_is_not_numbers_is_not_stored():
    with pytest.raises(pickle.PicklingError, match="array of object"):
        pickle_without(np.array([1, None]), {})


def test_a_state_of_other_parameters(started):
    whole, other = started("DynestyStatic"), search_of("DynestyStatic", name="three", iterations_per_full_update=1)
    with pytest.raises(KeyboardInterrupt):
        other.fit(model_of(3), Gaussian(3, fuse=110))
    forge(whole, store_of(other).load())
    with pytest.raises(exc.ResumeError, match="not of 2 parameters"):
        whole.fit(model_of(2), Gaussian())


class Token:
    """In the place of a shared object."""


def changed(search, change):
    """A genuine state of the search, with one change."""
    shared = {"likelihood": Token(), "transform": Token()}
    sampler = unpickle_with((search.folder / "kept").read_bytes(), shared)
    if isinstance(sampler, DynamicNestedSampler):
        sampler.internal_state = DynamicSamplerStatesEnum(sampler.internal_state)
    change(search._inner(sampler)[-1])
    return pickle_without(sampler, shared)


def put(**attributes):
    return lambda inner: vars(inner).update(attributes)


def endless_list():
    nested = []
    for _ in range(60):
        nested = [nested, nested]
    return nested


CHANGES = {
    "calls below zero": put(ncall=-(10**18)),
    "calls without end": put(ncall=10**18),
    "iterations without end": put(it=10**18),
    "fewer log likelihoods": lambda inner: put(live_logl=inner.live_logl[:3])(inner),
    "log likelihoods that are not numbers": lambda inner: put(live_logl=inner.live_logl * np.nan)(inner),
    "points outside the cube": lambda inner: put(live_u=inner.live_u + 5.0)(inner),
    "points of integers": lambda inner: put(live_v=inner.live_v.astype(int))(inner),
    "queue without end": put(queue_size=10**9),
    "proposals that are not there": put(nqueue=1),
    "no live points": put(nlive=0),
    "live points without end": put(nlive=10**9),
    "no bounds": put(bound_list=[]),
    "bounds of nothing": put(bound_list=[None]),
    "other bounds": lambda inner: put(bound_next=inner.bound_list[0])(inner),
    "no random numbers": put(rstate=None),
    "no record": put(saved_run=None),
    "shorter record": lambda inner: inner.saved_run.D["logl"].pop(),
    "nested record": lambda inner: inner.saved_run.D["h"].__setitem__(0, endless_list()),
    "steps without end": lambda inner: inner.sampling.sampler_kwargs.update(walks=10**9),
    "scale": lambda inner: vars(inner.internal_sampler_next).update(scale=float("nan")),
    "enlarged": put(bound_enlarge=1e300),
    "blobs": put(blob=True),
}


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize("case", ["DynestyStatic", "DynestyDynamic"])
def test_a_state_that_the_settings_do_not_give(started, case, kind):
    search = started(case)
    forge(search, changed(search, CHANGES[kind]))
    with pytest.raises(exc.ResumeError, match="cannot be read by this version"):
        search.fit(model_of(2), Gaussian(fuse=5))


@pytest.mark.parametrize("case", ["DynestyStatic", "DynestyDynamic"])
def test_a_state_that_is_as_it_was(started, case):
    """What the tests above change is otherwise taken up."""
    search = started(case)
    forge(search, changed(search, lambda inner: None))
    with pytest.raises(KeyboardInterrupt):
        search.fit(model_of(2), Gaussian(fuse=5))


def test_the_last_number_of_a_state(tmp_path):
    """Nothing could be stored after it."""
    store = CheckpointStore(tmp_path / "checkpoint")
    store._sequence = 2**64 - 2
    store.save(b"body")
    with pytest.raises(exc.ResumeError, match="damaged"):
        CheckpointStore(tmp_path / "checkpoint").load()


ARRAYS = {
    "nothing": lambda state: {},
    "other names": lambda state: {f"a_{name}": array for name, array in state.items()},
    "text": lambda state: dict.fromkeys(state, np.array("text")),
    "scalars": lambda state: dict.fromkeys(state, np.array(1.0)),
    "complex": lambda state: {name: array.astype(complex) for name, array in state.items()},
    "one axis more": lambda state: {name: array[None] for name, array in state.items()},
    "another length": lambda state: {
        name: np.concatenate([array, array]) for name, array in state.items() if array.ndim
    },
}


@pytest.mark.parametrize("kind", ARRAYS)
@pytest.mark.parametrize("case", [case for case in QUICK if not case.startswith("Dynesty")])
def test_arrays_that_are_not_a_state(started, case, kind):
    search = started(case)
    forge(search, arrays_to_bytes(ARRAYS[kind](arrays_from_bytes((search.folder / "kept").read_bytes()))))
    with pytest.raises(exc.ResumeError, match="cannot be read by this version"):
        search.fit(model_of(2), Gaussian())


def filled(value):
    return lambda array: np.full_like(array, value)


def turned(array):
    return array[::-1].copy()


OTHER_NUMBERS = {
    "Nautilus": [
        ("counts", filled(2**62)),
        ("counts", filled(-1)),
        ("reference", filled(np.nan)),
        ("points", filled(2.0)),
        ("log_l", filled(np.nan)),
        ("log_l", filled(np.inf)),
        ("shell_t", filled(10**9)),
        ("shell_n", filled(-1)),
        ("shell_n_sample", filled(-1)),
        ("shell_n_eff", filled(np.nan)),
        ("shell_log_v", filled(np.nan)),
        ("bound_1_log_volumes", filled(np.nan)),
        ("bound_1_ellipsoids", filled(np.nan)),
        ("bound_1_ellipsoids", filled(0.0)),
        ("bound_1_ellipsoids", turned),
        ("bound_1_neural_ellipsoids", filled(np.inf)),
        ("bound_1_lowest_scores", filled(np.nan)),
        ("bound_1_points_outer", filled(-1.0)),
        ("bound_1_counts", filled(-1)),
    ],
    "Emcee": [
        ("coords", filled(0.0)),
        ("chain", filled(np.nan)),
        ("log_posteriors", filled(np.inf)),
        ("accepted", filled(10**9)),
    ],
    "LBFGS": (
        ascents := [
            ("stages", filled(7)),
            ("stages", lambda array: array.astype(float)),
            ("heights", filled(np.nan)),
            ("first_heights", filled(0.0)),
            ("first_heights", lambda array: array.astype(bool)),
            ("gradients", filled(np.inf)),
            ("points", filled(np.nan)),
            ("points", filled(9.0)),
        ]
    ),
    "LeastSquares": ascents,
    "NUTS": [
        ("stages", filled(-1)),
        ("points", filled(np.nan)),
        ("maximum", filled(np.nan)),
        ("maximum_held", lambda array: array + 2),
        ("maximum_numbers", filled(np.nan)),
        ("maximum_hessian", filled(np.inf)),
        ("maximum_hessian", lambda array: np.triu(array + 1.0)),
        ("positions", filled(0.0)),
        ("kept", filled(np.nan)),
        ("kept", lambda array: -array),
        ("chain_0_number", filled(1)),
        ("chain_0_number", lambda array: array + np.nan),
        ("chain_0_done", filled(-1)),
        ("chain_0_z", filled(np.inf)),
        ("chain_0_value", filled(1e300)),
        ("chain_0_gradient", filled(np.nan)),
        ("chain_0_factor", filled(0.0)),
        ("chain_0_step", filled(1e6)),
    ],
    "Posterior": [
        ("best", filled(np.inf)),
        ("starts", lambda array: array.astype(int)),
        ("numbers", filled(np.nan)),
        ("numbers", filled(-1.0)),
        ("numbers", filled(0.5)),
    ],
    "SMC": [
        ("z", filled(np.nan)),
        ("value", filled(np.nan)),
        ("log_evidence", filled(np.inf)),
        ("step", filled(0.0)),
        ("exponents", lambda array: 5.0 * (array > 0.0) * np.arange(array.size)),
    ],
    "PySwarmsGlobal": [
        ("position", filled(2.0)),
        ("positions", filled(np.nan)),
        ("velocity", filled(np.inf)),
        ("pbest_cost", filled(-1e9)),
        ("costs", filled(np.nan)),
    ],
}


@pytest.mark.parametrize(
    ("case", "name", "change"), [(case, *change) for case, changes in OTHER_NUMBERS.items() for change in changes]
)
def test_numbers_that_are_not_a_state(started, case, name, change):
    """With some of them nautilus would draw for ever."""
    search = started(case)
    state = arrays_from_bytes((search.folder / "kept").read_bytes())
    forge(search, arrays_to_bytes(state | {name: change(state[name])}))
    with pytest.raises(exc.ResumeError, match="cannot be read by this version"):
        search.fit(model_of(2), Gaussian())


def test_a_position_beyond_the_random_numbers(started):
    """NumPy would read there."""
    search = started("Emcee")
    state = arrays_from_bytes((search.folder / "kept").read_bytes())
    state["random_scalars"] = np.array([1e6, 0.0, 0.0])
    forge(search, arrays_to_bytes(state))
    with pytest.raises(exc.ResumeError, match="random state has position"):
        search.fit(model_of(2), Gaussian())


def test_a_pickled_object_array_is_refused():
    stream = io.BytesIO()
    np.savez(stream, coords=np.array([Call(os.system, "touch made")], dtype=object))
    with pytest.raises(exc.DataError, match="claims"):
        arrays_from_bytes(stream.getvalue())
    assert not Path("made").exists()


@pytest.mark.filterwarnings("ignore")
def test_random_bytes_are_errors_of_the_list():
    """What `ERRORS` leaves out would reach the user as it is."""
    random = np.random.default_rng(0)
    body = bytearray(pickle_without({"a": np.arange(10.0), "b": random, "c": [1, "text", (2.0, None)] * 20}, {}))
    for _ in range(500):
        damaged = bytearray(body)
        for place in random.integers(0, len(body), 3):
            damaged[place] = random.integers(0, 256)
        try:
            StateUnpickler(io.BytesIO(damaged), {}).load()
        except ERRORS:
            continue
    assert unpickle_with(bytes(body), {})["c"][1] == "text"
