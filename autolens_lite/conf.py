"""Settings at the place at which PyAutoLens has them, `al.conf`, and what its scripts begin with."""

from __future__ import annotations

import os
from pathlib import Path

from autolens_lite import check, config, exc, units


class Instance:
    """The settings in use."""

    @units.taken
    def push(self, new_path: str | os.PathLike[str], output_path: str | os.PathLike[str] | None = None) -> None:
        """Take the settings of a folder from now on, before those of the library.

        Parameters
        ----------
        new_path
            The folder, such as "config".
        output_path
            None: where a search writes is an argument of its own.

        Raises
        ------
        ConfigError
            If there is no such folder.

        Warns
        -----
        AutoLensWarning
            If `output_path` is given, which has no effect.
        """
        config.use(os.fspath(new_path))
        if output_path is not None:
            check.warn(f"output_path = {str(output_path)!r} has no effect. Pass output_path=... to each search.")


instance = Instance()


@units.taken
def with_test_mode_segment(base: str | os.PathLike[str]) -> Path:
    """Return a path as it is: there is no test mode, which would write elsewhere.

    Raises
    ------
    ConfigError
        If it is not a path.
    """
    if "\0" in str(base):
        raise exc.ConfigError(f"base = {base!r} holds a null character. Pass a path without it.")
    return Path(base)
