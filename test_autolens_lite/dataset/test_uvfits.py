"""UVFITS files as CASA and AIPS write them (AIPS Memo 117), made here with astropy from a sky that is known."""

import numpy as np
import pytest
from astropy.io import fits

from autolens_lite import exc
from autolens_lite.dataset import Interferometer
from autolens_lite.dataset.uvfits import read
from autolens_lite.grid import Mask2D

ARCSEC = np.pi / 648000.0
REFERENCE, WIDTH = 3.0e11, 2.0e9
GROUPS = 7


@pytest.fixture
def seconds():
    """Baselines of up to 200 m, in light seconds; single precision, as they are stored."""
    generator = np.random.default_rng(4)
    return generator.uniform(-200.0, 200.0, size=(GROUPS, 2)).astype(np.float32) / np.float32(299792458.0)


def sky(uv):
    """The visibilities, in our sign, of 1 Jy at 0.6" East, 0.2" North and 0.5 Jy at 0.3" South."""
    phases = 2.0 * np.pi * ARCSEC * np.stack([0.6 * uv[..., 0] + 0.2 * uv[..., 1], -0.3 * uv[..., 1]])
    return np.exp(-1j * phases[0]) + 0.5 * np.exp(-1j * phases[1])


def cube_of(visibilities, weights):
    """(group, IF, channel, Stokes, [re, im, weight])."""
    return np.stack([visibilities.real, visibilities.imag, np.broadcast_to(weights, visibilities.shape)], axis=-1)


def fq_table(offsets, widths, sidebands, selections=(1,)):
    """One row for each FREQSEL, each with one entry for each IF."""
    count = len(offsets[0])
    columns = [
        fits.Column("FRQSEL", "1J", array=np.array(selections)),
        fits.Column("IF FREQ", f"{count}D", array=np.array(offsets, dtype=float)),
        fits.Column("CH WIDTH", f"{count}E", array=np.array(widths, dtype=float)),
        fits.Column("TOTAL BANDWIDTH", f"{count}E", array=np.array(widths, dtype=float)),
        fits.Column("SIDEBAND", f"{count}J", array=np.array(sidebands)),
    ]
    return fits.BinTableHDU.from_columns(columns, name="AIPS FQ")


def write(path, cube, seconds, stokes=(1.0, 1.0), reference_channel=1.0, tables=(), names=("UU", "VV", "WW"), **more):
    """Write a UVFITS file; `cube` without an axis IF has four axes, `more` are further random parameters."""
    with_if = cube.ndim == 5
    values = [seconds[:, 0], seconds[:, 1], np.zeros(len(seconds)), *more.values()]
    data = cube.reshape(len(cube), 1, 1, *cube.shape[1:]).astype(np.float32)
    groups = fits.GroupData(data, bitpix=-32, parnames=[*names, *more], pardata=values)
    hdu = fits.GroupsHDU(groups)
    axes = ["COMPLEX", "STOKES", "FREQ", *(["IF"] if with_if else []), "RA", "DEC"]
    for number, name in enumerate(axes, start=2):
        hdu.header[f"CTYPE{number}"] = name
        hdu.header[f"CRVAL{number}"], hdu.header[f"CDELT{number}"], hdu.header[f"CRPIX{number}"] = 1.0, 1.0, 1.0
    hdu.header["CRVAL3"], hdu.header["CDELT3"] = stokes
    hdu.header["CRVAL4"], hdu.header["CDELT4"], hdu.header["CRPIX4"] = REFERENCE, WIDTH, reference_channel
    fits.HDUList([hdu, *tables]).writeto(path)
    return path


def assert_is_the_sky(visibilities, uv):
    np.testing.assert_allclose(visibilities.uv_wavelengths, uv.reshape(-1, 2), rtol=1e-14)
    # The file is in single precision.
    np.testing.assert_allclose(visibilities.data, sky(uv).ravel(), rtol=0.0, atol=2e-7)


def test_one_channel_of_stokes_i(tmp_path, seconds):
    uv = seconds[:, None, None, :].astype(float) * REFERENCE
    path = write(tmp_path / "a.uvfits", cube_of(sky(uv).conj()[..., None], 4.0)[:, 0], seconds)
    visibilities = read(path)
    assert_is_the_sky(visibilities, uv)
    np.testing.assert_array_equal(visibilities.noise_map, np.full(GROUPS, 0.5 + 0.5j))


