"""Objects and models as PyAutoLens stores them in JSON, made of the library's own classes.

A file's class paths are looked up in one table of rooms, so no class is imported because a file says so.
"""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autolens_lite import arguments, check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.model import classes
from autolens_lite.model.priors import (
    GaussianPrior,
    LogGaussianPrior,
    LogUniformPrior,
    Prior,
    TruncatedGaussianPrior,
    UniformPrior,
)
from autolens_lite.model.tree import made

# The modules of PyAutoLens, those within others first, and the folder or file here that has their classes.
_ROOMS = {
    "autogalaxy.profiles.light.linear_operated": "profile.light.linear_operated",
    "autogalaxy.profiles.light.linear": "profile.light.linear",
    "autogalaxy.profiles.light.operated": "profile.light.operated",
    "autogalaxy.profiles.light.snr": "profile.light.snr",
    "autogalaxy.profiles.light": "profile.light",
    "autogalaxy.profiles.light_linear_and_mass_profiles": "profile.light_mass.linear",
    "autogalaxy.profiles.light_and_mass_profiles": "profile.light_mass",
    "autogalaxy.profiles.mass": "profile.mass",
    "autogalaxy.profiles.basis": "profile.basis",
    "autogalaxy.profiles.point_sources": "profile.point",
    "autogalaxy.cosmology": "cosmology",
    "autogalaxy.galaxy": "lens",
    "autolens.lens": "lens",
    "autoarray.inversion.mesh.image_mesh": "pixelization.image_mesh",
    "autoarray.inversion.mesh": "pixelization.mesh",
    "autoarray.inversion.pixelization.image_mesh": "pixelization.image_mesh",
    "autoarray.inversion.pixelization.mesh": "pixelization.mesh",
    "autoarray.inversion.regularization": "pixelization.regularization",
    "autoarray.inversion.pixelization": "pixelization",
    "autoarray.structures.grids.irregular_2d": "grid",
    "autoarray.structures.arrays.irregular": "grid",
}
# Arguments of its classes that change nothing here: names of objects, and how its meshes and priors are computed.
_WITHOUT_EFFECT = frozenset({"label", "bandwidth", "n_knots", "respect_small_datasets", "jitter", "jitter_relative"})
_PRIORS: dict[str, type[Prior]] = {
    "Uniform": UniformPrior,
    "LogUniform": LogUniformPrior,
    "Gaussian": GaussianPrior,
    "TruncatedGaussian": TruncatedGaussianPrior,
    "LogGaussian": LogGaussianPrior,
}
_COMPOUNDS: dict[str, Callable[[Any, Any], Any]] = {
    "SumPrior": operator.add,
    "MultiplePrior": operator.mul,
    "DivisionPrior": operator.truediv,
    "PowerPrior": operator.pow,
    "GreaterThanLessThanAssertion": operator.lt,
    "GreaterThanLessThanEqualAssertion": operator.le,
}


def is_foreign(dictionary: Mapping[str, Any]) -> bool:
    """Whether a dictionary is one that PyAutoLens stored."""
    return isinstance(dictionary.get("type"), str) and "format" not in dictionary


def object_from(dictionary: Mapping[str, Any]) -> Any:
    """Return the object or model that PyAutoLens stored.

    Raises
    ------
    ModelError
        If it is damaged, or of a class or with an argument that has no counterpart here.
    """
    try:
        return _Reader().made(dictionary, "")
    except exc.AutoLensError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise exc.ModelError(
            f"What PyAutoLens stored cannot be read ({type(error).__name__}: {error}). The file is damaged, or of a "
            "release that is not known here."
        ) from error


