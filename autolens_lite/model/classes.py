"""Which classes a stored model may name: a file is data, so none is imported and none is called because a file says so.

Allowed are the library's own classes of model parts; classes that the user has imported already and that derive from
these; and others, of any base, that the user has registered, or has put into a model, in this process.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Collection
from typing import Any, TypeVar

from autolens_lite import check, exc

_PACKAGE = "autolens_lite"
# Where the classes are that models are made of. Those of the inversion are made within a likelihood, from what that has
# checked; a file could have them take any memory.
_FOLDERS = frozenset({"cosmology", "dataset", "grid", "lens", "pixelization", "profile"})
_MODULES = frozenset({"autolens_lite.inversion.settings"})

_registered: dict[str, type] = {}

Class = TypeVar("Class", bound=type)


def register(cls: Class) -> Class:
    """Allow stored models to hold a class of yours, and return it, so that this is a decorator too.

    `al.Result.load` makes objects of the classes that `model.json` names. A file of a stranger must not choose what
    runs on your computer, so these are only the library's own; yours that derive from them (a mass profile, a mesh),
    once you have imported them; and yours of any kind that you have registered, or used in a model, in this process::

        from my_parts import Halo

        al.register(Halo)
        result = al.Result.load("output/first_fit")

    Parameters
    ----------
    cls
        A class at the top of a module, or inside another class.

    Raises
    ------
    ModelError
        If it is not a class.
    """
    if not isinstance(cls, type):
        raise exc.ModelError(f"cls = {cls!r} is not a class. Pass a class, such as al.register(MyProfile).")
    _registered[path_of(cls)] = cls
    return cls


def path_of(cls: type) -> str:
    """What a stored model calls a class."""
    return f"{cls.__module__}:{cls.__qualname__}"


def class_at(path: Any) -> type:
    """Return the class that a stored model calls `path`.

    Raises ModelError if there is none, or it is not allowed, saying how to allow it.
    """
    module_name, _, qualified_name = str(path).partition(":")
    if module_name.split(".")[0] == _PACKAGE:
        return _own(module_name, qualified_name)
    registered = _registered.get(str(path))
    # A module that was loaded anew has another class of the name, which is then meant.
    found = _reached(sys.modules.get(module_name), qualified_name)
    if found is not None and not isinstance(found, type) and registered is None:
        raise exc.ModelError(f"The stored model uses '{path}', which is not a class.")
    cls = found if isinstance(found, type) else registered
    if cls is None or (registered is None and not any(map(_is_own, cls.__mro__))):
        raise exc.ModelError(_refusal(module_name, qualified_name))
    return cls


def constructor(cls: type) -> list[inspect.Parameter]:
    """The parameters of a class's constructor, `self` aside."""
    made_by: Any = cls.__init__  # type: ignore[misc]
    if made_by is object.__init__:
        return []
    return list(inspect.signature(made_by).parameters.values())[1:]


def misfit(cls: type, arguments: Collection[str], where: str) -> str | None:
    """What is wrong with arguments that were stored for a class whose constructor may have changed; None if nothing."""
    made_by: tuple[Any, Any] = (cls.__init__, cls.__new__)  # type: ignore[misc]
    if made_by[0] is object.__init__ and made_by[1] is not object.__new__:
        return None  # made otherwise than by a constructor
    parameters = constructor(cls)
    known = [p.name for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    is_open = any(p.kind is p.VAR_KEYWORD for p in parameters)
    gone = [name for name in arguments if name not in known and not is_open]
    needed = [p.name for p in parameters if p.name in known and p.default is p.empty and p.name not in arguments]
    if gone:
        change = f"the argument '{gone[0]}', which {cls.__name__} no longer has. {check.suggestion(gone[0], known)}"
    elif needed:
        change = f"no argument '{needed[0]}', without which {cls.__name__} cannot be made."
    else:
        return None
    return (
        f"{where}: the stored model of {path_of(cls)} has {change} Give the class back the arguments that it was "
        "fitted with, or compose the model anew and use result.samples.with_model(model)."
    )


def _own(module_name: str, qualified_name: str) -> type:
    """A class of this library, in the module that defines it."""
    found = None
    if _is_of_parts(module_name):
        try:
            found = _reached(importlib.import_module(module_name), qualified_name)
        except ImportError:
            found = None
    if not isinstance(found, type) or not _is_own(found):
        raise exc.ModelError(
            f"The stored model uses the class {qualified_name} of '{module_name}', which is not among the parts of "
            "models that this version of the library has. Use the version that stored it."
        )
    return found


def _reached(module: Any, qualified_name: str) -> Any:
    """What a name in a module means, without running anything: properties and lazy attributes are not followed."""
    found = module
    for name in qualified_name.split("."):
        if found is None or name.startswith("_"):
            return None
        found = vars(found).get(name) if isinstance(found, type | type(sys)) else None
    return found


def _is_own(cls: type) -> bool:
    return _is_of_parts(cls.__module__)


def _is_of_parts(module_name: str) -> bool:
    """Whether a module of this library defines parts of models."""
    words = module_name.split(".")
    return words[0] == _PACKAGE and (module_name in _MODULES or (len(words) > 1 and words[1] in _FOLDERS))


def _refusal(module_name: str, qualified_name: str) -> str:
    first = qualified_name.split(".")[0]
    if module_name == "__main__":
        remedy = (
            "It was defined in the script itself: define it in a module that both import, and fit again; or define it "
            f"here too and call al.register({qualified_name})."
        )
    else:
        remedy = (
            "Only if you trust it: make its module importable and, before loading, "
            f"`from {module_name} import {first}` and `al.register({qualified_name})`."
        )
    return (
        f"The stored model uses the class {qualified_name} of '{module_name}', which this process has not imported as "
        f"a part of models: a file may not choose what is run. {remedy}"
    )
