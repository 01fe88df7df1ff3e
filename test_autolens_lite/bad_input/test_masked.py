"""Masked elements: left out where that has a meaning (pixels, visibilities), refused elsewhere, never taken as is."""

import numpy as np
import pytest
from astropy import units as u
from astropy.table import MaskedColumn, Table
from astropy.utils.masked import Masked

import autolens_lite as al
from autolens_lite import exc

TOTAL = 40
GENERATOR = np.random.default_rng(3)
MASK = al.Mask2D.circular((30, 30), radius=1.2, pixel_scales=0.1)
ARRAYS = {
    "data": GENERATOR.normal(size=TOTAL) + 1j * GENERATOR.normal(size=TOTAL),
    "noise_map": 0.5 + 0.25j * GENERATOR.uniform(1.0, 2.0, size=TOTAL),
    "uv_wavelengths": GENERATOR.uniform(-1.0, 1.0, size=(TOTAL, 2)) * 0.99 * 0.5 / (0.1 * np.pi / 648000.0),
}
FLAGGED = np.arange(TOTAL) % 5 == 2


def without(flagged):
    return {name: values[~flagged] for name, values in ARRAYS.items()}


def masked(name, flagged=FLAGGED, fill=np.nan):
    """The array with nonsense under its mask."""
    values = ARRAYS[name].copy()
    values[flagged] = fill
    return np.ma.MaskedArray(values, (flagged | np.zeros(values.T.shape, bool)).T)


def one_column(flagged):
    return np.ma.MaskedArray(ARRAYS["uv_wavelengths"], np.stack([flagged, np.zeros(TOTAL, bool)], axis=-1))


def parts(name, flagged):
    """Real and imaginary parts that are masked apart, as columns of a table are."""
    half = np.flatnonzero(flagged)[::2]
    real = np.ma.MaskedArray(ARRAYS[name].real, flagged & ~np.isin(np.arange(TOTAL), half))
    imaginary = np.ma.MaskedArray(ARRAYS[name].imag, np.isin(np.arange(TOTAL), half))
    return real + 1j * imaginary


