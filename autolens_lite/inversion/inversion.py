"""The linear solve for source pixels and the intensities of light profiles, whatever the data; abstract."""

from __future__ import annotations

import abc
import functools
from collections.abc import Sequence
from typing import Any, Self, TypeVar

import numpy as np

from autolens_lite import exc
from autolens_lite.fixed import SetOnce, cached_property, changed, held
from autolens_lite.grid import Array2D
from autolens_lite.inversion.bounds import bounds_of
from autolens_lite.inversion.clumps import Clumps
from autolens_lite.inversion.linear_light import LinearLight
from autolens_lite.inversion.settings import Settings
from autolens_lite.inversion.smoothed import SmoothedProfiles
from autolens_lite.pixelization import Mapper
from autolens_lite.pixelization.regularization import Regularization
from autolens_lite.pixelization.regularization.penalty import DensePenalty, Penalty, sum_of
from autolens_lite.xp.backend import Backend

# Of its own diagonal, added to the block of intensities without regularization: near-equal profiles of a multi-Gaussian
# expansion are otherwise singular to rounding. The terms of the evidence leave it out, so that it enters them squared.
RIDGE = 1e-12
# Profiles whose F is below this part of the largest light no pixel (a Gaussian far narrower than one, between the
# points at which it is evaluated): they get no intensity.
DARK = 1e-24


T = TypeVar("T")


class of_data(cached_property[T]):
    """A cached property of an inversion that does not depend on its regularizations: with others it stays."""


