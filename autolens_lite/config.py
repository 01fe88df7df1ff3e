"""The user's settings and the library's defaults, as YAML. This is the one file that knows autoconf.

Settings are looked up first in the folder `config/` of the working directory, where there is one, and then in the
defaults that come with the library, key by key: a user's file need hold only what it changes. The folders are read
once, at first use; `use` reads another folder instead.
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autolens_lite import check, exc

_PACKAGE = Path(__file__).resolve().parent
_configuration: Any = None
# The files that autoconf reads, and how long one may be, in bytes and in entries.
_SUFFIXES = frozenset({".yaml", ".yml", ".ini"})
_LARGEST = 2**18


def general(key: str) -> Any:
    """Return a setting of `general.yaml`, such as `general("backend")`."""
    settings = section("general")
    if key.lower() not in settings:
        raise exc.ConfigError(f"general.yaml has no setting '{key}'. {check.suggestion(key, settings)}")
    return settings[key.lower()]


def section(name: str) -> dict[str, Any]:
    """Return the settings of the file or folder `name` as a dictionary; keys are in lower case.

    Raises
    ------
    ConfigError
        If there is none of that name, in the user's folder or in the library's.
    """
    with _readable():
        loaded = _loaded()
        if name not in loaded:
            raise exc.ConfigError(f"config has no '{name}'. {check.suggestion(name, loaded)}")
        return _plain(loaded[name])


def prior_for(cls: type, argument: str) -> dict[str, Any] | None:
    """Return the default prior of a class's constructor argument, or None where none is configured.

    A file `priors/<family>.yaml` holds `Class: {argument: prior}`. Two families may have a class of one name (a light
    and a mass `Sersic`): the file whose path shares most words with the class's module is meant. A class from outside
    the library is found in any file of the user's own folder. A subclass without priors of its own has its parent's.
    """
    with _readable():
        sources = [(source.obj, Path(source.directory)) for source in _loaded().prior_config.prior_configs]
    shipped = defaults_folder() / "priors"
    for parent in cls.__mro__:
        words = set(parent.__module__.split("."))
        for families, folder in sources:
            candidates = []
            for family, classes in families.items():
                shared = len(words.intersection(family.split(".")))
                own = folder != shipped and "autolens_lite" not in words
                if (shared or own) and isinstance(classes, dict) and isinstance(classes.get(parent.__name__), dict):
                    candidates.append((shared, family))
            for _, family in sorted(candidates, reverse=True):
                prior = families[family][parent.__name__].get(argument)
                if prior is not None:
                    return dict(prior)
    return None


def folders() -> list[Path]:
    """The folders that settings are read from, the first overriding the later."""
    return [Path(path) for path in _loaded().paths]


def defaults_folder() -> Path:
    """The folder of the library's defaults: inside an installed package, or at the top of a checkout."""
    for folder in (_PACKAGE / "_config", _PACKAGE.parent / "config"):
        if (folder / "general.yaml").is_file():
            return folder
    raise exc.ConfigError(f"The library's default settings are missing from {_PACKAGE}. Install autolens_lite again.")


def use(folder: str | os.PathLike[str] | None = None) -> None:
    """Read settings from `folder` over the defaults, from now on; None returns to `config/` in the working directory.

    Raises
    ------
    ConfigError
        If `folder` is not an existing folder.
    """
    global _configuration
    if folder is None:
        _configuration = None
        return
    if not Path(folder).is_dir():
        raise exc.ConfigError(f"folder = {str(folder)!r} is not a folder. Pass the path of a folder of YAML files.")
    _configuration = _configuration_of(Path(folder).resolve())


def _loaded() -> Any:
    """The `autoconf.Config` in use, made at first use. It is private: autoconf's global instance is left alone."""
    global _configuration
    if _configuration is None:
        _configuration = _configuration_of((Path.cwd() / "config").resolve())
    return _configuration


def _configuration_of(user: Path) -> Any:
    defaults = defaults_folder()
    here = (Path.cwd() / "config").resolve()  # of which autoconf reads a file whenever it is imported
    for folder in {user, here} - {defaults.resolve()}:
        _check_files(folder)
    paths = [user, defaults] if user.is_dir() and user != defaults.resolve() else [defaults]
    with _quiet_import():
        from autoconf.conf import Config
    return Config(*paths)


def _check_files(folder: Path) -> None:
    """Refuse files of settings that are not files, are far too large, or expand to far more than they hold."""
    for path in sorted(folder.rglob("*")):
        read = path.suffix in _SUFFIXES or (path.suffix == ".json" and path.parent.name == "priors")
        if not read or path.is_dir():
            continue
        if not path.is_file():
            raise exc.ConfigError(f"{path} is not a file. Remove it from the settings.")
        size = path.stat().st_size
        if size > _LARGEST:
            raise exc.ConfigError(f"{path} has {size} bytes, and settings at most {_LARGEST}. Shorten or remove it.")
        content = path.read_bytes() if path.suffix in (".yaml", ".yml") else b""
        if b"&" in content and b"*" in content:
            _check_aliases(path, content)


def _check_aliases(path: Path, content: bytes) -> None:
    """Refuse YAML whose aliases stand for each other, so that a few lines mean a billion."""
    import yaml

    sizes: dict[int, float] = {}

    def size_of(node: Any) -> float:
        if id(node) not in sizes:
            sizes[id(node)] = math.inf  # within itself
            parts = node.value if isinstance(node, yaml.CollectionNode) else ()
            nodes = [part for entry in parts for part in (entry if isinstance(entry, tuple) else (entry,))]
            sizes[id(node)] = 1 + sum(map(size_of, nodes))
        return sizes[id(node)]

    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
        size = 0 if root is None else size_of(root)
    except (yaml.YAMLError, RecursionError, ValueError):
        return  # said when it is read
    if size > _LARGEST:
        raise exc.ConfigError(f"{path} expands to more than {_LARGEST} entries. Write them without aliases (*name).")


@contextlib.contextmanager
def _quiet_import() -> Iterator[None]:
    """Undo what importing autoconf does to the process.

    It prints a banner and warns where Python is older than 3.12, sets XLA_FLAGS (replacing the user's own) and
    JAX_ENABLE_X64, and logs both. It does not import jax. The import itself is the ordinary one, so that a PyAutoLens
    in the same process finds the module that it expects.
    """
    environment = dict(os.environ)
    logger = logging.getLogger("autoconf")
    disabled, level = logger.disabled, logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = disabled
        logger.setLevel(level)
        for name in set(os.environ).difference(environment):
            del os.environ[name]
        for name, value in environment.items():
            if os.environ.get(name) != value:
                os.environ[name] = value


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    """Turn the many ways in which a YAML file can be unreadable into one error."""
    from yaml import YAMLError

    try:
        yield
    except exc.AutoLensError:
        raise
    except (YAMLError, OSError, TypeError, AttributeError, ValueError, RecursionError) as error:
        where = ", ".join(str(path) for path in folders())
        raise exc.ConfigError(f"A settings file in {where} cannot be read: {error}. Correct its YAML.") from error


def _plain(value: Any) -> Any:
    """autoconf's nested mappings as dictionaries."""
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return value
