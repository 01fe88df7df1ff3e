"""Every argument of every public method and function, given what it does not take: an error of ours, or a reason here.

Methods are found by their signatures, and what an argument takes is found by its name. A new method is so swept without
being listed; where it has an argument of a new name, a value for it is asked for.
"""

import inspect
import math
import re

import matplotlib
import numpy as np
import pytest
from astropy.io import fits

import autolens_lite as al
from autolens_lite import exc
from autolens_lite.result.linear import LinearSamples
from test_autolens_lite.bad_input.test_every_argument import (
    IMAGE,
    LENS,
    MASK,
    MODEL,
    NEEDED,
    NONSENSE,
    SAMPLES,
    TOTAL,
    TRACER,
    UV,
    VISIBILITIES,
    functions,
)

matplotlib.use("Agg")
GRID = al.Grid2D(MASK)
ARRAY = al.Array2D(np.linspace(1.0, 2.0, TOTAL), MASK)
VECTOR = np.array([0.01, 0.02, 0.2])
NAMED = al.mp.Isothermal(ell_comps=(0.1, 0.0))
ANALYSIS = al.AnalysisImaging(IMAGE)
FIT = al.FitImaging(IMAGE, TRACER)
VISIBILITY_FIT = al.FitInterferometer(VISIBILITIES, TRACER)
RESULT = al.Result(al.Samples(**SAMPLES), MODEL, ANALYSIS)
POINTS = [(0.2, 0.0), (-0.15, 0.05)]

