"""Quantities of astropy: converted to the unit of each argument, or refused; a unit is never dropped."""

import inspect
import re
import sys

import numpy as np
import pytest
from astropy import units as u
from astropy.cosmology import Planck15
from astropy.table import QTable, Table

import autolens_lite as al
from autolens_lite import check, exc, units

MASK = al.Mask2D.circular((11, 11), radius=0.45, pixel_scales=0.1)


def families():
    """The public classes of profiles, meshes and the like, once each."""
    modules = (al.mp, al.lp, al.lmp, al.lp_linear, al.lp_operated, al.lp_linear_operated, al.lp_snr, al.ps, al.reg)
    found = {}
    for module in (*modules, al.mesh, al.image_mesh, al.cosmo, al):
        for name in dir(module):
            cls = getattr(module, name)
            if isinstance(cls, check.NamedArguments) and not name.startswith("_") and not inspect.isabstract(cls):
                found.setdefault(cls, f"{module.__name__}.{name}")
    return found


def numbers_of(cls):
    """The arguments of a constructor that are one number by default, with it."""
    parameters = inspect.signature(cls.__init__).parameters.items()
    plain = {name: p.default for name, p in parameters if type(p.default) in (float, int)}
    return plain if all(p.default is not p.empty for name, p in parameters if name != "self") else {}


NUMBERS = [(cls, name) for cls in families() for name in numbers_of(cls)]


def documented(cls):
    """What docstrings say of each argument, of the class, its bases, and the class that they refer to."""
    said = {}
    for base in reversed(cls.__mro__):
        text = inspect.getdoc(base) or ""
        referred = re.search(r"(?:those of `(?:al\.)?(\w+)`|`(\w+)` (?:without|at) `?ell_comps)", text)
        if referred and base.__module__.startswith("autolens_lite."):
            module = sys.modules[base.__module__]
            other = getattr(module, referred[1] or referred[2], None) or getattr(
                al.mp, referred[1] or referred[2], None
            )
            said |= documented(other) if inspect.isclass(other) and not issubclass(other, base) else {}
        section = re.search(r"Parameters\n-+\n(.*?)(\n\n\w+\n-+|\Z)", text, re.DOTALL)
        for names, text in re.findall(
            r"^(\S[^\n]*)\n((?:    [^\n]*\n?)+)", section[1] if section else "", re.MULTILINE
        ):
            said |= dict.fromkeys(names.split(", "), text)
    return said


def test_there_are_enough_of_them():
    assert len(NUMBERS) > 400


def test_every_length_on_the_sky_is_known_as_one():
    """An argument that is in arcsec by its docstring is in arcsec by the table, and no other one is."""
    wrong = []
    for cls in families():
        said = documented(cls)
        for name in set(inspect.signature(cls.__init__).parameters) & set(said):
            in_arcsec = re.search(r"(?<!/ )(?<!per )(?<!times )arcsec\b(?!\^)", said[name]) is not None
            known = units.of(units.names_of(cls), name) == "arcsec"
            if in_arcsec > known or (in_arcsec < known and (cls, name) in NUMBERS):
                wrong.append((cls.__name__, name, said[name]))
    assert not wrong


def test_numbers_with_units_are_converted():
    """Every argument that has a unit: the default value, written in a unit 7 times smaller, is the same object."""
    converted = 0
    for cls, name in NUMBERS:
        unit = units.of(units.names_of(cls), name)
        if not unit or name == "m_nu":
            continue
        smaller = u.def_unit("seventh", u.Unit(unit) / 7.0)
        made = cls(**{name: (7.0 * numbers_of(cls)[name]) * smaller})
        default = cls()
        assert type(getattr(made, name, 0.0)) is float or getattr(made, name) == getattr(default, name)
        for attribute, value in vars(default).items():
            if isinstance(value, float):
                assert vars(made)[attribute] == pytest.approx(value, rel=1e-12), (cls, name)
        converted += 1
    assert converted > 150


