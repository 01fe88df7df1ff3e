import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.dataset import alma_like_antenna_positions, uv_wavelengths_from
from autolens_lite.units import SPEED_OF_LIGHT

# At this frequency a wavelength is one metre.
METRE = SPEED_OF_LIGHT
EAST, NORTH, UP = np.eye(3)


def baseline(vector, latitude, declination, hour_angle):
    """(u, v) in metres of one baseline."""
    positions = np.stack([np.zeros(3), vector])
    (uv,) = uv_wavelengths_from(positions, latitude, declination, hour_angle, METRE, minimum_elevation_deg=-90.0)
    return uv


@pytest.mark.parametrize("latitude", [-67.0, -23.0, 0.0, 45.0])
def test_at_the_zenith_the_ground_is_seen_face_on(latitude):
    for vector, expected in ((EAST, (1.0, 0.0)), (NORTH, (0.0, 1.0)), (UP, (0.0, 0.0))):
        np.testing.assert_allclose(baseline(vector, latitude, latitude, 0.0), expected, atol=1e-15)


def test_on_the_meridian_north_is_foreshortened():
    """A source 50 degrees from the zenith, to the south: North by cos 50, a mast by sin 50 towards the North."""
    latitude, declination = 20.0, -30.0
    angle = np.deg2rad(50.0)
    np.testing.assert_allclose(baseline(EAST, latitude, declination, 0.0), (1.0, 0.0), atol=1e-15)
    np.testing.assert_allclose(baseline(NORTH, latitude, declination, 0.0), (0.0, np.cos(angle)), atol=1e-15)
    np.testing.assert_allclose(baseline(UP, latitude, declination, 0.0), (0.0, np.sin(angle)), atol=1e-15)


def test_an_east_baseline_traces_an_ellipse():
    """Thompson, Moran & Swenson, eq. 4.8 with Z = 0: u = cos H, v = sin H sin declination."""
    hours = np.linspace(-6.0, 6.0, 13)
    track = np.array([baseline(EAST, 35.0, 40.0, hour) for hour in hours])
    angle = hours * np.pi / 12.0
    expected = np.stack([np.cos(angle), np.sin(angle) * np.sin(np.deg2rad(40.0))], axis=-1)
    np.testing.assert_allclose(track, expected, atol=1e-15)


def test_at_six_hours_in_the_west():
    """On the equator an equatorial source has set: East points at it, and up lies where East was, to the West."""
    np.testing.assert_allclose(baseline(EAST, 0.0, 0.0, 6.0), (0.0, 0.0), atol=1e-15)
    np.testing.assert_allclose(baseline(UP, 0.0, 0.0, 6.0), (1.0, 0.0), atol=1e-15)
    np.testing.assert_allclose(baseline(NORTH, 0.0, 0.0, 6.0), (0.0, 1.0), atol=1e-15)


def test_at_the_pole_the_array_turns():
    for hour in (0.0, 3.0, 7.5):
        east = baseline(EAST, 90.0, 90.0, hour)
        north = baseline(NORTH, 90.0, 90.0, hour)
        angle = hour * np.pi / 12.0
        np.testing.assert_allclose(east, (np.cos(angle), np.sin(angle)), atol=1e-15)
        np.testing.assert_allclose(north, (-np.sin(angle), np.cos(angle)), atol=1e-15)


def test_projected_length_is_that_of_the_part_across_the_line_of_sight():
    generator = np.random.default_rng(0)
    for _ in range(20):
        vector = generator.normal(size=3)
        latitude, declination = generator.uniform(-80.0, 80.0, size=2)
        hour = generator.uniform(-5.0, 5.0)
        phi, delta, angle = np.deg2rad(latitude), np.deg2rad(declination), hour * np.pi / 12.0
        # Towards East, North and up: from spherical triangles.
        source = np.array(
            [
                -np.cos(delta) * np.sin(angle),
                np.cos(phi) * np.sin(delta) - np.sin(phi) * np.cos(delta) * np.cos(angle),
                np.sin(phi) * np.sin(delta) + np.cos(phi) * np.cos(delta) * np.cos(angle),
            ]
        )
        across = np.linalg.norm(np.cross(vector, source))
        np.testing.assert_allclose(np.linalg.norm(baseline(vector, latitude, declination, hour)), across, rtol=1e-12)


