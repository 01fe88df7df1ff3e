"""Where the pixels of FITS images lie: what is read, what is said of it, and what is written again, against astropy."""

import re

import numpy as np
import pytest
from astropy.io import fits as astropy_fits
from astropy.wcs import WCS

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.dataset import Interferometer

SHAPE = (20, 24)
DEGREE = 1.0 / 3600.0
TAN = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CRVAL1": 150.0, "CRVAL2": 2.0, "CRPIX1": 7.5, "CRPIX2": 11.0}
CD = {"CD1_1": -0.05 * DEGREE, "CD1_2": 0.0, "CD2_1": 0.0, "CD2_2": 0.05 * DEGREE}
CDELT = {"CDELT1": -0.05 * DEGREE, "CDELT2": 0.05 * DEGREE}
SIN = TAN | {"CTYPE1": "RA---SIN", "CTYPE2": "DEC--SIN"}
POWERS = ("1_1", "0_2")

# Headers as observatories and programs write them.
HEADERS = {
    "CD": TAN | CD,
    "turned": TAN | {"CD1_1": -1.1e-5, "CD1_2": 0.8e-5, "CD2_1": 0.8e-5, "CD2_2": 1.1e-5, "RADESYS": "ICRS"},
    "AIPS of 1950": SIN | CDELT | {"EPOCH": 1950.0, "CROTA2": 12.345678901234567},
    "EQUINOX": TAN | CD | {"EQUINOX": 1950.0},
    "old name": TAN | CD | {"RADECSYS": "FK4", "EQUINOX": 1975.5},
    "FK4 without E-terms": TAN | CD | {"RADESYS": "FK4-NO-E", "EQUINOX": 1950.0, "MJD-OBS": 44239.0},
    "Galactic": TAN | CD | {"CTYPE1": "GLON-TAN", "CTYPE2": "GLAT-TAN"},
    "latitude first": TAN | {"CTYPE1": "DEC--TAN", "CTYPE2": "RA---TAN", "CRVAL1": 2.0, "CRVAL2": 150.0} | CD,
    "arcsec": TAN
    | {"CUNIT1": "arcsec", "CUNIT2": "arcsec", "CRVAL1": 540000.0, "CRVAL2": 7200.0}
    | {"CDELT1": -0.05, "CDELT2": 0.05},
    "PC": TAN | CDELT | {"PC1_1": 0.8, "PC1_2": -0.6, "PC2_1": 0.6, "PC2_2": 0.8},
    "poles": TAN | CD | {"LONPOLE": 171.25, "LATPOLE": 40.5},
    "slant orthographic": SIN | CDELT | {"PV2_1": 0.1, "PV2_2": -0.2},
    "TPV": TAN
    | CD
    | {"CTYPE1": "RA---TPV", "CTYPE2": "DEC--TPV", "PV1_1": 1.0, "PV1_2": 1e-3, "PV2_1": 1.0, "PV2_4": 0.7},
    "SIP": TAN
    | CD
    | {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "A_ORDER": 2, "B_ORDER": 2}
    | {f"{letter}_{power}": 1.234567890123456e-5 for letter in "AB" for power in POWERS},
    "large numbers": TAN | CD | {"CRPIX1": -1234.5678901234567, "CRVAL1": 359.99999999999994},
}


def write(path, cards=None, values=None, name=None, **more):
    values = np.ones(SHAPE) if values is None else values
    hdu = astropy_fits.PrimaryHDU(values)
    for key, value in ((cards or {}) | more).items():
        hdu.header[key] = value
    hdu.writeto(path, overwrite=True)
    return path


def places(path, key=" "):
    """Pixels on the sky in the frame of the file, in degrees, and the frame."""
    wcs = WCS(astropy_fits.getheader(path), key=key)
    x, y = np.meshgrid([0.0, 7.0, 23.0], [0.0, 11.0, 19.0])
    return np.stack(wcs.all_pix2world(x.ravel(), y.ravel(), 0)), wcs.wcs


