"""More sub-pixels where a fit needs them: the run of a search goes on with a likelihood that has them."""

from __future__ import annotations

import logging

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis import AnalysisImaging
from autolens_lite.guide.arcs import climbed
from autolens_lite.guide.over_sampling import over_sampling_from
from autolens_lite.guide.ways import GuidedWay, Way, stages_of, way_of
from autolens_lite.search.likelihoods.evaluator import Evaluator
from autolens_lite.search.run import Run

logger = logging.getLogger(__name__)

# Sub-pixels are divided until the maximum moves by this part of what is allowed, as it moves with the light, too.
_AIMED_AT = 0.5


def with_sizes(analysis: AnalysisImaging, sizes: np.ndarray) -> AnalysisImaging:
    """Return the analysis of the same image with other sub-pixels a side (M,) for its light."""
    return analysis.with_dataset(analysis.dataset.apply_over_sampling(over_sample_size_lp=np.asarray(sizes, dtype=int)))


def sizes_needed(run: Run, vector: np.ndarray, tolerance: float, always: bool) -> np.ndarray:
    """Return the sub-pixels a side (M,) with which finer ones move the maximum by less than a tolerance.

    Those of now, if these do, or if the image is fitted better with them.

    Parameters
    ----------
    run
        Of a search of an image.
    vector
        The maximum.
    tolerance
        In errors of the parameters.
    always
        Whether they are divided further even where the image is not fitted better so.
    """
    dataset = run.evaluator.likelihood.analysis.dataset
    now = np.broadcast_to(dataset.grid.over_sample_size, dataset.data.shape).astype(int)
    try:
        found = over_sampling_from(run.evaluator.likelihood, vector, _AIMED_AT * tolerance)
    except exc.AutoLensError as error:  # the fit goes on as it is
        logger.debug("%s: sub-pixels are not looked at: %s", run.folder.name, error)
        return now
    if found.shift <= tolerance or not (always or found.gain > 0.0):
        return now
    return np.asarray(found.sizes, dtype=int)


def with_finer_likelihood(run: Run, way: GuidedWay, sizes: np.ndarray) -> GuidedWay:
    """Let a run go on with other sub-pixels, in this process alone, and return its way.

    Both are as they were where the sub-pixels are those of now.
    """
    analysis = run.evaluator.likelihood.analysis
    if np.array_equal(np.broadcast_to(analysis.dataset.grid.over_sample_size, sizes.shape), sizes):
        return way
    before = run.evaluator
    run.evaluator = Evaluator(
        run.model, with_sizes(analysis, sizes).likelihood_from(run.model), failure_limit=before.failure_limit
    )
    run.evaluator.tally.merge(*before.tally.take())
    finer = way_of(run.model, run.evaluator, way.most, 1)
    assert isinstance(finer, GuidedWay)
    return finer


def climbed_on(way: GuidedWay, vector: np.ndarray) -> np.ndarray:
    """Return the maximum of a way that is near a vector (p,)."""
    return way.vector_of(climbed(way.stages.whole, way.coordinates_of(vector), 60, 0.02)[0])


def can_be_finer(run: Run, way: Way) -> bool:
    """Whether the guide knows what finer sub-pixels do: to images of light profiles."""
    return isinstance(way, GuidedWay) and is_of_an_image(run)


def is_of_an_image(run: Run) -> bool:
    """Whether a run fits an image, of which more is known than of other kinds of data."""
    stages = stages_of(getattr(run.evaluator.likelihood, "analysis", None))
    return stages is not None and stages.of_an_image
