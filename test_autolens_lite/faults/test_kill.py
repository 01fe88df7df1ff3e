"""A search is ended at random moments, then run again, until it is done: the answer is the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autolens_lite import storage
from test_autolens_lite.faults.run_search import Announced, Ended
from test_autolens_lite.long import LONG
from test_autolens_lite.search.cases import QUICK, search_of
from test_autolens_lite.search.fakes import model_of

ROOT = Path(__file__).resolve().parents[2]
# Modules beside these are found there too: see `plugins` of the script.
PATH = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
SCRIPT = Path(__file__).with_name("run_search.py")
KILLS = 10 if LONG else 3


def started(case, folder, cores, **streams):
    command = [sys.executable, str(SCRIPT), case, str(folder), str(cores)]
    environment = {**os.environ, "PYTHONPATH": PATH}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, **streams)


@pytest.fixture(scope="module")
def server():
    """A process that runs searches in forks of itself: loading the library takes longer than a search."""
    command = [sys.executable, str(SCRIPT)]
    environment = {**os.environ, "PYTHONPATH": PATH}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.stdin.close()


def run_by(server, case, folder, calls=0, seconds_later=0.0):
    """How a search in a fork of the server ends; it may be ended so many seconds after so many likelihoods."""
    server.stdin.write(f"{case}\t{folder}\t{calls}\t{seconds_later}\n")
    server.stdin.flush()
    return int(server.stdout.readline())


def finished(case, folder, cores):
    with started(case, folder, cores) as process:
        process.communicate(timeout=300)
        assert process.returncode == 0


def arrays_of(folder):
    return storage.read_arrays(folder / "fit" / "samples.npz")


def info_of(folder):
    return json.loads((folder / "fit" / "summary.json").read_text())["search"]


def assert_same(folder, reference):
    """All but the number of the fit, which tells of the analysis's class: that of the script has another module."""
    for name, column in arrays_of(reference).items():
        if name == "fit":
            continue
        np.testing.assert_array_equal(arrays_of(folder)[name], column, err_msg=name)


@pytest.mark.parametrize("case", QUICK)
def test_a_killed_search_ends_as_if_it_had_not_been(case, tmp_path, server):
    search_of(case, output_path=tmp_path / "whole").fit(model_of(2), Ended(calls=0))
    whole = info_of(tmp_path / "whole")["likelihoods_in_this_session"]
    rng = random.Random(f"{case} {KILLS}")
    for _ in range(KILLS):
        # Counted, since a busy computer may do little in a second; all kills together come before the end of the run.
        calls = int(rng.uniform(0.3, 1.0) * 0.9 * whole / KILLS)
        assert run_by(server, case, tmp_path / "killed", calls, rng.uniform(1e-5, 3e-3)) == -signal.SIGALRM
    assert (tmp_path / "killed" / "fit" / "checkpoint").exists()
    assert run_by(server, case, tmp_path / "killed") == 0
    assert_same(tmp_path / "killed", tmp_path / "whole")
    # The last session did not begin again.
    assert info_of(tmp_path / "killed")["likelihoods_in_this_session"] < whole


def test_a_killed_search_with_workers_leaves_none_behind(tmp_path):
    """The parent cannot end its workers when it is killed: they must notice by themselves."""
    case, folder = "DynestyStatic", tmp_path / "killed"
    with started(case, folder, 2) as process:
        process.stdout.readline()
        time.sleep(0.3)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(children) >= 2
    deadline = time.monotonic() + 20.0
    while alive := [child for child in children if running(child)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)
    finished(case, folder, 2)
    search_of(case, output_path=tmp_path / "whole", queue_size=2).fit(model_of(2), Announced())
    assert_same(folder, tmp_path / "whole")


def running(child):
    """Whether a process runs; one that has ended and that nobody has asked about does not."""
    try:
        return Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, 128 + signal.SIGTERM)], ids=["int", "term"]
)
def test_a_search_that_is_asked_to_stop_saves_itself(number, code, tmp_path):
    """Ctrl-C, or a scheduler's SIGTERM, reaches all processes of the session, the workers too."""
    case, folder = "DynestyStatic", tmp_path / "stopped"
    with started(case, folder, 2, stderr=subprocess.PIPE, start_new_session=True) as process:
        process.stdout.readline()
        time.sleep(0.3)
        os.killpg(process.pid, number)
        _, text = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Run the same script again to continue" in text
    assert (folder / "fit" / "checkpoint").exists()
    finished(case, folder, 2)
    search_of(case, output_path=tmp_path / "whole", queue_size=2).fit(model_of(2), Announced())
    assert_same(folder, tmp_path / "whole")
