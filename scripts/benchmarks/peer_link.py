"""The peer as a process that stays, asked by lines of JSON over a pipe."""

import contextlib
import json
import os
import select
import subprocess
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class PeerError(RuntimeError):
    """The peer could not do what it was asked for."""


class Peer:
    """The peer's worker.

    Parameters
    ----------
    python
        An interpreter that imports autolens.
    inputs
        The npz file of the arrays that both codes get.
    caches
        Folder for its compiled code; what an earlier run compiled there is not compiled again.
    log
        File for all that it prints.
    patience
        Seconds after which a call that has not ended is given up, and the process with it.
    """

    def __init__(self, python: Path, inputs: Path, caches: Path, log: Path, patience: float = 900.0) -> None:
        # The limits on threads are those of this process, so the same for both codes.
        environment = os.environ | {
            "NUMBA_CACHE_DIR": str(caches / "numba"),
            "JAX_COMPILATION_CACHE_DIR": str(caches / "jax"),
            "PYAUTO_WORKSPACE_VERSION_CHECK": "0",
        }
        environment.pop("PYTHONPATH", None)
        self._folder = tempfile.TemporaryDirectory()  # the peer writes into its working directory
        with log.open("a") as stream:
            self._process = subprocess.Popen(
                [str(python), str(HERE / "peer_worker.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stream,
                text=True,
                env=environment,
                cwd=self._folder.name,
            )
        self.log = log
        self._patience = patience
        self.about = self.ask("open", path=str(inputs))

    def ask(self, do: str, **arguments: Any) -> dict[str, Any]:
        """Ask for one thing and wait for the answer."""
        assert self._process.stdin is not None and self._process.stdout is not None
        line = ""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self._process.stdin.flush()
            if not select.select([self._process.stdout], [], [], self._patience)[0]:
                self._process.kill()
                raise PeerError(f"{do}: no answer in {self._patience:.0f} s")
            line = self._process.stdout.readline()
        if not line:
            raise PeerError(f"{do}: the peer's process ended; see {self.log}")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(f"{do}: {answer['error']}")
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
