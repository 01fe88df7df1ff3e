"""Where the pixels of a FITS image lie, as the WCS in its header has it."""

from __future__ import annotations

import functools
import math
import re
import warnings
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check, exc

# Cards of the two image axes, of the primary WCS and of alternate ones: where, how large and how turned the pixels
# are, distortions (SIP, TPV, TNX, DSS), and what their coordinates refer to (EPOCH and RADECSYS are the old names).
# Patterns, which `re` compiles when the first file is read, and keeps.
_AXES = r"WCSNAME|C(TYPE|UNIT|RPIX|RVAL|DELT|NAME)[12]|(CD|PC)[12]_[12]|P[VS][12]_\d+|LONPOLE|LATPOLE|RADESYS|EQUINOX"
_WCS_CARD = (
    rf"({_AXES})[A-Z]?|CROTA[12]|EPOCH|RADECSYS|[AB]P?_(ORDER|DMAX|\d_\d)|WAT[012]_\d{{3}}|LTV[12]|LTM[12]_[12]"
    r"|DATE-OBS|MJD-OBS|DATE-AVG|MJD-AVG|TIMESYS"
    r"|AMD[XY]\d+|CNPIX[12]|PPO\d|[XY]PIXELSZ|PLTRA[HMS]|PLTDEC(SN|[DMS])|PLTSCALE"
)
# Distortions whose tables are in further HDUs.
_TABLE_CARD = r"(CPDIS|D2IMDIS|CQDIS|DP|D2IM)[12](\..*)?|AXISCORR"

_SCALES = ("CDELT1", "CDELT2", "CD1_1", "CD2_2", "CD1_2", "CD2_1", "PC1_1")
_ARCSEC_PER_DEGREE = 3600.0

# Arcsec a pixel of the array itself, where there is no WCS: STPSF (WebbPSF), TinyTim, cut-outs of surveys.
_STATED = ("PIXELSCL", "PIXSCALE")

# The size at the middle of the image counts where that at the WCS' reference pixel differs by more.
_LOCAL = 1.0e-3
# Degrees by which axes may miss a right angle, and the part by which sizes may vary over an image, unsaid.
_SKEW, _SPREAD = 0.1, 1.0e-2
# Two images lie on the same pixels where their WCS agree to this part of a pixel.
_APART = 0.5


class Geometry(NamedTuple):
    """The size of pixels (dy, dx) in arcsec, the angle in degrees by which their axes miss 90, how sizes vary."""

    scales: tuple[float, float]
    skew: float
    spread: float

    def warn(self, source: str) -> None:
        """Warn where pixels are not equal rectangles, for which they are taken."""
        if abs(self.skew) > _SKEW:
            shear = np.tan(0.5 * np.deg2rad(abs(self.skew)))
            check.warn(
                f"The axes of the pixels in {source} are {90.0 - self.skew:.4g} degrees apart on the sky. They are "
                f"taken for rectangles of {self.scales[1]:.4g} x {self.scales[0]:.4g} arcsec, so that everything "
                f"modelled is sheared by {shear:.2g}. Resample the image to rectangular pixels (drizzle)."
            )
        if self.spread > _SPREAD:
            check.warn(
                f"The size of pixels in {source} varies by {100.0 * self.spread:.2g} % over the image, as its WCS has "
                "it. They are taken for equal, of the size at the middle. Cut out the lens, or resample the image."
            )


def is_card(name: str) -> bool:
    """Whether a card of this name says where pixels lie."""
    return bool(re.fullmatch(_WCS_CARD, name) or re.fullmatch(_TABLE_CARD, name))


def cards_of(header: dict[str, Any], source: str) -> dict[str, Any]:
    """Return the cards of a header that define where its pixels lie; none for a WCS that names no axes.

    Warns
    -----
    AutoLensWarning
        If part of the WCS is in tables of other HDUs, and therefore left out.
    """
    tables = sorted({name for name in header if re.fullmatch(_TABLE_CARD, name)})
    if tables:
        check.warn(
            f"The WCS of {source} is distorted by tables of other HDUs ({', '.join(tables[:4])}). They are not looked "
            "at and not written. Resample the image to equal pixels (drizzle) if they matter."
        )
    cards = {name: value for name, value in header.items() if re.fullmatch(_WCS_CARD, name)}
    return {name: value for name, value in cards.items() if isinstance(value, str | bool | int | float)}


def number_of(header: dict[str, Any], names: tuple[str, ...]) -> tuple[str, float]:
    """Return the first of some cards that holds a positive number, and that; an empty name where none does."""
    for name in names:
        value = header.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0.0 < value < np.inf:
            return name, float(value)
    return "", np.nan


def stated_scale(header: dict[str, Any]) -> tuple[str, float]:
    """Return the card that gives the size of pixels in arcsec beside the WCS, and that; an empty name for none."""
    return number_of(header, _STATED)


