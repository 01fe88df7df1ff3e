"""Light through the planes of a lens system."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

from autolens_lite import check, exc
from autolens_lite import cosmology as cosmologies
from autolens_lite import xp as backends
from autolens_lite.fixed import changed
from autolens_lite.grid import Coordinates, coordinates
from autolens_lite.lens import arrival_times
from autolens_lite.lens.galaxy import Galaxy, warn_of_unsolved_light
from autolens_lite.lens.observed import ObservedLight
from autolens_lite.lens.operate import LensingOperator, UpToPlane
from autolens_lite.lens.planes import Planes
from autolens_lite.profile import evaluate


class Tracer(ObservedLight, LensingOperator, metaclass=check.NamedArguments):
    r"""Galaxies in planes of equal redshift, through which rays are traced from the observer backwards.

    A ray that is seen at :math:`\theta` crosses plane j at

    .. math:: \theta_j = \theta - \sum_{i < j} \beta_{ij} \alpha_i(\theta_i), \qquad
              \beta_{ij} = \frac{D_{ij} D_s}{D_j D_{is}},

    with s the last plane: all masses are in units of the critical density for sources in the last plane.

    Parameters
    ----------
    galaxies
        Galaxies in any order, also of redshifts that a backend traces (free in a fit).
    cosmology
        For the distances between three or more planes; None for Planck15.
    backend
        Name of the array backend; None for that of each grid that is traced.
    fields
        `al.MassField`s, which join the galaxies; None for none.

    Raises
    ------
    ParameterError
        If the list is empty, an element is not a galaxy, or one is there twice.
    """

    def __init__(
        self,
        galaxies: Iterable[Galaxy],
        cosmology: cosmologies.FlatLambdaCDM | None = None,
        backend: str | ModuleType | None = None,
        fields: Iterable[Galaxy] | None = None,
    ) -> None:
        if fields is not None and not (isinstance(fields, list | tuple) and not fields):
            with check.argument("fields"):
                galaxies = [*_checked_galaxies(galaxies), *_checked_galaxies(fields)]
        self._set(galaxies, cosmology, backend)
        if self._planes.lens_nothing:
            redshifts = ", ".join(f"{redshift:g}" for redshift in self.plane_redshifts)
            check.warn(
                f"No ray of the tracer bends: of the galaxies, at the redshifts {redshifts}, none is behind a mass. Is "
                "the redshift of the source right?"
            )

    @classmethod
    def of_model(cls, galaxies: Iterable[Galaxy], cosmology: cosmologies.FlatLambdaCDM | None = None) -> Tracer:
        """Return the tracer of one instance of a model, of which a user is not to be warned each time."""
        return cls.__new__(cls)._set(galaxies, cosmology, None)

    def _set(self, galaxies: Any, cosmology: Any, backend: Any) -> Tracer:
        self.galaxies = _checked_galaxies(galaxies)
        self.cosmology = cosmologies.given(cosmology)
        self.backend = None if backend is None else backends.name_of(backend)
        self._planes = Planes(self.galaxies, self.cosmology)
        self.planes = self._planes.groups
        return self

    @property
    def plane_redshifts(self) -> list[Any]:
        """The redshift of each plane, ascending; those that a backend traces come last, as given."""
        return self._planes.redshifts

    @property
    def total_planes(self) -> int:
        """The number of planes."""
        return len(self.planes)

    @property
    def is_one_plane(self) -> Any:
        """Whether all galaxies are at one redshift: True, False or, of redshifts that a backend traces, its value."""
        return self._planes.are_one

    @property
    def has_pixelization(self) -> bool:
        """Whether any galaxy's light is pixelized."""
        return any(galaxy.has_pixelization for galaxy in self.galaxies)

    @property
    def pixelized_galaxies(self) -> list[tuple[int, Galaxy]]:
        """(plane index, galaxy) of each galaxy with a pixelization, by ascending redshift."""
        return [(i, galaxy) for i, plane in enumerate(self.planes) for galaxy in plane if galaxy.has_pixelization]

    @coordinates.given
    def traced_coordinates_from(
        self, coordinates: Coordinates, plane_index_limit: int | None = None
    ) -> list[Coordinates]:
        """Return the points where rays cross each plane.

        Parameters
        ----------
        coordinates
            Points of the image plane (the sky).
        plane_index_limit
            The last plane to trace to, from 0 on; None for all.

        Returns
        -------
        One `Coordinates` a plane, in the order of `planes`.
        """
        last = self.total_planes - 1 if plane_index_limit is None else self._plane_index(plane_index_limit)
        scales = self._planes.scales_to(last)
        kept = int(self._planes.are_sorted)  # the nearest plane is crossed at `coordinates` themselves

        def crossings(points: Coordinates) -> tuple[Any, ...]:
            traced = self._planes.crossings(points, scales)[kept : last + 1]
            return tuple(values for point in traced for values in (point.y, point.x))

        values = coordinates.evaluated(crossings)
        pairs = zip(values[::2], values[1::2], strict=True)
        return [coordinates] * kept + [Coordinates(y, x, coordinates.xp) for y, x in pairs]

    def plane_index_via_redshift_from(self, redshift: float) -> int:
        """Return the index of the plane at a redshift.

        Raises
        ------
        ModelError
            If there is none.
        """
        check.finite("redshift", redshift)
        for index, plane_redshift in enumerate(self.plane_redshifts):
            if check.is_concrete(plane_redshift) and abs(plane_redshift - redshift) < 1e-8:
                return index
        known = ", ".join(str(value) for value in self.plane_redshifts)
        raise exc.ModelError(
            f"plane_redshift = {redshift} is the redshift of no plane. Pass one of {known}, not free in the model; or "
            "None for the last plane."
        )

    @coordinates.given
    def deflections_between_planes_from(self, grid: evaluate.GridLike, plane_i: int = 0, plane_j: int = -1) -> Any:
        """Return by how much rays turn from one plane to another, in arcsec, as `deflections_yx_2d_from` does.

        Parameters
        ----------
        grid
            The rays in the image plane.
        plane_i, plane_j
            The planes: where rays meet the first, less where they meet the other.

        Raises
        ------
        ParameterError
            If there is no such plane.
        """
        redshifts = []
        for name, plane in (("plane_i", plane_i), ("plane_j", plane_j)):
            if check.whole(name, plane, -self.total_planes) >= self.total_planes:
                raise exc.ParameterError(f"{name} = {plane}, but there are {self.total_planes} planes, from 0.")
            redshifts.append(self.plane_redshifts[plane])

        def between(coordinates: Coordinates) -> tuple[Any, Any]:
            first, last = (self.coordinates_in_plane_from(coordinates, redshift) for redshift in redshifts)
            return first.y - last.y, first.x - last.x

        return evaluate.vector_on(self._checked_grid(grid), between)

    def coordinates_in_plane_from(self, coordinates: Coordinates, plane_redshift: float | None = None) -> Coordinates:
        """Return the points where rays cross the plane at a redshift, by default the last.

        With one plane and no redshift it is a plane behind it, as its masses are meant for.
        """
        if plane_redshift is not None:
            index = self._plane_at(plane_redshift)
            return self.traced_coordinates_from(coordinates, index)[index]
        if self.total_planes == 1 or not self._planes.are_sorted:
            return coordinates.deflected(self.deflections_from(coordinates))
        return self.traced_coordinates_from(coordinates)[-1]

    def up_to_plane(self, plane_redshift: float | None = None) -> UpToPlane:
        """Return the deflections up to the plane at a redshift, by default the last.

        It has the lensing quantities of a source in that plane, such as `tangential_critical_curve_list_from`.
        """
        return UpToPlane(self, plane_redshift)

    @coordinates.given
    def image_from(self, coordinates: Coordinates, operated_only: bool | None = None) -> Any:
        """Return the surface brightness (N,) of all light profiles, lensed, at points of the image plane.

        `operated_only` as in `Galaxy.light_profiles_with_intensity`.
        """
        shining = [index for index, plane in enumerate(self.planes) if any(galaxy.light_profiles for galaxy in plane)]
        if not shining:
            return coordinates.xp.zeros_like(coordinates.y)
        scales = self._planes.scales_to(shining[-1])

        def image(points: Coordinates) -> Any:
            traced = self._planes.crossings(points, scales)
            total: Any = 0.0
            for index in shining:
                for galaxy in self.planes[index]:
                    if galaxy.light_profiles:
                        total = total + galaxy.image_from(traced[index], operated_only)
            return total

        return coordinates.evaluated(image)

    @coordinates.given
    def deflections_from(self, coordinates: Coordinates) -> tuple[Any, Any]:
        """Return the deflection angles (alpha_y, alpha_x) from the image plane to the last plane, each (N,) in arcsec.

        With one plane they are those of its masses, as a source behind it would see them.
        """
        one_plane = self.is_one_plane
        if one_plane is False:
            return self._deflections_to_last_plane(coordinates)
        deflections = [galaxy.deflections_from(coordinates) for galaxy in self.galaxies]
        sums = sum(alpha_y for alpha_y, _ in deflections), sum(alpha_x for _, alpha_x in deflections)
        if one_plane is True:
            return sums
        xp, others = coordinates.xp, self._deflections_to_last_plane(coordinates)
        return xp.where(one_plane, sums[0], others[0]), xp.where(one_plane, sums[1], others[1])

    def _deflections_to_last_plane(self, coordinates: Coordinates) -> tuple[Any, Any]:
        last = self._planes.last_of(self.traced_coordinates_from(coordinates))
        return coordinates.y - last.y, coordinates.x - last.x

    @coordinates.given
    def convergence_from(self, coordinates: Coordinates) -> Any:
        """Return the sum (N,) of all galaxies' convergences."""
        return sum(galaxy.convergence_from(coordinates) for galaxy in self.galaxies)

    @coordinates.given
    def potential_from(self, coordinates: Coordinates) -> Any:
        """Return the sum (N,) of all galaxies' potentials, in arcsec^2."""
        return sum(galaxy.potential_from(coordinates) for galaxy in self.galaxies)

    @coordinates.given
    def arrival_times_from(self, coordinates: Coordinates, plane_redshift: float | None = None) -> Any:
        """Return when light of a source arrives that is seen at points, in days, (N,); see `time_delays_from`."""
        last = self.total_planes - 1 if plane_redshift is None else self._plane_at(plane_redshift)
        arrival_times.check_planes(self._planes, last)

        def times(points: Coordinates) -> Any:
            return arrival_times.arrival_times_from(self._planes, self.traced_coordinates_from(points, last))

        return coordinates.evaluated(times)

    def time_delays_from(self, grid: evaluate.GridLike, plane_redshift: float | None = None) -> Any:
        r"""Return the time delay of light that is seen at points, after light that nothing bends or slows, in days.

        Through any number of planes it is

        .. math:: t(\theta) = \frac{1}{c} \sum_{i < s} D_{\Delta t}(z_i, z_{i+1}) \left[
                  \frac{|\theta_i - \theta_{i+1}|^2}{2} - \beta_{i,i+1} \psi_i(\theta_i) \right],

        with one lens plane D_dt / c times the Fermat potential. Delays between images of one source are differences of
        it; one common time is not observable, nor is it the same with other zero points of potentials.

        Parameters
        ----------
        grid
            Grid2D, Grid2DIrregular, or an array-like (N, 2) of (y, x) in arcsec.
        plane_redshift
            The redshift of the source; None for the last plane.

        Returns
        -------
        Array2D for a Grid2D, at the pixel centres; else an array (N,).

        Raises
        ------
        ModelError
            If there is no plane in front of the source, or the order of planes is not known as redshifts are traced.

        References
        ----------
        Schneider, Ehlers & Falco (1992), Gravitational Lenses, chapter 9.
        """
        return evaluate.scalar_on(
            self._checked_grid(grid), lambda points: self.arrival_times_from(points, plane_redshift)
        )

    def traced_grid_2d_list_from(self, grid: evaluate.GridLike, plane_index_limit: int | None = None) -> list[Any]:
        """Return where the rays of a grid's pixel centres cross each plane.

        Parameters
        ----------
        grid
            Grid2D, Grid2DIrregular, or an array-like (N, 2) of (y, x) in arcsec.
        plane_index_limit
            The last plane to trace to; None for all.

        Returns
        -------
        One TracedGrid2D a plane for a Grid2D (a VectorYX2D that knows its sub-pixels too), else one Grid2DIrregular.
        """
        checked = self._checked_grid(grid)

        @functools.cache
        def divided() -> list[Coordinates]:
            return self.traced_coordinates_from(checked.over_sampled, plane_index_limit)

        def sub_pixels(plane: int) -> Coordinates:
            return divided()[plane]

        traced = self.traced_coordinates_from(checked.coordinates, plane_index_limit)
        partial = functools.partial
        return [evaluate.points_on(checked, points, partial(sub_pixels, i)) for i, points in enumerate(traced)]

    def image_2d_from(self, grid: evaluate.GridLike) -> Any:
        """Return the lensed image of all light profiles, averaged over each pixel's sub-pixels.

        Returns
        -------
        Array2D for a Grid2D, else an array (N,).

        Warns
        -----
        AutoLensWarning
            If there is light that only a fit to data knows, which is left out.
        """
        warn_of_unsolved_light(self.galaxies)
        return evaluate.image_on(self._checked_grid(grid), self.image_from)

    def image_2d_list_from(self, grid: evaluate.GridLike) -> list[Any]:
        """Return the lensed image of each plane's light profiles; see `image_2d_from`."""
        warn_of_unsolved_light(self.galaxies)
        checked = self._checked_grid(grid)
        traced = self.traced_coordinates_from(checked.over_sampled)

        def image_of(index: int) -> Any:
            images = [traced[index].evaluated(galaxy.image_from) for galaxy in self.planes[index]]
            return evaluate.image_of(checked, sum(images))

        return [image_of(index) for index in range(self.total_planes)]

    def with_backend(self, backend: str | ModuleType | None) -> Tracer:
        """Return the same tracer on another backend, or with None on that of any grid."""
        name = None if backend is None else backends.name_of(backend)
        return changed(Tracer.of_model(self.galaxies, self.cosmology), backend=name)

    def __repr__(self) -> str:
        return f"Tracer(galaxies={self.galaxies!r}, cosmology={self.cosmology!r}, backend={self.backend!r})"

    def _plane_at(self, plane_redshift: Any) -> int:
        check.finite("plane_redshift", plane_redshift)
        return self.plane_index_via_redshift_from(plane_redshift)

    def _plane_index(self, plane_index_limit: Any) -> int:
        remedy = f"Pass 0 to {self.total_planes - 1}, or None for all planes."
        index = check.whole("plane_index_limit", plane_index_limit, 0, remedy)
        if index >= self.total_planes:
            raise exc.ParameterError(
                f"plane_index_limit = {plane_index_limit}, but the tracer has {self.total_planes} planes. {remedy}"
            )
        return index

    def _checked_grid(self, grid: evaluate.GridLike) -> Any:
        """Return the grid; refuse one of a backend other than the tracer's own."""
        grid = evaluate.grid_from(grid, self.backend)
        if self.backend is not None:
            backends.common_name(self, grid)
        return grid


def _checked_galaxies(galaxies: Any) -> list[Galaxy]:
    if isinstance(galaxies, Galaxy):
        raise exc.ParameterError("galaxies is one Galaxy. Pass a list: galaxies=[lens, source].")
    if not check.are_many(galaxies):
        raise exc.ParameterError(f"galaxies = {galaxies!r} is not a list. Pass galaxies=[lens, source].")
    galaxies = list(galaxies.values() if isinstance(galaxies, Mapping) else galaxies)
    if not galaxies:
        raise exc.ParameterError("galaxies is empty. Pass at least one Galaxy.")
    for index, galaxy in enumerate(galaxies):
        if not isinstance(galaxy, Galaxy):
            raise exc.ParameterError(
                f"galaxies[{index}] = {galaxy!r} is not a Galaxy. Pass al.Galaxy(redshift=..., ...)."
            )
        first = next(i for i, other in enumerate(galaxies) if other is galaxy)
        if first < index:
            raise exc.ParameterError(
                f"galaxies[{index}] is galaxies[{first}] once more, whose light and mass would count twice. Leave it "
                "out, or pass a copy if there are two that are alike."
            )
    return galaxies
