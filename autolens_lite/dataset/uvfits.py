"""Visibilities in UVFITS files (random groups; AIPS Memo 117), as CASA's exportuvfits, AIPS and others write them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.grid import fits, fits_guard

logger = logging.getLogger(__name__)

# FITS codes of the polarization products that Stokes I is an average of, and of I itself (AIPS Memo 117, table 1).
_STOKES_I = 1
_PARALLEL_HANDS = {-1: "RR", -2: "LL", -5: "XX", -6: "YY"}

# Metres. Less than any dish, so that no baseline is as short; far more than the rounding of scaled u and v.
_SHORTEST = 0.1
# Thirty times the distance of the moon.
_LONGEST = 1.0e10
# BASELINE counts in 2048 instead of 256 from here on.
_MANY_ANTENNAS = 65536.0


class Visibilities(NamedTuple):
    """Complex visibilities (K,), sigma_re + i sigma_im (K,), and (u, v) in wavelengths (K, 2)."""

    data: np.ndarray
    noise_map: np.ndarray
    uv_wavelengths: np.ndarray


def read(file_path: str | Path, conjugate: bool = True) -> Visibilities:
    r"""Return the total-intensity visibilities of a UVFITS file with one source, one for each group, IF and channel.

    - Baselines are stored in seconds; u and v in wavelengths are these times the channel's own frequency, which comes
      from the frequency axis and, where there is one, the table `AIPS FQ`.
    - Stokes I is taken as it is, or as the weighted mean of RR and LL (or XX and YY), which is I for a source without
      circular (linear) polarization. What has a weight of zero or less is flagged and left out.
    - The noise of the real and of the imaginary part is 1 / sqrt(weight), the sum of weights where two are averaged.
      Weights are not always calibrated: check that the scatter of the data agrees.
    - Autocorrelations are left out: groups of one antenna with itself, by BASELINE (256 a1 + a2 + (subarray - 1) / 100,
      or 65536 + 2048 a1 + a2 where there are more than 255 antennas) or ANTENNA1 and ANTENNA2; and whatever has a
      length of under 0.1 m, less than any dish.

    Raises DataError if the file is of another kind, has several sources, no weights or nothing unflagged, or does not
    say which frequencies or what place on the axis COMPLEX its numbers have.

    Parameters
    ----------
    conjugate
        Whether to conjugate the data. In UVFITS (u, v) is antenna 1 minus antenna 2 and a phase grows along it:
        V = int I exp[+2 pi i (u l + v m)], in files of CASA (which copies the values and signs of a measurement set)
        and AIPS alike. Ours is exp[-2 pi i (...)], hence the default. With the wrong choice images are rotated by 180
        degrees.

    Warns
    -----
    AutoLensWarning
        If groups that are left out as autocorrelations have the length of a baseline, baselines are not finite, or
        the widths of channels contradict each other.
    """
    from astropy.io import fits as astropy_fits

    path = fits.existing(file_path)
    with fits.opened(path) as hdus:
        groups = hdus[0]
        if not isinstance(groups, astropy_fits.GroupsHDU):
            raise exc.DataError(
                f"'{path}' has no random groups: it is not a UVFITS file. Export one, in CASA with "
                "exportuvfits(vis, fitsfile, multisource=False)."
            )
        fits_guard.require_room(groups.size, f"'{path}'")
        cube = _cube_of(groups, path)
        _refuse_several_sources(groups, hdus, path)
        frequencies = _frequencies_of(groups, hdus, path)
        if not (np.isfinite(frequencies) & (frequencies > 0.0)).all():
            raise exc.DataError(f"'{path}' has channels of frequencies that are not positive: {frequencies.min()} Hz.")
        seconds = _baselines_of(groups, path)
        crossed = ~_autocorrelations_of(groups, seconds, path)
        stokes = _stokes_of(groups, path)

    flux, weight = _total_intensity(cube[..., stokes, :])
    uv = seconds[:, None, None, :] * frequencies[..., None]
    keep = (weight > 0.0) & np.isfinite(flux) & np.isfinite(weight) & crossed[:, None, None]
    logger.info("%s: %d of %d visibilities are unflagged", path, np.count_nonzero(keep), keep.size)
    if not keep.any():
        raise exc.DataError(
            f"'{path}' has no unflagged visibility (weights above zero) among {keep.size}, of which "
            f"{np.count_nonzero(~crossed) * keep[0].size} are autocorrelations."
        )
    sigma = 1.0 / np.sqrt(weight[keep])
    data = flux[keep]
    return Visibilities(data.conj() if conjugate else data, sigma * (1.0 + 1.0j), uv[keep])


def unit_of(file_path: str | Path) -> str | None:
    """Return the unit of the visibilities in a UVFITS file (BUNIT); None where it names none."""
    with fits.opened(fits.existing(file_path)) as hdus:
        return str(hdus[0].header.get("BUNIT", "")).strip() or None


def _axis_of(header: Any, name: str, path: Path) -> int:
    """The number of the FITS axis whose CTYPE is `name`; 0 where there is none."""
    numbers = [i for i in range(2, header["NAXIS"] + 1) if str(header.get(f"CTYPE{i}", "")).strip().upper() == name]
    if len(numbers) > 1:
        raise exc.DataError(f"'{path}' has {len(numbers)} axes '{name}'. One is expected.")
    return numbers[0] if numbers else 0


def _cube_of(groups: Any, path: Path) -> np.ndarray:
    """The data as (group, IF, frequency, Stokes, [re, im, weight]), float64."""
    header = groups.header
    if groups.data is None or len(groups.data) == 0:
        raise exc.DataError(f"'{path}' has no groups: it is empty.")
    data = _values_of(groups)
    wanted = []
    for name in ("IF", "FREQ", "STOKES", "COMPLEX"):
        number = _axis_of(header, name, path)
        if number == 0 and name != "IF":
            raise exc.DataError(f"'{path}' has no axis '{name}'. Is it a UVFITS file?")
        wanted.append(number)
    # FITS axis i (from 2) is NumPy axis NAXIS + 1 - i of the group array, whose axis 0 runs over groups.
    positions = [header["NAXIS"] + 1 - number for number in wanted if number]
    others = [axis for axis in range(1, data.ndim) if axis not in positions]
    if any(data.shape[axis] != 1 for axis in others):
        raise exc.DataError(f"'{path}' has data of shape {data.shape}: axes beyond IF, FREQ, STOKES, COMPLEX exceed 1.")
    data = data.transpose(0, *others, *positions)
    cube = data.reshape(len(data), -1, *data.shape[-3:])
    if cube.shape[-1] < 3:
        raise exc.DataError(f"'{path}' stores no weights (axis COMPLEX has length {cube.shape[-1]}): noise is unknown.")
    return cube[..., _parts_of(header, wanted[-1], path)]


def _values_of(groups: Any) -> np.ndarray:
    """The data of all groups as they are meant, float64, shape as stored; NaN for whole numbers that mean nothing."""
    header, column = groups.header, groups.columns[groups._data_field]
    # astropy applies BSCALE and, looking for a card of another name, not BZERO.
    shift = float(header.get("BZERO", 0.0)) - float(column.bzero or 0.0)
    values = np.asarray(groups.data.data, dtype=np.float64) + shift
    if header["BITPIX"] > 0 and "BLANK" in header:
        stored = groups.data.view(np.ndarray)[groups._data_field].reshape(values.shape)
        values[stored == header["BLANK"]] = np.nan
    return values


def _parts_of(header: Any, number: int, path: Path) -> list[int]:
    """Where real part, imaginary part and weight are on the axis COMPLEX, whose coordinates are 1, 2 and 3."""
    first, step = (float(header.get(f"{card}{number}", 1.0)) for card in ("CRVAL", "CDELT"))
    index = np.arange(header[f"NAXIS{number}"]) + 1.0 - float(header.get(f"CRPIX{number}", 1.0))
    found = np.round(first + step * index, 3).tolist()
    if any(found.count(part) != 1 for part in (1.0, 2.0, 3.0)):
        raise exc.DataError(
            f"'{path}' has an axis COMPLEX with the coordinates {found}, of which 1, 2 and 3 are the real part, the "
            f"imaginary part and the weight. Correct CRVAL{number}, CDELT{number} and CRPIX{number}."
        )
    return [found.index(part) for part in (1.0, 2.0, 3.0)]


def _baselines_of(groups: Any, path: Path) -> np.ndarray:
    """(u, v) of each group in seconds, (group, 2)."""
    columns = []
    names = {name.strip().upper(): name for name in groups.data.parnames}
    for letter in ("UU", "VV"):
        found = [name for name in names if name == letter or name.startswith(f"{letter}-")]
        if len(found) != 1:
            how_many = "no random parameter" if not found else f"{len(found)} random parameters"
            raise exc.DataError(f"'{path}' has {how_many} {letter}, and one is needed. It has {', '.join(names)}.")
        suffix = found[0][2:]
        if "NCP" in suffix:
            raise exc.DataError(
                f"'{path}' has {found[0]}, of the NCP projection, which is not supported. Use UVFIX in AIPS."
            )
        values = np.asarray(groups.data.par(names[found[0]]), dtype=np.float64)
        if suffix.startswith("-L"):
            values = values / _axis_value(groups.header, _axis_of(groups.header, "FREQ", path), 0.0)
        columns.append(values)
    return np.stack(columns, axis=-1)


def _autocorrelations_of(groups: Any, seconds: np.ndarray, path: Path) -> np.ndarray:
    """Whether each group is of one antenna with itself, or has no baseline, (group,)."""
    known = np.isfinite(seconds).all(axis=1)
    if not known.all():
        check.warn(f"'{path}' has {np.count_nonzero(~known)} baselines that are not finite. They are left out.")
    metres = units.SPEED_OF_LIGHT * np.hypot(*np.where(known[:, None], seconds, 0.0).T)
    if metres.max(initial=0.0) > _LONGEST:
        raise exc.DataError(
            f"'{path}' has baselines of up to {metres.max():.3g} m, if its u and v are in light seconds, as in UVFITS. "
            "Are they in wavelengths or metres? Then name the parameters UU-L and VV-L, or divide by 299792458 m/s."
        )
    same = _same_antenna(groups)
    long = same & (metres > _SHORTEST)
    if long.any():
        check.warn(
            f"'{path}' has {np.count_nonzero(long)} groups of one antenna with itself, by its number, whose u and v "
            f"are those of baselines of up to {metres[long].max():.4g} m. They are left out: correct BASELINE (or "
            "ANTENNA1 and ANTENNA2), if they are not autocorrelations."
        )
    return same | (metres < _SHORTEST)


def _same_antenna(groups: Any) -> np.ndarray:
    """Whether both antennas of each group, (group,), have one number; not where the file does not number them."""
    names = {name.strip().upper(): name for name in groups.data.parnames}

    def whole(name: str) -> np.ndarray:
        # Numbers that were scaled to integers and back miss whole ones by rounding; subarrays are in hundredths.
        return np.floor(np.asarray(groups.data.par(names[name]), dtype=np.float64) + 5.0e-3)

    if {"ANTENNA1", "ANTENNA2"} <= names.keys():
        first, second = whole("ANTENNA1"), whole("ANTENNA2")
    elif "BASELINE" in names:
        number = whole("BASELINE")
        many = number >= _MANY_ANTENNAS
        base = np.where(many, 2048.0, 256.0)
        first, second = np.divmod(number - np.where(many, _MANY_ANTENNAS, 0.0), base)
    else:
        return np.zeros(len(groups.data), dtype=bool)
    # Antennas are counted from one: zeros say that a program left the number out.
    return (first == second) & (first > 0.0)


def _axis_value(header: Any, number: int, index: Any) -> Any:
    """The coordinate at `index` pixels beyond the axis' reference pixel."""
    return header[f"CRVAL{number}"] + index * header[f"CDELT{number}"]


