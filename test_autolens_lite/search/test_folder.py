"""The output folder: nothing finished is overwritten, nothing of another fit is taken, nothing of others is removed."""

import functools
import json
import logging
import os
import shutil
import signal

import pytest

from autolens_lite import exc
from autolens_lite import search as s
from autolens_lite.model import Collection, GaussianPrior, Model, UniformPrior
from autolens_lite.result import Result
from autolens_lite.search.initializer import InitializerPrior
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.output import fingerprint
from autolens_lite.search.output.lock import FolderLock
from test_autolens_lite.search.cases import same_samples, search_of
from test_autolens_lite.search.fakes import Gaussian, Point, model_of

SHORT = {"nsteps": 20}
FILES = ("fingerprint.json", "search.json")
DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "a list": lambda path: path.write_text("[1]"),
    "without what matters": lambda path: path.write_text("{}"),
    "not text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "gone": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a broken link": lambda path: (path.unlink(), path.symlink_to("nowhere")),
}


def short(**more):
    return search_of("Emcee", **SHORT, **more)


def broken_off(data="data", **more):
    with pytest.raises(KeyboardInterrupt):
        short(iterations_per_full_update=1, **more).fit(model_of(2), Gaussian(data=data, fuse=150))


def contents_of(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_finished_result_is_not_overwritten(name, damage):
    short().fit(model_of(2), Gaussian())
    folder = short().folder
    before = (folder / "samples.npz").read_bytes()
    DAMAGES[damage](folder / name)
    analysis = Gaussian(data="other")
    for fitted in (analysis, Gaussian()):
        with pytest.raises(exc.ResumeError, match=f"no readable {name}.*search.clear()|{name} is not a file"):
            short().fit(model_of(2), fitted)
    assert analysis.calls == 0
    assert (folder / "samples.npz").read_bytes() == before
    if damage != "a folder":
        short().clear()
        assert not folder.exists()


def test_search_json_of_another_search_is_refused():
    short(name="finished").fit(model_of(2), Gaussian(data="other"))
    broken_off()
    before = contents_of(short().folder)
    shutil.copy(short(name="finished").folder / "search.json", short().folder)
    with pytest.raises(exc.ResumeError, match=r"search.json is of another fit than fingerprint.json.*search.clear"):
        short().fit(model_of(2), Gaussian())
    (short().folder / "search.json").write_bytes(before["search.json"])
    assert short().fit(model_of(2), Gaussian()).samples is not None


@pytest.mark.parametrize("name", ["samples.npz", "summary.json", "model.json"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_of_a_result_is_named(name, damage):
    short().fit(model_of(2), Gaussian())
    DAMAGES[damage](short().folder / name)
    analysis = Gaussian()
    if (name, damage) == ("summary.json", "without what matters"):
        # What is lost is for people alone.
        assert short().fit(model_of(2), analysis).search_info == Result.load(short().folder).search_info == {}
        return
    with pytest.raises((exc.DataError, exc.ResumeError), match=name):
        short().fit(model_of(2), analysis)
    with pytest.raises((exc.DataError, exc.ModelError), match=name):
        Result.load(short().folder)
    assert analysis.calls == 0


@pytest.mark.parametrize("name", FILES)
def test_an_unfinished_run_is_not_overwritten(name):
    broken_off()
    folder = short().folder
    before = contents_of(folder / "checkpoint")
    (folder / name).write_text("")
    with pytest.raises(exc.ResumeError, match=f"no readable {name}"):
        short().fit(model_of(2), Gaussian())
    assert contents_of(folder / "checkpoint") == before


def test_a_checkpoint_of_another_fit_is_refused():
    broken_off()
    broken_off(data="other", name="other")
    for path in (short().folder / "checkpoint").iterdir():
        shutil.copy(short(name="other").folder / "checkpoint" / path.name, path)
    analysis = Gaussian()
    with pytest.raises(exc.ResumeError, match="state of another fit"):
        short().fit(model_of(2), analysis)
    assert analysis.calls == 0


@pytest.mark.parametrize("name", ["samples.npz", "summary.json", "model.json"])
def test_a_file_of_another_result_is_refused(name):
    short().fit(model_of(2), Gaussian())
    short(name="other", seed=2).fit(model_of(2), Gaussian(data="other"))
    shutil.copy(short(name="other").folder / name, short().folder / name)
    with pytest.raises(exc.DataError, match=f"{name} is of another fit"):
        short().fit(model_of(2), Gaussian())
    with pytest.raises(exc.DataError, match="is of another fit"):
        Result.load(short().folder)


def test_a_whole_result_of_another_fit_is_refused():
    short().fit(model_of(2), Gaussian())
    short(name="other").fit(model_of(2), Gaussian(data="other"))
    for name in ("samples.npz", "summary.json", "model.json"):
        shutil.copy(short(name="other").folder / name, short().folder / name)
    for load in (lambda: short().fit(model_of(2), Gaussian()), lambda: Result.load(short().folder)):
        with pytest.raises(exc.DataError, match="is of another fit"):
            load()


def test_a_result_saved_by_hand_is_bound_together(tmp_path):
    first = short().fit(model_of(2), Gaussian())
    second = short(name="other", seed=2).fit(model_of(2), Gaussian())
    first.save(tmp_path / "first")
    second.save(tmp_path / "second")
    assert same_samples(first, Result.load(tmp_path / "first"))
    shutil.copy(tmp_path / "second" / "samples.npz", tmp_path / "first" / "samples.npz")
    with pytest.raises(exc.DataError, match="is of another fit"):
        Result.load(tmp_path / "first")


def test_clear_removes_what_the_search_wrote_alone():
    short().fit(model_of(2), Gaussian())
    child = short(name="child", path_prefix="fit")
    child.fit(model_of(2), Gaussian())
    own = {"fit.png": "a figure", "notes/samples.npz": "of the user", "checkpoint/notes.txt": "of the user"}
    for name, content in own.items():
        path = short().folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    kept = contents_of(child.folder)
    short().clear()
    assert contents_of(child.folder) == kept
    assert {name: (short().folder / name).read_text() for name in own} == own
    left = {path.name for path in short().folder.iterdir()}
    assert left == {"child", "fit.png", "notes", "checkpoint"}
    analysis = Gaussian(data="other")
    short().fit(model_of(2), analysis)
    assert analysis.calls > 0


def test_clear_removes_an_unfinished_run():
    broken_off()
    short().clear()
    assert not short().folder.exists()


def test_the_working_directory_may_change_while_a_search_runs(working_directory):
    (working_directory / "elsewhere").mkdir()

    class Wanderer(Gaussian):
        def log_likelihood_function(self, instance):
            if self.calls == 60:
                os.chdir(working_directory / "elsewhere")
            return super().log_likelihood_function(instance)

    search = short(iterations_per_full_update=1)
    search.fit(model_of(2), Wanderer())
    assert not list((working_directory / "elsewhere").iterdir())
    assert search.folder == working_directory / "output" / "fit"
    search.clear()
    assert not (working_directory / "output" / "fit").exists()


@pytest.mark.parametrize("prefix", [os.path.abspath("place"), "..", "a/../../b", "a\0b"])
def test_a_prefix_stays_below_the_output_path(prefix):
    with pytest.raises(exc.SearchError, match=r"path_prefix = .*(leads out of output_path|null character)"):
        short(path_prefix=prefix)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs the permissions of POSIX")
def test_a_finished_result_is_loaded_where_nothing_can_be_written(monkeypatch):
    first = short().fit(model_of(2), Gaussian())
    (short().folder / ".lock").unlink()
    monkeypatch.setattr(os, "open", refuse_writing(os.open))
    monkeypatch.setattr(os, "mkdir", refuse_writing(os.mkdir))
    assert same_samples(first, short().fit(model_of(2), Gaussian(fuse=1)))
    with pytest.raises(exc.SearchError, match="cannot be"):
        short(name="new").fit(model_of(2), Gaussian())


def refuse_writing(function):
    def refused(path, mode=0o777, *rest, **more):
        if function.__name__ == "mkdir" or mode & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(30, "Read-only file system", str(path))
        return function(path, mode, *rest, **more)

    return refused


# What others compute with


def stored_with(changes, search):
    path = search.folder / "fingerprint.json"
    content = json.loads(path.read_text())
    content["versions"].update(changes)
    path.write_text(json.dumps(content))


@pytest.mark.parametrize("name", ["numpy", "scipy", "numba", "emcee", "python", "autolens_lite"])
def test_versions_of_what_computes_are_known(name):
    broken_off()
    stored_with({name: "0.1"}, short())
    with pytest.raises(exc.ResumeError, match=rf'versions.{name}: "0.1" -> .*[\s\S]*any_versions=True'):
        short().fit(model_of(2), Gaussian())


def test_a_run_of_other_versions_is_continued_where_that_is_wanted():
    whole = short(name="whole").fit(model_of(2), Gaussian())
    broken_off()
    stored_with({"numpy": "0.1", "numba": "0.1"}, short())
    with pytest.raises(KeyboardInterrupt):
        short(any_versions=True, iterations_per_full_update=1).fit(model_of(2), Gaussian(fuse=60))
    # The versions are now the present ones.
    assert same_samples(whole, short().fit(model_of(2), Gaussian()))


def test_a_finished_result_of_other_versions_is_loaded_with_a_warning():
    first = short().fit(model_of(2), Gaussian())
    stored_with({"numpy": "0.1"}, short())
    with pytest.warns(exc.AutoLensWarning, match=r'versions.numpy: "0.1" -> '):
        assert same_samples(first, short().fit(model_of(2), Gaussian(fuse=1)))


def test_another_python_compiles_the_same_code_otherwise():
    lines = ['versions.python: "3.11" -> "3.12"', 'analysis.code.a:B.f: "1" -> "2"', 'analysis.contents.x: "1" -> "2"']
    assert fingerprint.of_versions(lines) == lines[:2]
    assert fingerprint.of_versions(lines[1:]) == []


def test_each_backend_has_its_versions(backend):
    assert {"numpy", "scipy", "python", "autolens_lite", "dynesty", backend} <= set(
        fingerprint.versions(("dynesty",), backend)
    )


# Longer runs


LONGER = [
    ("Emcee", {"nsteps": 30}, {"nsteps": 90}),
    ("PySwarmsGlobal", {"iters": 10}, {"iters": 30}),
    ("PySwarmsLocal", {"iters": 10}, {"iters": 30}),
    ("Nautilus", {"n_eff": 20}, {"n_eff": 300}),
    ("Nautilus", {"n_like_max": 200}, {"n_like_max": None}),
    ("DynestyStatic", {"maxcall": 200}, {"maxcall": 400}),
    ("DynestyStatic", {"maxiter": 60}, {"maxiter": None}),
]


@functools.cache
def whole_run(case, settings):
    """A run of settings, pairs of names and values, and how many likelihoods it took."""
    analysis = Gaussian()
    return search_of(case, name="whole", **dict(settings)).fit(model_of(2), analysis), analysis.calls


@pytest.mark.filterwarnings("ignore:The sampling was stopped short:UserWarning")
@pytest.mark.parametrize("finished", [True, False], ids=["finished", "unfinished"])
@pytest.mark.parametrize(("case", "first", "longer"), LONGER)
def test_a_run_is_lengthened_to_the_same_end(case, first, longer, finished):
    whole, calls = whole_run(case, tuple(longer.items()))
    if finished:
        search_of(case, **first).fit(model_of(2), Gaussian())
    else:
        with pytest.raises(KeyboardInterrupt):
            search_of(case, iterations_per_full_update=1, **first).fit(model_of(2), Gaussian(fuse=100))
    # The longer run may be stopped before it has saved anything, and then later.
    for fuse in (3, 60):
        with pytest.raises(KeyboardInterrupt):
            search_of(case, iterations_per_full_update=1, **longer).fit(model_of(2), Gaussian(fuse=fuse))
    analysis = Gaussian()
    assert same_samples(whole, search_of(case, **longer).fit(model_of(2), analysis))
    assert analysis.calls < calls - 60
    assert same_samples(whole, search_of(case, **longer).fit(model_of(2), Gaussian(fuse=1)))


def test_a_run_is_not_shortened():
    short().fit(model_of(2), Gaussian())
    with pytest.raises(exc.ResumeError, match=r"search\.nsteps: 20 -> 19"):
        search_of("Emcee", nsteps=19).fit(model_of(2), Gaussian())


def test_a_final_state_of_another_fit_is_refused():
    short().fit(model_of(2), Gaussian())
    short(name="other").fit(model_of(2), Gaussian(data="other"))
    shutil.copy(short(name="other").folder / "final_state.bin", short().folder / "final_state.bin")
    with pytest.raises(exc.ResumeError, match=r"final_state.bin is a state of another fit"):
        search_of("Emcee", nsteps=30).fit(model_of(2), Gaussian())


# What the user has made


class Steeper(GaussianPrior):
    power = 1.0

    def _quantile(self, unit, lower, upper):
        return super()._quantile(unit**self.power, lower, upper)


class Bent(Point):
    bend = 1.0


class Anywhere(InitializerPrior):
    width = 1.0

    def units_from(self, count, dimensions, rng):
        return rng.random((count, dimensions)) * self.width


class Quick(s.Emcee):
    width = 1.0


def changed(monkeypatch, owner, name, value, search, model):
    with pytest.raises(KeyboardInterrupt):
        search().fit(model(), Gaussian(fuse=100))
    monkeypatch.setattr(owner, name, value)
    with pytest.raises(exc.ResumeError, match=rf"own\..*{name}: 1.0 -> {value}"):
        search().fit(model(), Gaussian())


@pytest.mark.parametrize("kind", ["prior", "profile", "initializer", "search"])
def test_what_the_user_has_made_is_known(kind, monkeypatch):
    def model():
        x = Steeper(0.0, 1.0) if kind == "prior" else UniformPrior(-5.0, 5.0)
        return Collection(point=Model(Bent if kind == "profile" else Point, x=x, y=UniformPrior(-5.0, 5.0)))

    def search():
        initializer = Anywhere() if kind == "initializer" else InitializerPrior()
        cls = Quick if kind == "search" else s.Emcee
        settings = {"name": "fit", "seed": 1, "nwalkers": 12, "nsteps": 20, "iterations_per_full_update": 1}
        return cls(initializer=initializer, progress_bar=False, **settings)

    owner, name = {
        "prior": (Steeper, "power"),
        "profile": (Bent, "bend"),
        "initializer": (Anywhere, "width"),
        "search": (Quick, "width"),
    }[kind]
    changed(monkeypatch, owner, name, 2.0, search, model)


def test_a_model_of_the_library_alone_has_nothing_of_the_user():
    search = short()
    assert "own" in search._fixed_circumstances(model_of(2), Gaussian())
    model = Collection(x=UniformPrior(0.0, 1.0))
    assert "own" not in search._fixed_circumstances(model, Gaussian())


class OfNoBase:
    """An analysis that is not of the library's class, which a search takes for its likelihood."""

    def likelihood_from(self, model):
        return Gaussian().likelihood_from(model)


def test_an_analysis_of_any_class_gets_its_result():
    result = short().fit(model_of(2), OfNoBase())
    assert isinstance(result.analysis, OfNoBase)
    assert same_samples(result, short().fit(model_of(2), OfNoBase()))


def test_clear_where_the_folder_is_a_link(working_directory):
    """The link, and the folder that it points to, were there before the search."""
    (working_directory / "large_disk").mkdir()
    (working_directory / "output").mkdir()
    (working_directory / "output" / "fit").symlink_to(working_directory / "large_disk")
    short().fit(model_of(2), Gaussian())
    short().clear()
    assert (working_directory / "output" / "fit").is_symlink()
    assert list((working_directory / "large_disk").iterdir()) == []
    short().fit(model_of(2), Gaussian(data="new"))


def test_clear_where_the_folder_of_checkpoints_is_a_link(working_directory):
    (working_directory / "large_disk").mkdir()
    (working_directory / "output" / "fit").mkdir(parents=True)
    (working_directory / "output" / "fit" / "checkpoint").symlink_to(working_directory / "large_disk")
    broken_off()
    short().clear()
    assert list((working_directory / "large_disk").iterdir()) == []
    short().fit(model_of(2), Gaussian(data="new"))


def test_a_lock_that_was_cleared_away_holds_nothing(tmp_path, monkeypatch):
    """Who opens the file just before another process clears the folder would lock what nobody else finds."""
    opened = FolderLock._opened
    times = []

    def opened_late(self):
        descriptor = opened(self)
        if not times:
            (tmp_path / ".lock").unlink()
        times.append(descriptor)
        return descriptor

    monkeypatch.setattr(FolderLock, "_opened", opened_late)
    with FolderLock(tmp_path):
        assert len(times) == 2
        with pytest.raises(exc.SearchError, match="another process is running"), FolderLock(tmp_path):
            pass


@pytest.mark.parametrize(("number", "end"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_a_signal_after_the_last_iteration_ends_the_script(number, end, monkeypatch):
    verify_end = Evaluator.verify_end

    def late(self, samples):
        os.kill(os.getpid(), number)
        verify_end(self, samples)

    monkeypatch.setattr(Evaluator, "verify_end", late)
    with pytest.raises(end):
        search_of("Emcee", **SHORT).fit(model_of(2), Gaussian())
    analysis = Gaussian()
    search_of("Emcee", **SHORT).fit(model_of(2), analysis)
    assert analysis.calls == 0  # the result had been stored


class Disturbed(Gaussian):
    """At its 500th likelihood somebody does something to the output folder."""

    def __init__(self, disturb):
        super().__init__()
        self.disturb = disturb

    def fingerprint(self):
        return {"of": "a Gaussian"}

    def log_likelihood_function(self, instance):
        if self.calls == 500:
            self.disturb()
        return super().log_likelihood_function(instance)


def moved(search):
    search.folder.rename(search.folder.with_name("moved"))


def removed(search):
    shutil.rmtree(search.folder)


def emptied(search):
    for path in search.folder.iterdir():
        if path.is_file():
            path.unlink()


def without_lock(search):
    (search.folder / ".lock").unlink()


def remade(search):
    moved(search)
    search.folder.mkdir()


@functools.cache
def undisturbed(case):
    """A run, and the names of its files."""
    search = search_of(case, output_path="whole")
    return search.fit(model_of(2), Disturbed(lambda: None)), set(os.listdir(search.folder))


@pytest.mark.parametrize("disturb", [moved, removed, emptied, without_lock, remade])
@pytest.mark.parametrize("case", ["Emcee", "DynestyStatic"])
def test_a_folder_that_is_moved_or_removed_meanwhile_is_begun_again(case, disturb, tmp_path, caplog):
    whole, files = undisturbed(case)
    search = search_of(case, output_path=tmp_path, iterations_per_full_update=10)
    with caplog.at_level(logging.WARNING):
        found = search.fit(model_of(2), Disturbed(lambda: disturb(search)))
    assert "was moved or removed while" in caplog.text
    assert same_samples(found, whole)
    # What is there now is a whole result, which needs no likelihood.
    assert same_samples(search_of(case, output_path=tmp_path).fit(model_of(2), Disturbed(lambda: None)), whole)
    assert set(os.listdir(search.folder)) == files


def test_a_folder_in_whose_place_another_fit_has_come_is_left_to_it(tmp_path):
    def replaced():
        moved(search)
        other = search_of("Emcee", output_path=tmp_path, seed=2)
        other.fit(model_of(2), Disturbed(lambda: None))

    search = search_of("Emcee", output_path=tmp_path, iterations_per_full_update=1)
    with pytest.raises(exc.SearchError, match="holds another fit than the one that began there"):
        search.fit(model_of(2), Disturbed(replaced))
    shutil.rmtree(search.folder)
    (tmp_path / "moved").rename(search.folder)
    search.fit(model_of(2), Disturbed(lambda: None))


def test_a_working_directory_that_is_removed_before_a_search_is_made(tmp_path, monkeypatch):
    whole, _ = undisturbed("Emcee")
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(
        exc.SearchError, match=r"the working directory has been removed .* Pass an absolute output_path"
    ):
        search_of("Emcee", output_path="output")
    # which needs none
    search = search_of("Emcee", output_path=tmp_path / "there")
    assert same_samples(search.fit(model_of(2), Disturbed(lambda: None)), whole)


def test_a_working_directory_that_is_removed_while_a_search_runs(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    search = search_of("Emcee", output_path="output")

    def gone():
        monkeypatch.chdir(tmp_path)
        (tmp_path / "gone").rename(tmp_path / "elsewhere")
        (tmp_path / "left").mkdir()
        monkeypatch.chdir(tmp_path / "left")
        (tmp_path / "left").rmdir()
        assert search.folder == tmp_path / "gone" / "output" / "fit"

    search.fit(model_of(2), Disturbed(gone))