def are_cards(cards: Any) -> bool:
    """Whether something is names and values that a header can hold, as a file that says so may not have."""
    return isinstance(cards, Mapping) and all(
        isinstance(name, str)
        and re.fullmatch(r"[A-Z0-9_-]{1,8}", name) is not None
        and (isinstance(value, str) or (isinstance(value, int | float) and math.isfinite(value)))
        for name, value in cards.items()
    )


def named_cards(cards: dict[str, Any]) -> dict[str, Any]:
    """Return the cards to be written again: without those of a WCS, primary or alternate, that names no axes."""
    versions = {
        letter for letter in ("", *map(chr, range(65, 91))) if {f"CTYPE1{letter}", f"CTYPE2{letter}"} <= cards.keys()
    }

    def version_of(name: str) -> str:
        match = re.fullmatch(rf"({_AXES})([A-Z])", name)
        return match[match.lastindex or 0] if match else ""

    return {name: value for name, value in cards.items() if version_of(name) in versions}


def geometry_from(cards: dict[str, Any], shape: tuple[int, int]) -> Geometry:
    """Return the geometry of an image (Ny, Nx).

    Raises ValueError if the WCS is not one in angles.
    """
    from astropy import units
    from astropy.wcs.utils import proj_plane_pixel_scales

    if not any(card in cards for card in _SCALES):
        raise ValueError("no size of pixels")
    wcs = _wcs(tuple(cards.items()))
    per_unit = [units.Unit(unit).to(units.arcsec) for unit in wcs.wcs.cunit]
    # Axes of one unit, of which either may be the first: degrees on the sky, or our own linear ones.
    dx, dy = (float(scale) * unit for scale, unit in zip(proj_plane_pixel_scales(wcs), per_unit, strict=True))
    middle, skew = (dy, dx), _skew_of(wcs.pixel_scale_matrix)
    if not (np.isfinite(middle).all() and min(middle) > 0.0):
        raise ValueError("pixels of no size")
    if not wcs.has_celestial:
        return Geometry(middle, skew, 0.0)
    matrices = _local_matrices(wcs, shape)
    sizes = np.linalg.norm(matrices, axis=1)[:, ::-1] * _ARCSEC_PER_DEGREE
    sizes = sizes[np.isfinite(sizes).all(axis=1)]
    if not np.isfinite(matrices[0]).all():
        return Geometry(middle, skew, 0.0)
    if np.abs(sizes[0] / middle - 1.0).max() > _LOCAL:
        middle = (float(sizes[0][0]), float(sizes[0][1]))
    skews = [_skew_of(matrices[0]), skew]
    return Geometry(
        middle, skews[0] if abs(skews[0] - skew) > _SKEW else skew, float(np.abs(sizes / sizes[0] - 1).max())
    )


def scales_from(
    cards: dict[str, Any],
    shape: tuple[int, int],
    source: str,
    given: tuple[float, float] | None,
    tolerance: float,
    stated: tuple[str, float] = ("", np.nan),
) -> tuple[float, float]:
    """Return the size (dy, dx) of pixels in arcsec: the one given, that of the header's WCS, or the one stated there.

    Raises DataError if none is given and the header has no WCS in angles.

    Warns
    -----
    AutoLensWarning
        If two of them differ by more than the tolerance (a part), or pixels are not equal rectangles.
    """
    from astropy import units

    try:
        geometry = geometry_from(cards, shape)
    except (ValueError, units.UnitsError) as error:
        card, scale = stated
        if card:
            return _chosen(given, (scale, scale), f"{card} of {source}", tolerance)
        if given is not None:
            return given
        raise exc.DataError(
            f"pixel_scales is not given, and the header of {source} holds no WCS in angles ({error}). Pass "
            "pixel_scales in arcsec."
        ) from None
    geometry.warn(source)
    card, scale = stated
    if card and given is None and not np.allclose(geometry.scales, scale, rtol=tolerance, atol=0.0):
        check.warn(
            f"{card} = {scale:.6g} in the header of {source}, whose WCS has pixels of ({geometry.scales[0]:.6g}, "
            f"{geometry.scales[1]:.6g}) arcsec. Those of the WCS are used: pass pixel_scales, if the other is right."
        )
    return _chosen(given, geometry.scales, f"the WCS of {source}", tolerance)


def _chosen(
    given: tuple[float, float] | None, held: tuple[float, float], source: str, tolerance: float
) -> tuple[float, float]:
    if given is None:
        return held
    if not np.allclose(given, held, rtol=tolerance, atol=0.0):
        check.warn(
            f"pixel_scales = {given}, but {source} has pixels of ({held[0]:.6g}, {held[1]:.6g}) arcsec. What is passed "
            "is used: leave it out for that of the file."
        )
    return given


