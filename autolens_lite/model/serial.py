"""Models as JSON, and back in a process that never saw the script that composed them.

Every prior is stored once, under a number; places refer to it, so that shared priors stay shared. Tuple arguments that
are linked, so that what is set on one is set on all, are stored by their paths as well. Classes are stored by their
import path; which of them may be made again, `classes` says.
"""

from __future__ import annotations

import contextlib
import inspect
import math
import numbers
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autolens_lite import exc, storage, units
from autolens_lite.arrays import numbers_from
from autolens_lite.model import classes
from autolens_lite.model.expression import ARITHMETIC, COMPARISONS, Arithmetic, Assertion, Both, Comparison
from autolens_lite.model.priors import Prior
from autolens_lite.model.tree import (
    Tree,
    class_of,
    empty,
    note_misfit,
    own_assertions_of,
    pairs_of,
    settings_of,
    values_of,
)
from autolens_lite.model.value_slots import Defaults, Pair

FORMAT = 1

_EXPRESSIONS: dict[str, type] = {cls.__name__: cls for cls in (Arithmetic, Both, Comparison)}


def model_to_dict(model: Tree) -> dict[str, Any]:
    """Return a model as dictionaries, lists, text and finite numbers.

    Raises ModelError if the model holds something that cannot be stored, such as an object of a class inside a
    function.
    """
    ids: dict[Prior, int] = {}
    root = _encoded(model, ids, "model")
    priors = [storage.finite(prior.to_dict()) for prior in ids]
    return {"format": FORMAT, "priors": priors, "links": _links_of(model), "model": root}


def model_from_dict(stored: Mapping[str, Any]) -> Any:
    """Return the model that `model_to_dict` stored.

    Raises ModelError if the dictionary is not a stored model, is damaged, or names a class that is not allowed: see
    `al.register`.
    """
    if not isinstance(stored, Mapping) or stored.get("format") != FORMAT or "model" not in stored:
        held = f"it has the keys {', '.join(map(str, stored))}" if isinstance(stored, Mapping) else _short(stored)
        raise exc.ModelError(f"This is not a model stored in format {FORMAT}: {held}.")
    with _readable("model"):
        model = _decoded(stored["model"], [Prior.from_dict(prior) for prior in _listed(stored["priors"])], "model")
        if not isinstance(model, Tree):
            raise TypeError(f"{_short(model)} instead of a model")
        # Once: there may be many links.
        pairs = {".".join(path): pair for path, pair in pairs_of(model)}
        for paths in _listed(stored.get("links", [])):
            _link(model, pairs, _listed(paths))
        return model


def object_to_dict(value: Any) -> dict[str, Any]:
    """Return any object that a model may hold, or lists and dictionaries of them, as `model_to_dict` does a model."""
    ids: dict[Prior, int] = {}
    root = _encoded(value, ids, "obj")
    return {"format": FORMAT, "priors": [storage.finite(prior.to_dict()) for prior in ids], "object": root}


def object_from_dict(stored: Mapping[str, Any]) -> Any:
    """Return what `object_to_dict` stored; errors as of `model_from_dict`."""
    with _readable("object"):
        if stored["format"] != FORMAT:
            raise ValueError(f"format {_short(stored['format'])} instead of {FORMAT}")
        return _decoded(stored["object"], [Prior.from_dict(prior) for prior in _listed(stored["priors"])], "object")


def constructor_arguments(value: Any) -> dict[str, Any]:
    """Return the arguments that make an equal object, read from the attributes of the same names.

    Raises ModelError if an argument is not kept as an attribute.
    """
    from autolens_lite.model import stored as arrays

    cls = type(value)
    arguments: dict[str, Any] = arrays.arguments_of(value) or {}
    if arguments:
        return arguments
    for parameter in list(inspect.signature(cls.__init__).parameters.values())[1:]:
        if parameter.kind is parameter.VAR_KEYWORD:
            kept = getattr(value, parameter.name, None)
            arguments.update(kept if isinstance(kept, Mapping) else _components(value, arguments))
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            if not hasattr(value, parameter.name):
                raise exc.ModelError(
                    f"{cls.__name__} does not keep its argument '{parameter.name}' as an attribute, so it cannot be "
                    "stored. Keep it, or use al.Model for this part."
                )
            arguments[parameter.name] = getattr(value, parameter.name)
    return arguments


