"""Whether the programs of one analysis are those of another: all that is not an argument of theirs is the same."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc


def require(analysis: Any, other: Any) -> None:
    """Refuse, with a ModelError, an analysis that differs from another in what programs hold and do not receive.

    Objects of a user's own classes are taken for the same only where they are the same object.
    """
    first, second = constants_of(analysis), constants_of(other)
    for name in first | second:
        if name not in first or name not in second or not _equal(first[name], second[name]):
            raise exc.ModelError(
                f"analysis has another {name} than this one's, which its programs hold. Use "
                "analysis.likelihood_from(model)."
            )


def constants_of(analysis: Any) -> dict[str, Any]:
    """Return what the programs of an analysis hold of it, by name: not the data, which they receive (`leaves`)."""
    own = {name: value for name, value in vars(analysis).items() if name not in analysis.as_leaves}
    return {"class": type(analysis), "backend": analysis.backend, **own, **analysis.constants_of_leaves}


def _equal(first: Any, second: Any) -> bool:
    if first is second:
        return True
    if type(first) is not type(second):
        return False
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(_equal(first[name], second[name]) for name in first)
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(_equal, first, second))
    if isinstance(first, int | float | complex | str | bytes | np.generic):
        return bool(first == second)
    if hasattr(first, "shape"):
        return bool(first.shape == second.shape and np.all(np.asarray(first) == np.asarray(second)))
    if type(first).__module__.startswith("autolens_lite."):
        return _equal(_public(first), _public(second))
    return False


def _public(thing: Any) -> dict[str, Any]:
    """What an object of the library is made with; caches have names that begin with an underscore."""
    return {name: value for name, value in vars(thing).items() if not name.startswith("_")}
