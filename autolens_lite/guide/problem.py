"""A model and data as a least-squares problem in coordinates in which long steps are safe."""

from __future__ import annotations

import copy
import math

import numpy as np

from autolens_lite.analysis.likelihood import Likelihood
from autolens_lite.dataset import Imaging
from autolens_lite.search.likelihoods.failure_count import Tally

# Scales and brightnesses, which may be off by factors: steps are taken in their logarithms.
LOGARITHMIC = frozenset(
    {"intensity", "effective_radius", "einstein_radius", "sigma", "beta", "b0", "kappa_s", "scale_radius"}
    | {"mass_to_light_ratio", "mass_at_200", "radius_break", "ra", "rs"}
)
# The longest step of a coordinate: of these arguments in their own units, of logarithms in e-foldings.
_REACH = {"ell_comps": 0.15, "gamma_1": 0.08, "gamma_2": 0.08, "sersic_index": 0.8, "slope": 0.15}
_LOG_REACH = {"intensity": 2.0, "einstein_radius": 0.15}
_OTHER_LOG_REACH, _REACH_IN_PIXELS = 0.5, 2.0
# Limits of these arguments while a model is far from the data: profiles beyond them are numerically delicate.
_ELLIPTICITY, _SMALLEST_IN_PIXELS = 0.8, {"einstein_radius": 2.0, "effective_radius": 0.08, "sigma": 0.08}


class Problem:
    r"""The residuals r of a model as a function of coordinates t, the logarithms of scales and the values of the rest.

    The cost is |r|^2 / 2, of data and of normal priors: minus the log of the posterior density in values (of log-normal
    and log-uniform priors in logarithms), but for a constant. It is the same function in any coordinates.

    Parameters
    ----------
    likelihood
        Of the model.
    pixel
        The size of a pixel in arcsec.
    """

    def __init__(self, likelihood: Likelihood, pixel: float) -> None:
        self.likelihood = likelihood
        # of residuals, as likelihoods, and of Jacobians
        self.tally = Tally()
        layout = likelihood.model.layout
        arguments = [_argument_of(slot.path[-1]) for slot in layout.first_slots]
        lower, upper = np.array(layout.lower, dtype=float), np.array(layout.upper, dtype=float)
        named = np.array([argument in LOGARITHMIC for argument in arguments], dtype=bool)
        self.log = np.array([prior.log_space for prior in layout.priors], dtype=bool) | (named & (lower >= 0.0))
        widths = 0.5 * (layout.values_at(0.84) - layout.values_at(0.16))
        self.reach = np.array([_reach_of(*each, pixel) for each in zip(arguments, self.log, widths, strict=True)])
        for i, argument in enumerate(arguments):
            if argument == "ell_comps":
                lower[i], upper[i] = max(lower[i], -_ELLIPTICITY), min(upper[i], _ELLIPTICITY)
            if self.log[i]:
                least = layout.values_at(1e-9)[i] if layout.priors[i].log_space else 0.0
                lower[i] = max(lower[i], least, _SMALLEST_IN_PIXELS.get(argument, 0.0) * pixel, 1e-12)
        # a prior so tight that it does not reach the limits of before has none of them
        ends = np.array([layout.values_at(1e-3), layout.values_at(1.0 - 1e-3)])
        lower, upper = np.minimum(lower, ends[0]), np.maximum(upper, ends[1])
        self.lower, self.upper = self.coordinates_of(lower), self.coordinates_of(upper)
        inside = 1e-9 * np.where(np.isfinite(self.upper - self.lower), self.upper - self.lower, 1.0)
        self.lower, self.upper = self.lower + inside, self.upper - inside

    @property
    def size(self) -> int:
        """The number of parameters."""
        return self.log.size

    def coordinates_of(self, vector: np.ndarray) -> np.ndarray:
        """The coordinates t of a vector."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.log, np.log(np.where(self.log, vector, 1.0)), vector)

    def vector_of(self, t: np.ndarray) -> np.ndarray:
        """The vector of parameters at coordinates t."""
        return np.where(self.log, np.exp(np.where(self.log, t, 0.0)), t)

    def clipped(self, t: np.ndarray) -> np.ndarray:
        """The nearest point within the limits."""
        return np.clip(t, self.lower, self.upper)

    def residuals(self, t: np.ndarray) -> np.ndarray:
        """The residuals of the data (R,), without those of priors; NaN where there is no likelihood."""
        return self.residuals_of(self.vector_of(t))

    def residuals_of(self, vector: np.ndarray, include_priors: bool = False) -> np.ndarray:
        """Those at a vector (p,), (R,)."""
        self.tally.calls += 1
        return self.likelihood.residuals(vector, include_priors)

    def residuals_and_jacobian(self, vector: np.ndarray, include_priors: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Residuals (R,) at a vector (p,) and their derivatives (R, p) by its parameters; NaN where there are none."""
        self.tally.jacobians += 1
        return self.likelihood.residuals_and_jacobian(vector, include_priors)

    def cost(self, t: np.ndarray) -> float:
        """Half of the sum of the squares of all residuals; infinite where there is no likelihood."""
        rows = self.residuals_of(self.vector_of(t), include_priors=True)
        total = 0.5 * float(rows @ rows)
        return total if math.isfinite(total) else math.inf

    def slope_and_hessian(self, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Minus the slope of the cost (p,), and its Gauss-Newton second derivatives (p, p)."""
        vector = self.vector_of(t)
        rows, jacobian = self.residuals_and_jacobian(vector, include_priors=True)
        jacobian = jacobian * np.where(self.log, vector, 1.0)
        return -(rows @ jacobian), jacobian.T @ jacobian

    @property
    def dataset(self) -> Imaging:
        """The image that is fitted."""
        return self.likelihood.analysis.dataset  # type: ignore[attr-defined]

    def on(self, dataset: Imaging) -> Problem:
        """Return the problem of the same model for other values of the same pixels; nothing is compiled."""
        new = copy.copy(self)
        new.likelihood = self.likelihood.on(self.likelihood.analysis.with_dataset(dataset))  # type: ignore[attr-defined]
        return new


def _argument_of(name: str) -> str:
    argument, _, number = name.rpartition("_")
    return argument if argument in ("centre", "ell_comps") and number.isdigit() else name


def _reach_of(argument: str, log: bool, width: float, pixel: float) -> float:
    if log:
        return _LOG_REACH.get(argument, _OTHER_LOG_REACH)
    if argument == "centre":
        return _REACH_IN_PIXELS * pixel
    return _REACH.get(argument, 0.5 * width)