# A valid value for each argument, by its name, or by the name of its function and its own.
SHEARS = al.WeakDataset(np.array([[1.0, 0.5], [-0.5, 1.0]]), [0.1, 0.0], [0.0, 0.1], 0.1)
PIXELIZED = al.Galaxy(1.0, pixelization=al.Pixelization(al.mesh.RectangularUniform((4, 4)), al.reg.Constant(1.0)))
INVERSION = al.FitImaging(IMAGE, al.Tracer([al.Galaxy(0.5, mass=al.mp.IsothermalSph()), PIXELIZED])).inversion
BRIGHT = al.Array2D.no_mask(np.ones((11, 11)), 0.1)
BASIS = al.lp_basis.Basis([al.lp.Gaussian()])
VALUES = {
    **dict.fromkeys(("redshift", "redshift_object", "redshift_profile", "redshift_halo", "z"), 0.5),
    **dict.fromkeys(("redshift_source", "redshift_final", "plane_redshift"), 1.0),
    **{"redshift_0": 0.3, "redshift_1": 0.8, "cosmology": al.cosmo.Planck15()},
    **dict.fromkeys(("y_min", "x_min"), -1.0),
    **dict.fromkeys(("y_max", "x_max"), 1.0),
    "shape": al.Circle(0.1, 0.2, radius=0.3),
    "pixel_scale_precision": 0.05,
    "contour_array": al.Array2D.no_mask(np.linspace(-1.0, 1.0, 36).reshape(6, 6), 0.1),
    **dict.fromkeys(("centre", "origin", "centre_fixed", "source_plane_coordinate"), (0.05, 0.0)),
    **dict.fromkeys(("ell_comps",), (0.1, 0.05)),
    **dict.fromkeys(("shape_native", "kernel_shape_native"), (3, 3)),
    **dict.fromkeys(("hdu", "data_hdu", "noise_map_hdu", "psf_hdu", "visibilities_hdu", "uv_wavelengths_hdu"), 0),
    **dict.fromkeys(("file_path", "data_path", "noise_map_path", "uv_wavelengths_path", "folder", "path"), "file"),
    **{"mask": MASK, "other": MASK, "real_space_mask": MASK, "grid": GRID, "coordinates": GRID.coordinates},
    **{"tracer": TRACER, "galaxies": TRACER.galaxies, "galaxy": LENS, "mass": LENS, "mass_obj": LENS},
    **{"dataset": IMAGE, "model": MODEL, "analysis": ANALYSIS, "result": RESULT, "samples": RESULT.samples},
    **{"instance": MODEL.instance_from_vector(VECTOR), "result_or_samples": RESULT, "data_or_fit": VISIBILITIES},
    **{"inversion": INVERSION, "threshold": 0.5},
    **{"dataset_list": [IMAGE], "fit_list": [FIT], "plot_noise_map.dataset": SHEARS},
    **{f"plot_{name}.fit": al.FitWeak(SHEARS, TRACER) for name in ("data_vs_model", "residuals", "chi_squared_map")},
    **{"fit": FIT, "image": ARRAY, "blurring_image": None, "profile": NAMED, "psf": None, "data": ARRAY},
    **{"noise_map": ARRAY, "values": np.ones((11, 11)), "slim": np.ones(TOTAL), "native": np.ones((11, 11))},
    **{"visibilities": np.ones(20) + 1j, "adapt_data": np.ones(TOTAL), "truths": VECTOR, "fractions": [0.1, 0.5]},
    **{"y": np.ones(2), "x": np.ones(2), "positions": POINTS, "cards": {}, "rng": np.random.default_rng(1)},
    **{"vector": VECTOR, "unit_vector": np.full(3, 0.5), "value": 0.3, "unit_vectors": np.full(3, 0.5)},
    **{"shear": 0.1, "gamma_1": 0.1, "gamma_2": 0.1, "magnitude": 0.1, "axis_ratio": 0.8, "angle": 30.0},
    **{"einstein_radius": 1.0, "slope": 2.1, "family": None, "mask_radius": 3.0, "pixel_scales": 0.1},
    **{"radius": 0.3, "inner_radius": 0.1, "outer_radius": 0.4, "major_axis_radius": 0.4, "fwhm": 0.5},
    **{"inner_annuli_radius": 0.1, "outer_annuli_radius": 0.3, "grid_radius": 0.3, "pixel_scale": 0.05},
    **{"sigma": 1.0, "alpha": 0.1, "beta": 2.5, "concentration": 5.0, "kappa_s": 0.1, "scale_radius": 5.0},
    **{"n": 3, "index": 1, "rows": 1, "columns": 1, "a": 0.1, "r": 0.1, "b": 0.1, "count": 2, "n_points": 5},
    **{"antenna_positions_enu": np.eye(3), "latitude_deg": -20.0, "declination_deg": -20.0, "hour_angles_h": 0.0},
    **{"frequency_hz": 1e11, "sub_size_list": [4, 2], "radial_list": [0.2], "centre_list": POINTS},
    **{"over_sample_size": 2, "over_sample_size_lp": 2, "over_sample_size_pixelization": 2, "uv_wavelengths": UV},
    **{"name": "SIE", "operated_only": False, "plane_index_limit": 1, "backend": "numba", "names": None},
    **{"linear": LinearSamples(["galaxies.source.bulge.intensity"], [[1.0]], [0])},
    **{"parameters": None, "limits": (0.01, 100.0), "number": None, "image_plane_mesh_grid": POINTS},
    **{
        "exposure_time": 100.0,
        "entry": {},
        "stored": MODEL.to_dict(),
        "priors": {},
        "search_info": None,
        "assertion": MODEL.galaxies.lens.mass.einstein_radius < 2.0,
    },
    **{"parameter_list": np.ones(3), "weight_list": np.ones(3), "paths": ["galaxies"], "sample_index": 1},
    **{"filename": "samples.csv", "source": MODEL, "linear_obj_list": [], "blurring_grid": None},
    **{"gamma_1": [0.1, 0.0], "gamma_2": [0.0, 0.1], "weights": [1.0, 1.0], "n_galaxies": 5, "grid_extent": 3.0},
    "WeakDataset.from_arrays.noise_map": [0.1, 0.1],
    **dict.fromkeys(("array_eps", "array_counts", "array_adus", "data_eps", "weight_map"), BRIGHT),
    **dict.fromkeys(("inverse_noise_map", "background_noise_map", "background_variances"), BRIGHT),
    **{"exposure_time_map": 100.0, "gain": 4.0, "no_edges": 1, "signal_to_noise_limit": 5.0, "seed": 1},
    **{"flux": 2.0, "magzero": 25.0, "ab_mag": 20.0, "array_with_new_shape.array": BRIGHT, "basis": BASIS},
    **{"mapping_matrix": np.ones((TOTAL, 2)), "pix_indexes_for_sub_slim_index": [[0], [1]], "total_mask_pixels": 2},
    **{"pix_size_for_sub_slim_index": [1, 1], "pix_weights_for_sub_slim_index": [[1.0], [1.0]], "pixels": 2},
    **{"slim_index_for_sub_slim_index": [0, 1], "sub_fraction": [1.0, 1.0], "coefficient": 1.0},
    **{"neighbors": [[1], [0]], "neighbors_sizes": [1, 1]},
    **{"values_list": [np.ones((3, 3))], "ext_name_list": ["data"], "curve_list": [np.eye(3)[:, :2]]},
    **{"source_plane_data_grid": GRID, "source_plane_mesh_grid": None, "border_relocator": None, "mesh_grid": POINTS},
    **{"init_guess": None, "delta": 0.05, "plane_i": 0, "plane_j": 0, "lens": MODEL.galaxies.lens},
    **{f"mass_field_from.{name}": True for name in ("shear", "mass_sheet", "potential")},
    **{"Fitness.call.parameters": VECTOR, "mapper": INVERSION.mappers[0], "subplot_image_and_mapper.image": ARRAY},
    **{"pix_indexes": [0], "weight_threshold": 0.0, "min_pixels": 1, "regions": None, "indexes": None},
    **{"psf_shape_2d": (3, 3), "cls": al.LightProfile, "attr_name": "centre", "base": "file"},
    **{"coordinate": (0.1, 0.2), "pixel_coordinates_2d": (1, 2), "scaled_coordinates_2d": (0.1, 0.2)},
    **{"scaled_coordinate_2d": (0.1, 0.2), "new_shape": (5, 5), "kernel_shape": (3, 3), "fill_value": 1.0},
    **{"region": [-0.4, 0.4, -0.4, 0.4], "extent": [-1.0, 1.0, -1.0, 1.0], "dtype": np.float64},
    **{"obj": NAMED, "dictionary": al.to_dict(NAMED), "header_dict": None},
    **{f"{name}.file_path": "image.fits" for name in ("ndarray_via_fits_from", "header_obj_from")},
    "from_json.file_path": "object.json",
    "from_json.file": "object.json",
    "deflection_grid": np.zeros((TOTAL, 2)),
    "Grid2DIrregular.grid_2d_via_deflection_grid_from.deflection_grid": np.zeros((1, 2)),
    "array": np.ones(TOTAL),
    "ArrayLike.with_new_array.array": np.ones(TOTAL),
    "Grid2D.no_mask.values": np.ones((3, 3, 2)),
    "Grid2D.no_mask.shape_native": None,
    "VectorYX2D.no_mask.values": np.ones((3, 3, 2)),
    "VectorYX2D.no_mask.shape_native": None,
    "Array2D.no_mask.shape_native": None,
    "over_sample_size_via_radial_bins_from.grid": GRID,
    "from_lenstronomy.kwargs": al.convert.to_lenstronomy(NAMED)[1],
    "from_coolest.name": al.convert.to_coolest(NAMED)[0],
    "from_coolest.parameters": al.convert.to_coolest(NAMED)[1],
    "from_glee.name": al.convert.to_glee(NAMED)[0],
    "from_glee.parameters": al.convert.to_glee(NAMED)[1],
    "fisher_from.grid": None,
    "PointSolver.for_grid.grid": al.Grid2D.uniform((20, 20), 0.1),
    "Convolver.from_gaussian.sigma": 0.1,
    "Imaging.with_values.data": np.ones(121),
    "Imaging.with_values.noise_map": np.ones(121),
    "visibilities.unit": "Jy",
    "plot_array.array": ARRAY,
    "shear_yx": NAMED.shear_yx_2d_via_hessian_from(GRID),
    "obj": NAMED.shear_yx_2d_via_hessian_from(GRID),
    **{f"subplot_interferometer_{of}.dataset": VISIBILITIES for of in ("dataset", "dirty_images")},
    "fits_interferometer.dataset": VISIBILITIES,
    **{f"subplot_fit_{of}.fit": VISIBILITY_FIT for of in ("dirty_images", "real_space")},
    "fits_array.array": ARRAY,
    "batch_size": 2,
    **{f"{cls}.from_fits.file_path": "image.fits" for cls in ("Array2D", "Convolver", "Mask2D")},
    **{f"Imaging.from_fits.{name}_path": "image.fits" for name in ("data", "noise_map", "psf")},
    **{f"Interferometer.from_fits.{name}_path": "pairs.fits" for name in ("data", "noise_map", "uv_wavelengths")},
    "Result.load.folder": "result",
    "to_lenstronomy.profile": NAMED,
    "SimulatorImaging.via_galaxies_from.galaxies": [TRACER.galaxies[1]],
}
# What a method takes that only the library calls: objects that no user makes, states, values that are being traced.
_INTERNAL = """
chain consumer dimensions evaluator galaxy interpolation iterations kept leaves lower mapper others penalty pixels
points posterior regularization regularizations residual_map root roots run signal squared state sub_image
sub_values triangulation upper vertices xp
"""
INTERNAL = set(_INTERNAL.split())
# Methods that only the library calls, with arguments that users pass elsewhere.
_OF_THE_LIBRARY = """
adapt_images_from check_model check_parts check_start clear doubt_model evaluate fit_from for_model for_workers image_of
instance_at log_likelihood_function modify_before_fit moved of_model
pixels_blurred_from prepare returned review rows_of seen_from
set_intensity_from sky_from squared_radius_from tracer_from units_from up_to_plane updated_via_instance_from
switched fit_for_visualization visualize visualize_before_fit
warn_if_nearly_all_masked extract_attribute with_dataset with_galaxies with_images with_mesh_grids with_sky_cards
with_fixed_light require_use_of_points comoving_distances_in
"""
OF_THE_LIBRARY = set(_OF_THE_LIBRARY.split())
# What is taken although it is of another kind, and why it means what a user expects.
NUMBERS_OF_MANY = ["nothing", "a list"]  # arrays of numbers, also empty ones
_PLAIN_OBJECTS = ["an object", "three dimensions", "ragged", "text", "a bool", "None", "a number", "a list", "nothing"]
TAKEN = {
    **{
        f"{function}.{argument}": NUMBERS_OF_MANY
        for function, arguments in {
            "ell_comps_from": ("axis_ratio", "angle"),
            "einstein_radius_from_intermediate": ("einstein_radius", "axis_ratio"),
            "intermediate_einstein_radius_from": ("einstein_radius", "axis_ratio"),
            "shear_gamma_1_2_from": ("magnitude", "angle"),
            "shear_magnitude_and_angle_from": ("gamma_1", "gamma_2"),
            "shear_magnitude_from": ("gamma_1", "gamma_2"),
            "shear_angle_from": ("gamma_1", "gamma_2"),
        }.items()
        for argument in arguments
    },
    "einstein_radius_from_intermediate.slope": ["nothing"],
    "intermediate_einstein_radius_from.slope": ["nothing"],
    "uv_wavelengths_from.hour_angles_h": ["a list"],
    "uv_wavelengths_from.frequency_hz": ["a list"],
    "Chameleon.convergence_func.grid_radius": NUMBERS_OF_MANY,
    "dPIEMassB0.from_lenstool.angle_pos": ["a list"],  # samples, for al.convert
    "Hilbert.weight_map_from.adapt_data": ["a bool", "four dimensions"],  # whatever its shape; masks are images too
    "Result.with_analysis.analysis": ["None"],  # takes it away
    "WeakDataset.from_arrays.noise_map": ["a number"],  # of all galaxies
    "to_dict.obj": _PLAIN_OBJECTS,
    "output_to_json.obj": _PLAIN_OBJECTS,
    "Collection.append.value": [*NONSENSE, "text", "a bool", "None", "a list", "nothing"],  # any fixed part
    "Collection.take_attributes.source": ["an object", "a function"],  # that have none of the attributes
    "plot_array.grid": ["nothing"],
    **{"hdu_list_for_output_from.values_list": ["ragged"], "plot_grid.indexes": ["ragged"]},
    "GaussianPrior.log_density.value": ["NaN", "minus infinity", "nothing"],  # there the density is 0
    "GaussianPrior.unit_for.value": ["minus infinity", "nothing"],  # below all: 0
}
# Where another argument is refused first, since what suits all methods of this name does not suit this one.
OTHERS_REFUSED = {
    "NUTS.fit.info",  # of a backend without gradients
    "Interferometer.from_npz.real_space_mask",  # of a file that is not there
    "Interferometer.from_uvfits.real_space_mask",  # of a file that is not there
    "Pixelization.image_plane_mesh_grid_from.adapt_data",  # has no image mesh
    "Pixelization.image_plane_mesh_grid_from.mask",
    "fit_of_maximum_evidence_from.names",  # of a fit without a mesh
}
# Beside what nothing takes.
NO_TEXT = {"text": "abc", "a bool": True, "a set": {1.0, 2.0}, "None": None}
NO_NUMBER = NO_TEXT | {"NaN": math.nan, "minus infinity": -math.inf, "nothing": [], "a list": [0.3, 0.4, 0.5]}
NO_PAIR = NO_TEXT | {"NaN in it": (math.nan, 0.1), "three": (0.1, 0.2, 0.3), "text in it": ("a", 0.1), "nothing": []}
NO_ARRAY = NO_TEXT | {"four dimensions": np.ones((1, 2, 1, 2)), "texts": ["a", "b"]}
NO_OBJECT = NO_TEXT | {"a number": 0.3, "a list": [0.3], "nothing": []}
OBJECTS = {
    al.Mask2D: MASK,
    al.Array2D: ARRAY,
    al.Grid2D: GRID,
    al.Galaxy: LENS,
    al.Tracer: TRACER,
    al.Imaging: IMAGE,
    al.Interferometer: VISIBILITIES,
    al.Result: RESULT,
    al.Samples: al.Samples(**SAMPLES, model=MODEL),
    al.Collection: MODEL.copy(),  # which `append` changes
    al.AnalysisImaging: ANALYSIS,
    al.FitImaging: FIT,
}
MORE_CLASSES = (al.Result, al.Collection, al.LensCalc, al.GaussianPrior)
MORE_FUNCTIONS = (al.image_mesh.append_with_circle_edge_points,)


