"""What an image dataset refuses or doubts: one table, in which each case changes one thing of a good dataset."""

import warnings

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

SHAPE = (20, 24)
SCALE = 0.1
TOTAL = 480


def gaussian(shape=(5, 5), offset=(0.0, 0.0), sigma=1.0):
    y, x = (np.arange(n) - 0.5 * (n - 1) for n in shape)
    return np.exp(-0.5 * ((y[:, None] - offset[0]) ** 2 + (x - offset[1]) ** 2) / sigma**2)


def good():
    """The arguments of a good dataset."""
    generator = np.random.default_rng(3)
    return {
        "data": generator.normal(size=SHAPE),
        "noise_map": generator.uniform(0.5, 1.0, size=SHAPE),
        "psf": gaussian(),
        "pixel_scales": SCALE,
    }


def replaced(**changes):
    return good() | changes


def with_value(name, index, value):
    """The good arguments, with one element of one array set to `value`."""
    given = good()
    given[name][index] = value
    return given


def circle(**kwargs):
    return al.Mask2D.circular(**({"shape_native": SHAPE, "radius": 0.8, "pixel_scales": SCALE} | kwargs))


REFUSED = {
    "NaN data": (
        lambda: with_value("data", (2, 3), np.nan),
        "data[2, 3] = nan is not finite (1 of 480 unmasked pixels). Mask such pixels",
    ),
    "infinite data": (lambda: with_value("data", (19, 23), -np.inf), "data[19, 23] = -inf is not finite"),
    "NaN data inside the mask": (
        lambda: with_value("data", (10, 12), np.nan) | {"mask": circle()},
        "data[10, 12] = nan is not finite (1 of 208 unmasked pixels)",
    ),
    "all data NaN": (lambda: replaced(data=np.full(SHAPE, np.nan)), "(480 of 480 unmasked pixels)"),
    "complex data": (lambda: replaced(data=np.ones(SHAPE) * 1j), "data is complex. An image is real: pass data.real"),
    "words for data": (lambda: replaced(data=np.full(SHAPE, "a")), "data has dtype <U1"),
    "bools for data": (lambda: replaced(data=np.ones(SHAPE, dtype=bool)), "data has dtype bool"),
    "None for data": (lambda: replaced(data=None), "data has dtype object"),
    "ragged data": (lambda: replaced(data=[[1.0, 2.0], [1.0]]), "data is not a regular array"),
    "data of no dimension": (lambda: replaced(data=1.0), "data has shape ()"),
    "data of one dimension": (lambda: replaced(data=np.ones(TOTAL)), "data has shape (480,), but an image has two"),
    "data of three dimensions": (lambda: replaced(data=np.ones((3, *SHAPE))), "Pass one plane of it, such as data[0]"),
    "no data": (lambda: replaced(data=np.ones((0, 4)), noise_map=np.ones((0, 4))), "data has shape (0, 4)"),
    "slim data of another mask": (
        lambda: replaced(data=np.ones(191), noise_map=np.ones(191), mask=circle()),
        "data has shape (191,)",
    ),
    "all elements of a masked array masked": (
        lambda: replaced(data=np.ma.masked_array(good()["data"], mask=True)),
        "Every pixel is masked (True means masked)",
    ),
    "no noise": (lambda: replaced(noise_map=None), "noise_map is missing"),
    "zero noise": (lambda: with_value("noise_map", (4, 0), 0.0), "noise_map[4, 0] = 0.0 is not positive (1 of 480"),
    "negative noise": (lambda: with_value("noise_map", (0, 1), -0.5), "noise_map[0, 1] = -0.5 is not positive"),
    "NaN noise": (lambda: with_value("noise_map", (0, 0), np.nan), "noise_map[0, 0] = nan is not finite"),
    "infinite noise": (lambda: with_value("noise_map", (0, 0), np.inf), "noise_map[0, 0] = inf is not finite"),
    "noise whose square is zero": (
        lambda: with_value("noise_map", (4, 0), 1e-200),
        "noise_map[4, 0] = 1e-200 has a square that floats cannot hold",
    ),
    "noise whose square is infinite": (
        lambda: with_value("noise_map", (4, 0), 1e200),
        "noise_map[4, 0] = 1e+200 has a square that floats cannot hold",
    ),
    "noise on other pixels": (
        lambda: replaced(
            data=al.Array2D.no_mask(good()["data"], SCALE), noise_map=al.Array2D.no_mask(good()["noise_map"], 0.05)
        ),
        "noise_map has pixel_scales (0.05, 0.05) and origin (0.0, 0.0), but data has (0.1, 0.1)",
    ),
    "noise of another place": (
        lambda: replaced(
            data=al.Array2D.no_mask(good()["data"], SCALE),
            noise_map=al.Array2D.no_mask(good()["noise_map"], SCALE, origin=(1.0, 0.0)),
        ),
        "noise_map has pixel_scales (0.1, 0.1) and origin (1.0, 0.0), but data has",
    ),
    "noise on pixels of another size than is given": (
        lambda: replaced(noise_map=al.Array2D.no_mask(good()["noise_map"], 0.05)),
        "pixel_scales = (0.1, 0.1), but the image has (0.05, 0.05)",
    ),
    "complex noise": (lambda: replaced(noise_map=np.ones(SHAPE) * 1j), "noise_map is complex"),
    "one noise for all": (lambda: replaced(noise_map=0.1), "noise_map has shape ()"),
    "noise of another shape": (lambda: replaced(noise_map=np.ones((20, 20))), "noise_map has shape (20, 20), but data"),
    "covariance of another shape": (
        lambda: replaced(noise_covariance_matrix=np.eye(5)),
        "noise_covariance_matrix has shape (5, 5)",
    ),
    "covariance with NaN": (
        lambda: replaced(noise_covariance_matrix=np.full((TOTAL, TOTAL), np.nan)),
        "noise_covariance_matrix has values that are not finite",
    ),
    "covariance that is not symmetric": (
        lambda: replaced(noise_covariance_matrix=np.eye(TOTAL) + np.eye(TOTAL, k=1)),
        "noise_covariance_matrix is not symmetric",
    ),
    "covariance with a variance of zero": (
        lambda: replaced(noise_covariance_matrix=np.diag(np.arange(TOTAL) * 1.0)),
        "noise_covariance_matrix has a variance that is not positive",
    ),
    "covariance that is not positive definite": (
        lambda: replaced(noise_covariance_matrix=np.eye(TOTAL) + 2.0 * (np.eye(TOTAL, k=1) + np.eye(TOTAL, k=-1))),
        "noise_covariance_matrix is not positive definite",
    ),
    "covariance of rank one": (
        lambda: replaced(noise_covariance_matrix=np.ones((TOTAL, TOTAL))),
        "noise_covariance_matrix is not positive definite",
    ),
    "ragged covariance": (
        lambda: replaced(noise_covariance_matrix=[[1.0], [1.0, 2.0]]),
        "noise_covariance_matrix is not a regular array",
    ),
    "no pixel scale": (lambda: replaced(pixel_scales=None), "pixel_scales is not given"),
    "zero pixel scale": (lambda: replaced(pixel_scales=0.0), "pixel_scales = 0.0"),
    "negative pixel scale": (lambda: replaced(pixel_scales=-0.1), "pixel_scales = -0.1"),
    "complex pixel scale": (lambda: replaced(pixel_scales=1j), "pixel_scales = 1j is complex"),
    "NaN pixel scale": (lambda: replaced(pixel_scales=np.nan), "pixel_scales = nan"),
    "two pixel scales": (
        lambda: replaced(data=al.Array2D.no_mask(good()["data"], 0.05)),
        "pixel_scales = (0.1, 0.1), but the image has (0.05, 0.05)",
    ),
    "PSF of even size": (lambda: replaced(psf=gaussian((4, 5))), "Pass recentre=True"),
    "PSF with NaN": (
        lambda: replaced(psf=np.where(gaussian() < 0.1, np.nan, gaussian())),
        "kernel[0, 0] = nan is not finite (12 of 25 values)",
    ),
    "PSF with masked values": (
        lambda: replaced(psf=np.ma.masked_array(gaussian(), mask=gaussian() < 0.1)),
        "psf has 12 masked of 25 elements",
    ),
    "PSF of zeros": (lambda: replaced(psf=np.zeros((5, 5))), "kernel sums to 0"),
    "negative PSF": (lambda: replaced(psf=-gaussian()), "kernel sums to -"),
    "PSF more negative than positive": (
        lambda: replaced(psf=gaussian() - 2.0 * gaussian(sigma=0.3)),
        "kernel sums to",
    ),
    "PSF of one dimension": (lambda: replaced(psf=np.ones(5)), "kernel has shape (5,)"),
    "PSF of three dimensions": (lambda: replaced(psf=np.ones((1, 5, 5))), "kernel has shape (1, 5, 5)"),
    "complex PSF": (lambda: replaced(psf=gaussian() * 1j), "dtype complex128"),
    "ragged PSF": (lambda: replaced(psf=[[1.0, 2.0], [1.0]]), "kernel is not a regular array"),
    "PSF larger than the image": (
        lambda: replaced(psf=gaussian((21, 31), sigma=3.0)),
        "psf covers (21, 31) pixels, but the image has (20, 24). Trim it: psf.trimmed((19, 23))",
    ),
    "width for a PSF": (lambda: replaced(psf=0.1), "psf is a float. Pass an al.Convolver"),
    "an array for a mask": (lambda: replaced(mask=np.zeros(SHAPE, bool)), "mask is a ndarray. Pass a Mask2D"),
    "all masked": (lambda: replaced(mask=al.Mask2D(np.ones(SHAPE), SCALE)), "mask masks every pixel"),
    "mask of another shape": (lambda: replaced(mask=circle(shape_native=(20, 25))), "mask has shape (20, 25), but"),
    "mask of another pixel scale": (
        lambda: replaced(mask=circle(pixel_scales=0.05)),
        "mask has pixel_scales (0.05, 0.05), but the image has (0.1, 0.1)",
    ),
    "mask of another origin": (
        lambda: replaced(
            data=al.Array2D.no_mask(good()["data"], SCALE), mask=circle(origin=(1.0, 0.0), centre=(1.0, 0.0))
        ),
        "mask has origin (1.0, 0.0), but the image has (0.0, 0.0)",
    ),
    "over-sampling of zero": (lambda: replaced(over_sample_size_lp=0), "over_sample_size = 0"),
    "over-sampling of another mask": (
        lambda: replaced(over_sample_size_pixelization=np.ones(7)),
        "over_sample_size has shape (7,)",
    ),
    "over-sampling that a finer PSF does not divide": (
        lambda: replaced(psf=al.Convolver(gaussian(), convolve_over_sample_size=3)),
        "over_sample_size_lp = 4 is not a multiple of the PSF's convolve_over_sample_size = 3. Pass over",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case):
    given, text = REFUSED[case]
    with pytest.raises(exc.AutoLensError) as caught:
        al.Imaging(**given())
    assert text in str(caught.value)


def test_unknown_argument():
    with pytest.raises(exc.ParameterError, match="Did you mean 'noise_map'"):
        al.Imaging(data=np.ones(SHAPE), noise=np.ones(SHAPE))


DOUBTED = {
    "all-zero data": (lambda: replaced(data=np.zeros(SHAPE)), "data is zero in every unmasked pixel"),
    "all-zero data inside the mask": (
        lambda: replaced(data=np.where(circle().mask, 1.0, 0.0), mask=circle()),
        "data is zero in every unmasked pixel",
    ),
    "one pixel left by a mask": (
        lambda: replaced(mask=circle(radius=0.08, centre=(0.05, 0.05))),
        "leaves 1 of 480 pixels unmasked. True means masked here",
    ),
    "most of a masked array masked": (
        lambda: replaced(data=np.ma.masked_array(good()["data"], mask=np.arange(TOTAL).reshape(SHAPE) > 9)),
        "leaves 10 of 480 pixels unmasked",
    ),
    "pixel scale in degrees": (lambda: replaced(pixel_scales=0.05 / 3600.0), "Is it in degrees?"),
    "pixel scale of a WCS without one": (lambda: replaced(pixel_scales=3600.0), "pixel_scales = (3600.0, 3600.0)"),
    "PSF off centre": (
        lambda: replaced(psf=gaussian((7, 7), offset=(1.0, 0.0))),
        "The peak of the kernel is 1.00 rows and 0.00 columns of the image from its middle pixel",
    ),
    "PSF off centre by parts of a pixel": (
        lambda: replaced(psf=gaussian((7, 7), offset=(0.0, -0.6))),
        "0.00 rows and 0.60 columns",
    ),
    "PSF with negative values": (
        lambda: replaced(psf=gaussian() - 0.1),
        "kernel has negative values, down to -0.0",
    ),
    "PSF that is not normalised": (
        lambda: replaced(psf=al.Convolver(gaussian(), normalize=False), use_normalized_psf=False),
        "psf sums to",
    ),
    "PSF on other pixels": (
        lambda: replaced(psf=al.Convolver(gaussian(), 0.05)),
        "psf has pixel_scales (0.05, 0.05), but the image has (0.1, 0.1), of which a PSF with "
        "convolve_over_sample_size=1 has (0.1, 0.1)",
    ),
}


@pytest.mark.parametrize("case", DOUBTED)
def test_doubted(case):
    given, text = DOUBTED[case]
    with pytest.warns(exc.AutoLensWarning) as caught:
        al.Imaging(**given())
    assert text in str(caught[0].message)
    # Attributed to the user's own line.
    assert caught[0].filename == __file__


def test_good_ones_are_not_doubted():
    """Neither an offset of less than half a pixel, nor wings of noise, nor a finer kernel with its own pixel scale."""
    al.Imaging(**replaced(psf=gaussian((7, 7), offset=(0.4, 0.0))))
    al.Imaging(**replaced(psf=gaussian((9, 9)) - 2e-7))
    fine = al.Convolver(gaussian((9, 9), offset=(0.8, 0.0), sigma=2.0), 0.05, convolve_over_sample_size=2)
    al.Imaging(**replaced(psf=fine))


def test_masks_that_leave_nothing():
    dataset = al.Imaging(**good())
    for mask in (circle(centre=(50.0, 0.0)), al.Mask2D(np.ones(SHAPE), SCALE)):
        with pytest.raises(exc.DataError, match="masks every pixel"):
            dataset.apply_mask(mask)
    left, right = (circle(radius=0.4, centre=(0.0, x)) for x in (-0.6, 0.6))
    with pytest.raises(exc.DataError, match="leaves none of the dataset's unmasked pixels"):
        dataset.apply_mask(left).apply_mask(right)


@pytest.mark.parametrize("name", ["shape_native", "pixel_scales"])
def test_masks_of_other_images(name):
    mask = circle(**{"shape_native": {"shape_native": (24, 20)}, "pixel_scales": {"pixel_scales": 0.05}}[name])
    dataset = al.Imaging(**good())
    for apply in (dataset.apply_mask, dataset.apply_noise_scaling):
        with pytest.raises(exc.DataError, match={"shape_native": "shape", "pixel_scales": "pixel_scales"}[name]):
            apply(mask)


def test_mask_beyond_the_image_is_cut():
    dataset = al.Imaging(**good())
    assert dataset.apply_mask(circle(radius=50.0)).hash == dataset.hash
    assert dataset.apply_mask(al.Mask2D.all_false(SHAPE, SCALE)).hash == dataset.hash


def test_nearly_all_masked(backend):
    """One pixel is enough to fit, and doubtful, as is what an inverted mask leaves."""
    dataset = al.Imaging(**good(), backend=backend)
    one = np.ones(SHAPE, dtype=bool)
    one[10, 11] = False
    with pytest.warns(exc.AutoLensWarning, match=r"1 of 480 pixels unmasked.*pass invert=True") as caught:
        single = dataset.apply_mask(al.Mask2D(one, SCALE))
    assert caught[0].filename == __file__
    light = single.grid.over_sampled.y * 0.0 + 1.0
    around = single.blurring_grid.over_sampled.y * 0.0 + 1.0
    assert single.mask.pixels_in_mask == 1 and single.blurring_grid.shape_slim == 24
    np.testing.assert_allclose(np.asarray(single.blurred_from(light, around)), 1.0, rtol=1e-13)
    assert single.operators.w is not None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dataset.apply_mask(circle(radius=0.4))
    with pytest.warns(exc.AutoLensWarning, match="12 of 480"):
        dataset.apply_mask(circle(radius=0.17, centre=(0.0, 0.0)))


def test_noise_scaling_of_everything():
    dataset = al.Imaging(**good())
    with pytest.raises(exc.DataError, match=r"scale the noise of every pixel.*invert=True"):
        dataset.apply_noise_scaling(al.Mask2D.all_false(SHAPE, SCALE))
    small = dataset.apply_mask(circle(radius=0.4))
    with pytest.raises(exc.DataError, match="scale the noise of every pixel"):
        small.apply_noise_scaling(circle())
    noise_values = ({"noise_value": value} for value in (0.0, 1e200, np.nan))
    for arguments in (*noise_values, {"signal_to_noise_value": -1.0}):
        with pytest.raises(exc.ParameterError, match=next(iter(arguments))):
            dataset.apply_noise_scaling(circle(radius=0.3), **arguments)


@pytest.mark.parametrize("sigma", [0.02, 30.0])
@pytest.mark.parametrize("kind", ["sigma", "variances", "weights", "nonsense"])
def test_noise_of_another_kind(kind, sigma):
    """A residual like the noise is good; else what the noise map may hold is told from the same residual."""
    generator = np.random.default_rng(5)
    sigmas = sigma * generator.uniform(0.5, 1.5, SHAPE)
    residual = sigmas * generator.normal(size=SHAPE)
    given = {"sigma": sigmas, "variances": sigmas**2, "weights": sigmas**-2, "nonsense": sigmas / 7.0}[kind]
    dataset = al.Imaging(residual + 1.0, given, pixel_scales=SCALE)
    neighbour = circle(radius=0.3, centre=(0.5, 0.5))
    for noisy in (dataset, dataset.apply_noise_scaling(neighbour, noise_value=1e12, should_zero_data=False)):
        if kind == "sigma":
            noisy.warn_of_noise_map(al.Array2D(residual, noisy.mask).slim)
            continue
        with pytest.warns(exc.AutoLensWarning, match="far from 1") as caught:
            noisy.warn_of_noise_map(al.Array2D(residual, noisy.mask))
        assert ("noise_map may hold" in str(caught[0].message)) == (kind != "nonsense")
        assert kind == "nonsense" or f"noise_map may hold {kind}" in str(caught[0].message)


@pytest.mark.parametrize("kind", ["sigma", "variances"])
def test_a_search_doubts_the_noise_map(kind, monkeypatch, tmp_path):
    """Of one image, and of one among several; a result that is loaded is not doubted again."""
    monkeypatch.chdir(tmp_path)
    galaxy = al.Galaxy(redshift=0.5, bulge=al.lp.Gaussian(intensity=5.0, sigma=0.3))
    simulator = al.SimulatorImaging(exposure_time=500.0, background_sky_level=1.0, noise_seed=3)
    good_one = simulator.via_galaxies_from([galaxy], al.Grid2D.uniform(SHAPE, SCALE, backend="jax"))
    other = al.SimulatorImaging(exposure_time=500.0, background_sky_level=1.0, noise_seed=4)
    other_one = other.via_galaxies_from([galaxy], al.Grid2D.uniform(SHAPE, SCALE, backend="jax"))
    doubtful = al.Imaging(good_one.data, good_one.noise_map * good_one.noise_map, backend="jax")
    analysis = al.AnalysisImaging({"sigma": good_one, "variances": doubtful}[kind])
    bulge = al.Model(al.lp.Gaussian, centre=(0.0, 0.0), ell_comps=(0.0, 0.0), intensity=5.0)
    bulge.sigma = al.UniformPrior(0.2, 0.4)
    model = al.Collection(galaxies=al.Collection(galaxy=al.Model(al.Galaxy, redshift=0.5, bulge=bulge)))
    graph = al.FactorGraphModel(
        al.AnalysisFactor(model, al.AnalysisImaging(other_one)), al.AnalysisFactor(model, analysis)
    )
    search = al.LBFGS(name="fit", n_starts=1, n_samples=10, seed=1, progress_bar=False)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", exc.AutoLensWarning)
        search.fit(model, analysis)
        graph.review(graph.global_prior_model.instance_from_vector([0.3]))
        search.fit(model, analysis)
    assert ["noise_map may hold variances" in str(warning.message) for warning in caught] == [True, True][
        : 2 * (kind == "variances")
    ]
    assert all(warning.filename == __file__ for warning in caught)


def test_wrong_files(tmp_path):
    from astropy.io import fits

    given = good()
    cube, words = tmp_path / "cube.fits", tmp_path / "words.fits"
    paths = {}
    for name in ("data", "noise_map", "psf"):
        paths[f"{name}_path"] = tmp_path / f"{name}.fits"
        fits.writeto(paths[f"{name}_path"], given[name])
    fits.writeto(cube, np.ones((2, *SHAPE)))
    words.write_text("not a FITS file")
    for bad, text in (
        (cube, r"has shape \(2, 20, 24\), which is not an image"),
        (words, "cannot be read as FITS"),
        (tmp_path / "none.fits", "none.fits' is not a file"),
        (tmp_path, "_path = .* is not a file"),
        (3, "_path = 3 is not a path"),
    ):
        for name in paths:
            with pytest.raises(exc.AutoLensError, match=text):
                al.Imaging.from_fits(**(paths | {name: bad}), pixel_scales=SCALE)
    for hdu in ("data_hdu", "noise_map_hdu", "psf_hdu"):
        for value in (1, -1, "SCI", None):
            with pytest.raises(exc.AutoLensError, match="hdu = "):
                al.Imaging.from_fits(**paths, pixel_scales=SCALE, **{hdu: value})
    for name in ("data_path", "noise_map_path"):
        with pytest.raises(exc.AutoLensError, match=f"{name} is a NoneType"):
            al.Imaging.from_fits(**(paths | {name: None}), pixel_scales=SCALE)
    with pytest.raises(exc.AutoLensError, match="holds no WCS"):
        al.Imaging.from_fits(**paths)
    singular = tmp_path / "singular.fits"
    cards = {"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN", "CDELT1": 0.0, "CDELT2": 0.0}
    fits.writeto(singular, given["data"], fits.Header(cards))
    with pytest.raises(exc.AutoLensError, match=r"(?s)holds no WCS in angles.*Pass pixel_scales in arcsec"):
        al.Imaging.from_fits(**(paths | {"data_path": singular}))
    # A folder cannot be made within a file.
    with pytest.raises(exc.AutoLensError, match=r"cannot be made: .*Choose another folder"):
        al.Imaging(**given).output_to_fits(words / "data.fits")
    with pytest.raises(exc.ParameterError, match="has no argument 'over_sample'"):
        al.Imaging.from_fits(**paths, pixel_scales=SCALE, over_sample=4)


@pytest.mark.parametrize(
    "arguments, text",
    [
        ({"sigma": 0.0}, "sigma = 0.0"),
        ({"axis_ratio": 0.0}, "axis_ratio = 0.0"),
        ({"axis_ratio": 1.5}, "axis_ratio = 1.5"),
        ({"shape_native": (4, 5)}, "recentre=True"),
        ({"shape_native": 5}, "shape_native = 5 is not a pair"),
        ({"pixel_scales": -1.0}, "pixel_scales = -1.0"),
        ({"convolve_over_sample_size": 0}, "convolve_over_sample_size = 0"),
        ({"convolve_over_sample_size": 1.5}, "convolve_over_sample_size = 1.5"),
        ({"convolve_over_sample_size": True}, "convolve_over_sample_size = True"),
    ],
)
def test_refused_gaussians(arguments, text):
    with pytest.raises(exc.AutoLensError, match=text):
        al.Convolver.from_gaussian(**({"shape_native": (5, 5), "pixel_scales": 0.1, "sigma": 0.1} | arguments))


@pytest.mark.parametrize("arguments", [{"alpha": 0.0}, {"alpha": 0.1, "beta": -1.0}])
def test_refused_moffats(arguments):
    with pytest.raises(exc.ParameterError, match=list(arguments)[-1]):
        al.Convolver.from_moffat((5, 5), 0.1, **({"beta": 3.0} | arguments))
