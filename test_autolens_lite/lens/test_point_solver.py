"""Multiple images, by the laws of lensing: closed forms, the odd-number theorem, pairs that meet on caustics."""

import numpy as np
import pytest

import autolens_lite as al

CORED = {"centre": (0.02, -0.03), "ell_comps": (0.1, -0.15), "einstein_radius": 1.3, "core_radius": 0.05}
SHEAR = al.mp.ExternalShear(0.03, 0.02)
SOURCE = al.Galaxy(redshift=1.0)
SIE = al.Tracer([al.Galaxy(redshift=0.5, mass=al.mp.Isothermal((0.02, -0.03), (0.1, -0.15), 1.3), shear=SHEAR), SOURCE])
ONE = al.Tracer([al.Galaxy(redshift=0.5, mass=al.mp.IsothermalCore(**CORED), shear=SHEAR), SOURCE])
GROUP = al.Tracer(
    [
        al.Galaxy(redshift=0.5, mass=al.mp.IsothermalCore((0.02, -0.03), (0.1, -0.15), 1.0, 0.05)),
        al.Galaxy(redshift=0.5, mass=al.mp.IsothermalCore((0.7, 0.6), (0.0, -0.1), 0.4, 0.02)),
        SOURCE,
    ]
)
PLANES = al.Tracer(
    [
        al.Galaxy(redshift=0.5, mass=al.mp.IsothermalCore((0.02, -0.03), (0.1, -0.15), 1.0, 0.1)),
        al.Galaxy(redshift=0.8, mass=al.mp.IsothermalCore((0.2, 0.1), (0.0, -0.1), 0.4, 0.1)),
        al.Galaxy(redshift=2.0),
    ]
)
LENSES = {"one galaxy": ONE, "two galaxies": GROUP, "two planes": PLANES}
ALL = al.PointSolver(-4.0, 4.0, -4.0, 4.0, scale=0.1, magnification_threshold=0.0)


def spherical(einstein_radius=1.2):
    return al.Tracer([al.Galaxy(redshift=0.5, mass=al.mp.IsothermalSph((0.1, -0.2), einstein_radius)), SOURCE])


def parities(tracer, images):
    return np.sign(np.asarray(tracer.magnification_2d_from(images)))


def misses(tracer, images, point):
    return np.hypot(*(np.asarray(tracer.traced_grid_2d_list_from(images)[-1]) - point).T)


def test_quad_has_four_bright_images_and_a_faint_one_in_a_core():
    grid = al.Grid2D.uniform((100, 100), 0.06)
    bright, every = (al.PointSolver.for_grid(grid, 0.001, threshold) for threshold in (0.1, 0.0))
    assert len(bright.solve(SIE, (0.05, 0.02))) == len(every.solve(SIE, (0.05, 0.02))) == 4
    assert len(bright.solve(ONE, (0.05, 0.02))) == 4
    images = every.solve(ONE, (0.05, 0.02))
    assert len(images) == 5
    magnification = np.abs(ONE.magnification_2d_from(images))
    assert magnification[-1] < 0.01 < 2.0 < magnification[-2]
    assert np.all(np.diff(magnification) < 0.0)
    np.testing.assert_allclose(np.asarray(images)[-1], CORED["centre"], atol=0.01)


@pytest.mark.parametrize("tracer", LENSES.values(), ids=LENSES)
def test_odd_number_theorem(tracer):
    """Of a lens without singularity images are one more of positive parity than of negative (Burke 1981)."""
    counts = []
    for point in np.random.default_rng(1).uniform(-0.6, 0.6, (40, 2)):
        images = ALL.solve(tracer, tuple(point))
        counts.append(len(images))
        assert parities(tracer, images).sum() == 1
        assert misses(tracer, images, point).max() < 1e-13
    assert len(set(counts)) > 1


@pytest.mark.parametrize("distance", [1e-2, 1e-4, 1e-7, 1e-9])
def test_a_pair_appears_inside_a_caustic_however_close(distance):
    grid = al.Grid2D.uniform((80, 80), 0.05)
    caustic = np.asarray(ONE.tangential_caustic_list_from(grid)[0])[:-1]
    # the diamond is seen whole from its middle, so that inwards is towards it; cusps, at its ends, are left out
    inward = 0.5 * (caustic.max(axis=0) + caustic.min(axis=0)) - caustic
    radii = np.hypot(*inward.T)
    inward /= radii[:, None]
    folds = np.flatnonzero(radii < 0.7 * radii.max())[::60]
    assert len(folds) > 5
    for k in folds:
        inside, outside = (ALL.solve(ONE, tuple(caustic[k] + sign * distance * inward[k])) for sign in (1.0, -1.0))
        assert len(inside) == len(outside) + 2
        first, second = np.asarray(inside)[:2]
        # the pair parts as the root of the distance to the fold
        assert np.hypot(*(first - second)) < 10.0 * np.sqrt(distance)
        np.testing.assert_array_equal(np.sort(parities(ONE, inside)[:2]), [-1.0, 1.0])


def test_a_cusp_joins_three_images():
    """On the axis of an ellipse without shear, inside the cusp, three bright images close to each other."""
    tracer = al.Tracer([al.Galaxy(redshift=0.5, mass=al.mp.Isothermal((0.0, 0.0), (0.0, 0.15), 1.3)), SOURCE])
    caustic = np.asarray(tracer.tangential_caustic_list_from(al.Grid2D.uniform((80, 80), 0.05))[0])
    cusp = caustic[:, 1].max()
    inside, outside = ALL.solve(tracer, (0.0, cusp - 0.01)), ALL.solve(tracer, (0.0, cusp + 0.01))
    assert (len(inside), len(outside)) == (4, 2)
    three = np.asarray(inside)[:3]
    assert np.hypot(*(three - three.mean(axis=0)).T).max() < 0.8
    assert abs(parities(tracer, inside)[:3].sum()) == 1


