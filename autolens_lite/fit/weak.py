"""The fit of a tracer to a catalogue of shears."""

from __future__ import annotations

import functools
from typing import Any, Self

import numpy as np

from autolens_lite import check, exc
from autolens_lite.dataset.weak import ShearYX, WeakDataset, shear_yx_from
from autolens_lite.fit.abstract import Fit
from autolens_lite.fixed import cached_property
from autolens_lite.grid import Coordinates
from autolens_lite.lens import Tracer
from autolens_lite.pixelization import AdaptImages
from autolens_lite.profile.operate import hessian_from


class FitWeak(Fit):
    r"""A tracer compared with shears.

    The shear gamma and the convergence kappa of the rays up to the last plane are those of the Hessian of its
    deflections; a reduced shear is gamma / (1 - kappa). Of a galaxy with a redshift of its own both are times
    (D_ls / D_s) over that of the last plane, and zero in front of the lens, which then must be in one plane.

    Parameters
    ----------
    dataset
        The catalogue.
    tracer
        The lens system.
    """

    dataset_class = WeakDataset
    inversion = None

    dataset: WeakDataset

    @cached_property
    def model_shear_components(self) -> Any:
        """The model's gamma_1 and gamma_2 at the galaxies, (2, N)."""
        operators, xp = self.dataset.operators, self.xp
        points = self.sky_from(Coordinates(operators.y, operators.x, xp))
        yy, xy, yx, xx = points.evaluated(lambda block: hessian_from(self.tracer.deflections_from, block))
        scale = self._scale
        shear = scale * xp.stack([0.5 * (xx - yy), 0.5 * (xy + yx)])
        return shear / (1.0 - scale * 0.5 * (yy + xx)) if self.dataset.is_reduced else shear

    @property
    def _scale(self) -> Any:
        redshifts = self.dataset.redshifts
        if redshifts is None:
            return 1.0
        tracer, xp = self.tracer, self.xp
        lenses = [plane for plane in tracer.planes if any(galaxy.mass_profiles for galaxy in plane)]
        if not lenses:
            return 1.0
        if len(lenses) > 1:
            raise exc.ModelError(
                f"The galaxies have redshifts of their own, and there are masses in {len(lenses)} planes. Put the lens "
                "in one plane, or leave the redshifts out of the catalogue."
            )
        if len(tracer.planes) == 1:
            raise exc.ModelError(
                "The galaxies have redshifts of their own, but the tracer has one plane, that of the lens, and so no "
                "redshift of a source that its masses are meant for. Add one: al.Galaxy(redshift=...)."
            )
        distance = tracer.cosmology.comoving_distance
        lens, last = distance(lenses[0][0].redshift), distance(self._last_redshift)
        if check.is_concrete(last) and check.is_concrete(lens) and not last > lens:
            raise exc.ParameterError("No galaxy of the tracer is behind its lens, to which redshifts could be scaled.")
        each = xp.asarray(self.dataset.comoving_distances_in(tracer.cosmology))
        behind = each > lens
        # the factors 1 + z of the four angular diameter distances cancel
        scale = xp.where(behind, (each - lens) / xp.where(behind, each, 1.0), 0.0)
        return scale * xp.where(last > lens, last / (last - lens), np.nan)

    @property
    def _last_redshift(self) -> Any:
        """The redshift of the plane behind all others; those that a backend traces are not sorted."""
        redshifts = self.tracer.plane_redshifts
        if all(check.is_concrete(redshift) for redshift in redshifts):
            return max(redshifts)
        return functools.reduce(self.xp.maximum, redshifts)

    @property
    def _normalized(self) -> Any:
        operators = self.dataset.operators
        return (operators.shears - self.model_shear_components) * self.xp.sqrt(operators.weights)

    @cached_property
    def chi_squared_of_light(self) -> Any:
        return self.xp.sum(self._normalized**2)

    @property
    def noise_normalization(self) -> Any:
        """Sum over both components of ln(2 pi sigma^2)."""
        return self.dataset.operators.noise_normalization

    def _data_rows(self, parameters: Any, root: Any) -> Any:
        return self.xp.reshape(self._normalized, (-1,))

    def _with(self, tracer: Tracer, adapt_images: AdaptImages | None) -> Self:
        return type(self)(self.dataset, tracer, adapt_images, self.settings)

    @property
    def model_shear(self) -> ShearYX:
        """The model's shears as columns (gamma_2, gamma_1), (N, 2), on the host."""
        return shear_yx_from(self.xp.to_numpy(self.model_shear_components), self.dataset.positions)

    @property
    def residual_map(self) -> np.ndarray:
        """Data minus model, (N, 2)."""
        return np.asarray(self.dataset.shear_yx - self.model_shear)

    @property
    def normalized_residual_map(self) -> np.ndarray:
        """Residuals over sigma, (N, 2)."""
        return self.residual_map / self.dataset.noise_map[:, None]

    @property
    def chi_squared_map(self) -> np.ndarray:
        """Squares of the normalized residuals, (N, 2)."""
        return self.normalized_residual_map**2
