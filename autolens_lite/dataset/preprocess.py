"""Units, sizes and noise maps of images before they become a dataset, `al.preprocess`.

Images are in electrons per second (`eps`), counts are electrons, ADUs are electrons over the gain. Arrays are `Array2D`
on one mask; an exposure time is an array or one number, in seconds.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.grid import Array2D
from autolens_lite.grid.array_2d import resized
from autolens_lite.grid.mask_2d import shape_native_from
from autolens_lite.grid.views import View
from autolens_lite.units import taken

# Of a weight map: pixels that nothing is known of get this noise, as PyAutoLens gives them.
_UNKNOWN = 1.0e8
# What NumPy draws of a Poisson distribution are whole numbers of 64 bits.
_MOST_COUNTS = 9.0e18


@taken
def array_with_new_shape(array: Any, new_shape: tuple[int, int]) -> Any:
    """Return an `Array2D`, or a PSF's kernel, with rows and columns cut off, or added with zeros, about its middle."""
    if isinstance(array, Array2D):
        return array.resized_from(new_shape)
    if not isinstance(array, View) or array.ndim != 2:
        raise exc.DataError(f"array is a {type(array).__name__}. Pass an Array2D, or the kernel of a PSF.")
    shape = shape_native_from(new_shape, "new_shape")
    return View.of(resized(array.array, shape), None if array.mask is None else array.mask.resized_from(shape))


@taken
def array_eps_to_counts(array_eps: Array2D, exposure_time_map: Any) -> Array2D:
    """Return electrons of electrons per second."""
    return _image("array_eps", array_eps) * _time(exposure_time_map)


@taken
def array_counts_to_eps(array_counts: Array2D, exposure_time_map: Any) -> Array2D:
    """Return electrons per second of electrons."""
    return _image("array_counts", array_counts) / _time(exposure_time_map)


@taken
def array_eps_to_adus(array_eps: Array2D, exposure_time_map: Any, gain: float) -> Array2D:
    """Return ADUs of electrons per second; `gain` is in electrons for each."""
    check.positive("gain", gain)
    return _image("array_eps", array_eps) * _time(exposure_time_map) / gain


@taken
def array_adus_to_eps(array_adus: Array2D, exposure_time_map: Any, gain: float) -> Array2D:
    """Return electrons per second of ADUs; `gain` is in electrons for each."""
    check.positive("gain", gain)
    return gain * _image("array_adus", array_adus) / _time(exposure_time_map)


@taken
def array_counts_to_counts_per_second(array_counts: Array2D, exposure_time: Any) -> Array2D:
    """Return counts per second of counts."""
    return _image("array_counts", array_counts) / _time(exposure_time, "exposure_time")


@taken
def noise_map_via_data_eps_and_exposure_time_map_from(data_eps: Array2D, exposure_time_map: Any) -> Array2D:
    """Return the Poisson noise of an image that has no background: sqrt(|counts|) over the time."""
    time = _time(exposure_time_map)
    return abs(_image("data_eps", data_eps) * time) ** 0.5 / time


@taken
def noise_map_via_data_eps_exposure_time_map_and_background_noise_map_from(
    data_eps: Array2D, exposure_time_map: Any, background_noise_map: Any
) -> Array2D:
    """Return the noise of an image and a background, whose own is an `Array2D` or a number in electrons per second."""
    time, background = _time(exposure_time_map), _background("background_noise_map", background_noise_map)
    return (abs(_image("data_eps", data_eps) * time) + (background * time) ** 2) ** 0.5 / time


@taken
def noise_map_via_data_eps_exposure_time_map_and_background_variances_from(
    data_eps: Array2D, exposure_time_map: Any, background_variances: Any
) -> Array2D:
    """Return the noise of an image and a background, whose variance is counts over the time, as in PyAutoLens."""
    time, background = _time(exposure_time_map), _background("background_variances", background_variances)
    return (abs(_image("data_eps", data_eps) * time) + background * time) ** 0.5 / time


@taken
def noise_map_via_weight_map_from(weight_map: Array2D) -> Array2D:
    """Return the noise of inverse variances, 1e8 where the weight is zero or next to it."""
    weights = _image("weight_map", weight_map)
    if bool((weights < 0.0).any()):
        raise exc.DataError("weight_map holds weights below zero. Pass inverse variances.")
    values = weights.xp.to_numpy(weights.slim)
    if np.isposinf(values).any():
        raise exc.DataError("weight_map holds infinite weights, whose noise is zero. Mask these pixels.")
    with np.errstate(divide="ignore"):
        return weights.with_new_array(np.minimum(1.0 / np.sqrt(values), _UNKNOWN))


