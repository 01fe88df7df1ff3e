"""The user's settings and the library's defaults, as YAML. This is the one file that knows autoconf.

Settings are looked up first in the folder `config/` of the working directory, where there is one, and then in the
defaults that come with the library, key by key: a user's file need hold only what it changes. The folders are read
once, at first use; `use` reads another folder instead.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import logging
import math
import os
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from autolens_lite import check, exc

_PACKAGE = Path(__file__).resolve().parent
_configuration: Any = None
_doubted: dict[int, Any] = {}  # the priors whose names have been looked at
# The files that autoconf reads, and how long one may be, in bytes and in entries.
_SUFFIXES = frozenset({".yaml", ".yml", ".ini"})
_OURS = frozenset({"general", "notation", "plots"})  # beside the folder of priors
_LARGEST = 2**18
# The settings of general.yaml, and those of them that are numbers.
_NUMBERS = frozenset({"adapt_minimum_percent", "batch_memory"})
_FLAGS = frozenset({"unique_by_model"})
_GENERAL = frozenset({"backend", "fits_first_row"}) | _NUMBERS | _FLAGS
# How alike names are of which one is taken for the other, misspelt.
_ALIKE = 0.85


def general(key: str) -> Any:
    """Return a setting of `general.yaml`, such as `general("backend")`.

    Raises ConfigError if there is none, or it is not a number, 0 or more, or true or false, where the library's is one.
    """
    settings = section("general")
    for name in settings:
        near = _misspelt(name, _GENERAL)
        if near:
            raise exc.ConfigError(f"general.yaml has no setting '{name}'. Did you mean '{near}'?")
    if key.lower() not in settings:
        raise exc.ConfigError(f"general.yaml has no setting '{key}'. {check.suggestion(key, settings)}")
    value = settings[key.lower()]
    if key.lower() in _NUMBERS and not (check.is_number(value) and check.is_finite(value) and value >= 0.0):
        raise exc.ConfigError(f"{key} = {value!r} in general.yaml is not a number, 0 or more. Write one.")
    if key.lower() in _FLAGS and not isinstance(value, bool):
        raise exc.ConfigError(f"{key} = {value!r} in general.yaml is neither true nor false. Write one of them.")
    return value


def section(name: str) -> dict[str, Any]:
    """Return the settings of the file or folder `name` as a dictionary; keys are in lower case.

    Raises ConfigError if there is none of that name, in the user's folder or in the library's.
    """
    with _readable():
        loaded = _loaded()
        if name not in loaded:
            raise exc.ConfigError(f"config has no '{name}'. {check.suggestion(name, loaded)}")
        settings = _plain(loaded[name])
    if isinstance(settings.get(name), dict):
        raise exc.ConfigError(
            f"{name}.yaml has settings below '{name}:', which would count for nothing. Write them without that line, "
            "and without the spaces before them."
        )
    return settings


def prior_for(cls: type, argument: str) -> dict[str, Any] | None:
    """Return the default prior of a class's constructor argument, or None where none is configured.

    A file `priors/<family>.yaml` holds `Class: {argument: prior}`. Two families may have a class of one name (a light
    and a mass `Sersic`): the file whose path shares most words with the class's module is meant. A class from outside
    the library is found in any file of the user's own folder. A subclass without priors of its own has its parent's.
    """
    sources = _sources()
    for parent in cls.__mro__:
        for families, is_own in sources:
            for family in _families_of(parent, families, is_own):
                prior = families[family][parent.__name__].get(argument)
                if prior is None:
                    continue
                if not isinstance(prior, dict):
                    raise exc.ConfigError(
                        f"{parent.__name__}.{argument} in config/priors is {prior!r}. Write a prior there, such as "
                        "{type: Uniform, lower_limit: 0.0, upper_limit: 1.0}, and fix a value in the model."
                    )
                return dict(prior)
    return None


def check_own_priors_of(cls: type, known: Iterable[str]) -> None:
    """Refuse priors in the user's own folder that a class has no arguments for.

    Raises ConfigError if there is one: it would count for nothing.

    Parameters
    ----------
    cls
        The class.
    known
        Its arguments, elements of tuples one by one.

    Warns
    -----
    AutoLensWarning
        If the class is the library's, and the user's only priors of it are in a file that is not of its family.
    """
    known, name = set(known), cls.__name__
    for families, is_own in _sources():
        if not is_own:
            continue
        found = _families_of(cls, families, is_own)
        for family in found:
            for argument in families[family][name]:
                if argument not in known:
                    raise exc.ConfigError(
                        f"priors/{family} in your settings has a prior of {name}.{argument}, which is not a number "
                        f"that {name} takes. {check.suggestion(str(argument), known)}"
                    )
        shipped = {word for classes, own in _sources() if not own for word in classes}
        held = [f for f, classes in families.items() if isinstance(classes, dict) and name in classes]
        if held and not found and not any(shipped.intersection(family.split(".")) for family in held):
            check.warn(
                f"priors/{held[0]} in your settings has priors of {name}, which are not those of {cls.__module__}."
                f"{name}: priors of the library's classes are in files, or folders, named {', '.join(sorted(shipped))}."
            )


def _sources() -> list[tuple[dict[str, Any], bool]]:
    """The priors of each folder, by family (`mass.total`) and class, and whether the folder is the user's own."""
    shipped = defaults_folder() / "priors"
    with _readable():
        found = _loaded().prior_config.prior_configs
    sources = [(source.obj, Path(source.directory) != shipped) for source in found]
    if id(found) not in _doubted:
        _doubted.clear()
        _doubted[id(found)] = found  # kept, or another may come to have its number
        _doubt_names(sources)
    return sources


