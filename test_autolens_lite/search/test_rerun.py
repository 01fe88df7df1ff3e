"""A script that fits one analysis more than once can be run again, whatever its likelihood changes, and on its data."""

import threading

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

CACHE = {}


def count(record):
    record["n"] += 1


class Memo:
    def __init__(self, data):
        self.data = data
        self.found = {}
        self.x = 0.0

    def of(self, x):
        return self.found.setdefault(x, x)

    def update(self, instance):
        self.x = instance.x


class Line(al.Analysis):
    def __init__(self, data, change):
        self.data = data
        self.change = change
        self.memo = Memo(data)
        self.record = {"n": 0, "data": data}
        self.buffer = np.zeros(1)
        self.random = np.random.default_rng(1)
        self.seen = []

    def log_likelihood_function(self, instance):
        self.change(self, instance)
        return -0.5 * float(np.sum((instance.x - self.data) ** 2))

    def fit_from(self, instance):
        return self.log_likelihood_function(instance)

    def review(self, instance):
        self.log_likelihood_function(instance)


def by_alias(line, instance):
    seen = line.seen
    seen.append(instance.x)


def to_file(line, instance):
    line.file = (i for i in range(3))


def point(x):
    """Of a class that is met only once the likelihood has been computed, and cannot be told."""

    class Point:
        lock = threading.Lock()
        position = x

    return Point()


CHANGES = {
    "nothing": lambda line, instance: None,
    "a memo": lambda line, instance: line.memo.of(instance.x),
    "a record": lambda line, instance: count(line.record),
    "a buffer": lambda line, instance: np.multiply(instance.x, 1.0, out=line.buffer),
    "a random state": lambda line, instance: line.random.random(),
    "an attribute by name": lambda line, instance: setattr(line, "last", instance.x),
    "the dictionary of attributes": lambda line, instance: vars(line).update(last=instance.x),
    "a list by another name": by_alias,
    "a variable of the module": lambda line, instance: CACHE.update({str(instance.x): 1}),
    "what cannot be told": to_file,
    "an object of another class": lambda line, instance: setattr(line, "last", point(instance.x)),
    "its own data": lambda line, instance: setattr(line, "data", np.atleast_1d(line.data) * 1.0),
    "an object that holds the data": lambda line, instance: line.memo.update(instance),
    "a dictionary that holds the data": lambda line, instance: line.record.update(n=instance.x),
}


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    CACHE.clear()


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level("ERROR")


def fit(name, analysis):
    model = al.Collection(x=al.UniformPrior(-10.0, 10.0))
    return al.Emcee(name, nwalkers=4, nsteps=3, seed=1, progress_bar=False).fit(model, analysis)


pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_two_searches_of_one_analysis_can_be_run_again(change):
    line = Line(1.0, change)
    first = fit("one", line)
    _ = first.max_log_likelihood_fit
    second = fit("two", line)
    assert fit("two", line).log_likelihood == second.log_likelihood
    again = Line(1.0, change)
    loaded = fit("one", again)
    _ = loaded.max_log_likelihood_fit
    assert loaded.log_likelihood == first.log_likelihood
    assert fit("two", again).log_likelihood == second.log_likelihood


@pytest.mark.parametrize("name", ["nothing", "what cannot be told", "its own data"])
def test_other_data_are_refused_whatever_the_likelihood_changes(name):
    change = CHANGES[name]
    line = Line(1.0, change)
    fit("one", line)
    with pytest.raises(exc.ResumeError, match="data"):
        fit("one", Line(5.0, change))
    line.data = 5.0
    with pytest.raises(exc.ResumeError, match=r"contents\.data"):
        fit("one", line)
    line.data = np.array([1.0])
    fit("two", line)
    line.data[:] = 5.0
    with pytest.raises(exc.ResumeError, match=r"contents\.data"):
        fit("two", line)


class Plain(al.Analysis):
    def __init__(self, data):
        self.data = data

    def log_likelihood_function(self, instance):
        return -0.5 * float(np.sum((instance.x - self.data) ** 2))


class Normalising(Plain):
    def log_likelihood_function(self, instance):
        self.data = np.atleast_1d(self.data)
        return super().log_likelihood_function(instance)


class Recording(al.Analysis):
    def __init__(self, data):
        self.record = {"data": data}

    def log_likelihood_function(self, instance):
        self.record["x"] = instance.x
        return -0.5 * (self.record["x"] - self.record["data"]) ** 2


class Updating(al.Analysis):
    def __init__(self, data):
        self.memo = Memo(data)

    def log_likelihood_function(self, instance):
        self.memo.update(instance)
        return -0.5 * (self.memo.x - self.memo.data) ** 2


class Scaling(Plain):
    def fit_from(self, instance):
        self.data = self.data * 1.0
        return self


@pytest.mark.parametrize("cls", [Normalising, Recording, Updating, Scaling])
def test_data_in_what_the_likelihood_writes_to_are_told(cls):
    first = fit("one", cls(1.0))
    assert fit("one", cls(1.0)).log_likelihood == first.log_likelihood
    with pytest.raises(exc.ResumeError, match="data"):
        fit("one", cls(5.0))


def test_names_that_no_file_can_hold_are_refused():
    with pytest.raises(exc.SearchError, match=r"name = .*ud800.* Pass text without"):
        fit("\ud800", Plain(1.0))
    with pytest.raises(exc.SearchError, match=r"path_prefix = .*ud800"):
        al.Emcee("one", path_prefix="a/\ud800")
    model = al.Collection({"x": al.UniformPrior(0.0, 1.0), "\ud800": al.UniformPrior(0.0, 1.0)})
    with pytest.raises(exc.ModelError, match=r"ud800.* Rename"):
        al.Emcee("one", nwalkers=4, nsteps=3, progress_bar=False).fit(model, Plain(1.0))


def test_another_analysis_that_reads_what_the_first_has_changed():
    class Other(Line):
        def log_likelihood_function(self, instance):
            return super().log_likelihood_function(instance) + 0.0 * len(CACHE)

    change = CHANGES["a variable of the module"]
    fit("one", Line(1.0, change))
    assert CACHE
    fit("two", Other(1.0, change))
    # As when the script is run again, and the first is loaded.
    told = Other(1.0, change).fingerprint()
    CACHE["of the user"] = 1
    assert Other(1.0, change).fingerprint() != told