@pytest.mark.parametrize("beta", [0.3, 0.9, 1.19, 1.21, 2.0])
def test_isothermal_sphere(beta):
    """Images at beta + theta_E and, within the cut, at beta - theta_E."""
    images = np.asarray(ALL.solve(spherical(), (0.1, -0.2 + beta)))
    expected = [beta + 1.2, beta - 1.2] if beta < 1.2 else [beta + 1.2]
    np.testing.assert_allclose(images[:, 1] + 0.2, expected, atol=1e-9)
    np.testing.assert_allclose(images[:, 0], 0.1, atol=1e-9)


@pytest.mark.parametrize("beta", [0.2, 1.0, 2.0])
def test_point_mass(beta):
    tracer = al.Tracer([al.Galaxy(redshift=0.5, mass=al.mp.PointMass((0.0, 0.0), 0.9)), SOURCE])
    images = np.asarray(ALL.solve(tracer, (beta, 0.0)))
    root = np.sqrt(beta**2 + 4.0 * 0.9**2)
    np.testing.assert_allclose(images, [[0.5 * (beta + root), 0.0], [0.5 * (beta - root), 0.0]], atol=1e-9)


def test_threshold_drops_demagnified_images():
    """The inner image of a sphere has a magnification of theta_E / beta - 1."""
    beta, inner = 0.8, 1.2 / 0.8 - 1.0
    for threshold, number in ((0.98 * inner, 2), (1.02 * inner, 1)):
        solver = al.PointSolver.for_limits_and_scale(-3, 3, -3, 3, scale=0.1, magnification_threshold=threshold)
        assert len(solver.solve(spherical(), (0.1, -0.2 + beta))) == number


def test_without_mass_and_outside_the_limits():
    tracer = al.Tracer([al.Galaxy(redshift=0.5), SOURCE])
    np.testing.assert_allclose(np.asarray(ALL.solve(tracer, (0.3, -0.4))), [[0.3, -0.4]], atol=1e-12)
    nothing = ALL.solve(tracer, (5.0, 0.0))
    assert len(nothing) == 0
    assert np.asarray(nothing).shape == (0, 2)


def test_plane_in_the_middle():
    """Its images are those of the masses in front of it, scaled by the ratio of distances."""
    point = (0.05, 0.02)
    images = ALL.solve(PLANES, point, plane_redshift=0.8)
    traced = np.asarray(PLANES.traced_grid_2d_list_from(images)[1])
    np.testing.assert_allclose(traced, np.tile(point, (len(images), 1)), atol=1e-12)
    scale = PLANES.cosmology.scaling_factor_between_redshifts_from(0.5, 0.8, 2.0)
    mass = al.mp.IsothermalCore((0.02, -0.03), (0.1, -0.15), 1.0 * scale, 0.1)
    alone = ALL.solve(al.Tracer([al.Galaxy(redshift=0.5, mass=mass), al.Galaxy(redshift=0.8)]), point)
    np.testing.assert_allclose(np.asarray(images), np.asarray(alone), atol=1e-10)


def test_one_plane_stands_for_a_source_behind_it():
    images = ALL.solve(al.Tracer([spherical().galaxies[0]]), (0.1, 0.1))
    np.testing.assert_array_equal(np.asarray(images), np.asarray(ALL.solve(spherical(), (0.1, 0.1))))


def test_backends_agree(backend):
    grid = al.Grid2D.uniform((60, 60), 0.1, backend=backend)
    images = al.PointSolver.for_grid(grid).solve(SIE.with_backend(backend), (0.05, 0.02))
    assert images.backend == backend
    np.testing.assert_allclose(np.asarray(images), np.asarray(ALL.solve(SIE, (0.05, 0.02))), atol=1e-11)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: al.PointSolver(1.0, -1.0, -1.0, 1.0), al.exc.ParameterError, "y_max = -1.0"),
        (lambda: al.PointSolver(-1, 1, -1, 1, scale=0.0), al.exc.ParameterError, "scale = 0.0"),
        (lambda: al.PointSolver(-1, 1, -1, 1, precision=0.1), al.exc.ParameterError, "pixel_scale_precision"),
        (lambda: al.PointSolver.for_grid([(0.0, 0.0)]), al.exc.DataError, "grid is a list"),
        (lambda: ALL.solve([SOURCE], (0.0, 0.0)), al.exc.ParameterError, "tracer is a list"),
        (lambda: ALL.solve(SIE, 0.0), al.exc.ParameterError, "source_plane_coordinate"),
        (lambda: ALL.solve(SIE, (0.0, np.nan)), al.exc.ParameterError, "source_plane_coordinate"),
        (lambda: ALL.solve(SIE, (0.0, 0.0), 0.7), al.exc.ModelError, "plane_redshift = 0.7.*0.5, 1.0"),
    ],
)
def test_bad_input(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("precision", [1e-8, 1e-9, 1e-12, 1e-300])
def test_a_precision_beyond_rounding_loses_no_image(precision):
    lens = al.mp.Isothermal(ell_comps=(0.1, 0.2), einstein_radius=1.1)
    tracer = al.Tracer([al.Galaxy(0.5, mass=lens), al.Galaxy(1.0)])
    coarse = al.PointSolver(-2.0, 2.0, -2.0, 2.0).solve(tracer, (0.03, 0.05))
    fine = al.PointSolver(-2.0, 2.0, -2.0, 2.0, pixel_scale_precision=precision).solve(tracer, (0.03, 0.05))
    assert fine.slim.shape == (4, 2)
    np.testing.assert_allclose(fine.slim, coarse.slim, atol=1e-9)