class Inversion(Clumps, SetOnce, abc.ABC):
    r"""The linear parameters s that minimise chi^2 + s^T H s, and the terms of their evidence.

    With f the response matrix (columns: the images of source pixels and of light profiles of unit intensity, as the
    data would hold them), F = f^T N^-1 f, D = f^T N^-1 d and H the regularization matrix, s solves (F + H) s = D, or
    its non-negative least squares (Warren & Dye 2003, ApJ 590, 673). With s integrated out (Suyu et al. 2006, MNRAS
    371, 983, equation 19),

    .. math:: \ln {\rm evidence} = -\tfrac12 [\chi^2 + s^T H s + \ln\det(F + H) - \ln\det H + \sum \ln 2\pi\sigma^2].

    Parameters come in this order: the pixels of each mapper in turn, the light profiles of regularized bases, the other
    linear light profiles. H is block diagonal, and zero for the last, whose intensities have a flat prior: the
    determinants run over the regularized parameters alone, and the intensities are maximised over, not integrated out.
    Pixels on the edges of meshes may be left out (`Settings.use_edge_zeroed_pixels`): matrices and vectors then hold
    the others alone, and `reconstruction` has zeros in their place.

    Parameters
    ----------
    xp
        The backend's module.
    mappers
        One for each pixelized galaxy.
    light
        The linear light profiles.
    settings
        How to solve.
    """

    def __init__(self, xp: Backend, mappers: list[Mapper], light: LinearLight, settings: Settings) -> None:
        self.xp = xp
        self.mappers = mappers
        self.light = light
        self.settings = settings

    @property
    @abc.abstractmethod
    def operator(self) -> Any:
        """W: N^-1 between the images of source pixels, before the instrument's response."""

    @property
    @abc.abstractmethod
    def weighted_residual(self) -> Any:
        """N^-1 times what the other light leaves of the data, taken back through the response to an image, (M,)."""

    @property
    @abc.abstractmethod
    def light_columns(self) -> Any:
        """The image of each light profile as the data would hold it, (n, M)."""

    @property
    @abc.abstractmethod
    def weighted_light_columns(self) -> Any:
        """N^-1 times `light_columns`, taken back through the response to images, (n, M)."""

    @property
    @abc.abstractmethod
    def light_curvature(self) -> Any:
        """The block of F between light profiles, (n, n)."""

    @property
    @abc.abstractmethod
    def light_data_vector(self) -> Any:
        """The part of D that is the light profiles', (n,)."""

    @property
    @abc.abstractmethod
    def cancels(self) -> bool:
        """Whether the data are so far above the noise that differences from their sum of squares lose digits."""

    @abc.abstractmethod
    def chi_squared_of(self, parameters: Any) -> Any:
        """Return chi^2 of linear parameters, (n,), and all other light together, from what they leave of the data."""

    def with_regularizations(self, regularizations: Sequence[Regularization]) -> Self:
        """Return the same with another regularization of each mapper; F and D are not computed again."""
        pairs = zip(self.mappers, regularizations, strict=True)
        new = changed(self, mappers=[mapper.with_regularization(regularization) for mapper, regularization in pairs])
        for owner in type(self).__mro__:
            for name, value in vars(owner).items():
                if isinstance(value, functools.cached_property) and not isinstance(value, of_data):
                    new.__dict__.pop(name, None)
        return new

    @property
    def linear_obj_list(self) -> list[Any]:
        """What is solved for: the mappers, then the linear light profiles, in the order of the parameters."""
        return [*self.mappers, *(row.profile for row in self.light.profiles)]

    def cls_list_from(self, cls: type) -> list[Any]:
        """Return those of `linear_obj_list` that are of a class: `inversion.cls_list_from(cls=al.Mapper)`.

        Raises ParameterError if `cls` is not a class.
        """
        if not isinstance(cls, type):
            raise exc.ParameterError(f"cls = {cls!r} is not a class. Pass one, such as al.Mapper.")
        return [each for each in self.linear_obj_list if isinstance(each, cls)]

    @property
    def no_regularization_index_list(self) -> list[int]:
        """The linear parameters without regularization."""
        return list(range(self.total_regularized, self.kept.size + len(self.light)))

    @property
    def mapping_matrix(self) -> Any:
        """T of all mappers as a dense matrix (M, pixels kept): what each source pixel lights, before the response."""
        return self.xp.mapping_matrix(*self.sparse, self.kept.size)

    @property
    def mapper(self) -> Mapper:
        """The first mapper."""
        return self.mappers[0]

    @of_data
    def kept(self) -> np.ndarray:
        """The pixels that are solved for, ascending, among those of all mappers."""
        kept, first = [np.zeros(0, np.int64)], 0
        for mapper in self.mappers:
            kept.append(first + self._kept_of(mapper))
            first += mapper.pixels
        return np.concatenate(kept)

    def _kept_of(self, mapper: Mapper) -> np.ndarray:
        flags = np.ones(mapper.pixels, bool)
        if self.settings.use_edge_zeroed_pixels:
            flags[mapper.zeroed_pixels] = False
        return np.flatnonzero(flags)

    @of_data
    def total_pixels(self) -> int:
        """The number of source pixels of all mappers, those left out included."""
        return sum(mapper.pixels for mapper in self.mappers)

    @property
    def total_params(self) -> int:
        """The number of linear parameters that are solved for, source pixels that are left out not among them."""
        return self.kept.size + len(self.light)

    @property
    def total_regularized(self) -> int:
        """The number of regularized parameters, which come first."""
        return self.kept.size + self.light.regularized

    @of_data
    def sparse(self) -> tuple[Any, Any]:
        """T (M, B) of all mappers: indices among `kept` (-1 for none) and weights."""
        xp = self.xp
        if len(self.mappers) == 1 and self.kept.size == self.total_pixels:
            return self.mapper.sparse
        position = np.full(self.total_pixels + 1, -1)  # one more, for the index -1
        position[self.kept] = np.arange(self.kept.size)
        position = xp.asarray(position)
        indices, weights, first = [], [], 0
        for mapper in self.mappers:
            own, weight = mapper.sparse
            indices.append(position[own] if first == 0 else position[xp.where(own < 0, -1, own + first)])
            weights.append(weight)
            first += mapper.pixels
        if len(indices) == 1:
            return indices[0], weights[0]
        return xp.concatenate(indices, axis=1), xp.concatenate(weights, axis=1)

    @of_data
    def curvature_matrix(self) -> Any:
        """F = f^T N^-1 f: the curvature matrix, (n, n), symmetric."""
        xp = self.xp
        if not self.mappers:
            return self.light_curvature
        size, method = self.kept.size, self.settings.curvature_method
        pixels = xp.curvature_matrix(*self.sparse, self.operator, size, method)
        if not len(self.light):
            return pixels
        mixed = xp.data_matrix(*self.sparse, xp.transpose(self.weighted_light_columns), size)
        upper = xp.concatenate([pixels, mixed], axis=1)
        lower = xp.concatenate([xp.transpose(mixed), self.light_curvature], axis=1)
        return xp.concatenate([upper, lower])

    @of_data
    def data_vector(self) -> Any:
        """D = f^T N^-1 d: the data vector, (n,), of the data without all other light."""
        parts = []
        if self.mappers:
            parts.append(self.xp.data_vector(*self.sparse, self.weighted_residual, self.kept.size))
        if len(self.light):
            parts.append(self.light_data_vector)
        return parts[0] if len(parts) == 1 else self.xp.concatenate(parts)

    @cached_property
    def _penalties(self) -> list[tuple[Any, Any, Any, Any]]:
        """What each regularization needs: itself, its mapper, the pixels kept (None for all), and what it adds."""
        parts: list[tuple[Any, Any, Any, Any]] = []
        for mapper in self.mappers:
            penalty = mapper.regularization.penalty_from(mapper)
            kept = self._kept_of(mapper)
            if kept.size == mapper.pixels:
                parts.append((mapper.regularization, mapper, None, penalty))
            else:
                parts.append((mapper.regularization, mapper, kept, penalty.block(kept)))
        for group in self.light.smoothed:
            profiles = SmoothedProfiles(self.xp, group.regularization, group.size, self.settings.absolute_floor)
            parts.append((group.regularization, profiles, None, group.regularization.penalty_from(profiles)))
        return parts

    @cached_property
    def _penalty(self) -> Penalty | DensePenalty:
        """What all regularizations together add to chi^2."""
        return sum_of(self.xp, [penalty for *_, penalty in self._penalties], len(self.light) - self.light.regularized)

    @cached_property
    def regularization_matrix(self) -> Any:
        """H: the regularization matrix, (n, n), block diagonal; zero for intensities without regularization."""
        return self._penalty.matrix

    @cached_property
    def _matrix(self) -> Any:
        return self._penalty.added_to(self.curvature_matrix) if self.total_regularized else self.curvature_matrix

    @cached_property
    def curvature_reg_matrix(self) -> Any:
        """F + H, with the `RIDGE` on intensities that have no regularization: the matrix that is solved."""
        xp = self.xp
        matrix = self._matrix
        free = len(self.light) - self.light.regularized
        if not free:
            return matrix
        diagonal = xp.diag(self.light_curvature)
        brightest = xp.max(diagonal)
        largest = xp.where(brightest > 0.0, brightest, 1.0)  # where all of them are dark
        ridge = xp.where(diagonal > DARK * largest, RIDGE * diagonal, largest)[-free:]
        return matrix + xp.diag(xp.concatenate([xp.zeros(matrix.shape[0] - free), ridge]))

    @of_data
    def bounds(self) -> Any:
        """Combinations of the linear parameters, (n, n), that a positive-only solver keeps from being negative.

        They are the values of the sources where their pixels lie, and the intensities; None where these are the
        parameters themselves, or where there is no constraint.
        """
        if not self.settings.use_positive_only_solver:
            return None
        return bounds_of(self.xp, [(mapper, self._kept_of(mapper)) for mapper in self.mappers], len(self.light))

    @cached_property
    def _solution(self) -> tuple[Any, Any, Any]:
        """The solution, the multipliers of `bounds` (None without), and ln det(F + H) over what is regularized."""
        matrix, vector, positive = self.curvature_reg_matrix, self.data_vector, self.settings.use_positive_only_solver
        if self.bounds is not None:
            found = self.xp.bounded_solve_with_log_det(matrix, vector, self.bounds, self.total_regularized)
            return held(found, "reconstruction")
        solution, log_det = self.xp.solve_with_log_det(matrix, vector, positive, self.total_regularized)
        return held(solution, "reconstruction"), None, log_det

    @property
    def multipliers(self) -> Any:
        """The multipliers mu of (F + H) s = D + C^T mu, C being `bounds`, (n,); None without `bounds`."""
        return self._solution[1]

    def _constrained(self, solution: Any) -> Any:
        """What a minimum subtracts: 2 mu^T C s, which is zero, but whose derivative is that of the constraint."""
        if self.bounds is None:
            return 0.0
        return 2.0 * (self.xp.stop_gradient(self.multipliers) @ (self.bounds @ solution))

    @property
    def reconstruction_reduced(self) -> Any:
        """s: the linear parameters of the kept pixels and of the light profiles, (n,)."""
        return self._solution[0]

    @cached_property
    def reconstruction(self) -> Any:
        """The parameter of every source pixel, those left out zero, (S,); of all mappers in turn.

        It is the source where the pixel's value lies, but on meshes of kernels: see `values_of`.
        """
        values = self.reconstruction_reduced[: self.kept.size]
        if self.kept.size == self.total_pixels:
            return values
        return self.xp.index_add(self.xp.zeros(self.total_pixels), self.kept, values)

    def reconstruction_of(self, mapper: Mapper) -> Any:
        """Return the part of `reconstruction` that belongs to one mapper."""
        number = self.mappers.index(mapper)
        first = sum(other.pixels for other in self.mappers[:number])
        return self.reconstruction[first : first + mapper.pixels]

    def values_of(self, mapper: Mapper) -> Any:
        """Return one mapper's source where the value of each of its pixels lies (`mesh_grid`), (S,)."""
        values, matrix = self.reconstruction_of(mapper), mapper.interpolation.values_matrix
        return values if matrix is None else matrix @ values

    @property
    def intensities(self) -> Any:
        """The intensity of each linear light profile, in the order of `light`, (n,)."""
        return self.reconstruction_reduced[self.kept.size :]

    @cached_property
    def lensed_slim(self) -> Any:
        """T s: the values of `mapped_reconstructed_image`, (M,) of the backend."""
        return self.xp.mapped_image(*self.sparse, self.reconstruction_reduced[: self.kept.size])

    def lensed_slim_of(self, mapper: Mapper) -> Any:
        """Return one mapper's part of `lensed_slim`."""
        return self.xp.mapped_image(*mapper.sparse, self.reconstruction_of(mapper))

    @property
    def mapped_reconstructed_image(self) -> Array2D:
        """T s: the pixelized sources as lensed into the image plane (times the primary beam)."""
        return self._map(self.lensed_slim)

    def mapped_reconstructed_image_of(self, mapper: Mapper) -> Array2D:
        """Return one mapper's part of `mapped_reconstructed_image`."""
        return self._map(self.lensed_slim_of(mapper))

    def _map(self, slim: Any) -> Array2D:
        return Array2D(slim, self.mapper.grid.mask, self.xp.NAME).fixed()

    @cached_property
    def regularization_term(self) -> Any:
        """s^T H s: what the regularizations add to chi^2 at the solution."""
        if not self.total_regularized:
            return self.xp.as_float(0.0)
        return self._penalty.at(self.reconstruction_reduced)

    def regularization_rows(self, parameters: Any) -> Any:
        """Return B s, whose squares sum up to s^T H s, for linear parameters s."""
        rows, first = [self.xp.zeros(0)], 0
        for *_, penalty in self._penalties:
            rows.append(penalty.rows(parameters[first : first + penalty.size]))
            first += penalty.size
        return self.xp.concatenate(rows)

    @property
    def log_det_curvature_reg_matrix_term(self) -> Any:
        """ln det(F + H) over the regularized parameters."""
        return self._solution[2]

    @cached_property
    def log_det_regularization_matrix_term(self) -> Any:
        """ln det H over the regularized parameters."""
        return sum(
            (
                regularization.log_det_from(mapper, penalty, kept)
                for regularization, mapper, kept, penalty in self._penalties
            ),
            0.0,
        )

    @cached_property
    def fast_chi_squared_change(self) -> Any:
        """s^T F s - 2 s^T D: what the linear parameters change in chi^2."""
        s = self.reconstruction_reduced
        return s @ (self.curvature_matrix @ s) - 2.0 * (s @ self.data_vector)

    @cached_property
    def minimum(self) -> Any:
        """s^T (F + H) s - 2 s^T D at the solution.

        Being a minimum, its derivative is that at constant s, also with the constraint: the solution is not
        differentiated, and its error enters squared.
        """
        s = self.xp.stop_gradient(self.reconstruction_reduced)
        return s @ (self._matrix @ s) - 2.0 * (s @ self.data_vector) - self._constrained(s)

    def chi_squared_beside(self, chi_squared_of_light: Any) -> Any:
        """Return chi^2 at the solution, given that of the other light alone."""
        if self.cancels:
            return self.chi_squared_of(self.reconstruction_reduced)
        return chi_squared_of_light + self.fast_chi_squared_change

    def minimum_beside(self, chi_squared_of_light: Any) -> Any:
        """Return chi^2 + s^T H s at the solution, given chi^2 of the other light alone; derivatives as of `minimum`."""
        if not self.cancels:
            return chi_squared_of_light + self.minimum
        s = self.xp.stop_gradient(self.reconstruction_reduced)
        penalty = self._penalty.at(s) if self.total_regularized else 0.0
        return self.chi_squared_of(s) + penalty - self._constrained(s)

    @cached_property
    def _covariance(self) -> Any:
        """(F + H)^-1, (n, n)."""
        return self.xp.inverse(self.curvature_reg_matrix)

    @cached_property
    def reconstruction_noise_map(self) -> Any:
        """Standard deviation of every source pixel's parameter without the constraint, (S,).

        They are the roots of the diagonal of (F + H)^-1.
        """
        xp = self.xp
        deviations = xp.sqrt(xp.diag(self._covariance))[: self.kept.size]
        return xp.index_add(xp.zeros(self.total_pixels), self.kept, deviations)

    def values_noise_of(self, mapper: Mapper) -> Any:
        """Return the standard deviations of one mapper's `values_of` without the constraint, (S,)."""
        xp, matrix = self.xp, mapper.interpolation.values_matrix
        number = self.mappers.index(mapper)
        before = self.mappers[:number]
        first = sum(other.pixels for other in before)
        if matrix is None:
            return self.reconstruction_noise_map[first : first + mapper.pixels]
        start, kept = sum(self._kept_of(other).size for other in before), self._kept_of(mapper)
        own = self._covariance[start : start + kept.size, start : start + kept.size]
        columns = xp.take(matrix, kept, axis=1)
        return xp.sqrt(xp.sum((columns @ own) * columns, axis=1))
