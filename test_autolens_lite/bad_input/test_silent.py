"""What was taken without a word, or ended in an error that is not ours: NaN, arrays for numbers, nothing for arrays."""

import math
import os
import subprocess
import sys

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import check, exc
from autolens_lite.dataset.interferometer_operators import InterferometerOperators
from autolens_lite.result.positions import threshold_from
from autolens_lite.search import setting_checks

PRIORS = [
    al.UniformPrior(0.0, 1.0),
    al.LogUniformPrior(0.1, 1.0),
    al.GaussianPrior(0.0, 1.0),
    al.TruncatedGaussianPrior(0.0, 1.0),
    al.LogGaussianPrior(0.0, 1.0),
]
MODEL = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
LENS = al.Galaxy(0.5, mass=al.mp.IsothermalSph())


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: type(prior).__name__)
@pytest.mark.parametrize("limit", ["lower", "upper"])
@pytest.mark.parametrize("wrong", [math.nan, np.array([0.2, math.nan])], ids=["NaN", "NaN in it"])
def test_limits_of_priors(prior, limit, wrong):
    for method in (prior.value_for, prior.unit_for, prior.log_density):
        with pytest.raises(exc.ModelError, match=f"{limit} = .* holds NaN"):
            method(0.3, **{limit: wrong})


@pytest.mark.parametrize("asserted", [False, True])
def test_nothing_holds_at_nan(asserted):
    model = MODEL.copy()
    if asserted:
        model.add_assertion(model.galaxies.lens.mass.einstein_radius < 3.0)
    assert model.satisfies([0.0, 0.0, 1.0]) is True
    assert model.satisfies([0.0, 0.0, math.nan]) is False
    assert model.satisfies([[0.0, 0.0, 1.0], [math.nan, 0.0, 1.0]]).tolist() == [True, False]


@pytest.mark.parametrize("cls", [al.ps.Point, al.ps.PointFlux])
def test_point_sources_of_arrays(cls):
    for wrong in ((np.ones(3), 0.0), (0.0, np.array([1, 2])), np.ones((2, 2))):
        with pytest.raises(exc.ParameterError, match="centre"):
            cls(centre=wrong)
    with pytest.raises(exc.ParameterError, match="flux is an array"):
        al.ps.PointFlux(flux=np.ones(3))


@pytest.mark.parametrize("wrong", [None, 1.0, "model", [MODEL], LENS, MODEL.instance_from_vector([0.0, 0.0, 1.0])])
def test_only_models_are_taken_apart(wrong):
    with pytest.raises(exc.ModelError, match="model is a"):
        al.guide.split(wrong)


def test_a_threshold_is_a_number():
    tracer = al.Tracer([LENS, al.Galaxy(1.0, bulge=al.lp.SersicSph())])
    for limits in ((None, None), (np.array(0.2), None), (2, 3)):
        assert type(threshold_from(tracer, [(0.9, 0.0), (-0.8, 0.1)], 1.0, *limits, None)) is float


def test_chains_of_no_shape():
    settings = al.AutoCorrelationsSettings()
    for wrong in ([[1.0, 2.0], [3.0]], [[["a"]]], None, np.ones(3), 1.0):
        with pytest.raises(exc.DataError, match="chain"):
            settings.is_converged(wrong)
    assert settings.is_converged([[[0.1, 0.2]]]) is False


NOT_MANY = [np.array(LENS, dtype=object), np.array(1.0), 1.0, None]


@pytest.mark.parametrize("wrong", NOT_MANY, ids=["0-d of objects", "0-d", "a number", "None"])
def test_what_cannot_be_gone_through(wrong):
    image = al.Imaging(np.ones((9, 9)), np.ones((9, 9)), pixel_scales=0.1)
    samples = al.Samples(MODEL.parameter_names, np.ones((5, 3)), np.zeros(5), np.zeros(5))

    def simulated(galaxies):
        return al.SimulatorImaging(exposure_time=1.0).via_galaxies_from(galaxies, image.grid)

    calls = {
        "galaxies": (
            al.Tracer,
            al.Tracer.of_model,
            simulated,
        ),
        "profile_list": (al.lp_basis.Basis,),
        "parameter_names": (lambda x: al.Samples(x, np.ones((5, 3)), np.zeros(5), np.zeros(5)),),
    }
    if wrong is not None:
        calls["positions_likelihood_list"] = (lambda x: al.AnalysisImaging(image, positions_likelihood_list=x),)
        calls["parameters"] = (lambda x: al.plot.corner(samples, parameters=x),)
    for name, functions in calls.items():
        for function in functions:
            with pytest.raises(exc.AutoLensError, match=name):
                function(wrong)


@pytest.mark.parametrize("wrong", [None, 5, b"a", ["a"], "a\0"], ids=repr)
def test_operators_have_paths(wrong):
    data = al.Interferometer(np.ones(3) + 1j, np.ones(3), np.full((3, 2), 6e5), al.Mask2D.circular((9, 9), 0.4, 0.1))
    for call in (InterferometerOperators.load, data.operators.save):
        with pytest.raises(exc.ParameterError, match="path = "):
            call(wrong)
    with pytest.raises(exc.ParameterError, match="mask = 5"):
        InterferometerOperators.load("absent.npz", mask=5)


def test_messages_can_be_printed(tmp_path):
    """Names of files need be no text; an error or warning that tells of one is."""
    name = os.fsdecode(b"caf\xe9.fits")
    with pytest.raises(exc.DataError, match=r"caf\\udce9\.fits") as caught:
        al.Convolver.from_fits(tmp_path / name, pixel_scales=0.1)
    str(caught.value).encode()
    repr(caught.value).encode()
    with pytest.raises(exc.DataError) as caught:
        al.Samples.from_npz(tmp_path / name)
    str(caught.value).encode()
    with pytest.warns(exc.AutoLensWarning, match=r"caf\\udce9") as warned:
        check.warn(f"{name} is not read.")
    str(warned[0].message).encode()
    assert str(exc.DataError("café")) == "café"


@pytest.mark.parametrize(("settings", "said"), [("0", "NUMBA_NUM_THREADS=0"), ("-1", "NUMBA_NUM_THREADS=-1")])
def test_settings_that_numba_refuses(settings, said):
    code = "import autolens_lite as al\ntry: al.xp.get('numba')\nexcept al.exc.BackendError as error: print(error)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"NUMBA_NUM_THREADS": settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said in ran.stdout, ran.stderr


def test_integers_of_many_digits():
    with pytest.raises(exc.ParameterError, match=r"n = 1000.* is too large. Pass"):
        check.whole("n", 10**400, 0)
    with pytest.raises(exc.ParameterError, match=r"n = a int, of too many digits"):
        check.whole("n", 10**5000, 0)
    with pytest.raises(exc.ParameterError, match=r"n = -1000.* is too low"):
        check.whole("n", -(10**400), 0)
    with pytest.raises(exc.SearchError, match=r"n = 1000.* is too large"):
        setting_checks.number("n", 10**400)
    with pytest.raises(exc.SearchError, match=r"n = 2.5 is not an integer"):
        setting_checks.integer("n", 2.5, 1)
    with pytest.raises(exc.SearchError, match=r"n = nan is not a number"):
        setting_checks.number("n", math.nan)
    assert setting_checks.number("n", -math.inf) == -math.inf
    assert setting_checks.integer("n", 10**400, 1) == 10**400