@pytest.mark.filterwarnings("ignore::astropy.utils.exceptions.AstropyWarning")
@pytest.mark.filterwarnings("ignore:The size of pixels:autolens_lite.exc.AutoLensWarning")
@pytest.mark.parametrize("cards", HEADERS.values(), ids=HEADERS)
def test_every_writer_keeps_the_frame(tmp_path, cards):
    path = write(tmp_path / "data.fits", cards)
    expected, wcs = places(path)
    dataset = al.Imaging.from_fits(path, path)
    masked = dataset.apply_mask(al.Mask2D.circular(SHAPE, 0.4, dataset.pixel_scales))
    masked.output_to_fits(tmp_path / "0.fits", noise_map_path=tmp_path / "1.fits", mask_path=tmp_path / "2.fits")
    masked.data.output_to_fits(tmp_path / "3.fits")
    (masked.data * 2.0).output_to_fits(tmp_path / "4.fits")
    al.Array2D.from_fits(path).output_to_fits(tmp_path / "5.fits")
    al.Mask2D.from_fits(tmp_path / "2.fits").output_to_fits(tmp_path / "6.fits")
    for number in range(7):
        again, other = places(tmp_path / f"{number}.fits")
        np.testing.assert_allclose(again, expected, rtol=0, atol=1e-12)
        assert (other.radesys, list(other.ctype)) == (wcs.radesys, list(wcs.ctype))
        np.testing.assert_equal(other.equinox, wcs.equinox)


def test_alternate_systems_are_kept(tmp_path):
    other = {f"{name}A": value for name, value in (SIN | CDELT | {"RADESYS": "FK4", "EQUINOX": 1950.0}).items()}
    path = write(tmp_path / "data.fits", TAN | CD | other)
    al.Array2D.from_fits(path).output_to_fits(tmp_path / "again.fits")
    for key in " A":
        np.testing.assert_allclose(places(tmp_path / "again.fits", key)[0], places(path, key)[0], rtol=0, atol=1e-12)
    assert places(tmp_path / "again.fits", "A")[1].equinox == 1950.0


def test_what_cannot_be_kept_is_said(tmp_path):
    path = write(tmp_path / "data.fits", TAN | CD | {"CPDIS1": "LOOKUP"})
    with pytest.warns(exc.AutoLensWarning, match=r"tables of other HDUs \(CPDIS1\)"):
        al.Array2D.from_fits(path)


@pytest.mark.parametrize(
    "cards, text",
    [
        (
            CDELT | {"PC1_1": 1.0, "PC1_2": np.cos(np.deg2rad(85)), "PC2_1": 0.0, "PC2_2": np.sin(np.deg2rad(85))},
            "85|95",
        ),
        (
            {"CDELT1": -0.05 * DEGREE, "CDELT2": 0.1 * DEGREE, "PC1_1": 0.8, "PC1_2": -0.6, "PC2_1": 0.6, "PC2_2": 0.8},
            r"54\.25 degrees apart",
        ),
        (CD | {"CD1_2": 0.005 * DEGREE}, r"(84|95)\.\d+ degrees apart"),
    ],
)
@pytest.mark.parametrize("given", [None, 0.05])
def test_pixels_that_are_not_rectangles(tmp_path, cards, text, given):
    path = write(tmp_path / "data.fits", TAN | cards)
    with pytest.warns(exc.AutoLensWarning) as caught:
        al.Imaging.from_fits(path, path, pixel_scales=given)
        al.Array2D.from_fits(path, given)
    said = [str(warning.message) for warning in caught if "axes of the pixels" in str(warning.message)]
    assert len(said) == 2 and all(re.search(text, message) for message in said)


def test_pixels_that_are_not_square(tmp_path):
    path = write(tmp_path / "data.fits", TAN | CD | {"CD2_2": 0.08 * DEGREE})
    assert al.Array2D.from_fits(path).pixel_scales == pytest.approx((0.08, 0.05), rel=1e-12)
    turned = TAN | CD | {"CD1_1": 0.0, "CD2_2": 0.0, "CD1_2": 0.05 * DEGREE, "CD2_1": 0.08 * DEGREE}
    assert al.Array2D.from_fits(write(path, turned)).pixel_scales == pytest.approx((0.05, 0.08), rel=1e-12)