def test_orientation_of_the_image(tmp_path):
    """As CASA writes it, exp(+2 pi i (u l + v m)): the source comes out East (right) and North (up) of the centre."""
    seconds = np.random.default_rng(1).uniform(-500.0, 500.0, size=(300, 2)) / 299792458.0
    uv = seconds * REFERENCE
    path = write(tmp_path / "a.uvfits", cube_of(sky(uv).conj()[:, None, None], 1.0), seconds)
    mask = Mask2D.all_false((41, 41), 0.1)
    image = np.asarray(Interferometer.from_uvfits(path, mask).dirty_image.native)
    row, column = np.unravel_index(np.argmax(image), image.shape)
    np.testing.assert_allclose((mask.y_axis[row], mask.x_axis[column]), (0.2, 0.6), atol=1e-12)
    turned = np.asarray(Interferometer.from_uvfits(path, mask, conjugate=False).dirty_image.native)
    np.testing.assert_allclose(turned, image[::-1, ::-1], atol=1e-6)


@pytest.mark.parametrize("reference_channel", [1.0, 2.5])
def test_channels_have_their_own_wavelengths(tmp_path, seconds, reference_channel):
    frequencies = REFERENCE + (np.arange(4) + 1.0 - reference_channel) * WIDTH
    uv = seconds[:, None, :].astype(float) * frequencies[None, :, None]
    path = write(
        tmp_path / "a.uvfits", cube_of(sky(uv).conj()[..., None], 1.0), seconds, reference_channel=reference_channel
    )
    assert_is_the_sky(read(path), uv)


def test_intermediate_frequencies(tmp_path, seconds):
    """Two IFs of three channels: the second, a lower sideband, runs downwards from 8 GHz above."""
    channels = np.arange(3.0)
    frequencies = np.stack([REFERENCE + channels * WIDTH, REFERENCE + 8.0e9 - channels * 1.0e9])
    uv = seconds[:, None, None, :].astype(float) * frequencies[None, :, :, None]
    cube = cube_of(sky(uv).conj()[..., None], 1.0)
    for name, widths, sidebands in (("a", [[WIDTH, 1.0e9]], [[1, -1]]), ("b", [[WIDTH, -1.0e9]], [[1, -1]])):
        table = fq_table([[0.0, 8.0e9]], widths, sidebands)
        assert_is_the_sky(read(write(tmp_path / f"{name}.uvfits", cube, seconds, tables=[table])), uv)


def test_frequency_selections(tmp_path, seconds):
    """Groups of two set-ups, told apart by FREQSEL."""
    selection = np.array([1, 2, 2, 1, 1, 2, 1])
    frequencies = np.where(selection == 1, REFERENCE, REFERENCE + 12.0e9)
    uv = seconds.astype(float) * frequencies[:, None]
    cube = cube_of(sky(uv).conj()[:, None, None, None], 1.0)
    table = fq_table([[12.0e9], [0.0]], [[WIDTH], [WIDTH]], [[1], [1]], selections=(2, 1))
    path = write(tmp_path / "a.uvfits", cube, seconds, tables=[table], FREQSEL=selection.astype(float))
    assert_is_the_sky(read(path), uv)
    other = fq_table([[0.0]], [[WIDTH]], [[1]])
    path = write(tmp_path / "b.uvfits", cube, seconds, tables=[other], FREQSEL=selection.astype(float))
    with pytest.raises(exc.DataError, match=r"FREQSEL \[2\]"):
        read(path)


