"""Files are whole or absent."""

import errno
import json
import math
import os
import signal
import stat
import subprocess
import sys

import numpy as np
import pytest

from autolens_lite import exc, storage, temporary


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


def test_no_link_is_followed(tmp_path, monkeypatch):
    """Not one under the name of the process, as temporary files were once called, nor one of any name that is drawn."""
    victim, folder = tmp_path / "victim", tmp_path / "folder"
    victim.write_text("precious")
    folder.mkdir()
    drawn = iter([bytes(16), bytes([17] * 16)])
    monkeypatch.setattr(temporary.os, "urandom", lambda size: next(drawn))
    for name in (f".file.{os.getpid()}.tmp", f".file.{'0' * 32}.tmp", "file"):
        (folder / name).symlink_to(victim)
    storage.write_atomic(folder / "file", "new")
    assert victim.read_text() == "precious"
    assert (folder / "file").read_text() == "new"
    assert not (folder / "file").is_symlink()


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_permissions_are_those_of_any_new_file(tmp_path, mask):
    before = os.umask(mask)
    try:
        storage.write_atomic(tmp_path / "file", "new")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o666 & ~mask


WRITER = """
import sys
from autolens_lite import storage
with storage.replacing("file") as stream:
    stream.write(b"half")
    stream.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path):
    """Not what another process is still writing, nor what is called otherwise, nor a link or a pipe."""
    for name in (f".file.{'1' * 32}.tmp", f".other.{'2' * 32}.tmp", ".state.12.tmp"):
        (tmp_path / name).write_bytes(b"hal")
    os.mkfifo(tmp_path / f".pipe.{'3' * 32}.tmp")
    (tmp_path / f".link.{'4' * 32}.tmp").symlink_to(tmp_path / "kept.tmp")
    others = ["kept.tmp", ".kept.tmp", ".a.1234.tmp", ".a.swp", f"a.{'1' * 32}.tmp", f".a.{'1' * 31}.tmp"]
    for name in others:
        (tmp_path / name).write_bytes(b"theirs")
    kept = {*others, f".pipe.{'3' * 32}.tmp", f".link.{'4' * 32}.tmp"}
    command = [sys.executable, "-c", WRITER]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as writer:
        assert writer.stdout.readline() == b"writing\n"
        temporary.remove_leftovers(tmp_path, ["state"])
        (written,) = {path.name for path in tmp_path.iterdir()} - kept
        assert written.startswith(".file.")
        writer.send_signal(signal.SIGKILL)
    assert (tmp_path / written).read_bytes() == b"half"
    temporary.remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == kept


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EOPNOTSUPP, errno.EACCES])
def test_a_folder_that_cannot_be_flushed_is_written_to_all_the_same(tmp_path, monkeypatch, number):
    """As on CIFS and other file systems that are not this machine's own."""
    flush = os.fsync

    def refused(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", refused)
    storage.write_atomic(tmp_path / "file", "content")
    assert (tmp_path / "file").read_text() == "content"
    monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
    with pytest.raises(exc.DataError, match="Input/output error"):
        storage.write_atomic(tmp_path / "file", "content")
