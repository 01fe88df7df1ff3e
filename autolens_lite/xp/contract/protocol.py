"""The source of `xp/backend.py`: the names that every backend has, made from the contract.

`python -m autolens_lite.xp.contract` writes it. A test holds the file to what this makes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from autolens_lite.xp import numba_xp
from autolens_lite.xp.contract.kernel import KERNELS
from autolens_lite.xp.numba_xp import array, backend_functions

PATH = Path(__file__).parents[1] / "backend.py"

# Functions that each backend has in a file of its own, of functions or structures: they have tests of their own.
BESIDE_KERNELS = {
    "chebyshev_sum": "fields.chebyshev",
    "cored_steep_field": "fields.cored_steep",
    "max": "min_max",
    "min": "min_max",
    "w_psf": "curvature.imaging",
}
# What arguments of kernels are, by their names: all others are arrays of the backend, or numbers.
_TYPES = {
    "blurring_image": "ArrayLike | None",
    "dense": "ArrayLike | None",
    "k": "int",
    "leading": "int | None",
    "method": "str",
    "parameters": "tuple[ArrayLike, ...]",
    "pixels": "int",
    "positive_only": "bool",
    "psf": "Psf",
    "size": "int",
    "tolerance": "float",
    "triangulation": "Triangulation",
    "w": "WTilde | WPsf | WDense",
    "width": "int",
}
_HEAD = '''"""The names that every backend has: made by `python -m autolens_lite.xp.contract`, not by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from autolens_lite.xp.structures import Psf, Triangulation, WDense, WPsf, WTilde

# Where each backend has its kernels: `numba_xp/fields/isothermal.py` and `jax_xp/fields/isothermal.py`.
FILES: dict[str, tuple[str, ...]] = {
'''
_CLASS = '''}


class Backend(Protocol):
    """What the `xp` of a dataset, grid or fit is: a module of array functions, and of kernels (`xp/contract`)."""

    NAME: str
    PREFERS_BATCH: bool

    def __hash__(self) -> int:
        """As of every module: what is computed once for a backend is kept by it."""

    # array functions, as NumPy and jax.numpy have them
'''


def source() -> str:
    """Return what the file must hold."""
    return "".join([_HEAD, *_files(), _CLASS, *_array_functions(), *_backend_functions(), *_kernels()])


def files() -> dict[str, list[str]]:
    """Return the names of kernels, and of the functions beside them, by file."""
    found: dict[str, list[str]] = {}
    for name, file in ({name: kernel.file for name, kernel in KERNELS.items()} | BESIDE_KERNELS).items():
        found.setdefault(file, []).append(name)
    return {file: sorted(found[file]) for file in sorted(found)}


def _files() -> Iterator[str]:
    for file, names in files().items():
        listed = ", ".join(f'"{name}"' for name in names)
        line = f'    "{file}": ({listed}{"," if len(names) == 1 else ""}),\n'
        if len(line) > 121:
            line = f'    "{file}": (\n' + "".join(f'        "{name}",\n' for name in names) + "    ),\n"
        yield line


def _array_functions() -> Iterator[str]:
    for name in public(array):
        yield f"    {name}: {'Callable[..., Any]' if callable(getattr(array, name)) else 'float'}\n"


def _backend_functions() -> Iterator[str]:
    values = {name: getattr(backend_functions, name) for name in public(backend_functions) if name != "PREFERS_BATCH"}
    functions = {name: value for name, value in values.items() if inspect.isfunction(value)}
    yield "\n    # functions that the backends have each in its own way\n"
    yield from (f"    {name}: Callable[..., Any]\n" for name in values if name not in functions)
    for name, value in functions.items():
        yield "\n" + _method(name, inspect.signature(value), value)


def _kernels() -> Iterator[str]:
    comment = "    # kernels: `xp/contract` has their definitions\n"
    for names in files().values():
        for name in names:
            definition = KERNELS[name].oracle if name in KERNELS else getattr(numba_xp, name)
            yield f"\n{comment}{_method(name, _signature(definition), definition, _TYPES, 'ArrayLike')}"
            comment = ""


def public(module: ModuleType) -> list[str]:
    """Return the names of what a module defines, or takes from NumPy and SciPy, for others."""
    others = {"Any", "Callable", "annotations"}
    named = {name: value for name, value in vars(module).items() if not name.startswith("_") and name not in others}
    return sorted(name for name, value in named.items() if not isinstance(value, ModuleType))


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    if function.__module__ == "numpy":  # jax's take the array alone
        return inspect.Signature([inspect.Parameter("values", inspect.Parameter.POSITIONAL_OR_KEYWORD)])
    return inspect.signature(function)


def _method(
    name: str,
    signature: inspect.Signature,
    function: Callable[..., Any],
    types: Mapping[str, str] = MappingProxyType({}),
    otherwise: str = "Any",
) -> str:
    parameters = ["self"]
    for parameter in signature.parameters.values():
        told = parameter.annotation if isinstance(parameter.annotation, str) else "Any"
        annotation = _plain(told) if _plain(told) != "Any" else types.get(parameter.name, otherwise)
        star = "*" if parameter.kind is inspect.Parameter.VAR_POSITIONAL else ""
        default = "" if parameter.default is inspect.Parameter.empty else f" = {_quoted(parameter.default)}"
        parameters.append(f"{star}{parameter.name}: {annotation}{default}")
    returned = signature.return_annotation if isinstance(signature.return_annotation, str) else "Any"
    head = f"    def {name}({', '.join(parameters)}) -> {_plain(returned)}:\n"
    if len(head) > 121:
        listed = f"        {', '.join(parameters)}\n"
        if len(listed) > 121:
            listed = "".join(f"        {parameter},\n" for parameter in parameters)
        head = f"    def {name}(\n{listed}    ) -> {_plain(returned)}:\n"
    first = (function.__doc__ or "").strip().splitlines()[0]
    return f'{head}        """{first}"""\n'


def _plain(annotation: str) -> str:
    """An annotation in words that both backends share: of any array."""
    return annotation if annotation in ("int", "bool", "str", "None", "Callable[..., Any]") else "Any"


def _quoted(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
