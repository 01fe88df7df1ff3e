"""Names of a folder, each imported when it is first asked for.

A folder's `__init__.pyi` has a line for each name, for type checkers and editors: `from module import Name as Name`,
which says to them that it is public; or `other = name` where it has another name than its file gives it. The list is
read at run time too, so that nothing is listed twice: the way of Scientific Python's SPEC 1.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Any

# What lower folders ask for and higher ones give, by the name of its module: the root, which knows all, hands it in.
handed_in: dict[str, str] = {}

_ONLY_TREE = 0x400  # `ast.PyCF_ONLY_AST`, without the module `ast`, which takes as long to import as ten of ours


def listed(package: str, file: str) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """Return the `__getattr__`, `__dir__` and `__all__` of a folder.

    Parameters
    ----------
    package
        Its `__name__`.
    file
        Its `__file__`, beside which the list lies.
    """
    with open(f"{file.removesuffix('c')}i", encoding="utf-8") as stub:
        tree: Any = compile(stub.read(), stub.name, "exec", _ONLY_TREE, dont_inherit=True)
    places, names = dict[str, tuple[str, str]](), list[str]()
    for node in tree.body:
        if hasattr(node, "names"):  # from module import name as name
            places.update({alias.asname or alias.name: (node.module, alias.name) for alias in node.names})
            names += [alias.asname for alias in node.names if alias.asname == alias.name]
        elif hasattr(node, "targets"):  # other = name
            places.update({target.id: places[node.value.id] for target in node.targets})
            names += [target.id for target in node.targets]
    names.sort()

    def found(name: str) -> Any:
        if name not in names:
            importlib.import_module("autolens_lite.former").refuse(package, name)
        value = _imported(package, *places[name])
        setattr(sys.modules[package], name, value)
        return value

    return found, lambda: sorted({*vars(sys.modules[package]), *names}), names


def figures() -> Any:
    """The module that draws the figures of searches, imported when it is first asked for."""
    return importlib.import_module(handed_in["figures"])


def _imported(package: str, module: str, name: str) -> Any:
    """What a module has by a name, or the file of that name in a folder, which the folder need not list."""
    holder = importlib.import_module(module)
    if module != package and name in getattr(holder, "__all__", (name,)):
        return getattr(holder, name)
    return importlib.import_module(f"{module}.{name}")
