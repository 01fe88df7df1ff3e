"""From one model to the next: copies with priors that are centred on what a fit found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from autolens_lite import exc
from autolens_lite.model.node import Node
from autolens_lite.model.priors import GaussianPrior, Prior, UniformPrior

Model = TypeVar("Model", bound=Node)


def centred(
    model: Model,
    vector: Sequence[float],
    errors: Sequence[float] | None = None,
    *,
    absolute: float | None = None,
    relative: float | None = None,
) -> Model:
    """Return a copy of `model` with a Gaussian prior for every free parameter, for the search that follows.

    Raises ModelError if a width is not above zero.

    Parameters
    ----------
    model
        The model.
    vector
        The means, in the order of `parameter_names`.
    errors
        Standard deviations found by the fit. A new prior is at least as wide, and at least as wide as the parameter's
        `width_modifier` in `config/priors`.
    absolute, relative
        Instead, one width for every parameter; or each parameter's width as this fraction of its value.
    """
    layout = model.layout
    new: dict[Prior, Prior | float] = {}
    for i, (prior, place) in enumerate(zip(layout.priors, layout.first_slots, strict=True)):
        mean = float(vector[i])
        if absolute is not None:
            width = absolute
        elif relative is not None:
            width = relative * abs(mean)
        else:
            width = max(place.defaults.width_at(mean), 0.0 if errors is None else float(errors[i]))
        if not width > 0.0:
            raise exc.ModelError(
                f"{layout.names[i]}: the new prior, centred on {mean}, would have a width of {width}. "
                "Pass an absolute width, or set an Absolute width_modifier for it in config/priors."
            )
        new[prior] = GaussianPrior(mean=mean, sigma=width)
    return model.with_priors(new)


def bounded(model: Model, vector: Sequence[float], half_width: float) -> Model:
    """Return a copy of `model` with a uniform prior for every free parameter, `half_width` to either side."""
    if not half_width > 0.0:
        raise exc.ModelError(f"half_width = {half_width} is not above zero. Pass a positive number.")
    limits = ((float(value) - half_width, float(value) + half_width) for value in vector)
    return model.with_priors({prior: UniformPrior(*pair) for prior, pair in zip(model.priors, limits, strict=True)})