@pytest.mark.parametrize("first", [-1.0, -5.0], ids=["circular", "linear"])
def test_hands_are_averaged_by_weight(tmp_path, seconds, first):
    """Four products, of which the crossed ones are left out; one hand or both flagged."""
    uv = seconds.astype(float) * REFERENCE
    values = sky(uv).conj()
    hands = np.stack([values + 0.3, values - 0.1, np.full(GROUPS, 9.0), np.full(GROUPS, 9.0)], axis=-1)
    weights = np.tile([1.0, 3.0, 100.0, 100.0], (GROUPS, 1))
    weights[1, 0] = -1.0
    weights[2, 1] = 0.0
    weights[3, :2] = -2.0
    cube = cube_of(hands, weights)
    cube[1, 0, :2] = np.nan
    path = write(tmp_path / "a.uvfits", cube[:, None], seconds, stokes=(first, -1.0))
    visibilities = read(path)
    kept = [0, 1, 2, 4, 5, 6]
    np.testing.assert_allclose(visibilities.uv_wavelengths, uv[kept], rtol=1e-14)
    # (0.3 + 3 * -0.1) / 4 = 0; -0.1 alone; 0.3 alone.
    offsets = np.array([0.0, -0.1, 0.3, 0.0, 0.0, 0.0])
    np.testing.assert_allclose(visibilities.data, sky(uv)[kept] + offsets, atol=5e-7)
    sigma = 1.0 / np.sqrt([4.0, 3.0, 1.0, 4.0, 4.0, 4.0])
    np.testing.assert_allclose(visibilities.noise_map, sigma * (1 + 1j), rtol=1e-7)


def test_stokes_i_is_preferred_to_nothing_else(tmp_path, seconds):
    """Stokes I, Q, U, V: only I counts."""
    uv = seconds.astype(float) * REFERENCE
    values = np.stack([sky(uv).conj(), *np.full((3, GROUPS), 5.0)], axis=-1)
    path = write(tmp_path / "a.uvfits", cube_of(values, 1.0)[:, None], seconds, stokes=(1.0, 1.0))
    assert_is_the_sky(read(path), uv)


@pytest.mark.parametrize("suffix", ["", "---SIN", "--"])
def test_names_of_baselines(tmp_path, seconds, suffix):
    uv = seconds.astype(float) * REFERENCE
    cube = cube_of(sky(uv).conj()[:, None, None], 1.0)
    names = tuple(letter + suffix for letter in ("UU", "VV", "WW"))
    assert_is_the_sky(read(write(tmp_path / "a.uvfits", cube, seconds, names=names)), uv)


def test_baselines_in_wavelengths(tmp_path, seconds):
    """AIPS's UU-L-SIN is in wavelengths at the reference frequency."""
    uv = seconds.astype(float)[:, None, :] * (REFERENCE + np.arange(2) * WIDTH)[:, None]
    cube = cube_of(sky(uv).conj()[..., None], 1.0)
    path = write(tmp_path / "a.uvfits", cube, seconds * REFERENCE, names=("UU-L-SIN", "VV-L-SIN", "WW-L-SIN"))
    np.testing.assert_allclose(read(path).uv_wavelengths, uv.reshape(-1, 2), rtol=2e-7)


def test_scaled_parameters(tmp_path, seconds):
    """PSCAL and PZERO, which AIPS writes, are applied."""
    uv = seconds.astype(float) * REFERENCE
    path = write(tmp_path / "a.uvfits", cube_of(sky(uv).conj()[:, None, None], 1.0), seconds * 2.0**20)
    with fits.open(path, mode="update") as hdus:
        for number in (1, 2):
            hdus[0].header[f"PSCAL{number}"] = 2.0**-20
    np.testing.assert_allclose(read(path).uv_wavelengths, uv, rtol=1e-14)


def test_scaled_whole_numbers(tmp_path, seconds):
    """Values (3 + 2i, weight 4) as whole numbers n, value = 2^-10 n + 1, and the first group's real part BLANK."""
    uv = seconds.astype(float) * REFERENCE
    values = np.tile([3.0, 2.0, 4.0], (GROUPS, 1, 1, 1, 1, 1, 1))
    stored = np.rint((values - 1.0) * 1024.0).astype(np.int32)
    stored[0, ..., 0] = -99
    parameters = [np.rint(column * 2.0**40).astype(np.int32) for column in (*seconds.T, seconds[:, 0] * 0.0)]
    groups = fits.GroupData(stored, bitpix=32, parnames=["UU", "VV", "WW"], pardata=parameters)
    hdu = fits.GroupsHDU(groups)
    axes = {
        "COMPLEX": (1.0, 1.0),
        "STOKES": (1.0, 1.0),
        "FREQ": (REFERENCE, WIDTH),
        "RA": (0.0, 1.0),
        "DEC": (0.0, 1.0),
    }
    for number, (name, (value, step)) in enumerate(axes.items(), start=2):
        hdu.header[f"CTYPE{number}"], hdu.header[f"CRPIX{number}"] = name, 1.0
        hdu.header[f"CRVAL{number}"], hdu.header[f"CDELT{number}"] = value, step
    path = tmp_path / "a.uvfits"
    hdu.writeto(path)
    scales = {"BSCALE": 2.0**-10, "BZERO": 1.0, "BLANK": -99, "PSCAL1": 2.0**-40, "PSCAL2": 2.0**-40}
    for name, value in scales.items():
        fits.setval(path, name, value=value)
    visibilities = read(path)
    np.testing.assert_array_equal(visibilities.data, np.full(GROUPS - 1, 3.0 - 2.0j))
    np.testing.assert_array_equal(visibilities.noise_map, np.full(GROUPS - 1, 0.5 + 0.5j))
    np.testing.assert_allclose(visibilities.uv_wavelengths, uv[1:], atol=REFERENCE * 2.0**-41)


