"""Whether the numbers in a FITS file are of the kind that its header says (BITPIX)."""

from __future__ import annotations

import numpy as np

from autolens_lite import check as check_input
from autolens_lite import exc

# Floats of so many bits, and the bits of their mantissa: integers below 2 to that are floats too small to be normal, or
# NaN.
_FLOATS = {32: (np.float32, 23), 64: (np.float64, 52)}
# What floats of 32 bits are in images.
_USUAL = (1e-25, 1e25)
# Floats tell integers below the first apart; as integers of 64 bits, floats from 1e-300 on are above the second.
_EXACT, _COUNTED = 2**53, 2**54


def check(values: np.ndarray, bits: int, is_scaled: bool, source: str) -> None:
    """Refuse numbers whose bits are those of another kind than BITPIX says.

    Raises DataError if integers are the bits of floats, or floats those of integers.

    Parameters
    ----------
    values
        As they were read.
    bits
        BITPIX.
    is_scaled
        Whether the header scales them (BSCALE, BZERO).
    source
        The HDU and file, for the message.

    Warns
    -----
    AutoLensWarning
        If integers of 64 bits were scaled, and so rounded to floats.
    """
    if is_scaled:
        if bits == 64 and bool((np.abs(values) > _EXACT).any()):
            check_input.warn(
                f"{source} holds unsigned or scaled integers beyond 2^53, which are rounded to floats of 53 bits. Read "
                "them with astropy (uint=True) where their last digits matter."
            )
        return
    if are_of_another_kind(values, bits):
        raise exc.DataError(
            f"{source} has BITPIX = {bits}, but its numbers, such as {values[values != 0].flat[0]}, are the bits of "
            f"{'integers' if bits < 0 else 'floats'}. Correct the header: BITPIX = {-bits}. If it is right, say so "
            "by a CHECKSUM (add_checksum() of astropy's HDU)."
        )


def are_of_another_kind(values: np.ndarray, bits: int) -> bool:
    """Whether the bits of numbers look like those of integers where BITPIX says floats, or the other way about."""
    some = np.ascontiguousarray(values[values != 0], dtype=values.dtype.newbyteorder("="))
    if not some.size or abs(bits) not in _FLOATS:
        return False
    kind, mantissa = _FLOATS[abs(bits)]
    if bits < 0:
        whole = some.view(f"i{-bits // 8}")
        return bool((np.abs(whole) < 2**mantissa).all()) and not np.isnan(some).all()
    if bits == 64:
        return bool((np.abs(some.astype(np.float64)) > _COUNTED).all())
    sizes = np.abs(some.view(kind))
    return bool(((sizes > _USUAL[0]) & (sizes < _USUAL[1])).all()) and np.unique(some >> mantissa).size > 2
