"""The baselines that an array of antennas measures while the Earth turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autolens_lite import check, exc, units
from autolens_lite.arrays import numbers_from

"""In m/s."""

_LOWEST = 1.0e6  # Hz that come through the ionosphere

_DENSEST = 0.9069  # of a plane that equal discs cover
_FEW = 100  # antennas that are compared with all others as soon as searched for


@units.taken
def uv_wavelengths_from(
    antenna_positions_enu: Any,
    latitude_deg: float,
    declination_deg: float,
    hour_angles_h: Any,
    frequency_hz: Any,
    minimum_elevation_deg: float = 0.0,
) -> np.ndarray:
    """Return the baselines (u, v) in wavelengths of all pairs of antennas.

    Thompson, Moran & Swenson (2017), Interferometry and Synthesis in Radio Astronomy, equations 4.1 (u, v from
    equatorial X, Y, Z) and 4.4 (X, Y, Z from local coordinates).

    Parameters
    ----------
    antenna_positions_enu
        Metres towards East, North and up from the array's centre, (A, 3).
    latitude_deg, declination_deg
        Of the array and of the source.
    hour_angles_h
        Hour angles of the integrations, in hours, (T,) or one number: negative before transit.
    frequency_hz
        Of each channel, (C,) or one number.
    minimum_elevation_deg
        Integrations with the source below this are left out.

    Returns
    -------
    Shape (T' A (A - 1) / 2 C, 2): integrations slowest, then pairs (antenna i to j > i), then channels.

    Raises
    ------
    DataError
        If the source never rises to the minimum elevation, there are fewer than two antennas, or hour angles are more
        than a day.

    Warns
    -----
    AutoLensWarning
        If a frequency is not one of radio waves.
    """
    positions = numbers_from("antenna_positions_enu", antenna_positions_enu, "(A, 3)", labels=("e", "n", "u")).astype(
        np.float64
    )
    if positions.ndim != 2 or positions.shape[1] != 3 or len(positions) < 2 or not np.isfinite(positions).all():
        raise exc.DataError(f"antenna_positions_enu has shape {positions.shape}. Pass (A, 3) finite metres, A >= 2.")
    check.within("latitude_deg", latitude_deg, -90.0, 90.0)
    check.within("declination_deg", declination_deg, -90.0, 90.0)
    check.finite("minimum_elevation_deg", minimum_elevation_deg)
    frequencies = np.atleast_1d(numbers_from("frequency_hz", frequency_hz, "(C,)").astype(np.float64))
    hours = np.atleast_1d(numbers_from("hour_angles_h", hour_angles_h, "(T,)").astype(np.float64))
    for name, values in (("frequency_hz", frequencies), ("hour_angles_h", hours)):
        if values.ndim != 1 or values.size == 0 or not np.isfinite(values).all():
            raise exc.DataError(
                f"{name} has shape {values.shape}, or is not finite. Pass one number, or a list of some."
            )
    for frequency in frequencies:
        check.positive("frequency_hz", frequency)
    if frequencies.min() < _LOWEST:
        check.warn(f"frequency_hz = {frequencies.min():.6g} is below that of radio waves. Is it in GHz? Pass Hz.")
    if np.abs(hours).max() > 24.0:
        raise exc.DataError(
            f"hour_angles_h reaches from {hours.min():.6g} to {hours.max():.6g}. Pass hours, which are degrees / 15."
        )
    hour_angle = hours * (np.pi / 12.0)
    latitude, declination = np.deg2rad(latitude_deg), np.deg2rad(declination_deg)

    elevation = np.arcsin(
        np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    )
    # Rounding must not drop a source that stands exactly at the limit.
    visible = np.rad2deg(elevation) >= minimum_elevation_deg - 1.0e-9
    if not visible.any():
        highest = np.rad2deg(elevation).max(initial=-90.0)
        raise exc.DataError(
            f"minimum_elevation_deg = {minimum_elevation_deg}: the source never stands above {highest:.1f} deg at "
            "these hour angles. Change declination_deg, hour_angles_h or the limit."
        )
    hour_angle = hour_angle[visible][:, None]
    _check_baselines(
        "antenna_positions_enu", f"{len(positions)} positions", len(positions), hour_angle.size * frequencies.size
    )

    first, second = np.triu_indices(len(positions), k=1)
    east, north, up = (positions[second] - positions[first]).T
    x = np.cos(latitude) * up - np.sin(latitude) * north
    y = east
    z = np.sin(latitude) * up + np.cos(latitude) * north
    u = np.sin(hour_angle) * x + np.cos(hour_angle) * y
    v = np.sin(declination) * (np.sin(hour_angle) * y - np.cos(hour_angle) * x) + np.cos(declination) * z
    metres = np.stack([u, v], axis=-1)
    return (metres[:, :, None, :] * (frequencies / units.SPEED_OF_LIGHT)[:, None]).reshape(-1, 2)


@units.taken
def alma_like_antenna_positions(
    n_antennas: int = 43, max_baseline: float = 1000.0, seed: int = 0, minimum_separation: float = 15.0
) -> np.ndarray:
    """Return antenna positions of a compact-core, three-arm configuration like ALMA's intermediate ones.

    Positions are drawn about logarithmic spirals, kept apart, and scaled so that the longest baseline is as asked.

    Parameters
    ----------
    n_antennas
        At least 2.
    max_baseline
        The longest baseline in metres.
    seed
        Of the random scatter: equal seeds give equal arrays.
    minimum_separation
        Metres between any two antennas, which are 12 m wide.

    Returns
    -------
    Metres towards East, North and up, (n_antennas, 3).

    Raises
    ------
    ParameterError
        If so many antennas do not fit in such an array.
    """
    n_antennas = check.whole("n_antennas", n_antennas, 2)
    check.positive("max_baseline", max_baseline)
    check.positive("minimum_separation", minimum_separation)
    _check_baselines("n_antennas", n_antennas, n_antennas, 1)
    # Discs of that diameter about the antennas do not overlap, and nowhere reach further than its half beyond them: of
    # all shapes as wide as the longest baseline and one diameter, a circle has the largest area.
    room = _DENSEST * (max_baseline / minimum_separation + 1.0) ** 2
    if n_antennas > room:
        raise exc.ParameterError(
            f"n_antennas = {n_antennas} do not fit with {minimum_separation} m between them in max_baseline = "
            f"{max_baseline} m, where there is room for {room:.0f}. Use fewer antennas or longer baselines."
        )
    if seed is None or seed == -1:
        raise exc.ParameterError(f"seed = {seed!r} gives another array each time. Pass an integer >= 0.")
    check.seed("seed", seed)
    generator = np.random.default_rng(seed)
    radius = 0.5 * max_baseline
    placed = np.empty((0, 3))
    drawn = np.empty((0, 3))
    for k in range(n_antennas):
        fraction = (k + 0.5) / n_antennas
        # Density falls outwards; a third of a turn from arm to arm, one more turn from core to rim.
        distance = radius * fraction**1.5
        angle = 2.0 * np.pi * (k % 3 / 3.0 + fraction)
        arm = np.array([distance * np.cos(angle), distance * np.sin(angle), 0.0])
        nearest = _distance_to(placed)
        # In the crowded core, places are sought ever further from the arm: a few at a time, then many.
        for attempts in np.split(np.arange(1000), (1, 20, 200)):
            if len(drawn) < len(attempts):
                drawn = np.vstack([drawn, generator.standard_normal((1000, 3))])
            scatter = 0.15 * distance + minimum_separation * (1.0 + attempts / 50.0)
            trials = arm + drawn[: len(attempts)] * np.stack([scatter, scatter, np.full(len(attempts), 2.0)], -1)
            found = np.flatnonzero(nearest(trials) >= 1.2 * minimum_separation)[:1]
            drawn = drawn[found[0] + 1 if found.size else len(attempts) :]
            if found.size:
                placed = np.vstack([placed, trials[found]])
                break
        else:
            raise exc.ParameterError(
                f"n_antennas = {n_antennas} do not fit with {minimum_separation} m between them in max_baseline = "
                f"{max_baseline} m. Use fewer antennas or longer baselines."
            )
    first, second = np.triu_indices(n_antennas, k=1)
    lengths = np.linalg.norm(placed[second] - placed[first], axis=1)
    placed *= max_baseline / lengths.max()
    if lengths.min() * max_baseline / lengths.max() < minimum_separation:
        raise exc.ParameterError(
            f"n_antennas = {n_antennas} do not keep {minimum_separation} m between them in max_baseline = "
            f"{max_baseline} m. Use longer baselines or another seed."
        )
    return placed


def _distance_to(placed: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """What returns the horizontal distance of each of (n, 3) to the nearest antenna placed so far, (n,)."""
    if len(placed) < _FEW:
        return lambda trials: np.hypot(*(trials[:, None] - placed).T[:2]).min(axis=0, initial=np.inf)
    from scipy.spatial import KDTree

    tree = KDTree(placed[:, :2])
    return lambda trials: tree.query(trials[:, :2])[0]


def _check_baselines(name: str, value: Any, antennas: float, times: int) -> None:
    """Refuse more baselines than the machine's memory can hold a few times."""
    size = 48 * int(antennas) ** 2 // 2 * times
    check.allocatable(name, value, size, "Use fewer antennas, integrations or channels.")
