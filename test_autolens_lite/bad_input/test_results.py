"""Results, samples and figures, given what they do not take."""

import astropy.units as u
import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

MODEL = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
NAMES = MODEL.parameter_names
SAMPLES = al.Samples(
    NAMES, np.random.default_rng(1).normal(2.0, 0.1, (50, 3)), np.arange(50.0), np.zeros(50), model=MODEL
)
RESULT = al.Result(SAMPLES, MODEL)
TRACER = al.Tracer([al.Galaxy(0.5, mass=al.mp.IsothermalSph()), al.Galaxy(1.0, bulge=al.lp.SersicSph())])
ANALYSIS = al.AnalysisImaging(al.Imaging(np.ones((9, 9)), np.ones((9, 9)), pixel_scales=0.1))
GRID = al.Grid2D.uniform((9, 9), 0.3)
NO_NUMBERS = [None, "a", 1.0 * u.m, -1.0, 0.0, float("nan"), [1.0, 2.0], 1j, True, 10**400]


@pytest.mark.parametrize("wrong", NO_NUMBERS, ids=lambda x: repr(x)[:9])
def test_widths_of_centred_models(wrong):
    for method, name in (
        (RESULT.model_centred_absolute, "a = "),
        (RESULT.model_centred_relative, "r = "),
        (RESULT.model_centred_max_lh_bounded, "b = "),
        (SAMPLES.values_at_sigma, "sigma = "),
        (SAMPLES.errors_at_sigma, "sigma = "),
    ):
        with pytest.raises(exc.ParameterError, match=name):
            method(wrong)


@pytest.mark.parametrize("wrong", [None, 5, ".", "", "a\0", b"a", ["a"]], ids=repr)
def test_paths(wrong):
    for write, name in ((SAMPLES.to_csv, "path"), (SAMPLES.to_npz, "path"), (RESULT.save, "folder")):
        if write == RESULT.save and wrong in (".", ""):
            continue
        with pytest.raises(exc.AutoLensError, match=f"{name} = "):
            write(wrong)
    if wrong is not None:
        with pytest.raises(exc.ParameterError, match="path = "):
            al.plot.tracer(TRACER, GRID, path=wrong)


@pytest.mark.parametrize("wrong", [None, 5, "x", [1], np.ones(3)], ids=repr)
def test_what_figures_are_of(wrong):
    for call, name in (
        (lambda: al.plot.corner(wrong), "result_or_samples"),
        (lambda: al.plot.tracer(wrong, GRID), "tracer"),
        (lambda: al.plot.tracer(TRACER, wrong), "grid"),
        (lambda: al.plot.visibilities(wrong), "data_or_fit"),
        (lambda: al.plot.fit(wrong), "fit"),
        (lambda: al.plot.galaxies(wrong), "fit"),
        (lambda: al.plot.source(wrong), "fit"),
        (lambda: al.plot.dataset(wrong), "dataset"),
        (lambda: al.plot.tracer(TRACER, GRID, unit=[wrong]), "unit"),
        (lambda: al.galaxy_name_image_dict_via_result_from(wrong), "result"),
        (lambda: al.fit_of_maximum_evidence_from(wrong), "fit"),
        (lambda: SAMPLES.with_model(wrong), "model"),
        (lambda: SAMPLES.subsamples(wrong), "model"),
        (lambda: ANALYSIS.likelihood_from(wrong), "model"),
        (lambda: al.UniformPrior.from_dict(wrong), "entry"),
    ):
        with pytest.raises(exc.AutoLensError, match=name):
            call()


@pytest.mark.parametrize("wrong", [[], ["x"], "x", 5, [5], {"a"}, [NAMES[0]] * 2], ids=repr)
def test_parameters_of_a_corner_figure(wrong):
    with pytest.raises(exc.ParameterError, match=r"parameters|not a parameter"):
        al.plot.corner(SAMPLES, parameters=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        [1.0 * u.m, 2.0, 3.0],
        [1, 2],
        "abc",
        5,
        {"x": 1},
        [
            [1.0 * u.m, 2.0, 3.0],
            [1, 2],
            "abc",
            5,
            {"x": 1},
            {NAMES[0]: 1, "x": 1},
            {NAMES[0]: "a"},
            {NAMES[0]: 1j},
            [1j, 2, 3],
            [np.nan, 1, 2],
        ],
        {NAMES[0]: "a"},
        {NAMES[0]: 1j},
        [1j, 2, 3],
        [np.nan, 1, 2],
    ],
    ids=repr,
)
def test_truths_of_a_corner_figure(wrong):
    with pytest.raises(exc.AutoLensError, match="truths"):
        al.plot.corner(SAMPLES, truths=wrong)
