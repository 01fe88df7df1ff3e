"""The user's arrays of numbers, whatever they come as."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from autolens_lite import exc
from autolens_lite.xp import traced


def numbers_from(name: str, values: Any, shape: str = "", kinds: str = "iuf", labels: Sequence[str] = ()) -> np.ndarray:
    """Return the numbers in an array or in nested sequences, as they are.

    Raises DataError if it is of another kind, such as text, objects and ragged sequences, or a table with other names.

    Parameters
    ----------
    name
        The argument, for the message.
    values
        Anything.
    shape
        The shape that is wanted, for the message.
    kinds
        The kinds of NumPy's dtypes that are: whole (iu), floating-point (f) and complex (c) numbers, bools (b).
    labels
        What the numbers along the last axis are called, where a table that names its columns may be passed: its names
        have to be these, since numbers are taken in their order.
    """
    remedy = f"Pass an array of numbers{shape and f', {shape}'}."
    if labels:
        check_labels(name, values, labels)
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        if traced.is_of_tracing(error):
            raise traced.refusal(name) from error
        raise exc.DataError(f"{name} is not a regular array: {error}. {remedy}") from None
    if array.dtype.kind not in kinds:
        held = f" (a {type(values).__name__})" if array.dtype == object else ""
        raise exc.DataError(f"{name} has dtype {array.dtype}{held}, which is not a number. {remedy}")
    return array


def check_labels(name: str, values: Any, labels: Sequence[str]) -> None:
    """Refuse, with a DataError, a table (a DataFrame, or a Series, a row) with other columns or another order."""
    found = getattr(values, "columns", None)
    if found is None and hasattr(type(values), "iloc"):
        found = values.index
    found = list(found) if isinstance(found, Iterable) else []
    if not any(isinstance(label, str) for label in found):
        return  # numbered, in their order
    if [str(label).casefold() for label in found] != [label.casefold() for label in labels]:
        raise exc.DataError(
            f"{name} has the columns {', '.join(map(str, found))}, and numbers are taken by position, as "
            f"{', '.join(labels)}. Pass the columns in this order, as an array: {name}[[...]].to_numpy()."
        )
