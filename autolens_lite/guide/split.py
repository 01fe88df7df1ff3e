"""A model of a lens taken apart: the light of the lens, the arcs (mass and sources), and what each number is.

Which galaxy is what follows from the model itself. Galaxies with mass at the lowest redshift that has any are lenses;
galaxies with light behind them are sources, whose own mass stays with them; all other light is that of the lens, and
of whatever is in front of the sources.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.analysis.dataset import GALAXIES, galaxies_of, named_of, part_of
from autolens_lite.lens import Galaxy
from autolens_lite.model import Collection, Model
from autolens_lite.model.expression import Expression
from autolens_lite.model.node import Node
from autolens_lite.model.priors import Prior
from autolens_lite.model.tree import free_slots_of, own_assertions_of, trees_of, values_of
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import LightProfile
from autolens_lite.profile.mass import MassProfile


@dataclasses.dataclass(frozen=True)
class Place:
    """One place of a free parameter in a model.

    Parameters
    ----------
    index
        Of the parameter in the model's vector.
    galaxy
        The path of the galaxy, such as ("galaxies", "lens"); empty beside the galaxies.
    profile
        The path of the profile in the galaxy, such as ("bulge",).
    argument
        The constructor's argument, such as "centre".
    element
        Which element of it, where it is a pair; else 0.
    role
        "light" of the lens, "mass", "source" (light behind the lens), or "other".
    rank
        The number of the profile among those of the galaxy with this role.
    """

    index: int
    galaxy: tuple[str, ...]
    profile: tuple[str, ...]
    argument: str
    element: int
    role: str
    rank: int


@dataclasses.dataclass(frozen=True)
class Part:
    """A model of some of the galaxies' profiles, and where its parameters are in the vector of the whole model (p,)."""

    model: Collection
    indices: np.ndarray


@dataclasses.dataclass(frozen=True)
class Split:
    """A model and its parts; `light` and `arcs` are None where there is no such thing, or nothing free in it.

    Light in which nothing is free is part of the arcs, and `fixed_light` holds it alone.
    """

    whole: Part
    light: Part | None
    arcs: Part | None
    fixed_light: Collection | None
    places: list[Place]
    lens_redshift: float
    pixelized: list[tuple[str, str]]
    """The paths of galaxies whose light is on a mesh."""
    sources: list[tuple[str, str]]
    """The paths of galaxies with light behind the lens."""

    def first(self, role: str) -> tuple[str, ...] | None:
        """The galaxy that comes first among those that have a profile of this role."""
        return next((place.galaxy for place in self.places if place.role == role), None)


def split(model: Any) -> Split | None:
    """Take a model apart; None for one without `galaxies`, of which nothing is known.

    Parameters
    ----------
    model
        Of galaxies: see `al.AnalysisImaging`.

    Raises
    ------
    ModelError
        If it is not a model.
    """
    check.kind("model", model, Node, "Pass the al.Collection that is fitted.", exc.ModelError)
    if not isinstance(model, Collection) or part_of(model, "galaxies") is None:
        return None
    galaxies = galaxies_of(model)
    if not all(is_galaxy(galaxy) for galaxy in galaxies.values()):
        return None
    redshifts = {path: redshift_of(galaxy) for path, galaxy in galaxies.items()}
    deflectors = [path for path, galaxy in galaxies.items() if any(has_mass(c) for _, c in components(galaxy))]
    lens_redshift = min((redshifts[path] for path in deflectors), default=np.inf)
    behind = {path for path in galaxies if redshifts[path] > lens_redshift}
    shining = {path for path, galaxy in galaxies.items() if shines(galaxy)}
    whole = Part(model, np.arange(model.prior_count))

    def light_of(path: Any, component: Any) -> bool:
        return path not in behind and has_light(component)

    def arcs_of(path: Any, component: Any) -> bool:
        return path in behind or has_mass(component)

    light = _part(model, light_of) if shining - behind else None
    is_fixed = light is not None and not light.indices.size
    arcs = None
    if shining & behind and deflectors:
        # a sky is fitted with the light of the lens
        arcs = whole if light is None or is_fixed else _part(model, arcs_of, with_others=False)
    return Split(
        whole=whole,
        light=None if is_fixed else light,
        arcs=arcs,
        fixed_light=light.model if is_fixed and light is not None else None,
        places=_places(model, behind),
        lens_redshift=float(lens_redshift),
        pixelized=[path for path, galaxy in galaxies.items() if pixelization_of(galaxy) is not None],
        sources=sorted(shining & behind),
    )


def is_galaxy(galaxy: Any) -> bool:
    """Whether this is a galaxy, or a model of one."""
    return isinstance(galaxy, Galaxy) or (isinstance(galaxy, Model) and issubclass(galaxy.cls, Galaxy))


