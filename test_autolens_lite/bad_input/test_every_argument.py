"""Every argument of every public class, given what it does not take: refused by an error of ours that names it.

What an argument takes is read from its annotation, or from the table here where that says too little.
"""

import inspect
import re

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import check, exc
from autolens_lite.arguments import flags_of, paths_of

MASK = al.Mask2D.circular((11, 11), radius=0.45, pixel_scales=0.1)
TOTAL = MASK.pixels_in_mask
UV = np.random.default_rng(1).uniform(-1.0, 1.0, size=(20, 2)) * 9e5
LENS = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal())
TRACER = al.Tracer([LENS, al.Galaxy(redshift=1.0, bulge=al.lp.Sersic())])
MODEL = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
IMAGE = al.Imaging(np.random.default_rng(1).normal(size=(11, 11)), np.ones((11, 11)), pixel_scales=0.1)
VISIBILITIES = al.Interferometer(np.ones(20) + 1j, np.ones(20), UV, MASK)
WEAK = {"positions": [(0.1, 0.2), (1.0, -1.0)], "gamma_1": [0.1, 0.0], "gamma_2": [0.0, 0.1], "noise_map": [0.3, 0.3]}
SAMPLES = {
    "parameter_names": MODEL.parameter_names,
    "vectors": np.ones((5, 3)),
    "log_likelihood": np.arange(5.0),
    "log_prior": np.zeros(5),
    "weight": np.ones(5),
}

# What the constructors need at least, or need to get as far as their checks.
NEEDED = {
    al.Imaging: {"data": IMAGE.data, "noise_map": IMAGE.noise_map, "psf": np.ones((3, 3)), "pixel_scales": 0.1},
    al.Interferometer: {
        "data": VISIBILITIES.data,
        "noise_map": VISIBILITIES.noise_map,
        "uv_wavelengths": UV,
        "real_space_mask": MASK,
    },
    al.SimulatorImaging: {"exposure_time": 100.0},
    al.SimulatorInterferometer: {"uv_wavelengths": UV},
    al.Mask2D: {"mask": MASK.mask, "pixel_scales": 0.1},
    al.Grid2D: {"mask": MASK},
    al.Array2D: {"values": np.ones(TOTAL), "mask": MASK},
    al.VectorYX2D: {"values": np.ones((TOTAL, 2)), "mask": MASK},
    al.Array2DRGB: {"values": np.ones((TOTAL, 3)), "mask": MASK},
    al.ArrayIrregular: {"values": [1.0, 2.0]},
    al.Grid2DIrregular: {"values": [(1.0, 2.0)]},
    al.Convolver: {"kernel": np.ones((3, 3))},
    al.Galaxy: {"redshift": 0.5},
    al.Tracer: {"galaxies": TRACER.galaxies},
    al.LensCalc: {"mass": LENS},
    al.PointSolver: {"y_min": -1.0, "y_max": 1.0, "x_min": -1.0, "x_max": 1.0},
    al.Pixelization: {"mesh": al.mesh.RectangularUniform((5, 5))},
    al.FitImaging: {"dataset": IMAGE, "tracer": TRACER},
    al.FitInterferometer: {"dataset": VISIBILITIES, "tracer": TRACER},
    al.AnalysisImaging: {"dataset": IMAGE},
    al.AnalysisInterferometer: {"dataset": VISIBILITIES},
    al.AnalysisFactor: {"prior_model": MODEL, "analysis": al.AnalysisImaging(IMAGE)},
    al.Fitness: {"model": MODEL, "analysis": al.AnalysisImaging(IMAGE)},
    al.BorderRelocator: {"mask": MASK},
    al.Galaxies: {"galaxies": [al.Galaxy(redshift=0.5)]},
    al.Circle: {"y": 0.1, "x": 0.2, "radius": 0.3},
    al.ShapeSolver: {"grid": al.Grid2D.uniform((6, 6), 0.1), "pixel_scale_precision": 0.05},
    al.Array: {"shape": (2, 2)},
    al.Constant: {"value": 0.5},
    al.PositionsLH: {"positions": [(1.0, 0.0), (0.0, 1.0)], "threshold": 0.1},
    al.GaussianPrior: {"mean": 0.0, "sigma": 1.0},
    al.TruncatedGaussianPrior: {"mean": 0.0, "sigma": 1.0},
    al.LogGaussianPrior: {"mean": 0.0, "sigma": 1.0},
    al.Samples: SAMPLES,
    al.Result: {"samples": al.Samples(**SAMPLES), "model": MODEL},
    al.lp_basis.Basis: {"profile_list": [al.lp.Gaussian()]},
    al.mp.InputDeflections: {"deflections_y": np.ones(TOTAL), "deflections_x": np.ones(TOTAL), "mask": MASK},
    al.mp.InputPotential: {"lensing_potential": np.ones(TOTAL), "mask": MASK},
    **{cls: {"name": "x"} for cls in (al.LBFGS, al.DynestyStatic, al.DynestyDynamic, al.Emcee, al.Nautilus)},
    **{
        cls: {"name": "x"}
        for cls in (al.LeastSquares, al.NUTS, al.Posterior, al.PySwarmsGlobal, al.PySwarmsLocal, al.SMC)
    },
    al.MassField: {"redshift": 0.5},
    al.WeakDataset: WEAK,
    al.FitWeak: {"dataset": al.WeakDataset(**WEAK), "tracer": TRACER},
    al.AnalysisWeak: {"dataset": al.WeakDataset(**WEAK)},
    al.TransformerNUFFT: {"uv_wavelengths": UV, "real_space_mask": MASK},
    al.TransformerDFT: {"uv_wavelengths": UV, "real_space_mask": MASK},
    al.DirectoryPaths: {"search": al.Nautilus(name="x")},
    al.Sample: {"log_likelihood": 1.0, "log_prior": 0.0, "weight": 1.0},
    **{cls: {"name": "x"} for cls in (al.MultiStartAdam, al.MultiStartProdigy, al.Zeus)},
    al.InitializerParamBounds: {"parameter_dict": {MODEL.priors[0]: (0.0, 0.1)}},
    al.InitializerParamStartPoints: {"parameter_dict": {MODEL.priors[0]: 0.1}},
    **{
        cls: {"n_y": 1, "n_x": 1}
        for f in (al.lp, al.lp_linear)
        for cls in (f.ShapeletCartesian, f.ShapeletCartesianSph)
    },
    **{cls: {"n": 2, "m": 0} for f in (al.lp, al.lp_linear) for cls in (f.ShapeletPolar, f.ShapeletPolarSph)},
    **{
        cls: {"n": 2, "m": 0}
        for f in (al.lp, al.lp_linear)
        for cls in (f.ShapeletExponential, f.ShapeletExponentialSph)
    },
}

