"""Whether a fit has enough sub-pixels and source pixels: how far its posterior moves with twice as many."""

from __future__ import annotations

import copy
import dataclasses
import logging
import math
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.analysis.dataset import GALAXIES, AnalysisDataset, galaxies_of
from autolens_lite.fixed import changed
from autolens_lite.model.instance import ModelInstance
from autolens_lite.pixelization import Pixelization
from autolens_lite.result.result import Result
from autolens_lite.result.samples import Samples
from autolens_lite.search.likelihoods.host import has_meshes, on_host

logger = logging.getLogger(__name__)

# A posterior that moves by less than this many of its errors is resolved.
TOLERANCE = 0.3
# Slopes are differences between points as far as this to either side, in errors.
_REACH = 0.5
# Newton's steps are no longer than this, in errors: where parabolas end, so do they.
_LONGEST = 3.0


@dataclasses.dataclass(frozen=True)
class Resolution:
    """How far a posterior moves when something is made finer.

    Attributes
    ----------
    what : str
        What was made finer: "sub-pixels" or "source pixels".
    shifts : dict
        Of each parameter by its name, the move of the maximum in its errors.
    gain : float
        By how much the log posterior is higher at the maximum with the finer ones.
    """

    what: str
    shifts: dict[str, float]
    gain: float

    @property
    def parameter(self) -> str:
        """The parameter that moves most, of those that mean the same on any mesh where there are such."""
        judged = [name for name in self.shifts if ".pixelization." not in name] or list(self.shifts)
        return max(judged, key=lambda name: abs(self.shifts[name]))

    @property
    def shift(self) -> float:
        """By how many of its errors that one moves."""
        return abs(self.shifts[self.parameter])

    @property
    def is_enough(self) -> bool:
        """Whether no parameter moves by more than 0.3 of its errors, but for those of meshes and regularizations."""
        return self.shift <= TOLERANCE

    def __str__(self) -> str:
        moves = ", ".join(f"{name} {shift:+.2f}" for name, shift in self.shifts.items())
        verdict = "enough" if self.is_enough else f"too few: {self.parameter} moves by {self.shift:.1f} sigma"
        return f"{self.what}: {verdict} (sigma: {moves}; log posterior {self.gain:+.1f})"


def resolution_check(result: Result, factor: float = 2.0, steps: int = 3) -> list[Resolution]:
    r"""Return how far a result's posterior moves with finer sub-pixels, and with more source pixels.

    From the best sample Newton's steps lead to the maximum of the log posterior, once as the fit was, and once finer.
    Its slopes g are differences over half an error to either side, which look over the steps of meshes that have any;
    its second derivatives those of the samples, so that a step is :math:`C g` with their covariance C. All is computed
    on the numba backend: 2 p likelihoods a step with p parameters.

    Parameters
    ----------
    result
        Of one data set, with its analysis: see `Result.with_analysis`.
    factor
        How many times as many: sub-pixels a side, and pixels of the source.
    steps
        Of Newton.

    Returns
    -------
    One for sub-pixels, and one for source pixels where sources are on meshes whose number of pixels can be changed: not
    where points of `al.AdaptImages` are the vertices.

    Raises
    ------
    DataError
        If the result has no analysis of one data set, too few samples for a covariance, or no likelihood at its best.
    ParameterError
        If a number is out of range.

    See Also
    --------
    autolens_lite.guide.over_sampling_from : which pixels of an image need how many sub-pixels.
    """
    check.kind("result", result, Result, "Pass what a search has returned.", exc.DataError)
    if not isinstance(result.analysis, AnalysisDataset):
        raise exc.DataError(
            "result has no analysis of one data set. Use result.with_analysis(analysis), or one of result.results."
        )
    return resolutions_of(result.analysis, result.model, result.samples, factor, steps)


def resolutions_of(
    analysis: AnalysisDataset, model: Any, samples: Samples, factor: float = 2.0, steps: int = 3
) -> list[Resolution]:
    """Do as `resolution_check`, of a search that has its samples and no result yet."""
    check.within("factor", factor, 1.0, open_lower=True)
    check.whole("steps", steps, 1)
    covariance = samples.covariance
    sigma = np.sqrt(np.diag(covariance))
    if not (np.isfinite(sigma).all() and (sigma > 0.0).all()):
        raise exc.DataError("the samples have no covariance, so there are no errors to compare with. Draw more.")
    values, vectors = np.linalg.eigh(covariance / np.outer(sigma, sigma))
    if values[0] < 1e-10:
        raise exc.DataError(f"{len(samples)} samples differ in fewer directions than there are parameters. Draw more.")
    frame = sigma[:, None] * vectors * np.sqrt(values)
    host = on_host(analysis)
    best = samples.vectors[int(np.argmax(samples.log_posterior))]
    before, low = _Posterior(host, model, 1.0).maximum_near(best, frame, steps)
    finer = {"sub-pixels": _Posterior(_with_finer_sub_pixels(host, factor), model, 1.0)}
    more = _Posterior(host, model, factor)
    if more.finer(model.instance_from_vector(best)) is not None:
        finer["source pixels"] = more
    found = []
    for what, posterior in finer.items():
        after, high = posterior.maximum_near(best, frame, steps)
        shifts = ((after - before) / sigma).tolist()
        found.append(Resolution(what, dict(zip(samples.parameter_names, shifts, strict=True)), high - low))
    return found