def difference_of(cards: dict[str, Any], others: dict[str, Any], shape: tuple[int, int]) -> str:
    """Say in figures how the pixels (Ny, Nx) that `others` describe differ from those of `cards`; empty for not."""
    wanted = [named_cards({name: value for name, value in c.items() if name != "WCSNAME"}) for c in (cards, others)]
    if not all(wanted) or wanted[0] == wanted[1]:
        return ""
    from astropy import units  # 10 MB, for files alone

    try:
        first, second = (geometry_from(part, shape) for part in wanted)
        found = []
        if not np.allclose(first.scales, second.scales, rtol=_LOCAL, atol=0.0):
            found.append(
                f"pixels of ({second.scales[0]:.4g}, {second.scales[1]:.4g}) arcsec, not ({first.scales[0]:.4g}, "
                f"{first.scales[1]:.4g})"
            )
        apart = _apart(_wcs(tuple(wanted[0].items())), _wcs(tuple(wanted[1].items())), shape)
    except (ValueError, units.UnitsError):
        return ""
    if apart > _APART * min(first.scales):
        found.append(f"a pixel that lies {apart:.4g} arcsec elsewhere on the sky")
    return " and ".join(found)


def rotation_between(cards: dict[str, Any], others: dict[str, Any]) -> float | None:
    """Return the angle in degrees, of -180 to 180, between the directions of North in two images' pixels.

    It is None where a header has no celestial axes.
    """
    angles = []
    for part in (cards, others):
        if "CTYPE1" not in part:
            return None
        try:
            wcs = _wcs(tuple(part.items()))
            if not wcs.has_celestial:
                return None
            x, y = np.linalg.solve(wcs.celestial.pixel_scale_matrix, (0.0, 1.0))
        except (ValueError, np.linalg.LinAlgError):
            return None
        angles.append(np.arctan2(x, y))
    return float(np.rad2deg(np.angle(np.exp(1j * (angles[1] - angles[0])))))


def east_is_left(cards: dict[str, Any]) -> bool:
    """Whether right ascension grows to the left on an image, as it does where North is up."""
    if "CTYPE1" not in cards:
        return False
    try:
        wcs = _wcs(tuple(cards.items()))
        return bool(wcs.has_celestial and np.linalg.det(wcs.celestial.pixel_scale_matrix) < 0.0)
    except ValueError:
        return False


@functools.lru_cache(maxsize=8)
def _wcs(cards: tuple[tuple[str, Any], ...]) -> Any:
    from astropy.io import fits
    from astropy.utils.exceptions import AstropyWarning
    from astropy.wcs import WCS

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AstropyWarning)
        header = fits.Header()
        for name, value in cards:
            header[name] = value
        wcs = WCS(header, naxis=2)
        wcs.wcs.set()
    return wcs


def _skew_of(matrix: np.ndarray) -> float:
    """By how many degrees the angle between the columns of a matrix, the axes of a pixel, misses 90."""
    cosine = matrix[:, 0] @ matrix[:, 1] / np.prod(np.linalg.norm(matrix, axis=0))
    return float(np.rad2deg(np.arcsin(np.clip(cosine, -1.0, 1.0))))


def _local_matrices(wcs: Any, shape: tuple[int, int]) -> np.ndarray:
    """d (offsets in degrees on the sky) / d (pixel) at the middle and the corners of an image, (5, 2, 2)."""
    rows, columns = shape
    x = 0.5 * (columns - 1) * (1.0 + np.array([0.0, -1.0, 1.0, -1.0, 1.0]))
    y = 0.5 * (rows - 1) * (1.0 + np.array([0.0, -1.0, -1.0, 1.0, 1.0]))
    steps = []
    for sx, sy in ((0.5, 0.0), (0.0, 0.5)):
        ahead, behind = (_lon_lat(wcs, x + sign * sx, y + sign * sy) for sign in (1.0, -1.0))
        turn = (ahead[0] - behind[0] + 180.0) % 360.0 - 180.0
        latitude = np.deg2rad(0.5 * (ahead[1] + behind[1]))
        steps.append(np.stack([turn * np.cos(latitude), ahead[1] - behind[1]], axis=-1))
    return np.stack(steps, axis=-1)


def _lon_lat(wcs: Any, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    world = wcs.all_pix2world(x, y, 0)
    return world[wcs.wcs.lng], world[wcs.wcs.lat]


def _apart(first: Any, second: Any, shape: tuple[int, int]) -> float:
    """The greatest distance in arcsec between where two WCS put the middle and the corners of an image."""
    from astropy import units

    rows, columns = shape
    x = 0.5 * (columns - 1) * (1.0 + np.array([0.0, -1.0, 1.0, -1.0, 1.0]))
    y = 0.5 * (rows - 1) * (1.0 + np.array([0.0, -1.0, -1.0, 1.0, 1.0]))
    if first.has_celestial and second.has_celestial:
        places = [wcs.celestial.pixel_to_world(x, y) for wcs in (first, second)]
        return float(places[0].separation(places[1].transform_to(places[0])).to_value(units.arcsec).max())
    if first.has_celestial or second.has_celestial:
        return 0.0
    offsets = [
        np.stack([values * units.Unit(unit).to(units.arcsec) for values, unit in zip(w, wcs.wcs.cunit, strict=True)])
        for wcs, w in ((wcs, wcs.all_pix2world(x, y, 0)) for wcs in (first, second))
    ]
    return float(np.linalg.norm(offsets[0] - offsets[1], axis=0).max())
