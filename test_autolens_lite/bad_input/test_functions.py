"""What functions and methods once took without a word, or failed at in another library's words."""

import math

import numpy as np
import pytest
from astropy import units
from astropy.io import fits

import autolens_lite as al
from autolens_lite import config

MASK = al.Mask2D.circular((11, 11), radius=0.45, pixel_scales=0.1)
TOTAL = MASK.pixels_in_mask
GRID = al.Grid2D(MASK)
ARRAY = al.Array2D(np.linspace(1.0, 2.0, TOTAL), MASK)
LENS = al.Galaxy(0.5, mass=al.mp.Isothermal(einstein_radius=0.2))
TRACER = al.Tracer([LENS, al.Galaxy(1.0, bulge=al.lp.Sersic())])
COSMOLOGY = al.cosmo.Planck15()
HALO = al.mp.NFWSph()
IMAGE = al.Imaging(np.ones((11, 11)), np.ones((11, 11)), pixel_scales=0.1)
MODEL = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=al.mp.IsothermalSph)))
SAMPLES = al.Samples(MODEL.parameter_names, np.ones((5, 3)), np.arange(5.0), np.zeros(5))
VISIBILITIES = (np.ones(2) + 1j, np.ones(2), 4e5 * np.array([[1.0, 2.0], [2.0, -1.0]]))
PSF = al.Convolver(np.ones((3, 3)))
SIMULATOR = al.SimulatorImaging(exposure_time=100.0)
POSITIONS = al.PositionsLH([(1.0, 0.0), (0.0, 1.0)], 0.1)
HILBERT = al.image_mesh.Hilbert(9)
TRUNCATED = al.mp.NFWTruncatedSph

