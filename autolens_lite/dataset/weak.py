"""A catalogue of shears: galaxies behind a lens, whose shapes it shears weakly, and their simulator."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np

from autolens_lite import arguments, check, exc
from autolens_lite import cosmology as cosmologies
from autolens_lite import xp as backends
from autolens_lite.arrays import numbers_from
from autolens_lite.cosmology import FlatLambdaCDM
from autolens_lite.dataset import noise_warnings
from autolens_lite.dataset.abstract import Dataset
from autolens_lite.dataset.host_arrays import owned, refuse_where
from autolens_lite.dataset.imaging_checks import SIGMAS
from autolens_lite.dataset.operators import Operators
from autolens_lite.dataset.simulated_light import check_tracer
from autolens_lite.dataset.simulator import Simulator
from autolens_lite.grid import Grid2DIrregular, Mask2D


class ShearYX(np.ndarray):
    """Shears as columns (gamma_2, gamma_1), (N, 2), at the points of `grid`."""

    grid: Any = None


def shear_yx_from(components: Any, positions: np.ndarray) -> ShearYX:
    """Return gamma_1 and gamma_2, (2, N), at positions (N, 2) as columns."""
    field = np.ascontiguousarray(np.asarray(components)[::-1].T).view(ShearYX)
    field.grid = Grid2DIrregular(positions)
    return field


class WeakOperators(Operators):
    """Places (N,), shears (2, N) and 1 / sigma^2 (N,) of galaxies, on one backend."""

    array_names = ("y", "x", "shears", "weights", "noise_normalization")
    root = ()  # its residuals need no matrix to be whitened

    y: Any
    x: Any
    shears: Any
    weights: Any


class WeakDataset(Dataset[WeakOperators]):
    """Shears of galaxies behind a lens.

    Parameters
    ----------
    positions
        The (y, x) of the galaxies in arcsec, (N, 2), N > 1.
    gamma_1, gamma_2
        The components of their shear, (N,): along the x-axis, and at 45 degrees to it.
    noise_map
        The standard deviation of both components, one number or (N,).
    redshifts
        Of the galaxies, (N,), 0 or more; None where all are in the last plane of the tracer.
    is_reduced
        Whether the shears are reduced, gamma / (1 - kappa), as the mean ellipticity of galaxies is.
    name
        What to call the catalogue.
    backend
        Name of the array backend; None for the configured default.

    Raises
    ------
    DataError
        If lengths differ, values are not finite, a sigma is not positive, or a redshift is negative.
    """

    observed = ("_positions", "_shear", "_noise_map")
    datum = "component of a shear"

    _distances: tuple[FlatLambdaCDM, np.ndarray] | None = None

    def __init__(
        self,
        positions: Any,
        gamma_1: Any,
        gamma_2: Any,
        noise_map: Any,
        redshifts: Any = None,
        is_reduced: bool = False,
        name: str = "",
        backend: str | None = None,
    ) -> None:
        self.backend = backends.name_of(backend)
        if not isinstance(name, str):
            raise exc.DataError(f"name = {name!r} is not text. Pass what to call the catalogue.")
        self.name, self.is_reduced = name, arguments.flag("is_reduced", is_reduced)
        self._positions = owned(numbers_from("positions", positions, "(N, 2)", labels=("y", "x")), np.float64)
        total = len(np.atleast_1d(self._positions))
        if self._positions.shape != (total, 2) or total < 2:
            raise exc.DataError(f"positions has shape {self._positions.shape}. Pass (N, 2), N > 1.")
        columns = {"gamma_1": gamma_1, "gamma_2": gamma_2, "noise_map": noise_map}
        columns |= {} if redshifts is None else {"redshifts": redshifts}
        found = {"positions": self._positions}
        for column, given in columns.items():
            values = numbers_from(column, given, "one for each galaxy").astype(np.float64)
            values = np.full(total, values) if column == "noise_map" and values.ndim == 0 else values
            if values.shape != (total,):
                raise exc.DataError(f"{column} has shape {values.shape}. Pass one for each of {total} galaxies.")
            found[column] = values
        for column, values in found.items():
            bad: Any = ~np.isfinite(values).reshape(total, -1).all(axis=1)
            refuse_where(column, values, bad, "is not finite", "Leave these galaxies out")
        if redshifts is not None:
            values = found["redshifts"]
            refuse_where("redshifts", values, values < 0.0, "is negative", "Leave galaxies of no redshift out")
        not_positive: Any = found["noise_map"] <= 0.0
        refuse_where("noise_map", found["noise_map"], not_positive, "is not positive", "Pass sigmas")
        outside: Any = (found["noise_map"] < SIGMAS[0]) | (found["noise_map"] > SIGMAS[1])
        refuse_where("noise_map", found["noise_map"], outside, "has a square that floats cannot hold", "Pass sigmas")
        self._shear = owned(np.stack([found["gamma_1"], found["gamma_2"]]), np.float64)
        self._noise_map = owned(found["noise_map"], np.float64)
        self.redshifts = None if redshifts is None else owned(found["redshifts"], np.float64)
        low, high = self._positions.min(axis=0), self._positions.max(axis=0)
        centre = float(0.5 * (low[0] + high[0])), float(0.5 * (low[1] + high[1]))
        self.mask = Mask2D.all_false((64, 64), float(max((high - low).max(), 1e-6)) / 64, centre)
        self._set_grids(1, 1)

    @classmethod
    def from_arrays(
        cls,
        positions: Any,
        gamma_1: Any,
        gamma_2: Any,
        noise_map: Any = None,
        weights: Any = None,
        is_reduced: bool = True,
        **kwargs: Any,
    ) -> Self:
        """Return a catalogue with either standard deviations or weights, 1 / sigma^2; the rest as of the class.

        Raises
        ------
        DataError
            If both or none of `noise_map` and `weights` are given, or a weight is not positive.
        """
        if (noise_map is None) == (weights is None):
            raise exc.DataError("noise_map and weights say the same: weights are 1 / noise_map^2. Pass one of them.")
        if weights is not None:
            values = numbers_from("weights", weights, "one for each galaxy").astype(np.float64)
            wanted = numbers_from("gamma_1", gamma_1, "one for each galaxy").shape
            if values.shape not in ((), wanted):
                raise exc.DataError(f"weights has shape {values.shape}. Pass one for each galaxy, {wanted}.")
            if not np.all(values > 0.0):
                raise exc.DataError("weights holds numbers that are not above zero. Leave these galaxies out.")
            noise_map = values**-0.5
        return cls(positions, gamma_1, gamma_2, noise_map, is_reduced=is_reduced, **kwargs)

    @property
    def positions(self) -> np.ndarray:
        """The (y, x) of the galaxies in arcsec, (N, 2), read-only."""
        return self._positions

    @property
    def gamma_1(self) -> np.ndarray:
        """The components along the x-axis, (N,), read-only."""
        return self._shear[0]

    @property
    def gamma_2(self) -> np.ndarray:
        """The components at 45 degrees to it, (N,), read-only."""
        return self._shear[1]

    @property
    def n_galaxies(self) -> int:
        """The number N of galaxies in the catalogue."""
        return len(self._positions)

    @property
    def data(self) -> np.ndarray:
        """gamma_1 and gamma_2, (2, N), read-only."""
        return self._shear

    @property
    def shear_yx(self) -> ShearYX:
        """The same as columns (gamma_2, gamma_1), (N, 2)."""
        return shear_yx_from(self._shear, self._positions)

    @property
    def noise_map(self) -> np.ndarray:
        """The standard deviation of both components, (N,), read-only."""
        return self._noise_map

    def comoving_distances_in(self, cosmology: FlatLambdaCDM) -> Any:
        """Return the comoving distance to each galaxy, (N,) in Mpc; traced where the cosmology is free.

        Raises
        ------
        DataError
            If the galaxies have no redshifts.
        """
        cosmology = cosmologies.given(cosmology)
        if self.redshifts is None:
            raise exc.DataError("The galaxies have no redshifts. Pass redshifts to the catalogue.")
        if self._distances is None or self._distances[0] is not cosmology:
            distances = [cosmology.comoving_distance(z) for z in self.redshifts.tolist()]
            if not all(check.is_concrete(distance) for distance in distances):
                return self.xp.stack([self.xp.asarray(distance) for distance in distances])
            self._distances = (cosmology, np.array(distances))
        return self._distances[1]

    def warn_of_noise_map(self, residual_map: Any) -> None:
        """As of every dataset; the residuals have both components, (N, 2)."""
        noise_warnings.warn_of_noise_map(np.ravel(residual_map), np.repeat(self._noise_map, 2), self.datum)

    @property
    def _hashed(self) -> Iterable[Any]:
        redshifts = np.zeros(0) if self.redshifts is None else self.redshifts
        return self._positions, self._shear, self._noise_map, redshifts, np.array([self.is_reduced], float)

    def _make_operators(self) -> WeakOperators:
        normalization = 2.0 * np.sum(np.log(2.0 * np.pi * self._noise_map**2))
        return WeakOperators(self.backend, *self._positions.T, self._shear, self._noise_map**-2, normalization)

    def __repr__(self) -> str:
        return f"WeakDataset({self.n_galaxies} galaxies, backend='{self.backend}')"


class SimulatorShearYX(Simulator):
    """Observes the shears of galaxies in the last plane of a tracer.

    Parameters
    ----------
    noise_sigma
        The standard deviation of each component, of galaxies that are not round themselves; 0 for no noise.
    seed
        Seed of the noise; -1 or None for another noise in every run.
    reduced
        Whether shears are reduced.
    """

    def __init__(self, noise_sigma: float = 0.3, seed: int | None = None, reduced: bool = False) -> None:
        with check.argument("seed"):
            super().__init__(seed)
        check.non_negative("noise_sigma", noise_sigma)
        self.noise_sigma, self.reduced = noise_sigma, arguments.flag("reduced", reduced)

    def __repr__(self) -> str:
        return f"SimulatorShearYX(noise_sigma={self.noise_sigma}, reduced={self.reduced})"

    def via_tracer_from(self, tracer: Any, grid: Any, name: str = "") -> WeakDataset:
        """Return the catalogue of galaxies at the points (y, x) of `grid`; without noise its sigma is 1."""
        check_tracer(tracer)
        with check.argument("grid"):
            points = grid if isinstance(grid, Grid2DIrregular) else Grid2DIrregular(grid)
        yy, xy, yx, xx = (np.asarray(part) for part in tracer.hessian_from(grid=points))
        shear = np.stack([0.5 * (xx - yy), 0.5 * (xy + yx)])
        shear = shear / (1.0 - 0.5 * (yy + xx)) if self.reduced else shear
        shear = shear + self.noise_sigma * self._generator().standard_normal(shear.shape)
        values = np.asarray(points)
        sigma = self.noise_sigma or 1.0
        about: dict[str, Any] = {"is_reduced": self.reduced, "name": name, "backend": points.backend}
        return WeakDataset(values, shear[0], shear[1], sigma, **about)

    def via_tracer_random_positions_from(
        self, tracer: Any, n_galaxies: int, grid_extent: float = 3.0, name: str = ""
    ) -> WeakDataset:
        """Return the same of so many galaxies at random places within `grid_extent`, in arcsec, of the axes."""
        n_galaxies = check.whole("n_galaxies", n_galaxies, 2)
        check.positive("grid_extent", grid_extent)
        # a stream of its own: the first numbers of the noise's are what the noise is made of
        stream = self._generator().spawn(1)[0]
        places = stream.uniform(-grid_extent, grid_extent, (n_galaxies, 2))
        return self.via_tracer_from(tracer, places, name)