def methods():
    """(name, callable, parameters) of all that users call."""
    found = dict(functions())
    for cls in MORE_CLASSES:
        members = {name: inspect.getattr_static(cls, name) for name in dir(cls) if not name.startswith("_")}
        found |= {m: cls for m in (getattr(m, "__func__", m) for m in members.values()) if inspect.isfunction(m)}
    found |= dict.fromkeys(MORE_FUNCTIONS)
    for function, cls in found.items():
        parameters = [
            parameter
            for parameter in inspect.signature(function).parameters.values()
            if parameter.name not in ("self", "cls")
            and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
        ]
        internal = function.__name__ in OF_THE_LIBRARY or INTERNAL & {parameter.name for parameter in parameters}
        if parameters and not internal:
            name = f"{cls.__name__}.{function.__name__}" if cls else function.__name__
            yield name, called(function, cls), parameters


def called(function, cls):
    """The function, bound to an object or its class."""
    if cls is None or isinstance(inspect.getattr_static(cls, function.__name__, None), staticmethod):
        return function
    if isinstance(inspect.getattr_static(cls, function.__name__), classmethod):
        return getattr(cls, function.__name__)
    if cls not in OBJECTS:
        OBJECTS[cls] = cls(**NEEDED.get(cls, {}))
    return getattr(OBJECTS[cls], function.__name__)


