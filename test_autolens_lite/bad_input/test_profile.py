"""Impossible profiles, galaxies and tracers are refused with a message that names the argument and the remedy."""

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.grid import Grid2D, Grid2DIrregular
from autolens_lite.lens import Galaxy, Tracer, cosmology
from autolens_lite.profile import light as lp
from autolens_lite.profile import light_mass as lmp
from autolens_lite.profile import mass as mp

NAN, INF = float("nan"), float("inf")

PARAMETERS = [
    (mp.Isothermal, {"einstein_radius": -0.1}, "einstein_radius"),
    (mp.Isothermal, {"einstein_radius": NAN}, "einstein_radius"),
    (mp.Isothermal, {"einstein_radius": "1.0"}, "einstein_radius"),
    (mp.Isothermal, {"centre": 0.0}, "centre"),
    (mp.Isothermal, {"centre": (0.0, INF)}, r"centre\[1\]"),
    (mp.Isothermal, {"centre": (0.0, 0.0, 0.0)}, "centre"),
    (mp.Isothermal, {"ell_comps": (0.8, 0.6)}, r"ell_comps.*below 1"),
    (mp.Isothermal, {"ell_comps": (0.0, -1.5)}, r"ell_comps.*below 1"),
    (mp.Isothermal, {"ell_comps": None}, "ell_comps"),
    (mp.IsothermalSph, {"einstein_radius": -1.0}, "einstein_radius"),
    (mp.PowerLaw, {"slope": 1.0}, "slope"),
    (mp.PowerLaw, {"slope": 3.0}, "slope"),
    (mp.PowerLaw, {"einstein_radius": -1.0}, "einstein_radius"),
    (mp.PowerLawSph, {"slope": 0.5}, "slope"),
    (mp.PowerLawSph, {"einstein_radius": INF}, "einstein_radius"),
    (mp.ExternalShear, {"gamma_1": NAN}, "gamma_1"),
    (mp.ExternalShear, {"gamma_2": None}, "gamma_2"),
    (mp.PointMass, {"einstein_radius": -1.0}, "einstein_radius"),
    (mp.IsothermalCore, {"core_radius": -0.1}, "core_radius"),
    (mp.IsothermalCoreSph, {"einstein_radius": -0.1}, "einstein_radius"),
    (mp.PowerLawCore, {"slope": 3.0}, "slope"),
    (mp.PowerLawCoreSph, {"core_radius": NAN}, "core_radius"),
    (mp.PowerLawIntermediate, {"slope": 1.0}, "slope"),
    (mp.PowerLawBroken, {"break_radius": 0.0}, "break_radius"),
    (mp.PowerLawBroken, {"inner_slope": 2.0}, "inner_slope"),
    (mp.PowerLawBrokenSph, {"outer_slope": 4.0}, "outer_slope"),
    (mp.PowerLawMultipole, {"m": 0}, "m = 0"),
    (mp.PowerLawMultipole, {"m": 2.5}, "not an integer"),
    (mp.PowerLawMultipole, {"m": 1, "slope": 2.0}, "slope"),
    (mp.PowerLawMultipole, {"multipole_comps": 0.1}, "multipole_comps"),
    (mp.PIEMass, {"ra": -0.1}, "ra"),
    (mp.dPIEMassB0, {"ra": 2.0, "rs": 2.0}, "ra = rs"),
    (mp.dPIEMassB0Sph, {"rs": 0.0}, "rs"),
    (mp.dPIEMass, {"ellipticity": 1.0}, "ellipticity"),
    (mp.dPIEMass, {"sigma": -1.0}, "sigma"),
    (mp.dPIEMassSph, {"r_core": 3.0, "r_cut": 3.0}, "r_core = r_cut"),
    (mp.dPIEPotential, {"b0": -1.0}, "b0"),
    (mp.ExternalPotential, {"tau_1": NAN}, "tau_1"),
    (mp.MassSheet, {"kappa": None}, "kappa"),
    (mp.SMBH, {"mass": -1.0}, "mass"),
    (mp.SMBHBinary, {"mass_ratio": 0.0}, "mass_ratio"),
    (lp.Sersic, {"effective_radius": 0.0}, "effective_radius"),
    (lp.Sersic, {"sersic_index": 0.0}, "sersic_index"),
    (lp.Sersic, {"sersic_index": 11.0}, "sersic_index"),
    (lp.Sersic, {"intensity": INF}, "intensity"),
    (lp.SersicSph, {"sersic_index": -1.0}, "sersic_index"),
    (lp.SersicSph, {"intensity": NAN}, "intensity"),
    (lp.Exponential, {"effective_radius": -0.5}, "effective_radius"),
    (lp.ExponentialSph, {"effective_radius": NAN}, "effective_radius"),
    (lp.Gaussian, {"sigma": 0.0}, "sigma"),
    (lp.GaussianSph, {"sigma": -1.0}, "sigma"),
    (lp.SersicCore, {"radius_break": 0.0}, "radius_break"),
    (lp.SersicCore, {"gamma": 2.0}, "gamma"),
    (lp.SersicCoreSph, {"alpha": 0.0}, "alpha"),
    (lp.ExponentialCore, {"radius_break": NAN}, "radius_break"),
    (lp.ExponentialCoreSph, {"effective_radius": -1.0}, "effective_radius"),
    (lp.DevVaucouleurs, {"effective_radius": 0.0}, "effective_radius"),
    (lp.DevVaucouleursSph, {"sersic_index": 3.0}, "sersic_index"),
    (lp.Chameleon, {"core_radius_0": 0.0}, "core_radius_0"),
    (lp.ChameleonSph, {"core_radius_1": -0.1}, "core_radius_1"),
    (lp.Moffat, {"alpha": 0.0}, "alpha"),
    (lp.MoffatSph, {"beta": -1.0}, "beta"),
    (lp.ElsonFreeFall, {"eta": 0.0}, "eta"),
    (lp.ElsonFreeFallSph, {"effective_radius": INF}, "effective_radius"),
    (lp.GaussianMultipole, {"multipole_3_comps": 0.1}, "multipole_3_comps"),
    (lp.ShapeletPolar, {"n": 2, "m": 0, "beta": 0.0}, "beta"),
    (lp.ShapeletCartesianSph, {"n_y": 0, "n_x": 0, "beta": -1.0}, "beta"),
    (mp.Gaussian, {"sigma": 0.0}, "sigma"),
    (mp.Gaussian, {"intensity": INF}, "intensity"),
    (mp.Gaussian, {"mass_to_light_ratio": NAN}, "mass_to_light_ratio"),
    (mp.Gaussian, {"ell_comps": (0.8, 0.6)}, r"ell_comps.*below 1"),
    (mp.GaussianGradient, {"mass_to_light_radius": 0.0}, "mass_to_light_radius"),
    (mp.GaussianGradient, {"sigma": -1.0}, "sigma"),
    (mp.GaussianGradient, {"mass_to_light_ratio_base": NAN}, "mass_to_light_ratio_base"),
    (mp.GaussianGradient, {"mass_to_light_gradient": NAN}, "mass_to_light_gradient"),
    (mp.Sersic, {"effective_radius": 0.0}, "effective_radius"),
    (mp.Sersic, {"sersic_index": 11.0}, "sersic_index"),
    (mp.Sersic, {"mass_to_light_ratio": INF}, "mass_to_light_ratio"),
    (mp.SersicSph, {"intensity": NAN}, "intensity"),
    (mp.SersicSph, {"centre": (0.0, NAN)}, r"centre\[1\]"),
    (mp.Exponential, {"effective_radius": -1.0}, "effective_radius"),
    (mp.ExponentialSph, {"effective_radius": INF}, "effective_radius"),
    (mp.DevVaucouleurs, {"intensity": "1.0"}, "intensity"),
    (mp.DevVaucouleursSph, {"sersic_index": 4.0}, "sersic_index"),
    (mp.SersicCore, {"radius_break": 0.0}, "radius_break"),
    (mp.SersicCore, {"gamma": 2.0}, "gamma"),
    (mp.SersicCoreSph, {"alpha": 0.0}, "alpha"),
    (mp.SersicGradient, {"mass_to_light_gradient": 2.0}, "mass_to_light_gradient"),
    (mp.SersicGradientSph, {"mass_to_light_gradient": NAN}, "mass_to_light_gradient"),
    (mp.Chameleon, {"core_radius_0": 0.0}, "core_radius_0"),
    (mp.ChameleonSph, {"core_radius_1": -1.0}, "core_radius_1"),
    (mp.Sersic, {"mass_to_light": 1.0}, "Did you mean 'mass_to_light_ratio'"),
    (lmp.Gaussian, {"sigma": 0.0}, "sigma"),
    (lmp.GaussianGradient, {"mass_to_light_radius": -1.0}, "mass_to_light_radius"),
    (lmp.Sersic, {"sersic_index": 0.0}, "sersic_index"),
    (lmp.Sersic, {"mass_to_light_ratio": NAN}, "mass_to_light_ratio"),
    (lmp.SersicSph, {"intensity": INF}, "intensity"),
    (lmp.Exponential, {"effective_radius": 0.0}, "effective_radius"),
    (lmp.ExponentialSph, {"effective_radius": -1.0}, "effective_radius"),
    (lmp.DevVaucouleurs, {"ell_comps": (1.0, 0.0)}, r"ell_comps.*below 1"),
    (lmp.DevVaucouleursSph, {"centre": 0.0}, "centre"),
    (lmp.SersicCore, {"gamma": 2.5}, "gamma"),
    (lmp.SersicCoreSph, {"radius_break": 0.0}, "radius_break"),
    (lmp.SersicGradient, {"mass_to_light_gradient": 3.0}, "mass_to_light_gradient"),
    (lmp.SersicGradientSph, {"effective_radius": NAN}, "effective_radius"),
    (lmp.ExponentialGradient, {"mass_to_light_gradient": 2.0}, "mass_to_light_gradient"),
    (lmp.ExponentialGradientSph, {"intensity": NAN}, "intensity"),
    (lmp.Chameleon, {"core_radius_1": 0.0}, "core_radius_1"),
    (lmp.ChameleonSph, {"mass_to_light_ratio": None}, "mass_to_light_ratio"),
    (lmp.Sersic, {"effective_radii": 1.0}, "Did you mean 'effective_radius'"),
    (mp.Isothermal, {"einstien_radius": 1.0}, "Did you mean 'einstein_radius'"),
    (mp.PowerLaw, {"slop": 2.0}, "Did you mean 'slope'"),
    (mp.ExternalShear, {"gamma1": 0.1}, "Did you mean 'gamma_1'"),
    (lp.Sersic, {"effective_radii": 1.0}, "Did you mean 'effective_radius'"),
    (lp.Gaussian, {"sigmas": 1.0}, "Did you mean 'sigma'"),
    (Galaxy, {"redshift": -0.5}, "redshift"),
    (Galaxy, {"redshift": NAN}, "redshift"),
    (Galaxy, {"redshift": 0.5, "mass": 1.0}, "mass = 1.0 is neither"),
    (Galaxy, {"redshift": 0.5, "mass": mp.Isothermal}, r"mass is the class Isothermal.*Isothermal\(\.\.\.\)"),
    (Galaxy, {"redshift": 0.5, "bulge": [lp.Sersic()]}, "bulge is a list"),
    (Galaxy, {"redshift": 0.5, "image_2d_from": lp.Sersic()}, "image_2d_from"),
    (Galaxy, {"redshift": 0.5, "pixelization": lp.Sersic()}, "pixelization"),
    (Galaxy, {"redshift": 0.5, "pixelisation": 1}, "Did you mean 'pixelization'"),
    (Tracer, {"galaxies": []}, "galaxies is empty"),
    (Tracer, {"galaxies": Galaxy(0.5)}, r"Pass a list"),
    (Tracer, {"galaxies": 3}, "galaxies = 3"),
    (Tracer, {"galaxies": [Galaxy(0.5), lp.Sersic()]}, r"galaxies\[1\]"),
    (Tracer, {"galaxies": [Galaxy(0.5)], "cosmology": "Planck15"}, "cosmology"),
    (Tracer, {"galaxys": [Galaxy(0.5)]}, "Did you mean 'galaxies'"),
    (cosmology.FlatLambdaCDM, {"H0": 0.0}, "H0"),
    (cosmology.FlatLambdaCDM, {"Om0": 1.5}, "Om0"),
    (cosmology.FlatLambdaCDM, {"Tcmb0": -1.0}, "Tcmb0"),
    (cosmology.FlatLambdaCDM, {"m_nu": (0.1, 0.1, 0.1, 0.1)}, "m_nu"),
    (cosmology.FlatLambdaCDM, {"m_nu": -0.1}, "m_nu"),
]


