"""A galaxy: its redshift, its light, its mass."""

from __future__ import annotations

import functools
import inspect
import keyword
import logging
from collections.abc import Callable, Iterable
from typing import Any

from autolens_lite import arguments, check, exc
from autolens_lite.grid import Coordinates, coordinates
from autolens_lite.lens.observed import ObservedLight
from autolens_lite.lens.operate import LensingOperator
from autolens_lite.profile import evaluate
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import LightProfile
from autolens_lite.profile.light.abstract import is_everything
from autolens_lite.profile.light.families import LightProfileLinear, LightProfileOperated
from autolens_lite.profile.mass import MassProfile
from autolens_lite.profile.point import PointSource

logger = logging.getLogger(__name__)


class Redshift(float):
    """The redshift of galaxies as a part of a model by itself: `al.Model(al.Galaxy, redshift=al.Model(al.Redshift))`.

    What is made is the number that was given, which a backend may trace.

    Parameters
    ----------
    redshift
        The redshift, 0 or more.

    Raises
    ------
    ParameterError
        If it is negative, or no number.
    """

    def __new__(cls, redshift: float) -> float:  # type: ignore[misc]
        check.non_negative("redshift", redshift)
        return redshift

    def __init__(self, redshift: float) -> None:
        """Name the parameter of a model of it: no object of this class is made."""
        del redshift


class Galaxy(ObservedLight, LensingOperator, metaclass=check.NamedArguments):
    """A group of light and mass profiles at one redshift, and perhaps a pixelization that stands for its light.

    The profiles are attributes of the galaxy, by the names that they are passed with: `galaxy.bulge`, `galaxy.mass`.

    Parameters
    ----------
    redshift
        The redshift, 0 or more.
    pixelization
        A pixelization of the galaxy's light, or None.
    **profiles
        Light profiles, mass profiles, bases of them and point sources under names of your choice; None for none.

    Raises
    ------
    ParameterError
        If the redshift is negative, a component is not a profile, or its name is taken.
    """

    def __init__(self, redshift: float, pixelization: Any = None, **profiles: Any) -> None:
        check.non_negative("redshift", redshift)
        self.redshift = redshift
        self.pixelization = _checked_pixelization(pixelization)
        if profiles.pop(_OF_ANALYSES, None) is not None:
            logger.info("%s of a Galaxy has no effect: al.AdaptImages(galaxy_image_dict=...) holds it.", _OF_ANALYSES)
        for name, profile in profiles.items():
            _check_component(name, profile)
            # one that is None is an attribute, to be asked for, and no component
            setattr(self, name, profile)

    @property
    def profile_dict(self) -> dict[str, LightProfile | MassProfile | PointSource]:
        """The profiles by name, in the order that they were passed in."""
        return {name: part for name, part in self.__dict__.items() if _are(_COMPONENTS, type(part))}

    @property
    def light_profiles(self) -> list[LightProfile]:
        """The light profiles, in the order that they were passed in; a `Basis` with light counts as one."""
        return [
            profile
            for profile in self.__dict__.values()
            if _are(LightProfile, type(profile)) and (not isinstance(profile, Basis) or profile.light_profile_list)
        ]

    @property
    def linear_light_profiles(self) -> dict[str, list[LightProfileLinear]]:
        """The linear light profiles by the name that they, or the `Basis` that holds them, were passed in with."""
        linear = {}
        for name, profile in self.profile_dict.items():
            if isinstance(profile, Basis) and profile.linear_light_profile_list:
                linear[name] = profile.linear_light_profile_list
            elif isinstance(profile, LightProfileLinear):
                linear[name] = [profile]
        return linear

    @property
    def mass_profiles(self) -> list[MassProfile]:
        """The mass profiles, in the order that they were passed in; a `Basis` with mass counts as one."""
        return [
            profile
            for profile in self.__dict__.values()
            if _are(MassProfile, type(profile)) and (not isinstance(profile, Basis) or profile.mass_profile_list)
        ]

    @property
    def point_sources(self) -> dict[str, PointSource]:
        """The point sources by name."""
        return {name: profile for name, profile in self.profile_dict.items() if isinstance(profile, PointSource)}

    @property
    def has_pixelization(self) -> bool:
        """Whether the galaxy's light is pixelized."""
        return self.pixelization is not None

    @property
    def shines(self) -> bool:
        """Whether there is light: light profiles, a pixelization or point sources."""
        return self.has_pixelization or bool(self.light_profiles) or bool(self.point_sources)

    @property
    def has_unsolved_light(self) -> bool:
        """Whether there is light that only a fit to data knows: a pixelization, or linear light profiles."""
        total = sum(len(p.light_profile_list) if isinstance(p, Basis) else 1 for p in self.light_profiles)
        return self.has_pixelization or len(self.light_profiles_with_intensity()) < total

    def light_profiles_with_intensity(self, operated_only: bool | None = None) -> list[LightProfile]:
        """Return the light profiles whose intensity is known, those within a `Basis` one by one.

        Parameters
        ----------
        operated_only
            True for those that are already convolved with the PSF (`al.lp_operated`), False for the others, None for
            all.
        """
        if operated_only is not None:
            operated_only = arguments.flag("operated_only", operated_only)
        profiles: list[LightProfile] = []
        for profile in self.light_profiles:
            profiles += profile.light_profile_list if isinstance(profile, Basis) else [profile]
        return [
            profile
            for profile in profiles
            if not isinstance(profile, LightProfileLinear)
            and operated_only in (None, isinstance(profile, LightProfileOperated))
        ]

    @coordinates.given
    def image_from(self, coordinates: Coordinates, operated_only: bool | None = None) -> Any:
        """Return the surface brightness (N,) of light profiles at points of the galaxy's plane.

        Linear light profiles, whose intensity a fit solves for, are left out; `operated_only` as in
        `light_profiles_with_intensity`.
        """
        profiles = self.light_profiles_with_intensity(operated_only)
        return evaluate.total_of([profile.image_from for profile in profiles], coordinates)

    @coordinates.given
    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the deflection angles (alpha_y, alpha_x) of all mass profiles, each (N,) in arcsec."""
        return evaluate.total_deflections_of(self.mass_profiles, coordinates)

    @coordinates.given
    def convergence_from(self, coordinates: Coordinates) -> Any:
        """Return the convergence (N,) of all mass profiles."""
        return evaluate.total_of([profile.convergence_from for profile in self.mass_profiles], coordinates)

    @coordinates.given
    def potential_from(self, coordinates: Coordinates) -> Any:
        """Return the potential (N,) of all mass profiles, in arcsec^2."""
        return evaluate.total_of([profile.potential_from for profile in self.mass_profiles], coordinates)

    def image_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the unlensed image of all light profiles: Array2D for a Grid2D, else an array (N,).

        Warns
        -----
        AutoLensWarning
            If there is light that only a fit to data knows, which is left out.
        """
        warn_of_unsolved_light([self])
        return evaluate.image_on(grid, self.image_from)

    def image_2d_list_from(self, grid: evaluate.GridLike) -> list[Any]:
        """Return the unlensed image of each light profile, linear ones with an intensity of 1."""
        grid = evaluate.grid_from(grid)
        return [profile.image_2d_from(grid) for profile in self.light_profiles]

    def luminosity_within_circle_from(self, radius: float) -> float:
        """Return the light within a radius of each light profile's own centre; see `LightProfile`.

        Linear light, whose intensity a fit solves for, is left out.
        """
        is_everything(radius)
        profiles = self.light_profiles_with_intensity()
        return sum((profile.luminosity_within_circle_from(radius) for profile in profiles), 0.0)

    def __repr__(self) -> str:
        components: dict[str, Any] = dict(self.profile_dict)
        if self.has_pixelization:
            components["pixelization"] = self.pixelization
        text = "".join(f", {name}={component!r}" for name, component in components.items())
        return f"Galaxy(redshift={self.redshift!r}{text})"


