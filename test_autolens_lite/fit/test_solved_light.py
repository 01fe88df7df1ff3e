"""Linear light as light with an intensity, light that is mass, images beyond the mask, chained parts of models."""

import numpy as np
import pytest

import autolens_lite as al
from autolens_lite import exc

MASK = al.Mask2D.circular((20, 20), radius=0.9, pixel_scales=0.1)
MASS = al.mp.IsothermalSph(einstein_radius=0.5)


def dataset(backend="numba"):
    lens = al.Galaxy(0.5, bulge=al.lp.Sersic(ell_comps=(0.1, 0.0), intensity=2.0, effective_radius=0.3), mass=MASS)
    source = al.Galaxy(1.0, disk=al.lp.ExponentialSph(centre=(0.03, 0.05), intensity=1.5, effective_radius=0.1))
    psf = al.Convolver.from_gaussian((3, 3), 0.1, 0.1)
    simulator = al.SimulatorImaging(exposure_time=1000.0, background_sky_level=0.1, psf=psf, noise_seed=3)
    grid = al.Grid2D.uniform((20, 20), 0.1, over_sample_size=2)
    data = simulator.via_tracer_from(al.Tracer([lens, source]), grid).with_backend(backend).apply_mask(MASK)
    return data.apply_over_sampling(over_sample_size_lp=1)


def tracer_with(bulge):
    source = al.Galaxy(1.0, disk=al.lp_linear.ExponentialSph(centre=(0.03, 0.05), effective_radius=0.1))
    return al.Tracer([al.Galaxy(0.5, bulge=bulge, mass=MASS), source])


def basis():
    gaussians = [al.lp_linear.Gaussian(ell_comps=(0.1, 0.0), sigma=sigma) for sigma in (0.05, 0.2)]
    return al.lp_basis.Basis([*gaussians, al.lmp_linear.Gaussian(intensity=0.2, sigma=0.5, mass_to_light_ratio=0.1)])


def test_solved_light_fits_as_linear_light_does(backend):
    fit = al.FitImaging(dataset(backend), tracer_with(basis()))
    solved = fit.tracer_linear_light_profiles_to_light_profiles
    again = al.FitImaging(fit.dataset, solved)
    assert again.inversion is None
    assert float(again.chi_squared) == pytest.approx(float(fit.chi_squared), rel=1e-8)
    classes = [type(profile) for profile in solved.galaxies[0].bulge.profile_list]
    assert classes == [al.lp.Gaussian, al.lp.Gaussian, al.lmp.Gaussian]
    intensities = fit.linear_light_profile_intensity_dict
    assert solved.galaxies[1].disk.intensity == intensities[fit.tracer.galaxies[1].disk]
    assert fit.model_obj_linear_light_profiles_to_light_profiles.galaxies[0].mass is MASS


def test_images_beyond_the_mask_are_those_of_the_model_within(backend):
    fit = al.FitImaging(dataset(backend), tracer_with(al.lp_linear.Sersic(ell_comps=(0.1, 0.0), effective_radius=0.3)))
    whole = fit.unmasked_blurred_image
    assert whole.mask.shape_native == (20, 20)
    assert whole.mask.pixels_in_mask == 400
    inside = ~np.asarray(MASK.mask)
    native = np.asarray(whole.mask.native_from(np.asarray(whole)))
    np.testing.assert_allclose(native[inside], np.asarray(fit.model_data), rtol=1e-9, atol=1e-12)
    planes = fit.unmasked_blurred_image_of_planes_list
    np.testing.assert_allclose(sum(np.asarray(plane) for plane in planes), np.asarray(whole), rtol=1e-12)
    pixelized = al.Galaxy(1.0, pixelization=al.Pixelization(al.mesh.RectangularUniform((3, 3)), al.reg.Constant()))
    with pytest.raises(exc.ModelError, match="beyond the mask"):
        _ = al.FitImaging(fit.dataset, al.Tracer([al.Galaxy(0.5, mass=MASS), pixelized])).unmasked_blurred_image


