"""Where fits of a lens start: numbers that are read off an image, and the medians of priors for all that is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from autolens_lite.guide.neighbours import Blob, blob_from, neighbours_of
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import Part, Place, Split

# Of the light: the Sersic index of the first profile, and the radii of profiles in units of the half-light radius of
# all that shines, with which a fit begins.
LIGHT_SHAPES = ((2.5, (0.8, 1.5, 0.3, 2.5)), (3.5, (1.2, 2.2, 0.4, 3.0)), (1.5, (0.4, 1.2, 0.2, 2.0)))
# Each profile after the first starts with less light by this factor, in e-foldings.
_FAINTER = 1.2
# Of the arcs: Einstein radii in units of the mean radius of bright pixels; the scatter of ellipticities, shears and
# source positions; the Sersic index of a source.
_RADII = (1.0, 0.85, 1.15, 0.92, 1.08)
_ELLIPTICITY, _SHEAR, _SHIFT, _INDEX = 0.1, 0.04, 0.08, 1.2
# The Einstein radius of other masses, in units of that of the lens.
_MINOR = 0.1
# Signal to noise above which a pixel is bright, and above which where these are few; how few; weights end there.
_BRIGHT, _LESS_BRIGHT, _FEW, _SATURATED = 4.0, 2.5, 20, 30.0
# Sources are this large, in arcsec, whatever the spread of the traced pixels.
_SIZES = (0.1, 0.4)
# How far a start that an assertion excludes is moved towards a draw of the prior, and how many draws are tried of each.
_SHARES, _TRIES = (0.05, 0.2, 0.5, 1.0), 25
_NOWHERE = (0.0, 0.0)
# Values that are read off are kept within this central fraction of the prior.
_WITHIN = 0.999


class Values:
    """Puts values into the vector of a part of a model.

    Parameters
    ----------
    parts
        The model taken apart.
    part
        Which part.
    """

    def __init__(self, parts: Split, part: Part) -> None:
        layout = parts.whole.model.layout
        self.part = part
        self._middle, self._low, self._high = (
            layout.values_at(fraction) for fraction in (0.5, 0.5 - 0.5 * _WITHIN, 0.5 + 0.5 * _WITHIN)
        )
        inside = set(part.indices.tolist())
        self.places: dict[int, list[Place]] = {}
        for place in parts.places:
            if place.index in inside:
                self.places.setdefault(place.index, []).append(place)

    def vector(
        self, value_of: Callable[[Place], float | None], known: Mapping[int, float] = MappingProxyType({})
    ) -> np.ndarray:
        """The vector (p,) of the part; where `value_of` is None at all places of a parameter, the prior's median.

        What is `known` of parameters of the whole model, by their indices, goes before.
        """
        vector = self._middle[self.part.indices].copy()
        for k, index in enumerate(self.part.indices):
            values = [known.get(int(index)), *map(value_of, self.places[index])]
            value = next((value for value in values if value is not None and np.isfinite(value)), None)
            if value is not None:
                vector[k] = np.clip(value, self._low[index], self._high[index])
        return satisfying(self.part.model, vector)


def satisfying(model: Any, vector: np.ndarray) -> np.ndarray:
    """Return the vector moved towards draws of the prior as little as it takes for the model's assertions to hold.

    As it is where they do, or where none of some draws helps. Sets of Gaussians that are ordered by their ellipticity
    would all start round.
    """
    if model.satisfies(vector):
        return vector
    rng = np.random.default_rng(0)
    for share in np.repeat(_SHARES, _TRIES):
        drawn = np.asarray(model.vector_from_unit_vector(rng.uniform(0.1, 0.9, vector.size)))
        moved = (1.0 - share) * vector + share * drawn
        if model.satisfies(moved):
            return moved
    return vector


def light_starts(parts: Split, scene: Scene) -> list[np.ndarray]:
    """Vectors of the light: at the brightest pixel, as wide and bright as the image, profiles of several sizes."""
    values = Values(parts, parts.light)  # type: ignore[arg-type]
    main = parts.first("light")
    brightest = int(np.argmax(scene.data))
    lens = blob_from(scene, (float(scene.y[brightest]), float(scene.x[brightest])))
    blobs = neighbours_of(parts, scene, main, lens.centre)
    if main is not None:
        blobs[main] = lens
    starts: list[np.ndarray] = []
    for index, sizes in LIGHT_SHAPES:
        start = values.vector(_LightStart(blobs, index, sizes))
        if not any(np.array_equal(start, other) for other in starts):
            starts.append(start)
    return starts


@dataclasses.dataclass(frozen=True)
class _LightStart:
    """One start of the light: the value of a place of a parameter, None where there is none."""

    blobs: dict[tuple[str, ...], Blob]
    sersic_index: float
    sizes: tuple[float, ...]

    def __call__(self, place: Place) -> float | None:
        if place.role != "light" or place.galaxy not in self.blobs:
            return None
        blob = self.blobs[place.galaxy]
        size = self.sizes[min(place.rank, len(self.sizes) - 1)] * blob.half_light_radius
        return {
            "centre": blob.centre[place.element],
            "ell_comps": 0.0,
            "effective_radius": size,
            "sigma": size,
            "intensity": blob.level * np.exp(-_FAINTER * place.rank),
            "sersic_index": self.sersic_index if place.rank == 0 else None,
        }.get(place.argument)


@dataclasses.dataclass(frozen=True)
class Ring:
    """The bright pixels of arcs about a centre: offsets (2, n), radii (n,), weights (n,) of sum 1."""

    offsets: np.ndarray
    radii: np.ndarray
    weights: np.ndarray

    @property
    def radius(self) -> float:
        """The weighted mean of the radii."""
        return float(self.radii @ self.weights)


def ring_from(scene: Scene, centre: np.ndarray, least: float = 0.0) -> Ring | None:
    """The bright pixels of an image without the lens's light; None where nothing is bright.

    Parameters
    ----------
    scene
        The image.
    centre
        Of the lens, (2,).
    least
        The part of the brightest that a pixel has at least.
    """
    signal, radius = scene.data / scene.noise, np.hypot(scene.y - centre[0], scene.x - centre[1])
    outside = radius > 6.0 * scene.pixel
    outside &= signal >= least * signal.max()
    bright = (signal > _BRIGHT) & outside
    if bright.sum() < _FEW:
        bright = (signal > _LESS_BRIGHT) & outside
    if not bright.any():
        return None
    weights = np.minimum(signal[bright], _SATURATED)
    offsets = np.array([scene.y[bright] - centre[0], scene.x[bright] - centre[1]])
    return Ring(offsets, radius[bright], weights / weights.sum())


def arc_starts(
    parts: Split,
    ring: Ring,
    centre: np.ndarray,
    number: int,
    rng: np.random.Generator,
    known: Mapping[int, float] = MappingProxyType({}),
) -> list[np.ndarray]:
    """Vectors of mass and sources: Einstein radii about the radius of the arcs, sources where the arcs come from.

    Parameters
    ----------
    parts
        The model taken apart.
    ring
        The arcs.
    centre
        Of the lens, (2,).
    number
        How many.
    rng
        Draws ellipticities, shears and where sources are.
    known
        Values of parameters that are the light's too, by their indices in the whole model.
    """
    values = Values(parts, parts.arcs)  # type: ignore[arg-type]
    main = next((place.galaxy for place in parts.places if place.argument == "einstein_radius"), parts.first("mass"))
    sources = dict.fromkeys(place.galaxy for place in parts.places if place.role == "source")
    clumps = _further_clumps(parts)
    starts = []
    for k in range(number):
        einstein = ring.radius * _RADII[k % len(_RADII)]
        traced = ring.offsets * (1.0 - einstein / ring.radii)
        source = traced @ ring.weights
        spread = float(np.sqrt(((traced - source[:, None]) ** 2).sum(0) @ ring.weights))
        ellipticity, shear = rng.normal(0.0, _ELLIPTICITY, 2), rng.normal(0.0, _SHEAR, 2)
        centres = {galaxy: source + centre + rng.normal(0.0, _SHIFT, 2) for galaxy in sources}
        size = float(np.clip(spread, *_SIZES))
        apart = {clump: rng.normal(0.0, size, 2) for clump in dict.fromkeys(clumps.values())}
        moved = {index: apart[clump] for index, clump in clumps.items()}
        starts.append(values.vector(_ArcStart(main, centre, einstein, ellipticity, shear, centres, moved, size), known))
    return starts


def _further_clumps(parts: Split) -> dict[int, Any]:
    """Of sources with several sets of Gaussians, each about a centre of its own, the centres after the first.

    By the index of the parameter; two that are one centre have equal values. The sets have like sizes: from one place
    they would not part.
    """
    found: dict[int, Any] = {}
    numbers: dict[Any, list[int]] = {}
    for place in parts.places:
        if place.role == "source" and place.argument == "centre" and len(place.profile) > 1:
            centres = numbers.setdefault((place.galaxy, place.element), [])
            if place.index not in centres:
                centres.append(place.index)
            if centres.index(place.index):
                found[place.index] = place.galaxy, centres.index(place.index)
    return found


@dataclasses.dataclass(frozen=True)
class _ArcStart:
    """One start of mass and sources: the value of a place of a parameter, None where there is none."""

    main: tuple[str, ...] | None
    centre: np.ndarray
    einstein: float
    ellipticity: np.ndarray
    shear: np.ndarray
    sources: dict[tuple[str, ...], np.ndarray]
    moved: dict[int, np.ndarray]
    size: float

    def __call__(self, place: Place) -> float | None:
        if place.role == "source":
            size = self.size * 0.5**place.rank
            return {
                "centre": self.sources[place.galaxy][place.element]
                + self.moved.get(place.index, _NOWHERE)[place.element],
                "ell_comps": 0.0,
                "effective_radius": size,
                "sigma": size,
                "sersic_index": _INDEX,
            }.get(place.argument)
        if place.galaxy != self.main:
            return _MINOR * self.einstein if place.argument == "einstein_radius" else None
        return {
            "centre": self.centre[place.element],
            "ell_comps": self.ellipticity[place.element],
            "einstein_radius": self.einstein * (1.0 if place.rank == 0 else _MINOR),
            "gamma_1": self.shear[0],
            "gamma_2": self.shear[1],
        }.get(place.argument)
