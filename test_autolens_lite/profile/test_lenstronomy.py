"""Every profile that lenstronomy has too gives lenstronomy's numbers, through the converters.

The rows are those of `cases.py`: a new profile with a row in the converter's table is tested without a line here.
"""

import warnings

import numpy as np
import pytest

import autolens_lite.xp
from autolens_lite import exc
from autolens_lite.grid import Coordinates
from autolens_lite.profile import convert
from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile.conversion.lenstronomy import TABLE
from test_autolens_lite import cases

pytest.importorskip("lenstronomy")

EXACT = 1e-8

# Where lenstronomy is the approximation: its largest error, over the largest value. Why:
APPROXIMATE = {
    # a sum of 44 cored steep ellipsoids (Oguri 2021)
    "NFW_ELLIPSE_CSE": 2e-5,
    # its iteration stops early for the flattest ellipses; `EPL` does not
    "EPL_NUMBA": 5e-8,
}

# Quantities that lenstronomy finds by first differences or adaptive quadrature, or has not.
NOT_COMPARED = {
    "SIE": {"convergence"},
    "NIE": {"convergence"},
    "CHAMELEON": {"convergence"},
    "SPL_CORE": {"potential"},
    # near the core radius its convergence is that at the core radius
    "CNFW": {"convergence", "potential"},
    "GNFW": {"potential"},
    "SERSIC": {"convergence"},
    "SERSIC_ELLIPSE_KAPPA": {"convergence", "potential"},
    "GAUSSIAN_ELLIPSE_KAPPA": {"potential"},
}

# Needs a Fortran compiler (fastell); its formula is tested among those of COOLEST, which are the same.
NOT_INSTALLED = {"SPEMD"}

RNG = np.random.default_rng(8)
RADIUS, ANGLE = RNG.uniform(0.3, 3.0, 40), RNG.uniform(0.0, 2.0 * np.pi, 40)
Y, X = cases.CENTRE[0] + RADIUS * np.sin(ANGLE), cases.CENTRE[1] + RADIUS * np.cos(ANGLE)


def is_coreless(case):
    return any(case.arguments.get(core) == 0.0 for core in ("core_radius", "ra", "r_core"))


def has_counterpart(case):
    name, arguments = case.cls.__name__, case.arguments
    if name == "PowerLawMultipole":  # its multipoles are isothermal
        return arguments.get("slope", 2.0) == 2.0 and arguments.get("m", 4) > 1
    if name == "ExternalPotential":  # its shear is another model
        return arguments.get("gamma_1", 0.0) == arguments.get("gamma_2", 0.0) == 0.0
    # round cored profiles are given by their central density there
    return not (name.endswith("Sph") and is_coreless(case))


PAIRS = [
    pytest.param(case, row, id=f"{row.theirs}-{case}")
    for case in cases.MASS + cases.LIGHT
    for row in TABLE.rows
    if row.theirs not in NOT_INSTALLED and row.holds(case.profile) and has_counterpart(case)
]


def ours(profile, family):
    """Quantity -> values of a profile of ours."""
    points = Coordinates(Y, X, autolens_lite.xp.get("numba"))
    if family == "light":
        return {"image": profile.image_from(points)}
    return {
        "deflections": np.stack(profile.deflections_from(points)),
        "convergence": profile.convergence_from(points),
        "potential": profile.potential_from(points),
    }


def theirs(name, kwargs, family, quantities):
    """The same of lenstronomy."""
    from lenstronomy.LensModel.lens_model import LensModel
    from lenstronomy.LightModel.light_model import LightModel

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        if family == "light":
            return {"image": LightModel([name]).surface_brightness(X, Y, [kwargs])}
        model = LensModel([name])
        functions = {
            "deflections": lambda: np.stack(model.alpha(X, Y, [kwargs])[::-1]),
            "convergence": lambda: model.kappa(X, Y, [kwargs]),
            "potential": lambda: model.potential(X, Y, [kwargs]),
        }
        return {quantity: functions[quantity]() for quantity in quantities}


def difference(quantity, ours, theirs):
    """The largest, over the largest value; of potentials without their constants."""
    if quantity == "potential":
        ours, theirs = ours - ours[0], theirs - theirs[0]
    return np.max(np.abs(ours - theirs)) / max(np.max(np.abs(theirs)), np.finfo(float).tiny)


