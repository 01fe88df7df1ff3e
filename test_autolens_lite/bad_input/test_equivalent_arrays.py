"""The same numbers in every form of array give the same to the bit, and nobody shares memory with the user.

The calls are those of `test_every_argument.py` and `test_every_method.py`, so that new classes and methods are tried.
"""

import functools
import inspect

import numpy as np
import pytest

import autolens_lite as al
from test_autolens_lite.bad_input.test_every_argument import (
    LEFT_OUT,
    LENS,
    MASK,
    MODEL,
    NEEDED,
    SAMPLES,
    TOTAL,
    TRACER,
    UV,
    classes,
    is_made,
)
from test_autolens_lite.bad_input.test_every_method import METHODS, VALUES, value_of, write_files
from test_autolens_lite.equivalent import forms_of, overwritten, told

# Of pairs, which every profile has one of, some forms each.
FORMS_OF_A_PAIR = 3
# What returns numbers of the type that they came in.
KEEPS_ITS_TYPE = {"Mask2D.native_from(slim)", "Mask2D.slim_from(native)"}
# What needs other numbers, another galaxy or another fit than the tables have.
NOT_REACHED = {
    "LensCalc.area_within_curve_list_from(curve_list)",  # lists of points
    "hdu_list_for_output_from(values_list)",  # images
    "Convolver.from_gaussian(shape_native)",  # even
    "Convolver.from_moffat(shape_native)",
    "Convolver.trimmed(shape_native)",
    "Collection.instance_from_unit_vector(unit_vector)",  # above 1
    "Collection.vector_from_unit_vector(unit_vector)",
    "Samples.quantiles(fractions)",
    "Pixelization.image_plane_mesh_grid_from(adapt_data)",  # without an image mesh
    "corner(truths)",  # of samples that do not vary
    "fit_of_maximum_evidence_from(limits)",  # without a source
    "WeakDataset.from_arrays(weights)",  # beside a noise map
}


def calls():
    """(name, callable, valid arguments, argument, its numbers) of all arguments that are arrays or pairs."""
    for cls in classes():
        if cls in LEFT_OUT or not is_made(cls):
            continue
        needed = NEEDED.get(cls, {})
        for name, parameter in inspect.signature(cls.__init__).parameters.items():
            values = needed.get(name, parameter.default)
            values = np.asarray(values.native) if isinstance(values, al.Array2D) else values
            if name != "self" and are_numbers(values):
                yield f"{cls.__name__}({name})", cls, needed, name, values
    for name, method, parameters in METHODS:
        if method.__module__.startswith("autolens_lite.plot"):
            continue  # a figure counts how many there were before it
        valid = {
            p.name: value_of(name, p)
            for p in parameters
            if p.default is p.empty or f"{name}.{p.name}" in VALUES or p.name in ("y_min", "x_min")
        }
        if name == "output_to_fits":
            valid["overwrite"] = True  # of the form before
        for parameter in parameters:
            values = value_of(name, parameter)
            if not isinstance(values, al.Array2D) and are_numbers(values):
                yield f"{name}({parameter.name})", method, valid, parameter.name, values


def more_calls():
    """Of what takes arrays inside other things, or beside other kinds, or shares what is passed as an object."""
    image = np.linspace(1.0, 3.0, TOTAL)
    sizes = np.where(np.arange(TOTAL) % 3 == 0, 4.0, 2.0)
    for cls, name, values in (
        (al.Imaging, "over_sample_size_lp", np.resize(sizes, 121)),
        (al.Imaging, "over_sample_size_pixelization", np.resize(sizes, (11, 11))),
        (al.Imaging, "noise_covariance_matrix", np.eye(121)),
        (al.Interferometer, "primary_beam", image),
        (al.Interferometer, "over_sample_size_lp", sizes),
        (al.Grid2D, "over_sample_size", sizes),
        (al.SimulatorImaging, "psf", np.ones((3, 3))),
        (al.SimulatorInterferometer, "noise_sigma", np.ones(20)),
        (al.NUTS, "inverse_mass_matrix", np.eye(3)),
    ):
        yield f"{cls.__name__}({name})", cls, NEEDED.get(cls, {}), name, values
    for table in ("galaxy_image_dict", "galaxy_image_plane_mesh_grid_dict"):
        values = image if table == "galaxy_image_dict" else np.array([(0.1, 0.2), (0.5, 0.25), (-0.5, 0.125)])
        make = functools.partial(lambda table, form: al.AdaptImages(**{table: {LENS: form}}), table)
        yield f"AdaptImages({table})", make, {}, "form", values
    shears = {"positions": [(1.0, 0.0), (0.0, 1.0)], "gamma_1": [0.1, 0.2], "gamma_2": [0.0, 0.1]}
    yield "WeakDataset of weights", al.WeakDataset.from_arrays, shears, "weights", np.array([1.0, 4.0])
    yield "Imaging of slim data", functools.partial(al.Imaging, mask=MASK, noise_map=image), {}, "data", image
    yield "Imaging of slim noise", functools.partial(al.Imaging, mask=MASK, data=2.0 * image), {}, "noise_map", image


def are_numbers(values):
    if not isinstance(values, np.ndarray | list | tuple):
        return False
    try:
        array = np.asarray(values)
    except ValueError:
        return False
    return array.ndim > 0 and array.size > 0 and array.dtype.kind in "iufc"


def exact(values):
    """The numbers, rounded to single precision."""
    array = np.asarray(values)
    return array.astype(np.complex64).astype(complex) if array.dtype.kind == "c" else np.float64(np.float32(array))