def test_order_of_the_parts(tmp_path, seconds):
    """Weight, imaginary and real part, as the axis COMPLEX says; what it does not say is refused."""
    uv = seconds.astype(float) * REFERENCE
    cube = cube_of(sky(uv).conj()[:, None, None], 4.0)
    path = write(tmp_path / "a.uvfits", cube[..., ::-1], seconds)
    fits.setval(path, "CRVAL2", value=3.0)
    fits.setval(path, "CDELT2", value=-1.0)
    assert_is_the_sky(read(path), uv)
    np.testing.assert_array_equal(read(path).noise_map, np.full(GROUPS, 0.5 + 0.5j))
    fits.setval(path, "CDELT2", value=1.0)
    with pytest.raises(exc.DataError, match=r"COMPLEX with the coordinates \[3.0, 4.0, 5.0\].*CRVAL2"):
        read(path)


def test_frequencies_that_are_not_known(tmp_path, seconds):
    ones = cube_of(np.ones((GROUPS, 1, 3, 1), dtype=complex), 1.0)
    two = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0]
    rows = fq_table([[0.0], [12.0e9]], [[WIDTH], [WIDTH]], [[1], [1]], selections=(1, 2))

    def refused(text, **settings):
        path = write(tmp_path / f"{len(list(tmp_path.iterdir()))}.uvfits", ones, seconds, **settings)
        with pytest.raises(exc.DataError, match=text):
            read(path)

    refused(r"groups with FREQSEL \[1, 2\] but no table", FREQSEL=np.array(two))
    refused(r"no random parameter FREQSEL.*\[1, 2\]", tables=[rows])
    refused("FREQSEL that is not whole or not finite", tables=[rows], FREQSEL=np.array([*two[:-1], np.nan]))
    refused("3 channels of one frequency.*CH WIDTH", tables=[fq_table([[0.0]], [[0.0]], [[1]])])
    refused("2 random parameters UU", names=("UU", "VV", "UU--"))
    # rounding, as of scaled whole numbers, is another matter
    near = np.array(two) + np.array([1.0e-6, -1.0e-6] * 3 + [0.0])
    exact = read(write(tmp_path / "exact.uvfits", ones, seconds, tables=[rows], FREQSEL=np.array(two)))
    path = write(tmp_path / "near.uvfits", ones, seconds, tables=[rows], FREQSEL=near)
    np.testing.assert_array_equal(read(path).uv_wavelengths, exact.uv_wavelengths)
    path = write(tmp_path / "other.uvfits", ones, seconds, tables=[fq_table([[0.0]], [[2.0 * WIDTH]], [[1]])])
    with pytest.warns(exc.AutoLensWarning, match=r"\[4000000000.0\] Hz by its table.*2000000000.0 Hz by CDELT4"):
        assert np.ptp(read(path).uv_wavelengths[:3, 0] / seconds[0, 0]) == pytest.approx(4.0 * WIDTH, rel=1e-6)


def test_autocorrelations_are_left_out(tmp_path, seconds):
    seconds[3] = 0.0
    uv = seconds.astype(float) * REFERENCE
    path = write(tmp_path / "a.uvfits", cube_of(sky(uv).conj()[:, None, None], 1.0), seconds)
    assert_is_the_sky(read(path), np.delete(uv, 3, axis=0))


