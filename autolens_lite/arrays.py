"""The user's arrays of numbers, whatever they come as."""

from __future__ import annotations

from typing import Any

import numpy as np

from autolens_lite import exc


def numbers_from(name: str, values: Any, shape: str = "", kinds: str = "iuf") -> np.ndarray:
    """Return the numbers in an array or in nested sequences, as they are.

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

    Raises
    ------
    DataError
        If it is of another kind, such as text, objects and ragged sequences.
    """
    remedy = f"Pass an array of numbers{shape and f', {shape}'}."
    try:
        array = np.asarray(values)
    except (TypeError, ValueError) as error:
        raise exc.DataError(f"{name} is not a regular array: {error}. {remedy}") from None
    if array.dtype.kind not in kinds:
        held = f" (a {type(values).__name__})" if array.dtype == object else ""
        raise exc.DataError(f"{name} has dtype {array.dtype}{held}, which is not a number. {remedy}")
    return array