def test_the_size_of_pixels_is_that_where_they_are(tmp_path):
    """On a cylindrical projection whose equator is far away, pixels are narrower than its CDELT."""
    cards = {"CTYPE1": "RA---CAR", "CTYPE2": "DEC--CAR", "CRVAL1": 150.0, "CRVAL2": 0.0, "CRPIX1": 12.5}
    cards |= CDELT | {"CRPIX2": 10.5 - 60.0 / (0.05 * DEGREE)}
    image = al.Array2D.from_fits(write(tmp_path / "data.fits", cards))
    np.testing.assert_allclose(image.pixel_scales, (0.05, 0.025), rtol=1e-4)


def test_sizes_that_vary_are_said(tmp_path):
    sip = TAN | CD | {"CTYPE1": "RA---TAN-SIP", "CTYPE2": "DEC--TAN-SIP", "A_ORDER": 2, "B_ORDER": 2, "A_2_0": 2e-3}
    with pytest.warns(exc.AutoLensWarning, match=r"varies by \d.* % over the image"):
        al.Array2D.from_fits(write(tmp_path / "data.fits", sip))


@pytest.mark.parametrize(
    "cards, text",
    [
        (
            TAN | {name: 2.0 * value for name, value in CD.items()},
            r"pixels of \(0\.1, 0\.1\) arcsec, not \(0\.05, 0\.05\)",
        ),
        (TAN | CD | {"CRPIX1": 9.5}, r"a pixel that lies 0\.1 arcsec elsewhere"),
        (TAN | CD | {"EQUINOX": 1950.0}, r"a pixel that lies \d+ arcsec elsewhere"),
        (TAN | CD | {"CD1_1": 0.05 * DEGREE}, "elsewhere on the sky"),
    ],
)
def test_noise_maps_and_masks_of_other_pixels(tmp_path, cards, text):
    data = write(tmp_path / "data.fits", TAN | CD)
    noise_map = write(tmp_path / "noise_map.fits", cards)
    with pytest.warns(exc.AutoLensWarning, match=rf"WCS of noise_map, HDU 0 of .*{text}"):
        al.Imaging.from_fits(data, noise_map)
    if "not" not in text:
        mask = al.Mask2D.from_fits(write(tmp_path / "mask.fits", cards, np.eye(*SHAPE)))
        with pytest.warns(exc.AutoLensWarning, match=f"WCS of mask .*{text}"):
            al.Imaging.from_fits(data, data, mask=mask)
        with pytest.warns(exc.AutoLensWarning, match=f"WCS of mask .*{text}"):
            al.Imaging.from_fits(data, data).apply_mask(mask)
    same = write(tmp_path / "noise_map.fits", TAN | CDELT)
    assert al.Imaging.from_fits(data, same).pixel_scales == pytest.approx((0.05, 0.05))


def test_the_size_of_pixels_without_a_wcs(tmp_path):
    """As in cut-outs of surveys: a card of its own."""
    data = write(tmp_path / "data.fits", {"PIXSCALE": 0.06})
    assert al.Imaging.from_fits(data, data, data, recentre_psf=True).pixel_scales == (0.06, 0.06)
    with pytest.warns(exc.AutoLensWarning, match=r"pixel_scales = \(0\.1, 0\.1\), but PIXSCALE of HDU 0"):
        assert al.Mask2D.from_fits(write(tmp_path / "mask.fits", {"PIXSCALE": 0.06}, np.eye(*SHAPE)), 0.1)
    with pytest.warns(exc.AutoLensWarning, match=r"PIXSCALE of noise_map, .* is 0\.03 arcsec.*data is 0\.06"):
        al.Imaging.from_fits(data, write(tmp_path / "noise_map.fits", {"PIXSCALE": 0.03}))


def test_a_size_of_pixels_that_is_not_that_of_the_wcs(tmp_path):
    path = write(tmp_path / "data.fits", TAN | CD | {"PIXSCALE": 0.06})
    with pytest.warns(exc.AutoLensWarning, match=r"PIXSCALE = 0\.06 in .* WCS has pixels of \(0\.05, 0\.05\) arcsec"):
        assert al.Array2D.from_fits(path).pixel_scales == pytest.approx((0.05, 0.05))
    al.Array2D.from_fits(path, 0.05)
    al.Array2D.from_fits(write(tmp_path / "same.fits", TAN | CD | {"PIXSCALE": 0.0501}))


