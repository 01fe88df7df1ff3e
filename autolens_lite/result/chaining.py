"""From the result of one search to a part of the next one's model, `al.util.chaining`.

They are for models with `galaxies.lens` and `galaxies.source`; others are composed of `result.model` and
`result.instance` by hand.
"""

from __future__ import annotations

from typing import Any

from autolens_lite import exc
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.model import GaussianPrior, Model
from autolens_lite.pixelization import Pixelization
from autolens_lite.profile import light_mass
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light.families import LightProfileLinear
from autolens_lite.profile.light_mass import linear as linear_mass
from autolens_lite.result.result import Result


def source_from(result: Result) -> Model:
    """Return the source of a result for a new search: free where it has light profiles, fixed where it is pixelized.

    Raises ModelError if the model has no `galaxies.source`.
    """
    pixelized = getattr(_source_of(result.instance), "pixelization", None) is not None
    return source_custom_model_from(result, source_is_model=not pixelized)


def source_custom_model_from(result: Result, source_is_model: bool = False) -> Model:
    """Return the source of a result for a new search.

    Raises ModelError if the model has no `galaxies.source`.

    Parameters
    ----------
    result
        Of a model with `galaxies.source`.
    source_is_model
        Whether its light profiles, or the regularization of its pixels, are free again, with the priors that they had;
        or else fixed at the best sample. Redshift and mesh are fixed.
    """
    instance = _source_of(result.instance)
    parts: Any = _source_of(result.model) if source_is_model else instance
    if getattr(instance, "pixelization", None) is None:
        light = {name: getattr(parts, name) for name, profile in instance.profile_dict.items() if profile is not None}
        return Model(Galaxy, redshift=instance.redshift, **light)
    mesh, regularization = instance.pixelization.mesh, parts.pixelization.regularization
    pixelization = Model(Pixelization, mesh=mesh, regularization=regularization)
    image_mesh = instance.pixelization.image_mesh
    if image_mesh is not None:
        pixelization.image_mesh = image_mesh
    return Model(Galaxy, redshift=instance.redshift, pixelization=pixelization)


def mass_from(mass: Model, mass_result: Any, unfix_mass_centre: bool = False) -> Model:
    """Return a mass model that takes the priors, or values, of an earlier one where their paths agree.

    Raises ModelError if `mass` is not a model.

    Parameters
    ----------
    mass
        The model, which is changed.
    mass_result
        The earlier one: `result.model.galaxies.lens.mass`, or of an instance.
    unfix_mass_centre
        Whether a centre that was fixed gets Gaussian priors about it, 0.05 arcsec wide.
    """
    if not isinstance(mass, Model):
        raise exc.ModelError(f"mass = {mass!r} is not a model. Pass one, such as al.Model(al.mp.PowerLaw).")
    mass.take_attributes(mass_result)
    centre = tuple(mass.centre)
    if unfix_mass_centre and all(isinstance(number, float | int) for number in centre):
        mass.centre = tuple(GaussianPrior(mean=number, sigma=0.05) for number in centre)
    return mass


def lp_chain_tracer_from(light_result: Result, settings_search: Any = None) -> Tracer:
    """Return the tracer of a result with the intensities of its linear light, for `mass_light_dark_from`.

    Parameters
    ----------
    light_result
        With its analysis, whose data are fitted again: the same numbers give the same intensities, to the bit, so that
        a pipeline resumes.
    settings_search
        Not read: nothing is written.
    """
    del settings_search
    return light_result.max_log_likelihood_fit.tracer_linear_light_profiles_to_light_profiles


def mass_light_dark_from(
    light_result: Result,
    name: str,
    lp_chain_tracer: Tracer,
    linear_lp_to_standard: bool = False,
    light_is_model: bool = False,
    use_gradient: bool = False,
) -> Model | None:
    """Return light of a lens as light and mass, with a free mass-to-light ratio; None where the lens has none.

    Raises ModelError if there is no profile of light and mass for this light.

    Parameters
    ----------
    light_result
        Of a model with `galaxies.lens`.
    name
        Of the profile or basis in the lens, such as "bulge".
    lp_chain_tracer
        That result's `lp_chain_tracer_from`, whose first galaxy is the lens.
    linear_lp_to_standard
        Whether the light of linear profiles keeps its intensity; or else it is solved for again, beside the mass's.
    light_is_model
        Whether the light has its priors again; or else it is fixed. Of a basis it is fixed.
    use_gradient
        Whether the mass-to-light ratio has a gradient.
    """
    found = getattr(getattr(light_result.instance.galaxies, "lens", None), name, None)
    if found is None:
        return None
    solved = getattr(lp_chain_tracer.galaxies[0], name)
    if not isinstance(found, Basis):
        model = Model(_light_mass_class(found, linear_lp_to_standard, use_gradient))
        model.take_attributes(getattr(light_result.model.galaxies.lens, name) if light_is_model else found)
        if isinstance(found, LightProfileLinear):
            model.intensity = solved.intensity
        return model
    members: list[Model] = []
    for profile, with_intensity in zip(found.profile_list, solved.profile_list, strict=True):
        model = Model(_light_mass_class(profile, linear_lp_to_standard, use_gradient))
        model.take_attributes(with_intensity)
        _share_ratio(model, members[0] if members else model)
        members.append(model)
    return Model(Basis, profile_list=members)


def link_ratios(link_mass_to_light_ratios: bool, light_result: Result, bulge: Any, disk: Any) -> tuple[Any, Any]:
    """Return bulge and disk with one mass-to-light ratio, where both are there and it is asked for.

    Parameters
    ----------
    link_mass_to_light_ratios
        Whether to link.
    light_result
        Not read.
    bulge, disk
        Models of light and mass, or bases of them, or None. The bulge takes the ratio of the disk.
    """
    del light_result
    if link_mass_to_light_ratios and bulge is not None and disk is not None:
        first = _members_of(disk)[0]
        for member in _members_of(bulge):
            _share_ratio(member, first)
    return bulge, disk


def _source_of(root: Any) -> Any:
    source = getattr(getattr(root, "galaxies", None), "source", None)
    if source is None:
        raise exc.ModelError("result is of a model without galaxies.source. Compose the source of its parts by hand.")
    return source


def _light_mass_class(profile: Any, as_standard: bool, use_gradient: bool) -> type:
    is_solved = isinstance(profile, LightProfileLinear) and not as_standard
    name = f"{type(profile).__name__}{'Gradient' if use_gradient else ''}"
    found = getattr(linear_mass if is_solved else light_mass, name, None)
    if found is None:
        raise exc.ModelError(f"There is no {name} that is light and mass. The profiles of al.lmp are those that are.")
    return found


def _members_of(model: Any) -> list[Any]:
    return list(model.profile_list) if issubclass(model.cls, Basis) else [model]


def _share_ratio(model: Model, other: Model) -> None:
    for name in ("mass_to_light_ratio", "mass_to_light_ratio_base", "mass_to_light_gradient"):
        if hasattr(other, name):
            setattr(model, name, getattr(other, name))
