"""The fingerprint of an analysis: other for everything that changes its numbers, the same for all else, everywhere."""

import collections
import dataclasses
import functools
import importlib
import json
import os
import re
import subprocess
import sys
import threading
import types
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.analysis.memory import MEMORY

SIGMA = 1.0
ROOT = Path(__file__).resolve().parents[2]


class Noise:
    """A part of a user's analysis."""

    __slots__ = ("kind", "sigma")

    def __init__(self, sigma, kind="white"):
        self.sigma = sigma
        self.kind = kind


class Counter:
    """What a likelihood changes, beside what it reads."""

    def __init__(self, sigma=1.0):
        self.sigma = sigma
        self.calls = 0
        self.table = {}


class Line(al.Analysis):
    """As the documentation of `al.Analysis` says: a likelihood and nothing more."""

    def __init__(self, data, **more):
        self.data = data
        self.calls = 0
        self.seen = []
        self.counter = Counter()
        vars(self).update(more)

    @functools.cached_property
    def mean(self):
        return float(np.mean(self.data))

    def log_likelihood_function(self, instance):
        self.calls += 1
        self.counter.calls += 1
        self.counter.table[instance.x] = 1
        self._remember(instance)
        return -0.5 * (self.mean - instance.x) ** 2 / SIGMA

    def _remember(self, instance):
        self.seen.append(instance.x)


class Private:
    __slots__ = ("__sigma",)

    def __init__(self, sigma):
        self.__sigma = sigma


@dataclasses.dataclass
class Point:
    x: float = 0.0


STATE = Counter()


def plain(analysis):
    return json.dumps(analysis.fingerprint(), sort_keys=True)


def scaled(factor):
    return lambda x: factor * x


def with_default(factor=1.0):
    return factor


def masked(hidden, shown=2.0):
    return np.ma.MaskedArray([hidden, shown], [True, False])


class Scaled(np.ndarray):
    """With an attribute of its own."""


def scaled_array(scale):
    array = np.arange(3.0).view(Scaled)
    array.scale = scale
    return array


def dataset(cls=al.Imaging):
    return cls(np.ones((5, 5)), np.ones((5, 5)), pixel_scales=0.1, backend="numba")


def with_more(made, more):
    made.more = more
    return made


class Text(str):
    """With an attribute of its own."""


class OwnImaging(al.Imaging):
    """Derived by a user, for an attribute of its own."""


class Hashed:
    """Has an attribute of the name by which the library's data are told."""

    hash = property(lambda self: "the same")

    def __init__(self, value):
        self.value = value


class Times:
    """Wraps a function, and does more than that."""

    def __init__(self, function, factor):
        functools.update_wrapper(self, function)
        self.function = function
        self.factor = factor

    def __call__(self, x):
        return self.factor * self.function(x)


class Remote:
    """Has attributes of any name that its table has, and fails in its own way for others."""

    def __init__(self, value):
        self.table = {"value": value}

    def __getattr__(self, name):
        return self.__dict__["table"][name]


def small_array():
    return al.Array2D.no_mask(np.ones((3, 3)), pixel_scales=0.1, backend="numba")