def test_a_mask_of_visibilities_drawn_with_east_on_the_left(tmp_path):
    hidden = np.ones(SHAPE)
    hidden[2:18, 3:15] = 0
    mask = al.Mask2D.from_fits(write(tmp_path / "mask.fits", TAN | CD, hidden))
    with pytest.warns(exc.AutoLensWarning, match="East is on the left"):
        Interferometer(np.ones(2) + 1j, np.ones(2), np.array([[1e5, 2e6], [2e6, 3e5]]), mask)


class TestHdus:
    @pytest.fixture
    def path(self, tmp_path):
        hdus = [astropy_fits.ImageHDU(np.full(SHAPE, float(i)), name="SCI", ver=i) for i in (1, 2)]
        hdus += [astropy_fits.ImageHDU(np.full(SHAPE, 3.0), name="ERR") for _ in range(2)]
        astropy_fits.HDUList([astropy_fits.PrimaryHDU(), *hdus]).writeto(tmp_path / "many.fits")
        return tmp_path / "many.fits"

    def test_of_one_name_are_told_apart_by_version(self, path):
        for hdu in (("SCI", 2), ("sci", np.int64(2)), 2):
            assert al.Array2D.from_fits(path, 0.1, hdu=hdu).slim[0] == 2.0
        dataset = al.Imaging.from_fits(path, path, None, 0.1, data_hdu=("SCI", 1), noise_map_hdu=3)
        assert (dataset.data.slim[0], dataset.noise_map.slim[0]) == (1.0, 3.0)

    @pytest.mark.parametrize(
        "hdu, text",
        [
            ("SCI", r"'SCI' is 2 HDUs in .*\('SCI', 1\) is number 1, \('SCI', 2\) is number 2"),
            (("SCI", 3), r"\('SCI', 3\) is not in"),
            (("ERR", 1), r"\('ERR', 1\) is 2 HDUs"),
            (("SCI", "2"), "Pass a number, a name"),
            (None, "Pass a number, a name"),
        ],
    )
    def test_that_are_not_one_are_refused(self, path, hdu, text):
        with pytest.raises(exc.DataError, match=text):
            al.Array2D.from_fits(path, 0.1, hdu=hdu)


