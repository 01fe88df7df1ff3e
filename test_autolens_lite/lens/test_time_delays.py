"""Time delays: closed forms, Fermat's principle in several planes, lenstronomy's values, gradients, refusals."""

import jax
import numpy as np
import pytest

import autolens_lite as al

POINTS = np.array([[0.2, 1.3], [0.5, -0.8], [-1.1, 0.4]])  # (y, x)
COSMOLOGY = al.cosmo.FlatLambdaCDM(H0=70.0, Om0=0.3, Tcmb0=0.0)
SIE = {"theta_E": 1.1, "e1": 0.1, "e2": -0.05, "center_x": 0.05, "center_y": -0.02}
NEAR = al.Galaxy(
    0.4, mass=al.convert.from_lenstronomy("SIE", SIE), shear=al.mp.ExternalShear(gamma_1=0.03, gamma_2=-0.02)
)
FAR = al.Galaxy(0.9, mass=al.mp.IsothermalSph(centre=(0.1, 0.2), einstein_radius=0.3))
SOURCE = al.Galaxy(2.0)
TRACERS = {
    "one lens plane": al.Tracer([NEAR, SOURCE], COSMOLOGY),
    "two lens planes": al.Tracer([NEAR, FAR, SOURCE], COSMOLOGY),
}
# Days, of lenstronomy 1.14.0: LensModel(..., multi_plane=True).arrival_time
LENSTRONOMY = {
    "one lens plane": [-47.95642581, -29.49969882, -40.41361328],
    "two lens planes": [-41.08022071, -26.20536288, -40.17654817],
}


def test_of_an_isothermal_sphere(backend):
    """The two images at theta_E +- beta of a source at beta are 2 theta_E beta D_dt / c apart."""
    tracer = al.Tracer([al.Galaxy(0.5, mass=al.mp.IsothermalSph(einstein_radius=1.2)), SOURCE])
    delays = tracer.time_delays_from(al.Grid2DIrregular([(0.0, 1.4), (0.0, -1.0)], backend))
    seconds = 2.0 * 1.2 * 0.2 * (np.pi / 648000.0) ** 2 * 3.085677581491367e22 / 299792458.0
    seconds *= tracer.cosmology.time_delay_distance(0.5, 2.0)
    assert float(delays[1] - delays[0]) == pytest.approx(seconds / 86400.0, rel=1e-13)


@pytest.mark.parametrize("planes", TRACERS)
def test_agrees_with_lenstronomy(planes, backend):
    delays = TRACERS[planes].time_delays_from(al.Grid2DIrregular(POINTS, backend))
    assert np.asarray(delays) == pytest.approx(LENSTRONOMY[planes], rel=1e-7)


def test_of_one_plane_is_the_fermat_potential():
    tracer = TRACERS["one lens plane"]
    grid = al.Grid2D.uniform((6, 6), 0.3, backend="numba")
    delays = tracer.time_delays_from(grid)
    fermat = al.LensCalc.from_tracer(tracer).fermat_potential_from(grid)
    assert isinstance(delays, al.Array2D)
    ratio = np.asarray(delays) / np.asarray(fermat)
    assert ratio == pytest.approx(np.full(36, ratio[0]), rel=1e-12)


@pytest.mark.parametrize("planes", TRACERS)
def test_nothing_changes_with_a_plane_without_mass(planes):
    tracer = TRACERS[planes]
    more = al.Tracer([*tracer.galaxies, al.Galaxy(0.2), al.Galaxy(0.6), al.Galaxy(1.3)], COSMOLOGY)
    assert more.time_delays_from(POINTS) == pytest.approx(tracer.time_delays_from(POINTS), rel=1e-13)


def test_of_a_source_in_front_of_the_last_plane():
    # Masses are in units for sources in the last plane, at redshift 3.
    scale = COSMOLOGY.scaling_factor_between_redshifts_from(0.4, 2.0, 3.0)
    heavy, light = (al.Galaxy(0.4, mass=al.mp.IsothermalSph(einstein_radius=radius)) for radius in (1.0, scale))
    delays = al.Tracer([heavy, SOURCE, al.Galaxy(3.0)], COSMOLOGY).time_delays_from(POINTS, plane_redshift=2.0)
    assert delays == pytest.approx(al.Tracer([light, SOURCE], COSMOLOGY).time_delays_from(POINTS), rel=1e-12)


@pytest.mark.parametrize("planes", TRACERS)
def test_time_is_stationary_but_for_where_the_ray_ends(planes):
    """Fermat's principle: dt / dtheta = D_dt / c of the last two planes (beta - theta_last) . dbeta / dtheta."""
    tracer, step = TRACERS[planes], 1e-5
    day = COSMOLOGY.time_delay_distance(tracer.plane_redshifts[-2], 2.0) * (np.pi / 648000.0) ** 2
    day *= 3.085677581491367e22 / 299792458.0 / 86400.0
    for axis in ((step, 0.0), (0.0, step)):
        after, before = POINTS + axis, POINTS - np.array(axis)
        slope = (tracer.time_delays_from(after) - tracer.time_delays_from(before)) / (2.0 * step)
        moved = (tracer.traced_grid_2d_list_from(after)[-1] - tracer.traced_grid_2d_list_from(before)[-1]) / (
            2.0 * step
        )
        last, end = tracer.traced_grid_2d_list_from(POINTS)[-2:]
        expected = day * np.sum((np.asarray(end) - np.asarray(last)) * np.asarray(moved), axis=1)
        assert slope == pytest.approx(expected, rel=1e-7, abs=1e-6)


def test_gradients_are_those_of_finite_differences():
    def delay(parameters, xp="jax"):
        cosmology = al.cosmo.FlatLambdaCDM(H0=parameters[0], Om0=parameters[1])
        masses = [al.mp.IsothermalSph(einstein_radius=parameters[2]), al.mp.ExternalShear(parameters[3], 0.02)]
        galaxies = [al.Galaxy(0.4, mass=masses[0], shear=masses[1]), FAR, SOURCE]
        times = al.Tracer(galaxies, cosmology).time_delays_from(al.Grid2DIrregular(POINTS, xp))
        return times[1] - times[0]

    at = np.array([70.0, 0.3, 1.1, 0.03])
    steps = np.diag(1e-5 * at)
    finite = [(delay(at + step, "numba") - delay(at - step, "numba")) / (2.0 * step.sum()) for step in steps]
    assert np.asarray(jax.grad(delay)(at)) == pytest.approx(np.array(finite), rel=1e-7)


def test_without_a_source_or_an_order_of_planes():
    with pytest.raises(al.exc.ModelError, match="Add a galaxy at its redshift"):
        al.Tracer([NEAR]).time_delays_from(POINTS)
    with pytest.raises(al.exc.ModelError, match="behind the first plane"):
        TRACERS["one lens plane"].time_delays_from(POINTS, plane_redshift=0.4)
    with pytest.raises(al.exc.ModelError, match=r"plane_redshift = 0\.7 is the redshift of no plane"):
        TRACERS["one lens plane"].time_delays_from(POINTS, plane_redshift=0.7)
    with pytest.raises(al.exc.ParameterError, match="redshift_1"):
        COSMOLOGY.time_delay_distance(1.0, 0.5)

    def delay(redshift):
        return al.Tracer([al.Galaxy(redshift, mass=al.mp.IsothermalSph()), SOURCE]).time_delays_from(
            al.Grid2DIrregular(POINTS, "jax")
        )[0]

    with pytest.raises(al.exc.ModelError, match="Fix the redshifts"):
        jax.grad(delay)(0.5)
