"""Archives of arrays: what they claim is compared with what they hold before memory is taken."""

import errno
import io
import os
import struct
import time
import zipfile

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import archive, exc, storage
from autolens_lite.dataset.interferometer_operators import InterferometerOperators
from autolens_lite.storage import arrays_from_bytes


def header_of(shape, descr="<f8", version=(1, 0)):
    """The head of a .npy file that claims an array."""
    text = f"{{'descr': {descr!r}, 'fortran_order': False, 'shape': {shape!r}, }}\n".encode()
    size = struct.pack("<H" if version == (1, 0) else "<I", len(text))
    return b"\x93NUMPY" + bytes(version) + size + text


def zipped(content, compression=zipfile.ZIP_STORED, names=("data",)):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name in names:
            target.writestr(f"{name}.npy", content)
    return stream.getvalue()


def overwritten(body, signature, offset, value):
    """An archive with four bytes of each record of one kind replaced."""
    body, at = bytearray(body), -1
    while (at := body.find(signature, at + 1)) >= 0:
        body[at + offset : at + offset + 4] = struct.pack("<I", value)
    return bytes(body)


GOOD = header_of((4,)) + bytes(32)
ZEROS = header_of((2**18,)) + bytes(2**21)
TRAPS = {
    "64 TB in the header": lambda: zipped(header_of((2**43,)) + bytes(100)),
    "more than any number": lambda: zipped(header_of((2**62, 2**62)) + bytes(100)),
    "negative": lambda: zipped(header_of((-4, -1)) + bytes(32)),
    "text for a shape": lambda: zipped(header_of("text") + bytes(32)),
    "elements without size": lambda: zipped(header_of((10**12,), "<U0") + bytes(100)),
    "objects": lambda: zipped(header_of((1,), "|O") + bytes(100)),
    "fields": lambda: zipped(header_of((4,), [("a", "<f8")]) + bytes(32)),
    "dates": lambda: zipped(header_of((4,), "<M8[s]") + bytes(32)),
    "too short": lambda: zipped(header_of((5,)) + bytes(32)),
    "too long": lambda: zipped(header_of((3,)) + bytes(32)),
    "version 9": lambda: zipped(b"\x93NUMPY\x09\x00" + GOOD[8:]),
    "no header": lambda: zipped(b"text"),
    "endless header": lambda: zipped(b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + b" " * 10**6, zipfile.ZIP_DEFLATED),
    "nested header": lambda: zipped(b"\x93NUMPY\x01\x00" + struct.pack("<H", 9000) + b"(" * 9000),
    "mostly zeros": lambda: zipped(ZEROS, zipfile.ZIP_DEFLATED),
    "many of them": lambda: zipped(ZEROS[: 2**17], zipfile.ZIP_DEFLATED, [f"{i}" for i in range(17)]),
    "another compression": lambda: zipped(GOOD, zipfile.ZIP_LZMA),
    "claims of the directory": lambda: overwritten(zipped(GOOD), b"PK\x01\x02", 24, 2**32 - 2),
    "claims of compressed": lambda: overwritten(zipped(GOOD, zipfile.ZIP_DEFLATED), b"PK\x01\x02", 24, 2**32 - 2),
    "more held than there is": lambda: overwritten(zipped(GOOD), b"PK\x01\x02", 20, 2**32 - 2),
    "entry elsewhere": lambda: overwritten(zipped(GOOD), b"PK\x01\x02", 42, 2**31),
    "cut": lambda: zipped(GOOD)[:-10],
    "cut in front": lambda: zipped(GOOD)[40:],
    "flipped": lambda: zipped(GOOD).replace(bytes(32), bytes(31) + b"\x01"),
    "bare array": lambda: GOOD,
    "text": lambda: b"no arrays",
    "nothing": lambda: b"",
}


def dataset_from(path):
    return al.Interferometer.from_npz(path, real_space_mask=al.Mask2D.circular((6, 6), radius=1.0, pixel_scales=0.5))


