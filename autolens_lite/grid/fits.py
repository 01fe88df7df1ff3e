"""FITS files on disk: read into native byte order with errors that say what is wrong, written whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import os
import re
import struct
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import arguments, check, exc, storage
from autolens_lite.grid import fits_frame, fits_guard, fits_numbers

Hdu = int | str | tuple[str, int]
"""An HDU: its number, its name (EXTNAME, in any case), or name and version (EXTVER) where several have one name."""

# A header's size of pixels and a script's agree to this part: both are often rounded.
_SCALE_TOLERANCE = 1.0e-2

# Beside those of the WCS: the name, the unit, and how finely a PSF is sampled.
_OTHER_CARDS = {"ROWORDER", "PIXSCAY", "EXTNAME", "BUNIT", "PIXELSCL", "PIXSCALE", "DET_SAMP", "OVERSAMP"}

# Which row of an image a file begins with, and the card that says so.
_ORDERS = {"bottom": "BOTTOM-UP", "top": "TOP-DOWN"}
ROW_ORDER = "ROWORDER"

# What PyAutoLens' JSON has in it; how many files beside an image are asked for it, and how many of their first bytes.
_OF_PEER = re.compile(rb'"class_path": *"auto(lens|galaxy|array|fit)\.')
_MOST_BESIDE, _START = 20, 1000

# Ways to pack files in which none are written.
_PACKED = {".bz2", ".xz", ".z", ".zip", ".fz", ".lzma"}

# What astropy, its codecs and the struct module raise for files that are damaged or forged.
_ERRORS: tuple[type[Exception], ...] = (
    *fits_guard.DAMAGES,
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    MemoryError,
    TypeError,
    ValueError,
    struct.error,
)


class Image(NamedTuple):
    """An image (Ny, Nx), its top row first, and what its header says of it.

    Attributes
    ----------
    cards
        Of the WCS (see `fits_frame`); empty where there is none.
    unit
        BUNIT; None where there is none.
    header
        All cards that are looked at; `source` names the HDU in messages.
    first_row
        Which row of the image the file begins with: "bottom" or "top".
    """

    values: np.ndarray
    cards: dict[str, Any]
    unit: str | None
    header: dict[str, Any]
    source: str
    first_row: str = "bottom"

    def scales_from(self, pixel_scales: tuple[float, float] | None) -> tuple[float, float]:
        """Return the pixels' size (dy, dx) in arcsec: the one given, or that of the header; see `fits_frame`."""
        shape = self.values.shape
        return fits_frame.scales_from(self.cards, shape, self.source, pixel_scales, _SCALE_TOLERANCE, self.stated_scale)

    @property
    def stated_scale(self) -> tuple[str, float]:
        """The card that gives the size of pixels in arcsec beside the WCS, and that; see `fits_frame`."""
        return fits_frame.stated_scale(self.header)

    @property
    def named_cards(self) -> dict[str, Any]:
        """The cards of the WCS as `write` takes them, without axes that have no names; and a row order of its own."""
        cards = fits_frame.named_cards(self.cards)
        is_usual = self.first_row == _configured() == "bottom"
        return cards if is_usual else cards | {ROW_ORDER: _ORDERS[self.first_row]}


def read(file_path: str | Path, hdu: Hdu = 0) -> np.ndarray:
    """Return a copy of the array in one HDU, rows in the order of the file, in the machine's byte order.

    Raises DataError if the file is absent or no FITS file, or the HDU is absent or holds no array.
    """
    return read_with_header(file_path, hdu)[0]


def read_with_header(file_path: str | Path, hdu: Hdu = 0, name: str = "hdu") -> tuple[np.ndarray, dict[str, Any]]:
    """Return what `read` does, and the cards of the HDU's header that say where pixels lie and what values mean.

    `name` is that of the argument `hdu`, for messages.
    """
    path = existing(file_path)
    with opened(path) as hdus:
        chosen = hdus[_index(hdus, hdu, path, name)]
        if not _holds_array(chosen):
            filled = [i for i, h in enumerate(hdus) if _holds_array(h)]
            raise exc.DataError(f"HDU {hdu} of '{path}' holds no array. HDUs with an array: {filled or 'none'}.")
        fits_guard.require_room(chosen.size, f"HDU {hdu} of '{path}'")
        # Others may be damaged; and where values are scaled, reading them removes the cards that say so.
        header = {
            card: chosen.header[card] for card in chosen.header if card in _OTHER_CARDS or fits_frame.is_card(card)
        }
        bits, is_scaled = chosen.header.get("BITPIX", 0), any(card in chosen.header for card in ("BSCALE", "BZERO"))
        if chosen.verify_datasum() == 0:
            check.warn(
                f"HDU {hdu} of '{path}' has other data than its DATASUM was computed of: they were changed or damaged "
                "since. They are taken as they are. Get the file again, or correct the card."
            )
        is_confirmed = chosen.verify_checksum() == 1
        data = chosen.data
        if not is_confirmed:
            fits_numbers.check(data, bits, is_scaled, f"HDU {hdu} of '{path}'")
        return np.array(data, dtype=data.dtype.newbyteorder("="), order="C"), header