def _frequencies_of(groups: Any, hdus: Any, path: Path) -> np.ndarray:
    """The frequency in Hz of each group, IF and channel; (1 or group, IF, frequency)."""
    header = groups.header
    number = _axis_of(header, "FREQ", path)
    reference = float(header[f"CRVAL{number}"])
    channels = np.arange(header[f"NAXIS{number}"]) + 1.0 - float(header[f"CRPIX{number}"])
    check.positive(f"CRVAL{number} (frequency in Hz) of '{path}'", reference)
    if_axis = _axis_of(header, "IF", path)
    total = header[f"NAXIS{if_axis}"] if if_axis else 1
    width = float(header[f"CDELT{number}"])
    tables = [hdu for hdu in hdus[1:] if hdu.name.strip().upper() == "AIPS FQ"]
    numbers = _whole_numbers(groups, "FREQSEL", path)
    if not tables:
        set_ups = [] if numbers is None else np.unique(numbers).tolist()
        if total > 1 or len(set_ups) > 1:
            what = f"{total} IFs" if total > 1 else f"groups with FREQSEL {set_ups}"
            raise exc.DataError(f"'{path}' has {what} but no table 'AIPS FQ': their frequencies are unknown.")
        _refuse_no_width(width, channels, f"CDELT{number}", path)
        return (reference + channels * width)[None, None, :]

    rows = {int(row["FRQSEL"]): row for row in tables[0].data}
    if numbers is None and len(rows) > 1:
        raise exc.DataError(
            f"'{path}' has no random parameter FREQSEL, which says of each group which row of its table 'AIPS FQ' "
            f"(with {sorted(rows)}) has its frequencies. Export one spectral set-up."
        )
    selected = np.full(1, min(rows)) if numbers is None else numbers
    unknown = sorted(set(selected.tolist()) - set(rows))
    if unknown:
        raise exc.DataError(f"'{path}' uses FREQSEL {unknown}, which its table 'AIPS FQ' (with {sorted(rows)}) lacks.")
    table = {}
    for key in set(selected.tolist()):
        offsets = np.atleast_1d(np.asarray(rows[key]["IF FREQ"], dtype=np.float64))
        widths = np.atleast_1d(np.asarray(rows[key]["CH WIDTH"], dtype=np.float64))
        sidebands = np.atleast_1d(np.asarray(rows[key]["SIDEBAND"]))
        if offsets.size != total:
            raise exc.DataError(f"'{path}' has {total} IFs, but its table 'AIPS FQ' has {offsets.size}.")
        _refuse_no_width(widths, channels, "CH WIDTH of table 'AIPS FQ'", path)
        if channels.size > 1 and width and not np.isclose(np.abs(widths), abs(width), rtol=1.0e-3).any():
            check.warn(
                f"'{path}' has channels of {widths.tolist()} Hz by its table 'AIPS FQ', which are used, but of {width} "
                f"Hz by CDELT{number}. Correct one of the two."
            )
        # A lower sideband runs downwards; some writers say so by the sign of the width already.
        signed = np.where((sidebands < 0) & (widths > 0.0), -widths, widths)
        table[key] = reference + offsets[:, None] + channels * signed[:, None]
    unique, inverse = np.unique(selected, return_inverse=True)
    return np.stack([table[int(key)] for key in unique])[inverse]


