"""What a dataset refuses or doubts: one table, in which each case changes one thing of a good dataset."""

import warnings

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.dataset import Interferometer
from autolens_lite.grid import Mask2D

TOTAL = 40
SCALE = 0.1
LIMIT = 0.5 / (SCALE * np.pi / 648000.0)


def good():
    """The arguments of a good dataset."""
    generator = np.random.default_rng(3)
    return {
        "data": generator.normal(size=TOTAL) + 1j * generator.normal(size=TOTAL),
        "noise_map": np.full(TOTAL, 0.5 + 0.25j),
        "uv_wavelengths": generator.uniform(-1.0, 1.0, size=(TOTAL, 2)) * 0.99 * LIMIT,
        "real_space_mask": Mask2D.circular((30, 30), radius=1.2, pixel_scales=SCALE),
    }


def with_value(name, index, value):
    """The good arguments, with one element of one array set to `value`."""
    given = good()
    given[name][index] = value
    return given


def replaced(**changes):
    return good() | changes


@pytest.mark.parametrize("backend", ["numba", "jax"])
@pytest.mark.parametrize("kind", ["sigma", "variances", "weights", "nonsense", "one part"])
def test_an_analysis_doubts_the_noise_map(kind, backend):
    """Of visibilities, alone and as one of several data sets, beside an analysis that has no fit to review."""

    class Line(al.Analysis):
        def log_likelihood_function(self, instance):
            return 0.0

        def review(self, instance):
            raise exc.ModelError("There is no fit.")

    generator = np.random.default_rng(5)
    sigma = 0.02 * generator.uniform(0.5, 1.5, size=TOTAL) * (1.0 + 2.0j)
    noise = sigma.real * generator.normal(size=TOTAL) + 1j * sigma.imag * generator.normal(size=TOTAL)
    given = {
        "sigma": sigma,
        "variances": sigma.real**2 + 1j * sigma.imag**2,
        "weights": sigma.real**-2 + 1j * sigma.imag**-2,
        "nonsense": sigma / 7.0,
        "one part": sigma.real + 1j * sigma.imag**2,
    }[kind]
    analysis = al.AnalysisInterferometer(Interferometer(**replaced(data=noise, noise_map=given), backend=backend))
    dark = al.Galaxy(redshift=0.5, bulge=al.lp.Sersic(intensity=1e-9))
    model = al.Collection(galaxies=al.Collection(dark=dark))
    line = Line()
    line.backend = backend
    graph = al.FactorGraphModel(al.AnalysisFactor(model, line), al.AnalysisFactor(model, analysis))
    for reviewed, instance in (
        (analysis, model.instance_from_vector([])),
        (graph, graph.global_prior_model.instance_from_vector([])),
    ):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", exc.AutoLensWarning)
            reviewed.review(instance)
        assert [f"noise_map may hold {kind}" in str(warning.message) for warning in caught] == [
            kind in ("variances", "weights")
        ] * (kind != "sigma")