@pytest.mark.parametrize(("cls", "arguments", "message"), PARAMETERS, ids=lambda value: str(value)[:60])
def test_impossible_parameters_are_refused(cls, arguments, message):
    with pytest.raises(exc.ParameterError, match=message):
        cls(**arguments)


def test_numpy_and_integer_values_are_fine():
    assert mp.Isothermal((0, 0), np.array([0.1, 0.2]), np.float32(1.5)).ell_comps == (0.1, 0.2)


def test_a_source_in_front_of_its_lens_has_no_critical_density():
    with pytest.raises(exc.ParameterError, match=r"redshift_0 = 1.0, redshift_1 = 0.5"):
        cosmology.Planck15().critical_surface_density_between_redshifts_from(1.0, 0.5)


def test_negative_redshifts_have_no_distance():
    with pytest.raises(exc.ParameterError, match=r"z = -0.5"):
        cosmology.Planck15().comoving_distance(-0.5)


def test_two_backends_in_one_computation_are_refused():
    tracer = Tracer([Galaxy(0.5, mass=mp.Isothermal())], backend="numba")
    grid = Grid2D.uniform((5, 5), 0.1, backend="jax")
    with pytest.raises(exc.BackendError, match=r"'numba'.*'jax'.*with_backend"):
        tracer.image_2d_from(grid)


