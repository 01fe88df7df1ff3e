"""What a simulator asks of galaxies: light that can be seen without data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autolens_lite import exc


def require(galaxies: Iterable[Any]) -> None:
    """Raise a ParameterError if a galaxy has linear light profiles or a pixelization, which only a fit solves for."""
    for galaxy in galaxies:
        if galaxy.has_unsolved_light:
            raise exc.ParameterError(
                f"{galaxy!r} has light that only a fit to data knows. Pass profiles of al.lp with an intensity in "
                "place of linear ones, or the image of a pixelized source to via_image_from."
            )


def require_in_tracer(tracer: Any) -> None:
    """Raise a ParameterError if `tracer` is none, or has such a galaxy."""
    if not hasattr(tracer, "traced_coordinates_from"):
        raise exc.ParameterError(f"tracer is a {type(tracer).__name__}. Pass an al.Tracer(galaxies=[...]).")
    require(galaxy for plane in tracer.planes for galaxy in plane)
