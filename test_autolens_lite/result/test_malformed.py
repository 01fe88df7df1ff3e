"""Every file of a result, damaged in every way: an error of ours that names the file, at once."""

import io
import json
import os
import time

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.result import Result, Samples

NEEDED = ["model.json", "samples.npz", "summary.json"]


def json_of(value):
    return lambda content: json.dumps(value).encode()


def text_of(change):
    """The same JSON after a change."""

    def changed(content):
        stored = json.loads(content)
        change(stored)
        return json.dumps(stored).encode()

    return changed


def arrays_of(change):
    """The same archive after a change."""

    def changed(content):
        with np.load(io.BytesIO(content)) as stored:
            arrays = dict(stored)
        change(arrays)
        stream = io.BytesIO()
        np.savez(stream, **arrays)
        return stream.getvalue()

    return changed


CONTENTS = {
    "empty": lambda content: b"",
    "half": lambda content: content[: len(content) // 2],
    "all but a byte": lambda content: content[:-3],
    "twice": lambda content: content[: len(content) // 2] * 2,
    "noise": lambda content: bytes(range(256)) * 20,
    "zeros": lambda content: bytes(len(content)),
    "list": json_of([]),
    "text": json_of("model"),
    "number": json_of(3.5),
    "null": json_of(None),
}
ONE = {
    "model.json": {
        "no keys": json_of({}),
        "no model": text_of(lambda stored: stored.pop("model")),
        "no priors": text_of(lambda stored: stored.pop("priors")),
        "fewer priors": text_of(lambda stored: stored["priors"].pop()),
        "priors of text": text_of(lambda stored: stored.update(priors="ab")),
        "another kind": text_of(lambda stored: stored["model"].update(kind="Other")),
        "an object": text_of(lambda stored: stored.update(model={"kind": "Number", "value": "1"})),
        "a number": text_of(lambda stored: stored.update(model=1.0)),
        "no values": text_of(lambda stored: stored["model"].pop("values")),
        "other parameters": text_of(lambda stored: stored["model"]["values"].clear()),
        "another format": text_of(lambda stored: stored.update(format=2)),
    },
    "samples.npz": {
        **{
            f"no {name}": arrays_of(lambda arrays, name=name: arrays.pop(name))
            for name in (
                "format",
                "parameter_names",
                "vectors",
                "log_likelihood",
                "log_prior",
                "weight",
                "log_evidence",
            )
        },
        "another format": arrays_of(lambda arrays: arrays.update(format=np.array(7))),
        "formats": arrays_of(lambda arrays: arrays.update(format=np.array([1, 1]))),
        "flat": arrays_of(lambda arrays: arrays.update(vectors=arrays["vectors"].ravel())),
        "turned": arrays_of(lambda arrays: arrays.update(vectors=arrays["vectors"].T)),
        "fewer": arrays_of(lambda arrays: arrays.update(log_prior=arrays["log_prior"][1:])),
        "none": arrays_of(lambda arrays: arrays.update(vectors=arrays["vectors"][:0])),
        "NaN": arrays_of(lambda arrays: arrays["vectors"].fill(np.nan)),
        "weight of NaN": arrays_of(lambda arrays: arrays["weight"].fill(np.nan)),
        "no weight at all": arrays_of(lambda arrays: arrays["weight"].fill(0.0)),
        "text": arrays_of(lambda arrays: arrays.update(vectors=arrays["vectors"].astype(str))),
        "complex": arrays_of(lambda arrays: arrays.update(weight=arrays["weight"] + 0j)),
        "two evidences": arrays_of(lambda arrays: arrays.update(log_evidence=np.zeros(2))),
        "one name": arrays_of(lambda arrays: arrays.update(parameter_names=np.array("a"))),
        "other names": arrays_of(lambda arrays: arrays.update(parameter_names=np.array(["a", "b"]))),
        "numbers for names": arrays_of(lambda arrays: arrays.update(parameter_names=np.arange(2))),
    },
    "summary.json": {"search of text": json_of({"search": "a"}), "search of a list": json_of({"search": [1]})},
}


def made(path, kind):
    """Put something that is not a file in the place of one."""
    content = path.read_bytes()
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    elif kind == "link to nothing":
        path.symlink_to("nothing")
    elif kind == "link to itself":
        path.symlink_to(path.name)
    elif kind == "unreadable":
        path.write_bytes(content)
        path.chmod(0)


@pytest.fixture
def folder(tmp_path):
    model = al.Collection(mass=al.Model(al.mp.ExternalShear))
    vectors = np.random.default_rng(0).normal(size=(5, 2))
    samples = Samples(model.parameter_names, vectors, np.arange(5.0), np.zeros(5), log_evidence=1.0)
    Result(samples, model, search_info={"type": "Test"}).save(tmp_path)
    return tmp_path


def refused(folder, name):
    start = time.process_time()
    with pytest.raises(exc.AutoLensError) as caught:
        Result.load(folder)
    assert time.process_time() - start < 1.0
    return str(caught.value)


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("kind", CONTENTS)
def test_damaged_content(folder, name, kind):
    path = folder / name
    path.write_bytes(CONTENTS[kind](path.read_bytes()))
    said = refused(folder, name)
    assert name in said
    assert said.endswith(".")


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name in ONE for kind in ONE[name]])
def test_content_of_another_shape(folder, name, kind):
    path = folder / name
    path.write_bytes(ONE[name][kind](path.read_bytes()))
    said = refused(folder, name)
    assert name in said or "Pass the model that was fitted" in said


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize(
    "kind", ["absent", "folder", "pipe", "device", "link to nothing", "link to itself", "unreadable"]
)
def test_something_else_in_place_of_a_file(folder, name, kind):
    made(folder / name, kind)
    if kind == "unreadable" and os.access(folder / name, os.R_OK):
        pytest.skip("this user may read everything")
    assert f"{name} cannot be read" in refused(folder, name)


@pytest.mark.parametrize("name", ["samples.csv", "summary.txt"])
@pytest.mark.parametrize("kind", ["absent", "folder", "pipe", "link to nothing"])
def test_what_is_there_for_people_alone_is_not_missed(folder, name, kind):
    made(folder / name, kind)
    assert Result.load(folder).log_evidence == 1.0


def test_a_summary_may_know_nothing_of_the_search(folder):
    (folder / "summary.json").write_text("{}")
    assert Result.load(folder).search_info == {}


@pytest.mark.parametrize("doubts", [5, "text", {"a": 1}, [1], [None]])
def test_doubts_that_are_no_texts(folder, doubts):
    (folder / "summary.json").write_text(json.dumps({"search": {"doubts": doubts}}))
    with pytest.raises(exc.DataError, match="not a list of texts"):
        Result.load(folder)


@pytest.mark.parametrize("where", ["nowhere", "file"])
def test_no_folder(tmp_path, where):
    (tmp_path / "file").write_text("text")
    with pytest.raises(exc.DataError, match=r"samples\.npz cannot be read"):
        Result.load(tmp_path / where)