def warn_of_unsolved_light(galaxies: Iterable[Galaxy]) -> None:
    """Warn of linear light profiles and pixelizations, which an image made without data does not show."""
    for galaxy in galaxies:
        if galaxy.has_unsolved_light:
            check.warn(
                f"The image leaves out light of the galaxy at redshift {galaxy.redshift} that only a fit knows: linear "
                "light profiles, or a pixelization. See the fit's model images, or pass profiles of al.lp."
            )


_COMPONENTS = (LightProfile, MassProfile, PointSource)


# What scripts of PyAutoLens give to a galaxy, which does nothing with it.
_OF_ANALYSES = "adapt_galaxy_image"

# Whether objects of a class are of others: asked some hundred times in a likelihood, so remembered.
_are: Callable[[Any, Any], bool] = functools.cache(lambda bases, kind: issubclass(kind, bases))


def _check_component(name: str, profile: Any) -> None:
    if hasattr(Galaxy, name) or keyword.iskeyword(name):
        raise exc.ParameterError(f"'{name}' cannot name a profile: Galaxy itself has it. Choose another name.")
    if profile is None:
        return
    if isinstance(profile, LightProfile | MassProfile | PointSource):
        check.one_profile(name, profile)
        return
    if inspect.isclass(profile):
        raise exc.ParameterError(f"{name} is the class {profile.__name__}. Pass an instance: {profile.__name__}(...).")
    if isinstance(profile, list | tuple | dict):
        raise exc.ParameterError(f"{name} is a {type(profile).__name__}. Pass each profile under a name of its own.")
    if hasattr(profile, "mesh"):
        raise exc.ParameterError(f"{name} is a pixelization. Pass it as pixelization={profile!r}.")
    remedy = check.suggestion(name, ("redshift", "pixelization"))
    raise exc.ParameterError(
        f"{name} = {profile!r} is neither a light nor a mass profile. Pass one of al.lp, al.mp or their families. "
        f"{remedy}"
    )


def _checked_pixelization(pixelization: Any) -> Any:
    # pixelizations are defined in a folder that imports this one, so they are known by what they hold
    if pixelization is not None and not check.has(pixelization, "mesh"):
        raise exc.ParameterError(
            f"pixelization = {pixelization!r} is not a pixelization. "
            "Pass al.Pixelization(mesh=..., regularization=...)."
        )
    return pixelization