def test_order_and_scaling():
    positions = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 3.0, 0.0]])
    uv = uv_wavelengths_from(positions, 10.0, 10.0, [0.0, 0.0], [METRE, 2.0 * METRE])
    expected = [[1, 0], [2, 0], [0, 3], [0, 6], [-1, 3], [-2, 6]]
    np.testing.assert_allclose(uv, expected * 2, atol=1e-14)


def test_low_sources_are_left_out():
    positions = np.stack([np.zeros(3), EAST])
    hours = np.arange(-6.0, 7.0)
    # On the equator an equatorial source stands at 90 - 15 |H| degrees.
    kept = uv_wavelengths_from(positions, 0.0, 0.0, hours, METRE, minimum_elevation_deg=45.0)
    np.testing.assert_allclose(kept[:, 0], np.cos(np.deg2rad(15.0 * np.arange(-3, 4))), atol=1e-15)
    with pytest.raises(exc.DataError, match="never stands above 10"):
        uv_wavelengths_from(positions, -80.0, 0.0, hours, METRE, minimum_elevation_deg=20.0)


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"antenna_positions_enu": np.zeros((1, 3))}, exc.DataError, "shape (1, 3)"),
        ({"antenna_positions_enu": np.zeros((4, 2))}, exc.DataError, "shape (4, 2)"),
        ({"antenna_positions_enu": np.full((4, 3), np.nan)}, exc.DataError, "finite"),
        ({"latitude_deg": 91.0}, exc.ParameterError, "latitude_deg = 91.0"),
        ({"declination_deg": -91.0}, exc.ParameterError, "declination_deg = -91.0"),
        ({"frequency_hz": 0.0}, exc.ParameterError, "frequency_hz = 0.0"),
        ({"frequency_hz": [1e9, -1.0]}, exc.ParameterError, "frequency_hz = -1.0"),
    ],
)
def test_bad_tracks(change, error, text):
    good = {
        "antenna_positions_enu": np.eye(3),
        "latitude_deg": 0.0,
        "declination_deg": 0.0,
        "hour_angles_h": 0.0,
        "frequency_hz": 1e9,
    }
    with pytest.raises(error) as caught:
        uv_wavelengths_from(**(good | change))
    assert text in str(caught.value)


@pytest.mark.parametrize(("antennas", "longest"), [(43, 1000.0), (50, 1600.0), (10, 16000.0), (2, 100.0)])
def test_antennas(antennas, longest):
    positions = alma_like_antenna_positions(antennas, longest, seed=3)
    assert positions.shape == (antennas, 3)
    first, second = np.triu_indices(antennas, k=1)
    lengths = np.linalg.norm(positions[first] - positions[second], axis=1)
    np.testing.assert_allclose(lengths.max(), longest, rtol=1e-14)
    assert lengths.min() >= 15.0
    np.testing.assert_array_equal(positions, alma_like_antenna_positions(antennas, longest, seed=3))
    assert not np.array_equal(positions, alma_like_antenna_positions(antennas, longest, seed=4))


def test_antennas_are_denser_in_the_middle():
    positions = alma_like_antenna_positions(43, 1500.0)
    radii = np.sort(np.hypot(positions[:, 0], positions[:, 1]))
    # A uniform disc would have its median at 0.71 of the rim.
    assert np.median(radii) < 0.45 * radii[-1]


def test_too_many_antennas():
    with pytest.raises(exc.ParameterError, match="n_antennas = 200 do not"):
        alma_like_antenna_positions(200, 150.0)


def test_degrees_for_hours_and_gigahertz_for_hertz():
    positions = alma_like_antenna_positions(5)
    with pytest.raises(exc.DataError, match="hour_angles_h reaches from -90 to 45"):
        uv_wavelengths_from(positions, -23.0, -20.0, [-90.0, 45.0], 345e9)
    with pytest.warns(exc.AutoLensWarning, match="frequency_hz = 345 is below that of radio waves"):
        uv_wavelengths_from(positions, -23.0, -20.0, 0.0, [345.0, 345e9])
