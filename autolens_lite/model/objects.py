"""Any object of the library as JSON, and back: tracers, galaxies, profiles, arrays, images, models, cosmologies.

What a file may make is what a stored model may (`classes`): no class is imported because a file says so.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from typing import Any

from autolens_lite import arguments, check, exc, storage, units
from autolens_lite.model import classes, foreign, serial
from autolens_lite.model.tree import Tree


def to_dict(obj: Any) -> dict[str, Any]:
    """Return an object as dictionaries, lists, text and finite numbers, of which `from_dict` makes an equal one.

    Parameters
    ----------
    obj
        An object of the library, or of a registered class (`al.register`) that keeps its arguments as attributes; a
        number, a text, an array of numbers; or lists and dictionaries of these.

    Raises
    ------
    ModelError
        If it holds something that cannot be stored, such as a function.
    """
    if isinstance(obj, Tree):
        return serial.model_to_dict(obj)
    if isinstance(obj, type) or inspect.isroutine(obj):
        raise exc.ModelError(
            f"obj = {arguments.shown(obj)} cannot be stored: it is run, and holds nothing. Pass an object."
        )
    try:
        stored = serial.object_to_dict(obj)
        _check_made(stored)
    except RecursionError:
        raise exc.ModelError("obj holds itself, or is nested too deeply to be stored. Pass a part of it.") from None
    return stored


def from_dict(dictionary: Mapping[str, Any]) -> Any:
    """Return the object that `to_dict` stored, or that PyAutoLens did: profiles, galaxies, tracers, points, models.

    Raises
    ------
    ModelError
        If the dictionary is not of a stored object, is damaged, or names a class that is not allowed (`al.register`).
    """
    check.kind("dictionary", dictionary, Mapping, "Pass what al.to_dict returned.", exc.ModelError)
    if foreign.is_foreign(dictionary):
        return foreign.object_from(dictionary)
    return serial.object_from_dict(dictionary) if "object" in dictionary else serial.model_from_dict(dictionary)


@units.taken
def output_to_json(obj: Any, file_path: str | os.PathLike[str]) -> None:
    """Write an object as JSON, in place of a file of that name, whole or not at all; see `to_dict`."""
    storage.write_json(file_path, to_dict(obj))


@units.taken
def from_json(file_path: str | os.PathLike[str]) -> Any:
    """Return the object in a file that `output_to_json` wrote, or PyAutoLens: see `from_dict`.

    Raises
    ------
    MissingFileError
        If there is no such file; a FileNotFoundError too.
    DataError, ModelError
        If it is damaged, or not of such an object: see `from_dict`.
    """
    return from_dict(storage.read_json(file_path, "Pass a file that al.output_to_json wrote."))


def _check_made(stored: Any) -> None:
    """Refuse now what could not be made again: it would be lost."""
    for part in stored.values() if isinstance(stored, dict) else stored if isinstance(stored, list) else ():
        _check_made(part)
    if not (isinstance(stored, dict) and stored.get("kind") == "Object" and isinstance(stored.get("class"), str)):
        return
    name = stored["class"].rpartition(":")[2]
    try:
        cls = classes.class_at(stored["class"])
        is_lost = cls.__module__ == "builtins" or classes.misfit(cls, stored["arguments"], name) is not None
    except exc.ModelError:
        is_lost = True
    if is_lost:
        raise exc.ModelError(
            f"obj is or holds a {name}, which cannot be made from a file. Store what it is made of: numbers, arrays, "
            "datasets, profiles, galaxies, tracers and models."
        )
