"""Numbers that carry a unit or a mask, where they enter: made plain, in the unit that an argument has, or refused.

NumPy drops a unit, and a mask, without a word. So whatever a user passes to a constructor is looked at here first:
`astropy` quantities and table columns are converted to the unit of the argument, and what cannot be converted is
refused, as are masked elements where leaving them out has no meaning. astropy is not imported for it.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ParamSpec, TypeVar

import numpy as np

from autolens_lite import arguments, exc

ARCSEC_IN_PI = 648_000.0  # arcsec in pi radians
ARCSEC = math.pi / ARCSEC_IN_PI  # radians in an arcsec
SPEED_OF_LIGHT = 299_792_458.0  # m / s

P = ParamSpec("P")
R = TypeVar("R")

# What cannot carry a unit or a mask, to be told from the rest at a glance: models are made in every likelihood.
_PLAIN = frozenset({float, int, bool, complex, str, type(None), np.float64, np.int64, np.ndarray})

# The unit of each argument that has one, whatever class or function it belongs to. Arguments that are not here are
# plain numbers: of no unit, or of one that only the user knows, as that of an image is.
_NAMES = {
    "arcsec": (
        "b0 break_radius centre centre_list core_radius core_radius_0 core_radius_1 deflections_x "
        "deflections_y effective_radius einstein_radius fwhm galaxy_image_plane_mesh_grid_dict "
        "galaxy_name_image_plane_mesh_grid_dict grid_offset grid_radius image_plane_grid inner_annuli_radius "
        "inner_radius interaction_radius major_axis_radius mass_centre_radial_distance_min mass_to_light_radius "
        "maximum_threshold minimum_threshold origin outer_annuli_radius "
        "outer_radius pixel_scale_precision pixel_scales positions primary_beam r_core r_cut ra radial_list "
        "radius radius_break rs scale scale_radius separation threshold truncation_radius x_max x_min y_max "
        "y_min"
    ),
    "deg": "angle angle_binary angle_pos declination_deg grid_rotation_angle latitude_deg minimum_elevation_deg",
    "arcsec2": "lensing_potential",
    "1 / arcsec": "delta_1 delta_2 log_likelihood_penalty_factor tau_1 tau_2",
    "m": "antenna_positions_enu max_baseline minimum_separation",
    "s": "exposure_time",
    "Gyr": "t_age",
    "Hz": "frequency_hz",
    "hourangle": "hour_angles_h",
    "solMass": "mass mass_at_200 virial_mass",
    "cm2 / g": "sigma_over_m",
    "km / (s Mpc)": "H0",
    "K": "Tcmb0",
    "eV": "m_nu",
}
_UNITS = {name: unit for unit, names in _NAMES.items() for name in names.split()} | {
    # Names that mean another thing elsewhere.
    **dict.fromkeys(
        (
            "Convolver.alpha",
            "Convolver.sigma",
            "Gaussian.sigma",
            "GaussianGradient.sigma",
            "GaussianMultipole.sigma",
            "GaussianSph.sigma",
            "Grid2D.values",
            "Grid2DIrregular.values",
            "Grid2DIrregular.x",
            "Circle.x",
            "Circle.y",
            "Grid2DIrregular.y",
            "Moffat.alpha",
            "MoffatSph.alpha",
            "ShapeletCartesian.beta",
            "ShapeletCartesianSph.beta",
            "ShapeletExponential.beta",
            "ShapeletExponentialSph.beta",
            "ShapeletPolar.beta",
            "ShapeletPolarSph.beta",
        ),
        "arcsec",
    ),
    "dPIEMass.sigma": "km / s",
    "dPIEMassSph.sigma": "km / s",
}

# Another kind of unit in which the same may be given.
_ALSO = {"hourangle": "h"}

# Arguments of datasets in the unit of `data`, whatever that is, and the power of it.
_OF_DATA = {"data": 1, "noise_map": 1, "noise_covariance_matrix": 2}

# What to do about a unit that is refused, where something better can be said than to pass numbers.
_REMEDIES = {"uv_wavelengths": "Divide it by the wavelength: (uv / wavelength).to_value('')."}

# Where the elements that a masked array masks are left out.
_MASKABLE = frozenset(
    {
        "Imaging.data",
        "Imaging.noise_map",
        "Interferometer.data",
        "Interferometer.noise_map",
        "Interferometer.uv_wavelengths",
    }
)


class Converting(type):
    """Metaclass of classes whose constructors, class methods too, are given plain arguments: see `plain`.

    So are public methods with a flag, such as `overwrite`, or with a path.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **kwargs: Any) -> Any:
        for key, value in namespace.items():
            if isinstance(value, classmethod) and not key.startswith("_"):
                namespace[key] = classmethod(taken(value.__func__))
            elif inspect.isfunction(value) and not key.startswith("_") and arguments.are_named(value):
                namespace[key] = taken(value)
        return super().__new__(mcs, name, bases, namespace, **kwargs)

    @property
    def __signature__(cls) -> inspect.Signature:
        """The constructor's, for `help` and notebooks, which would show that of the metaclass's `__call__`."""
        signature = inspect.signature(cls.__init__)  # type: ignore[misc]
        return signature.replace(parameters=list(signature.parameters.values())[1:], return_annotation=signature.empty)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # a call in every likelihood, so what is plain is seen at once
        if _any_are_carried(args, kwargs):
            signature = inspect.signature(cls.__init__)  # type: ignore[misc]
            (_, *args), kwargs = plain_arguments(names_of(cls), signature, (cls, *args), kwargs)
        return super().__call__(*args, **kwargs)