CALLS = [*calls(), *more_calls()]


def test_there_are_enough_of_them():
    assert len(CALLS) > 180
    assert sum(np.asarray(values).size > 2 for *_, values in CALLS) > 30


@pytest.mark.filterwarnings("ignore::autolens_lite.exc.AutoLensWarning")
@pytest.mark.parametrize(
    ("backend", "whole"), [("numba", False), ("numba", True), ("jax", False)], ids=["fractions", "whole", "jax"]
)
def test_every_form_of_the_same_numbers(backend, whole):
    write_files()
    faults, not_reached, tried = [], [], 0
    for label, function, needed, name, values in CALLS:
        chosen = {} if backend == "numba" else {"backend": backend}
        has_backend = "backend" in inspect.signature(function).parameters
        if (chosen and not has_backend) or ((chosen or whole) and np.size(values) <= 2):
            continue
        base = exact(values)
        if whole:
            base = np.rint(4.0 * base) + 0.0
        call = lambda form: function(**needed | {name: form} | chosen)  # noqa: B023, E731, called at once
        try:
            wanted = told(call(base.copy()), label in KEEPS_ITS_TYPE)
        except al.exc.AutoLensError:
            not_reached.append(label)
            continue
        forms = list(forms_of(base).items())
        if base.size <= 2:
            forms = (forms + forms)[tried % len(forms) :][:FORMS_OF_A_PAIR]
        for kind, form in forms:
            tried += 1
            fault = fault_of(call, form, wanted, label in KEEPS_ITS_TYPE)
            if fault:
                faults.append(f"{label}: {kind} {fault}")
    assert faults == []
    assert set(not_reached) <= NOT_REACHED
    assert tried > 100


def fault_of(call, form, wanted, any_type):
    before = told(form)
    try:
        made = call(form)
    except Exception as error:  # noqa: BLE001, each is a fault to be listed
        return f"raises {error!r}"[:200]
    if told(form) != before:
        return "was changed"
    if told(made, any_type) != wanted:
        return "gives another result"
    overwritten(form)
    return "" if told(made, any_type) == wanted else "is shared with the user"


def arrays_of_ours():
    """(what it is, what takes it, an object of ours) whose values a user can write into."""
    image, native = np.linspace(1.0, 3.0, TOTAL), np.linspace(1.0, 3.0, 121)
    array, full = al.Array2D(image, MASK), al.Array2D.no_mask(native.reshape(11, 11), 0.1)
    points = al.Grid2DIrregular([(0.1, 0.2), (0.5, 0.25), (-0.5, 0.125)])
    yield "Array2D", lambda: al.Array2D(array, MASK), array
    yield "VectorYX2D", lambda: al.VectorYX2D(vectors, MASK), (vectors := al.VectorYX2D(np.ones((TOTAL, 2)), MASK))
    yield "Grid2DIrregular", lambda: al.Grid2DIrregular(points), points
    yield "data", lambda: al.Imaging(full, np.ones((11, 11))), full
    yield "noise_map", lambda: al.Imaging(np.ones((11, 11)), full), full
    yield "slim data", lambda: al.Imaging(array, 2.0 * array), array
    yield "psf", lambda: al.Convolver(full), full
    yield "primary_beam", lambda: al.Interferometer(np.ones(20) + 1j, np.ones(20), UV, MASK, primary_beam=array), array
    yield "over_sample_size", lambda: al.Grid2D(MASK, sizes), (sizes := al.Array2D(np.arange(TOTAL) % 3 + 1.0, MASK))
    yield "image", lambda: al.AdaptImages({LENS: array}), array
    yield "points", lambda: al.AdaptImages(galaxy_image_plane_mesh_grid_dict={LENS: points}), points
    yield "positions", lambda: al.PositionsLH(points, 0.1), points
    yield "deflections", lambda: al.mp.InputDeflections(array, array, mask=MASK), array
    yield "potential", lambda: al.mp.InputPotential(array, mask=MASK), array


@pytest.mark.parametrize(("kind", "make", "given"), list(arrays_of_ours()))
@pytest.mark.filterwarnings("ignore::autolens_lite.exc.AutoLensWarning")
def test_what_is_written_into_an_array_of_ours_is_in_no_other(kind, make, given):
    values = given.slim.copy()
    made = make()
    wanted = told(made)
    given.slim[...] = 77.0
    assert told(made) == wanted
    given.slim[...] = values


LISTS = {
    "galaxies": (al.Tracer, {}, TRACER.galaxies),
    "profile_list": (al.lp_basis.Basis, {}, [al.lp.Gaussian(), al.lp.Sersic()]),
    "positions_likelihood_list": (
        al.AnalysisImaging,
        NEEDED[al.AnalysisImaging],
        [al.PositionsLH([(0.2, 0.0), (0.0, 0.2)], 0.1), al.PositionsLH([(0.3, 0.0), (0.0, 0.2)], 0.1)],
    ),
    "parameter_names": (al.Samples, SAMPLES, MODEL.parameter_names),
    "positions": (al.PositionsLH, {"threshold": 0.1}, [(0.2, 0.0), (0.0, 0.2)]),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_stay_their_users_and_other_sequences_are_as_good(name):
    make, needed, values = LISTS[name]
    given = list(values)
    made = make(**needed | {name: given})
    wanted = told(made)
    assert told(make(**needed | {name: tuple(values)})) == wanted
    given.reverse()
    given.pop()
    assert told(made) == wanted