@taken
def noise_map_via_inverse_noise_map_from(inverse_noise_map: Array2D) -> Array2D:
    """Return the noise of its inverse."""
    inverse = _image("inverse_noise_map", inverse_noise_map)
    if not bool(((inverse > 0.0) & (inverse < np.inf)).all()):
        raise exc.DataError(
            "inverse_noise_map is not above zero and finite everywhere. Pass 1 / sigma, or mask pixels without."
        )
    return 1.0 / inverse


@taken
def exposure_time_map_via_exposure_time_and_background_noise_map_from(
    exposure_time: float, background_noise_map: Array2D
) -> Array2D:
    """Return the time of each pixel, of which the longest is `exposure_time`, if it alone made the noise differ."""
    check.positive("exposure_time", exposure_time)
    inverse = noise_map_via_inverse_noise_map_from(_image("background_noise_map", background_noise_map))
    return exposure_time * inverse / float(np.max(np.asarray(inverse)))


@taken
def edges_from(image: Array2D, no_edges: int) -> np.ndarray:
    """Return the values of the unmasked pixels in the outermost `no_edges` frames of an image, (n,)."""
    native = np.asarray(_image("image", image).native)
    width = check.whole("no_edges", no_edges, 1)
    if 2 * width >= min(native.shape):
        raise exc.ParameterError(f"no_edges = {width} leaves nothing of an image of {native.shape}. Pass fewer.")
    outer = ~np.asarray(image.mask.mask)
    outer[width:-width, width:-width] = False
    if not outer.any():
        raise exc.DataError(f"image is masked in all of its outermost {width} frames. Pass one that is not.")
    return native[outer]


@taken
def background_sky_level_via_edges_from(image: Array2D, no_edges: int) -> float:
    """Return the median of `edges_from`."""
    return float(np.median(edges_from(image, no_edges)))


@taken
def background_noise_map_via_edges_from(image: Array2D, no_edges: int) -> Array2D:
    """Return a map of the standard deviation of `edges_from`."""
    sigma = float(np.std(edges_from(image, no_edges)))
    return Array2D.full(sigma, image.shape_native, image.pixel_scales, image.origin, backend=image.backend)


@taken
def poisson_noise_via_data_eps_from(data_eps: Array2D, exposure_time_map: Any, seed: int = -1) -> Array2D:
    """Return drawn Poisson noise of an image that is nowhere negative; the seed -1 draws another at each call."""
    return data_eps_with_poisson_noise_added(data_eps, exposure_time_map, seed) - data_eps


@taken
def data_eps_with_poisson_noise_added(data_eps: Array2D, exposure_time_map: Any, seed: int = -1) -> Array2D:
    """Return an image with drawn Poisson noise; see `poisson_noise_via_data_eps_from`."""
    time = _time(exposure_time_map)
    counts = np.asarray(_image("data_eps", data_eps) * time)
    if not np.all(counts >= 0.0):
        raise exc.DataError("data_eps is negative somewhere, of which there is no Poisson noise. Add the background.")
    if not np.all(counts <= _MOST_COUNTS):
        raise exc.DataError(f"data_eps has more than {_MOST_COUNTS:g} counts in a pixel, too many for Poisson noise.")
    return data_eps.with_new_array(_generator(seed).poisson(counts).astype(float)) / time


@taken
def data_with_gaussian_noise_added(data: Array2D, sigma: float, seed: int = -1) -> Array2D:
    """Return an image with drawn Gaussian noise; the seed -1 draws another at each call."""
    check.non_negative("sigma", sigma)
    return _image("data", data) + _generator(seed).normal(0.0, sigma, data.shape)


@taken
def noise_map_with_signal_to_noise_limit_from(
    data: Array2D, noise_map: Array2D, signal_to_noise_limit: float
) -> Array2D:
    """Return a noise map raised to |data| / `signal_to_noise_limit` where the signal to noise is above that."""
    check.positive("signal_to_noise_limit", signal_to_noise_limit)
    noise, signal = _image("noise_map", noise_map), _image("data", data)
    return np.maximum(noise, abs(signal) / signal_to_noise_limit)


def _image(name: str, array: Any) -> Array2D:
    check.kind(name, array, Array2D, "Pass an Array2D, as of al.Array2D.from_fits.", exc.DataError)
    return array


def _time(time: Any, name: str = "exposure_time_map") -> Any:
    """Exposure times in seconds: an array, or a number."""
    if not isinstance(time, Array2D):
        check.positive(name, time)
    elif not bool(((time > 0.0) & (time < np.inf)).all()):
        raise exc.DataError(f"{name} is not above zero and finite everywhere. Mask the pixels that were not exposed.")
    return time


def _background(name: str, values: Any) -> Any:
    if not isinstance(values, Array2D):
        check.non_negative(name, values)
    elif bool((values < 0.0).any()):
        raise exc.DataError(f"{name} is below zero somewhere. Pass what is not.")
    return values


def _generator(seed: int) -> np.random.Generator:
    whole = check.whole("seed", seed, -1)
    return np.random.default_rng(None if whole == -1 else whole)