def of(owners: Iterable[str], argument: str) -> str:
    """Return the unit of an argument as astropy spells it, "" for a plain number.

    Parameters
    ----------
    owners
        The names of the class and its bases, the most derived first; or of the function.
    argument
        The argument, or an element of a pair (`centre_0`).
    """
    for owner in owners:
        if f"{owner}.{argument}" in _UNITS:
            return _UNITS[f"{owner}.{argument}"]
    return _UNITS.get(argument) or _UNITS.get(argument.removesuffix("_0").removesuffix("_1"), "")


def _any_are_carried(args: Iterable[Any], kwargs: Mapping[str, Any]) -> bool:
    try:
        return any(map(are_carried, args)) or any(map(are_carried, kwargs.values()))
    except RecursionError:
        return False  # a list that holds itself: refused by what was called, which knows what it is for


def are_carried(value: Any) -> bool:
    """Whether a value, or one in a sequence or dict of them, is of a kind that may have a unit or a mask."""
    kind = type(value)
    if kind in _PLAIN:
        return False
    if kind is tuple or kind is list:
        return any(map(are_carried, value))
    if kind is dict:
        return any(map(are_carried, value.values()))
    if isinstance(kind, Converting) or issubclass(kind, tuple):
        return False  # ours, which may know their unit
    if isinstance(value, np.ma.MaskedArray):
        return True
    return hasattr(kind, "unit") or hasattr(kind, "units") or hasattr(kind, "unmasked")


def plain(name: str, value: Any, unit: Any = "", maskable: bool = False) -> Any:
    """Return a value as numbers in a unit, those in sequences and dicts too; what carries nothing stays as it is.

    Raises ParameterError or DataError if the unit cannot be converted, or an element is masked: of a number, or of an
    array.

    Parameters
    ----------
    name
        The argument, for the message.
    value
        Anything.
    unit
        The unit of the argument, astropy's or as that spells it; "" for a plain number.
    maskable
        Whether masked elements are understood, and are to stay masked.
    """
    if not are_carried(value):
        return value
    if isinstance(value, tuple | list):
        return type(value)(plain(f"{name}[{i}]", element, unit) for i, element in enumerate(value))
    if isinstance(value, dict):
        return {key: plain(f"{name}[{key!r}]", element, unit) for key, element in value.items()}
    numbers, hidden, found = _parts(name, value)
    if hidden is not None and hidden.any() and (not maskable or hidden.ndim == 0):
        raise _error(hidden)(
            f"{name} has {np.count_nonzero(hidden)} masked of {hidden.size} elements, whose values are unknown. "
            f"Leave them out (pixels by a mask, al.Mask2D), or fill them in: {name}.filled(...)."
        )
    if found is not None:
        numbers = _converted(name, numbers, found, unit)
    if maskable and hidden is not None:
        return np.ma.MaskedArray(numbers, hidden)
    return float(numbers) if numbers.ndim == 0 and numbers.dtype.kind in "iuf" else numbers


