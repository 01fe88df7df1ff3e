import numpy as np
import pytest
from astropy.io import fits as astropy_fits
from astropy.wcs import WCS

from autolens_lite import exc
from autolens_lite.grid import Array2D, Mask2D, fits


@pytest.fixture
def sky_file(tmp_path):
    """An image without data in the primary HDU, and with pixels of 0.04 by 0.05 arcsec, turned by 30 degrees."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval, wcs.wcs.crpix = [150.1, 2.2], [3.0, 2.0]
    cos, sin = np.cos(np.pi / 6), np.sin(np.pi / 6)
    wcs.wcs.cd = np.array([[-0.04 * cos, 0.05 * sin], [0.04 * sin, 0.05 * cos]]) / 3600.0
    image = astropy_fits.ImageHDU(np.arange(12.0, dtype=">f4").reshape(3, 4), header=wcs.to_header(), name="SCI")
    cube = astropy_fits.ImageHDU(np.ones((2, 3, 4)), name="CUBE")
    table = astropy_fits.BinTableHDU.from_columns([astropy_fits.Column("a", "D", array=np.ones(2))], name="TABLE")
    path = tmp_path / "sky.fits"
    astropy_fits.HDUList([astropy_fits.PrimaryHDU(), image, cube, table]).writeto(path)
    return path


@pytest.mark.parametrize("hdu", [1, "SCI", "sci"])
def test_hdu_by_number_or_name(sky_file, hdu):
    image = Array2D.from_fits(sky_file, hdu=hdu)
    assert image.pixel_scales == pytest.approx((0.05, 0.04), rel=1e-10)
    np.testing.assert_array_equal(np.asarray(image.native)[-1], [0.0, 1.0, 2.0, 3.0])
    with pytest.warns(exc.AutoLensWarning, match=r"pixel_scales = \(0\.1, 0\.1\), but the WCS .* \(0\.05, 0\.04\)"):
        assert Array2D.from_fits(sky_file, pixel_scales=0.1, hdu=hdu).pixel_scales == (0.1, 0.1)


@pytest.mark.parametrize(
    "hdu, text",
    [
        (0, r"HDU 0 of .* holds no array. HDUs with an array: \[1, 2\]"),
        (2, r"has shape \(2, 3, 4\), which is not an image"),
        ("TABLE", "holds no array"),
        (4, r"which has 4 HDUs \(0 to 3\)"),
        (-1, "hdu = -1"),
        (1.0, "hdu = 1.0"),
        ("ERR", r"Its HDUs are named \['PRIMARY', 'SCI', 'CUBE', 'TABLE'\]"),
    ],
)
def test_wrong_hdu(sky_file, hdu, text):
    with pytest.raises(exc.DataError, match=text):
        Array2D.from_fits(sky_file, pixel_scales=0.1, hdu=hdu)


def test_cards_of_the_sky_come_back(sky_file, tmp_path):
    cards = fits.wcs_cards(sky_file, "SCI")
    image = Array2D.from_fits(sky_file, hdu="SCI")
    image.output_to_fits(tmp_path / "copy.fits", cards=cards)
    first = WCS(astropy_fits.getheader(sky_file, 1)).all_pix2world([[0, 0], [3, 2]], 0)
    again = WCS(astropy_fits.getheader(tmp_path / "copy.fits")).all_pix2world([[0, 0], [3, 2]], 0)
    np.testing.assert_allclose(again, first, rtol=1e-14)
    np.testing.assert_array_equal(astropy_fits.getdata(tmp_path / "copy.fits"), astropy_fits.getdata(sky_file, 1))


def test_linear_cards_say_where_pixels_are(tmp_path):
    mask = Mask2D.circular((6, 9), 0.2, (0.1, 0.05), origin=(0.4, -0.3), centre=(0.4, -0.3))
    for written in (mask, Array2D(np.arange(mask.pixels_in_mask, dtype=float), mask)):
        written.output_to_fits(tmp_path / "some.fits", overwrite=True)
        wcs = WCS(astropy_fits.getheader(tmp_path / "some.fits"))
        # The top left pixel is column 0 of the last row on disk.
        np.testing.assert_allclose(wcs.wcs_pix2world([[0, 5], [8, 0]], 0)[0], [mask.x_axis[0], mask.y_axis[0]])
        np.testing.assert_allclose(wcs.wcs_pix2world([[0, 5], [8, 0]], 0)[1], [mask.x_axis[-1], mask.y_axis[-1]])
        assert fits.pixel_scales(tmp_path / "some.fits") == pytest.approx((0.1, 0.05), rel=1e-14)


def test_mask_reads_its_pixel_scales(tmp_path):
    mask = Mask2D.circular((6, 9), 0.2, (0.1, 0.05))
    mask.output_to_fits(tmp_path / "mask.fits")
    assert Mask2D.from_fits(tmp_path / "mask.fits", hdu="mask").same_as(mask)


@pytest.mark.parametrize("cards", [{}, {"CTYPE1": "WAVE", "CUNIT1": "m", "CDELT1": 1.0, "CUNIT2": "m", "CDELT2": 1.0}])
def test_no_pixel_scale(tmp_path, cards):
    fits.write(tmp_path / "bare.fits", {"values": np.ones((3, 4))}, cards=cards)
    with pytest.raises(exc.DataError, match="Pass pixel_scales in arcsec"):
        Array2D.from_fits(tmp_path / "bare.fits")
    assert fits.wcs_cards(tmp_path / "bare.fits") == {}


def test_data_that_changed_since_their_datasum(tmp_path):
    path = tmp_path / "image.fits"
    astropy_fits.PrimaryHDU(np.ones((20, 20))).writeto(path, checksum=True)
    assert fits.read(path).sum() == 400.0
    damaged = bytearray(path.read_bytes())
    damaged[2880 + 1] ^= 0x08
    path.write_bytes(bytes(damaged))
    with pytest.warns(exc.AutoLensWarning, match="other data than its DATASUM"):
        assert fits.read(path).sum() != 400.0