def test_numbers_of_another_unit_are_refused():
    """Every argument that is a number, whatever its meaning, is named where its unit is one that it cannot have."""
    for cls, name in NUMBERS:
        with pytest.raises(exc.ParameterError, match=rf"{name} = 1.0 cd"):
            cls(**{name: 1.0 * u.cd})


def test_numbers_without_dimension_are_plain():
    """A percentage, or the plain number of a computation with units, whatever the argument."""
    for cls, name in NUMBERS:
        value = numbers_of(cls)[name]
        if isinstance(value, float):
            percent = (100.0 * value) * u.percent
            assert repr(cls(**{name: percent})) == repr(cls(**{name: float(percent.to_value(""))})), (cls, name)


CONVERTED = {
    "centre": (lambda: al.mp.Isothermal(centre=(1 * u.arcmin, 2.0)), "centre", (60.0, 2.0)),
    "centre, one quantity": (lambda: al.lp.Sersic(centre=[1, 2] * u.arcmin), "centre", (60.0, 120.0)),
    "a velocity": (lambda: al.mp.dPIEMass(sigma=2e5 * u.m / u.s), "b0", al.mp.dPIEMass(sigma=200.0).b0),
    "radii of a mask": (lambda: al.Mask2D.circular((9, 9), 0.01 * u.arcmin, 100 * u.mas), "pixels_in_mask", 81),
    "an annulus": (
        lambda: al.Mask2D.circular_annular((9, 9), 100 * u.mas, 0.3, 0.1),
        "pixels_in_mask",
        al.Mask2D.circular_annular((9, 9), 0.1, 0.3, 0.1).pixels_in_mask,
    ),
    "an angle in radians": (
        lambda: al.Mask2D.elliptical((21, 21), 1.0, 0.5, 0.7 * u.rad, 0.1),
        "mask",
        al.Mask2D.elliptical((21, 21), 1.0, 0.5, np.rad2deg(0.7), 0.1).mask,
    ),
    "pixel scales": (lambda: al.Grid2D.uniform((3, 3), (100, 200) * u.mas), "pixel_scales", (0.1, 0.2)),
    "a PSF": (
        lambda: al.Convolver.from_gaussian((5, 5), 100 * u.mas, sigma=0.002 * u.arcmin),
        "kernel",
        al.Convolver.from_gaussian((5, 5), 0.1, sigma=0.12).kernel,
    ),
    "points": (lambda: al.Grid2DIrregular(np.ones((2, 2)) * u.arcmin), "slim", np.full((2, 2), 60.0)),
    "points, each with units": (lambda: al.Grid2DIrregular([(1 * u.arcmin, 2 * u.arcsec)]), "slim", [(60.0, 2.0)]),
    "columns of points": (
        lambda: al.Grid2DIrregular.from_yx_1d(*Table([[1.0], [2.0]], units=["arcmin", "arcsec"]).columns.values()),
        "slim",
        [(60.0, 2.0)],
    ),
    "columns of quantities": (
        lambda: al.Grid2DIrregular.from_yx_1d(*QTable([[1.0] * u.arcmin, [2.0] * u.deg]).columns.values()),
        "slim",
        [(60.0, 7200.0)],
    ),
    "positions": (lambda: al.PositionsLH([(1, 0), (0, 1)] * u.arcmin, 1 * u.arcmin), "positions", [(60, 0), (0, 60)]),
    "a threshold": (lambda: al.PositionsLH([(1, 0), (0, 1)], 1 * u.arcmin), "threshold", 60.0),
    "H0 and masses of neutrinos": (
        lambda: al.cosmo.FlatLambdaCDM(Planck15.H0, Planck15.Om0, Planck15.Tcmb0, Planck15.Neff, Planck15.m_nu),
        "Ode0",
        al.cosmo.Planck15().Ode0,
    ),
    "a mass in kg": (lambda: al.mp.SMBH(mass=(1e8 * u.solMass).to(u.kg)), "mass", 1e8),
    "an age": (lambda: al.mp.KaplinghatCoredNFWSph(t_age=5e9 * u.yr), "t_age", 5.0),
    "a rotation": (lambda: al.DatasetModel(grid_rotation_angle=np.pi * u.rad), "grid_rotation_angle", 180.0),
    "an exposure": (lambda: al.SimulatorImaging(exposure_time=1 * u.h), "exposure_time", 3600.0),
    "an argument of a model": (lambda: al.Model(al.mp.Isothermal, einstein_radius=1 * u.deg), "einstein_radius", 3600),
    "frequencies, metres and hours": (
        lambda: al.uv_wavelengths_from(
            [(0, 0, 0), (1, 2, 0)] * u.km, -0.4 * u.rad, -20.0, [0.25, 1.0] * u.hourangle, 345 * u.GHz
        ),
        "T",
        al.uv_wavelengths_from([(0, 0, 0), (1e3, 2e3, 0)], np.rad2deg(-0.4), -20.0, [0.25, 1.0], 345e9).T,
    ),
    "hours of time": (
        lambda: al.uv_wavelengths_from([(0, 0, 0), (1, 2, 0)], -20.0, -20.0, 60 * u.min, 345e9),
        "T",
        al.uv_wavelengths_from([(0, 0, 0), (1, 2, 0)], -20.0, -20.0, 1.0, 345e9).T,
    ),
    "an ellipse": (
        lambda: np.array(al.convert.ell_comps_from(0.5, 0.3 * u.rad)),
        "T",
        al.convert.ell_comps_from(0.5, np.rad2deg(0.3)),
    ),
    "a primary beam": (
        lambda: al.primary_beam_gaussian_from(MASK, 0.05 * u.arcmin),
        "slim",
        al.primary_beam_gaussian_from(MASK, 3.0).slim,
    ),
    "a grid of a method": (
        lambda: al.mp.IsothermalSph(einstein_radius=1.2).deflections_yx_2d_from([[1.0, 0.0]] * u.arcmin),
        "T",
        [[1.2], [0.0]],
    ),
    "a radius of a method": (lambda: al.mp.IsothermalSph().convergence_func(1 * u.arcmin) * np.ones(1), "T", [1 / 120]),
}


