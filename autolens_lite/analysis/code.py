"""What a function does, told from its compiled code: the same in every process, whatever its comments and line numbers.

Code is told apart by a digest of it. What else decides what a function returns is found by name: the variables of the
module that it reads, the modules that it imports, those it has closed over, and its default values.
"""

from __future__ import annotations

import dis
import hashlib
import importlib
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

_LIBRARY = "autolens_lite"
_INSTALLED = frozenset({"site-packages", "dist-packages"})
# What imports a module by the text that follows.
_IMPORTERS = frozenset({"import_module", "__import__"})
# Where these are used, a text may be the name of a variable.
_READERS = frozenset({"globals", "locals", "vars", "eval", "exec", "getattr", "attrgetter", "methodcaller"})


def is_library(module: str | None) -> bool:
    """Whether a module is one of this library's, which the fingerprint names by its version."""
    return (module or "").partition(".")[0] == _LIBRARY


def is_users(module: str | None) -> bool:
    """Whether a module is the user's own: neither this library's, nor Python's, nor an installed package's."""
    # Compiled types may have no name of a module, or that of one that the compiler has made up.
    root = (module if module and isinstance(module, str) else "builtins").partition(".")[0]
    if root == "__main__":
        return True
    if root in (_LIBRARY, *sys.stdlib_module_names) or root.startswith("_cython_"):
        return False
    file = getattr(sys.modules.get(module or ""), "__file__", None)
    return file is None or not _INSTALLED & set(Path(file).parts)


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
            value.co_exceptiontable,
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
    """Return the variables of its module that a function reads, and the user's modules that it imports, by name.

    Of a module, or of an object that holds several values, it is the one read: `settings.sigma`, not `settings`.
    Installed modules, functions of Python and names that do not exist (yet) are left out.
    """
    found: dict[str, Any] = {}
    for name, attributes in _loads(function.__code__):
        if name in function.__globals__:
            value = function.__globals__[name]
            for attribute in attributes:
                held = _held(value)
                if attribute not in held:
                    break
                name, value = f"{name}.{attribute}", held[attribute]
            if not isinstance(value, ModuleType) or is_users(value.__name__):
                found[name] = value
    for module in _imported(function.__code__, function.__globals__.get("__package__") or ""):
        found[module.__name__] = module
    return found


def attributes_set(function: FunctionType) -> set[str]:
    """Return the names of the attributes that a function sets, of whatever object."""
    parts = _codes(function.__code__)
    return {step.argval for part in parts for step in dis.get_instructions(part) if step.opname == "STORE_ATTR"}


def _held(value: Any) -> dict[str, Any]:
    """The values that are read of a module or an object, by name; not what an object calls, which reads the others."""
    if isinstance(value, ModuleType):
        return vars(value) if is_users(value.__name__) else {}
    if isinstance(value, type | FunctionType) or not hasattr(value, "__dict__"):
        return {}
    return {name: held for name, held in vars(value).items() if not callable(held)}


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Code, and that of the functions within it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _loads(code: CodeType) -> Iterator[tuple[str, list[str]]]:
    """Each global name that code reads, with the attributes that are read of it at once, one of the other."""
    codes = list(_codes(code))
    for part in codes:
        instructions = list(dis.get_instructions(part))
        for i, instruction in enumerate(instructions):
            if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
                attributes = []
                for following in instructions[i + 1 :]:
                    if following.opname not in ("LOAD_ATTR", "LOAD_METHOD"):
                        break
                    attributes.append(following.argval)
                yield instruction.argval, attributes
    if any(_READERS & set(part.co_names) for part in codes):
        for text in (constant for part in codes for constant in part.co_consts if isinstance(constant, str)):
            yield from ((name, []) for name in re.findall(r"[^\W\d]\w*", text))


def _imported(code: CodeType, package: str) -> Iterator[ModuleType]:
    """The user's modules that code imports while it runs."""
    for part in _codes(code):
        loaded: list[Any] = [None]
        for instruction in dis.get_instructions(part):
            if loaded[-1] in _IMPORTERS and instruction.opname == "LOAD_CONST" and isinstance(instruction.argval, str):
                module = _users_module(instruction.argval, package)
                if module is not None:
                    yield module
            if instruction.opname == "IMPORT_NAME":
                level, names = loaded[-2:]
                path = "." * level + instruction.argval
                separator = "" if path.endswith(".") else "."
                for name in (path, *(f"{path}{separator}{name}" for name in names or ())):
                    module = _users_module(name, package)
                    if module is not None:
                        yield module
            elif instruction.opname.startswith("LOAD_"):
                loaded.append(instruction.argval)


def _users_module(path: str, package: str) -> ModuleType | None:
    try:
        name = importlib.util.resolve_name(path, package)
        root = name.partition(".")[0]
        if root in (_LIBRARY, *sys.stdlib_module_names):
            return None
        spec = None if name in sys.modules else importlib.util.find_spec(name)
        if name not in sys.modules and (spec is None or _INSTALLED & set(Path(spec.origin or "").parts)):
            return None
        module = importlib.import_module(name)
    except (ImportError, ValueError):  # not there, or not a module
        return None
    return module if is_users(name) else None
