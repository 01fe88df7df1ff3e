"""Which galaxy is what follows from the model, and so does where each number belongs."""

import numpy as np

import autolens_lite as al
from autolens_lite.guide.split import split


def names_of(part):
    return [name.removeprefix("galaxies.") for name in part.model.parameter_names]


def lens_of(**more):
    bulge, disk = al.Model(al.lp.Sersic), al.Model(al.lp.Exponential)
    disk.centre = bulge.centre
    return al.Model(al.Galaxy, redshift=0.5, bulge=bulge, disk=disk, mass=al.mp.Isothermal, **more)


def model_of(**galaxies):
    return al.Collection(galaxies=al.Collection(**galaxies))


def test_a_lens_and_a_source():
    source = al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph)
    model = model_of(lens=lens_of(shear=al.mp.ExternalShear), source=source)
    parts = split(model)
    assert all(name.startswith(("lens.bulge", "lens.disk")) for name in names_of(parts.light))
    assert all(name.startswith(("lens.mass", "lens.shear", "source")) for name in names_of(parts.arcs))
    assert sorted([*parts.light.indices, *parts.arcs.indices]) == list(range(model.prior_count))
    for part in (parts.light, parts.arcs):
        assert [model.priors[i] for i in part.indices] == part.model.priors
    # a shared centre has two places, which are of the same parameter
    assert [place.profile for place in parts.places if place.index == 0] == [("bulge",), ("disk",)]
    roles = {place.index: place.role for place in parts.places}
    told = {name: roles[i] for i, name in enumerate(model.parameter_names)}
    assert told["galaxies.lens.disk.intensity"] == "light"
    assert told["galaxies.lens.shear.gamma_1"] == told["galaxies.lens.mass.centre_0"] == "mass"
    assert told["galaxies.source.bulge.sersic_index"] == "source"
    assert {place.rank for place in parts.places if place.profile in (("disk",), ("shear",))} == {1}


def test_the_whole_model_is_left_as_it_was():
    model = model_of(lens=lens_of(), source=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.Sersic))
    before = model.to_dict(), model.info
    split(model)
    assert (model.to_dict(), model.info) == before


def test_a_neighbour_in_front_and_a_source_with_mass():
    model = al.Collection(
        galaxies=al.Collection(
            front=al.Model(al.Galaxy, redshift=0.2, light=al.lp.SersicSph),
            lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph),
            first=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph, mass=al.mp.IsothermalSph),
            second=al.Model(al.Galaxy, redshift=2.0, bulge=al.lp.SersicSph),
        ),
        extra_galaxies=al.Collection([al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)]),
        dataset_model=al.Model(al.DatasetModel, background_sky_level=al.UniformPrior(0.0, 1.0)),
    )
    parts = split(model)
    assert parts.lens_redshift == 0.5
    assert {name.split(".")[0] for name in names_of(parts.light)} == {"front", "dataset_model"}
    assert {name.split(".")[0] for name in names_of(parts.arcs)} == {"lens", "first", "second", "extra_galaxies"}
    assert [place.role for place in parts.places if place.galaxy == ()] == ["other"]


def test_what_is_fixed_goes_along():
    lens = al.Galaxy(0.5, bulge=al.lp.SersicSph(intensity=2.0), mass=al.mp.IsothermalSph(einstein_radius=1.3))
    model = model_of(lens=lens, source=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph))
    parts = split(model)
    assert parts.light is None and parts.arcs is parts.whole, "nothing is free in the light"
    fixed = parts.fixed_light.instance_from_vector([]).galaxies.lens
    assert fixed.bulge.intensity == 2.0 and not fixed.mass_profiles
    assert lens.light_profiles, "the galaxy itself is as it was"


def test_light_and_mass_in_one_profile_is_in_both_parts():
    stars = al.Model(al.lmp.Sersic)
    lens = al.Model(al.Galaxy, redshift=0.5, stars=stars, dark=al.mp.NFWSph)
    parts = split(model_of(lens=lens, source=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph)))
    shared = set(parts.light.indices) & set(parts.arcs.indices)
    assert len(shared) == al.Model(al.lmp.Sersic).prior_count
    assert np.all(np.isin(parts.light.indices, list(shared)))


def test_bases_are_light_or_mass_by_what_they_hold():
    gaussians = [al.Model(al.lp_linear.Gaussian, sigma=0.1 * (i + 1)) for i in range(3)]
    for gaussian in gaussians[1:]:
        gaussian.centre, gaussian.ell_comps = gaussians[0].centre, gaussians[0].ell_comps
    bulge = al.Model(al.lp_basis.Basis, profile_list=gaussians)
    lens = al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=al.mp.IsothermalSph)
    parts = split(model_of(lens=lens, source=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp_linear.SersicSph)))
    assert len(parts.light.indices) == 4 and all("bulge" in name for name in names_of(parts.light))
    assert not any("lens.bulge" in name for name in names_of(parts.arcs))


def test_assertions_stay_where_their_priors_are():
    lens = lens_of()
    model = model_of(lens=lens, source=al.Model(al.Galaxy, redshift=1.0, bulge=al.lp.SersicSph))
    lens = model.galaxies.lens
    model.add_assertion(lens.disk.effective_radius > lens.bulge.effective_radius)
    model.add_assertion(lens.mass.einstein_radius > lens.bulge.effective_radius)
    parts = split(model)
    assert len(parts.light.model.assertions) == 1 and not parts.arcs.model.assertions
    assert len(model.assertions) == 2


def test_without_a_lens_all_light_is_one_part():
    parts = split(model_of(galaxy=al.Model(al.Galaxy, redshift=0.5, bulge=al.lp.SersicSph)))
    assert parts.arcs is None and len(parts.light.indices) == parts.whole.model.prior_count


def test_a_model_without_galaxies_has_no_parts():
    assert split(al.Model(al.lp.Sersic)) is None
    assert split(al.Collection(point=al.Model(al.lp.Sersic))) is None
    assert split(al.Collection(galaxies=al.Collection(lens=al.Model(al.lp.Sersic)))) is None


def test_sources_on_meshes_are_named():
    mesh = al.Pixelization(al.mesh.RectangularUniform((10, 10)), al.reg.Constant(1.0))
    lens = al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)
    parts = split(model_of(lens=lens, source=al.Model(al.Galaxy, redshift=1.0, pixelization=mesh)))
    assert parts.pixelized == [("galaxies", "source")]
    assert parts.light is None and len(parts.arcs.indices) == 3
