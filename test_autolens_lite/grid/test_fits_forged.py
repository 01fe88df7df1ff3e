"""FITS files that are damaged, cut, or claim more than they hold: refused at once, before anything is read."""

import bz2
import contextlib
import gzip
import io
import lzma
import time

import numpy as np
import pytest
from astropy.io import fits as astropy_fits

from autolens_lite import exc
from autolens_lite.dataset import Interferometer, uvfits
from autolens_lite.grid import Array2D, Convolver, Mask2D


def header_of(**cards):
    """The bytes of a header with these cards, in this order."""
    lines = [f"{name:<8}= {value:>20}".ljust(80) for name, value in cards.items()]
    return "".join([*lines, "END".ljust(80)]).ljust(2880).encode()


def image_of(**cards):
    return header_of(**({"SIMPLE": "T", "BITPIX": "-64", "NAXIS": "2", "NAXIS1": "20", "NAXIS2": "20"} | cards))


def table_of(**cards):
    claimed = {"XTENSION": "'BINTABLE'", "BITPIX": 8, "NAXIS": 2, "NAXIS1": 8, "NAXIS2": 1, "PCOUNT": 8, "GCOUNT": 1}
    tiles = {"TFIELDS": 1, "TTYPE1": "'COMPRESSED_DATA'", "TFORM1": "'1PB(8)'", "ZIMAGE": "T", "ZCMPTYPE": "'GZIP_1'"}
    tiles |= {"ZBITPIX": 8, "ZNAXIS": 2, "ZNAXIS1": 20, "ZNAXIS2": 20, "ZTILE1": 20, "ZTILE2": 20}
    return image_of(NAXIS="0") + header_of(**(claimed | tiles | cards)) + bytes(2880)


def written(cube):
    stream = io.BytesIO()
    astropy_fits.PrimaryHDU(cube).writeto(stream)
    return stream.getvalue()


FORGED = {
    "negative axis": (image_of(NAXIS1="-20") + bytes(5760), r"NAXIS1 of HDU 0 = -20 is not a whole number"),
    "two negative axes": (image_of(NAXIS1="-20", NAXIS2="-20") + bytes(5760), "NAXIS1 of HDU 0 = -20"),
    "no number": (image_of(NAXIS1="many") + bytes(5760), "NAXIS1 of HDU 0 = many"),
    "64 TB": (image_of(NAXIS1="4000000", NAXIS2="2000000") + bytes(5760), r"needs 64 TB, but the file has 5.76 kB"),
    "huge number": (image_of(NAXIS1="9" * 20, NAXIS2="9" * 20) + bytes(5760), "HDU 0 .* needs"),
    "many axes": (image_of(NAXIS="100000") + bytes(5760), "more than 999"),
    "missing axis": (image_of(NAXIS="3") + bytes(5760), "NAXIS3 of HDU 0 is missing"),
    "odd BITPIX": (image_of(BITPIX="7") + bytes(5760), "BITPIX of HDU 0 = 7 is not one of"),
    "negative GCOUNT": (image_of(PCOUNT="0", GCOUNT="-1") + bytes(5760), "GCOUNT of HDU 0 = -1"),
    "negative PCOUNT": (image_of(PCOUNT="-400") + bytes(5760), "PCOUNT of HDU 0 = -400"),
    "cut in its data": (written(np.ones((20, 20)))[:4000], "needs 3.2 kB, but the file has 1.12 kB"),
    "cut in its header": (written(np.ones((20, 20)))[:400], "header of HDU 0 has no end"),
    "no end": (b"SIMPLE  =                    T".ljust(80) + b" " * (2**24 + 2**12), "header of HDU 0 has more than"),
    "words": (b"not a FITS file" * 300, "does not begin with the card SIMPLE"),
    "nothing": (b"", "does not begin with the card SIMPLE"),
    "zip": (b"PK\x03\x04" + bytes(100), "zip archive. Unpack it"),
    "second HDU": (image_of(NAXIS="0") + image_of(NAXIS1="-3").replace(b"SIMPLE  =", b"XTENSION="), "HDU 1 = -3"),
    "huge tiles": (table_of(ZNAXIS1=10**6, ZNAXIS2=10**6, ZTILE1=10**6, ZTILE2=10**6), "compressed and claims 1 TB"),
    "negative tiles": (table_of(ZNAXIS1=-20), "ZNAXIS1 of HDU 1 = -20"),
    "tiles of nothing": (table_of(ZTILE1=0), "ZTILE1 of HDU 1 = 0"),
    "gzip of 64 TB": (gzip.compress(image_of(NAXIS1="4000000", NAXIS2="2000000") + bytes(5760)), "claims 64 TB"),
    "gzip that is cut": (gzip.compress(written(np.random.default_rng(0).normal(size=(99, 99))))[:-900], "ended before"),
    "gzip of a cut file": (gzip.compress(written(np.ones((20, 20)))[:4000]), "the file ends before"),
}


