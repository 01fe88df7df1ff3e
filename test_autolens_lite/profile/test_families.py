"""The families derived from the light profiles: linear, operated, of a given signal to noise, bases; points."""

import copy
import inspect
import json
import pickle

import numpy as np
import pytest

from autolens_lite import exc
from autolens_lite.grid import Grid2D, Grid2DIrregular
from autolens_lite.lens import Galaxy, Tracer
from autolens_lite.model import Collection, Model, model_from_dict
from autolens_lite.model.serial import model_to_dict
from autolens_lite.profile import light as lp
from autolens_lite.profile import mass as mp
from autolens_lite.profile import point as ps
from autolens_lite.profile.basis import Basis
from autolens_lite.profile.light import linear, linear_operated, operated, snr
from test_autolens_lite import light_stubs

POINTS = [(0.1, 0.2), (-0.5, 0.3), (1.2, -0.7)]


def classes_of(module, base):
    """The profiles that a module defines, itself."""
    found = [getattr(module, name) for name in module.__all__]
    return [cls for cls in found if inspect.isclass(cls) and issubclass(cls, base) and cls is not base]


FAMILIES = {
    module: classes_of(module, base)
    for module, base in (
        (linear, linear.LightProfileLinear),
        (operated, operated.LightProfileOperated),
        (linear_operated, linear.LightProfileLinear),
        (snr, snr.LightProfileSNR),
    )
}
DERIVED = [(module, cls) for module, classes in FAMILIES.items() for cls in classes]
LINEAR = FAMILIES[linear] + FAMILIES[linear_operated]


def parameters_of(cls):
    return list(inspect.signature(cls.__init__).parameters.values())[1:]


def made(cls, **arguments):
    """An instance; shapelets need orders."""
    needed = {p.name: 2 for p in parameters_of(cls) if p.default is p.empty}
    return cls(**needed, **arguments)