def _components(value: Any, named: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords that an object was made with: the dictionary in which it keeps them, or else all its attributes."""
    attributes = {name: v for name, v in vars(value).items() if not name.startswith("_") and name not in named}
    for kept in attributes.values():
        if isinstance(kept, dict) and all(attributes.get(name) is v for name, v in kept.items()):
            return kept
    return attributes


def _links_of(model: Tree) -> list[list[str]]:
    """The paths of the tuple arguments that are linked with each other."""
    places: dict[int, list[str]] = {}
    for path, pair in pairs_of(model):
        places.setdefault(id(pair.elements), []).append(".".join(path))
    return [paths for paths in places.values() if len(paths) > 1]


def _link(model: Tree, pairs: dict[str, Pair], paths: list[str]) -> None:
    """Link the tuple arguments at `paths`, in the model and among its `pairs`."""
    if not set(paths) <= pairs.keys():
        raise exc.ModelError(f"The stored model links {', '.join(paths)}, which are not all in it.")
    for path in paths[1:]:
        *parts, name = path.split(".")
        node = model
        for part in parts:
            node = values_of(node)[part]
        values_of(node)[name] = pairs[path] = pairs[paths[0]].linked(name)


def _encoded(value: Any, ids: dict[Prior, int], where: str) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value) if math.isfinite(value) else {"kind": "Number", "value": str(float(value))}
    if isinstance(value, Prior):
        return {"kind": "Prior", "id": ids.setdefault(value, len(ids))}
    if isinstance(value, Arithmetic | Assertion):
        return _encoded_expression(value, ids)
    if isinstance(value, Pair):
        return {"kind": "Pair", "values": [_encoded(v, ids, where) for v in value]}
    if isinstance(value, Tree):
        return _encoded_node(value, ids, where)
    if isinstance(value, list | tuple):
        kind = "List" if isinstance(value, list) else "Tuple"
        return {"kind": kind, "values": [_encoded(v, ids, where) for v in value]}
    if isinstance(value, Mapping):
        if all(isinstance(k, str) for k in value):
            return {"kind": "Dict", "values": {k: _encoded(v, ids, f"{where}.{k}") for k, v in value.items()}}
        pairs = [[_encoded(k, ids, f"a key of {where}"), _encoded(v, ids, f"{where}[{k!r}]")] for k, v in value.items()]
        return {"kind": "Pairs", "values": pairs}
    if isinstance(value, np.ndarray):
        return _encoded_array(value, where)
    try:
        arguments = constructor_arguments(value)
    except (TypeError, AttributeError, ValueError) as error:
        if isinstance(error, exc.AutoLensError):
            raise
        raise _not_to_be_stored(value, where) from error
    encoded = {
        "kind": "Object",
        "class": _path_of(type(value), where),
        "arguments": {n: _encoded(v, ids, f"{where}.{n}") for n, v in arguments.items()},
    }
    from autolens_lite.model import stored as arrays

    kept = arrays.kept_by(value)
    return encoded | {"kept": kept} if kept else encoded


def _encoded_array(value: np.ndarray, where: str) -> dict[str, Any]:
    plain = numbers_from(where, units.plain(where, value), kinds="biuf")
    if plain.dtype.itemsize > 8:
        raise exc.DataError(f"{where} has dtype {plain.dtype}, whose digits JSON has not. Pass values.astype(float).")
    stored: dict[str, Any] = {"kind": "Array", "dtype": str(plain.dtype)}
    if plain.ndim == 0 or plain.size == 0:  # whose shape lists do not tell
        return stored | {"values": storage.finite(plain.ravel().tolist()), "shape": list(plain.shape)}
    return stored | {"values": storage.finite(plain.tolist())}


def _not_to_be_stored(value: Any, where: str) -> exc.ModelError:
    return exc.ModelError(
        f"{where} ({type(value).__name__}) cannot be stored. Store numbers, text, arrays of NumPy, objects of the "
        "library, and those of your own classes that keep their arguments as attributes."
    )


def _encoded_node(node: Tree, ids: dict[Prior, int], where: str) -> dict[str, Any]:
    stored: dict[str, Any] = {"kind": type(node).__name__}
    cls = class_of(node)
    if cls is not None:
        stored["class"] = _path_of(cls, where)
        stored["settings"] = {name: storage.finite(entry.to_dict()) for name, entry in settings_of(node).items()}
    stored["values"] = {name: _encoded(value, ids, f"{where}.{name}") for name, value in values_of(node).items()}
    stored["assertions"] = [_encoded_expression(assertion, ids) for assertion in own_assertions_of(node)]
    return stored


def _encoded_expression(value: Any, ids: dict[Prior, int]) -> Any:
    if isinstance(value, Assertion) and value.name:
        return _encoded_expression(value.named(""), ids) | {"name": value.name}
    if isinstance(value, Both):
        parts = [_encoded_expression(part, ids) for part in (value.first, value.second)]
        return {"kind": "Both", "values": parts}
    if isinstance(value, Comparison | Arithmetic):
        parts = [_encoded_expression(part, ids) for part in (value.left, value.right)]
        return {"kind": type(value).__name__, "symbol": value.symbol, "values": parts}
    return _encoded(value, ids, "assertion")


def _decoded(value: Any, priors: list[Prior], where: str) -> Any:
    if value is None or isinstance(value, bool | str | int | float):
        return value
    with _readable(where):
        kind = value["kind"]
        if kind == "Prior":
            return priors[_index(value["id"])]
        if kind == "Number":
            return float(value["value"])
        if kind == "Object":
            return _decoded_object(value, priors, where)
        if kind == "Array":
            return _decoded_array(value)
        if kind == "Pairs":
            key_of, pairs = f"a key of {where}", [_listed(pair) for pair in _listed(value["values"])]
            return {_decoded(k, priors, key_of): _decoded(v, priors, f"{where}[{k!r}]") for k, v in pairs}
        if kind == "Dict":
            return {name: _decoded(v, priors, f"{where}.{name}") for name, v in _named(value["values"])}
        if kind in ("List", "Tuple", "Pair"):
            entries = [_decoded(v, priors, f"{where}[{i}]") for i, v in enumerate(_listed(value["values"]))]
            return entries if kind == "List" else tuple(entries)
        if kind in _EXPRESSIONS:
            return _decoded_expression(value, priors)
        if kind in ("Model", "Collection", "ArrayModel"):
            return _decoded_node(value, priors, where)
        raise exc.ModelError(
            f"{where}: the stored model holds something of an unknown kind, {kind!r}. It is of another version."
        )


def _decoded_object(stored: Mapping[str, Any], priors: list[Prior], where: str) -> Any:
    cls = classes.class_at(stored["class"])
    arguments = {name: _decoded(v, priors, f"{where}.{name}") for name, v in _named(stored["arguments"])}
    misfit = classes.misfit(cls, arguments, where)
    if misfit is not None:
        raise exc.ModelError(misfit)
    from autolens_lite.model import stored as arrays

    return arrays.made(cls, arguments, dict(_named(stored.get("kept", {}))))


def _decoded_array(stored: Mapping[str, Any]) -> np.ndarray:
    dtype = np.dtype(stored["dtype"])
    if dtype.kind not in "biuf":
        raise TypeError(f"an array of {dtype}")
    array = np.array(_listed(stored["values"]), dtype=dtype)
    return array.reshape(_listed(stored["shape"])) if "shape" in stored else array


def _decoded_node(stored: Mapping[str, Any], priors: list[Prior], where: str) -> Tree:
    """Rebuild a node from its storage, past its constructor, which would look defaults up again."""
    cls, settings = None, {}
    if stored["kind"] == "Model":
        settings = {n: Defaults.from_settings(entry, n) for n, entry in _named(stored["settings"])}
        cls = classes.class_at(stored["class"])
    node = empty(stored["kind"], cls)
    settings_of(node).update(settings)
    for name, value in _named(stored["values"]):
        decoded = _decoded(value, priors, f"{where}.{name}")
        is_pair = isinstance(value, Mapping) and value["kind"] == "Pair"
        values_of(node)[name] = Pair(name, decoded) if is_pair else decoded
    if cls is not None:
        note_misfit(node, classes.misfit(cls, list(values_of(node)), where))
    own_assertions_of(node).extend(
        _decoded_expression(assertion, priors) for assertion in _listed(stored["assertions"])
    )
    return node


def _decoded_expression(stored: Any, priors: list[Prior]) -> Any:
    if not isinstance(stored, Mapping) or stored["kind"] in ("Prior", "Number"):
        return _decoded(stored, priors, "assertion")
    parts: list[Any] = [_decoded_expression(part, priors) for part in _listed(stored["values"])]
    cls = _EXPRESSIONS[stored["kind"]]
    first, second = parts
    name = str(stored.get("name", ""))
    if cls is Both:
        return Both(first, second).named(name)
    if stored["symbol"] not in (COMPARISONS if cls is Comparison else ARITHMETIC):
        raise exc.ModelError(f"A stored model compares priors by {stored['symbol']!r}, which is unknown.")
    made = cls(first, stored["symbol"], second)
    return made.named(name) if cls is Comparison else made


@contextlib.contextmanager
def _readable(where: str) -> Iterator[None]:
    """Turn the many ways in which a stored model can be damaged into one error, which names the part."""
    try:
        yield
    except exc.ModelError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise exc.ModelError(
            f"{where}: this part of the stored model cannot be rebuilt ({type(error).__name__}: {error}). The file is "
            "damaged or of another version: restore it, or read the samples alone with al.Samples.from_npz."
        ) from error


def _named(value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{_short(value)} instead of names and values")
    yield from value.items()


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{_short(value)} instead of a list")
    return value


def _index(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"{_short(value)} instead of the number of a prior")
    return value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:57]}..."


def _path_of(cls: type, where: str) -> str:
    if "<locals>" in cls.__qualname__:
        raise exc.ModelError(
            f"{where}: the class {cls.__name__} is defined inside a function, so it cannot be stored. "
            "Define it at the top of a module."
        )
    classes.register(cls)  # who stores a class in this process has used it
    return classes.path_of(cls)
