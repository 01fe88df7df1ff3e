"""What becomes a dataset later is refused where it has no noise, no time, or no pixel to measure."""

import numpy as np
import pytest

import autolens_lite as al

MASK = al.Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2)
MOVED = al.Mask2D.circular((12, 12), radius=1.0, pixel_scales=0.2, centre=(0.2, 0.0))


def image(value, backend="numba", mask=MASK):
    values = np.ones(mask.pixels_in_mask)
    values[0] = value
    return al.Array2D(values, mask, backend=backend)


def test_whole_numbers_come_in_any_form():
    full = al.Array2D.no_mask(np.arange(36.0).reshape(6, 6), 0.1)
    for number in (1.0, np.float32(1), np.array(1.0), np.array(1)):
        np.testing.assert_array_equal(al.preprocess.edges_from(full, number), al.preprocess.edges_from(full, 1))
        noisy = al.preprocess.data_eps_with_poisson_noise_added(full, 10.0, number)
        np.testing.assert_array_equal(noisy, al.preprocess.data_eps_with_poisson_noise_added(full, 10.0, 1))


def test_planes_are_counted_in_any_form():
    lens = al.Galaxy(redshift=0.5, mass=al.mp.Isothermal(einstein_radius=1.0))
    tracer = al.Tracer([lens, al.Galaxy(redshift=1.0), al.Galaxy(redshift=2.0)])
    expected = al.LensCalc.from_tracer(tracer, plane_j=1).deflections_yx_2d_from(np.array([[0.5, 0.1]]))
    for number in (1.0, np.float32(1), np.array(1.0)):
        there = al.LensCalc.from_tracer(tracer, plane_j=number).deflections_yx_2d_from(np.array([[0.5, 0.1]]))
        np.testing.assert_array_equal(there, expected)


def test_edges_are_those_pixels_that_are_not_masked():
    values = np.full((6, 6), 3.0)
    mask = np.zeros((6, 6), bool)
    mask[0] = True
    partly = al.Array2D(values, al.Mask2D(mask, 0.1))
    assert al.preprocess.edges_from(partly, 1).shape == (14,)
    assert al.preprocess.background_sky_level_via_edges_from(partly, 1) == 3.0
    assert float(np.max(np.asarray(al.preprocess.background_noise_map_via_edges_from(partly, 1)))) == 0.0
    with pytest.raises(al.exc.DataError, match="masked in all"):
        al.preprocess.edges_from(image(1.0), 1)


def test_no_noise_is_zero_because_a_weight_is_infinite(backend):
    with pytest.raises(al.exc.DataError, match="weight_map holds infinite"):
        al.preprocess.noise_map_via_weight_map_from(image(np.inf, backend))
    with pytest.raises(al.exc.DataError, match="inverse_noise_map"):
        al.preprocess.noise_map_via_inverse_noise_map_from(image(np.inf, backend))
    with pytest.raises(al.exc.DataError, match="exposure_time_map"):
        al.preprocess.array_counts_to_eps(image(1.0, backend), image(np.inf, backend))


def test_counts_that_no_integer_holds_have_no_poisson_noise(backend):
    with pytest.raises(al.exc.DataError, match="too many"):
        al.preprocess.poisson_noise_via_data_eps_from(image(1e300, backend), 10.0, 1)


def test_a_limit_of_signal_to_noise_is_of_one_mask_and_backend(backend):
    noise, other = image(1.0, backend), {"numba": "jax", "jax": "numba"}[backend]
    with pytest.raises(al.exc.DataError, match="different masks"):
        al.preprocess.noise_map_with_signal_to_noise_limit_from(image(9.0, backend, MOVED), noise, 2.0)
    with pytest.raises(al.exc.BackendError):
        al.preprocess.noise_map_with_signal_to_noise_limit_from(image(9.0, other), noise, 2.0)
    limited = al.preprocess.noise_map_with_signal_to_noise_limit_from(image(-9.0, backend), noise, 2.0)
    np.testing.assert_array_equal(np.asarray(limited)[:3], [4.5, 1.0, 1.0])
    assert limited.backend == backend