def test_linear_light_that_is_mass_has_two_intensities(xp):
    grid = al.Grid2D.uniform((6, 6), 0.2, backend=xp.__name__.split(".")[-1].removesuffix("_xp"))
    profile = al.lmp_linear.Sersic(intensity=3.0, effective_radius=0.4, sersic_index=2.0, mass_to_light_ratio=2.0)
    light, mass = (
        al.lp.Sersic(intensity=1.0, effective_radius=0.4, sersic_index=2.0),
        al.lmp.Sersic(intensity=3.0, effective_radius=0.4, sersic_index=2.0, mass_to_light_ratio=2.0),
    )
    np.testing.assert_allclose(
        np.asarray(profile.image_2d_from(grid)), np.asarray(light.image_2d_from(grid)), rtol=1e-12
    )
    np.testing.assert_array_equal(
        np.asarray(profile.convergence_2d_from(grid)), np.asarray(mass.convergence_2d_from(grid))
    )


def chained(bulge, **settings):
    model = al.Collection(
        galaxies=al.Collection(
            lens=al.Model(al.Galaxy, redshift=0.5, bulge=bulge, mass=MASS),
            source=al.Model(al.Galaxy, redshift=1.0, disk=al.Model(al.lp_linear.ExponentialSph, effective_radius=0.1)),
        )
    )
    vectors = np.array([model.vector_from_unit_vector(np.full(model.prior_count, 0.5))])
    result = al.Result(al.Samples(model.parameter_names, vectors, [0.0], [0.0]), model, al.AnalysisImaging(dataset()))
    chain = al.util.chaining
    tracer = chain.lp_chain_tracer_from(result, None)
    return chain.mass_light_dark_from(result, "bulge", tracer, **settings), tracer.galaxies[0].bulge, result


def test_light_of_one_search_is_mass_of_the_next():
    free = al.Model(al.lp_linear.Sersic, centre=(0.0, 0.0), ell_comps=(0.1, 0.0), sersic_index=2.0)
    model, solved, result = chained(free)
    assert model.cls is al.lmp_linear.Sersic
    assert model.intensity == solved.intensity
    assert model.parameter_names == ["mass_to_light_ratio"]
    model, _, _ = chained(free, use_gradient=True, light_is_model=True, linear_lp_to_standard=True)
    assert model.cls is al.lmp.SersicGradient
    assert model.parameter_names == ["effective_radius", "mass_to_light_ratio", "mass_to_light_gradient"]
    model, solved, _ = chained(al.Model(al.lp_basis.Basis, profile_list=basis().profile_list[:2]))
    assert [member.cls for member in model.profile_list] == [al.lmp_linear.Gaussian] * 2
    assert model.profile_list[1].intensity == solved.profile_list[1].intensity
    assert model.prior_count == 1
    bulge, disk = model, al.Model(al.lmp_linear.Gaussian)
    linked, _ = al.util.chaining.link_ratios(True, result, bulge, disk)
    assert linked.profile_list[0].mass_to_light_ratio is disk.mass_to_light_ratio
    assert al.util.chaining.mass_light_dark_from(result, "halo", None) is None
    assert result.grid is result.analysis.dataset.grid


def test_sources_and_masses_are_chained():
    _, _, result = chained(al.lp_linear.Sersic())
    fixed = al.util.chaining.source_from(result)
    assert fixed.prior_count == 2
    assert al.util.chaining.source_custom_model_from(result).prior_count == 0
    mass = al.util.chaining.mass_from(al.Model(al.mp.Isothermal), MASS, unfix_mass_centre=True)
    assert mass.parameter_names == ["centre_0", "centre_1", "ell_comps_0", "ell_comps_1"]
    assert mass.einstein_radius == 0.5