class TestValues:
    def test_planes_of_cubes(self, tmp_path):
        """The images of radio telescopes have axes of frequency and polarization, of length one."""
        values = np.arange(480.0).reshape(1, 1, *SHAPE)
        cards = SIN | CDELT | {"CTYPE3": "STOKES", "CTYPE4": "FREQ", "CUNIT4": "Hz", "CRVAL4": 3e11, "CDELT4": 1e9}
        path = write(tmp_path / "cube.fits", cards, values, EPOCH=1950.0)
        image = al.Array2D.from_fits(path)
        np.testing.assert_array_equal(np.flipud(np.asarray(image.native)), values[0, 0])
        image.output_to_fits(tmp_path / "plane.fits")
        wcs = WCS(astropy_fits.getheader(path)).celestial
        expected = np.stack(wcs.all_pix2world([0.0, 23.0], [0.0, 19.0], 0))
        again = WCS(astropy_fits.getheader(tmp_path / "plane.fits"))
        np.testing.assert_allclose(np.stack(again.all_pix2world([0.0, 23.0], [0.0, 19.0], 0)), expected, atol=1e-12)
        assert again.wcs.radesys == "FK4"

    def test_scaled_integers_and_blanks(self, tmp_path):
        raw = np.array([[1, 2], [-99, 4]], dtype=np.int16)
        hdu = astropy_fits.PrimaryHDU(raw)
        hdu.header["BLANK"] = -99
        hdu.header["BSCALE"], hdu.header["BZERO"] = 0.5, 10.0
        hdu.writeto(tmp_path / "scaled.fits")
        on_disk = astropy_fits.getdata(tmp_path / "scaled.fits", do_not_scale_image_data=True).astype(float)
        expected = np.where(on_disk == -99, np.nan, 10.0 + 0.5 * on_disk)
        image = al.Array2D.from_fits(tmp_path / "scaled.fits", 0.1)
        np.testing.assert_array_equal(np.flipud(np.asarray(image.native)), expected)

    def test_unsigned_integers_and_blanks(self, tmp_path):
        """As astronomers write 16 bits of counts: what is blank is no number of counts."""
        hdu = astropy_fits.PrimaryHDU(np.array([[1, 2], [-32768, 4]], dtype=np.int16))
        hdu.header["BZERO"], hdu.header["BLANK"] = 32768, -32768
        path = tmp_path / "unsigned.fits"
        astropy_fits.PrimaryHDU(hdu.data).writeto(path)
        with astropy_fits.open(path, mode="update", do_not_scale_image_data=True) as hdus:
            hdus[0].header.update(hdu.header)
        image = np.asarray(al.Array2D.from_fits(path, 0.1).native)
        np.testing.assert_array_equal(np.flipud(image), [[32769.0, 32770.0], [np.nan, 32772.0]])

    def test_tiles(self, tmp_path):
        values = np.arange(480, dtype=np.int32).reshape(SHAPE)
        tiles = astropy_fits.CompImageHDU(values, astropy_fits.Header(TAN | CD | {"BUNIT": "Jy"}), name="SCI")
        astropy_fits.HDUList([astropy_fits.PrimaryHDU(), tiles]).writeto(tmp_path / "tiles.fits.fz")
        image = al.Array2D.from_fits(tmp_path / "tiles.fits.fz", hdu="SCI")
        np.testing.assert_array_equal(np.flipud(np.asarray(image.native)), values)
        assert (image.pixel_scales, image.unit) == (pytest.approx((0.05, 0.05)), "Jy")


class TestUnits:
    def test_are_written_again(self, tmp_path):
        path = write(tmp_path / "data.fits", TAN | CD | {"BUNIT": "MJy/sr"})
        dataset = al.Imaging.from_fits(path, path)
        assert dataset.unit == "MJy/sr"
        dataset.output_to_fits(tmp_path / "a.fits", noise_map_path=tmp_path / "b.fits", mask_path=tmp_path / "c.fits")
        dataset.with_backend("jax").data.output_to_fits(tmp_path / "d.fits")
        al.Array2D.from_fits(path).with_backend("jax").output_to_fits(tmp_path / "e.fits")
        units = [astropy_fits.getheader(tmp_path / f"{name}.fits").get("BUNIT") for name in "abcde"]
        assert units == ["MJy/sr", "MJy/sr", None, "MJy/sr", "MJy/sr"]
        again = al.Imaging(al.Array2D.from_fits(path), al.Array2D.from_fits(path))
        assert (again.unit, again.wcs_cards) == (dataset.unit, dataset.wcs_cards)

    @pytest.mark.parametrize(
        "unit, other, sigma, text",
        [
            ("Jy/beam", "mJy/beam", 1e-3, "multiplied by 0.001"),
            ("electron/s", "electron2/s2", 1.0, "variances"),
            ("electron/s", "s2/electron2", 1.0, "weights"),
            ("MJy/sr", "electron/s", 1.0, "taken to be in the unit of the data"),
            ("MJy/sr", "furlongs", 1.0, "taken to be in the unit of the data"),
            ("ELECTRONS/S", "electrons/s", 1.0, None),
            ("counts", "COUNT", 1.0, None),
            ("DN/sec", "DN/s", 1.0, None),
            ("JY/BEAM", "Jy/beam", 1.0, None),
        ],
    )
    def test_of_data_and_noise_map(self, tmp_path, recwarn, unit, other, sigma, text):
        data = write(tmp_path / "data.fits", TAN | CD | {"BUNIT": unit})
        noise_map = write(tmp_path / "noise_map.fits", TAN | CD | {"BUNIT": other})
        if text is None:
            found = al.Imaging.from_fits(data, noise_map)
        else:
            with pytest.warns(exc.AutoLensWarning, match=text):
                found = al.Imaging.from_fits(data, noise_map)
        assert found.noise_map.slim[0] == pytest.approx(sigma, rel=1e-14)
        assert found.unit == unit

    def test_of_visibilities(self, tmp_path):
        mask = al.Mask2D.all_false((20, 20), 0.1)
        pairs = np.ones((3, 2))
        names = [tmp_path / f"{name}.fits" for name in ("data", "noise_map", "uv")]
        for name, unit, factor in zip(names, ("Jy", "mJy", "lambda"), (1.0, 1.0, 3e5), strict=True):
            write(name, {"BUNIT": unit}, factor * pairs)
        with pytest.warns(exc.AutoLensWarning, match=r"multiplied by 0\.001"):
            dataset = Interferometer.from_fits(*names, mask)
        assert (dataset.unit, dataset.noise_map[0]) == ("Jy", pytest.approx(1e-3 + 1e-3j))
        dataset.output_to_fits(*(tmp_path / f"{i}.fits" for i in range(3)))
        assert astropy_fits.getheader(tmp_path / "1.fits")["BUNIT"] == "Jy"
        write(names[2], {"BUNIT": "m"}, pairs)
        write(names[1], {"BUNIT": "Jy"}, pairs)
        with pytest.raises(exc.DataError, match=r"is in m \(BUNIT\)"):
            Interferometer.from_fits(*names, mask)