# Of other classes, these make no object that a user passes anything to, or take whatever comes.
LEFT_OUT = {al.Mapper, al.FactorGraphModel, al.Model, al.Collection, al.ModelInstance, al.Analysis}


class Thing:
    """Something that no argument takes."""

    def __repr__(self):
        return "a thing"


NONSENSE = {
    "an object": Thing(),
    "a class": Thing,
    "a function": lambda x: x,
    "a date": np.datetime64("2020-01-01"),
    "bytes": b"1",
    "a complex number": 1.0 + 1.0j,
    "objects": np.array([1, "a"], dtype=object),
    "three dimensions": np.ones((2, 3, 4)),
    "ragged": [[1.0, 2.0], [3.0]],
}
# Arrays of numbers, such as samples of a posterior, are another matter.
NO_NUMBERS = {kind: value for kind, value in NONSENSE.items() if kind != "three dimensions"} | {
    "text": "abc",
    "NaN": float("nan"),
    "NaN of NumPy": np.float64("nan"),
    "minus infinity": -float("inf"),
    "a bool": True,
    "a bool of NumPy": np.bool_(True),
    "nothing": [],
    "text of NumPy": np.array(["1", "2"]),
    "a set": {1.0, 2.0},
    "a dict": {},
    "None": None,
}
# What else some arguments take: an open limit, a number that is not known.
TAKEN = {
    "lower_limit": ["minus infinity"],
    "resample_figure_of_merit": ["minus infinity"],
    "ftol": ["minus infinity"],
    "logl_max": ["minus infinity"],
    "logl_max_init": ["minus infinity"],
    "noise_sigma": ["a complex number", "None"],
    **dict.fromkeys(("log_evidence", "log_evidence_error", "effective_sample_size"), ("NaN", "NaN of NumPy")),
}
# Lists and text may be what an argument of another kind takes, if of something else.
NO_FLAGS = NONSENSE | {"text": "no", "None": None, "a number": 2, "a float": 1.0, "NaN": float("nan"), "nothing": []}
FLAGS = [0, 1, True, np.bool_(False), np.int64(1), np.array(True), np.array(0)]


