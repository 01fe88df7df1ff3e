"""Families of light profiles that are derived from those of `al.lp`: linear, of a given signal to noise, operated.

A family is a base class here and a module that has a form of every light profile, made when it is imported: nobody
writes them. What type checkers read of such a module, its `.pyi`, `python -m test_autolens_lite.light_stubs` writes.
"""

from __future__ import annotations

import inspect
import math
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autolens_lite import check, exc
from autolens_lite.fixed import told_later
from autolens_lite.grid import Coordinates
from autolens_lite.profile import evaluate, light
from autolens_lite.profile.light.abstract import LightProfile

_RATIO = inspect.Parameter(
    "signal_to_noise_ratio", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=10.0, annotation="float"
)


class LightProfileLinear(LightProfile):
    """A light profile whose intensity is found by linear algebra. Put it before the profile in the order of bases."""

    def __init_subclass__(cls, **defaults: Any) -> None:
        """Take the argument `intensity` out of the constructor; `defaults` replace those of other arguments."""
        super().__init_subclass__()
        constructor = _without_intensity(cls, 1.0, defaults)
        if constructor is not None:
            cls.__init__ = constructor  # type: ignore[method-assign]


class LightProfileOperated(LightProfile):
    """Marks a light profile as convolved already."""


class LightProfileSNR(LightProfile):
    """A light profile whose brightest pixel is to have a given signal to noise."""

    signal_to_noise_ratio: float
    intensity: float

    def image_from(self, coordinates: Coordinates) -> Any:
        if isinstance(self.intensity, float) and self.intensity == 0.0:
            check.warn(
                f"{type(self).__name__} of al.lp_snr has no intensity yet, hence no light. Call its "
                "set_intensity_from(...), let al.SimulatorImaging find it, or pass the profile of al.lp."
            )
        return super().image_from(coordinates)

    def __init_subclass__(cls, **defaults: Any) -> None:
        """Put the ratio in the place of the intensity; `defaults` replace those of other arguments."""
        super().__init_subclass__()
        constructor = _without_intensity(cls, 0.0, defaults, _RATIO)
        if constructor is not None:
            cls.__init__ = constructor  # type: ignore[method-assign]

    def set_intensity_from(
        self, grid: evaluate.GridLike, exposure_time: float, background_sky_level: float = 0.0, psf: Any = None
    ) -> None:
        r"""Set `intensity` so that the brightest pixel has the signal to noise asked for.

        With S the source's and B the sky's counts in that pixel, S / sqrt(S + B) is the ratio s, so

        .. math:: S = \frac{s}{2} \left(s + \sqrt{s^2 + 4 B}\right).

        Parameters
        ----------
        grid
            The grid that the image is made on; for a lensed source the traced one, so that magnification counts.
        exposure_time
            In seconds; images are in counts per second.
        background_sky_level
            Of the sky, in counts per second per pixel.
        psf
            An object whose `convolved_image_from(image=..., blurring_image=None)` blurs an image, or None.

        Raises
        ------
        ParameterError
            If a number is out of its range, or the profile has no light on the grid.
        """
        check.positive("signal_to_noise_ratio", self.signal_to_noise_ratio)
        check.positive("exposure_time", exposure_time)
        check.non_negative("background_sky_level", background_sky_level)
        told_later(self, intensity=1.0)
        image = self.image_2d_from(grid)
        if psf is not None:
            image = psf.convolved_image_from(image=image, blurring_image=None)
        brightest = float(np.max(np.asarray(image)))
        if not brightest > 0.0:
            told_later(self, intensity=0.0)
            raise exc.ParameterError(
                f"The brightest pixel of {type(self).__name__} on this grid is {brightest}, so no intensity gives it a "
                f"signal. Pass a grid that covers the profile's centre, {getattr(self, 'centre', None)}."
            )
        ratio = self.signal_to_noise_ratio
        counts = 0.5 * ratio * (ratio + math.sqrt(ratio**2 + 4.0 * background_sky_level * exposure_time))
        told_later(self, intensity=counts / (brightest * exposure_time))


def _without_intensity(
    cls: type, intensity: float, defaults: Mapping[str, Any], first: inspect.Parameter | None = None
) -> Callable[..., None] | None:
    """Return a constructor for a new class from the one that it inherits, with a fixed intensity.

    Parameters
    ----------
    cls
        The new class, whose inherited constructor sets everything but `first`.
    intensity
        What `intensity` is set to.
    defaults
        Defaults of arguments that differ from the inherited ones.
    first
        An argument, a number above zero, to put before the inherited ones that have a default, kept as an attribute.

    Returns
    -------
    The constructor, with a signature of its own, for `inspect` and for models; None where the inherited one has no
    `intensity`, so that there is nothing to do.
    """
    inherited: Callable[..., None] = cls.__init__  # type: ignore[misc]
    signature = inspect.signature(inherited)
    if "intensity" not in signature.parameters:
        return None
    own, *others = (
        parameter.replace(default=defaults.get(name, parameter.default))
        for name, parameter in signature.parameters.items()
        if name != "intensity"
    )
    if first is not None:
        others.insert(sum(parameter.default is parameter.empty for parameter in others), first)
    signature = signature.replace(parameters=[own, *others])

    def constructor(*args: Any, **kwargs: Any) -> None:
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        arguments = dict(bound.arguments)
        self = arguments.pop(own.name)
        if first is not None:
            check.positive(first.name, arguments[first.name])
            setattr(self, first.name, arguments.pop(first.name))
        inherited(self, intensity=intensity, **arguments)

    constructor.__name__ = "__init__"
    constructor.__qualname__ = f"{cls.__qualname__}.__init__"
    constructor.__module__ = cls.__module__
    constructor.__signature__ = signature  # type: ignore[attr-defined]
    return constructor


def forms(module: str, doc: str, bases: Callable[[str], tuple[type, ...]]) -> dict[str, type]:
    """Return the form of every light profile in a family, by its name.

    Parameters
    ----------
    module
        The `__name__` of the family's module.
    doc
        The docstring of each, with a place for the profile's name.
    bases
        The base classes of a form, of the profile's name.
    """
    return {
        name: _form(name, bases(name), {"__module__": module, "__doc__": doc.format(name)})
        for name in vars(light)["__all__"]
        if name != "LightProfile"
    }


def _form(name: str, bases: tuple[type, ...], contents: dict[str, Any]) -> type:
    """Return a class that derives from `bases`, with the defaults that a profile has where intensities are found."""
    is_solved = any(issubclass(base, LightProfileLinear | LightProfileSNR) for base in bases)
    defaults = dict(getattr(light, name).defaults_without_intensity) if is_solved else {}
    for argument, value in defaults.items():
        contents["__doc__"] = f"{contents['__doc__'][:-1]}; the default `{argument}` is {value}."
    return types.new_class(name, bases, defaults, lambda namespace: namespace.update(contents))