REFUSED = {
    # what is false to Python was taken for None, and Planck15 used
    "cosmology of a mass": ("cosmology", lambda: HALO.mass_at_200_solar_masses(0.5, 1.0, cosmology="")),
    "cosmology of a density": ("cosmology", lambda: HALO.rho_at_scale_radius_solar_mass_per_kpc3(0.5, 1.0, 0)),
    "cosmology of a halo": ("cosmology", lambda: TRUNCATED.from_m200_concentration(cosmology=[])),
    "cosmology of Lenstool": ("cosmology", lambda: al.mp.dPIEMassB0.from_lenstool(cosmology=COSMOLOGY.E)),
    "cosmology of round ones": ("cosmology", lambda: al.mp.dPIEMassB0Sph.from_lenstool(cosmology=False)),
    "redshift of a density": (
        "redshift_of_cosmic_average_density",
        lambda: HALO.mass_at_200_solar_masses(0.5, 1.0, np.array(["local", "profile"])),
    ),
    "cards": ("cards", lambda: ARRAY.output_to_fits("a.fits", cards=[])),
    # NaN, infinity, or a number without a meaning
    "annuli": (
        "outer_annuli_radius",
        lambda: LENS.mass.density_between_circular_annuli(0.3, 0.3),
    ),
    "annuli, swapped": ("outer_annuli_radius", lambda: LENS.mass.density_between_circular_annuli(0.3, 0.1)),
    "kappa_s": ("kappa_s", lambda: TRUNCATED.m200_concentration_from(-1.0, 5.0, 0.5, 1.0)),
    "scale radius": ("scale_radius", lambda: TRUNCATED.m200_concentration_from(0.1, 0.0, 0.5, 1.0)),
    "scaling to itself": ("redshift_final", lambda: COSMOLOGY.scaling_factor_between_redshifts_from(0.3, 0.8, 0.3)),
    "scaling to us": ("redshift_1", lambda: COSMOLOGY.scaling_factor_between_redshifts_from(0.3, 0.0, 0.8)),
    "no distance": ("redshift", lambda: COSMOLOGY.arcsec_per_kpc_from(0.0)),
    "far away": ("z = 1e\\+300", lambda: COSMOLOGY.E(1e300)),
    "magnitude": ("gamma", lambda: al.mp.ExternalPotential.from_magnitudes_and_angles(gamma=True)),
    "angle": ("theta_delta", lambda: al.mp.ExternalPotential.from_magnitudes_and_angles(theta_delta=math.nan)),
    "ellipticity": ("ellipticity", lambda: al.mp.dPIEMassB0.from_lenstool(ellipticity=1.5)),
    "pixels wider than the sky": ("pixel_scales", lambda: al.Mask2D.all_false((3, 3), 1e9)),
    "a lattice of nothing": ("pixel_scale", lambda: LENS.tangential_critical_curve_list_from(GRID, 5.0)),
    "beyond the unit cube": ("unit_vector", lambda: MODEL.vector_from_unit_vector([2.0, 0.5, 0.5])),
    "below it": ("unit_vector", lambda: MODEL.instance_from_unit_vector([0.5, -0.1, 0.5])),
    "not in it": ("unit_vector", lambda: MODEL.vector_from_unit_vector([0.5, 0.5, math.nan])),
    "truths": ("truths", lambda: SAMPLES.summary([math.nan, math.inf, 1.0])),
    "tolerance": ("tolerance", lambda: al.LBFGS("x", tolerance=math.inf)),
    "dlogz": ("dlogz", lambda: al.DynestyStatic("x", dlogz=math.inf)),
    "change": ("change_threshold", lambda: al.AutoCorrelationsSettings(change_threshold=math.inf)),
    "position twice": (
        r"positions\[2\] = \(1.0, 0.0\)",
        lambda: al.PositionsLH([(1.0, 0.0), (0.0, 1.0), (1.0, 0.0)], 0.1),
    ),
    "concentration beyond all": ("concentration", lambda: TRUNCATED.from_m200_concentration(concentration=1e6)),
    "density beyond all": ("kappa_s", lambda: al.mp.NFWSph(kappa_s=1e12).concentration_at_200(0.5, 1.0)),
    "first step": ("dlogz_init", lambda: al.DynestyDynamic("x", dlogz_init=math.inf)),
    "weights of NaN": ("adapt_data", lambda: HILBERT.weight_map_from([math.nan, 1.0])),
    "weights of text": ("adapt_data", lambda: HILBERT.weight_map_from("a")),
    "weights with a unit": ("adapt_data", lambda: HILBERT.weight_map_from(np.ones(3) * units.kg)),
    "fractions with a unit": ("fractions", lambda: SAMPLES.quantiles([0.1, 0.5] * units.kg)),
    "masked fractions": ("fractions", lambda: SAMPLES.quantiles(np.ma.MaskedArray([0.1, 0.5], [True, False]))),
    "a fraction above one": ("unit", lambda: al.UniformPrior(0.0, 1.0).value_for(1.5)),
    "a number that is none": ("number", lambda: al.Result(SAMPLES, MODEL).save("folder", number=math.nan)),
    "noise twice": ("exclude each other", lambda: IMAGE.apply_noise_scaling(MASK, 5.0, signal_to_noise_value=3.0)),
    "a word of with_values": ("Did you mean 'noise_map'", lambda: IMAGE.with_values(noise=np.ones(5))),
    "a word of fit": ("fit has no argument 'notes'", lambda: al.LBFGS("x").fit(MODEL, None, notes=True)),
    "what JSON does not hold": (
        "search_info",
        lambda: al.Result(SAMPLES, MODEL, search_info={"a": MODEL}).save("folder"),
    ),
    "no sub-pixels": ("over_sample_size_lp", lambda: al.Interferometer(*VISIBILITIES, MASK, over_sample_size_lp=None)),
    "none of a mesh": (
        "over_sample_size_pixelization",
        lambda: al.Imaging(np.ones((3, 3)), np.ones((3, 3)), pixel_scales=0.1, over_sample_size_pixelization=None),
    ),
    "a vector of NaN": ("vector", lambda: MODEL.unit_vector_from_vector([0.1, math.nan, 1.0])),
    "a flag for a speed": ("sigma", lambda: al.mp.dPIEMassB0Sph.from_lenstool(sigma=True)),
    "a grid of a dark galaxy": ("grid", lambda: LENS.image_2d_list_from("nothing")),
    "a grid by its name": ("grid", lambda: LENS.convergence_2d_from(None)),
    "a unit that is no text": ("unit", lambda: al.plot.visibilities(None, unit=0)),
    "an instance that is ragged": ("instance", lambda: al.fisher_from(MODEL, IMAGE, [[1.0], [1.0, 2.0]])),
    "a likelihood that is none": ("likelihood", lambda: al.guide.over_sampling_from(None, [0.1, 0.1, 1.0])),
    # loops without an end
    "order of a shapelet": ("n_y", lambda: al.lp.ShapeletCartesianSph(n_y=10**9, n_x=1)),
    "order of a polar one": ("n", lambda: al.lp.ShapeletPolar(n=10**9, m=1)),
    "order of a multipole": ("m", lambda: al.mp.PowerLawMultipole(m=10**9)),
    # another kind of thing
    "a class for a lens": ("coordinates", lambda: LENS.mass.convergence_from(type(GRID.coordinates))),
    "a class for an analysis": ("analysis", lambda: al.Result(SAMPLES, MODEL, al.AnalysisImaging)),
    "a class for a model": ("model", lambda: al.Result(SAMPLES, al.Collection)),
    "a class for a model of samples": ("model", lambda: SAMPLES.with_model(al.Collection)),
    "a class for a fitted model": ("model", lambda: al.AnalysisImaging(IMAGE).likelihood_from(al.Model)),
    "a class for a tracer": ("tracer", lambda: SIMULATOR.via_tracer_from(al.Tracer, GRID)),
    "nothing for a tracer": ("tracer", lambda: SIMULATOR.tracer_with_intensities_from(None, GRID)),
    "a prior for a model": ("model", lambda: SAMPLES.subsamples(al.UniformPrior(0.0, 1.0))),
    "points for an image": ("values", lambda: al.Array2D.no_mask(GRID, 0.1)),
    "points for baselines": ("uv_wavelengths", lambda: al.SimulatorInterferometer(GRID)),
    "a mass for a tracer": ("tracer", lambda: POSITIONS.max_separation_from(LENS)),
    "a number for galaxies": ("galaxies", lambda: SIMULATOR.via_galaxies_from(np.array(1.0), GRID)),
    "a number for parts": ("entries", lambda: al.ModelInstance(1.0)),
    "operated": ("operated_only", lambda: LENS.image_from(GRID.coordinates, operated_only="no")),
    "operated in a tracer": ("operated_only", lambda: TRACER.image_from(GRID.coordinates, operated_only=np.ones(2))),
    "operated profiles": ("operated_only", lambda: LENS.light_profiles_with_intensity(2)),
    "mask to blur around": ("mask", lambda: PSF.blurring_mask_from(np.ones((3, 3)))),
    "light around": ("blurring_image", lambda: PSF.convolved_image_from(ARRAY, np.ones(5))),
    "slim of text": ("slim", lambda: MASK.native_from(np.full(TOTAL, "a"))),
    "slim of a ragged list": ("slim", lambda: MASK.native_from([[1.0], [1.0, 2.0]])),
    "native of text": ("native", lambda: MASK.slim_from(np.full((11, 11), "a"))),
    "half an antenna": ("n_antennas", lambda: al.alma_like_antenna_positions(2.5)),
    "unused width": ("centre_sigma", lambda: al.model_util.mge_model_from(1.0, centre_sigma="wide")),
    "unused ellipticity": (
        "ell_comps_uniform_width",
        lambda: al.model_util.mge_model_from(1.0, ell_comps_uniform_width=-1.0),
    ),
    "ragged radii": (
        "radial_list",
        lambda: al.over_sample_size_via_radial_bins_from(GRID, [4, 2], [[0.1], [1.0, 2.0]]),
    ),
    "a number for a list": (
        "centre_list",
        lambda: al.over_sample_size_via_radial_bins_from(GRID, [4], [0.1], np.array(1.0)),
    ),
    "a chain that is none": ("chain", lambda: al.AutoCorrelationsSettings().is_converged(None)),
    "no file for the data": ("data_path", lambda: IMAGE.output_to_fits(None)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case):
    name, call = REFUSED[case]
    with pytest.raises(al.exc.AutoLensError, match=name):
        call()


def test_what_stays():
    assert HALO.mass_at_200_solar_masses(0.5, 1.0, cosmology=COSMOLOGY) == HALO.mass_at_200_solar_masses(0.5, 1.0)
    assert len(al.alma_like_antenna_positions(np.float64(5.0))) == 5
    assert MODEL.vector_from_unit_vector([1.0, 0.0, 1.0 + 1e-12]).shape == (3,)
    assert LENS.light_profiles_with_intensity(np.bool_(True)) == []
    assert MASK.native_from(np.ones(TOTAL, bool)).dtype == bool


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("galaxies.lens.redshift", {"redshift": 0.6}),
        ("galaxies.lens.mass.slope", {"mass": al.mp.PowerLawSph(slope=2.1)}),
        ("galaxies.lens.mass", {"mass": al.mp.IsothermalSph()}),
        ("galaxies.lens.bulge", {"bulge": al.lp.SersicSph()}),
    ],
)
def test_an_instance_of_another_model_has_no_fisher_matrix(name, change):
    def instance_with(**parts):
        return al.ModelInstance({"galaxies": al.ModelInstance({"lens": al.Galaxy(**parts)})})

    mass = al.Model(al.mp.PowerLawSph, slope=2.0)
    model = al.Collection(galaxies=al.Collection(lens=al.Model(al.Galaxy, redshift=0.5, mass=mass)))
    given = {"redshift": 0.5, "mass": al.mp.PowerLawSph(slope=2.0)}
    with pytest.raises(al.exc.ModelError, match=rf"instance has {name} = .*, which the model fixes at "):
        al.fisher_from(model, IMAGE, instance_with(**given | change))