@pytest.mark.parametrize("module", FAMILIES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_light_profile_has_a_form(module):
    assert [cls.__name__ for cls in FAMILIES[module]] == [name for name in lp.__all__ if name != "LightProfile"]


@pytest.mark.parametrize("module", FAMILIES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_type_checkers_read_what_there_is(module):
    """Where this fails, `python -m test_autolens_lite.light_stubs` writes what is missing."""
    assert light_stubs.path_of(module).read_text(encoding="utf-8") == light_stubs.stub_of(module)


@pytest.mark.parametrize(("module", "cls"), DERIVED, ids=lambda value: value.__name__.rpartition(".")[2])
def test_a_derived_profile_is_its_parent_under_its_own_name(module, cls):
    assert getattr(module, cls.__name__) is cls
    assert cls.__module__ == module.__name__
    parent = getattr(lp, cls.__name__)
    profile = made(cls, centre=(0.1, 0.2))
    assert isinstance(profile, parent)
    for other in (pickle.loads(pickle.dumps(profile)), copy.deepcopy(profile)):
        assert type(other) is cls
        assert vars(other) == vars(profile)
    assert repr(eval(repr(profile), vars(module))) == repr(profile)


@pytest.mark.parametrize("cls", LINEAR, ids=lambda cls: cls.__name__)
def test_a_linear_profile_has_no_intensity_and_an_image_of_unit_intensity(cls):
    parent = getattr(lp, cls.__name__)
    names = [p.name for p in parameters_of(cls)]
    assert names == [p.name for p in parameters_of(parent) if p.name != "intensity"]
    with pytest.raises(exc.ParameterError, match="has no argument 'intensity'"):
        made(cls, intensity=1.0)
    needed = {p.name: 2 for p in parameters_of(cls) if p.default is p.empty}
    shared = {"centre": (0.1, 0.0), **needed} | ({"radius_break": 0.1} if "radius_break" in names else {})
    expected = parent(**shared, intensity=1.0).image_2d_from(POINTS)
    np.testing.assert_array_equal(cls(**shared).image_2d_from(POINTS), expected)


def test_positional_arguments_keep_their_order():
    sersic = linear.Sersic((0.1, 0.2), (0.3, 0.0), 0.7, 2.0)
    assert (sersic.centre, sersic.effective_radius, sersic.sersic_index) == ((0.1, 0.2), 0.7, 2.0)
    bright = snr.Sersic(30.0, (0.1, 0.2))
    assert (bright.signal_to_noise_ratio, bright.centre) == (30.0, (0.1, 0.2))


def test_the_cored_sersic_of_two_families_has_another_default_as_in_the_other_code():
    assert lp.SersicCore().radius_break == 0.025
    assert linear.SersicCore().radius_break == snr.SersicCore().radius_break == 0.01


@pytest.mark.parametrize("cls", FAMILIES[snr], ids=lambda cls: cls.__name__)
def test_the_brightest_pixel_has_the_signal_to_noise_asked_for(cls, backend):
    grid = Grid2D.uniform((10, 10), 0.2, over_sample_size=2, backend=backend)
    profile = made(cls, signal_to_noise_ratio=25.0)
    assert profile.intensity == 0.0
    profile.set_intensity_from(grid, exposure_time=300.0, background_sky_level=0.4)
    signal = float(np.max(np.asarray(profile.image_2d_from(grid)))) * 300.0
    assert signal / np.sqrt(signal + 0.4 * 300.0) == pytest.approx(25.0, rel=1e-12)


def test_the_point_spread_function_counts_in_the_signal_to_noise():
    class Halving:
        def convolved_image_from(self, image, blurring_image):
            assert blurring_image is None
            return 0.5 * np.asarray(image)

    grid = Grid2D.uniform((10, 10), 0.2)
    sharp, blurred = snr.Sersic(), snr.Sersic()
    sharp.set_intensity_from(grid, 300.0)
    blurred.set_intensity_from(grid, 300.0, psf=Halving())
    assert blurred.intensity == pytest.approx(2.0 * sharp.intensity, rel=1e-14)


def test_no_light_on_the_grid_has_no_signal_to_noise():
    profile = snr.GaussianSph(centre=(1e3, 0.0), sigma=0.1)
    with pytest.raises(exc.ParameterError, match="covers the profile's centre"):
        profile.set_intensity_from(Grid2D.uniform((4, 4), 0.2), 300.0)
    assert profile.intensity == 0.0


def test_priors_are_inherited():
    for cls in (linear.Sersic, operated.Sersic, linear_operated.Sersic, snr.Sersic):
        prior = Model(cls).effective_radius
        assert (prior.lower_limit, prior.upper_limit) == (0.0, 30.0)
    assert Model(linear.Sersic).prior_count == Model(lp.Sersic).prior_count - 1
    assert Model(linear.ExponentialCore).prior_count == 5
    assert Model(ps.PointFlux).prior_count == 3
    assert Model(ps.PointSolved).prior_count == 0


@pytest.mark.parametrize("cls", [linear.Sersic, linear_operated.Moffat, snr.Gaussian, operated.Gaussian])
def test_models_of_derived_profiles_survive_json(cls):
    model = Collection(free=Model(cls), fixed=cls(centre=(0.1, 0.2)))
    again = model_from_dict(json.loads(json.dumps(model_to_dict(model))))
    vector = np.full(model.prior_count, 0.3)
    ours, theirs = model.instance_from_vector(vector), again.instance_from_vector(vector)
    assert type(theirs.free) is cls
    assert vars(theirs.free) == vars(ours.free)
    assert vars(theirs.fixed) == vars(ours.fixed)


def test_a_basis_is_the_sum_of_its_profiles(backend):
    profiles = [lp.Gaussian(sigma=0.3), lp.Sersic(), mp.Isothermal(), mp.ExternalShear(0.1, 0.0)]
    basis, grid = Basis(profiles), Grid2DIrregular(POINTS, backend)
    assert (basis.light_profile_list, basis.mass_profile_list) == (profiles[:2], profiles[2:])
    for name, parts in (
        ("image_2d_from", profiles[:2]),
        ("deflections_yx_2d_from", profiles[2:]),
        ("convergence_2d_from", profiles[2:]),
        ("potential_2d_from", profiles[2:]),
    ):
        expected = sum(np.asarray(getattr(part, name)(grid)) for part in parts)
        np.testing.assert_allclose(getattr(basis, name)(grid), expected, rtol=1e-14)
    assert basis.total_flux() == pytest.approx(sum(part.total_flux() for part in profiles[:2]), rel=1e-14)
    assert len(basis.image_2d_list_from(grid)) == 2
    assert vars(pickle.loads(pickle.dumps(basis))).keys() == vars(basis).keys()


@pytest.mark.filterwarnings("ignore:The image leaves out light")
def test_unsolved_light_is_dark_in_a_basis_and_in_a_galaxy(backend):
    grid = Grid2DIrregular(POINTS, backend)
    basis = Basis([linear.Gaussian(), lp.Gaussian()])
    expected = np.asarray(lp.Gaussian().image_2d_from(grid))
    np.testing.assert_array_equal(basis.image_2d_from(grid), expected)
    np.testing.assert_array_equal(basis.image_2d_list_from(grid), [0.0 * expected, expected])
    galaxy = Galaxy(0.5, bulge=basis, disc=linear.Sersic(), bar=lp.Gaussian())
    np.testing.assert_allclose(galaxy.image_2d_from(grid), 2.0 * expected, rtol=1e-15)
    np.testing.assert_array_equal(Galaxy(0.5, disc=linear.Sersic()).image_2d_from(grid), 0.0)
    assert galaxy.linear_light_profiles == {"bulge": [basis.profile_list[0]], "disc": [galaxy.disc]}


def test_a_galaxy_knows_what_its_bases_are_made_of():
    light, mass = Basis([lp.Gaussian()]), Basis([mp.IsothermalSph()])
    galaxy = Galaxy(0.5, light=light, mass=mass)
    assert galaxy.light_profiles == [light]
    assert galaxy.mass_profiles == [mass]
    shifted = Tracer([galaxy, Galaxy(1.0)]).deflections_yx_2d_from(POINTS)
    np.testing.assert_allclose(shifted, mp.IsothermalSph().deflections_yx_2d_from(POINTS), rtol=1e-13)


@pytest.mark.parametrize(
    ("profile_list", "words"),
    [([], "is empty"), (lp.Gaussian(), "is not a list"), ([lp.Gaussian], "profile_list\\[0\\]"), (3, "is not a list")],
)
def test_a_basis_of_something_else_is_refused(profile_list, words):
    with pytest.raises(exc.ParameterError, match=words):
        Basis(profile_list)


def test_a_galaxy_holds_point_sources():
    point = ps.PointFlux((0.1, 0.2), 0.5)
    galaxy = Galaxy(1.0, point_0=point, point_1=ps.PointSolved())
    assert galaxy.point_sources == {"point_0": point, "point_1": galaxy.point_1}
    assert galaxy.light_profiles == galaxy.mass_profiles == []
    assert (galaxy.point_0.centre, galaxy.point_0.flux) == ((0.1, 0.2), 0.5)
    assert "PointFlux(centre=(0.1, 0.2), flux=0.5)" in repr(galaxy)
    with pytest.raises(exc.ParameterError, match="centre"):
        ps.Point(3.0)