@pytest.mark.parametrize("content, text", FORGED.values(), ids=FORGED)
def test_refused_at_once(tmp_path, content, text):
    path = tmp_path / "forged.fits"
    path.write_bytes(content)
    mask = Mask2D.all_false((20, 20), 0.1)
    start = time.perf_counter()
    for reader in (
        lambda: Array2D.from_fits(path, pixel_scales=0.1, hdu=1),
        lambda: Mask2D.from_fits(path, pixel_scales=0.1),
        lambda: Convolver.from_fits(path),
        lambda: Interferometer.from_fits(path, path, path, mask),
        lambda: uvfits.read(path),
    ):
        with pytest.raises(exc.DataError, match=text):
            reader()
    assert time.perf_counter() - start < 5.0


def test_many_hdus_that_unpack_to_much_are_refused_on_the_way(tmp_path, monkeypatch):
    monkeypatch.setattr("autolens_lite.grid.fits_guard._COMPRESSED_SIZE", 2**20)
    claimed = {"NAXIS1": "400", "NAXIS2": "450"}
    one = image_of(**claimed).replace(b"SIMPLE  =", b"XTENSION=") + bytes(500 * 2880)
    content = gzip.compress(image_of(NAXIS="0") + 40 * one) + gzip.compress(np.random.default_rng(0).bytes(2**20))
    (tmp_path / "many.fits.gz").write_bytes(content)
    with pytest.raises(exc.DataError, match=r"HDU \d+ .*is compressed and claims .*gunzip"):
        Array2D.from_fits(tmp_path / "many.fits.gz", pixel_scales=0.1, hdu=1)


def test_a_file_of_holes_is_not_read(tmp_path):
    """64 TB that take no room on the disk."""
    path = tmp_path / "holes.fits"
    with path.open("wb") as stream:
        stream.write(image_of(NAXIS1="1000000", NAXIS2="1000000"))
        try:
            stream.truncate(2880 + 8 * 10**12)
        except OSError:
            pytest.skip("the file system has no room for holes")
    with pytest.raises(exc.DataError, match="has 8 TB, but this machine has"):
        Array2D.from_fits(path, pixel_scales=0.1)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_are_read(tmp_path, pack):
    values = np.arange(12.0).reshape(3, 4)
    (tmp_path / "image.fits.packed").write_bytes(pack(written(values)))
    image = Array2D.from_fits(tmp_path / "image.fits.packed", pixel_scales=0.1)
    np.testing.assert_array_equal(np.flipud(np.asarray(image.native)), values)


def test_what_stands_behind_the_last_hdu_is_left(tmp_path):
    (tmp_path / "image.fits").write_bytes(written(np.ones((3, 4))) + b"appended by another program")
    assert Array2D.from_fits(tmp_path / "image.fits", pixel_scales=0.1).shape_native == (3, 4)


