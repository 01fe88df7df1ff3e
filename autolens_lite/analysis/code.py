"""What a function does, told from its compiled code: the same in every process, whatever its comments and line numbers.

Code is told apart by a digest of it. What else decides what a function returns is found by name: the variables of the
module that it reads, those it has closed over, and its default values.
"""

from __future__ import annotations

import ast
import dis
import hashlib
import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

_LIBRARY = "autolens_lite"
# Of lists, sets, dictionaries and deques: what changes them in place.
_MUTATORS = frozenset(
    {
        *("append", "appendleft", "extend", "add", "update", "setdefault", "insert"),
        *("pop", "popleft", "popitem", "remove", "discard", "clear"),
    }
)


def is_library(module: str | None) -> bool:
    """Whether a module is one of this library's, which the fingerprint names by its version."""
    return (module or "").partition(".")[0] == _LIBRARY


def is_users(module: str | None) -> bool:
    """Whether a module is the user's own: neither this library's, nor Python's, nor an installed package's."""
    root = (module or "builtins").partition(".")[0]
    if root == "__main__":
        return True
    if root in (_LIBRARY, *sys.stdlib_module_names):
        return False
    file = getattr(sys.modules.get(module or ""), "__file__", None)
    return file is None or not {"site-packages", "dist-packages"} & set(Path(file).parts)


def digest_of(function: FunctionType) -> str:
    """Return a digest of a function's compiled code, without its docstring."""
    code = function.__code__
    constants = code.co_consts
    if constants and isinstance(constants[0], str) and constants[0] == function.__doc__:
        code = code.replace(co_consts=(None, *constants[1:]))
    return hashlib.sha256(_text_of(code).encode()).hexdigest()[:32]


def _text_of(value: Any) -> str:
    if isinstance(value, CodeType):
        arguments = value.co_argcount + value.co_kwonlyargcount
        parts: list[Any] = [
            value.co_code,
            value.co_names,
            value.co_varnames[:arguments],
            value.co_freevars,
            (value.co_argcount, value.co_posonlyargcount, value.co_kwonlyargcount, value.co_flags),
            *map(_text_of, value.co_consts),
        ]
        return repr(parts)
    if isinstance(value, tuple):
        return f"({', '.join(map(_text_of, value))})"
    if isinstance(value, frozenset):
        return f"frozenset({sorted(map(_text_of, value))})"
    return f"{type(value).__name__} {value!r}"


def variables_read(function: FunctionType) -> dict[str, Any]:
    """Return the variables of its module that a function reads, by name.

    Of a module, or of an object that holds several values, it is the one read: `settings.sigma`, not `settings`.
    Installed modules, functions of Python and names that do not exist (yet) are left out.
    """
    found: dict[str, Any] = {}
    for name, attribute in _loads(function.__code__):
        if name not in function.__globals__:
            continue
        value = function.__globals__[name]
        held = vars(value) if hasattr(value, "__dict__") and not isinstance(value, type | FunctionType) else {}
        if attribute in held and (isinstance(value, ModuleType) or not callable(held[attribute])):
            if not isinstance(value, ModuleType) or is_users(value.__name__):
                found[f"{name}.{attribute}"] = held[attribute]
        elif not isinstance(value, ModuleType):
            found[name] = value
    return found


def _loads(code: CodeType) -> Iterator[tuple[str, str | None]]:
    """Each global name that code reads, with the attribute that is read of it at once, if one is."""
    instructions = list(dis.get_instructions(code))
    for i, instruction in enumerate(instructions):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            following = instructions[i + 1] if i + 1 < len(instructions) else None
            is_attribute = following is not None and following.opname in ("LOAD_ATTR", "LOAD_METHOD")
            yield instruction.argval, following.argval if following is not None and is_attribute else None
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _loads(constant)


def names_used(function: FunctionType) -> set[str]:
    """Return all names of attributes and variables in a function, and in those within it."""
    names: set[str] = set()
    waiting = [function.__code__]
    while waiting:
        code = waiting.pop()
        names.update(code.co_names)
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return names


def names_written(functions: Iterable[FunctionType], classes: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the attributes of their first argument (or of `classes`), and the variables, that functions change.

    Counters, caches and records of a likelihood are changed by it, so they are not what it depends on.
    """
    attributes: set[str] = set()
    variables: set[str] = set()
    for function in functions:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        except (OSError, TypeError, SyntaxError):
            for instruction in dis.get_instructions(function.__code__):
                if instruction.opname == "STORE_ATTR":
                    attributes.add(instruction.argval)
                elif instruction.opname == "STORE_GLOBAL":
                    variables.add(instruction.argval)
            continue
        code = function.__code__
        owners = {*classes, *code.co_varnames[: min(code.co_argcount, 1)]}
        local = {*code.co_varnames, *code.co_cellvars}
        for target in _targets(tree):
            path = _path(target)
            if path and path[0] in owners:
                attributes.add(".".join(path[1:]))
            elif path and path[0] not in local:
                variables.add(".".join(path))
    return attributes - {""}, variables


def _targets(tree: ast.AST) -> Iterator[ast.expr]:
    """Every name and attribute that is set, or whose content is changed in place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Store):
            yield node
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            base: ast.expr = node
            while isinstance(base, ast.Subscript):
                base = base.value
            yield base
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _MUTATORS:
            yield node.func.value


def _path(node: ast.expr) -> list[str]:
    """The names of `self.counter.calls`, where `type(self)` and `self.__class__` are `self`; empty for all else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type" and node.args:
        return _path(node.args[0])
    if isinstance(node, ast.Attribute):
        path = _path(node.value)
        return path if node.attr == "__class__" or not path else [*path, node.attr]
    return []