def value_of(name, parameter):
    """A valid value of an argument; its default where it has one and no name that is known."""
    for key in (f"{name}.{parameter.name}", f"{name.split('.')[-1]}.{parameter.name}", parameter.name):
        if key in VALUES:
            return VALUES[key]
    if parameter.default is parameter.empty:
        pytest.fail(f"{name} has an argument {parameter.name} of a new name. Give a valid value of it in VALUES.")
    return parameter.default


def refused_by(parameter, value):
    """What an argument must refuse, by the kind of its valid value."""
    refused = dict(NONSENSE)
    kinds = {kind.strip() for kind in str(parameter.annotation).split("|")}
    if isinstance(value, bool | str) or value is None or kinds & {"bool", "str"}:
        del refused["three dimensions"]  # of paths and flags there are tests of their own
    elif isinstance(value, float | int | tuple):
        del refused["three dimensions"]  # of samples, which some profiles take
        refused |= NO_PAIR if isinstance(value, tuple) else NO_NUMBER
    elif isinstance(value, np.ndarray | list):
        del refused["three dimensions"], refused["a complex number"]
        refused |= NO_ARRAY
    else:
        refused |= NO_OBJECT
    if parameter.default is None or "None" in kinds:
        refused.pop("None", None)
    return refused


def write_files():
    """What readers take, in the working directory."""
    degrees = {"CUNIT1": "deg", "CUNIT2": "deg", "CDELT1": -0.1 / 3600, "CDELT2": 0.1 / 3600}
    sky = fits.Header({"CTYPE1": "RA---TAN", "CTYPE2": "DEC--TAN"} | degrees)
    fits.PrimaryHDU(np.ones((3, 3)), header=sky).writeto("image.fits")
    fits.PrimaryHDU(UV).writeto("pairs.fits")
    RESULT.save("result")
    al.output_to_json(NAMED, "object.json")
    RESULT.samples.to_csv("samples.csv")