def image_from(file_path: str | Path, hdu: Hdu = 0, name: str = "hdu", first_row: str | None = None) -> Image:
    """Return the image in one HDU; of a cube of one plane, such as those of radio telescopes, that plane.

    `first_row` says whether the file begins with the "bottom" of the image, as the standard has it, or with the "top",
    as files of PyAutoLens do; None asks its header (ROWORDER), and then `fits_first_row` in `config/general.yaml`.

    Raises DataError if the HDU holds an array that is not two-dimensional.
    """
    values, header = read_with_header(file_path, hdu, name)
    if values.ndim < 2 or any(n != 1 for n in values.shape[:-2]):
        raise exc.DataError(
            f"HDU {hdu} of '{file_path}' has shape {values.shape}, which is not an image. Pass the number or the name "
            "of an HDU with an image, or read the file and pass one plane of it as an array."
        )
    source = f"HDU {hdu} of '{file_path}'"
    unit = str(header.get("BUNIT", "")).strip() or None
    first_row = first_row_from(first_row, header, source, Path(file_path).parent)
    image = values.reshape(values.shape[-2:])
    image = image if first_row == "top" else np.flipud(image)
    return Image(image, fits_frame.cards_of(header, source), unit, header, source, first_row)


def first_row_from(given: str | None, header: dict[str, Any], source: str, folder: Path | None = None) -> str:
    """Which row a file, of a folder, begins with: as given, as its header says, or as configured."""
    if given is not None and not (isinstance(given, str) and given in _ORDERS):
        raise exc.DataError(f"first_row = {arguments.shown(given)} is neither 'bottom' nor 'top'. Pass one of these.")
    order = str(header.get(ROW_ORDER, "")).strip().upper()
    told = next((row for row, name in _ORDERS.items() if name == order), None)
    if given is None and told is None and _configured() == "bottom":
        sign = "has cards (PIXSCAY)" if "PIXSCAY" in header else _sign_beside(folder)
        if sign:
            check.warn(
                f"{source} {sign} of PyAutoLens, which begins files with the top row: read from the bottom, the image "
                "is upside down. Pass first_row='top', or set fits_first_row: top in config/general.yaml; or pass "
                "first_row='bottom', if it is right."
            )
    if given is not None and told is not None and given != told:
        check.warn(f"first_row = {given!r}, but {source} says that it begins with its {told} row ({ROW_ORDER}).")
    return given or told or _configured()


def _sign_beside(folder: Path | None) -> str:
    """What says that the files of a folder are PyAutoLens': its JSON of a tracer, positions and the like."""
    if folder is None:
        return ""
    for path in itertools.islice(sorted(folder.glob("*.json")), _MOST_BESIDE):
        with contextlib.suppress(OSError), path.open("rb") as stream:
            if _OF_PEER.search(stream.read(_START)):
                return f"lies beside '{path.name}'"
    return ""


def _configured() -> str:
    """Which row files begin with by the configuration."""
    from autolens_lite import config  # half a millisecond, which sessions without files save

    row = config.general("fits_first_row")
    if row not in _ORDERS:
        raise exc.ConfigError(f"fits_first_row = {row!r} in general.yaml is neither 'bottom' nor 'top'. Write one.")
    theirs = config.section("general").get("fits")
    if isinstance(theirs, dict) and theirs.get("flip_for_ds9"):
        check.warn("flip_for_ds9 in general.yaml counts for nothing. Write fits_first_row: top or bottom in its place.")
    return str(row)


def pixel_scales(file_path: str | Path, hdu: Hdu = 0) -> tuple[float, float]:
    """Return the size (dy, dx) in arcsec of an image's pixels, as the WCS in the header of its HDU has it.

    Raises DataError if the header has no WCS in angles.
    """
    return image_from(file_path, hdu).scales_from(None)


def wcs_cards(file_path: str | Path, hdu: Hdu = 0) -> dict[str, Any]:
    """Return the header cards of an image's WCS, as `write` takes them; empty where there is none."""
    return image_from(file_path, hdu).named_cards


