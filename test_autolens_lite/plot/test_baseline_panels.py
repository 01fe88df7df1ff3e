"""Amplitudes in bins, coverage, and the ellipse of the beam."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from autolens_lite.grid import Mask2D
from autolens_lite.plot import baseline_panels, beam_ellipse, figure_output

ARCSEC = math.pi / 648000.0


def test_bins_hold_equal_numbers_in_order():
    lengths = np.random.default_rng(0).permutation(np.arange(1.0, 501.0))
    baselines = np.stack([0.6 * lengths, 0.8 * lengths], axis=1)
    found = baseline_panels.amplitudes_from(lengths * (3.0 + 4.0j), None, baselines)
    groups = np.arange(1.0, 501.0).reshape(10, 50)
    assert np.allclose(found.distance, groups.mean(axis=1), rtol=1e-14)
    assert np.allclose(found.lower, groups[:, 0], rtol=1e-14)
    assert np.allclose(found.upper, groups[:, -1], rtol=1e-14)
    assert np.allclose(found.power, 25.0 * (groups**2).mean(axis=1), rtol=1e-14)
    assert np.array_equal(found.error, np.zeros(10))


@pytest.mark.parametrize("signal", [0.0, 1.0 + 2.0j])
def test_power_is_unbiased_and_its_error_is_right(signal):
    """Over many realisations the mean is |V|^2 and the scatter is the error, each to its own statistical error."""
    rng = np.random.default_rng(3)
    total, members = 2000, 50
    sigma = np.full(members, 0.7 + 1.5j)
    uv_wavelengths = np.ones((members, 2))
    results = []
    for _ in range(total):
        noise = sigma.real * rng.standard_normal(members) + 1j * sigma.imag * rng.standard_normal(members)
        results.append(baseline_panels.amplitudes_from(signal + noise, sigma, uv_wavelengths))
    power = np.array([found.power[0] for found in results])
    error = np.array([found.error[0] for found in results])
    assert abs(power.mean() - abs(signal) ** 2) < 4.0 * power.std() / math.sqrt(total)
    # the scatter of a standard deviation is 1 / sqrt(2 n), for a distribution near to normal
    assert np.sqrt(np.mean(error**2)) == pytest.approx(power.std(), rel=4.0 / math.sqrt(2.0 * total))


def dataset_of(uv_wavelengths, weights):
    sigma = weights**-0.5
    mask = Mask2D.all_false((50, 50), 0.1)
    return SimpleNamespace(uv_wavelengths=uv_wavelengths, noise_map=sigma + 1j * sigma, mask=mask)


@pytest.mark.parametrize(("major", "minor", "angle"), [(0.5, 0.3, 30.0), (1.0, 0.2, 150.0), (0.4, 0.399, 90.0)])
def test_the_beam_of_a_normal_coverage_is_a_gaussian(major, minor, angle):
    """Weights exp(-u^T S^-1 u / 2) make the beam exp(-2 pi^2 x^T S x), of full width sqrt(8 ln 2) / (2 pi sqrt(S))."""
    widths = math.sqrt(8.0 * math.log(2.0)) / (2.0 * math.pi * ARCSEC * np.array([major, minor]))
    turn = math.radians(angle)
    axes = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    steps = np.linspace(-5.0, 5.0, 61)
    along, across = (part.ravel() for part in np.meshgrid(steps, steps))
    uv_wavelengths = np.stack([along * widths[0], across * widths[1]], axis=1) @ axes.T
    weights = np.exp(-0.5 * (along**2 + across**2))
    (found_major, found_minor), found_angle = beam_ellipse.ellipse_of(dataset_of(uv_wavelengths, weights))
    # the sum over u stands for an integral, to exp(-5^2 / 2) at its ends
    assert found_major == pytest.approx(major, rel=1e-4)
    assert found_minor == pytest.approx(minor, rel=1e-4)
    assert found_angle == pytest.approx(angle, abs=0.1)


def test_a_direction_without_baselines_is_as_wide_as_the_field():
    u = np.linspace(-1e5, 1e5, 101)
    (major, minor), angle = beam_ellipse.ellipse_of(dataset_of(np.stack([u, 0.0 * u], axis=1), np.ones(101)))
    assert major == pytest.approx(5.0, rel=1e-6)
    assert minor < 2.0
    assert angle == pytest.approx(90.0, abs=1e-3)


def test_coverage_shows_both_halves():
    baselines = np.array([[1000.0, 2000.0], [-3000.0, 500.0]])
    with figure_output.styled():
        axes = figure_output.Canvas().subplots()
        baseline_panels.coverage(axes, baselines)
    measured, conjugate = (np.asarray(points.get_offsets()) for points in axes.collections)
    assert np.array_equal(measured, [[1.0, 2.0], [-3.0, 0.5]])
    assert np.array_equal(conjugate, -measured)


def test_many_baselines_are_counted(monkeypatch):
    monkeypatch.setattr(baseline_panels, "_MOST_POINTS", 3)
    baselines = np.array([[1000.0, 2000.0]] * 5)
    with figure_output.styled():
        axes = figure_output.Canvas().subplots()
        baseline_panels.coverage(axes, baselines)
    (density,) = axes.collections
    counts = np.asarray(density.get_array())
    edges = density.get_coordinates()
    rows, columns = np.nonzero(counts)
    # the lower one is the conjugate, (-1, -2) kilowavelengths
    assert counts[rows, columns].tolist() == [5.0, 5.0]
    assert edges[rows[1], columns[1]][0] <= 1.0 <= edges[rows[1] + 1, columns[1] + 1][0]
    assert edges[rows[1], columns[1]][1] <= 2.0 <= edges[rows[1] + 1, columns[1] + 1][1]
