"""A stored result, or stored operators, of which a single digit has changed is not taken for what was written."""

import json
import re
import warnings
from pathlib import Path

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from test_autolens_lite.bad_input.test_every_argument import MASK, MODEL, SAMPLES, VISIBILITIES

RNG = np.random.default_rng(3)
VARIED = SAMPLES | {"vectors": RNG.normal(size=(5, 3)), "weight": RNG.uniform(size=5), "log_evidence": -3.25}

# Before any test of every method has appended to it.
MODEL_AS_MADE = MODEL.copy()


@pytest.fixture
def folder():
    al.Result(al.Samples(**VARIED), MODEL_AS_MADE, search_info={"nlive": 50, "times": [1.5, 2.5]}).save("result")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        al.Result.load("result")
    return Path("result")


@pytest.mark.parametrize("name", ["model.json", "summary.json"])
def test_every_digit_of_json(folder, name):
    path = folder / name
    text = path.read_text()
    places = [match.start() for match in re.finditer(r"\d", text)]
    assert len(places) > 100
    for place in RNG.choice(places, size=40, replace=False):
        path.write_text(f"{text[:place]}{(int(text[place]) + 3) % 10}{text[place + 1 :]}")
        with pytest.raises(exc.AutoLensError, match=re.escape(name) + "|is of another fit"):
            al.Result.load(folder)
    path.write_text(text)
    al.Result.load(folder)


@pytest.mark.parametrize("name", ["model.json", "summary.json"])
def test_what_is_missing_or_added(folder, name):
    path = folder / name
    content = json.loads(path.read_text())
    for changed in (
        {key: value for key, value in content.items() if key != "digest"},
        {**content, "more": 1},
        {**content, "digest": "0" * 64},
        {**content, "digest": None},
    ):
        path.write_text(json.dumps(changed))
        with pytest.raises(exc.AutoLensError, match=f"{re.escape(name)}.* is not as it was written"):
            al.Result.load(folder)
    text = json.dumps(content)
    path.write_text(text[: len(text) // 2])
    with pytest.raises(exc.DataError, match=re.escape(name)):
        al.Result.load(folder)
    path.write_text(json.dumps(content, indent=8))  # other spaces are the same content
    al.Result.load(folder)


def rewritten(path, **changes):
    """Replace arrays in an archive, with new checksums; None leaves one out."""
    with np.load(path) as stored:
        arrays = dict(stored) | changes
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


@pytest.mark.parametrize("name", ["vectors", "log_likelihood", "weight", "log_evidence", "parameter_names"])
def test_every_array_of_samples(folder, name):
    path = folder / "samples.npz"
    with np.load(path) as stored:
        array = stored[name].copy()
    flat = array.reshape(-1)
    flat[0] = "other" if array.dtype.kind == "U" else np.nextafter(flat[0], np.inf)
    rewritten(path, **{name: array})
    with pytest.raises(exc.DataError, match=r"samples\.npz.*not those that were written"):
        al.Result.load(folder)


def test_whole_samples_of_another_result(folder, tmp_path):
    """Whose digest is their own: only the files beside them tell."""
    samples = al.Samples.from_npz(folder / "samples.npz")
    numbers = {name: getattr(samples, name) for name in ("parameter_names", "vectors", "log_prior")}
    al.Samples(**numbers, log_likelihood=samples.log_likelihood - 1.0, weight=samples.weight).to_npz(
        folder / "samples.npz"
    )
    with pytest.raises(exc.DataError, match=r"samples\.npz is of another fit than the files beside it"):
        al.Result.load(folder)


def test_results_of_earlier_versions_load_with_a_warning(folder):
    for name in ("model.json", "summary.json"):
        content = json.loads((folder / name).read_text())
        del content["digest"]
        (folder / name).write_text(json.dumps(content))
    rewritten(folder / "samples.npz", digest=None)
    with pytest.warns(exc.AutoLensWarning, match="digest") as said:
        al.Result.load(folder)
    assert len(said) == 2


def test_operators():
    VISIBILITIES.operators.save("operators.npz")
    key = VISIBILITIES.operators.key

    def load():
        return type(VISIBILITIES.operators).load("operators.npz", key=key, mask=MASK)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load()
    with np.load("operators.npz") as stored:
        arrays = dict(stored)
    for name in ("dirty_image", "w_table", "noise_normalization", "data_term"):
        changed = np.array(arrays[name], dtype=float)
        changed.reshape(-1)[0] = np.nextafter(changed.flat[0], np.inf)
        rewritten("operators.npz", **{name: changed})
        with pytest.raises(exc.DataError, match="not those that were written"):
            load()
        rewritten("operators.npz", **arrays)
    load()
    rewritten("operators.npz", digest=None)
    with pytest.warns(exc.AutoLensWarning, match="no digest"):
        load()