METHODS = list(methods())


def test_there_are_enough_of_them():
    assert len(METHODS) > 180
    assert sum(len(parameters) for _, _, parameters in METHODS) > 400


@pytest.mark.filterwarnings("ignore::autolens_lite.exc.AutoLensWarning")
def test_every_argument_refuses_what_it_does_not_take():
    write_files()
    silent, foreign, unnamed = [], [], []
    for name, method, parameters in METHODS:
        valid = {
            p.name: value_of(name, p)
            for p in parameters
            if p.default is p.empty or f"{name}.{p.name}" in VALUES or p.name in ("y_min", "x_min")
        }
        for parameter in parameters:
            taken = TAKEN.get(f"{name}.{parameter.name}", ())
            for kind, value in refused_by(parameter, value_of(name, parameter)).items():
                case = f"{name}({parameter.name}={kind})"
                try:
                    method(**(valid | {parameter.name: value}))
                except NotImplementedError:
                    continue  # of an abstract class
                except exc.AutoLensError as error:
                    assert kind not in taken, f"{case} is refused: take it out of TAKEN"
                    named = re.search(rf"\b{parameter.name}\b", str(error))
                    if not named and f"{name}.{parameter.name}" not in OTHERS_REFUSED:
                        unnamed.append(f"{case}: {error}"[:200])
                except Exception as error:  # noqa: BLE001, each is a fault to be listed
                    foreign.append(f"{case}: {error!r}"[:200])
                else:
                    if kind not in taken:
                        silent.append(case)
    assert (silent, foreign, unnamed) == ([], [], [])
