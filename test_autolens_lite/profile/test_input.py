"""Masses given at the pixels of a grid: they give back what was put in, and obey the laws of lensing in between."""

import copy
import pickle

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite import exc
from autolens_lite.grid import Coordinates, Grid2D, Grid2DIrregular, Mask2D
from autolens_lite.profile import mass as mp

TRUTH = mp.IsothermalCore((0.03, -0.05), (0.1, 0.05), 1.2, 0.4)
RNG = np.random.default_rng(7)
POINTS = RNG.uniform(-1.5, 1.5, (1000, 2))


def mask_of(pixel_scale=0.05, half=2.5, shape=None):
    n = round(2 * half / pixel_scale)
    return Mask2D.all_false(shape or (n, n + 3), pixel_scale)


def both_of(mask, **options):
    grid = Grid2D.from_mask(mask)
    alpha = np.asarray(TRUTH.deflections_yx_2d_from(grid))
    psi = np.asarray(TRUTH.potential_2d_from(grid))
    return (
        mp.InputPotential(psi, grid.slim, mask, **options),
        mp.InputDeflections(alpha[:, 0], alpha[:, 1], grid.slim, mask, **options),
    )


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_put_in_comes_back_at_the_pixels(which):
    mask = mask_of()
    profile, grid = both_of(mask)[which], Grid2D.from_mask(mask)
    if which == 0:
        np.testing.assert_allclose(profile.potential_2d_from(grid), TRUTH.potential_2d_from(grid), atol=1e-13)
    else:
        np.testing.assert_allclose(profile.deflections_yx_2d_from(grid), TRUTH.deflections_yx_2d_from(grid), atol=1e-13)


@pytest.mark.parametrize("which", [0, 1])
def test_the_spline_converges_to_the_truth(which):
    errors = []
    for pixel_scale in (0.1, 0.05):
        profile = both_of(mask_of(pixel_scale))[which]
        alpha = profile.deflections_yx_2d_from(POINTS) - TRUTH.deflections_yx_2d_from(POINTS)
        kappa = profile.convergence_2d_from(POINTS) - TRUTH.convergence_2d_from(POINTS)
        psi = profile.potential_2d_from(POINTS) - TRUTH.potential_2d_from(POINTS)
        errors.append([np.max(np.abs(alpha)), np.max(np.abs(kappa)), np.ptp(psi)])
    (alpha_1, kappa_1, psi_1), (alpha_2, kappa_2, psi_2) = errors
    assert alpha_2 < (2e-4, 1e-5)[which] and alpha_2 < alpha_1 / 6.0
    assert kappa_2 < (1e-2, 3e-4)[which] and kappa_2 < kappa_1 / 3.0
    assert psi_2 < 1e-5 and psi_2 < psi_1 / 8.0


def test_the_laws_hold_between_the_pixels():
    profile = both_of(mask_of())[0]
    xp, step = autolens_lite.xp.get("numba"), 1e-4
    y, x = POINTS.T

    def at(dy, dx, hook):
        return np.asarray(getattr(profile, hook)(Coordinates(y + dy, x + dx, xp)))

    by_y = (at(step, 0, "potential_from") - at(-step, 0, "potential_from")) / (2 * step)
    by_x = (at(0, step, "potential_from") - at(0, -step, "potential_from")) / (2 * step)
    np.testing.assert_allclose(profile.deflections_from(Coordinates(y, x, xp)), [by_y, by_x], atol=3e-7)
    yy = (at(step, 0, "deflections_from") - at(-step, 0, "deflections_from"))[0] / (2 * step)
    xx = (at(0, step, "deflections_from") - at(0, -step, "deflections_from"))[1] / (2 * step)
    # the third derivative of the spline jumps between cells
    np.testing.assert_allclose(profile.convergence_from(Coordinates(y, x, xp)), 0.5 * (yy + xx), atol=3e-4)


@pytest.mark.parametrize("which", [0, 1])
def test_backends_agree_and_compile(which):
    import jax

    profile = both_of(mask_of(0.1))[which]
    host, device = Grid2DIrregular(POINTS, "numba"), Grid2DIrregular(POINTS, "jax")
    xp = autolens_lite.xp.get("jax")
    compiled = jax.jit(lambda y, x: profile.deflections_from(Coordinates(y, x, xp)))
    expected = profile.deflections_yx_2d_from(host)
    np.testing.assert_allclose(np.stack(compiled(*POINTS.T), axis=-1), expected, atol=1e-13)
    for name in ("convergence_2d_from", "potential_2d_from"):
        np.testing.assert_allclose(getattr(profile, name)(device), getattr(profile, name)(host), atol=1e-12)
    slope = jax.grad(lambda y: profile.potential_from(Coordinates(y, xp.as_float(POINTS[:, 1]), xp)).sum())
    np.testing.assert_allclose(slope(xp.as_float(POINTS[:, 0])), expected[:, 0], atol=(1e-12, 1e-3)[which])


@pytest.mark.parametrize("which", [0, 1])
def test_outside_the_pixels(which):
    mask = Mask2D.circular(shape_native=(60, 60), pixel_scales=0.1, radius=2.0)
    nearest, zero = both_of(mask)[which], both_of(mask, extrapolate="zero")[which]
    outside = [(2.5, 0.0), (0.0, 4.0), (-7.0, 9.0)]
    assert np.isfinite(nearest.deflections_yx_2d_from(outside)).all()
    for name in ("deflections_yx_2d_from", "convergence_2d_from", "potential_2d_from"):
        np.testing.assert_array_equal(getattr(zero, name)(outside), 0.0)
        inside = [(0.3, 0.4), (-1.0, 0.9)]
        np.testing.assert_array_equal(getattr(zero, name)(inside), getattr(nearest, name)(inside))
    # far from the mask's edge the fill is not felt
    np.testing.assert_allclose(
        nearest.deflections_yx_2d_from([(0.5, 0.5)]), TRUTH.deflections_yx_2d_from([(0.5, 0.5)]), atol=1e-3
    )


def test_a_potential_goes_on_with_its_slope():
    profile = both_of(mask_of())[0]
    near, far = profile.potential_2d_from([(0.0, 3.0), (0.0, 4.0)])
    assert far - near == pytest.approx(profile.deflections_yx_2d_from([(0.0, 3.0)])[0, 1], rel=1e-12)


@pytest.mark.parametrize("which", [0, 1])
def test_copies_give_the_same(which):
    profile = both_of(mask_of(0.25))[which]
    for other in (pickle.loads(pickle.dumps(profile)), copy.deepcopy(profile)):
        np.testing.assert_array_equal(other.deflections_yx_2d_from(POINTS), profile.deflections_yx_2d_from(POINTS))


def test_bad_input_is_refused():
    mask = mask_of(0.25)
    good = np.zeros(mask.pixels_in_mask)
    with pytest.raises(exc.DataError, match="lensing_potential"):
        mp.InputPotential(good[1:], None, mask)
    with pytest.raises(exc.DataError, match="finite"):
        mp.InputDeflections(good, good * np.nan, None, mask)
    with pytest.raises(exc.DataError, match="image_plane_grid"):
        mp.InputPotential(good, np.zeros((mask.pixels_in_mask, 2)), mask)
    with pytest.raises(exc.DataError, match="Mask2D"):
        mp.InputPotential(good, None, None)
    with pytest.raises(exc.DataError, match="4 x 4"):
        mp.InputPotential(np.zeros(9), None, mask_of(shape=(3, 3)))
    with pytest.raises(exc.ParameterError, match="extrapolate"):
        mp.InputPotential(good, None, mask, extrapolate="cubic")
