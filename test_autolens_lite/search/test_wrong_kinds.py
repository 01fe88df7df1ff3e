"""Something else in the place of a file or folder of a search: an error of ours before any likelihood."""

import json
import os

import numpy as np
import pytest

from autolens_lite import exc, storage
from autolens_lite.search.output.folder import WRITTEN
from autolens_lite.search.output.lock import FolderLock
from test_autolens_lite.search.cases import search_of
from test_autolens_lite.search.fakes import Gaussian, Point, model_of

KINDS = {
    "folder": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
    "link": lambda path: path.symlink_to(path.parent / "nothing"),
    "file": lambda path: path.write_bytes(b"text"),
    "device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *((".lock", kind) for kind in ("folder", "pipe", "link", "device")),
        *(("checkpoint", kind) for kind in ("file", "pipe", "link", "device")),
        *((f"checkpoint/state_{i}.bin", kind) for i in (0, 1) for kind in ("folder", "pipe", "link", "device")),
        *(("search.json", kind) for kind in ("folder", "pipe", "link", "device")),
        *(("fingerprint.json", kind) for kind in ("folder", "pipe", "link", "device")),
    ],
)
@pytest.mark.parametrize("case", ["Emcee", "DynestyStatic"])
def test_it_is_named(case, name, kind):
    search = search_of(case)
    path = search.folder / name
    path.parent.mkdir(parents=True)
    KINDS[kind](path)
    analysis = Gaussian()
    with pytest.raises(exc.SearchError, match=name.replace(".", r"\.")):
        search.fit(model_of(2), analysis)
    assert analysis.calls == 0
    assert not (search.folder / "nothing").exists()


@pytest.mark.parametrize("name", [*sorted(WRITTEN), "final_state.bin"])
def test_a_folder_in_the_place_of_what_is_written(name):
    search, analysis = search_of("PySwarmsGlobal"), Gaussian()
    (search.folder / name).mkdir(parents=True)
    with pytest.raises(exc.ResumeError, match=rf"{name} is not a file"):
        search.fit(model_of(2), analysis)
    assert analysis.calls == 0


def test_a_lock_does_not_touch_what_a_link_leads_to(tmp_path):
    (tmp_path / "victim").write_text("precious")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / ".lock").symlink_to(tmp_path / "victim")
    with pytest.raises(exc.SearchError, match=r"\.lock cannot be opened"), FolderLock(tmp_path / "folder"):
        pass
    assert (tmp_path / "victim").read_text() == "precious"


@pytest.mark.parametrize("case", ["Emcee", "PySwarmsGlobal"])
def test_nothing_is_left_beside_the_results(case):
    """What a killed process of this or an earlier version left is removed; what others put there stays."""
    search = search_of(case)
    search.folder.mkdir(parents=True)
    for name in (".search.json.4242.tmp", f".samples.npz.{'0' * 32}.tmp", ".mine.12.tmp", "mine.tmp"):
        (search.folder / name).write_text("half")
    search.fit(model_of(2), Gaussian())
    assert sorted(path.name for path in search.folder.glob("*tmp")) == [".mine.12.tmp", "mine.tmp"]


@pytest.mark.parametrize("search", [None, [], "text", 3, {"seed": "text"}, {"seed": -1}, {"seed": True}, {"seed": 0.5}])
def test_a_fingerprint_of_another_shape(search):
    fit = search_of("DynestyStatic", seed=None, iterations_per_full_update=5)
    with pytest.raises(KeyboardInterrupt):
        fit.fit(model_of(2), Gaussian(fuse=80))
    path = fit.folder / "fingerprint.json"
    stored = json.loads(path.read_text())
    path.write_text(json.dumps(stored | {"search": stored["search"] | search if isinstance(search, dict) else search}))
    with pytest.raises(exc.ResumeError, match=r"fingerprint\.json .*no valid 'search'"):
        fit.fit(model_of(2), Gaussian())


def test_a_model_too_large_to_be_read_back_is_refused_before_the_work(monkeypatch):
    model, analysis = model_of(2), Gaussian()
    model.point.z = Point(np.zeros(5000))
    monkeypatch.setattr(storage, "LARGEST_JSON", 50_000)
    with pytest.raises(exc.DataError, match=r"fingerprint\.json would have .* rather than in the model"):
        search_of("Emcee").fit(model, analysis)
    assert analysis.calls == 0
