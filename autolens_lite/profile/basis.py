"""Many profiles as one, `al.lp_basis`: expansions in Gaussians or shapelets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autolens_lite import check, exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import evaluate
from autolens_lite.profile.light.abstract import LightProfile
from autolens_lite.profile.light.families import LightProfileLinear
from autolens_lite.profile.mass.abstract import MassProfile


class Basis(LightProfile, MassProfile):
    """A sum of light profiles, of mass profiles, or of profiles that are both.

    Linear light profiles are left out of the image, as they are out of a galaxy's, until a fit has solved for them.

    Parameters
    ----------
    profile_list
        The profiles.
    regularization
        How a fit is to smooth the intensities of linear profiles that it solves for; None for not at all.

    Raises
    ------
    ParameterError
        If the list is empty, an element is not a profile, or the regularization is not one.
    """

    def __init__(self, profile_list: Iterable[LightProfile | MassProfile], regularization: Any = None) -> None:
        self.profile_list = _checked(profile_list)
        # regularizations are defined in a folder that imports this one, so they are known by what they do
        if regularization is not None and (
            isinstance(regularization, type) or not hasattr(regularization, "matrix_from")
        ):
            raise exc.ParameterError(
                f"regularization = {regularization!r} is not a regularization. "
                "Pass one, such as al.reg.Constant(coefficient=1.0)."
            )
        self.regularization = regularization

    @property
    def centre(self) -> tuple[float, float]:
        """The centre (y, x) of the first profile, in arcsec."""
        first: Any = self.profile_list[0]
        return first.centre

    @property
    def light_profile_list(self) -> list[LightProfile]:
        """The light profiles among them, linear ones included."""
        return [profile for profile in self.profile_list if isinstance(profile, LightProfile)]

    @property
    def linear_light_profile_list(self) -> list[LightProfileLinear]:
        """The linear light profiles among them."""
        return [profile for profile in self.profile_list if isinstance(profile, LightProfileLinear)]

    @property
    def mass_profile_list(self) -> list[MassProfile]:
        """The mass profiles among them."""
        return [profile for profile in self.profile_list if isinstance(profile, MassProfile)]

    def image_from(self, coordinates: Coordinates) -> Any:
        return evaluate.total_of([profile.image_from for profile in self._solved], coordinates)

    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        return evaluate.total_deflections_of(self.mass_profile_list, coordinates)

    def convergence_from(self, coordinates: Coordinates) -> Any:
        return evaluate.total_of([profile.convergence_from for profile in self.mass_profile_list], coordinates)

    def potential_from(self, coordinates: Coordinates) -> Any:
        return evaluate.total_of([profile.potential_from for profile in self.mass_profile_list], coordinates)

    def image_2d_list_from(self, grid: evaluate.GridLike) -> list[Any]:
        """Return the image of each light profile, zero for linear ones."""
        grid = evaluate.grid_from(grid)
        return [
            evaluate.image_on(grid, _dark if isinstance(profile, LightProfileLinear) else profile.image_from)
            for profile in self.light_profile_list
        ]

    def total_flux(self) -> float:
        return sum((profile.total_flux() for profile in self._solved), 0.0)

    @property
    def _solved(self) -> list[LightProfile]:
        return [profile for profile in self.light_profile_list if not isinstance(profile, LightProfileLinear)]


def _dark(coordinates: Coordinates) -> Any:
    return coordinates.xp.zeros_like(coordinates.y)


def _checked(profile_list: Any) -> list[LightProfile | MassProfile]:
    if isinstance(profile_list, LightProfile | MassProfile) or not check.are_many(profile_list):
        raise exc.ParameterError(f"profile_list = {profile_list!r} is not a list. Pass profile_list=[profile, ...].")
    # a model's instance of a list holds its elements by name
    profiles = list(profile_list.values() if isinstance(profile_list, Mapping) else profile_list)
    if not profiles:
        raise exc.ParameterError("profile_list is empty. Pass at least one profile of al.lp, al.lp_linear or al.mp.")
    for index, profile in enumerate(profiles):
        if not isinstance(profile, LightProfile | MassProfile):
            raise exc.ParameterError(
                f"profile_list[{index}] = {profile!r} is neither a light nor a mass profile. Pass instances of al.lp, "
                f"al.lp_linear or al.mp."
            )
        check.one_profile(f"profile_list[{index}]", profile)
    return profiles
