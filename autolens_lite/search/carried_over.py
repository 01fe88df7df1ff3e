"""The settings that PyAutoFit's searches have under other names, or that decide nothing here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autolens_lite import check, exc, storage
from autolens_lite.search import setting_checks

logger = logging.getLogger(__name__)

_ALWAYS = "is what happens here anyway"
_BY_BACKEND = "is decided by the backend of the data: one that prefers batches gets them"
_FROM_THE_RUN = "is not a setting here: the search decides from the run"
_FIGURES = "has no effect: figures are drawn into the folder image, and no window opens"

# What a setting is called here, by the class of the search.
RENAMED: dict[str, dict[str, str]] = {
    "Emcee": {"auto_correlations_settings": "auto_correlation_settings"},
    "DynestyStatic": {"n_live": "nlive"},
    "DynestyDynamic": {"nlive": "nlive_init", "n_live": "nlive_init"},
    "LBFGS": {"n_steps": "maxiter"},
}
# What becomes of a setting that no search has.
IDLE: dict[str, str] = {
    "use_jax_vmap": _BY_BACKEND,
    "vectorize": _BY_BACKEND,
    "batch_size": _BY_BACKEND,
    "n_batch": _BY_BACKEND,
    "checkpoint": _ALWAYS,
    "live_visual_update": _FIGURES,
    "iterations_per_log": "has no effect: progress.txt and the bar say how far the search is",
    **dict.fromkeys(("verbose", "disp", "iprint"), "has no effect: logging's level decides what is said"),
    **dict.fromkeys(("tol", "eps", "ftol", "gtol", "maxfun", "maxls", "learning_rate"), _FROM_THE_RUN),
    **dict.fromkeys(("gradient_mode", "convergence", "clipper", "scaler", "bijector"), _FROM_THE_RUN),
    **dict.fromkeys(("max_consecutive_nan", "resurrect", "reset_momentum_on_clip"), _FROM_THE_RUN),
    **dict.fromkeys(("start_lower_limit", "start_upper_limit", "tune", "tolerance"), _FROM_THE_RUN),
    **dict.fromkeys(("patience", "mu", "light_mode", "maxsteps", "shuffle_ensemble", "check_walkers"), _FROM_THE_RUN),
    **dict.fromkeys(("fmove", "max_move", "maxiter"), _FROM_THE_RUN),
}


def _of_silence(value: Any) -> dict[str, Any]:
    return {"progress_bar": not value}


def _of_one_cpu(value: Any) -> dict[str, Any]:
    return {"number_of_cores": 1} if value else {}


def _of_session(value: Any) -> dict[str, Any]:
    if value is not None:
        raise exc.SearchError(
            "session is a database, and results are folders here. Pass session=None, and read them with "
            "al.Result.load(folder)."
        )
    return {}


# What a setting means in our own.
MEANT: dict[str, Callable[[Any], dict[str, Any]]] = {
    "silence": _of_silence,
    "force_x1_cpu": _of_one_cpu,
    "session": _of_session,
}


def own_settings(cls: type, given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a search as it has them; what is renamed, or decides nothing, is said in the log."""
    known = check.setting_names(cls)
    renamed: dict[str, str] = {}
    for base in cls.__mro__:
        renamed |= RENAMED.get(base.__name__, {})
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in known:
            found[name] = value
        elif name in renamed:
            found[renamed[name]] = value
        elif name in MEANT:
            found = MEANT[name](value) | found
        elif name in IDLE:
            if value is not None:
                logger.info("%s: %s = %r %s.", cls.__name__, name, value, IDLE[name])
        else:
            found[name] = value  # refused, with the nearest known one
    if {"sample", "walks", "slices"} <= found.keys() and (sample := found["sample"]) in ("rwalk", "rslice", "slice"):
        # PyAutoFit's scripts pass both, of which each way of sampling has one
        idle = "slices" if sample == "rwalk" else "walks"
        logger.info("%s: %s = %r has no effect with sample = %r.", cls.__name__, idle, found.pop(idle), sample)
    return found


class SearchSettings(check.NamedSettings):
    """Metaclass of searches: settings by PyAutoFit's names are taken where they mean the same or decide nothing."""

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return super().__call__(*args, **own_settings(cls, kwargs))


class SettingsSearch(metaclass=check.NamedSettings):
    """What the searches of a pipeline share: `al.Nautilus(name="light", **settings_search.search_dict)`.

    Parameters
    ----------
    path_prefix, unique_tag, number_of_cores
        As of every search: see `AbstractSearch`.
    session
        None: there is no database of results.
    info
        What is worth keeping beside the results, for `search.fit(model, analysis, **settings_search.fit_dict)`.

    Raises
    ------
    SearchError
        If a session is passed.
    """

    def __init__(
        self,
        path_prefix: str | Path | None = None,
        unique_tag: str | None = None,
        number_of_cores: int = 1,
        session: None = None,
        info: dict[str, Any] | None = None,
    ) -> None:
        _of_session(session)
        self.path_prefix = None if path_prefix is None else setting_checks.path_below("path_prefix", path_prefix)
        self.unique_tag = None if unique_tag is None else setting_checks.folder_name("unique_tag", unique_tag)
        self.number_of_cores = setting_checks.integer("number_of_cores", number_of_cores, 1)
        self.session = session
        if info is not None:
            storage.check_json("info", info)
        self.info = info

    @property
    def search_dict(self) -> dict[str, Any]:
        """The settings of a search."""
        names = ("path_prefix", "unique_tag", "number_of_cores")
        return {name: getattr(self, name) for name in names}

    @property
    def fit_dict(self) -> dict[str, Any]:
        """What `fit` takes beside a model and an analysis."""
        return {"info": self.info}


class DirectoryPaths:
    """Where a search writes.

    Parameters
    ----------
    search
        The search.
    part
        A folder within its own, such as that of one factor of a graph; "" for its own.

    Raises
    ------
    SearchError
        If it is not one.
    """

    def __init__(self, search: Any, part: str = "") -> None:
        if isinstance(search, type) or not hasattr(search, "stored_circumstances"):
            raise exc.SearchError(f"search = {search!r} is not a search. Pass one, such as al.Nautilus(name='...').")
        self._search = search
        self.part = part if part == "" else setting_checks.folder_name("part", part)

    def below(self, part: str) -> DirectoryPaths:
        """Return where a part belongs: figures of a factor of a graph are in a folder of its own."""
        return DirectoryPaths(self._search, part)

    @property
    def output_path(self) -> Path:
        """The output folder."""
        return self._search.folder / self.part

    @property
    def name(self) -> str:
        """The name of the search."""
        return self._search.name

    @property
    def path_prefix(self) -> Path:
        """Folders above its own."""
        return self._search.path_prefix

    @property
    def unique_tag(self) -> str | None:
        """One more folder between the two."""
        return self._search.unique_tag

    @property
    def is_complete(self) -> bool:
        """Whether the folder holds the result of a search that has ended."""
        return self._search.is_complete

    def restore(self) -> None:
        """Do nothing: folders are not packed."""

    @property
    def image_path(self) -> Path:
        """Where figures of the search are kept."""
        return self.output_path / "image"

    @property
    def _files_path(self) -> Path:
        """Where its files are: the folder itself."""
        return self.output_path


AbstractPaths = DirectoryPaths
