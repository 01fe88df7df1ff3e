"""Models as text: a tree to read, and labels for figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autolens_lite import config
from autolens_lite.model.expression import Arithmetic, Both, Comparison
from autolens_lite.model.layout import Layout
from autolens_lite.model.priors import Prior
from autolens_lite.model.serial import constructor_arguments
from autolens_lite.model.tree import Tree, class_of, values_of
from autolens_lite.model.value_slots import Pair

_INDENT = "    "


def info_of(model: Tree, layout: Layout) -> str:
    """Return the number of free parameters, then the tree of names with priors and fixed values, then assertions."""
    names = dict(zip(layout.priors, layout.names, strict=True))
    rows = list(_rows(model, names, ()))
    width = max((len(left) for left, _ in rows), default=0) + 3
    lines = [f"Total free parameters: {len(names)}", ""]
    lines += [f"{left:<{width}}{right}".rstrip() for left, right in rows]
    if layout.assertions:
        lines += ["", "Assertions"]
        for assertion in layout.assertions:
            named = f"{assertion.name}: " if assertion.name else ""
            lines.append(_INDENT + named + expression_text(assertion, names))
    return "\n".join(lines)


def expression_text(value: Any, names: Mapping[Prior, str]) -> str:
    """Return an assertion or an expression as it would be written, with the paths of its parameters."""
    if isinstance(value, Both):
        return f"({expression_text(value.first, names)}) & ({expression_text(value.second, names)})"
    if isinstance(value, Comparison):
        return f"{expression_text(value.left, names)} {value.symbol} {expression_text(value.right, names)}"
    if isinstance(value, Arithmetic):
        return f"({expression_text(value.left, names)} {value.symbol} {expression_text(value.right, names)})"
    return names[value] if isinstance(value, Prior) else f"{value:g}"


def labels_of(paths: Sequence[tuple[str, ...]]) -> list[str]:
    r"""Return LaTeX labels of the parameters with these paths.

    Each is the notation of the argument, with its galaxy above it, `$\theta_{\rm E}^{\rm lens}$`. Where a galaxy has
    two components with the same argument, the component's name is added.
    """
    notation = config.section("notation")["label"]
    marks = [(path[-1], _galaxy(path)) for path in paths]
    count = Counter(marks)
    labels = []
    for path, mark in zip(paths, marks, strict=True):
        argument, above = mark
        if count[mark] > 1:
            above = r"\,".join(_escaped(part) for part in path[:-1] if part != "galaxies")
        else:
            above = _escaped(above)
        symbol = notation.get(argument.lower(), rf"\mathrm{{{_escaped(argument)}}}")
        labels.append(rf"${symbol}^{{\rm {above}}}$" if above else f"${symbol}$")
    return labels


def _galaxy(path: tuple[str, ...]) -> str:
    """The galaxy that a parameter belongs to, or else the part that holds it."""
    if len(path) > 2 and path[0] == "galaxies":
        return path[1]
    return path[-2] if len(path) > 1 else ""


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")


def _rows(node: Tree, names: Mapping[Prior, str], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    indent = _INDENT * len(path)
    for name, value in values_of(node).items():
        here = (*path, name)
        if value is None:
            continue
        if isinstance(value, Tree):
            cls = class_of(value)
            kind = f" ({cls.__name__})" if cls is not None else ""
            yield f"{indent}{name}{kind}", ""
            yield from _rows(value, names, here)
        elif isinstance(value, Pair):
            for part, number in zip(value.names, value, strict=True):
                yield f"{indent}{part}", _entry(number, (*path, part), names)
        else:
            yield f"{indent}{name}", _entry(value, here, names)


def _entry(value: Any, path: tuple[str, ...], names: Mapping[Prior, str]) -> str:
    if isinstance(value, Arithmetic):
        return f"= {expression_text(value, names)}"
    if not isinstance(value, Prior):
        return _fixed(value)
    first = names[value]
    return str(value) if first == ".".join(path) else f"= {first}"


def _fixed(value: Any) -> str:
    described: Any = type(value).__repr__
    if described is not object.__repr__:
        return repr(value)
    arguments = constructor_arguments(value)
    return f"{type(value).__name__}({', '.join(f'{name}={_fixed(v)}' for name, v in arguments.items())})"