def test_an_unknown_backend_is_refused():
    with pytest.raises(exc.BackendError, match="torch"):
        Tracer([Galaxy(0.5)], backend="torch")


LENS = Galaxy(0.5, mass=mp.IsothermalSph(einstein_radius=1.0))


@pytest.mark.parametrize(
    ("galaxy", "grid", "pixel_scale", "error", "message"),
    [
        (LENS, Grid2DIrregular([(0.0, 1.0)]), 0.05, exc.DataError, "Grid2D"),
        (LENS, Grid2D.uniform((40, 40), 0.1), 0.0, exc.ParameterError, "pixel_scale"),
        (Galaxy(0.5), Grid2D.uniform((40, 40), 0.1), 0.05, exc.DataError, "no tangential critical curve"),
        (LENS, Grid2D.uniform((40, 15), 0.1), 0.05, exc.DataError, "larger grid"),
    ],
)
def test_no_einstein_radius_without_a_closed_curve(galaxy, grid, pixel_scale, error, message):
    with pytest.raises(error, match=message):
        galaxy.einstein_radius_from(grid, pixel_scale)


def test_a_grid_of_nonsense_is_refused():
    with pytest.raises(exc.DataError, match="shape"):
        mp.Isothermal().convergence_2d_from(np.zeros((4, 3)))