def classes():
    """Every class that users make objects of, once."""
    families = (
        al.lp,
        al.lmp,
        al.mp,
        al.ps,
        al.lp_basis,
        al.lp_linear,
        al.lp_operated,
        al.lp_linear_operated,
        al.lp_snr,
    )
    public = [getattr(al, name) for name in al.__all__ if name not in ("plot", "xp")]
    for module in (*families, al.mesh, al.image_mesh, al.reg, al.cosmo):
        public += [getattr(module, name) for name in dir(module) if not name.startswith("_")]
    made = (check.NamedArguments, type(al.LBFGS))
    return list(dict.fromkeys(cls for cls in public if isinstance(cls, made) and not inspect.isabstract(cls)))


def arguments():
    """(class, argument, what it must refuse) of all arguments."""
    cases = []
    for cls in classes():
        if cls in LEFT_OUT or not is_made(cls):
            continue
        for name, parameter in inspect.signature(cls.__init__).parameters.items():
            if name == "self" or parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            refused = refused_by(cls, parameter)
            # of many alike, each is given every other thing, to save time
            some = list(refused)[len(cases) % 2 :: 2] if len(refused) > len(NO_FLAGS) else refused
            cases.append((cls, name, {kind: refused[kind] for kind in some}))
    return cases


def is_made(cls):
    """Whether a class can be made at all: bases of families cannot."""
    try:
        cls(**NEEDED.get(cls, {}))
    except (TypeError, NotImplementedError):
        assert cls not in NEEDED
        return False
    return True


def refused_by(cls, parameter):
    kinds = {kind.strip() for kind in str(parameter.annotation).split("|")}
    if kinds == {"bool"}:
        return NO_FLAGS
    if kinds & {"float", "int", "tuple[float, float]"} or isinstance(parameter.default, float):
        refused = dict(NO_NUMBERS)
        if parameter.default is None or "None" in kinds:
            del refused["None"]
        for kind in TAKEN.get(parameter.name, ()):
            del refused[kind]
        return refused
    return NONSENSE


CASES = arguments()


def functions():
    """Every public function, and every public method of the classes, with its class or None."""
    modules = (al, al.convert, al.plot, al.model_util)
    found = {value: None for module in modules for name in names_of(module) if callable(value := getattr(module, name))}
    found = {value: None for value in found if not inspect.isclass(value)}
    for cls in classes():
        for name in dir(cls):
            value = inspect.getattr_static(cls, name)
            value = value.__func__ if isinstance(value, classmethod) else value
            if inspect.isfunction(value) and not name.startswith("_"):
                found.setdefault(value, cls)
    return found


def names_of(module):
    return [name for name in getattr(module, "__all__", dir(module)) if not name.startswith("_")]


FUNCTIONS = functions()
FLAGGED = [(function, name) for function in FUNCTIONS for name in flags_of(function)]


def test_there_are_enough_of_them():
    assert len({cls for cls, *_ in CASES}) > 180
    assert len(CASES) > 800


def test_every_argument_refuses_what_it_does_not_take():
    silent, foreign, unnamed = [], [], []
    for cls, name, refused in CASES:
        for kind, value in refused.items():
            case = f"{cls.__name__}({name}={kind})"
            try:
                cls(**(NEEDED.get(cls, {}) | {name: value}))
            except exc.AutoLensError as error:
                if not re.search(rf"\b{name}\b", str(error)):
                    unnamed.append(f"{case}: {error}")
            except Exception as error:  # noqa: BLE001, each is a fault to be listed
                foreign.append(f"{case}: {error!r}")
            else:
                silent.append(case)
    assert (silent, foreign, unnamed) == ([], [], [])


def test_every_flag_of_every_function_and_method():
    assert len(FLAGGED) > 30
    for function, name in FLAGGED:
        first = () if FUNCTIONS[function] is None else (FUNCTIONS[function],)
        for value in NO_FLAGS.values():
            with pytest.raises(exc.ParameterError, match=f"{name} = .* is neither True nor False"):
                function(*first, **{name: value})


def test_every_path_of_every_function_and_method():
    paths = [(function, name) for function in FUNCTIONS for name in paths_of(function)]
    assert len(paths) > 30
    for function, name in paths:
        first = () if FUNCTIONS[function] is None else (FUNCTIONS[function],)
        for value in (5, b"x", ["x"], "a\0", Thing()):
            with pytest.raises(exc.AutoLensError, match=name):
                function(*first, **{name: value})


