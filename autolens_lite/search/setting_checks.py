"""The checks of `check`, and others, for the settings of searches: what they refuse is a SearchError.

It names the setting, its value and the remedy. Arguments of all else are checked by `autolens_lite/check.py`.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autolens_lite import arguments, check, exc

FINITE = sys.float_info.max  # an upper limit
_LONGEST_NAME = 255  # bytes, of most file systems


def integer(name: str, value: Any, minimum: int) -> int:
    """Return `value` as an int of at least `minimum`; see `check.whole`. `fits_in_memory` refuses what is too large."""
    return check.whole(name, value, minimum, error=exc.SearchError, upper=math.inf)


def optional_integer(name: str, value: Any, minimum: int) -> int | None:
    """As `integer`, where None (no limit, or the sampler's own default) passes."""
    return None if value is None else integer(name, value, minimum)


def number(
    name: str, value: Any, lower: float = -math.inf, upper: float = math.inf, *, open_lower: bool = False
) -> float:
    """Return `value` as a float in [lower, upper], or in (lower, upper] with `open_lower`; see `check.number`."""
    return check.number(name, value, lower, upper, open_lower=open_lower, error=exc.SearchError)


def optional_number(name: str, value: Any, lower: float, upper: float = math.inf, *, open_lower: bool = False) -> Any:
    """As `number`, where None (the sampler's own default) passes."""
    return None if value is None else number(name, value, lower, upper, open_lower=open_lower)


def fits_in_memory(name: str, value: int, numbers_held: int) -> None:
    """Refuse a setting that asks for so many floats that they do not fit in memory."""
    try:
        check.allocatable(name, value, 8 * numbers_held, "Pass a smaller one.")
    except exc.ParameterError as error:
        raise exc.SearchError(str(error)) from None


def choice(name: str, value: Any, known: Iterable[str]) -> str:
    """Return `value` if it is one of the `known` words; otherwise suggest the nearest."""
    known = tuple(known)
    if value not in known:
        raise exc.SearchError(f"{name} = {value!r} is unknown. {check.suggestion(str(value), known)}")
    return value


def flag(name: str, value: Any) -> bool:
    """Return `value` if it is True or False."""
    return arguments.flag(name, value, exc.SearchError)


def folder_name(name: str, value: Any) -> str:
    """Return `value` if it can name one folder: a word without separators."""
    if not isinstance(value, str) or not value.strip() or value in (".", ".."):
        raise exc.SearchError(f"{name} = {value!r} names no folder. Pass a word, such as {name}='sie_shear'.")
    _refuse_unwritable(name, value)
    if len(os.fsencode(value)) > _LONGEST_NAME:
        raise exc.SearchError(f"{name} = {value!r} is too long for a folder. Pass a shorter word.")
    if any(character in value for character in "/\\\0"):
        raise exc.SearchError(
            f"{name} = {value!r} holds a path separator. Pass one word, and the folders above it as path_prefix=..."
        )
    return value


def path(name: str, value: Any) -> Path:
    """Return `value` as a path."""
    if not isinstance(value, str | Path):
        raise exc.SearchError(f"{name} = {value!r} is not a path. Pass a string or a pathlib.Path.")
    if "\0" in str(value):
        raise exc.SearchError(f"{name} = {value!r} holds a null character. Pass a path without it.")
    _refuse_unwritable(name, str(value))
    return Path(value)


def parameter_names(names: Iterable[str]) -> None:
    """Refuse names of parameters that no file can hold, such as half of a pair of surrogates, with a ModelError."""
    for name in names:
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise exc.ModelError(
                f"the parameter {name!r} has a name that no file can hold. Rename that part."
            ) from error


def _refuse_unwritable(name: str, text: str) -> None:
    try:
        os.fsencode(text)
    except UnicodeEncodeError as error:
        raise exc.SearchError(
            f"{name} = {text!r} holds characters that no file has in its name ({error}). Pass text without them."
        ) from error


def path_below(name: str, value: Any) -> Path:
    """Return `value` as a path if it leads further down from wherever it is put: relative, and without '..'."""
    found = path(name, value)
    if found.is_absolute() or found.drive or ".." in found.parts:
        raise exc.SearchError(
            f"{name} = {str(value)!r} leads out of output_path. Pass folders below it, such as {name}='imaging/slacs', "
            "and the place of all output as output_path=..."
        )
    return found


def working_directory(relative: Path) -> Path:
    """Return the working directory that a path is relative to; the root of an absolute one."""
    if relative.is_absolute():
        return Path(relative.anchor)
    try:
        return Path.cwd()
    except OSError as error:
        raise exc.SearchError(
            f"the working directory has been removed ({error}), so output_path = {str(relative)!r} leads nowhere. Pass "
            "an absolute output_path."
        ) from error


def pool(name: str, value: Any) -> Any:
    """Return `value` if it is None or has a `map`, as a pool of workers has."""
    if value is not None and (isinstance(value, type) or not callable(getattr(value, "map", None))):
        raise exc.SearchError(
            f"{name} = {value!r} is not a pool: it has no map(function, items). Pass an open one, such as a "
            "concurrent.futures.ProcessPoolExecutor(), an mpi4py.futures.MPIPoolExecutor() or a Dask client."
        )
    return value