def _refuse_no_width(widths: Any, channels: np.ndarray, source: str, path: Path) -> None:
    if channels.size > 1 and not np.all(widths):
        raise exc.DataError(
            f"'{path}' has {channels.size} channels of one frequency: their width, {source}, is 0. Correct it."
        )


def _whole_numbers(groups: Any, name: str, path: Path) -> np.ndarray | None:
    """A random parameter of whole numbers, which scaling may have moved by rounding, (group,); None without it."""
    names = [found for found in groups.data.parnames if found.strip().upper() == name]
    if not names:
        return None
    values = np.asarray(groups.data.par(names[0]), dtype=np.float64)
    if not (np.abs(values - np.rint(values)) < 1.0e-2).all():
        raise exc.DataError(f"'{path}' has a random parameter {name} that is not whole or not finite. Correct it.")
    return np.rint(values).astype(int)


def _stokes_of(groups: Any, path: Path) -> list[int]:
    """The positions on the Stokes axis to be averaged."""
    number = _axis_of(groups.header, "STOKES", path)
    header = groups.header
    index = np.arange(header[f"NAXIS{number}"]) + 1.0 - float(header[f"CRPIX{number}"])
    found = np.asarray(_axis_value(header, number, index), dtype=float)
    if not (np.abs(found - np.rint(found)) < 1.0e-2).all():
        raise exc.DataError(
            f"'{path}' has an axis STOKES with the codes {found.tolist()}, which are not whole. Correct CRVAL{number}, "
            f"CDELT{number} and CRPIX{number}."
        )
    codes = np.rint(found).astype(int).tolist()
    if _STOKES_I in codes:
        return [codes.index(_STOKES_I)]
    positions = [i for i, code in enumerate(codes) if code in _PARALLEL_HANDS]
    if not positions:
        raise exc.DataError(
            f"'{path}' has Stokes codes {codes}: neither I (1) nor any of RR, LL, XX, YY ({_PARALLEL_HANDS})."
        )
    return positions


def _total_intensity(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weighted mean over the last-but-one axis of (..., Stokes, [re, im, weight]), and the sum of weights."""
    weights = values[..., 2]
    weights = np.where((weights > 0.0) & np.isfinite(values).all(axis=-1), weights, 0.0)
    # A flagged number may be NaN, which a weight of zero would not remove.
    flux = np.where(weights > 0.0, values[..., 0] + 1.0j * values[..., 1], 0.0)
    total = weights.sum(axis=-1)
    return (weights * flux).sum(axis=-1) / np.where(total > 0.0, total, 1.0), total


def _refuse_several_sources(groups: Any, hdus: Any, path: Path) -> None:
    numbers = _whole_numbers(groups, "SOURCE", path)
    present = np.unique([] if numbers is None else numbers)
    if present.size > 1:
        tables = [hdu for hdu in hdus[1:] if hdu.name.strip().upper() == "AIPS SU"]
        listed = [str(row["SOURCE"]).strip() for row in tables[0].data] if tables else present.tolist()
        raise exc.DataError(
            f"'{path}' has {present.size} sources: {listed}. Export one of them, in CASA with exportuvfits(field=...)."
        )