LEFT_OUT = {
    "data": lambda: {"data": masked("data")},
    "parts of data": lambda: {"data": parts("data", FLAGGED)},
    "noise": lambda: {"noise_map": masked("noise_map", fill=-1.0)},
    "parts of the noise": lambda: {"noise_map": parts("noise_map", FLAGGED)},
    "baselines": lambda: {"uv_wavelengths": masked("uv_wavelengths")},
    "one column of baselines": lambda: {"uv_wavelengths": one_column(FLAGGED)},
    "each something": lambda: {
        "data": masked("data", FLAGGED & (np.arange(TOTAL) < 10)),
        "noise_map": masked("noise_map", FLAGGED & (np.arange(TOTAL) >= 10)),
        "uv_wavelengths": np.ma.MaskedArray(ARRAYS["uv_wavelengths"]),
    },
    "a column": lambda: {"data": MaskedColumn(ARRAYS["data"], mask=FLAGGED)},
    "a masked quantity": lambda: {
        "data": Masked(ARRAYS["data"] * u.Jy, mask=FLAGGED),
        "noise_map": ARRAYS["noise_map"] * u.Jy,
    },
    "a column with a unit": lambda: {
        "data": ARRAYS["data"] * u.Jy,
        "noise_map": Table({"n": MaskedColumn(1e3 * ARRAYS["noise_map"], mask=FLAGGED, unit="mJy")})["n"],
    },
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_visibilities_are_left_out(case):
    dataset = al.Interferometer(**(ARRAYS | LEFT_OUT[case]()), real_space_mask=MASK)
    for name, values in without(FLAGGED).items():
        np.testing.assert_allclose(getattr(dataset, name), values, rtol=1e-15)


def test_the_likelihood_is_that_of_the_others():
    tracer = al.Tracer([al.Galaxy(redshift=1.0, bulge=al.lp.Sersic(intensity=0.1))])
    given = ARRAYS | {"data": masked("data", fill=1e6)}
    fits = [
        al.FitInterferometer(al.Interferometer(**a, real_space_mask=MASK), tracer) for a in (given, without(FLAGGED))
    ]
    assert fits[0].log_likelihood == fits[1].log_likelihood
    assert fits[0].dataset.hash == fits[1].dataset.hash


def test_nothing_is_left_out_where_nothing_is_masked():
    given = {name: np.ma.MaskedArray(values) for name, values in ARRAYS.items()}
    expected = al.Interferometer(**ARRAYS, real_space_mask=MASK)
    assert al.Interferometer(**given, real_space_mask=MASK).hash == expected.hash


@pytest.mark.parametrize("name", ["flags", "flag"])
@pytest.mark.parametrize("kind", [bool, np.uint8])
def test_flags_in_an_archive(tmp_path, name, kind):
    np.savez(tmp_path / "data.npz", **ARRAYS, **{name: FLAGGED.astype(kind)})
    dataset = al.Interferometer.from_npz(tmp_path / "data.npz", MASK)
    assert dataset.hash == al.Interferometer(**without(FLAGGED), real_space_mask=MASK).hash


@pytest.mark.parametrize("flags", [np.zeros(3, bool), np.full(TOTAL, 2.0), np.full(TOTAL, "a")])
def test_wrong_flags_in_an_archive(tmp_path, flags):
    np.savez(tmp_path / "data.npz", **ARRAYS, flags=flags)
    with pytest.raises(exc.DataError, match=r"flags .*Store one for each"):
        al.Interferometer.from_npz(tmp_path / "data.npz", MASK)


REFUSED = {
    "every visibility": (lambda: {"data": masked("data", np.ones(TOTAL, bool))}, "data mask every visibility"),
    "other lengths": (lambda: {"data": masked("data")[1:]}, "unequal lengths"),
    "a masked number": (lambda: {"noise_map": np.ma.masked}, "noise_map has 1 masked"),
    "no dimensions": (lambda: {"data": np.ma.MaskedArray(1.0 + 1j, True)}, "data has 1 masked"),
    "a bare list": (lambda: {"data": [*ARRAYS["data"][:-1], np.ma.masked]}, "data.*masked"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_visibilities(case):
    make, match = REFUSED[case]
    with pytest.raises(exc.AutoLensError, match=match):
        al.Interferometer(**(ARRAYS | make()), real_space_mask=MASK)


PAIR = np.ma.MaskedArray([0.1, 0.2], [False, True])
SLIM = np.ma.MaskedArray(np.ones(MASK.pixels_in_mask), np.arange(MASK.pixels_in_mask) == 3)
ELSEWHERE = {
    "centre": lambda: al.mp.Isothermal(centre=PAIR),
    "ell_comps": lambda: al.lp.Sersic(ell_comps=(0.0, np.ma.masked)),
    "redshift": lambda: al.Galaxy(redshift=np.ma.masked),
    "values": lambda: al.Grid2DIrregular(PAIR),
    "positions": lambda: al.PositionsLH(np.ma.MaskedArray(np.eye(2), np.eye(2)), 1.0),
    "kernel": lambda: al.Convolver(np.ma.MaskedArray(np.ones((3, 3)), np.eye(3))),
    "psf": lambda: al.Imaging(
        np.ones((9, 9)), np.ones((9, 9)), np.ma.MaskedArray(np.ones((3, 3)), np.eye(3)), pixel_scales=0.1
    ),
    "noise_covariance_matrix": lambda: al.Imaging(
        np.ones((3, 3)), noise_covariance_matrix=np.ma.MaskedArray(np.eye(9), np.eye(9)), pixel_scales=0.1
    ),
    "pixel_scales": lambda: al.Mask2D(np.zeros((3, 3), bool), pixel_scales=PAIR),
    "mask": lambda: al.Mask2D(np.ma.MaskedArray(np.zeros((3, 3), bool), np.eye(3)), 0.1),
    "galaxy_image_dict": lambda: al.AdaptImages(galaxy_image_dict={"galaxies.source": SLIM}),
    "lower_limit": lambda: al.UniformPrior(np.ma.masked, 1.0),
    "primary_beam": lambda: al.Interferometer(**ARRAYS, real_space_mask=MASK, primary_beam=SLIM),
    "over_sample_size": lambda: al.Grid2D(MASK, over_sample_size=SLIM),
    "uv_wavelengths": lambda: al.SimulatorInterferometer(masked("uv_wavelengths")),
    "noise_sigma": lambda: al.SimulatorInterferometer(ARRAYS["uv_wavelengths"], noise_sigma=masked("noise_map")),
    "einstein_radius": lambda: al.Model(al.mp.Isothermal, einstein_radius=np.ma.masked),
    "deflections_y": lambda: al.mp.InputDeflections(SLIM, SLIM.data, MASK),
    "vectors": lambda: al.Samples(["a"], np.ma.MaskedArray(np.ones((3, 1)), True), np.zeros(3), np.zeros(3)),
    "slim": lambda: MASK.native_from(SLIM),
    "a masked column": lambda: al.Grid2DIrregular.from_yx_1d(MaskedColumn([1.0, 2.0], mask=[0, 1]), [1.0, 2.0]),
    "a masked quantity": lambda: al.Grid2DIrregular(Masked([(1.0, 2.0)] * u.arcsec, mask=[(True, False)])),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_refused_elsewhere(name):
    name_in_message = {"a masked column": "y", "a masked quantity": "values"}.get(name, name)
    with pytest.raises(exc.AutoLensError, match=rf"{name_in_message}.*masked"):
        ELSEWHERE[name]()


def test_pixels_are_masked():
    """As before, for images: with a unit too."""
    hidden = np.eye(9, dtype=bool)
    image = al.Imaging(Masked(np.ones((9, 9)) * u.Jy, mask=hidden), np.ones((9, 9)) * u.mJy, pixel_scales=0.1)
    np.testing.assert_array_equal(image.mask.mask, hidden)
    noise = np.ma.MaskedArray(np.full((9, 9), np.nan), hidden)
    noise[~hidden] = 2.0
    np.testing.assert_array_equal(al.Imaging(np.ones((9, 9)), noise, pixel_scales=0.1).mask.mask, hidden)
    for masked_noise in (np.ma.masked, np.ma.MaskedArray(1.0, True)):
        with pytest.raises(exc.ParameterError, match="noise_map has 1 masked"):
            al.Imaging(np.ones((9, 9)), masked_noise, pixel_scales=0.1)
