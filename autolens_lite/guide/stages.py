"""The way from an image into the basin of its posterior, stage by stage: each can be used alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from autolens_lite import exc
from autolens_lite.analysis.imaging import AnalysisImaging
from autolens_lite.dataset import Imaging
from autolens_lite.fixed import changed
from autolens_lite.grid import Convolver
from autolens_lite.guide.arcs import ArcStages, Found, Turn, climbed, finite
from autolens_lite.guide.problem import Problem
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import Part, Split
from autolens_lite.guide.starts import light_starts, ring_from
from autolens_lite.search.gradient.levenberg import climb

# Of the light: the part of it that any model misses; rounds of at most so many Jacobians; residuals above so many sigma
# are taken for arcs.
_MISSED, _ROUNDS, _ARCS = 0.1, (12, 8, 8, 8), 2.0
# Of the arcs: the part of the light that its fit misses, sharp and blurred; the part of the brightest arc that a model
# may miss at first; starts that are climbed in the first turn and later.
_LIGHT_LEFT, _LIGHT_LEFT_BLURRED, _ARCS_MISSED, _CLIMBED = 0.03, 0.05, 0.1, (8, 4)
# The blurring, in arcsec, and how many of its widths the PSF's array holds at least on each side.
_BLUR, _KERNEL_HOLDS = 0.15, 3.3
# Starts whose cost is within this of the best go on, as far as they differ, in cost or by what a parabola rises between
# them; and so many of them at most.
_NEAR, _DIFFERENT, _FAR, _GO_ON = 60.0, 4.0, 100.0, 3


class Stages(ArcStages):
    """The problems of a model of a lens and an image, and the stages of their solution.

    Parameters
    ----------
    parts
        The model taken apart.
    analysis
        Of an image, on a backend with derivatives.
    """

    of_an_image: ClassVar[bool] = True

    def __init__(self, parts: Split, analysis: AnalysisImaging) -> None:
        self.parts = parts
        dataset = analysis.dataset
        self.pixel = float(np.sqrt(np.prod(dataset.pixel_scales)))
        plain = changed(analysis, positions_likelihood_list=[], dataset=_with_noise_map(dataset))
        self.dataset = plain.dataset
        has_more = analysis.positions_likelihood_list or dataset.noise_covariance_matrix is not None
        self._is_whole = not has_more
        self.whole = Problem((analysis if has_more else plain).likelihood_from(parts.whole.model), self.pixel)
        self.light, self.arcs = (
            None if part is None else self._problem(plain, part) for part in (parts.light, parts.arcs)
        )
        grid = np.asarray(dataset.grid, dtype=float)
        data, noise = np.asarray(self.dataset.data, dtype=float), np.asarray(self.dataset.noise_map, dtype=float)
        self.scene = Scene(grid[:, 0], grid[:, 1], data, noise, self.pixel)
        self.blur = _blurred_psf(self.dataset, self.pixel)
        self.beneath = np.zeros_like(data)
        if parts.fixed_light is not None:
            host = plain.with_dataset(self.dataset.with_backend("numba"))
            fit = host.fit_from(parts.fixed_light.instance_from_vector(np.zeros(0)))
            self.beneath = np.asarray(fit.model_data, dtype=float)

    def _problem(self, plain: AnalysisImaging, part: Part) -> Problem:
        if part is self.parts.whole and self._is_whole:
            return self.whole
        return Problem(plain.likelihood_from(part.model), self.pixel)

    def image(self, problem: Problem, t: np.ndarray) -> np.ndarray:
        """The blurred light (M,) of a part of the model."""
        rows = problem.on(self.dataset).residuals(t)[: self.scene.data.size]
        return self.scene.data - self.scene.noise * rows

    def fit_light(self, data: np.ndarray) -> np.ndarray:
        """The light of the lens alone, to data (M,) with arcs: what is brighter than it loses weight, round by round.

        Returns
        -------
        Coordinates of the problem `light`.
        """
        assert self.light is not None
        noise, found = self.scene.noise, []
        for start in light_starts(self.parts, self.scene):
            t = self.light.coordinates_of(start)
            sigma = np.sqrt(noise**2 + (_MISSED * data) ** 2)
            left = np.zeros_like(data)
            for most in _ROUNDS:
                problem = self.light.on(self.dataset.with_values(data=data, noise_map=sigma))
                t = climb(problem, t, most, 1.0).point
                left = problem.residuals(t)[: data.size] * sigma / noise
                if not np.isfinite(left).all():
                    break  # the start has no likelihood
                sigma = noise * np.sqrt(1.0 + (np.maximum(left, 0.0) / _ARCS) ** 2)
            found.append((t, float(np.sum(np.where(left < 0.0, left**2, 4.0 * np.log1p((left / 2.0) ** 2))))))
        return min(finite(found, self.parts.light.model), key=lambda pair: pair[1])[0]  # type: ignore[union-attr]

    def fit_arcs(
        self,
        light: np.ndarray,
        centre: np.ndarray,
        keep: int,
        more: Iterable[np.ndarray],
        rng: np.random.Generator,
        known: Mapping[int, float] = MappingProxyType({}),
    ) -> list[Found]:
        """Mass and sources, to what the light (M,) leaves of the data: many starts blurred, a few of them sharp.

        Parameters
        ----------
        light
            The image of the lens's light.
        centre
            Of the lens.
        keep
            How many of the screened starts are climbed.
        more
            Further starts, coordinates of the problem `arcs`, at full resolution only.
        rng
            Of the starts.
        known
            Values of parameters that the light has, too, by their indices in the whole model: the light knows them
            better than arcs do, so they stay there.

        Returns
        -------
        Coordinates of the problem `arcs` and costs, the best first.
        """
        return sorted(chain(*self._fit_arcs(light, centre, keep, more, rng, known)), key=lambda pair: pair[1])

    def _fit_arcs(
        self,
        light: np.ndarray,
        centre: np.ndarray,
        keep: int,
        more: Iterable[np.ndarray],
        rng: np.random.Generator,
        known: Mapping[int, float],
    ) -> tuple[list[Found], list[Found]]:
        """The ends of climbs from `more` starts, and from those that are read off the image."""
        assert self.arcs is not None
        left, noise = self.scene.data - light, self.scene.noise
        sigma = np.sqrt(noise**2 + (_LIGHT_LEFT * (light + self.beneath)) ** 2)
        sharp = self._holding(known, self.arcs.on(self.dataset.with_values(data=left, noise_map=sigma)))
        rough = self._holding(known, self._rough(left, light) if self.blur is not None else self._tempered(left, light))
        ring = ring_from(self.scene.with_data(left - self.beneath), centre)
        new: list[np.ndarray] = []
        if ring is not None:
            dark = self.dark(sharp)
            for t in self.screened(rough, ring, centre, keep, rng, known):
                new.append(self.with_intensity(sharp, climb(rough, t, 12, 1.0).point, dark)[0])
        ends = [[climbed(sharp, t, 30, 0.5) for t in starts] for starts in (more, new)]
        return ends[0], ends[1]

    def _holding(self, known: Mapping[int, float], problem: Problem) -> Problem:
        """The problem of the arcs with what is known of its parameters held."""
        indices = self.parts.arcs.indices  # type: ignore[union-attr]
        values = np.array([known.get(int(index), np.nan) for index in indices])
        held, t = ~np.isnan(values), problem.clipped(problem.coordinates_of(values))
        problem.lower, problem.upper = np.where(held, t, problem.lower), np.where(held, t, problem.upper)
        return problem

    def _rough(self, left: np.ndarray, light: np.ndarray) -> Problem:
        """The arcs in the image that a broader PSF gives, in which starts see further."""
        low, light, beneath = (self.blurred(image) for image in (left, light, self.beneath))
        square = np.median(self.scene.noise) ** 2 + (_LIGHT_LEFT_BLURRED * (light + beneath)) ** 2
        noise_map = np.sqrt(square + (_ARCS_MISSED * (low - beneath).max()) ** 2)
        return self.arcs.on(  # type: ignore[union-attr]
            self.dataset.with_values(data=low, noise_map=noise_map, psf=self.blur)
        )

    def _tempered(self, left: np.ndarray, light: np.ndarray) -> Problem:
        """The arcs with more noise, where no PSF can be broadened."""
        square = self.scene.noise**2 + (_LIGHT_LEFT_BLURRED * (light + self.beneath)) ** 2
        noise_map = np.sqrt(square + (_ARCS_MISSED * (left - self.beneath).max()) ** 2)
        return self.arcs.on(self.dataset.with_values(data=left, noise_map=noise_map))  # type: ignore[union-attr]

    def blurred(self, values: np.ndarray) -> np.ndarray:
        """An image (M,) blurred by what the broader PSF has more."""
        from scipy.ndimage import gaussian_filter

        sigma = _sigma_of(self.dataset, self.pixel)
        mask = self.dataset.mask
        native = gaussian_filter(mask.native_from(values), sigma, truncate=3.0)
        return np.asarray(mask.slim_from(native))

    def joined(self, light: np.ndarray | None, arcs: np.ndarray | None) -> np.ndarray:
        """Coordinates of the whole problem; what light and arcs share is the light's."""
        vector = self.parts.whole.model.layout.values_at(0.5)
        for part, problem, t in ((self.parts.arcs, self.arcs, arcs), (self.parts.light, self.light, light)):
            if part is not None and problem is not None and t is not None:
                vector[part.indices] = problem.vector_of(t)
        return self.whole.coordinates_of(vector)

    def part_of(self, t: np.ndarray, name: str) -> np.ndarray:
        """The coordinates of a part, "light" or "arcs", of those of the whole."""
        part, problem = getattr(self.parts, name), getattr(self, name)
        return problem.coordinates_of(self.whole.vector_of(t)[part.indices])

    def turn(self, best: Found | None, rng: np.random.Generator) -> Turn:
        """Light, arcs and everything, once; from the second turn on the light is fitted without the arcs of before.

        Raises
        ------
        SearchError
            If there is neither light nor an arc that can be fitted.
        """
        old = [] if best is None or self.arcs is None else [self.part_of(best[0], "arcs")]
        lens, light = None, np.zeros_like(self.scene.data)
        if self.light is not None:
            lens = self.fit_light(self.scene.data - (self.image(self.arcs, old[0]) if old else 0.0))  # type: ignore[arg-type]
            light = self.image(self.light, lens)
        known: list[Any] = []
        new: list[Any] = [(None, 0.0)]
        if self.arcs is not None:
            keep = _CLIMBED[0 if best is None else 1]
            known, new = self._fit_arcs(light, self.centre_of(lens), keep, old, rng, self._known(lens))
        if not (known or new):
            raise exc.SearchError("no pixel of the data is bright enough to be part of an arc.")
        found = sorted(finite([*known, *new], self.parts.whole.model), key=lambda pair: pair[1])
        starts = [self.joined(lens, t) for t in self._different(found)]
        ends = sorted((climbed(self.whole, t, 60, 0.02) for t in starts), key=lambda pair: pair[1])
        ends = finite(ends, self.parts.whole.model)
        highest = min([*([] if best is None else [best]), ends[0]], key=lambda pair: pair[1])
        above = ends[0][1] - found[0][1]
        return Turn(highest, ends, sorted(above + cost for _, cost in new))

    def _different(self, found: list[Found]) -> list[np.ndarray]:
        """The best of the arcs' ends that are not one and the same: of other cost, or far from each other in widths."""
        kept: list[tuple[np.ndarray, float, np.ndarray | None]] = []
        for t, cost in found:
            if len(kept) == _GO_ON or cost > found[0][1] + _NEAR:
                break
            if all(_is_other(t, cost, *end) for end in kept):
                kept.append((t, cost, None if self.arcs is None else self.arcs.slope_and_hessian(t)[1]))
        return [t for t, *_ in kept]

    def _known(self, light: np.ndarray | None) -> dict[int, float]:
        """The values of the light's parameters, by their indices in the whole model."""
        if light is None or self.parts.light is None:
            return {}
        return dict(zip(self.parts.light.indices.tolist(), self.light.vector_of(light).tolist(), strict=True))  # type: ignore[union-attr]

    def kicked(self, best: Found) -> Found:
        """The best after small moves of the lens's light away from the kinks where a centre meets a sub-pixel."""
        indices = self._centres
        step = 0.32 * self.pixel / float(np.max(np.asarray(self.dataset.grid.over_sample_size)))
        for kick in ((1, 1), (1, -1), (-1, 1), (-1, -1)) if indices.any() else ():
            t = best[0].copy()
            for element in (0, 1):
                t[indices[element]] += step * kick[element]
            best = min(best, climbed(self.whole, t, 30, 0.02), key=lambda pair: pair[1])
        return best

    def goodness(self, vector: np.ndarray) -> tuple[float, float, float]:
        """chi^2 of the residuals at a vector; the number of pixels less that of parameters; the scatter of chi^2."""
        pixels, free = self.scene.data.size, self.whole.size
        rows = self.whole.residuals(self.whole.coordinates_of(vector))[:pixels]
        return float(rows @ rows), float(pixels - free), math.sqrt(2.0 * (pixels - free))

    @property
    def _centres(self) -> np.ndarray:
        """Which coordinates of the whole are centres of the lens's light, by element, (2, p)."""
        found = np.zeros((2, self.whole.size), dtype=bool)
        for place in self.parts.places:
            if place.role == "light" and place.argument == "centre":
                found[place.element, place.index] = True
        return found