DIFFERENT = [
    (np.eye(2).dot, (2.0 * np.eye(2)).dot),
    ({"a": 1}.get, {"a": 2}.get),
    ((5).__add__, (6).__add__),
    (collections.defaultdict(scaled(1.0)), collections.defaultdict(scaled(2.0))),
    (with_more(Text("a"), 1.0), with_more(Text("a"), 2.0)),
    (with_more(dataset(), 1.0), with_more(dataset(), 2.0)),
    (with_more(dataset(OwnImaging), 1.0), with_more(dataset(OwnImaging), 2.0)),
    (with_more(small_array(), 1.0), with_more(small_array(), 2.0)),
    (with_more(al.mp.Isothermal(), 1.0), with_more(al.mp.Isothermal(), 2.0)),
    (Hashed(1.0), Hashed(2.0)),
    (Times(masked, 1.0), Times(masked, 2.0)),
    (Remote(1.0), Remote(2.0)),
    (10**5000, 10**5000 + 1),
    (scaled_array(1.0), scaled_array(2.0)),
    (types.MappingProxyType({"a": 1}), types.MappingProxyType({"a": 2})),
    (re.compile("a"), re.compile("b")),
    (np.arange(3.0), np.arange(1.0, 4.0)),
    (np.arange(4.0), np.arange(4.0).reshape(2, 2)),
    (np.arange(3.0), np.arange(3)),
    (np.array(["a"], dtype=object), np.array(["b"], dtype=object)),
    (masked(1.0), masked(1.0, 3.0)),
    (masked(1.0), masked(7.0)),
    (np.ma.array([1.0], fill_value=1.0), np.ma.array([1.0], fill_value=2.0)),
    (np.longdouble(1) / 3, np.longdouble(2) / 3),
    (np.clongdouble(1j), np.clongdouble(2j)),
    (np.array([1, 2], np.longdouble) / 3, np.array([1, 4], np.longdouble) / 3),
    ("\ud800", "\ud801"),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({1: "a", 2: "b"}, {2: "b", 1: "a"}),
    (Private(1.0), Private(2.0)),
    (1.0, 2.0),
    ("a", "b"),
    (True, 1),
    (1j, 2j),
    (b"a", b"b"),
    (np.nan, 0.0),
    ([1, 2], [2, 1]),
    (list(range(200)), list(range(1, 201))),
    ({"a": 1}, {"a": 2}),
    ({1: "a"}, {2: "a"}),
    ({1, 2}, {1, 3}),
    (Noise(1.0), Noise(2.0)),
    ([{"deep": (Noise(1.0),)}], [{"deep": (Noise(2.0),)}]),
    (scaled(1.0), scaled(2.0)),
    (lambda x: x, lambda x: x + 1),
    (functools.partial(pow, 2), functools.partial(pow, 3)),
    (np.exp, np.log),
    (Noise(1.0).__init__, Noise(2.0).__init__),
    (al.mp.Isothermal(einstein_radius=1.0), al.mp.Isothermal(einstein_radius=1.1)),
    (al.UniformPrior(0.0, 1.0), al.UniformPrior(0.0, 2.0)),
    (al.Model(al.mp.Isothermal), al.Model(al.mp.PowerLaw)),
    (Path("a"), Path("b")),
    (np.random.default_rng(1), np.random.default_rng(2)),
    (al.cosmo.FlatLambdaCDM(H0=70.0), al.cosmo.FlatLambdaCDM(H0=71.0)),
]


@pytest.mark.parametrize(("first", "second"), DIFFERENT, ids=lambda value: type(value).__name__)
def test_what_an_analysis_holds_is_told(first, second):
    assert plain(Line(0.0, part=first)) == plain(Line(0.0, part=first))
    assert plain(Line(0.0, part=first)) != plain(Line(0.0, part=second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (np.arange(3.0), np.arange(6.0)[::2] / 2.0),
        (np.arange(3.0), np.arange(3.0).astype(">f8")),
        (np.float64(1.5), 1.5),
        (scaled(1.0), scaled(1.0)),
        (al.cosmo.Planck15(), al.cosmo.Planck15()),
    ],
)
def test_what_is_equal_is_told_as_equal(first, second):
    if isinstance(second, al.cosmo.Planck15):
        second.comoving_distance(0.5)
    assert plain(Line(0.0, part=first)) == plain(Line(0.0, part=second))


def called(analysis):
    """As a search calls it."""
    with MEMORY.likelihoods(analysis.fingerprint):
        analysis.log_likelihood_function(Point(1.0))


def test_what_the_likelihood_changes_or_keeps_is_not_told():
    analysis = Line(np.arange(3.0))
    before = plain(analysis)
    called(analysis)
    assert analysis.calls == len(analysis.seen) == 1
    assert analysis.counter.calls == len(analysis.counter.table) == 1
    assert "mean" in vars(analysis)
    assert plain(analysis) == before
    analysis.counter.sigma = 2.0
    assert plain(analysis) == plain(analysis) != before