@pytest.mark.parametrize(("case", "row"), PAIRS)
def test_lenstronomy_renders_the_same(case, row):
    profile = case.profile
    kwargs = row.there(profile)
    expected = ours(profile, row.family)
    for quantity in NOT_COMPARED.get(row.theirs, set()):
        expected.pop(quantity, None)
    got = theirs(row.theirs, kwargs, row.family, expected)
    for quantity, values in expected.items():
        assert difference(quantity, values, got[quantity]) < APPROXIMATE.get(row.theirs, EXACT), quantity


@pytest.mark.parametrize(("case", "row"), PAIRS)
def test_there_and_back_is_the_same_profile(case, row):
    if row.theirs == "CHAMELEON" and is_coreless(case):
        return  # read back as a Chameleon, which needs both of its cores
    name, kwargs = TABLE.there(case.profile, row.family)
    got = ours(convert.from_lenstronomy(name, kwargs, row.family), row.family)
    for quantity, values in ours(case.profile, row.family).items():
        assert difference(quantity, got[quantity], values) < 1e-12, quantity


def test_at_least_thirty_profiles_agree():
    classes = {param.values[0].cls for param in PAIRS if param.values[1].theirs not in APPROXIMATE}
    assert len(classes) >= 30


def test_every_name_in_the_table_is_a_profile():
    for row in TABLE.rows:
        for name in row.ours:
            family, _, cls = name.partition(".")
            assert hasattr({"mass": mp, "light": lp}[family], cls), name


@pytest.mark.parametrize("n", range(4))
def test_all_shapelets_of_an_order(n):
    shapelets = [lp.ShapeletCartesianSph(n_y, n - n_y, cases.CENTRE, 0.7, 0.8) for n_y in range(n + 1)]
    shapelets += [lp.ShapeletPolarSph(n, m, cases.CENTRE, 0.7, 0.8) for m in range(-n, n + 1, 2)]
    shapelets += [lp.ShapeletExponentialSph(n, m, cases.CENTRE, 0.7, 0.8) for m in range(-n, n + 1)]
    for shapelet in shapelets:
        name, kwargs = convert.to_lenstronomy(shapelet)
        got = theirs(name, kwargs, "light", ["image"])["image"]
        np.testing.assert_allclose(got, ours(shapelet, "light")["image"], atol=1e-13)
        assert repr(convert.from_lenstronomy(name, kwargs)) == repr(shapelet)


PARTS = [
    mp.ExternalPotential(cases.CENTRE, 0.0, 0.0, 0.01, -0.02, 0.03, 0.015),
    mp.PowerLawMultipole(3, cases.CENTRE, 1.3, 2.0, (0.03, -0.05)),
    mp.PowerLawMultipole(4, cases.CENTRE, 1.3, 2.0, (-0.04, 0.02)),
]


@pytest.mark.parametrize("profile", PARTS, ids=repr)
def test_profiles_of_which_a_part_has_a_counterpart(profile):
    name, kwargs = convert.to_lenstronomy(profile)
    expected, back = ours(profile, "mass"), ours(convert.from_lenstronomy(name, kwargs), "mass")
    for quantity, values in theirs(name, kwargs, "mass", expected).items():
        assert difference(quantity, expected[quantity], values) < 1e-13
        assert difference(quantity, back[quantity], values) < 1e-13


def test_the_other_part_is_refused():
    with pytest.raises(exc.ParameterError, match="FLEXION has no shear"):
        convert.to_lenstronomy(mp.ExternalPotential(gamma_1=0.1))
    with pytest.raises(exc.ParameterError, match="multipoles are isothermal"):
        convert.to_lenstronomy(mp.PowerLawMultipole(4, slope=2.1))
    with pytest.raises(exc.ParameterError, match="core_radius"):
        convert.to_lenstronomy(mp.PowerLawCoreSph(core_radius=0.0))
    with pytest.raises(exc.ParameterError, match="about the origin"):
        convert.from_lenstronomy("SHEAR", {"gamma1": 0.1, "gamma2": 0.0, "ra_0": 0.2, "dec_0": 0.0})


def test_one_name_of_light_and_of_mass():
    kwargs = {"w_c": 0.1, "w_t": 0.6, "e1": 0.1, "e2": 0.0}
    assert isinstance(convert.from_lenstronomy("CHAMELEON", {"amp": 1.0, **kwargs}, "light"), lp.Chameleon)
    with pytest.raises(exc.ParameterError, match="family='light' or family='mass'"):
        convert.from_lenstronomy("CHAMELEON", {"amp": 1.0, **kwargs})