@pytest.mark.filterwarnings("ignore::autolens_lite.exc.AutoLensWarning")
def test_every_damage_is_an_error_of_ours(tmp_path):
    """Bytes changed at random in images, tiles and tables: read, or refused."""
    plain, packed = tmp_path / "plain.fits", tmp_path / "tiles.fits"
    values = np.random.default_rng(1).normal(size=(12, 12)).astype(np.float32)
    astropy_fits.PrimaryHDU(values).writeto(plain)
    tiles = astropy_fits.CompImageHDU((values * 100).astype("i4"), compression_type="RICE_1")
    astropy_fits.HDUList([astropy_fits.PrimaryHDU(), tiles]).writeto(packed)
    generator = np.random.default_rng(2)
    for path, hdu in ((plain, 0), (packed, 1)):
        whole = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        used = np.flatnonzero(whole != ord(" "))
        for _ in range(60):
            damaged = whole.copy()
            places = generator.choice(used, size=3)
            damaged[places] = generator.integers(32, 127, size=3)
            path.write_bytes(damaged.tobytes())
            with contextlib.suppress(exc.AutoLensError):
                Array2D.from_fits(path, pixel_scales=0.1, hdu=hdu)


def with_cards(content, **changed):
    for name, (old, new) in changed.items():
        before, after = (f"{name:<8}= {number:>20}".encode() for number in (old, new))
        assert content.count(before) == 1
        content = content.replace(before, after)
    return content


@pytest.mark.parametrize(
    "content",
    [
        with_cards(written(np.ones((20, 20))), NAXIS1=(20, 19)),
        with_cards(written(np.ones((20, 20))), NAXIS2=(20, 19)),
        gzip.compress(with_cards(written(np.ones((20, 20))), NAXIS1=(20, 19))),
    ],
    ids=["a column less", "a row less", "packed"],
)
def test_more_data_than_the_header_tells_of_are_warned_of(tmp_path, content):
    path = tmp_path / "image.fits"
    path.write_bytes(content)
    with pytest.warns(exc.AutoLensWarning, match="HDU 0 .* is followed by bytes that its header does not"):
        Array2D.from_fits(path, pixel_scales=0.1)


@pytest.mark.parametrize("rest", [b"", bytes(2880), b" " * 100], ids=["nothing", "zeros", "blanks"])
def test_what_fills_a_file_up_is_not(tmp_path, rest):
    path = tmp_path / "image.fits"
    path.write_bytes(written(np.ones((20, 20))) + rest)
    assert Array2D.from_fits(path, pixel_scales=0.1).native.shape == (20, 20)


def test_a_block_may_be_filled_up_with_blanks(tmp_path):
    path = tmp_path / "image.fits"
    content = written(np.ones((20, 20)))
    path.write_bytes(content[: 2880 + 3200] + b" " * (len(content) - 2880 - 3200))
    assert (Array2D.from_fits(path, pixel_scales=0.1).native == 1.0).all()


@pytest.mark.parametrize("card", ["NAXIS1", "NAXIS2", "BITPIX"])
@pytest.mark.parametrize("value", [10, 4000000, -32])
def test_two_sizes_are_refused(tmp_path, card, value):
    """Readers take the first or the last of two cards, and rows would be cut where they differ."""
    path, content = tmp_path / "image.fits", written(np.ones((20, 20)))
    end = content.index(b"END" + b" " * 77)
    again = f"{card:8}= {value:20d}".encode().ljust(80)
    path.write_bytes(content[:end] + again + content[end : 2880 - 80] + content[2880:])
    with pytest.raises(exc.DataError, match=f"HDU 0 has {card} twice, with two values"):
        Array2D.from_fits(path, pixel_scales=0.1)
    # the same value twice, and two of what is no size, are no fault
    same = content[content.index(card.encode()) :][:80]
    path.write_bytes(content[:end] + same + content[end : 2880 - 80] + content[2880:])
    assert Array2D.from_fits(path, pixel_scales=0.1).native.shape == (20, 20)


def test_names_that_no_file_can_have(tmp_path):
    mask, name = Mask2D.all_false((4, 4), 0.1), "x" * 5000
    for reader in (lambda: Array2D.from_fits(name), lambda: Convolver.from_fits(name), lambda: uvfits.read(name)):
        with pytest.raises(exc.DataError, match=r"^\w+ = 'xxx.*File name too long"):
            reader()
    with pytest.raises(exc.DataError, match="File name too long"):
        mask.output_to_fits(tmp_path / name / "mask.fits")
    with pytest.raises(exc.DataError, match="File name too long"):
        mask.output_to_fits(tmp_path / name)
