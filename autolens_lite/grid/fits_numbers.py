"""Whether the numbers in a FITS file are of the kind that its header says (BITPIX)."""

from __future__ import annotations

import numpy as np

from autolens_lite import exc

# Integers of 64 bits that floats tell apart are below this; the bits of floats from 1e-300 on are above.
_COUNTED = 2**54
# Of floats of so many bits, those of the mantissa: integers below 2 to that are floats too small to be normal, or NaN.
_MANTISSA = {32: 23, 64: 52}
# What floats of 32 bits are in images.
_USUAL = (1e-25, 1e25)


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
    """
    some = np.ascontiguousarray(values[values != 0], dtype=values.dtype.newbyteorder("="))
    if is_scaled or not some.size or abs(bits) not in (32, 64):
        return
    if bits < 0:
        whole = some.view(f"i{-bits // 8}")
        is_other = bool((np.abs(whole) < 2 ** _MANTISSA[-bits]).all()) and not np.isnan(some).all()
    elif bits == 64:
        is_other = bool((np.abs(some.astype(np.float64)) > _COUNTED).all())
    else:
        sizes = np.abs(some.view(np.float32))
        is_other = bool(((sizes > _USUAL[0]) & (sizes < _USUAL[1])).all()) and np.unique(some >> 23).size > 2
    if is_other:
        raise exc.DataError(
            f"{source} has BITPIX = {bits}, but its numbers, such as {some.flat[0]}, are the bits of "
            f"{'integers' if bits < 0 else 'floats'}. Correct the header: BITPIX = {-bits}."
        )