def _index(hdus: Any, hdu: Hdu, path: Path, argument: str) -> int:
    """The number of an HDU that is named or numbered."""
    if isinstance(hdu, str):
        return _named(hdus, hdu, None, path, argument)
    if isinstance(hdu, tuple | list) and len(hdu) == 2 and isinstance(hdu[0], str) and _is_whole(hdu[1]):
        return _named(hdus, hdu[0], int(hdu[1]), path, argument)
    if not _is_whole(hdu) or not 0 <= hdu < len(hdus):  # type: ignore[operator]
        raise exc.DataError(
            f"{argument} = {hdu!r} is not in '{path}', which has {len(hdus)} HDUs (0 to {len(hdus) - 1}). Pass a "
            "number, a name, or a name and a version: ('SCI', 1)."
        )
    return int(hdu)  # type: ignore[arg-type]


def _holds_array(hdu: Any) -> bool:
    # random groups, of visibilities, are of the class of images
    return hdu.is_image and hdu.size > 0 and hdu.header.get("GROUPS") is not True


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _named(hdus: Any, name: str, version: int | None, path: Path, argument: str) -> int:
    same = [i for i, h in enumerate(hdus) if h.name == name.strip().upper()]
    shown = repr(name) if version is None else repr((name, version))
    if not same:
        names = [h.name for h in hdus]
        raise exc.DataError(f"{argument} = {shown} is not in '{path}'. Its HDUs are named {names}; numbers work too.")
    found = [i for i in same if version is None or hdus[i].ver == version]
    if len(found) != 1:
        held = ", ".join(f"({name!r}, {hdus[i].ver}) is number {i}" for i in same)
        said = "is not" if not found else f"is {len(found)} HDUs"
        raise exc.DataError(f"{argument} = {shown} {said} in '{path}': {held}. Pass one of them, or its number.")
    return found[0]


def _codec_errors() -> tuple[type[Exception], ...]:
    """What astropy raises for damaged tiles, which it has no public name for."""
    try:
        from astropy.io.fits.hdu.compressed._compression import CfitsioException
    except ImportError:
        return ()
    return (CfitsioException,)


