"""What the converters to and from other codes share: a table of rows, looked up by our class or by their name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autolens_lite import arguments, check, exc
from autolens_lite.arrays import numbers_from
from autolens_lite.profile import ellipse, light, mass
from autolens_lite.profile.light.families import LightProfileLinear, LightProfileOperated, LightProfileSNR

Parameters = dict[str, Any]
_FAMILIES = {"mass": mass, "light": light}


class Given(dict[str, Any]):
    """Parameters of another code, which remembers those that were asked for."""

    def __init__(self, name: str, parameters: Parameters) -> None:
        if not isinstance(parameters, Mapping):
            shown = arguments.shown(parameters)
            raise exc.ParameterError(f"The parameters of {name} are {shown}. Pass a dict of numbers by name.")
        super().__init__({key: _number(f"{name}: {key}", value) for key, value in parameters.items()})
        self._name = name
        self._used: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self._used.add(key)
        if key not in self:
            raise exc.ParameterError(f"{self._name} has no parameter '{key}'. {check.suggestion(key, self)}")
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a parameter, or `default` where it was not given."""
        self._used.add(key)
        return super().get(key, default)

    def refuse_unused(self) -> None:
        """Refuse parameters that nobody asked for: they would be lost."""
        unused = [key for key in self if key not in self._used]
        if unused:
            raise exc.ParameterError(
                f"{self._name} has the parameter '{unused[0]}', which has no meaning here. "
                f"{check.suggestion(unused[0], self._used)}"
            )


@dataclass(frozen=True)
class Row:
    """One of our profiles, the other code's name of it, and the way there and back.

    Attributes
    ----------
    ours
        Names of our classes, after "mass." or "light."; the first is the one that comes back.
    theirs
        The other code's name.
    there
        Their parameters of a profile of ours.
    back
        Our constructor's arguments of their parameters; None where the name means another row on the way back.
    """

    ours: tuple[str, ...]
    theirs: str
    there: Callable[[Any], Parameters]
    back: Callable[[Given], Parameters] | None = None

    @property
    def family(self) -> str:
        """Mass or light."""
        return self.ours[0].partition(".")[0]

    def holds(self, profile: Any) -> bool:
        """Whether a profile is one of ours, of the same name: a subclass of another name may mean something else.

        (A linear or an operated profile has the name of the profile that it derives from.)
        """
        for name in self.ours:
            family, _, cls = name.partition(".")
            if cls == type(profile).__name__ and isinstance(profile, getattr(_FAMILIES[family], cls, ())):
                return True
        return False


class Table:
    """The rows of one code.

    Parameters
    ----------
    code
        Its name, for messages.
    rows
        The first row of a name is the one that is read back.
    """

    def __init__(self, code: str, rows: Iterable[Row]) -> None:
        self.code = code
        self.rows = tuple(rows)

    def row_of(self, profile: Any, family: str | None = None) -> Row | None:
        """Return the row of a profile, or None where the other code has no such profile."""
        _refuse_family(family)
        rows = [row for row in self.rows if row.holds(profile) and family in (None, row.family)]
        if len({row.family for row in rows}) > 1:
            raise exc.ParameterError(
                f"{type(profile).__name__} is light and mass. Say which is meant: family='light' or family='mass'."
            )
        return rows[0] if rows else None

    def there(self, profile: Any, family: str | None = None) -> tuple[str, Parameters]:
        """Return the other code's name and parameters of a profile.

        Warns
        -----
        AutoLensWarning
            If its intensity is solved for, or its image is convolved already: the other code knows neither.
        """
        row = self.row_of(profile, family)
        if row is None:
            raise exc.ParameterError(
                f"profile: {self.code} has no counterpart of {type(profile).__name__} that the converter knows. It "
                f"knows {', '.join(sorted({name for row in self.rows for name in row.ours}))}."
            )
        if row.family == "light":
            self._doubt(profile)
        return row.theirs, {name: check.plain(value) for name, value in row.there(profile).items()}

    def _doubt(self, profile: Any) -> None:
        """Refuse a light profile that has no intensity yet; warn of what the other code has no word for."""
        name = type(profile).__name__
        if isinstance(profile, LightProfileSNR) and np.all(profile.intensity == 0.0):
            raise exc.ParameterError(
                f"{name} of al.lp_snr has no intensity yet, hence no light. Call its set_intensity_from(...), or pass "
                "the profile of al.lp."
            )
        if isinstance(profile, LightProfileLinear):
            check.warn(
                f"{name} of al.lp_linear has no intensity yet: that which is passed to {self.code} is of an intensity "
                "of 1. Pass the profile of al.lp with the intensity that a fit has solved for, unless it solves again."
            )
        if isinstance(profile, LightProfileOperated):
            check.warn(
                f"{name} of al.lp_operated is convolved with the PSF already, for which {self.code} has no word: do "
                "not let it convolve this profile."
            )

    def back(self, name: str, parameters: Parameters, family: str | None = None) -> Any:
        """Return our profile of the other code's name and parameters."""
        _refuse_family(family)
        if not isinstance(name, str):
            raise exc.ParameterError(f"name = {arguments.shown(name)} is not text. Pass a name that {self.code} has.")
        rows = [row for row in self.rows if row.theirs == name and row.back and family in (None, row.family)]
        if not rows:
            known = {row.theirs for row in self.rows if row.back}
            raise exc.ParameterError(f"The converter knows no {self.code} '{name}'. {check.suggestion(name, known)}")
        if len({row.family for row in rows}) > 1:
            raise exc.ParameterError(
                f"{self.code} has a '{name}' of light and one of mass. Say which is meant: family='light' or "
                f"family='mass'."
            )
        family, _, cls = rows[0].ours[0].partition(".")
        given = Given(f"{self.code}'s {name}", parameters)
        back = rows[0].back
        assert back is not None  # of such rows alone is the list
        ours = back(given)
        given.refuse_unused()
        return getattr(_FAMILIES[family], cls)(**ours)


def mass_names(*names: str) -> tuple[str, ...]:
    """Return the names of mass profiles, as a row has them."""
    return tuple(f"mass.{name}" for name in names)


def light_names(*names: str) -> tuple[str, ...]:
    """Return the names of light profiles, as a row has them."""
    return tuple(f"light.{name}" for name in names)


def q_of(profile: Any) -> Any:
    """Return the axis ratio of a profile, 1 of a spherical one."""
    return ellipse.axis_ratio_from(getattr(profile, "ell_comps", (0.0, 0.0)))


def _number(name: str, value: Any) -> Any:
    """A parameter as it is, if it is a number, or an array of them that is made of a list."""
    value = check.plain(value)
    if check.is_number(value):
        check.finite(name, value)
        return value
    array = numbers_from(name, value)
    if not np.isfinite(array).all():
        raise exc.DataError(f"{name} holds numbers that are not finite. Pass finite ones.")
    return array


def _refuse_family(family: Any) -> None:
    if family is not None and not (isinstance(family, str) and family in _FAMILIES):
        raise exc.ParameterError(f"family = {arguments.shown(family)} is unknown. Pass 'mass', 'light' or None.")