def components(galaxy: Any) -> list[tuple[str, Any]]:
    """The profiles of a galaxy, or of its model, by name."""
    if isinstance(galaxy, Model):
        return [(n, v) for n, v in values_of(galaxy).items() if n not in ("redshift", "pixelization") and v is not None]
    return list(galaxy.profile_dict.items())


def pixelization_of(galaxy: Any) -> Any:
    """The pixelization of a galaxy, or of its model; None without."""
    return values_of(galaxy).get("pixelization") if isinstance(galaxy, Model) else galaxy.pixelization


def redshift_of(galaxy: Any) -> float:
    """The redshift of a galaxy; where it is free, the median of its prior."""
    value = galaxy.redshift
    if isinstance(value, Expression):
        medians = {prior: prior.value_for(0.5) for prior in value.priors() if isinstance(prior, Prior)}
        return float(value.evaluate(medians))
    return float(value)


def shines(galaxy: Any) -> bool:
    """Whether a galaxy, or its model, has light."""
    return pixelization_of(galaxy) is not None or any(has_light(c) for _, c in components(galaxy))


def has_light(component: Any) -> bool:
    """Whether a profile, a basis, or a model of one, has light."""
    return any(issubclass(cls, LightProfile) for cls in _classes(component))


def has_mass(component: Any) -> bool:
    """Whether a profile, a basis, or a model of one, has mass."""
    return any(issubclass(cls, MassProfile) for cls in _classes(component))


def _classes(component: Any) -> list[type]:
    """The class of a profile, those of a basis's profiles."""
    if isinstance(component, Model):
        if not issubclass(component.cls, Basis):
            return [component.cls]
        listed = values_of(component)["profile_list"]
        return [cls for part in listed for cls in _classes(part)]
    if isinstance(component, Basis):
        return [type(part) for part in component.profile_list]
    return [type(component)]


def _part(model: Collection, keep: Callable[[Any, Any], bool], with_others: bool = True) -> Part:
    """The model of the profiles that are kept, with or without what is beside the galaxies (a sky)."""
    entries: dict[str, Any] = {}
    for name, entry in model.items():
        if name in GALAXIES:
            kept = {key: _reduced(galaxy, (name, key), keep) for key, galaxy in named_of(entry)}
            entries[name] = Collection({key: galaxy for key, galaxy in kept.items() if galaxy is not None})
        elif with_others or name == "cosmology":
            entries[name] = entry
    part = Collection(entries).copy()
    keep_assertions(part, model)
    return Part(part, np.array([model.layout.index[prior] for prior in part.priors], dtype=int))


def _reduced(galaxy: Any, path: tuple[str, str], keep: Callable[[Any, Any], bool]) -> Any:
    """A galaxy with the profiles that are kept; None without any."""
    kept = {name for name, component in components(galaxy) if keep(path, component)}
    mesh = pixelization_of(galaxy) is not None and keep(path, None)
    if not kept and not mesh:
        return None
    if isinstance(galaxy, Model):
        new = galaxy.copy()
        for name, _ in components(galaxy):
            if name not in kept:
                setattr(new, name, None)
        return new
    return Galaxy(galaxy.redshift, galaxy.pixelization, **{n: c for n, c in components(galaxy) if n in kept})


def keep_assertions(part: Collection, model: Collection) -> None:
    """Give a part the assertions of the model that are about its own priors."""
    there = {slot.value for slot in free_slots_of(part)}
    for tree in trees_of(part):
        own_assertions_of(tree).clear()
    own_assertions_of(part).extend(a for a in model.assertions if all(prior in there for prior in a.priors()))


def _places(model: Collection, behind: set[Any]) -> list[Place]:
    """All places of all free parameters, in the order of the model."""
    galaxies, index = galaxies_of(model), model.layout.index
    ranks: dict[Any, dict[Any, int]] = {}
    found = []
    for slot in free_slots_of(model):
        argument, _, number = slot.path[-1].rpartition("_")
        if not (argument in ("centre", "ell_comps") and number.isdigit()):
            argument, number = slot.path[-1], "0"
        galaxy, profile, role = slot.path[:2], slot.path[2:-1], "other"
        component = dict(components(galaxies[galaxy])).get(profile[0]) if galaxy in galaxies and profile else None
        if component is None:
            galaxy = galaxy if galaxy in galaxies else ()
        elif has_light(component):
            role = "source" if galaxy in behind else "light"
        elif has_mass(component):
            role = "mass"
        of_role = ranks.setdefault((galaxy, role), {})
        rank = of_role.setdefault(profile, len(of_role))
        found.append(Place(index[slot.value], galaxy, profile, argument, int(number), role, rank))
    return found
