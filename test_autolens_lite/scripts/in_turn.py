"""Scripts run one after the other in one interpreter, which loads the library and its kernels once for all of them.

In the long form each has an interpreter of its own, as where a user runs them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from test_autolens_lite.long import LONG

SCRIPTS = Path(__file__).parents[2] / "scripts"

# Reads a list of commands, writes what became of each.
DRIVER = """
import contextlib, io, json, os, runpy, sys, traceback

finished = []
for sys.argv in json.load(sys.stdin):
    sys.path[0], code = os.path.dirname(sys.argv[0]), 0
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as errors:
        try:
            runpy.run_path(sys.argv[0], run_name="__main__")
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
            code = 1
    finished.append((code, out.getvalue(), errors.getvalue()))
json.dump(finished, sys.stdout)
"""


class Finished(NamedTuple):
    """What became of a script."""

    code: int
    printed: str
    errors: str


def run_in_turn(*commands, options=()):
    """Run each command, a script's path within `scripts` and its arguments; `options` are of the interpreter."""
    if LONG and len(commands) > 1:
        return [run_in_turn(command, options=options)[0] for command in commands]
    commands = [[str(SCRIPTS / name), *arguments] for name, *arguments in commands]
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS.parent)}

    def run(*command, **keywords):
        command = [sys.executable, *options, *command]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, **keywords)

    if len(commands) == 1:
        done = run(*commands[0])
        return [Finished(done.returncode, done.stdout, done.stderr)]
    done = run("-c", DRIVER, input=json.dumps(commands))
    assert done.returncode == 0, done.stderr
    return [Finished(*each) for each in json.loads(done.stdout)]


def printed_by(*commands):
    """Run each, all of which must succeed; what they print."""
    finished = run_in_turn(*commands)
    for command, each in zip(commands, finished, strict=True):
        assert each.code == 0, (command, each.errors)
    return [each.printed for each in finished]