class _Reader:
    """Makes the parts of one file, in which a prior that stands in several places is one."""

    def __init__(self) -> None:
        self._priors: dict[Any, tuple[dict[str, Any], Prior]] = {}

    def made(self, stored: Any, where: str) -> Any:
        """What is stored in one place."""
        if isinstance(stored, list):
            return [self.made(each, f"{where}[{i}]") for i, each in enumerate(stored)]
        if not isinstance(stored, Mapping):
            return stored
        kind = stored["type"]
        if kind in _PRIORS:
            return self._prior(stored, where)
        if kind in ("list", "tuple"):
            values = [self.made(each, f"{where}[{i}]") for i, each in enumerate(stored["values"])]
            return values if kind == "list" else tuple(values)
        if kind in ("Constant", "constant", "np.number"):
            return stored["value"]
        if kind == "ndarray":
            return numbers_from(where or "the array", stored["array"], kinds="biuf")
        if kind == "compound":
            return self._compound(stored, where)
        if kind == "type":
            return _class_at(stored["class_path"], where)
        if kind == "dict" and "arguments" in stored:
            return self._arguments(stored, where)
        if kind in ("instance", "model", "collection", "tuple_prior", "array"):
            return self._node(kind, stored, where)
        raise exc.ModelError(f"{_place(where)} is stored as {arguments.shown(kind)}, which is not read here.")

    def _arguments(self, stored: Mapping[str, Any], where: str) -> dict[str, Any]:
        return {name: self.made(value, f"{where}.{name}".lstrip(".")) for name, value in stored["arguments"].items()}

    def _node(self, kind: str, stored: Mapping[str, Any], where: str) -> Any:
        found: Any
        values = self._arguments(stored, where)
        if kind == "tuple_prior":
            return _in_order(values, where)
        if kind == "array":
            found = made("ArrayModel", values["shape"])
            elements = {name: value for name, value in values.items() if name.startswith("prior_")}
            if len(elements) < np.prod(found.shape):
                raise exc.ModelError(f"{_place(where)} has {len(elements)} elements of an array of {found.shape}.")
            for name, value in elements.items():
                setattr(found, name, value)
            return found
        if "class_path" not in stored:
            found = made("Collection", values)
        elif stored["class_path"].endswith(".Redshift"):
            return values["redshift"]
        else:
            cls = _class_at(stored["class_path"], where)
            values = _fitting(cls, values, where)
            if kind == "instance":
                return cls(**values)
            found = made("Model", cls, **values)
        for each in stored.get("assertions", ()):
            found.add_assertion(self.made(each, where))
        return found

    def _prior(self, stored: Mapping[str, Any], where: str) -> Prior:
        described, kind = {name: value for name, value in stored.items() if name != "id"}, stored["type"]
        cls = _PRIORS[kind]
        missing = [each.name for each in classes.constructor(cls) if each.name not in described]
        if missing:  # as of log Gaussians, of which PyAutoFit writes no number
            raise exc.ModelError(
                f"{_place(where)} is stored as a prior {kind} without its {' and '.join(missing)}. Add them to "
                "the file, or set the prior in the model that is read without it."
            )
        prior = cls(**{name: value for name, value in described.items() if name != "type"})
        if stored.get("id") is None:
            return prior
        before, shared = self._priors.setdefault(stored["id"], (described, prior))
        if before != described:
            raise exc.ModelError(f"{_place(where)} has the id {stored['id']} of another prior. The file is damaged.")
        return shared

    def _compound(self, stored: Mapping[str, Any], where: str) -> Any:
        if stored["compound_type"] not in _COMPOUNDS:
            raise exc.ModelError(f"{_place(where)} is a {stored['compound_type']} of priors, which there is not here.")
        left, right = (self.made(stored[side], where) for side in ("left", "right"))
        return _COMPOUNDS[stored["compound_type"]](left, right)


def _class_at(path: Any, where: str) -> type:
    """The class that is here what PyAutoLens calls `path`."""
    module, _, name = str(path).rpartition(".")
    for theirs, ours in _ROOMS.items():
        if module == theirs or module.startswith(f"{theirs}."):
            room = importlib.import_module(f"autolens_lite.{ours}")
            found = getattr(room, name, None) if name in getattr(room, "__all__", vars(room)) else None
            if isinstance(found, type) and found.__module__.startswith("autolens_lite."):
                return found
    raise exc.ModelError(
        f"{_place(where)} is of the class {path} of PyAutoLens, which has no counterpart here. Make the object, and "
        "store it with al.output_to_json."
    )


def _fitting(cls: type, values: dict[str, Any], where: str) -> dict[str, Any]:
    """The arguments that a class takes, without those that have no effect here."""
    parameters = classes.constructor(cls)
    known = [each.name for each in parameters if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)]
    is_open = any(each.kind is each.VAR_KEYWORD for each in parameters)
    kept = {}
    for name, value in values.items():
        if name in known or (is_open and name != "label"):
            kept[name] = value
        elif value is not None and name not in _WITHOUT_EFFECT:
            raise exc.ModelError(
                f"{_place(where)} has the argument '{name}', which {cls.__name__} has not here. "
                f"{check.suggestion(name, known)}"
            )
    return kept


def _in_order(values: dict[str, Any], where: str) -> tuple[Any, ...]:
    """The elements of a tuple, whose names end in their places."""
    places = {int(name.rpartition("_")[2]): value for name, value in values.items()}
    if sorted(places) != list(range(len(values))):
        raise exc.ModelError(f"{_place(where)} is a tuple of {', '.join(values)}. The file is damaged.")
    return tuple(places[place] for place in range(len(values)))


def _place(where: str) -> str:
    return where or "The object"
