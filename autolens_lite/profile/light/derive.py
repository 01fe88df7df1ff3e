"""Constructors of the families of light profiles that have another argument in the place of `intensity`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from autolens_lite import check


def without_intensity(
    cls: type, intensity: float, defaults: Mapping[str, Any], first: inspect.Parameter | None = None
) -> Callable[..., None] | None:
    """Return a constructor for a new class from the one that it inherits, with a fixed intensity.

    Parameters
    ----------
    cls
        The new class, whose inherited constructor sets everything but `first`.
    intensity
        What `intensity` is set to.
    defaults
        Defaults of arguments that differ from the inherited ones.
    first
        An argument, a number above zero, to put before the inherited ones, kept as an attribute.

    Returns
    -------
    The constructor, with a signature of its own, for `inspect` and for models; None where the inherited one has no
    `intensity`, so that there is nothing to do.
    """
    inherited: Callable[..., None] = cls.__init__  # type: ignore[misc]
    signature = inspect.signature(inherited)
    if "intensity" not in signature.parameters:
        return None
    own, *others = (
        parameter.replace(default=defaults.get(name, parameter.default))
        for name, parameter in signature.parameters.items()
        if name != "intensity"
    )
    signature = signature.replace(parameters=[own, *([] if first is None else [first]), *others])

    def constructor(*args: Any, **kwargs: Any) -> None:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        arguments = dict(bound.arguments)
        self = arguments.pop(own.name)
        if first is not None:
            check.positive(first.name, arguments[first.name])
            setattr(self, first.name, arguments.pop(first.name))
        inherited(self, intensity=intensity, **arguments)

    constructor.__name__ = "__init__"
    constructor.__qualname__ = f"{cls.__qualname__}.__init__"
    constructor.__module__ = cls.__module__
    constructor.__signature__ = signature  # type: ignore[attr-defined]
    return constructor
