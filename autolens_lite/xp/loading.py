"""How a backend's module comes by its kernels: by the table that is made from the contract."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType

from autolens_lite.xp.backend import FILES


def files_of(package: str) -> Iterator[tuple[ModuleType, tuple[str, ...]]]:
    """Import each file of kernels of a backend; yield it, with the names that it has for others."""
    for file, names in FILES.items():
        yield importlib.import_module(f"{package}.{file}"), names