def _families_of(cls: type, families: dict[str, Any], is_own: bool) -> list[str]:
    """The families that hold priors of a class, that whose name shares most words with the class's module first."""
    words = set(cls.__module__.split("."))
    found = []
    for family, classes in families.items():
        shared = len(words.intersection(family.split(".")))
        meant = shared or (is_own and "autolens_lite" not in words)
        if meant and isinstance(classes, dict) and isinstance(classes.get(cls.__name__), dict):
            found.append((shared, family))
    return [family for _, family in sorted(found, reverse=True)]


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

    Raises ConfigError if `folder` is not an existing folder.
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
        _configuration = _configuration_of(_here())
    return _configuration


def _here() -> Path | None:
    """The folder `config/` of the working directory; None where that has been removed, or the folder is a loop."""
    try:
        return (Path.cwd() / "config").resolve()
    except (OSError, RuntimeError):
        return None


def _configuration_of(user: Path | None) -> Any:
    defaults = defaults_folder()
    # that of the working directory too, of which autoconf reads a file whenever it is imported
    for folder in {user, _here()} - {defaults.resolve()}:
        if folder is not None:
            _check_files(folder)
    paths = [user, defaults] if user is not None and user.is_dir() and user != defaults.resolve() else [defaults]
    with _quiet_import():
        from autoconf.conf import Config
    return Config(*paths)


def _doubt_names(sources: list[tuple[dict[str, Any], bool]]) -> None:
    """Warn of the user's own priors of what is nearly a class of the library."""
    classes = {name for families, is_own in sources if not is_own for family in families.values() for name in family}
    for family, entries in (entry for families, is_own in sources if is_own for entry in families.items()):
        if not isinstance(entries or {}, dict):
            raise exc.ConfigError(f"priors/{family} in your settings is not a mapping. Write 'Class:', and its priors.")
        for name, priors in (entries or {}).items():
            if not isinstance(priors or {}, dict):
                raise exc.ConfigError(
                    f"priors/{family} in your settings has no mapping for {name}. Write 'argument: prior' below it."
                )
            near = _misspelt(name, classes)
            if near:
                check.warn(
                    f"priors/{family} in your settings has priors of {name}, which is not a class of the library. "
                    f"Is it {near}?"
                )


def _misspelt(name: Any, known: Iterable[str]) -> str | None:
    """The known name that another one is meant to be, if it is not a known one itself, and near to one."""
    known = sorted(known)
    if not isinstance(name, str) or name in known:
        return None
    folded = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=_ALIKE)
    # a name with a number at its end is another one, and so is one that has a word before it
    return folded[near[0]] if near and abs(len(name) - len(near[0])) < 2 and not name[-1].isdigit() else None


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
        is_ours = "priors" in path.relative_to(folder).parts or path.stem in _OURS
        if is_ours or (b"&" in content and b"*" in content):
            _check_nodes(path, content, is_ours)


def _check_nodes(path: Path, content: bytes, is_ours: bool) -> None:
    """Refuse YAML with a key twice, or whose aliases stand for each other, so that a few lines mean a billion.

    A file that the library reads has to be a mapping, or empty.
    """
    import yaml

    sizes: dict[int, float] = {}

    def size_of(node: Any) -> float:
        if id(node) not in sizes:
            sizes[id(node)] = math.inf  # within itself
            keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
            names = [key.value for key in keys if isinstance(key, yaml.ScalarNode)]
            for key in reversed(keys):
                if isinstance(key, yaml.ScalarNode) and names.count(key.value) > 1:
                    line = key.start_mark.line + 1
                    raise exc.ConfigError(f"{path} has '{key.value}' twice (line {line}), of which one would count.")
            parts = node.value if isinstance(node, yaml.CollectionNode) else ()
            nodes = [part for entry in parts for part in (entry if isinstance(entry, tuple) else (entry,))]
            sizes[id(node)] = 1 + sum(map(size_of, nodes))
        return sizes[id(node)]

    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
        if is_ours and not isinstance(root, yaml.MappingNode | None):
            raise exc.ConfigError(
                f"{path} is not a mapping, so it would count for nothing. Write lines of 'name: value'."
            )
        size = 0 if root is None else size_of(root)
    except exc.AutoLensError:
        raise
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
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings(), _some_working_directory():
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
def _some_working_directory() -> Iterator[None]:
    """Be in a folder that exists, which autoconf asks for when it is imported: the user's may have been removed."""
    if _here() is not None or os.name != "posix":
        yield
        return
    removed = os.open(".", os.O_RDONLY)
    try:
        os.chdir(_PACKAGE)
        yield
    finally:
        os.fchdir(removed)
        os.close(removed)


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