def header_of(file_path: str | Path, hdu: Hdu = 0) -> Any:
    """Return a copy of the header, of astropy, of one HDU; errors as of `read`."""
    path = existing(file_path)
    with opened(path) as hdus:
        return hdus[_index(hdus, hdu, path, "hdu")].header.copy()


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Yield the HDUs of a file, which are read when first used, while this context lasts.

    Raises DataError if the file is not a FITS file or damaged, or is smaller than its headers claim (`fits_guard`).
    """
    from astropy.io import fits
    from astropy.utils.exceptions import AstropyUserWarning

    try:
        # Opened here, as astropy leaves its own handle open where it fails. What it warns of is harmless (missing
        # padding) or the reason of the error that follows.
        with warnings.catch_warnings(), fits_guard.checked(path) as stream:
            warnings.simplefilter("ignore", AstropyUserWarning)
            # Unsigned integers as floats, since astropy leaves BLANK in them.
            with fits.open(stream, memmap=False, uint=False) as hdus:
                yield hdus
    except exc.AutoLensError:
        raise
    except (*_ERRORS, fits.VerifyError, *_codec_errors()) as error:
        reason = str(error) or type(error).__name__
        raise exc.DataError(f"'{path}' cannot be read as FITS: {reason}. Check that the file is whole.") from error


def write(
    file_path: str | Path,
    arrays: dict[str, np.ndarray],
    overwrite: bool = False,
    cards: dict[str, Any] | None = None,
    tables: dict[str, dict[str, np.ndarray]] | None = None,
    units: Mapping[str, str | None] | None = None,
    own_cards: Mapping[str, dict[str, Any]] | None = None,
) -> None:
    """Write named arrays as the HDUs of one FITS file (the first one primary), rows in the order given.

    `cards` are header cards of each, such as those of a WCS, but for arrays with `own_cards`, by name. `tables` follow:
    named columns of numbers each. `units` are the arrays' own (BUNIT), by name; None for those that have none. A file
    whose name ends in .gz is packed.

    Raises DataError if the file exists and `overwrite` is not set.
    """
    path = writable(file_path, overwrite)
    hdus = hdu_list_of(arrays, cards, tables, units, own_cards)
    for hdu in hdus[: len(arrays)]:
        if fits_numbers.are_of_another_kind(hdu.data, hdu.header["BITPIX"]):
            hdu.add_checksum(when="")  # which says that they are not
    with storage.replacing(path) as stream:
        if path.suffix.lower() == ".gz":
            with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
                hdus.writeto(packed)
        else:
            hdus.writeto(stream)


def hdu_list_of(
    arrays: dict[str, np.ndarray],
    cards: dict[str, Any] | None = None,
    tables: dict[str, dict[str, np.ndarray]] | None = None,
    units: Mapping[str, str | None] | None = None,
    own_cards: Mapping[str, dict[str, Any]] | None = None,
) -> Any:
    """Return what `write` writes as an HDUList of astropy."""
    from astropy.io import fits

    names = list(arrays)
    hdus = [fits.PrimaryHDU(arrays[names[0]]), *(fits.ImageHDU(arrays[name], name=name) for name in names[1:])]
    hdus[0].header["EXTNAME"] = names[0].upper()
    for name, hdu in zip(names, hdus, strict=True):
        for keyword, value in ((own_cards or {}).get(name, cards) or {}).items():
            hdu.header.append(_card(keyword, value), end=True)
        if units and units.get(name):
            hdu.header["BUNIT"] = units[name]
    for name, columns in (tables or {}).items():
        cells = [fits.Column(name=column, format="D", array=values) for column, values in columns.items()]
        hdus.append(fits.BinTableHDU.from_columns(cells, name=name))
    return fits.HDUList(hdus)


def write_images(
    file_path: str | Path,
    images: dict[str, np.ndarray],
    overwrite: bool = False,
    cards: dict[str, Any] | None = None,
    own_cards: Mapping[str, dict[str, Any]] | None = None,
    **others: Any,
) -> None:
    """Write images, their top rows first, in the row order that `cards` name (ROWORDER), or that is configured.

    The file says so where that is not from bottom to top. `others` go to `write`.
    """
    images, cards, own_cards = framed(images, cards, own_cards)
    write(file_path, images, overwrite, cards, own_cards=own_cards, **others)


def framed(
    images: dict[str, np.ndarray],
    cards: dict[str, Any] | None = None,
    own_cards: Mapping[str, dict[str, Any]] | None = None,
) -> tuple[dict[str, np.ndarray], dict[str, Any] | None, dict[str, dict[str, Any]]]:
    """Return images, cards and own cards of each as `write_images` writes them."""
    named = [dict(each) for each in (cards or {}, *(own_cards or {}).values())]
    order = named[0].get(ROW_ORDER, _ORDERS[_configured()])
    if order == _ORDERS["top"]:
        for each in named:
            each[ROW_ORDER] = order
            if each.get("CTYPE2") == "Y":  # linear axes, of which y is up
                each["CDELT2"] = -abs(each["CDELT2"])
    else:
        images = {name: np.flipud(image) for name, image in images.items()}
    return images, named[0] or None, dict(zip(own_cards or {}, named[1:], strict=True))


def _card(name: str, value: Any) -> Any:
    """A card with all 17 digits of a number, for which astropy leaves no room where it has an exponent."""
    from astropy.io import fits

    if isinstance(value, float) and np.isfinite(value):
        return fits.Card.fromstring(f"{name:<8}= {repr(float(value)).upper():>20}")
    return fits.Card(name, value)


def existing(file_path: str | Path, name: str = "file_path") -> Path:
    """Return `file_path`, the argument of that name, as a Path, refusing what is not a file."""
    path = _path(file_path, name)
    try:
        is_file = path.is_file()
    except OSError as error:  # a name that is too long, or a folder that cannot be looked into
        raise exc.DataError(f"{name} = {arguments.shown(str(path))} cannot be read: {error.strerror}.") from error
    if not is_file:
        try:
            here = f"working directory: '{Path.cwd()}'"
        except OSError:
            here = "the working directory has been removed"
        raise exc.MissingFileError(f"{name} = '{path}' is not a file. Check the path ({here}).")
    return path


def writable(file_path: str | Path, overwrite: bool) -> Path:
    """Return `file_path` as a Path whose folder exists, refusing a file that must not be replaced."""
    path = _path(file_path, "file_path")
    if path.suffix.lower() in _PACKED:
        raise exc.DataError(f"'{path}' would not be packed as its suffix says. End the name in .fits, or .fits.gz.")
    try:
        exists = path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise exc.DataError(
            f"{arguments.shown(str(path.parent))} cannot be made: {error.strerror}. Choose another folder or name."
        ) from error
    if exists and not overwrite:
        raise exc.DataError(f"'{path}' exists. Pass overwrite=True to replace it, or another path.")
    return path


def _path(file_path: Any, name: str) -> Path:
    check.kind(name, file_path, str | os.PathLike, "Pass the path of a file, as text or a Path.", exc.DataError)
    return Path(file_path)
