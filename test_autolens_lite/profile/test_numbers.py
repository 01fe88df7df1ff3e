"""Numbers in arrays are numbers or refused, and what is out of range is refused: of every profile, in every parameter.

What a check refuses of a number makes, of a traced one, a condition that does not hold.
"""

import fractions
import functools
import io
import math
import operator

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import check
from autolens_lite import xp as backends
from autolens_lite.profile.mass import root_of_increasing
from test_autolens_lite import cases

FIRST = list({case.cls: case for case in reversed([*cases.MASS, *cases.LIGHT])}.values())
VALUES = (-1.2, 0.0, 0.4, 1.5, 3.5, 12.0, 1e30, math.nan)


def numbers_of(case):
    return {name: value for name, value in case.arguments.items() if isinstance(value, float)}


@pytest.mark.parametrize("case", FIRST, ids=str)
def test_a_number_in_an_array_is_a_number(case):
    """Of no dimensions, as `np.loadtxt` makes of one number; with a dimension it is none."""
    for name, value in numbers_of(case).items():
        profile = case.cls(**case.arguments | {name: np.array(value)})
        assert repr(profile) == repr(case.profile)
        for array in (np.array([value]), np.array(value + 0.0j), np.array(str(value)), np.array(True)):
            with pytest.raises(al.exc.ParameterError, match=r"number|complex"):
                case.cls(**case.arguments | {name: array})
    if "centre" in case.arguments:
        profile = case.cls(**case.arguments | {"centre": tuple(map(np.array, cases.CENTRE))})
        assert repr(profile) == repr(case.profile)


@pytest.mark.parametrize("case", FIRST, ids=str)
def test_fractions_and_long_doubles_are_floats(case):
    for name, value in numbers_of(case).items():
        for number in (fractions.Fraction(value), np.longdouble(value)):
            profile = case.cls(**case.arguments | {name: number})
            assert repr(profile) == repr(case.profile)
            assert type(getattr(profile, name, value)) is float


def vectors_of(case):
    flat = np.array(cases.flat_parameters(case.arguments), dtype=float)
    vectors = [flat]
    for i in range(flat.size):
        for value in VALUES:
            vectors.append(flat.copy())
            vectors[-1][i] = value
    return np.array(vectors)


def is_taken(case, vector):
    try:
        cases.rebuilt(case.cls, case.arguments, vector.tolist())
    except al.exc.ParameterError:
        return False
    return True


@pytest.mark.parametrize("case", FIRST, ids=str)
def test_what_is_refused_of_numbers_is_a_condition_on_traced_ones(case, monkeypatch):
    import jax

    backends.get("jax")
    # no check depends on it, and it takes long
    monkeypatch.setattr(root_of_increasing, "root_from", lambda function, low, high, arguments, xp: 0.5 * (low + high))

    def conditions(vector):
        with check.conditions() as found:
            cases.rebuilt(case.cls, case.arguments, vector)
        return functools.reduce(operator.and_, found, True)

    vectors = vectors_of(case)
    # of one length, so that little is compiled
    padded = np.resize(vectors, (96, vectors.shape[1]))
    held = np.asarray(jax.vmap(conditions)(padded))[: len(vectors)]
    for vector, holds in zip(vectors, held, strict=True):
        assert is_taken(case, vector) == holds, vector


def test_jax_numbers_with_values_are_numbers():
    backends.get("jax")
    import jax.numpy as jnp

    profile = al.mp.Isothermal(jnp.array([0.1, 0.2]), (0.1, jnp.array(0.0)), jnp.array(1.2))
    assert repr(profile) == repr(al.mp.Isothermal((0.1, 0.2), (0.1, 0.0), 1.2))
    with pytest.raises(al.exc.ParameterError, match=r"einstein_radius = -1\.2"):
        al.mp.Isothermal(einstein_radius=jnp.array(-1.2))
    model = al.Model(al.mp.IsothermalSph, centre=(0.0, 0.0))
    assert type(model.instance_from_vector(jnp.array([1.2])).einstein_radius) is float


def test_samples_are_checked_each():
    with pytest.raises(al.exc.ParameterError, match="einstein_radius"):
        al.mp.IsothermalSph(einstein_radius=np.array([1.2, -1.2]))
    with pytest.raises(al.exc.ParameterError, match="axis_ratio"):
        al.convert.ell_comps_from(np.array([0.5, 1.5]), np.array([10.0, 20.0]))


def number(text):
    return np.loadtxt(io.StringIO(text))


def test_redshifts_of_a_table_are_sorted():
    source, lens = al.Galaxy(number("2.0"), b=al.lp.SersicSph()), al.Galaxy(number("0.5"), m=al.mp.IsothermalSph())
    assert al.Tracer([source, lens]).plane_redshifts == [0.5, 2.0]
    for redshift in (number("-1.0"), np.array([0.5]), np.array([0.5, 1.0]), np.bool_(True), "0.5", None):
        with pytest.raises(al.exc.ParameterError, match="redshift"):
            al.Galaxy(redshift)


def test_cosmology_takes_one_number():
    cosmology = al.cosmo.Planck15()
    assert cosmology.comoving_distance(number("0.5")) == cosmology.comoving_distance(0.5)
    scale = cosmology.scaling_factor_between_redshifts_from
    assert scale(number("0.5"), number("1.0"), number("2.0")) == scale(0.5, 1.0, 2.0)
    assert al.cosmo.FlatLambdaCDM(H0=number("70.0")).H0 == 70.0
    for call in (
        lambda: cosmology.comoving_distance(np.array([0.5])),
        lambda: al.cosmo.FlatLambdaCDM(Om0=np.array([0.3])),
        lambda: al.cosmo.FlatLambdaCDM(Om0=number("1.3")),
    ):
        with pytest.raises(al.exc.ParameterError):
            call()


def test_models_take_one_number():
    model = al.Model(al.mp.IsothermalSph, centre=(number("0.1"), 0.2), einstein_radius=number("1.2"))
    assert model.prior_count == 0
    assert model.instance_from_vector([]).centre == (0.1, 0.2)
    assert repr(al.UniformPrior(number("0.5"), number("2.0"))) == repr(al.UniformPrior(0.5, 2.0))
    for call in (
        lambda: al.Model(al.mp.IsothermalSph, einstein_radius=np.array([1.2])),
        lambda: al.Model(al.mp.IsothermalSph, centre=(np.array([0.1]), 0.2)),
        lambda: al.UniformPrior(np.array([0.5]), 2.0),
    ):
        with pytest.raises(al.exc.ModelError):
            call()