def source_table(*names):
    columns = [
        fits.Column("ID. NO.", "1J", array=np.arange(1, len(names) + 1)),
        fits.Column("SOURCE", "16A", array=np.array(names)),
    ]
    return fits.BinTableHDU.from_columns(columns, name="AIPS SU")


def test_several_sources(tmp_path, seconds):
    cube = cube_of(np.ones((GROUPS, 1, 1), dtype=complex), 1.0)
    table = source_table("3C 286", "SPT lens")
    one = write(tmp_path / "one.uvfits", cube, seconds, tables=[table], SOURCE=np.full(GROUPS, 2.0))
    assert read(one).data.size == GROUPS
    two = write(tmp_path / "two.uvfits", cube, seconds, tables=[table], SOURCE=np.arange(GROUPS) % 2 + 1.0)
    with pytest.raises(exc.DataError, match=r"2 sources: \['3C 286', 'SPT lens'\].*field="):
        read(two)


def test_unusable_files(tmp_path, seconds):
    ones = np.ones((GROUPS, 1, 1), dtype=complex)

    def refused(text, cube=None, **settings):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.uvfits"
        write(path, cube_of(ones, 1.0) if cube is None else cube, seconds, **settings)
        with pytest.raises(exc.DataError, match=text):
            read(path)

    refused("no unflagged", cube=cube_of(ones, -1.0))
    refused("no unflagged", cube=cube_of(ones * np.nan, 1.0))
    refused("no weights", cube=cube_of(ones, 1.0)[..., :2])
    refused(r"Stokes codes \[2\]", stokes=(2.0, 1.0))
    refused("NCP projection", names=("UU---NCP", "VV---NCP", "WW---NCP"))
    refused("no random parameter UU", names=("U", "V", "W"))
    refused("2 IFs but no table", cube=cube_of(np.ones((GROUPS, 2, 1, 1), dtype=complex), 1.0))
    refused("has 2", cube=cube_of(ones[..., None], 1.0), tables=[fq_table([[0.0, 1.0]], [[1.0, 1.0]], [[1, 1]])])


def test_other_files(tmp_path, seconds):
    fits.writeto(tmp_path / "image.fits", np.zeros((4, 4)))
    with pytest.raises(exc.DataError, match=r"no random groups.*exportuvfits"):
        read(tmp_path / "image.fits")
    (tmp_path / "words.uvfits").write_text("no FITS file")
    with pytest.raises(exc.DataError, match="cannot be read as FITS"):
        read(tmp_path / "words.uvfits")
    with pytest.raises(exc.DataError, match="not a file"):
        read(tmp_path / "none.uvfits")
    path = write(tmp_path / "whole.uvfits", cube_of(np.ones((GROUPS, 1, 1), dtype=complex), 1.0), seconds)
    (tmp_path / "cut.uvfits").write_bytes(path.read_bytes()[:2900])
    with pytest.raises(exc.DataError, match="cut"):
        read(tmp_path / "cut.uvfits")


def test_dataset(tmp_path, backend):
    seconds = np.random.default_rng(1).uniform(-500.0, 500.0, size=(50, 2)) / 299792458.0
    uv = seconds.astype(np.float32).astype(float) * REFERENCE
    path = write(tmp_path / "a.uvfits", cube_of(sky(uv).conj()[:, None, None], 0.25), seconds)
    dataset = Interferometer.from_uvfits(path, Mask2D.circular((41, 41), 1.9, 0.1), primary_beam=20.0, backend=backend)
    assert (dataset.data.size, dataset.backend, dataset.noise_map[0]) == (50, backend, 2.0 + 2.0j)
    assert dataset.primary_beam_slim.max() == 1.0