class TestPsf:
    @pytest.fixture
    def path(self, tmp_path):
        y, x = np.mgrid[:9, :9] - 4
        fine = np.exp(-(x**2 + y**2) / 4.0)
        psfs = {"PIXELSCL": {"PIXELSCL": 0.0125}, "WCS": {**TAN, **{name: 0.25 * value for name, value in CD.items()}}}
        psfs |= {"DET_SAMP": {"DET_SAMP": 4}, "OVERSAMP": {"OVERSAMP": 4}, "COARSE": {"PIXELSCL": 0.05, "OVERSAMP": 1}}
        hdus = [astropy_fits.PrimaryHDU(np.ones(SHAPE), astropy_fits.Header(TAN | CD))]
        hdus += [astropy_fits.ImageHDU(fine, astropy_fits.Header(cards), name=name) for name, cards in psfs.items()]
        astropy_fits.HDUList(hdus).writeto(tmp_path / "all.fits")
        return tmp_path / "all.fits"

    @pytest.mark.parametrize(
        "hdu, text", [("PIXELSCL", r"PIXELSCL in the header of HDU PIXELSCL"), ("WCS", "the WCS in the header")]
    )
    def test_of_finer_pixels_in_its_header(self, path, hdu, text):
        with pytest.warns(
            exc.AutoLensWarning,
            match=rf"psf has pixel_scales \(0\.0125, 0\.0125\) .*{text}.*the image has \(0\.05, 0\.05\)",
        ):
            al.Imaging.from_fits(path, path, path, psf_hdu=hdu)
        read = al.Imaging.from_fits(path, path, path, psf_hdu=hdu, convolve_over_sample_size=4)
        np.testing.assert_allclose(read.psf.pixel_scales, (0.0125, 0.0125))
        with pytest.warns(exc.AutoLensWarning, match=r"pixel_scales = \(0\.05, 0\.05\)"):
            al.Convolver.from_fits(path, hdu, pixel_scales=0.05)

    @pytest.mark.parametrize("hdu", ["DET_SAMP", "OVERSAMP"])
    def test_of_a_factor_in_its_header(self, path, hdu):
        with pytest.warns(
            exc.AutoLensWarning, match=rf"{hdu} = 4 in the header of HDU {hdu} .*convolve_over_sample_size=1"
        ):
            al.Imaging.from_fits(path, path, path, psf_hdu=hdu)
        assert al.Convolver.from_fits(path, hdu, convolve_over_sample_size=4).pixel_scales is None

    def test_of_the_pixels_of_the_image(self, path):
        assert al.Imaging.from_fits(path, path, path, psf_hdu="COARSE").psf.pixel_scales == (0.05, 0.05)