REFUSED = {
    "NaN visibility": (
        lambda: with_value("data", 3, complex(np.nan, 1.0)),
        "data[3] = (nan+1j) is not finite (1 of 40",
    ),
    "NaN imaginary part": (lambda: with_value("data", 7, complex(1.0, np.nan)), "data[7]"),
    "infinite visibility": (lambda: with_value("data", 39, -np.inf), "data[39]"),
    "real visibilities": (lambda: replaced(data=good()["data"].real), "dtype float64 and shape (40,)"),
    "visibilities in two columns": (lambda: replaced(data=np.ones((TOTAL, 2))), "data[:, 0] + 1j * data[:, 1]"),
    "visibilities of two dimensions": (lambda: replaced(data=np.ones((TOTAL, 2), dtype=complex)), "shape (40, 2)"),
    "no visibilities": (lambda: replaced(data=np.zeros(0, dtype=complex)), "shape (0,)"),
    "one bare visibility": (lambda: replaced(data=1.0 + 1.0j), "shape ()"),
    "words for visibilities": (lambda: replaced(data=np.array(["a"] * TOTAL)), "data has dtype <U1"),
    "None for visibilities": (lambda: replaced(data=None), "data has dtype object"),
    "ragged visibilities": (lambda: replaced(data=[[1j], [1j, 2j]]), "data"),
    "zero noise": (lambda: with_value("noise_map", 5, 0.0), "the real part of noise_map[5] = 0.0 is not positive"),
    "zero imaginary noise": (lambda: with_value("noise_map", 5, 1.0), "the imaginary part of noise_map[5] = 0.0"),
    "negative noise": (lambda: with_value("noise_map", 0, -1.0 + 1.0j), "the real part of noise_map[0] = -1.0"),
    "negative imaginary noise": (lambda: with_value("noise_map", 0, 1.0 - 1.0j), "the imaginary part of noise_map[0]"),
    "NaN noise": (lambda: with_value("noise_map", 1, np.nan), "noise_map[1] = nan is not finite"),
    "NaN imaginary noise": (lambda: with_value("noise_map", 1, complex(1.0, np.nan)), "imaginary part of noise_map[1]"),
    "infinite noise": (lambda: with_value("noise_map", 1, complex(np.inf, 1.0)), "noise_map[1] = inf"),
    "zero real-valued noise": (
        lambda: replaced(noise_map=np.zeros(TOTAL)),
        "noise_map[0] = 0.0 is not positive (40 of",
    ),
    "NaN real-valued noise": (lambda: replaced(noise_map=np.full(TOTAL, np.nan)), "noise_map[0] = nan"),
    "too short a noise map": (
        lambda: replaced(noise_map=np.ones(TOTAL - 1)),
        "noise_map has shape (39,), but there are 40 visibilities",
    ),
    "one noise for all": (lambda: replaced(noise_map=0.1), "noise_map has shape ()"),
    "transposed baselines": (lambda: replaced(uv_wavelengths=good()["uv_wavelengths"].T), "Pass its transpose"),
    "baselines in one column": (lambda: replaced(uv_wavelengths=np.ones(TOTAL)), "uv_wavelengths has shape (40,)"),
    "baselines with w": (lambda: replaced(uv_wavelengths=np.ones((TOTAL, 3))), "uv_wavelengths has shape (40, 3)"),
    "too few baselines": (lambda: replaced(uv_wavelengths=np.ones((TOTAL - 1, 2))), "39 rows, but data has 40"),
    "NaN baseline": (lambda: with_value("uv_wavelengths", (2, 1), np.nan), "uv_wavelengths[2] = "),
    "infinite baseline": (lambda: with_value("uv_wavelengths", (2, 0), np.inf), "uv_wavelengths[2] = "),
    "complex baselines": (lambda: replaced(uv_wavelengths=np.ones((TOTAL, 2)) * 1j), "complex128"),
    "an array for a mask": (lambda: replaced(real_space_mask=np.zeros((30, 30), bool)), "is a ndarray. Pass a Mask2D"),
    "no mask": (lambda: replaced(real_space_mask=None), "real_space_mask is a NoneType"),
    "all masked": (lambda: replaced(real_space_mask=Mask2D(np.ones((30, 30)), SCALE)), "masks every pixel"),
    "negative primary beam": (lambda: replaced(primary_beam=-3.0), "primary_beam = -3.0"),
    "zero primary beam": (lambda: replaced(primary_beam=0.0), "primary_beam = 0.0"),
    "NaN primary beam": (lambda: replaced(primary_beam=np.nan), "primary_beam = nan"),
    "primary beam of another shape": (lambda: replaced(primary_beam=np.ones((3, 3))), "primary_beam has shape (3, 3)"),
    "primary beam with NaN": (lambda: replaced(primary_beam=np.full((30, 30), np.nan)), "primary_beam has values"),
    "primary beam of zeros": (lambda: replaced(primary_beam=np.zeros((30, 30))), "primary_beam is zero"),
    "over-sampling by zero": (lambda: replaced(over_sample_size_lp=0), "over_sample_size = 0"),
    "over-sampling of another shape": (lambda: replaced(over_sample_size_pixelization=[1, 2]), "shape (2,)"),
    "unknown backend": (lambda: replaced(backend="torch"), "backend = 'torch' is unknown"),
    "unknown keyword": (
        lambda: replaced(uv_wavelength=1.0),
        "no argument 'uv_wavelength'. Did you mean 'uv_wavelengths'",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case):
    arguments, text = REFUSED[case]
    given = arguments()
    with pytest.raises(exc.AutoLensError) as caught:
        Interferometer(**given)
    assert text in str(caught.value)


def test_the_good_dataset_is_good():
    Interferometer(**good())


DOUBTED = {
    "metres": (lambda: replaced(uv_wavelengths=good()["uv_wavelengths"] / LIMIT * 500.0), ["Are these metres"]),
    "kilowavelengths": (lambda: replaced(uv_wavelengths=good()["uv_wavelengths"] / 1000.0), ["kilowavelengths"]),
    "a few wavelengths": (lambda: replaced(uv_wavelengths=good()["uv_wavelengths"] / LIMIT * 50.0), ["metres"]),
    "no baselines": (lambda: replaced(uv_wavelengths=np.zeros((TOTAL, 2))), ["all zero"]),
    "small field of view": (
        lambda: replaced(uv_wavelengths=good()["uv_wavelengths"] / 20.0),
        ["field of view is 2.4 arcsec", "elements of 3."],
    ),
    "coarse pixels": (
        lambda: replaced(real_space_mask=Mask2D.circular((30, 30), radius=2.4, pixel_scales=2.0 * SCALE)),
        ["pixel scale in y, 0.2 arcsec", "pixel scale in x, 0.2 arcsec", "Nyquist limit", " 0.10"],
    ),
    "coarse in one direction": (
        lambda: replaced(uv_wavelengths=good()["uv_wavelengths"] * [1.0, 1.5]),
        ["pixel scale in y, 0.1 arcsec"],
    ),
}


@pytest.mark.parametrize("case", DOUBTED)
def test_doubted(case):
    arguments, texts = DOUBTED[case]
    given = arguments()
    with pytest.warns(exc.AutoLensWarning) as caught:
        Interferometer(**given)
    messages = "\n".join(str(warning.message) for warning in caught)
    for text in texts:
        assert text in messages
    # One complaint for each fault, attributed to the line above.
    assert len(caught) == (2 if case == "coarse pixels" else 1)
    assert caught[0].filename == __file__


def test_pixels_at_the_limit_itself_are_not_doubted():
    given = good()
    given["uv_wavelengths"][0] = (LIMIT, -LIMIT)
    Interferometer(**given)


UNREADABLE = {
    "no data": (
        {"noise_map", "uv_wavelengths"},
        "no visibilities: it needs data or visibilities or vis_real + vis_imag",
    ),
    "no noise": ({"data", "uv_wavelengths"}, "no noise: it needs noise_map or sigma_real + sigma_imag or sigma"),
    "no baselines": ({"data", "noise_map"}, "no baselines: it needs uv_wavelengths or u + v. It holds data, noise_map"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_incomplete_npz(case, tmp_path):
    names, text = UNREADABLE[case]
    given = good()
    np.savez(tmp_path / "some.npz", **{name: given[name] for name in sorted(names)})
    with pytest.raises(exc.DataError) as caught:
        Interferometer.from_npz(tmp_path / "some.npz", given["real_space_mask"])
    assert text in str(caught.value)


def test_npz_without_any_mask(tmp_path):
    given = good()
    del given["real_space_mask"]
    np.savez(tmp_path / "some.npz", **given)
    with pytest.raises(exc.DataError, match="real_space_mask is not given"):
        Interferometer.from_npz(tmp_path / "some.npz")


def test_damaged_npz(tmp_path):
    mask = good()["real_space_mask"]
    np.savez(tmp_path / "whole.npz", **{name: value for name, value in good().items() if name != "real_space_mask"})
    content = (tmp_path / "whole.npz").read_bytes()
    np.save(tmp_path / "bare.npy", np.ones(3))
    np.savez(
        tmp_path / "objects.npz", data=np.array([{}], dtype=object), noise_map=np.ones(1), uv_wavelengths=np.ones(1)
    )
    (tmp_path / "cut.npz").write_bytes(content[: len(content) // 2])
    (tmp_path / "words.npz").write_text("not an archive")
    (tmp_path / "empty.npz").write_bytes(b"")
    for name in ("bare.npy", "objects.npz", "cut.npz", "words.npz", "empty.npz", "none.npz"):
        with pytest.raises(exc.DataError, match=name.split(".")[0]):
            Interferometer.from_npz(tmp_path / name, mask)


def test_wrong_fits(tmp_path):
    from astropy.io import fits

    mask = good()["real_space_mask"]
    good_path, flat, words = tmp_path / "good.fits", tmp_path / "flat.fits", tmp_path / "words.fits"
    fits.writeto(good_path, np.ones((TOTAL, 2)))
    fits.writeto(flat, np.ones(TOTAL))
    words.write_text("not a FITS file")
    for bad, text in (
        (flat, r"shape \(40,\)"),
        (words, "cannot be read as FITS"),
        (tmp_path / "none.fits", "not a file"),
    ):
        for position in range(3):
            paths = [good_path] * 3
            paths[position] = bad
            with pytest.raises(exc.DataError, match=text):
                Interferometer.from_fits(*paths, real_space_mask=mask)
    with pytest.raises(exc.DataError, match="hdu = 4 is not in"):
        Interferometer.from_fits(good_path, good_path, good_path, mask, noise_map_hdu=4)