def plain_arguments(owners: list[str], signature: inspect.Signature, args: Any, kwargs: Any) -> tuple[Any, Any]:
    """Return the arguments of a call with every one made plain, in the unit that it has.

    Those of a dataset in the unit of its data are made of one unit, that of `data`.
    """
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return args, kwargs  # the call itself says what is wrong
    given = bound.arguments
    is_dataset = not {"Imaging", "Interferometer"}.isdisjoint(owners)
    unit_of_data = _unit_of(given.get("data")) if is_dataset else None
    if unit_of_data is not None and unit_of_data.is_equivalent(""):
        unit_of_data = None
    for name, value in given.items():
        kind = signature.parameters[name].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            given[name] = {key: plain(key, entry, of(owners, key)) for key, entry in value.items()}
            continue
        unit: Any = of(owners, name)
        if unit_of_data is not None and name in _OF_DATA:
            _refuse_logarithmic(name, unit_of_data)
            unit = unit_of_data ** _OF_DATA[name]
            if value is not None and _unit_of(value) is None:
                raise exc.DataError(f"{name} has no unit, but data is in {unit_of_data}. Give both a unit, or neither.")
        maskable = any(f"{owner}.{name}" in _MASKABLE for owner in owners)
        given[name] = plain(name, value, unit, maskable)
    return bound.args, bound.kwargs


def taken(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a function of the user's, or a constructor, so that its arguments are made plain; see `plain`.

    Flags are held to be True or False, and where it fails, the argument is named that is not what its annotation says.
    """
    flags, texts = arguments.flags_of(function), arguments.texts_of(function) | arguments.paths_of(function)

    @functools.wraps(function)
    def with_plain_arguments(*args: P.args, **kwargs: P.kwargs) -> R:
        if flags:
            args, kwargs = arguments.with_flags(function, args, kwargs, flags)  # type: ignore[assignment]
        if texts:
            arguments.check_texts(function, args, kwargs)
        if _any_are_carried(args, kwargs):
            owners = [*_classes_of(args), *function.__qualname__.split(".")]
            args, kwargs = plain_arguments(owners, inspect.signature(function), args, kwargs)
        try:
            return function(*args, **kwargs)
        except arguments.FAILURES as error:
            arguments.explain(function, args, kwargs, error)
            raise

    return with_plain_arguments


def names_of(cls: type) -> list[str]:
    """The names of a class and its bases, the most derived first."""
    return [base.__name__ for base in cls.__mro__]


def _classes_of(args: tuple[Any, ...]) -> list[str]:
    """The class whose constructor (a class method) is called, if one is."""
    return names_of(args[0]) if args and isinstance(args[0], type) else []


def _parts(name: str, value: Any) -> tuple[np.ndarray, np.ndarray | None, Any]:
    """The numbers, which of them are masked (None where there is no mask), and the unit or None."""
    unit, hidden, inner = getattr(value, "unit", None), None, value
    if isinstance(value, np.ma.MaskedArray):
        hidden, inner = np.ma.getmaskarray(value), value.data
    elif hasattr(type(value), "unmasked"):
        hidden, inner = np.asarray(value.mask), value.unmasked
    unit = getattr(inner, "unit", None) if unit is None else unit
    if not isinstance(inner, np.ndarray) or (unit is None and hasattr(type(inner), "units")):
        raise exc.ParameterError(
            f"{name} is a {type(value).__name__}. Pass numbers, an array of them, or an astropy Quantity."
        )
    return np.array(inner, subok=False, copy=None), hidden, unit


def _converted(name: str, numbers: np.ndarray, found: Any, unit: Any) -> np.ndarray:
    from astropy import units

    # A number without a dimension, such as a percentage, may stand for any argument.
    for wanted in (units.dimensionless_unscaled, unit, _ALSO.get(str(unit), unit)):
        try:
            return np.asarray(found.to(wanted, numbers))
        except (ValueError, TypeError):
            continue
    shown = f"{name} = {numbers} {found}" if numbers.ndim == 0 else f"{name} is in {found}"
    if isinstance(unit, str) and not unit:
        remedy = _REMEDIES.get(name, f"Pass {name}.to_value(unit) with that unit.")
        raise _error(numbers)(
            f"{shown}, but it is a plain number: of no unit, or in the one that all your data are in. {remedy}"
        )
    raise _error(numbers)(
        f"{shown}, which cannot be converted to {unit}. Pass a Quantity that can be, or a number in {unit}."
    )


def _refuse_logarithmic(name: str, unit: Any) -> None:
    """Refuse magnitudes and other logarithms of a flux, which cannot be added up."""
    if hasattr(unit, "physical_unit") or any(str(base) == "dex" for base in unit.decompose().bases):
        raise exc.DataError(f"{name} is in {unit}, a logarithm. Pass fluxes, such as ({name}).to(u.nJy).")


def _error(value: np.ndarray) -> type[exc.AutoLensError]:
    """The error of a number, or of an array."""
    return exc.ParameterError if value.ndim == 0 else exc.DataError


def _unit_of(value: Any) -> Any:
    """The unit of an array, None where it has none."""
    unit = getattr(value, "unit", None) if are_carried(value) else None
    return getattr(getattr(value, "data", None), "unit", None) if unit is None else unit