def doubts_of_resolution(likelihood: Any, samples: Samples) -> tuple[list[Resolution], list[str]]:
    """Return how far finer ones move the posterior of sources on meshes, and a sentence where that is too far."""
    analysis = getattr(likelihood, "analysis", None)
    if not isinstance(analysis, AnalysisDataset) or not has_meshes(likelihood.model):
        return [], []
    try:
        found = resolutions_of(analysis, likelihood.model, samples, steps=2)
    except exc.AutoLensError as error:  # a finished fit is not lost to the doubts about it
        logger.debug("the resolution is not looked at: %s", error)
        return [], []
    return found, [
        f"with twice the {each.what} the maximum would move by {each.shift:.1f} sigma in {each.parameter}, and the log "
        f"posterior by {each.gain:+.0f}: give the mesh more of them, and see al.resolution_check(result)"
        for each in found
        if not each.is_enough
    ]


def _with_finer_sub_pixels(analysis: AnalysisDataset, factor: float) -> AnalysisDataset:
    dataset = analysis.dataset

    def sizes(grid: Any) -> np.ndarray:
        return np.rint(factor * np.asarray(grid.over_sample_size)).astype(int)

    return analysis.with_dataset(dataset.apply_over_sampling(sizes(dataset.grid), sizes(dataset.grid_pixelization)))


class _Posterior:
    """The log posterior of a model with so many times as many source pixels."""

    def __init__(self, analysis: AnalysisDataset, model: Any, factor: float) -> None:
        self.analysis, self.model, self.factor = analysis, model, factor

    def __call__(self, vector: np.ndarray) -> float:
        prior = float(np.asarray(self.model.log_prior_from_vector(vector[None]))[0])
        if not math.isfinite(prior):
            return -math.inf
        try:
            instance = self.model.instance_from_vector(vector)
            finer = None if self.factor == 1.0 else self.finer(instance)
            analysis, instance = (self.analysis, instance) if finer is None else finer
            height = prior + float(analysis.log_likelihood_function(instance))
        except exc.ParameterError:  # a value that a profile refuses
            return -math.inf
        return height if math.isfinite(height) else -math.inf

    def maximum_near(self, start: np.ndarray, frame: np.ndarray, steps: int) -> tuple[np.ndarray, float]:
        """The maximum (p,) and its height, by steps along the columns of a frame (p, p), of one error each."""
        point, height = start, self(start)
        if not math.isfinite(height):
            raise exc.DataError("there is no likelihood at the best sample. Pass the analysis that was fitted.")
        for _ in range(steps):
            slope = np.array([self._slope(point, height, column) for column in frame.T])
            step = slope * min(1.0, _LONGEST / max(float(np.linalg.norm(slope)), 1e-300))
            # half as far, while it does not lead upwards: steps are longer than parabolas, or meshes rough
            for _ in range(3):
                new = point + frame @ step
                if (there := self(new)) >= height - 0.5:
                    point, height = new, there
                    break
                step = 0.5 * step
        return point, height

    def _slope(self, point: np.ndarray, height: float, column: np.ndarray) -> float:
        """By differences; one-sided at a bound."""
        up, down = self(point + _REACH * column), self(point - _REACH * column)
        if math.isfinite(up) and math.isfinite(down):
            return (up - down) / (2.0 * _REACH)
        if math.isfinite(up):
            return max((up - height) / _REACH, 0.0)
        return min((height - down) / _REACH, 0.0) if math.isfinite(down) else 0.0

    def finer(self, instance: Any) -> tuple[AnalysisDataset, Any] | None:
        """The analysis and the instance with more source pixels; None where there are none that can be more."""
        images = self.analysis.adapt_images
        resolved = None if images is None else images.updated_via_instance_from(instance)
        others = {}
        for galaxy in galaxies_of(instance).values():
            old = getattr(galaxy, "pixelization", None)
            has_points = resolved is not None and resolved.image_plane_mesh_grid_of(galaxy) is not None
            new = None if old is None or has_points else _with_more_pixels(old, self.factor)
            if new is not None:
                others[galaxy] = changed(galaxy, pixelization=new)
        if not others or not isinstance(instance, ModelInstance):
            return None
        entries = dict(instance.items())
        for part in GALAXIES:
            if isinstance(group := entries.get(part), ModelInstance):
                entries[part] = ModelInstance({name: others.get(each, each) for name, each in group.items()})
        adapted = None if images is None else images.with_galaxies(others)
        return changed(self.analysis, adapt_images=adapted), ModelInstance(entries)


def _with_more_pixels(pixelization: Pixelization, factor: float) -> Pixelization | None:
    """The pixelization with so many times as many pixels; None where it has no number of them."""
    mesh, around = pixelization.mesh, pixelization.image_mesh
    if not mesh.needs_vertices:
        new = _with_number(mesh, factor)
        return None if new is None else Pixelization(new, pixelization.regularization)
    more = None if around is None else _with_number(around, factor)
    if more is None:
        return None
    return Pixelization(changed(copy.copy(mesh), pixels=None), pixelization.regularization, more)


def _with_number(made: Any, factor: float) -> Any:
    """A mesh or image mesh with more pixels, by its `shape` or its number; None where it has neither."""
    if "shape" in vars(made):
        rows, columns = (max(round(side * math.sqrt(factor)), side + 1) for side in made.shape)
        return changed(copy.copy(made), shape=(rows, columns))
    if "pixels" in vars(made):
        return changed(copy.copy(made), pixels=round(factor * float(made.pixels)))
    return None
