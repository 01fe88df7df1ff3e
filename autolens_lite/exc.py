"""The errors and warnings of the library: each message names the argument, its value and the remedy."""

from typing import Any


def _printable(part: Any) -> Any:
    """Text without half pairs of surrogates, as undecodable names of files have, which no UTF-8 can be written of."""
    return part.encode("utf-8", "backslashreplace").decode() if isinstance(part, str) else part


class AutoLensError(Exception):
    """Base of every error raised on purpose."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*map(_printable, args))


class BackendError(AutoLensError, ValueError):
    """An unknown backend, two backends in one computation, or a feature that a backend lacks."""


class ConfigError(AutoLensError, ValueError):
    """A configuration file that is missing, unreadable or inconsistent."""


class DataError(AutoLensError, ValueError):
    """Data, a mask or a grid that cannot be used as given."""


class MissingFileError(DataError, FileNotFoundError):
    """A file that is not there."""


class ParameterError(AutoLensError, ValueError):
    """A parameter of a profile, galaxy, mesh or regularization that is out of its range or unknown."""


ProfileException = ParameterError  # as PyAutoLens calls it


class ModelError(AutoLensError, ValueError):
    """A model that cannot be composed or fitted as given."""


class SearchError(AutoLensError, ValueError):
    """Impossible settings of a search, or a likelihood that cannot be sampled."""


class ResumeError(SearchError):
    """Stored results that belong to other data, another model, other priors or other settings."""


class AutoLensWarning(UserWarning):
    """Something that is allowed but probably not meant."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*map(_printable, args))
