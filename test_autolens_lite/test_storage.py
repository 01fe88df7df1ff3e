"""Files are whole or absent."""

import json
import math
import os

import numpy as np
import pytest

from autolens_lite import exc, storage


def test_new_content_takes_the_place_of_the_old(tmp_path):
    path = tmp_path / "folder" / "file"
    storage.write_atomic(path, b"old")
    storage.write_atomic(path, "new: \u03b8")
    assert path.read_text() == "new: \u03b8"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_failure_leaves_the_old_content(tmp_path, monkeypatch, step):
    path = tmp_path / "file"
    storage.write_atomic(path, b"old")

    def fail(*arguments):
        raise OSError("no space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(exc.DataError, match="no space left"):
        storage.write_atomic(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_content_is_on_disk_before_it_takes_its_place(tmp_path, monkeypatch):
    steps = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (steps.append("fsync"), fsync(file)))
    monkeypatch.setattr(os, "replace", lambda a, b: (steps.append("replace"), replace(a, b)))
    storage.write_atomic(tmp_path / "file", b"content")
    assert steps == ["fsync", "replace", "fsync"]


def test_json_holds_no_numbers_that_readers_refuse(tmp_path):
    content = {"a": math.inf, "b": [np.float64(math.nan), np.int64(3)], "c": np.arange(2), 4: (True, None, "x")}
    storage.write_json(tmp_path / "file.json", content)

    def refuse(constant):
        raise AssertionError(constant)

    stored = json.loads((tmp_path / "file.json").read_text(), parse_constant=refuse)
    assert stored == {"a": None, "b": [None, 3], "c": [0, 1], "4": [True, None, "x"]}
    assert storage.read_json(tmp_path / "file.json") == stored


def test_arrays_without_pickle(tmp_path):
    arrays = {"a": np.arange(3.0), "b": np.array(["x", "yz"])}
    storage.write_arrays(tmp_path / "file.npz", arrays)
    stored = storage.read_arrays(tmp_path / "file.npz")
    assert stored.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(stored[name], array)


def test_objects_are_not_stored_in_arrays(tmp_path):
    with pytest.raises(ValueError, match="allow_pickle"):
        storage.write_arrays(tmp_path / "file.npz", {"a": np.array([{}], dtype=object)})
    assert not (tmp_path / "file.npz").exists()


@pytest.mark.parametrize("kind", ["text", "npy", "bits"])
def test_other_files_are_refused(tmp_path, kind):
    path = tmp_path / "file.npz"
    if kind == "text":
        path.write_text("no arrays")
    elif kind == "npy":
        with open(path, "wb") as stream:
            np.save(stream, np.arange(3))
    else:
        storage.write_arrays(path, {"a": np.random.default_rng(0).random(1_000)})
        content = bytearray(path.read_bytes())
        content[2_000:2_100] = bytes(100)
        path.write_bytes(content)
    with pytest.raises(exc.DataError, match=r"file.npz cannot be read"):
        storage.read_arrays(path)
