"""Scripts in the peer's vocabulary answer here as they do there."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent
STORED = json.loads((FOLDER / "numbers.json").read_text("utf-8"))
SCRIPTS = sorted((FOLDER / "scripts").glob("[a-z]*.py"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore::autolens_lite.exc.AutoLensWarning")
def test_a_script_answers_as_it_does_there(path):
    spec = importlib.util.spec_from_file_location(f"carried_over_{path.stem}", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    ours = {name: np.asarray(value, dtype=float).ravel() for name, value in script.numbers().items()}
    theirs = STORED[path.stem]
    assert ours.keys() == theirs.keys()
    for name, expected in theirs.items():
        scale = np.max(np.abs(expected), initial=0.0)
        np.testing.assert_allclose(ours[name], expected, rtol=0.0, atol=1e-6 * scale, err_msg=name)
