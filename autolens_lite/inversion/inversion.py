"""The linear solve for the values of source pixels, whatever the data; abstract."""

from __future__ import annotations

import abc
import functools
from types import ModuleType
from typing import Any

import numpy as np

from autolens_lite.inversion.settings import Settings
from autolens_lite.pixelization import Mapper


class Inversion(abc.ABC):
    r"""Source pixels s that minimise chi^2 + s^T H s, and the terms of their evidence.

    With F = T^T W T the curvature matrix of the data, D the data vector and H the regularization matrix, s solves
    (F + H) s = D, or its non-negative least squares (Warren & Dye 2003, ApJ 590, 673). With s integrated out
    (Suyu et al. 2006, MNRAS 371, 983, equation 19),

    .. math:: \ln {\rm evidence} = -\tfrac12 [\chi^2 + s^T H s + \ln\det(F + H) - \ln\det H + \sum \ln 2\pi\sigma^2].

    Several mappers are solved together: their pixels follow each other, and H is block diagonal. Pixels on the edges of
    meshes may be left out (`Settings.use_edge_zeroed_pixels`): matrices and vectors then hold the others alone, and
    `reconstruction` has zeros in their place.

    Parameters
    ----------
    mappers
        One for each pixelized galaxy.
    settings
        How to solve.
    """

    def __init__(self, mappers: list[Mapper], settings: Settings) -> None:
        self.mappers = mappers
        self.settings = settings

    @property
    @abc.abstractmethod
    def curvature_matrix(self) -> Any:
        """F, symmetric."""

    @property
    @abc.abstractmethod
    def data_vector(self) -> Any:
        """D."""

    @property
    def xp(self) -> ModuleType:
        """The backend's module."""
        return self.mappers[0].xp

    @property
    def mapper(self) -> Mapper:
        """The mapper, where there is one."""
        return self.mappers[0]

    @functools.cached_property
    def kept(self) -> np.ndarray:
        """The pixels that are solved for, ascending, among those of all mappers."""
        kept, first = [], 0
        for mapper in self.mappers:
            flags = np.ones(mapper.pixels, bool)
            if self.settings.use_edge_zeroed_pixels:
                flags[mapper.mesh.edge_pixels] = False
            kept.append(first + np.flatnonzero(flags))
            first += mapper.pixels
        return np.concatenate(kept)

    @functools.cached_property
    def total_pixels(self) -> int:
        """The number of source pixels of all mappers, those left out included."""
        return sum(mapper.pixels for mapper in self.mappers)

    @functools.cached_property
    def sparse(self) -> tuple[Any, Any]:
        """T (M, B) of all mappers: indices among `kept` (-1 for none) and weights."""
        xp = self.xp
        position = np.full(self.total_pixels + 1, -1)  # one more, for the index -1
        position[self.kept] = np.arange(self.kept.size)
        position = xp.asarray(position)
        indices, weights, first = [], [], 0
        for mapper in self.mappers:
            own, weight = mapper.sparse
            indices.append(position[xp.where(own < 0, -1, own + first)])
            weights.append(weight)
            first += mapper.pixels
        return xp.concatenate(indices, axis=1), xp.concatenate(weights, axis=1)

    @functools.cached_property
    def _regularization(self) -> list[tuple[Mapper, Any]]:
        """Each mapper with its H, of the kept pixels alone."""
        blocks = []
        for mapper in self.mappers:
            matrix = mapper.regularization.matrix_from(mapper)
            if self.settings.use_edge_zeroed_pixels:
                inner = np.setdiff1d(np.arange(mapper.pixels), mapper.mesh.edge_pixels)
                matrix = matrix[inner[:, None], inner]
            blocks.append((mapper, matrix))
        return blocks

    @functools.cached_property
    def regularization_matrix(self) -> Any:
        """H."""
        xp = self.xp
        blocks = [matrix for _, matrix in self._regularization]
        if len(blocks) == 1:
            return blocks[0]
        sizes = [block.shape[0] for block in blocks]
        rows = [
            xp.concatenate([block if i == j else xp.zeros((sizes[i], size)) for j, size in enumerate(sizes)], axis=1)
            for i, block in enumerate(blocks)
        ]
        return xp.concatenate(rows)

    @functools.cached_property
    def curvature_reg_matrix(self) -> Any:
        """F + H."""
        return self.curvature_matrix + self.regularization_matrix

    @functools.cached_property
    def _solution(self) -> tuple[Any, Any]:
        """The solution without constraint, and ln det(F + H)."""
        return self.xp.solve_with_log_det(self.curvature_reg_matrix, self.data_vector)

    @functools.cached_property
    def reconstruction_reduced(self) -> Any:
        """s of the kept pixels."""
        if self.settings.use_positive_only_solver:
            return self.xp.nonnegative_solve(self.curvature_reg_matrix, self.data_vector)
        return self._solution[0]

    @functools.cached_property
    def reconstruction(self) -> Any:
        """The value of every source pixel, those left out zero, (S,); of all mappers in turn."""
        return self.xp.index_add(self.xp.zeros(self.total_pixels), self.kept, self.reconstruction_reduced)

    def reconstruction_of(self, mapper: Mapper) -> Any:
        """Return the part of `reconstruction` that belongs to one mapper."""
        number = self.mappers.index(mapper)
        first = sum(other.pixels for other in self.mappers[:number])
        return self.reconstruction[first : first + mapper.pixels]

    @functools.cached_property
    def mapped_reconstructed_image(self) -> Any:
        """T s: the sources as lensed into the image plane (times the primary beam), (M,)."""
        return self.xp.mapped_image(*self.sparse, self.reconstruction_reduced)

    @functools.cached_property
    def regularization_term(self) -> Any:
        """s^T H s."""
        return self.reconstruction_reduced @ (self.regularization_matrix @ self.reconstruction_reduced)

    @property
    def log_det_curvature_reg_matrix_term(self) -> Any:
        """ln det(F + H)."""
        return self._solution[1]

    @functools.cached_property
    def log_det_regularization_matrix_term(self) -> Any:
        """ln det H."""
        without_edge = self.settings.use_edge_zeroed_pixels
        return sum(
            mapper.regularization.log_det_from(mapper, matrix, without_edge) for mapper, matrix in self._regularization
        )

    @functools.cached_property
    def fast_chi_squared_change(self) -> Any:
        """s^T F s - 2 s^T D: what the sources change in chi^2."""
        s = self.reconstruction_reduced
        return s @ (self.curvature_matrix @ s) - 2.0 * (s @ self.data_vector)

    @functools.cached_property
    def minimum(self) -> Any:
        """s^T (F + H) s - 2 s^T D at the solution.

        Being a minimum, its derivative is that at constant s, also with the constraint: the solution is not
        differentiated, and its error enters squared.
        """
        s = self.xp.stop_gradient(self.reconstruction_reduced)
        return s @ (self.curvature_reg_matrix @ s) - 2.0 * (s @ self.data_vector)

    @functools.cached_property
    def reconstruction_noise_map(self) -> Any:
        """Standard deviation of every source pixel without the constraint, (S,): root of the diagonal of (F + H)^-1."""
        xp = self.xp
        inverse = xp.inverse(self.curvature_reg_matrix)
        return xp.index_add(xp.zeros(self.total_pixels), self.kept, xp.sqrt(xp.diag(inverse)))