def test_what_the_likelihood_changes_outside_is_not_told():
    calls, number, factor = [0], 0, 1.0

    class Counting(Line):
        def log_likelihood_function(self, instance):
            nonlocal number
            number += 1
            calls[0] += 1
            STATE.calls += 1
            return -factor * STATE.sigma * instance.x**2

    analysis = Counting(0.0)
    before = plain(analysis)
    called(analysis)
    assert (number, calls, STATE.calls) == (1, [1], 1)
    assert plain(analysis) == before
    factor = 2.0
    assert plain(analysis) != before


def test_the_content_of_typed_containers_is_told(monkeypatch):
    """Theirs is behind an address, and making one compiles for seconds."""
    module = types.ModuleType("numba.typed.like")
    module.__file__ = "site-packages/numba/typed/like.py"
    monkeypatch.setitem(sys.modules, module.__name__, module)

    class TypedList(collections.UserList):
        def __getstate__(self):
            return {}

    TypedList.__module__ = module.__name__
    first, equal, second = (Line(0.0, part=TypedList([number, 2.0])) for number in (1.0, 1.0, 5.0))
    assert plain(first) == plain(equal) != plain(second)


def test_what_is_assigned_to_a_cached_property_is_told():
    plainly, computed, assigned = (Line(np.arange(3.0)) for _ in range(3))
    assert computed.mean == 1.0
    assigned.mean = 5.0
    assert plain(plainly) == plain(computed) != plain(assigned)


def nested(depth):
    part = ()
    for _ in range(depth):
        part = (part,)
    return part


def linked(length):
    part = None
    for _ in range(length):
        last, part = part, Noise(0.0)
        part.kind = last
    return part


@pytest.mark.parametrize("part", [nested(900), linked(3000)], ids=["tuples", "objects"])
def test_what_is_nested_without_end_is_refused_by_name(part):
    with pytest.raises(exc.SearchError, match=r"Line\.part.* objects deep.* Override fingerprint\(\)"):
        plain(Line(0.0, part=part))
    assert plain(Line(0.0, part=nested(20))) != plain(Line(0.0, part=nested(21)))


def test_an_object_that_contains_itself_is_told():
    analysis, other = Line(0.0), Line(0.0)
    analysis.itself = [analysis]
    other.itself = [other]
    assert plain(analysis) == plain(other)


def test_an_astropy_unit_is_told():
    units = pytest.importorskip("astropy.units")
    first, second = (Line(0.0, part=np.arange(3.0) * unit) for unit in (units.arcsec, units.deg))
    assert plain(first) == plain(Line(0.0, part=np.arange(3.0) * units.arcsec)) != plain(second)


def test_a_variable_of_the_module_that_the_likelihood_reads_is_told(monkeypatch):
    before = plain(Line(0.0))
    monkeypatch.setitem(globals(), "SIGMA", 2.0)
    assert plain(Line(0.0)) != before


def test_the_code_of_the_likelihood_is_told():
    def analysis_of(power, data):
        class Closed(Line):
            if power == 2:

                def log_likelihood_function(self, instance):
                    """Say something."""
                    return -0.5 * np.sum((data - instance.x) ** 2)

            else:

                def log_likelihood_function(self, instance):
                    return -0.5 * np.sum((data - instance.x) ** 4)

        return Closed(0.0)

    data = np.arange(3.0)
    assert plain(analysis_of(2, data)) == plain(analysis_of(2, data.copy()))
    assert plain(analysis_of(2, data)) != plain(analysis_of(4, data))
    assert plain(analysis_of(2, data)) != plain(analysis_of(2, data + 1.0))


@pytest.mark.parametrize("importer", ["importlib.import_module('{}')", "__import__('{}')"])
def test_a_module_that_the_likelihood_imports_by_a_text_is_told(importer, monkeypatch):
    module = types.ModuleType("made_of_text")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    space = {"al": al, "importlib": importlib, "__name__": __name__}
    body = f"lambda self, instance: {importer.format(module.__name__)}.sigma"
    methods = {"log_likelihood_function": eval(body, space), "__module__": __name__}
    analysis = type("Imports", (Line,), methods)(0.0)
    module.sigma = 1.0
    before = plain(analysis)
    module.sigma = 2.0
    assert plain(analysis) != before


