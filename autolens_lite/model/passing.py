"""From one model to the next: copies with other priors, centred on what a fit found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autolens_lite import exc
from autolens_lite.model import slot
from autolens_lite.model.expression import Arithmetic, Both, Comparison
from autolens_lite.model.node import Node
from autolens_lite.model.priors import GaussianPrior, Prior, UniformPrior
from autolens_lite.model.slot import Pair


def replaced(model: Node, priors: Mapping[Prior, Prior | float]) -> Any:
    """Return a copy of `model` in which each prior of `priors` is replaced, in its assertions too.

    Raises
    ------
    ModelError
        If a prior is not in the model, so that nothing would be replaced, or is to become what no parameter is.
    """
    if not isinstance(priors, Mapping):
        raise exc.ModelError(f"priors is a {type(priors).__name__}. Pass a dictionary, {{model.a: al.UniformPrior()}}.")
    known = {place.value for place in model._slots() if isinstance(place.value, Prior)}
    for prior in priors:
        if not isinstance(prior, Prior) or prior not in known:
            raise exc.ModelError(f"priors has {prior!r}, which is no prior of the model. Pass those of its own.")
    priors = {prior: slot.element(f"priors[{prior}]", new) for prior, new in priors.items()}
    copied = model.copy()
    _replace(copied, priors, set())
    slot.edited()
    return copied


def centred(
    model: Node,
    vector: Sequence[float],
    errors: Sequence[float] | None = None,
    *,
    absolute: float | None = None,
    relative: float | None = None,
) -> Any:
    """Return a copy of `model` with a Gaussian prior for every free parameter, for the search that follows.

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

    Raises
    ------
    ModelError
        If a width is not above zero.
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
    return replaced(model, new)


def bounded(model: Node, vector: Sequence[float], half_width: float) -> Any:
    """Return a copy of `model` with a uniform prior for every free parameter, `half_width` to either side."""
    if not half_width > 0.0:
        raise exc.ModelError(f"half_width = {half_width} is not above zero. Pass a positive number.")
    limits = ((float(value) - half_width, float(value) + half_width) for value in vector)
    return replaced(model, {prior: UniformPrior(*pair) for prior, pair in zip(model.priors, limits, strict=True)})


def _replace(part: Node | Pair, priors: Mapping[Prior, Prior | float], done: set[int]) -> None:
    """Replace priors in a part and below it, once where the part, or a linked pair, stands in several places."""
    place = id(part.elements if isinstance(part, Pair) else part)
    if place in done:
        return
    done.add(place)
    if isinstance(part, Pair):
        part.elements[:] = [_new(number, priors) for number in part]
        return
    for name, value in part._values.items():
        if isinstance(value, Node | Pair):
            _replace(value, priors, done)
        else:
            part._values[name] = _new(value, priors)
    part._assertions[:] = [_new(assertion, priors) for assertion in part._assertions]


def _new(value: Any, priors: Mapping[Prior, Prior | float]) -> Any:
    if isinstance(value, Prior):
        return priors.get(value, value)
    if isinstance(value, Both):
        return Both(_new(value.first, priors), _new(value.second, priors)).named(value.name)
    if isinstance(value, Comparison):
        return Comparison(_new(value.left, priors), value.symbol, _new(value.right, priors)).named(value.name)
    if isinstance(value, Arithmetic):
        return Arithmetic(_new(value.left, priors), value.symbol, _new(value.right, priors))
    return value