@pytest.mark.parametrize("kind", TRAPS)
def test_a_trap_is_refused_at_once(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(archive, "_EXPANDED", 2**20)
    (tmp_path / "file.npz").write_bytes(TRAPS[kind]())
    readers = [storage.read_arrays, al.Samples.from_npz, InterferometerOperators.load, dataset_from]
    start = time.process_time()
    for reader in [*readers, lambda path: arrays_from_bytes(path.read_bytes())]:
        with pytest.raises(exc.DataError):
            reader(tmp_path / "file.npz")
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    "reader", [storage.read_arrays, al.Samples.from_npz, InterferometerOperators.load, dataset_from]
)
@pytest.mark.parametrize("kind", ["absent", "folder", "pipe", "device", "nowhere"])
def test_what_is_not_a_file_is_not_waited_for(tmp_path, reader, kind):
    path = tmp_path / "file.npz"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "nowhere":
        path.symlink_to(tmp_path / "nothing")
    with pytest.raises(exc.DataError, match=r"file\.npz"):
        reader(path)


def test_arrays_of_every_kind_come_back(tmp_path):
    arrays = {
        "numbers": np.arange(6.0).reshape(2, 3),
        "order": np.asfortranarray(np.arange(6).reshape(2, 3)),
        "complex": np.array([1.0 + 2.0j]),
        "mask": np.zeros((300, 300), dtype=bool),
        "text": np.array(["a", "bcd"]),
        "number": np.array(3.5),
        "none": np.zeros((0, 2)),
    }
    storage.write_arrays(tmp_path / "compressed.npz", arrays)
    np.savez(tmp_path / "plain.npz", **arrays)
    for name in ("compressed.npz", "plain.npz"):
        stored = storage.read_arrays(tmp_path / name)
        assert stored.keys() == arrays.keys()
        for key, array in arrays.items():
            np.testing.assert_array_equal(stored[key], array)
            assert stored[key].dtype == array.dtype


def test_arrays_larger_than_the_memory_are_refused(tmp_path, monkeypatch):
    np.savez(tmp_path / "file.npz", data=np.zeros(1000))
    monkeypatch.setattr(archive, "memory", lambda: 8000)
    with pytest.raises(exc.DataError, match=r"arrays of 7\.94 kB exceed the 7\.81 kB of this machine's memory"):
        storage.read_arrays(tmp_path / "file.npz")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "recursion"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "nested more than 400 deep"),
        (b"", "Expecting value"),
        (b"\xff\xfe\x00", "decode"),
        (b"1" * 5000, "digits"),
    ],
)
def test_json_that_is_not_ours(tmp_path, content, words):
    (tmp_path / "file.json").write_bytes(content)
    with pytest.raises(exc.DataError, match=rf"file\.json cannot be read: .*{words}"):
        storage.read_json(tmp_path / "file.json")


def test_huge_json_is_refused_unread(tmp_path):
    with open(tmp_path / "file.json", "wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(exc.DataError, match="such a file may have"):
        storage.read_json(tmp_path / "file.json")


def test_an_archive_is_not_blamed_where_files_run_out(tmp_path, monkeypatch):
    """zipfile loads a table of characters when it is first used."""
    np.savez(tmp_path / "file.npz", data=np.zeros(3))

    def refused(*arguments):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", refused)
    with pytest.raises(exc.DataError, match=r"file\.npz cannot be read: .* Allow more open files"):
        storage.read_arrays(tmp_path / "file.npz")


@pytest.mark.parametrize(
    "change",
    [
        lambda array: array.reshape(3, 2),
        lambda array: array.view(np.int64),
        lambda array: array.astype(">f8"),
        lambda array: array + 1e-15,
        lambda array: array[:, ::-1],
    ],
)
def test_a_digest_tells_shapes_and_types_as_well_as_numbers(change):
    array = np.arange(6.0).reshape(2, 3)
    sealed = archive.sealed({"a": array, "b": np.zeros(0)})
    np.testing.assert_array_equal(archive.check_seal(sealed, "file")["a"], array)
    for other in ({"a": change(array)}, {"b": np.zeros(1)}, {"c": array}):
        with pytest.raises(exc.DataError, match="not those that were written"):
            archive.check_seal(sealed | other, "file")
