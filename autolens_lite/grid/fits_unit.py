"""The units of arrays in FITS files, as BUNIT names them."""

from __future__ import annotations

import re
import warnings
from typing import Any

from autolens_lite import check, exc

# What headers write, in small letters, for what astropy knows under the other name. Case counts elsewhere: MJy, mJy.
_SPELLINGS = {
    "electrons": "electron",
    "counts": "count",
    "photons": "photon",
    "sec": "s",
    "seconds": "s",
    "dn": "DN",
    "adu": "adu",
    "jy": "Jy",
    "beam": "beam",
    "pixel": "pixel",
    "pix": "pixel",
}
_WAVELENGTHS = {"lambda", "wavelength", "wavelengths", "lambdas", "rad-1", "1/rad", "rad^-1", "rad**-1"}


def factor_from(name: str, unit: str | None, wanted: str | None) -> float:
    """Return what turns values in `unit` into those in `wanted`, the data's; 1 where either is not known.

    Warns
    -----
    AutoLensWarning
        If that is not 1, or the units are of different kinds.
    """
    if unit is None or wanted is None or _same(unit, wanted):
        return 1.0
    from astropy import units

    given, data = _parsed(unit), _parsed(wanted)
    if given == data:
        return 1.0
    said = f"{name} is in {unit} (BUNIT), but data is in {wanted}"
    if any(isinstance(part, units.UnrecognizedUnit) for part in (given, data)):
        kind = "It is taken to be in the unit of the data"
    elif given.is_equivalent(data):
        factor = float(given.to(data))
        if abs(factor - 1.0) > 1.0e-12:
            check.warn(f"{said}: it is multiplied by {factor:.9g}.")
        return factor
    elif given.is_equivalent(data**2):
        kind = "It seems to hold variances (take their square roots), but is taken as sigma in the unit of the data"
    elif given.is_equivalent(data**-2):
        kind = "It seems to hold weights (pass weights ** -0.5), but is taken as sigma in the unit of the data"
    else:
        kind = "It is taken to be in the unit of the data"
    check.warn(f"{said}. {kind}: correct the header, or pass arrays in one unit.")
    return 1.0


def doubt_one_unit(name: str, unit: str | None, other: str | None) -> None:
    """Warn if only one of two files, of the data and of `name`, says what its unit is."""
    if (unit is None) != (other is None):
        named, unnamed = (name, "data") if other is None else ("data", name)
        check.warn(
            f"{named} is in {unit or other} (BUNIT), but the file of {unnamed} names no unit. It is taken to be in the "
            "same: write BUNIT into its header, or pass arrays in one unit."
        )


def require_wavelengths(unit: str | None, source: str) -> None:
    """Refuse baselines whose unit (BUNIT) is not a wavelength.

    Raises DataError if it is a length, a time or anything else.
    """
    if unit is not None and unit.casefold() not in _WAVELENGTHS and str(_parsed(unit)) not in ("", "1 / rad"):
        raise exc.DataError(
            f"uv_wavelengths, {source}, is in {unit} (BUNIT). Baselines are in wavelengths: divide metres by the "
            "wavelength, multiply kilowavelengths by 1000, and name the unit 'lambda' or not at all."
        )


def _same(first: str, second: str) -> bool:
    """Whether units are spelt alike; case counts (MJy, mJy) where neither is written in capitals alone."""
    if first.isupper() or second.isupper():
        return first.casefold() == second.casefold()
    return first == second


def _parsed(unit: str) -> Any:
    """The unit of astropy; one that it does not know too."""
    from astropy import units

    def spelt(word: re.Match[str]) -> str:
        text = "s" if word[0] == "S" and unit.isupper() else word[0]
        return _SPELLINGS.get(text.lower(), text)

    text = re.sub(r"[A-Za-z]+", spelt, re.sub(r"^e-", "electron", unit))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", units.UnitsWarning)
        return units.Unit(text, parse_strict="silent")