def test_nothing_is_written_of_a_result_that_cannot_be(tmp_path):
    with pytest.raises(al.exc.DataError, match="search_info"):
        al.Result(SAMPLES, MODEL, search_info={"a": MODEL}).save(tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


def test_infinities_of_a_search_are_read_as_they_were(tmp_path):
    info = {"k_hat": math.inf, "list": [-math.inf, 1.0, "text"], "part": {"one": 1, "none": None}}
    al.Result(SAMPLES, MODEL, search_info=info | {"array": np.array([np.inf, 2.0])}).save(tmp_path)
    assert al.Result.load(tmp_path).search_info == info | {"array": [math.inf, 2.0]}


def test_settings_below_the_name_of_their_file(tmp_path):
    (tmp_path / "general.yaml").write_text("general:\n  backend: jax\n")
    try:
        config.use(tmp_path)
        with pytest.raises(al.exc.ConfigError, match=r"general[.]yaml has settings below 'general:'"):
            al.Grid2D(MASK)
    finally:
        config.use()


@pytest.mark.parametrize(("angle", "warned"), [(0.0, False), (0.5, False), (30.0, True), (180.0, True), (None, False)])
def test_a_psf_that_is_turned_against_the_data(tmp_path, recwarn, angle, warned):
    def write(name, values, angle):
        header = fits.Header()
        if angle is not None:
            cosine, sine = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            step = 0.1 / 3600.0
            header.update(CTYPE1="RA---TAN", CTYPE2="DEC--TAN", CRVAL1=10.0, CRVAL2=20.0, CRPIX1=2.0, CRPIX2=2.0)
            header.update(CD1_1=-step * cosine, CD1_2=step * sine, CD2_1=step * sine, CD2_2=step * cosine)
        fits.PrimaryHDU(values, header).writeto(tmp_path / name)
        return tmp_path / name

    data, noise = write("data.fits", np.ones((9, 9)), 0.0), write("noise.fits", np.ones((9, 9)), 0.0)
    psf = write("psf.fits", np.ones((3, 3)), angle)
    al.Imaging.from_fits(data, noise, psf, pixel_scales=0.1)
    assert any(f"the PSF, is {angle:.3g} degrees from North" in str(w.message) for w in recwarn) if warned else True
    assert any("degrees from North" in str(w.message) for w in recwarn) is warned