@pytest.mark.parametrize("value", FLAGS, ids=repr)
def test_what_is_a_flag(value):
    assert al.Settings(use_positive_only_solver=value).use_positive_only_solver is bool(value)
    assert al.DynestyStatic("x", progress_bar=value).progress_bar is bool(value)
    assert al.AutoCorrelationsSettings(check_for_convergence=value).check_for_convergence is bool(value)
    inverted = al.Mask2D(MASK.mask, 0.1, (0.0, 0.0), value)
    assert (np.asarray(inverted.mask) == (np.asarray(MASK.mask) ^ bool(value))).all()
    assert IMAGE.apply_noise_scaling(MASK, 9.0, should_zero_data=value) is not None
    al.SimulatorImaging(exposure_time=100.0, add_poisson_noise_to_data=value, normalize_psf=value)


@pytest.mark.parametrize("value", ["nearest", np.array([1.0, 2.0]), None, 3])
def test_names_of_backends(value):
    if value is not None:
        with pytest.raises(exc.BackendError, match="backend ="):
            al.Grid2D(MASK, backend=value)


def test_numbers_that_overflow_name_what_was_given():
    with pytest.raises(exc.ParameterError, match=r"log10m_vir = 1e\+300"):
        al.mp.gNFWVirialMassConcSph(log10m_vir=1e300)
    with pytest.raises(exc.ParameterError, match="redshift_object = -1"):
        al.mp.gNFWVirialMassConcSph(redshift_object=-1)


CALLS = {
    "radius": lambda value: al.Mask2D.circular((9, 9), value, 0.1),
    "shape_native": lambda value: al.Mask2D.all_false(value, 0.1),
    "invert": lambda value: al.Mask2D.all_false((3, 3), 0.1, invert=value),
    "axis_ratio": lambda value: al.Mask2D.elliptical((9, 9), 0.3, value, 0.0, 0.1),
    "sigma": lambda value: al.Convolver.from_gaussian((3, 3), 0.1, value),
    "pixel_scales": lambda value: al.Convolver.from_moffat((3, 3), value, 0.1, 2.0),
    "data_path": lambda value: al.Imaging.from_fits(value, "noise.fits"),
    "recentre_psf": lambda value: al.Imaging.from_fits("data.fits", "noise.fits", recentre_psf=value),
    "file_path": lambda value: al.Interferometer.from_npz(value),
    "folder": lambda value: al.Result.load(value),
    "antenna_positions_enu": lambda value: al.uv_wavelengths_from(value, -20.0, -20.0, 0.0, 1e9),
    "hour_angles_h": lambda value: al.uv_wavelengths_from(np.eye(3), -20.0, -20.0, value, 1e9),
    "frequency_hz": lambda value: al.uv_wavelengths_from(np.eye(3), -20.0, -20.0, 0.0, value),
    "minimum_elevation_deg": lambda value: al.uv_wavelengths_from(np.eye(3), -20.0, -20.0, 0.0, 1e9, value),
    "seed": lambda value: al.alma_like_antenna_positions(3, seed=value),
    "mask": lambda value: al.primary_beam_gaussian_from(value, 1.0),
    "fwhm": lambda value: al.primary_beam_gaussian_from(MASK, value),
    "centre_list": lambda value: al.over_sample_size_via_radial_bins_from(MASK, [4, 2], [0.1], [value]),
    "noise_value": lambda value: IMAGE.apply_noise_scaling(MASK, value, signal_to_noise_value=3.0),
    "should_zero_data": lambda value: IMAGE.apply_noise_scaling(MASK, should_zero_data=value),
    "source_plane_coordinate": lambda value: al.PointSolver(-1.0, 1.0, -1.0, 1.0).solve(TRACER, value),
    "grid_radius": lambda value: al.mp.Isothermal().convergence_func(value),
}


@pytest.mark.parametrize("name", CALLS)
def test_functions_and_readers(name):
    """The same of what else takes arguments from users."""
    for kind in ("an object", "a class", "a complex number", "a date", "objects", "ragged", "text"):
        value = NO_NUMBERS[kind]
        if kind == "text" and name in ("data_path", "file_path", "folder"):
            continue
        with pytest.raises(exc.AutoLensError, match=name):
            CALLS[name](value)