@pytest.mark.parametrize("case", CONVERTED)
def test_converted(case):
    make, attribute, expected = CONVERTED[case]
    np.testing.assert_allclose(getattr(make(), attribute), expected, rtol=1e-12)


def test_elements_of_a_model():
    model = al.Model(al.mp.Isothermal, centre=(1.0 * u.arcmin, al.UniformPrior(-1.0, 1.0)))
    model.centre_1 = 100.0 * u.mas
    assert tuple(model.centre) == (60.0, 0.1)
    model.einstein_radius = 1.0 * u.arcmin
    model.ell_comps = (0.0, 0.0)
    assert model.prior_count == 0
    assert model.instance_from_vector([]).einstein_radius == 60.0


UV = np.random.default_rng(1).normal(size=(4, 2)) * 4e5
REFUSED = {
    "redshift": lambda: al.Galaxy(redshift=0.5 * u.m),
    "intensity": lambda: al.lp.Sersic(intensity=3.0 * u.mJy),
    "lower_limit": lambda: al.UniformPrior(0.5 * u.arcsec, 2.0),
    "sigma": lambda: al.GaussianPrior(mean=0.0, sigma=1.0 * u.arcsec),
    "radius": lambda: al.Mask2D.circular((9, 9), 1.0 * u.kpc, 0.1),
    "uv_wavelengths": lambda: al.Interferometer(np.ones(4) + 1j, np.ones(4), UV * u.m, MASK),
    "values": lambda: al.Array2D.no_mask(np.ones((3, 3)) * u.Jy, 0.1),
    "kernel": lambda: al.Convolver(np.ones((3, 3)) * u.Jy),
    "psf": lambda: al.Imaging(np.ones((9, 9)), np.ones((9, 9)), psf=np.ones((3, 3)) * u.Jy, pixel_scales=0.1),
    "noise_sigma": lambda: al.SimulatorInterferometer(UV, noise_sigma=1.0 * u.mJy),
    "background_sky_level": lambda: al.SimulatorImaging(1.0, background_sky_level=1.0 * u.Jy),
    "noise_value": lambda: al.Imaging(np.ones((9, 9)), np.ones((9, 9)), pixel_scales=0.1).apply_noise_scaling(
        al.Mask2D.circular((9, 9), 0.2, 0.1), noise_value=1.0 * u.Jy
    ),
    "frequency_hz": lambda: al.uv_wavelengths_from([(0, 0, 0), (1, 2, 0)], -20.0, -20.0, 0.0, 1.0 * u.mm),
    "z": lambda: al.cosmo.Planck15().comoving_distance(1.0 * u.Mpc),
    "galaxy_image_dict": lambda: al.AdaptImages(galaxy_image_dict={"galaxies.source": np.ones(9) * u.Jy}),
    "x": lambda: al.Collection(x=1.0 * u.arcsec),
    "vector": lambda: al.Model(al.mp.IsothermalSph).instance_from_unit_vector([0.5, 0.5, 0.5] * u.arcsec),
    "slim": lambda: MASK.native_from(np.ones(MASK.pixels_in_mask) * u.Jy),
    "einstein_radius": lambda: al.Model(al.mp.Isothermal, einstein_radius=1.0 * u.m),
    "vectors": lambda: al.Samples(["a"], np.ones((3, 1)) * u.deg, np.zeros(3), np.zeros(3)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    with pytest.raises(exc.AutoLensError, match=rf"{name}\b.*Pass|{name}\b.*Divide"):
        REFUSED[name]()


@pytest.mark.parametrize("kind", ["image", "covariance", "visibilities", "columns", "complex noise"])
def test_noise_is_converted_to_the_unit_of_the_data(kind):
    if kind in ("visibilities", "complex noise", "columns"):
        data, noise = np.arange(1.0, 5.0) * (1.0 + 1.0j), np.full(4, 2.0 if kind != "complex noise" else 2.0 + 4.0j)
        given = (data * u.Jy, noise * u.mJy)
        if kind == "columns":
            given = Table(given, names=("data", "noise")).columns.values()
        dataset = al.Interferometer(*given, UV, MASK)
        expected = 0.002 + (0.004j if kind == "complex noise" else 0.002j)
    else:
        data = np.arange(1.0, 82.0).reshape(9, 9)
        noise = {"noise_map": np.full((9, 9), 2.0) * u.mJy}
        if kind == "covariance":
            noise = {"noise_covariance_matrix": 4.0 * np.eye(81) * u.mJy**2}
        dataset = al.Imaging(data * u.Jy, **noise, pixel_scales=0.1 * u.arcsec)
        expected = 0.002
    np.testing.assert_allclose(np.asarray(dataset.data), data.ravel(), rtol=1e-15)
    np.testing.assert_allclose(np.asarray(dataset.noise_map), expected, rtol=1e-15)


@pytest.mark.parametrize("other", [u.m, u.Jy**2, None])
def test_noise_of_another_unit_is_refused(other):
    noise = np.ones((9, 9)) if other is None else np.ones((9, 9)) * other
    with pytest.raises(exc.DataError, match=r"noise_map (is in|has no unit).*Jy"):
        al.Imaging(np.ones((9, 9)) * u.Jy, noise, pixel_scales=0.1)
    with pytest.raises(exc.DataError, match="noise_map is in Jy"):
        al.Imaging(np.ones((9, 9)), np.ones((9, 9)) * u.Jy, pixel_scales=0.1)


class Foreign:
    """A number of a library of units that is not astropy's."""

    units = "arcsec"

    def __float__(self):
        return 1.0

    def __array__(self, dtype=None, copy=None):
        return np.ones((), dtype)


@pytest.mark.parametrize("make", [al.Galaxy, lambda redshift: al.Mask2D.circular((9, 9), redshift, 0.1)])
def test_other_units_are_refused(make):
    with pytest.raises(exc.ParameterError, match="Foreign"):
        make(Foreign())