def _is_other(t: np.ndarray, cost: float, place: np.ndarray, height: float, hessian: np.ndarray | None) -> bool:
    """Whether an end of a climb is not one that is known: its cost, that one's place, cost and second derivatives."""
    if abs(cost - height) > _DIFFERENT:
        return True
    # far apart a parabola between them would rise by much more than the climbs' tolerance
    return hessian is not None and 0.5 * float((t - place) @ hessian @ (t - place)) > _FAR


def _with_noise_map(dataset: Imaging) -> Imaging:
    """The image with independent noise, as the stages weigh it."""
    if dataset.noise_covariance_matrix is None:
        # with operators of its own, which have not what meshes need
        return dataset.with_values(data=dataset.data)
    return Imaging(
        data=dataset.data,
        noise_map=dataset.noise_map,
        psf=dataset.psf,
        over_sample_size_lp=dataset.grid.over_sample_size,
        over_sample_size_pixelization=dataset.grid_pixelization.over_sample_size,
        use_normalized_psf=False,
        mask=dataset.mask,
        backend=dataset.backend,
    )


def _sigma_of(dataset: Imaging, pixel: float) -> float:
    """The width in pixels by which a PSF can be broadened so that its array still holds it."""
    assert dataset.psf is not None
    half = (min(dataset.psf.kernel_shape_image_resolution) - 1) / 2
    return min(_BLUR / pixel, half / _KERNEL_HOLDS)


def _blurred_psf(dataset: Imaging, pixel: float) -> Convolver | None:
    """A broader PSF on an array of the same shape; None where that is too small to hold one."""
    from scipy.ndimage import gaussian_filter

    if dataset.psf is None or dataset.psf.shape_native == (1, 1) or _sigma_of(dataset, pixel) < 1.0:
        return None
    size = dataset.psf.convolve_over_sample_size
    kernel = gaussian_filter(dataset.psf.kernel, size * _sigma_of(dataset, pixel), mode="constant", truncate=5.0)
    return Convolver(kernel, convolve_over_sample_size=size)