class TestAutocorrelations:
    """Of one antenna with itself, by its number; u and v are not exactly zero where they were scaled."""

    PAIRS = ((1, 2), (1, 1), (2, 3), (3, 3), (300, 300), (2, 300), (1, 3))

    def kept(self, tmp_path, seconds, tiny=1.0e-14, **parameters):
        seconds = seconds.astype(float)
        seconds[[a == b for a, b in self.PAIRS]] = tiny
        visibilities = sky(seconds * REFERENCE).conj()
        path = write(tmp_path / "a.uvfits", cube_of(visibilities[:, None, None], 1.0), seconds, **parameters)
        return read(path).uv_wavelengths, seconds * REFERENCE

    def baselines(self):
        return np.array([256 * a + b if b < 256 else 65536 + 2048 * a + b for a, b in self.PAIRS], dtype=float)

    @pytest.mark.parametrize("subarray", [0.0, 0.01, 0.02])
    def test_by_baseline(self, tmp_path, seconds, subarray):
        uv, stored = self.kept(tmp_path, seconds, BASELINE=self.baselines() + subarray)
        np.testing.assert_allclose(uv, stored[[0, 2, 5, 6]], rtol=1e-7)

    def test_by_antennas(self, tmp_path, seconds):
        first, second = np.array(self.PAIRS, dtype=float).T
        uv, stored = self.kept(tmp_path, seconds, ANTENNA1=first, ANTENNA2=second)
        np.testing.assert_allclose(uv, stored[[0, 2, 5, 6]], rtol=1e-7)

    @pytest.mark.parametrize("numbers", [{}, {"BASELINE": np.zeros(7)}])
    def test_by_length(self, tmp_path, seconds, numbers):
        uv, stored = self.kept(tmp_path, seconds, **numbers)
        np.testing.assert_allclose(uv, stored[[0, 2, 5, 6]], rtol=1e-7)

    def test_that_have_lengths_are_said(self, tmp_path, seconds):
        with pytest.warns(exc.AutoLensWarning, match="3 groups of one antenna with itself.*up to 106 m"):
            uv, _ = self.kept(tmp_path, seconds, tiny=2.5e-7, BASELINE=self.baselines())
        assert len(uv) == 4

    def test_alone_are_refused(self, tmp_path, seconds):
        path = write(tmp_path / "a.uvfits", cube_of(np.ones((GROUPS, 1, 1), complex), 1.0), 0.0 * seconds)
        with pytest.raises(exc.DataError, match="among 7, of which 7 are autocorrelations"):
            read(path)

    def test_in_arrays_are_said(self):
        """These have no numbers of antennas."""
        uv = np.array([[1.0e5, 2.0e5], [3.0e-4, 0.0], [-2.0e5, 1.0e5]])
        with pytest.warns(exc.AutoLensWarning, match="1 of 3 baselines in uv_wavelengths, such as number 1"):
            Interferometer(np.ones(3, complex), np.ones(3), uv, Mask2D.all_false((20, 20), 0.2))


def test_baselines_that_are_no_seconds(tmp_path, seconds):
    ones = cube_of(np.ones((GROUPS, 1, 1), complex), 1.0)
    with pytest.raises(exc.DataError, match="Are they in wavelengths or metres"):
        read(write(tmp_path / "a.uvfits", ones, seconds * REFERENCE))
    seconds[2] = np.nan
    with pytest.warns(exc.AutoLensWarning, match="1 baselines that are not finite"):
        assert len(read(write(tmp_path / "b.uvfits", ones, seconds)).data) == GROUPS - 1
    with pytest.raises(exc.DataError, match="frequencies that are not positive"):
        read(write(tmp_path / "c.uvfits", ones, seconds, reference_channel=1e6))


def test_unit(tmp_path):
    seconds = np.random.default_rng(1).uniform(-500.0, 500.0, size=(50, 2)) / 299792458.0
    path = write(tmp_path / "a.uvfits", cube_of(np.ones((50, 1, 1), complex), 1.0), seconds)
    fits.setval(path, "BUNIT", value="JY")
    dataset = Interferometer.from_uvfits(path, Mask2D.circular((41, 41), 1.9, 0.1))
    assert dataset.unit == "JY"
    dataset.output_to_fits(*(tmp_path / f"{i}.fits" for i in range(3)))
    assert fits.getheader(tmp_path / "1.fits")["BUNIT"] == "JY"


def test_codes_of_polarization_that_are_not_whole(tmp_path, seconds):
    path = write(tmp_path / "a.uvfits", cube_of(np.ones((GROUPS, 1, 2)), 1.0), seconds, stokes=(-1.8, -1.0))
    with pytest.raises(exc.DataError, match=r"codes \[-1.8, -2.8\], which are not whole. Correct CRVAL3"):
        read(path)
