"""Where the light of galaxies beside the lens starts: at peaks of what is left without a round lens."""

from __future__ import annotations

import dataclasses

import numpy as np

from autolens_lite.analysis.dataset import galaxies_of
from autolens_lite.guide.scene import Scene
from autolens_lite.guide.split import Split, components, has_light

# Rings about the lens, in pixels, of which the median is taken for the lens's own light.
_RING = 2.0
# A neighbour's light is looked at within so many arcsec of its peak, and within this part of its distance to the lens.
_WINDOW, _WINDOW_OF_DISTANCE = 0.8, 0.6


@dataclasses.dataclass(frozen=True)
class Blob:
    """A patch of light: where it is (2,), its half-light radius in arcsec, and the brightness at that radius."""

    centre: tuple[float, float]
    half_light_radius: float
    level: float


def blob_from(scene: Scene, centre: tuple[float, float], least_radius: float = 0.0) -> Blob:
    """Return size and brightness of the light about a centre, of all pixels of a scene.

    Parameters
    ----------
    scene
        The image.
    centre
        Of the light, in arcsec.
    least_radius
        Of the half-light radius, in arcsec.
    """
    radius = np.hypot(scene.y - centre[0], scene.x - centre[1])
    shining = np.maximum(scene.data, 0.0)
    half = float(np.average(radius, weights=shining)) if shining.any() else float(radius.mean())
    half = max(half, least_radius)
    level = max(float(scene.data[np.argmin(np.abs(radius - half))]), float(np.median(scene.noise)))
    return Blob(centre, half, level)


def without_round_light(scene: Scene, centre: tuple[float, float]) -> Scene:
    """Return the image less the median of each ring about a centre: neighbours and arcs stay, a round galaxy goes."""
    ring = (np.hypot(scene.y - centre[0], scene.x - centre[1]) / (_RING * scene.pixel)).astype(int)
    medians = np.array([np.median(scene.data[ring == k]) if (ring == k).any() else 0.0 for k in range(ring.max() + 1)])
    return scene.with_data(scene.data - medians[ring])


def neighbours_of(
    parts: Split, scene: Scene, main: tuple[str, ...] | None, centre: tuple[float, float]
) -> dict[tuple[str, ...], Blob]:
    """Return a `Blob` for each galaxy with light in front of the sources, but for the lens; by its path.

    It is at the brightest pixel of what is left without a round lens, weighed with the prior of the light's centre.

    Parameters
    ----------
    parts
        The model taken apart.
    scene
        The image.
    main
        The path of the lens.
    centre
        Of its light.
    """
    left = without_round_light(scene, centre)
    signal = np.log(np.maximum(left.data / scene.noise, 1e-3))
    found: dict[tuple[str, ...], Blob] = {}
    for galaxy in dict.fromkeys(place.galaxy for place in parts.places if place.role == "light"):
        if galaxy != main:
            peak = int(np.argmax(signal + _log_prior_of_centre(parts, galaxy, scene)))
            found[galaxy] = _about(left, (float(scene.y[peak]), float(scene.x[peak])), centre)
    return found


def _log_prior_of_centre(parts: Split, galaxy: tuple[str, ...], scene: Scene) -> np.ndarray:
    """How likely pixels (M,) are as centres of a galaxy's light; a centre that is fixed is so within half a pixel."""
    layout = parts.whole.model.layout
    low, middle, high = (layout.values_at(fraction) for fraction in (0.16, 0.5, 0.84))
    profiles = components(galaxies_of(parts.whole.model.instance_from_vector(middle))[galaxy])  # type: ignore[index]
    lights = [profile for _, profile in profiles if has_light(profile)]
    centre = getattr(getattr(lights[0], "profile_list", lights)[0], "centre", None)
    if centre is None:
        return np.zeros_like(scene.y)
    widths = {
        place.element: 0.5 * float(high[place.index] - low[place.index])
        for place in parts.places
        if place.galaxy == galaxy and place.role == "light" and place.argument == "centre"
    }
    total = np.zeros_like(scene.y)
    for element, where in enumerate((scene.y, scene.x)):
        width = max(widths.get(element, 0.0), 0.5 * scene.pixel)
        total -= 0.5 * ((where - float(centre[element])) / width) ** 2
    return total


def _about(scene: Scene, peak: tuple[float, float], lens: tuple[float, float]) -> Blob:
    """The light about a peak, nearer to it than to the lens."""
    window = min(_WINDOW, _WINDOW_OF_DISTANCE * float(np.hypot(peak[0] - lens[0], peak[1] - lens[1])))
    near = np.hypot(scene.y - peak[0], scene.x - peak[1]) <= max(window, 2.0 * scene.pixel)
    cut = Scene(scene.y[near], scene.x[near], scene.data[near], scene.noise[near], scene.pixel)
    return blob_from(cut, peak, scene.pixel)