def test_by_which_argument_jax_differentiates_is_told():
    import jax

    def product(x, y):
        return x * y**2

    for made in (
        lambda argument: jax.grad(product, argnums=argument),
        lambda argument: jax.jit(jax.grad(product, argnums=argument)),
        lambda argument: jax.vmap(product, in_axes=(0, argument)),
    ):
        first, again, second = (plain(Line(0.0, part=made(argument))) for argument in (0, 0, 1))
        assert first == again != second


def test_what_users_add_does_not_change_a_fit_of_the_library():
    assert plain(al.AnalysisImaging(with_more(dataset(), 1.0))) == plain(al.AnalysisImaging(dataset()))


def test_class_attributes_are_told():
    class Wide(Line):
        width = 1.0

    before = plain(Wide(0.0))
    Wide.width = 2.0
    assert plain(Wide(0.0)) != before


@pytest.mark.parametrize("part", [threading.Lock(), (i for i in range(3)), sys.stderr], ids=lambda p: type(p).__name__)
def test_what_cannot_be_told_is_refused_by_name(part):
    with pytest.raises(exc.SearchError, match=r"Line\.inner\['part'\] .* Override fingerprint\(\)"):
        Line(0.0, inner={"part": part}).fingerprint()


def test_an_analysis_may_speak_for_itself():
    class Own(Line):
        def fingerprint(self):
            return super().fingerprint() | {"data": self.data}

    first, second = Own(1.0, file=threading.Lock(), plot="a"), Own(1.0, file=threading.Lock(), plot="b")
    assert plain(first) == plain(second) != plain(Own(2.0))


class WithExtra(al.AnalysisImaging):
    def __init__(self, dataset, extra, **more):
        super().__init__(dataset, **more)
        self.extra = extra

    def log_likelihood_function(self, instance):
        return super().log_likelihood_function(instance) + self.extra


class Tired(al.cosmo.FlatLambdaCDM):
    def __init__(self, tiredness):
        super().__init__()
        self.tiredness = tiredness


class Stronger(al.PositionsLH):
    power = 2.0


def test_a_subclass_of_an_analysis_of_the_library_is_told_whole():
    data = dataset()
    assert plain(WithExtra(data, 1.0)) == plain(WithExtra(dataset(), 1.0)) != plain(WithExtra(data, 2.0))
    first, second = (plain(al.AnalysisImaging(data, cosmology=Tired(value))) for value in (1.0, 2.0))
    assert first == plain(al.AnalysisImaging(data, cosmology=Tired(1.0))) != second
    ends = [(0.0, 0.2), (0.0, -0.2)]
    first, second = Stronger(ends, 0.5), Stronger(ends, 0.5)
    second.power = 3.0
    assert plain(al.AnalysisImaging(data, first)) != plain(al.AnalysisImaging(data, second))


def test_another_process_tells_the_same():
    """Neither addresses, nor the order of sets of text, which differs from process to process."""
    program = (
        "from test_autolens_lite.analysis.test_contents import *\n"
        "part = {'set': {'a', 'b', 'c'}, 'f': scaled(2.0), 'n': Noise(1.0), 'm': {Path('a'): 1, 'b': 2}}\n"
        "print(plain(Line(np.arange(3.0), part=part)))\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    part = {"set": {"c", "b", "a"}, "f": scaled(2.0), "n": Noise(1.0), "m": {Path("a"): 1, "b": 2}}
    assert there == plain(Line(np.arange(3.0), part=part)) + "\n"
    assert "0x" not in there


def test_the_global_random_state_is_not_told():
    """Distributions of SciPy hold it, seeded anew in each process."""
    before = plain(Line(0.0, part=np.random.mtrand._rand))
    np.random.random()  # noqa: NPY002
    assert plain(Line(0.0, part=np.random.mtrand._rand)) == before