def test_fields_are_galaxies_without_light(backend):
    field = al.MassField(0.5, shear=al.mp.ExternalShear(0.05, -0.02))
    lens, source = al.Galaxy(0.5, mass=MASS), al.Galaxy(1.0, disk=al.lp.ExponentialSph(effective_radius=0.1))
    together = al.Tracer([al.Galaxy(0.5, mass=MASS, shear=field.shear), source])
    grid = dataset(backend).grid
    np.testing.assert_allclose(
        np.asarray(al.Tracer([lens, source], fields=[field]).image_2d_from(grid)),
        np.asarray(together.image_2d_from(grid)),
        rtol=1e-12,
    )
    galaxies = al.Collection(lens=lens, source=source)
    shear = al.Model(al.MassField, redshift=0.5, shear=al.Model(al.mp.ExternalShear))
    model = al.Collection(galaxies=galaxies, fields=al.Collection(field=shear))
    likelihood = al.AnalysisImaging(dataset(backend)).likelihood_from(model)
    expected = al.FitImaging(dataset(backend), together).figure_of_merit
    assert likelihood(np.array([0.05, -0.02])) == pytest.approx(float(expected), rel=1e-10)
    with pytest.raises(exc.ParameterError, match=r"bulge = .* is not a mass profile"):
        al.MassField(0.5, bulge=al.lp.SersicSph())


def test_attributes_of_all_profiles():
    tracer = tracer_with(al.lp.Sersic(centre=(0.1, 0.2)))
    assert tracer.extract_attribute(al.mp.MassProfile, "einstein_radius").tolist() == [0.5]
    centres = tracer.extract_attribute(cls=al.LightProfile, attr_name="centre")
    np.testing.assert_array_equal(np.asarray(centres), [(0.1, 0.2), (0.03, 0.05)])
    assert tracer.extract_attribute(al.mp.MassProfile, "nothing") is None
    with pytest.raises(exc.ParameterError, match="cls = 'mass'"):
        tracer.extract_attribute("mass", "centre")


def test_light_within_a_radius_is_all_light_far_out():
    profile = al.lp.Sersic(ell_comps=(0.2, 0.1), effective_radius=0.5, sersic_index=2.5, intensity=3.0)
    assert profile.luminosity_within_circle_from(1e3) == pytest.approx(profile.total_flux(), rel=1e-9)
    assert al.Galaxy(0.5, bulge=profile, disk=profile).luminosity_within_circle_from(0.5) == pytest.approx(
        profile.total_flux(), rel=1e-6
    )


def test_arguments_of_analyses_by_other_names():
    positions = al.PositionsLH(positions=[(0.5, 0.0), (-0.5, 0.0)], threshold=0.1)
    analysis = al.AnalysisImaging(dataset(), positions_likelihood=positions, adapt_image_maker=None)
    assert analysis.positions_likelihood_list == [positions]
    assert analysis.modify_before_fit(None, None) is analysis

    class Own(al.AnalysisImaging):
        def __init__(self, dataset, positions_likelihood):
            super().__init__(dataset)
            self.own = positions_likelihood

    assert Own(dataset(), positions_likelihood=3).own == 3
    with pytest.raises(exc.ParameterError, match="adapt_image_maker is of an older release"):
        al.AnalysisImaging(dataset(), adapt_image_maker=object())
    with pytest.raises(exc.ParameterError, match=r"Write al\.mp\.dPIEMassB0Sph"):
        al.mp.dPIEMassSph(rs=2.0, ra=0.1, b0=1.0)


def test_transformers_are_what_runs(caplog):
    uv = np.random.default_rng(1).uniform(-1.0, 1.0, (20, 2)) * 2e5
    image = al.Array2D(np.random.default_rng(2).uniform(0.0, 1.0, MASK.pixels_in_mask), MASK)
    transformer = al.TransformerDFT(uv_wavelengths=uv, real_space_mask=MASK)
    visibilities = transformer.visibilities_from(image)
    y, x = (np.asarray(part) for part in (al.Grid2D(MASK).coordinates.y, al.Grid2D(MASK).coordinates.x))
    phases = np.outer(uv[:, 0], x) + np.outer(uv[:, 1], y)
    exact = np.exp(-2j * np.pi * phases * np.pi / 648000.0) @ np.asarray(image)
    np.testing.assert_allclose(visibilities, exact, atol=1e-9)
    data = al.Interferometer(visibilities, np.ones(20), uv, MASK, transformer_class=al.TransformerNUFFT)
    assert data.apply_sparse_operator() is data
    assert data.apply_sparse_operator_cpu(batch_size=100) is data
    with pytest.raises(exc.DataError, match="transformer_class"):
        al.SimulatorInterferometer(uv, transformer_class=int)
