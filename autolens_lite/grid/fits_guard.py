"""What the headers of a FITS file claim, held against the file itself before anything of it is read."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import math
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from autolens_lite import check, exc

_BLOCK, _CARD = 2880, 80
# 200,000 cards: real headers have up to some thousand.
_LONGEST_HEADER = 16 * 2**20
_MOST_HDUS = 10_000

# Compressed content (gzip, bzip2, xz, or tiles) may be this large (bytes); where it is larger, at most this many times
# the size of what is stored. Images of the sky shrink by factors of 2 to 10.
_COMPRESSED_SIZE, _COMPRESSED_RATIO = 2**28, 100

_OPENERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
_ARCHIVES = {b"PK\x03\x04": "a zip archive", b"\x1f\x9d": "compressed by `compress`"}

_VALUE = rb"= *([^ /]+)"
# Cards that say how large the data are, and how they are stored.
_OF_SIZE = rb"Z?(BITPIX|NAXIS\d*|TILE\d+)|PCOUNT|GCOUNT|TFIELDS|BSCALE|BZERO"
_BITS = {8, 16, 32, 64, -32, -64}

DAMAGES = (EOFError, zlib.error, lzma.LZMAError, OSError)
"""What reading a damaged compressed stream raises."""


class _Layout(NamedTuple):
    """The numbers of one header that say how much data follows, and of what shape."""

    bitpix: int
    axes: list[int]
    groups: int
    parameters: int
    is_groups: bool

    @property
    def size(self) -> int:
        """The bytes of the data."""
        axes = self.axes[1:] if self.is_groups else self.axes
        values = math.prod(axes) if axes else 0
        return abs(self.bitpix) // 8 * self.groups * (self.parameters + values)

    @property
    def text(self) -> str:
        return ", ".join(f"NAXIS{i} = {n}" for i, n in enumerate(self.axes[:3], start=1))


@contextlib.contextmanager
def checked(path: Path) -> Iterator[BinaryIO]:
    """Yield the content of a FITS file, unpacked where it is compressed, that has the size its headers claim.

    Raises DataError if it does not start as FITS does, a header is malformed, the file is shorter than its headers say,
    or content that is compressed has a size that it will hardly have.

    Warns
    -----
    AutoLensWarning
        If there is more in it than its headers say.
    """
    with path.open("rb") as file:
        start = file.read(6)
        file.seek(0)
        kind = next((kind for magic, kind in _ARCHIVES.items() if start.startswith(magic)), None)
        if kind is not None:
            raise _unreadable(path, f"it is {kind}. Unpack it")
        opener: Any = next((opener for magic, opener in _OPENERS.items() if start.startswith(magic)), None)
        stored = os.fstat(file.fileno()).st_size
        if opener is None:
            _check(file, path, stored)
            file.seek(0)
            yield file
            return
        with opener(file, "rb") as stream:
            _check(stream, path, max(_COMPRESSED_SIZE, _COMPRESSED_RATIO * stored), packed=file)
            stream.seek(0)
            yield stream


def require_room(size: int, name: str) -> None:
    """Refuse an array of more bytes than the machine has memory, as a file with holes may claim."""
    memory = _memory()
    if size > memory:
        raise exc.DataError(
            f"{name} has {_bytes(size)}, but this machine has {_bytes(memory)} of memory. Pass a part of it, as an "
            "array or in a file of its own."
        )


def _memory() -> float:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return math.inf
    return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")


def _check(stream: BinaryIO, path: Path, limit: int, packed: BinaryIO | None = None) -> None:
    """Go through all HDUs from header to header.

    `limit` is where the content ends, or, of a compressed file, becomes unlikely; `packed` is that file itself, of
    which as much has been read as has been unpacked.
    """
    position = 0
    for number in range(_MOST_HDUS):
        stream.seek(position)
        cards = _cards(stream, number, path)
        if cards is None:
            return
        layout = _layout_of(cards, "NAXIS", "BITPIX", number, path)
        start, size = stream.tell(), layout.size
        end = start + size
        if packed is not None and start > max(_COMPRESSED_SIZE, _COMPRESSED_RATIO * packed.tell()):
            raise _unlikely(path, number, layout, start)
        if end > limit:
            left = max(limit - start, 0)
            if packed is not None:
                raise _unlikely(path, number, layout, size)
            raise _unreadable(
                path, f"HDU {number} ({layout.text}) needs {_bytes(size)}, but the file has {_bytes(left)} left for it"
            )
        if size:
            stream.seek(end - 1)
            if not stream.read(1):
                raise _unreadable(path, f"HDU {number} ({layout.text}) needs {_bytes(size)}, and the file ends before")
        if cards.get(b"ZIMAGE") == b"T":
            image = _layout_of(cards, "ZNAXIS", "ZBITPIX", number, path)
            if image.size > max(_COMPRESSED_SIZE, _COMPRESSED_RATIO * size):
                raise _unlikely(path, number, image, image.size)
            _layout_of(cards, "ZTILE", "ZBITPIX", number, path, total=len(image.axes))
        position = start + -(-size // _BLOCK) * _BLOCK
        stream.seek(end)
        _doubt_filling(stream.read(position - end), number, layout, path)
    raise _unreadable(path, f"it has more than {_MOST_HDUS} HDUs")


def _doubt_filling(filling: bytes, number: int, layout: _Layout, path: Path) -> None:
    """Warn of numbers in what fills the last block of data up, which are zeros, or blanks in tables of text."""
    if filling.strip(b"\0 "):
        check.warn(
            f"HDU {number} ({layout.text}) of '{path}' is followed by bytes that its header does not tell of. If an "
            "axis is longer than that, numbers are read into the wrong pixels: write the file anew, or correct it."
        )


def _cards(stream: BinaryIO, number: int, path: Path) -> dict[bytes, bytes] | None:
    """The values of one header by keyword, of which the first counts; None where no further HDU follows.

    Of cards that say how large the data are, and how they are stored, there may not be two that differ: astropy reads
    some by the first and some by the last.
    """
    found: dict[bytes, bytes] = {}
    for length in range(0, _LONGEST_HEADER, _BLOCK):
        block = stream.read(_BLOCK)
        if length == 0:
            first = b"SIMPLE  =" if number == 0 else b"XTENSION="
            if not block.startswith(first):
                if number:
                    return None  # what other programs may append
                raise _unreadable(path, "it does not begin with the card SIMPLE, as FITS files do")
        for at in range(0, len(block) - len(block) % _CARD, _CARD):
            card = block[at : at + _CARD]
            name = card[:8].rstrip()
            if name == b"END":
                return found
            match = re.match(_VALUE, card[8:])
            if match and found.setdefault(name, match[1]) != match[1] and re.fullmatch(_OF_SIZE, name):
                raise _unreadable(path, f"the header of HDU {number} has {name.decode()} twice, with two values")
        if len(block) < _BLOCK:
            raise _unreadable(path, f"the header of HDU {number} has no end")
    raise _unreadable(path, f"the header of HDU {number} has more than {_LONGEST_HEADER // _CARD} cards")


def _layout_of(
    cards: dict[bytes, bytes], axis: str, bits: str, number: int, path: Path, total: int | None = None
) -> _Layout:
    """The layout that a header claims; of the image within, for a table of compressed tiles."""

    def whole(name: str, lowest: int, otherwise: int | None = None) -> int:
        text = cards.get(name.encode())
        if text is None and otherwise is not None:
            return otherwise
        try:
            value = None if text is None else int(text)
        except ValueError:
            value = None
        if value is None or value < lowest:
            held = "is missing" if text is None else f"= {text.decode('latin-1')} is not a whole number from {lowest}"
            raise _unreadable(path, f"{name} of HDU {number} {held}")
        return value

    bitpix = whole(bits, -64)
    if bitpix not in _BITS:
        raise _unreadable(path, f"{bits} of HDU {number} = {bitpix} is not one of {sorted(_BITS)}")
    count = whole(axis, 0) if total is None else total
    if count > 999:
        raise _unreadable(path, f"{axis} of HDU {number} = {count} is more than 999")
    lowest, otherwise = (0, None) if total is None else (1, 1)
    axes = [whole(f"{axis}{i}", lowest, otherwise) for i in range(1, count + 1)]
    if axis != "NAXIS":
        return _Layout(bitpix, axes, 1, 0, False)
    is_groups = cards.get(b"GROUPS") == b"T" and bool(axes) and axes[0] == 0
    return _Layout(bitpix, axes, whole("GCOUNT", 0, 1), whole("PCOUNT", 0, 0), is_groups)


def _unlikely(path: Path, number: int, layout: _Layout, size: int) -> exc.DataError:
    return _unreadable(
        path,
        f"HDU {number} ({layout.text}) is compressed and claims {_bytes(size)}, more than {_COMPRESSED_RATIO} times "
        "what is stored. Unpack the file (gunzip, funpack), if it is right",
    )


def _unreadable(path: Path, reason: str) -> exc.DataError:
    return exc.DataError(f"'{path}' cannot be read as FITS: {reason}. Check that the file is whole.")


def _bytes(size: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if size < 1000.0 or unit == "TB":
            break
        size /= 1000.0
    return f"{size:.4g} {unit}"
