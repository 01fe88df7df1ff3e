"""How the settings of searches are named."""

from __future__ import annotations

import inspect
from abc import ABCMeta
from typing import Any

from autolens_lite import check, exc


class SettingsType(ABCMeta):
    """Metaclass of searches and their parts: an unknown setting is answered with the nearest known one."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        known = setting_names(cls)
        for name in kwargs:
            if name not in known:
                raise exc.SearchError(f"{cls.__name__} has no setting '{name}'. {check.suggestion(name, known)}")
        return super().__call__(*args, **kwargs)


def setting_names(cls: type) -> list[str]:
    """The settings of a search: the arguments of its constructor and of those that it passes further ones on to."""
    names: dict[str, None] = {}
    for base in cls.__mro__:
        if "__init__" in vars(base) and base is not object:
            for parameter in inspect.signature(vars(base)["__init__"]).parameters.values():
                if parameter.name != "self" and parameter.kind is not inspect.Parameter.VAR_KEYWORD:
                    names.setdefault(parameter.name)
    return list(names)
